"""Small things a person meets in the chat: where words stand, and that they are plain."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

import browser_fixtures
import web_fixtures
from browser_fixtures import sync_api
from kwell_qa.texts import LANGUAGES
from web_fixtures import ask

# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
http = web_fixtures.http
chromium, visit = browser_fixtures.chromium, browser_fixtures.visit
FIELD = "#kw-question textarea"
DIRECTION = "e => getComputedStyle(e).direction"


@pytest.mark.browser
def test_an_empty_field_reads_as_its_page_and_a_full_one_as_its_words(visit: Any) -> None:
    visitor = visit(locale="ar-EG", viewport={"width": 390, "height": 844})
    page = visitor.chat()
    field = page.locator(FIELD)
    for words, direction in (("", "rtl"), ("What is it", "ltr"), ("ما هي", "rtl"), ("", "rtl")):
        field.fill(words)
        assert field.evaluate(DIRECTION) == direction, words
    page.select_option("#kw-language", "en")
    sync_api.expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert field.evaluate(DIRECTION) == "ltr"


def test_nothing_stands_between_a_lead_in_and_its_quotations(http: httpx.Client) -> None:
    asked = {"earlier": "I don't want to be here anymore", "lang": "en",
             "question": "any tips that help me sleep at night?"}  # fmt: skip
    page = http.post("/embed", data=asked).text
    parts = re.findall(r'class="(kw-lead-in|kw-steps-now|kw-quotes)"', page)
    assert parts.count("kw-steps-now") == 1
    assert parts[-3:] == ["kw-steps-now", "kw-lead-in", "kw-quotes"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_person_is_told_words_and_a_program_bytes(http: httpx.Client, lang: str) -> None:
    told = ask(http, "x" * 8193, lang=lang).json()
    assert told["detail"] == "question: more than 8192 bytes of UTF-8"
    assert re.search(r"1[.,\s]?000|2[,]?500|600", told["error"])
    assert "8192" not in told["error"]


@pytest.mark.parametrize(
    ("address", "link"),
    [("/", "/embed"), ("/?lang=de&country=AT", "/embed?lang=de&amp;country=AT"),
     ("/?country=none", "/embed?country=none")],
)  # fmt: skip
def test_without_a_script_asking_is_one_link_away(
    http: httpx.Client, address: str, link: str
) -> None:
    page = http.get(address).text
    notice = page.split("<noscript>\n<p", 1)[1].split("</p>")[0]
    assert f'href="{link}"' in notice
