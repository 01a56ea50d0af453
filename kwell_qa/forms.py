"""How values of front matter are written, and in words what is wanted where they are not."""

from __future__ import annotations

import datetime
import re
from typing import Any

from pydantic_core import PydanticCustomError

__all__ = ["DAY", "SLUG", "day", "language", "numbers", "published", "slug", "told", "url"]

SLUG = "small letters a to z and digits, parted by single hyphens, for example love-myself"
DAY = "a day of the calendar as YYYY-MM-DD, for example 2026-11-22"
_PUBLISHED = "a date as YYYY, YYYY-MM or YYYY-MM-DD, or undated"
_URL = "an address that begins with http:// or https:// and holds no spaces"
_LANGUAGE = "a language code, for example en, ko or zh-Hant"
_NUMBERS = 'numbers of sentences counted from 1 to 99, for example 1 or "1, 3"'
_TYPES = {
    "string_type": "a text",
    "tuple_type": "a list: one `- ` line each, or [a, b]",
    "dict_type": "`key: value` lines",
    "model_type": "`key: value` lines",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}


def _held(value: str, form: str, wanted: str, most: int = 2000) -> str:
    if len(value) > most or not re.fullmatch(form, value, re.ASCII):
        raise PydanticCustomError("form", "{wanted}", {"wanted": wanted})
    return value


def _on_calendar(value: str, wanted: str) -> str:
    try:
        datetime.date.fromisoformat(f"{value}-01-01"[:10])  # of a year or month, its first day
    except ValueError:
        raise PydanticCustomError("form", "{wanted}", {"wanted": wanted}) from None
    return value


def slug(value: str) -> str:
    return _held(value, "[a-z0-9]+(-[a-z0-9]+)*", f"{SLUG}, at most 80", 80)


def day(value: str) -> str:
    return _on_calendar(_held(value, r"\d{4}-\d{2}-\d{2}", DAY), DAY)


def published(value: str) -> str:
    if value == "undated":
        return value
    return _on_calendar(_held(value, r"\d{4}(-\d{2}(-\d{2})?)?", _PUBLISHED), _PUBLISHED)


def url(value: str) -> str:
    return _held(value, r"https?://[^\s<>\"]+", _URL)


def language(value: str) -> str:
    return _held(value, "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", _LANGUAGE)


def numbers(value: str) -> str:
    return _held(value, r"[1-9]\d?( ?, ?[1-9]\d?)*", _NUMBERS, 80)


def told(problem: Any) -> str:
    """A fault that pydantic found, as what came and what was wanted."""
    value, kind = problem["input"], problem["type"]
    got = "nothing" if value is None else f"{value!r:.60}"
    if kind == "missing":
        return "got nothing, wanted a value"
    if kind == "extra_forbidden":
        return "got a field that there is not"
    given = problem.get("ctx", {})
    wanted = _TYPES.get(kind) or given.get("expected") or given.get("wanted")
    if "max_length" in given:
        wanted = f"at most {given['max_length']} characters"
    if wanted:
        return f"got {got}, wanted {wanted}"
    return f"{' '.join(str(problem['msg']).split()).rstrip('.')} (got {got})"
