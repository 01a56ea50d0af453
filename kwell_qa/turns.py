"""Earlier turns: which of them a message goes on from, and what it takes from there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kwell_qa import pointing, smalltalk
from kwell_qa.naming import Gloss, Namer
from kwell_qa.tokens import terms, words

__all__ = [
    "ANAPHORA", "ELLIPSIS", "Turn", "asks_again", "asks_others", "pronouns", "read_after",
]  # fmt: skip

ANAPHORA = frozenset(
    """it its itself that this those these they them their themselves he him his himself she her
    hers herself one ones there then same such so too also else another other others instead again
    anymore""".split()
)
ELLIPSIS = re.compile(
    r"^\W*(ok(ay)?|and|but|so|or|also|now|then|what about|how about|why|when|where|who|how come"
    r"|(?:from|by|with|in|on|at|for|to|of) (?:how many|whom?|which|what)"
    r"|really|which one|what else|any other|more|is (it|that|he|she)|are they|did (it|they|he|she)"
    r"|a+w+|wo+w|omg|(?:how|what) did (?:people|fans|everyone|the (?:fans|public|media)) "
    r"(?:react|respond|say|think)(?: (?:then|to (?:it|that)|about (?:it|that)))?\W*$"
    r"|how much (?:per|an?|is it|is that|does (?:it|that) cost)(?: \w+)?\W*$)(?:\b|$)"
)
_DEFINES = re.compile(
    r"^\W*(what|who|whats|whos|tell me about|explain) ?(is|are|was|were|s)?\b(?!.*\bdo\b)"
)
_WHO = re.compile(
    r"^\W*(?:(?:ok|okay|oh|so|and|but)\W+)*who (?:is|was|are|were|did|does|has|had)\b"
)
_AMOUNTS = frozenset(terms("how many much total altogether overall sum by until"))
"""Words of "how much in total by 2019", which says nothing of its own."""
_OTHERS = re.compile(
    r"\b((any|which|what|are there|who) (other|others|else)|anyone else|anybody else|someone else)\b"
)
_OPENING = r"^\W*(?:(?:ok|okay|oh|well|but|so|and|n|now|right|anyway|btw|hm+|lol)\W+)*"
_ANEW = re.compile(
    _OPENING + r"(?:(?:what|how) about\b[^,?;:.–-]+[,?;:.–-]"
    r"|and\s+(?!(?:me|us|for me|i)\W)(?:[^\s,?]+\s+){0,3}?[^\s,?]+[,?])\W{0,8}\w+\W{1,8}\w+",
    re.IGNORECASE,
)
"""What is asked about now comes first, and pronouns after it stand for that: "and Suga, what did he
say?"."""
_REST_ASKS = re.compile(
    r" (?:whos?e?|whats?|when|wheres?|which|why|hows?)\b(?! about)"
    r"|(?<! he)(?<! she)(?<! they)(?<! it)(?<! i)(?<! who)"
    r" (?:did|does|do|is|are|was|were|can|could|has|have|had|will|should)\b"
)
"""Something is asked of it; "what about my dad, he's 45" asks the same as before."""
_WHERE = {"organisation", "event", "place", "platform"}
"""Kinds of names that say with whom or where a thing was."""
_LIKEWISE = re.compile(
    r"\b(?:like (?:that|this|it)|(?:the )?same(?: thing)?|similar)\b.*\b(?:for|on|about|with|in|by|from|at)\b"
)
"""Another name for the old one: "is there something like that for YouTube?"."""
_SWITCH = re.compile(
    r"\b(nvm|never mind|nevermind|forget (it|that)|different question|new topic)\b"
)
_BACK = re.compile(
    _OPENING
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
_OF_THESE = re.compile(r"^\W*(?:(?:and|what about|how about|anyone|who|any)\W+)*(?:from|in|of)\b")
"""Some of those asked about before: "and from SEVENTEEN?"."""
_TOGETHER = re.compile(
    r"\b(?:(?:which|who|what|whose|one|each|all|any|both|none|neither|either) (?:one )?of (?:them|those|these|the two|you)|the two|them both|both of them|they both)\b",
    re.IGNORECASE,
)
_MOST = 3
"""Artists who are taken together at the most."""
_PERSONAL = frozenset("he him his himself she her hers herself".split())
_SUBJECTS = frozenset("he his himself she herself".split())
_HERS = re.compile(r"her (?!(?:at|in|on|for|to|with|about|and|or|when|again|too|back|now)\b)\w")
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


def read_after(text: str, gloss: Gloss, earlier: Sequence[Turn], lang: str, namer: Namer) -> Turn:
    """``text``, whose own words are ``gloss``, completed from ``earlier`` turns, oldest first,
    where it must be."""
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
    points = pointing.points(text, lang) or (back and not gloss.names)
    anew = bool(_ANEW.match(text))
    whole = gloss if again else _inherit(gloss, source.gloss, namer, anew, points)
    return Turn(text, gloss, whole or gloss, _told(text, source.told, gloss, source.gloss, whole),
                whole is not None)  # fmt: skip


def pronouns(gloss: Gloss) -> frozenset[str]:
    """Its words that stand for something said before; "it" in a title is none."""
    return ANAPHORA & set(words(" ".join(gloss.unnamed).casefold()))


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
    if not said & _PERSONAL or _with_names([source], namer, plural=True) or _people(gloss, namer):
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


def _people(gloss: Gloss, namer: Namer, plural: bool = False) -> bool:
    kinds = {"person", "group"} if plural else {"person"}
    return any(namer.kinds.get(name) in kinds for name in gloss.names)


def _with_names(earlier: Sequence[Turn], namer: Namer, plural: bool = False) -> Turn | None:
    return next((turn for turn in reversed(earlier) if _people(turn.gloss, namer, plural)), None)


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
    if before.names and asks_others(now):
        # "any other soloists?": the earlier words, but not those that it was about.
        said = [word for word in before.unnamed if word not in ANAPHORA]
        english = " ".join([*said, now.english])
        return Gloss(english, (), now.translated or before.translated, now.read)
    own = terms(" ".join(now.unnamed))
    anaphoric = not anew and bool(pronouns(now)) and not _of_its_own(now, namer)
    anaphoric = anaphoric or (back and not now.names)
    if anew and not now.names and len(own) >= 2 and _REST_ASKS.search(text):
        return None
    elliptic = bool(ELLIPSIS.match(text))
    whole = len(own) >= 2 or (own and _WHO.match(text)) or (not elliptic and _DEFINES.match(text))
    if now.names and not anaphoric and not anew and whole:
        return None
    said = [word for word in own if not (word.isdigit() or word in _AMOUNTS)]
    if not now.names and not anaphoric and not elliptic and len(said) >= 3:
        return None
    names = list(now.names)
    if names and anaphoric and before.names and not _LIKEWISE.search(text):
        # "which one was with the BTS guy?": what "one" stands for, and who is new.
        names = list(dict.fromkeys([*before.names, *names]))
        english = " ".join([*before.names, *before.unnamed, now.english])
    elif (
        names
        and not own
        and before.names
        and _OF_THESE.match(text)
        and not (
            {namer.kinds.get(name) for name in names}
            & {namer.kinds.get(name) for name in before.names}
        )
    ):
        english = " ".join([before.english, *names])
        names = [*before.names, *names]
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
        # "Mina" said alone before, where her group was not named.
        unnamed = [
            word
            for word in before.unnamed
            if not _people(Gloss("", (namer.bare(word.casefold(), now.names) or "",)), namer)
        ]
        english = " ".join([now.english, *where, *unnamed])
        if not own and (instead := _in_place(before, now.names, where, namer)):
            english, stay = instead
            names += stay
    return Gloss(english, tuple(names), now.translated or before.translated, now.read)


def _in_place(
    before: Gloss, new: Sequence[str], where: Sequence[str], namer: Namer
) -> tuple[str, list[str]] | None:
    """The question ``before`` with ``new`` names where others of their kind stood, or all others but
    ``where``; and the names that stay, which are none of a person's whose place is taken."""
    kinds = {namer.kinds.get(name) for name in new}
    out = {name for name in before.names if name not in (*where, *new)}
    alike = {name for name in out if namer.kinds.get(name) in kinds}
    kept = out - alike - {group for name in alike for group in namer.groups.get(name, ())}
    stay = [name for name in before.names if alike and name in kept]
    text, place = f" {before.english} ", len(before.english) + 1
    for name in sorted(out.difference(stay), key=lambda one: (-len(one), one)):
        found = text.find(f" {name} ")
        if found >= 0:
            place = min(place, found)
            text = text.replace(f" {name} ", " ")
    if not out.difference(stay):
        return None
    return " ".join([*text[:place].split(), " and ".join(new), *text[place:].split()]), stay


def _of_its_own(now: Gloss, namer: Namer) -> bool:
    """Whether all its pronouns stand for somebody it names before: "when did Joy say she …"."""
    text = f" {now.english.casefold()} "
    told = [text.find(f" {name.casefold()} ") for name in now.names
            if namer.kinds.get(name) == "person"]  # fmt: skip
    first = min((place for place in told if place >= 0), default=None)
    for name in now.names:
        text = text.replace(f" {name.casefold()} ", f" {' ' * len(name)} ")
    pointing_back = [one for one in re.finditer(r"[a-z]+", text) if one[0] in ANAPHORA]
    return (
        first is not None
        and bool(pointing_back)
        and all(
            one.start() > first and (one[0] in _SUBJECTS or _HERS.match(text, one.start()))
            for one in pointing_back
        )
    )


def asks_others(gloss: Gloss) -> bool:
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
