"""One body of tests for every index of vectors: files of FAISS, collections of Milvus."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kwell_qa import bundle
from kwell_qa.errors import IndexFault, StoreFault
from kwell_qa.milvus import MilvusIndex, VectorStore
from kwell_qa.vectors import FaissIndex, Labels, NumpyIndex, VectorIndex, Vectors, Where

pytest.importorskip("pymilvus", reason="pip install 'kwell-qa[milvus]'")
pytest.importorskip("milvus_lite", reason="pip install 'kwell-qa[milvus]'")
Make = Callable[[Vectors, Labels], VectorIndex]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorStore]:
    made = VectorStore(str(tmp_path_factory.mktemp("store") / "vectors.db"))
    yield made
    made.close()


@pytest.fixture(params=["faiss", "milvus"])
def make(request: pytest.FixtureRequest, store: VectorStore, tmp_path: Path) -> Make:
    """Builds an index of the kind under test and opens it as a server does."""

    def faiss(vectors: Vectors, labels: Labels) -> VectorIndex:
        count, dimension = vectors.shape
        FaissIndex.build(count, dimension, lambda rows: vectors[rows], tmp_path / "a")
        return FaissIndex.read(tmp_path / "a.faiss", dimension, lambda: labels)

    def milvus(vectors: Vectors, labels: Labels) -> VectorIndex:
        count, dimension = vectors.shape
        told = MilvusIndex.build(
            store, "test_", count, dimension, lambda rows: vectors[rows], labels
        )
        return MilvusIndex.open(store, told, dimension)

    return {"faiss": faiss, "milvus": milvus}[request.param]


def drawn(count: int, dimension: int = 16, seed: int = 0) -> Vectors:
    found = np.random.default_rng(seed).normal(size=(count, dimension))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def labelled(count: int) -> Labels:
    """Ten rows a document; documents in three languages and two kinds by turns."""
    documents = np.arange(count, dtype=np.int32) // 10
    numbers = range(-(-count // 10))
    return Labels(
        documents, [("en", "ko", "zh-Hant")[n % 3] for n in numbers],
        [("guide", "article")[n % 2] for n in numbers],
    )  # fmt: skip


def test_the_ten_nearest_of_the_corpus_are_those_of_plain_arithmetic(
    make: Make, index: bundle.Bundle
) -> None:
    vectors = index.sentence_vectors.rows(range(len(index.sentence_rows)))
    labels = index.labels("sentences")
    found, truth = make(vectors, labels), NumpyIndex(vectors)
    assert len(found) == len(vectors)
    queries = np.concatenate([index.ask_vectors.rows(range(0, 200, 5)), vectors[:5]])
    for query in queries:
        rows, cosines = found.search(query, 10)
        wanted, exact = truth.search(query, 10)
        assert rows.tolist() == wanted.tolist()
        assert np.allclose(cosines, exact, atol=1e-6)


@pytest.mark.parametrize(
    "where",
    [
        Where(languages=frozenset({"ko"})),
        Where(kinds=frozenset({"guide"})),
        Where(documents=frozenset({3, 17, 18})),
        Where(languages=frozenset({"en", "zh-Hant"}), kinds=frozenset({"article"})),
        Where(documents=frozenset({0, 1}), languages=frozenset({"zh-Hant"})),  # fits none
        Where(kinds=frozenset()),
        Where(languages=frozenset({'no"such'})),
    ],
)
def test_a_filter_leaves_the_nearest_that_fit_it(make: Make, where: Where) -> None:
    vectors, labels = drawn(400), labelled(400)
    found, truth = make(vectors, labels), NumpyIndex(vectors, lambda: labels)
    for query in drawn(5, seed=1):
        rows, cosines = found.search(query, 12, where)
        wanted, exact = truth.search(query, 12, where)
        assert rows.tolist() == wanted.tolist()
        assert np.allclose(cosines, exact, atol=1e-6)


def test_equal_vectors_come_in_order_of_row(make: Make) -> None:
    vectors = np.repeat(drawn(30), 4, axis=0)
    found = make(vectors, labelled(len(vectors)))
    rows, _ = found.search(vectors[40], 6)
    assert rows[:4].tolist() == [40, 41, 42, 43]
    assert rows[4] < rows[5]


def test_a_deleted_document_is_found_no_more(make: Make) -> None:
    vectors, labels = drawn(200), labelled(200)
    before = make(vectors, labels)
    assert before.search(vectors[55], 1)[0].tolist() == [55]
    # A version without it: its rows are gone, those behind it move up.
    kept = labels.documents != 5
    after = make(vectors[kept], Labels(
        np.where(labels.documents > 5, labels.documents - 1, labels.documents)[kept],
        [x for n, x in enumerate(labels.languages) if n != 5],
        [x for n, x in enumerate(labels.kinds) if n != 5],
    ))  # fmt: skip
    assert len(after) == 190
    assert after.search(vectors[55], 1)[1][0] < 0.999
    assert after.search(vectors[60], 1)[0].tolist() == [50]


def test_an_empty_index_finds_nothing(make: Make) -> None:
    found = make(drawn(0), labelled(0))
    assert len(found) == 0
    assert found.search(drawn(1)[0], 10)[0].tolist() == []
    assert found.rows([]).shape == (0, 16)


def test_fewer_rows_than_wanted_are_all_found(make: Make) -> None:
    found = make(drawn(3), labelled(3))
    assert len(found.search(drawn(1, seed=9)[0], 10)[0]) == 3
    assert found.search(drawn(1)[0], 0)[0].tolist() == []


def test_rows_come_back_to_the_bit(make: Make) -> None:
    vectors = drawn(50)
    found = make(vectors, labelled(50))
    assert np.array_equal(found.rows([7, 3, 7]), vectors[[7, 3, 7]])
    assert np.array_equal(found.row(49), vectors[49])
    assert np.array_equal(found.rows(range(50)), vectors)


def test_a_query_of_another_dimension_is_refused(make: Make) -> None:
    found = make(drawn(20), labelled(20))
    with pytest.raises(IndexFault, match=r"got a vector of shape \(10,\), wanted \(16,\)"):
        found.search(drawn(1, 10)[0], 3)


def test_it_says_that_it_can_be_searched(make: Make) -> None:
    make(drawn(20), labelled(20)).check()


# What only a store has


def build(store: VectorStore, vectors: Vectors, **more: int) -> dict[str, object]:
    count, dimension = vectors.shape
    return MilvusIndex.build(
        store, "own_", count, dimension, lambda rows: vectors[rows], labelled(count), **more
    )


def test_a_large_collection_is_searched_by_a_graph_that_finds_enough(store: VectorStore) -> None:
    vectors = drawn(3000)
    told = build(store, vectors, flat_limit=999)
    assert told["kind"] == "milvus-hnsw"
    assert told["recall_at_10"] >= 0.95  # type: ignore[operator]
    found, truth = MilvusIndex.open(store, told, 16), NumpyIndex(vectors)
    hits = [
        len(set(found.search(q, 10)[0].tolist()) & set(truth.search(q, 10)[0].tolist()))
        for q in drawn(30, seed=3)
    ]
    assert sum(hits) >= 0.95 * 300


def test_an_equal_collection_is_kept_and_a_half_filled_one_made_anew(store: VectorStore) -> None:
    vectors = drawn(60, seed=5)
    told = build(store, vectors)
    name = str(told["collection"])
    assert build(store, vectors)["collection"] == name
    store("delete", name, ids=list(range(30)))
    assert store.count(name) == 30
    with pytest.raises(IndexFault, match="got 30 vectors, wanted 60; run: python scripts/build"):
        MilvusIndex.open(store, told, 16)
    build(store, vectors)
    assert store.count(name) == 60
    assert build(store, drawn(60, seed=6))["collection"] != name


def test_changed_vectors_are_noticed(store: VectorStore) -> None:
    told = build(store, drawn(60, seed=7))
    name = str(told["collection"])
    store("upsert", name, [{"row": 0, "vector": drawn(1, seed=8)[0], "document": 0,
                            "language": "en", "kind": "guide"}])  # fmt: skip
    with pytest.raises(IndexFault, match="holds other vectors than were put there"):
        MilvusIndex.open(store, told, 16)
    store.drop([name])
    with pytest.raises(IndexFault, match=f"holds no collection {name}"):
        MilvusIndex.open(store, told, 16)


def test_a_server_that_is_not_there_is_named_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    away = VectorStore(f"http://127.0.0.1:{port}", "secret-token")
    with pytest.raises(StoreFault, match=f"127.0.0.1:{port}: cannot be used") as caught:
        away.check("any")
    assert "KWELL_VECTOR_STORE" in str(caught.value)
    assert "secret" not in str(caught.value)
    with pytest.raises(StoreFault, match="did not answer a moment ago"):
        away.count("any")
