"""Which helplines a person gets. There is always one: see ``FLOOR``.

Choosing is a lookup in a reviewed table, never a guess and never made by a model: an unknown
country gets international directories rather than another country's numbers.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kwell_qa.errors import ContentError, Finding
from kwell_qa.helpline_file import INTERNATIONAL, Country, parse, parse_hours
from kwell_qa.records import Helpline, HelplineChoice

__all__ = [
    "CATEGORIES",
    "FLOOR",
    "SHOWN",
    "Helplines",
    "country_name",
    "language_name",
    "load",
    "load_or_floor",
    "open_now",
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
    "bullying": ("bullying", "harassment", "youth"),
    "eating-disorder": ("eating-disorder",),
    "grief": ("grief",),
    "substance": ("substance",),
}
"""What goes to the front for each category, best first. Nothing does for those of a crisis:
there the crisis line stays first."""

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

Why = Literal["chosen", "default", "international", "no-service"]
_ALIASES = {"UK": "GB"}


def _code(country: object) -> str | None:
    """The country as two capitals; ``None`` for what cannot be a country code."""
    if not isinstance(country, str):
        return None
    code = country.strip().upper()
    return _ALIASES.get(code, code) if re.fullmatch("[A-Z]{2}", code) else None


def _rank(helpline: Helpline) -> int:
    """Crisis lines first, the always open ahead; then youth; then lines for one thing."""
    later = 0 if helpline.hours == "24/7" else 1
    if helpline.audience in ("general", "suicide"):
        return later
    if helpline.audience == "youth":
        return 2 + later
    return 4 if "youth" in helpline.topics else 5


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
    kept = list(dict.fromkeys((*special, *general[:3], *youth[:1], *ranked)))[:room]
    if isinstance(lang, str):
        speaking = [line for line in ranked if lang.split("-")[0] in line.languages]
        if speaking and not set(speaking) & set(kept):
            kept[-1:] = speaking[:1]
    return special + [line for line in ranked if line in kept and line not in special]


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
        found = self.by_country.get(_code(country) or "")
        return found.helplines if found else ()

    def choose(
        self,
        country: str | None,
        category: str | None = None,
        default_country: str | None = None,
        lang: str | None = None,
    ) -> HelplineChoice:
        """At most ``SHOWN`` services, the last an international directory. Never raises.

        ``default_country`` counts only where no country is given: a person in a country that
        we do not know is not sent to the numbers of another.
        """
        blank = country is None or (isinstance(country, str) and not country.strip())
        found = self.by_country.get(_code(default_country if blank else country) or "")
        directories = self.international or FLOOR
        if found is None:
            return HelplineChoice(directories[:SHOWN], None, None, "international")
        if found.helplines:
            lines = (*_pick(found.helplines, category, lang, SHOWN - 1), directories[0])
            why: Why = "default" if blank else "chosen"
        else:
            lines, why = directories[:SHOWN], "no-service"
        return HelplineChoice(
            helplines=lines,
            country=found.code,
            emergency=found.emergency[0] if found.emergency else None,
            why=why,
            emergency_all=found.emergency,
            emergency_note=found.note,
        )


def load(path: Path, *, dialling: bool = True) -> Helplines:
    """The helplines of a file, every entry checked.

    ``dialling=False`` skips the look-up of each number in the ``phonenumbers`` library.
    Raises ContentError with one finding, with its line and remedy, for each fault.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        what = f"cannot be read: {error}"
        remedy = "restore it from the repository, as UTF-8 text"
        raise ContentError(Finding(path, None, "helpline-file", what, remedy)) from error
    international, countries = parse(text, path, dialling=dialling)
    return Helplines(international, countries)


def load_or_floor(path: Path) -> tuple[Helplines, str | None]:
    """The helplines of a file, or the floor and what is wrong with the file. Never raises."""
    try:
        # The look-up in phonenumbers takes 0.2 s; the checks before a release have done it.
        return load(path, dialling=False), None
    except Exception as error:  # whatever is wrong, people must still get a helpline
        return Helplines(), str(error) or type(error).__name__


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


def _cldr(kind: str, key: str, lang: str) -> str | None:
    # Imported here: babel and its data cost 50 ms, and not every start names a country.
    from babel import Locale, UnknownLocaleError

    for tag in (lang, "en"):
        try:
            names = getattr(Locale.parse(tag.replace("_", "-"), sep="-"), kind)
        except (UnknownLocaleError, ValueError, TypeError, AttributeError):
            continue
        if key in names:
            return str(names[key])
    return None


def country_name(cc: str, lang: str) -> str:
    """The name of a country in a language, else in English, else its code.

    ``INT``, which stands for no one country, is the world.
    """
    code = "001" if cc == INTERNATIONAL else _code(cc) or cc
    return _cldr("territories", code, lang) or cc


def language_name(code: str, lang: str) -> str:
    """The name of a language in a language, else in English, else its code."""
    return _cldr("languages", code.replace("-", "_"), lang) or code
