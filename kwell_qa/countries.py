"""Codes of countries: which there are, and the one that somebody means."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["RATHER_NOT_SAY", "code_of", "countries_of_world", "said"]

RATHER_NOT_SAY = ""
"""The country of a person who chose to name none: no browser region then, no default."""

_ALIASES = {"UK": "GB"}
_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
"""What CLDR names beside countries: unions, far islands, tests, and what is unknown."""


def said(country: str | None) -> str | None:
    """What a person chose: ``RATHER_NOT_SAY`` for the empty text and for "none", else as it is;
    ``None`` where they chose nothing."""
    if country is not None and country.strip().casefold() in ("", "none"):
        return RATHER_NOT_SAY
    return country


def code_of(country: object) -> str | None:
    """The country as two capitals; ``None`` for what cannot be a country code."""
    if not isinstance(country, str):
        return None
    code = country.strip().upper()
    return _ALIASES.get(code, code) if re.fullmatch("[A-Z]{2}", code) else None


@cache
def countries_of_world() -> frozenset[str]:
    """Every country's code in CLDR, also of those without helplines here; ``UK`` is one too."""
    # Imported here: babel's data costs 50 ms, and not every start checks a country.
    from babel import Locale

    codes = {code for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", code)}
    return frozenset(codes - _NO_COUNTRY | _ALIASES.keys())
