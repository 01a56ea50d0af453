"""The vectors of the questions asked last, so that one question runs through the model once."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

import numpy as np

from kwell_qa.embedding.exported import OnnxEmbedder
from kwell_qa.embedding.protocol import Embedder, Vectors
from kwell_qa.remembered import Remembered
from kwell_qa.threads import processors

__all__ = ["KEPT", "RememberingEmbedder"]

KEPT = 512
"""Vectors kept, 1.5 KB each with the default model."""
BESIDE = processors() // 2
"""Passes that may run beside the thread that asked for them; more would only wait for a core."""


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
        self._pool = ThreadPoolExecutor(max(1, BESIDE), "kwell-pass")
        self._free = threading.BoundedSemaphore(max(1, BESIDE))
        self._begun: dict[bytes, Future[None]] = {}

    def count_tokens(self, text: str) -> int:
        return self.embedder.count_tokens(text)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        return self.embedder.embed_passages(texts, progress)

    def begin(self, texts: Sequence[str]) -> None:
        """Have the vectors of ``texts`` made while the caller does something else.

        ``embed_queries`` then waits for them. Nothing is begun where no core is to spare, or by a
        model that keeps Python to itself. A fault is met by ``embed_queries``, which tries anew.
        """
        missing = [text for text in dict.fromkeys(texts) if self._vectors.get(_key(text)) is None]
        if not missing or not isinstance(self.embedder, OnnxEmbedder) or not _spare(self._free):
            return
        running = threading.Event()

        def work(run: Callable[[], Vectors]) -> None:
            running.set()
            try:
                self._keep(missing, run())
            finally:
                self._free.release()

        try:
            future = self._pool.submit(work, self.embedder.prepared(missing))
        except BaseException:
            self._free.release()
            raise
        keys = [_key(text) for text in missing]
        self._begun.update(dict.fromkeys(keys, future))
        future.add_done_callback(lambda _: [self._begun.pop(key, None) for key in keys])
        # Python goes from one thread to another after some milliseconds only, unless it is given
        # up; so this one waits until the other is in the model, and both run.
        running.wait()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        keys = [_key(text) for text in texts]
        wait([future for key in keys if (future := self._begun.get(key)) is not None])
        known = {key: vector for key in keys if (vector := self._vectors.get(key)) is not None}
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if fresh:
            texts = list(fresh.values())
            known |= self._keep(texts, self.embedder.embed_queries(texts))
        found = np.empty((len(keys), self.dimension), np.float32)
        for row, key in enumerate(keys):
            found[row] = known[key]
        return found

    def _keep(self, texts: Sequence[str], made: Vectors) -> dict[bytes, Vectors]:
        """The vectors ``made`` of ``texts``, by key; remembered from now on."""
        # Copies, or one row would keep all that were made with it.
        found = {_key(text): vector.copy() for text, vector in zip(texts, made, strict=True)}
        for key, vector in found.items():
            self._vectors.put(key, vector)
        return found


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _spare(cores: threading.Semaphore) -> bool:
    return BESIDE > 0 and cores.acquire(blocking=False)
