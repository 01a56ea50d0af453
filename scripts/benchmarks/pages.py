"""What a page costs its reader: when it is painted, how many bytes and requests, and whose."""

from __future__ import annotations

import shutil
from typing import Any
from urllib.parse import urlsplit

from benchmarks.contestant import Figures, middle
from benchmarks.site import served

__all__ = ["PAGES", "measure", "table"]

PAGES = {
    "chat": "/?lang=en&country=US", "reading page": "/read/claim-chans-room-trailed-off",
    "list of documents": "/read/", "frame": "/embed?lang=en&country=US", "helplines": "/help",
}  # fmt: skip
GRADIO = ("/assets/", "/static/fonts/", "/static/img/", "/static/js/", "/theme.css", "/config",
          "/gradio_api/", "/svelte/")  # fmt: skip
"""Where what Gradio's page asks for lies; our own files lie under ``/static/kwell/``."""
# W3C Largest Contentful Paint and Paint Timing; noted from the first moment on.
_PAINTS = """
window.paints = {lcp: 0, fcp: 0};
new PerformanceObserver(list => list.getEntries().forEach(one => {
  paints.lcp = one.startTime; })).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(one => {
  if (one.name === 'first-contentful-paint') paints.fcp = one.startTime;
})).observe({type: 'paint', buffered: true});
"""
_HELP = "a[href^='tel:'], a[href='https://findahelpline.com']"


class _Traffic:
    """Bytes as they came over the wire, headers included (CDP, Network.loadingFinished)."""

    def __init__(self, page: Any) -> None:
        self.session = page.context.new_cdp_session(page)
        self.paths: dict[str, str] = {}
        self.bytes: dict[str, int] = {"ours": 0, "gradio": 0}
        self.requests = 0
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.loadingFinished", self._done)
        self.session.send("Network.enable")

    def _sent(self, told: dict[str, Any]) -> None:
        self.paths[told["requestId"]] = urlsplit(told["request"]["url"]).path
        self.requests += not told["request"]["url"].startswith(("data:", "blob:"))

    def _done(self, told: dict[str, Any]) -> None:
        path = self.paths.get(told["requestId"], "")
        owner = "gradio" if path.startswith(GRADIO) else "ours"
        self.bytes[owner] += int(told["encodedDataLength"])


def _visit(context: Any, url: str, chat: bool) -> Figures:
    page = context.new_page()
    page.add_init_script(_PAINTS)
    traffic = _Traffic(page)
    page.goto(url, timeout=120_000)
    page.locator(_HELP).first.wait_for()
    if chat:
        page.wait_for_selector("body.kw-ready", timeout=120_000)
    page.wait_for_load_state("networkidle", timeout=120_000)
    page.wait_for_timeout(500)
    painted = page.evaluate("paints")
    page.close()
    kb = {owner: count / 1000 for owner, count in traffic.bytes.items()}
    return {"lcp_ms": painted["lcp"], "fcp_ms": painted["fcp"], "requests": traffic.requests,
            "kb": sum(kb.values()), "ours_kb": kb["ours"], "gradio_kb": kb["gradio"]}  # fmt: skip


def measure(rounds: int) -> dict[str, Any]:
    """Each page visited ``rounds`` times by a browser that was never there, and once more by the
    same browser; medians with quarters. The first round of all warms the server and is left out."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        raise SystemExit("no chromium found; install one, for example: apt-get install chromium")
    new: dict[str, list[Figures]] = {name: [] for name in PAGES}
    again: dict[str, list[Figures]] = {name: [] for name in PAGES}
    with served() as (site, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(rounds + 1):
            for name, path in PAGES.items():
                # Without a service worker, which would fetch helplines beside what is measured.
                context = browser.new_context(locale="en-US", service_workers="block")
                for rows in (new, again):
                    rows[name].append(_visit(context, site + path, name == "chat"))
                context.close()
        browser.close()
    return {name: {"new": middle(new[name][1:]), "again": middle(again[name][1:])}
            for name in PAGES}  # fmt: skip


def table(found: dict[str, Any]) -> str:
    """Markdown of ``measure``."""
    lines = [
        "| page | visit | LCP ms | first paint ms | kB | ours | Gradio's | requests |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for page, visits in found.items():
        for visit, one in visits.items():
            low, high = one["lcp_ms_quarters"]
            lines.append(
                f"| {page} | {visit} | {one['lcp_ms']:.0f} ({low:.0f} to {high:.0f}) "
                f"| {one['fcp_ms']:.0f} | {one['kb']:.0f} | {one['ours_kb']:.0f} "
                f"| {one['gradio_kb']:.0f} | {one['requests']:.0f} |"
            )
    return "\n".join(lines)
