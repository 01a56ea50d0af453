"""Which helplines a person gets. There is always one: see ``FLOOR``.

Choosing is a lookup in a reviewed table, never a guess and never made by a model: an unknown
country gets international directories rather than another country's numbers.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kwell_qa.countries import code_of
from kwell_qa.decoding import decode
from kwell_qa.errors import ContentError, Finding, Unreadable
from kwell_qa.helpline_file import INTERNATIONAL, Country, parse, parse_hours
from kwell_qa.records import Helpline, HelplineChoice, Why

__all__ = [
    "CATEGORIES",
    "FLOOR",
    "LAST_GOOD",
    "SHOWN",
    "STALE_DAYS",
    "Helplines",
    "Why",
    "from_abroad",
    "is_stale",
    "keep_last_good",
    "load",
    "load_or_floor",
    "open_now",
    "special_of",
]

SHOWN = 6
"""At most so many services in one choice, the directory at its end included."""

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "suicidal": (),
    "self-harm": (),
    "danger-now": (),
    "third-party": (),
    "distress": (),
    "abuse": ("domestic-abuse", "abuse", "sexual-violence"),
    "sexual-violence": ("sexual-violence", "domestic-abuse", "abuse"),
    "harassment": ("harassment", "bullying"),
    "bullying": ("bullying",),
    "eating-disorder": ("eating-disorder",),
    "grief": ("grief",),
    "substance": ("substance",),
}
"""What a service of one's own subject is for, best first; a crisis has none besides the crisis
lines. It stands after the crisis and youth lines, and is sure of its place among them."""

_OWN: Mapping[str, frozenset[str]] = {
    "abuse": frozenset({"abuse", "domestic-abuse"}),
    "sexual-violence": frozenset({"sexual-violence"}),
    "harassment": frozenset({"harassment"}),
    "bullying": frozenset({"bullying"}),
    "eating-disorder": frozenset({"eating-disorder"}),
    "grief": frozenset({"grief"}),
    "substance": frozenset({"substance"}),
}
"""What a service must be for, to be one for the very subject; others stand in for it, and the
reply says so."""

FLOOR: tuple[Helpline, ...] = (
    Helpline(
        country=INTERNATIONAL,
        name="Find A Helpline",
        website="https://findahelpline.com",
        hours="directory",
        languages=("en",),
        checked="2026-11-22",
    ),
    Helpline(
        country=INTERNATIONAL,
        name="Befrienders Worldwide",
        website="https://befrienders.org",
        hours="directory",
        languages=("en",),
        checked="2026-11-22",
    ),
)
"""In the code and not in a file, so that no fault of a file can leave a person with nothing."""

STALE_DAYS = 200
"""Entries are to be checked at least twice a year; beyond that they are shown with a label."""
LAST_GOOD = "helplines.yaml"
"""The copy of the last sound helplines file, in the folder of the index."""


_OTHERS = 4
"""The rank from which on services are for one thing only."""


def _rank(helpline: Helpline) -> int:
    """Crisis lines first, the always open ahead; then youth; then lines for one thing.

    What to call in danger comes before all of them (``HelplineChoice.emergency``).
    """
    later = 0 if helpline.hours == "24/7" else 1
    if helpline.audience in ("general", "suicide"):
        return later
    if helpline.audience == "youth":
        return 2 + later
    return _OTHERS if "youth" in helpline.topics else _OTHERS + 1


def _special(services: tuple[Helpline, ...], category: str | None) -> list[Helpline]:
    """At most two services for this category, the second for other people where there is one."""
    wanted = CATEGORIES.get(category, ()) if isinstance(category, str) else ()

    def fit(helpline: Helpline) -> tuple[int, int, bool]:
        topics = (helpline.audience, *helpline.topics)
        place = min(wanted.index(topic) for topic in topics if topic in wanted)
        side = 0 if helpline.audience == wanted[place] else 1
        return place, side, helpline.hours != "24/7"

    fits = sorted(
        (line for line in services if {line.audience, *line.topics} & set(wanted)), key=fit
    )
    others = [line for line in fits if line.audience != fits[0].audience]
    return [*fits[:1], *(others or fits[1:])[:1]]


def _pick(
    services: tuple[Helpline, ...], category: str | None, lang: str | None, room: int
) -> list[Helpline]:
    """The most fitting services, in the order to show them.

    A place is kept for youth lines and for a line that speaks ``lang``, so that a country
    with many general lines does not push them out.
    """
    ranked = sorted(services, key=_rank)
    special = _special(services, category)
    general = [line for line in ranked if _rank(line) < 2]
    youth = [line for line in ranked if _rank(line) in (2, 3)]
    kept = list(dict.fromkeys((*special, *general[:2], *youth[:1], *general[2:3], *ranked)))[:room]
    if isinstance(lang, str):
        speaking = [line for line in ranked if lang.split("-")[0] in line.languages]
        if speaking and not set(speaking) & set(kept):
            kept[-1:] = speaking[:1]
    shown = [line for line in ranked if line in kept]
    # Crisis, youth, then the lines for the very subject, then whatever else there is.
    front = [line for line in shown if _rank(line) < _OTHERS]
    own = [line for line in special if line not in front]
    return [*front, *own, *(line for line in shown if line not in front and line not in own)]


def special_of(lines: Sequence[Helpline], category: str | None) -> Helpline | None:
    """The service for the very subject, where it is another than the first of ``lines``."""
    best = next(iter(_special(tuple(lines), category)), None)
    return None if best in lines[:1] else best


@dataclass(frozen=True, slots=True)
class Helplines:
    """All helplines by country. ``Helplines()`` holds the floor only."""

    international: tuple[Helpline, ...] = FLOOR
    by_country: Mapping[str, Country] = field(default_factory=dict)

    def countries(self) -> tuple[str, ...]:
        """ISO 3166-1 codes of the countries with services or an emergency number, sorted."""
        return tuple(sorted(self.by_country))

    def for_country(self, country: str | None) -> tuple[Helpline, ...]:
        """Every service of a country, in the order of the file; none if it is unknown."""
        found = self.by_country.get(code_of(country) or "")
        return found.helplines if found else ()

    def choose(
        self,
        country: str | None,
        category: str | None = None,
        default_country: str | None = None,
        lang: str | None = None,
        *,
        why: Why = "chosen",
        default_why: Why = "default",
    ) -> HelplineChoice:
        """At most ``SHOWN`` services, the last an international directory. Never raises.

        ``default_country`` counts only where no country is given: a person in a country that
        we do not know, or who would rather not say (``""``, "none"), is not sent to the numbers
        of another. ``why`` and ``default_why`` tell
        how the two are known; numbers of a country that was only ``named`` are those that dial
        from anywhere, its short codes stay text.
        """
        blank = country is None
        found = self.by_country.get(code_of(default_country if blank else country) or "")
        directories = self.international or FLOOR
        if found is None:
            return HelplineChoice(directories[:SHOWN], None, None, "international")
        if found.helplines:
            picked = _pick(found.helplines, category, lang, SHOWN - 1)
            known = default_why if blank else why
            lines = (*picked, directories[0])
            if known == "named":
                lines = tuple(from_abroad(line) for line in lines)
        else:
            lines, known, picked = directories[:SHOWN], "no-service", []
        wanted = _OWN.get(category) if isinstance(category, str) else None
        own = not wanted or any({line.audience, *line.topics} & wanted for line in picked)
        return HelplineChoice(
            helplines=lines,
            country=found.code,
            emergency=found.emergency[0] if found.emergency else None,
            why=known,
            emergency_all=found.emergency,
            emergency_note=found.note,
            own=own,
        )


def load(path: Path, *, dialling: bool = True) -> Helplines:
    """The helplines of a file, every entry checked.

    ``dialling=False`` skips the look-up of each number in the ``phonenumbers`` library.
    Raises ContentError with one finding, with its line and remedy, for each fault.
    """
    try:
        text = decode(path)
    except (Unreadable, ValueError) as error:
        what = f"cannot be read: {error}"
        remedy = "restore it from the repository, as UTF-8 text"
        line = error.line if isinstance(error, Unreadable) else None
        raise ContentError(Finding(path, line, "helpline-file", what, remedy)) from error
    international, countries = parse(text, path, dialling=dialling)
    return Helplines(international, countries)


def load_or_floor(path: Path, *last_good: Path) -> tuple[Helplines, str | None]:
    """The helplines of a file, and what is wrong with it. Never raises.

    Where it is broken, the first of the ``last_good`` files that can be read is served
    instead, and the floor where none can.
    """
    try:
        # The look-up in phonenumbers takes 0.2 s; the checks before a release have done it.
        return load(path, dialling=False), None
    except Exception as error:  # whatever is wrong, people must still get a helpline
        fault = str(error) or type(error).__name__
    for copy in last_good:
        try:
            return load(copy, dialling=False), f"{fault}; serving the last good file, {copy}"
        except Exception as error:  # a broken copy is no worse than none
            fault = f"{fault}; {copy}: {type(error).__name__}"
    return Helplines(), f"{fault}; serving the built-in directories only"


def keep_last_good(path: Path, folder: Path) -> bool:
    """Keep a copy of a sound helplines file with the index, for the day when it is broken.

    Returns whether it is kept; a missing or faulty file leaves the copy as it is. Raises
    OSError where the copy cannot be written.
    """
    copy = folder / LAST_GOOD
    try:
        data = path.read_bytes()
        if copy.is_file() and copy.read_bytes() == data:
            return True
        # What was checked is what is written: an editor may save in between.
        parse(data.decode("utf-8"), path)
    except (ContentError, OSError, UnicodeDecodeError):
        return False
    made = copy.with_name(f".{LAST_GOOD}-{os.getpid()}")
    try:
        made.write_bytes(data)
        os.replace(made, copy)
    finally:
        made.unlink(missing_ok=True)
    return True


def from_abroad(line: Helpline) -> Helpline:
    """A service as it is for people elsewhere: numbers of its own country only stay text."""

    def outside(uri: str | None) -> str | None:
        return uri if uri and uri.startswith(("tel:+", "sms:+")) else None

    return replace(
        line,
        dial=outside(line.dial),
        sms=outside(line.sms),
        also=tuple((display, outside(dial)) for display, dial in line.also),
    )


def is_stale(line: Helpline, today: datetime.date) -> bool:
    """Whether an entry was last checked too long ago to be shown without saying so."""
    try:
        checked = datetime.date.fromisoformat(line.checked)
    except ValueError:
        return True
    return (today - checked).days > STALE_DAYS


def open_now(helpline: Helpline, when: datetime.datetime) -> bool | None:
    """Whether a service is open at an aware time; ``None`` where that cannot be told.

    Public holidays are not known here, so ``True`` may be wrong on one.
    """
    if helpline.hours == "24/7":
        return True
    spans = parse_hours(helpline.hours)
    if not spans or helpline.timezone is None or when.tzinfo is None:
        return None
    # Imported here: few starts of kwell-qa ask for opening hours.
    from zoneinfo import ZoneInfo

    try:
        local = when.astimezone(ZoneInfo(helpline.timezone))
    except (KeyError, ValueError, OSError, OverflowError):
        return None
    minute = local.hour * 60 + local.minute
    today, yesterday = local.weekday(), (local.weekday() - 1) % 7
    return any(
        (day == today and start <= minute < end)
        or (day == yesterday and start <= minute + 1440 < end)
        for day, start, end in spans
    )
