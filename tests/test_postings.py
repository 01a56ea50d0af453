"""BM25 posting lists: those of bm25s to the bit, whatever fits into memory at once."""

from __future__ import annotations

import random
from pathlib import Path

import bm25s
import numpy as np
import pytest

from kwell_qa import postings, spilling
from kwell_qa.lexical import LexicalIndex
from kwell_qa.postings import TermRows

FILES = ("data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy")


@pytest.fixture
def rows() -> list[list[str]]:
    """800 rows of 0 to 40 terms, some frequent, most rare."""
    rng = random.Random(3)
    return [
        [f"w{int(rng.paretovariate(0.6)) % 900}" for _ in range(rng.randrange(41))]
        for _ in range(800)
    ]


def written(rows: list[list[str]], folder: Path) -> Path:
    gathered = TermRows()
    for row in rows:
        gathered.add(row)
    postings.write(gathered, folder)
    gathered.close()
    return folder


def test_they_are_those_of_bm25s_to_the_bit(rows: list[list[str]], tmp_path: Path) -> None:
    vocabulary = sorted({term for row in rows for term in row})
    number = {term: place for place, term in enumerate(vocabulary)}
    engine = bm25s.BM25(k1=postings.K1, b=postings.B, method="lucene")
    stored = engine.build_index_from_ids(
        list(number.values()), [[number[term] for term in row] for row in rows],
        show_progress=False,
    )  # fmt: skip
    folder = written(rows, tmp_path / "ours")
    for name, key in zip(FILES, ("data", "indices", "indptr"), strict=True):
        found = np.load(folder / name, allow_pickle=False)
        assert found.dtype == stored[key].dtype, name
        assert found.tobytes() == stored[key].tobytes(), name


def test_cutting_the_work_into_parts_changes_no_byte(
    rows: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = written(rows, tmp_path / "whole")
    monkeypatch.setattr(postings, "BLOCK", 100)
    monkeypatch.setattr(spilling, "PART", 500)
    parts = written(rows, tmp_path / "parts")
    assert spilling.parts_for(sum(map(len, rows))) > 20
    names = sorted(path.name for path in whole.iterdir())
    assert names == sorted([*FILES, "vocab.index.json"])
    for name in names:
        assert (whole / name).read_bytes() == (parts / name).read_bytes(), name


def test_rows_that_come_together_are_as_those_that_come_alone(
    rows: list[list[str]], tmp_path: Path
) -> None:
    gathered = TermRows()
    for start in range(0, len(rows), 7):
        part = rows[start : start + 7]
        words = sorted({term for row in part for term in row})
        flat = np.array([words.index(term) for row in part for term in row], np.int32)
        gathered.extend(words, flat, np.array([len(row) for row in part], np.int32))
    postings.write(gathered, tmp_path / "together")
    assert len(gathered) == len(rows)
    gathered.close()
    alone = written(rows, tmp_path / "alone")
    for path in alone.iterdir():
        assert path.read_bytes() == (tmp_path / "together" / path.name).read_bytes(), path.name


def test_rows_without_terms_find_nothing() -> None:
    assert len(LexicalIndex.of([])) == 0
    empty = LexicalIndex.of([[], []])
    assert empty.hits(["word"]).top(5) == []
    some = LexicalIndex.of([[], ["word", "word"], ["other"]])
    assert some.hits(["word"]).top(5) == [1]
