"""Where the numbers were read, and when: told on pages and in the terminal."""

from __future__ import annotations

import re
from html import unescape

import helpline_fixtures
from kwell_qa.assistant import Assistant
from kwell_qa.helplines import Helplines
from kwell_qa.presenting import reply_text
from kwell_qa.texts import load
from kwell_qa.web.rendering import help_panel
from kwell_qa.web.words import Words

# pytest finds fixtures by this name.
lines = helpline_fixtures.lines
UNLINKED = 0
"""Services whose only sources are files that have no page to link."""


def test_every_service_has_a_source_to_open(lines: Helplines) -> None:
    every = [line for code in lines.countries() for line in lines.for_country(code)]
    without = [
        (line.country, line.name) for line in every
        if not any(source.startswith("http") for source in line.sources)
    ]  # fmt: skip
    assert len(every) > 200
    assert len(without) <= UNLINKED, without
    # Whatever has no page is told by the file that was read, and never only as "a repository".
    told = {source for line in every for source in line.sources if not source.startswith("http")}
    assert not [source for source in told if not re.search(r"file \d+", source)]


def test_a_page_shows_the_sources_of_what_had_none_to_open(lines: Helplines) -> None:
    html = unescape(str(help_panel(lines.choose("AU", "suicidal"), Words(load(), "en"))))
    shown = re.findall(r'<details class="kw-lines-from.*?</details>', html, re.DOTALL)
    assert len(shown) >= 3
    assert all("<a href=" in one for one in shown)


def test_a_terminal_tells_when_and_where_and_no_unknown_hours(lines: Helplines) -> None:
    for country in lines.countries():
        text = reply_text(Assistant(lines).ask("I want to die", country=country))
        assert "unknown" not in text, country
        services = [one for one in text.split("\n") if one.startswith("☎ ") and ": " in one]
        assert services
        for one in services:
            assert re.search(r"Checked on \d{4}-\d\d-\d\d, \S", one), one
    korean = reply_text(Assistant(lines).ask("죽고 싶어", country="KR"))
    assert "(24/7 · " in korean
    assert "Checked" not in korean
