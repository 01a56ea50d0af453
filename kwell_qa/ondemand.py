"""Sequences whose elements are made when they are looked at."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar, overload

__all__ = ["OnDemand"]

T = TypeVar("T", covariant=True)


class OnDemand(Sequence[T]):
    """Elements come from ``_at``; a slice is a tuple of them, and -1 is the last."""

    @abstractmethod
    def _at(self, row: int) -> T:
        """The element at ``row``, which is 0 or more.

        Raises:
            IndexError: there is none.
        """

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[T]: ...
    def __getitem__(self, row: int | slice) -> T | Sequence[T]:
        if isinstance(row, slice):
            return tuple(self[i] for i in range(*row.indices(len(self))))
        place = int(row)  # rows out of arrays are of numpy's own kind
        if place < 0:
            place += len(self)
        if place < 0:
            raise IndexError(f"got row {row} of {len(self)}")
        return self._at(place)
