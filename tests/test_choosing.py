"""A corpus names the model that it is searched with; one that names none has the published one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from kwell_qa import bundle, choosing, inputs, serving
from kwell_qa.embedding import BASE_MODEL, DEFAULT_MODEL
from kwell_qa.errors import ContentError


def test_ours_names_the_tuned_one_and_others_get_the_published_one(tmp_path: Path) -> None:
    assert choosing.model_of(ROOT / "corpus") == DEFAULT_MODEL
    assert choosing.model_of(tmp_path) == BASE_MODEL
    assert choosing.model_of(tmp_path / "nowhere") == BASE_MODEL
    (tmp_path / choosing.FILE).write_text("# why\n- model: some/model\n")
    assert choosing.model_of(tmp_path) == "some/model"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("- models: one\n", 1), ("# why\n- model: 3\n", 2), ("- model: ' '\n", 1),
        ("- model: one\n- model: two\n", 2), ("- one\n", 1),
    ],
)  # fmt: skip
def test_a_file_that_names_no_model_is_told_with_its_line(
    tmp_path: Path, text: str, line: int
) -> None:
    path = tmp_path / choosing.FILE
    path.write_text(text)
    with pytest.raises(ContentError, match=re.escape(f"{path}:{line}: ")):
        choosing.model_of(tmp_path)


def build(corpus: Path, index: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name != "KWELL_MODEL"}
    command = [sys.executable, "scripts/build_index.py", "--corpus", str(corpus)]
    return subprocess.run(
        [*command, "--index", str(index), *more], cwd=ROOT, env=environ, capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip


def test_the_index_is_built_and_served_with_it(tiny_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    done = build(tiny_corpus, index)
    assert done.returncode == 0, done.stderr
    assert bundle.read_manifest(index)["model"]["name"] == BASE_MODEL
    engine = serving.load_engine(index)
    # The screen weighs what messages mean, whichever of the two it is.
    assert engine.model == BASE_MODEL
    assert engine.embed is not None
    assert inputs.is_stale(tiny_corpus, index) is None
    (tiny_corpus / choosing.FILE).write_text(f"- model: {DEFAULT_MODEL}\n")
    assert inputs.is_stale(tiny_corpus, index) == f"the model is {DEFAULT_MODEL} now"
    (tiny_corpus / choosing.FILE).write_text("- model\n")
    done = build(tiny_corpus, index)
    assert done.returncode == 1
    assert "model.yaml:1: model: " in done.stderr
