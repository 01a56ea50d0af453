"""Whatever is wrong with an index: the old version serves on, and the message tells the remedy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import DOCUMENT, ROOT, tiny_documents
from fake_embedder import FakeEmbedder
from kwell_qa import building, bundle, embedding, helplines, linting, versions
from kwell_qa.errors import Finding, KwellError, UsageError
from kwell_qa.settings import Settings
from kwell_qa.web.limits import Gate
from kwell_qa.web.site import Site
from kwell_qa.web.visitor import Visitor

NOBODY = 65534
REBUILD = "run: python scripts/build_index.py"


def build(corpus: Path, index: Path) -> str:
    version = building.build(corpus, index, FakeEmbedder).version
    assert version is not None
    return version


def edit(corpus: Path, count: int) -> None:
    (corpus / "songs.md").write_text(
        DOCUMENT.format(id="morning-songs", name="Morning songs").replace("120", str(count))
    )


@pytest.fixture(scope="module")
def versions_apart(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two indexes of two states of one corpus, to be copied."""
    folder = tmp_path_factory.mktemp("apart")
    corpus = tiny_documents(folder)
    build(corpus, folder / "old")
    edit(corpus, 1001)
    build(corpus, folder / "new")
    return folder / "old", folder / "new"


@pytest.fixture
def site(
    versions_apart: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Site:
    """A site that serves the old version."""
    monkeypatch.setattr(embedding, "load_as", lambda name, recorded: FakeEmbedder())
    shutil.copytree(versions_apart[0], tmp_path / "index")
    site = Site(Settings(corpus_dir=tmp_path, index_dir=tmp_path / "index"))
    site.refresh()
    assert site.now.phase == "ready"
    return site


def truncated(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])


def flipped(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)


def missing(folder: Path, name: str) -> None:
    (folder / name).unlink()


def of_another_schema(folder: Path, name: str) -> None:
    made = json.loads((folder / name).read_text())
    (folder / name).write_text(json.dumps({**made, "schema": made["schema"] + 1}))


def test_nothing_indexed_yet_is_told_from_what_failed(
    versions_apart: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "load_as", lambda name, given: FakeEmbedder())
    site = Site(Settings(corpus_dir=tmp_path, index_dir=tmp_path / "index"))

    def reason(excuse: str | None = None) -> str | None:
        asked = ("how many people joined?", (), "en", "KR", Visitor())
        reply = site.without_engine(*asked, excuse, seconds="9") if excuse else site.ask(*asked)
        assert reply.helplines
        return reply.reason

    assert reason() == "loading"
    site._load()
    assert reason() == "nothing-indexed"
    assert f"no articles are indexed yet; {REBUILD}" in site.now.faults[0]
    # What keeps this question from an answer is said first.
    assert reason("ui.too_many") == "too_many"
    monkeypatch.setattr(site, "gate", Gate(running=1, waiting=0))
    with site.gate():
        assert reason() == "busy"
    site.refresh()
    assert reason() == "nothing-indexed"
    # A version that was published and is not whole has failed, as one that cannot be told.
    site.settings.index_dir.mkdir()
    for bad in (b"0123456789abcdef\n", b"\xff\xfe", b""):
        (site.settings.index_dir / "CURRENT").write_bytes(bad)
        site.refresh()
        assert reason() == "failed"
    shutil.rmtree(site.settings.index_dir)
    shutil.copytree(versions_apart[0], site.settings.index_dir)
    site.refresh()
    assert reason() in (None, "not-covered")


FILES = sorted(
    ["texts.sqlite", "names.json", "words.txt", "passages.faiss", "sentences.faiss", "asks.faiss",
     "words.faiss", "bags/ask_terms.numbers.npy", "rows/passages.npy", "rows/sentences.npy",
     "rows/asks.npy", "prior.npy", "unanswered.faiss",
     "bm25-passages/data.csc.index.npy", "bm25-sentences/vocab.index.json", "manifest.json"]
)  # fmt: skip
FAULTS = [
    *((flipped, name) for name in FILES),
    *((fault, name) for fault in (truncated, missing) for name in FILES[::4]),
]


@pytest.mark.parametrize(("fault", "name"), [*FAULTS, (of_another_schema, "manifest.json")])
def test_a_faulty_version_is_not_served(
    site: Site, versions_apart: tuple[Path, Path], fault: Callable[[Path, str], None], name: str
) -> None:
    index, (_, new) = site.settings.index_dir, versions_apart
    serving, version = site.now.index, versions.current(new)
    shutil.copytree(new / version, index / version)
    fault(index / version, name)
    versions.point(index, version)
    site.refresh()
    assert (site.now.index, site.now.phase) == (serving, "ready")
    (told,) = site.now.faults
    assert str(index / version / name) in told
    assert REBUILD in told
    assert "--full" not in told
    reply = site.now.assistant.ask("how many people joined Morning songs?")
    assert reply.reason != "failed"

    # The remedy mends it.
    assert building.build(new.parent / "corpus", index, FakeEmbedder).published
    site.refresh()
    assert site.now.faults == ()
    assert site.now.index == versions.read_manifest(new)["hash"]


def test_every_file_of_a_version_is_among_those_tried(versions_apart: tuple[Path, Path]) -> None:
    old, _ = versions_apart
    made = versions.read_manifest(old)["files"]
    tried = {name.split("/")[0] for name in FILES}
    assert {name.split("/")[0] for name in made} | {"manifest.json"} == tried
    assert set(FILES) - {"manifest.json"} <= set(made)


# Rights: root may do anything, so a child gives them up.


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that other users can reach."""
    folder = Path(tempfile.mkdtemp(prefix="kwell-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def as_nobody(work: Callable[[], object]) -> str:
    """What ``work`` raises when it is done by a user without rights, or ``""``."""
    if os.getuid() != 0:
        pytest.skip("needs to be root, to give up its rights")
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        said = "the child died"
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            work()
            said = ""
        except KwellError as error:
            said = str(error)
        except BaseException as error:
            said = f"not told in words: {error!r}"
        finally:
            os.write(write, said.encode())
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        said = told.read()
    os.waitpid(child, 0)
    return said


def test_a_folder_that_may_not_be_written_is_named(shared: Path) -> None:
    corpus, index = tiny_documents(shared), shared / "index"
    version = build(corpus, index)
    edit(corpus, 1002)
    remedy = "free space or mend permissions; the published index is unchanged"
    for work in (lambda: build(corpus, index), lambda: building.rollback(index, version)):
        said = as_nobody(work)
        assert said.startswith(str(index))
        assert "cannot be written" in said
        assert remedy in said
    assert as_nobody(lambda: bundle.load(index)) == ""
    plan = building.Plan(dry_run=True)
    assert as_nobody(lambda: building.build(corpus, index, FakeEmbedder, plan=plan)) == ""
    assert versions.current(index) == version


@pytest.mark.parametrize("name", ["CURRENT", "{}/manifest.json", "{}/texts.sqlite"])
def test_a_file_that_may_not_be_read_is_named(shared: Path, name: str) -> None:
    index = shared / "index"
    path = index / name.format(build(tiny_documents(shared), index))
    path.chmod(0o600)
    said = as_nobody(lambda: bundle.load(index))
    assert said == f"{path}: may not be read; make it readable for this user"
    bundle.load(index)


@pytest.mark.parametrize("rights", [0o700, 0o744])
def test_a_folder_that_may_not_be_opened_is_told_and_the_rest_is_read(
    shared: Path, rights: int
) -> None:
    """It may be closed altogether, or show the names of files that cannot be opened."""
    corpus = tiny_documents(shared)
    shared.chmod(0o777)
    closed, file = corpus / "closed", corpus / "closed" / "third.md"
    closed.mkdir()
    file.write_text(DOCUMENT.format(id="third", name="Third walks"))
    closed.chmod(rights)
    told = closed if rights == 0o700 else file
    wanted = Finding(told, None, "unreadable", "cannot be opened (Permission denied)",
                     "mend its permissions")  # fmt: skip

    def lint() -> None:
        found = [one for one in linting.check(corpus) if one.severity == "error"]
        assert found == [wanted], found

    def publish() -> None:
        report = building.build(corpus, shared / "new", FakeEmbedder)
        assert report.published, report
        assert report.findings == (wanted,)
        assert report.skipped == (told.relative_to(corpus).as_posix(),)
        assert report.documents == 2

    def lose() -> None:
        report = building.build(corpus, shared / "old", FakeEmbedder)
        assert not report.published, report

    assert as_nobody(lint) == ""
    assert as_nobody(publish) == ""
    # What was published from it is not lost.
    build(corpus, shared / "old")
    for path in (shared / "old", *(shared / "old").rglob("*")):
        path.chmod(0o777)
    assert as_nobody(lose) == ""


def test_names_that_may_not_be_read_are_told(shared: Path) -> None:
    corpus = tiny_documents(shared)
    names = corpus / "names.yaml"
    names.write_text("[]\n")
    names.chmod(0o600)
    said = as_nobody(lambda: building.build(corpus, shared / "index", FakeEmbedder))
    assert said == f"{names}: unreadable: cannot be opened (Permission denied); " \
                   "mend its permissions"  # fmt: skip


@pytest.mark.parametrize(
    "step", ["kwell_qa.building.keep_last_good", "kwell_qa.building._Build._tidy"]
)
def test_what_fails_after_publishing_is_a_warning(
    step: str, tiny_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    index = tmp_path / "index"
    old = build(tiny_corpus, index)
    edit(tiny_corpus, 1003)
    monkeypatch.setattr(step, full)
    report = building.build(tiny_corpus, index, FakeEmbedder)
    assert report.published
    assert versions.current(index) == report.version != old
    assert [record.getMessage() for record in caplog.records] == [
        "somewhere: cannot be written (No space left on device); free space or mend permissions; "
        "the new index is published all the same"
    ]


def test_a_fault_while_old_versions_go_does_not_hide_the_new_one(
    tiny_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(index: Path, version: str) -> None:
        raise OSError(28, "No space left on device", str(index / version))

    index = tmp_path / "index"
    build(tiny_corpus, index)
    edit(tiny_corpus, 1004)
    monkeypatch.setattr(versions, "_remove", full)
    with pytest.raises(UsageError, match="the new index is published: ") as caught:
        building.build(tiny_corpus, index, FakeEmbedder, plan=building.Plan(keep=1))
    assert str(caught.value).endswith(versions.current(index))


def test_half_a_copy_of_the_helplines_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / ".helplines.yaml-1").write_text("of a build that died")
    versions.clear_leavings(tmp_path)
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        helplines.keep_last_good(ROOT / "corpus/helplines.yaml", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_anywhere_leaves_what_was_published(
    tiny_corpus: Path, tmp_path: Path
) -> None:
    """A small disk of ever less room, so that each step of the build meets its end."""
    index = tmp_path / "index"
    index.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(index)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"needs the right to mount a small tmpfs: {mounted.stderr.strip()}")
    try:
        version = build(tiny_corpus, index)
        used = shutil.disk_usage(index).used // 1024
        for number in range(60):
            text = DOCUMENT.format(id=f"walks-{number}", name=f"Walks number {number}")
            (tiny_corpus / f"walks-{number}.md").write_text(text)
        failed = 0
        for room in (0, 4, 16, 48, 96, 160, 240, 320):
            resize = ["mount", "-o", f"remount,size={used + room}k", str(index)]
            subprocess.run(resize, check=True, capture_output=True)
            shutil.rmtree(index / ".vectors", ignore_errors=True)
            with pytest.raises(UsageError, match=r"cannot be written .*free space.*unchanged"):
                build(tiny_corpus, index)
            failed += 1
            assert versions.current(index) == version
            assert len(bundle.load(index).documents) == 2
        assert failed == 8
        subprocess.run(["mount", "-o", "remount,size=8m", str(index)], check=True)
        build(tiny_corpus, index)
        assert len(bundle.load(index).documents) == 62
    finally:
        subprocess.run(["umount", "-l", str(index)], check=True)
