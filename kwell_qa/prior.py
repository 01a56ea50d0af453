"""How far a question by itself is like those that the corpus answers, or those that it does not.

Ridge regression of +1 for unanswered questions and -1 for asks on their vectors, both kinds
weighing the same (Hoerl and Kennard 1970, "Ridge Regression"). What is often asked in vain has a
form of its own, such as prices, plans and names of people in the background, whatever it is about.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kwell_qa import arrays

__all__ = ["fit", "of", "read", "write"]

Vectors = NDArray[np.float32]
Weights = NDArray[np.float32]
"""One for each dimension of a vector, and a constant: shape (dimension + 1,)."""
FILE = "prior.npy"
RIDGE = 3e-4
"""Penalty on squared weights; between 1e-4 and 1e-3 cross-validation tells no difference."""
_BLOCK = 16_384


def fit(dimension: int, asks: tuple[int, Callable[[slice], Vectors]],
        unanswered: tuple[int, Callable[[slice], Vectors]]) -> Weights:  # fmt: skip
    """Weights from the number of vectors of each kind and what gives some of them.

    Zeros where there are none of a kind. Memory does not grow with their number.
    """
    square = np.zeros((dimension + 1, dimension + 1))
    toward = np.zeros(dimension + 1)
    if not (asks[0] and unanswered[0]):
        return toward.astype(np.float32)
    for sign, (count, take) in ((-1.0, asks), (1.0, unanswered)):
        for start in range(0, count, _BLOCK):
            vectors = take(slice(start, min(count, start + _BLOCK)))
            rows = np.concatenate([vectors, np.ones((len(vectors), 1))], axis=1, dtype=np.float64)
            square += rows.T @ rows / (2 * count)
            toward += sign * rows.sum(axis=0) / (2 * count)
    square[np.arange(dimension), np.arange(dimension)] += RIDGE
    return np.linalg.solve(square, toward).astype(np.float32)


def of(weights: Weights, vector: Vectors) -> float:
    """About -1 for a question like those that are answered, +1 for one like those that are not."""
    return float(vector @ weights[:-1] + weights[-1])


def write(weights: Weights, directory: Path) -> None:
    np.save(directory / FILE, weights, allow_pickle=False)


def read(directory: Path, dimension: int) -> Weights:
    """What ``write`` wrote.

    Raises:
        IndexFault: the file is missing or of another make.
    """
    return arrays.read(directory / FILE, np.float32, (dimension + 1,))
