"""Reading ``corpus/helplines.yaml``: its keys, its numbers, and errors with their lines.

YAML is read as a tree of nodes, not as values: a node knows its line, ``NO`` stays Norway
and ``024`` stays a number to dial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

import yaml  # type: ignore[import-untyped, unused-ignore]

from kwell_qa import yamlfaults
from kwell_qa.countries import code_of, countries_of_world
from kwell_qa.errors import ContentError, Finding
from kwell_qa.records import Helpline

__all__ = ["DAYS", "INTERNATIONAL", "Country", "checks", "parse", "parse_hours"]

INTERNATIONAL = "INT"
"""Stands where a country code stands, for services that are of no one country."""

_AUDIENCE = (
    "general|youth|suicide|eating-disorder|sexual-violence|domestic-abuse|abuse|harassment|"
    "bullying|lgbtq|grief|substance|indigenous|veterans"
)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_FORMS = {
    "name": ".+",
    "name_local": ".+",
    "audience": _AUDIENCE,
    "chat_url": r"https?://[^\s<>\"]+",
    "website": r"https?://[^\s<>\"]+",
    "hours": ".+",
    "timezone": r"[A-Z]\w+(/[\w+-]+)+",
    "cost": "free|local",
    "confidence": "high|medium",
    "checked": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "note": ".+",
}
"""The keys of a service that hold one text, and how it is written."""
_LISTS = {"languages": "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "topics": _AUDIENCE + "|self-harm"}
_SAID = r"\d{4}(-\d\d(-\d\d)?)?"
_EMERGENCY = r"\d{2,5}"
_KEYWORD = r"\w+"
_REQUIRED = {"name", "audience", "hours", "languages", "confidence", "sources", "checked"}
_OPTIONAL = {*_FORMS, *_LISTS, "numbers", "sms"} - _REQUIRED
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_BARE = re.compile(r"[*#]?\d{2,9}")
_TIMES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")

Span = tuple[int, int, int]
"""Day of the week (Monday is 0), first minute, and the minute after the last (may pass 1440)."""


@dataclass(frozen=True, slots=True)
class Country:
    """One country: its emergency numbers, first the one to show, and its services."""

    code: str
    name: str
    emergency: tuple[str, ...]
    note: str | None
    helplines: tuple[Helpline, ...]


def _weekdays(text: str) -> Iterator[int]:
    """``daily``, ``Mon``, ``Tue,Thu`` or ``Sun-Tue``. Raises ValueError for anything else."""
    if text == "daily":
        yield from range(7)
        return
    for part in text.split(","):
        first, dash, last = part.partition("-")
        start = DAYS.index(first)
        end = DAYS.index(last) if dash else start
        yield from ((start + step) % 7 for step in range((end - start) % 7 + 1))


def parse_hours(text: str) -> tuple[Span, ...] | None:
    """Opening spans of an ``hours`` text; none for ``unknown`` and ``directory``.

    ``None`` means that the text is not of a known form.
    """
    if text in ("unknown", "directory"):
        return ()
    if text == "24/7":
        return tuple((day, 0, 1440) for day in range(7))
    spans = []
    for segment in text.split("; "):
        days, _, times = segment.partition(" ")
        for time in times.split(", "):
            match = _TIMES.fullmatch(time)
            if match is None:
                return None
            hour, minute, end_hour, end_minute = map(int, match.groups())
            start, end = hour * 60 + minute, end_hour * 60 + end_minute
            if max(minute, end_minute) > 59 or start > 1439 or end > 1440 or start == end:
                return None
            try:
                weekdays = tuple(_weekdays(days))
            except ValueError:
                return None
            spans += [(day, start, end if end > start else end + 1440) for day in weekdays]
    return tuple(spans)


@dataclass(slots=True)
class _Reader:
    """Walks the nodes of one file and gathers all that is wrong with it."""

    path: Path
    dialling: bool
    findings: list[Finding]

    def fault(self, node: yaml.Node, rule: str, message: str, remedy: str) -> None:
        line = node.start_mark.line + 1
        self.findings.append(Finding(self.path, line, f"helpline-{rule}", message, remedy))

    def mapping(
        self,
        node: yaml.Node,
        where: str,
        required: Set[str] | None = None,
        optional: Set[str] = frozenset(),
    ) -> dict[str, yaml.Node]:
        """The entries of a mapping node; ``required=None`` lets every key pass."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, "shape", f"{where} is not a mapping", "write `key: value` lines")
            return {}
        entries: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if name in entries:
                self.fault(key, "key", f"{where} has `{name}` twice", "take one out")
            elif required is not None and name not in required | optional:
                allowed = ", ".join(sorted(required | optional))
                self.fault(key, "key", f"{where} has unknown key `{name}`", f"use: {allowed}")
            else:
                entries[name] = value
        for name in sorted(set(required or ()) - entries.keys()):
            self.fault(node, "key", f"{where} has no `{name}`", f"add `{name}:`")
        return entries

    def items(self, node: yaml.Node | None, where: str) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, "shape", f"{where} is not a list", "write one `- ` line each")
            return []
        return list(node.value)

    def text(self, node: yaml.Node | None, where: str, form: str = ".+") -> str | None:
        """The text of a scalar node as it is written; ``None`` if it is absent or wrong."""
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.fault(node, "shape", f"{where} is not a text", "write a text or drop the key")
            return None
        value = str(node.value)
        if not re.fullmatch(form, value):
            self.fault(node, "value", f"{where} is `{value}`", f"write {_wanted(form)}")
            return None
        return value

    def texts(self, node: yaml.Node | None, where: str, form: str) -> tuple[str, ...]:
        found = (self.text(item, where, form) for item in self.items(node, where))
        return tuple(value for value in found if value is not None)

    def number(
        self, node: yaml.Node, cc: str, where: str, key: str
    ) -> tuple[str, str, str | None] | None:
        """What people read, what is dialled, and the keyword of a text message, if any."""
        optional = {"short_code"} if key == "dial" else {"short_code", "keyword"}
        entry = self.mapping(node, where, {"display", key}, optional)
        display = self.text(entry.get("display"), f"{where}: display")
        dial = self.text(entry.get(key), f"{where}: {key}")
        short = self.text(entry.get("short_code"), f"{where}: short_code", "true")
        keyword = self.text(entry.get("keyword"), f"{where}: keyword", _KEYWORD)
        if display is None or dial is None:
            return None
        problem = _number_fault(display, dial, cc, short is not None, self.dialling)
        if problem is not None:
            self.fault(entry[key], "number", f"{where}: `{dial}` {problem[0]}", problem[1])
            return None
        return display, dial, keyword

    def service(self, node: yaml.Node, cc: str) -> Helpline | None:
        before = len(self.findings)
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        name = next((str(value.value) for key, value in pairs if key.value == "name"), "?")
        where = f"{cc} `{name}`"
        entry = self.mapping(node, where, _REQUIRED, _OPTIONAL)
        one = {
            key: self.text(entry.get(key), f"{where}: {key}", form) for key, form in _FORMS.items()
        }
        many = {
            key: self.texts(entry.get(key), f"{where}: {key}", form) for key, form in _LISTS.items()
        }
        numbers = [
            number
            for item in self.items(entry.get("numbers"), f"{where}: numbers")
            if (number := self.number(item, cc, where, "dial")) is not None
        ]
        sms = self.number(entry["sms"], cc, where, "number") if "sms" in entry else None
        sources = self.sources(entry.get("sources"), where)
        hours = one["hours"] or "unknown"
        if parse_hours(hours) is None:
            remedy = "write 24/7, unknown or `Mon-Fri 09:00-17:00; Sat 10:00-12:00`"
            self.fault(entry["hours"], "hours", f"{where}: hours are `{hours}`", remedy)
        if len(self.findings) == before:
            if not (many["languages"] and sources):
                self.fault(node, "value", f"{where} lacks languages or sources", "add at least one")
            if not (numbers or sms or one["chat_url"] or one["website"]):
                self.fault(node, "value", f"{where} has no way in", "add numbers, sms or a page")
        if len(self.findings) > before:
            return None
        lines = [(display, f"tel:{_uri(dial)}") for display, dial, _ in numbers]
        body = f"?body={sms[2]}" if sms and sms[2] else ""
        return Helpline(
            country=cc,
            name=name,
            display=lines[0][0] if lines else None,
            dial=lines[0][1] if lines else None,
            sms=f"sms:{_uri(sms[1])}{body}" if sms else None,
            chat_url=one["chat_url"],
            website=one["website"],
            hours=hours,
            languages=many["languages"],
            audience=one["audience"] or "general",
            checked=one["checked"] or "",
            name_local=one["name_local"],
            cost=one["cost"],
            note=one["note"],
            sms_display=(f"{sms[2]} to {sms[0]}" if sms[2] else sms[0]) if sms else None,
            sources=sources,
            topics=many["topics"],
            also=tuple(lines[1:]),
            timezone=one["timezone"],
        )

    def sources(self, node: yaml.Node | None, where: str) -> tuple[str, ...]:
        found = []
        for item in self.items(node, f"{where}: sources"):
            entry = self.mapping(item, f"{where}: source", {"ref"}, {"said_on"})
            ref = self.text(entry.get("ref"), f"{where}: ref")
            said = self.text(entry.get("said_on"), f"{where}: said_on", _SAID)
            if ref is not None:
                found.append(f"{ref} ({said})" if said else ref)
        return tuple(found)

    def services(self, node: yaml.Node | None, cc: str) -> tuple[Helpline, ...]:
        found = (self.service(item, cc) for item in self.items(node, f"{cc}: services"))
        return tuple(helpline for helpline in found if helpline is not None)

    def country(self, code: str, node: yaml.Node) -> Country:
        entry = self.mapping(node, code, {"name", "emergency", "services"}, {"note"})
        # Starts take the codes as they are: the list of all costs 50 ms.
        if code_of(code) != code or (self.dialling and code not in countries_of_world()):
            remedy = "write the two capitals of ISO 3166-1, for example KR or GB"
            self.fault(node, "value", f"`{code}` is no country code", remedy)
            # Every number would be no number of such a country.
            return Country(code, code, (), None, ())
        emergency = self.texts(entry.get("emergency"), f"{code}: emergency", _EMERGENCY)
        if "emergency" in entry and not emergency:
            self.fault(entry["emergency"], "value", f"{code} has no emergency number", "add one")
        return Country(
            code=code,
            name=self.text(entry.get("name"), f"{code}: name") or code,
            emergency=emergency,
            note=self.text(entry.get("note"), f"{code}: note"),
            helplines=self.services(entry.get("services"), code),
        )


_WORDS = {
    _FORMS["chat_url"]: "an address that begins with http:// or https:// and holds no spaces",
    _FORMS["timezone"]: "a time zone of IANA, for example Asia/Seoul",
    _FORMS["checked"]: "a day of the calendar as YYYY-MM-DD, for example 2026-11-22",
    _LISTS["languages"]: "a language code, for example en, ko or zh-Hant",
    _SAID: "a date as YYYY, YYYY-MM or YYYY-MM-DD",
    _EMERGENCY: "2 to 5 digits",
    _KEYWORD: "one word of letters and digits",
    ".+": "it on one line",
}


def _wanted(form: str) -> str:
    """What is to be written, in words."""
    return _WORDS.get(form) or " or ".join(form.split("|"))


def _uri(dial: str) -> str:
    return dial.replace("#", "%23")


def _number_fault(
    display: str, dial: str, cc: str, short: bool, dialling: bool
) -> tuple[str, str] | None:
    """What is wrong with a number, and the remedy; ``None`` if it dials in its country.

    ``dialling`` also asks the ``phonenumbers`` library, which takes a fifth of a second.
    """
    shown = re.split(r" \(|, | ext", display)[0]
    digits = re.sub(r"[^\d*#]", "", shown)
    if not dial.startswith("+"):
        if not _BARE.fullmatch(dial):
            return "cannot be dialled", "write +<country><number>, or the digits of a short code"
        if digits != dial:
            return f"is not what people read, `{display}`", "make both the same digits"
        if not short and not (dialling and _known(dial, cc)):
            return "is no short number of its country", "look it up, then add short_code: true"
        return None
    if short:
        return "is no short code", "drop short_code, or write the bare digits"
    if not _E164.fullmatch(dial):
        return "is not E.164", "write + and up to 15 digits, no spaces: +442079460000"
    if len(digits) < 6 or not dial.endswith(digits.lstrip("0")):
        return f"is not what people read, `{display}`", "make both the same digits"
    if dialling and not _known(dial, cc):
        return f"is no number of {cc}", "look it up at the operator and correct it"
    return None


def _known(dial: str, cc: str) -> bool:
    """Whether ``phonenumbers`` takes it for a number, or a short number, of the country."""
    # Imported here: 40 ms that only the check of the file needs, not a start of kwell-qa.
    import phonenumbers

    try:
        number = phonenumbers.parse(dial, cc)
    except phonenumbers.NumberParseException:
        return False
    if not dial.startswith("+"):
        return phonenumbers.is_possible_short_number_for_region(number, cc)
    code = phonenumbers.country_code_for_region(cc)
    return phonenumbers.is_valid_number(number) and number.country_code == code


def parse(
    text: str, path: Path, *, dialling: bool = True
) -> tuple[tuple[Helpline, ...], dict[str, Country]]:
    """The international directories and the countries of a helplines file.

    Raises ContentError with everything that is wrong, each with its line and remedy.
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        found = yamlfaults.told(error, text)
        raise ContentError(
            Finding(path, found.line, "helpline-yaml", found.message, found.remedy)
        ) from error
    if root is None:
        remedy = "restore it from the repository"
        raise ContentError(Finding(path, 1, "helpline-yaml", "the file is empty", remedy))
    reader = _Reader(path, dialling, [])
    entries = reader.mapping(root, "the file", {"international", "countries"})
    international = reader.services(entries.get("international"), INTERNATIONAL)
    countries = {}
    if "countries" in entries:
        for code, node in reader.mapping(entries["countries"], "countries").items():
            countries[code] = reader.country(code, node)
    if not reader.findings and not (international and countries):
        reader.fault(root, "value", "no directory or no country", "restore them")
    if reader.findings:
        raise ContentError(*reader.findings)
    return international, countries


def checks(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, name and day of the last check of each service of a file that ``parse`` takes."""

    def walk(node: yaml.Node | None) -> Iterator[tuple[int, str, str]]:
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from walk(item)
        elif isinstance(node, yaml.MappingNode):
            entry = {str(key.value): value for key, value in node.value}
            if "checked" in entry:
                day = entry["checked"]
                yield day.start_mark.line + 1, f"`{entry['name'].value}`", str(day.value)
            for value in entry.values():
                yield from walk(value)

    yield from walk(yaml.compose(text, Loader=_LOADER))
