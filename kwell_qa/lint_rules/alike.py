"""Which sections of two pages say nearly the same, by the runs of words that they share.

What is compared lies on disk, part by part, so that memory does not grow with the corpus: a few
numbers a section are kept, and a table of fixed size that tells rare runs from frequent ones.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.spilling import Spill, parts_for

__all__ = ["ALIKE", "Pair", "Sections", "Shingles"]

ALIKE = 0.5
"""Jaccard index of two sections' shingles from which they count as the same text."""
FEW = 128
"""So many new sections are compared with every other one; more are compared as if all were new."""
_TOGETHER = 32
"""New sections that are compared in one pass over all."""
_ROUNDING = 1e-9
_BLOCK = 2**20
"""Shingles that are ordered at once."""
_PAIRS = 2**20
"""Pairs of sections that are counted at once."""
_PAIR_PARTS = 64
_ENTRY = np.dtype([("shingle", np.uint64), ("row", np.int32)])
_SHARED = np.dtype([("pair", np.int64), ("times", np.int64)])
_KNOWN = np.dtype([("one", np.uint64), ("other", np.uint64), ("share", np.float64)])
Shingles = NDArray[np.uint64]
"""The runs of words of a section, each as a number, sorted, each once."""
Pair = tuple[int, int, float]
"""Two sections, the later one first, and the share of their shingles that they have in common."""


class Sections:
    """Takes the sections of pages in order; then finds those that are alike."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` is on the disk to use for what does not fit into memory."""
        self._folder = folder
        self._sets = Spill("<u8", folder)
        self._page_of = array("i")
        self._sizes = array("i")
        self._texts = array("Q")
        self._marks = array("Q")

    def __len__(self) -> int:
        return len(self._sizes)

    def add(self, page: int, name: str, sizes: Sequence[int], shingles: Shingles) -> None:
        """Append the sections of a page: so many of its ``shingles`` each, none of them empty.

        ``name`` tells the page apart in another run, too.
        """
        start = 0
        for size in sizes:
            text = blake2b(shingles[start : start + size].tobytes(), digest_size=8).digest()
            mark = blake2b(text + name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            self._page_of.append(page)
            self._sizes.append(size)
            self._texts.append(int.from_bytes(text, "big"))
            self._marks.append(int.from_bytes(mark, "big"))
            start += size
        self._sets.add(shingles)

    def page_of(self, section: int) -> int:
        return self._page_of[section]

    def close(self) -> None:
        self._sets.close()

    def alike(self, known: bytes | None = None) -> tuple[list[Pair], bytes]:
        """Every pair of sections of two pages that share ALIKE of their shingles, in order; and a
        note of it, with which the next run compares only what is new.

        Of sections with the very same shingles the first stands for all: each later one is told
        beside it alone, so that a notice on every page is told once a page and not once a pair.
        """
        if not len(self):
            return [], b""
        pages = np.frombuffer(self._page_of, np.int32)
        _, first, group = np.unique(
            np.frombuffer(self._texts, np.uint64), return_index=True, return_inverse=True
        )
        stands = first[group]
        later = np.flatnonzero((stands != np.arange(len(self))) & (pages != pages[stands]))
        same = [(row, int(stands[row]), 1.0) for row in later.tolist()]
        firsts = np.zeros(len(self), bool)
        firsts[first] = True
        near = sorted(self._near(firsts, known))
        return sorted(same + near), self._note(firsts, near)

    def _note(self, firsts: NDArray[np.bool_], pairs: Sequence[Pair]) -> bytes:
        """How many sections were compared, their marks, and the pairs of marks that are alike."""
        marks = np.frombuffer(self._marks, np.uint64)
        kept = np.array([(marks[one], marks[other], share) for one, other, share in pairs], _KNOWN)
        compared = np.sort(marks[firsts])
        return len(compared).to_bytes(8, "little") + compared.tobytes() + kept.tobytes()

    def _near(self, firsts: NDArray[np.bool_], known: bytes | None) -> set[Pair]:
        if known:
            end = 8 + 8 * int.from_bytes(known[:8], "little")
            compared = np.frombuffer(known[8:end], np.uint64)
            marks = np.frombuffer(self._marks, np.uint64)
            fresh = np.flatnonzero(firsts & ~np.isin(marks, compared))
            if len(fresh) <= FEW:
                found = set(self._still(firsts, np.frombuffer(known[end:], _KNOWN)))
                for start in range(0, len(fresh), _TOGETHER):
                    found.update(self._beside(fresh[start : start + _TOGETHER], firsts))
                return found
        return self._all(firsts)

    def _still(self, firsts: NDArray[np.bool_], pairs: NDArray[Any]) -> Iterator[Pair]:
        """Those of the known ``pairs`` that are both here still."""
        marks = np.frombuffer(self._marks, np.uint64)
        rows = np.flatnonzero(firsts)
        rows = rows[np.argsort(marks[rows])]
        here = marks[rows]
        ones, others = (np.minimum(np.searchsorted(here, pairs[name]), len(here) - 1)
                        for name in ("one", "other"))  # fmt: skip
        still = (here[ones] == pairs["one"]) & (here[others] == pairs["other"])
        one, other = rows[ones[still]], rows[others[still]]
        yield from zip(
            np.maximum(one, other).tolist(), np.minimum(one, other).tolist(),
            pairs["share"][still].tolist(), strict=True,
        )  # fmt: skip

    def _beside(self, fresh: NDArray[np.int64], firsts: NDArray[np.bool_]) -> Iterator[Pair]:
        """Pairs of the ``fresh`` sections and any other, by comparing each with every one."""
        sizes, pages = np.frombuffer(self._sizes, np.int32), np.frombuffer(self._page_of, np.int32)
        ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        sets = [self._sets.read(0, slice(int(ends[row]), int(ends[row + 1]))) for row in fresh]
        wanted = np.unique(np.concatenate(sets))
        holds = np.zeros((len(wanted), len(fresh)), np.int32)
        for column, held in enumerate(sets):
            holds[np.searchsorted(wanted, held), column] = 1
        for first, last in _some(ends, _BLOCK // _TOGETHER):
            shingles = self._sets.read(0, slice(int(ends[first]), int(ends[last])))
            places = np.searchsorted(wanted, shingles)
            places[places == len(wanted)] = 0
            hits = np.flatnonzero(wanted[places] == shingles)
            if not len(hits):
                continue
            rows = np.repeat(np.arange(first, last), sizes[first:last])[hits]
            starts = np.flatnonzero(np.diff(rows, prepend=-1))
            common = np.add.reduceat(holds[places[hits]], starts)
            rows = rows[starts]
            share = common / (sizes[rows][:, None] + sizes[fresh][None, :] - common)
            told = (share >= ALIKE) & (pages[rows][:, None] != pages[fresh][None, :])
            told &= firsts[rows][:, None]
            for place, column in np.argwhere(told).tolist():
                one, other = sorted((int(rows[place]), int(fresh[column])), reverse=True)
                yield one, other, float(share[place, column])

    def _all(self, firsts: NDArray[np.bool_]) -> set[Pair]:
        """The same of all sections that are ``firsts``.

        Two such sections share several of their rarest shingles, so that only those that do need
        to be compared as a whole (prefix filtering: Xiao et al., Efficient similarity joins for
        near duplicate detection, 2008; by more than one: Wang et al., Can we beat the prefix
        filtering?, 2012).
        """
        sizes = np.frombuffer(self._sizes, np.int32)
        ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        rarest = self._rarest(sizes, ends, firsts)
        shared = Spill(_SHARED, self._folder, _PAIR_PARTS)
        bounds = np.linspace(0, len(sizes) ** 2, _PAIR_PARTS + 1).astype(np.int64)
        found: set[Pair] = set()
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

    def _rarest(
        self, sizes: NDArray[np.int32], ends: NDArray[np.int64], firsts: NDArray[np.bool_]
    ) -> Spill:
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
        for first, last in _some(ends, _BLOCK):
            shingles = self._sets.read(0, slice(int(ends[first]), int(ends[last])))
            rows = np.repeat(np.arange(first, last, dtype=np.int32), sizes[first:last])
            often = counts[shingles & mask]
            order = np.lexsort((shingles, often, rows))
            places = np.arange(len(rows)) - (ends[rows] - ends[first])
            # Rows stand in order before and after, so that only what is inside of each moves.
            kept = (places < prefixes[rows]) & (often[order] > 1) & firsts[rows]
            entries = np.empty(int(kept.sum()), _ENTRY)
            entries["shingle"], entries["row"] = shingles[order][kept], rows[kept]
            where = entries["shingle"] % np.uint64(parts)
            for part in range(parts):
                rarest.add(entries[where == part] if parts > 1 else entries, part)
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
    ) -> Iterator[Pair]:
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


def _some(ends: NDArray[np.int64], block: int) -> Iterator[tuple[int, int]]:
    """First section, and the one behind the last, of parts of about ``block`` shingles."""
    first, count = 0, len(ends) - 1
    while first < count:
        last = max(first + 1, int(np.searchsorted(ends, ends[first] + block, "right")) - 1)
        yield first, last
        first = last


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
