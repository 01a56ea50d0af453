"""Builds: what is embedded, what is published, what is refused, and that damage is noticed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from conftest import DOCUMENT, ROOT
from kwell_qa import building, bundle, embedding, serving
from kwell_qa.errors import IndexFault, ModelFault
from kwell_qa.vectors import FaissIndex, NumpyIndex


def build(corpus: Path, index: Path, embedder: embedding.Embedder, **more: bool) -> building.Report:
    return building.build(corpus, index, lambda: embedder, **more)  # type: ignore[arg-type]


@pytest.fixture
def built(tiny_corpus: Path, tmp_path: Path, embedder: embedding.Embedder) -> Path:
    assert build(tiny_corpus, tmp_path / "index", embedder).published
    return tmp_path / "index"


def test_faiss_agrees_with_plain_arithmetic() -> None:
    chance = np.random.default_rng(3)
    vectors = chance.normal(size=(500, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[7] = vectors[3]  # equal scores keep the order of rows
    for query in vectors[:20]:
        rows, scores = FaissIndex.of(vectors).search(query, 10)
        expected, expected_scores = NumpyIndex(vectors).search(query, 10)
        assert rows.tolist() == expected.tolist()
        assert np.allclose(scores, expected_scores, atol=1e-5)
    assert len(FaissIndex.of(vectors[:3]).search(vectors[0], 10)[0]) == 3


def test_only_what_changed_is_embedded(
    tiny_corpus: Path, built: Path, embedder: embedding.Embedder
) -> None:
    again = build(tiny_corpus, built, embedder)
    assert (again.embedded, again.published) == (0, True)
    walks = tiny_corpus / "walks.md"
    walks.write_text(walks.read_text().replace("120 people", "150 people"))
    edited = build(tiny_corpus, built, embedder)
    assert edited.embedded == 2  # one sentence and the passage that holds it
    walks.rename(tiny_corpus / "strolls.md")
    assert build(tiny_corpus, built, embedder).embedded == 0
    (tiny_corpus / "songs.md").unlink()
    build(tiny_corpus, built, embedder)
    assert [d.id for d in bundle.load(built).documents] == ["evening-walks"]


def test_same_inputs_give_the_same_hash_and_files(
    tiny_corpus: Path, built: Path, tmp_path: Path, embedder: embedding.Embedder
) -> None:
    build(tiny_corpus, tmp_path / "other", embedder, full=True)
    one, two = bundle.read_manifest(built), bundle.read_manifest(tmp_path / "other")
    assert one["hash"] == two["hash"]
    assert one["files"] == two["files"]
    assert one["model"]["weights_sha256"] == embedding.DEFAULT_SHA256


def test_a_dry_run_publishes_nothing(
    tiny_corpus: Path, tmp_path: Path, embedder: embedding.Embedder
) -> None:
    report = build(tiny_corpus, tmp_path / "index", embedder, dry_run=True)
    assert (report.published, report.documents) == (False, 2)
    with pytest.raises(IndexFault):
        bundle.current(tmp_path / "index")


def test_an_error_in_a_document_leaves_the_published_index(
    tiny_corpus: Path, built: Path, embedder: embedding.Embedder
) -> None:
    before = bundle.current(built)
    bad = DOCUMENT.format(id="new", name="New").replace("[^club]", "[^x]")
    (tiny_corpus / "new.md").write_text(bad)
    report = build(tiny_corpus, built, embedder)
    assert not report.published
    assert bundle.current(built) == before


def test_an_unreadable_newcomer_is_skipped_and_the_rest_published(
    tiny_corpus: Path, built: Path, embedder: embedding.Embedder
) -> None:
    (tiny_corpus / "scan.pdf").write_bytes(b"%PDF-1.4 cut short")
    (tiny_corpus / "third.md").write_text(DOCUMENT.format(id="third", name="Third walks"))
    report = build(tiny_corpus, built, embedder)
    assert (report.published, report.skipped) == (True, ("scan.pdf",))
    assert len(bundle.load(built).documents) == 3


def test_a_published_document_that_became_unreadable_is_kept(
    tiny_corpus: Path, built: Path, embedder: embedding.Embedder
) -> None:
    (tiny_corpus / "walks.md").write_bytes(b"\x00\x01")
    assert not build(tiny_corpus, built, embedder).published
    assert len(bundle.load(built).documents) == 2


@pytest.mark.parametrize(
    "name", ["documents.jsonl", "passages.faiss", "names.json", "passages.json"]
)
def test_a_flipped_byte_is_noticed(built: Path, name: str) -> None:
    path = built / bundle.current(built) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexFault, match=f"{name}: damaged.*build_index.py --full"):
        bundle.load(built)


def test_missing_and_foreign_files_are_named(built: Path) -> None:
    folder = built / bundle.current(built)
    (folder / "asks.faiss").unlink()
    with pytest.raises(IndexFault, match=r"asks\.faiss: missing"):
        bundle.load(built)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "schema": 99}))
    with pytest.raises(IndexFault, match="got schema 99"):
        bundle.load(built)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(IndexFault, match=r"manifest\.json: missing or damaged"):
        bundle.load(built)
    shutil.rmtree(built)
    with pytest.raises(IndexFault, match="no published index"):
        bundle.load(built)


def test_an_index_of_another_model_is_refused(built: Path) -> None:
    with pytest.raises(IndexFault, match=r"KWELL_MODEL.*build_index\.py --model other"):
        serving.load_engine(built, "other")
    path = built / bundle.current(built) / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["model"]["fingerprint"] = "0" * 64
    path.write_text(json.dumps(manifest))
    with pytest.raises(IndexFault, match="other weights"):
        serving.load_engine(built)


def test_other_weights_than_the_published_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "DEFAULT_SHA256", "0" * 64)
    with pytest.raises(ModelFault, match="got SHA-256 53aa5117"):
        embedding.verify_default()
    with pytest.raises(ModelFault, match="cannot be loaded"):
        embedding.load(str(tmp_path))


def test_old_versions_are_cleared_away(
    tiny_corpus: Path, built: Path, embedder: embedding.Embedder
) -> None:
    walks = tiny_corpus / "walks.md"
    for count in range(5):
        walks.write_text(walks.read_text().replace("people ", f"people {count} "))
        build(tiny_corpus, built, embedder)
    versions = [path for path in built.iterdir() if path.is_dir()]
    assert len(versions) == 3
    assert (built / bundle.current(built)) in versions


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=300,
        env={**os.environ, **environment}, check=False,
    )  # fmt: skip


def test_the_script_reports_and_exits_as_promised(tiny_corpus: Path, tmp_path: Path) -> None:
    script = "scripts/build_index.py"
    places = ("--corpus", str(tiny_corpus), "--index", str(tmp_path / "index"))
    done = run(script, *places, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["published"], report["documents"], report["findings"]) == (True, 2, [])
    (tiny_corpus / "empty.md").write_text("")
    done = run(script, *places)
    assert done.returncode == 1
    assert "empty.md:1: unreadable: the file is empty" in done.stderr
    assert "Traceback" not in done.stderr
    done = run(script, "--corpus", str(tmp_path / "nothing"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert run(script, "--colour", "red").returncode == 2
    done = run(script, *places, KWELL_PORT="many")
    assert done.returncode == 2
    assert "KWELL_PORT: got 'many', wanted a number from 1 to 65535" in done.stderr
