"""The vectors of the questions asked last, so that one question runs through the model once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from kwell_qa.embedding.protocol import Embedder, Vectors
from kwell_qa.remembered import Remembered

__all__ = ["KEPT", "RememberingEmbedder"]

KEPT = 512
"""Vectors kept, 1.5 KB each with the default model."""


class RememberingEmbedder:
    """An ``Embedder`` over another one that remembers its last questions' vectors.

    The safety screen, the search and what else looks at a question then share one pass. Vectors
    are kept in memory only, under a hash: no text is kept. Passages are not remembered.
    """

    def __init__(self, embedder: Embedder, kept: int = KEPT) -> None:
        self.embedder = embedder
        self.name = embedder.name
        self.fingerprint = embedder.fingerprint
        self.weights_sha256 = embedder.weights_sha256
        self.prompts = embedder.prompts
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self._vectors: Remembered[Vectors] = Remembered(kept)

    def count_tokens(self, text: str) -> int:
        return self.embedder.count_tokens(text)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        return self.embedder.embed_passages(texts, progress)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = {key: vector for key in keys if (vector := self._vectors.get(key)) is not None}
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if fresh:
            made = self.embedder.embed_queries(list(fresh.values()))
            for key, vector in zip(fresh, made, strict=True):
                known[key] = vector
                # A copy, or one row would keep all that were made with it.
                self._vectors.put(key, vector.copy())
        found = np.empty((len(keys), self.dimension), np.float32)
        for row, key in enumerate(keys):
            found[row] = known[key]
        return found
