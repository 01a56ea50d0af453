"""Earlier turns: which of them a message goes on from, and what it takes from there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kwell_qa import pointing, smalltalk
from kwell_qa.inheriting import OPENING, inherit, people
from kwell_qa.naming import Gloss, Namer
from kwell_qa.tokens import terms, words

__all__ = ["Turn", "asks_again", "read_after"]

_BACK = re.compile(
    OPENING
    + r"(?:(?:can|could|let) ?(?:us|'?s|we|i|me)? ?)?(?:(?:go|going|come|coming|get|getting|circling)\s+back|back|return|returning)\s+to\s+"
    r"(?P<what>(?:(?!\b(?:what|when|where|who|why|how|did|does|do|is|was)\b)[^,.:;?!–—])+)[,.:;?!–—\s]*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""To what was spoken of before the last turn: "ok back to her, when was she on stage again"."""
_CORRECTS = re.compile(
    r"^\W*(?:(?:no+|nope|nah|oh|oops|wait|sorry|not (?:her|him|them|that(?: one)?|what i meant))\W+)*"
    r"(?:(?:no+|nope|nah|not (?:her|him|them|that(?: one)?))\b|i (?:mean|meant|was (?:asking|talking) about)\b)\W*"
    r"(?:i (?:mean|meant|was (?:asking|talking) about)\W+)?(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""Another was meant than the last turn was read as: "no, the other Mina, from AOA"."""
_OTHER = re.compile(
    r"\b(?:the )?other (?:one|guy|girl|member|group|person|song|campaign|album)?\b", re.IGNORECASE
)
_THAT = re.compile(
    r"\b(?:that|this|the|its) (song|track|album|app|campaign|show|series|law|act|group|platform)\b",
    re.IGNORECASE,
)
_KINDS_OF = {
    "track": ("song",), "show": ("series",), "act": ("law",), "app": ("app", "platform"),
    "platform": ("platform", "app"),
}  # fmt: skip
_TOGETHER = re.compile(
    r"\b(?:(?:which|who|what|whose|one|each|all|any|both|none|neither|either) (?:one )?of (?:them|those|these|the two|you)|the two|them both|both of them|they both)\b",
    re.IGNORECASE,
)
_MOST = 3
"""Artists who are taken together at the most."""
_PERSONAL = frozenset("he him his himself she her hers herself".split())
_PLURAL = frozenset("they them their themselves".split())
_AGAIN = re.compile(
    r"^\W*(?:(?:but|and|wait|ok|okay|hm+|um+|y|e|et|und|dan|pero|mas|mais|aber|tapi)\W+)*(?:(?:any |whats the |what is the |your |the )?(?:sources?|proof|links?|citation)"
    r"|(?:are )?(?:you|u) sure(?: about (?:that|this|it))?|for real|really|is (?:that|this|it) (?:really |actually )?true|says who|who says(?: so| that)?"
    r"|how do (?:you|u) know(?: that| this)?|fuente|(?:est[aá]s )?segur[oa]|de verdad|en serio|fonte|tem certeza|s[eé]rio|(?:t ?es|tu es) s[uû]re?|vraiment|s[eé]rieux|quelle"
    r"|bist du (?:dir )?sicher|echt|wirklich|sumber(?:nya)?|beneran|serius|yakin|ソース|本当(?:に|ですか)?|ほんと(?:に)?|マジ(?:で)?|출처(?:는|가|요)?|진짜(?:야|요)?|정말(?:이야|요)?|확실해(?:요)?"
    r"|来源|來源|真的(?:吗|嗎|假的)?|(?:你)?(?:确定|確定)(?:吗|嗎)?|จริง(?:เหรอ|หรอ|ดิ|มั้ย|ไหม)|แหล่งที่มา|nguồn(?: đâu)?|thật (?:không|hả|à)|chắc (?:không|chưa)|totoo ba|sigurado ka(?: ba)?"
    r"|(?:ايش |شو )?المصدر|متأكد|متاكد|صحيح|عن جد)\W*$",
    re.IGNORECASE,
)
"""Asks whether what was just said is so, or whence: the same again, with its sources."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A user's turn as it was understood.

    ``own`` is what it says itself, ``gloss`` also what it took from before, where it ``follows``;
    ``told`` says that in words.
    """

    text: str
    own: Gloss
    gloss: Gloss
    told: str
    follows: bool


def read_after(
    text: str, gloss: Gloss, earlier: Sequence[Turn], lang: str, namer: Namer, joined: bool = False
) -> Turn:
    """``text``, whose own words are ``gloss``, completed from ``earlier`` turns, oldest first,
    where it must be; where it is ``joined``, whenever it names nobody."""
    said = [name for turn in earlier for name in turn.own.names]
    gloss = pointing.somebody(text, gloss, said, namer)
    source = _latest(earlier)
    if source is None:
        return Turn(text, gloss, gloss, " ".join(text.split()), False)
    back = again = False
    found = _corrected(text, gloss, source, earlier, lang, namer)
    if asks_again(text):
        gloss, again = source.gloss, True
    elif found:
        gloss = found
    elif match := _BACK.match(text):
        source, back = _spoken_of(match["what"], earlier, namer) or source, True
        again = not terms(match["rest"])
        gloss = source.gloss if again else namer.read(match["rest"].strip(), lang)
    else:
        source = _of_whom(gloss, source, earlier, namer)
        source = _of_which(text, gloss, source, earlier, namer)
    if not gloss.names and _TOGETHER.search(text):
        source = _together(source, earlier, namer)
    points = joined or pointing.points(text, lang) or (back and not gloss.names)
    whole = gloss if again else inherit(text, gloss, source.gloss, namer, points)
    return Turn(text, gloss, whole or gloss, _told(text, source.told, gloss, source.gloss, whole),
                whole is not None)  # fmt: skip


def asks_again(text: str) -> bool:
    """Whether a message only asks whether what was just said is so, or whence."""
    return bool(_AGAIN.match(text))


def _latest(earlier: Sequence[Turn]) -> Turn | None:
    """The last turn that asks something, else the last."""
    asking = (turn for turn in reversed(earlier)
              if turn.own.names or asks_again(turn.text) or not smalltalk.said(turn.text))  # fmt: skip
    return next(asking, earlier[-1] if earlier else None)


def _corrected(
    text: str, gloss: Gloss, source: Turn, earlier: Sequence[Turn], lang: str, namer: Namer
) -> Gloss | None:
    """What a message puts in the place of what the last turn was read as: "no, I meant Jin"."""
    match = _CORRECTS.match(text) if lang == "en" else None
    if match is None:
        return None
    said = [name for turn in earlier for name in turn.own.names]
    first, _, more = match["rest"].partition(". ")
    rest, asked = namer.read(first, lang), namer.read(more, lang)
    other = _OTHER.search(first)
    names = [name for name in rest.names if not (other and name in source.gloss.names)]
    if not names and other:
        kinds = {namer.kinds.get(name) for name in source.gloss.names}
        bare = (namer.bare(word, said) for turn in reversed(earlier) for word in words(turn.text))
        names = [name for name in (*reversed(said), *filter(None, bare))
                 if name not in source.gloss.names and namer.kinds.get(name) in kinds][:1]  # fmt: skip
    if not names and not rest.names:
        names = _bare_of_a_kind(first, source, said, namer)
    if not names or len(terms(" ".join(rest.unnamed))) > 3:
        return None
    if asked.english and not asked.names:
        # "The other Mina, the TWICE one. What was her diagnosis?"
        told = [name for word in words(first) if (name := namer.bare(word, names))]
        names = list(dict.fromkeys([*told, *names]))[:1]
        own = [word for word in asked.english.split() if word.casefold() not in _PERSONAL]
        return Gloss(" ".join([*names, *own]), tuple(names), asked.translated, asked.read)
    return Gloss(" ".join(["what about", *names]), tuple(names), gloss.translated, gloss.read)


def _bare_of_a_kind(said_now: str, source: Turn, said: Sequence[str], namer: Namer) -> list[str]:
    """The one word of a correction as a name, where the last turn named another of its kind: "sorry,
    I meant Serendipity", of who sings Epiphany. Elsewhere it is an ordinary word."""
    told = words(said_now)
    name = namer.bare(told[0], said) if len(told) == 1 else None
    if name is None:
        return []
    before = {*source.gloss.names, *(namer.bare(word, said) for word in words(source.text))}
    kinds = {namer.kinds.get(one) for one in before if one and one != name}
    return [name] if namer.kinds[name] in kinds else []


def _spoken_of(what: str, earlier: Sequence[Turn], namer: Namer) -> Turn | None:
    """The last turn that spoke of ``what``, a pronoun or some words."""
    said = set(words(what))
    if said & (_PERSONAL | _PLURAL):
        return _with_names(earlier[:-1], namer, plural=bool(said & _PLURAL)) or _with_names(
            earlier, namer
        )
    asked = set(terms(what))
    return next(
        (
            turn
            for turn in reversed(earlier)
            if asked & set(terms(f"{turn.own.english} {turn.text}"))
        ),
        earlier[-2] if len(earlier) > 1 and not asked else None,
    )


def _of_whom(gloss: Gloss, source: Turn, earlier: Sequence[Turn], namer: Namer) -> Turn:
    """``source``, or the last turn about a person where "he" or "she" can mean nobody in it."""
    said = set(words(gloss.english.casefold()))
    if not said & _PERSONAL or _with_names([source], namer, plural=True) or people(gloss, namer):
        return source
    return _with_names(earlier, namer) or source


def _of_which(text: str, gloss: Gloss, source: Turn, earlier: Sequence[Turn], namer: Namer) -> Turn:
    """``source``, or the last turn that named a thing of the kind that a message points back to:
    "which album is that song on?", where the last turn names a person only."""
    match = None if gloss.names else _THAT.search(text)
    if match is None:
        return source
    kinds = _KINDS_OF.get(match[1].casefold(), (match[1].casefold(),))
    for turn in (source, *reversed(earlier)):
        names = tuple(name for name in turn.gloss.names if namer.kinds.get(name) in kinds)
        if names:
            meant = replace(turn.gloss, names=names, english=" ".join(names))
            return turn if turn is source else replace(turn, gloss=meant)
    return source


def _together(source: Turn, earlier: Sequence[Turn], namer: Namer) -> Turn:
    """``source`` with all artists that it and the turns before it are about: "which of them"."""
    said = dict.fromkeys(
        name for turn in reversed(earlier) for name in turn.gloss.names
        if namer.kinds.get(name) in ("person", "group")
    )  # fmt: skip
    own = [name for name in source.gloss.names if name in said]
    if len(own) != 1 or len(said) < 2:
        return source
    names = tuple(sorted(list(said)[:_MOST], key=list(said).index, reverse=True))
    english = " ".join([*names, *source.gloss.unnamed])
    return replace(source, gloss=replace(source.gloss, english=english, names=names))


def _with_names(earlier: Sequence[Turn], namer: Namer, plural: bool = False) -> Turn | None:
    return next((turn for turn in reversed(earlier) if people(turn.gloss, namer, plural)), None)


def _told(
    question: str, earlier: str, now: Gloss, before: Gloss | None, whole: Gloss | None
) -> str:
    """A question in its own words, and after it what it takes from before."""
    question = " ".join(question.split())
    if whole is None or before is None:
        return question
    taken = [name for name in whole.names if name not in now.names]
    words_taken = set(before.unnamed) & set(whole.english.split()) - set(now.english.split())
    # Of an earlier follow-up, what it took from before stands beside it, not inside.
    flat = re.sub(r" \((.*)\)$", r" / \1", earlier)
    context = flat if words_taken or not taken else ", ".join(taken)
    return f"{question} ({context})" if context else question
