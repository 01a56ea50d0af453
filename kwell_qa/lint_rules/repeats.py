"""Sections that say nearly the same in two documents, and questions asked of two sections.

What is compared lies on disk, part by part, so that memory does not grow with the corpus: a few
numbers a section are kept, and a table of fixed size that tells rare words from frequent ones.
"""

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
from numpy.typing import NDArray

from kwell_qa.errors import Finding
from kwell_qa.lint_rules.page import Page
from kwell_qa.lint_rules.wording import Wording
from kwell_qa.records import Document
from kwell_qa.spilling import PART, Spill, parts_for
from kwell_qa.tokens import words

__all__ = ["ALIKE", "Repeats", "Traits"]

SHINGLE = 3
"""Words in a row that are compared. With one word in ten changed, 0.57 of them still agree."""
ALIKE = 0.5
"""Jaccard index of two sections' shingles from which they count as the same text."""
FEWEST = 20
"""Words of the shortest section that is compared; one plain sentence has its like by chance."""
_ROUNDING = 1e-9
_BLOCK = 2**20
"""Shingles that are ordered at once."""
_PAIRS = 2**20
"""Pairs of sections that are counted at once."""
_PAIR_PARTS = 64
_ENTRY = np.dtype([("shingle", np.uint64), ("row", np.int32)])
_SHARED = np.dtype([("pair", np.int64), ("times", np.int64)])
_ASK = np.dtype([("key", np.uint64), ("page", np.int32), ("section", np.int32), ("ask", np.int32)])
# Odd numbers whose digits look drawn, so that the order of three words counts.
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
Shingles = NDArray[np.uint64]


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
        self._folder = folder
        self._sets = Spill("<u8", folder)
        self._asks = Spill(_ASK, folder)
        self._pages = 0
        self._page_of = array("i")
        self._section_of = array("i")
        self._sizes = array("i")

    def add(self, traits: Traits) -> None:
        """Append the next page."""
        for section, size in traits.sections:
            self._page_of.append(self._pages)
            self._section_of.append(section)
            self._sizes.append(size)
        self._sets.add(traits.shingles)
        if traits.asks:
            rows = [(key, self._pages, section, ask) for section, ask, key in traits.asks]
            self._asks.add(np.array(rows, _ASK))
        self._pages += 1

    def findings(self, page: Callable[[int], Page]) -> Iterator[Finding]:
        """What is wrong; ``page`` gives a page by its place in the order."""
        if self._sizes:
            for one, other, share in sorted(self._alike()):
                yield self._near(page, one, other, share)
        yield from self._same_asks(page)

    def close(self) -> None:
        self._sets.close()
        self._asks.close()

    def _near(self, page: Callable[[int], Page], one: int, other: int, share: float) -> Finding:
        here, there = page(self._page_of[one]), page(self._page_of[other])
        section = here.document.sections[self._section_of[one]]
        like = there.document.sections[self._section_of[other]]
        return here.find(
            "near-duplicate", here.line_at(section.start),
            f"{_name(section.heading)} says nearly the same as {_name(like.heading)} of "
            f"{there.document.id} ({share:.0%} alike)",
            "keep it in one document, and relate the other to that", "warning",
        )  # fmt: skip

    def _alike(self) -> set[tuple[int, int, float]]:
        """Every pair of sections of two pages that share ALIKE of their shingles, later one first.

        Two such sections share several of their rarest shingles, so that only those that do need
        to be compared as a whole (prefix filtering: Xiao et al., Efficient similarity joins for
        near duplicate detection, 2008; by more than one: Wang et al., Can we beat the prefix
        filtering?, 2012).
        """
        sizes = np.frombuffer(self._sizes, np.int32)
        ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        rarest = self._rarest(sizes, ends)
        shared = Spill(_SHARED, self._folder, _PAIR_PARTS)
        bounds = np.linspace(0, len(sizes) ** 2, _PAIR_PARTS + 1).astype(np.int64)
        found: set[tuple[int, int, float]] = set()
        try:
            for part in rarest.parts():
                for some in self._sharing(part, len(sizes)):
                    cuts = np.searchsorted(some["pair"], bounds).tolist()
                    for number, (start, end) in enumerate(pairwise(cuts)):
                        shared.add(some[start:end], number)
            for part in shared.parts():
                found.update(self._compared(_enough(part, sizes), ends))
        finally:
            rarest.close()
            shared.close()
        return found

    def _rarest(self, sizes: NDArray[np.int32], ends: NDArray[np.int64]) -> Spill:
        """The rarest shingles of each section, by shingle in parts.

        Rarity is counted by bucket: a shingle counts as frequent as its whole bucket, which
        orders all shingles alike in every section, and that is all the method asks for.
        """
        total = int(ends[-1])
        mask = np.uint64((1 << min(24, max(12, (4 * total).bit_length()))) - 1)
        counts = np.zeros(int(mask) + 1, np.int32)
        for start in range(0, total, _BLOCK):
            block = self._sets.read(0, slice(start, start + _BLOCK))
            np.add(counts, np.bincount(block & mask, minlength=len(counts)), counts,
                   casting="unsafe")  # fmt: skip
        parts = parts_for(total)
        rarest = Spill(_ENTRY, self._folder, parts)
        prefixes = sizes - np.ceil(ALIKE * sizes - _ROUNDING).astype(np.int32) + _common(sizes)
        first = 0
        while first < len(sizes):
            last = max(first + 1, int(np.searchsorted(ends, ends[first] + _BLOCK, "right")) - 1)
            shingles = self._sets.read(0, slice(int(ends[first]), int(ends[last])))
            rows = np.repeat(np.arange(first, last, dtype=np.int32), sizes[first:last])
            often = counts[shingles & mask]
            order = np.lexsort((shingles, often, rows))
            places = np.arange(len(rows)) - (ends[rows] - ends[first])
            # Rows stand in order before and after, so that only what is inside of each moves.
            kept = (places < prefixes[rows]) & (often[order] > 1)
            entries = np.empty(int(kept.sum()), _ENTRY)
            entries["shingle"], entries["row"] = shingles[order][kept], rows[kept]
            where = entries["shingle"] % np.uint64(parts)
            for part in range(parts):
                rarest.add(entries[where == part] if parts > 1 else entries, part)
            first = last
        return rarest

    def _sharing(self, entries: NDArray[Any], rows: int) -> Iterator[NDArray[Any]]:
        """Pairs of sections, some at a time, and how many of ``entries`` they share."""
        pages = np.frombuffer(self._page_of, np.int32)
        entries = entries[np.lexsort((entries["row"], entries["shingle"]))]
        shingles, sections = entries["shingle"], entries["row"].astype(np.int64)
        near = np.arange(len(entries))
        waiting: list[NDArray[np.int64]] = []
        lag = held = 0
        while len(near):
            lag += 1
            near = near[near + lag < len(entries)]
            near = near[shingles[near] == shingles[near + lag]]
            one, other = sections[near + lag], sections[near]
            apart = pages[one] != pages[other]
            waiting.append(one[apart] * rows + other[apart])
            held += len(waiting[-1])
            if held > _PAIRS:
                yield _summed(waiting)
                waiting, held = [], 0
        yield _summed(waiting)

    def _compared(
        self, pairs: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> Iterator[tuple[int, int, float]]:
        """Those of ``pairs`` that are alike, with how much."""
        count = len(ends) - 1
        read = lru_cache(maxsize=4096)(
            lambda row: self._sets.read(0, slice(int(ends[row]), int(ends[row + 1])))
        )
        for pair in pairs.tolist():
            one, other = divmod(pair, count)
            ours, theirs = read(one), read(other)
            places = np.searchsorted(ours, theirs)
            places[places == len(ours)] = 0
            common = int(np.count_nonzero(ours[places] == theirs))
            share = common / (len(ours) + len(theirs) - common)
            if share >= ALIKE:
                yield one, other, share

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


def _common(sizes: NDArray[np.int32]) -> NDArray[np.int32]:
    """How many of their rarest shingles two sections must share, the smaller number of the two."""
    return np.clip(sizes // 8, 1, 12)


def _summed(pairs: Sequence[NDArray[np.int64]]) -> NDArray[Any]:
    """Each pair once, with how often it stands there."""
    each, times = np.unique(np.concatenate([np.empty(0, np.int64), *pairs]), return_counts=True)
    found = np.empty(len(each), _SHARED)
    found["pair"], found["times"] = each, times
    return found


def _enough(shared: NDArray[Any], sizes: NDArray[np.int32]) -> NDArray[np.int64]:
    """Pairs that share as many of their rarest shingles as two that are alike do."""
    shared = shared[np.argsort(shared["pair"], kind="stable")]
    starts = np.flatnonzero(np.diff(shared["pair"], prepend=-1))
    if not len(starts):
        return np.empty(0, np.int64)
    pairs, times = shared["pair"][starts], np.add.reduceat(shared["times"], starts)
    least = np.minimum(_common(sizes)[pairs // len(sizes)], _common(sizes)[pairs % len(sizes)])
    enough: NDArray[np.int64] = pairs[times >= least]
    return enough


def _name(heading: str | None) -> str:
    return f"'{heading}'" if heading else "the lead"
