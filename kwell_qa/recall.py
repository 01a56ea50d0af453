"""How much of the true nearest an inexact search finds, measured on a sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from kwell_qa.errors import IndexFault

__all__ = ["LEAST_RECALL", "Take", "blocks", "nearest", "tuned"]

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Take = Callable[[slice], Vectors]
"""Rows of vectors by slice, shape (rows, dimension)."""
Search = Callable[[Vectors, int], tuple[Rows, Vectors]]
LEAST_RECALL = 0.95
"""Share of the true ten nearest that an inexact index must find, or it is not written."""
_WANTED_RECALL = 0.98
_SAME = 1e-5
"""Cosines that differ by less are equal: of rows that say the same, one is as good as another."""
_BLOCK = 16_384
_SAMPLE = 200


def blocks(count: int) -> Iterator[slice]:
    """Slices that make up ``count`` rows, each of a size that memory can bear."""
    for start in range(0, count, _BLOCK):
        yield slice(start, min(count, start + _BLOCK))


def tuned(
    name: str, search: Search, count: int, take: Take, look: Callable[[int], None],
    effort: int, most: int,
) -> tuple[int, float, int]:  # fmt: skip
    """The least effort that finds the wanted share of the ten nearest, on a sample.

    ``look`` sets the effort that ``search`` makes, doubled from ``effort`` up to ``most``.
    Returns the effort, the share found with it, and the size of the sample. ``name`` is told
    in an error.

    Raises:
        IndexFault: less than LEAST_RECALL is found.
    """
    queries = _sample(count, take)
    _, truth = nearest(count, take, queries, 10)
    effort = min(effort, most)
    while True:
        look(effort)
        hits = sum(
            int((search(query, 10)[1] >= least - _SAME).sum())
            for query, least in zip(queries, truth[:, -1].tolist(), strict=True)
        )
        recall = hits / (10 * len(queries))
        if recall >= _WANTED_RECALL or effort >= most:
            break
        effort = min(2 * effort, most)
    if recall < LEAST_RECALL:
        raise IndexFault(
            f"{name}: finds {recall:.3f} of the ten nearest, wanted {LEAST_RECALL}; "
            "the published index is unchanged; use a vector store (docs/scaling.md)"
        )
    return effort, round(recall, 4), len(queries)


def _sample(count: int, take: Take) -> Vectors:
    """Queries that lie to the rows as questions do: rows, each moved as far as it is long.

    They are moved as rows differ, from one of two drawn rows to the other: a direction drawn
    freely has next to nothing in common with any row, and leaves the nearest easy to find.
    """
    chance = np.random.default_rng(2)
    drawn = np.sort(chance.choice(count, min(count, _SAMPLE), replace=False))
    rows, starts, ends = (
        np.concatenate([take(slice(row, row + 1)) for row in numbers.tolist()])
        for numbers in (drawn, chance.permutation(drawn), chance.permutation(drawn))
    )
    queries = rows + _unit(ends - starts)
    return _unit(queries)


def _unit(vectors: Vectors) -> Vectors:
    """Each of length 1; those of length 0 as they are."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


def nearest(count: int, take: Take, queries: Vectors, k: int) -> tuple[Rows, Vectors]:
    """The true ``k`` nearest rows of each query and their cosines, best first.

    By comparing every row; both of shape (queries, k); needs ``count`` of ``k`` rows or more.
    """
    best = np.full((len(queries), k), -np.inf, np.float32)
    found = np.zeros((len(queries), k), np.int64)
    for rows in blocks(count):
        scores = np.concatenate([best, queries @ take(rows).T], axis=1)
        numbers = np.arange(rows.start, rows.stop)
        where = np.concatenate(
            [found, np.broadcast_to(numbers, (len(queries), len(numbers)))], axis=1
        )
        near = np.argpartition(-scores, k - 1, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(scores, near, 1), axis=1, kind="stable")
        order = np.take_along_axis(near, order, 1)
        best, found = np.take_along_axis(scores, order, 1), np.take_along_axis(where, order, 1)
    return found, best
