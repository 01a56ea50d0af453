"""Notes on files in one SQLite file, so that what was found out once is not found out again."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

__all__ = ["Notes"]

_LAYOUT = 2
"""Notes of another layout are made anew."""
_TOGETHER = 1000
"""So many notes are lost at the most where a build is killed."""


class Notes:
    """What was found out about files before, by key: only ever a saving of work.

    Each note has a checksum. One that is lost or damaged is as one that was never made, and
    so is all that cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._base: sqlite3.Connection | None = None
        self._used: set[bytes] = set()
        self._waiting = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = self._opened(path)
        except (OSError, sqlite3.Error):
            return

    @staticmethod
    def _opened(path: Path) -> sqlite3.Connection:
        for _ in range(2):
            base = sqlite3.connect(path, timeout=1)
            try:
                # A crash may lose notes, never damage what is published.
                base.execute("PRAGMA synchronous=OFF")
                if base.execute("PRAGMA user_version").fetchone()[0] != _LAYOUT:
                    base.execute("DROP TABLE IF EXISTS notes")
                    base.execute(f"PRAGMA user_version={_LAYOUT}")
                base.execute(
                    "CREATE TABLE IF NOT EXISTS notes "
                    "(key BLOB PRIMARY KEY, sum BLOB NOT NULL, value BLOB NOT NULL)"
                )
                return base
            except sqlite3.DatabaseError as error:
                base.close()
                if isinstance(error, sqlite3.OperationalError):
                    raise
                path.unlink()
        raise sqlite3.DatabaseError("cannot be made anew")

    def get(self, key: bytes) -> bytes | None:
        """The note of ``key``, as it was put."""
        if self._base is None:
            return None
        try:
            found = self._base.execute(
                "SELECT sum, value FROM notes WHERE key=?", (key,)
            ).fetchone()
        except (sqlite3.Error, UnicodeDecodeError):
            return None
        if found is None or not isinstance(found[1], bytes) or found[0] != _sum(key, found[1]):
            return None
        self._used.add(key)
        return found[1]

    def put(self, key: bytes, value: bytes) -> None:
        self._used.add(key)
        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.execute(
                    "INSERT OR REPLACE INTO notes VALUES (?,?,?)", (key, _sum(key, value), value)
                )
                self._waiting += 1
                if self._waiting >= _TOGETHER:
                    self._base.commit()
                    self._waiting = 0

    def drop_idle(self) -> None:
        """Drop what nobody asked for once it is most of all; for after work that asks for all."""
        if self._base is None:
            return
        with suppress(sqlite3.Error):
            keys = [key for (key,) in self._base.execute("SELECT key FROM notes")]
            if len(keys) > 2 * len(self._used) + 1000:
                idle = [(key,) for key in keys if key not in self._used]
                self._base.executemany("DELETE FROM notes WHERE key=?", idle)

    def close(self) -> None:
        """Keep what was put."""
        if self._base is None:
            return
        with suppress(sqlite3.Error):
            self._base.commit()
        self._base.close()
        self._base = None


def _sum(key: bytes, value: bytes) -> bytes:
    return blake2b(key + value, digest_size=16).digest()
