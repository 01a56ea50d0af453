"""What a question asserts, beside what the corpus tells: what puts it right, or that nothing bears
it out.

"Why did she quit in 2019?" asserts that she quit. Whatever else is told of her, an answer that
passes over this tells a rumour on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from kwell_qa.bundle import Bundle
from kwell_qa.candidates import Candidate, Candidates
from kwell_qa.naming import Namer
from kwell_qa.questions import Query
from kwell_qa.specifics import YEAR
from kwell_qa.tokens import terms

__all__ = ["DENIED", "Correction", "correction", "led_by", "unborne"]

_ONCE = tuple(
    re.compile(rf"\b(?:{words})", re.IGNORECASE) for words in (
        r"start|beg[aiu]n|launch|open(?:ed|ing)?\b|found(?:ed|ing)\b|debut|establish|set up",
        r"end(?:ed|s|ing)?\b|stop|clos(?:e|ed|ing)\b|shut",
        r"releas|c[ao]me out|publish|premier",
        r"bec[ao]me\b|named\b|appoint",
    )
)  # fmt: skip
"""What happens once to a thing or somebody: it begins, ends, comes out, or they become something."""
_LATE = re.compile(
    r"\b(?:only|first|until|till|not before)\b.{0,120}?\b(?:in|after|since|from|until|till|before) (?:late |early |mid )?(?P<year>(?:19|20)\d\d)\b"
    r"|\b(?:in|after|since|until|till) (?P<then>(?:19|20)\d\d)\b.{0,120}?\bfor the first time\b",
    re.IGNORECASE,
)
"""Says that something was not before a year: "only started after 2019"."""
_FIRST = tuple(
    (re.compile(rf"\b(?:{asks})", re.IGNORECASE), re.compile(rf"\b(?:{tells})", re.IGNORECASE))
    for asks, tells in (
        (r"start|beg[aiu]n|launch|open(?:ed|ing)?\b|offer|g[ai]ve", r"start|beg[aiu]n|launch|opened|since\b|debut"),
        (r"f(?:ind|ound) out|diagnos|learn(?:ed|t)?\b|kn[eo]w|hear[d]? about|realis|realiz",
         r"diagnos|found out|learn(?:ed|t)\b|knew\b|known since"),
    )
)  # fmt: skip
"""What a first time is asserted of, and words of sentences that tell of it."""
NEAR = 2.5
"""How far below the best sentence's score one may be that puts the question right."""
DENIED = 0.5
"""How sure it is at the least that a question is answered by what denies that it is so."""
_NOT = re.compile(
    r"(?:\band|\bbut|,) (?:(?:is|are|was|were) )?not (?!only\b|yet\b|found\b|confirmed\b|checked\b)"
    r"(?:about |for |an? |the |with |on |to )*(?P<what>[^,.;]{3,80})"
)
"""What something is not: "about inheritance and not about cyberbullying"."""
_OWNED = re.compile(r"^\s*(?:from )?(?:the |her |his |their |your )?", re.IGNORECASE)
"""Between what befell somebody and what it was of: "left the", "kicked out of her"."""


@dataclass(frozen=True, slots=True)
class _Event:
    """What may befall somebody: how a question asserts it, and words of a sentence that tells it.

    ``whose``: kinds of names whom it befalls. ``of`` and ``kinds``: what must stand behind, one of
    some words or a name of such a kind; nothing must where ``of`` is none. ``instead``: words of a
    sentence that tells what really was.
    """

    asserts: re.Pattern[str]
    tells: re.Pattern[str]
    of: re.Pattern[str] | None = None
    kinds: tuple[str, ...] = ()
    instead: re.Pattern[str] | None = None
    whose: tuple[str, ...] = ("person", "group")


def _words(pattern: str, opening: str = "") -> re.Pattern[str]:
    return re.compile(rf"{opening}\b(?:{pattern})", re.IGNORECASE)


_OWN = frozenset("group band agency label company industry".split())
"""What an artist has one of; a sentence may call it by its name."""
_LEFT = r"left|leave|leaves|leaving|quit|quits|quitting"
_EVENTS = (
    _Event(_words(r"(?:found guilty|convicted|ple(?:aded|d) guilty|(?:is|was|were) guilty|jailed"
                  r"|imprisoned|behind bars|(?:went|gone|sent|go) to (?:jail|prison))\b"),
           _words(r"guilty|convict|sentenc|jail|prison|acquit|cleared of")),
    _Event(_words(r"(?:arrest(?:ed)?|indicted|charged with)\b"), _words(r"arrest|indict|charged|police")),
    _Event(_words(rf"(?:{_LEFT}|kicked out of|kicked from|thrown out of|dropped out of"
                  r"|walked away from|pulled out of|withdrew from|cut ties with|walked out on)\b"),
           _words(rf"(?:(?:{_LEFT})(?! (?:unnamed|open|out|behind|no|it)\b)|depart\w*|withdrew|kicked|terminat\w*|parted ways)\b"),
           _words(r"(?:k-?pop )?(?:group|band|agency|label|company|campaign|industry|idol life|partnership"
                  r"|love (?:myself|yourself))\b"),
           ("group", "campaign", "agency", "organisation"),
           _words(r"(?:paus|hiatus|break\b|return|came back|rejoin|rested\b|resum)")),
    _Event(_words(r"(?:disband(?:ed|ing|ment)?|(?:broke|broken|split) up)\b"),
           _words(r"disband|broke up|split|break-?up"),
           instead=_words(r"hiatus|break\b|paus|solo (?:work|activit)|contract")),
    _Event(_words(r"(?:fired|sacked|expelled|blacklisted|(?:dropped|dumped|kicked out) by)\b"),
           _words(r"fired|sacked|expel|terminat|drop|remov|blacklist")),
    _Event(_words(r"(?:dropped|dumped|banned|cut ties with)\b"), _words(r"dropped|dumped|banned|cut ties"),
           _words(r"(?!)"), ("person", "group")),
    _Event(_words(r"(?:died|passed away)\b"),
           _words(r"died|dead\b|deaths?\b|pass(?:ed|ing) away|mourn|grie[fv]|memor|funeral|late\b")),
    _Event(_words(r"retire(?:d|ment)\b"), _words(r"retir")),
    _Event(_words(r"(?:ended|was stopped|shut down|got cancell?ed|was cancell?ed|was scrapped)\b"),
           _words(r"(?:end(?:ed|s)|clos(?:ed|es|ing)|shut|stopp\w+|last|discontinu\w*|no longer"
                  r"|ceased?|cancel\w*|over)\b", r"(?<!to )"),
           whose=("campaign", "series", "platform", "app")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence that puts right what a question asserts.

    ``denies``: it says of what is named that it is not what the question takes it for.
    """

    candidate: Candidate
    denies: bool = False


def correction(
    query: Query, chosen: Sequence[Candidate], pool: Candidates, bundle: Bundle
) -> Correction | None:
    """The first sentence, of the ``chosen`` and then of those in the ``pool`` near its best, that
    puts right what the question asserts; it is on all that is named, and tells another year of what
    happens once, an earlier one of what is said to have been first then, what really was, or what
    it is not: "why did Chan's Room end in 2021?"."""
    tests = _tests(query, bundle)
    if not tests:
        return None
    near = [one for one in pool if one.score >= pool.scores.max() - NEAR]
    among = [*chosen, *near]
    held = bundle.bags.sentence_names.of(np.array([candidate.row for candidate in among]))
    for test in tests:
        about = held.hold(bundle.names(test.about)).all(axis=1) & bool(test.about)
        for place in np.flatnonzero(about).tolist():
            if test.right(bundle.sentence(among[place].row)):
                return Correction(among[place], bool(test.denies))
    return None


def led_by(right: Correction | None, chosen: list[Candidate]) -> list[Candidate]:
    """``chosen`` with the sentence that puts the question right before them."""
    if right is None or any(one.row == right.candidate.row for one in chosen):
        return chosen
    return [right.candidate, *chosen]


@dataclass(frozen=True, slots=True)
class _Test:
    """What a sentence must be about and tell, and of which years: none of ``but``, or one
    ``before`` another; or which of the stems in ``denies`` its subject is said not to be."""

    about: tuple[str, ...]
    tells: re.Pattern[str]
    but: frozenset[str] = frozenset()
    before: int | None = None
    denies: frozenset[str] = frozenset()

    def right(self, text: str) -> bool:
        told = self.tells.search(text)
        if told is None:
            return False
        if self.denies:
            first = re.sub(r"^(?:The |[\"“])+", "", text).startswith(self.about)
            # Who speaks of what it is needs no telling what it is not.
            knows = self.denies & set(terms(text[: told.start()]))
            return first and not knows and bool(self.denies & set(terms(told["what"])))
        years = frozenset(YEAR.findall(text))
        if self.but and (not years or years & self.but):
            return False
        return self.before is None or any(int(year) < self.before for year in years)


def _tests(query: Query, bundle: Bundle) -> list[_Test]:
    return [*(_earlier(query) or _other_year(query)), *_instead(query, bundle), *_denied(query)]


def _denied(query: Query) -> Iterator[_Test]:
    """Of each that is named, that it is not what else the question speaks of."""
    named = frozenset(stem for name in query.names for stem in terms(name))
    said = frozenset(stem for stem, _ in query.subject) - named
    return (_Test((name,), _NOT, denies=said) for name in query.names if said)


def _other_year(query: Query) -> list[_Test]:
    asked = next((one for one in _ONCE if one.search(query.english)), None)
    said = frozenset(YEAR.findall(query.english))
    dated = asked is not None and said and query.kind != "when"
    return [_Test(query.names, asked, said)] if asked is not None and dated else []


def _earlier(query: Query) -> list[_Test]:
    late = _LATE.search(query.english)
    year = late and (late["year"] or late["then"])
    return [
        _Test(query.names, tells, before=int(year))
        for asks, tells in _FIRST if year and asks.search(query.english)
    ]  # fmt: skip


def _instead(query: Query, bundle: Bundle) -> Iterator[_Test]:
    for one in _asserted(query, bundle):
        if _is_stranger(one, bundle):
            continue
        person = bundle.namer.kinds[one.who[0]] == "person"
        if one.event.instead is not None and (person or one.event.of is None):
            yield _Test(one.who[:1], one.event.instead)


def unborne(query: Query, bundle: Bundle) -> bool:
    """Whether the question asserts what no sentence tells that names who or what it befell."""
    return any(
        _is_stranger(one, bundle)
        or not any(one.event.tells.search(text) for text in _sentences_on(one, bundle))
        for one in _asserted(query, bundle)
    )


@dataclass(frozen=True, slots=True)
class _Asserted:
    """That an ``event`` befell one ``who`` is named; ``of`` is the name behind it, if there is one."""

    event: _Event
    who: tuple[str, ...]
    of: str | None = None
    thing: str | None = None
    """The words behind it where it is no name, that a sentence must hold as well."""


def _asserted(query: Query, bundle: Bundle) -> Iterator[_Asserted]:
    """What a question asserts, and of whom: of those named before, else of all."""
    said = [(query.english, query.names)]
    if query.lang == "en" and any(one.asserts.search(query.text) for one in _EVENTS):
        # What was told before the part that asks counts as well.
        whole = bundle.namer.read(query.text, "en")
        said.append((whole.english, whole.names))
    read = _read_in_any_order if query.translated else _read
    for event in _EVENTS:
        found = (one for text, names in said for one in read(event, text, names, bundle.namer))
        yield from islice(found, 1)


def _read(event: _Event, text: str, names: Sequence[str], namer: Namer) -> Iterator[_Asserted]:
    """Where ``text`` asserts the event."""
    for match in event.asserts.finditer(text):
        before, rest = text[: match.start()], _OWNED.sub("", text[match.end() :])
        of = next((name for name in names
                   if rest.startswith(name) and namer.kinds.get(name) in event.kinds), None)  # fmt: skip
        words = event.of.match(rest) if event.of and of is None else None
        if event.of and not (of or words):
            continue
        # "Joy quit Red Velvet": an ordinary word must be a name there.
        last = before.casefold().split()[-1:]
        bare = [name for word in last if (name := namer.bare(word, names))
                and namer.kinds[name] in event.whose]  # fmt: skip
        able = [name for name in names if namer.kinds.get(name) in event.whose]
        who = bare or [name for name in able if name != of and name in before]
        who = who or [name for name in able if name != of] or able
        if who:
            thing = words[0] if words and words[0].casefold() not in _OWN else None
            yield _Asserted(event, tuple(who), of if who != [of] else None, thing)


def _read_in_any_order(
    event: _Event, text: str, names: Sequence[str], namer: Namer
) -> Iterator[_Asserted]:
    """The same of a gloss, whose words stand as in a language that may put the verb last."""
    if not event.asserts.search(text):
        return
    able = [name for name in names if namer.kinds.get(name) in event.whose]
    persons = [name for name in able if namer.kinds[name] == "person"]
    who = persons or able[:1]
    of = next((name for name in names
               if name not in who and namer.kinds.get(name) in event.kinds), None)  # fmt: skip
    if who and (event.of is None or of or event.of.search(text)):
        yield _Asserted(event, tuple(who), of)


def _is_stranger(one: _Asserted, bundle: Bundle) -> bool:
    """Whether somebody is said to have left a group that they never were in."""
    groups = bundle.namer.groups.get(one.who[0], ())
    return bool(groups) and bundle.namer.kinds.get(one.of or "") == "group" and one.of not in groups


def _sentences_on(one: _Asserted, bundle: Bundle) -> Iterator[str]:
    """The sentences that name one of them, and what it was of."""
    bags = bundle.bags.sentence_names
    places = np.flatnonzero(bundle.names(one.who).places(bags.numbers) >= 0)
    rows = np.unique(np.searchsorted(bags.ends, places, side="right") - 1)
    if one.of is not None:
        rows = rows[bags.of(rows).hold(bundle.names((one.of,)))[:, 0]]
    texts = (bundle.sentence(row) for row in rows.tolist())
    return (text for text in texts if one.thing is None or one.thing.casefold() in text.casefold())
