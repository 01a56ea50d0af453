"""The element in a crisis, in a launcher and in other scripts than Latin, in Chromium."""

from __future__ import annotations

from typing import Any

import pytest

import browser_fixtures
import school_fixtures
import web_fixtures
from browser_fixtures import sync_api
from school_fixtures import Host, ask, element, loaded
from web_fixtures import Running

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings = web_fixtures.small_settings
chromium = browser_fixtures.chromium
host, served, visit = school_fixtures.host, school_fixtures.served, school_fixtures.visit
CRISIS = "i want to disappear"


def box(page: Any, selector: str) -> dict[str, float]:
    return dict(page.locator(f"kwell-chat {selector}").first.bounding_box())


def first_words_are_read(page: Any) -> None:
    """People in one tap, what is said in sight, and the rest folded."""
    whole, log, helps = box(page, ".box"), box(page, ".log"), box(page, ".help")
    assert helps["height"] <= whole["height"] * 0.4
    assert not page.locator("kwell-chat .help details").get_attribute("open")
    for way in ("a.urgent[href='tel:911']", "a.call[href='tel:988']", "summary"):
        seen = box(page, f".help {way}")
        assert helps["y"] <= seen["y"], way
        assert seen["y"] + seen["height"] <= helps["y"] + helps["height"] + 1, way
    said = page.locator("kwell-chat .card.crisis p").last
    start = page.locator("kwell-chat .card.crisis").last.locator("p").first.bounding_box()
    assert said.count() == 1
    assert start["y"] >= log["y"]
    assert log["y"] + log["height"] - start["y"] >= 4 * 24, "four lines of care"


@pytest.mark.parametrize("width", [220, 390, 900])
def test_words_of_care_are_read_in_a_crisis(
    served: Running, host: Host, visit: Any, width: int
) -> None:
    head, body = element(served, 'lang="en" country="US"')
    body = f"<div style='width: {width - 16}px'>{body}</div>"
    size = {"width": max(width, 300), "height": 800}
    page = loaded(visit(host.page("narrow", head, body), viewport=size))
    page.locator("kwell-chat .help summary").click()
    ask(page, CRISIS)
    first_words_are_read(page)
    # All services, one tap away, and folded again by the next words of care.
    page.locator("kwell-chat .help summary").click()
    assert page.locator("kwell-chat .help .lines").is_visible()
    ask(page, "hello")
    first_words_are_read(page)


def test_words_of_care_are_read_in_a_launcher(served: Running, host: Host, visit: Any) -> None:
    parts = element(served, 'launcher lang="en" country="US"')
    page = loaded(visit(host.page("launch", *parts), viewport={"width": 390, "height": 844}))
    page.locator("kwell-chat .open").click()
    ask(page, CRISIS)
    first_words_are_read(page)


def test_a_launcher_that_covers_a_phone_keeps_the_focus(
    served: Running, host: Host, visit: Any
) -> None:
    parts = element(served, 'launcher country="US"')
    page = loaded(visit(host.page("modal", *parts), viewport={"width": 390, "height": 844}))
    panel = page.locator("kwell-chat .panel")
    page.locator("kwell-chat .open").click()
    assert panel.get_attribute("aria-modal") == "true"
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    # From its end Tab goes to the browser's own bar, never to what the panel covers.
    assert "KWELL-CHAT" in reached
    assert set(reached) <= {"KWELL-CHAT", "BODY"}
    # On its side the panel stands beside the page, which can be reached then; focus and words stay.
    page.locator("kwell-chat textarea").fill("half a question")
    page.set_viewport_size({"width": 844, "height": 390})
    sync_api.expect(panel).to_have_attribute("aria-modal", "false")
    inner = "document.querySelector('kwell-chat').shadowRoot.activeElement"
    assert page.evaluate(f"{inner}.value") == "half a question"
    page.locator("#other").focus()
    assert page.evaluate("document.activeElement.id") == "other"
    page.set_viewport_size({"width": 390, "height": 844})
    sync_api.expect(panel).to_have_attribute("aria-modal", "true")
    page.locator("kwell-chat textarea").focus()
    page.keyboard.press("Escape")
    sync_api.expect(panel).to_be_hidden()
    assert page.evaluate(f"{inner}.className") == "open corner"
    page.locator("#other").click()
    assert page.notes == []


def test_arabic_stands_from_right_to_left(served: Running, host: Host, visit: Any) -> None:
    page = loaded(visit(host.page("ar", *element(served, 'lang="ar" country="EG"'))))
    page.wait_for_selector("kwell-chat .kwell[lang=ar]")
    mark = "e => getComputedStyle(e, '::before').content"
    assert page.locator("kwell-chat .help summary").evaluate(mark) == '"◂"'
    field = page.locator("kwell-chat textarea")
    # A field with nothing in it would begin at the left, and hide the beginning of its hint.
    assert field.evaluate("e => getComputedStyle(e).direction") == "rtl"
    field.fill("hello")
    assert field.evaluate("e => getComputedStyle(e).direction") == "ltr"
    page.locator("kwell-chat .help summary").click()
    assert page.locator("kwell-chat .help summary").evaluate(mark) == '"▾"'
    names = page.locator("kwell-chat .help .lines strong").evaluate_all(
        "all => all.map(one => [one.lang, one.getBoundingClientRect().right])"
    )
    assert {lang for lang, _ in names} == {"ar", "en"}
    assert len({round(right) for _, right in names}) == 1, "all begin at the right"
    frame = visit(f"{served.url}/embed?lang=ar&country=EG")
    assert frame.locator(".kw-embed-countries summary").evaluate(mark) == '"◂"'


def test_a_service_is_named_in_the_language_that_is_read(
    served: Running, host: Host, visit: Any
) -> None:
    element_page = loaded(visit(host.page("th", *element(served, 'lang="th" country="TH"'))))
    element_page.wait_for_selector("kwell-chat .kwell[lang=th]")
    page = visit(f"{served.url}/help?lang=th&country=TH")
    element_page.locator("kwell-chat .help summary").click()
    for one, name in ((element_page, "โทรหา สายด่วนสุขภาพจิต: 1323"),
                      (page, "โทร 1323 สายด่วนสุขภาพจิต")):  # fmt: skip
        assert one.get_by_role("link", name=name, exact=True).count() >= 1
        # What is in English is marked as that.
        english = one.locator("a[href='https://findahelpline.com'] [lang=en]").first
        assert "Find A Helpline" in english.text_content()
    busy = page.get_by_text("Lines are often busy", exact=False).first
    assert (busy.get_attribute("lang"), busy.get_attribute("dir")) == ("en", "auto")


def test_thai_repetition_never_begins_a_line(served: Running, visit: Any) -> None:
    page = visit(f"{served.url}/what-happens?lang=th", viewport={"width": 320, "height": 800})
    begun, seen = page.evaluate(
        """() => {
          const main = document.querySelector("main");
          const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), signs = [];
          for (let text; (text = texts.nextNode());)
            for (const found of text.data.matchAll(/\\sๆ/g)) signs.push([text, found.index]);
          let begun = 0;
          for (let width = 120; width < 420; width += 7) {
            main.style.width = `${width}px`;
            for (const [text, at] of signs) {
              const top = (from) => {
                const range = document.createRange();
                range.setStart(text, from);
                range.setEnd(text, from + 1);
                return [...range.getClientRects()].pop().top;
              };
              if (top(at + 1) - top(at - 1) > 8) begun += 1;
            }
          }
          return [begun, signs.length];
        }"""
    )
    assert seen >= 3
    assert begun == 0
