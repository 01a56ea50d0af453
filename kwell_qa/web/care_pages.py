"""Pages about getting help: breathing, calling, our protocol. They need no index and no model."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kwell_qa.guidance import QUOTED
from kwell_qa.helplines import CATEGORIES, STALE_DAYS
from kwell_qa.safety import TURNS
from kwell_qa.web.errors import visitor_of
from kwell_qa.web.parts import countries
from kwell_qa.web.rendering import help_panel, render
from kwell_qa.web.site import Site
from kwell_qa.web.words import Words

__all__ = ["measured", "router"]

MEASURED = "screen_measured.json"
"""Written by ``scripts/evaluate_screen.py --publish``; without it no figures are shown."""
_HEADERS = {"Vary": "Accept-Language"}


def router(site: Site) -> APIRouter:
    """All of them for one site."""
    made = APIRouter(include_in_schema=False)

    def words_of(request: Request) -> Words:
        return site.words(request.query_params.get("lang"), visitor_of(request.scope))

    def panel_of(request: Request, words: Words) -> str:
        country = request.query_params.get("country")
        choice = site.choice(country, visitor_of(request.scope), words.lang, "url")
        return help_panel(choice, words, countries=countries(site, words))

    def page(request: Request, template: str, **values: Any) -> Response:
        words = words_of(request)
        html = render(template, words, panel=panel_of(request, words), **values)
        return HTMLResponse(html, headers=_HEADERS)

    @made.get("/breathe")
    def breathe(request: Request) -> Response:
        """One minute of slow breathing: a circle where motion is welcome, words in any case."""
        words = words_of(request)
        return page(request, "breathe.html", steps=words.lines("guide.breathing_steps"))

    @made.get("/what-happens")
    def happens(request: Request) -> Response:
        """What happens when one calls, writes, or calls the emergency number."""
        return page(request, "happens.html", kinds=("call", "text", "chat", "youth", "emergency"))

    @made.get("/protocol")
    def protocol(request: Request) -> Response:
        """What is shown when, what is stored, and how well the screen was measured to work."""
        return page(
            request, "protocol.html", figures=measured(), turns=TURNS, stale_days=STALE_DAYS,
            categories=sorted(CATEGORIES), quoted=sorted(QUOTED),
            countries=len(site.helplines.countries()),
            checked=max(
                (line.checked for code in site.helplines.countries()
                 for line in site.helplines.for_country(code)), default=""),
        )  # fmt: skip

    @made.get("/help/panel")
    def panel(request: Request) -> Response:
        """The helplines alone, for a page whose script knows the time zone (static/zone.js)."""
        return HTMLResponse(panel_of(request, words_of(request)), headers=_HEADERS)

    return made


def measured() -> dict[str, Any] | None:
    """What was last measured of the screen: ``date``, ``messages``, ``figures`` by name, each
    with ``rate``, ``good``, ``count``, ``low`` and ``high``; none where nothing is published."""
    file = resources.files("kwell_qa") / "data" / MEASURED
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict):
        return None
    figures = {
        _title(name): value for name, value in dict(found.get("figures", {})).items()
        if isinstance(value, dict) and value.get("count")
    }  # fmt: skip
    return {**found, "figures": figures} if figures else None


def _title(name: str) -> str:
    words = re.sub(r"[_-]+", " ", name).strip()
    return words[:1].upper() + words[1:]
