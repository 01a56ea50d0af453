"""A school's site at an origin of its own, a server that lets it embed, and a browser between."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from browser_fixtures import still, sync_api
from kwell_qa.settings import Settings
from kwell_qa.web.widget import script
from web_fixtures import QUESTION, Running, running, wait_ready

Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe


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
    # They come apart; until then the help that needs no server shows, which calls nobody.
    page.wait_for_selector("kwell-chat .help a.call", state="attached")
    return page


def noted(page: Any, *words: str) -> None:
    """Wait for a note of the browser's console with these words; some come after the page."""
    until = time.monotonic() + 30
    while not any(all(word in note for word in words) for note in page.notes):
        assert time.monotonic() < until, f"{words} not in {page.notes}"
        page.wait_for_timeout(50)


def ask(page: Any, question: str = QUESTION) -> Any:
    before = page.locator("kwell-chat .asked + .card:not(.fallback)").count()
    page.locator("kwell-chat textarea").fill(question)
    page.locator("kwell-chat textarea").press("Enter")
    cards = page.locator("kwell-chat .asked + .card:not(.fallback)")
    sync_api.expect(cards).to_have_count(before + 1, timeout=60_000)
    return cards.last


def violations(page: Any, part: str | None = None) -> list[str]:
    still(page)  # a card that is still arriving is half transparent
    found = Axe().run(page, part, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {[node['html'][:90] for node in one['nodes']]}" for one in found]
