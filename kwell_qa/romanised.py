"""Korean in Latin letters ("seungcheol wae mot gasseo?") → Hangul, to be read as Korean.

Letters stand for sounds by the Revised Romanization (South Korea's Ministry of Culture, 2000), and
a sound may be spelled in several ways: what is read is the spelling that the lexicon knows most of.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from kwell_qa.naming import Namer
from kwell_qa.tokens import words

__all__ = ["in_hangul"]

_FIRST = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t",
          "p", "h")  # fmt: skip
"""The nineteen consonants that begin a syllable, in Unicode's order."""
_VOWELS = ("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo",
           "we", "wi", "yu", "eu", "ui", "i")  # fmt: skip
"""The twenty-one vowels, in Unicode's order."""
_LAST = {"k": (1, 24, 2), "n": (4, 5, 6), "t": (19, 7, 20, 25, 22, 23), "l": (8, 15, 11),
         "m": (16, 10), "p": (17, 26, 18), "ng": (21,)}  # fmt: skip
"""Consonants that end a syllable, by their sound, as numbers in Unicode's order."""
_TIED = {"g": (1,), "kk": (2,), "n": (4,), "d": (7,), "r": (8,), "m": (16,), "b": (17,), "s": (19,),
         "ss": (20,), "j": (22,), "ch": (23,), "t": (25,), "p": (26,), "ng": (21,)}  # fmt: skip
"""The same before a vowel, which sound as if they began its syllable: 갔어 is "gasseo"."""
_SILENT = (0, 27)
"""No consonant, and the one that is not heard before a vowel: 좋아 is "joa"."""
_BASE = 0xAC00
_HELD = 20
"""ㅆ, which ends a verb's past: 갔어, 했어."""
_CASUAL = (
    (re.compile("sh"), "s"), (re.compile("(?<!e)oo"), "u"), (re.compile("(?<![aeo])ee(?!o)"), "i"),
)  # fmt: skip
_FIRSTS = {**{one: number for number, one in enumerate(_FIRST)}, "l": _FIRST.index("r")}
_BEGINS = sorted(_FIRSTS, key=len, reverse=True)
_MIDDLES = sorted(_VOWELS, key=len, reverse=True)
_ENDS = sorted({*_LAST, *_TIED}, key=len, reverse=True)
_MARKS = re.compile(
    r"\w*(?:sseo|sseoyo|sseumnikka|haeyo|ieyo|yeyo|neunde|mnida|mnikka|jyo|eseo|eopseo|lkka|neun|reul"
    r"|ieul|hanten?te?|daga|neunji|neungeo|eottae|dorawa|dwae|nyago|dago|myeonseo)"
    r"|eonje\w*|wae(?:yo)?|mwo\w*|irang|nugu\w*|nuga|eodi(?:ya|seo)?|eotteo\w+"
    r"|eotteok\w*|myeot\w*|eolma\w*|museun|eotteon|igeo|geugeo|jeogeo|neomu|geureonde|geuraeseo"
    r"|hoesa|ttae|gachi|swi(?:eo|da|go|gi|go|neun|l|n)\w*|byeongwon|\d+(?:nyeon|wol|il|myeong|beon)"
)
"""Words and endings that stand in no everyday word of English."""
_TOKENS = re.compile(r"[A-Za-z0-9'’]+|[^A-Za-z0-9'’]+")
_MARKED, _LEAST = 0.1, 0.3
"""Shares of its words that are so marked, and that could be Korean and are no English ones, from
which a message is Korean in Latin letters."""
_MOST, _LONGEST, _STEPS = 300, 8, 1000
"""Spellings of a word that are compared, syllables that it may have, and syllables tried for it."""
_WHOLE = 400
"""Characters of a message beyond which it is not read: each word has many spellings."""
_SOUNDED = frozenset("aeiouyw")


def in_hangul(text: str, namer: Namer) -> str | None:
    """``text`` with its Korean words in Hangul; ``None`` where it is no romanised Korean."""
    if len(text) > _WHOLE:
        return None
    tokens = _TOKENS.findall(text)
    told = [token.casefold() for token in tokens if token[0].isalnum()]
    marked = sum(bool(_MARKS.fullmatch(word)) for word in told)
    if not marked or marked < _MARKED * len(told):
        return None
    named = set(words(" ".join(namer.mentions(text))))
    unread = {word for word in told if word not in named and _is_open(word, namer)}
    korean = [word for word in told if word in unread or namer.read(word, "en").translated]
    if len(korean) < max(2, _LEAST * len(told)):
        return None
    return "".join(
        _best(token.casefold(), namer) if token.casefold() in unread else token for token in tokens
    )


def _is_open(word: str, namer: Namer) -> bool:
    """Whether ``word`` could be Korean, and is neither a name, nor English, nor known as it is."""
    known = namer.read(word, "en")
    if known.translated or known.names or "en" in namer.language_votes([word]):
        return False
    return bool(_MARKS.fullmatch(word)) or (len(word) > 2 and word.isalpha() and _is_sound(word))


def _is_sound(word: str) -> bool:
    """Whether ``word`` could be spelled in Hangul."""
    return next(_parsed(_plain(word), "", iter(range(_STEPS))), None) is not None


def _plain(word: str) -> str:
    for casual, plain in _CASUAL:
        word = casual.sub(plain, word)
    return word


def _best(word: str, namer: Namer) -> str:
    """The spelling of ``word`` of which names and lexicon know most; the first of equals."""
    digits = word[: len(word) - len(word.lstrip("0123456789"))]
    spelled = _spelled(word[len(digits) :])
    if not spelled:
        return word
    return digits + max(spelled, key=lambda one: namer.read(one, "ko").read)


def _spelled(word: str) -> tuple[str, ...]:
    """Spellings in Hangul that sound as ``word``, the plainest first; none if no Korean does."""
    found = itertools.islice(_parsed(_plain(word), "", iter(range(_STEPS))), _MOST)
    return tuple(one for one, _ in sorted(found, key=lambda spelled: spelled[1]))


def _parsed(rest: str, done: str, steps: Iterator[int]) -> Iterator[tuple[str, int]]:
    """Spellings of ``rest`` after ``done``, and how odd each is: consonants tied to a vowel behind
    them, but for ㅆ, which begins no syllable of a verb's ending.

    Yields none where a syllable would have no vowel, or too many are needed. Each syllable tried
    takes one of ``steps``, since a made-up word has no end of spellings.
    """
    if not rest:
        yield done, 0
        return
    if len(done) >= _LONGEST or next(steps, None) is None:
        return
    begin = next(one for one in _BEGINS if rest.startswith(one))
    vowel = next((one for one in _MIDDLES if rest.startswith(one, len(begin))), None)
    if vowel is None:
        return
    odd = int(begin == "ss" and bool(done))
    head = _BASE + (_FIRSTS[begin] * 21 + _VOWELS.index(vowel)) * 28
    after = rest[len(begin) + len(vowel) :]
    open_ended = bool(after) and after[0] in _SOUNDED
    for last in _SILENT if open_ended else _SILENT[:1]:
        for one, tied in _parsed(after, done + chr(head + last), steps):
            yield one, odd + tied + (last > 0)
    for end in _ENDS:
        if not after.startswith(end):
            continue
        behind = after[len(end) :]
        before_vowel = bool(behind) and behind[0] in _SOUNDED
        for last in _TIED.get(end, ()) if before_vowel else _LAST.get(end, ()):
            for one, tied in _parsed(behind, done + chr(head + last), steps):
                yield one, odd + tied + (before_vowel and last != _HELD)
