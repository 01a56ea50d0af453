"""WCAG 2.2 AA in headless Chromium: axe, contrast of what is painted, and the keyboard alone."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest

import browser_fixtures
import web_fixtures
from browser_fixtures import still
from web_fixtures import QUESTION

pytestmark = pytest.mark.browser
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
small_settings, small = web_fixtures.small_settings, web_fixtures.small
chromium, visit = browser_fixtures.chromium, browser_fixtures.visit
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Each text against the first opaque ground behind it, and each edge of a control.
CONTRAST = """() => {
  const parse = c => { const n = c.match(/[\\d.]+/g).map(Number);
    return c.startsWith('color(') ? [n[0]*255, n[1]*255, n[2]*255, n[3] ?? 1]
                                  : [n[0], n[1], n[2], n[3] ?? 1]; };
  const light = c => c.slice(0, 3).map(v => { v /= 255;
    return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; })
    .reduce((a, v, i) => a + v * [.2126, .7152, .0722][i], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + .05) / (y + .05); };
  const ground = e => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; }
    return [255, 255, 255, 1]; };
  const seen = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && e.getBoundingClientRect().width > 2;
  const found = []; let texts = 0, controls = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !seen(e) || e.closest('script,style,noscript')) continue;
    texts += 1;
    const r = ratio(parse(getComputedStyle(e).color), ground(e));
    if (r < 4.5) found.push([e.className, walk.currentNode.data.trim().slice(0, 40), r]);
  }
  for (const e of document.querySelectorAll('button, select, #kw-ask, .kw-way, .kw-chip')) {
    const s = getComputedStyle(e);
    if (!seen(e) || parseFloat(s.borderTopWidth) === 0) continue;
    controls += 1;
    const r = Math.max(ratio(parse(s.borderTopColor), ground(e.parentElement)),
                       ratio(ground(e), ground(e.parentElement)));
    if (r < 3) found.push([e.className || e.id, 'edge', r]);
  }
  return {found, texts, controls};
}"""
STATES = {
    "light": {}, "dark": {"color_scheme": "dark"}, "rtl": {"locale": "ar-EG"},
    "phone": {"viewport": {"width": 320, "height": 640}},
    # 1280 by 1024 at 400 %.
    "magnified": {"viewport": {"width": 320, "height": 256}},
}  # fmt: skip
FLOATING = "document.querySelectorAll('gradio-app, #kw-help, .kw-top, .kw-aside').forEach(e => "


def violations(page: Any) -> list[Any]:
    page.evaluate(AXE)
    # axe takes what lies below what floats for small; the keyboard's test looks at that.
    page.evaluate(FLOATING + "e.style.setProperty('position', 'static', 'important'))")
    found: list[Any] = page.evaluate(
        """async tags => (await axe.run(document, {runOnly: tags, resultTypes: ['violations']}))
           .violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3)])""",
        TAGS,
    )
    page.evaluate(FLOATING + "e.style.removeProperty('position'))")
    return found


def check(page: Any, where: str) -> None:
    still(page)  # a card that is still arriving is half transparent
    assert violations(page) == [], where
    painted = page.evaluate(CONTRAST)
    assert painted["found"] == [], where
    assert painted["texts"] > 5, where


@pytest.mark.parametrize("state", STATES)
def test_axe_and_contrast_find_nothing(visit: Any, state: str) -> None:
    visitor = visit(**STATES[state])
    page = visitor.chat()
    check(page, "empty")
    visitor.ask(QUESTION).locator(".kw-mark").first.click()
    visitor.ask("which zebrafish rode a unicycle")
    if page.locator("#kw-help .kw-more > summary").is_visible():
        page.locator("#kw-help .kw-more > summary").click()
    check(page, "answer, abstention and all helplines")
    visitor.ask("I want to die")
    check(page, "crisis")
    for path in ("/read/claim-chans-room-trailed-off", "/read/", "/help"):
        visitor.open(path)
        check(page, path)


@pytest.mark.parametrize("state", ["light", "dark"])
def test_axe_and_contrast_find_nothing_on_the_other_pages(visit: Any, state: str) -> None:
    visitor = visit(**STATES[state])
    for path in ("/breathe", "/what-happens", "/protocol", "/docs", "/nothing", "/embed/builder"):
        check(visitor.open(path), path)


def test_axe_and_contrast_can_fail(visit: Any) -> None:
    page = visit().open("/help")
    assert violations(page) == []
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    page.evaluate("document.querySelector('h1').style.setProperty('color', '#aaa')")
    assert "image-alt" in [name for name, _ in violations(page)]
    assert [one for one in page.evaluate(CONTRAST)["found"] if one[2] < 4.5]


def test_the_keyboard_alone_asks_opens_a_citation_calls_and_leaves(visit: Any) -> None:
    visitor = visit(viewport={"width": 390, "height": 844})
    page = visitor.chat()

    def focused(name: str) -> Any:
        return page.evaluate(f"document.activeElement.{name}")

    def tab_to(wanted: str, back: bool = False) -> None:
        """Press Tab until what matches is focused; each stop on the way can be seen."""
        for _ in range(120):
            page.keyboard.press("Shift+Tab" if back else "Tab")
            hidden = page.evaluate(
                """() => { const e = document.activeElement, r = e.getBoundingClientRect();
                  if (e === document.body || e.closest('.kw-skip')) return '';
                  const x = Math.min(Math.max(r.x + r.width / 2, 1), innerWidth - 1);
                  const y = r.y + Math.min(r.height / 2, 20);
                  const top = document.elementFromPoint(x, y);
                  return top && (e.contains(top) || top.contains(e)) ? '' : e.outerHTML; }"""
            )
            assert hidden == "", f"focus is hidden: {hidden[:200]}"
            if page.evaluate("s => document.activeElement.matches(s)", wanted):
                return
        raise AssertionError(f"no way by keyboard to {wanted}")

    tab_to(".kw-skip")
    page.keyboard.press("Enter")
    assert focused("tagName") == "TEXTAREA"
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".kw-turn", timeout=60_000)
    assert focused("tagName") == "TEXTAREA", "focus stays where it was"
    still(page)  # where something is on screen is asked at each stop
    tab_to(".kw-mark", back=True)
    page.keyboard.press("Enter")
    assert focused("getAttribute('aria-expanded')") == "true"
    tab_to("a.kw-open")
    page.evaluate("window.scrollTo(0, 0)")
    tab_to("#kw-help a.kw-call", back=True)
    assert focused("getAttribute('href')") == "tel:988"
    tab_to("#kw-help .kw-more > summary")
    page.keyboard.press("Enter")
    tab_to("#kw-help .kw-services a.kw-way")
    page.keyboard.press("Escape")
    assert focused("tagName") == "SUMMARY", "Escape closes, and focus is not lost"
    tab_to("a.kw-exit", back=True)


def test_one_answer_is_one_addition_to_the_log(visit: Any) -> None:
    visitor = visit(reduced_motion="reduce")
    page = visitor.chat()
    log = page.locator("#kw-log")
    assert log.get_attribute("role") == "log"
    page.evaluate(
        """() => { window.added = []; new MutationObserver(all => all.forEach(m =>
             window.added.push(...[...m.addedNodes].map(n => n.className))))
             .observe(document.getElementById('kw-log'), {childList: true, subtree: true}); }"""
    )
    turn = visitor.ask(QUESTION)
    assert page.evaluate("window.added") == ["kw-turn"]
    # What is told at once are the quotations; where they come from is told when it is opened.
    assert turn.locator(".kw-proof:visible").count() == 0
    assert page.locator("#kw-said").inner_text() == ""
    assert turn.locator(".kw-card").evaluate("e => getComputedStyle(e).animationName") == "none"


def test_each_text_tells_its_language_and_direction(visit: Any) -> None:
    visitor = visit(locale="ar-EG")
    visitor.chat("/?lang=ar")
    turn = visitor.ask(QUESTION)
    assert turn.locator(".kw-asked").get_attribute("dir") == "auto"
    assert turn.locator(".kw-card").get_attribute("lang") == "ar"
    for quote in turn.locator("blockquote").all():
        assert (quote.get_attribute("lang"), quote.get_attribute("dir")) == ("en", "auto")
        assert quote.locator("p").evaluate("e => getComputedStyle(e).direction") in ("ltr", "rtl")
    numbers = visitor.page.locator("#kw-help .kw-call bdi")
    assert numbers.count() > 0
