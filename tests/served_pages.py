"""What a served page holds, read as a browser reads it."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """Tags, attributes and texts of a page, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag in set(self.inside):
            self.texts.setdefault(tag, []).append(data)

    def text(self, tag: str) -> str:
        return "".join(self.texts.get(tag, ()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def foreign(html: str) -> list[str]:
    """Addresses of other sites that a browser would load without being asked."""
    wanted = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src"}
    found = []
    for tag, attributes in Page(html).tags:
        address = attributes.get(wanted.get(tag, ""), "") or ""
        canonical = attributes.get("rel") == "canonical"
        if address.startswith(("http:", "https:", "//")) and not canonical:
            found.append(address)
    return found
