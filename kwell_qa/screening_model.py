"""The screen's second opinion: a linear model over pieces of characters, numpy alone.

It is asked only where the reviewed patterns saw nothing, and may raise ``none`` when it is
very sure; it never takes a hit away. Weights come from ``scripts/train_screen.py`` as
``data/screen.npz``. Without that file, or with one that does not fit, there is no second
opinion and the patterns serve alone.
"""

from __future__ import annotations

import functools
import importlib.resources
import io
import itertools
import logging
import zlib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kwell_qa.normalise import Normal, normalise
from kwell_qa.records import Screening

__all__ = ["BITS", "CLASSES", "Model", "features", "load", "second_opinion"]

BITS = 16
"""Features are hashed into 2**BITS buckets."""
_LONGEST = 1500
"""Longer texts are left to the patterns: the model was taught on short messages."""
CLASSES = (
    "none", "suicidal", "self-harm", "danger-now", "third-party", "abuse", "sexual-violence",
    "harassment", "eating-disorder", "grief", "bullying", "distress", "substance",
)  # fmt: skip
_CRISIS = slice(1, 5)


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` (classes, 2**BITS) int8, times ``scale`` (classes,), plus ``bias``."""

    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    crisis: float
    support: float

    def chances(self, text: Normal) -> NDArray[np.float32]:
        """A share for each of ``CLASSES``, shape (13,), adding up to 1."""
        places, values = features(text)
        scores = (self.weights[:, places] @ values) * self.scale + self.bias
        powers = np.exp(scores - scores.max())
        shares: NDArray[np.float32] = (powers / powers.sum()).astype(np.float32)
        return shares


def features(text: Normal) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Buckets and their values for ``text``: a unit vector, both of shape (n,).

    Words give pieces of 2 to 5 letters with their edges, and pairs of words; text in
    languages without spaces gives pieces of 1 to 4 characters.
    """
    found: set[str] = set()
    words = text.spaced[-1].split(" ")
    for word in words:
        if word.isascii() or "؀" <= word[:1] <= "ۿ":
            edged = f" {word} "
            found.add(edged)
            for size in (3, 4, 5):
                found.update(edged[i : i + size] for i in range(len(edged) - size + 1))
    found.update(f"{a} {b}" for a, b in itertools.pairwise(words))
    found.update(f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    if not text.han.isascii():
        for size in (1, 2, 3, 4):
            pieces = (text.han[i : i + size] for i in range(len(text.han) - size + 1))
            found.update("_" + piece for piece in pieces if not piece.isascii())
    mask = (1 << BITS) - 1
    places = np.array(sorted({zlib.crc32(gram.encode()) & mask for gram in found}), dtype=np.int64)
    values = np.full(len(places), 1 / max(1.0, float(len(places))) ** 0.5, dtype=np.float32)
    return places, values


@functools.cache
def load() -> Model | None:
    """The shipped model, or ``None`` where it is missing or does not fit this code."""
    source = importlib.resources.files("kwell_qa").joinpath("data/screen.npz")
    try:
        with np.load(io.BytesIO(source.read_bytes()), allow_pickle=False) as arrays:
            held: dict[str, Any] = {name: arrays[name] for name in arrays.files}
        model = Model(
            held["weights"], held["scale"], held["bias"],
            float(held["crisis"]), float(held["support"]),
        )  # fmt: skip
        if model.weights.shape != (len(CLASSES), 1 << BITS):
            raise ValueError(f"got weights of shape {model.weights.shape}")
    except (OSError, ValueError, KeyError) as error:
        logging.getLogger(__name__).warning("no second opinion in the screen: %s", error)
        return None
    return model


def second_opinion(text: str) -> Screening:
    """What the model is very sure of, else none."""
    model = load()
    if model is None or not text.strip() or len(text) > _LONGEST:
        return Screening()
    shares = model.chances(normalise(text))
    level: Literal["crisis", "support"] = "crisis"
    if shares[_CRISIS].sum() >= model.crisis:
        place = 1 + int(shares[_CRISIS].argmax())
    elif 1 - shares[0] >= model.support:
        level, place = "support", 5 + int(shares[5:].argmax())
    else:
        return Screening()
    return Screening(level, CLASSES[place], "third" if place == 4 else "first")
