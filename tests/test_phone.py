"""A phone's narrow screen in Chromium: nothing lies over the helplines or over what is read."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image

import browser_fixtures
import web_fixtures
from browser_fixtures import still, sync_api
from kwell_qa.texts import LANGUAGES
from web_fixtures import QUESTION

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
chromium, visit = browser_fixtures.chromium, browser_fixtures.visit
PHONE = {"viewport": {"width": 375, "height": 812}}


def edge(page: Any, selector: str, side: str) -> float:
    return float(page.locator(selector).first.evaluate(
        "(e, side) => e.getBoundingClientRect()[side]", side
    ))  # fmt: skip


@pytest.mark.parametrize("width", [320, 375, 430, 600, 768])
def test_helplines_of_a_page_stand_below_its_bar(visit: Any, width: int) -> None:
    visitor = visit(viewport={"width": width, "height": 812})
    for lang in LANGUAGES:
        page = visitor.open(f"/read/coping-sleep?lang={lang}")
        page.evaluate("scrollTo(0, 900)")
        bar, way = edge(page, ".kw-top", "bottom"), edge(page, ".kw-aside a.kw-way", "top")
        assert way >= bar, (lang, bar, way)


def test_a_heading_that_is_jumped_to_is_seen(visit: Any) -> None:
    for lang in ("en", "ko", "ar"):
        page = visit(**PHONE).open(f"/read/coping-sleep?lang={lang}")
        page.locator(".kw-toc a").nth(1).click()
        still(page)
        assert edge(page, ":target", "top") >= edge(page, ".kw-aside .kw-panel", "bottom"), lang


def test_the_next_answer_begins_right_below_the_helplines(visit: Any) -> None:
    for lang in ("en", "ko", "ar"):
        visitor = visit(**PHONE)
        page = visitor.chat(f"/?lang={lang}")
        visitor.ask(QUESTION)
        for question in (QUESTION, "I want to die"):
            visitor.ask(question)
            still(page)
            asked = page.locator(".kw-turn").last.evaluate("e => e.getBoundingClientRect().top")
            assert 0 <= asked - edge(page, "#kw-help .kw-panel", "bottom") <= 24, (lang, question)


def test_a_hint_in_the_field_that_is_too_long_ends_in_dots(visit: Any) -> None:
    page = visit(viewport={"width": 320, "height": 640}).chat("/?lang=fr")
    box = page.locator("#kw-question textarea")
    sync_api.expect(box).to_have_attribute("placeholder", re.compile(".{40}"))
    assert box.evaluate("e => getComputedStyle(e).textOverflow") == "ellipsis"
    # Letters that are cut run to the very edge of the field.
    place = box.bounding_box()
    last = {"x": place["x"] + place["width"] - 12, "y": place["y"] + 8, "width": 10, "height": 28}
    shot = Image.open(io.BytesIO(page.screenshot(clip=last))).convert("L")
    low, high = shot.getextrema()
    assert high - low < 8
    # What is typed is shown in all its lines.
    box.fill("a question of more than one line, as people on a phone do write them now and then")
    assert box.evaluate("e => getComputedStyle(e).whiteSpace") == "pre-wrap"
    assert box.bounding_box()["height"] > 60
