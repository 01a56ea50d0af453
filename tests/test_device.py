"""What stays on a device, what leaves it, and what works while something is missing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

import browser_fixtures
import web_fixtures
from browser_fixtures import sync_api
from web_fixtures import QUESTION

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
chromium, visit = browser_fixtures.chromium, browser_fixtures.visit


def test_no_request_leaves_the_origin(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.ask(QUESTION)
    visitor.ask("I want to die")
    for path in ("/read/", "/read/coping-sleep#s=0-20", "/help", "/docs", "/nothing", "/breathe",
                 "/protocol", "/what-happens", "/embed", "/embed/builder"):  # fmt: skip
        visitor.open(path)
        page.wait_for_load_state()
    assert len(visitor.requests) > 20
    assert visitor.foreign() == []
    assert visitor.context.cookies() == []
    # One that does leave is seen.
    page.evaluate("fetch('https://example.org/x', {mode: 'no-cors'}).catch(() => {})")
    with page.expect_request("https://example.org/y.png"):
        page.set_content("<img src='https://example.org/y.png'>")
    assert [one for one in visitor.foreign() if "example.org" in one]


def kept(page: Any) -> dict[str, Any]:
    """Everything that a page can leave on a device."""
    found: dict[str, Any] = page.evaluate(
        """async () => ({
          local: Object.keys(localStorage), session: Object.keys(sessionStorage),
          text: JSON.stringify([{...localStorage}, {...sessionStorage}]),
          bases: (await indexedDB.databases()).map(one => one.name),
          caches: await caches.keys(), cookies: document.cookie,
          workers: (await navigator.serviceWorker.getRegistrations()).length,
        })"""
    )
    return found


def test_nothing_that_is_written_is_left_on_the_device(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.ask("zebrafish on a unicycle")
    page.wait_for_function("caches.keys().then(names => names.length > 0)")
    there = kept(page)
    assert (there["local"], there["session"], there["bases"], there["cookies"]) == ([], [], [], "")
    # The store of helplines holds the help page and its looks, no answer.
    stored = page.evaluate(
        "caches.open('kwell-help-1').then(s => s.keys()).then(k => k.map(r => r.url))"
    )
    assert {one.removeprefix(visitor.url).split("/")[1] for one in stored} == {"help", "static"}
    page.reload()
    page.wait_for_selector("body.kw-ready", timeout=60_000)
    assert "zebrafish" not in page.content()


def test_a_talk_is_kept_only_where_asked_and_clear_leaves_nothing(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.ask("zebrafish on a unicycle")
    page.check("#kw-keep")
    assert "zebrafish" in kept(page)["text"]
    visitor.ask("hello")
    page.reload()
    page.wait_for_selector("body.kw-ready", timeout=60_000)
    sync_api.expect(page.locator("#kw-earlier .kw-turn")).to_have_count(2)
    sync_api.expect(page.locator("#kw-keep")).to_be_checked()
    page.wait_for_function("caches.keys().then(names => names.length > 0)")
    page.click("#kw-clear")
    sync_api.expect(page.locator("#kw-said")).not_to_be_empty()
    sync_api.expect(page.locator(".kw-turn")).to_have_count(0)
    assert kept(page) == {
        "local": [], "session": [], "text": "[{},{}]", "bases": [], "caches": [], "cookies": "",
        "workers": 0,
    }  # fmt: skip
    assert visitor.context.cookies() == []
    page.uncheck("#kw-keep")
    sync_api.expect(page.locator("#kw-start .kw-chip").first).to_be_visible()


def test_the_help_panel_opens_without_a_network(visit: Any) -> None:
    visitor = visit(locale="ko-KR")
    page = visitor.chat()
    page.wait_for_function(
        "caches.match('/help').then(a => a && a.text()).then(t => t && t.includes('tel:109'))"
    )
    # It is kept before the worker is there that brings it.
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    visitor.context.set_offline(True)
    page.goto(visitor.url + "/read/coping-sleep")
    assert page.locator('a[href="tel:109"]').first.is_visible()
    assert "2026" in page.locator(".kw-services").inner_text()
    visitor.context.set_offline(False)


def test_a_server_that_does_not_answer_leaves_question_and_helplines(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.context.route("**/gradio_api/**", lambda route: route.abort())
    page.fill("#kw-question textarea", QUESTION)
    page.press("#kw-question textarea", "Enter")
    sync_api.expect(page.locator("#kw-log .kw-notice")).to_contain_text("did not answer")
    assert page.input_value("#kw-question textarea") == QUESTION
    sync_api.expect(page.locator('#kw-help a[href="tel:988"]').first).to_be_visible()


def test_without_javascript_helplines_show(visit: Any) -> None:
    visitor = visit(java_script_enabled=False, locale="ko-KR")
    page = visitor.open("/")
    sync_api.expect(page.locator('#kw-help a[href="tel:109"]').first).to_be_in_viewport()
    assert page.locator("#kw-start").is_hidden()
    assert page.locator(".kw-language button").is_visible()
    # What can be asked without it is one link away.
    page.locator(".kw-notice a").click()
    page.fill("#question", QUESTION)
    page.click(".kw-embed-ask button")
    sync_api.expect(page.locator(".kw-answer")).to_contain_text("14 May 2023")
    page = visitor.open("/read/coping-sleep?s=0-20")
    assert page.locator("mark").inner_text() == "Teenagers aged 13 to"
    assert page.locator('.kw-panel a[href="tel:109"]').first.is_visible()
    assert visitor.foreign() == []


def test_helplines_and_starters_stand_before_gradio_does(visit: Any) -> None:
    visitor = visit()
    held: list[Any] = []
    holding = [True]
    visitor.context.route(
        "**/assets/**", lambda route: held.append(route) if holding[0] else route.continue_()
    )
    page = visitor.page
    page.goto(visitor.url, wait_until="commit")
    sync_api.expect(page.locator('#kw-help a[href="tel:988"]').first).to_be_in_viewport()
    # A question that is pressed meanwhile is asked when it can be.
    page.locator(".kw-chip").first.click()
    holding[0] = False
    for route in held:
        route.continue_()
    sync_api.expect(page.locator(".kw-turn")).to_have_count(1, timeout=60_000)


def test_starters_come_when_a_page_opened_too_early_can_answer(visit: Any) -> None:
    visitor = visit()
    site = visitor.site
    loaded = site.now
    site.now = replace(loaded, documents={}, phase="warming")
    try:
        page = visitor.chat()
        sync_api.expect(page.locator("#kw-start .kw-notice")).to_be_visible()
        assert page.locator(".kw-chip").count() == 0
    finally:
        site.now = loaded
    sync_api.expect(page.locator(".kw-chip").first).to_be_visible(timeout=20_000)
    sync_api.expect(page.locator("#kw-start .kw-notice")).to_have_count(0)


def test_the_address_can_ask_a_question(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat("/#q=how%20much%20sleep%20do%20teenagers%20need%3F")
    sync_api.expect(page.locator(".kw-turn")).to_have_count(1, timeout=60_000)
    assert page.locator(".kw-asked").first.inner_text().endswith("sleep do teenagers need?")
    assert "#" not in page.url
    assert not any("teenagers" in address for address in visitor.requests)


def test_feedback_holds_places_and_a_reason_and_no_words(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    turn = visitor.ask(QUESTION)
    turn.locator("[data-why]").click()
    turn.locator('[data-reason="source"]').click()
    sync_api.expect(turn.locator(".kw-feedback")).to_contain_text("none of your words")
    assert page.evaluate("document.activeElement.closest('.kw-feedback') !== null")
    file = visitor.site.settings.feedback_file
    line = json.loads(file.read_text("utf-8").splitlines()[-1])
    assert set(line) == {"day", "index", "reason", "passages"}
    assert line["reason"] == "source"
    assert all(set(one) == {"document", "start", "end"} for one in line["passages"])
    assert "trail off" not in file.read_text("utf-8")
