"""A corpus of any size by rule: texts of drawn words, and vectors that lie as real ones do.

Words are made of syllables and drawn by Zipf's law. Each document has one of ``TOPICS`` topics
with words of its own, which make two thirds of its text. A text's vector is the sum of its words'
directions, the rarer weighing more, and of one direction that all share; the directions' spectrum
falls as that of all-MiniLM-L6-v2 on this project's corpus does. ``likeness`` measures how near
that comes: see docs/scaling.md.
"""

from __future__ import annotations

import hashlib
import random
import zlib
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["GeneratedEmbedder", "likeness", "questions", "write"]

Vectors = NDArray[np.float32]
DIMENSION = 384
SECTIONS = 20
"""Sections of a document, each cut into one passage."""
SENTENCES = 2
WORDS = 11
VOCABULARY = 60_000
TOPICS = 3_000
TOPIC_WORDS = 20
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]
_ROWS = 2**16


@lru_cache(maxsize=1)
def _words() -> tuple[list[str], list[float]]:
    """The vocabulary, most frequent first, and the sums of its Zipf weights."""
    rng = random.Random("words")
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        found.setdefault("".join(rng.choices(_SYLLABLES, k=rng.choice((2, 2, 3, 3, 4)))))
    return list(found), list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))


def _common(rng: random.Random) -> str:
    words, sums = _words()
    return words[bisect(sums, rng.random() * sums[-1])]


@lru_cache(maxsize=TOPICS)
def _topic(number: int) -> list[str]:
    rng = random.Random(f"topic {number}")
    return rng.sample(_words()[0][200:], TOPIC_WORDS)


def _sentence(rng: random.Random, topic: list[str]) -> str:
    said = [rng.choice(topic) if rng.random() < 0.67 else _common(rng) for _ in range(WORDS)]
    return f"{' '.join(said).capitalize()} {rng.randint(1990, 2025)}."


def _sections(document: int) -> Iterator[tuple[str, list[str]]]:
    """Heading and sentences of each section."""
    rng = random.Random(document)
    topic = _topic(rng.randrange(TOPICS))
    for _ in range(SECTIONS):
        # A section speaks of a part of its document's subject.
        part = rng.sample(topic, 8)
        yield " ".join(part[:2]).capitalize(), [_sentence(rng, part) for _ in range(SENTENCES)]


def _title(document: int) -> str:
    topic = _topic(random.Random(document).randrange(TOPICS))
    return f"{topic[0]} {topic[1]} {document}".capitalize()


def write(folder: Path, passages: int) -> int:
    """Markdown files with ``passages`` passages under ``folder``; how many documents."""
    documents = -(-passages // SECTIONS)
    left = passages
    for number in range(documents):
        if number % 1000 == 0:
            (folder / f"{number // 1000:04}").mkdir(parents=True, exist_ok=True)
        parts = [f"# {_title(number)}\n"]
        for heading, said in list(_sections(number))[:left]:
            parts.append(f"## {heading}\n\n{' '.join(said)}\n")
        left -= SECTIONS
        path = folder / f"{number // 1000:04}" / f"{number:07}.md"
        path.write_text("\n".join(parts), "utf-8")
    return documents


def questions(count: int, passages: int) -> list[str]:
    """Questions, each of eight words out of one section."""
    rng = random.Random("questions")
    documents = -(-passages // SECTIONS)
    asked = []
    for _ in range(count):
        _, said = rng.choice(list(_sections(rng.randrange(documents))))
        asked.append(" ".join(rng.sample(" ".join(said).rstrip(".").split(), 8)) + "?")
    return asked


class GeneratedEmbedder:
    """What the builder takes for a model: texts as sums of their words' directions."""

    name = "generated"
    prompts: dict[str, str] = {}  # noqa: RUF012
    max_tokens = 256
    dimension = DIMENSION

    def __init__(self) -> None:
        self.weights_sha256 = hashlib.sha256(b"generated").hexdigest()
        self.fingerprint = hashlib.sha256(b"generated 1").hexdigest()
        chance = np.random.default_rng(0)
        fall = np.sqrt(1 / (4 + np.arange(DIMENSION)))
        table = chance.normal(size=(_ROWS, DIMENSION)) * fall
        table /= np.linalg.norm(table, axis=1, keepdims=True)
        self._table = table.astype(np.float32)
        shared = chance.normal(size=DIMENSION)
        self._shared = (shared / np.linalg.norm(shared)).astype(np.float32)
        words, _ = _words()
        # As in real texts, common words say little.
        self._known = {
            word: (zlib.crc32(word.encode()) % _ROWS, min(1.0, (rank + 20) / 2000))
            for rank, word in enumerate(words)
        }

    def _places(self, text: str) -> list[tuple[int, float]]:
        """Row and weight of each word's direction."""
        known = self._known
        return [
            known.get(word) or (zlib.crc32(word.encode()) % _ROWS, 0.6)
            for word in text.lower().replace(".", " ").replace("?", " ").split()
        ]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        vectors = np.empty((len(texts), DIMENSION), np.float32)
        for row, text in enumerate(texts):
            rows, weights = zip(*self._places(text), strict=True)
            vector = np.array(weights, np.float32) @ self._table[list(rows)]
            vector += 0.4 * float(np.linalg.norm(vector)) * self._shared
            vectors[row] = vector / np.linalg.norm(vector)
        if progress:
            progress(len(texts))
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)


def likeness(vectors: Vectors) -> dict[str, Any]:
    """How vectors lie: cosines of pairs by chance and of near neighbours, directions in use.

    ``directions`` is the participation ratio of the covariance's eigenvalues, (sum)^2 / sum of
    squares: how many directions the vectors really spread over.
    """
    chance = np.random.default_rng(0)
    one, two = chance.integers(len(vectors), size=(2, 20_000))
    pairs = np.sum(vectors[one] * vectors[two], axis=1)[one != two]
    sample = vectors[np.sort(chance.choice(len(vectors), min(300, len(vectors)), replace=False))]
    near = -np.sort(-(sample @ vectors.T), axis=1)[:, 1:]
    spread = np.linalg.eigvalsh(np.cov(np.asarray(vectors[:20_000], np.float64).T))
    return {
        "pairs": round(float(pairs.mean()), 2), "nearest": round(float(np.median(near[:, 0])), 2),
        "tenth": round(float(np.median(near[:, 9])), 2),
        "directions": round(float(spread.sum() ** 2 / np.sum(spread**2))),
    }  # fmt: skip
