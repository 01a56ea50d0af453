"""What pages say around the texts, in the visitor's language, dates and names included."""

from __future__ import annotations

import re

from kwell_qa.helplines import country_name, language_name
from kwell_qa.records import Helpline
from kwell_qa.texts import RTL, Catalogue

__all__ = ["Words"]

_BABEL = {"tl": "fil", "zh": "zh-Hans"}


class Words:
    """``words("ui.send")`` in one language, and what else depends on it."""

    def __init__(self, texts: Catalogue, lang: str | None) -> None:
        self.texts = texts
        self.lang = texts.language(lang)
        self.dir = "rtl" if self.lang in RTL else "ltr"
        self._locale = _BABEL.get(self.lang, self.lang)

    def __call__(self, key: str, **values: str) -> str:
        return self.texts.get(self.lang, key, **values)

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
        import datetime

        from babel.dates import format_date, format_skeleton

        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", iso):
                return str(format_date(datetime.date.fromisoformat(iso), "long", self._locale_id))
            if re.fullmatch(r"\d{4}-\d\d", iso):
                day = datetime.datetime.fromisoformat(iso + "-01")
                return str(format_skeleton("yMMMM", day, locale=self._locale_id))
        except (ValueError, KeyError):
            pass
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
        return self("ui.hours", hours=line.hours)

    def spoken(self, line: Helpline) -> str:
        """The languages that a service speaks."""
        names = ", ".join(self.language(code) for code in line.languages)
        return self("ui.languages", languages=names) if names else ""
