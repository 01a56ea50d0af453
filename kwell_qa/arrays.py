"""Array files of an index, read without running code and checked for what they should hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from kwell_qa.errors import REBUILD, IndexFault

__all__ = ["read"]


def read(
    path: Path, dtype: DTypeLike, shape: tuple[int | None, ...], mapped: bool = False
) -> NDArray[Any]:
    """The array in the file ``path``; of a ``shape``, ``None`` stands for any number.

    With ``mapped`` its pages come from the file when they are looked at.

    Raises:
        IndexFault: the file is missing, damaged, or holds another kind of array.
    """
    try:
        # A plain array over mapped bytes: numpy's own kind is slow to look into.
        held = np.asarray(np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False))
    except (OSError, ValueError, EOFError) as error:
        raise IndexFault(f"{path}: cannot be read ({error}); {REBUILD}") from None
    fits = len(held.shape) == len(shape) and all(
        wanted in (None, got) for wanted, got in zip(shape, held.shape, strict=True)
    )
    if held.dtype != dtype or not fits:
        raise IndexFault(
            f"{path}: got {held.dtype} {_told(held.shape)}, "
            f"wanted {np.dtype(dtype)} {_told(shape)}; {REBUILD}"
        )
    return held


def _told(shape: tuple[int | None, ...]) -> str:
    return f"({', '.join('n' if size is None else str(size) for size in shape)})"
