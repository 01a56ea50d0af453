"""What a build tells: on the terminal, and as one page that needs nothing beside it."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import ROOT
from fake_embedder import FakeEmbedder
from kwell_qa import building, bundle, linting, reports
from kwell_qa.errors import Finding
from kwell_qa.web.report import build_page

sys.path.insert(0, str(ROOT / "scripts"))

import build_index


def built(corpus: Path, index: Path) -> reports.Report:
    return building.build(corpus, index, FakeEmbedder, check=linting.check)


def test_a_build_tells_all_that_it_did(tiny_corpus: Path, tmp_path: Path) -> None:
    (tiny_corpus / "scan.pdf").write_bytes(b"%PDF-1.4 cut short")
    walks = tiny_corpus / "walks.md"
    walks.write_text(walks.read_text().replace("reviewed: 2026-11-22", "reviewed: 2025-01-31"))
    report = built(tiny_corpus, tmp_path / "index")
    assert report.published
    assert (report.languages, report.evidence) == ({"en": 2}, {"news": 2, "official": 2})
    assert report.stale_reviews == ("walks.md",)
    assert report.tokens > report.passages > 0
    folder = tmp_path / "index" / str(report.version)
    sizes = {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert sizes == set(report.bytes)
    assert min(report.bytes.values()) > 0
    assert set(report.seconds_by_step) == {
        "checking", "reading", "embedding", "writing", "publishing",
    }  # fmt: skip
    text = "\n".join(reports.in_lines(report))
    assert text.startswith("published: 2 documents, ")
    assert "languages  en 2\n" in text
    assert "evidence   news 2, official 2\n" in text
    kinds = ", ".join(f"{family} flat" for family in bundle.FAMILIES)
    assert f"search     {kinds}\n" in text
    assert "reviewed over a year ago: walks.md" in text
    skipped = re.search(r"skipped: scan\.pdf: (.+)", text)
    assert skipped
    assert skipped.group(1) == reports.reasons(report)["scan.pdf"]

    page = build_page(report)
    for words in ("scan.pdf", "walks.md", str(report.version), "Published", "texts.sqlite"):
        assert words in page
    assert skipped.group(1).split(";")[0][:20] in page


class _Outside(HTMLParser):
    """Everything on a page that would run, or be fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ("script", "link", "img", "iframe", "object") else []
        self.found += [name for name, _ in attrs if name in ("src", "href") or name[:2] == "on"]


def test_the_page_holds_texts_as_text_and_needs_nothing_else() -> None:
    hostile = "</style><script>alert(1)</script>"
    report = reports.Report(
        False, None, skipped=(f"{hostile}.md",), stale_reviews=(hostile,),
        languages={hostile: 1},
        findings=(Finding(Path("a.md"), 3, "footnote", hostile, "mend it"),),
    )  # fmt: skip
    page = build_page(report)
    outside = _Outside()
    outside.feed(page)
    assert outside.found == []
    assert page.count("&lt;script&gt;alert(1)") == 4
    assert "Not published: the published index is unchanged" in page
    assert "Dry run" in build_page(report, dry_run=True)
    assert "Not published: nothing there" in build_page(report, standing="nothing there")
    made = build_page(replace(report, bytes={"words.txt": 5}, version="0123"))
    assert "Made beside the published version" in made
    # Well-formed, so that nothing is left open.
    ET.fromstring(re.sub(r"<!doctype html>|<meta [^>]*>", "", page))


def test_a_dry_run_tells_what_would_be(tiny_corpus: Path, tmp_path: Path) -> None:
    def lines() -> list[str]:
        made = building.build(
            tiny_corpus, tmp_path / "index", FakeEmbedder, dry_run=True, check=linting.check
        )
        return reports.in_lines(made, dry_run=True)

    assert lines()[0].startswith("dry run, would be published: 2 documents, ")
    walks = tiny_corpus / "walks.md"
    walks.write_text(walks.read_text().replace("kind: article", "kind: poem"))
    assert lines()[0].startswith("dry run, would not be published: ")


def test_sizes_are_told_as_people_read_them() -> None:
    told = [reports.in_bytes(size) for size in (0, 999, 1000, 1_449_999, 2_000_000_000)]
    assert told == ["0 bytes", "999 bytes", "1.0 kB", "1.4 MB", "2.0 GB"]


def test_progress_without_a_terminal_tells_rate_and_time_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = 0.0
    lines = build_index._Lines(lambda: now)
    for second in range(0, 101):
        now = float(second)
        lines.show("embedding", 4 * second, 1000)
    now = 250.0
    lines.show("embedding", 1000, 1000)
    lines.show("writing", 0, 4)
    assert capsys.readouterr().out.splitlines() == [
        "embedding: 0 of 1000",
        "embedding: 120 of 1000, 4.0 a second, 4 min left",
        "embedding: 240 of 1000, 4.0 a second, 3 min left",
        "embedding: 360 of 1000, 4.0 a second, 3 min left",
        "embedding: 1000 of 1000, 4.0 a second",
        "writing: 0 of 4",
    ]
    # One document, and what came before the first, tell nothing of how long the rest will take.
    lines.show("reading", 0, 139)
    now = 290.0
    for done in (1, 139, 139):
        lines.show("reading", done, 139)
    assert capsys.readouterr().out.splitlines() == [
        "reading: 0 of 139", "reading: 1 of 139", "reading: 139 of 139, 3.5 a second",
    ]  # fmt: skip
    assert [build_index._duration(seconds) for seconds in (50, 600, 9000)] == [
        "50 s", "10 min", "2.5 h",
    ]  # fmt: skip


def test_a_terminal_gets_a_bar_with_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_index.sys.stderr, "isatty", lambda: True, raising=False)
    show = build_index._progress_bar(False)
    show("embedding", 0, 10)
    show("embedding", 1, 10)
    unsure = capsys.readouterr().err
    assert "0/10 [00:00]" in unsure
    assert "<" not in unsure
    show("embedding", 10, 10)
    assert re.search(r"embedding: 100%.*10/10 \[\d\d:\d\d<\d\d:\d\d, ", capsys.readouterr().err)
