"""What a request that is refused asked for, as far as it can be read: for care and helplines only.

Read with no schema, for what is wrong with one field must not hide the others. Nothing of it is
kept, logged or repeated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from starlette.types import Scope

from kwell_qa.countries import said
from kwell_qa.records import Why
from kwell_qa.texts import known_language
from kwell_qa.web.policies import EMBED

__all__ = ["BODY", "Asked", "asked_of"]

BODY = "kwell_qa.body"
"""Where the scope of a request holds its body, once that was read to its end."""
_TURNS = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what its person chose; whatever could not be read is left empty."""

    question: str = ""
    history: tuple[str, ...] = ()
    lang: str | None = None
    country: str | None = None
    why: Why = "chosen"
    """How ``country`` is known, where it is."""


def asked_of(scope: Scope) -> Asked:
    """The body's own fields before those of the address."""
    query = _form(scope.get("query_string", b""))
    body = _body(scope)
    question, history = body.get("question"), body.get("history", body.get("earlier"))
    if isinstance(history, str):
        history = [history]
    chosen = _country(body.get("country"))
    named = _country(query.get("country"))
    return Asked(
        question if isinstance(question, str) else "",
        tuple(one for one in history if isinstance(one, str))[-_TURNS:]
        if isinstance(history, list) else (),
        _lang(body.get("lang")) or _lang(query.get("lang")),
        named if chosen is None else chosen,
        "url" if chosen is None else "chosen",
    )  # fmt: skip


def _body(scope: Scope) -> Mapping[str, Any]:
    body, path = scope.get(BODY, b""), scope["path"]
    if path == EMBED:
        return _form(body)
    if not body or not path.startswith(("/api/", "/mcp")):
        return {}
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if path.startswith("/mcp"):
        for name in ("params", "arguments"):
            data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _form(data: bytes) -> dict[str, Any]:
    """Each field's one value, or the list of its values."""
    try:
        read = parse_qs(
            data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=100
        )
    except ValueError:
        return {}
    return {name: values[0] if len(values) == 1 else values for name, values in read.items()}


def _lang(value: object) -> str | None:
    return known_language(value) if isinstance(value, str) else None


def _country(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return said(value) if not said(value) or re.fullmatch("[A-Za-z]{2}", value) else None
