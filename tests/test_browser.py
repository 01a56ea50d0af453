"""The whole site in headless Chromium: what people see, and where their browser connects to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

import web_fixtures
from web_fixtures import Running

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which(
    "google-chrome"
)  # fmt: skip
if not CHROMIUM:
    pytest.skip("no Chromium on this machine", allow_module_level=True)
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update",
        "--disable-sync"]  # fmt: skip
QUESTION = "did Chan's Room trail off in 2023"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


class Visit:
    """One visitor's browser: its page, where it connected to, and what went wrong in it."""

    def __init__(self, chromium: Any, url: str, **options: Any) -> None:
        self.url = url
        self.context = chromium.new_context(**{"locale": "en-US", **options})
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append("dialog"))

    def open(self, path: str = "/") -> Any:
        self.page.goto(self.url + path)
        return self.page

    def chat(self, path: str = "/") -> Any:
        self.open(path)
        self.page.wait_for_selector("#kw-log .kw-chip", timeout=30_000)
        return self.page

    def ask(self, question: str) -> Any:
        before = self.page.locator(".kw-turn").count()
        self.page.fill("#kw-question textarea", question)
        self.page.press("#kw-question textarea", "Enter")
        sync_api.expect(self.page.locator(".kw-turn")).to_have_count(before + 1, timeout=20_000)
        return self.page.locator(".kw-turn").last

    def foreign(self) -> list[str]:
        own = (self.url, "data:", "blob:")
        return [address for address in self.requests if not address.startswith(own)]


@pytest.fixture
def visit(chromium: Any, small: Running) -> Iterator[Any]:
    made: list[Visit] = []

    def new(**options: Any) -> Visit:
        made.append(Visit(chromium, small.url, **options))
        return made[-1]

    yield new
    for one in made:
        one.context.close()


def test_a_question_is_answered_and_its_citation_opens_highlighted(visit: Any) -> None:
    visitor = visit()
    visitor.chat()
    turn = visitor.ask(QUESTION)
    quote = turn.locator("blockquote").first.inner_text()
    assert "14 May 2023" in turn.inner_text()
    assert turn.locator(".kw-sources li").count() == turn.locator("blockquote").count() > 0
    with visitor.context.expect_page() as opened:
        turn.locator("a.kw-mark").first.click()
    reading = opened.value
    reading.wait_for_selector("mark.kw-hit")
    assert reading.locator("mark.kw-hit").inner_text() == quote
    box = reading.locator("mark.kw-hit").bounding_box()
    reading.wait_for_function(
        "() => { const r = document.querySelector('mark.kw-hit').getBoundingClientRect();"
        " return r.top >= 0 && r.bottom <= innerHeight }"
    )
    assert box is not None
    assert visitor.errors == []
    assert len(visitor.requests) > 10
    assert visitor.foreign() == []


def test_nothing_is_left_on_the_device(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.ask("zebrafish on a unicycle")
    assert visitor.context.cookies() == []
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "zebrafish" not in kept
    databases = page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")
    assert databases == []
    page.reload()
    page.wait_for_selector("#kw-log .kw-chip", timeout=30_000)
    assert "zebrafish" not in page.content()


def test_what_people_type_is_shown_as_text(visit: Any) -> None:
    visitor = visit()
    visitor.chat()
    typed = "<img src=x onerror=alert(1)> {{value}} ${1+1} **bold** <b>b</b>"
    turn = visitor.ask(typed)
    assert turn.locator(".kw-asked").inner_text().endswith(typed)
    assert turn.locator(".kw-asked img, .kw-asked b").count() == 0
    # Cards that are there stay as they are, so that a screen reader says each one once.
    turn.evaluate("card => { card.dataset.kept = 'yes' }")
    visitor.ask("hello")
    assert visitor.page.locator(".kw-turn").first.get_attribute("data-kept") == "yes"
    assert visitor.errors == []


def test_a_crisis_brings_people_first(visit: Any) -> None:
    for size in ({"width": 1280, "height": 900}, {"width": 360, "height": 740}):
        visitor = visit(viewport=size, locale="ko-KR")
        page = visitor.chat()
        turn = visitor.ask("I want to die")
        assert turn.locator(".kw-crisis").count() == 1
        assert turn.locator("blockquote").count() == 0
        panel = page.locator("#kw-help .kw-lead")
        for link in ("tel:109", "tel:119"):
            place = panel.locator(f'a[href="{link}"]').first
            sync_api.expect(place).to_be_in_viewport()
            box = place.bounding_box()
            assert box is not None
            assert box["height"] >= 44
            assert box["width"] >= 44
        sync_api.expect(turn.locator(".kw-said").first).to_be_in_viewport()


def test_without_javascript_helplines_show(visit: Any) -> None:
    visitor = visit(java_script_enabled=False, locale="ko-KR")
    page = visitor.open("/")
    sync_api.expect(page.locator('#kw-static a[href="tel:109"]').first).to_be_in_viewport()
    assert page.locator("noscript").count() >= 1
    page = visitor.open("/read/coping-sleep?s=0-20")
    assert page.locator("mark").inner_text() == "Teenagers aged 13 to"
    assert page.locator('.kw-panel a[href="tel:109"]').first.is_visible()
    assert visitor.foreign() == []


@pytest.mark.parametrize("path", ["/", "/read/", "/read/coping-sleep", "/docs"])
def test_a_narrow_phone_never_scrolls_sideways(visit: Any, path: str) -> None:
    visitor = visit(viewport={"width": 360, "height": 740})
    if path == "/":
        visitor.chat()
        visitor.ask(QUESTION)
        visitor.ask("x" * 500)
    else:
        visitor.open(path)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wide = page.evaluate(
        "[...document.querySelectorAll('.kw-panel *, .kw-card *, .kw-main *')]"
        ".filter(e => e.getBoundingClientRect().right > 361 && !e.closest('pre,.kw-sr'))"
        ".map(e => e.className)"
    )
    assert wide == []


def test_languages_countries_and_examples_can_be_chosen(visit: Any) -> None:
    visitor = visit(locale="fr")
    page = visitor.chat("/?lang=ko")
    assert page.locator("#kw-help .kw-panel").get_attribute("lang") == "ko"
    page.click("#kw-country input")
    page.get_by_role("option", name="일본", exact=True).click()
    sync_api.expect(page.locator("#kw-help .kw-country")).to_have_text("일본")
    page.click("#kw-language input")
    page.get_by_role("option", name="Deutsch", exact=True).click()
    sync_api.expect(page.locator("#kw-help .kw-country")).to_have_text("Japan")
    sync_api.expect(page.locator("#kw-help .kw-panel")).to_have_attribute("lang", "de")
    page.locator(".kw-chip").first.click()
    sync_api.expect(page.locator(".kw-turn")).to_have_count(1)
    assert page.locator(".kw-turn blockquote").count() > 0
    page.click("#kw-clear")
    sync_api.expect(page.locator(".kw-turn")).to_have_count(0)
    sync_api.expect(page.locator(".kw-chip").first).to_be_visible()


def test_the_address_can_fill_in_a_question(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat("/#q=how%20much%20sleep%3F")
    sync_api.expect(page.locator("#kw-question textarea")).to_have_value("how much sleep?")
    assert not any("sleep" in address.split("#")[0] for address in visitor.requests)
