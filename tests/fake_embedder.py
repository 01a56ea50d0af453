"""An embedder that anybody can check: words drawn as directions, texts as their sums. No model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kwell_qa import building, embedding, reports
from kwell_qa.tokens import words

Vectors = NDArray[np.float32]


class FakeEmbedder:
    """Equal texts give equal vectors whatever stands beside them; shared words draw texts near."""

    name = "fake"
    prompts: dict[str, str] = {}  # noqa: RUF012
    max_tokens = 128

    def __init__(self, dimension: int = 32) -> None:
        self.dimension = dimension
        self.weights_sha256 = hashlib.sha256(b"fake").hexdigest()
        self.fingerprint = hashlib.sha256(f"fake {dimension}".encode()).hexdigest()
        self.embedded: list[str] = []
        """Every text that was embedded, in order."""

    def count_tokens(self, text: str) -> int:
        return len(words(text))

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        self.embedded.extend(texts)
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            total = np.sum([_direction(word, self.dimension) for word in words(text) or [""]], 0)
            vectors[row] = total / np.linalg.norm(total)
        if progress:
            progress(len(texts))
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)


@lru_cache(maxsize=100_000)
def _direction(word: str, dimension: int) -> NDArray[np.float64]:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).normal(size=dimension)


def build(
    corpus: Path, index: Path, embedder: embedding.Embedder, **more: object
) -> reports.Report:
    """The report of a build by an embedder that is there already."""
    return building.build(corpus, index, lambda: embedder, **more)  # type: ignore[arg-type]


@pytest.fixture
def embedder() -> FakeEmbedder:
    """Quick, and the same whatever is embedded together; the real model has tests of its own."""
    return FakeEmbedder()


@pytest.fixture
def built(tiny_corpus: Path, tmp_path: Path, embedder: embedding.Embedder) -> Path:
    """The index of two small documents."""
    assert build(tiny_corpus, tmp_path / "index", embedder).published
    return tmp_path / "index"
