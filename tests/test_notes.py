"""Notes on files: they save work, and change nothing that is built."""

from __future__ import annotations

import datetime
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

from conftest import ROOT
from fake_embedder import FakeEmbedder
from kwell_qa import building, corpus, inputs, linting, manifest, versions
from kwell_qa.lint_rules.sarif import to_sarif
from kwell_qa.notes import Notes
from kwell_qa.records import Document, plain
from lint_fixtures import HELP, LEAD, TODAY, document, weak

LONG = (
    "SEVENTEEN and UNESCO began the Going Together campaign in 2022 so that young people learn "
    "from each other, and the group gave a speech at the Youth Forum in Paris in November 2023 "
    "before an audience of about 550 guests.[^a]"
)


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
    for one in corpus.load(ROOT / "corpus" / "claims").documents:
        assert manifest.digest(plain(one)) == manifest.digest(asdict(one))


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
            patch.setattr(linting.Examined, "of", lambda *_: 1 / 0)
            assert linting.inspect(tiny_corpus, notes=notes) == first
        songs = tiny_corpus / "songs.md"
        songs.write_text(songs.read_text().replace("id: morning-songs", "id: songs"))
        assert linting.check(tiny_corpus, notes=notes) == linting.check(tiny_corpus) == ()


FAULTY = {
    "front": document(kind="essay"),
    "twin": document(id="good"),
    "foot": document(LEAD.replace("[^a]", "[^a][^b]"), id="foot"),
    "asks": document(id="asks", more="asks:\n  Nowhere: [what is love myself]\n"),
    "empty": document("## A heading only", id="empty"),
    "bare": document(f"{LEAD}\n\nBTS ended it in June 2030.\n\nFans cried.", id="bare"),
    "source": document(id="source", sources=(weak("news", url="null"),)),
    "weak": document("ATEEZ ran a campaign in 2024.[^a]", id="weak", sources=(weak("opinion"),)),
    "old": document(id="old", reviewed="2025-11-23"),
    "links": document(f"{LEAD} Jin is [there](/read/later) too.[^a] Call 1393.[^a]", id="links",
                      more="related: [later, good]\n"),
    "death": document("Jonghyun of SHINee died in December 2017.[^a] She sang.[^a]", id="death"),
    "named": document(id="named", more="artists: [Nobody]\nlang: kr\n"),
    "word": document("A fan committed suicide in 2019.[^a]" + HELP, id="word"),
    "one": document(LONG, id="one", more='asks:\n  lead:\n    - "what is it"\n'),
    "two": document(LONG.replace("began", "started"), id="two",
                    more='asks:\n  lead:\n    - "What is it?"\n'),
}  # fmt: skip


def test_a_check_with_notes_is_a_full_check_whatever_changes(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    shutil.copy(ROOT / "corpus" / "helplines.yaml", folder)
    (folder / "scan.pdf").write_bytes(b"no pdf at all")
    (folder / "good.md").write_text(document(id="good"))
    for name, text in FAULTY.items():
        (folder / f"{name}.md").write_text(text)
    (folder / "plain.txt").write_text(f"He committed suicide. Call 080-555-1234.\n\n{LONG}")
    (folder / "names.yaml").write_text("- {name: BTS, kind: band}")
    (folder / "lexicon.yaml").write_text("- {en: sad, xx: [traurig]}")
    (folder / "unanswered.yaml").write_text("- asked: [What is it]\n")
    seen: set[str] = set()

    def equal(day: datetime.date = TODAY) -> None:
        with closing(Notes(tmp_path / "notes.sqlite")) as notes:
            noted = linting.inspect(folder, today=day, notes=notes)
        full = linting.inspect(folder, today=day)
        assert noted == full
        assert to_sarif(noted.findings, linting.RULES, folder) == to_sarif(
            full.findings, linting.RULES, folder
        )
        seen.update(finding.rule for finding in full.findings)

    equal()
    equal()
    unseen = {rule for rule in linting.RULES if not rule.startswith("wording")} - seen
    assert unseen == {"corpus", "artist"}
    (folder / "names.yaml").write_text("- {name: BTS, kind: group}")  # by which artists are known
    equal()
    assert "artist" in seen
    (folder / "later.md").write_text(document(id="later"))  # what links and relations wanted
    equal()
    helplines = folder / "helplines.yaml"
    helplines.write_text(helplines.read_text("utf-8").replace('"109"', '"1393"'), "utf-8")
    equal()
    equal(TODAY + datetime.timedelta(days=400))
    (folder / "good.md").rename(folder / "zzz.md")  # another file is the twin now
    equal()
    (folder / "one.md").unlink()
    (folder / "word.md").write_text(FAULTY["old"].replace("id: old", "id: word"))
    (folder / "front.md").write_text(document(LONG, id="front"))
    (folder / "foot.md").write_text(document(id="foot"))
    (folder / "scan.pdf").rename(folder / "scan.txt")
    equal()


def test_a_file_that_cannot_be_read_is_tried_once(tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "good.md").write_text(document())
    (tmp_path / "bad.md").write_text(document(kind="essay"))
    (tmp_path / "scan.pdf").write_bytes(b"no pdf at all")
    with closing(Notes(tmp_path / "notes.sqlite")) as notes:
        first = corpus.load(tmp_path, notes)
        assert len(read) == 3
        assert corpus.load(tmp_path, notes) == first == corpus.load(tmp_path)
        assert len(read) == 6  # those of the load without notes


def test_whether_an_index_is_stale_is_told_without_parsing(
    tiny_corpus: Path, path: Path, read: list[str]
) -> None:
    build(tiny_corpus, path)
    walks = tiny_corpus / "walks.md"
    before = walks.read_text()
    read.clear()
    with closing(Notes(path)) as notes:
        assert inputs.is_stale(tiny_corpus, path.parent, "fake", notes=notes) is None
        assert read == []
        times = walks.stat().st_atime_ns, walks.stat().st_mtime_ns
        walks.write_text(before.replace("120 people", "150 people"))
        os.utime(walks, ns=times)  # as a copy that keeps times would leave it
        told = inputs.is_stale(tiny_corpus, path.parent, "fake", notes=notes)
        assert (told, read) == ("the corpus has changed", ["walks.md"])
        walks.write_text(before)
        assert inputs.is_stale(tiny_corpus, path.parent, "fake", notes=notes) is None


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


def test_a_build_that_is_killed_keeps_its_notes_but_for_the_last(path: Path) -> None:
    killed = Notes(path)
    for number in range(1500):
        killed.put(b"%d" % number, b"text")
    with closing(Notes(path)) as notes:
        assert notes.get(b"999") == b"text"
        assert notes.get(b"1001") is None
    killed.close()


def test_idle_notes_are_dropped(path: Path) -> None:
    with closing(Notes(path)) as notes:
        for number in range(1500):
            notes.put(b"%d" % number, b"text")
    with closing(Notes(path)) as notes:
        assert notes.get(b"7") == b"text"
    with closing(Notes(path)) as notes:
        assert notes.get(b"8") == b"text"
        notes.drop_idle()
    with closing(Notes(path)) as notes:
        assert notes.get(b"8") == b"text"
        assert notes.get(b"7") is None
