"""What a text holds that could answer: its dates, numbers and proper names, and whether a reason.

A date answers "when" only where the question does not say it itself, so each piece is kept, as a
number of its own: sentences are compared with questions without being read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from zlib import crc32

__all__ = [
    "AMOUNT", "DATE", "NUMBER", "PROPER", "REASONED", "SOURCED", "codes", "gives_reason", "pieces",
]  # fmt: skip

DATE, NUMBER, PROPER = 0, 1, 2
"""Kinds of pieces: the last two bits of their numbers."""
SOURCED, REASONED = 1, 2
"""Flags of sentences: it rests on sources; it has a word that reasons come with."""
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_WEEKDAYS = "mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?"
_DATE = re.compile(
    rf"\b(?:19|20)\d\d\b|\b(?:{_MONTHS}|{_WEEKDAYS})\b", re.I
)
# What stands in a date is no amount.
AMOUNT = re.compile(
    rf"(?<![\d.,])(?!(?:19|20)\d\d\b(?![.,]\d))(?!\d{{1,2}} (?:{_MONTHS})\b)\d[\d.,]*"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|twice|once|free|no (?:sum|number|figure))\b", re.I
)  # fmt: skip
_PROPER = re.compile(
    rf"(?<=[a-z,\d] )(?!(?i:{_MONTHS}|{_WEEKDAYS})\b)[A-Z][\w'’.-]+|(?<=[“\"])\w[\w'’.-]+"
)
_CAUSE = re.compile(
    r"\b(?:because|since|so that|reasons?|due to|in order|so as|why|explain(?:s|ed)?|owing to"
    r"|led to|aims?|aimed|symptoms?|to (?:help|let|raise|give|support)"
    r"|for (?:\w+ ){0,2}(?:anxiety|health|panic|exhaustion|tension))\b", re.I
)  # fmt: skip
_PATTERNS = ((DATE, _DATE), (NUMBER, AMOUNT), (PROPER, _PROPER))


def codes(found: Iterable[str], kind: int) -> list[int]:
    """Numbers of pieces of one kind: 29 bits of a checksum, then the kind.

    Of a few hundred pieces, two that differ share a number once in a hundred thousand questions.
    """
    return [
        (crc32(piece.encode("utf-8", "surrogatepass")) & 0x1FFFFFFF) << 2 | kind for piece in found
    ]


def pieces(text: str) -> list[int]:
    """Numbers of all pieces in ``text``, each once."""
    return [
        code
        for kind, pattern in _PATTERNS
        for code in codes(
            dict.fromkeys(one.group().casefold().strip(".'’") for one in pattern.finditer(text)),
            kind,
        )
    ]


def gives_reason(text: str) -> bool:
    """Whether ``text`` has a word that reasons come with."""
    return bool(_CAUSE.search(text))
