"""Which rows of an index may be found: by document, language and kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Labels", "Where"]

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Where:
    """Which rows may be found. ``None`` allows all; a row must be in every set that is given."""

    documents: frozenset[int] | None = None
    """Numbers of documents."""
    languages: frozenset[str] | None = None
    kinds: frozenset[str] | None = None


@dataclass(frozen=True)
class Labels:
    """What rows are told apart by: the document of each row, and what is known of documents."""

    documents: NDArray[np.int32]
    """Number of each row's document, shape (rows,)."""
    languages: Sequence[str]
    """Of each document, by number; so are ``kinds``."""
    kinds: Sequence[str]

    def allowed(self, where: Where) -> Rows:
        """The rows that ``where`` allows, in order."""
        fit = np.ones(len(self.languages), bool)
        if where.documents is not None:
            fit &= np.isin(np.arange(len(fit)), list(where.documents))
        for values, wanted in ((self.languages, where.languages), (self.kinds, where.kinds)):
            if wanted is not None:
                fit &= np.fromiter((value in wanted for value in values), bool, len(fit))
        return np.flatnonzero(fit[self.documents])
