"""Spellings of one name that people use beside those that are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["LEAST_RESPELLED", "possessive", "respelled"]

_LEFT_OUT = re.compile("[\u0e47-\u0e4c・]")
_ARABIC_G = "غقج"
LEAST_RESPELLED = 4
"""Letters of a name that may be spelled otherwise; shorter ones could be ordinary words."""
_POSSESSIVE = re.compile(r"[a-z0-9]{3,}s(?!\w)")


def possessive(text: str, start: int) -> str:
    """The word at ``start`` of a folded text where it may be a name with an s, else nothing."""
    match = _POSSESSIVE.match(text, start)
    return match.group() if match else ""


def respelled(alias: str) -> Iterator[str]:
    """Other spellings that people use of a name in Thai, Japanese or Arabic script.

    Thai ones leave marks of tone and shortness out, Japanese ones the dot between its parts; the
    sound g, which Arabic has no letter for, is
    written in three ways.
    """
    bare = _LEFT_OUT.sub("", alias)
    if bare != alias and len(bare) >= LEAST_RESPELLED:
        yield bare
    if alias.count(_ARABIC_G[0]) == 1 and len(alias) >= LEAST_RESPELLED:
        yield from (alias.replace(_ARABIC_G[0], letter) for letter in _ARABIC_G[1:])
