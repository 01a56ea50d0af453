"""The whole site in headless Chromium: what people see, and where their browser connects to."""

from __future__ import annotations

import json
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
    told_of = turn.locator(".kw-from").all_inner_texts()
    # The verdict lays what is claimed beside what was found; what was found is confirmed.
    assert "each from a source of its own" in told_of[0]
    assert any("sources agree" in one for one in told_of[1:])
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
    assert "about 1,000 words" in turn.locator(".kw-said").first.inner_text()
    assert len(turn.locator(".kw-asked").inner_text()) < 400
    assert len(page.input_value("#kw-question textarea")) > 100_000 - 10
    # Bytes count, and not letters: these are 3,000 of three bytes each.
    turn = visitor.ask("가" * 3000)
    assert "2,500자" in turn.locator(".kw-said").first.inner_text()
    assert "2,500자" not in visitor.ask("가" * 2700).locator(".kw-abstain").inner_text()
    # A megabyte is more than a request may hold, and is refused in the same words.
    turn = visitor.ask("why is the sky " * 70_000)
    assert "about 1,000 words" in turn.locator(".kw-said").first.inner_text()
    assert page.locator(".kw-looking, .kw-notice").count() == 0


@pytest.mark.parametrize("size", [7, 9, 1000], ids="{} KiB".format)
def test_a_crisis_at_the_end_of_a_long_message_is_heard_and_stays(visit: Any, size: int) -> None:
    visitor = visit(locale="ko-KR")
    page = visitor.chat()
    talk = "we talked about the album for a while. "
    turn = visitor.ask(talk * (size * 1024 // len(talk)) + "I want to kill myself")
    assert turn.locator(".kw-crisis").count() == 1
    assert page.locator('#kw-help .kw-lead a[href="tel:109"]').count() >= 1
    assert page.input_value("#kw-question textarea") == ""
    assert visitor.ask("what colour is their lightstick").locator(".kw-crisis").count() == 1


def test_a_long_talk_keeps_no_short_question_from_its_answer(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    page.evaluate("window.kwell.restore([], Array(12).fill('\\n\\u0001 \"가' .repeat(1000)))")
    assert "14 May 2023" in visitor.ask(QUESTION).inner_text()


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


def test_danger_that_was_told_counts_for_the_whole_talk(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.ask("hello")
    visitor.ask("I want to die")
    for count in range(14):
        assert visitor.ask(f"hello {count}").locator(".kw-crisis").count() == 1, count
    sent = json.loads(page.evaluate("window.kwell.sending('')[1]"))["history"]
    assert sent == ["I want to die", *(f"hello {count}" for count in range(2, 14))]


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


@pytest.mark.parametrize(
    "path", ["/", "/?lang=tl", "/?lang=ar", "/read/", "/read/coping-sleep", "/docs", "/help"]
)
def test_a_narrow_phone_never_scrolls_sideways(visit: Any, path: str) -> None:
    visitor = visit(viewport={"width": 320, "height": 640})
    if path == "/":
        visitor.chat()
        visitor.ask(QUESTION).locator(".kw-mark").first.click()
        visitor.ask("x" * 500)
    elif path.startswith("/?"):
        visitor.chat(path)  # until it stands, style sheets may still be under way
    else:
        visitor.open(path)
    page = visitor.page
    page.wait_for_function("document.documentElement.scrollWidth <= 320")
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


def test_a_question_is_one_round_trip(visit: Any) -> None:
    visitor = visit()
    # The page fetches its help beforehand, once it has nothing else to do.
    visitor.chat().wait_for_load_state("networkidle")
    before = len(visitor.requests)
    visitor.ask(QUESTION)
    made = [one.removeprefix(visitor.url) for one in visitor.requests[before:]]
    assert len(made) == 1, made
    assert made[0].startswith("/gradio_api/run/")


def test_one_weak_source_is_told_so_in_words(visit: Any) -> None:
    visitor = visit()
    visitor.chat()
    turn = visitor.ask("Where did a flying saucer sing with a choir?")
    told = turn.locator(".kw-from .kw-weak").first
    sync_api.expect(told).to_be_visible()
    assert "only one source (opinion); not confirmed" in told.inner_text().casefold()
    turn.locator(".kw-mark").first.click()
    assert "opinion" in turn.locator(".kw-proof .kw-kind").first.inner_text()


def test_what_is_not_known_is_told_as_help_and_near_questions_answer(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    turn = visitor.ask("How many hours did the zebrafish of Lisbon sleep in 1999?")
    assert turn.locator(".kw-abstain").count() == 1
    assert turn.locator("blockquote, [role=alert], .kw-alarm").count() == 0
    sync_api.expect(page.locator('#kw-help a[href="tel:988"]').first).to_be_in_viewport()
    chip = turn.locator(".kw-nearby .kw-chip").first
    asked = chip.inner_text()
    chip.click()
    sync_api.expect(page.locator(".kw-turn")).to_have_count(2, timeout=60_000)
    last = page.locator(".kw-turn").last
    assert last.locator(".kw-asked").inner_text().endswith(asked)
    assert last.locator("blockquote").count() > 0
