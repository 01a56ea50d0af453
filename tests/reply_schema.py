"""The shape of every reply as JSON, and what else is true of each."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from kwell_qa.bundle import Bundle
from kwell_qa.presenting import reply_json
from kwell_qa.records import Reply

TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
SOURCE = {
    "type": "object",
    "required": ["publisher", "url", "published", "evidence"],
    "additionalProperties": False,
    "properties": {
        "publisher": TEXT, "url": MAYBE, "published": MAYBE,
        "evidence": {"enum": ["official", "news", "academic", "reference", "fan-blog", "opinion",
                              "unknown"]},
    },
}  # fmt: skip
HELPLINE = {
    "type": "object",
    "required": ["country", "name", "display", "dial", "sms", "chat_url", "website", "hours",
                 "languages", "audience", "checked"],
    "properties": {
        "country": TEXT, "name": TEXT, "display": MAYBE,
        "dial": {"type": ["string", "null"], "pattern": r"^tel:\+?[0-9]+$"},
        "sms": {"type": ["string", "null"], "pattern": "^sms:"}, "chat_url": MAYBE,
        "website": MAYBE, "hours": TEXT, "languages": {"type": "array", "items": TEXT},
        "audience": TEXT, "checked": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    },
}  # fmt: skip
CITATION = {
    "type": "object",
    "required": ["n", "document", "title", "section", "quote", "start", "end", "link", "sources",
                 "corroborated"],
    "properties": {
        "n": {"type": "integer", "minimum": 1}, "document": TEXT, "title": TEXT, "section": TEXT,
        "quote": {"type": "string", "minLength": 1}, "start": {"type": "integer"},
        "end": {"type": "integer"}, "link": {"type": "string", "pattern": "^(/read/|https://)"},
        "sources": {"type": "array", "items": SOURCE}, "corroborated": {"type": "boolean"},
    },
}  # fmt: skip
REPLY = {
    "type": "object",
    "required": ["id", "version", "mode", "language", "country", "text", "sentences", "citations",
                 "helplines", "emergency", "suggestions", "index", "timings_ms"],
    "properties": {
        "id": {"type": "string", "minLength": 8}, "version": {"const": 1},
        "mode": {"enum": ["answer", "abstain", "crisis", "support", "helplines", "chat"]},
        "language": TEXT, "country": MAYBE, "text": {"type": "string", "minLength": 1},
        "sentences": {"type": "array", "maxItems": 6, "items": {
            "type": "object", "required": ["text", "citation"], "additionalProperties": False,
            "properties": {"text": TEXT, "citation": {"type": "integer"}}}},
        "citations": {"type": "array", "items": CITATION},
        "helplines": {"type": "array", "minItems": 1, "items": HELPLINE},
        "emergency": MAYBE, "suggestions": {"type": "array", "items": TEXT},
        "passages": {"type": "array", "maxItems": 10, "items": {
            "type": "object", "required": ["document", "start", "end", "score"]}},
        "index": MAYBE, "timings_ms": {"type": "object", "required": ["total"]},
    },
}  # fmt: skip


def check(reply: Reply, bundle: Bundle) -> dict[str, Any]:
    """The invariants of every reply."""
    data: dict[str, Any] = json.loads(json.dumps(reply_json(reply)))
    jsonschema.validate(data, REPLY)
    assert [c["n"] for c in data["citations"]] == list(range(1, len(data["citations"]) + 1))
    assert {s["citation"] for s in data["sentences"]} == {c["n"] for c in data["citations"]}
    for citation in data["citations"]:
        document = bundle.by_id[citation["document"]]
        assert document.text[citation["start"] : citation["end"]] == citation["quote"]
        sentence = data["sentences"][citation["n"] - 1]
        assert sentence["text"] == citation["quote"]
        assert citation["quote"] in data["text"]
    if data["mode"] == "answer":
        assert data["citations"]
    # A refusal may show what is nearest, and care what a guide says.
    assert not data["citations"] or data["mode"] in ("answer", "abstain", "support")
    return data
