"""What sites keep of the HTML that people write into them, as allow-lists for one sanitiser.

Each list was written down from the site's own source, named beside it. The real filters were run
on the same snippets once, by hand: docs/embedding.md tells which, and that they agreed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import nh3

_LINES = (
    "a b blockquote br code div em h1 h2 h3 i img li ol p pre span strong table td tr ul"
).split()
_EVERY = {"class", "dir", "id", "lang", "style", "title", "role", "aria-label"}


@dataclass(frozen=True)
class Rules:
    """A filter: elements it keeps, and their attributes; ``*`` stands for every element."""

    source: str
    elements: frozenset[str]
    attributes: dict[str, set[str]]
    schemes: frozenset[str]
    afterwards: Callable[[str], str] = field(default=lambda html: html)

    def clean(self, html: str) -> str:
        """What is left of ``html``."""
        return self.afterwards(nh3.clean(
            html, tags=set(self.elements), attributes=self.attributes, link_rel=None,
            url_schemes=set(self.schemes), generic_attribute_prefixes={"data-"},
        ))  # fmt: skip


def _sandboxed(html: str) -> str:
    """TinyMCE from 7.0 on, as it comes: ``sandbox_iframes`` (GHSA-438c-3975-5x3f)."""
    return html.replace("<iframe ", '<iframe sandbox="" ')


_FRAME = {"src", "width", "height", "name", "align", "frameborder", "scrolling"}
RULES = {
    # Authors and contributors, and all but super admins of a network: no `unfiltered_html`.
    "WordPress": Rules(
        "WordPress 7.0, wp-includes/kses.php, $allowedposttags",
        frozenset(_LINES),
        {"*": _EVERY, "a": {"href", "rel", "rev", "name", "target", "download"},
         "p": {"align"}},
        frozenset({"http", "https", "mailto", "tel", "sms", "ftp"}),
    ),
    # Whoever is not trusted. Texts of courses are: they are shown as they were written (`noclean`).
    "Moodle": Rules(
        "Moodle, lib/weblib.php, purify_html: HTML Purifier, XHTML 1.0 Transitional",
        frozenset(_LINES),
        {"*": _EVERY - {"id", "role", "aria-label"}, "a": {"href", "name", "target", "rel"},
         "p": {"align"}},
        frozenset({"http", "https", "mailto", "ftp"}),
    ),
    "Canvas": Rules(
        "Canvas LMS, gems/canvas_sanitize/lib/canvas_sanitize/canvas_sanitize.rb, SANITIZE",
        frozenset([*_LINES, "iframe"]),
        {"*": _EVERY, "a": {"href", "target", "name"},
         "iframe": _FRAME | {"allow", "sandbox", "loading", "allowfullscreen"}},
        frozenset({"http", "https", "mailto", "tel", "ftp"}),
    ),
    # Editors of many sites, Moodle's among them, unless their makers switch it off.
    "TinyMCE": Rules(
        "TinyMCE 7.0, sandbox_iframes and the schema of HTML 5",
        frozenset([*_LINES, "iframe"]),
        {"*": _EVERY, "a": {"href", "target", "name", "rel"},
         "iframe": _FRAME | {"allow", "loading", "allowfullscreen", "referrerpolicy"}},
        frozenset({"http", "https", "mailto", "tel", "ftp"}),
        afterwards=_sandboxed,
    ),
}  # fmt: skip
