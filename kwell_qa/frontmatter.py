"""The front matter of a prepared document: its schema, and errors with their lines."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)

from kwell_qa.errors import ContentError, Finding
from kwell_qa.records import Evidence, Kind

__all__ = ["LEAD", "FrontMatter", "SourceEntry", "parse", "split"]

LEAD = "lead"
"""The key of a document's lead section in ``asks``."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def _as_text(value: Any) -> Any:
    """YAML reads 2023-08-29 as a date and 2023 as a number; both are meant as text."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1, max_length=300)]
Day = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Published = Annotated[
    str, BeforeValidator(_as_text), Field(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?|undated)$")
]
Url = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceEntry(_Strict):
    """One source; ``url: null`` only for a page that can no longer be found."""

    publisher: Text
    url: Url | None
    published: Published
    evidence: Evidence


class ClaimEntry(_Strict):
    statement: Text
    claimant: Text
    verdict: Literal["confirmed", "wrong in detail", "not found"]


Numbers = Annotated[
    str, BeforeValidator(_as_text), Field(pattern=r"^[1-9]\d?( ?, ?[1-9]\d?)*$", max_length=80)
]
"""Sentences of a section, counted from 1."""



def _make(entry: Any) -> str:
    return "numbered" if isinstance(entry, dict) else "plain"


# Told apart by hand, so that a fault is told once and of what was meant.
Asks = tuple[
    Annotated[
        Annotated[Text, Tag("plain")] | Annotated[dict[Numbers, tuple[Text, ...]], Tag("numbered")],
        Discriminator(_make),
    ],
    ...,
]


class FrontMatter(_Strict):
    """What stands between the two ``---`` lines; see README, "Adding an article"."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    title: Text
    kind: Kind
    lang: Annotated[str, Field(pattern=LANGUAGE)] = "en"
    artists: tuple[Text, ...] = ()
    topics: tuple[Text, ...] = ()
    period: Text | None = None
    license: Text
    reviewed: Day
    sources: dict[str, SourceEntry] = {}
    asks: dict[str, Asks] = {}
    related: tuple[str, ...] = ()
    url: Url | None = None
    verbatim: bool = False
    claim: ClaimEntry | None = None

    def asked(self) -> dict[str, tuple[tuple[str, tuple[int, ...]], ...]]:
        """By heading, each ask with the sentences that answer it, counted from 0."""
        return {heading: tuple(_one_by_one(asks)) for heading, asks in self.asks.items()}


def _one_by_one(asks: Asks) -> Iterator[tuple[str, tuple[int, ...]]]:
    for entry in asks:
        if isinstance(entry, str):
            yield entry, ()
            continue
        for numbers, texts in entry.items():
            places = tuple(sorted({int(number) - 1 for number in numbers.split(",")}))
            yield from ((text, places) for text in texts)


@dataclass(frozen=True, slots=True)
class Parts:
    """Front matter and body of one file; ``body_line`` is the body's first line, from 1."""

    header: str
    body: str
    body_line: int


def split(source: str) -> Parts | None:
    """Front matter and body, or ``None`` where the file has no front matter.

    Raises:
        ValueError: the front matter is opened and never closed.
    """
    lines = source.split("\n")
    if not lines or lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return Parts("\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2)
    raise ValueError("the front matter's opening --- has no closing ---")


def _lines_of_keys(header: str) -> dict[tuple[str, ...], int]:
    """Line in the file, from 1, of each key and of each key inside a key."""
    lines: dict[tuple[str, ...], int] = {}
    root = yaml.compose(header, Loader=_LOADER)

    def walk(node: yaml.Node | None, path: tuple[str, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                place = (*path, str(key.value))
                if place in lines:
                    raise yaml.MarkedYAMLError(
                        problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark
                    )
                lines[place] = key.start_mark.line + 2
                walk(value, place)

    walk(root, ())
    return lines


def _wanted(problem: Any) -> str:
    return re.sub(r"\s+", " ", str(problem["msg"])).rstrip(".")


def parse(parts: Parts, file: Path) -> tuple[FrontMatter, dict[tuple[str, ...], int]]:
    """The validated front matter, and the line of each of its keys.

    Raises:
        ContentError: with a finding for each fault, its file, line and remedy.
    """
    try:
        lines = _lines_of_keys(parts.header)
        data = yaml.load(parts.header, Loader=_LOADER)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 2 if mark else 1
        raise ContentError(
            Finding(file, line, "front-matter", f"not valid YAML ({problem})",
                    "quote values that hold : # or commas, and indent with spaces")
        ) from None  # fmt: skip
    if not isinstance(data, dict):
        raise ContentError(
            Finding(file, 1, "front-matter", "got no fields between the --- lines",
                    "give at least id, title, kind, license, reviewed and sources")
        )  # fmt: skip
    try:
        return FrontMatter.model_validate(data), lines
    except ValidationError as error:
        findings = []
        for problem in error.errors():
            path = tuple(str(part) for part in problem["loc"])
            line = next(
                (lines[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in lines),
                1,
            )
            field = ".".join(path)
            given = "" if problem["type"] == "missing" else f" (got {problem['input']!r:.60})"
            findings.append(
                Finding(file, line, "front-matter", f"{field}: {_wanted(problem)}{given}",
                        f"correct the field {path[0] if path else ''}".rstrip())
            )  # fmt: skip
        raise ContentError(*findings) from None
