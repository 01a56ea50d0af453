"""Whether a service is open now, and where a time zone lies."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest

import helpline_fixtures
from helpline_fixtures import services
from kwell_qa import places
from kwell_qa.helpline_file import parse_hours
from kwell_qa.helplines import (
    Helplines,
    open_now,
)
from kwell_qa.records import Helpline

# pytest finds fixtures by this name.
lines = helpline_fixtures.lines


def test_hours_of_every_service_can_be_read(lines: Helplines) -> None:
    for line in services(lines):
        spans = parse_hours(line.hours)
        assert spans is not None, line.name
        assert bool(spans) == (line.hours != "unknown"), line.name
        if line.timezone is not None:
            zoneinfo.ZoneInfo(line.timezone)


@pytest.mark.parametrize(
    ("hours", "when", "is_open"),
    [
        ("Mon-Fri 09:00-17:00", "2026-11-23T00:00", True),  # Monday 09:00 in Seoul
        ("Mon-Fri 09:00-17:00", "2026-11-22T23:59", False),
        ("Mon-Fri 09:00-17:00", "2026-11-23T08:00", False),  # the end is not included
        ("Mon-Fri 09:00-17:00", "2026-11-22T03:00", False),  # Sunday
        ("daily 15:30-00:30", "2026-11-22T15:29", True),  # Monday 00:29 in Seoul
        ("Sun 15:30-00:30", "2026-11-22T15:29", True),
        ("Mon 15:30-00:30", "2026-11-22T15:29", False),
        ("Sun-Tue 14:00-22:00", "2026-11-23T06:00", True),
        ("Sun-Tue 14:00-22:00", "2026-11-25T06:00", False),
        ("Mon-Thu 10:00-13:00, 16:00-19:00; Fri 10:00-13:00", "2026-11-23T08:00", True),
        ("Mon-Thu 10:00-13:00, 16:00-19:00; Fri 10:00-13:00", "2026-11-23T05:00", False),
        ("daily 08:00-24:00", "2026-11-22T14:59", True),
        ("unknown", "2026-11-23T00:00", None),
        ("directory", "2026-11-23T00:00", None),
        ("gibberish", "2026-11-23T00:00", None),
        ("24/7", "2026-11-23T00:00", True),
    ],
)
def test_open_now(hours: str, when: str, is_open: bool | None) -> None:
    moment = datetime.datetime.fromisoformat(when).replace(tzinfo=datetime.UTC)
    line = Helpline("KR", "x", hours=hours, timezone="Asia/Seoul")
    assert open_now(line, moment) is is_open


def test_open_now_tells_nothing_it_cannot_know() -> None:
    moment = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
    hours = "Mon-Fri 00:00-24:00"
    assert open_now(Helpline("KR", "x", hours=hours, timezone="Asia/Seoul"), moment) is True
    assert open_now(Helpline("KR", "x", hours=hours), moment) is None
    assert open_now(Helpline("KR", "x", hours=hours, timezone="Asia/Nowhere"), moment) is None
    naive = moment.replace(tzinfo=None)
    assert open_now(Helpline("KR", "x", hours=hours, timezone="Asia/Seoul"), naive) is None


@pytest.mark.parametrize(
    "hours",
    [
        "Mon-Fri",
        "Fri 9-17",
        "Mon 09:00-25:00",
        "Mon 09:60-10:00",
        "Xyz 09:00-10:00",
        "Mon 09:00-09:00",
        "",
    ],
)
def test_hours_of_no_known_form(hours: str) -> None:
    assert parse_hours(hours) is None


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Seoul", "KR"), ("Europe/Berlin", "DE"), ("America/New_York", "US"),
        ("US/Eastern", "US"), ("Asia/Calcutta", "IN"), ("Asia/Kolkata", "IN"),
        ("Asia/Saigon", "VN"), ("America/Argentina/Buenos_Aires", "AR"), ("Asia/Manila", "PH"),
        ("UTC", None), ("Etc/UTC", None), ("Mars/Olympus", None), ("", None), (None, None),
        ("../../etc/passwd", None), ("Asia/Seoul\n", None), (7, None), ("A" * 5000, None),
    ],
)  # fmt: skip
def test_the_country_of_a_time_zone(zone: object, country: str | None) -> None:
    found = places.country_of_zone(zone)
    assert (found if found != "ZZ" else None) == country


@pytest.mark.parametrize(
    ("when", "is_open"),
    [  # London's clocks went forward on 29 March 2026 and back on 25 October 2026, New York's on
        # 8 March and 1 November.
        ("2026-03-27T15:00", True), ("2026-03-27T14:59", False),
        ("2026-03-30T14:00", True), ("2026-03-30T13:59", False),
        ("2026-10-23T14:00", True), ("2026-10-26T14:59", False), ("2026-10-26T15:00", True),
    ],
)  # fmt: skip
def test_open_now_follows_summer_time(when: str, is_open: bool) -> None:
    moment = datetime.datetime.fromisoformat(when).replace(tzinfo=datetime.UTC)
    line = Helpline("GB", "x", hours="Mon-Fri 15:00-20:00", timezone="Europe/London")
    assert open_now(line, moment) is is_open
