"""The element and the frame in Chromium, on pages of another origin that do them no favours."""

from __future__ import annotations

import http.server
import io
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PIL import Image, ImageChops

import web_fixtures
from kwell_qa.settings import Settings
from kwell_qa.web.widget import script
from web_fixtures import Running, running, wait_ready

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings = web_fixtures.small_settings
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which(
    "google-chrome"
)  # fmt: skip
if not CHROMIUM:
    pytest.skip("no Chromium on this machine", allow_module_level=True)
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
QUESTION = "did Chan's Room trail off in 2023"
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


@dataclass
class Host:
    """A school's site at an origin of its own; pages and answers are put in by the tests."""

    url: str = ""
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def page(self, name: str, head: str, body: str, **headers: str) -> str:
        html = (
            "<!doctype html><html lang='en'><head><title>School</title><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width, initial-scale=1'>"
            f"<link rel='icon' href='data:,'>{head}</head><body><main><h1>School</h1>{body}"
            "<button id='other'>Other</button></main></body></html>"
        )
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.pages["/" + name] = (html, {"content-type": "text/html; charset=utf-8", **named})
        return f"{self.url}/{name}"

    def answer(self, path: str, kind: str, body: str) -> None:
        self.pages[path] = (body, {"content-type": kind, "access-control-allow-origin": "*",
                                   "access-control-allow-headers": "content-type"})  # fmt: skip


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    made = Host()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, headers = made.pages.get(self.path.split("?")[0], ("", {"x-none": "1"}))
            self.send_response(404 if "x-none" in headers else 200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_OPTIONS = do_GET

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()


@pytest.fixture(scope="module")
def served(small_settings: Settings, host: Host) -> Iterator[Running]:
    with running(replace(small_settings, allowed_origins=(host.url,))) as one:
        wait_ready(one)
        yield one


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    contexts = []

    def new(url: str, **options: Any) -> Any:
        options = {"locale": "en-US", "viewport": {"width": 900, "height": 900}, **options}
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.notes, page.asked = [], []
        page.on("console", lambda message: page.notes.append(message.text))
        page.on("pageerror", lambda error: page.notes.append(f"error: {error}"))
        context.on("request", lambda request: page.asked.append(request.url))
        page.goto(url)
        return page

    yield new
    for context in contexts:
        context.close()


def element(one: Running, attributes: str = "", exact: bool = False) -> tuple[str, str]:
    """The two parts that an embedder copies: for the head and for the body."""
    address = one.url + (script().path if exact else "/widget/v1/kwell.js")
    sri = f'integrity="{script().integrity}" crossorigin="anonymous"' if exact else ""
    head = f'<script src="{address}" {sri} defer></script>'
    return head, f'<kwell-chat {attributes}><a href="{one.url}/embed">Helplines</a></kwell-chat>'


def loaded(page: Any) -> Any:
    """The page when its element has its labels and helplines."""
    page.wait_for_selector("kwell-chat select", state="attached")
    return page


def ask(page: Any, question: str = QUESTION) -> Any:
    before = page.locator("kwell-chat .asked + .card:not(.fallback)").count()
    page.locator("kwell-chat textarea").fill(question)
    page.locator("kwell-chat textarea").press("Enter")
    cards = page.locator("kwell-chat .asked + .card:not(.fallback)")
    sync_api.expect(cards).to_have_count(before + 1, timeout=60_000)
    return cards.last


def violations(page: Any, part: str | None = None) -> list[str]:
    found = Axe().run(page, part, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {[node['html'][:90] for node in one['nodes']]}" for one in found]


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
    assert page.locator("kwell-chat .help.lead details[open]").count() == 1


def test_another_country_is_chosen_inside(served: Running, host: Host, visit: Any) -> None:
    page = loaded(visit(host.page("country", *element(served))))
    page.locator("kwell-chat .help summary").click()
    page.locator("kwell-chat select").focus()
    page.locator("kwell-chat select").select_option("GB")
    page.wait_for_selector("kwell-chat .help a.call[href^='tel:']")
    assert "United Kingdom" in page.locator("kwell-chat .help").inner_text()
    assert page.evaluate(
        "document.querySelector('kwell-chat').shadowRoot.activeElement.tagName"
    ) == "SELECT"  # fmt: skip


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


def test_wrong_attributes_get_a_note_and_the_default(
    served: Running, host: Host, visit: Any
) -> None:
    wrong = ('lang="klingon" country="Korea" topic="nothing" theme="neon" accent="red;}*{x:y" '
             'api="javascript:alert(1)" helplines="off" citations="off"')  # fmt: skip
    page = loaded(visit(host.page("wrong", *element(served, wrong))))
    for name in ("lang", "country", "topic", "theme", "accent", "api"):
        assert [note for note in page.notes if f"kwell-chat: {name}=" in note], name
    card = ask(page)
    assert card.locator("details.cite").count() > 0
    assert page.locator("kwell-chat .help a").first.is_visible()


# Where something is missing


def test_without_javascript_or_script_the_link_stays(
    served: Running, host: Host, visit: Any
) -> None:
    parts = element(served)
    for page in (
        visit(host.page("nojs", *parts), java_script_enabled=False),
        visit(host.page("blocked", *parts, content_security_policy="script-src 'none'")),
        visit(host.page("tampered", parts[0].replace(
            "defer", f'defer crossorigin integrity="sha384-{"A" * 64}"'), parts[1])),
    ):  # fmt: skip
        link = page.locator("kwell-chat > a")
        assert link.is_visible()
        assert link.get_attribute("href") == served.url + "/embed"


def test_a_site_that_is_not_allowed_is_told_so(
    small_settings: Settings, host: Host, visit: Any
) -> None:
    with running(small_settings) as other:
        page = visit(host.page("refused", *element(other)))
        page.wait_for_selector("kwell-chat .chip")
        card = ask(page)
        assert "not on the list of sites" in card.inner_text()
        assert card.locator(f"a[href='{other.url}/embed']").count() == 1
        assert card.locator("a[href='https://findahelpline.com']").count() == 1
        assert page.locator("kwell-chat > a").is_visible()
        assert [note for note in page.notes if "KWELL_ALLOWED_ORIGINS" in note]
        # Nor may it frame us.
        framed = visit(host.page("framed", "", f"<iframe src='{other.url}/embed'></iframe>"))
        assert [note for note in framed.notes if "frame-ancestors" in note]


def test_with_the_server_gone_helplines_stay(served: Running, host: Host, visit: Any) -> None:
    head, body = element(served, 'api="http://127.0.0.1:9"')
    page = visit(host.page("gone", head, body))
    card = ask(page)
    assert "failed on our side" in card.inner_text()
    assert card.locator("a[href='https://findahelpline.com']").is_visible()
    assert page.locator("kwell-chat > a").is_visible()


LINE = {"name": "x", "hours": "24/7", "languages": [], "checked": "", "display": "1"}
REPLY = {"mode": "answer", "language": "en", "text": "x", "sentences": [], "citations": [],
         "suggestions": [], "helplines": [LINE], "emergency": None, "country": None}  # fmt: skip
EVIL = "<img src=x onerror=\"window.pwned=1\">"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", "<script>window.pwned=1</script>"),
        ("application/json", "<script>window.pwned=1</script>"),
        ("application/json", json.dumps({"text": EVIL})),
        ("application/json", json.dumps({**REPLY, "helplines": []})),
        ("application/json", json.dumps({**REPLY, "sentences": [{"text": "a", "citation": 1}]})),
        ("application/json", json.dumps({**REPLY, "mode": "advice"})),
        ("application/json", json.dumps([REPLY])),
        ("application/json", "null"),
        ("application/json", '{"text":"' + "a" * 10_000_000 + '"}'),
    ],
    ids="html html-as-json fields no-helpline no-proof mode list null 10mb".split(),
)  # fmt: skip
def test_a_hostile_server_runs_and_shows_nothing(
    served: Running, host: Host, visit: Any, kind: str, body: str
) -> None:
    host.answer("/api/v1/ask", kind, body)
    page = visit(host.page("evil", *element(served, f'api="{host.url}"')))
    card = ask(page)
    assert "failed on our side" in card.inner_text()
    assert "a" * 200 not in card.inner_text()
    assert card.locator("a[href='https://findahelpline.com']").is_visible()
    assert page.evaluate("window.pwned") is None


def test_markup_in_an_answer_stays_text(served: Running, host: Host, visit: Any) -> None:
    line = {**LINE, "name": EVIL, "dial": "javascript:alert(1)", "website": "javascript:alert(1)"}
    reply = {**REPLY, "text": EVIL, "helplines": [line], "suggestions": [EVIL],
             "mode": "crisis"}  # fmt: skip
    host.answer("/api/v1/ask", "application/json", json.dumps(reply))
    page = visit(host.page("markup", *element(served, f'api="{host.url}"')))
    card = ask(page)
    assert EVIL in card.inner_text()
    assert card.locator("img").count() == 0
    assert card.locator("a[href^=javascript]").count() == 0
    assert page.evaluate("window.pwned") is None


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
    inside.locator(".kw-card").first.wait_for()
    assert inside.locator("blockquote").count() > 0
    assert inside.locator("a[href='tel:109']").first.is_visible()
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
    sync_api.expect(code).to_contain_text('country="KR"')
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
