"""Questions under way in the browser: seen at once, told of when they fail, and none swallowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import browser_fixtures
import web_fixtures
from browser_fixtures import still, sync_api
from web_fixtures import QUESTION

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
chromium, visit = browser_fixtures.chromium, browser_fixtures.visit
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
FIELD = "#kw-question textarea"
RUNS = "**/gradio_api/run/**"
# Milliseconds after which a request that hangs is given up, where the page gives it up at all.
PATIENCE = """ms => {
  window.timed ??= AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = () => window.timed(ms);
}"""


def send(page: Any, question: str) -> None:
    page.fill(FIELD, question)
    page.press(FIELD, "Enter")


def hold_the_first(visitor: Any) -> list[Any]:
    """The list that holds the first request, when it is made; those after it go through."""
    held: list[Any] = []
    visitor.context.route(RUNS, lambda route: route.continue_() if held else held.append(route))
    return held


def told(page: Any) -> Any:
    """The questions that no card came for, each with its notice."""
    return page.locator("#kw-log > :has(.kw-notice)")


def unhidden(page: Any, selector: str) -> bool:
    """Whether all of the last one is seen between the helplines above and the field below."""
    still(page)
    return bool(page.locator(selector).last.evaluate(
        """e => {
          const { top, bottom } = e.getBoundingClientRect();
          return top >= document.getElementById("kw-help").getBoundingClientRect().bottom
            && bottom <= document.querySelector("gradio-app").getBoundingClientRect().top + 1;
        }"""
    ))  # fmt: skip


def test_without_a_network_each_message_is_told_of_and_the_talk_stays(visit: Any) -> None:
    visitor = visit(**PHONE)
    page = visitor.chat()
    visitor.ask(QUESTION)
    page.evaluate("window.never = 'loaded anew'")
    visitor.context.set_offline(True)
    for count, question in enumerate(("when did it end", "i want to die"), start=1):
        send(page, question)
        sync_api.expect(told(page)).to_have_count(count)
        sync_api.expect(told(page).last).to_contain_text(question)
        # People who can be reached stand in the notice, and the words in their field.
        for number in ("911", "988"):
            way = told(page).last.locator(f'a[href="tel:{number}"]')
            sync_api.expect(way).to_be_in_viewport()
        assert page.input_value(FIELD) == question
    visitor.context.set_offline(False)
    page.press(FIELD, "Enter")
    sync_api.expect(page.locator(".kw-turn .kw-crisis")).to_have_count(1)
    # The one that was sent again stands where it was answered alone.
    assert [one.split("\n")[0] for one in told(page).all_inner_texts()] == ["when did it end"]
    assert page.evaluate("window.never") == "loaded anew"
    assert page.locator(".kw-turn").count() == 2
    assert page.input_value(FIELD) == ""


def test_what_could_not_be_sent_counts_for_the_next_message(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.context.set_offline(True)
    send(page, "i want to die")
    sync_api.expect(told(page)).to_have_count(1)
    visitor.context.set_offline(False)
    assert visitor.ask("hello").locator(".kw-crisis").count() == 1


@pytest.mark.parametrize(
    ("fail", "patience"),
    [
        (lambda route: route.abort(), 60_000),
        (lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), 60_000),
        (lambda route: route.fulfill(status=200, body="<h1>Sign in to this network</h1>"), 60_000),
        (lambda route: None, 300),
    ],
    ids=["broken", "gateway", "portal", "hanging"],
)
def test_however_a_request_fails_the_next_is_answered(
    visit: Any, fail: Callable[[Any], Any], patience: int
) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.context.route(RUNS, fail)
    page.evaluate(PATIENCE, patience)
    send(page, QUESTION)
    sync_api.expect(told(page)).to_have_count(1)
    sync_api.expect(page.locator(".kw-looking")).to_have_count(0)
    assert page.input_value(FIELD) == QUESTION
    visitor.context.unroute(RUNS)
    page.evaluate(PATIENCE, 60_000)
    page.press(FIELD, "Enter")
    sync_api.expect(page.locator(".kw-turn")).to_have_count(1)


def test_what_is_sent_and_what_fails_comes_into_view(visit: Any) -> None:
    visitor = visit(**PHONE)
    page = visitor.chat()
    visitor.ask(QUESTION)
    page.evaluate("scrollTo(0, 0)")
    page.click("#kw-help summary")
    held: list[Any] = []
    visitor.context.route(RUNS, lambda route: held.append(route))
    send(page, "when did it end")
    sync_api.expect(page.locator(".kw-looking")).to_have_count(1)
    assert unhidden(page, ".kw-looking")
    page.evaluate("scrollTo(0, 0)")
    still(page)
    held[0].abort()
    sync_api.expect(told(page)).to_have_count(1)
    assert unhidden(page, "#kw-log .kw-notice")


def test_a_message_is_answered_while_an_earlier_one_hangs(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    held = hold_the_first(visitor)
    send(page, QUESTION)
    sync_api.expect(page.locator(".kw-looking")).to_have_count(1)
    send(page, "i want to die")
    sync_api.expect(page.locator(".kw-crisis")).to_have_count(1)
    sync_api.expect(page.locator("#kw-pending .kw-asked")).to_have_text(QUESTION)
    page.fill(FIELD, "half a sentence")
    held[0].continue_()
    sync_api.expect(page.locator(".kw-turn")).to_have_count(2)
    sync_api.expect(page.locator(".kw-looking")).to_have_count(0)
    assert page.input_value(FIELD) == "half a sentence"


def test_what_was_asked_before_all_was_cleared_gets_no_card(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    held = hold_the_first(visitor)
    send(page, "zebrafish on a unicycle")
    sync_api.expect(page.locator(".kw-looking")).to_have_count(1)
    page.click("#kw-clear")
    sync_api.expect(page.locator("#kw-said")).not_to_be_empty()
    with page.expect_event("requestfinished", lambda one: "zebrafish" in (one.post_data or "")):
        held[0].continue_()
    assert "hello" in visitor.ask("hello").inner_text()
    assert "zebrafish" not in page.content()


def test_a_button_that_is_pressed_twice_asks_once(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.context.route(RUNS, lambda route: None)
    page.locator(".kw-chip").first.dblclick()
    sync_api.expect(page.locator(".kw-looking")).to_have_count(1)
