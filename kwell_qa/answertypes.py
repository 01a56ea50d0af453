"""What kind of thing an answer must hold: a date, a number, a name, a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kwell_qa.questions import Query
from kwell_qa.tokens import terms

__all__ = ["AnswerType"]

_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|sundays)\b", re.I
)  # fmt: skip
_NUMBER = re.compile(
    r"\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|twice|once|free|no (?:sum|number|figure))\b", re.I
)  # fmt: skip
_CAUSE = re.compile(
    r"\b(?:because|since|so that|reason|due to|after|to help|to let|in order|so as|why|aims?|wants?"
    r"|wanted|said|says)\b", re.I
)  # fmt: skip


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
        kind = query.kind
        focus: frozenset[str] = frozenset()
        if match:
            asked = match.group("count") or match.group("thing") or match.group("kind")
            focus = frozenset(terms(asked))
            if match.group("named") or (match.group("which") and kind in (None, "define")):
                kind = "name"
        return cls(kind, focus, frozenset(_pieces(query.english) | _pieces(query.text)))

    def met(self, text: str) -> float:
        """1 where ``text`` holds something new of the wanted kind, 0 where it cannot, else 0.5."""
        if self.kind == "when":
            return float(any(piece not in self.given for piece in _matches(_DATE, text)))
        if self.kind == "count":
            return float(any(piece not in self.given for piece in _matches(_NUMBER, text)))
        if self.kind in ("why", "how"):
            return float(bool(_CAUSE.search(text)))
        if self.kind in ("who", "where", "name"):
            return float(any(piece not in self.given for piece in _matches(_PROPER, text)))
        return 0.5


_PROPER = re.compile(r"(?<=[a-z,\d] )[A-Z][\w'’.-]+|(?<=[“\"])\w[\w'’.-]+")
# "how many episodes", "what is the name of the app", "which university", "what was it called".
_FOCUS = re.compile(
    r"\bhow (?:many|much)(?: of)?(?: the| a| an)?\s+(?P<count>\w+)"
    r"|\b(?P<named>(?:name|title)s?) of (?:the |a |an )?(?P<thing>\w+)"
    r"|\b(?P<which>which) (?P<kind>(?!of|one|is|are|was|were|do|does|did)\w+)"
)


@lru_cache(maxsize=8192)
def _matches(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    """What of a document's ``text`` matches; sentences are looked at by many questions."""
    return frozenset(match.group().casefold().strip(".'’") for match in pattern.finditer(text))


def _pieces(text: str) -> set[str]:
    return {piece.strip(".'’") for piece in re.findall(r"[\w'’.-]+", text.casefold())}
