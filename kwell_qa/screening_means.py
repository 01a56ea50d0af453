"""Words for means and for hurting oneself, known by their hashes only.

No such word stands readable in the repository. ``named`` tells how many means a message names,
``harming`` where it says that somebody hurts themselves by one. The list is
``data/screen_means.json``; people who keep it add words with ``scripts/add_means.py``, which reads
them and forgets them.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kwell_qa.normalise import Normal, normalise

__all__ = ["FILE", "Harm", "harming", "named", "sign", "signs"]

FILE = "screen_means.json"
"""Name of the list in ``kwell_qa/data``: a salt and hashes of 12 hex digits."""
_LONGEST = 8
"""Longest word, in characters, of a language that is written without spaces."""
_MOST_WORDS, _MOST_SIGNS = 4, 11
"""Longest phrase for hurting oneself: in words, and in characters of scripts without spaces."""
_BYTES = 6
"""Length of a hash."""
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u0980-\u09ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")


@dataclass(frozen=True, slots=True)
class Harm:
    """A phrase for hurting oneself at ``text[start:end]``, a reading of the message.

    ``kind``: ``harm``; or ``habit``, which is one only where nothing follows that it may be done
    to, such as a lesson; or ``taken``, where too much of something has been taken already; or
    ``way``, which is one only where a way is asked for.
    """

    lang: str
    kind: str
    text: str
    start: int
    end: int


def sign(word: str, salt: str) -> str:
    """The hash that stands for ``word``, which is normalised as messages are."""
    text = normalise(word)
    plain = text.han if _UNSPACED.search(text.han) else text.spaced[0]
    return _sign(plain, salt)


def _sign(word: str, salt: str) -> str:
    return hashlib.blake2b(word.encode(), key=salt.encode(), digest_size=_BYTES).hexdigest()


@functools.cache
def _salted() -> hashlib.blake2b:
    """What a hash of the list begins with; a copy is made quicker than it anew."""
    return hashlib.blake2b(key=_held()["salt"].encode(), digest_size=_BYTES)


@functools.cache
def _held() -> dict[str, Any]:
    source = importlib.resources.files("kwell_qa").joinpath("data", FILE)
    held: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return held


@functools.cache
def signs() -> tuple[str, frozenset[str], frozenset[str]]:
    """The salt, all hashes, and those of words that are about dying by themselves."""
    held = _held()
    return held["salt"], frozenset(held["words"]), frozenset(held["deadly"])


@functools.cache
def _phrases() -> dict[str, tuple[str, str]]:
    """The language of each hash of a phrase, and its ``Harm.kind``."""
    held = _held()
    return {
        hashed: (lang, name)
        for name in ("habit", "harm", "taken", "way")
        for lang, hashes in held[name].items()
        for hashed in hashes
    }


def harming(text: Normal) -> Iterator[Harm]:
    """Where ``text`` tells of hurting oneself: runs of up to four words, and pieces of scripts
    without spaces."""
    for reading in text.spaced:
        words = [found.span() for found in _WORD.finditer(reading)]
        runs = (
            (start, end)
            for place, (start, _) in enumerate(words)
            for _, end in words[place : place + _MOST_WORDS]
        )
        yield from _phrases_at(reading, runs)
    for found in _UNSPACED.finditer(text.han):
        first, last = found.span()
        runs = (
            (start, end)
            for start in range(first, last)
            for end in range(start + 2, min(start + _MOST_SIGNS, last) + 1)
        )
        yield from _phrases_at(text.han, runs)


def _phrases_at(reading: str, runs: Iterable[tuple[int, int]]) -> Iterator[Harm]:
    """The pieces ``runs`` of ``reading`` that ``_phrases`` knows; most of a screening is spent
    here, so that what is said again is not hashed again."""
    known, fresh, seen = _phrases(), _salted().copy, dict[str, tuple[str, str] | None]()
    for start, end in runs:
        words = reading[start:end]
        if words not in seen:
            hashed = fresh()
            hashed.update(words.encode())
            seen[words] = known.get(hashed.hexdigest())
        if told := seen[words]:
            yield Harm(*told, reading, start, end)


def named(text: Normal) -> tuple[int, bool]:
    """How many of the list ``text`` names, and whether one is about dying by itself.

    Looked up are words, pairs of words, and all short pieces of scripts without spaces.
    """
    salt, known, deadly = signs()
    words = [word for word in text.spaced[-1].split() if word not in ".?!"]
    tried = {*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))}
    for found in _UNSPACED.finditer(text.han):
        run = found[0]
        tried.update(
            run[i : i + size] for size in range(1, _LONGEST + 1) for i in range(len(run) - size + 1)
        )
    seen = {hashed for word in tried if (hashed := _sign(word, salt)) in known or hashed in deadly}
    return len(seen), bool(seen & deadly)
