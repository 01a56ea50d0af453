"""The element and the frame in Chromium, on pages of another origin that do them no favours."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageChops

import browser_fixtures
import school_fixtures
import web_fixtures
from browser_fixtures import sync_api
from kwell_qa.settings import Settings
from kwell_qa.web.widget import script
from school_fixtures import Host, ask, element, loaded, violations
from web_fixtures import QUESTION, Running, running, wait_ready

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings = web_fixtures.small_settings
chromium = browser_fixtures.chromium
host, served, visit = school_fixtures.host, school_fixtures.served, school_fixtures.visit
HOSTILE = (
    "<style>*{all:unset!important;font-size:70px!important;color:lime!important;z-index:99999"
    "!important;letter-spacing:9px!important;visibility:visible} html{font-size:90px!important}"
    " kwell-chat{display:none!important;width:1px!important;opacity:0!important}"
    " head,head *{display:none!important}</style>"
)
WAR = (
    "<div style='position:fixed!important;inset:0!important;z-index:2147483647!important;"
    "background:#fcc!important;display:block!important'>war</div>"
)


# As it should be


def test_an_answer_with_its_sources_in_place(served: Running, host: Host, visit: Any) -> None:
    page = loaded(visit(host.page("plain", *element(served, 'country="KR"', exact=True))))
    assert page.locator("kwell-chat .help a.call").first.get_attribute("href") == "tel:109"
    card = ask(page)
    assert "14 May 2023" in card.inner_text()
    card.locator("summary").first.press("Enter")
    told = card.locator("details").first.inner_text()
    assert "fan blog" in told
    assert "2024" in told
    link = card.locator("details a", has_text="Read in context").first.get_attribute("href")
    assert link.startswith(served.url + "/read/")
    assert page.evaluate("document.activeElement.tagName") == "KWELL-CHAT"
    assert [url for url in page.asked if not url.startswith((served.url, host.url, "data:"))] == []
    apis = {url.removeprefix(served.url).split("?")[0] for url in page.asked} - {script().path}
    assert {path for path in apis if path.startswith("/")} == {
        "/api/v1/helplines", "/widget/v1/labels/en.json", "/api/v1/ask",
    }  # fmt: skip
    # Nothing stays on the device, under either origin.
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.notes == []


def test_a_crisis_brings_people_to_the_top(served: Running, host: Host, visit: Any) -> None:
    page = loaded(visit(host.page("care", *element(served, 'country="KR"'))))
    card = ask(page, "I want to die")
    assert card.locator("a.call[href='tel:109']").count() == 1
    assert card.locator("a.call[href='tel:119']").count() == 1
    assert page.locator("kwell-chat .help.lead a.urgent[href='tel:119']").is_visible()


def test_8_kib_are_asked_and_more_is_refused_in_words(
    served: Running, host: Host, visit: Any
) -> None:
    page = loaded(visit(host.page("long", *element(served, 'country="KR"'))))
    assert "too long for me" not in ask(page, "가" * 2700).inner_text()
    long = "가" * 2731
    card = ask(page, long)
    assert "too long for me" in card.inner_text()
    assert card.locator("a.call[href='tel:109']").count() == 1
    assert page.locator("kwell-chat textarea").input_value() == long, "to be shortened"
    # A megabyte, too; and a crisis at its end is heard, and stays for the visit.
    assert "too long for me" in ask(page, "why is it blue " * 70_000).inner_text()
    talk = "we talked about the album for a while. "
    for size in (7, 9, 1000):
        told = talk * (size * 1024 // len(talk)) + "I want to kill myself"
        assert ask(page, told).locator("a.call[href='tel:119']").count() == 1
    later = ask(page, "what colour is their lightstick")
    assert later.locator("a.call[href='tel:119']").count() == 1


def test_a_refusal_leads_to_all_that_there_is(served: Running, host: Host, visit: Any) -> None:
    page = loaded(visit(host.page("why", *element(served, 'country="KR"'))))
    card = ask(page, "???")
    link = card.get_by_role("link", name="All documents")
    assert link.get_attribute("href") == served.url + "/read/"
    assert ": /read/" not in card.inner_text()


def test_a_long_message_is_sent_whole_by_the_frame(served: Running, visit: Any) -> None:
    page = visit(served.url + "/embed?country=KR&lang=en")
    talk = "we talked about the album for a while. "
    page.fill("#question", talk * (9 * 1024 // len(talk)))
    page.click("form.kw-embed-ask button")
    assert "too long for me" in page.locator(".kw-said").first.inner_text()
    page.press("#question", "Control+End")
    page.type("#question", " I want to kill myself")
    page.click("form.kw-embed-ask button")
    assert page.locator(".kw-crisis a[href='tel:109']").count() >= 1
    page.fill("#question", "what colour is their lightstick")
    page.click("form.kw-embed-ask button")
    assert page.locator(".kw-crisis").count() == 1
def test_danger_that_was_told_counts_for_the_whole_talk(
    served: Running, host: Host, visit: Any
) -> None:
    page = loaded(visit(host.page("told", *element(served, 'country="KR"'))))
    ask(page, "I want to die")
    sent = page.evaluate(
        """() => {
          const one = document.querySelector("kwell-chat");
          for (let n = 0; n < 30; n++) {
            one._heed(`hello ${n}`, { mode: "crisis", category: "suicidal" });
            one.asked.push(`hello ${n}`);
          }
          const few = one._body("hello").history;
          one.asked = one.asked.map((said) => said + "x".repeat(5000));
          return [few, one._body("hello").history];
        }"""
    )
    few, short = sent
    assert few == ["I want to die", *(f"hello {n}" for n in range(10, 30))]
    assert short[0] == "I want to die"
    assert 8 < len(short) < 16


def test_care_comes_over_the_rate_limit(
    small_settings: Settings, host: Host, visit: Any
) -> None:
    settings = replace(small_settings, allowed_origins=(host.url,), rate_limit=1)
    with running(settings) as one:
        wait_ready(one)
        page = loaded(visit(host.page("limit", *element(one, 'country="US"'))))
        ask(page, "hello")
        assert "Too many questions" in ask(page, "who was in Busan?").inner_text()
        card = ask(page, "I want to kill myself tonight")
        assert card.locator("a.call[href='tel:988']").count() == 1
        assert "Too many questions" not in card.inner_text()
        assert page.locator("kwell-chat .help.lead a.urgent[href='tel:911']").is_visible()


def test_another_country_is_chosen_inside(served: Running, host: Host, visit: Any) -> None:
    page = loaded(visit(host.page("country", *element(served))))
    page.locator("kwell-chat .help summary").click()
    page.locator("kwell-chat select").focus()
    page.locator("kwell-chat select").select_option("GB")
    page.wait_for_selector("kwell-chat .help a.call[href='tel:116123']")
    assert "United Kingdom" in page.locator("kwell-chat .help").inner_text()
    # And "rather not say": not the browser's region, and questions are answered so.
    page.locator("kwell-chat select").select_option("none")
    page.wait_for_selector("kwell-chat .help a[href='https://findahelpline.com']")
    page.wait_for_selector("kwell-chat .help a.call", state="detached")
    with page.expect_request("**/api/v1/ask") as sent:
        assert "failed on our side" not in ask(page).inner_text()
    assert sent.value.post_data_json["country"] == "none"
    assert page.locator("kwell-chat select").input_value() == "none"
    page.locator("kwell-chat select").select_option("GB")
    page.wait_for_selector("kwell-chat .help a.call[href='tel:116123']")
    page.locator("kwell-chat select").focus()
    assert page.evaluate(
        "document.querySelector('kwell-chat').shadowRoot.activeElement.tagName"
    ) == "SELECT"  # fmt: skip


def test_rather_not_say_can_be_set_by_the_page(served: Running, host: Host, visit: Any) -> None:
    page = visit(host.page("unsaid", *element(served, 'country="none"')), locale="ko-KR")
    page.wait_for_selector("kwell-chat .help a[href='https://findahelpline.com']")
    page.wait_for_selector("kwell-chat select", state="attached")
    assert page.locator("kwell-chat .help a[href='tel:109']").count() == 0


@pytest.mark.parametrize("lang", ["ko", "ar"])
def test_labels_come_in_the_chosen_language(
    served: Running, host: Host, visit: Any, lang: str
) -> None:
    page = loaded(visit(host.page(f"lang-{lang}", *element(served, f'lang="{lang}"'))))
    page.wait_for_selector(f"kwell-chat .kwell[lang={lang}]")
    direction = page.locator("kwell-chat .kwell").get_attribute("dir")
    assert direction == ("rtl" if lang == "ar" else "ltr")
    assert page.locator("kwell-chat .send").inner_text() != "Send"


# A page that is no friend


def test_hostile_styles_change_nothing(served: Running, host: Host, visit: Any) -> None:
    """The same pixels inside, whatever the page's own style sheet wants."""
    shots, boxes = [], []
    for name, style in (("calm", "<style>body{margin:0}</style>"), ("wild", HOSTILE)):
        head, body = element(served, 'country="KR" theme="light"')
        # At whole pixels, where both are drawn alike.
        holder = ("<div style='position:absolute!important;top:0!important;left:0!important;"
                  f"width:600px!important;display:block!important'>{body}</div>")  # fmt: skip
        page = loaded(visit(host.page(name, style + head, holder)))
        page.locator("kwell-chat .chip").first.wait_for()
        boxes.append(page.locator("kwell-chat .box").bounding_box())
        shots.append(page.locator("kwell-chat .box").screenshot())
        card = ask(page)
        assert card.is_visible()
    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])
    # The edge of a rounded corner is not drawn quite alike every time.
    assert furthest_apart(shots[0], shots[1]) <= 2


def furthest_apart(one: bytes, other: bytes) -> int:
    """The largest difference of a colour of a pixel, 0 to 255, between two pictures."""
    pictures = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in (one, other)]
    return max(high for _, high in ImageChops.difference(*pictures).getextrema())


def test_a_launcher_stands_above_every_z_index(served: Running, host: Host, visit: Any) -> None:
    head, body = element(served, 'launcher country="US"')
    page = loaded(visit(host.page("war", HOSTILE + head, body + WAR)))
    button = page.locator("kwell-chat .open")
    assert page.evaluate("document.activeElement.tagName") == "BODY"  # no focus is taken
    button.click()  # which Playwright refuses where another element is on top
    assert page.locator("kwell-chat .panel").is_visible()
    assert "14 May 2023" in ask(page).inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("kwell-chat .panel").is_visible()
    focused = "document.querySelector('kwell-chat').shadowRoot.activeElement.className"
    assert "open" in page.evaluate(focused)
    # What was said is still there.
    page.keyboard.press("Enter")
    assert page.locator("kwell-chat .card.answer").count() == 1


def test_under_the_strictest_policy(served: Running, host: Host, visit: Any) -> None:
    policy = f"default-src 'none'; script-src {served.url}; connect-src {served.url}"
    head, body = element(served, 'accent="#ffcc00"', exact=True)
    page = loaded(visit(host.page("strict", head, body, content_security_policy=policy)))
    assert "14 May 2023" in ask(page).inner_text()
    assert [note for note in page.notes if "kwell" in note or served.url in note] == []
    # Styled, too: the colour was corrected until it could be read.
    ground = "getComputedStyle(document.querySelector('kwell-chat').shadowRoot"
    assert page.evaluate(ground + ".querySelector('.send')).backgroundColor") not in (
        "rgb(255, 204, 0)", "rgba(0, 0, 0, 0)",
    )  # fmt: skip


# Everybody


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(served: Running, host: Host, visit: Any, theme: str) -> None:
    parts = element(served, f'country="KR" theme="{theme}" accent="#ffcc00"')
    page = loaded(visit(host.page("axe", *parts)))
    ask(page)
    page.locator("kwell-chat .cite summary").first.click()
    ask(page, "I want to die")
    assert violations(page) == []
    head, body = element(served, f'launcher theme="{theme}"')
    page = loaded(visit(host.page("axe-launcher", head, body)))
    assert violations(page) == []
    page.locator("kwell-chat .open").click()
    ask(page)
    assert violations(page) == []
    page = visit(f"{served.url}/embed?country=KR&theme={theme}&accent=ffcc00")
    assert violations(page) == []
    for question in (QUESTION, "I want to die"):
        page.fill("textarea", question)
        # The page of the question before has a card, too.
        with page.expect_navigation():
            page.click(".kw-embed-ask button")
        page.wait_for_selector(".kw-card")
        assert violations(page) == []


def test_the_keyboard_reaches_everything(served: Running, host: Host, visit: Any) -> None:
    page = loaded(visit(host.page("keys", *element(served, 'country="KR"'))))
    ask(page)
    at = ("(() => { const inner = document.querySelector('kwell-chat').shadowRoot.activeElement;"
          " return inner ? inner.className || inner.tagName : document.activeElement.id })()")
    page.locator("h1").click()  # from there on, Tab by Tab
    route = []
    for _ in range(40):
        page.keyboard.press("Tab")
        route.append(page.evaluate(at))
        if route[-1] == "other":
            break
    assert route[-1] == "other"  # and out again: no trap
    assert route.index("way call") < route.index("SUMMARY") < route.index("log")
    assert {"chip", "TEXTAREA", "send"} <= set(route)
    log = page.locator("kwell-chat .log")
    assert (log.get_attribute("role"), log.get_attribute("aria-live")) == ("log", "polite")


def test_a_phone_keyboard_leaves_the_question_in_sight(
    served: Running, host: Host, visit: Any
) -> None:
    head, body = element(served, "launcher")
    page = loaded(visit(host.page("phone", head, body), viewport={"width": 360, "height": 740}))
    page.locator("kwell-chat .open").click()
    page.locator("kwell-chat textarea").focus()
    page.set_viewport_size({"width": 360, "height": 400})  # as when the keyboard comes up
    page.wait_for_function(
        "() => { const box = document.querySelector('kwell-chat').shadowRoot"
        ".querySelector('textarea').getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= visualViewport.height }"
    )
    assert page.locator("kwell-chat .help a").first.is_visible()


# The frame


@pytest.mark.parametrize("sandbox", ["", "allow-scripts allow-popups", "allow-forms allow-popups"])
def test_the_frame_in_its_sandbox(
    served: Running, host: Host, visit: Any, sandbox: str
) -> None:
    address = f"{served.url}/embed?country=KR&lang=en"
    frame = (f"<iframe src='{address}' title='Questions' width='380' height='600'"
             f" sandbox='{sandbox}'></iframe>")  # fmt: skip
    page = visit(host.page("frame", "", frame), java_script_enabled=False)
    inside = page.frame_locator("iframe")
    assert inside.locator("a[href='tel:109']").first.is_visible()
    assert inside.locator(".kw-embed-ask").is_visible()
    inside.locator("a.kw-chip").first.click()
    inside.locator("blockquote").first.wait_for()
    inside.locator("a[href='tel:109']").first.wait_for()
    # Words may stand there before their style sheet has come.
    page.frames[1].wait_for_load_state("load")
    mark = inside.locator("a.kw-mark").first.bounding_box()
    assert mark["width"] == pytest.approx(mark["height"], abs=0.1)
    assert mark["width"] >= 24  # WCAG 2.2, 2.5.8
    if "allow-forms" in sandbox:
        inside.locator("textarea").fill("I want to die")
        inside.locator(".kw-embed-ask button").click()
        inside.locator(".kw-crisis").wait_for()
    if "allow-popups" in sandbox and "scripts" in sandbox:
        with page.context.expect_page() as opened:
            inside.locator("a", has_text="Read in context").first.click()
        opened.value.wait_for_load_state()
        assert "/read/" in opened.value.url
        assert opened.value.locator("article").count() == 1


# The builder


def test_the_builder_shows_what_its_code_does(served: Running, host: Host, visit: Any) -> None:
    page = visit(served.url + "/embed/builder")
    loaded(page)
    page.select_option("select[name=country]", "KR")
    page.fill("input[name=accent]", "#ffcc00")
    code = page.locator(".kw-snippet code").first
    # Each change makes code and preview anew: look at the last.
    sync_api.expect(code).to_contain_text('country="KR"')
    sync_api.expect(code).to_contain_text('accent="#ffcc00"')
    page.wait_for_selector("kwell-chat .help a[href='tel:109']")
    assert violations(page, "main") == []
    assert [note for note in page.notes if "error" in note.casefold()] == []
    head, _, body = code.text_content().partition("</script>\n")
    copied = loaded(visit(host.page("copied", head + "</script>", body)))
    assert "14 May 2023" in ask(copied).inner_text()
    # Without scripts the form is sent, and the page holds the same code.
    plain = visit(served.url + "/embed/builder?country=KR&accent=ffcc00", java_script_enabled=False)
    assert 'country="KR"' in plain.locator(".kw-snippet code").first.text_content()
    frame = plain.locator(".kw-snippet code").nth(1).text_content()
    framed = visit(host.page("framecode", "", frame))
    framed.frame_locator("iframe").locator("a[href='tel:109']").first.wait_for()
