"""Where the reviewed patterns match a message, and no guard takes it away."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kwell_qa import screening_data, screening_means
from kwell_qa.normalise import Normal
from kwell_qa.screening_patterns import JOINED, NEVER, PLAIN, Guard, Patterns, Unit

__all__ = [
    "ASKED", "AT_HAND", "Hit", "found", "is_bidden", "is_over", "is_past", "parting",
    "says_outright",
]  # fmt: skip

_NEAR = 80
"""How far back, in characters, the person that a hit is about is looked for."""
_BESIDE = 32
"""How near, in characters, a mishap stands to what it explains."""
AT_HAND = Unit("any", "crisis", "danger-now", "first", frozenset(), "means at hand", ())
ASKED = Unit("any", "crisis", "suicidal", "first", frozenset(), "asks for means", ())
_LETHAL = Unit("any", "crisis", "suicidal", "first", frozenset({"means"}), "asks to die by", ())
"""What is seen where a word for means stands in the message (``screening_means``)."""
_WAY = Unit("any", "crisis", "self-harm", "first", frozenset({"means"}), "asks how to be hurt", ())
_TOLD = frozenset({"neg", "sure"})
"""The classifier was taught no such word, and so has no say."""


@dataclass(frozen=True, slots=True)
class Hit:
    """``named``: whether its person is told by words, not by there being none.

    ``outright``: whether it speaks of death or harm in so many words, or is of several signs; else
    it is a hint, such as a farewell, that fans give to albums, too.
    """

    unit: Unit
    person: str
    means: bool
    named: bool = True
    outright: bool = True


class _Index:
    """Which units can match a text: by the rarest of the gram of each string they need."""

    def __init__(self, patterns: Patterns) -> None:
        self.always = [n for n, unit in enumerate(patterns.units) if not unit.needs]
        users: dict[str, list[int]] = defaultdict(list)
        for number, unit in enumerate(patterns.units):
            for need in unit.needs:
                users[need].append(number)
        # Cut twice rather than kept: the pieces of all strings take ten megabytes.
        counts = Counter(gram for need in users for gram in _threes(need))
        self.grams: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for need, numbers in users.items():
            self.grams[min(_threes(need), key=counts.__getitem__)][need] = numbers
        self.known = frozenset(self.grams)

    def candidates(self, *texts: str) -> set[int]:
        """Numbers of the units worth trying on ``texts``."""
        found = set(self.always)
        # No string that is needed spans two texts: none holds a line break.
        whole = "\n".join(dict.fromkeys(texts))
        for gram in self.known & _grams(whole):
            for need, numbers in self.grams[gram].items():
                if need in whole:
                    found.update(numbers)
        return found


def _grams(text: str) -> set[str]:
    """Pieces of one, two and three characters."""
    pairs = itertools.pairwise(text)
    threes = zip(text, text[1:], text[2:], strict=False)
    return {*text, *map("".join, pairs), *map("".join, threes)}


def _threes(text: str) -> list[str]:
    """Pieces of three characters, or a text that is shorter itself."""
    return [text[i : i + 3] for i in range(len(text) - 2)] or [text]


@functools.cache
def _index() -> _Index:
    return _Index(screening_data.load())


def found(text: Normal) -> list[Hit]:
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
    harm = _harm(masked, whole, patterns)
    taken = _taken(masked, whole, patterns)
    return [*hits, *harm, *taken, *_means(text, whole, patterns.shared)]


def _harm(text: Normal, whole: str, patterns: Patterns) -> Iterator[Hit]:
    """Hurting oneself, told by a word of ``screening_means``; mishaps and chores are left out."""
    shared = patterns.shared
    for found in screening_means.harming(text):
        taken, after = found.kind == "taken", found.text[found.end :]
        beside = found.text[max(0, found.start - _BESIDE) : found.end + _BESIDE]
        if found.kind == "way":
            if shared["way"].search(beside) and not shared["thing"].search(beside):
                yield Hit(_WAY, "first", True)
            continue
        # Too much is danger, however it came about.
        if shared["excess"].match(after) if taken else shared["mishap"].search(beside):
            continue
        if found.kind == "habit" and not shared["habit"].match(after):
            continue
        category, what = ("danger-now", "has taken") if taken else ("self-harm", "hurts oneself")
        unit = Unit(found.lang, "crisis", category, "auto", _TOLD, what, ())
        hit = _left(unit, found.text, (found.start, found.end), whole, patterns)
        if hit:
            yield _for_whom(hit) if taken else hit


def _taken(text: Normal, whole: str, patterns: Patterns) -> Iterator[Hit]:
    """Much, or all, of what ``screening_means`` knows was taken; for an ailment it is left out."""
    for lang, guard in patterns.guards.items():
        if guard.took == NEVER:
            continue
        reading = text.spaced[0]
        if lang in JOINED:
            reading = text.han if lang == "zh" else text.joined
        found = screening_data.compiled(guard.took).search(reading)
        if not found or patterns.shared["fiction"].search(whole):
            continue
        if not screening_means.named(text)[0]:
            continue
        unit = Unit(lang, "crisis", "danger-now", "auto", _TOLD, "has taken", ())
        hit = _left(unit, reading, found.span(), whole, patterns)
        if hit:
            yield _for_whom(hit)


def _for_whom(hit: Hit) -> Hit:
    """``hit``, of danger now, so that the emergency number leads where it is another's."""
    return replace(hit, unit=replace(hit.unit, person="third")) if hit.person == "third" else hit


def _means(text: Normal, whole: str, shared: dict[str, re.Pattern[str]]) -> Iterator[Hit]:
    """Means that are at hand now, or are asked for; stories, songs and pests are left out."""
    at_hand = shared["at_hand"].search(whole)
    asked = shared["asking"].search(whole)
    if not (at_hand or asked) or shared["fiction"].search(whole):
        return
    count, deadly = screening_means.named(text)
    if count and asked and (deadly or shared["lethal"].search(whole)):
        yield Hit(_LETHAL, "first", True)
    elif count > 1 and asked:
        yield Hit(ASKED, "first", False)
    elif count and at_hand:
        yield Hit(AT_HAND, "first", False)


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


def _match(unit: Unit, text: str, whole: str, patterns: Patterns) -> Hit | None:
    """The first place where ``unit`` matches and no guard takes it away."""
    # Before it is compiled, which takes about a millisecond: five in six end here.
    if not all(any(one in text for one in either) for either in unit.also):
        return None
    for count, found in enumerate(screening_data.compiled(unit.source).finditer(text)):
        if count == 3:  # enough places; keeps the time linear
            break
        if "means" in unit.flags:
            return Hit(unit, "first", True)
        hit = _left(unit, text, found.span(), whole, patterns)
        if hit:
            return hit
    return None


def _left(
    unit: Unit, text: str, span: tuple[int, int], whole: str, patterns: Patterns
) -> Hit | None:
    """What is seen at ``text[span[0]:span[1]]``; ``None`` where a guard takes it away."""
    guard, shared = patterns.guards[unit.lang], patterns.shared
    start, end = span
    hit, before = text[start:end], text[max(0, start - _NEAR) : start]
    if screening_data.compiled(guard.foreign).search(f"{hit}\n{text}"):
        return None
    if "neg" in unit.flags and (
        screening_data.compiled(guard.before).search(before[-60:])
        or screening_data.compiled(guard.after).match(text[end : end + 20])
    ):
        return None
    around = text[max(0, start - _NEAR) : end + _NEAR]
    if "joke" in unit.flags and _is_joke(hit, around, shared):
        return None
    if unit.category == "self-harm" and shared["sprain"].search(around):
        return None
    if is_over(whole, shared) or shared["lyric"].search(before[-40:]):
        return None
    if unit.level == "support" and is_past(whole, shared):
        return None
    person, named = unit.person, True
    if person == "auto":
        person, named = _person(before.rsplit(".", 1)[-1], hit, guard)
        if screening_data.compiled(guard.quoted).match(text[end : end + _NEAR]):
            person, named = "third", True  # "I want to die," my friend told me
    if _is_topic(unit, person, hit, whole, shared):
        return None
    return Hit(unit, person, False, named, _says_outright(unit, hit, shared))


def _is_joke(hit: str, around: str, shared: dict[str, re.Pattern[str]]) -> bool:
    """Laughed off, or said of a trivial fan cause: and not meant after all.

    Only what stands near counts: fan talk earlier in a long message takes nothing back.
    """
    if shared["earnest"].search(around):
        return False
    before, _, after = around.partition(hit)
    sentence = " ".join((re.split(r"[.?!]", before)[-1], hit, re.split(r"[.?!]", after)[0]))
    return bool(shared["laugh"].search(around) or shared["cause"].search(sentence))


def _says_outright(unit: Unit, hit: str, shared: dict[str, re.Pattern[str]]) -> bool:
    """Whether a hit is no mere hint; the classifier was taught nothing of ``more`` languages."""
    hint = PLAIN in unit.flags and unit.lang != "more" and unit.category != "third-party"
    return not hint or bool(shared["outright"].search(hit))


def says_outright(text: Normal) -> bool:
    """Whether ``text`` has a word for death, harm or life at all."""
    outright = screening_data.load().shared["outright"]
    return bool(outright.search(text.spaced[0]) or outright.search(text.joined))


def _is_topic(
    unit: Unit, person: str, hit: str, whole: str, shared: dict[str, re.Pattern[str]]
) -> bool:
    """A question about a subject or an artist, not about somebody here.

    Worry for an artist is about one.
    """
    if (unit.level, unit.category) == ("support", "third-party"):
        return False
    if shared["person"].search(whole):
        return False
    return bool(shared["topic"].search(whole) or shared["artist"].search(whole))


def _person(before: str, hit: str, guard: Guard) -> tuple[str, bool]:
    """Whose trouble: whoever is named last before the hit, else inside it, else the writer.

    And whether anybody is named.
    """
    last = {"first": -1, "third": -1}
    # Whoever hears of it is named as well: "told me", "I told my friend".
    for told in screening_data.compiled(guard.telling).finditer(before + hit):
        if told.start() >= len(before):
            break
        # "… told me that I": the hit has a word of its own for the writer.
        if told.end() <= len(before) and screening_data.compiled(guard.self).match(hit):
            return "first", True
        before = before[: told.start()] + "~" * len(told[0]) + before[told.end() :]
    for name, source in (("first", guard.self), ("third", guard.other)):
        for found in screening_data.compiled(source).finditer(before):
            last[name] = found.end()
    if max(last.values()) < 0:
        other = screening_data.compiled(guard.other)
        # "To a friend whos struggling": a hit may begin behind the word that names another.
        inside = other.match(hit) or other.fullmatch(f"my {hit.split(' ', 1)[0]}")
        return ("third", True) if inside else ("first", False)
    # "My friend" may end in "my": what is named as another is no word for oneself.
    return ("third" if last["third"] >= last["first"] else "first"), True


def is_over(whole: str, shared: dict[str, re.Pattern[str]]) -> bool:
    """Whether a message tells of trouble that is over and has not come back."""
    return bool(shared["recovered"].search(whole) and not shared["relapse"].search(whole))


def is_past(whole: str, shared: dict[str, re.Pattern[str]]) -> bool:
    """Whether a message says of trouble that puts nobody in danger that it is long over."""
    return bool(shared["past"].search(whole) and not shared["relapse"].search(whole))


def is_bidden(text: Normal) -> str | None:
    """What is said after somebody close told the writer to die, in no song and no story; ``None``
    where nobody did."""
    shared = screening_data.load().shared
    readings = (text.spaced[0], text.joined)
    if any(shared[name].search(" ".join(readings)) for name in ("artist", "lyric")):
        return None
    after = [reading[found[-1].end() :] for reading in readings
             if (found := [*shared["bidden"].finditer(reading)])]  # fmt: skip
    return min((rest.strip(" .?!'\"") for rest in after), key=len, default=None)


def parting(text: Normal) -> tuple[str, str] | None:
    """What is said of parting with fan things, and all else that a message says.

    ``explained`` where an everyday reason is told, else ``leaving``: nothing but that the fandom
    was left. ``None`` where there is no such thing, or a word for death, harm or life beside it.
    """
    if says_outright(text):
        return None
    shared = screening_data.load().shared
    readings = (text.spaced[0], text.joined, text.han)
    for name in ("explained", "leaving"):
        rests = [shared[name].subn(" ", reading) for reading in readings]
        # A reading without spaces may match further than the one with them.
        if left := [rest for rest, count in rests if count]:
            return name, min(left, key=lambda rest: len(rest.replace(" ", "")))
    return None
