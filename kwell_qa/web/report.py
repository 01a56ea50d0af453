"""What a build tells of itself as one page that needs nothing beside it."""

from __future__ import annotations

from datetime import UTC, datetime

from kwell_qa.reports import Report, in_bytes, reasons
from kwell_qa.texts import load as load_texts
from kwell_qa.web.rendering import render
from kwell_qa.web.words import Words

__all__ = ["build_page"]


def build_page(
    report: Report, dry_run: bool = False, standing: str = "the published index is unchanged"
) -> str:
    """The report as HTML, in English, without scripts and without any other file.

    ``standing`` tells what is published where the build published nothing.
    """
    counts = {
        "documents": report.documents, "passages": report.passages,
        "sentences": report.sentences, "questions that sections answer": report.asks,
        "different words": report.words, "tokens in passages": report.tokens,
        "texts embedded now": report.embedded, "vectors used again": report.reused,
    }  # fmt: skip
    errors = [finding for finding in report.findings if finding.severity == "error"]
    return str(
        render(
            "build_report.html", Words(load_texts(), "en"), report=report, counts=counts,
            state=_state(report, dry_run, standing), errors=errors, skipped=reasons(report),
            warnings=[finding for finding in report.findings if finding not in errors],
            sizes={name: (size, in_bytes(size)) for name, size in report.bytes.items()},
            total=in_bytes(sum(report.bytes.values())),
            now=datetime.now(UTC).isoformat(" ", timespec="minutes").replace("+00:00", " UTC"),
        )
    )


def _state(report: Report, dry_run: bool, standing: str) -> str:
    if report.published:
        return "Published"
    if dry_run:
        return "Dry run: nothing was written"
    if report.bytes:
        return "Made beside the published version, which is unchanged"
    return f"Not published: {standing}"
