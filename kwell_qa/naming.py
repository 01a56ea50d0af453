"""Names and words in many spellings → their English form, for search across languages.

``corpus/names.yaml`` lists people, groups, campaigns, songs and platforms with their aliases;
``corpus/lexicon.yaml`` lists ordinary words in thirteen languages. A question is read against
both: aliases become canonical names, and foreign words become English search words. The text
that people see is never translated this way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kwell_qa.errors import ContentError, Finding
from kwell_qa.tokens import fold

__all__ = ["NAME_KINDS", "Gloss", "Name", "Namer", "Term", "load_lexicon", "load_names"]

NAME_KINDS = (
    "person", "group", "campaign", "series", "song", "album", "platform", "app", "agency",
    "organisation", "event", "law", "fandom", "place", "work",
)  # fmt: skip
LANGUAGES = ("ko", "ja", "zh", "es", "pt", "id", "th", "vi", "fr", "de", "ar", "tl", "rom", "slang")


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name and its other spellings. ``of`` are names it belongs to (a member's group)."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """An English word or phrase, or ``""`` for words to pass over, and its foreign forms."""

    en: str
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _entries(path: Path) -> list[tuple[dict[str, Any], int]]:
    """The mappings of a YAML list with the line of each."""
    if not path.is_file():
        return []
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(path.read_text("utf-8"))
        root = loader.get_single_node()
        data = loader.construct_document(root) if root is not None else None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError(
            Finding(path, mark.line + 1 if mark else None, "yaml", f"not valid YAML ({error})",
                    "mend the line")
        ) from None  # fmt: skip
    if not isinstance(data, list) or not isinstance(root, yaml.SequenceNode):
        raise ContentError(Finding(path, 1, "yaml", "got no list", "write a list of entries"))
    return [
        (item, node.start_mark.line + 1) for item, node in zip(data, root.value, strict=True)
    ]


def _texts(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return tuple(value)
    return None


def load_names(path: Path) -> tuple[Name, ...]:
    """The names in ``path``; none where the file is not there.

    Raises:
        ContentError: an entry is not of the format, with its line.
    """
    names: list[Name] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for entry, line in _entries(path):
        problem = None
        if not isinstance(entry, dict) or set(entry) - {"name", "kind", "aliases", "of"}:
            problem = f"got {entry!r:.60}, wanted name, kind, aliases and of"
        elif not isinstance(entry.get("name"), str) or not entry["name"].strip():
            problem = "name is missing"
        elif entry.get("kind") not in NAME_KINDS:
            problem = f"kind: got {entry.get('kind')!r}, wanted one of {', '.join(NAME_KINDS)}"
        elif _texts(entry.get("aliases", [])) is None or _texts(entry.get("of", [])) is None:
            problem = "aliases and of are lists of texts (quote numbers)"
        elif entry["name"] in seen:
            problem = f"{entry['name']!r} stands already in line {seen[entry['name']]}"
        if problem:
            findings.append(Finding(path, line, "names", problem, "correct the entry"))
            continue
        seen[entry["name"]] = line
        names.append(
            Name(entry["name"], entry["kind"], tuple(entry.get("aliases", ())),
                 tuple(entry.get("of", ())))
        )  # fmt: skip
    if findings:
        raise ContentError(*findings)
    return tuple(names)


def load_lexicon(path: Path) -> tuple[Term, ...]:
    """The words in ``path``; none where the file is not there.

    Raises:
        ContentError: an entry is not of the format, with its line.
    """
    terms: list[Term] = []
    findings: list[Finding] = []
    for entry, line in _entries(path):
        problem = None
        if not isinstance(entry, dict) or not isinstance(entry.get("en"), str):
            problem = f"got {entry!r:.60}, wanted en and languages"
        elif unknown := set(entry) - {"en", *LANGUAGES}:
            problem = f"got the languages {sorted(unknown)}, wanted some of {', '.join(LANGUAGES)}"
        elif any(_texts(value) is None for key, value in entry.items() if key != "en"):
            problem = "each language holds a list of texts (quote words such as no)"
        if problem:
            findings.append(Finding(path, line, "lexicon", problem, "correct the entry"))
            continue
        forms = {key: tuple(value) for key, value in entry.items() if key != "en"}
        terms.append(Term(entry["en"], forms))
    if findings:
        raise ContentError(*findings)
    return tuple(terms)


@dataclass(frozen=True, slots=True)
class Gloss:
    """A question read against names and lexicon.

    ``english`` is what is searched: the question with names canonical and known foreign
    words in English. ``names`` are canonical names in order.
    """

    english: str
    names: tuple[str, ...] = ()
    translated: bool = False
    read: float = 1.0
    """Share of the letters and digits that were understood; 1 where the question is English."""


# A fold that also drops what varies between spellings of one name.
def _key(text: str) -> str:
    return re.sub(r"[\s\-_.·・'!]+", " ", fold(text)).strip()


_JOINED_FIRST = re.compile(r"[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ARABIC_PREFIX = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك")


_QUALIFIED = re.compile(r"(.+?) (?:(?:of|by) (.+)|\(([^)]+)\))$")


class Namer:
    """Reads questions against names and words, longest match first."""

    def __init__(self, names: Sequence[Name], terms: Sequence[Term]) -> None:
        self.names = tuple(names)
        self.terms = tuple(terms)
        self._trie: dict[str, Any] = {}
        self.kinds = {name.name: name.kind for name in names}
        self.groups = {name.name: name.of for name in names}
        for name in names:
            for alias in (name.name, *name.aliases):
                self._add(alias, ("name", name.name, ""))
        # "Lia of ITZY", "eight by IU", "IVE (group)": in a document the bare name will do, as it
        # is spelled there and where the other name stands as well.
        self._bare = [
            (re.compile(rf"(?<!\w){re.escape(match.group(1))}(?!\w)"), name.name,
             match.group(2) or match.group(3))
            for name in names
            if (match := _QUALIFIED.match(name.name))
        ]  # fmt: skip
        self._english = {word for term in terms for word in _key(term.en).split()}
        self._of_word: dict[str, set[str]] = {}
        for term in terms:
            for lang, forms in term.forms.items():
                for form in forms:
                    if lang not in ("rom", "slang") and " " not in form:
                        self._of_word.setdefault(_key(form), set()).add(lang)
                    self._add(form, ("term", term.en, lang))

    def _add(self, alias: str, entry: tuple[str, str, str]) -> None:
        node = self._trie
        key = _key(alias)
        if not key:
            return
        for character in key:
            node = node.setdefault(character, {})
        found = node.setdefault("", [])
        if entry not in found:
            found.append(entry)

    def _longest(
        self, text: str, start: int, lang: str
    ) -> tuple[int, list[tuple[str, str, str]]] | None:
        node: dict[str, Any] = self._trie
        best = None
        for position in range(start, len(text)):
            node = node.get(text[position], {})
            if not node:
                break
            entries = [e for e in node.get("", ()) if self._fits(e, lang)]
            end = position + 1
            if entries and (
                end == len(text)
                or not text[end].isalnum()
                or _JOINED_FIRST.match(text[position])
                or _JOINED_FIRST.match(text[end])
            ):
                best = (end, entries)
        return best

    @staticmethod
    def _fits(entry: tuple[str, str, str], lang: str) -> bool:
        kind, _, of = entry
        if kind == "name" or of == lang or of == "slang":
            return True
        # Romanised Korean turns up in English text, where a short form could be any word.
        return of == "rom" and lang in ("en", "ko")

    def read(self, question: str, lang: str) -> Gloss:
        """``question`` in the language ``lang`` as English search words and names."""
        text = _key(question)
        out: list[str] = []
        names: list[str] = []
        translated = False
        known = seen = 0
        position = 0
        while position < len(text):
            character = text[position]
            if not character.isalnum():
                position += 1
                continue
            fresh = position == 0 or not text[position - 1].isalnum()
            joined = bool(_JOINED_FIRST.match(character))
            boundary = fresh or joined or bool(_JOINED_FIRST.match(text[position - 1]))
            match = self._longest(text, position, lang) if boundary else None
            if match is None and fresh and lang == "ar":
                for prefix in _ARABIC_PREFIX:
                    if text.startswith(prefix, position):
                        match = self._longest(text, position + len(prefix), lang)
                        if match:
                            break
            if match:
                known += match[0] - position
                seen += match[0] - position
                start = position
                position, entries = match
                named = [entry for entry in entries if entry[0] == "name"]
                if named:
                    out.append(named[0][1])
                    names.extend(entry[1] for entry in named)
                    continue
                foreign = any(entry[2] != "slang" for entry in entries)
                translated = translated or foreign
                if not foreign:
                    # Slang stays beside its meaning: glossaries explain the word itself.
                    out.append(text[start:position])
                out.append(entries[0][1])
                continue
            end = position + 1
            if not joined:
                while (
                    end < len(text)
                    and text[end].isalnum()
                    and not _JOINED_FIRST.match(text[end])
                ):
                    end += 1
                out.append(text[position:end])
            seen += end - position
            position = end
        english = " ".join(part for part in out if part)
        share = known / seen if seen and lang != "en" else 1.0
        return Gloss(english, tuple(dict.fromkeys(names)), translated, share)

    def language_votes(self, folded: Sequence[str]) -> dict[str, int]:
        """How many of the words each language's lexicon knows; those of English first."""
        votes: dict[str, int] = {}
        for word in folded:
            if word in self._english:
                votes["en"] = votes.get("en", 0) + 1
                continue
            for lang in self._of_word.get(word, ()):
                votes[lang] = votes.get(lang, 0) + 1
        return votes

    def mentions(self, text: str) -> frozenset[str]:
        """Canonical names that English ``text`` holds under any of their spellings."""
        found = set(self.read(text, "en").names)
        found.update(
            name
            for pattern, name, other in self._bare
            if (other in found or other not in self.kinds) and pattern.search(text)
        )
        return frozenset(found)


def to_json(names: Iterable[Name], terms: Iterable[Term]) -> dict[str, Any]:
    """Both files as one JSON object, for the index."""
    return {
        "names": [[n.name, n.kind, list(n.aliases), list(n.of)] for n in names],
        "terms": [[t.en, {k: list(v) for k, v in t.forms.items()}] for t in terms],
    }


def from_json(data: dict[str, Any]) -> Namer:
    """What ``to_json`` gave, read back."""
    return Namer(
        [Name(n, k, tuple(a), tuple(o)) for n, k, a, o in data["names"]],
        [Term(en, {k: tuple(v) for k, v in forms.items()}) for en, forms in data["terms"]],
    )
