"""An index whose vectors lie in a vector store: built, served, rolled back, out of reach."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from conftest import DOCUMENT
from fake_embedder import FakeEmbedder
from kwell_qa import building, bundle, embedding, inputs, serving, versions
from kwell_qa.errors import IndexFault, UsageError
from kwell_qa.milvus import VectorStore
from kwell_qa.settings import Settings, from_env
from web_fixtures import PATIENCE, running, wait_ready

pytest.importorskip("pymilvus", reason="pip install 'kwell-qa[milvus]'")
pytest.importorskip("milvus_lite", reason="pip install 'kwell-qa[milvus]'")
QUESTION = "how many people joined Morning songs?"


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    made = FakeEmbedder()
    monkeypatch.setattr(embedding, "load_as", lambda name, recorded: made)


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Milvus Lite as a server of its own port; its address."""
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    server, base, port = start_server_in_thread(str(folder), port=port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop(grace=0).wait()
        base.close()


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def build(corpus: Path, index: Path, store: VectorStore | None, keep: int = 3) -> str:
    plan = building.Plan(store=store, keep=keep)
    report = building.build(corpus, index, FakeEmbedder, plan=plan)
    assert report.version
    return report.version


def edit(corpus: Path, count: int) -> None:
    (corpus / "songs.md").write_text(
        DOCUMENT.format(id="morning-songs", name="Morning songs").replace("120", str(count))
    )


def until(done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not so after {seconds} s"
        time.sleep(0.05)


def test_it_answers_as_the_same_index_in_files_does(tiny_corpus: Path, tmp_path: Path) -> None:
    address = str(tmp_path / "vectors.db")
    store = VectorStore(address)
    build(tiny_corpus, tmp_path / "files", None)
    build(tiny_corpus, tmp_path / "store", store)
    store.close()
    plain = serving.ready(Settings(corpus_dir=tiny_corpus, index_dir=tmp_path / "files"))
    settings = Settings(corpus_dir=tiny_corpus, index_dir=tmp_path / "store",
                        vector_store=address)  # fmt: skip
    there = serving.ready(settings)
    assert not there.faults
    assert not any("KWELL_VECTOR_STORE" in note for note in there.notes)
    assert not list((tmp_path / "store" / bundle.current(tmp_path / "store")).glob("asks.*"))
    for question in (QUESTION, "what are Evening walks", "who may come?", "quiet hours"):
        one, two = (made.assistant.ask(question, explain=True) for made in (plain, there))
        assert (one.text, one.citations, one.passages) == (two.text, two.citations, two.passages)
    assert one.index == two.index

    # Without the setting it says what is missing; with it for nothing, too.
    lost = serving.ready(replace(settings, vector_store=""))
    assert "set KWELL_VECTOR_STORE, or run: python scripts/build_index.py" in lost.faults[0]
    assert lost.assistant.ask(QUESTION).helplines
    idle = serving.ready(replace(settings, index_dir=tmp_path / "files"))
    assert any("is set, but vectors lie in files" in note for note in idle.notes)


def test_versions_stand_side_by_side_until_none_needs_them(
    tiny_corpus: Path, tmp_path: Path
) -> None:
    index, store = tmp_path / "index", VectorStore(str(tmp_path / "vectors.db"))
    other = tmp_path / "other"
    build(tiny_corpus, other, store)
    theirs = store.collections("kwell_")
    names = []
    for count in (1, 2, 3):
        edit(tiny_corpus, count)
        names.append(build(tiny_corpus, index, store, keep=2))
    mine = store.collections(f"kwell_{versions.mark(index)}_")
    # Two versions of sentences and passages; their asks are the same and kept once.
    assert len(mine) == 5
    assert set(theirs) < set(store.collections("kwell_")), "another index lost its own"
    assert building.rollback(index, None, store) == names[1]
    assert "In 2024, 2 people" in bundle.load(index, store).by_id["morning-songs"].text
    store.close()


def test_a_build_says_when_vectors_lie_in_the_wrong_place(
    tiny_corpus: Path, tmp_path: Path
) -> None:
    index, store = tmp_path / "index", VectorStore(str(tmp_path / "vectors.db"))
    build(tiny_corpus, index, None)
    where = (tiny_corpus, index, "fake")
    assert inputs.is_stale(*where) is None
    assert inputs.is_stale(*where, store) == "vectors belong into a vector store now"
    build(tiny_corpus, index, store)
    assert inputs.is_stale(*where, store) is None
    assert inputs.is_stale(*where) == "vectors belong into files now"
    store.drop(store.collections("kwell_"))
    assert "holds no collection" in str(inputs.is_stale(*where, store))
    with pytest.raises(IndexFault, match="holds no collection"):
        bundle.load(index, store)
    store.close()


def test_a_build_that_cannot_reach_the_store_publishes_nothing(
    tiny_corpus: Path, tmp_path: Path, free_port: int
) -> None:
    index = tmp_path / "index"
    before = build(tiny_corpus, index, None)
    edit(tiny_corpus, 7)
    with pytest.raises(IndexFault, match=f"127.0.0.1:{free_port}: cannot be used"):
        build(tiny_corpus, index, VectorStore(f"http://127.0.0.1:{free_port}"))
    assert bundle.current(index) == before
    bundle.load(index)


def test_a_store_that_goes_away_leaves_the_helplines_and_is_told(
    tiny_corpus: Path, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kwell_qa.web.site.POLL_SECONDS", 0.05)
    monkeypatch.setattr("kwell_qa.web.site.STORE_SECONDS", 0.2)
    folder, index = tmp_path / "vectors.db", tmp_path / "index"
    with served(folder, free_port) as address:
        build(tiny_corpus, index, VectorStore(address))
    settings = Settings(corpus_dir=tiny_corpus, index_dir=index, vector_store=address,
                        rate_limit=10_000)  # fmt: skip
    with running(settings) as one:

        def ask(question: str = QUESTION) -> dict[str, object]:
            told: dict[str, object] = httpx.post(
                one.url + "/api/v1/ask", json={"question": question, "country": "KR"}, timeout=60
            ).json()
            return told

        def ready() -> httpx.Response:
            return httpx.get(one.url + "/readyz", timeout=PATIENCE)

        # Not there when the site starts: texts and helplines are.
        until(lambda: one.site.now.phase == "failed")
        assert ready().status_code == 503
        assert f"vector store {address}: cannot be used" in ready().json()["faults"][0]
        assert ask()["helplines"]
        assert httpx.get(one.url + "/read/morning-songs", timeout=PATIENCE).status_code == 200
        # It comes.
        with served(folder, free_port):
            wait_ready(one)
            assert (ask()["mode"], ready().json()["faults"]) == ("answer", [])
        # It goes.
        until(lambda: ready().status_code == 503)
        # What was found a moment ago is remembered; what is new cannot be looked up.
        told = ask("Who may come to the morning songs?")
        assert (told["mode"], told["reason"]) == ("abstain", "failed")
        assert told["helplines"]
        assert "correct KWELL_VECTOR_STORE" in ready().json()["faults"][0]
        # It comes back.
        with served(folder, free_port):
            wait_ready(one)
            assert ask()["mode"] == "answer"


def test_the_settings_take_a_server_or_a_file(tmp_path: Path) -> None:
    def store(value: str) -> str:
        return from_env({"KWELL_VECTOR_STORE": value}).vector_store

    assert store("http://milvus:19530") == "http://milvus:19530"
    assert store("https://m.example/kwell") == "https://m.example/kwell"
    assert store(str(tmp_path / "a.db")) == str(tmp_path / "a.db")
    for wrong in ("milvus:19530", str(tmp_path / "a.sqlite"), str(tmp_path / "no/a.db"), "ftp://a"):
        with pytest.raises(UsageError, match=r"KWELL_VECTOR_STORE: got .* wanted http://host:port"):
            store(wrong)
    with pytest.raises(UsageError, match="put it into KWELL_VECTOR_TOKEN") as caught:
        store("http://user:hunter2@milvus:19530")
    assert "hunter2" not in str(caught.value)
