"""Document → passages of one section each; the only user of langchain-text-splitters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from kwell_qa.records import Document, Passage

__all__ = ["CHUNK_TOKENS", "heading_line", "recipe", "split"]

CHUNK_TOKENS = 160
"""Tokens of the embedding model in a passage, with room left for title and heading."""

# Paragraphs, lines, sentence ends of Latin and CJK scripts, words, and as a last resort
# characters. As regular expressions that match the separator itself, so that nothing of the
# text is lost between two pieces and offsets are sums of lengths.
_SEPARATORS = [r"\n\n", r"\n", r"(?<=[.!?…])\s+", r"(?<=[。！？])", r"\s+", ""]


@cache
def _rules() -> str:
    """A short digest of this file: an index cut by other rules is made anew."""
    source = Path(__file__).read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(source).hexdigest()[:16]


def recipe() -> dict[str, object]:
    """What decides where passages are cut, for the manifest."""
    return {
        "rules": _rules(),
        "splitter": "RecursiveCharacterTextSplitter",
        "library": f"langchain-text-splitters {version('langchain-text-splitters')}",
        "chunk_tokens": CHUNK_TOKENS,
        "overlap_tokens": 0,
    }


def heading_line(document: Document, section: int) -> str:
    """What is embedded before a passage: the title, and the heading where there is one."""
    heading = document.sections[section].heading
    return f"{document.title}. {heading}." if heading else f"{document.title}."


def split(
    document: Document, count_tokens: Callable[[str], int], max_tokens: int = CHUNK_TOKENS
) -> list[Passage]:
    """Passages of ``document`` in reading order, each within one section.

    ``document.text[p.start:p.end]`` is the passage, without outer white space; together they
    hold every character of the sections that is not white space or heading.

    ``max_tokens`` is lowered so that heading line and passage fit the model together.
    """
    # Half a second to import, which only builders need.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    passages: list[Passage] = []
    for number, section in enumerate(document.sections):
        start = section.start + len(section.heading or "")
        body = document.text[start : section.end]
        if not body.strip():
            continue
        splitter = RecursiveCharacterTextSplitter(
            separators=_SEPARATORS, is_separator_regex=True, keep_separator="end",
            strip_whitespace=False, chunk_size=max(16, max_tokens), chunk_overlap=0,
            length_function=count_tokens,
        )  # fmt: skip
        # The library's own start_index is wrong for token lengths and for repeated text;
        # since no character is dropped, offsets are sums of lengths.
        cursor = start
        for piece in splitter.split_text(body):
            left = document.text.index(piece, cursor)
            if document.text[cursor:left].strip():
                raise AssertionError(f"{document.id}: the splitter lost text before {left}")
            cursor = left + len(piece)
            stripped = piece.strip()
            if stripped:
                lead = left + len(piece) - len(piece.lstrip())
                passages.append(Passage(document.id, number, lead, lead + len(stripped)))
        if document.text[cursor : section.end].strip():
            raise AssertionError(f"{document.id}: the splitter lost text after {cursor}")
    return passages
