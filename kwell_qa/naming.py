"""Names and words in many spellings → their English form, for search across languages.

``corpus/names.yaml`` lists people, groups, campaigns, songs and platforms with their aliases;
``corpus/lexicon.yaml`` lists ordinary words in thirteen languages. A question is read against
both: aliases become canonical names, and foreign words become English search words. The text
that people see is never translated this way.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kwell_qa import pieces, spellings, tokens
from kwell_qa.tokens import fold

__all__ = [
    "LANGUAGES", "NAME_KINDS", "QUALIFIED", "Gloss", "Name", "Namer", "Term", "form_of", "recipe",
]  # fmt: skip

NAME_KINDS = (
    "person", "group", "campaign", "series", "song", "album", "platform", "app", "agency",
    "organisation", "event", "law", "fandom", "place", "work",
)  # fmt: skip
LANGUAGES = ("ko", "ja", "zh", "es", "pt", "id", "th", "vi", "fr", "de", "ar", "tl", "rom",
             "slang", "short")  # fmt: skip


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

    @property
    def unnamed(self) -> list[str]:
        """The words of ``english`` that are no part of a name."""
        rest = f" {self.english} "
        for name in self.names:
            rest = rest.replace(f" {name} ", " ")
        return rest.split()


def form_of(text: str) -> str:
    """A fold that also drops what varies between spellings of one name."""
    return re.sub(r"[\s\-_.·・'!]+", " ", fold(text)).strip()


_GLUED = r"\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_JOINED_FIRST = re.compile(f"[{_GLUED}]")
_RUN = re.compile(rf"[^\W_{_GLUED}]+")
"""Letters and digits of scripts that put spaces between words."""
_END = re.compile(rf"(?<! )(?:(?=[\W_{_GLUED}])|(?<=[{_GLUED}])|\Z)")
"""Where a form may end: it holds no space at its end, and is no part of a longer word."""
_ARABIC_PREFIX = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك")


QUALIFIED = re.compile(r"(.+?) (?:(?:of|by) (.+)|\(([^)]+)\))$")
"""A name that tells whose or what it is, since the bare one is an ordinary word: "Joy of Red
Velvet"."""


class Namer:
    """Reads questions against names and words, longest match first."""

    def __init__(self, names: Sequence[Name], terms: Sequence[Term]) -> None:
        self._use(_compiled(names, terms), None)

    def _use(self, data: dict[str, Any], told: Container[str] | None) -> None:
        # Most words of 18,000 entries are those of others: each is held once.
        once: dict[str, str] = {}
        entries = [
            (once.setdefault(kind, kind), once.setdefault(form, form), once.setdefault(lang, lang))
            for kind, form, lang in data["entries"]
        ]
        self.data = {**data, "entries": entries}
        """What ``from_json`` takes."""
        self.kinds: dict[str, str] = {name: kind for name, kind, _ in data["names"]}
        self.groups: dict[str, tuple[str, ...]] = {name: tuple(of) for name, _, of in data["names"]}
        self._fans = {} if told is None else {
            name: of[0] for name, kind, of in data["names"]
            if kind == "fandom" and of and name not in told
        }  # fmt: skip
        """The group of each fandom that no text names: what it tells of "ENHYPEN's fans" is on
        ENGENE."""
        self._entries: list[tuple[str, str, str]] = entries
        self._forms: dict[str, int | list[int]] = data["forms"]
        self._reach: dict[str, int] = data["reach"]
        self._english = frozenset(data["english"])
        # "Lia of ITZY", "eight by IU", "IVE (group)": in a document the bare name will do, as it
        # is spelled there and where the other name stands as well.
        self._bare = [
            (match.group(1), name, match.group(2) or match.group(3))
            for name in self.kinds
            if (match := QUALIFIED.match(name))
        ]
        self._nicknames: list[tuple[str, str, str]] = [tuple(one) for one in data["nicknames"]]
        accented = {bare.casefold(): name for bare, name, _ in self._bare if not bare.isascii()}
        self._accented = accented
        self._accents = re.compile(
            rf"(?<!\w)(?<!glass of )(?:{'|'.join(map(re.escape, accented)) or '(?!)'})"
            r"(?!\w| (?:of|by|wines?|champagne)\b)",
            re.IGNORECASE,
        )

    def _known(self, key: str) -> list[tuple[str, str, str]]:
        """What a folded form stands for: kind, English or canonical form, and language of each."""
        found = self._forms.get(key)
        if found is None:
            return []
        numbers = (found,) if isinstance(found, int) else found
        return [self._entries[number] for number in numbers]

    def _longest(
        self, text: str, ends: Sequence[int], start: int, lang: str
    ) -> tuple[int, list[tuple[str, str, str]]] | None:
        """The longest form from ``start`` to one of ``ends``, and what it stands for."""
        forms = self._forms
        reach = self._reach.get(text[start : start + 2], 1)
        near = ends[bisect_right(ends, start) : bisect_right(ends, start + reach)]
        for end in reversed(near):
            key = text[start:end]
            if key in forms:
                entries = [entry for entry in self._known(key) if self._fits(entry, lang)]
                if entries:
                    return end, entries
        return None

    def _possessive(self, text: str, start: int) -> tuple[int, list[tuple[str, str, str]]] | None:
        """A name with an s that wants an apostrophe: "sugas centre"."""
        word = spellings.possessive(text, start)
        named = [entry for entry in self._known(word[:-1]) if entry[0] == "name"] if word else []
        return (start + len(word), named) if named else None

    @staticmethod
    def _fits(entry: tuple[str, str, str], lang: str) -> bool:
        kind, _, of = entry
        if kind == "name" or of == lang or of == "slang":
            return True
        if of == "short":
            return lang == "en"
        # Romanised Korean turns up in English text, where a short form could be any word.
        return of == "rom" and lang in ("en", "ko")

    def read(self, question: str, lang: str) -> Gloss:
        """``question`` in the language ``lang`` as English search words and names.

        In English a word with an accent is a name, but for that of a wine.
        """
        if lang == "en":
            question = self._accents.sub(self._with_group, question)
        return self._read(question, lang)

    def _with_group(self, word: re.Match[str]) -> str:
        """The whole name of a word with an accent, where no form that ends in it is one already:
        "does rosé"."""
        name = self._accented[word[0].casefold()]
        named = name in self._read(word.string[: word.end()], "en").names
        return word[0] if named else name

    def _read(self, question: str, lang: str) -> Gloss:
        text = form_of(question)
        ends = [found.start() for found in _END.finditer(text)]
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
            match = self._longest(text, ends, position, lang) if boundary else None
            if match is None and fresh and lang == "ar":
                for prefix in _ARABIC_PREFIX:
                    if text.startswith(prefix, position):
                        match = self._longest(text, ends, position + len(prefix), lang)
                        if match:
                            break
            if match is None and fresh and lang == "en":
                match = self._possessive(text, position)
            if match:
                start, (position, entries) = position, match
                known, seen = known + position - start, seen + position - start
                named = [entry for entry in entries if entry[0] == "name"]
                if named:
                    out.append(self._fans.get(named[0][1], named[0][1]))
                    names.extend(self._fans.get(entry[1], entry[1]) for entry in named)
                    if named[0][1] in self._fans:
                        out.append("fans")
                    continue
                # Fans say "maknae" in English, too.
                own = ("slang", "short", "rom") if lang == "en" else ("slang", "short")
                foreign = any(entry[2] not in own for entry in entries)
                translated = translated or foreign
                if not foreign and entries[0][2] != "short":
                    # Slang stays beside its meaning: glossaries explain the word itself.
                    out.append(text[start:position])
                out.append(entries[0][1])
                continue
            run = _RUN.match(text, position)
            end = run.end() if run else position + 1
            if run:
                out.append(run[0])
                if text[position:end] in self._english:
                    # Fans of all languages write English words among their own.
                    known += end - position
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
            spoken = {of for kind, _, of in self._known(word) if kind == "term"}
            for lang in spoken - {"rom", "slang", "short"}:
                votes[lang] = votes.get(lang, 0) + 1
        return votes

    def bare(self, word: str, among: Sequence[str]) -> str | None:
        """The name that an ordinary word stands for where it must be one: "what about joy?".

        That of ``among``, names said before, or of a group among these; else the only one there is.
        """
        named = [(name, other) for bare, name, other in self._bare if bare.casefold() == word]
        found = [name for name, other in named if self._near(name, other, among)]
        found = found or [name for name, _ in named]
        return found[0] if len(found) == 1 else None

    def called(self, word: str, among: Sequence[str]) -> str | None:
        """Whom of ``among``, names said before, or of a group among these, a word calls, which may
        be a nickname that is told apart by the group only: "hobi?" of "hobi bts"."""
        found = {
            name for called, name, other in (*self._bare, *self._nicknames)
            if called.casefold() == word and self._near(name, other, among)
        }  # fmt: skip
        return found.pop() if len(found) == 1 else None

    def _near(self, name: str, other: str, among: Sequence[str]) -> bool:
        """Whether ``name``, which is one of or by ``other``, is of those said before."""
        return (
            name in among
            or other in among
            or any(other in self.groups.get(one, ()) for one in among)
        )

    def alone(self, word: str) -> str | None:
        """The artist whom ``word`` names where a name must stand, as it is spelled, or nobody."""
        name: str | None = self.data["alone"].get(word)
        return name

    def mentions(self, text: str) -> frozenset[str]:
        """Canonical names that English ``text`` holds under any of their spellings."""
        found = set(self.read(text, "en").names)
        found.update(
            name
            for bare, name, other in self._bare
            if bare in text
            and (other in found or other not in self.kinds)
            and re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", text)
        )
        return frozenset(found)


def _compiled(names: Iterable[Name], terms: Iterable[Term]) -> dict[str, Any]:
    """Names and words by their folded forms, as JSON holds it.

    ``entries`` are kind, English or canonical form, and language; ``forms`` give the numbers of
    theirs, one alone as it is; ``reach`` is the length of the longest form by the first two
    characters.
    """
    entries: dict[tuple[str, str, str], int] = {}
    forms: dict[str, list[int]] = {}

    def add(form: str, entry: tuple[str, str, str]) -> None:
        key = form_of(form)
        if key:
            number = entries.setdefault(entry, len(entries))
            found = forms.setdefault(key, [])
            if number not in found:
                found.append(number)

    names, terms = tuple(names), tuple(terms)
    for name in names:
        for alias in (name.name, *name.aliases):
            add(alias, ("name", name.name, ""))
    for name in names:
        for alias in name.aliases:
            for form in spellings.respelled(alias):
                if form_of(form) not in forms:
                    add(form, ("name", name.name, ""))
    for term in terms:
        for lang, foreign in term.forms.items():
            for form in foreign:
                add(form, ("term", term.en, lang))
    spelled = {name.name: (name.name, *name.aliases) for name in names}
    owners = {one.name: one.of for one in names if one.kind == "person"}
    alone = spellings.alone(spelled, owners)
    return {
        "names": [[name.name, name.kind, list(name.of)] for name in names],
        "nicknames": [list(one) for one in spellings.nicknames(spelled, owners)],
        "alone": {form: name for form, name in alone.items() if form_of(form) not in forms},
        "entries": [list(entry) for entry in entries],
        "forms": {key: one[0] if len(one) == 1 else one for key, one in sorted(forms.items())},
        "reach": _reach(forms),
        "english": sorted({word for term in terms for word in form_of(term.en).split()}),
    }


def _reach(forms: Iterable[str]) -> dict[str, int]:
    reach: dict[str, int] = {}
    for form in sorted(forms):
        reach[form[:2]] = max(len(form), reach.get(form[:2], 0))
    return reach


def to_json(names: Iterable[Name], terms: Iterable[Term]) -> dict[str, Any]:
    """Both files as one JSON object for the index, folded and ready to be looked up."""
    return _compiled(names, terms)


def from_json(data: dict[str, Any], told: Container[str] | None = None) -> Namer:
    """What ``to_json`` gave, read back. ``told`` are the names that some text holds, where that is
    known."""
    namer = Namer.__new__(Namer)
    namer._use(data, told)
    return namer


@cache
def recipe() -> dict[str, str]:
    """What decides the terms, names and pieces of a text, for the manifest: the stemmer, and the
    rules.

    The rules are this file and those of spellings, tokens and pieces: an index made by other ones
    is made anew.
    """
    digest = hashlib.sha256()
    for path in (__file__, spellings.__file__, tokens.__file__, pieces.__file__):
        digest.update(Path(path).read_bytes().replace(b"\r\n", b"\n"))
    return {
        "stemmer": f"snowballstemmer {version('snowballstemmer')}",
        "rules": digest.hexdigest()[:16],
    }
