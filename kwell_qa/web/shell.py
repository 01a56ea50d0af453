"""Around Gradio: helplines in the very first bytes of ``/``, and no more of it than is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

from markupsafe import Markup
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from kwell_qa.countries import said
from kwell_qa.web.errors import problem, visitor_of
from kwell_qa.web.layer import Layer
from kwell_qa.web.parts import dressed
from kwell_qa.web.policies import EMBED
from kwell_qa.web.rendering import render

__all__ = ["Shell"]

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
_VIEWPORT = re.compile(r"<meta\s+name=\"viewport\"[^>]*>", re.S)
_STYLES = re.compile(r"<link rel=\"stylesheet\"[^>]*/assets/[^>]*>")
_APP = re.compile(r"<gradio-app.*?</gradio-app>", re.S)
_HEAD = (
    # The page grows smaller with the keyboard of a phone, so that the question stays above it.
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, '
    'interactive-widget=resizes-content">'
    '<link rel="manifest" href="./static/kwell/app.webmanifest">'
    '<meta name="theme-color" content="#8a3358">'
    '<meta name="color-scheme" content="light dark">'
    '<link rel="icon" href="./static/kwell/icon.svg" type="image/svg+xml">'
    '<link rel="stylesheet" href="./static/kwell/kwell.css">'
    '<link rel="stylesheet" href="./static/kwell/chat.css">'
    '<link rel="stylesheet" href="./static/kwell/care.css">'
    '<script src="./static/kwell/exit.js" defer></script>'
    '<script src="./static/kwell/top.js" defer></script>'
    '<script src="./static/kwell/zone.js" defer></script>'
    '<script src="./static/kwell/device.js"></script>'
    # At once: a starter that is pressed before Gradio is there is asked when it is.
    '<script src="./static/kwell/waiting.js"></script>'
    '<script src="./static/kwell/chat.js"></script>'
)


class Shell(Layer):
    """Passes Gradio's requests on, and adds our part to its page."""

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
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
        """Gradio's page with ours around it: all but the question field stands without Gradio."""
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        visitor = visitor_of(scope)
        words = self.site.words(query.get("lang", [None])[0], visitor)
        country = said(query.get("country", [None])[0])
        choice = self.site.choice(country, visitor, words.lang, "url")
        parts = dressed(self.site, words, choice)
        # Every part was set by a template, and Gradio's element is Gradio's.
        found = _APP.search(html)
        shell = render(
            "shell.html", words, parts={name: Markup(part) for name, part in parts.items()},
            # Gradio's styles come after ours: nothing of ours waits for them to be seen.
            app=Markup("".join(_STYLES.findall(html)) + (found.group() if found else "")),
            chosen_lang="lang" in query, chosen_country=country,
            plainly=_plainly(words.lang if "lang" in query else None, country),
            feedback=self.site.settings.feedback_file is not None,
        )  # fmt: skip
        for gone in (_STYLES, _APP, _VIEWPORT, _FOREIGN_META):
            html = gone.sub("", html)
        theme = query.get("__theme", [""])[0]
        themed = f' data-theme="{theme}"' if theme in ("light", "dark") else ""
        html = html.replace(
            'lang="en"', f'lang="{words.lang}" dir="{words.dir}"{themed}', 1
        )
        html = html.replace('<link rel="manifest" href="/manifest.json" />', "")
        title = render("title.html", words)
        html = html.replace("<head>", f"<head>{title}{_HEAD}", 1)
        return re.sub(r"<body[^>]*>", lambda body: body.group() + str(shell), html, count=1)


def _plainly(lang: str | None, country: str | None) -> str:
    """The address that answers without JavaScript, with what was chosen."""
    chosen = {"lang": lang, "country": "none" if country == "" else country}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return EMBED + ("?" + query if query else "")


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
        _uninvite(headers)
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
            headers = MutableHeaders(scope=message)
            _uninvite(headers)
            headers["content-security-policy"] = CSP
        await send(message)

    return wrapped


def _uninvite(headers: MutableHeaders) -> None:
    """Take away what Gradio allows other sites: it lets every origin in, with credentials.

    Who may read what from where is a setting, and said by the layer around this one.
    """
    for name in [name for name in headers if name.startswith("access-control-")]:
        del headers[name]
