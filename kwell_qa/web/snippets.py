"""The code an embedder copies: made in one place, escaped by the standard library's own quoting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from kwell_qa.helplines import FLOOR
from kwell_qa.web.appearance import Theme
from kwell_qa.web.widget import Script

__all__ = ["Snippet", "Wish", "snippets"]

HEIGHT = 640
"""Pixels of the frame; what is longer scrolls inside."""
SANDBOX = (
    "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-forms "
    "allow-top-navigation-by-user-activation"
)
"""What the frame may do. Without the third, a helpline's own chat, opened from the frame, would
stand in the same sandbox and could not even sign in; without the last, "Leave this page" would
leave nothing."""


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


def _links(home: str, wish: Wish, label: str) -> str:
    """Ways to people for when nothing of ours is shown: our own page, and a directory that does
    not depend on us. Plain links are what every site's filter leaves in."""
    known = FLOOR[0]
    return (
        f'<a href="{escape(_address(home, wish))}">{escape(label)}</a> ·\n'
        f'  <a href="{escape(known.website or "")}">{escape(known.name)}</a>'
    )


def _address(home: str, wish: Wish) -> str:
    return f"{home}/embed" + (f"?{wish.query()}" if wish.query() else "")


def _element(home: str, script: Script, wish: Wish, label: str) -> str:
    attributes = "".join(f' {name}="{escape(v)}"' for name, v in wish.attributes().items())
    if wish.launcher:
        attributes += " launcher"
    return (
        f'<script src="{escape(home + script.path)}"\n'
        f'  integrity="{script.integrity}" crossorigin="anonymous" defer></script>\n'
        f"<kwell-chat{attributes}>{_links(home, wish, label)}</kwell-chat>"
    )


def _frame(home: str, wish: Wish, title: str, label: str, sandbox: str | None) -> str:
    boxed = "" if sandbox is None else f' sandbox="{sandbox}"'
    return (
        f'<iframe src="{escape(_address(home, wish))}" title="{escape(title)}"\n'
        f'  width="100%" height="{HEIGHT}" style="border:0"{boxed} loading="lazy"\n'
        f'  referrerpolicy="no-referrer"></iframe>\n'
        f"<p>{_links(home, wish, label)}</p>"
    )


def snippets(home: str, script: Script, wish: Wish, title: str, label: str) -> tuple[Snippet, ...]:
    """Code for each kind of site. ``home`` is this server's address without a slash at its end;
    ``label`` the text of the link to helplines that stands where nothing else of ours does."""
    element = _element(home, script, wish, label)
    boxed = _frame(home, wish, title, label, SANDBOX)
    # Some editors strike out attributes that they do not know; without them all still works.
    plain = _frame(home, wish, title, label, None)
    address = _address(home, wish)
    return (
        Snippet("HTML", "<body> …", element),
        Snippet("iframe", "<body> …", boxed),
        Snippet("WordPress", "+ → Custom HTML", boxed),
        Snippet("Moodle", "Text and media area → Tools → Source code", plain),
        Snippet("Canvas", "Pages → Edit → </>", plain),
        Snippet("Google Sites", "Insert → Embed → By URL", address),
        Snippet("Notion", "/embed", address),
    )
