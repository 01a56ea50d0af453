"""Blocks of a file → the text of a document, its sections, and what each sentence rests on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kwell_qa.frontmatter import LEAD
from kwell_qa.markup import Block
from kwell_qa.records import Section, Sentence
from kwell_qa.segmenting import split_sentences

__all__ = ["MARK", "compose"]

MARK = re.compile(r"\[\^([^\]\s]+)\]")
"""A footnote mark; its group is the key of a source."""
_MARKS = re.compile(r"(?:\[\^[^\]\s]+\])+")
_STOPS = (".", "!", "?", "…", "。", "！", "？", ":")


def compose(
    blocks: Sequence[Block],
    lang: str,
    asks: Mapping[str, Sequence[tuple[str, tuple[int, ...]]]],
    always: tuple[str, ...] = (),
) -> tuple[str, tuple[Section, ...], tuple[Sentence, ...]]:
    """Text, sections and sentences of a document, footnote marks taken out of the text.

    ``always`` are sources of every sentence, for documents without footnotes.
    """
    pieces: list[str] = []
    length = 0
    sentences: list[Sentence] = []
    starts: list[tuple[str | None, int]] = [(None, 0)]
    previous: str | None = None
    for block in blocks:
        if previous is not None:
            gap = "\n" if previous == block.kind == "item" else "\n\n"
            pieces.append(gap)
            length += len(gap)
        if block.kind == "heading":
            heading = _MARKS.sub("", block.text)
            starts.append((heading, length))
            plain = heading
            spans: list[tuple[int, int, tuple[str, ...]]] = []
        else:
            plain, spans = _strip_marks(block.text, lang)
        sentences.extend(
            Sentence(length + start, length + end, len(starts) - 1, always or keys)
            for start, end, keys in spans
        )
        pieces.append(plain)
        length += len(plain)
        previous = block.kind
    ends = [start for _, start in starts[1:]] + [length]
    text = "".join(pieces)
    sections = tuple(
        Section(heading, start, start + len(text[start:end].rstrip()),
                tuple(ask for ask, _ in asks.get(heading or LEAD, ())),
                tuple(places for _, places in asks.get(heading or LEAD, ())))
        for (heading, start), end in zip(starts, ends, strict=True)
    )  # fmt: skip
    return text, sections, tuple(sentences)


def _strip_marks(text: str, lang: str) -> tuple[str, list[tuple[int, int, tuple[str, ...]]]]:
    """A block without its marks, and its sentences with the keys that stand behind each.

    A run of marks followed by a space ends a sentence, which decides cases that no rule of
    punctuation can (a full stop inside a closing quotation mark, say).
    """
    plain: list[str] = []
    length = 0
    cursor = 0
    runs: list[tuple[int, tuple[str, ...]]] = []
    cuts = [0]
    for match in _MARKS.finditer(text):
        piece = text[cursor : match.start()]
        plain.append(piece)
        length += len(piece)
        runs.append((length, tuple(dict.fromkeys(MARK.findall(match.group())))))
        cursor = match.end()
        if text[cursor : cursor + 1].isspace() and _ends_sentence(piece):
            cuts.append(length)
    plain.append(text[cursor:])
    whole = "".join(plain)
    cuts.append(len(whole))
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    places = [place for place, _ in runs]
    for left, right in pairwise(cuts):
        for start, end in split_sentences(whole[left:right], lang):
            start, end = left + start, left + end
            behind = runs[bisect_right(places, start) : bisect_right(places, end)]
            keys = dict.fromkeys(key for _, names in behind for key in names)
            spans.append((start, end, tuple(keys)))
    return whole, spans


def _ends_sentence(piece: str) -> bool:
    return piece.rstrip().rstrip("\"'”’»)】」』").endswith(_STOPS)
