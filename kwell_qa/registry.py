"""Reading ``names.yaml`` and ``lexicon.yaml``: their entries, and what stands in each other's way.

An alias that two entries share would send the questions about one to the other, so that it is an
error; one that is an ordinary word as well turns that word into a name, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kwell_qa.entries import entries, texts_of
from kwell_qa.errors import ContentError, Finding
from kwell_qa.naming import LANGUAGES, NAME_KINDS, QUALIFIED, Name, Term, form_of

__all__ = ["LEXICON", "NAMES", "Registry", "load_lexicon", "load_names"]

NAMES = "names.yaml"
LEXICON = "lexicon.yaml"
_TRANSLATED = frozenset({"platform", "app", "organisation", "event", "law", "place"})
"""Kinds whose names are words of a language too ("Red Cross", "Korea"): the lexicon has them in
order to translate them."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name with the line of the file where it begins."""

    name: Name
    line: int

    @property
    def spellings(self) -> tuple[str, ...]:
        return self.name.name, *self.name.aliases


def load_names(path: Path) -> tuple[Name, ...]:
    """The names in ``path``; none where the file is not there.

    Raises:
        ContentError: an entry is not of the format, or two share an alias, with its line.
    """
    return tuple(entry.name for entry in _read(path))


def _read(path: Path) -> list[_Entry]:
    found: list[_Entry] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for entry, line in entries(path):
        problem = _fault(entry, seen)
        if problem:
            findings.append(Finding(path, line, "names", problem, "correct the entry"))
            continue
        seen[entry["name"]] = line
        name = Name(entry["name"], entry["kind"], tuple(entry.get("aliases", ())),
                    tuple(entry.get("of", ())))  # fmt: skip
        found.append(_Entry(name, line))
    if not findings:
        findings = [*_shared(path, found), *_nobodys(path, found)]
    if findings:
        raise ContentError(*sorted(findings, key=lambda one: one.line or 0))
    return found


def _fault(entry: Any, seen: dict[str, int]) -> str | None:
    """What is wrong with an entry by itself."""
    if not isinstance(entry, dict) or set(entry) - {"name", "kind", "aliases", "of"}:
        return f"got {entry!r:.60}, wanted name, kind, aliases and of"
    if not isinstance(entry.get("name"), str) or not entry["name"].strip():
        return "name is missing"
    if entry.get("kind") not in NAME_KINDS:
        return f"kind: got {entry.get('kind')!r}, wanted one of {', '.join(NAME_KINDS)}"
    if texts_of(entry.get("aliases", [])) is None or texts_of(entry.get("of", [])) is None:
        return "aliases and of are lists of texts (quote numbers)"
    if entry["name"] in seen:
        return f"{entry['name']!r} stands already in line {seen[entry['name']]}"
    return None


def _shared(path: Path, found: Sequence[_Entry]) -> Iterator[Finding]:
    """Spellings that two entries have, as questions are read or but for spaces and hyphens."""
    first: dict[str, tuple[_Entry, str]] = {}
    for entry in found:
        for spelling in entry.spellings:
            one, before = first.setdefault(_joined(spelling), (entry, spelling))
            if one is entry:
                continue
            as_other = "" if spelling == before else f" (there {before!r})"
            yield Finding(
                path, _line_of(path, entry, spelling), "names",
                f"{spelling!r} is of {entry.name.name!r}, and of {one.name.name!r} in line "
                f"{_line_of(path, one, before)}{as_other}: questions about one would be answered "
                "about the other",
                "take it out of one of them, or write it longer, with the group for example",
            )  # fmt: skip


def _joined(spelling: str) -> str:
    return form_of(spelling).replace(" ", "")


def _nobodys(path: Path, found: Sequence[_Entry]) -> Iterator[Finding]:
    """What names are said to belong to, and nothing in the file is called."""
    known = {entry.name.name for entry in found}
    called = {_joined(spelling): entry.name.name for entry in found for spelling in entry.spellings}
    for entry in found:
        for owner in entry.name.of:
            if owner in known:
                continue
            meant = called.get(_joined(owner))
            remedy = f"write {meant!r}" if meant else "add an entry for it, or correct it"
            yield Finding(path, _line_of(path, entry, owner), "names",
                          f"of: {entry.name.name!r} belongs to {owner!r}, "
                          "which is the name of no entry", remedy)  # fmt: skip


def _line_of(path: Path, entry: _Entry, text: str) -> int:
    """The line of ``entry`` where ``text`` stands, its first line where that cannot be told."""
    lines = path.read_text("utf-8").split("\n")
    for number in range(entry.line, len(lines) + 1):
        line = lines[number - 1]
        if number > entry.line and line.startswith("- "):
            break
        if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", line):
            return number
    return entry.line


def load_lexicon(path: Path) -> tuple[Term, ...]:
    """The words in ``path``; none where the file is not there.

    Raises:
        ContentError: an entry is not of the format, with its line.
    """
    terms: list[Term] = []
    findings: list[Finding] = []
    for entry, line in entries(path):
        problem = None
        if not isinstance(entry, dict) or not isinstance(entry.get("en"), str):
            problem = f"got {entry!r:.60}, wanted en and languages"
        elif unknown := set(entry) - {"en", *LANGUAGES}:
            problem = f"got the languages {sorted(unknown)}, wanted some of {', '.join(LANGUAGES)}"
        elif any(texts_of(value) is None for key, value in entry.items() if key != "en"):
            problem = "each language holds a list of texts (quote words such as no)"
        if problem:
            findings.append(Finding(path, line, "lexicon", problem, "correct the entry"))
            continue
        forms = {key: tuple(value) for key, value in entry.items() if key != "en"}
        terms.append(Term(entry["en"], forms))
    if findings:
        raise ContentError(*findings)
    return tuple(terms)


@dataclass(frozen=True)
class Registry:
    """Both files of a corpus as far as they can be read, and what is wrong with them."""

    names: tuple[Name, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, corpus_dir: Path) -> Registry:
        path = corpus_dir / NAMES
        found: list[_Entry] = []
        terms: tuple[Term, ...] = ()
        findings: list[Finding] = []
        try:
            found = _read(path)
        except ContentError as error:
            findings += error.findings
        try:
            terms = load_lexicon(corpus_dir / LEXICON)
        except ContentError as error:
            findings += error.findings
        findings += _ordinary(path, found, terms)
        return cls(tuple(entry.name for entry in found), tuple(findings))

    def knows(self, artist: str) -> bool:
        """Whether a document's artist is found by some name: "V" by "V of BTS"."""
        return form_of(artist) in self._known or artist.casefold() in self._bare

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(form_of(one) for name in self.names for one in (name.name, *name.aliases))

    @cached_property
    def _bare(self) -> frozenset[str]:
        return frozenset(
            found[1].casefold() for name in self.names if (found := QUALIFIED.match(name.name))
        )


def _ordinary(
    path: Path, found: Sequence[_Entry], terms: Sequence[Term]
) -> Iterator[Finding]:
    """A warning for each alias that is an ordinary word: every question with it would name
    somebody."""
    words: dict[str, list[tuple[str, str]]] = {}
    for term in terms:
        for lang, forms in (("en", (term.en,)), *term.forms.items()):
            for form in forms:
                words.setdefault(form_of(form), []).append((term.en, lang))
    for entry in found:
        if entry.name.kind in _TRANSLATED:
            continue
        for alias in entry.name.aliases:
            meant = [(english, lang) for english, lang in words.get(form_of(alias), ())
                     if not _says(english, entry)]  # fmt: skip
            if meant:
                english, lang = meant[0]
                yield Finding(
                    path, _line_of(path, entry, alias), "names",
                    f"the alias {alias!r} of {entry.name.name!r} is an ordinary word in "
                    f"{LEXICON} ({lang}: {english or 'a word to pass over'})",
                    "take it out, or write it longer, with the group for example", "warning",
                )  # fmt: skip


def _says(english: str, entry: _Entry) -> bool:
    """Whether an English word of the lexicon is the name itself, written as a name."""
    return any(
        re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", english)
        for spelling in entry.spellings
        if spelling != spelling.lower() or spelling == entry.name.name
    )
