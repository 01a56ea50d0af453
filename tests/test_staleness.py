"""Damage, another model, other chunks or terms: noticed when an index is loaded or built."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

import fake_embedder
from fake_embedder import FakeEmbedder, build
from kwell_qa import (
    building,
    bundle,
    chunking,
    embedding,
    inputs,
    manifest,
    multilingual,
    naming,
    serving,
    versions,
)
from kwell_qa.errors import IndexFault, ModelFault
from kwell_qa.notes import Notes
from kwell_qa.texts import LANGUAGES

# pytest finds fixtures by these names.
embedder, built = fake_embedder.embedder, fake_embedder.built


@pytest.mark.parametrize(
    "name", ["texts.sqlite", "passages.faiss", "names.json", "rows/passages.npy"]
)
def test_a_flipped_byte_is_noticed(built: Path, name: str) -> None:
    path = built / bundle.current(built) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexFault, match=f"{name}: damaged.*build_index.py$"):
        bundle.load(built)


def test_missing_and_foreign_files_are_named(built: Path) -> None:
    folder = built / bundle.current(built)
    (folder / "asks.faiss").unlink()
    with pytest.raises(IndexFault, match=r"asks\.faiss: missing"):
        bundle.load(built)
    made = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**made, "schema": 99}))
    with pytest.raises(IndexFault, match="got schema 99"):
        bundle.load(built)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(IndexFault, match=r"manifest\.json: missing or damaged"):
        bundle.load(built)
    shutil.rmtree(built)
    with pytest.raises(IndexFault, match="no articles are indexed yet; run: "):
        bundle.load(built)


def resealed(path: Path, **changes: object) -> None:
    """Write a manifest again as a builder would have that made it so."""
    made = {**json.loads(path.read_text()), **changes}
    inputs = {key: value for key, value in made.items() if key not in manifest.BESIDE_HASH}
    beside = {key: made[key] for key in ("search", "files", "built", "report")}
    path.write_text(manifest.text_of(manifest.sealed(inputs, beside)))


def test_an_index_of_another_model_is_refused(
    built: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "load_as", lambda name, recorded: embedder)
    with pytest.raises(IndexFault, match=r"KWELL_MODEL.*build_index\.py --model other"):
        serving.load_engine(built, "other")
    path = built / bundle.current(built) / "manifest.json"
    model = json.loads(path.read_text())["model"]
    resealed(path, model={**model, "fingerprint": "0" * 64})
    with pytest.raises(IndexFault, match="other weights"):
        serving.load_engine(built)


def test_other_weights_than_the_published_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kwell_qa.embedding.reference.DEFAULT_SHA256", "0" * 64)
    with pytest.raises(ModelFault, match="got SHA-256 53aa5117"):
        embedding.verify_default()
    with pytest.raises(ModelFault, match="cannot be loaded"):
        embedding.load(str(tmp_path))


@pytest.mark.parametrize("field", ["chunking", "terms"])
def test_an_index_cut_or_read_in_another_way_is_refused(built: Path, field: str) -> None:
    path = built / bundle.current(built) / "manifest.json"
    made = json.loads(path.read_text())[field]
    resealed(path, **{field: {key: f"{value}0" if isinstance(value, str) else value
                              for key, value in made.items()}})  # fmt: skip
    with pytest.raises(IndexFault, match=rf"manifest\.json: {field}: made with .*build_index\.py"):
        bundle.load(built)


def test_a_manifest_that_was_touched_is_noticed(built: Path) -> None:
    path = built / bundle.current(built) / "manifest.json"
    path.write_text(path.read_text().replace('"threshold": 0', '"threshold": 1', 1))
    with pytest.raises(IndexFault, match=r"manifest\.json: damaged \(its seal differs\)"):
        bundle.load(built)


def test_a_manifest_of_another_form_is_not_written() -> None:
    with pytest.raises(ValueError, match="is a required property"):
        manifest.sealed({"schema": 4}, {})


def test_terms_are_made_anew_when_their_rules_change(
    tiny_corpus: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert inputs.is_stale(tiny_corpus, built, "fake") is None
    monkeypatch.setattr(naming, "recipe", lambda: {"stemmer": "another 1", "rules": "x"})
    assert inputs.is_stale(tiny_corpus, built, "fake") == (
        "words are taken from texts in another way now"
    )


@pytest.mark.parametrize("change", ["library", "rules"])
def test_chunks_are_cut_anew_when_library_or_rules_change(
    tiny_corpus: Path, built: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    embedder = FakeEmbedder()
    cut = []
    real = chunking.split
    monkeypatch.setattr(chunking, "split", lambda one, *a: cut.append(one.id) or real(one, *a))
    with closing(Notes(built / ".notes.sqlite")) as notes:
        build(tiny_corpus, built, embedder, plan=building.Plan(notes=notes))
        assert sorted(cut) == ["evening-walks", "morning-songs"]
        build(tiny_corpus, built, embedder, plan=building.Plan(notes=notes))
    assert sorted(cut) == ["evening-walks", "morning-songs"]
    cut.clear()
    if change == "library":
        monkeypatch.setattr(chunking, "version", lambda name: "0.0.1")
    else:
        monkeypatch.setattr(chunking, "_rules", lambda: "others")
    assert inputs.is_stale(tiny_corpus, built, "fake") == "chunks are cut in another way now"
    with pytest.raises(IndexFault, match=r"chunking: made with .*run: python scripts/build_index"):
        bundle.load(built)
    with closing(Notes(built / ".notes.sqlite")) as notes:
        assert build(tiny_corpus, built, embedder, plan=building.Plan(notes=notes)).published
    assert sorted(cut) == ["evening-walks", "morning-songs"]
    assert inputs.is_stale(tiny_corpus, built, "fake") is None
    bundle.load(built)


def test_another_model_is_noticed_before_anything_is_loaded(
    tiny_corpus: Path, built: Path
) -> None:
    assert inputs.is_stale(tiny_corpus, built, "other/model") == "the model is other/model now"
    other = FakeEmbedder(16)
    report = build(tiny_corpus, built, other)
    # And what tells which languages it reads, which is measured of each model once.
    sample = len(LANGUAGES) * len(multilingual.SENTENCES)
    assert report.embedded == len(set(other.embedded)) - sample > 0
    assert bundle.load(built).manifest["dimension"] == 16


def test_a_damaged_file_makes_the_index_stale_and_a_build_mends_it(
    tiny_corpus: Path, built: Path, embedder: FakeEmbedder
) -> None:
    assert inputs.is_stale(tiny_corpus, built, "fake") is None
    damaged = versions.folder_of(built) / "sentences.faiss"
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    why = inputs.is_stale(tiny_corpus, built, "fake")
    assert why is not None
    assert "sentences.faiss: damaged" in why
    assert build(tiny_corpus, built, embedder).published
    assert inputs.is_stale(tiny_corpus, built, "fake") is None


def test_a_folder_without_asks_has_a_calibration_of_its_own(
    tmp_path: Path, embedder: FakeEmbedder
) -> None:
    folder, index = tmp_path / "texts", tmp_path / "index"
    folder.mkdir()
    (folder / "one.txt").write_text("Morning songs began in 2019. Forty people sang.\n", "utf-8")
    building.build(folder, index, lambda: embedder)
    assert bundle.load(index).manifest["calibration"] == inputs.calibration(asks=0)
    assert inputs.calibration(asks=0) != inputs.calibration(asks=1)
    assert inputs.is_stale(folder, index, "fake") is None
