"""The front matter of a prepared document: its schema, and errors with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)

from kwell_qa import forms, yamlfaults
from kwell_qa.errors import ContentError, Finding
from kwell_qa.records import KINDS, Evidence, Kind, Verdict

__all__ = ["LEAD", "FrontMatter", "SourceEntry", "headless", "parse", "split"]

LEAD = "lead"
"""The key of a document's lead section in ``asks``."""

# Days are left as they are written: YAML's own dates stop at 2026-13-45 without its line.
_BASE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LOADER = type("_Loader", (_BASE,), {"yaml_implicit_resolvers": {
    first: [(tag, form) for tag, form in tags if not tag.endswith(":timestamp")]
    for first, tags in _BASE.yaml_implicit_resolvers.items()
}})  # fmt: skip


def _as_text(value: Any) -> Any:
    """YAML reads 2023 as a number; it is meant as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1, max_length=300)]
Id = Annotated[str, AfterValidator(forms.slug)]
Language = Annotated[str, AfterValidator(forms.language)]
Day = Annotated[str, BeforeValidator(_as_text), AfterValidator(forms.day)]
Published = Annotated[str, BeforeValidator(_as_text), AfterValidator(forms.published)]
Url = Annotated[str, AfterValidator(forms.url)]


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
    verdict: Verdict


Numbers = Annotated[str, BeforeValidator(_as_text), AfterValidator(forms.numbers)]
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
    """What stands between the two ``---`` lines; see README, "Add an article"."""

    id: Id
    title: Text
    kind: Kind
    lang: Language = "en"
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
    """Front matter and body of one file; ``body_line`` is the body's first line, from 1.

    ``written`` is the front matter as it stands in the file, where it was cleaned.
    """

    header: str
    body: str
    body_line: int
    written: str = ""


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


_KEY = re.compile(r"(\w+):(\s|$)")
_DASHES = re.compile(r"\s*[-\u2010-\u2015]{2,}\s*")


def headless(source: str) -> int | None:
    """The line, from 1, where front matter begins in a file that does not open it with ``---``.

    ``None`` for plain files: front matter needs a first line with a field of ours, another field
    below it, nothing else at the margin, and a closing ``---``.
    """
    lines = source.split("\n")
    first = next((row for row, line in enumerate(lines)
                  if line.strip() and not _DASHES.fullmatch(line)), len(lines))  # fmt: skip
    keys: list[str] = []
    for line in lines[first:]:
        if line.rstrip() == "---":
            return first + 1 if len(keys) > 1 and keys[0] in FrontMatter.model_fields else None
        found = _KEY.match(line)
        if found:
            keys.append(found[1])
        elif not keys or (line.strip() and line[0] not in " #-]}"):
            return None
    return None


def _lines_of_keys(header: str) -> dict[tuple[str, ...], int]:
    """Line in the file, from 1, of each key and entry, and of each inside another."""
    lines: dict[tuple[str, ...], int] = {}
    root = yaml.compose(header, Loader=_LOADER)
    yamlfaults.twice(root)

    def walk(node: yaml.Node | None, path: tuple[str, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                place = (*path, str(key.value))
                lines[place] = key.start_mark.line + 2
                walk(value, place)
        elif isinstance(node, yaml.SequenceNode):
            for number, entry in enumerate(node.value):
                lines[(*path, str(number))] = entry.start_mark.line + 2
                walk(entry, (*path, str(number)))

    walk(root, ())
    return lines


_EXAMPLES = {
    "id": forms.SLUG,
    "title": "a text",
    "kind": f"one of {', '.join(KINDS)}",
    "license": "for example CC-BY-4.0",
    "reviewed": forms.DAY,
}
"""What to write into each field that has to be there."""


def _lacking(file: Path, names: Sequence[str]) -> Finding:
    """Fields that have to be there and are not, in one finding."""
    remedy = "add " + "; ".join(f"{name}: {_EXAMPLES.get(name, 'a value')}" for name in names)
    if _is_foreign(names):
        remedy += "; or take the front matter out: a file without any is read as it is"
    return Finding(file, 1, "front-matter", f"got no {', '.join(names)}", remedy)


def _is_foreign(lacking: Sequence[str]) -> bool:
    """Whether the front matter is that of another program: Jekyll, Obsidian and others."""
    return {"id", "kind"} <= set(lacking)


def _place(problem: Any) -> tuple[str, ...]:
    """Keys and numbers of entries on the way to a fault, without what pydantic puts between."""
    path = [str(part) for part in problem["loc"]]
    if path[:1] == ["asks"] and len(path) > 3:
        del path[3]  # which of the two makes of an ask was tried
    return tuple(path[:-1] if path[-1:] == ["[key]"] else path)


def _field(place: Sequence[str]) -> str:
    """``asks.lead, entry 2``: a field as people count."""
    told = ""
    for depth, part in enumerate(place):
        if place[0] == "asks" and depth in (2, 4):
            told += f", entry {int(part) + 1}"
        else:
            told += f", {part!r}" if place[0] == "asks" and depth == 3 else f".{part}"
    return told.lstrip(".")


def _fault(file: Path, problem: Any, lines: Mapping[tuple[str, ...], int]) -> Finding:
    """One fault that pydantic found, in words."""
    place = _place(problem)
    line = next(
        (lines[place[:depth]] for depth in range(len(place), 0, -1) if place[:depth] in lines), 1
    )
    message = f"{_field(place)}: {forms.told(problem)}"
    remedy = f"correct the field {place[0] if place else ''}".rstrip()
    if problem["type"] == "extra_forbidden" and len(place) == 1:
        remedy = f"take it out; there are {', '.join(FrontMatter.model_fields)}"
    return Finding(file, line, "front-matter", message, remedy)


def parse(parts: Parts, file: Path) -> tuple[FrontMatter, dict[tuple[str, ...], int]]:
    """The validated front matter, and the line of each of its keys.

    Raises:
        ContentError: with a finding for each fault, its file, line and remedy.
    """
    try:
        lines = _lines_of_keys(parts.header)
        data = yaml.load(parts.header, Loader=_LOADER)
    except (yaml.YAMLError, ValueError) as error:
        found = yamlfaults.told(error, parts.written or parts.header, before=1)
        raise ContentError(
            Finding(file, found.line or 1, "front-matter", found.message, found.remedy)
        ) from None
    if not isinstance(data, dict):
        raise ContentError(
            Finding(file, 1, "front-matter", "got no fields between the --- lines",
                    "give at least id, title, kind, license, reviewed and sources, or take "
                    "the two lines out: a file without front matter is read as it is")
        )  # fmt: skip
    try:
        return FrontMatter.model_validate(data), lines
    except ValidationError as error:
        problems = error.errors()
    lacking = [str(p["loc"][0]) for p in problems if p["type"] == "missing" and len(p["loc"]) == 1]
    if _is_foreign(lacking):
        raise ContentError(_lacking(file, lacking))
    findings = [_lacking(file, lacking)] if lacking else []
    findings += [
        _fault(file, problem, lines) for problem in problems
        if problem["type"] != "missing" or len(problem["loc"]) > 1
    ]  # fmt: skip
    raise ContentError(*findings)
