"""What a refusal tells programs, RFC 9457: made by the app, and before there is one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from kwell_qa.presenting import helpline_json
from kwell_qa.records import HelplineChoice

__all__ = ["PROBLEM", "PROGRAMS", "problem_json"]

PROBLEM = "application/problem+json"
PROGRAMS = ("/api/", "/mcp", "/widget/")
"""Where programs ask; elsewhere people do, and get a page."""


def problem_json(
    status: int, message: str, choice: HelplineChoice, detail: str | None = None
) -> dict[str, Any]:
    """The body: ``message`` is for people, ``detail``, where there is one, for who writes the
    program. "about:blank" stands where the status says it all; further members are allowed."""
    return {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status,
        "detail": detail or message, "error": message,
        "helplines": [helpline_json(line) for line in choice.helplines],
        "emergency": choice.emergency, "country": choice.country,
    }  # fmt: skip
