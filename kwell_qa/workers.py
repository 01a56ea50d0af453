"""Processes that embed beside the builder: on this machine, or on others by Dask.

The only user of distributed. The builder reads and writes alone; embedding, which takes nearly
all the time of a large build, is handed out in windows that are cut beforehand, so that whoever
embeds one, and in whatever order they end, the index is the same to the bit.
"""

from __future__ import annotations

import multiprocessing
import re
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kwell_qa import embedding
from kwell_qa.embedding import Embedder
from kwell_qa.errors import ModelFault, UsageError

__all__ = ["Recipe", "embed", "hired", "recipe_of"]

Vectors = NDArray[np.float32]
Recipe = tuple[str, str, str, tuple[tuple[str, str], ...]]
"""Name of a model, folder of its export or nothing, fingerprint and prompts: all that a worker
needs."""
CONNECT_SECONDS = 10.0
MOST = 256


def recipe_of(embedder: Embedder) -> Recipe:
    """What another process makes the same embedder of."""
    folder = getattr(embedder, "folder", None)
    prompts = tuple(sorted(embedder.prompts.items()))
    return embedder.name, str(folder.resolve()) if folder else "", embedder.fingerprint, prompts


@lru_cache(maxsize=1)
def _embedder(recipe: Recipe) -> Embedder:
    name, folder, fingerprint, prompts = recipe
    if folder:
        if not Path(folder).is_dir():
            raise ModelFault(
                f"{folder}: a worker does not see it; give all machines the index folder at the "
                "same path"
            )
        made: Embedder = embedding.load_export(Path(folder), "fp32")
    else:
        made = embedding.load_as(name, dict(prompts))
    if made.fingerprint != fingerprint:
        raise ModelFault(f"{name}: a worker has other weights; install the same version there")
    return made


def embed(recipe: Recipe, texts: list[str], as_query: bool) -> Vectors:
    """The vectors of ``texts``; the model is loaded with the first call in a process.

    Raises:
        ModelFault: it is not here, or is not the same.
    """
    model = _embedder(recipe)
    return model.embed_queries(texts) if as_query else model.embed_passages(texts)


@contextmanager
def hired(wanted: str) -> Iterator[tuple[Executor, int] | None]:
    """Workers for the time of a build, and how many; ``None`` where the builder works alone.

    ``wanted`` is a number of processes on this machine, or the address of a Dask scheduler.

    Raises:
        UsageError: it is neither, the scheduler cannot be reached or has no workers, or one died.
    """
    if re.fullmatch(r"(tcp|tls|ucx|ws|wss)://\S+", wanted):
        with _dask(wanted) as pool:
            yield pool
        return
    if not wanted.isascii() or not wanted.isdigit() or not 1 <= int(wanted) <= MOST:
        raise UsageError(
            f"--workers: got {wanted!r}, wanted a number from 1 to {MOST}, or the address of a "
            "Dask scheduler, for example tcp://10.0.0.5:8786"
        )
    count = int(wanted)
    if count == 1:
        yield None
        return
    # A fork would copy the threads' locks of a model that is loaded already.
    started = ProcessPoolExecutor(
        count, multiprocessing.get_context("spawn"),
        # Ctrl-C reaches all of them; the builder alone tells of it, and ends them.
        initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN),
    )  # fmt: skip
    try:
        with started as executor:
            yield executor, count
    except BrokenExecutor:
        raise UsageError(_died(f"fewer than {count}")) from None


def _died(remedy: str) -> str:
    return (f"--workers: one died, for want of memory perhaps; what was embedded is kept: "
            f"build again with {remedy}")  # fmt: skip


@contextmanager
def _dask(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise UsageError(
            "--workers: a Dask scheduler needs a package that is not here; "
            "run: pip install 'kwell-qa[dask]'"
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"--workers: {address} cannot be reached ({type(error).__name__}); "
            "start it with: dask scheduler"
        ) from None
    with client:
        count = sum(client.nthreads().values())
        if not count:
            raise UsageError(
                f"--workers: {address} has no workers; start them with: dask worker {address}"
            )
        # Each window is embedded where it is sent, also when an equal one was sent before.
        try:
            yield client.get_executor(pure=False), count
        except KilledWorker:
            raise UsageError(_died("more memory a worker")) from None
