"""The code an embedder copies: made in one place, escaped by the standard library's own quoting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from kwell_qa.web.appearance import Theme
from kwell_qa.web.widget import Script

__all__ = ["Snippet", "Wish", "snippets"]

HEIGHT = 640
"""Pixels of the frame; what is longer scrolls inside."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the embedder chose; empty is the default of element and frame."""

    lang: str = ""
    country: str = ""
    topic: str = ""
    starters: Sequence[str] = field(default_factory=tuple)
    theme: Theme = "auto"
    accent: str = ""
    launcher: bool = False

    def attributes(self) -> dict[str, str]:
        """As the element has them."""
        named = {
            "lang": self.lang, "country": self.country, "topic": self.topic,
            "starters": "|".join(one.replace("|", " ") for one in self.starters),
            "theme": "" if self.theme == "auto" else self.theme, "accent": self.accent,
        }  # fmt: skip
        return {name: value for name, value in named.items() if value}

    def query(self) -> str:
        """As the frame has them; own starters are the element's only."""
        named = {**self.attributes(), "accent": self.accent.removeprefix("#")}
        named.pop("starters", None)
        return urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code for one kind of site; ``paste`` says in its own words where it goes."""

    name: str
    paste: str
    code: str


def _element(home: str, script: Script, wish: Wish, label: str) -> str:
    attributes = "".join(f' {name}="{escape(v)}"' for name, v in wish.attributes().items())
    if wish.launcher:
        attributes += " launcher"
    link = f"{home}/embed" + (f"?{wish.query()}" if wish.query() else "")
    return (
        f'<script src="{escape(home + script.path)}"\n'
        f'  integrity="{script.integrity}" crossorigin="anonymous" defer></script>\n'
        f'<kwell-chat{attributes}><a href="{escape(link)}">{escape(label)}</a></kwell-chat>'
    )


def _frame(home: str, wish: Wish, title: str, sandbox: str | None) -> str:
    address = f"{home}/embed" + (f"?{wish.query()}" if wish.query() else "")
    boxed = "" if sandbox is None else f' sandbox="{sandbox}"'
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}"\n'
        f'  width="100%" height="{HEIGHT}" style="border:0"{boxed} loading="lazy"\n'
        f'  referrerpolicy="no-referrer"></iframe>'
    )


def snippets(home: str, script: Script, wish: Wish, title: str, label: str) -> tuple[Snippet, ...]:
    """Code for each kind of site. ``home`` is this server's address without a slash at its end;
    ``label`` the text of the link to helplines that stands where no script runs."""
    element = _element(home, script, wish, label)
    boxed = _frame(home, wish, title, "allow-scripts allow-popups allow-forms")
    # Some editors strike out attributes that they do not know; without them all still works.
    plain = _frame(home, wish, title, None)
    address = f"{home}/embed" + (f"?{wish.query()}" if wish.query() else "")
    return (
        Snippet("HTML", "<body> …", element),
        Snippet("iframe", "<body> …", boxed),
        Snippet("WordPress", "+ → Custom HTML", boxed),
        Snippet("Moodle", "Text and media area → Tools → Source code", plain),
        Snippet("Canvas", "Pages → Edit → </>", plain),
        Snippet("Google Sites", "Insert → Embed → By URL", address),
        Snippet("Notion", "/embed", address),
    )
