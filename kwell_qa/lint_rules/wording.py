"""Unsafe wording, by the patterns of ``data/wording.yaml``; maintainers edit that file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

from kwell_qa.errors import Finding
from kwell_qa.lint_rules.page import Page

__all__ = ["Wording", "check", "load"]


def _compiled(pattern: object) -> object:
    # Spaces in a pattern are for its readers, who break it over lines: \s matches one.
    return re.compile(pattern, re.I | re.X) if isinstance(pattern, str) else pattern


Pattern = Annotated[re.Pattern[str], BeforeValidator(_compiled)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Rule(_Strict):
    """A pattern that should not stand in a sentence, heading, title or ask.

    ``near`` has to be in the same sentence too, ``about`` in it or in the document's title or
    topics; ``unless`` in the sentence pardons it.
    """

    rule: str
    pattern: Pattern
    message: str
    better: str
    near: Pattern | None = None
    about: Pattern | None = None
    unless: Pattern | None = None
    severity: Literal["error", "warning"] = "error"
    asks: bool = True
    """Whether asks are tried too: they are words of people, and never shown."""

    def match(self, text: str, subject: str) -> str | None:
        """The words of ``text`` that break the rule, in a document about ``subject``."""
        found = self.pattern.search(text)
        if found is None or (self.unless and self.unless.search(text)):
            return None
        if self.near and not self.near.search(text):
            return None
        if self.about and not self.about.search(f"{subject} {text}"):
            return None
        return found.group()


class Allowed(_Strict):
    """Words that a person has read in one document and found right there."""

    document: str
    rule: str
    words: str
    why: str


class Wording(_Strict):
    """The whole file; the patterns beside ``rules`` serve other modules of the linter."""

    patterns: dict[str, str] = {}
    rules: tuple[Rule, ...]
    allowed: tuple[Allowed, ...] = ()
    death: Pattern
    help_headings: tuple[str, ...]
    counsel: Pattern
    attribution: Pattern
    pronoun: Pattern
    pronoun_allowed: Pattern


@cache
def load() -> Wording:
    """The shipped file."""
    text = (resources.files("kwell_qa") / "data" / "wording.yaml").read_text("utf-8")
    return Wording.model_validate(yaml.safe_load(text))


def check(page: Page, wording: Wording) -> Iterator[Finding]:
    """Unsafe wording in a page: an error where we wrote it, a warning in files of others."""
    subject = " ".join((page.document.title, *page.document.topics))
    for piece in page.pieces():
        for rule in wording.rules:
            if piece.where == "ask" and not rule.asks:
                continue
            words = rule.match(piece.text, subject)
            if words is None or _is_allowed(page, wording, rule, piece.text):
                continue
            place = "" if piece.where == "sentence" else f" in the {piece.where}"
            yield page.find(
                f"wording-{rule.rule}", piece.line, f"{words!r}{place}: {rule.message}",
                rule.better, rule.severity if page.prepared else "warning",
            )  # fmt: skip


def _is_allowed(page: Page, wording: Wording, rule: Rule, text: str) -> bool:
    return any(
        (entry.document, entry.rule) == (page.document.id, rule.rule) and entry.words in text
        for entry in wording.allowed
    )
