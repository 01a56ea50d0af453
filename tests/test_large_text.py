"""Letters of twice their size, and a phone on its side: nothing is squeezed or lies over text."""

from __future__ import annotations

from typing import Any

import pytest

import browser_fixtures
import web_fixtures
from browser_fixtures import still

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
chromium, visit = browser_fixtures.chromium, browser_fixtures.visit
# As a browser's own setting for text alone: the root's size, while the screen stays as it is.
LARGER = (
    "addEventListener('DOMContentLoaded', () => document.documentElement.style.fontSize = '{}%')"
)
# Words of a link that stand on more than one line, though no word has a hyphen or is long.
PARTED = """selector => [...document.querySelectorAll(selector)].flatMap(link => {
  const texts = document.createTreeWalker(link, NodeFilter.SHOW_TEXT), parted = [];
  for (let text; (text = texts.nextNode());) {
    if (text.parentElement.closest(".kw-sr")) continue;
    for (const word of text.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const tops = [...range.getClientRects()].map(one => Math.round(one.top));
      if (new Set(tops).size > 1) parted.push(word[0]);
    }
  }
  return parted;
})"""


def box(page: Any, selector: str) -> dict[str, float]:
    return dict(page.locator(selector).first.evaluate("e => e.getBoundingClientRect().toJSON()"))


def opened(visit: Any, width: int, height: int, percent: int, path: str = "/") -> Any:
    visitor = visit(viewport={"width": width, "height": height})
    visitor.page.add_init_script(LARGER.format(percent))
    return visitor, visitor.chat(path) if path == "/" else visitor.open(path)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("percent", [150, 200])
def test_the_chat_in_large_letters(visit: Any, width: int, height: int, percent: int) -> None:
    visitor, page = opened(visit, width, height, percent)
    still(page)  # the field grows to its letters after the page has come up
    bar, title = box(page, "#kw-top"), box(page, ".kw-title")
    assert bar["height"] <= height / 4
    assert title["top"] >= bar["bottom"]
    field, send = box(page, "#kw-ask"), box(page, "#kw-send")
    assert field["left"] <= send["left"]
    assert send["right"] <= field["right"]
    assert field["top"] <= send["top"]
    assert send["bottom"] <= field["bottom"]
    # In a crisis the ways to a person stay in view, whole, and below the bar.
    visitor.ask("I want to die")
    still(page)
    for way in (".kw-first .kw-urgent", ".kw-first .kw-ways .kw-call", ".kw-title"):
        seen = box(page, f"#kw-help {way}")
        assert max(0.0, box(page, "#kw-top")["bottom"]) <= seen["top"], way
        assert seen["bottom"] <= box(page, "#kw-ask")["top"], way
        assert seen["right"] <= width, way
    assert page.evaluate(PARTED, "#kw-help .kw-first a, .kw-out a") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("width", [320, 390])
def test_a_page_in_large_letters(visit: Any, width: int, percent: int) -> None:
    page = opened(visit, width, 844, percent, "/read/coping-sleep")[1]
    bar = box(page, ".kw-top")
    assert bar["height"] <= 844 * 0.4
    assert box(page, ".kw-title")["top"] >= bar["bottom"]
    assert page.evaluate(PARTED, ".kw-links a, a.kw-exit, .kw-first a") == []
    page.evaluate("scrollTo(0, 900)")
    page.wait_for_function("document.querySelector('.kw-aside').getBoundingClientRect().top < 400")
    assert box(page, ".kw-title")["top"] >= max(0.0, box(page, ".kw-top")["bottom"])
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(844, 390), (640, 400)])
def test_the_line_below_the_bar_stays_with_it(visit: Any, width: int, height: int) -> None:
    visitor = visit(viewport={"width": width, "height": height})
    for page in (visitor.chat(), visitor.open("/read/coping-sleep")):
        page.evaluate("scrollTo(0, 300)")
        page.wait_for_function("scrollY > 100")
        # Its place is that of the nearest part with a position: the bar, which has gone up.
        holds = page.evaluate(
            "getComputedStyle(document.querySelector('.kw-top')).position !== 'static'"
        )
        assert holds
        assert box(page, ".kw-top")["bottom"] < 0
