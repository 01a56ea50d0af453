"""What somebody asks, and what they chose beside it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Request"]


@dataclass(frozen=True, slots=True)
class Request:
    """A message, the earlier user turns, oldest first, and what was chosen, or ``None``.

    ``page`` is the language of the page, for what is in none. ``explain`` wants the passages too.
    """

    question: str
    history: tuple[str, ...] = ()
    lang: str | None = None
    country: str | None = None
    explain: bool = False
    page: str | None = None
