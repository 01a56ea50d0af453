"""Text out of files that nobody prepared: HTML (trafilatura) and PDF (pypdf)."""

from __future__ import annotations

import logging
from pathlib import Path

from kwell_qa.errors import Unreadable

__all__ = ["html_markdown", "pdf_text"]


def html_markdown(source: str) -> tuple[str | None, str]:
    """Title and main text, as Markdown, of a web page, without menus and adverts.

    Raises:
        Unreadable: the page holds no text.
    """
    # Slow to import, and wanted only where a folder holds web pages.
    import trafilatura

    markdown = trafilatura.extract(
        source, output_format="markdown", include_comments=False, include_links=False,
        include_tables=False, include_images=False, include_formatting=True,
    )  # fmt: skip
    if not markdown or not markdown.strip():
        raise Unreadable("no text found in the page", "save the article's text as .txt or .md", 1)
    metadata = trafilatura.extract_metadata(source)
    return (metadata.title if metadata and metadata.title else None), markdown


def pdf_text(path: Path) -> str:
    """The text of a PDF, its lines joined into paragraphs.

    Raises:
        Unreadable: it is no PDF, is locked, or holds only pictures.
    """
    from pypdf import PdfReader

    # pypdf tells of every small flaw it works around; only failure concerns the builder.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = [page.extract_text() or "" for page in PdfReader(path).pages]
    except Exception as error:
        # pypdf raises many kinds on damaged files; for us they all mean the same.
        raise Unreadable(f"not a readable PDF ({error})", "save its text as .txt") from None
    text = "\n".join(_join_lines(page) for page in pages)
    if not text.strip():
        raise Unreadable("the PDF holds no text, only pictures", "save its text as .txt")
    return text


def _join_lines(page: str) -> str:
    """Paragraphs of a page, one a line: lines are joined unless a sentence ends short."""
    lines = [" ".join(line.split()) for line in page.splitlines()]
    full = max((len(line) for line in lines), default=0) * 0.75
    out: list[str] = []
    fresh = True
    for line in lines:
        if not line:
            fresh = True
        elif fresh or not out:
            out.append(line)
            fresh = len(line) < full
        else:
            joined = out[-1][:-1] + line if out[-1].endswith("-") else f"{out[-1]} {line}"
            out[-1] = joined
            fresh = len(line) < full
    return "\n".join(out)
