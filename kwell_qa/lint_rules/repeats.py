"""Sections that say nearly the same in two documents, and questions asked of two sections."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from kwell_qa.errors import Finding
from kwell_qa.lint_rules.alike import Sections, Shingles
from kwell_qa.lint_rules.page import Page
from kwell_qa.lint_rules.wording import Wording
from kwell_qa.records import Document
from kwell_qa.spilling import PART, Spill, parts_for
from kwell_qa.tokens import words

__all__ = ["Repeats", "Traits"]

SHINGLE = 3
"""Words in a row that are compared. With one word in ten changed, 0.57 of them still agree."""
FEWEST = 20
"""Words of the shortest section that is compared; one plain sentence has its like by chance."""
_ASK = np.dtype([("key", np.uint64), ("page", np.int32), ("section", np.int32), ("ask", np.int32)])
# Odd numbers whose digits look drawn, so that the order of three words counts.
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


_word = lru_cache(maxsize=65536)(_hash)


def _shingles(text: str) -> Shingles:
    """The runs of SHINGLE words in ``text``, each as a number, sorted; none of a short text."""
    row = words(text)
    if len(row) < FEWEST:
        return np.empty(0, np.uint64)
    codes = np.array([_word(word) for word in row], np.uint64)
    last = len(codes) - SHINGLE + 1
    return np.unique(sum(codes[i : i + last] * _MIX[i] for i in range(SHINGLE)))


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a page is compared with others."""

    sections: tuple[tuple[int, int], ...]
    """Number of each section that is long enough, and how many of ``shingles`` are its."""
    asks: tuple[tuple[int, int, int], ...]
    """Number of a section and of an ask of it, and a number that its words give."""
    shingles: Shingles

    @classmethod
    def of(cls, document: Document, wording: Wording) -> Traits:
        sections, sets = [], []
        for number, section in enumerate(document.sections):
            if section.heading in wording.help_headings:
                continue
            text = document.text[section.start : section.end]
            found = _shingles(text.removeprefix(section.heading or ""))
            if len(found):
                sections.append((number, len(found)))
                sets.append(found)
        asks = tuple(
            (number, row, _hash("\n".join(words(ask))))
            for number, section in enumerate(document.sections)
            for row, ask in enumerate(section.asks)
        )
        shingles = np.concatenate(sets) if sets else np.empty(0, np.uint64)
        return cls(tuple(sections), asks, shingles)

    def to_bytes(self) -> bytes:
        """A line of JSON, then the shingles."""
        return json.dumps([self.sections, self.asks]).encode() + b"\n" + self.shingles.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Traits:
        """What ``to_bytes`` gave."""
        end = data.index(b"\n")
        sections, asks = ([tuple(one) for one in part] for part in json.loads(data[:end]))
        return cls(tuple(sections), tuple(asks), np.frombuffer(data, np.uint64, offset=end + 1))


class Repeats:
    """Takes the traits of pages in order; then finds what stands in two of them."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` is on the disk to use for what does not fit into memory."""
        self._sections = Sections(folder)
        self._section_of = array("i")
        self._asks = Spill(_ASK, folder)
        self._pages = 0

    def add(self, name: str, traits: Traits) -> None:
        """Append the next page; ``name`` is that of its file."""
        self._section_of.extend(section for section, _ in traits.sections)
        sizes = [size for _, size in traits.sections]
        self._sections.add(self._pages, name, sizes, traits.shingles)
        if traits.asks:
            rows = [(key, self._pages, section, ask) for section, ask, key in traits.asks]
            self._asks.add(np.array(rows, _ASK))
        self._pages += 1

    def findings(
        self, page: Callable[[int], Page], known: bytes | None = None
    ) -> tuple[list[Finding], bytes]:
        """What is wrong, and a note of what was compared, which the next run takes as ``known``.

        ``page`` gives a page by its place in the order.
        """
        pairs, note = self._sections.alike(known)
        return [*(self._near(page, *pair) for pair in pairs), *self._same_asks(page)], note

    def close(self) -> None:
        self._sections.close()
        self._asks.close()

    def _near(self, page: Callable[[int], Page], one: int, other: int, share: float) -> Finding:
        here, there = page(self._sections.page_of(one)), page(self._sections.page_of(other))
        section = here.document.sections[self._section_of[one]]
        like = there.document.sections[self._section_of[other]]
        return here.find(
            "near-duplicate", here.line_at(section.start),
            f"{_name(section.heading)} says nearly the same as {_name(like.heading)} of "
            f"{there.document.id} ({share:.0%} alike)",
            "keep it in one document, and relate the other to that", "warning",
        )  # fmt: skip

    def _same_asks(self, page: Callable[[int], Page]) -> Iterator[Finding]:
        for asks in self._groups():
            first: dict[tuple[str, ...], tuple[str, str | None]] = {}
            for _, number, section, row in asks:
                here = page(number)
                part = here.document.sections[section]
                ask = part.asks[row]
                place = (here.document.id, part.heading)
                known = first.setdefault(tuple(words(ask)), place)
                # Sentences of several sections of a document may answer one together.
                if known != place and not (known[0] == place[0] and part.answered_by[row]):
                    where = "this document" if known[0] == place[0] else known[0]
                    yield here.find(
                        "same-ask", here.line_of("asks", ask),
                        f"{ask!r} is also asked of {_name(known[1])} of {where}",
                        "leave it with the section that answers it best", "warning",
                    )  # fmt: skip

    def _groups(self) -> Iterator[Sequence[Any]]:
        """Asks with the same words, in their order."""
        parts = parts_for(len(self._asks))
        for part in range(parts):
            # Read as often as there are parts: asks are few beside what is said of them.
            found = [
                block[block["key"] % np.uint64(parts) == part]
                for start in range(0, len(self._asks), PART)
                for block in [self._asks.read(0, slice(start, start + PART))]
            ]
            asks = np.concatenate(found) if found else np.empty(0, _ASK)
            asks = asks[np.argsort(asks["key"], kind="stable")]
            cuts = np.flatnonzero(asks["key"][1:] != asks["key"][:-1]) + 1
            for start, end in pairwise([0, *cuts.tolist(), len(asks)]):
                if end - start > 1:
                    yield asks[start:end].tolist()


def _name(heading: str | None) -> str:
    return f"'{heading}'" if heading else "the lead"
