"""Array files: what they hold, and what is said of those that hold something else."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from kwell_qa import arrays
from kwell_qa.errors import IndexFault


@pytest.mark.parametrize("mapped", [False, True])
def test_what_was_saved_is_read(tmp_path: Path, mapped: bool) -> None:
    rows = np.arange(6, dtype=np.int32).reshape(2, 3)
    np.save(tmp_path / "rows.npy", rows)
    found = arrays.read(tmp_path / "rows.npy", np.int32, (None, 3), mapped)
    assert type(found) is np.ndarray
    np.testing.assert_array_equal(found, rows)


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (np.zeros((2, 3), np.float32), "got float32 (2, 3), wanted int32 (n, 3)"),
        (np.zeros((2, 4), np.int32), "got int32 (2, 4), wanted int32 (n, 3)"),
        (np.zeros(3, np.int32), "got int32 (3), wanted int32 (n, 3)"),
    ],
)
def test_another_kind_is_named(tmp_path: Path, held: np.ndarray, told: str) -> None:
    path = tmp_path / "rows.npy"
    np.save(path, held)
    with pytest.raises(IndexFault, match=re.escape(f"{path}: {told}; run: ")):
        arrays.read(path, np.int32, (None, 3))


def test_a_damaged_missing_or_pickled_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.npy"
    with pytest.raises(IndexFault, match=re.escape(f"{path}: cannot be read")):
        arrays.read(path, np.int32, (None,))
    path.touch()
    with pytest.raises(IndexFault, match="cannot be read"):
        arrays.read(path, np.int32, (None,))
    path.write_bytes(b"no array")
    with pytest.raises(IndexFault, match="cannot be read"):
        arrays.read(path, np.int32, (None,))
    np.save(path, np.array([{"code": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(IndexFault, match="cannot be read"):
        arrays.read(path, np.int32, (None,))
