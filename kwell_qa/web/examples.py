"""Questions to start with, by topic and in the visitor's language; the loaded texts answer each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from kwell_qa.records import Document

__all__ = ["Starter", "Starters", "examples", "load_starters"]

_OTHER_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Starter:
    """One question in all languages, and the documents of which one answers it."""

    topic: str
    documents: tuple[str, ...]
    asks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Starters:
    """The questions of one topic; ``topic`` is a key under ``start``, or ``None``."""

    topic: str | None
    asks: tuple[str, ...]


@cache
def load_starters() -> tuple[Starter, ...]:
    """The shipped questions; tests/test_starters.py asks each."""
    file = resources.files("kwell_qa") / "data" / "starters.yaml"
    data = yaml.safe_load(file.read_text("utf-8"))
    return tuple(
        Starter(topic, tuple(one["documents"]),
                {lang: ask for lang, ask in one.items() if lang != "documents"})
        for topic, ones in data.items()
        for one in ones
    )  # fmt: skip


def examples(documents: Mapping[str, Document], lang: str) -> tuple[Starters, ...]:
    """By topic, the questions whose documents are loaded.

    Of another corpus than ours, the first question of each of its first documents.
    """
    found: dict[str, list[str]] = {}
    for one in load_starters():
        if any(name in documents for name in one.documents):
            found.setdefault(one.topic, []).append(one.asks.get(lang, one.asks["en"]))
    if found:
        return tuple(Starters(topic, tuple(asks)) for topic, asks in found.items())
    firsts = [part.asks[0] for document in documents.values() for part in document.sections[:1]
              if part.asks]  # fmt: skip
    return (Starters(None, tuple(firsts[:_OTHER_SHOWN])),) if firsts else ()
