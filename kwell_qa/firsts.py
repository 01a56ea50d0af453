"""The best entry of each kind in a list that has the best first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Firsts", "first_places"]

Keys = NDArray[np.int64]


def first_places(keys: Keys) -> NDArray[np.int64]:
    """Where each different key stands first, in order."""
    return np.sort(np.unique(keys, return_index=True)[1])


@dataclass(frozen=True)
class Firsts:
    """Of each key, sorted in ``keys``, the first place in a list and the value there.

    ``ranks`` count the different keys by their first places, from 0.
    """

    keys: Keys
    places: NDArray[np.int64]
    values: NDArray[Any]
    ranks: NDArray[np.int64]

    @classmethod
    def of(cls, keys: Keys, values: NDArray[Any]) -> Firsts:
        """The first of each of ``keys``, which go with ``values``."""
        once, places = np.unique(keys, return_index=True)
        ranks = np.empty(len(once), np.int64)
        ranks[np.argsort(places)] = np.arange(len(once))
        return cls(once, places, values[places], ranks)

    def in_order(self) -> Keys:
        """The different keys as they come in the list."""
        return self.keys[np.argsort(self.places)]

    def find(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where each of some other ``keys`` stands in ``self.keys``, and whether it does."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), bool)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return at, self.keys[at] == keys

    def value_of(self, keys: Keys, default: float) -> NDArray[np.float64]:
        """The values of some other ``keys``, ``default`` for those that are not in the list."""
        found = np.full(len(keys), default)
        at, held = self.find(keys)
        found[held] = self.values[at[held]]
        return found
