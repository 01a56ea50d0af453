"""The safety screen: does somebody need care before anything else?

``screen`` reads a message and the turns before it and says ``crisis``, ``support`` or
``none``. It routes; it does not judge how great a danger is, and nothing it returns is shown
or stored. It needs no model, no index and no network: reviewed patterns
(``data/screen_patterns``) and a small classifier over pieces of characters serve alone. Where
the caller can embed text, the classifier also weighs what the message means. The classifier
raises what the patterns passed over, and takes back a hit that is no crisis where it sees
hardly any sign of trouble.

When in doubt about a crisis it errs towards care; fan talk ("this comeback killed me") and
questions about wellbeing must pass, since an assistant that sees danger everywhere is
closed before it is needed.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kwell_qa import screening_data, screening_means, screening_model, whose
from kwell_qa.embedding import DEFAULT_MODEL
from kwell_qa.normalise import Normal, normalise, told_apart
from kwell_qa.records import Screening
from kwell_qa.screening_model import Shares
from kwell_qa.screening_patterns import JOINED, Guard, Patterns, Unit

__all__ = ["hits", "screen"]

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts → unit vectors, shape (texts, ``screening_model.DIMENSION``), in one pass."""

TURNS = 6
"""How many earlier turns count: a crisis stays while it is among them."""
_WINDOW, _OVERLAP = 1500, 200
"""Long texts are read in windows, so that the time grows in step with the length."""
_NEAR = 80
"""How far back, in characters, the person that a hit is about is looked for."""
OVERRULE = 0.7
"""Share of crisis from which the classifier turns a pattern's support into a crisis."""
_AT_HAND = Unit("any", "crisis", "danger-now", "first", frozenset(), "means at hand", ())
_ASKED = Unit("any", "crisis", "suicidal", "first", frozenset(), "asks for means", ())
_LETHAL = Unit("any", "crisis", "suicidal", "first", frozenset({"means"}), "asks to die by", ())
"""What is seen where a word for means stands in the message (``screening_means``)."""
MEANS = 0.25
"""Share of care from which a word for means counts where nothing says what it is for."""
_ALONE = screening_model.Bars(1.0, 1.0, 0.0, 0.2)
"""What keeps a hit by its sentence alone."""
_END = re.compile(r"[.?!。？！؟\n]+")
_MOST_SENTENCES = 12
_ORDER = {"danger-now": 0, "suicidal": 1, "self-harm": 2, "third-party": 3}
_FIRST_SUPPORT = (
    "sexual-violence", "abuse", "eating-disorder", "harassment", "substance", "grief", "bullying",
    "third-party", "distress",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Hit:
    """``named``: whether its person is told by words, not by there being none."""

    unit: Unit
    person: str
    means: bool
    named: bool = True


class _Index:
    """Which units can match a text: by the rarest of the gram of each string they need."""

    def __init__(self, patterns: Patterns) -> None:
        self.always = [n for n, unit in enumerate(patterns.units) if not unit.needs]
        users: dict[str, list[int]] = defaultdict(list)
        for number, unit in enumerate(patterns.units):
            for need in unit.needs:
                users[need].append(number)
        pieces = {need: _pieces(need, 3) or {need} for need in users}
        counts = Counter(gram for held in pieces.values() for gram in held)
        self.grams: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for need, held in pieces.items():
            self.grams[min(held, key=counts.__getitem__)][need] = users[need]

    def candidates(self, *texts: str) -> set[int]:
        """Numbers of the units worth trying on ``texts``."""
        found = set(self.always)
        # No string that is needed spans two texts: none holds a line break.
        whole = "\n".join(dict.fromkeys(texts))
        for gram in _grams(whole) & self.grams.keys():
            for need, numbers in self.grams[gram].items():
                if need in whole:
                    found.update(numbers)
        return found


def _grams(text: str) -> set[str]:
    """Pieces of one, two and three characters."""
    return _pieces(text, 1) | _pieces(text, 2) | _pieces(text, 3)


def _pieces(text: str, size: int) -> set[str]:
    return {text[i : i + size] for i in range(len(text) - size + 1)}


@functools.cache
def _index() -> _Index:
    return _Index(screening_data.load())


def screen(
    text: str, history: Sequence[str] = (), embed: Embed | None = None, model: str = DEFAULT_MODEL
) -> Screening:
    """What ``text`` needs, after the person's own earlier turns ``history``, oldest first.

    Never raises for any text. A crisis in one of the last turns is still a crisis now, and
    keeps its category and person; support does not carry over, since the person has had it.
    ``embed`` gives vectors by ``model``, one of ``screening_model.MODELS``; it is asked once, for
    those turns in which it could change what is seen.
    ``ContentError`` only where the shipped data file is broken.
    """
    turns = [_read(turn) for turn in (text, *reversed(history[-TURNS:]))]
    vectors: dict[int, NDArray[np.float32]] = {}
    if embed is not None and not _settled(turns[0]):
        doubtful = [turn for turn in turns if turn.doubtful]
        made = embed([turn.text for turn in doubtful]) if doubtful else ()
        vectors = {id(turn): row for turn, row in zip(doubtful, made, strict=True)}
    seen = [_weigh(turn, vectors.get(id(turn)), model) for turn in turns]
    return next((one for one in seen if one.level == "crisis"), seen[0])


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """One turn by itself; nothing of it is kept once the screen has answered.

    ``shares`` are the classifier's without an embedding, ``None`` where it has no say.
    """

    text: str
    normal: Normal | None
    hits: tuple[_Hit, ...]
    shares: NDArray[np.float32] | None

    @property
    def doubtful(self) -> bool:
        """Whether its meaning could still change what is seen in it."""
        model = screening_model.load()
        if model is None or self.shares is None or self.normal is None:
            return False
        return bool(self.hits) or model.may_raise(self.normal, self.shares)


def _settled(turn: _Turn) -> bool:
    """A crisis that the patterns see stands; its meaning need not be asked."""
    return any(hit.unit.level == "crisis" for hit in turn.hits)


def _read(text: str) -> _Turn:
    hits: list[_Hit] = []
    normal = None
    for window in _windows(text):
        normal = normalise(told_apart(window))
        hits += _hits(normal)
    model = screening_model.load()
    short = len(text) <= screening_model.LONGEST and text.strip()
    shares = model.shares(normal) if model and normal and short else None
    return _Turn(text, normal, tuple(hits), shares)


def _weigh(turn: _Turn, vector: NDArray[np.float32] | None, by: str) -> Screening:
    """Patterns and classifier together; ``by`` names the model of the ``vector``."""
    model = screening_model.load()
    hits = list(turn.hits)
    if model is None or turn.shares is None or turn.normal is None:
        seen = _choose(hits) if hits else Screening()
        return whose.told(turn.normal, seen) if turn.normal else seen
    shares, bars = turn.shares, model.bars(turn.normal, vector is not None)
    if vector is not None:
        shares = model.shares(turn.normal, vector, turn.shares, by)
    alone = _sentences(turn.text)
    hits = [
        hit for hit in hits
        if _stands(hit.unit, shares, bars)
        or any(_stands(hit.unit, own, _ALONE) for own in alone())
    ]  # fmt: skip
    raised = screening_model.raised(shares, bars)
    if any(hit.unit.level == "crisis" for hit in hits):
        return _choose(hits)
    if (hits or raised.level != "none") and whose.is_plain(turn.normal):
        return Screening()
    if not hits:
        return Screening() if _taken_back(turn.normal, raised) else whose.told(turn.normal, raised)
    chosen = _choose(hits)
    if screening_model.crisis_share(shares) >= OVERRULE:
        chosen = raised
    return whose.told(turn.normal, chosen)


def _taken_back(text: Normal, raised: Screening) -> bool:
    """Whether what the classifier alone raised is denied by the message, or long over, or is a
    fan's farewell to an album or a tour until the next."""
    shared = screening_data.load().shared
    if raised.level == "crisis" and shared["denied"].search(text.spaced[0]):
        return True
    whole = f"{text.spaced[0]} {text.joined}"
    if raised.category == "suicidal" and shared["farewell"].search(whole):
        return True
    return _recovered(whole, shared)


def _recovered(whole: str, shared: dict[str, re.Pattern[str]]) -> bool:
    """Whether a message tells of trouble that is over and has not come back."""
    return bool(shared["recovered"].search(whole) and not shared["relapse"].search(whole))


def _sentences(text: str) -> Callable[[], list[Shares]]:
    """The classifier's shares of each sentence of ``text``, worked out when first asked for.

    What needs care among other talk still needs it: "my dad hits me. when is the comeback?" Empty
    where there is one sentence only, and for long texts.
    """

    @functools.cache
    def shares() -> list[Shares]:
        model = screening_model.load()
        parts = [part for part in _END.split(text) if part.strip()]
        if model is None or not 1 < len(parts) <= _MOST_SENTENCES:
            return []
        return [model.shares(normalise(told_apart(part))) for part in parts]

    return shares


def _stands(unit: Unit, shares: NDArray[np.float32], bars: screening_model.Bars) -> bool:
    """Whether a hit outlasts the classifier."""
    if unit.flags & {"means", "sure"}:
        return True
    if unit in (_AT_HAND, _ASKED):
        return bool(1 - shares[0] >= MEANS)
    return screening_model.kept(unit.level, shares, bars)


def _windows(text: str) -> Iterator[str]:
    step = _WINDOW - _OVERLAP
    if len(text) <= _WINDOW:
        yield text
        return
    for start in range(0, max(1, len(text) - _OVERLAP), step):
        yield text[start : start + _WINDOW]


def _choose(hits: list[_Hit]) -> Screening:
    """The hit that matters most: crisis before support, the person's own before others'."""
    crisis = [hit for hit in hits if hit.unit.level == "crisis"]
    if crisis:
        third = {hit.unit.lang for hit in crisis if hit.person == "third" and hit.named}
        # A pattern of another language than the message's knows no word for whom it is about.
        first = [
            hit for hit in crisis
            if hit.person == "first" and (hit.named or not third or hit.unit.lang in third)
        ]  # fmt: skip
        if not first:
            return Screening("crisis", "third-party", "third")
        names = {_name(hit) for hit in first}
        return Screening("crisis", min(names, key=lambda name: _ORDER.get(name, 9)), "first")
    best = min(hits, key=lambda hit: _FIRST_SUPPORT.index(hit.unit.category))
    return Screening("support", best.unit.category, "third" if best.person == "third" else "first")


def _name(hit: _Hit) -> str:
    return "suicidal" if hit.unit.category == "goodbye" else hit.unit.category


def hits(text: str) -> list[Unit]:
    """The reviewed patterns that ``text`` matches and no guard takes away; for maintenance."""
    return [
        hit.unit for window in _windows(text) for hit in _hits(normalise(told_apart(window)))
    ]  # fmt: skip


def _hits(text: Normal) -> list[_Hit]:
    patterns, index = screening_data.load(), _index()
    masked = _mask(text, patterns)
    whole = f"{masked.spaced[0]} {masked.joined}"
    hits = []
    # In one order: which of two equal hits comes first would else differ from process to process.
    for number in sorted(index.candidates(*masked.spaced, masked.joined, masked.han)):
        unit = patterns.units[number]
        readings = masked.spaced
        if unit.lang in JOINED:
            readings = (masked.han if unit.lang == "zh" else masked.joined,)
        for reading in readings:
            hit = _match(unit, reading, whole, patterns)
            if hit:
                hits.append(hit)
                break
    return [*hits, *_means(text, whole, patterns.shared)]


def _means(text: Normal, whole: str, shared: dict[str, re.Pattern[str]]) -> Iterator[_Hit]:
    """Means that are at hand now, or are asked for; stories, songs and pests are left out."""
    at_hand = shared["at_hand"].search(whole)
    asked = shared["asking"].search(whole)
    if not (at_hand or asked) or shared["fiction"].search(whole):
        return
    count, deadly = screening_means.named(text)
    if count and asked and (deadly or shared["lethal"].search(whole)):
        yield _Hit(_LETHAL, "first", True)
    elif count > 1 and asked:
        yield _Hit(_ASKED, "first", False)
    elif count and at_hand:
        yield _Hit(_AT_HAND, "first", False)


def _mask(text: Normal, patterns: Patterns) -> Normal:
    """``text`` with fan talk, idioms and titles blanked out."""
    spaced, joined, han = text.spaced, text.joined, text.han
    for lang, mask in patterns.masks.items():
        if lang == "zh":
            han = mask.sub("~", han)
        elif lang in JOINED:
            joined = mask.sub("~", joined)
        else:
            spaced = tuple(mask.sub("~", reading) for reading in spaced)
    return Normal(spaced, joined, han)


def _match(unit: Unit, text: str, whole: str, patterns: Patterns) -> _Hit | None:
    """The first place where ``unit`` matches and no guard takes it away."""
    guard, shared = patterns.guards[unit.lang], patterns.shared
    for count, found in enumerate(screening_data.compiled(unit.source).finditer(text)):
        if count == 3:  # enough places; keeps the time linear
            break
        start, end = found.span()
        if "means" in unit.flags:
            return _Hit(unit, "first", True)
        if screening_data.compiled(guard.foreign).search(f"{found[0]}\n{text}"):
            continue
        before = text[max(0, start - _NEAR) : start]
        if "neg" in unit.flags and (
            screening_data.compiled(guard.before).search(before[-60:])
            or screening_data.compiled(guard.after).match(text[end : end + 20])
        ):
            continue
        around = text[max(0, start - _NEAR) : end + _NEAR]
        if "joke" in unit.flags and _is_joke(found[0], around, shared):
            continue
        if _recovered(whole, shared):
            continue
        if shared["lyric"].search(before[-40:]):
            continue
        person, named = unit.person, True
        if person == "auto":
            person, named = _person(before.rsplit(".", 1)[-1], found[0], guard)
        if _is_topic(unit, person, found[0], whole, shared):
            continue
        return _Hit(unit, person, False, named)
    return None


def _is_joke(hit: str, around: str, shared: dict[str, re.Pattern[str]]) -> bool:
    """Laughed off, or said of a trivial fan cause: and not meant after all.

    Only what stands near counts: fan talk earlier in a long message takes nothing back.
    """
    if shared["earnest"].search(around):
        return False
    before, _, after = around.partition(hit)
    sentence = " ".join((re.split(r"[.?!]", before)[-1], hit, re.split(r"[.?!]", after)[0]))
    return bool(shared["laugh"].search(around) or shared["cause"].search(sentence))


def _is_topic(
    unit: Unit, person: str, hit: str, whole: str, shared: dict[str, re.Pattern[str]]
) -> bool:
    """A question about a subject or an artist, not about somebody here."""
    if shared["person"].search(whole):
        return False
    return bool(shared["topic"].search(whole) or shared["artist"].search(whole))


def _person(before: str, hit: str, guard: Guard) -> tuple[str, bool]:
    """Whose trouble: whoever is named last before the hit, else inside it, else the writer.

    And whether anybody is named.
    """
    last = {"first": -1, "third": -1}
    for name, source in (("first", guard.self), ("third", guard.other)):
        for found in screening_data.compiled(source).finditer(before):
            last[name] = found.end()
    if max(last.values()) < 0:
        inside = screening_data.compiled(guard.other).match(hit)
        return ("third", True) if inside else ("first", False)
    # "My friend" may end in "my": what is named as another is no word for oneself.
    return ("third" if last["third"] >= last["first"] else "first"), True
