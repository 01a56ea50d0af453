"""Vectors kept by what they were made of, so that a text is embedded once.

A cache is a folder of segment files for one model. Builders only ever append to them, in
batches with a checksum each, written through to disk: a build that is killed loses the batch in
hand and nothing else. A batch is its header, ``count`` keys of 16 bytes and ``count`` vectors of
little-endian float32.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["KEY_BYTES", "VectorCache", "key_of", "keys_array"]

Vectors = NDArray[np.float32]
Keys = NDArray[np.uint64]
"""Shape (n, 2): the two halves of each key."""
KEY_BYTES = 16
_HEADER = struct.Struct("<8sII16s")
_MAGIC = b"KWELLV01"
_MERGE = 65_536
"""New keys are looked up one by one until there are so many; then they join the sorted ones."""


def key_of(text: str, as_query: bool) -> bytes:
    """What a vector is kept by: its text, and the prompt it was embedded with."""
    return hashlib.sha256(f"{as_query}{text}".encode()).digest()[:KEY_BYTES]


def keys_array(data: bytes) -> Keys:
    """Keys that stand one behind another as an array."""
    return np.frombuffer(data, "<u8").reshape(-1, 2)


class VectorCache:
    """The vectors of one model in one folder. One process at a time may append."""

    def __init__(self, folder: Path, dimension: int, read_only: bool = False) -> None:
        """Open the cache in ``folder``, made where it is not there; damaged ends are cut off.

        With ``read_only`` nothing is made or cut, and nothing may be appended.
        """
        self._read_only = read_only
        if not read_only:
            folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.dimension = dimension
        self._vector_bytes = 4 * dimension
        self._files: list[int] = []
        self._keys = np.empty((0, 2), np.uint64)
        self._places = np.empty((0, 2), np.int64)  # number of the file, offset in it
        self._fresh: dict[bytes, tuple[int, int]] = {}
        self._own: int | None = None
        found: list[tuple[Keys, NDArray[np.int64]]] = []
        for path in sorted(folder.glob("*.seg")):
            found.extend(self._open(path))
        self._merge(found)

    # Reading

    def _open(self, path: Path) -> Iterator[tuple[Keys, NDArray[np.int64]]]:
        handle = os.open(path, os.O_RDONLY if self._read_only else os.O_RDWR | os.O_APPEND)
        self._files.append(handle)
        number = len(self._files) - 1
        offset = 0
        while True:
            header = os.pread(handle, _HEADER.size, offset)
            if len(header) < _HEADER.size:
                break
            magic, count, dimension, checksum = _HEADER.unpack(header)
            if magic != _MAGIC or dimension != self.dimension:
                break
            body = offset + _HEADER.size
            length = count * (KEY_BYTES + self._vector_bytes)
            data = os.pread(handle, length, body)
            if len(data) < length or _checksum(data) != checksum:
                break
            places = np.empty((count, 2), np.int64)
            places[:, 0] = number
            first = body + count * KEY_BYTES
            places[:, 1] = first + self._vector_bytes * np.arange(count)
            yield keys_array(data[: count * KEY_BYTES]).copy(), places
            offset = body + length
        if offset < os.fstat(handle).st_size and not self._read_only:
            # What a killed build, a full disk or a fault of the disk has left unfinished.
            os.ftruncate(handle, offset)

    def _merge(self, more: Sequence[tuple[Keys, NDArray[np.int64]]]) -> None:
        keys = np.concatenate([self._keys, *(keys for keys, _ in more)])
        places = np.concatenate([self._places, *(places for _, places in more)])
        # Stable, so that of equal keys the first stays first and is the one that is found.
        order = np.lexsort((keys[:, 1], keys[:, 0]))
        self._keys, self._places = keys[order], places[order]

    def __len__(self) -> int:
        """Vectors kept; a text that was embedded twice counts twice."""
        return len(self._keys) + len(self._fresh)

    def _find(self, keys: Keys) -> NDArray[np.int64]:
        """Place of each key, shape (n, 2); -1 where there is none."""
        places = np.full((len(keys), 2), -1, np.int64)
        if len(self._keys):
            at = np.searchsorted(self._keys[:, 0], keys[:, 0])
            left = np.arange(len(keys))
            while len(left):
                inside = at[left] < len(self._keys)
                left = left[inside]
                left = left[self._keys[at[left], 0] == keys[left, 0]]
                same = self._keys[at[left], 1] == keys[left, 1]
                places[left[same]] = self._places[at[left[same]]]
                left = left[~same]  # another key with an equal first half stands behind it
                at[left] += 1
        if self._fresh:
            for row in np.flatnonzero(places[:, 0] < 0):
                places[row] = self._fresh.get(keys[row].tobytes(), (-1, -1))
        return places

    def missing(self, keys: Keys) -> NDArray[np.int64]:
        """Rows of ``keys`` that have no vector yet."""
        return np.flatnonzero(self._find(keys)[:, 0] < 0)

    def get(self, keys: Keys) -> Vectors:
        """The vectors of ``keys``, shape (n, dimension).

        Raises:
            KeyError: one has no vector.
        """
        places = self._find(keys)
        if len(places) and places[:, 0].min() < 0:
            raise KeyError("got a key without a vector; embed it first")
        vectors = np.empty((len(keys), self.dimension), np.float32)
        size = self._vector_bytes
        # Texts that were embedded together mostly lie together: read them in one go.
        follows = (places[1:, 0] == places[:-1, 0]) & (places[1:, 1] == places[:-1, 1] + size)
        starts = [0, *(np.flatnonzero(~follows) + 1).tolist(), len(places)] if len(places) else []
        for row, end in pairwise(starts):
            data = os.pread(
                self._files[int(places[row, 0])], size * (end - row), int(places[row, 1])
            )
            vectors[row:end] = np.frombuffer(data, "<f4").reshape(end - row, self.dimension)
        return vectors

    # Writing

    def append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Keep the vectors of ``keys``; they are on disk when this returns.

        Raises:
            OSError: they cannot be written; what was kept before stays.
        """
        if not len(keys):
            return
        if self._own is None:
            path = self.folder / "main.seg"
            handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
            self._files.append(handle)
            self._own = len(self._files) - 1
        handle = self._files[self._own]
        start = os.fstat(handle).st_size
        batch = _batch(keys, vectors)
        try:
            _write(handle, batch)
            os.fsync(handle)
        except OSError as error:
            os.ftruncate(handle, start)
            error.filename = error.filename or str(self.folder / "main.seg")
            raise
        first = start + _HEADER.size + len(keys) * KEY_BYTES
        for row, key in enumerate(keys):
            self._fresh[key] = (self._own, first + row * self._vector_bytes)
        if len(self._fresh) >= _MERGE:
            self._settle()

    def _settle(self) -> None:
        if self._fresh:
            keys = keys_array(b"".join(self._fresh)).copy()
            places = np.array(list(self._fresh.values()), np.int64).reshape(-1, 2)
            self._fresh.clear()
            self._merge([(keys, places)])

    def compact(self, live: Keys, block: int = 8192) -> None:
        """Keep only the vectors of ``live``, and close the cache.

        A crash leaves the old ones or the new ones.
        """
        fresh = self.folder / "main.new"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            for start in range(0, len(live), block):
                part = live[start : start + block]
                _write(handle, _batch([key.tobytes() for key in part], self.get(part)))
            os.fsync(handle)
        finally:
            os.close(handle)
        self.close()
        os.replace(fresh, self.folder / "main.seg")
        for path in self.folder.glob("*.seg"):
            if path.name != "main.seg":
                path.unlink()

    def close(self) -> None:
        for handle in self._files:
            os.close(handle)
        self._files.clear()


def _checksum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _batch(keys: Sequence[bytes], vectors: Vectors) -> bytes:
    body = b"".join(keys) + np.ascontiguousarray(vectors, "<f4").tobytes()
    return _HEADER.pack(_MAGIC, len(keys), vectors.shape[1], _checksum(body)) + body


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
