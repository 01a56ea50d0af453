"""Questions and sentences of one corpus brought nearer, by what its asks teach.

A model that was taught on questions of all the world knows little of how people ask about this
corpus. Its asks name the sentences that answer them, so two linear maps, one for questions and one
for texts, are fitted to put each ask near its sentences and near the other asks of these, and far
from the rest and from questions that nothing answers: contrastive learning by softmax over a batch
(van den Oord, Li and Vinyals 2018, "Representation Learning with Contrastive Predictive Coding").
What they learn is of this corpus only, so others have their own, and those with few asks have none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa import arrays
from kwell_qa.records import NUMBERED
from kwell_qa.rows import Rows

__all__ = ["Adapter", "fit", "read", "recipe", "write"]

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]
Take = Callable[[Numbers], Vectors]
"""Rows → their vectors."""
FILE = "adapter.npy"
FEWEST = 2000
"""Pairs of ask and sentence below which there is too little to learn from."""
MOST = 16_384
"""Pairs that are learnt from at the most, so that time and memory do not grow with the corpus."""
BATCH, PASSES, RATE = 512, 2, 2e-3
"""Pairs looked at together, how often each is looked at, and the first step's size; it falls to 0.
More passes learn the asks better, but no other question."""
TEMPERATURE = 0.05
"""What cosines are divided by, as the model itself was taught."""
HELD = 0.008
"""Penalty on the squares of what the maps add: between 0.001 and 0.01 questions that were not
learnt from tell no difference."""
STRANGERS, BESIDE = 256, 0.5
"""Unanswered questions that each batch is kept from, and how much it counts that sentences are."""
_MOMENTS = 0.9, 0.999
"""Of Adam (Kingma and Ba 2015)."""


@dataclass(frozen=True)
class Adapter:
    """What is added to vectors before they are made unit vectors again, as matrices.

    Shape (dimension, dimension): ``question`` for what people ask, ``text`` for what they find.
    """

    question: Vectors
    text: Vectors

    def of_questions(self, vectors: Vectors) -> Vectors:
        """Vectors of questions, shape (n, dimension), where they are compared here."""
        return _unit(vectors + vectors @ self.question)[0]

    def of_texts(self, vectors: Vectors) -> Vectors:
        """The same for passages and sentences."""
        return _unit(vectors + vectors @ self.text)[0]


def recipe() -> dict[str, float]:
    """All that decides the maps beside the asks and their sentences."""
    return {
        "fewest": FEWEST, "most": MOST, "batch": BATCH, "passes": PASSES, "rate": RATE,
        "temperature": TEMPERATURE, "held": HELD, "strangers": STRANGERS, "beside": BESIDE,
    }  # fmt: skip


@dataclass(frozen=True)
class _Pairs:
    """Asks and sentences that answer them, one of each a row.

    ``asks`` and ``sentences`` are rows; ``sections`` those of their section, ``answers`` the bits
    of the ask and ``places`` the number of the sentence among those of its section.
    """

    asks: Numbers
    sentences: Numbers
    sections: Numbers
    answers: Numbers
    places: Numbers

    def __len__(self) -> int:
        return len(self.asks)

    def of(self, rows: Numbers) -> _Pairs:
        return _Pairs(self.asks[rows], self.sentences[rows], self.sections[rows],
                      self.answers[rows], self.places[rows])  # fmt: skip

    def shared(self) -> NDArray[np.bool_]:
        """Whether the ask of each row is answered by the sentence of each column."""
        answered = (self.answers[:, None] >> self.places) & 1 > 0
        shared: NDArray[np.bool_] = answered & (self.sections[:, None] == self.sections)
        return shared


def _pairs(rows: Rows) -> _Pairs:
    """All pairs that the asks tell; those of a section as a whole tell of no sentence."""
    answers = rows.asks[:, 2].astype(np.int64)
    bits = (answers[:, None] >> np.arange(NUMBERED)) & 1
    asks, places = np.nonzero(bits)
    sections = rows.sections_of("asks", asks)
    sentences = rows.sections[sections, 2].astype(np.int64) + places
    return _Pairs(asks, sentences, sections, answers[asks], places)


def fit(
    rows: Rows, dimension: int, asks: Take, sentences: Take, unanswered: tuple[int, Take]
) -> Adapter | None:
    """Maps from what gives the vectors of asks, of sentences and of so many unanswered questions.

    None where asks are few. The same rows and vectors give the same maps, on one machine: sums over
    another number of threads round differently.
    """
    pairs = _pairs(rows)
    if len(pairs) < FEWEST:
        return None
    chance = np.random.default_rng(0)
    if len(pairs) > MOST:
        pairs = pairs.of(np.sort(chance.choice(len(pairs), MOST, replace=False)))
    asked, found = asks(pairs.asks), sentences(pairs.sentences)
    others, count = _Others(pairs.sentences), unanswered[0]
    in_vain = unanswered[1](np.sort(chance.permutation(count)[:MOST]))
    descent = _Descent(dimension, PASSES * -(-len(pairs) // BATCH))
    for _ in range(PASSES):
        order = chance.permutation(len(pairs))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            siblings, told = others.of(chosen, chance)
            shared = pairs.of(chosen).shared()
            np.fill_diagonal(shared, False)
            strangers = in_vain[chance.permutation(len(in_vain))[:STRANGERS]]
            descent.step(asked[chosen], found[chosen], asked[siblings], told, shared, strangers)
    # As they are kept, so that texts and questions are turned by the same.
    return Adapter(*descent.maps.astype(np.float16).astype(np.float32))


class _Others:
    """Another pair of the same sentence for each pair."""

    def __init__(self, sentences: Numbers) -> None:
        self._order = np.argsort(sentences, kind="stable")
        ordered = sentences[self._order]
        self._starts = np.searchsorted(ordered, sentences, "left")
        self._counts = np.searchsorted(ordered, sentences, "right") - self._starts
        self._places = np.empty(len(sentences), np.int64)
        self._places[self._order] = np.arange(len(sentences))

    def of(
        self, pairs: Numbers, chance: np.random.Generator
    ) -> tuple[Numbers, NDArray[np.bool_]]:
        """One of the others for each of ``pairs``, and whether there is any."""
        starts, counts = self._starts[pairs], self._counts[pairs]
        further = 1 + chance.integers(0, np.maximum(counts - 1, 1))
        places = starts + (self._places[pairs] - starts + further) % counts
        return self._order[places], counts > 1


class _Turned:
    """Vectors after one of the maps, as unit vectors."""

    def __init__(self, vectors: Vectors, by: Vectors) -> None:
        self._vectors = vectors
        self.units, self._lengths = _unit(vectors + vectors @ by)

    def slope(self, by_units: Any) -> Vectors:
        """The slope by the map, from that by the unit vectors."""
        along = (self.units * by_units).sum(axis=1, keepdims=True)
        through: Vectors = (by_units - self.units * along) / self._lengths
        slope: Vectors = self._vectors.T @ through.astype(np.float32)
        return slope


class _Descent:
    """Both maps, and Adam's moments of their slopes."""

    def __init__(self, dimension: int, steps: int) -> None:
        self.maps = np.zeros((2, dimension, dimension), np.float32)
        self._first, self._second = np.zeros_like(self.maps), np.zeros_like(self.maps)
        self._steps, self._done = steps, 0

    def step(
        self, asks: Vectors, sentences: Vectors, siblings: Vectors, told: NDArray[np.bool_],
        shared: NDArray[np.bool_], strangers: Vectors,
    ) -> None:  # fmt: skip
        """One step down the slope of a batch; ``told`` are the rows whose siblings count."""
        question, text = self.maps
        asked, beside, strange = (
            _Turned(vectors, question) for vectors in (asks, siblings, strangers)
        )
        found = _Turned(sentences, text)
        count = len(asks)
        own = np.arange(count)
        # Each ask among the batch's sentences; among other asks and unanswered questions; each
        # sentence among its ask and unanswered questions.
        to_text = _slope(np.where(shared, -np.inf, asked.units @ found.units.T), own) / count
        to_asks = _slope(
            np.hstack([
                np.where(shared, -np.inf, asked.units @ beside.units.T),
                asked.units @ strange.units.T,
            ]), own,
        ) * (told / max(1, told.sum()))[:, None]  # fmt: skip
        to_asks, to_strange = np.hsplit(to_asks, [count])
        beside_own = (asked.units * found.units).sum(axis=1, keepdims=True)
        of_text = _slope(np.hstack([beside_own, found.units @ strange.units.T]), 0 * own)
        to_own, to_others = np.hsplit(of_text * (BESIDE / count), [1])
        slopes = np.stack([
            asked.slope(to_text @ found.units + to_asks @ beside.units
                        + to_strange @ strange.units + to_own * found.units)
            + beside.slope(to_asks.T @ asked.units)
            + strange.slope(to_strange.T @ asked.units + to_others.T @ found.units),
            found.slope(to_text.T @ asked.units + to_own * asked.units
                        + to_others @ strange.units),
        ])  # fmt: skip
        self._descend(slopes + 2 * HELD * self.maps)

    def _descend(self, slopes: Vectors) -> None:
        rate = RATE * (1 - self._done / self._steps)
        self._done += 1
        near, far = _MOMENTS
        self._first = near * self._first + (1 - near) * slopes
        self._second = far * self._second + (1 - far) * slopes**2
        first = self._first / (1 - near**self._done)
        second = self._second / (1 - far**self._done)
        self.maps = (self.maps - rate * first / (np.sqrt(second) + 1e-8)).astype(np.float32)


def _unit(vectors: Vectors) -> tuple[Vectors, Vectors]:
    """The same vectors of length 1, and what their lengths were, shape (n, 1)."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths = np.maximum(lengths, np.float32(1e-12))
    return (vectors / lengths).astype(np.float32, copy=False), lengths


def _slope(cosines: Any, right: Numbers) -> Any:
    """Slope of the cross-entropy of each row's softmax, whose ``right`` column is the right one.

    Those of minus infinity are left out.
    """
    scores = cosines / np.float32(TEMPERATURE)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    slope = powers / powers.sum(axis=1, keepdims=True)
    slope[np.arange(len(slope)), right] -= 1
    return (slope / np.float32(TEMPERATURE)).astype(np.float32)


def write(adapter: Adapter, directory: Path) -> None:
    maps = np.stack([adapter.question, adapter.text]).astype(np.float16)
    np.save(directory / FILE, maps, allow_pickle=False)


def read(directory: Path, dimension: int) -> Adapter | None:
    """What ``write`` wrote; ``None`` where the index has none.

    Raises:
        IndexFault: the file is of another make.
    """
    path = directory / FILE
    if not path.exists():
        return None
    question, text = arrays.read(path, np.float16, (2, dimension, dimension)).astype(np.float32)
    return Adapter(question, text)
