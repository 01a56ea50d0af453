"""Markdown → blocks of plain text with line numbers; the only user of markdown-it-py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from markdown_it import MarkdownIt

__all__ = ["Block", "blocks_of_markdown", "blocks_of_text"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or list item; ``line`` counts from 1 in the parsed text."""

    kind: Literal["heading", "paragraph", "item"]
    text: str
    line: int
    level: int = 0


def _plain(children: Iterable[Any]) -> str:
    parts: list[str] = []
    for token in children:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(token.content)
    return " ".join("".join(parts).split())


def blocks_of_markdown(source: str) -> list[Block]:
    """Headings, paragraphs and list items of CommonMark text, in order, as plain text.

    HTML and tables carry no prose that could be quoted, and are left out.
    """
    blocks: list[Block] = []
    depth = 0
    level = 0
    for token in MarkdownIt("commonmark", {"html": True}).parse(source):
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "inline":
            text = _plain(token.children or ())
            if text:
                line = (token.map or [0])[0] + 1
                kind = "heading" if level else "item" if depth else "paragraph"
                blocks.append(Block(kind, text, line, level))  # type: ignore[arg-type]
    return blocks


_ENDS = (".", "!", "?", "…", "。", "！", "？", ":", ";", ",", '"', "”", "'", "’", ")")
_BULLETS = ("- ", "* ", "• ", "– ")


def blocks_of_text(source: str) -> list[Block]:
    """Blocks of plain text, a line each; a short line without a stop is a heading."""
    blocks: list[Block] = []
    for number, raw in enumerate(source.splitlines(), start=1):
        line = " ".join(raw.split())
        if not any(character.isalnum() for character in line):
            continue
        bullet = line.startswith(_BULLETS)
        if bullet:
            line = line[2:].strip()
        if bullet:
            blocks.append(Block("item", line, number))
        elif len(line) <= 100 and not line.endswith(_ENDS):
            blocks.append(Block("heading", line, number, level=2))
        else:
            blocks.append(Block("paragraph", line, number))
    return blocks
