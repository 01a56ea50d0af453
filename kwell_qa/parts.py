"""What one document adds to an index, found once for as long as nothing that decides it changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from kwell_qa import bags, chunking, manifest, naming, packing, records, vectorcache
from kwell_qa import pieces as piece_rules
from kwell_qa.bags import NAMES, TERMS, flattened
from kwell_qa.embedding import Embedder
from kwell_qa.naming import Namer
from kwell_qa.packing import Packed
from kwell_qa.pieces import REASONED, SOURCED, gives_reason, pieces
from kwell_qa.records import Document, Passage
from kwell_qa.rows import OVERVIEW
from kwell_qa.tokens import spelled, terms
from kwell_qa.vectorcache import KEY_BYTES, key_of

__all__ = ["BAGS", "Maker", "Part", "passage_terms", "passage_text", "sentence_terms"]

Numbers = NDArray[np.int32]
FAMILIES = ("passages", "sentences", "asks")
BAGS = (*TERMS, *NAMES, "sentence_pieces")
OTHER_SCRIPTS = frozenset({"ko", "ja", "zh", "th", "ar"})
"""Languages whose words are not written in Latin letters."""


def passage_terms(document: Document, passage: Passage) -> list[str]:
    """Terms of a passage: its text, and title, heading, artists and asks beside it.

    Title and heading count twice: they say what a passage is about.
    """
    section = document.sections[passage.section]
    heading = section.heading or ""
    around = [document.title, document.title, heading, heading, *document.artists]
    own = terms(" \n ".join([document.text[passage.start : passage.end], *around]))
    return own + _asked(document, section.asks)


def sentence_terms(document: Document, row: int) -> list[str]:
    """Terms of one sentence, with its title's, which say whom it is about, and its asks'."""
    sentence = document.sentences[row]
    section = document.sections[sentence.section]
    around = f"{document.title} \n {section.heading or ''}"
    own = terms(document.text[sentence.start : sentence.end]) + sorted(set(terms(around)))
    if not section.asks:  # as in any plain file, which may be long
        return own
    first = next(i for i, one in enumerate(document.sentences) if one.section == sentence.section)
    asks = [ask for ask, places in zip(section.asks, section.answered_by, strict=True)
            if row - first in places]  # fmt: skip
    return own + sorted(set(_asked(document, asks)))


def _asked(document: Document, asks: Sequence[str]) -> list[str]:
    """Terms of ``asks`` in the script of ``document``.

    A question in another would be found by its small words ("what is …") beside the few texts that
    are asked in the same language.
    """
    held = terms(" \n ".join(asks))
    return [term for term in held if term.isascii() or document.lang in OTHER_SCRIPTS]


def passage_text(document: Document, passage: Passage) -> str:
    """What is embedded for a passage: its title and heading, then its text."""
    body = document.text[passage.start : passage.end]
    return f"{chunking.heading_line(document, passage.section)}\n{body}"


@dataclass(frozen=True, slots=True)
class Part:
    """``passages`` (n, 4): section, start, end, tokens; ``sentences`` (n, 5): the place of its
    passage here, or -1, section, start, end, flags; ``terms``: places in ``vocabulary`` of all
    passages' terms, then of all sentences'; ``lengths``: how many each of them has; ``bags``: for
    each of ``BAGS`` its numbers and how many each row has, terms by their place in ``vocabulary``;
    ``keys``: those of the vectors of passages, sentences and asks."""

    names: str
    """JSON of the canonical names in title and artists, then in each section."""
    words: tuple[tuple[str, str], ...]
    """Stem and spelling of every Latin word."""
    vocabulary: tuple[str, ...]
    passages: Numbers
    sentences: Numbers
    terms: Numbers
    lengths: Numbers
    bags: tuple[tuple[Numbers, Numbers], ...]
    keys: bytes
    section_count: int
    claim: int
    """0 where it examines no claim, 1 where it confirms one, 2 where it disputes it; and 4 more for
    an overview, which has the topic of that name."""

    def keys_of(self, family: str) -> bytes:
        """Those of passages, sentences or asks."""
        first = KEY_BYTES * len(self.passages)
        second = first + KEY_BYTES * len(self.sentences)
        cuts = {"passages": (0, first), "sentences": (first, second),
                "asks": (second, len(self.keys))}  # fmt: skip
        start, end = cuts[family]
        return self.keys[start:end]

    def terms_of(self, family: str) -> tuple[Numbers, Numbers]:
        """Terms of passages or sentences, and how many each has."""
        cut = len(self.passages)
        many = int(self.lengths[:cut].sum())
        if family == "passages":
            return self.terms[:many], self.lengths[:cut]
        return self.terms[many:], self.lengths[cut:]

    def to_bytes(self) -> bytes:
        """A line of JSON, then the numbers."""
        arrays = (self.passages, self.sentences, self.terms, self.lengths,
                  *(one for bag in self.bags for one in bag))  # fmt: skip
        head = [self.names, self.words, self.vocabulary, self.section_count, self.claim,
                [one.size for one in arrays]]  # fmt: skip
        line = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
        numbers = b"".join(np.ascontiguousarray(one, "<i4").tobytes() for one in arrays)
        return line.encode("utf-8", "surrogatepass") + b"\n" + numbers + self.keys

    @classmethod
    def from_bytes(cls, data: bytes) -> Part:
        """What ``to_bytes`` gave."""
        end = data.index(b"\n")
        names, words, vocabulary, section_count, claim, sizes = json.loads(
            data[:end].decode("utf-8", "surrogatepass")
        )
        start = end + 1
        arrays = []
        for size in sizes:
            arrays.append(np.frombuffer(data, "<i4", size, start))
            start += 4 * size
        passages, sentences, terms, lengths, *held = arrays
        return cls(names, words, vocabulary, passages.reshape(-1, 4), sentences.reshape(-1, 5),
                   terms, lengths, tuple(zip(held[::2], held[1::2], strict=True)),
                   data[start:], section_count, claim)  # fmt: skip


class Maker:
    """Documents → their parts, by one model, one chunking and one set of names."""

    def __init__(self, embedder: Embedder, namer: Namer) -> None:
        self._embedder = embedder
        self._namer = namer
        self._place = {name: place for place, name in enumerate(namer.kinds)}
        self._budget = min(chunking.CHUNK_TOKENS, embedder.max_tokens - 2)
        self._recipe = json.dumps(
            [_rules(), naming.recipe(), chunking.recipe(), embedder.fingerprint,
             hashlib.sha256(json.dumps(namer.data, sort_keys=True).encode()).hexdigest()]
        )  # fmt: skip

    def key(self, packed: Packed) -> bytes:
        """What the part of ``packed`` is kept by: the document, and all that decides its part."""
        return blake2b(f"{self._recipe} {packed.digest}".encode(), digest_size=16).digest()

    def make(self, packed: Packed) -> Part:
        """The part of ``packed``."""
        document = packed.document()
        cut = self._cut(document)
        passages = [passage for passage, _ in cut]
        ends = [passage.end for passage in passages]
        rows = [passage_terms(document, passage) for passage in passages]
        rows += [sentence_terms(document, row) for row in range(len(document.sentences))]
        names = self._names(document)
        own = _own_terms(document)
        vocabulary = list(dict.fromkeys(term for row in (*rows, *chain(*own)) for term in row))
        number = {term: place for place, term in enumerate(vocabulary)}
        texts = [passage_text(document, passage) for passage in passages]
        said = [document.text[one.start : one.end] for one in document.sentences]
        texts += said
        texts += [ask for _, ask, _ in packed.asks]
        asks = " ".join(ask for _, ask, _ in packed.asks)
        return Part(
            names=json.dumps([sorted(part) for part in names],
                             ensure_ascii=False, separators=(",", ":")),
            words=tuple(spelled(f"{document.title} {document.text} {asks}").items()),
            vocabulary=tuple(vocabulary),
            passages=np.array(
                [(one.section, one.start, one.end, tokens) for one, tokens in cut], np.int32
            ).reshape(-1, 4),
            sentences=np.array(
                [(next((row for row, end in enumerate(ends) if one.start < end), -1), one.section,
                  one.start, one.end, _flags(text, one.sources))
                 for one, text in zip(document.sentences, said, strict=True)], np.int32
            ).reshape(-1, 5),
            terms=np.array([number[term] for row in rows for term in row], np.int32),
            lengths=np.array([len(row) for row in rows], np.int32),
            bags=(
                *(flattened([[number[term] for term in row] for row in bag]) for bag in own),
                *(flattened(bag) for bag in self._name_bags(document, names)),
                flattened([pieces(text) for text in said]),
            ),
            keys=b"".join(key_of(text, as_query=False) for text in texts),
            section_count=len(document.sections),
            claim=_claim(document) + (OVERVIEW if "overview" in document.topics else 0),
        )  # fmt: skip

    def _names(self, document: Document) -> Sequence[frozenset[str]]:
        mentions = self._namer.mentions
        return [
            mentions(" , ".join([document.title, *document.artists])),
            *(mentions(document.text[part.start : part.end]) for part in document.sections),
        ]

    def _name_bags(
        self, document: Document, names: Sequence[frozenset[str]]
    ) -> tuple[list[list[int]], ...]:
        """Numbers of names in each sentence, each section with the title's, and the title."""
        place, texts = self._place, document.text
        if place:
            said = [self._namer.mentions(texts[one.start : one.end]) for one in document.sentences]
        else:
            said = [frozenset() for _ in document.sentences]
        title, *sections = names
        return tuple(
            [sorted(place[name] for name in held) for held in bag]
            for bag in (said, [title | held for held in sections], [title])
        )

    def _cut(self, document: Document) -> list[tuple[Passage, int]]:
        """Passages with their tokens."""
        count = self._embedder.count_tokens
        room = self._embedder.max_tokens - 4 - max(
            (count(chunking.heading_line(document, number))
             for number in range(len(document.sections))), default=0)  # fmt: skip
        return [
            (passage, count(document.text[passage.start : passage.end]))
            for passage in chunking.split(document, count, min(self._budget, room))
        ]


def _own_terms(document: Document) -> tuple[list[list[str]], ...]:
    """Terms of each sentence, each ask, the title, and each section's heading and asks."""
    asked = [[terms(ask) for ask in section.asks] for section in document.sections]
    return (
        [terms(document.text[one.start : one.end]) for one in document.sentences],
        [row for rows in asked for row in rows],
        [terms(document.title)],
        [[*terms(section.heading or ""), *chain(*rows)]
         for section, rows in zip(document.sections, asked, strict=True)],
    )  # fmt: skip


def _flags(text: str, sources: Sequence[str]) -> int:
    return SOURCED * bool(sources) + REASONED * gives_reason(text)


@cache
def _rules() -> str:
    """A digest of the files that decide a part beside those that tell their own recipes."""
    modules = (bags, packing, piece_rules, records, vectorcache)
    return manifest.rules_of((__file__, *(module.__file__ for module in modules)))


def _claim(document: Document) -> int:
    """0 where it examines no claim, 1 where it confirms one, 2 where it disputes it."""
    return 0 if document.claim is None else 1 + (document.claim.verdict != "confirmed")
