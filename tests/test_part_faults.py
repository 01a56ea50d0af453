"""Helplines where a part is broken or missing: on the command line, and in the assistant itself.

The pages and the interfaces are in ``test_fault_matrix``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import web_fixtures
from conftest import ROOT
from fault_fixtures import QUESTION, TROUBLE, Broken
from kwell_qa import embedding, hearing
from kwell_qa.assistant import Assistant
from kwell_qa.settings import Settings
from web_fixtures import PATIENCE, running, wait_ready

small_settings = web_fixtures.small_settings

CLI_FAULTS = {
    "none": {},
    "no index": {"KWELL_INDEX_DIR": "{empty}"},
    "damaged index": {"KWELL_INDEX_DIR": "{broken}"},
    "no model": {"KWELL_MODEL": "{empty}/no-such-model"},
    "no helplines file": {"KWELL_CORPUS_DIR": "{broken}"},
}


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize("fault", CLI_FAULTS)
def test_helplines_on_the_command_line(
    small_settings: Settings, tmp_path: Path, fault: str, as_json: bool
) -> None:
    empty, broken = tmp_path / "empty", tmp_path / "broken"
    empty.mkdir()
    broken.mkdir()
    (broken / "helplines.yaml").write_text("- not: helplines\n", encoding="utf-8")
    (broken / "CURRENT").write_text("0123456789abcdef\n", encoding="utf-8")
    places = {"empty": str(empty), "broken": str(broken)}
    environ = {
        **os.environ, "PYTHONPATH": str(ROOT),
        "KWELL_CORPUS_DIR": str(small_settings.corpus_dir),
        "KWELL_INDEX_DIR": str(small_settings.index_dir),
        **{name: value.format(**places) for name, value in CLI_FAULTS[fault].items()},
    }  # fmt: skip
    command = [sys.executable, "-m", "kwell_qa", "ask", "--country", "KR", QUESTION]
    done = subprocess.run(
        [*command, *(["--json"] if as_json else [])], env=environ, cwd=tmp_path,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == (0 if fault == "none" else 2)
    assert "Traceback" not in done.stderr
    assert "109" in done.stdout or "findahelpline.com" in done.stdout
    # Where nothing was ever indexed, that is said, and with what to index it; nothing has failed.
    unindexed = fault == "no index"
    remedy = "no articles are indexed yet; run: python scripts/build_index.py"
    assert (remedy in done.stderr) is unindexed
    if fault in ("no index", "damaged index", "no model"):
        reasons = ("nothing-indexed", "failed") if as_json else ("No articles", "Something failed")
        assert reasons[0 if unindexed else 1] in done.stdout
    if as_json:
        assert json.loads(done.stdout)["helplines"]


@pytest.mark.parametrize("part", ["retriever", "screen"])
def test_helplines_when_a_part_of_the_assistant_raises(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    if part == "screen":
        monkeypatch.setattr(hearing.safety, "screen", Broken().__getattr__)
    asked = replace(assistant, engine=Broken()) if part == "retriever" else assistant  # type: ignore[arg-type]
    for question in (QUESTION, TROUBLE):
        reply = asked.ask(question, country="KR")
        assert reply.helplines[0].dial == "tel:109"
        assert (reply.mode == "crisis") == (question == TROUBLE)


def test_a_broken_helplines_file_is_told_and_the_last_good_one_served(
    small_settings: Settings, tmp_path: Path, embedder: embedding.Embedder
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "helplines.yaml").write_text("countries: {KR: {name: Korea}}\n", encoding="utf-8")
    assert (small_settings.index_dir / "helplines.yaml").is_file(), "the build keeps a copy"
    with running(replace(small_settings, corpus_dir=corpus)) as one:
        wait_ready(one)
        ready = httpx.get(one.url + "/readyz", timeout=PATIENCE).json()
        assert ready["helplines"] is False
        told = " ".join(ready["faults"])
        assert f"{corpus / 'helplines.yaml'}:1:" in told
        assert "serving the last good file" in told
        body = httpx.get(one.url + "/api/v1/helplines?country=JP", timeout=PATIENCE).json()
        assert body["helplines"][0]["country"] == "JP"
