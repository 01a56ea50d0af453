"""A document → the pieces its reading page is set from; a marked span cuts across them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kwell_qa.records import Document, Section, Sentence, Source

__all__ = ["Part", "Piece", "Sheet", "parse_span", "sheet"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or what stands between two; ``cuts`` are its texts, marked or not."""

    cuts: tuple[tuple[str, bool], ...]
    start: int
    end: int
    sentence: bool
    notes: tuple[int, ...] = ()
    """Numbers of the sources that the sentence rests on."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, the anchor to link to it, and its paragraphs."""

    anchor: str
    heading: str | None
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is set on the page; ``sources`` are numbered from 1 in order of first use."""

    parts: tuple[Part, ...]
    sources: tuple[Source, ...]


def parse_span(value: str | None, length: int) -> tuple[int, int] | None:
    """``START-END`` within a text of ``length`` characters; ``None`` for anything else."""
    found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", value or "")
    if not found:
        return None
    start, end = int(found.group(1)), int(found.group(2))
    return (start, end) if start < end <= length else None


def sheet(document: Document, span: tuple[int, int] | None = None) -> Sheet:
    """The document's parts, every character of its sections exactly once and in order."""
    order: dict[str, int] = {}
    known = {source.key: source for source in document.sources}
    for sentence in document.sentences:
        for key in sentence.sources:
            if key in known:
                order.setdefault(key, len(order) + 1)
    for key in known:
        order.setdefault(key, len(order) + 1)
    parts = tuple(
        Part(
            f"section-{number}",
            section.heading,
            tuple(_paragraphs(document, number, section, order, span)),
        )
        for number, section in enumerate(document.sections)
    )
    return Sheet(parts, tuple(known[key] for key in order))


def _paragraphs(
    document: Document,
    number: int,
    section: Section,
    order: dict[str, int],
    span: tuple[int, int] | None,
) -> list[tuple[Piece, ...]]:
    sentences = [one for one in document.sentences if one.section == number]
    made: list[tuple[Piece, ...]] = []
    start = section.start
    for line in document.text[section.start : section.end].split("\n"):
        end = start + len(line)
        # The part's own heading is set as one; it may be in the section's text or before it.
        title = start < section.start + 2 and line == section.heading
        if line.strip() and not title:
            inside = [one for one in sentences if start <= one.start < end]
            made.append(tuple(_pieces(document.text, inside, start, end, order, span)))
        start = end + 1
    return made


def _pieces(
    text: str,
    sentences: list[Sentence],
    start: int,
    end: int,
    order: dict[str, int],
    span: tuple[int, int] | None,
) -> list[Piece]:
    made: list[Piece] = []
    at = start
    for one in sentences:
        if one.start > at:
            made.append(Piece(_cut(text, at, one.start, span), at, one.start, False))
        notes = tuple(sorted(order[key] for key in one.sources if key in order))
        made.append(Piece(_cut(text, one.start, one.end, span), one.start, one.end, True, notes))
        at = one.end
    if at < end:
        made.append(Piece(_cut(text, at, end, span), at, end, False))
    return made


def _cut(
    text: str, start: int, end: int, span: tuple[int, int] | None
) -> tuple[tuple[str, bool], ...]:
    if span is None or span[1] <= start or end <= span[0]:
        return ((text[start:end], False),)
    first, last = max(start, span[0]), min(end, span[1])
    cuts = ((text[start:first], False), (text[first:last], True), (text[last:end], False))
    return tuple(cut for cut in cuts if cut[0])
