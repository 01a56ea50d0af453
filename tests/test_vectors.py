"""The large index: found by few lists, compared in full, refused where it finds too little."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kwell_qa import recall, vectors
from kwell_qa.errors import IndexFault
from kwell_qa.vectors import FaissIndex, Labels, NumpyIndex, Where


@pytest.fixture
def clustered() -> vectors.Vectors:
    """4,000 unit vectors around 40 centres, shape (4000, 32)."""
    chance = np.random.default_rng(4)
    centres = chance.normal(size=(40, 32))
    found = centres[chance.integers(40, size=4000)] + chance.normal(size=(4000, 32))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def share_found(index: FaissIndex, clustered: vectors.Vectors) -> float:
    """Share of the true ten nearest that ``index`` finds; each with its cosine, best first."""
    truth = NumpyIndex(clustered)
    hits = 0
    for query in clustered[::40]:
        rows, cosines = index.search(query, 10)
        assert np.allclose(cosines, clustered[rows] @ query, atol=1e-6)
        assert (np.diff(cosines) <= 0).all()
        hits += len(set(rows.tolist()) & set(truth.search(query, 10)[0].tolist()))
    return hits / 1000


def test_an_inexact_index_finds_nearly_all_and_scores_exactly(
    clustered: vectors.Vectors, tmp_path: Path
) -> None:
    told = FaissIndex.build(4000, 32, lambda rows: clustered[rows], tmp_path / "a", flat_limit=999)
    assert told["kind"] == "ivf-sq8"
    assert told["probes"] < told["lists"]
    assert told["recall_at_10"] >= 0.95
    index = FaissIndex.read(tmp_path / "a.faiss", 32)
    assert share_found(index, clustered) >= 0.95
    assert np.array_equal(index.rows([7, 3]), clustered[[7, 3]])
    assert np.array_equal(index.matrix(), clustered)


def test_an_index_that_finds_too_little_is_refused(
    clustered: vectors.Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall, "_WANTED_RECALL", 0.1)  # satisfied with the first two lists
    monkeypatch.setattr(recall, "LEAST_RECALL", 0.999)
    with pytest.raises(IndexFault, match=r"finds 0\.\d+ of the ten nearest, wanted 0\.999"):
        FaissIndex.build(4000, 32, lambda rows: clustered[rows], tmp_path / "a", flat_limit=999)


def test_a_cut_file_of_full_vectors_is_noticed(clustered: vectors.Vectors, tmp_path: Path) -> None:
    FaissIndex.build(4000, 32, lambda rows: clustered[rows], tmp_path / "a", flat_limit=999)
    with (tmp_path / "a.f32").open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(IndexFault, match=r"a\.f32: got 1000 bytes, wanted 512000"):
        FaissIndex.read(tmp_path / "a.faiss", 32)


def test_four_bits_find_the_nearest_and_full_vectors_compare_them(
    clustered: vectors.Vectors, tmp_path: Path
) -> None:
    told = FaissIndex.build(4000, 32, lambda rows: clustered[rows], tmp_path / "a")
    assert told["kind"] == "pq4"
    assert told["recall_at_10"] >= 0.95
    assert (tmp_path / "a.faiss").stat().st_size < (tmp_path / "a.f32").stat().st_size / 4
    labels = Labels(np.arange(4000, dtype=np.int32) % 2, ("en", "ko"), ("guide", "guide"))
    index = FaissIndex.read(tmp_path / "a.faiss", 32, lambda: labels)
    truth = NumpyIndex(clustered, lambda: labels)
    assert share_found(index, clustered) >= 0.99
    where = Where(languages=frozenset({"ko"}))
    assert index.search(clustered[0], 10, where)[0].tolist() == truth.search(
        clustered[0], 10, where)[0].tolist()  # fmt: skip
    assert np.array_equal(index.rows([7, 3]), clustered[[7, 3]])


def test_a_filter_that_allows_many_is_kept_to(
    clustered: vectors.Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_FEW", 10)
    FaissIndex.build(4000, 32, lambda rows: clustered[rows], tmp_path / "a")
    labels = Labels(np.arange(4000, dtype=np.int32) % 2, ("en", "ko"), ("guide", "guide"))
    index = FaissIndex.read(tmp_path / "a.faiss", 32, lambda: labels)
    rows, _ = index.search(clustered[0], 10, Where(languages=frozenset({"ko"})))
    assert (rows % 2 == 1).all()
    assert len(rows) == 10


def test_what_four_bits_cannot_tell_apart_is_kept_in_full(
    clustered: vectors.Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall, "LEAST_RECALL", 1.1)
    told = FaissIndex.build(4000, 32, lambda rows: clustered[rows], tmp_path / "a")
    assert told == {"kind": "flat", "vectors": 4000}
    assert not (tmp_path / "a.f32").exists()
    assert FaissIndex.read(tmp_path / "a.faiss", 32).search(clustered[5], 1)[0].tolist() == [5]


def test_few_and_unsearched_vectors_are_kept_in_full(
    clustered: vectors.Vectors, tmp_path: Path
) -> None:
    for count, searched in ((900, True), (4000, False)):
        told = FaissIndex.build(
            count, 32, lambda rows: clustered[rows], tmp_path / "a", searched=searched
        )
        assert told == {"kind": "flat", "vectors": count}
