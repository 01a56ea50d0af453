"""What the page tells with each question: earlier questions and choices. Kept by the page only."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

__all__ = ["HISTORY_KEPT", "Talk", "read_talk"]

HISTORY_KEPT = 16
"""Earlier questions that are read: the newest twelve, and before them those that told of danger."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One visitor's side of a talk. The server keeps none of it between two questions."""

    history: tuple[str, ...] = ()
    lang: str = "en"
    """The language of the page."""
    lang_chosen: bool = False
    country: str | None = None
    """Two letters, ``""`` for "rather not say", or ``None`` where nothing was chosen."""
    zone: str | None = None
    """The device's time zone, such as ``Asia/Seoul``."""
    category: str | None = None
    """What the care that leads is about."""


def read_talk(value: object) -> Talk:
    """The talk in a page's JSON, or as a mapping; whatever is not as it should be is left out."""
    data: Any = value
    if isinstance(value, str):
        try:
            data = json.loads(value)
        except ValueError:
            data = None
    if not isinstance(data, dict):
        return Talk()
    history = data.get("history")
    earlier = [one for one in history if isinstance(one, str)] if isinstance(history, list) else []
    country = data.get("country")
    return Talk(
        tuple(earlier[-HISTORY_KEPT:]),
        _matching(data.get("lang"), r"[A-Za-z]{2,3}") or "en",
        data.get("lang_chosen") is True,
        "" if country == "" else _matching(country, r"[A-Z]{2}"),
        _matching(data.get("zone"), r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+){0,2}"),
        _matching(data.get("category"), r"[a-z\-]+"),
    )


def _matching(value: object, pattern: str) -> str | None:
    known = isinstance(value, str) and len(value) <= 64 and re.fullmatch(pattern, value)
    return str(value) if known else None
