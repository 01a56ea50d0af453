"""What a page's address asks for, and its browser offers: the language, and whose helplines."""

from __future__ import annotations

from fastapi import Request

from kwell_qa.web.errors import visitor_of
from kwell_qa.web.parts import countries
from kwell_qa.web.rendering import help_panel
from kwell_qa.web.site import Site
from kwell_qa.web.words import Words

__all__ = ["panel_of", "words_of"]


def words_of(site: Site, request: Request) -> Words:
    """The words of the language in the address, else of the browser's."""
    return site.words(request.query_params.get("lang"), visitor_of(request.scope))


def panel_of(site: Site, request: Request, words: Words) -> str:
    """The helplines of the country in the address, else of what the browser tells."""
    country = request.query_params.get("country")
    choice = site.choice(country, visitor_of(request.scope), words.lang, "url")
    return help_panel(choice, words, countries=countries(site, words))
