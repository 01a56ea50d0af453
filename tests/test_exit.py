"""Leaving quickly, in headless Chromium: by press, by keyboard, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import browser_fixtures
import web_fixtures
from browser_fixtures import sync_api
from kwell_qa.texts import LANGUAGES, load
from web_fixtures import Running

pytestmark = pytest.mark.browser
small_settings, small = web_fixtures.small_settings, web_fixtures.small
chromium = browser_fixtures.chromium
PAGES = ("/read/coping-sleep", "/read/", "/docs", "/nowhere")
ELSEWHERE = "<title>Weather</title><p>Sunny</p>"


@pytest.fixture
def visit(chromium: Any, small: Running) -> Iterator[Any]:
    """Opens a page of ours; the weather page is served by the test, the network is closed."""
    contexts = []

    def new(path: str, **options: Any) -> Any:
        contexts.append(chromium.new_context(locale="en-US", **options))
        page = contexts[-1].new_page()
        page.set_default_navigation_timeout(90_000)
        page.route("https://weather.com/**", lambda route: route.fulfill(
            body=ELSEWHERE, content_type="text/html"))  # fmt: skip
        page.goto(small.url + "/healthz")
        page.goto(small.url + path)
        if path == "/" and options.get("java_script_enabled", True):
            page.wait_for_selector("body.kw-ready", timeout=90_000)
        return page

    yield new
    for context in contexts:
        context.close()


def left(page: Any, before: str) -> None:
    page.wait_for_url("https://weather.com/", timeout=30_000)
    page.go_back()
    # The page that was left is no longer there to come back to.
    assert page.url == before


def press_shift(page: Any, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("path", ["/", *PAGES])
def test_shift_three_times_leaves_and_leaves_no_way_back(
    visit: Any, small: Running, path: str
) -> None:
    page = visit(path)
    status = page.locator(".kw-out [role=status]")
    press_shift(page, 1)
    assert "two more times" in status.text_content()
    press_shift(page, 1)
    assert "one more time" in status.text_content()
    assert page.url.startswith(small.url)
    press_shift(page, 1)
    left(page, small.url + "/healthz")


@pytest.mark.parametrize("path", ["/", "/read/coping-sleep"])
def test_one_press_leaves(visit: Any, small: Running, path: str) -> None:
    page = visit(path)
    page.locator(".kw-out a.kw-exit").click()
    left(page, small.url + "/healthz")


def test_what_was_on_screen_is_gone_before_the_other_page_is_there(
    visit: Any, small: Running
) -> None:
    page = visit("/read/coping-sleep")
    text, title, cover = page.evaluate(
        "() => { document.querySelector('a.kw-exit').click(); return "
        "[document.body.innerText, document.title, document.body.firstChild.className] }"
    )
    assert (text.strip(), cover) == ("", "kw-left")
    assert "sleep" not in title.casefold()


def test_capital_letters_do_not_leave(visit: Any, small: Running) -> None:
    page = visit("/")
    box = page.locator("#kw-question textarea")
    box.click()
    for letter in "BTSTXT":
        page.keyboard.press(f"Shift+{letter}")
    page.wait_for_timeout(300)
    assert page.url.startswith(small.url)
    assert box.input_value() == "BTSTXT"


def test_slow_presses_do_not_add_up(visit: Any, small: Running) -> None:
    page = visit("/read/")
    press_shift(page, 2)
    status = page.locator(".kw-out [role=status]")
    sync_api.expect(status).to_contain_text("still on this page")
    press_shift(page, 1)
    page.wait_for_timeout(300)
    assert page.url.startswith(small.url)


@pytest.mark.parametrize("path", ["/", "/read/coping-sleep"])
def test_it_is_the_first_thing_a_keyboard_reaches_and_stays_in_view(visit: Any, path: str) -> None:
    page = visit(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "kw-exit"
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    box = page.locator(".kw-out a.kw-exit").bounding_box()
    assert box["y"] >= 0
    assert box["height"] >= 44
    note = page.locator("#kw-out-note").text_content()
    assert "cannot clear the browser's history" in note


@pytest.mark.parametrize("path", ["/", *PAGES])
def test_it_works_without_javascript(visit: Any, path: str) -> None:
    page = visit(path, java_script_enabled=False)
    page.locator(".kw-out a.kw-exit").click()
    page.wait_for_url("https://weather.com/", timeout=30_000)


def test_words_in_every_language() -> None:
    texts = load()
    for lang in LANGUAGES:
        told = [texts.get(lang, f"guide.exit_{name}") for name in
                ("keys", "two", "one", "leaving", "stays", "note")]  # fmt: skip
        assert len(set(told)) == len(told)
        assert texts.get(lang, "ui.exit") in told[-1]


@pytest.mark.parametrize("path", ["/", "/help", "/breathe", "/embed"])
def test_the_note_is_seen_on_a_phone(visit: Any, path: str) -> None:
    for lang in ("en", "de", "ar"):
        page = visit(f"{path}?lang={lang}", viewport={"width": 390, "height": 760})
        note = page.locator(".kw-out-short")
        assert note.text_content() == load().get(lang, "guide.exit_short")
        box, way_out = note.bounding_box(), page.locator(".kw-out a.kw-exit").bounding_box()
        assert box["width"] > 60
        assert box["height"] > 10
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
        # Neither covers the other, and what stands below covers neither.
        assert way_out["height"] >= 44
        at = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('.kw-out, .kw-bar') !== null",
            [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
        )
        assert at
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = visit(path, viewport={"width": 1280, "height": 800})
    assert not wide.locator(".kw-out-short").is_visible()
    assert wide.locator("#kw-out-note").bounding_box()["width"] > 100
