"""What kind of thing an answer must hold: a date, a number, a name, a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.bags import Few
from kwell_qa.pieces import DATE, NUMBER, PROPER, REASONED, codes
from kwell_qa.questions import Query
from kwell_qa.tokens import terms

__all__ = ["AnswerType"]

_WANTED = {
    "when": (DATE,), "count": (NUMBER,), "span": (NUMBER, DATE), "who": (PROPER,),
    "where": (PROPER,), "name": (PROPER,),
}  # fmt: skip
_SPAN = re.compile(r"\bhow (?:long|old|often)\b")
"""Which two dates answer as well as a number."""
# "how many episodes", "what is the name of the app", "which university", "what was it called".
_FOCUS = re.compile(
    r"\bhow (?:many|much)(?: of)?(?: the| a| an)?\s+(?P<count>\w+)"
    r"|\b(?P<named>(?:name|title)s?) of (?:the |a |an )?(?P<thing>\w+)"
    r"|\b(?P<which>which) (?P<kind>(?!of|one|is|are|was|were|do|does|did)\w+)"
)


@dataclass(frozen=True, slots=True)
class AnswerType:
    """What an answer must hold that the question does not: a date, number, name or reason.

    ``focus`` are the stems of what is asked after ("how many *episodes*", "the *price* of").
    """

    kind: str | None
    focus: frozenset[str]
    given: frozenset[str]

    @classmethod
    def of(cls, query: Query) -> AnswerType:
        text = query.english.casefold()
        for name in query.names:
            # "How many SKZ-TALKER episodes" asks after episodes.
            text = text.replace(name.casefold(), " ")
        match = _FOCUS.search(text)
        kind = "span" if query.kind == "count" and _SPAN.search(text) else query.kind
        focus: frozenset[str] = frozenset()
        if match:
            asked = match.group("count") or match.group("thing") or match.group("kind")
            focus = frozenset(terms(asked))
            if match.group("named") or (match.group("which") and kind in (None, "define")):
                kind = "name"
        return cls(kind, focus, frozenset(_pieces(query.english) | _pieces(query.text)))

    def met(self, pieces: Few, flags: NDArray[Any]) -> NDArray[np.float64]:
        """For each sentence 1 where it holds something new of the wanted kind, 0 where it cannot,
        else 0.5.

        ``pieces`` are the bags of ``sentence_pieces``, ``flags`` those of ``Rows.sentences``.
        """
        if self.kind in ("why", "how"):
            return ((flags & REASONED) > 0).astype(np.float64)
        wanted = _WANTED.get(self.kind or "")
        if wanted is None:
            return np.full(len(flags), 0.5)
        given = np.array([code for one in wanted for code in codes(self.given, one)], np.int32)
        fresh = np.isin(pieces.numbers & 3, wanted)
        # A question says a few; numpy's own search for members sorts both sides first.
        fresh &= (pieces.numbers[:, None] != given).all(axis=1)
        return (pieces.sums(fresh) > 0).astype(np.float64)


def _pieces(text: str) -> set[str]:
    return {piece.strip(".'’") for piece in re.findall(r"[\w'’.-]+", text.casefold())}
