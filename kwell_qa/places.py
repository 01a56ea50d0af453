"""Countries and languages as Unicode's CLDR calls them, and the country of a time zone."""

from __future__ import annotations

import re
from functools import lru_cache

from kwell_qa.countries import code_of
from kwell_qa.helpline_file import INTERNATIONAL

__all__ = ["country_name", "country_of_zone", "language_name"]


def country_of_zone(zone: object) -> str | None:
    """The country of an IANA time zone, from CLDR; ``None`` for what is no zone of a country."""
    if not isinstance(zone, str) or not re.fullmatch(r"[A-Za-z_]+(/[A-Za-z0-9_+\-]+){1,2}", zone):
        return None
    # Imported here: babel's data costs 50 ms, and few requests need a zone.
    from babel.core import get_global

    aliases, territories = get_global("zone_aliases"), get_global("zone_territories")
    code = territories.get(zone) or territories.get(aliases.get(zone, ""))
    return code_of(code)


@lru_cache(maxsize=1024)
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
    code = "001" if cc == INTERNATIONAL else code_of(cc) or cc
    return _cldr("territories", code, lang) or cc


def language_name(code: str, lang: str) -> str:
    """The name of a language in a language, else in English, else its code."""
    return _cldr("languages", code.replace("-", "_"), lang) or code
