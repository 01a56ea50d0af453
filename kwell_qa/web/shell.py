"""Around Gradio: helplines in the very first bytes of ``/``, and no more of it than is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kwell_qa.web.errors import problem, visitor_of
from kwell_qa.web.rendering import help_panel, render
from kwell_qa.web.site import Site
from kwell_qa.web.words import Words

__all__ = ["Shell", "language_choices"]

# Gradio also serves uploads, files, a proxy, a login and more; a site that needs none of them
# is safer without. tests/test_browser.py tells when a new release needs another.
_ALLOWED = re.compile(
    r"/(?:config/?|theme\.css|manifest\.json|robots\.txt|(?:static|assets|svelte)/.+"
    r"|gradio_api/(?:run/[\w.]+/?|queue/(?:join|data)/?|heartbeat/[\w-]+|startup-events/?|info/?"
    r"|reset/?|cancel/?|app_id/?))?"
)
# Gradio's page needs inline scripts and compiles templates; all of it stays on this origin.
CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
_FOREIGN_META = re.compile(r"<meta\s[^>]*(?:og:|twitter:)[^>]*>", re.S)
_HEAD = (
    '<meta name="color-scheme" content="light dark">'
    '<link rel="icon" href="./static/kwell/icon.svg" type="image/svg+xml">'
    '<link rel="stylesheet" href="./static/kwell/kwell.css">'
    '<link rel="stylesheet" href="./static/kwell/chat.css">'
    '<link rel="stylesheet" href="./static/kwell/care.css">'
    '<script src="./static/kwell/exit.js"></script>'
    '<script src="./static/kwell/zone.js"></script>'
    '<script src="./static/kwell/chat.js"></script>'
)


def language_choices(site: Site) -> list[tuple[str, str]]:
    """The languages that are offered, each by its own name."""
    return [
        (code, Words(site.texts, code)("language")) for code in site.texts.texts
    ]


class Shell:
    """Passes Gradio's requests on, and adds our part to its page."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if not _ALLOWED.fullmatch(path):
            await problem(self.site, scope, 404)(scope, receive, send)
        elif path != "/":
            await self.app(scope, receive, _with_headers(send))
        else:
            # The page is changed on its way, so it must come unpacked.
            headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            page = _Page(send, lambda html: self.page(html, scope))
            await self.app({**scope, "headers": headers}, receive, page.send)

    def page(self, html: str, scope: Scope) -> str:
        """Gradio's page with the static help in its body."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        visitor = visitor_of(scope)
        words = self.site.words(query.get("lang", [None])[0], visitor)
        country = query.get("country", [None])[0]
        choice = self.site.choice(country, visitor, words.lang, "url")
        shell = render(
            "shell.html", words,
            panel=help_panel(choice, words), intro=render("intro.html", words),
            country=choice.country, languages=language_choices(self.site),
            countries=sorted(
                ((code, words.country(code)) for code in self.site.helplines.countries()),
                key=lambda pair: pair[1],
            ),
        )  # fmt: skip
        # As plain text, or "+" would escape what it is joined with.
        inserted = str(render("exit.html", words)) + str(shell)
        html = _FOREIGN_META.sub("", html)
        html = html.replace('lang="en"', f'lang="{words.lang}"', 1)
        html = html.replace("</head>", _HEAD + "</head>", 1)
        title = render("title.html", words)
        html = html.replace("<head>", f"<head>{title}", 1)
        return re.sub(r"<body[^>]*>", lambda body: body.group() + inserted, html, count=1)


class _Page:
    """Collects one HTML response, changes it, and sends it on."""

    def __init__(self, send: Send, change: Callable[[str], str]) -> None:
        self._send, self._change = send, change
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body") or self._start is None:
            return
        headers = MutableHeaders(scope=self._start)
        if headers.get("content-type", "").startswith("text/html"):
            self._body = self._change(self._body.decode("utf-8")).encode()
            headers["content-length"] = str(len(self._body))
            headers["vary"] = "Accept-Language"
            headers["cache-control"] = "no-store"
        headers["content-security-policy"] = CSP
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})


def _with_headers(send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["content-security-policy"] = CSP
        await send(message)

    return wrapped
