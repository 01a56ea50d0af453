"""Texts, and what is known of them, in one SQLite file: read one at a time, never all at once.

Two stores written from the same documents in the same order are equal to the byte: fixed page
size, rows in order, no times, and ``VACUUM INTO`` at the end, which lays pages out anew.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kwell_qa.errors import REBUILD, IndexFault
from kwell_qa.ondemand import OnDemand
from kwell_qa.packing import Packed, document_of
from kwell_qa.records import Document

__all__ = ["Asks", "Documents", "StoreWriter", "TextStore", "Texts"]

PAGE_BYTES = 4096
KEPT_DOCUMENTS = 256
"""Documents kept as records after use; a reply looks at a few dozen at the most."""
KEPT_TEXTS = 1024
_TABLES = """
CREATE TABLE documents (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, title TEXT NOT NULL,
  kind TEXT NOT NULL, lang TEXT NOT NULL, digest TEXT NOT NULL, record TEXT NOT NULL,
  names TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE asks (
  row INTEGER PRIMARY KEY, document INTEGER NOT NULL, section INTEGER NOT NULL,
  text TEXT NOT NULL);
"""


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """SQLite's own errors of a full or broken disk as those of any other file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(0, str(error), str(path)) from None


class StoreWriter:
    """Documents in, one after another; ``finish`` makes the file that is published."""

    def __init__(self, scratch: Path) -> None:
        """``scratch`` is a file for the work in hand, removed by ``finish``."""
        self._scratch = scratch
        self._base = sqlite3.connect(scratch, isolation_level=None)
        self.documents = 0
        self.asks = 0
        with _writing(scratch):
            self._base.execute(f"PRAGMA page_size={PAGE_BYTES}")
            # A build that dies starts this file anew, so nothing of it needs to survive.
            self._base.execute("PRAGMA journal_mode=OFF")
            self._base.execute("PRAGMA synchronous=OFF")
            self._base.executescript(_TABLES)
            self._base.execute("BEGIN")

    def add(self, packed: Packed, names: str) -> int:
        """Append a document; the number it got.

        ``names`` is JSON of the canonical names in its title and artists, then of those in each
        section.

        Raises:
            OSError: it cannot be written.
        """
        with _writing(self._scratch):
            return self._add(packed, names)

    def _add(self, packed: Packed, names: str) -> int:
        number = self.documents
        self._base.execute(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?)",
            (number, packed.id, packed.path, packed.title, packed.kind, packed.lang,
             packed.digest, packed.record, names, packed.text),
        )  # fmt: skip
        self._base.executemany(
            "INSERT INTO asks VALUES (?,?,?,?)",
            [(self.asks + row, number, section, ask)
             for row, (section, ask, _) in enumerate(packed.asks)],
        )  # fmt: skip
        self.asks += len(packed.asks)
        self.documents += 1
        return number

    def document(self, number: int) -> Document:
        """A document that was added."""
        found = self._base.execute(
            "SELECT record, text FROM documents WHERE number=?", (number,)
        ).fetchone()
        return document_of(found[0], found[1])

    def ask(self, row: int) -> str:
        """An ask of a document that was added."""
        found = self._base.execute("SELECT text FROM asks WHERE row=?", (row,)).fetchone()
        return str(found[0])

    def finish(self, target: Path) -> None:
        """Write the store to ``target``, which must not exist.

        Raises:
            OSError: it cannot be written.
        """
        with _writing(target):
            self._base.execute("COMMIT")
            self._base.execute("VACUUM INTO ?", (str(target),))
        self.close()

    def close(self) -> None:
        self._base.close()
        self._scratch.unlink(missing_ok=True)


class TextStore:
    """A store opened for reading. It stays readable when its file is replaced or removed."""

    def __init__(self, path: Path) -> None:
        """Open ``path``.

        Raises:
            IndexFault: it is no store of this make.
        """
        self.path = path
        self._lock = threading.Lock()
        where = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        try:
            self._base = sqlite3.connect(where, uri=True, check_same_thread=False)
            self.count = int(self.one("SELECT count(*) FROM documents")[0])
            self.ask_count = int(self.one("SELECT count(*) FROM asks")[0])
        except sqlite3.Error as error:
            raise IndexFault(f"{path}: not a text store ({error}); {REBUILD}") from None

    def one(self, query: str, *values: object) -> tuple[Any, ...]:
        """The first row, or ``()``."""
        with self._lock:
            found = self._base.execute(query, values).fetchone()
        return tuple(found) if found else ()

    @cached_property
    def traits(self) -> tuple[list[str], list[str]]:
        """Language and kind of every document, by number."""
        found = list(self.rows("SELECT lang, kind FROM documents ORDER BY number"))
        return [sys.intern(lang) for lang, _ in found], [sys.intern(kind) for _, kind in found]

    def rows(self, query: str, *values: object, block: int = 500) -> Iterator[tuple[Any, ...]]:
        """All rows, fetched ``block`` at a time so that other threads get their turn."""
        with self._lock:
            cursor = self._base.execute(query, values)
            found = cursor.fetchmany(block)
        while found:
            yield from found
            with self._lock:
                found = cursor.fetchmany(block)


class Documents(OnDemand[Document]):
    """The documents of a store by number; a few that were used last stay in memory."""

    def __init__(self, store: TextStore) -> None:
        self._store = store
        self._kept = lru_cache(maxsize=KEPT_DOCUMENTS)(self._read)

    def __len__(self) -> int:
        return self._store.count

    def _read(self, number: int) -> Document:
        found = self._store.one("SELECT record, text FROM documents WHERE number=?", number)
        if not found:
            raise IndexError(f"got document {number} of {len(self)}")
        return document_of(found[0], found[1])

    def _at(self, row: int) -> Document:
        return self._kept(row)

    def __iter__(self) -> Iterator[Document]:
        for record, text in self._store.rows("SELECT record, text FROM documents ORDER BY number"):
            yield document_of(record, text)


class Texts:
    """The texts of a store by number of their document; those used last stay in memory."""

    def __init__(self, store: TextStore) -> None:
        self._store = store
        self._kept = lru_cache(maxsize=KEPT_TEXTS)(self._read)

    def _read(self, number: int) -> str:
        found = self._store.one("SELECT text FROM documents WHERE number=?", number)
        if not found:
            raise IndexError(f"got document {number} of {self._store.count}")
        return str(found[0])

    def __getitem__(self, number: int) -> str:
        return self._kept(number)


class DocumentsById(Mapping[str, Document]):
    """The same by id."""

    def __init__(self, store: TextStore, documents: Documents) -> None:
        self._store = store
        self._documents = documents
        self.number = lru_cache(maxsize=4096)(self._number)

    def _number(self, name: str) -> int:
        found = self._store.one("SELECT number FROM documents WHERE id=?", name)
        if not found:
            raise KeyError(name)
        return int(found[0])

    def __getitem__(self, name: str) -> Document:
        return self._documents[self.number(name)]

    def __iter__(self) -> Iterator[str]:
        for (name,) in self._store.rows("SELECT id FROM documents ORDER BY number"):
            yield name

    def __len__(self) -> int:
        return len(self._documents)


class Numbers(Mapping[str, int]):
    """Number of each document by id."""

    def __init__(self, by_id: DocumentsById) -> None:
        self._by_id = by_id

    def __getitem__(self, name: str) -> int:
        return self._by_id.number(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


class Asks(OnDemand[str]):
    """The asks' texts by row."""

    def __init__(self, store: TextStore) -> None:
        self._store = store
        self._kept = lru_cache(maxsize=4096)(self._read)

    def __len__(self) -> int:
        return self._store.ask_count

    def _read(self, row: int) -> str:
        found = self._store.one("SELECT text FROM asks WHERE row=?", row)
        if not found:
            raise IndexError(f"got ask {row} of {len(self)}")
        return str(found[0])

    def _at(self, row: int) -> str:
        return self._kept(row)

    def __iter__(self) -> Iterator[str]:
        for (text,) in self._store.rows("SELECT text FROM asks ORDER BY row"):
            yield text
