"""What one document adds to an index, found once for as long as nothing that decides it changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kwell_qa import chunking, naming, packing, records, vectorcache
from kwell_qa.embedding import Embedder
from kwell_qa.naming import Namer
from kwell_qa.packing import Packed
from kwell_qa.records import Document, Passage
from kwell_qa.tokens import spelled, terms
from kwell_qa.vectorcache import KEY_BYTES, key_of

__all__ = ["Maker", "Part", "passage_terms", "passage_text", "sentence_terms"]

Numbers = NDArray[np.int32]
FAMILIES = ("passages", "sentences", "asks")
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
    """``passages`` (n, 4): section, start, end, tokens; ``holders``: for each sentence the place
    of its passage here, or -1; ``terms``: places in ``vocabulary`` of all passages' terms, then of
    all sentences'; ``lengths``: how many each of them has; ``keys``: those of the vectors of
    passages, sentences and asks."""

    names: str
    """JSON of the canonical names in title and artists, then in each section."""
    words: tuple[tuple[str, str], ...]
    """Stem and spelling of every Latin word."""
    vocabulary: tuple[str, ...]
    passages: Numbers
    holders: Numbers
    terms: Numbers
    lengths: Numbers
    keys: bytes

    def keys_of(self, family: str) -> bytes:
        """Those of passages, sentences or asks."""
        first = KEY_BYTES * len(self.passages)
        second = first + KEY_BYTES * len(self.holders)
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
        arrays = (self.passages, self.holders, self.terms, self.lengths)
        head = [self.names, self.words, self.vocabulary, [one.size for one in arrays]]
        line = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
        numbers = b"".join(np.ascontiguousarray(one, "<i4").tobytes() for one in arrays)
        return line.encode("utf-8", "surrogatepass") + b"\n" + numbers + self.keys

    @classmethod
    def from_bytes(cls, data: bytes) -> Part:
        """What ``to_bytes`` gave."""
        end = data.index(b"\n")
        names, words, vocabulary, sizes = json.loads(data[:end].decode("utf-8", "surrogatepass"))
        start = end + 1
        arrays = []
        for size in sizes:
            arrays.append(np.frombuffer(data, "<i4", size, start))
            start += 4 * size
        passages, holders, terms, lengths = arrays
        return cls(names, words, vocabulary, passages.reshape(-1, 4), holders, terms, lengths,
                   data[start:])  # fmt: skip


class Maker:
    """Documents → their parts, by one model, one chunking and one set of names."""

    def __init__(self, embedder: Embedder, namer: Namer) -> None:
        self._embedder = embedder
        self._namer = namer
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
        vocabulary = list(dict.fromkeys(term for row in rows for term in row))
        number = {term: place for place, term in enumerate(vocabulary)}
        texts = [passage_text(document, passage) for passage in passages]
        texts += [document.text[one.start : one.end] for one in document.sentences]
        texts += [ask for _, ask, _ in packed.asks]
        asks = " ".join(ask for _, ask, _ in packed.asks)
        return Part(
            names=json.dumps([sorted(part) for part in self._names(document)],
                             ensure_ascii=False, separators=(",", ":")),
            words=tuple(spelled(f"{document.title} {document.text} {asks}").items()),
            vocabulary=tuple(vocabulary),
            passages=np.array(
                [(one.section, one.start, one.end, tokens) for one, tokens in cut], np.int32
            ).reshape(-1, 4),
            holders=np.array(
                [next((row for row, end in enumerate(ends) if one.start < end), -1)
                 for one in document.sentences], np.int32),
            terms=np.array([number[term] for row in rows for term in row], np.int32),
            lengths=np.array([len(row) for row in rows], np.int32),
            keys=b"".join(key_of(text, as_query=False) for text in texts),
        )  # fmt: skip

    def _names(self, document: Document) -> Sequence[frozenset[str]]:
        mentions = self._namer.mentions
        return [
            mentions(" , ".join([document.title, *document.artists])),
            *(mentions(document.text[part.start : part.end]) for part in document.sections),
        ]

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


@cache
def _rules() -> str:
    """A digest of the files that decide a part beside those that tell their own recipes."""
    digest = hashlib.sha256()
    for module in (__file__, packing.__file__, records.__file__, vectorcache.__file__):
        digest.update(Path(module).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
