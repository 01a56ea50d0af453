"""What the browser tests share: a headless Chromium a file, and a visitor who notes all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from web_fixtures import Running

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which(
    "google-chrome"
)  # fmt: skip
if not CHROMIUM:
    pytest.skip("no Chromium on this machine", allow_module_level=True)
# Five seconds, Playwright's own, are few on a machine that runs other tests beside a browser.
sync_api.expect.set_options(timeout=30_000)
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update",
        "--disable-sync"]  # fmt: skip


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


def still(page: Any) -> None:
    """Wait until nothing on the page fades in and nothing scrolls."""
    page.evaluate(
        """async () => {
          await Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)));
          let at = NaN;
          for (let same = 0; same < 15; same += 1) {
            if (at !== scrollY) [at, same] = [scrollY, 0];
            await new Promise(requestAnimationFrame);
          }
        }"""
    )


@pytest.fixture
def visit(chromium: Any, small: Running) -> Iterator[Any]:
    made: list[Visit] = []

    def new(**options: Any) -> Visit:
        made.append(Visit(chromium, small.url, small.site, **options))
        return made[-1]

    yield new
    for one in made:
        one.context.close()
