"""Words for means, known by their hashes only: no such word stands readable in the repository.

``named`` tells how many a message holds. The list is ``data/screen_means.json``; people who
keep it add words with ``scripts/add_means.py``, which reads them and forgets them.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import itertools
import json
import re

from kwell_qa.normalise import Normal, normalise

__all__ = ["FILE", "named", "sign", "signs"]

FILE = "screen_means.json"
"""Name of the list in ``kwell_qa/data``: a salt and hashes of 12 hex digits."""
_LONGEST = 8
"""Longest word, in characters, of a language that is written without spaces."""
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u0980-\u09ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")


def sign(word: str, salt: str) -> str:
    """The hash that stands for ``word``, which is normalised as messages are."""
    text = normalise(word)
    plain = text.han if _UNSPACED.search(text.han) else text.spaced[0]
    return _sign(plain, salt)


def _sign(word: str, salt: str) -> str:
    return hashlib.blake2b(word.encode(), key=salt.encode(), digest_size=6).hexdigest()


@functools.cache
def signs() -> tuple[str, frozenset[str], frozenset[str]]:
    """The salt, all hashes, and those of words that are about dying by themselves."""
    source = importlib.resources.files("kwell_qa").joinpath("data", FILE)
    held = json.loads(source.read_text(encoding="utf-8"))
    return held["salt"], frozenset(held["words"]), frozenset(held["deadly"])


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
            run[i : i + size]
            for size in range(1, _LONGEST + 1)
            for i in range(len(run) - size + 1)
        )
    seen = {_sign(word, salt) for word in tried} & (known | deadly)
    return len(seen), bool(seen & deadly)
