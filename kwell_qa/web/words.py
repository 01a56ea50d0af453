"""What pages say around the texts, in the visitor's language, dates and names included."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from contextlib import suppress

from kwell_qa.caring import shown_name
from kwell_qa.helpline_file import DAYS
from kwell_qa.helplines import is_stale, open_now
from kwell_qa.places import country_name, language_name
from kwell_qa.records import Helpline, HelplineChoice
from kwell_qa.texts import RTL, Catalogue

__all__ = ["Words"]

_BABEL = {"tl": "fil", "zh": "zh-Hans"}
_COMMAS = {"ar": "، ", "ja": "、", "zh": "、"}


class Words:
    """``words("ui.send")`` in one language, and what else depends on it."""

    def __init__(
        self, texts: Catalogue, lang: str | None, now: datetime.datetime | None = None
    ) -> None:
        """``now``: an aware time for "open now"; that of the clock if it is left out."""
        self.texts, self._now = texts, now
        self.lang = texts.language(lang)
        self.dir = "rtl" if self.lang in RTL else "ltr"
        self._locale = _BABEL.get(self.lang, self.lang)

    def __call__(self, key: str, **values: str) -> str:
        return self.texts.get(self.lang, key, **values)

    def lines(self, key: str) -> tuple[str, ...]:
        """A text that is a list."""
        return self.texts.lines(self.lang, key)

    def pieces(self, key: str, **values: str) -> list[tuple[str, bool]]:
        """The text of ``key`` in pieces; ``True`` for a filled-in value.

        A number or a name is set apart, so that its digits keep their order in a line of another
        direction.
        """
        names = list(values)
        # Characters for private use stand where the values belong.
        held = {name: chr(0xE000 + place) for place, name in enumerate(names)}
        parts = re.split("([\ue000-\uf8ff])", self(key, **held))
        return [
            (values[names[ord(part) - 0xE000]], True) if "\ue000" <= part <= "\uf8ff"
            and len(part) == 1 else (part, False)
            for part in parts if part
        ]  # fmt: skip

    def country(self, code: str) -> str:
        """The name of a country in this language."""
        return country_name(code, self._locale)

    def language(self, code: str) -> str:
        """The name of a language in this language."""
        return language_name(_BABEL.get(code, code), self._locale)

    def date(self, iso: str | None) -> str:
        """``2023-08-29``, ``2023-08`` or ``2023`` in words; what is no date stays as it is."""
        if not iso:
            return self("ui.undated")
        # Imported here: babel's data is not needed by every start.
        from babel.dates import format_date, format_skeleton

        # There is no 31 February, whatever a source says.
        with suppress(ValueError, KeyError):
            if re.fullmatch(r"\d{4}-\d\d-\d\d", iso):
                return str(format_date(datetime.date.fromisoformat(iso), "long", self._locale_id))
            if re.fullmatch(r"\d{4}-\d\d", iso):
                day = datetime.datetime.fromisoformat(iso + "-01")
                return str(format_skeleton("yMMMM", day, locale=self._locale_id))
        return self("ui.undated") if iso == "undated" else iso

    @property
    def _locale_id(self) -> str:
        return self._locale.replace("-", "_")

    def evidence(self, kind: str) -> str:
        return self("ui.evidence_" + kind.replace("-", "_"))

    def verdict(self, verdict: str) -> str:
        return self("ui.verdict_" + verdict.replace(" ", "_"))

    def hours(self, line: Helpline) -> str:
        """When a service is open, in words; empty where nobody knows or it is a directory."""
        if line.hours == "24/7":
            return self("ui.hours_always")
        if line.hours in ("unknown", "directory"):
            return ""
        hours = self("ui.hours", hours=self._spans(line))
        is_open = open_now(line, self.now)
        if is_open is None:
            return hours
        return f"{hours} ({self('ui.open_now' if is_open else 'ui.closed_now')})"

    @property
    def now(self) -> datetime.datetime:
        return self._now or datetime.datetime.now(datetime.UTC)

    def stale(self, line: Helpline) -> bool:
        """Whether an entry must say that its last check was long ago."""
        return is_stale(line, self.now.date())

    def _spans(self, line: Helpline) -> str:
        """Days by their names in this language, and the name of the zone that the times are in."""
        from babel.dates import get_day_names, get_timezone_name

        days = get_day_names("abbreviated", locale=self._locale_id)
        named = {name: str(days[number]) for number, name in enumerate(DAYS)}
        named["daily"] = self("ui.hours_daily")
        word = re.compile(r"daily|\b[A-Z][a-z]{2}\b")
        hours = word.sub(lambda day: named.get(day[0], day[0]), line.hours)
        if line.timezone is None:
            return hours
        return f"{hours}, {get_timezone_name(line.timezone, locale=self._locale_id)}"

    def listed(self, names: Iterable[str]) -> str:
        """Names one after another, with this language's comma."""
        return _COMMAS.get(self.lang, ", ").join(names)

    def why(self, choice: HelplineChoice) -> str:
        """Why the helplines of this country are shown."""
        country = self.country(choice.country) if choice.country else ""
        return self("ui.why_" + choice.why.replace("-", "_"), country=country)

    def called(self, line: Helpline, shown: str = "") -> tuple[str, str]:
        """The name of a service as it is said here, and the language of that name.

        ``shown`` is the number beside it, which is not said a second time as a part of the name.
        """
        name = shown_name(line, self.lang)
        lang = self.lang if name == line.name_local and self.lang in line.languages else "en"
        if shown:
            once = re.sub(rf"(?<![\w-]){re.escape(shown)}(?![\w-])", " ", name)
            name = " ".join(re.sub(r"\(\s*\)", " ", once).split()) or name
        return name, lang

    def spoken(self, line: Helpline) -> str:
        """The languages that a service speaks."""
        names = self.listed(self.language(code) for code in line.languages)
        return self("ui.languages", languages=names) if names else ""
