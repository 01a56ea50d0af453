"""The packaged model's tuning: what is learnt, kept, added to the weights and checked."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from conftest import ROOT
from kwell_qa import embedding
from kwell_qa.bundle import Bundle
from kwell_qa.embedding import DEFAULT_SHA256, reference, tuning
from kwell_qa.embedding.teaching import Lesson, Settings, teach
from kwell_qa.embedding.tuning import Tuning
from kwell_qa.errors import ContentError, ModelFault

sys.path.insert(0, str(ROOT / "scripts"))
import tune_model

THINGS = ("lamp", "boat", "tree", "coat", "bell", "road", "drum", "nest", "wall", "ring")
PLACES = ("harbour", "library", "garden", "station", "kitchen")
QUICK = Settings(passes=30, sentences=25, asks=2, strangers=4, messages=8, rate=5e-3, dropout=0)


def lesson() -> Lesson:
    """Sentences whose asks share one odd word with them, and that word only."""
    sentences = [f"The {one} stands in the {place}." for one in THINGS for place in PLACES]
    asks = [f"{word} {one} {place}?" for one in THINGS for place in PLACES
            for word in ("who saw", "where was")]  # fmt: skip
    answers = [[number // 2] for number in range(len(asks))]
    unanswered = [f"what does the {one} cost" for one in THINGS]
    messages = [f"I feel {word}" for word in ("well", "low", "fine", "sad") * 4]
    return Lesson(asks, answers, sentences, unanswered, messages, [0, 1] * 8)


def found(model: object, held: Lesson) -> float:
    """Share of the asks that lie nearest to their own sentence."""
    made = reference.SentenceTransformerEmbedder("tiny", model)
    cosines = made.embed_queries(held.asks) @ made.embed_queries(held.sentences).T
    return float(np.mean([row.argmax() in held.answers[n] for n, row in enumerate(cosines)]))


def tiny(tiny_model: Path) -> object:
    return embedding.load(str(tiny_model)).model


@pytest.fixture(scope="module")
def taught(tiny_model: Path) -> tuple[Tuning, list[str]]:
    said: list[str] = []
    return teach(tiny(tiny_model), lesson(), QUICK, said.append), said


def test_asks_come_nearer_to_their_sentences(
    tiny_model: Path, taught: tuple[Tuning, list[str]]
) -> None:
    made, said = taught
    plain, tuned = tiny(tiny_model), tiny(tiny_model)
    made.apply(tuned[0].auto_model)
    before, after = found(plain, lesson()), found(tuned, lesson())
    assert after > before + 0.1, (before, after)
    losses = [float(line.rsplit(" ", 1)[1]) for line in said]
    assert np.mean(losses[-5:]) < np.mean(losses[:5]) - 0.5
    assert said[0].startswith(f"step 1 of {len(said)}, ")


def test_the_same_lesson_gives_the_same_numbers(
    tiny_model: Path, taught: tuple[Tuning, list[str]]
) -> None:
    short = Settings(**{**taught[0].recipe["settings"], "passes": 2})
    one, other = (teach(tiny(tiny_model), lesson(), short) for _ in range(2))
    for name, part in one.up.items():
        np.testing.assert_array_equal(part, other.up[name])
        np.testing.assert_array_equal(one.down[name], other.down[name])


def test_without_unanswered_questions_or_messages_it_learns_too(tiny_model: Path) -> None:
    held = lesson()
    bare = Lesson(held.asks, held.answers, held.sentences, [], [], [])
    made = teach(tiny(tiny_model), bare, Settings(passes=1, sentences=25, asks=2))
    assert any(part.any() for part in made.up.values())


def test_what_is_written_is_read(tmp_path: Path, taught: tuple[Tuning, list[str]]) -> None:
    made = Tuning(taught[0].down, taught[0].up, {**taught[0].recipe, "base": "b" * 64})
    first, second = tmp_path / "first.npz", tmp_path / "second.npz"
    tuning.write(made, first)
    tuning.write(made, second)
    assert first.read_bytes() == second.read_bytes()
    assert tuning.digest(first) == tuning.digest(second)
    again = tuning.read("b" * 64, first)
    assert again.recipe == made.recipe
    assert again.down.keys() == made.down.keys()
    for name, part in made.up.items():
        np.testing.assert_array_equal(again.up[name], part)


def test_a_file_that_does_not_fit_is_named(
    tmp_path: Path, taught: tuple[Tuning, list[str]]
) -> None:
    path = tmp_path / "tuning.npz"
    with pytest.raises(ModelFault, match=r"tuning\.npz: not there; reinstall"):
        tuning.digest(path)
    with pytest.raises(ModelFault, match=r"tuning\.npz: cannot be read"):
        tuning.read(DEFAULT_SHA256, path)
    tuning.write(Tuning(taught[0].down, taught[0].up, {"base": "b" * 64}), path)
    with pytest.raises(ModelFault, match="made for weights bbbbbbbbbbbb, got 53aa51172d14"):
        tuning.read(DEFAULT_SHA256, path)
    tuning.write(Tuning(taught[0].down, {}, {"base": DEFAULT_SHA256}), path)
    with pytest.raises(ModelFault, match=r"cannot be read \(\d+ parts down, 0 up\)"):
        tuning.read(DEFAULT_SHA256, path)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(ModelFault, match="cannot be read"):
        tuning.read(DEFAULT_SHA256, path)


def test_the_shipped_tuning_is_added_to_the_published_weights() -> None:
    held = tuning.read(DEFAULT_SHA256)
    plain, tuned = (embedding.load(name) for name in (embedding.BASE_MODEL, ""))
    assert plain.name == embedding.BASE_MODEL
    assert tuned.name == embedding.DEFAULT_MODEL
    assert plain.weights_sha256 == DEFAULT_SHA256
    assert tuned.weights_sha256 != plain.weights_sha256
    assert tuned.fingerprint != plain.fingerprint
    assert len(held.down) == 6 * len(tuning.LAYERS)
    before, after = (one.model[0].auto_model.state_dict() for one in (plain, tuned))
    for name, part in before.items():
        layer = name.removesuffix(".weight")
        if name.endswith(".weight") and layer in held.down:
            added = held.up[layer].astype(np.float32) @ held.down[layer].astype(np.float32)
            np.testing.assert_allclose(after[name].numpy(), part.numpy() + added, atol=1e-6)
            assert np.abs(added).max() > 1e-3
        else:
            assert (after[name] == part).all()


def test_the_shipped_tuning_was_made_as_the_script_makes_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tune_model.py", "--check"])
    assert tune_model.main() == 0
    told = capsys.readouterr().out
    learnt, asks = (int(told.split()[place]) for place in (0, 2))
    assert asks > 10_000
    # Few have changed since; where many have, it is time to tune anew.
    assert learnt >= 0.8 * asks
    monkeypatch.setattr("sys.argv", ["tune_model.py", "--check", "--passes", "1"])
    assert tune_model.main() == 1


def test_lines_that_name_no_sentence_are_told_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "lines.tsv"
    good = "coping-sleep\t1,2\tcant switch off after the show"
    path.write_text(f"# why\n{good}\n")
    held = tune_model.lesson(ROOT / "corpus", path)
    assert held["asks"][-1] == "cant switch off after the show"
    assert [held["sentences"][place] for place in held["answers"][-1]]
    assert len(held["asks"]) == len(held["answers"])
    for bad in ("coping-sleep\t999\tx", "coping-nothing\t1\tx", "coping-sleep\tone\tx", "x"):
        path.write_text(f"{good}\n\n{bad}\n")
        with pytest.raises(ContentError, match=r"lines\.tsv:3: tuning: got "):
            tune_model.lesson(ROOT / "corpus", path)


def test_questions_that_nobody_learnt_from_find_their_document(index: Bundle) -> None:
    """Sentences of the right document come first more often than with the published weights."""
    cases = [json.loads(line) for name in ("documents", "hard")
             for line in (ROOT / f"tests/questions/{name}.jsonl").read_text("utf-8").splitlines()]
    asked = [case for case in cases
             if case["lang"] == "en" and not case["history"] and case.get("documents")
             and case["expect"] == "answer"][:240]  # fmt: skip
    wanted = {name for case in asked for name in case["documents"]}
    owners, texts = [], []
    for document in index.documents:
        if document.id in wanted:
            for sentence in document.sentences:
                owners.append(document.id)
                texts.append(document.text[sentence.start : sentence.end])
    hits = []
    for name in (embedding.BASE_MODEL, ""):
        made = embedding.load(name)
        asks = made.embed_queries([case["question"] for case in asked])
        first = (asks @ made.embed_passages(texts).T).argmax(axis=1)
        hits.append(np.mean([owners[row] in case["documents"]
                             for row, case in zip(first, asked, strict=True)]))  # fmt: skip
    assert len(asked) > 100
    assert hits[1] > hits[0] + 0.02, hits
