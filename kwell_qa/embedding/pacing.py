"""How large batches and how many threads embed soonest on this machine, as measured in two seconds.

Only the time is chosen. Texts of one length that run together, two or more, have the same vectors
to the bit in a batch of any size (``OnnxEmbedder`` leaves none of them over alone), and one graph
run uses one thread; a setting that gave other bits would not be taken. So an index does not depend
on what was measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median_low
from typing import TYPE_CHECKING, Any

from kwell_qa.threads import processors

if TYPE_CHECKING:
    from kwell_qa.embedding.exported import OnnxEmbedder

__all__ = ["LEAST", "Pace", "choose", "pace", "tried"]

LEAST = 8000
"""Texts from which on a build takes so long that the measurement can pay."""
BATCHES = (512, 1024, 2048)
ROUNDS = 2
SECONDS = 2.0
"""After these nothing more is tried, as on a machine that others keep busy."""
WORTH = 1.05
"""So many times quicker than what is set another setting must be: less is chance."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Tokens in a batch, which are about what one core's cache holds of a layer, and threads."""

    batch_tokens: int = 1024
    threads: int = field(default_factory=processors)


@dataclass(frozen=True, slots=True)
class Tried:
    """How many tokens a second were embedded at a pace, in its quickest round."""

    pace: Pace
    tokens_per_s: float


def settings(usual: Pace) -> list[Pace]:
    """What is tried, the usual first; half of the threads, since two may share one core."""
    found = [usual, *(Pace(tokens, usual.threads) for tokens in BATCHES)]
    if usual.threads > 1:
        found.append(Pace(usual.batch_tokens, usual.threads // 2))
    return list(dict.fromkeys(found))


def tried(
    embedder: OnnxEmbedder, texts: Sequence[str], clock: Callable[[], float] = time.perf_counter
) -> list[Tried]:
    """The settings in turns, each over the text of middle length, so often that all threads work.

    The pace of ``embedder`` is as before afterwards.
    """
    usual = embedder.pace
    text = median_low(sorted(texts, key=lambda text: (len(text), text)))
    length = embedder.count_tokens(text) + 2
    sample = [text] * (usual.threads * -(-max(BATCHES) // length))
    best: dict[Pace, float] = {}
    wanted = embedder.embed_passages(sample[:8])[0].tobytes()
    started = clock()
    try:
        for pace in settings(usual) * ROUNDS:
            embedder.pace = pace
            began = clock()
            if best and began - started > SECONDS:
                break
            made = embedder.embed_passages(sample)
            rate = len(sample) * length / max(1e-9, clock() - began)
            if all(row.tobytes() == wanted for row in made):
                best[pace] = max(rate, best.get(pace, 0.0))
    finally:
        embedder.pace = usual
    return [Tried(pace, rate) for pace, rate in best.items()]


def choose(usual: Pace, found: Sequence[Tried]) -> Pace:
    """The quickest of ``found``, if it is clearly quicker than the ``usual`` one."""
    rates = {one.pace: one.tokens_per_s for one in found}
    quickest = max(rates, key=rates.__getitem__, default=usual)
    return quickest if rates.get(quickest, 0.0) > WORTH * rates.get(usual, 0.0) else usual


def pace(embedder: OnnxEmbedder, texts: Sequence[str]) -> dict[str, Any]:
    """Set what is quickest for such ``texts``, and tell it with what was measured."""
    began = time.perf_counter()
    found = tried(embedder, texts)
    embedder.pace = choose(embedder.pace, found)
    return {
        **asdict(embedder.pace), "seconds": round(time.perf_counter() - began, 2),
        "tried": [{**asdict(one.pace), "tokens_per_s": round(one.tokens_per_s)} for one in found],
    }  # fmt: skip
