"""``/embed/builder``: choose, see, copy. Works without scripts; with them, at every change."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel

from kwell_qa.web import appearance
from kwell_qa.web.errors import visitor_of
from kwell_qa.web.parts import countries, language_choices
from kwell_qa.web.rendering import help_panel, render
from kwell_qa.web.site import Site
from kwell_qa.web.snippets import SANDBOX, Snippet, Wish, snippets
from kwell_qa.web.widget import script
from kwell_qa.web.words import Words

__all__ = ["router"]

_MOST_STARTERS = 6
UNSAID = "none"
"""Of a country: the reader would rather not say."""


class Choices(BaseModel):
    """The builder's form. Its page's own language is the browser's."""

    lang: str = ""
    country: str = ""
    topic: str = ""
    starters: str = ""
    theme: str = ""
    accent: str = ""
    launcher: str = ""


def _wish(choices: Choices, site: Site) -> Wish:
    """What of the choices is valid; the rest is as if it was left out."""
    country = choices.country.strip().upper()
    if country not in site.helplines.by_country:
        # Empty is the reader's own country; "none" that none is guessed.
        country = UNSAID if country == UNSAID.upper() else ""
    asks = [line.strip()[:300] for line in choices.starters[:4000].splitlines() if line.strip()]
    return Wish(
        lang=choices.lang if choices.lang in site.texts.texts else "",
        country=country,
        topic=choices.topic if choices.topic in site.keyed.by_topic else "",
        starters=tuple(asks[:_MOST_STARTERS]),
        theme=appearance.theme_of(choices.theme),
        accent=appearance.accent_of(choices.accent) or "",
        launcher=bool(choices.launcher),
    )


def router(site: Site) -> APIRouter:
    """The page, and its code as data, for one site."""
    made = APIRouter(include_in_schema=False)

    def words_of(request: Request) -> Words:
        return site.words(None, visitor_of(request.scope))

    def coded(request: Request, wish: Wish) -> tuple[Snippet, ...]:
        home = str(request.base_url).rstrip("/")
        said = Words(site.texts, wish.lang or words_of(request).lang)
        return snippets(home, script(), wish, said("ui.title"), said("ui.help_title"))

    @made.get("/embed/builder")
    def page(request: Request, choices: Annotated[Choices, Query()]) -> Response:
        words, wish = words_of(request), _wish(choices, site)
        choice = site.choice(None, visitor_of(request.scope), words.lang)
        html = render(
            "builder.html", words, wish=wish, panel=help_panel(choice, words),
            languages=language_choices(site), topics=sorted(site.keyed.by_topic),
            countries=[(UNSAID, words("ui.country_none")), *countries(site, words)],
            themes=[(theme, words(f"widget.theme_{theme}")) for theme in appearance.THEMES],
            snippets=coded(request, wish), script=script(), query=wish.query(),
            sandbox=SANDBOX,
        )  # fmt: skip
        return HTMLResponse(html, headers={"Cache-Control": "no-store", "Vary": "Accept-Language"})

    @made.get("/embed/builder.json")
    def data(request: Request, choices: Annotated[Choices, Query()]) -> Response:
        wish = _wish(choices, site)
        body = {
            "attributes": wish.attributes(), "launcher": wish.launcher,
            "frame": "/embed" + (f"?{wish.query()}" if wish.query() else ""),
            "snippets": [one.code for one in coded(request, wish)],
        }  # fmt: skip
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    return made
