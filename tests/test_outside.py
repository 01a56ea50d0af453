"""int8 is measured on questions and passages of others, where they are given."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kwell_qa import building, embedding, exports, outside, versions
from kwell_qa.errors import UsageError

PASSAGES = [{"pid": "walks#0", "text": "The club walks at night."},
            {"doc_id": "songs", "text": "A choir sings in Busan."}]  # fmt: skip
QUESTIONS = [{"question": "Who walks?", "pid": "walks#0"},
             {"question": "Who flies?", "pid": "walks#0", "answerable": False},
             {"question": "Who sings?", "doc_id": "songs"},
             {"question": "Who is elsewhere?", "pid": "gone"}]  # fmt: skip


def written(folder: Path, passages: list[dict[str, object]], questions: list[object]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in ((outside.PASSAGES, passages), (outside.QUESTIONS, questions)):
        (folder / name).write_text("\n".join(map(json.dumps, rows)) + "\n\n", "utf-8")
    return folder


def test_questions_are_read_with_the_passage_that_answers_them(tmp_path: Path) -> None:
    found = outside.read(written(tmp_path / "squad", PASSAGES, QUESTIONS))
    assert found.name == "squad"
    assert found.questions == ("Who walks?", "Who sings?")
    trial = found.trial(lambda texts: np.ones((len(texts), 2), np.float32))
    assert trial.gold == (frozenset({0}), frozenset({1}))
    assert trial.passages.shape == (2, 2)
    changed = outside.read(written(tmp_path / "squad", PASSAGES, QUESTIONS[:1]))
    assert changed.sha256 != found.sha256


@pytest.mark.parametrize(
    ("passages", "questions", "told"),
    [
        ([{"pid": "a"}], QUESTIONS, "'text'"),
        (PASSAGES, [{"question": "a"}], "'doc_id'"),
        (PASSAGES, ["a"], "no question has its passage|attribute"),
        (PASSAGES, QUESTIONS[3:], "no question has its passage"),
    ],
)
def test_a_set_of_another_form_is_told(
    tmp_path: Path, passages: list[dict[str, object]], questions: list[object], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        outside.read(written(tmp_path / "set", passages, questions))


def test_a_set_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"passages\.jsonl: cannot be read"):
        outside.read(tmp_path)
    (tmp_path / outside.PASSAGES).write_text("no", "utf-8")
    with pytest.raises(UsageError, match=r"passages\.jsonl: not JSON"):
        outside.read(tmp_path)


def test_a_build_measures_on_it_and_says_so(
    tiny_model: Path, tiny_corpus_kept: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    given = outside.read(written(tmp_path / "squad", PASSAGES, QUESTIONS))

    def entry(said: list[str], measured_on: outside.Outside | None) -> dict[str, object]:
        exporter = exports.Exporter(index, say=said.append, outside=measured_on)
        building.build(
            tiny_corpus_kept, index, lambda: exports.builder(str(tiny_model), index),
            exporter=exporter,
        )  # fmt: skip
        made: dict[str, object] = versions.read_manifest(index)["export"]
        return made

    first = entry([], None)
    said: list[str] = []
    with_it = entry(said, given)
    assert "measuring int8 beside fp32" in said
    assert with_it["outside"] == {"name": "squad", "sha256": given.sha256}
    names = {one["name"]: one["questions"] for one in with_it["measured"]}  # type: ignore[attr-defined]
    assert names["squad"] == 2
    assert "squad" not in {one["name"] for one in first["measured"]}  # type: ignore[attr-defined]
    for later in (given, None):
        said.clear()
        assert entry(said, later) == with_it
        assert said == [], "what was measured stands"


def test_passages_are_embedded_in_full(tiny_model: Path, tmp_path: Path) -> None:
    given = outside.read(written(tmp_path / "squad", PASSAGES, QUESTIONS))
    model = embedding.load(str(tiny_model))
    wanted = model.embed_passages([str(one["text"]) for one in PASSAGES])
    assert np.allclose(given.trial(model.embed_passages).passages, wanted)
