"""How much is read of what somebody writes: a question of 8 KiB, and the last turns that fit.

The safety screen is not bound by it: of a question that is too long it reads both ends, and of the
middle what has words for death, harm or life.
"""

from __future__ import annotations

from collections.abc import Sequence

from kwell_qa.hearing import readable
from kwell_qa.questions import MAX_BYTES

__all__ = ["MAX_HISTORY", "ends_of", "is_too_long", "last_turns"]

MAX_HISTORY = 8 * MAX_BYTES
"""Bytes of all earlier turns together; chat and widget send no more, so that none is cut."""
_TURNS = 50
_GAP = "\n…\n"


def is_too_long(question: str) -> bool:
    """Whether a question is refused for its length alone, which is that of its UTF-8."""
    return _size(readable(question)) > MAX_BYTES


def last_turns(history: Sequence[str], most: int = MAX_HISTORY) -> tuple[str, ...]:
    """The last turns that are ``most`` bytes together, oldest first; at least the ends of one."""
    kept: list[str] = []
    left = most
    for turn in (ends_of(turn, MAX_BYTES) for turn in reversed(history[-_TURNS:])):
        left -= _size(turn)
        if left < 0:
            break
        kept.append(turn)
    if history and not kept:
        kept = [ends_of(history[-1], most)]
    return tuple(reversed(kept))


def ends_of(text: str, most: int) -> str:
    """``text`` in at most ``most`` bytes: without its middle where it has more, for what weighs
    most is told at either end."""
    data = text.encode("utf-8", "replace")
    if len(data) <= most:
        return text
    half = (most - len(_GAP.encode())) // 2
    return data[:half].decode("utf-8", "ignore") + _GAP + data[-half:].decode("utf-8", "ignore")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
