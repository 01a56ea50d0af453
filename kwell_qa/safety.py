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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kwell_qa import screening_data, screening_model, whose
from kwell_qa.embedding import DEFAULT_MODEL
from kwell_qa.normalise import Normal, normalise, told_apart
from kwell_qa.records import Screening
from kwell_qa.respelling import respelled
from kwell_qa.screening_hits import (
    ASKED,
    AT_HAND,
    Hit,
    found,
    is_bidden,
    is_over,
    is_past,
    parting,
    says_outright,
)
from kwell_qa.screening_model import Shares
from kwell_qa.screening_patterns import Unit

__all__ = ["hits", "is_calm", "is_mild", "screen"]

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts → unit vectors, shape (texts, ``screening_model.DIMENSION``), in one pass."""

TURNS = 6
"""How many earlier turns are read as closely as the message. Of those before them a crisis of the
person's own counts that patterns or the classifier see without an embedding: it stays for the
visit."""
_WINDOW, _OVERLAP = 1500, 200
"""Long texts are read in windows, so that the time grows in step with the length."""
_END_OF_LONG = 4096
"""Characters at either end of a text that are always read: all of what is no longer than a question
may be. Of the middle of a longer one, which is refused, only windows with words for death, harm or
life are read, and at most ``_MOST_BETWEEN`` of them."""
_MOST_BETWEEN = 40
OVERRULE = 0.7
"""Share of crisis from which the classifier turns a pattern's support into a crisis."""
MEANS = 0.25
"""Share of care from which a word for means counts where nothing says what it is for."""
HINTED = 0.15
"""Share of care from which a mere hint at a crisis counts. On 2,300 messages by nine writers one
crisis that a pattern saw is lost by it, and a third of the false alarms."""
CALM = 0.18
"""Share of care below which there is nothing to care for, by the classifier."""
MILD = 0.3
"""The same for what is told of an artist by name, and of nobody else."""
_FEW = 8
"""Letters of which the classifier can tell nothing, such as "I"; patterns can."""
_NO_MORE = 3
"""Letters after what somebody told the writer to do that say nothing of it."""
_PARTING = 240
"""Characters of the longest message in which an everyday reason explains what is given away."""
_ALONE = screening_model.Bars(1.0, 1.0, 0.0, 0.2)
"""What keeps a hit by its sentence alone."""
_END = re.compile(r"[.?!。？！؟\n]+")
_MID_SENTENCE = re.compile(r"(?<=[^\s.?!。？！؟,;:])[ \t]*\n[ \t]*(?=[^\W\d_])")
_MOST_SENTENCES = 12
_ORDER = {"danger-now": 0, "suicidal": 1, "self-harm": 2, "third-party": 3}
_FIRST_SUPPORT = (
    "sexual-violence", "abuse", "eating-disorder", "harassment", "substance", "grief", "bullying",
    "third-party", "distress",
)  # fmt: skip


def screen(
    text: str, history: Sequence[str] = (), embed: Embed | None = None, model: str = DEFAULT_MODEL
) -> Screening:
    """What ``text`` needs, after the person's own earlier turns ``history``, oldest first.

    Never raises for any text. A crisis in an earlier turn is still a crisis now, and keeps its
    category and person, unless it is somebody else's and more than ``TURNS`` ago; support does not
    carry over, since the person has had it. ``embed`` gives vectors by ``model``, one of
    ``screening_model.MODELS``; it is asked once, for those turns in which it could change what is
    seen. ``ContentError`` only where the shipped data file is broken.
    """
    turns = [_read(turn) for turn in (text, *reversed(history[-TURNS:]))]
    vectors: dict[int, NDArray[np.float32]] = {}
    if embed is not None and not _settled(turns[0]):
        doubtful = [turn for turn in turns if turn.doubtful]
        made = embed([turn.text for turn in doubtful]) if doubtful else ()
        vectors = {id(turn): row for turn, row in zip(doubtful, made, strict=True)}
    seen = [_weigh(turn, vectors.get(id(turn)), model) for turn in turns]
    crisis = next((one for one in seen if one.level == "crisis"), None)
    return crisis or _long_ago(history[:-TURNS]) or seen[0]


def _long_ago(history: Sequence[str]) -> Screening | None:
    """The person's own crisis that was told last in ``history``; no model is asked."""
    seen = (_weigh(_read(turn), None, DEFAULT_MODEL) for turn in reversed(history))
    own = (one for one in seen if one.level == "crisis" and one.person == "first")
    return next(own, None)


def is_calm(text: str, embed: Embed | None = None, model: str = DEFAULT_MODEL) -> bool:
    """Whether neither classifier nor patterns find anything in ``text`` that care could be for.

    Much surer than that ``screen`` sees no need; ``embed`` and ``model`` as there.
    """
    turn, known = _read(text), screening_model.load()
    if known is None or turn.shares is None or turn.normal is None or turn.hits:
        return False
    shares = turn.shares
    if embed is not None:
        shares = known.shares(turn.normal, embed([text])[0], shares, model)
    return bool(1 - shares[0] < CALM)


def is_mild(text: str, embed: Embed | None = None, model: str = DEFAULT_MODEL) -> bool:
    """Whether the classifier finds ``text`` rather harmless, whatever the patterns found."""
    known = screening_model.load()
    shares = _read(text).shares
    if known is None or shares is None:
        return False
    if embed is not None:
        shares = known.shares(normalise(told_apart(text)), embed([text])[0], shares, model)
    return bool(1 - shares[0] < MILD)


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """One turn by itself; no text of it is kept once the screen has answered.

    ``shares`` are the classifier's without an embedding, ``None`` where it has no say.
    """

    text: str
    normal: Normal | None
    hits: tuple[Hit, ...]
    shares: NDArray[np.float32] | None

    @property
    def doubtful(self) -> bool:
        """Whether its meaning could still change what is seen in it."""
        model = screening_model.load()
        if model is None or self.shares is None or self.normal is None:
            return False
        return bool(self.hits) or model.may_raise(self.normal, self.shares)

    @property
    def alarms(self) -> bool:
        """Whether patterns or classifier see anything in it that care could be for."""
        model = screening_model.load()
        if self.hits or model is None or self.shares is None or self.normal is None:
            return bool(self.hits)
        if len(self.normal.joined) <= _FEW:
            return False
        bars = model.bars(self.normal, False)
        return screening_model.raised(self.shares, bars).level != "none"


def _settled(turn: _Turn) -> bool:
    """A crisis that the patterns see stands; its meaning need not be asked."""
    return any(hit.unit.level == "crisis" for hit in turn.hits)


def _read(text: str) -> _Turn:
    hits: list[Hit] = []
    normal = None
    between = 0
    for window, is_end in _windows(text):
        normal = normalise(told_apart(window))
        if not is_end:
            if between == _MOST_BETWEEN or not says_outright(normal):
                continue
            between += 1
        hits += found(normal)
        # Some write as in a poem, and a line's end is no sentence's.
        whole = _MID_SENTENCE.sub(" ", window)
        if whole != window:
            hits += found(normalise(told_apart(whole)))
        if not _dangerous(hits) and (other := respelled(window)) is not None:
            read = normalise(told_apart(other))
            if bare := _dangerous(found(read)):
                hits += bare
                # What is weighed is what is meant, not how it is spelt.
                text, normal = (other, read) if window == text else (text, normal)
    model = screening_model.load()
    short = len(text) <= screening_model.LONGEST and text.strip()
    shares = model.shares(normal) if model and normal and short else None
    if shares is not None:
        hits = [hit for hit in hits if not _is_idle(hit, shares)]
    return _Turn(text, normal, tuple(hits), shares)


def _dangerous(hits: list[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.unit.level == "crisis"]


def _is_idle(hit: Hit, shares: Shares) -> bool:
    """Whether a hint at one's own crisis stands in a message that the classifier finds harmless."""
    hint = hit.unit.level == "crisis" and not hit.outright and "sure" not in hit.unit.flags
    return bool(hint and hit.person == "first" and 1 - shares[0] < HINTED)


def _weigh(turn: _Turn, vector: NDArray[np.float32] | None, by: str) -> Screening:
    """What a turn needs; ``by`` names the model of the ``vector``."""
    seen = _sum_up(turn, vector, by)
    if turn.normal is None:
        return seen
    if seen.level != "crisis" or seen.person == "third":
        more = is_bidden(turn.normal)
        if more is not None and (seen.level != "crisis" or len(more) <= _NO_MORE):
            return Screening("support", "abuse", "first")
        if more is not None:
            # Who goes on may mean to do it.
            return Screening("crisis", "suicidal", "first")
    if seen.level == "none" or len(turn.text) > _PARTING:
        return seen
    told = parting(turn.normal)
    if told is None or _read(told[1]).alarms:
        return seen
    return Screening() if told[0] == "explained" else Screening("support", "distress", "first")


def _sum_up(turn: _Turn, vector: NDArray[np.float32] | None, by: str) -> Screening:
    """Patterns and classifier together."""
    model = screening_model.load()
    hits = list(turn.hits)
    if model is None or turn.shares is None or turn.normal is None:
        seen = _choose(hits) if hits else Screening()
        # Of a long text only the last window is at hand to say whose trouble it is.
        return whose.told(turn.normal, seen) if turn.normal and seen.level == "support" else seen
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
    if not _dangerous(hits) and whose.fears_death(turn.normal):
        return Screening("support", "distress", "first")
    crisis = [hit for hit in hits if hit.unit.level == "crisis"]
    if not hits and raised.level == "none":
        return raised
    # A mere hint that is all of it everyday sorrow is one that friends go out "without me".
    if not any(hit.outright for hit in crisis):
        if not crisis and whose.is_plain(turn.normal):
            return Screening()
        if whose.is_upset(turn.normal):
            return Screening("support", "distress", "first")
    if crisis:
        chosen = _choose(hits)
        return _ELSEWHERE if _is_elsewhere(turn) else chosen
    if not hits and _taken_back(turn.normal, raised):
        return Screening()
    chosen = _choose(hits) if hits else raised
    if hits and screening_model.crisis_share(shares) >= OVERRULE:
        chosen = raised
    return whose.told(turn.normal, whose.of_looks(turn.normal, chosen))


_ELSEWHERE = Screening("crisis", "third-party", "third")


def _is_elsewhere(turn: _Turn) -> bool:
    """Whether all that is told of danger was seen online, said by somebody of themselves."""
    if turn.normal is None or not whose.tells_of_online(turn.normal):
        return False
    rest = (normalise(told_apart(part)) for part in _END.split(turn.text) if part.strip())
    return not any(_dangerous(found(one)) for one in rest if not whose.tells_of_online(one))


def _taken_back(text: Normal, raised: Screening) -> bool:
    """Whether what the classifier alone raised is denied by the message, or long over, or is a
    fan's farewell to an album or a tour until the next, or a sprain."""
    shared = screening_data.load().shared
    if raised.level == "crisis" and shared["denied"].search(text.spaced[0]):
        return True
    whole = f"{text.spaced[0]} {text.joined}"
    if raised.category == "suicidal" and shared["farewell"].search(whole):
        return True
    if raised.category == "self-harm" and shared["sprain"].search(whole):
        return True
    if raised.level == "support" and is_past(whole, shared):
        return True
    return is_over(whole, shared)


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
    if unit in (AT_HAND, ASKED):
        return bool(1 - shares[0] >= MEANS)
    return screening_model.kept(unit.level, shares, bars)


def _windows(text: str) -> Iterator[tuple[str, bool]]:
    """Pieces of ``text``, and whether each is of its beginning or end."""
    step = _WINDOW - _OVERLAP
    if len(text) <= _WINDOW:
        yield text, True
        return
    for start in range(0, max(1, len(text) - _OVERLAP), step):
        end = start + _WINDOW
        yield text[start:end], start < _END_OF_LONG or end > len(text) - _END_OF_LONG


def _choose(hits: list[Hit]) -> Screening:
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
            # The emergency number leads where somebody else is in danger now.
            now = any(
                (hit.unit.category, hit.unit.person) == ("danger-now", "third") for hit in crisis
            )
            return Screening("crisis", "danger-now" if now else "third-party", "third")
        names = {_name(hit) for hit in first}
        return Screening("crisis", min(names, key=lambda name: _ORDER.get(name, 9)), "first")
    best = min(hits, key=lambda hit: _FIRST_SUPPORT.index(hit.unit.category))
    return Screening("support", best.unit.category, "third" if best.person == "third" else "first")


def _name(hit: Hit) -> str:
    return "suicidal" if hit.unit.category == "goodbye" else hit.unit.category


def hits(text: str) -> list[Unit]:
    """The reviewed patterns that ``text`` matches and no guard takes away; for maintenance."""
    return [
        hit.unit for window, _ in _windows(text) for hit in found(normalise(told_apart(window)))
    ]  # fmt: skip
