"""What a browser tells of its person: languages and region, from ``Accept-Language``, and the time
zone where a page's script adds it to an address (``?tz=``). Nothing of it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kwell_qa.helplines import Helplines
from kwell_qa.places import country_of_zone
from kwell_qa.records import Why

__all__ = ["Visitor", "from_header", "place_of"]

_TAG = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_MAX_HEADER = 400
_MAX_ZONE = 60


@dataclass(frozen=True, slots=True)
class Visitor:
    """``region`` is that of the first language only: Firefox sends ``de,en-US`` in Berlin."""

    languages: tuple[str, ...] = ()
    region: str | None = None
    zone: str | None = None
    """An IANA name, or whatever else was sent: not trusted, only looked up."""

    @property
    def language(self) -> str | None:
        return self.languages[0] if self.languages else None

    def best(self, offered: tuple[str, ...]) -> str | None:
        """The first of the languages that is offered; none if none is."""
        for tag in self.languages:
            code = tag.split("-")[0].casefold()
            code = {"fil": "tl", "in": "id"}.get(code, code)
            if code in offered:
                return code
        return None


def from_header(header: str | None, zone: str | None = None) -> Visitor:
    """Read ``ko-KR,ko;q=0.9,en;q=0.8``; anything else in it is passed over."""
    weighed: list[tuple[float, str]] = []
    for part in (header or "")[:_MAX_HEADER].split(","):
        tag, _, rest = part.strip().partition(";")
        if not _TAG.match(tag):
            continue
        found = re.fullmatch(r"\s*q=([01](?:\.\d{1,3})?)\s*", rest)
        weight = float(found.group(1)) if found else 1.0
        if weight > 0:
            weighed.append((-weight, tag))
    languages = tuple(tag for _, tag in sorted(weighed, key=lambda pair: pair[0]))
    region = None
    if languages:
        parts = languages[0].split("-")[1:]
        regions = [part for part in parts if re.fullmatch("[A-Za-z]{2}", part)]
        region = regions[0].upper() if regions else None
    return Visitor(languages, region, zone[:_MAX_ZONE] if zone else None)


def place_of(visitor: Visitor, lines: Helplines) -> tuple[str | None, Why]:
    """Where a visitor who chose nothing seems to be, and by what: never by language alone."""
    if visitor.region in lines.by_country:
        return visitor.region, "region"
    zone = country_of_zone(visitor.zone)
    return (zone, "timezone") if zone in lines.by_country else (None, "default")
