"""A document together with the lines of its file, so that a finding can point at one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from kwell_qa import corpus, frontmatter
from kwell_qa.decoding import decode
from kwell_qa.errors import Finding
from kwell_qa.markup import Block, blocks_of_markdown
from kwell_qa.records import Document, Sentence

__all__ = ["Page", "Piece", "read"]

_MARKS = re.compile(r"(?:\[\^[^\]\s]+\])+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a document: ``where`` is title, claim, heading, ask or sentence."""

    text: str
    line: int | None
    where: str


@dataclass(frozen=True, slots=True)
class Page:
    """A document, its file, and where its parts stand there.

    ``prepared`` is false for files without front matter, whose authors never agreed to our
    rules. ``header`` and ``body`` are lines of the file; ``blocks`` are pairs of an offset in
    the document's text and the line where that block of text begins. ``hollow`` are line and text
    of headings with nothing below them but another heading that is not a smaller one.
    """

    file: Path
    document: Document
    prepared: bool
    header: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    blocks: tuple[tuple[int, int], ...] = field(default=())
    hollow: tuple[tuple[int, str], ...] = ()
    _lines: dict[int, int] = field(default_factory=dict, compare=False, repr=False)
    """Line of each offset that was asked for, and of all that rules ask for."""

    def find(self, rule: str, line: int | None, message: str, remedy: str,
             severity: str = "error") -> Finding:  # fmt: skip
        """A finding in this file."""
        return Finding(self.file, line, rule, message, remedy, severity)

    def text(self, sentence: Sentence) -> str:
        return self.document.text[sentence.start : sentence.end]

    def heading(self, sentence: Sentence) -> str | None:
        return self.document.sections[sentence.section].heading

    def line_at(self, offset: int) -> int | None:
        """The line of the file in which ``document.text[offset:]`` begins."""
        if offset not in self._lines:
            # Every rule asks for every sentence: a block is read once for all of them.
            starts = {sentence.start for sentence in self.document.sentences}
            starts |= {section.start for section in self.document.sections}
            self._locate({offset} | starts - self._lines.keys())
        return self._lines.get(offset)

    def _locate(self, offsets: Iterable[int]) -> None:
        """Find the lines of ``offsets``; those before the first block have none."""
        inside: dict[int, list[int]] = {}
        for offset in offsets:
            row = bisect_right(self.blocks, (offset, 1 << 60)) - 1
            if row >= 0:
                inside.setdefault(row, []).append(offset)
        for row, wanted in inside.items():
            first = self.blocks[row][1]
            lines = self._of_block(row)
            for width in (24, 8):
                needles = {at: self.document.text[at : at + width] for at in wanted}
                found = _first_lines(lines, set(needles.values()))
                self._lines.update(
                    (at, first + found[words]) for at, words in needles.items() if words in found
                )
                wanted = [at for at, words in needles.items() if words not in found]
            self._lines.update(dict.fromkeys(wanted, first))

    def _of_block(self, row: int) -> list[str]:
        """The lines of a block and those behind it that are of no block, without marks."""
        first = self.blocks[row][1]
        after = self.blocks[row + 1][1] if row + 1 < len(self.blocks) else first + 200
        top = len(self.header) + 2 if self.header else 0
        return [_MARKS.sub("", line) for line in self.body[first - top - 1 : after - top - 1]]

    def line_of(self, key: str, words: str = "") -> int | None:
        """The line of the front matter that holds ``words`` under ``key``, else of ``key``."""
        top = next((n for n, line in enumerate(self.header) if line.startswith(f"{key}:")), None)
        if top is None:
            return None
        bare = words.replace('"', '\\"')
        for number in range(top, len(self.header)):
            line = self.header[number]
            if number > top and line[:1].strip():
                break
            if words and (words in line or bare in line or words.replace("'", "''") in line):
                return number + 2
        return top + 2

    def pieces(self) -> Iterator[Piece]:
        """Everything that people or the search may see, piece by piece."""
        document = self.document
        yield Piece(document.title, self.line_of("title"), "title")
        if document.claim:
            statement = document.claim.statement
            yield Piece(statement, self.line_of("claim", statement), "claim")
        for section in document.sections:
            if section.heading:
                yield Piece(section.heading, self.line_at(section.start), "heading")
            for ask in section.asks:
                yield Piece(ask, self.line_of("asks", ask), "ask")
        for sentence in document.sentences:
            yield Piece(self.text(sentence), self.line_at(sentence.start), "sentence")


def _first_lines(lines: Sequence[str], needles: set[str]) -> dict[str, int]:
    """The first of ``lines`` that holds each needle; its letters are gone through once a width."""
    found: dict[str, int] = {}
    widths = {len(needle) for needle in needles}
    for number, line in enumerate(lines):
        if len(found) == len(needles):
            break
        for width in widths:
            for at in range(len(line) - width + 1):
                words = line[at : at + width]
                if words in needles:
                    found.setdefault(words, number)
    return found


def read(directory: Path, document: Document) -> Page:
    """The page of ``document``, which was read from ``directory``."""
    path = directory / document.path
    if path.suffix.lower() not in (".md", ".markdown"):
        return Page(path, document, False)
    source = corpus.clean(decode(path))
    parts = frontmatter.split(source)
    body, first = (parts.body, parts.body_line) if parts else (source, 1)
    blocks: list[tuple[int, int]] = []
    cursor = 0
    found = blocks_of_markdown(body)
    for block in found:
        plain = _MARKS.sub("", block.text)
        at = document.text.find(plain, cursor)
        if at >= 0:
            blocks.append((at, block.line + first - 1))
            cursor = at + len(plain)
    header = tuple(parts.header.split("\n")) if parts else ()
    return Page(
        path, document, parts is not None, header, tuple(body.split("\n")), tuple(blocks),
        tuple((block.line + first - 1, block.text) for block in _hollow(found)),
    )  # fmt: skip


def _hollow(blocks: Sequence[Block]) -> Iterator[Block]:
    for block, after in zip_longest(blocks, blocks[1:]):
        ends = after is None or (after.kind == "heading" and after.level <= block.level)
        if block.kind == "heading" and ends:
            yield block
