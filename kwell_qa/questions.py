"""A question as it is searched: language, English words, names, kind, and earlier turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kwell_qa import asides, halving, pointing, siding, subjects
from kwell_qa.excluding import without_excluded
from kwell_qa.inheriting import ANAPHORA, ELLIPSIS, asks_others, pronouns
from kwell_qa.languages import detect_language
from kwell_qa.naming import Gloss, Namer
from kwell_qa.romanised import in_hangul
from kwell_qa.tokens import spelled, terms, words
from kwell_qa.turns import Turn, asks_again, read_after

__all__ = [
    "MAX_BYTES", "Query", "defines_by_itself", "detect_language", "focus", "points_back", "read",
    "taken",
]  # fmt: skip

MAX_BYTES = 8192
"""The longest question that is answered, in UTF-8; ``kwell_qa.lengths`` holds all to it."""
OTHER_SCRIPTS = ("ko", "ja", "zh", "th", "ar")
"""Languages of ours that are not written in Latin letters."""
_TURNS = 6
"""Earlier turns that a question is read with."""
_HEAD = 600
"""Characters in which a question says what it asks for."""
LITTLE = 2
"""Terms of the part that asks up to which what was told before it belongs to the question."""

# What a question wants, told from its English words.
_KINDS = (
    ("compare", re.compile(r"\b(compare|comparison|differ\w*|versus|vs|both|each|between)\b")),
    # "what helps when I lie awake" and "when my friend is low, do I ask?" ask for no date.
    ("when", re.compile(r"^(?!.*\b(?:what|how|why|who|where)\b(?! about)"
                        r"(?:(?!\b(?:and|or|n|but|is|know|said|tell|ask)\b).)*\bwhen\b).*"
                        r"\bwhen\b(?! (?:i|im|i'm|my|ur|you're|someone|somebody|everyone|everybody)\b)"
                        r"|\b(what (year|date|day|month|time)|how long ago|since when)\b")),
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
    said: str = ""
    """Of a follow-up, the English words that it says itself."""
    besides: tuple[str, ...] = ()
    """Names said before, of which others are asked for now."""
    excluded: tuple[str, ...] = ()
    """Names that it says it does not mean."""
    halves: tuple[Query, ...] = ()
    """The two questions in it, where it asks two, the second read after the first; or that on the
    good side of a thing and that on the bad one."""
    resolved: str | None = None
    alone: Query | None = None
    """Of a follow-up, the same read without the earlier turns."""
    together: Query | None = None
    """Of what names nobody and may go on from more of the earlier turns, the same read with them."""
    half: bool = False
    """It is the second half of a question, read after the first."""
    instead: bool = False
    """It only puts another name in the place of one asked about before: alone it asks nothing."""
    translated: bool = False
    understood: float = 1.0
    """Share of the question's letters that names and lexicon could read."""

    @property
    def wide(self) -> bool:
        """Whether it wants several things, or a way to do one: no single fact answers it."""
        return self.many or self.kind in ("how", "compare")

    @property
    def before(self) -> str:
        """The search words that a follow-up has from an earlier question, where it asks something
        else by itself: "why did they close it?"."""
        asks = self.kind is not None and any(not term.isdigit() for term in terms(self.said))
        return " ".join(taken(self)) if asks and not self.instead else ""


def taken(query: Query) -> list[str]:
    """The search words of a follow-up that are those of earlier turns."""
    own = set(query.said.split())
    return [word for word in query.english.split() if word not in own] if query.resolved else []


def points_back(query: Query) -> bool:
    """Whether a question holds a word that stands for something said before."""
    if asks_again(query.text) or pointing.points(query.text, query.lang):
        return True
    return bool(pronouns(Gloss(query.english, query.names))) or bool(
        ELLIPSIS.match(query.english.casefold()) and len(query.terms) < 2
    )


_WHOLE = re.compile(
    r"^\W*(?:(?:ok|okay|oh|so|and|but|wait|hey)\W+)*(?:(?:what|who) (?:is|are)|whats|whos)\s+(?:exactly )?(?:an? )?"
    r"(?!the\b|that\b|this\b|it\b|its\b|they\b|their\b|his\b|her\b|there\b|about\b|else\b)[\w' -]{2,40}\W*$",
    re.IGNORECASE,
)


def defines_by_itself(question: str) -> bool:
    """Whether an English question asks what a thing is and says which: "what is doomscrolling?"."""
    return bool(_WHOLE.match(question)) and not ANAPHORA & set(words(question))


def kind_of(english: str) -> str | None:
    """What an English question asks for: when, who, how, …, or ``None``."""
    text = english.casefold()[:_HEAD]
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), None)


_POINTS_BACK = ANAPHORA - {"there", "then", "so", "too", "also", "again", "anymore"} | {"which"}
_DOUBTS = frozenset(
    "proof proven evidence true real really fake source sources confirmed legit right correct sure"
    " any there such".split()
)
"""Words of those who ask only whether what they have just said is so."""
_DOUBTED = frozenset(terms(" ".join(_DOUBTS)))
_PIECES = re.compile(
    r"[.!?…,;:\n]+|[\u2600-\u27bf\U0001f000-\U0001faff]+|\b(?:lol|lmao|btw|anyway|quick)\b"
)
_ASKS = re.compile(
    r"^\W*(?:and |so |but |ok |pls |please |hey )*(?!what an? )"
    r"(?:(?:on|in|at|for|by|to|from|since|with|of|until|about) (?=wh|how))?"
    r"(who|whos|whose|what|whats|when|where|which|why|how"
    r"|is|are|was|were|did|does|do|can|could|should|has|have|will|tell me|list|explain)\b"
)


_DUTY = re.compile(
    r"\b(?:teachers?|schools?|parents?|counsell?ors?|adults?|agenc(?:y|ies)|compan(?:y|ies))\b"
)
_WHAT_WAS_SAID = re.compile(r"\b(?:that|this)\W*$")
"""All of what comes before is what is asked about: "…, so what made BTS choose that?"."""
_BODY = re.compile(r"^\W*who (?:or|and|says|said|recommends?|figures?|data)\b")
"""The World Health Organization, in small letters."""
# What to do about what was told before: these words say nothing of it themselves.
_ABOUT_IT = re.compile(
    r"^\W*(?:and |so |but |ok |pls |please |hey )*(?:(?:what|how) (?:can|could|should|shall|do|would|must|else can|to)"
    r" ?(?:i|we|you|one)? ?(?:even |actually |really |best )?(?:do|say|try|handle|react|respond|cope|deal with|help)?"
    r"|whats? (?:is )?(?:the |a )?(?:\w+ )?(?:move|thing|way|idea|trick|solution|plan)(?: to do)?"
    r"|(?:do|should|must|can) i (?:have to |got ?ta |really )?(?:join|go|do|answer|reply|say|tell|stop))"
    r"(?: (?:to|about|with|then|now|rn|right|there|here|on|the|spot|a|this|that|it|them|her|him|her|in|moment|instead"
    r"|or|not|pls|please|to do|anything|something|mine))*\W*$"
)
_OPENED = re.compile(
    r"^\W*(?:(?:ok|okay|oh|so|and|n|but|also)\W+)+(?=(?:what|who)(?:s| is| are)\b)"
)
"""What a message opens with that asks nothing: "ok and what is …" asks one thing."""
_ASKING = re.compile(r"\b(?:what|which|who|when|where|why|how (?:many|much|long))\b")


def _wants_several(gloss: Gloss) -> bool:
    """Whether more than one thing is asked; a gloss lacks the small word between the two."""
    text = _OPENED.sub("", gloss.english.casefold())
    return bool(_MANY.search(text)) or (gloss.translated and len(_ASKING.findall(text)) > 1)


def focus(question: str) -> str:
    """The part of a chatty English message that asks, or all of it where none stands out."""
    folded = (
        question.casefold().replace("’", "'").replace("what's", "whats").replace("who's", "whos")
    )
    pieces = [piece for piece in _PIECES.split(folded) if piece and piece.strip()]
    asking = [
        number
        for number, piece in enumerate(pieces)
        if _ASKS.match(piece)
        and not _BODY.match(piece)
        and len(piece.split()) >= 3
        and terms(piece)
    ]
    if not asking or asking[0] == 0:
        return question
    return " , ".join(pieces[asking[0] :])


def _says_little(part: str, asked: set[str], asking: Gloss, whole: Gloss, namer: Namer) -> bool:
    """Whether the part that asks, whose terms are ``asked``, says hardly anything itself: "what
    percentages came out?".

    Not where only a platform is named besides, which is where somebody has been; nor where it says
    who is to do something.
    """
    elsewhere = any(namer.kinds.get(name) == "platform" for name in whole.names)
    if asking.names or elsewhere or _DUTY.search(part):
        return False
    return len(asked) <= LITTLE


def read(question: str, history: Sequence[str], lang: str, namer: Namer) -> Query:
    """``question`` in ``lang``, completed from the earlier user turns only where it must be.

    Korean in Latin letters, which is taken for another language, is read as Korean.
    """
    if lang not in OTHER_SCRIPTS and (korean := in_hangul(question, namer)):
        history = [in_hangul(turn, namer) or turn for turn in history[-_TURNS:]]
        return replace(read(korean, history, "ko", namer), text=question)
    query = _read(question, history, lang, namer)
    both = siding.sides(question, lang)
    if both is not None and query.kind != "compare":
        return replace(query, halves=tuple(_read(side, history, lang, namer) for side in both))
    two = halving.halves(question, lang)
    if two is None or query.kind == "compare":
        return query
    first, second = two
    one = _read(first, (), lang, namer)
    if history and one.names and not points_back(one):
        # "when did Chan's Room end, and why did it?": what points back points to the first half.
        history, query = (), _read(question, (), lang, namer)
    elif history:
        one = _read(first, history, lang, namer)
    other = _read(second, (*history, first), lang, namer)
    return replace(query, halves=(one, replace(other, half=True)))


def _read(
    question: str, history: Sequence[str], lang: str, namer: Namer, joined: bool = False
) -> Query:
    """``joined``: whatever turn names nobody goes on from the one before."""
    text = question
    question, excluded = without_excluded(question, lang, namer)
    if lang == "en":
        question = asides.without_hyperbole(question)
    gloss = asides.without(namer.read(question, lang), namer)
    gloss = subjects.named(question, gloss, lang, namer)
    if lang == "en":
        part = focus(question)
        asking = asides.without(namer.read(part, lang), namer) if part != question else gloss
        asked = set(terms(part))
        if (
            asked <= _DOUBTED
            or _ABOUT_IT.match(part)
            or _says_little(part, asked, asking, gloss, namer)
            or _WHAT_WAS_SAID.search(part)
            or (
                set(words(part)) & _POINTS_BACK
                and not (asking.names and set(gloss.names) <= {*asking.names})
            )
        ):
            # "postcards in spring, what was it called", "they met in May, is there proof": what
            # comes before is what is asked about, but where the part names all that is named.
            asking = gloss
        # Names may stand before the part that asks ("TXT fan here: what did they …").
        gloss = asking if asking.names or not gloss.names else Gloss(
            " ".join([*gloss.names, asking.english]), gloss.names)  # fmt: skip
    earlier: list[Turn] = []
    for turn in history[-_TURNS:]:
        told = subjects.named(turn, namer.read(turn, lang), lang, namer)
        earlier.append(read_after(turn, told, earlier, lang, namer, joined))
    now = read_after(question, gloss, earlier, lang, namer, joined)
    gloss = now.own
    resolved = now.gloss if now.follows else None
    final = now.gloss
    said = [name for turn in earlier for name in turn.own.names]
    own = terms(question) if lang != "en" and not asks_again(question) else []
    english_terms = terms(final.english)
    searched = list(dict.fromkeys([*english_terms, *own]))
    instead = resolved is not None and bool(gloss.names) and gloss.english not in final.english
    instead = instead and not terms(" ".join(gloss.unnamed))
    # Glosses of other languages pass over small words that may point back.
    more = len(history) > 1 if resolved else bool(history) and lang != "en"
    more = more and not (joined or final.names)
    return Query(
        text=text,
        lang=lang,
        alone=_read(text, (), lang, namer) if resolved and not instead else None,
        together=_read(text, history, lang, namer, joined=True) if more else None,
        english=final.english,
        names=final.names,
        kind=kind_of(gloss.english)
        or (kind_of(final.english) if instead else None)
        or (
            # "MOA Diary TXT what": glosses lack the small words that tell a definition.
            "define" if gloss.translated and "what" in words(gloss.english) else None
        ),
        own=frozenset(terms(gloss.english)) if resolved else frozenset(),
        said=gloss.english if resolved else "",
        many=_wants_several(gloss) or len(final.names) > 1,
        terms=tuple(searched),
        subject=tuple(list(spelled(" ".join(final.unnamed)).items())[:40]),
        besides=tuple(one for one in dict.fromkeys(said) if one not in final.names)
        if resolved and asks_others(gloss) else (),
        resolved=now.told if resolved else None,
        instead=instead,
        translated=gloss.translated,
        understood=gloss.read,
        excluded=tuple(name for name in excluded if name not in final.names),
    )
