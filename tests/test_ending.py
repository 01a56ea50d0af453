"""Commands whose reader goes away, as ``head`` does, end quietly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from kwell_qa import ending
from lint_fixtures import document


def unread(*words: str, stream: str = "stdout") -> tuple[int, str]:
    """Exit code, and what the other stream says, of a command that writes where nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: writer}
    try:
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, text=True, timeout=300, check=False, **pipes
        )  # type: ignore[call-overload]
    finally:
        os.close(writer)
    return done.returncode, done.stderr if stream == "stdout" else done.stdout


def test_a_build_ends_quietly_at_its_first_line(tiny_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    code, told = unread("scripts/build_index.py", "--corpus", str(tiny_corpus),
                        "--index", str(index))  # fmt: skip
    assert (code, told) == (ending.DEAF, "")
    assert not (index / "CURRENT").exists()


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_check_ends_quietly(tmp_path: Path, stream: str) -> None:
    (tmp_path / "a.md").write_text(document("She died in 2019.[^a]"), "utf-8")
    code, told = unread("scripts/check_corpus.py", "--corpus", str(tmp_path), stream=stream)
    assert code == ending.DEAF
    assert "BrokenPipe" not in told


def test_an_answer_ends_quietly(tmp_path: Path) -> None:
    code, told = unread("-m", "kwell_qa", "ask", "--index", str(tmp_path), "what is moa diary")
    assert code == ending.DEAF
    assert "Traceback" not in told


def test_another_pipe_that_breaks_is_an_error() -> None:
    def fail() -> int:
        raise BrokenPipeError("a worker went away")

    with pytest.raises(BrokenPipeError, match="a worker"):
        ending.quietly(fail)
    assert ending.quietly(lambda: 1) == 1
