"""What a message takes from the question before it, or that it stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kwell_qa import wholes
from kwell_qa.naming import Gloss, Namer
from kwell_qa.tokens import terms, words

__all__ = ["ANAPHORA", "ELLIPSIS", "OPENING", "asks_others", "inherit", "people", "pronouns"]

ANAPHORA = frozenset(
    """it its itself that this those these they them their themselves he him his himself she her
    hers herself one ones there then same such so too also else another other others instead again
    anymore""".split()
)
_ANEW_DONE = frozenset("again anymore".split())
_FULL = 4
"""Words of its own, beside a name, with which "again" points to what the name did before: "when was
S.Coups back again after his break for anxiety?"."""
ELLIPSIS = re.compile(
    r"^\W*(ok(ay)?|and|but|so|or|also|now|then|what about|how about|why|when|where|who|how come"
    r"|(?:from|by|with|in|on|at|for|to|of) (?:how many|whom?|which|what)"
    r"|really|which one|what else|any other|more|is (it|that|he|she)|are they|did (it|they|he|she)"
    r"|a+w+|wo+w|omg|(?:how|what) did (?:people|ppl(?: person)?|fans|stans|everyone|the (?:fans|public|media)) "
    r"(?:react|respond|say|think)(?: (?:then|to (?:it|that)|about (?:it|that)))?\W*$"
    r"|how much (?:naman |po |ba |nga )?(?:per|an?|is it|is that|does (?:it|that) cost)(?: \w+)?\W*$)(?:\b|$)"
)
_DEFINES = re.compile(
    r"^\W*(what|who|whats|whos|tell me about|explain) ?(is|are|was|were|s)?\b(?!.*\bdo\b)"
)
_WHO = re.compile(
    r"^\W*(?:(?:ok|okay|oh|so|and|but)\W+)*who (?:is|was|are|were|did|does|has|had)\b"
)
_WHEN = re.compile(r"\b(?:when|where|why)\b")
"""With a name and a word of its own it asks all: "when did Chan's Room end?"."""
_AMOUNTS = frozenset(terms("how many much total altogether overall sum by until"))
"""Words of "how much in total by 2019", which says nothing of its own."""
_OTHERS = re.compile(
    r"\b((any|which|what|are there|who) (other|others|else)|anyone else|anybody else|someone else)\b"
)
OPENING = r"^\W*(?:(?:ok|okay|oh|well|but|so|and|n|now|right|anyway|btw|hm+|lol)\W+)*"
_ANEW = re.compile(
    OPENING + r"(?:(?:what|how) about\b[^,?;:.–-]+[,?;:.–-]"
    r"|and\s+(?!(?:me|us|for me|i)\W)(?:[^\s,?]+\s+){0,3}?[^\s,?]+[,?])\W{0,8}(?P<rest>\w+\W{1,8}\w+.*)",
    re.IGNORECASE | re.DOTALL,
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
_BY_MYSELF = re.compile(
    OPENING + r"how (?:do|can|could|should|would|to)(?: (?:i|we|u|you|one|people))? "
    r"(?!(?:i|we|u|you|one|people)\b)(?!(?:do|join|donate|help|apply|use|watch|get|buy|sign|vote|call|contact|reach|find|access|download|stream|stop"
    r"|support|start|try|tell|ask|cope|deal|handle|react|respond|fix|avoid|prevent|quit|send|write|read|report)\W*$)"
    r"(?P<what>\w+(?: \w+){0,3})\W*$",
    re.IGNORECASE,
)
"""Asks how one does a thing, and says which: "how can I stop crying?". Some verbs alone do not."""
_SWITCH = re.compile(
    r"\b(nvm|never mind|nevermind|forget (it|that)|different question|new topic)\b"
)
_OF_THESE = re.compile(r"^\W*(?:(?:and|what about|how about|anyone|who|any)\W+)*(?:from|in|of)\b")
"""Some of those asked about before: "and from SEVENTEEN?"."""
_SUBJECTS = frozenset("he his himself she herself".split())
_HERS = re.compile(r"her (?!(?:at|in|on|for|to|with|about|and|or|when|again|too|back|now)\b)\w")


def pronouns(gloss: Gloss) -> frozenset[str]:
    """Its words that stand for something said before; "it" in a title is none."""
    return ANAPHORA & set(words(" ".join(gloss.unnamed).casefold()))


def asks_others(gloss: Gloss) -> bool:
    """Whether others than those named before are asked for: "any other soloists?"."""
    return not gloss.names and bool(_OTHERS.search(gloss.english.casefold()))


def people(gloss: Gloss, namer: Namer, plural: bool = False) -> bool:
    kinds = {"person", "group"} if plural else {"person"}
    return any(namer.kinds.get(name) in kinds for name in gloss.names)


def inherit(
    text: str, now: Gloss, before: Gloss, namer: Namer, points: bool = False
) -> Gloss | None:
    """``now``, read of ``text``, with what it leaves unsaid taken from ``before``; ``None`` if it
    stands alone.

    ``points``: it has a pronoun that points back, in its own language.
    """
    if _SWITCH.search(now.english.casefold()):
        return None
    if before.names and asks_others(now):
        # "any other soloists?": the earlier words, but not those that it was about.
        stay = tuple(name for name in before.names
                     if not _artist(name, namer) and namer.kinds.get(name) != "platform")  # fmt: skip
        said = [word for word in before.unnamed if word not in ANAPHORA]
        english = " ".join([*stay, *said, now.english])
        return Gloss(english, stay, now.translated or before.translated, now.read)
    # Of "and Suga, what did he say?" the pronoun does not point back.
    anew = _anew(text, now)
    back = pronouns(now)
    if now.names and len(terms(" ".join(now.unnamed))) >= _FULL:
        back -= _ANEW_DONE
    anaphoric = not anew and bool(back) and not _of_its_own(now, namer)
    anaphoric = anaphoric or (points and not now.names)
    if _stands_alone(text, now, namer, anew, anaphoric):
        return None
    english, names = _completed(now, before, namer, anaphoric)
    return Gloss(english, tuple(names), now.translated or before.translated, now.read)


def _anew(text: str, now: Gloss) -> bool:
    """Whether a message says first what it is about. Of "and two years earlier, was it the same?"
    it does not: something must be asked of that."""
    match = _ANEW.match(text)
    return bool(match and (now.names or set(terms(match["rest"])) - ANAPHORA))


def _stands_alone(
    text: str, now: Gloss, namer: Namer, anew: bool, anaphoric: bool
) -> bool:
    """Whether a message says all that it asks. ``anew``: it says first what it is about.
    ``anaphoric``: it has a pronoun for something said before."""
    english = now.english.casefold()
    own = terms(" ".join(now.unnamed))
    if not (anaphoric or own) and _things(now, namer) and wholes.asks_what(text):
        return True
    if anew and not now.names and len(own) >= 2 and _REST_ASKS.search(english):
        return True
    if anaphoric:
        return False
    if not now.names and own and _BY_MYSELF.match(english):
        return True
    elliptic = bool(ELLIPSIS.match(english))
    if now.names:
        asks = own and (_WHO.match(english) or _WHEN.search(english))
        defines = not elliptic and _DEFINES.match(english)
        much = len(now.names) + len(own) >= 3
        return not anew and bool(much or asks or defines)
    said = [word for word in own if not (word.isdigit() or word in _AMOUNTS)]
    return not elliptic and len(said) >= 3


def _things(now: Gloss, namer: Namer) -> bool:
    """Whether it names something, and not only people, of whom much may be asked."""
    return not all(_artist(name, namer) for name in now.names)


def _artist(name: str, namer: Namer) -> bool:
    return namer.kinds.get(name) in ("person", "group")


def _completed(
    now: Gloss, before: Gloss, namer: Namer, anaphoric: bool
) -> tuple[str, Sequence[str]]:
    """The English words and the names of ``now`` with what it takes from ``before``."""
    own = terms(" ".join(now.unnamed))
    if not now.names:
        if before.names and len(own) < 2:
            return " ".join([*before.names, *before.unnamed, now.english]), before.names
        # With nothing named before, the earlier words themselves are the subject.
        topic = before.names or (before.english,)
        return " ".join(part for part in (*topic, now.english) if part), before.names
    if anaphoric and before.names and not _LIKEWISE.search(now.english.casefold()):
        # "which one was with the BTS guy?": what "one" stands for, and who is new.
        english = " ".join([*before.names, *before.unnamed, now.english])
        return english, list(dict.fromkeys([*before.names, *now.names]))
    kinds = {namer.kinds.get(name) for name in now.names}
    other_kinds = kinds.isdisjoint(namer.kinds.get(name) for name in before.names)
    if not own and before.names and other_kinds and _OF_THESE.match(now.english.casefold()):
        return " ".join([before.english, *now.names]), [*before.names, *now.names]
    return _instead(now, before, namer)


def _instead(now: Gloss, before: Gloss, namer: Namer) -> tuple[str, Sequence[str]]:
    """The earlier question with the new name for the old one: "what about aespa?". Where something
    was stays, unless that is what is new."""
    kinds = {namer.kinds.get(name) for name in now.names}
    where = [name for name in before.names
             if namer.kinds.get(name) in _WHERE - kinds and name not in now.names]  # fmt: skip
    names = [*now.names, *where]
    if not terms(" ".join(now.unnamed)) and (instead := _in_place(before, now.names, where, namer)):
        english, stay = instead
        return english, [*names, *stay]
    # "Mina" said alone before, where her group was not named.
    unnamed = [word for word in before.unnamed
               if not people(Gloss("", (namer.bare(word.casefold(), now.names) or "",)), namer)]  # fmt: skip
    return " ".join([now.english, *where, *unnamed]), names


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
