"""``/widget/v1``: the element's script, under its own name and under one that never changes,
and its labels in each language."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse, Response

from kwell_qa.texts import RTL
from kwell_qa.web.examples import examples
from kwell_qa.web.site import Site

__all__ = ["LABELS", "Script", "labels", "router", "script"]

_FILE = Path(__file__).resolve().parent / "static" / "widget" / "kwell.js"
_UI = (
    "title", "intro", "privacy", "question_label", "question_placeholder", "send",
    "country_label", "country_none", "help_title", "help_intro", "emergency",
    "emergency_unknown", "call", "text", "chat", "website", "hours", "hours_always", "checked",
    "cost_free", "more_help", "examples_title", "sources_title", "undated", "evidence_official",
    "evidence_news", "evidence_academic", "evidence_reference", "evidence_fan_blog",
    "evidence_opinion", "evidence_unknown", "corroborated", "not_corroborated", "no_sources",
    "quote_language", "read_in_context", "you_asked", "reply_label", "transcript_label", "error",
    "busy", "too_long", "too_many",
)  # fmt: skip
_OWN = ("close", "waiting", "refused", "open_page")
LABELS = {**{name: f"ui.{name}" for name in _UI}, **{name: f"widget.{name}" for name in _OWN},
          "urgent": "card.emergency"}  # fmt: skip
"""The element's name of each label, and the key of its text."""
# Script and labels hold nothing of anybody: every site may read them. Which sites may ask is
# told by the API's own CORS headers.
_ANY_SITE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True, slots=True)
class Script:
    """The element's script: its text, and what names exactly this text."""

    body: bytes
    integrity: str
    """As the attribute of ``<script>`` has it (Subresource Integrity, W3C)."""
    path: str
    """An address whose content never changes."""


@cache
def script() -> Script:
    """The shipped script; read once."""
    body = _FILE.read_bytes()
    digest = base64.b64encode(hashlib.sha384(body).digest()).decode()
    short = hashlib.sha256(body).hexdigest()[:12]
    return Script(body, f"sha384-{digest}", f"/widget/v1/kwell.{short}.js")


def labels(site: Site, lang: str) -> dict[str, Any]:
    """What the element says in one language, its starters by topic, and the countries."""
    documents = site.now.documents
    return {
        "lang": lang,
        "dir": "rtl" if lang in RTL else "ltr",
        "labels": {name: site.texts.raw(lang, key) for name, key in LABELS.items()},
        "starters": {"": [ask for one in examples(documents, lang) for ask in one.asks][:6],
                     **{topic: list(asks) for topic, asks in site.keyed.by_topic.items()}},
        "countries": list(site.helplines.countries()),
    }  # fmt: skip


def router(site: Site) -> APIRouter:
    """All of it for one site."""
    made = APIRouter(include_in_schema=False)
    shipped = script()

    @made.get("/widget/v1/kwell.js")
    def newest() -> Response:
        # Asked for again after an hour: a page that names no version follows this one.
        return _javascript(shipped.body, "public, max-age=3600")

    @made.get(shipped.path)
    def exact() -> Response:
        return _javascript(shipped.body, "public, max-age=31536000, immutable")

    @made.get("/widget/v1/labels/{lang}.json")
    def of_language(lang: str) -> Response:
        if lang not in site.texts.texts:
            raise HTTPException(404)
        warming = not site.now.documents
        headers = {"Cache-Control": "no-store" if warming else "public, max-age=600", **_ANY_SITE}
        return JSONResponse(labels(site, lang), headers=headers)

    return made


def _javascript(body: bytes, caching: str) -> Response:
    headers = {"Cache-Control": caching, **_ANY_SITE}
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)
