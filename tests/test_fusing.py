"""Reciprocal rank fusion: what one list is sure of stands before what two are lukewarm about."""

from __future__ import annotations

import numpy as np
import pytest

from kwell_qa.retrieval import WEIGHTS, fuse


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


def test_rows_that_two_lists_have_first_come_first() -> None:
    fused, scores = fuse({"dense": rows(3, 1, 2), "bm25": rows(3, 2, 9)}, WEIGHTS)
    assert fused.tolist() == [3, 2, 1, 9]
    assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize("sure", ["dense", "bm25"])
def test_the_first_of_one_list_comes_before_the_middle_of_both(sure: str) -> None:
    other = {"dense": "bm25", "bm25": "dense"}[sure]
    middling = [*range(100, 130), 7]
    fused, _ = fuse({sure: rows(1, *middling), other: rows(*range(200, 230), 7)}, WEIGHTS)
    places = fused.tolist()
    assert places.index(1) < places.index(7)


def test_equal_rows_stand_in_their_order_and_weights_count() -> None:
    fused, scores = fuse({"a": rows(5), "b": rows(4)}, {})
    assert fused.tolist() == [4, 5]
    assert scores[0] == scores[1]
    assert fuse({"a": rows(5), "b": rows(4)}, {"a": 2.0})[0].tolist() == [5, 4]


def test_lists_may_be_empty() -> None:
    fused, scores = fuse({"dense": rows(), "bm25": rows(2)}, WEIGHTS)
    assert fused.tolist() == [2]
    assert len(scores) == 1
