"""What was found for each half of a question → one selection that answers what it can of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kwell_qa.candidates import Candidate
from kwell_qa.selecting import MAX_SENTENCES, Selection

__all__ = ["joined"]

EACH = 2
"""Sentences that each half has before what was found for the whole."""
SURE = 0.5
"""How sure one half must be to be answered where the other is not."""


def joined(
    whole: Selection, halves: Sequence[Selection], threshold: float,
    disputed: Callable[[int], bool],
) -> tuple[Selection, tuple[int, ...]]:
    """The selection for a question of two halves, and which of these it leaves unanswered.

    ``whole`` is what was found for the question as one; ``disputed`` tells of a document's number
    whether it is on a claim that was not confirmed.
    """
    known = [bool(one.chosen) and one.probability >= threshold for one in halves]
    if all(known):
        chosen = _together(whole.chosen, [one.chosen for one in halves], disputed)
        return replace(
            whole, chosen=chosen, corrects=halves[0].corrects,
            probability=max(whole.probability, min(one.probability for one in halves)),
            foreign_names=tuple(dict.fromkeys(
                name for one in halves for name in one.foreign_names)),
        ), ()  # fmt: skip
    if whole.probability >= threshold or not any(known):
        return whole, ()
    answered = known.index(True)
    if halves[answered].probability < SURE:
        return whole, ()
    return halves[answered], (1 - answered,)


def _together(
    whole: tuple[Candidate, ...], halves: Sequence[tuple[Candidate, ...]],
    disputed: Callable[[int], bool],
) -> tuple[Candidate, ...]:  # fmt: skip
    """The best of each half, then of the whole, then what else the halves have, while there is
    room; what is for the first half comes first, each half in its own order."""
    def best(some: Sequence[Candidate]) -> list[Candidate]:
        # A verdict goes with the claim that it is on.
        return sorted(some, key=lambda one: (
            not (one.sentence == 0 and disputed(one.document)), -one.score))  # fmt: skip

    ranked = [best(half) for half in halves]
    queue = [one for half in ranked for one in half[:EACH]] + best(whole)
    queue += [one for half in ranked for one in half[EACH:]]
    kept = list({one.row: one for one in queue}.values())[:MAX_SENTENCES]
    rows = {one.row for one in kept}
    out: dict[int, Candidate] = {}
    for half in halves:
        documents = {one.document for one in half}
        near = [one for one in whole if one.document in documents]
        for one in (*half, *near):
            if one.row in rows:
                out.setdefault(one.row, one)
    for one in kept:
        out.setdefault(one.row, one)
    return tuple(out.values())
