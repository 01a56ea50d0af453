"""What ``build_index.py`` says and how it exits where a build comes to no end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from conftest import ROOT
from fake_embedder import FakeEmbedder
from kwell_qa import bundle, exports, versions
from lint_fixtures import document

sys.path.insert(0, str(ROOT / "scripts"))

import build_index

STANDING = "the published index is unchanged"


class Command:
    """The script over a corpus and an index of their own, with a quick model."""

    def __init__(self, corpus: Path, index: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.corpus = corpus
        self.index = index
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, list[str]]:
        """Exit code, stdout, and the lines of stderr."""
        places = ["--corpus", str(self.corpus), "--index", str(self.index), "--model", "fake"]
        code = build_index.main([*places, *words])
        said = self._capsys.readouterr()
        return code, said.out, said.err.splitlines()


@pytest.fixture
def command(
    tiny_corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Command:  # fmt: skip
    monkeypatch.setattr(exports, "builder", lambda *_: FakeEmbedder())
    return Command(tiny_corpus, tmp_path / "index", capsys)


@pytest.mark.parametrize("words", [(), ("--if-stale",)])
@pytest.mark.parametrize("name", ["names.yaml", "lexicon.yaml", "unanswered.yaml"])
def test_a_list_with_an_error_ends_as_a_document_with_one(
    command: Command, name: str, words: tuple[str, ...]
) -> None:
    assert command()[0] == 0
    (command.corpus / name).write_text("- {name: BTS, kind: [\n", "utf-8")
    (command.corpus / "bad.md").write_text(document(kind="poem"), "utf-8")
    code, out, err = command(*words)
    assert (code, err[-1]) == (1, STANDING)
    assert out.splitlines()[-1] == "not published: 2 errors, nothing was embedded"
    assert any(f"{name}:" in line for line in err)
    assert any("bad.md:" in line for line in err)
    code, out, _ = command("--json", *words)
    report = json.loads(out)
    assert (code, report["published"], report["version"]) == (1, False, None)
    assert {Path(one["file"]).name for one in report["findings"]} == {name, "bad.md"}


def test_a_folder_without_documents_ends_alike(command: Command, tmp_path: Path) -> None:
    command.corpus = tmp_path / "nothing"
    code, out, err = command("--json")
    assert (code, json.loads(out)["findings"][0]["rule"]) == (1, "corpus")
    code, out, err = command()
    assert (code, len(err), err[-1]) == (1, 2, "no index is published yet")
    assert out.splitlines()[-1] == "not published: 1 error, nothing was embedded"


def test_a_dry_run_counts_errors_too(command: Command) -> None:
    (command.corpus / "bad.md").write_text(document(kind="poem"), "utf-8")
    code, out, _ = command("--dry-run")
    assert (code, out.splitlines()[-1]) == (
        1, "dry run, would not be published: 1 error, nothing would be embedded"
    )  # fmt: skip


def test_warnings_are_marked(command: Command) -> None:
    (command.corpus / "a.md").write_text(document(more="lang: kr\n"), "utf-8")
    code, _, err = command()
    assert code == 0
    (told,) = (line for line in err if "a.md" in line)
    assert told.endswith(" (warning)")
    (command.corpus / "bad.md").write_text(document(kind="poem"), "utf-8")
    _, _, err = command()
    (told,) = (line for line in err if "bad.md" in line)
    assert "(warning)" not in told


class _Stopped(FakeEmbedder):
    """Somebody presses Ctrl-C while a later window is embedded."""

    def embed_passages(self, texts: Sequence[str], progress: object = None) -> object:  # type: ignore[override]
        if len(self.embedded) > 2:
            raise KeyboardInterrupt
        return super().embed_passages(texts)


@pytest.mark.parametrize("words", [(), ("--full",)])
def test_ctrl_c_is_told_in_one_line_and_loses_nothing(
    command: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    whole = json.loads(command("--json")[1])["embedded"]
    before = bundle.current(command.index)
    walks = command.corpus / "walks.md"
    walks.write_text(walks.read_text().replace("walks", "runs").replace("Evening", "Early"))
    with monkeypatch.context() as patch:
        patch.setattr(exports, "builder", lambda *_: _Stopped())
        code, _, err = command(*words)
    again = "run it again without --full" if words else "run it again"
    assert (code, err) == (130, [
        f"build_index.py: interrupted; what was embedded is kept, {STANDING}; {again} to go on"
    ])  # fmt: skip
    assert bundle.current(command.index) == before
    assert not list(command.index.glob(".build-*"))
    code, out, _ = command("--json")
    assert code == 0
    assert 0 < json.loads(out)["embedded"] < whole
    assert bundle.current(command.index) != before
    with monkeypatch.context() as patch:
        patch.setattr(build_index, "_build", _press)
        assert command("--dry-run")[2] == ["build_index.py: interrupted; nothing was written"]


def _press(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_index_that_is_a_file_is_refused(command: Command, tmp_path: Path) -> None:
    command.index = tmp_path / "file"
    command.index.write_text("")
    for words in ((), ("--dry-run",), ("--if-stale",)):
        code, out, err = command(*words)
        assert (code, out) == (2, "")
        assert err == [f"build_index.py: --index: got {command.index}, which is a file; name a "
                       "folder, which is made where there is none"]  # fmt: skip


def test_no_way_back_is_no_reason_to_build(command: Command) -> None:
    command()
    code, _, (told,) = command("--rollback")
    assert code == 2
    assert told.endswith("it stays published")
    assert "run:" not in told


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"# Caf\xe9\n"])
def test_if_stale_tells_of_a_file_that_cannot_be_read(command: Command, content: bytes) -> None:
    command()
    assert command("--if-stale") == (0, "", ["the index is up to date"])
    before = versions.current(command.index)
    (command.corpus / "new.md").write_bytes(content)
    code, _, err = command("--if-stale")
    assert code == 1
    assert err[0] == "building the index: the corpus has errors"
    assert sum("new.md:" in line for line in err) == 1
    assert versions.current(command.index) == before
    (command.corpus / "new.md").unlink()
    assert command("--if-stale")[0] == 0


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize(("code", "served", "told"), [
    (0, True, False), (1, True, True), (2, False, False), (130, False, False),
])  # fmt: skip
def test_make_chat_serves_what_is_published_where_the_corpus_has_errors(
    tmp_path: Path, code: int, served: bool, told: bool
) -> None:
    """Python is stood in for by a script that fails to build as it is told."""
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.write_text(f'#!/bin/sh\ncase "$1" in *build_index*) exit {code};; esac\necho RAN "$@"\n')
    python.chmod(0o755)
    (tmp_path / ".installed").touch()
    done = subprocess.run(
        ["make", "-C", str(ROOT), "chat", f"VENV={tmp_path}"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode == 0, "RAN app.py" in done.stdout) == (served, served), done.stderr
    assert ("serving what is published" in done.stdout) == told
