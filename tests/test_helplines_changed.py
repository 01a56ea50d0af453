"""A helplines file that is changed while it is served: noticed, kept, or told of."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from conftest import ROOT
from fake_embedder import FakeEmbedder, build
from kwell_qa import linting
from kwell_qa.serving import HelplineFile
from kwell_qa.settings import Settings
from kwell_qa.web import site as sites
from scripts import build_index
from web_fixtures import PATIENCE, Running, _wait, running

TEXT = (ROOT / "corpus/helplines.yaml").read_text("utf-8")
OLD = "display: '109', dial: '109', short_code: true"
NEW = "display: '1588-9191', dial: '+8215889191'"
BROKEN = TEXT.replace(OLD, "display: '109', dial: '119', short_code: true")
"""Dials another number than people read."""


@dataclass
class Served:
    """A site without a model, and the file that it serves."""

    one: Running
    file: Path
    copy: Path

    def dial(self) -> str:
        """The first number of Korea, which a care reply must have as well."""
        while True:
            before, care = self.listed(), self.told()
            # The file may have been read anew between the two.
            if before == self.listed():
                assert care == before
                return before

    def listed(self) -> str:
        return self._first(self._get("/api/v1/helplines?country=KR"))

    def told(self) -> str:
        asked = {"question": "I want to die", "country": "KR"}
        care = httpx.post(self.one.url + "/api/v1/ask", json=asked, timeout=PATIENCE)
        return self._first(care.json())

    def ready(self) -> dict[str, Any]:
        return self._get("/readyz")

    def save(self, text: str) -> None:
        """As careful editors do: a look in the middle would find half a file, another fault."""
        made = self.file.with_suffix(".new")
        made.write_text(text, "utf-8")
        made.replace(self.file)

    def _get(self, path: str) -> dict[str, Any]:
        body: dict[str, Any] = httpx.get(self.one.url + path, timeout=PATIENCE).json()
        return body

    @staticmethod
    def _first(body: dict[str, Any]) -> str:
        return str(body["helplines"][0]["dial"])


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(sites, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(sites, "HELPLINES_SECONDS", 0.2)
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    index.mkdir()
    file = corpus / "helplines.yaml"
    file.write_text(TEXT, "utf-8")
    with running(Settings(corpus_dir=corpus, index_dir=index)) as one:
        _wait(lambda: one.site.now.phase == "failed", 60)
        yield Served(one, file, index / "helplines.yaml")


def test_a_corrected_number_is_served_without_a_new_start(served: Served) -> None:
    assert served.dial() == "tel:109"
    _wait(lambda: served.copy.is_file(), 20)
    assert served.copy.read_text("utf-8") == TEXT, "what is served first is kept, too"
    changed = TEXT.replace(OLD, NEW)
    served.save(changed)
    _wait(lambda: served.dial() == "tel:+8215889191", 20)
    assert served.ready()["helplines"] is True
    _wait(lambda: served.copy.read_text("utf-8") == changed, 20)


def test_a_broken_file_is_told_and_the_last_good_one_goes_on(served: Served) -> None:
    _wait(lambda: served.copy.is_file(), 20)
    line = TEXT.count("\n", 0, TEXT.index(OLD)) + 1
    other_faults = served.ready()["faults"]
    served.save(BROKEN)
    _wait(lambda: not served.ready()["helplines"], 20)
    told = served.ready()["faults"]
    assert f"{served.file}:{line}:" in told[0]
    assert "serving what was read before" in told[0]
    assert told[1:] == other_faults
    assert served.dial() == "tel:109"
    assert served.copy.read_text("utf-8") == TEXT
    # Another fault replaces it: a number of no country is found only by looking it up.
    served.save(TEXT.replace(OLD, "display: '1588-91', dial: '+82158891'"))
    _wait(lambda: "is no number of KR" in served.ready()["faults"][0], 20)
    assert len(served.ready()["faults"]) == len(told)
    served.file.unlink()
    _wait(lambda: "cannot be read" in served.ready()["faults"][0], 20)
    assert served.dial() == "tel:109"
    served.save(TEXT.replace(OLD, NEW))
    _wait(lambda: served.ready()["faults"] == other_faults, 20)
    assert served.ready()["helplines"] is True
    assert served.dial() == "tel:+8215889191"


def test_a_new_index_version_takes_no_fault_away(served: Served) -> None:
    served.save(BROKEN)
    _wait(lambda: not served.ready()["helplines"], 20)
    ours, before = served.ready()["faults"]
    assert str(served.file) in ours
    (served.copy.parent / "CURRENT").write_text("nothing\n", "utf-8")
    # Two faults before and after: that of the index is another one when the version was looked at.
    _wait(lambda: served.ready()["faults"][-1] != before, 20)
    told = served.ready()
    assert told["faults"][:-1] == [ours]
    assert told["helplines"] is False


def test_the_file_is_looked_at_now_and_then_and_read_when_it_changed(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []
    look = HelplineFile.look

    def noted(self: HelplineFile) -> bool:
        if self is served.one.site.file:  # other sites of this process look at theirs
            looks.append(time.monotonic())
        return look(self)

    monkeypatch.setattr(sites, "HELPLINES_SECONDS", 0.5)
    monkeypatch.setattr(HelplineFile, "look", noted)
    before = served.one.site.helplines
    _wait(lambda: len(looks) >= 4, 20)
    # The first look may have been due by the shorter time of before.
    assert all(later - sooner >= 0.5 for sooner, later in pairwise(looks[1:]))
    assert served.one.site.helplines is before


def test_pages_and_replies_change_at_once(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at where it could go wrong: the file was read, and is not served yet."""
    look, between = HelplineFile.look, []

    def noted(self: HelplineFile) -> bool:
        changed = look(self)
        if changed and self is served.one.site.file:
            ready = served.ready()
            told = any(str(served.file) in fault for fault in ready["faults"])
            between.append((served.listed(), served.told(), ready["helplines"], not told))
        return changed

    monkeypatch.setattr(HelplineFile, "look", noted)
    served.save(TEXT.replace(OLD, NEW))
    _wait(lambda: served.dial() == "tel:+8215889191", 20)
    served.save(BROKEN)
    _wait(lambda: not served.ready()["helplines"], 20)
    new = "tel:+8215889191"
    assert between == [("tel:109", "tel:109", True, True), (new, new, True, True)]


def test_a_copy_that_is_slow_to_write_keeps_nobody_waiting(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    _wait(lambda: served.copy.is_file(), 20)
    keep, begun, go = HelplineFile.keep, threading.Event(), threading.Event()

    def slowly(self: HelplineFile) -> None:
        if self is served.one.site.file:
            begun.set()
            go.wait(60)
        keep(self)

    monkeypatch.setattr(HelplineFile, "keep", slowly)
    changed = TEXT.replace(OLD, NEW)
    served.save(changed)
    try:
        assert begun.wait(20)
        assert served.dial() == "tel:+8215889191"
        assert served.copy.read_text("utf-8") == TEXT
    finally:
        go.set()
    _wait(lambda: served.copy.read_text("utf-8") == changed, 20)


def test_a_copy_that_cannot_be_written_keeps_nobody_waiting(served: Served) -> None:
    _wait(lambda: served.copy.is_file(), 20)
    served.copy.unlink()
    served.copy.mkdir()
    served.save(TEXT.replace(OLD, NEW))
    _wait(lambda: served.dial() == "tel:+8215889191", 20)
    assert served.ready()["helplines"] is True


def test_if_stale_refreshes_the_copy(
    tiny_corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index, file = tmp_path / "index", tiny_corpus / "helplines.yaml"
    copy = index / "helplines.yaml"
    file.write_text(TEXT, "utf-8")
    build(tiny_corpus, index, FakeEmbedder(), check=linting.check)
    assert copy.read_text("utf-8") == TEXT
    command = ["--corpus", str(tiny_corpus), "--index", str(index), "--model", "fake", "--if-stale"]

    def run() -> str:
        assert build_index.main(command) == 0
        told = capsys.readouterr().err
        assert "the index is up to date" in told
        return told

    changed = TEXT.replace(OLD, NEW)
    file.write_text(changed, "utf-8")
    run()
    assert copy.read_text("utf-8") == changed
    file.write_text(BROKEN, "utf-8")
    assert f"{file}:" in run()
    assert copy.read_text("utf-8") == changed
    # A corpus of one's own need not have one.
    file.unlink()
    run()
    assert copy.read_text("utf-8") == changed
