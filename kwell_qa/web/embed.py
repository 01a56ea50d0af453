"""``/embed``: questions, answers and helplines in a frame, without a line of script."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from kwell_qa.countries import RATHER_NOT_SAY, code_of, said
from kwell_qa.hearing import own_crisis
from kwell_qa.lengths import ends_of, last_turns
from kwell_qa.questions import MAX_BYTES
from kwell_qa.records import CARE, Reply
from kwell_qa.web import appearance
from kwell_qa.web.errors import visitor_of
from kwell_qa.web.limits import client_of
from kwell_qa.web.parts import countries
from kwell_qa.web.rendering import help_panel, render, turn
from kwell_qa.web.site import Site
from kwell_qa.web.starters import ask_of
from kwell_qa.web.visitor import Visitor
from kwell_qa.web.words import Words

__all__ = ["MAX_EARLIER", "Frame", "router"]

MAX_EARLIER = 6
_MAX_CARRIED = 2 * MAX_BYTES
"""Bytes kept of earlier turns: a form writes each as up to six, and must stay small enough to be
read."""
_NO_STORE = {"Cache-Control": "no-store", "Vary": "Accept-Language"}


class Fields(BaseModel):
    """What an address or a form may hold. What is not allowed is passed over, never refused:
    whoever stands before the frame did not write it, and must get the helplines."""

    lang: str = ""
    country: str | None = None
    topic: str = ""
    theme: str = ""
    accent: str = ""
    starters: str = ""


class Sent(Fields):
    """A question from the form, and the earlier ones that it carried along."""

    question: str = ""
    earlier: list[str] = []


class Linked(Fields):
    """A starter by its key."""

    starter: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """How one frame is set up; every field is valid."""

    lang: str | None = None
    country: str | None = None
    """Two capitals, ``""`` for "rather not say", or ``None``."""
    topic: str | None = None
    theme: appearance.Theme = "auto"
    accent: str | None = None
    starters: bool = True

    @classmethod
    def of(cls, fields: Fields, site: Site) -> Frame:
        lang, country = fields.lang.strip(), said(fields.country)
        nearest = site.texts.language(lang)
        # What no language is falls back to English, which nobody chose then.
        known = nearest != "en" or lang.split("-")[0].casefold() == "en"
        return cls(
            lang=nearest if known else None,
            country=code_of(country) if country else country,
            topic=fields.topic.strip()[:80] or None,
            theme=appearance.theme_of(fields.theme.strip()),
            accent=appearance.accent_of(fields.accent),
            starters=fields.starters.strip() != "off",
        )  # fmt: skip

    def fields(self) -> dict[str, str]:
        """The same for an address or a form, without what is as it is anyway."""
        named = {
            "lang": self.lang, "topic": self.topic,
            "country": "none" if self.country == RATHER_NOT_SAY else self.country,
            "theme": None if self.theme == "auto" else self.theme,
            "accent": self.accent and self.accent.removeprefix("#"),
            "starters": None if self.starters else "off",
        }  # fmt: skip
        return {name: value for name, value in named.items() if value}

    def link(self, **more: str) -> str:
        """The address of this frame, with ``more`` in it."""
        query = urlencode({**self.fields(), **more})
        return "/embed" + ("?" + query if query else "")

    @property
    def sheet(self) -> str | None:
        """The address of the colours, where they are not as they are anyway."""
        if self.theme == "auto" and not self.accent:
            return None
        chosen = {"theme": self.theme, "accent": (self.accent or "").removeprefix("#")}
        return "/embed/colours.css?" + urlencode(chosen)


def router(site: Site) -> APIRouter:
    """The frame's page and its colours, for one site."""
    made = APIRouter(include_in_schema=False)
    made.add_api_route("/embed", _Embed(site).opened, methods=["GET", "HEAD"])
    made.add_api_route("/embed", _Embed(site).asked, methods=["POST"])

    @made.get("/embed/colours.css")
    def colours(theme: str = "", accent: str = "") -> Response:
        css = appearance.sheet(appearance.theme_of(theme), appearance.accent_of(accent))
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(css, media_type="text/css", headers=headers)

    return made


def _carried(earlier: Sequence[str]) -> tuple[str, ...]:
    """What a page carries along of the turns so far: the newest, and of those before them the last
    in which the person's own danger is."""
    new = last_turns(earlier[-MAX_EARLIER:], _MAX_CARRIED)
    old = earlier[: len(earlier) - len(new)][-MAX_EARLIER:]
    told = (ends_of(one, _MAX_CARRIED // 2) for one in reversed(old) if own_crisis(one))
    return (*itertools.islice(told, 1), *new)


class _Embed:
    def __init__(self, site: Site) -> None:
        self.site = site

    def opened(self, request: Request, fields: Annotated[Linked, Query()]) -> Response:
        """The page, or the answer to a starter."""
        frame = Frame.of(fields, self.site)
        question = ask_of(self.site.now.documents, fields.starter) if fields.starter else None
        if question is None:
            return self.page(request, frame)
        return self.answer(request, frame, question, ())

    def asked(self, request: Request, fields: Annotated[Sent, Form()]) -> Response:
        """The answer to what the form holds."""
        frame = Frame.of(fields, self.site)
        earlier = _carried([one.strip() for one in fields.earlier if one.strip()])
        question = fields.question.strip()
        if not question:
            return self.page(request, frame, earlier=earlier)
        return self.answer(request, frame, question, earlier)

    def answer(
        self, request: Request, frame: Frame, question: str, earlier: Sequence[str]
    ) -> Response:
        visitor = visitor_of(request.scope)
        wait = self.site.limiter.wait(client_of(request))
        headers = dict(_NO_STORE)
        asked = (question, tuple(earlier), frame.lang, frame.country, visitor)
        page = self.site.language(frame.lang, visitor)
        if wait:
            status, headers["Retry-After"] = 429, str(wait)
            reply = self.site.without_engine(*asked, "ui.too_many", page, seconds=str(wait))
        else:
            reply = self.site.ask(*asked, page=page)
            status = 413 if reply.reason == "too-long" else 200
        # A question that must be shortened stays in its field, and is no part of the talk.
        refused = status == 413
        return self.page(
            request, frame, reply=reply, question=question,
            earlier=_carried([*earlier, *([] if refused else [question])]), status=status,
            headers=headers, kept=question if refused else "",
        )  # fmt: skip

    def page(
        self, request: Request, frame: Frame, *, reply: Reply | None = None, question: str = "",
        earlier: Sequence[str] = (), status: int = 200, headers: dict[str, str] | None = None,
        kept: str = "",
    ) -> Response:  # fmt: skip
        """The page; ``kept`` is what stands in the field for the next question."""
        visitor = visitor_of(request.scope)
        words = self.site.words(frame.lang, visitor)
        values: dict[str, Any] = {
            "frame": frame, "earlier": earlier, "card": None, "near": (), "offers": (),
            "starters": (), "kept": kept,
            "countries": countries(self.site, words), "panel": self.panel(frame, visitor, words),
            "warming": self.site.now.phase == "warming",
        }  # fmt: skip
        if reply is not None:
            said = Words(self.site.texts, reply.language)
            # The first time, this reads every document: care without an offer does not wait for it.
            known = self.site.keyed.keys if reply.suggestions else {}
            values["near"] = [(ask, known[ask]) for ask in reply.suggestions if ask in known]
            # After care: what else was asked, which has no address of its own.
            values["offers"] = [ask for ask in reply.suggestions if ask not in known]
            values["card"] = turn(question, reply, said, buttons=False)
            if reply.mode in CARE:
                choice = replace(
                    self.site.choice(frame.country, visitor, words.lang),
                    helplines=reply.helplines, country=reply.country, emergency=reply.emergency,
                )  # fmt: skip
                values["panel"] = help_panel(
                    choice, said, lead=True, urgent=reply.mode == "crisis"
                )
        elif frame.starters:
            values["starters"] = self.site.keyed.starters(words.lang, frame.topic)
        html = render("embed.html", words, **values)
        return HTMLResponse(html, status, headers=headers or dict(_NO_STORE))

    def panel(self, frame: Frame, visitor: Visitor, words: Words) -> str:
        return help_panel(self.site.choice(frame.country, visitor, words.lang, "url"), words)
