"""Reply → JSON and text; with the templates' own escaping, the only place where text is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kwell_qa.records import Document, Helpline, Reply, Source, Verdict

__all__ = [
    "document_bibtex",
    "document_citation",
    "document_csl",
    "document_json",
    "document_jsonld",
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
        "resolved": reply.resolved, "category": reply.category, "reason": reply.reason,
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
        lines.append(f"☎ {line.name}: {way} ({line.hours})")
    return "\n".join(lines)


# Documents

PUBLISHER = "kwell-qa"
_LICENSES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
_VERDICTS: Mapping[Verdict, str] = {
    "confirmed": "Confirmed", "wrong in detail": "Wrong in detail", "not found": "No source found",
}  # fmt: skip


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


def document_jsonld(document: Document, url: str, site: str) -> list[dict[str, Any]]:
    """What search engines read: the article, and for a claim the review of it (schema.org)."""
    publisher = {"@type": "Organization", "name": PUBLISHER, "url": site}
    article: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "Article", "@id": url, "url": url,
        "headline": document.title, "inLanguage": document.lang, "publisher": publisher,
        "isAccessibleForFree": True, "keywords": list(document.topics),
        "about": [{"@type": "Thing", "name": name} for name in document.artists],
        "citation": [
            {key: value for key, value in (
                ("@type", "CreativeWork"), ("url", one.url), ("datePublished", _day(one.published)),
                ("publisher", {"@type": "Organization", "name": one.publisher}),
            ) if value}
            for one in document.sources
        ],
    }  # fmt: skip
    if document.reviewed:
        article["dateModified"] = document.reviewed
    if document.license in _LICENSES:
        article["license"] = _LICENSES[document.license]
    made = [article]
    if document.claim:
        review: dict[str, Any] = {
            "@context": "https://schema.org", "@type": "ClaimReview", "url": url,
            "claimReviewed": document.claim.statement, "author": publisher,
            "itemReviewed": {
                "@type": "Claim",
                "author": {"@type": "Organization", "name": document.claim.claimant},
            },
            "reviewRating": {
                "@type": "Rating",
                "alternateName": _VERDICTS[document.claim.verdict],
            },
        }  # fmt: skip
        if document.reviewed:
            review["datePublished"] = document.reviewed
        made.append(review)
    return made


def script_json(data: Any) -> str:
    """JSON that may stand inside a ``<script>`` element, whatever the texts in it hold."""
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def document_citation(document: Document, url: str) -> str:
    """How to cite a document, in plain words."""
    parts = [f"{PUBLISHER}. “{document.title}”."]
    if document.reviewed:
        parts.append(f"Reviewed {document.reviewed}.")
    if document.license:
        parts.append(f"{document.license}.")
    return " ".join([*parts, url])


def document_csl(document: Document, url: str) -> str:
    """The same as CSL-JSON, which Zotero and others read."""
    item: dict[str, Any] = {
        "id": document.id, "type": "webpage", "title": document.title,
        "author": [{"literal": PUBLISHER}], "container-title": PUBLISHER, "URL": url,
        "language": document.lang,
    }  # fmt: skip
    if document.reviewed:
        item["issued"] = {"date-parts": [[int(part) for part in document.reviewed.split("-")]]}
    if document.license:
        item["license"] = document.license
    return json.dumps([item], ensure_ascii=False, indent=1)


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
        **{mark: "\\" + mark for mark in "{}$&#_%"}}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)


def document_bibtex(document: Document, url: str) -> str:
    """The same as BibTeX. The key is ASCII, which BibTeX wants."""
    key = "-".join(re.findall(r"[A-Za-z0-9]+", document.id)) or "document"
    # A title in another script leaves little of the id; the key must still be one of its own.
    if not document.id.isascii():
        key += f"-{sum(ord(mark) * (place + 1) for place, mark in enumerate(document.id)):x}"
    fields = [f"  title = {{{{{_tex(document.title)}}}}}", f"  author = {{{{{PUBLISHER}}}}}"]
    if document.reviewed:
        fields.append(f"  year = {{{document.reviewed[:4]}}}")
        fields.append(f"  note = {{Reviewed {document.reviewed}}}")
    fields.append(f"  howpublished = {{\\url{{{url}}}}}")
    return f"@misc{{kwell-{key},\n" + ",\n".join(fields) + "\n}"


def _day(published: str | None) -> str | None:
    return published if published and re.fullmatch(r"\d{4}(-\d\d){0,2}", published) else None
