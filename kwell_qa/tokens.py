"""Words for lexical search, script by script, so that no language is left without any."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

__all__ = ["STOPWORDS", "fold", "spelled", "stem", "terms", "words"]

# Scripts that write words without spaces between them, or glue particles to them (Hangul):
# Hangul, Kana, Han, Thai, Lao, Khmer, Myanmar.
_JOINED = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_JOINED}]+|[^\W_{_JOINED}]+(?:['’][^\W\d_{_JOINED}]+)*")
_JOINED_RUN = re.compile(rf"[{_JOINED}]+")

STOPWORDS = frozenset(
    """a about above after again all also am an and any are as at be been before being between both
    but by can could d did do does doing done down for from further get got had has have having he
    her here hers him his how i if im in into is it its itself just ll m me more most my no nor not
    now of off on once only or other our ours out over own pls please re s same she should so some
    such t than that the their theirs them then there these they this those through to too u under
    until up us ve very was wasnt we were what whats when where which while who whom whos whose why
    will with would you your yours tell know say said says wanna gonna lemme gimme plz pls hey hi hello ok okay idk
    tbh rn abt ur lol lmao btw want wants wanted""".split()
)

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English stem of a folded word; words of other scripts as they are."""
    return str(_stemmer.stemWord(word)) if word.isascii() else word


def fold(text: str) -> str:
    """Compatibility form, case and apostrophes folded, accents taken off Latin letters."""
    if text.isascii():
        # The same by definition of the forms, and several times quicker.
        return text.casefold()
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    # Zero-width and direction marks change how text looks, not which words it holds.
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    decomposed = unicodedata.normalize("NFD", text)
    out = []
    latin = False
    for character in decomposed:
        if unicodedata.combining(character):
            if not latin:
                out.append(character)
        else:
            latin = character < "\u0250" or "\u1e00" <= character <= "\u1eff"
            out.append(character)
    return unicodedata.normalize("NFC", "".join(out))


def words(text: str) -> list[str]:
    """Folded words of ``text`` in order, stop words included; runs of joined script whole."""
    folded = fold(text)
    found: list[str] = _TOKEN.findall(folded)
    if "'" in folded:
        found = [word.removesuffix("'s").replace("'", "") for word in found]
    return [word for word in found if word]


def spelled(text: str) -> dict[str, str]:
    """Each looked-up stem of Latin words in ``text`` with a word as it is spelled there."""
    return {
        stem(word): word
        for word in words(text)
        if word.isascii() and word not in STOPWORDS and not word.isdigit()
    }


def terms(text: str) -> list[str]:
    """What is looked up: stems of Latin words, pairs of characters of joined scripts.

    Pairs find a word whatever particle follows it; a lone character stands for itself.
    """
    found: list[str] = []
    for word in words(text):
        if _JOINED_RUN.match(word):
            found.extend(word[i : i + 2] for i in range(len(word) - 1))
            if len(word) == 1:
                found.append(word)
        elif word not in STOPWORDS:
            found.append(stem(word))
    return found
