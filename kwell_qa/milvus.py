"""Nearest vectors in Milvus, for those who outgrow a machine; the only user of pymilvus.

Each family of vectors of an index version is a collection of its own, named by what is in it, so
that versions stand side by side, equal ones are kept once, and a build that died and runs again
takes up what it finished. A collection is never changed once it is filled.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.errors import REBUILD, IndexFault, StoreFault
from kwell_qa.filters import Labels, Where
from kwell_qa.recall import Take, blocks, tuned
from kwell_qa.vectors import FLAT_LIMIT, fitting, in_order, nothing

__all__ = ["MilvusIndex", "VectorStore", "store_at"]

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
CONNECT_SECONDS = 10.0
ASK_SECONDS = 3.0
"""A question is not kept waiting longer for the store."""
REST_SECONDS = 5.0
"""So long a store that did not answer is left alone, and questions fail at once."""
FILL_SECONDS = 600.0
KEPT = 8192
"""Vectors that stay in memory after use."""
_BATCH = 2_000
_PROBED = 16
_TIES = 16
"""Rows asked for beyond those wanted, so that equal cosines at the end come in order of row."""


def _client(address: str, token: str) -> Any:
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise StoreFault(
            f"KWELL_VECTOR_STORE: needs a package that is not here ({error.name}); "
            "run: pip install 'kwell-qa[milvus]'"
        ) from None
    # It would write every error to the log before raising it, and we tell it ourselves.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)
    return MilvusClient(uri=address, token=token, timeout=CONNECT_SECONDS)


def store_at(address: str, token: str = "") -> VectorStore | None:
    """The store at ``address``, ``None`` for an empty one; nothing is connected yet."""
    return VectorStore(address, token) if address else None


class VectorStore:
    """A Milvus server by its address, or a file that Milvus Lite opens in this process.

    Safe to use from several threads. Connects when it is first asked for something.
    """

    def __init__(self, address: str, token: str = "") -> None:
        self.address = address
        self._token = token
        self._lock = threading.Lock()
        self._made: Any = None
        self._resting = 0.0

    def __call__(self, method: str, *args: Any, seconds: float = ASK_SECONDS, **more: Any) -> Any:
        """Call a method of ``MilvusClient``.

        Raises:
            StoreFault: the store does not answer, or not as it should.
        """
        if time.monotonic() < self._resting:
            raise StoreFault(self._told("it did not answer a moment ago"))
        try:
            with self._lock:
                if self._made is None:
                    self._made = _client(self.address, self._token)
            return getattr(self._made, method)(*args, timeout=seconds, **more)
        except StoreFault:
            raise
        except Exception as error:
            # pymilvus raises its own errors, those of gRPC and plain ones, by version.
            self._resting = time.monotonic() + REST_SECONDS
            raise StoreFault(self._told(_first_line(error))) from None

    def _told(self, why: str) -> str:
        if self.address.startswith("http"):
            remedy = "start it, or correct KWELL_VECTOR_STORE and KWELL_VECTOR_TOKEN"
        else:
            remedy = "a file serves one process at a time: end the other, or use a server"
        return f"vector store {self.address}: cannot be used ({why}); {remedy}"

    def check(self, collection: str) -> None:
        """Make sure that a collection can be asked, loaded where it is not; also ends a rest.

        Raises:
            StoreFault: the store does not answer.
            IndexFault: it does not hold the collection.
        """
        self._resting = 0.0
        if not self("has_collection", collection):
            raise IndexFault(
                f"vector store {self.address}: holds no collection {collection}; {REBUILD} --full"
            )
        # A server that was started anew may have it on disk alone.
        self("load_collection", collection, seconds=FILL_SECONDS)

    def count(self, collection: str) -> int:
        """Rows of a collection, as they are on the server now."""
        found = self("query", collection, output_fields=["count(*)"], consistency_level="Strong",
                     seconds=FILL_SECONDS)  # fmt: skip
        return int(found[0]["count(*)"])

    def drop(self, collections: Iterable[str]) -> None:
        """Take collections away, where they are there."""
        for name in collections:
            self("drop_collection", name, seconds=FILL_SECONDS)

    def collections(self, prefix: str) -> list[str]:
        """Names of the collections that begin with ``prefix``."""
        return sorted(
            name for name in self("list_collections", seconds=FILL_SECONDS)
            if name.startswith(prefix)
        )  # fmt: skip

    def close(self) -> None:
        """Let go of the connection, or of the file."""
        with self._lock:
            if self._made is not None:
                self._made.close()
                self._made = None


def _first_line(error: Exception) -> str:
    text = str(getattr(error, "message", "") or error)
    return " ".join(text.split())[:200] or type(error).__name__


class MilvusIndex:
    """The vectors of one family in a collection."""

    def __init__(self, store: VectorStore, told: dict[str, Any], dimension: int) -> None:
        """``told`` is what ``build`` returned, from the manifest."""
        self._store = store
        self._name = str(told["collection"])
        self._count = int(told["vectors"])
        self._dimension = dimension
        self._params = {"ef": int(told["ef"])} if "ef" in told else {}
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, Vectors] = OrderedDict()

    @classmethod
    def open(cls, store: VectorStore, told: dict[str, Any], dimension: int) -> MilvusIndex:
        """The collection that ``build`` told of, compared with what is there.

        Raises:
            IndexFault: it is not there, or holds something else.
            StoreFault: the store cannot be reached.
        """
        index = cls(store, told, dimension)
        store.check(index._name)
        count = store.count(index._name)
        where = f"vector store {store.address}: collection {index._name}"
        if count != len(index):
            raise IndexFault(f"{where}: got {count} vectors, wanted {len(index)}; {REBUILD} --full")
        if _digest([index.rows(_probed(count))]) != told["sample_sha256"]:
            raise IndexFault(f"{where}: holds other vectors than were put there; {REBUILD} --full")
        return index

    @classmethod
    def build(
        cls, store: VectorStore, prefix: str, count: int, dimension: int, vectors: Take,
        labels: Labels, flat_limit: int = FLAT_LIMIT,
    ) -> dict[str, Any]:  # fmt: skip
        """Fill a collection whose name begins with ``prefix``, unless an equal one is there.

        ``vectors`` gives the rows of a slice, ``labels`` what rows are filtered by. Returns how
        they are searched, for the manifest.

        Raises:
            IndexFault: an inexact index finds less than it must.
            StoreFault: the store cannot be used.
        """
        exact = count <= flat_limit
        recipe = {"index_type": "FLAT"} if exact else {
            "index_type": "HNSW", "params": {"M": 16, "efConstruction": 200}
        }  # fmt: skip
        made_of = _digest(
            [json.dumps(recipe).encode(), *_labelled(labels), *map(vectors, blocks(count))]
        )
        name = f"{prefix}{made_of[:24]}"
        if store("has_collection", name) and store.count(name) != count:
            store.drop([name])  # what a build that died has left
        if not store("has_collection", name):
            _create(store, name, dimension, recipe)
            _insert(store, name, count, vectors, labels)
        store("load_collection", name, seconds=FILL_SECONDS)
        probes = [vectors(slice(row, row + 1)) for row in _probed(count)]
        told = {
            "kind": "milvus-flat" if exact else "milvus-hnsw", "vectors": count,
            "collection": name, "sample_sha256": _digest(probes),
        }  # fmt: skip
        if exact:
            return told
        made = cls(store, told, dimension)

        def look(effort: int) -> None:
            made._params = {"ef": effort}

        effort, recall, sample = tuned(name, made.search, count, vectors, look, 128, 4096)
        return {**told, "ef": effort, "recall_at_10": recall, "sample": sample}

    def __len__(self) -> int:
        return self._count

    def search(self, query: Vectors, k: int, where: Where | None = None) -> tuple[Rows, Vectors]:
        fitting(query, self._dimension)
        wide = min(k + _TIES, self._count)
        if k <= 0 or not wide or (where is not None and _empty(where)):
            return nothing()
        params = {**self._params, "ef": max(self._params["ef"], wide)} if self._params else {}
        [found] = self._store(
            "search", self._name, [np.ascontiguousarray(query, np.float32)], limit=wide,
            filter=_expression(where) if where else "",
            search_params={"metric_type": "IP", "params": params},
        )  # fmt: skip
        near, cosines = in_order(
            np.array([hit["row"] for hit in found], np.int64),
            np.array([hit["distance"] for hit in found], np.float32),
        )
        return near[:k], cosines[:k]

    def row(self, number: int) -> Vectors:
        """One vector, shape (dimension,)."""
        vector: Vectors = self.rows([number])[0]
        return vector

    def rows(self, numbers: Sequence[int] | Rows) -> Vectors:
        """Some vectors, shape (len(numbers), dimension); a few thousand stay in memory."""
        wanted = [int(number) for number in numbers]
        if not wanted:
            return np.empty((0, self._dimension), np.float32)
        with self._lock:
            known = {number: self._kept[number] for number in wanted if number in self._kept}
        missing = sorted(set(wanted) - set(known))
        for start in range(0, len(missing), _BATCH):
            found = self._store("get", self._name, ids=missing[start : start + _BATCH],
                                output_fields=["vector"])  # fmt: skip
            known.update((int(one["row"]), np.array(one["vector"], np.float32)) for one in found)
        lost = [number for number in missing if number not in known]
        if lost:
            raise IndexFault(f"{self._name}: holds no row {lost[0]}; {REBUILD} --full")
        with self._lock:
            for number in wanted:
                self._kept[number] = known[number]
                self._kept.move_to_end(number)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return np.array([known[number] for number in wanted])

    def check(self) -> None:
        """As ``VectorStore.check``."""
        self._store.check(self._name)


def _empty(where: Where) -> bool:
    return any(part is not None and not part
               for part in (where.documents, where.languages, where.kinds))  # fmt: skip


def _expression(where: Where) -> str:
    """The filter as Milvus writes it."""
    parts = (("document", where.documents), ("language", where.languages), ("kind", where.kinds))
    return " and ".join(
        f"{name} in {json.dumps(sorted(values), ensure_ascii=False)}"
        for name, values in parts if values is not None
    )  # fmt: skip


def _create(store: VectorStore, name: str, dimension: int, recipe: dict[str, Any]) -> None:
    from pymilvus import CollectionSchema, DataType, FieldSchema
    from pymilvus.milvus_client import IndexParams

    schema = CollectionSchema([
        FieldSchema("row", DataType.INT64, is_primary=True, auto_id=False),
        FieldSchema("vector", DataType.FLOAT_VECTOR, dim=dimension),
        FieldSchema("document", DataType.INT64),
        FieldSchema("language", DataType.VARCHAR, max_length=64),
        FieldSchema("kind", DataType.VARCHAR, max_length=64),
    ])  # fmt: skip
    index = IndexParams()
    index.add_index("vector", metric_type="IP", **recipe)
    store("create_collection", name, schema=schema, index_params=index,
          consistency_level="Bounded", seconds=FILL_SECONDS)  # fmt: skip


def _insert(store: VectorStore, name: str, count: int, vectors: Take, labels: Labels) -> None:
    for start in range(0, count, _BATCH):
        rows = range(start, min(count, start + _BATCH))
        documents = labels.documents[rows.start : rows.stop].tolist()
        store("insert", name, [
            {"row": row, "vector": vector, "document": document,
             "language": labels.languages[document], "kind": labels.kinds[document]}
            for row, vector, document in zip(
                rows, vectors(slice(rows.start, rows.stop)), documents, strict=True)
        ], seconds=FILL_SECONDS)  # fmt: skip
    store("flush", name, seconds=FILL_SECONDS)
    found = store.count(name)
    if found != count:
        raise StoreFault(
            f"vector store {store.address}: took {found} of {count} vectors; build again"
        )


def _probed(count: int) -> list[int]:
    """A few rows from everywhere, to know a collection by."""
    return sorted({row * (count - 1) // (_PROBED - 1) for row in range(_PROBED)}) if count else []


def _labelled(labels: Labels) -> list[bytes]:
    """What rows are filtered by, as bytes."""
    traits = [list(labels.languages), list(labels.kinds)]
    return [np.ascontiguousarray(labels.documents, "<i4").tobytes(), json.dumps(traits).encode()]


def _digest(parts: Iterable[bytes | Vectors]) -> str:
    made = hashlib.sha256()
    for part in parts:
        made.update(part if isinstance(part, bytes) else part.astype("<f4").tobytes())
    return made.hexdigest()
