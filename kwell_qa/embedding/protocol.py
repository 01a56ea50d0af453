"""What turns text into vectors, whichever library does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Embedder", "Vectors"]

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into unit vectors of one model."""

    name: str
    fingerprint: str
    """Names weights, prompts and pooling: equal fingerprints give equal vectors."""
    weights_sha256: str
    prompts: dict[str, str]
    dimension: int
    max_tokens: int

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` without the model's own start and end marks."""

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Vectors of shape (len(texts), dimension), each of length 1."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), each of length 1."""
