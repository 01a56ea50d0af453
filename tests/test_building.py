"""Builds: what is embedded, what is published, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import fake_embedder
from conftest import DOCUMENT, ROOT
from fake_embedder import FakeEmbedder, build
from kwell_qa import (
    building,
    bundle,
    corpus,
    embedding,
    manifest,
    naming,
    upgrading,
    versions,
)
from kwell_qa.bags import Bags
from kwell_qa.bundle import Bundle
from kwell_qa.errors import IndexFault, UsageError
from kwell_qa.vectorcache import VectorCache, key_of, keys_array
from kwell_qa.vectors import FaissIndex, NumpyIndex

# pytest finds fixtures by these names.
embedder, built = fake_embedder.embedder, fake_embedder.built


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
    jsonschema.validate(one, manifest.schema())


def test_a_dry_run_publishes_nothing(
    tiny_corpus: Path, tmp_path: Path, embedder: embedding.Embedder
) -> None:
    report = build(tiny_corpus, tmp_path / "index", embedder, dry_run=True)
    assert (report.published, report.documents) == (False, 2)
    with pytest.raises(IndexFault):
        bundle.current(tmp_path / "index")


def test_a_dry_run_writes_nothing_and_needs_no_right_to(
    tiny_corpus: Path, built: Path, embedder: embedding.Embedder
) -> None:
    (segment,) = built.glob(".vectors/*/main.seg")
    with segment.open("ab") as file:
        file.write(b"cut short")  # what a build at work is just writing
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    walks = tiny_corpus / "walks.md"
    walks.write_text(walks.read_text().replace("120 people", "150 people"))
    report = build(tiny_corpus, built, embedder, dry_run=True)
    assert (report.embedded, report.published) == (2, False)
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before


def test_another_model_needs_no_corpus(tiny_corpus: Path, built: Path, tmp_path: Path) -> None:
    other = FakeEmbedder(16)
    clean = building.build(tiny_corpus, tmp_path / "clean", lambda: other)
    shutil.rmtree(tiny_corpus)
    report = building.reembed(built, lambda: other, building.Plan())
    assert report.published
    assert report.embedded == clean.embedded > 0
    one, two = bundle.read_manifest(built), bundle.read_manifest(tmp_path / "clean")
    assert (one["hash"], one["files"]) == (two["hash"], two["files"])
    assert building.reembed(built, lambda: other, building.Plan()).embedded == 0


def test_a_reembedding_refuses_what_it_cannot_read(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(IndexFault, match="no articles are indexed yet; run: "):
        building.reembed(tmp_path / "none", FakeEmbedder, building.Plan())
    assert not (tmp_path / "none").exists()
    with monkeypatch.context() as patch:
        patch.setattr(naming, "recipe", lambda: {"stemmer": "another 1", "rules": "x"})
        with pytest.raises(IndexFault, match=r"names\.json: .*build from the corpus"):
            building.reembed(built, FakeEmbedder, building.Plan())
    (built / bundle.current(built) / "texts.sqlite").write_bytes(b"")
    with pytest.raises(IndexFault, match=r"texts\.sqlite: damaged"):
        building.reembed(built, FakeEmbedder, building.Plan())


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


def test_old_versions_are_cleared_away(
    tiny_corpus: Path, built: Path, embedder: embedding.Embedder
) -> None:
    walks = tiny_corpus / "walks.md"
    for count in range(5):
        walks.write_text(walks.read_text().replace("people ", f"people {count} "))
        build(tiny_corpus, built, embedder)
    kept = [path for path in built.iterdir() if not path.name.startswith(".") and path.is_dir()]
    assert len(kept) == 3
    assert (built / bundle.current(built)) in kept


def test_documents_and_rows_are_read_as_they_were_written(
    tiny_corpus: Path, built: Path
) -> None:
    loaded = bundle.load(built)
    expected = corpus.load(tiny_corpus).documents
    assert tuple(loaded.documents) == expected
    assert [loaded.documents[row] for row in range(len(expected))] == list(expected)
    assert loaded.documents[-1] == expected[-1]
    assert list(loaded.by_id) == [document.id for document in expected]
    assert loaded.by_id["evening-walks"] is loaded.documents[loaded.number["evening-walks"]]
    assert loaded.by_id.get("nobody") is None
    with pytest.raises(IndexError):
        loaded.documents[len(expected)]
    for row, (number, index) in enumerate(loaded.sentence_rows):
        sentence = expected[number].sentences[index]
        assert loaded.rows.sentence(number, index) == row
        passage = loaded.passages[loaded.rows.sentences[row, 2]]
        assert passage.document == expected[number].id
        assert passage.section == sentence.section
        assert passage.start <= sentence.start < passage.end
    assert list(loaded.ask_texts) == [
        ask for document in expected for section in document.sections for ask in section.asks
    ]
    assert [loaded.ask_texts[row] for row in range(len(loaded.ask_texts))] == list(
        loaded.ask_texts
    )


def names_in(bags: Bags, row: int, loaded: Bundle) -> set[str]:
    known = list(loaded.namer.kinds)
    return {known[number] for number in bags.of(np.array([row])).numbers.tolist()}


def test_names_are_found_when_the_index_is_built(
    tiny_corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    (tiny_corpus / "names.yaml").write_text(
        "- {name: Lighthouse club, kind: group}\n- {name: The club, kind: group}\n"
    )
    build(tiny_corpus, tmp_path / "index", embedder)
    loaded = bundle.load(tmp_path / "index")
    assert names_in(loaded.bags.title_names, 0, loaded) == {"Lighthouse club"}
    assert names_in(loaded.bags.section_names, 0, loaded) == {"Lighthouse club", "The club"}
    assert names_in(loaded.bags.section_names, 1, loaded) == {"Lighthouse club"}
    (tiny_corpus / "names.yaml").write_text("- {name: The club, kind: group}\n")
    build(tiny_corpus, tmp_path / "index", embedder)
    loaded = bundle.load(tmp_path / "index")
    assert names_in(loaded.bags.section_names, 0, loaded) == {"The club"}


def test_vectors_of_the_layout_before_are_used_again(
    built: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    loaded = bundle.load(built)
    folder = built / bundle.current(built)
    made = {"schema": 2, "model": {"fingerprint": embedder.fingerprint}}
    texts = list(embedder.embedded)
    vectors = embedder.embed_passages(texts[:3])
    keys: dict[str, list[str]] = {name: [] for name in bundle.FAMILIES}
    keys["passages"] = [key_of(text, False).hex() for text in texts[:3]]
    FaissIndex.of(vectors).write(folder / "passages.faiss")
    for name in bundle.FAMILIES[1:]:
        FaissIndex.of(vectors[:0]).write(folder / f"{name}.faiss")
    (folder / "keys.json").write_text(json.dumps(keys))
    made["files"] = versions.checksums(folder)
    (folder / "manifest.json").write_text(json.dumps(made))
    cache = VectorCache(tmp_path / "cache", embedder.dimension)
    assert upgrading.take_vectors(built, cache, embedder.fingerprint) == 3
    wanted = keys_array(b"".join(key_of(text, False) for text in texts[:3]))
    assert np.array_equal(cache.get(wanted), vectors)
    assert upgrading.take_vectors(built, cache, "another") == 0
    assert len(loaded.passages) > 0


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=300,
        env={**os.environ, **environment}, check=False,
    )  # fmt: skip


def test_the_script_says_what_is_published_where_it_publishes_nothing(
    tiny_corpus: Path, tmp_path: Path
) -> None:
    places = ("--corpus", str(tiny_corpus), "--index", str(tmp_path / "index"))
    bad = tiny_corpus / "bad.md"
    bad.write_text("---\ntitle: A note\n---\nText of it.\n")
    done = run("scripts/build_index.py", *places)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, "no index is published yet")
    bad.unlink()
    assert run("scripts/build_index.py", *places).returncode == 0
    bad.write_text("---\ntitle: A note\n---\nText of it.\n")
    done = run("scripts/build_index.py", *places)
    assert done.stderr.splitlines()[-1] == "the published index is unchanged"


def test_another_folders_index_is_not_replaced_by_oversight(
    tiny_corpus: Path, built: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    careful, before = building.Plan(replace=False), bundle.current(built)
    walks = tiny_corpus / "walks.md"
    walks.write_text(walks.read_text().replace("120 people", "150 people"))
    (tiny_corpus / "songs.md").unlink()
    assert build(tiny_corpus, built, embedder, plan=careful).published
    other = tmp_path / "other"
    other.mkdir()
    (other / "new.md").write_text(DOCUMENT.format(id="new-walks", name="New walks"))
    before = bundle.current(built)
    with pytest.raises(UsageError, match=r"--index DIR .* --replace") as caught:
        build(other, built, embedder, plan=careful)
    for named in (str(built), "(evening-walks)", str(other), "(new-walks)"):
        assert named in str(caught.value)
    assert bundle.current(built) == before
    # Nothing is lost where nothing is published, or nothing that could be served.
    assert build(other, tmp_path / "fresh", embedder, plan=careful).published
    (built / before / "manifest.json").write_text("{")
    assert build(other, built, embedder, plan=careful).published


def test_the_script_replaces_another_folders_index_on_demand_only(
    tiny_corpus: Path, built: Path, tmp_path: Path
) -> None:
    other, before = tmp_path / "other", bundle.current(built)
    other.mkdir()
    (other / "new.md").write_text(DOCUMENT.format(id="new-walks", name="New walks"))
    words = ("scripts/build_index.py", "--corpus", str(other))
    done = run(*words, KWELL_INDEX_DIR=str(built))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "was built of another folder" in done.stderr
    assert bundle.current(built) == before
    assert run(*words, "--replace", KWELL_INDEX_DIR=str(built)).returncode == 0
    assert run("scripts/build_index.py", "--corpus", str(tiny_corpus),
               "--index", str(built)).returncode == 0  # fmt: skip


@pytest.mark.parametrize("report", ["none/at/all.html", "."])
def test_a_report_that_cannot_be_written_is_told_before_the_build(
    tiny_corpus: Path, tmp_path: Path, report: str
) -> None:
    index = tmp_path / "index"
    done = run("scripts/build_index.py", "--corpus", str(tiny_corpus), "--index", str(index),
               "--report", str(tmp_path / report))  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"--report: got {tmp_path / report}, wanted a file in a folder" in done.stderr
    assert not index.exists()


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
    assert (done.returncode, done.stderr.count("\n")) == (1, 2)
    assert run(script, "--colour", "red").returncode == 2
    done = run(script, *places, KWELL_PORT="many")
    assert done.returncode == 2
    assert "KWELL_PORT: got 'many', wanted a number from 1 to 65535" in done.stderr
