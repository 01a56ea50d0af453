"""Pages about getting help: breathing, calling, our protocol. They need no index and no model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib import resources
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kwell_qa.guidance import QUOTED
from kwell_qa.helplines import CATEGORIES, STALE_DAYS
from kwell_qa.safety import TURNS
from kwell_qa.web.addressed import panel_of, words_of
from kwell_qa.web.rendering import render
from kwell_qa.web.site import Site

__all__ = ["FIGURES", "measured", "router"]

MEASURED = "screen_measured.json"
"""Written by ``scripts/evaluate_screen.py --publish``; without it no figures are shown."""
FIGURES = (
    "crisis_recall", "crisis_recall_direct", "crisis_recall_indirect", "crisis_recall_third",
    "crisis_recall_history_only", "crisis_with_any_care", "support_with_any_care",
    "support_screened_support", "category_right_crisis", "category_right_support",
    "category_right_all_support", "false_alarms",
)  # fmt: skip
"""What may be shown of the screen; each has a text in every language."""
_OF_SETS = ("crisis_recall_direct", "crisis_recall_indirect", "crisis_with_any_care",
            "support_with_any_care", "false_alarms")  # fmt: skip
_BY_LANGUAGE = ("crisis_recall", "crisis_with_any_care", "support_with_any_care", "false_alarms")
_HEADERS = {"Vary": "Accept-Language"}


def router(site: Site) -> APIRouter:
    """All of them for one site."""
    made = APIRouter(include_in_schema=False)

    def page(request: Request, template: str, **values: Any) -> Response:
        words = words_of(site, request)
        html = render(template, words, panel=panel_of(site, request, words), **values)
        return HTMLResponse(html, headers=_HEADERS)

    @made.get("/breathe")
    def breathe(request: Request) -> Response:
        """One minute of slow breathing: a circle where motion is welcome, words in any case."""
        words = words_of(site, request)
        return page(request, "breathe.html", steps=words.lines("guide.breathing_steps"))

    @made.get("/what-happens")
    def happens(request: Request) -> Response:
        """What happens when one calls, writes, or calls the emergency number."""
        return page(request, "happens.html", kinds=("call", "text", "chat", "youth", "emergency"))

    @made.get("/protocol")
    def protocol(request: Request) -> Response:
        """What is shown when, what is stored, and how well the screen was measured to work."""
        words = words_of(site, request)

        def named(categories: Iterable[str]) -> str:
            keys = (one.replace("-", "_") for one in categories)
            return words.listed(words(f"protocol.category.{key}") for key in keys)

        return page(
            request, "protocol.html", figures=measured(), turns=TURNS, stale_days=STALE_DAYS,
            categories=named(CATEGORIES), quoted=named(QUOTED),
            countries=len(site.helplines.countries()),
            checked=max(
                (line.checked for code in site.helplines.countries()
                 for line in site.helplines.for_country(code)), default=""),
        )  # fmt: skip

    @made.get("/help/panel")
    def panel(request: Request) -> Response:
        """The helplines alone, for a page whose script knows the time zone (static/zone.js)."""
        return HTMLResponse(panel_of(site, request, words_of(site, request)), headers=_HEADERS)

    return made


def measured() -> dict[str, Any] | None:
    """What was last measured of the screen; none where nothing is published.

    ``date`` and ``messages``; ``figures`` by the key of their text, each with ``rate``, ``good``,
    ``count``, ``low`` and ``high``; ``languages``, those of each language; ``sets``, those that
    tell most of every set of messages, in the order of ``shown``.
    """
    file = resources.files("kwell_qa") / "data" / MEASURED
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict):
        return None
    figures = _counted(found.get("figures"))
    languages: dict[str, dict[str, Any]] = {}
    for name in [name for name in figures if ": " in name]:
        lang, _, measure = name.partition(": ")
        languages.setdefault(lang, {})[_key(measure)] = figures.pop(name)
    known = {_key(name): figure for name, figure in figures.items() if _key(name) in FIGURES}
    if not known:
        return None
    sets = []
    for one in found.get("sets", ()):
        own = {_key(name): figure for name, figure in _counted(one["figures"]).items()}
        sets.append({**one, "figures": own})
    return {**found, "figures": known, "languages": languages, "by_language": _BY_LANGUAGE,
            "sets": sets, "shown": _OF_SETS}  # fmt: skip


def _counted(figures: object) -> dict[str, Any]:
    """Those that count anything."""
    if not isinstance(figures, dict):
        return {}
    return {
        name: figure for name, figure in figures.items()
        if isinstance(figure, dict) and figure.get("count")
    }  # fmt: skip


def _key(name: str) -> str:
    """``crisis recall, direct`` → the key of its text, ``crisis_recall_direct``."""
    return re.sub(r"[^a-z]+", "_", name.casefold()).strip("_")
