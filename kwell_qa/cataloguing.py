"""Document → what catalogues read: JSON-LD, a plain citation, CSL-JSON and BibTeX."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from kwell_qa.records import Document, Verdict

__all__ = [
    "PUBLISHER", "document_bibtex", "document_citation", "document_csl", "document_jsonld",
]  # fmt: skip

PUBLISHER = "kwell-qa"
_LICENSES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
_VERDICTS: Mapping[Verdict, str] = {
    "confirmed": "Confirmed", "wrong in detail": "Wrong in detail", "not found": "No source found",
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
