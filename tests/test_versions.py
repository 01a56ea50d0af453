"""Versions: crashes, rollback, two builders, and the swap under a running server."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from conftest import DOCUMENT, ROOT
from fake_embedder import FakeEmbedder
from kwell_qa import building, bundle, embedding, versions
from kwell_qa.assistant import Assistant, Engine
from kwell_qa.errors import IndexFault, UsageError
from kwell_qa.helplines import Helplines, load
from kwell_qa.notes import Notes
from kwell_qa.reports import Report
from kwell_qa.settings import Settings
from web_fixtures import PATIENCE, _wait, running, wait_ready

KILLS = int(os.environ.get("KWELL_TEST_KILLS", "12"))
"""A dozen keep the tests quick; KWELL_TEST_KILLS=100 is thorough."""


def build(corpus: Path, index: Path, plan: building.Plan | None = None) -> Report:
    return building.build(corpus, index, FakeEmbedder, plan=plan)


def build_noted(corpus: Path, index: Path) -> Report:
    with closing(Notes(index / ".notes.sqlite")) as notes:
        return build(corpus, index, building.Plan(notes=notes))


def answers(index: Path, lines: Helplines) -> list[object]:
    """What people are told by the published version: mode, text and citations of some replies."""
    asked = Assistant(lines, Engine.of(bundle.load(index), FakeEmbedder()))
    replies = [
        asked.ask(f"How many people joined {name} number {number}?")
        for name in ("Walks", "Strolls") for number in (2, 9)
    ]  # fmt: skip
    return [(reply.mode, reply.text, reply.citations) for reply in replies]


def edit(corpus: Path, count: int) -> None:
    (corpus / "songs.md").write_text(
        DOCUMENT.format(id="morning-songs", name="Morning songs").replace("120", str(1000 + count))
    )


def test_rollback_publishes_the_version_before(tiny_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    names = []
    for count in range(3):
        edit(tiny_corpus, count)
        names.append(build(tiny_corpus, index).version)
    assert building.rollback(index) == names[1] == bundle.current(index)
    assert "1001 people" in bundle.load(index).by_id["morning-songs"].text
    assert building.rollback(index) == names[0]
    with pytest.raises(IndexFault, match=rf"no version before .* another: {names[2]}, {names[1]}"):
        building.rollback(index)
    assert building.rollback(index, names[2]) == names[2]
    with pytest.raises(IndexFault, match="got no version 'nothing', wanted one of"):
        building.rollback(index, "nothing")
    (index / str(names[1]) / "texts.sqlite").unlink()
    with pytest.raises(IndexFault, match=r"texts\.sqlite: missing"):
        building.rollback(index)
    assert bundle.current(index) == names[2]


def test_where_one_version_is_all_there_is_no_way_back(tiny_corpus: Path, tmp_path: Path) -> None:
    version = build(tiny_corpus, tmp_path / "index").version
    with pytest.raises(IndexFault, match=f"no version before {version} .*it stays published$"):
        building.rollback(tmp_path / "index")
    assert bundle.current(tmp_path / "index") == version


def test_a_second_builder_is_told_who_holds_the_lock(tiny_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    held, let_go = threading.Event(), threading.Event()

    def slow() -> FakeEmbedder:
        held.set()
        let_go.wait(60)
        return FakeEmbedder()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(building.build, tiny_corpus, index, slow)
        assert held.wait(60)
        try:
            with pytest.raises(UsageError, match=rf"process {os.getpid()} on \S+ since 20"):
                build(tiny_corpus, index, building.Plan(wait=0))
        finally:
            let_go.set()
        assert first.result().published
    assert build(tiny_corpus, index, building.Plan(wait=0)).published


def test_a_damaged_version_is_made_anew_beside_it(tiny_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    name = build(tiny_corpus, index).version
    (index / str(name) / "words.txt").write_text("other")
    assert build(tiny_corpus, index).version == f"{name}-2"
    bundle.load(index)


def test_a_build_killed_anywhere_leaves_what_was_published(
    tiny_corpus: Path, tmp_path: Path
) -> None:
    """Killed at KILLS random points of a build at work; no model, no torch."""
    for number in range(12):
        text = DOCUMENT.format(id=f"walks-{number}", name=f"Walks number {number}")
        (tiny_corpus / f"walks-{number}.md").write_text(text)
    index = tmp_path / "index"
    version = build_noted(tiny_corpus, index).version
    lines = load(ROOT / "corpus" / "helplines.yaml", dialling=False)
    before, told = tuple(bundle.load(index).documents), answers(index, lines)
    for number in range(12):
        text = DOCUMENT.format(id=f"walks-{number}", name=f"Strolls number {number}")
        (tiny_corpus / f"walks-{number}.md").write_text(text)
    clean = tmp_path / "clean"
    begun = time.monotonic()
    build(tiny_corpus, clean)
    length = time.monotonic() - begun
    wanted = versions.read_manifest(clean)
    chance = random.Random(5)
    for _ in range(KILLS):
        child = os.fork()
        if child == 0:
            # A fork of this process has all imported, so that the kill hits the build itself.
            building.filling.WINDOW = 4
            try:
                build_noted(tiny_corpus, index)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0, length))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        loaded = bundle.load(index)
        if bundle.current(index) != version:
            # It was killed after the rename: the new version is whole. Begin again.
            assert loaded.manifest["files"] == wanted["files"]
            building.rollback(index, version)
            shutil.rmtree(index / wanted["hash"][:16])
            shutil.rmtree(index / ".vectors")
        assert tuple(bundle.load(index).documents) == before
        assert answers(index, lines) == told
    build_noted(tiny_corpus, index)
    made = versions.read_manifest(index)
    assert (made["hash"], made["files"]) == (wanted["hash"], wanted["files"])
    assert answers(index, lines) == answers(clean, lines) != told


def test_the_index_is_swapped_under_load(
    tiny_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1,000 questions over 10 swaps: none fails, and the last version answers in the end."""
    fake = FakeEmbedder()
    monkeypatch.setattr(embedding, "load_as", lambda name, recorded: fake)
    monkeypatch.setattr("kwell_qa.web.site.POLL_SECONDS", 0.05)
    index = tmp_path / "index"
    build(tiny_corpus, index)
    settings = Settings(corpus_dir=tiny_corpus, index_dir=index, rate_limit=100_000)
    with running(settings) as one:
        wait_ready(one)
        seen: list[tuple[int, str, bool]] = []
        enough = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=one.url, timeout=60) as client:
                while not enough.is_set():
                    reply = client.post(
                        "/api/v1/ask", json={"question": "how many people joined Morning songs?"}
                    )
                    told = reply.json()
                    failed = told.get("reason") == "failed" or not told.get("helplines")
                    seen.append((reply.status_code, str(told.get("index")), failed))

        with ThreadPoolExecutor(2) as pool:
            askers = [pool.submit(ask) for _ in range(2)]
            try:
                for count in range(10):
                    edit(tiny_corpus, count)
                    build(tiny_corpus, index)
                    wanted = bundle.read_manifest(index)["hash"]
                    until = time.monotonic() + 120
                    while not any(used == wanted for _, used, _ in seen[-50:]):
                        assert time.monotonic() < until, one.site.now.faults
                        time.sleep(0.02)
                _wait(lambda: len(seen) >= 1000 or any(asker.done() for asker in askers), 300)
            finally:
                enough.set()  # whoever asks goes on for ever else, and this test with them
            for asker in askers:
                asker.result()
        assert {(status, failed) for status, _, failed in seen} == {(200, False)}
        assert len({used for _, used, _ in seen}) >= 10

        # A version that does not verify is not served, and the fault is told.
        serving = one.site.now.index
        edit(tiny_corpus, 99)
        build(tiny_corpus, tmp_path / "other")
        name = bundle.current(tmp_path / "other")
        shutil.copytree(tmp_path / "other" / name, index / name)
        (index / name / "asks.faiss").write_bytes(b"cut short")
        versions.point(index, name)
        until = time.monotonic() + 60
        while not one.site.now.faults:
            assert time.monotonic() < until
            time.sleep(0.02)
        ready = httpx.get(one.url + "/readyz", timeout=PATIENCE)
        assert (ready.status_code, ready.json()["index"]) == (200, serving)
        assert "asks.faiss: damaged" in ready.json()["faults"][0]
        assert ready.json()["faults"][0].endswith("run: python scripts/build_index.py")


def test_the_script_rolls_back(tiny_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    first = build(tiny_corpus, index).version
    edit(tiny_corpus, 1)
    build(tiny_corpus, index)
    words = [sys.executable, "scripts/build_index.py", "--index", str(index), "--rollback"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (0, f"published again: {first}\n"), done.stderr
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
