"""``/openapi.json`` made true: problem details by their own type, and examples that were real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from kwell_qa.web.problems import PROBLEM

__all__ = ["EXAMPLE_ASK", "EXAMPLE_PROBLEM", "described"]

EXAMPLE_ASK: dict[str, dict[str, Any]] = {
    "question": {
        "summary": "A question",
        "value": {"question": "did Chan's Room trail off in 2023", "country": "US"},
    },
    "follow-up": {
        "summary": "A follow-up, with what was asked before",
        "value": {
            "question": "why did it end?", "history": ["did Chan's Room trail off in 2023"],
            "lang": "en",
        },
    },
    "care": {
        "summary": "A message that gets care and helplines first",
        "value": {"question": "everything is too much and i feel alone", "country": "KR"},
    },
}  # fmt: skip
EXAMPLE_PROBLEM: dict[str, Any] = {
    "type": "about:blank", "title": "Too Many Requests", "status": 429,
    "detail": "Too many questions in a short time. Please try again in 20 seconds.",
    "error": "Too many questions in a short time. Please try again in 20 seconds.",
    "helplines": [
        {
            "country": "INT", "name": "Find A Helpline", "display": None, "dial": None,
            "sms": None, "chat_url": None, "website": "https://findahelpline.com",
            "hours": "directory", "languages": ["en"], "audience": "general",
            "checked": "2026-11-22", "name_local": None, "cost": None, "note": None,
            "sms_display": None, "timezone": None, "topics": [], "sources": [], "also": [],
        }
    ],
    "emergency": None, "country": None,
}  # fmt: skip


def described(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """What ``app.openapi`` is to be: FastAPI's own, with refusals as they are sent."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        made = plain()
        for methods in made["paths"].values():
            for operation in methods.values():
                _correct(operation["responses"])
        return made

    return openapi


def _correct(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if "/ReadyOut" in str(response):
            continue  # not ready is told in the shape of ready
        content = response.get("content", {})
        # FastAPI writes every model under the type of the route's own answers.
        if int(status) >= 400 and "application/json" in content:
            content[PROBLEM] = content.pop("application/json")
            content[PROBLEM].setdefault("example", EXAMPLE_PROBLEM)
