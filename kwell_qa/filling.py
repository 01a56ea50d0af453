"""Texts that have no vector yet → vectors in the cache, one after another or in parallel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.embedding import Embedder, OnnxEmbedder, pacing
from kwell_qa.gathering import Gathered, Texts
from kwell_qa.vectorcache import VectorCache

__all__ = ["WINDOW", "Embed", "fill", "paced", "unknown"]

Vectors = NDArray[np.float32]
Embed = Callable[[list[str], bool], Vectors]
"""Texts, and whether they are questions → their vectors. It may run in another process."""
WINDOW = 512
"""Texts that are embedded and written together; a build that is killed loses these at most.

Windows are cut before any is handed out, so that the number of workers changes no batch and,
with it, no bit of a vector."""
_SAMPLE = 200
"""Texts that tell how long those of a build are."""
AHEAD = 2
"""Windows in hand for each worker."""


@dataclass(frozen=True, slots=True)
class _Window:
    keys: list[bytes]
    texts: list[str]
    as_query: bool


def unknown(gathered: Gathered, cache: VectorCache | None) -> dict[str, NDArray[np.int64]]:
    """Rows of each family whose text has no vector in ``cache``, each text once, in order."""
    rows = {
        family: np.arange(len(keys)) if cache is None else cache.missing(keys)
        for family, keys in gathered.keys.items()
    }
    keys = np.concatenate([gathered.keys[family][wanted] for family, wanted in rows.items()])
    # Stable, so that the first of equal keys stays first.
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    ordered = keys[order]
    fresh = np.ones(len(keys), bool)
    fresh[order[1:]] = (ordered[1:] != ordered[:-1]).any(axis=1)
    found, start = {}, 0
    for family, wanted in rows.items():
        found[family] = wanted[fresh[start : start + len(wanted)]]
        start += len(wanted)
    return found


def _windows(
    gathered: Gathered, texts: Texts, wanted: dict[str, NDArray[np.int64]]
) -> Iterator[_Window]:
    for family, rows in wanted.items():
        source = texts.of(family, rows)
        for start in range(0, len(rows), WINDOW):
            part = rows[start : start + WINDOW]
            keys = [gathered.keys[family][row].tobytes() for row in part]
            yield _Window(keys, list(islice(source, len(part))), family == "words")


def fill(
    gathered: Gathered, texts: Texts, wanted: dict[str, NDArray[np.int64]], cache: VectorCache,
    embed: Embed, progress: Callable[[int], None], pool: tuple[Executor, int] | None = None,
) -> None:  # fmt: skip
    """Embed the ``wanted`` rows into ``cache``; each finished window is kept at once.

    With a ``pool``, an executor and its number of workers, windows are embedded there.
    ``progress`` is told how many texts were done.
    """
    windows = _windows(gathered, texts, wanted)
    if pool is None:
        for window in windows:
            cache.append(window.keys, embed(window.texts, window.as_query))
            progress(len(window.keys))
        return
    executor, workers = pool
    running: dict[Future[Vectors], _Window] = {}
    try:
        while True:
            for window in islice(windows, max(0, AHEAD * workers - len(running))):
                running[executor.submit(embed, window.texts, window.as_query)] = window
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                window = running.pop(future)
                cache.append(window.keys, future.result())
                progress(len(window.keys))
    finally:
        for future in running:
            future.cancel()


def paced(
    embedder: Embedder, texts: Texts, wanted: dict[str, NDArray[np.int64]]
) -> dict[str, Any]:
    """Have ``embedder`` go at the pace that is quickest here, if there is much to embed.

    Says what was measured; nothing where it was not.
    """
    total = sum(map(len, wanted.values()))
    if total < pacing.LEAST or not isinstance(embedder, OnnxEmbedder):
        return {}
    step = -(-total // _SAMPLE)
    sample = [text for family, rows in wanted.items() for text in texts.of(family, rows[::step])]
    return pacing.pace(embedder, sample)


def embed_with(embedder: Embedder) -> Embed:
    """``Embed`` in this process."""

    def embed(texts: list[str], as_query: bool) -> Vectors:
        return embedder.embed_queries(texts) if as_query else embedder.embed_passages(texts)

    return embed
