"""Reply and document → JSON and text, as the contract has them.

Markup is escaped here and by the templates alone.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from kwell_qa.records import Document, Helpline, HelplineChoice, Reply, Source
from kwell_qa.texts import load as load_texts

__all__ = [
    "choice_json",
    "document_json",
    "document_summary",
    "helpline_json",
    "reply_json",
    "reply_text",
    "script_json",
    "source_json",
]

_HELPLINE_FIELDS = (
    "country", "name", "display", "dial", "sms", "chat_url", "website", "hours", "languages",
    "audience", "checked", "name_local", "cost", "note",
)  # fmt: skip


def helpline_json(line: Helpline) -> dict[str, Any]:
    """A helpline as the contract has it, section 2."""
    data = {name: getattr(line, name) for name in _HELPLINE_FIELDS}
    data["languages"] = list(line.languages)
    data["sms_display"], data["timezone"] = line.sms_display, line.timezone
    data["topics"], data["sources"] = list(line.topics), list(line.sources)
    data["also"] = [{"display": display, "dial": dial} for display, dial in line.also]
    return data


def choice_json(choice: HelplineChoice) -> dict[str, Any]:
    """The helplines of one request, and how their country was known."""
    return {
        "country": choice.country, "emergency": choice.emergency,
        "emergency_all": list(choice.emergency_all), "emergency_note": choice.emergency_note,
        "why": choice.why, "helplines": [helpline_json(line) for line in choice.helplines],
    }  # fmt: skip


def source_json(source: Source) -> dict[str, Any]:
    """A source as the contract has it."""
    return {
        "publisher": source.publisher, "url": source.url, "published": source.published,
        "evidence": source.evidence,
    }  # fmt: skip


def reply_json(reply: Reply) -> dict[str, Any]:
    """A reply as the contract has it; ``passages`` and ``explain`` only where asked for."""
    data: dict[str, Any] = {
        "id": reply.id, "version": reply.version, "mode": reply.mode,
        "language": reply.language, "country": reply.country, "text": reply.text,
        "sentences": [asdict(sentence) for sentence in reply.sentences],
        "citations": [
            {
                "n": c.n, "document": c.document, "title": c.title, "section": c.section,
                "quote": c.quote, "start": c.start, "end": c.end, "link": c.link, "lang": c.lang,
                "sources": [source_json(source) for source in c.sources],
                "corroborated": c.corroborated,
            }
            for c in reply.citations
        ],
        "helplines": [helpline_json(line) for line in reply.helplines],
        "emergency": reply.emergency, "why": reply.why,
        "steps": [asdict(step) for step in reply.steps],
        "suggestions": list(reply.suggestions),
        "index": reply.index,
        "timings_ms": reply.timings_ms,
        "resolved": reply.resolved, "left": list(reply.left),
        "category": reply.category, "reason": reply.reason,
    }  # fmt: skip
    if reply.passages is not None:
        data["passages"] = [
            {"document": p.document, "start": p.start, "end": p.end, "score": p.score,
             "ranks": dict(p.ranks)}
            for p in reply.passages
        ]  # fmt: skip
    if reply.explain is not None:
        data["explain"] = reply.explain
    return data


def reply_text(reply: Reply) -> str:
    """A reply for a terminal: care or answer, and always the helplines below it."""
    lines = [reply.text, ""]
    if reply.emergency:
        lines.append(f"☎ {reply.emergency}")
    for line in reply.helplines:
        ways = [line.display, line.sms_display and f"✉ {line.sms_display}"]
        way = ", ".join(one for one in ways if one) or line.chat_url or line.website or ""
        known = "" if line.hours == "unknown" else line.hours
        told = " · ".join(one for one in (known, _checked(line, reply.language)) if one)
        lines.append(f"☎ {line.name}: {way}" + (f" ({told})" if told else ""))
    return "\n".join(lines)


def _checked(line: Helpline, lang: str) -> str:
    """When an entry was checked, and where its number was read: the first source that has a page,
    by its host."""
    when = load_texts().get(lang, "ui.checked", date=line.checked) if line.checked else ""
    linked = [source for source in line.sources if source.startswith(("http://", "https://"))]
    where = urlsplit(linked[0]).hostname if linked else next(iter(line.sources), "")
    return ", ".join(one for one in (when, (where or "").removeprefix("www.")) if one)


def document_summary(document: Document) -> dict[str, Any]:
    """A document as a list shows it: what it is and where to read it."""
    return {
        "id": document.id, "title": document.title, "kind": document.kind, "lang": document.lang,
        "artists": list(document.artists), "topics": list(document.topics),
        "period": document.period, "license": document.license, "reviewed": document.reviewed,
        "url": document.url, "verbatim": document.verbatim, "characters": len(document.text),
        "claim": asdict(document.claim) if document.claim else None,
        "link": f"/read/{document.id}",
    }  # fmt: skip


def document_json(document: Document) -> dict[str, Any]:
    """A document with its exact text; every offset counts characters of ``text``."""
    return {
        **document_summary(document),
        "text": document.text,
        "sections": [
            {"heading": part.heading, "start": part.start, "end": part.end}
            for part in document.sections
        ],
        "sentences": [
            {"start": one.start, "end": one.end, "section": one.section,
             "sources": list(one.sources)}
            for one in document.sentences
        ],
        "sources": [{"key": one.key, **source_json(one)} for one in document.sources],
        "related": list(document.related),
    }  # fmt: skip


def script_json(data: Any) -> str:
    """JSON that may stand inside a ``<script>`` element, whatever the texts in it hold."""
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
