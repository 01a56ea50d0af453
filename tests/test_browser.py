"""The whole site in headless Chromium: what people see, and where their browser connects to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
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

    def __init__(self, chromium: Any, url: str, site: Any = None, **options: Any) -> None:
        self.url, self.site = url, site
        self.context = chromium.new_context(**{"locale": "en-US", **options})
        self.page = self.context.new_page()
        self.page.set_default_navigation_timeout(90_000)
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
        self.page.wait_for_selector("body.kw-ready", timeout=60_000)
        return self.page

    def ask(self, question: str) -> Any:
        before = self.page.locator(".kw-turn").count()
        self.page.fill("#kw-question textarea", question)
        self.page.press("#kw-question textarea", "Enter")
        sync_api.expect(self.page.locator(".kw-turn")).to_have_count(before + 1, timeout=60_000)
        return self.page.locator(".kw-turn").last

    def foreign(self) -> list[str]:
        own = (self.url, "data:", "blob:")
        return [address for address in self.requests if not address.startswith(own)]


@pytest.fixture
def visit(chromium: Any, small: Running) -> Iterator[Any]:
    made: list[Visit] = []

    def new(**options: Any) -> Visit:
        made.append(Visit(chromium, small.url, small.site, **options))
        return made[-1]

    yield new
    for one in made:
        one.context.close()


def test_a_citation_opens_in_its_context_and_on_its_page(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    turn = visitor.ask(QUESTION)
    assert "14 May 2023" in turn.inner_text()
    assert turn.locator(".kw-mark").count() == turn.locator("blockquote").count() > 0
    mark, proof = turn.locator(".kw-mark").first, turn.locator(".kw-proof").first
    sync_api.expect(proof).to_be_hidden()
    mark.click()
    sync_api.expect(proof).to_be_visible()
    assert mark.get_attribute("aria-expanded") == "true"
    quote = proof.locator("mark").inner_text()
    assert turn.locator("blockquote").first.inner_text().startswith(quote)
    # The context is one slice of the document, and longer than the quotation.
    context = proof.locator(".kw-context").inner_text().strip("… ")
    document = visitor.site.now.documents["claim-chans-room-trailed-off"]
    assert len(context) > len(quote)
    assert " ".join(context.split()) in " ".join(document.text.split())
    told = proof.inner_text()
    assert "news report" in told
    assert "August 29, 2023" in told
    assert proof.locator('a[href^="https://"]').count() >= 1
    assert "sources agree" in turn.locator(".kw-from").first.inner_text()
    with visitor.context.expect_page() as opened:
        proof.locator("a.kw-open").click()
    reading = opened.value
    reading.wait_for_selector("mark.kw-hit")
    assert reading.locator("mark.kw-hit").inner_text() == quote
    reading.wait_for_function(
        "() => { const r = document.querySelector('mark.kw-hit').getBoundingClientRect();"
        " return r.top >= 0 && r.bottom <= innerHeight }"
    )
    mark.click()
    sync_api.expect(proof).to_be_hidden()
    # The answer can be taken along with its sources.
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn.locator("[data-copy]").click()
    sync_api.expect(page.locator("#kw-said")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"“{quote}” [1]" in copied
    assert f"{visitor.url}/read/claim-chans-room-trailed-off#s=" in copied
    assert "NME, August 29, 2023, news report: https://" in copied
    assert visitor.errors == []


def test_no_request_leaves_the_origin(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.ask(QUESTION)
    visitor.ask("I want to die")
    for path in ("/read/", "/read/coping-sleep#s=0-20", "/help", "/docs", "/nothing", "/breathe"):
        visitor.open(path)
        page.wait_for_load_state()
    assert len(visitor.requests) > 20
    assert visitor.foreign() == []
    assert visitor.context.cookies() == []
    # One that does leave is seen.
    page.evaluate("fetch('https://example.org/x', {mode: 'no-cors'}).catch(() => {})")
    page.set_content("<img src='https://example.org/y.png'>")
    page.wait_for_timeout(200)
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
    sync_api.expect(page.locator("#kw-pending .kw-notice")).to_contain_text("did not answer")
    assert page.input_value("#kw-question textarea") == QUESTION
    sync_api.expect(page.locator('#kw-help a[href="tel:988"]').first).to_be_visible()


def test_what_people_type_is_shown_as_text(visit: Any) -> None:
    visitor = visit(viewport={"width": 360, "height": 740})
    page = visitor.chat()
    typed = "<img src=x onerror=alert(1)> {{value}} ${1+1} **bold** <b>b</b>"
    turn = visitor.ask(typed)
    assert turn.locator(".kw-asked").inner_text().endswith(typed)
    assert turn.locator(".kw-asked img, .kw-asked b").count() == 0
    # Cards that are there stay as they are, so that a screen reader says each one once.
    turn.evaluate("card => { card.dataset.kept = 'yes' }")
    for bad in ("\u202eevil\u202c \u2066x", "zero\u200bwidth\u200d\u2060\ufeff", "\u200b\u200b",
                "#" * 300 + "\n" + "[x](" * 200, "> " * 400, "Z̸͕̋a̵l̷g̶o̴" * 60):  # fmt: skip
        visitor.ask(bad)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, bad
    assert page.locator(".kw-turn").first.get_attribute("data-kept") == "yes"
    # Neither direction leaks out of the bubble.
    assert page.locator(".kw-asked").nth(1).evaluate(
        "e => getComputedStyle(e).unicodeBidi"
    ) == "isolate"  # fmt: skip
    assert visitor.errors == []


def test_a_hundred_kilobytes_are_refused_in_words_and_kept_to_shorten(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    long = "why is the sky " * 7000
    turn = visitor.ask(long)
    assert "2000" in turn.locator(".kw-said").first.inner_text()
    assert len(turn.locator(".kw-asked").inner_text()) < 400
    assert len(page.input_value("#kw-question textarea")) > 100_000 - 10
    # What is said at its beginning is heard all the same.
    assert visitor.ask("I want to die " + "x" * 3000).locator(".kw-crisis").count() == 1


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


def test_ways_to_a_person_have_names_and_sizes_of_their_own(visit: Any) -> None:
    visitor = visit(viewport={"width": 390, "height": 844})
    page = visitor.chat()
    page.click("#kw-help .kw-more > summary")
    ways = page.locator("#kw-help .kw-services .kw-way")
    names = [text.strip() for text in ways.all_inner_texts()]
    full = [way.evaluate("e => e.textContent.trim()") for way in ways.all()]
    assert {"Call 988", "Text 988"} <= {name.split("\n")[0] for name in names}
    assert len(set(full)) == len(full)
    for way in ways.all():
        box = way.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


def test_without_javascript_helplines_show(visit: Any) -> None:
    visitor = visit(java_script_enabled=False, locale="ko-KR")
    page = visitor.open("/")
    sync_api.expect(page.locator('#kw-help a[href="tel:109"]').first).to_be_in_viewport()
    assert page.locator("#kw-start").is_hidden()
    assert page.locator(".kw-language button").is_visible()
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


@pytest.mark.parametrize(
    "path", ["/", "/?lang=tl", "/?lang=ar", "/read/", "/read/coping-sleep", "/docs", "/help"]
)
def test_a_narrow_phone_never_scrolls_sideways(visit: Any, path: str) -> None:
    visitor = visit(viewport={"width": 320, "height": 640})
    if path == "/":
        visitor.chat()
        visitor.ask(QUESTION).locator(".kw-mark").first.click()
        visitor.ask("x" * 500)
    else:
        visitor.open(path)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    wide = page.evaluate(
        "[...document.querySelectorAll('.kw-panel *, .kw-card *, .kw-main *')]"
        ".filter(e => e.getBoundingClientRect().right > 321 && !e.closest('pre,.kw-sr'))"
        ".map(e => e.className)"
    )
    assert wide == []


def test_language_and_country_change_and_the_talk_stays(visit: Any) -> None:
    visitor = visit(locale="fr")
    page = visitor.chat("/?lang=ko")
    box = page.locator("#kw-question textarea")
    assert page.locator("#kw-help .kw-panel").get_attribute("lang") == "ko"
    sync_api.expect(box).to_have_attribute("placeholder", "케이팝이나 마음 건강에 대해 물어보세요")
    page.locator(".kw-chip").first.click()
    sync_api.expect(page.locator(".kw-turn")).to_have_count(1, timeout=60_000)
    page.select_option("#kw-help .kw-country-choice", "JP")
    sync_api.expect(page.locator("#kw-help .kw-country").first).to_have_text("일본")
    page.select_option("#kw-language", "ar")
    sync_api.expect(page.locator("html")).to_have_attribute("dir", "rtl")
    sync_api.expect(page.locator("html")).to_have_attribute("lang", "ar")
    sync_api.expect(page.locator("#kw-help .kw-country").first).to_have_text("اليابان")
    assert page.locator(".kw-turn").count() == 1
    assert page.locator(".kw-turn .kw-card").get_attribute("lang") == "ko"
    # What was chosen is in the address alone, and a new start keeps it.
    assert "lang=ar" in page.url
    assert "country=JP" in page.url
    page.reload()
    page.wait_for_selector("body.kw-ready", timeout=60_000)
    assert page.locator("#kw-help .kw-panel").get_attribute("data-country") == "JP"
    side = page.locator("#kw-help").bounding_box()
    assert side is not None
    assert side["x"] < 200, "the panel stands on the left of a page from right to left"


def test_gradio_speaks_the_browsers_language_by_itself(visit: Any) -> None:
    for locale, send in (("pt-BR", "Enviar"), ("zh-TW", "发送"), ("xx", "Send")):
        visitor = visit(locale=locale)
        page = visitor.chat()
        sync_api.expect(page.locator("#kw-send")).to_have_text(send)
        runs = [one for one in visitor.requests if "/gradio_api/run/" in one]
        assert runs == [], "the page needs no round trip to be in its language"


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


def test_the_question_stays_above_a_phones_keyboard(visit: Any) -> None:
    visitor = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    page = visitor.chat()
    visitor.ask(QUESTION)
    size = page.locator("#kw-question textarea").evaluate("e => getComputedStyle(e).fontSize")
    assert float(size.removesuffix("px")) >= 16  # below, a phone magnifies the page
    # Android makes the page smaller; iOS lays the keyboard over it and tells by visualViewport.
    page.evaluate(
        """() => {
          Object.defineProperty(visualViewport, 'height', {value: innerHeight - 300});
          visualViewport.dispatchEvent(new Event('resize'));
        }"""
    )
    box = page.locator("#kw-ask").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844 - 300
