"""Notes on files: they save work, and change nothing that is built."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

from conftest import ROOT
from fake_embedder import FakeEmbedder
from kwell_qa import building, corpus, linting, manifest, versions
from kwell_qa.records import Document, plain
from kwell_qa.store import Notes


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were really parsed."""
    names: list[str] = []
    real = corpus.read_document

    def counted(path: Path, name: str) -> Document:
        names.append(name)
        return real(path, name)

    monkeypatch.setattr(corpus, "read_document", counted)
    return names


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index" / ".notes.sqlite"


def build(folder: Path, path: Path) -> building.Report:
    with closing(Notes(path)) as notes:
        return building.build(
            folder, path.parent, FakeEmbedder, plan=building.Plan(notes=notes),
            check=partial(linting.check, notes=notes),
        )  # fmt: skip


def test_plain_is_what_asdict_gives() -> None:
    for document in corpus.load(ROOT / "corpus" / "claims").documents:
        assert manifest.digest(plain(document)) == manifest.digest(asdict(document))


def test_an_unchanged_file_is_parsed_once(
    tiny_corpus: Path, path: Path, tmp_path: Path, read: list[str]
) -> None:
    build(tiny_corpus, path)
    assert sorted(read) == ["songs.md", "walks.md"]  # the linter and the build share a reading
    walks = tiny_corpus / "walks.md"
    walks.write_text(walks.read_text().replace("120 people", "150 people"))
    read.clear()
    build(tiny_corpus, path)
    assert read == ["walks.md"]
    building.build(tiny_corpus, tmp_path / "clean", FakeEmbedder, check=linting.check)
    one, two = versions.read_manifest(path.parent), versions.read_manifest(tmp_path / "clean")
    assert (one["hash"], one["files"]) == (two["hash"], two["files"])
    assert one["report"]["findings"] == two["report"]["findings"]


def test_findings_are_noted_and_those_that_depend_on_others_are_not(
    tiny_corpus: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks = tiny_corpus / "walks.md"
    walks.write_text(walks.read_text().replace("kind: article", "kind: article\nrelated: [songs]"))
    with closing(Notes(path)) as notes:
        first = linting.inspect(tiny_corpus, notes=notes)
        assert [finding.rule for finding in first.findings] == ["related"]
        with monkeypatch.context() as patch:
            patch.setattr(linting.structure, "check", lambda *_: 1 / 0)
            assert linting.inspect(tiny_corpus, notes=notes) == first
        songs = tiny_corpus / "songs.md"
        songs.write_text(songs.read_text().replace("id: morning-songs", "id: songs"))
        assert linting.check(tiny_corpus, notes=notes) == linting.check(tiny_corpus) == ()


def test_other_rules_read_every_file_again(
    tiny_corpus: Path, path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tiny_corpus, path)
    read.clear()
    monkeypatch.setattr(corpus, "recipe", lambda: "another")
    linting._recipe.cache_clear()
    build(tiny_corpus, path)
    linting._recipe.cache_clear()
    assert sorted(read) == ["songs.md", "walks.md"]


def test_notes_that_are_damaged_or_out_of_reach_are_as_none(
    tiny_corpus: Path, path: Path, read: list[str]
) -> None:
    build(tiny_corpus, path)
    with closing(sqlite3.connect(path)) as base:
        for key, value in base.execute("SELECT key, value FROM notes").fetchall():
            wrong = value.replace(b"120 people", b"900 people")
            base.execute("UPDATE notes SET value=? WHERE key=?", (wrong, key))
        base.commit()
    read.clear()
    report = build(tiny_corpus, path)
    assert (sorted(read), report.embedded) == (["songs.md", "walks.md"], 0)
    path.write_bytes(b"this is no database at all" * 200)
    assert build(tiny_corpus, path).published
    path.unlink()
    path.mkdir()
    assert build(tiny_corpus, path).published


def test_idle_notes_are_dropped(path: Path) -> None:
    with closing(Notes(path)) as notes:
        for number in range(1500):
            notes.put(b"%d" % number, b"text")
    with closing(Notes(path)) as notes:
        assert notes.get(b"7") == b"text"
    with closing(Notes(path)) as notes:
        assert notes.get(b"7") == b"text"
        assert notes.get(b"8") is None
