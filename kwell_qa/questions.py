"""A question as it is searched: language, English words, names, kind, and earlier turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kwell_qa import asides, pointing
from kwell_qa.languages import detect_language
from kwell_qa.naming import Gloss, Namer
from kwell_qa.tokens import spelled, terms, words

__all__ = [
    "MAX_BYTES", "Query", "defines_by_itself", "detect_language", "points_back", "read",
]  # fmt: skip

MAX_BYTES = 8192

# What a question wants, told from its English words.
_KINDS = (
    ("compare", re.compile(r"\b(compare|comparison|differ\w*|versus|vs|both|each|between)\b")),
    ("when", re.compile(r"\b(when|what (year|date|day|month|time)|how long ago|since when)\b")),
    ("count", re.compile(r"\b(how (many|much|long|old|tall|often|far|fast)|what (number|percent\w*"
                         r"|age|amount)|which number)\b")),
    ("who", re.compile(r"\b(who|whom|whose|which (member|artist|singer|idol|group|person|people"
                       r"|members|artists|idols|groups))\b")),
    ("where", re.compile(r"\b(where|which (country|city|school|university|hospital|place))\b")),
    ("why", re.compile(r"\b(why|reason|how come|what for|cause)\b")),
    ("define", re.compile(r"\b(what (is|are|was|were|s|does .* mean)|whats|meaning|define"
                          r"|definition|who is|tell me about)\b")),
    ("how", re.compile(r"\b(how|ways?|tips?|steps?|what can|what should|what helps?)\b")),
)  # fmt: skip
_MANY = re.compile(
    r"\b(list|which .*(s|es) (are|have|do|did|were|with|about)|what .* and (what|when|who|how|why)"
    r"|(and|n|&) (what|when|who|how|why|which|where|in which|did|do|does|is|was|were|has|have|by)|examples?|all|several|more than one|ways"
    r"|tips|steps|signs|what support|walk me through|exercise)\b"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question, ready to be searched.

    ``english`` are its search words, canonical names in it; ``resolved`` tells how it was
    understood where earlier turns were needed; ``kind`` is what it asks for.
    """

    text: str
    lang: str
    english: str
    names: tuple[str, ...]
    kind: str | None
    many: bool
    terms: tuple[str, ...]
    subject: tuple[tuple[str, str], ...] = ()
    """Stem and spelling of each English search word that is not part of a name."""
    own: frozenset[str] = frozenset()
    """Of a follow-up, the terms that it says itself: what is new counts for more."""
    besides: tuple[str, ...] = ()
    """Names said before, of which others are asked for now."""
    resolved: str | None = None
    translated: bool = False
    understood: float = 1.0
    """Share of the question's letters that names and lexicon could read."""

    @property
    def wide(self) -> bool:
        """Whether it wants several things, or a way to do one: no single fact answers it."""
        return self.many or self.kind in ("how", "compare")


_ANAPHORA = frozenset(
    """it its itself that this those these they them their themselves he him his himself she her
    hers herself one ones there then same such so too also else another other others instead again
    anymore""".split()
)
_ELLIPSIS = re.compile(
    r"^\W*(ok(ay)?|and|but|so|or|also|now|then|what about|how about|why|when|where|who|how come"
    r"|really|which one|what else|any other|more|is (it|that|he|she)|are they|did (it|they|he|she))\b"
)
_DEFINES = re.compile(r"^\W*(what|who|whats|whos|tell me about|explain) ?(is|are|was|were|s)?\b(?!.*\bdo\b)")
_OTHERS = re.compile(
    r"\b((any|which|what|are there|who) (other|others|else)|anyone else|anybody else|someone else)\b"
)
_ANEW = re.compile(
    r"^\W*(?:(?:ok|okay|oh|well|but|so|and|n|hm+)\W+)*"
    r"(?:(?:what|how) about\b[^,?;:.–-]+[,?;:.–-]|and\s+(?:\S+\s+){0,3}?\S+[,?])\W*\w+\W+\w+",
    re.IGNORECASE,
)
"""What is asked about now comes first, and pronouns after it stand for that: "and Suga, what did he
say?"."""
_WHERE = {"organisation", "event", "place", "platform"}
"""Kinds of names that say with whom or where a thing was."""
_LIKEWISE = re.compile(
    r"\b(?:like (?:that|this|it)|(?:the )?same(?: thing)?|similar)\b.*\b(?:for|on|about|with|in|by|from|at)\b"
)
"""Another name for the old one: "is there something like that for YouTube?"."""
_SWITCH = re.compile(r"\b(nvm|never mind|nevermind|forget (it|that)|different question|new topic)\b")


def _inherit(
    now: Gloss, before: Gloss, namer: Namer, anew: bool = False, back: bool = False
) -> Gloss | None:
    """``now`` with what it leaves unsaid taken from ``before``; ``None`` if it stands alone.

    ``anew``: it says first what it is about, so that its pronouns do not point back.
    ``back``: it has such a pronoun, in its own language.
    """
    text = now.english.casefold()
    if _SWITCH.search(text):
        return None
    if before.names and _asks_others(now):
        # "any other soloists?": the earlier words, but not those that it was about.
        english = " ".join([*before.unnamed, now.english])
        return Gloss(english, (), now.translated or before.translated, now.read)
    own = terms(" ".join(now.unnamed))
    anaphoric = not anew and bool(_ANAPHORA & set(words(text)))
    anaphoric = anaphoric or (back and not now.names)
    if anew and not now.names and len(own) >= 2:
        return None
    elliptic = bool(_ELLIPSIS.match(text))
    if now.names and not anaphoric and not anew and (len(own) >= 2 or (not elliptic and _DEFINES.match(text))):
        return None
    if not now.names and not anaphoric and not elliptic and len(own) >= 3:
        return None
    names = list(now.names)
    if names and anaphoric and before.names and not _LIKEWISE.search(text):
        # "which one was with the BTS guy?": what "one" stands for, and who is new.
        names = list(dict.fromkeys([*before.names, *names]))
        english = " ".join([*before.names, *before.unnamed, now.english])
    elif not names:
        names = list(before.names)
        lead = " ".join(names)
        # With nothing named before, the earlier words themselves are the subject.
        topic = "" if names else before.english
        english = " ".join(part for part in (lead, topic, now.english) if part)
        if names and len(own) < 2:
            english = " ".join([lead, *before.unnamed, now.english])
    else:
        # "what about aespa?": the earlier question, with the new name for the old one. Where
        # something was stays, unless that is what is new.
        kinds = {namer.kinds.get(name) for name in names}
        where = [
            name for name in before.names
            if namer.kinds.get(name) in _WHERE - kinds and name not in names
        ]  # fmt: skip
        names += where
        english = " ".join([now.english, *where, *before.unnamed])
    return Gloss(english, tuple(names), now.translated or before.translated, now.read)


def _asks_others(gloss: Gloss) -> bool:
    """Whether others than those named before are asked for: "any other soloists?"."""
    return not gloss.names and bool(_OTHERS.search(gloss.english.casefold()))


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


def points_back(query: Query) -> bool:
    """Whether a question holds a word that stands for something said before."""
    if pointing.points(query.text, query.lang):
        return True
    return bool(_ANAPHORA & set(words(query.english))) or bool(
        _ELLIPSIS.match(query.english.casefold()) and len(query.terms) < 2
    )


_WHOLE = re.compile(
    r"^\W*(?:(?:ok|okay|oh|so|and|but|wait|hey)\W+)*(?:(?:what|who) (?:is|are)|whats|whos)\s+(?:exactly )?(?:an? )?"
    r"(?!the\b|that\b|this\b|it\b|its\b|they\b|their\b|his\b|her\b|there\b|about\b|else\b)[\w' -]{2,40}\W*$",
    re.IGNORECASE,
)


def defines_by_itself(question: str) -> bool:
    """Whether an English question asks what a thing is and says which: "what is doomscrolling?"."""
    return bool(_WHOLE.match(question)) and not _ANAPHORA & set(words(question))


def kind_of(english: str) -> str | None:
    """What an English question asks for: when, who, how, …, or ``None``."""
    text = english.casefold()
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), None)


_POINTS_BACK = _ANAPHORA - {"there", "then", "so", "too", "also", "again", "anymore"} | {"which"}
_DOUBTS = frozenset(
    "proof proven evidence true real really fake source sources confirmed legit right correct sure"
    " any there such".split()
)
"""Words of those who ask only whether what they have just said is so."""
_DOUBTED = frozenset(terms(" ".join(_DOUBTS)))
_PIECES = re.compile(r"[.!?…,;:\n]+|[\u2600-\u27bf\U0001f000-\U0001faff]+|\b(?:lol|lmao|btw|anyway|quick)\b")
_ASKS = re.compile(
    r"^\W*(?:and |so |but |ok |pls |please |hey )*"
    r"(?:(?:on|in|at|for|by|to|from|since|with|of|until|about) (?=wh|how))?"
    r"(who|whos|whose|what|whats|when|where|which|why|how"
    r"|is|are|was|were|did|does|do|can|could|should|has|have|will|tell me|list|explain)\b"
)


_ASKING = re.compile(r"\b(?:what|which|who|when|where|why|how (?:many|much|long))\b")


def _wants_several(gloss: Gloss) -> bool:
    """Whether more than one thing is asked; a gloss lacks the small word between the two."""
    text = gloss.english.casefold()
    return bool(_MANY.search(text)) or (gloss.translated and len(_ASKING.findall(text)) > 1)


def focus(question: str) -> str:
    """The part of a chatty English message that asks, or all of it where none stands out."""
    folded = question.casefold().replace("’", "'").replace("what's", "whats").replace("who's", "whos")
    pieces = [piece for piece in _PIECES.split(folded) if piece and piece.strip()]
    asking = [
        number
        for number, piece in enumerate(pieces)
        if _ASKS.match(piece) and len(piece.split()) >= 3 and terms(piece)
    ]
    if not asking or asking[0] == 0:
        return question
    return " , ".join(pieces[asking[0] :])


def read(question: str, history: Sequence[str], lang: str, namer: Namer) -> Query:
    """``question`` in ``lang``, completed from the earlier user turns only where it must be."""
    gloss = asides.without(namer.read(question, lang), namer)
    if lang == "en":
        part = focus(question)
        asking = asides.without(namer.read(part, lang), namer) if part != question else gloss
        if set(terms(part)) <= _DOUBTED or (
            set(words(part)) & _POINTS_BACK
            and not (asking.names and set(gloss.names) <= {*asking.names})
        ):
            # "postcards in spring, what was it called", "they met in May, is there proof": what
            # comes before is what is asked about, but where the part names all that is named.
            asking = gloss
        # Names may stand before the part that asks ("TXT fan here: what did they …").
        gloss = asking if asking.names or not gloss.names else Gloss(
            " ".join([*gloss.names, asking.english]), gloss.names)  # fmt: skip
    resolved: Gloss | None = None
    told = question
    said: list[str] = []
    if history:
        before: Gloss | None = None
        earlier = ""
        for turn in history[-6:]:
            read_turn = pointing.somebody(turn, namer.read(turn, lang), said, namer)
            said.extend(read_turn.names)
            anew = bool(_ANEW.match(turn))
            back = pointing.points(turn, lang)
            whole = _inherit(read_turn, before, namer, anew, back) if before else None
            earlier = _told(turn, earlier, read_turn, before, whole)
            before = whole or read_turn
        gloss = pointing.somebody(question, gloss, said, namer)
        anew = bool(_ANEW.match(question))
        back = pointing.points(question, lang)
        resolved = _inherit(gloss, before, namer, anew, back) if before else None
        told = _told(question, earlier, gloss, before, resolved)
    final = resolved or gloss
    own = terms(question) if lang != "en" else []
    english_terms = terms(final.english)
    searched = list(dict.fromkeys([*english_terms, *own]))
    return Query(
        text=question,
        lang=lang,
        english=final.english,
        names=final.names,
        kind=kind_of(gloss.english) or (
            # "MOA Diary TXT what": glosses lack the small words that tell a definition.
            "define" if gloss.translated and "what" in words(gloss.english) else None
        ),
        own=frozenset(terms(gloss.english)) if resolved else frozenset(),
        many=_wants_several(gloss) or len(final.names) > 1,
        terms=tuple(searched),
        subject=tuple(list(spelled(" ".join(final.unnamed)).items())[:40]),
        besides=tuple(dict.fromkeys(said)) if resolved and _asks_others(gloss) else (),
        resolved=told if resolved else None,
        translated=gloss.translated,
        understood=gloss.read,
    )
