"""A question runs through the model once, and what is remembered of it changes no reply."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import ROOT
from fake_embedder import FakeEmbedder
from kwell_qa import bundle, embedding, questions, safety
from kwell_qa.assistant import Assistant, Engine
from kwell_qa.embedding import RememberingEmbedder, remembering
from kwell_qa.helplines import load as load_helplines
from kwell_qa.records import Screening
from kwell_qa.remembered import Remembered
from kwell_qa.retrieval import Found


class Counting:
    """The model as it is served, and what was run through its session."""

    def __init__(self, index: Path) -> None:
        entry = bundle.read_manifest(index)["export"]
        self.light = embedding.load_export(index / entry["folder"], entry["precision"])
        self.runs = 0
        run = self.light._run

        def counted(*args: Any) -> Any:
            self.runs += 1
            return run(*args)

        self.light._run = counted

    def of(self, call: Any) -> int:
        before = self.runs
        call()
        return self.runs - before


@pytest.fixture(scope="module")
def counting(index_dir: Path) -> Counting:
    return Counting(index_dir)


@pytest.fixture
def fresh(index: bundle.Bundle, counting: Counting) -> Assistant:
    """An assistant that has been asked nothing yet."""
    lines = load_helplines(ROOT / "corpus/helplines.yaml")
    return Assistant(lines, Engine.of(index, counting.light))


def test_a_plain_question_is_one_pass(fresh: Assistant, counting: Counting) -> None:
    for question in (
        "What is the LOVE MYSELF campaign?", "how does sleep help with stress",
        # By other names than the corpus' own, and in another language.
        "what did skz's bang chan do on sundays", "BTS의 러브 마이셀프 캠페인은 뭐예요?",
    ):  # fmt: skip
        assert counting.of(lambda asked=question: fresh.ask(asked)) == 1
        # Asked again, in other letters for the search: nothing is left to run.
        assert counting.of(lambda asked=question: fresh.ask(asked)) == 0


def test_each_half_of_a_question_is_one_more(fresh: Assistant, counting: Counting) -> None:
    two = "when did V LIVE close, and what did it become?"
    assert counting.of(lambda: fresh.ask(two)) == 3
    assert counting.of(lambda: fresh.ask(two)) == 0


def test_a_follow_up_is_three_passes_at_most(fresh: Assistant, counting: Counting) -> None:
    history = ("What is the LOVE MYSELF campaign?",)
    assert counting.of(lambda: fresh.ask(history[0])) == 1
    # All of it, what it says itself, which the screen sees as well, and that with what it is about.
    assert counting.of(lambda: fresh.ask("When did it begin?", history)) <= 3
    assert counting.of(lambda: fresh.ask("why?", history)) <= 2


def test_the_corpus_own_questions_are_tried_without_a_pass(
    fresh: Assistant, counting: Counting
) -> None:
    assert fresh.engine is not None
    retriever, asks = fresh.engine.retriever, fresh.engine.bundle.ask_texts
    row = list(asks).index("what did the shiny foundation plan to do")
    query = questions.read(asks[row], (), "en", fresh.engine.bundle.namer)
    found: list[Found] = []
    assert counting.of(lambda: found.append(retriever.search(query, ask=row))) == 0
    assert counting.of(lambda: found.append(retriever.search(query))) == 1
    assert found[0].vector @ found[1].vector > 0.98
    assert found[0].asks.rows[0] == row


def test_the_screen_reads_while_the_model_runs(
    fresh: Assistant, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "BESIDE", 1)
    screened, overtaken = threading.Event(), []
    run, screen = counting.light._run, safety.screen

    def slow(*args: Any) -> Any:
        overtaken.append(screened.wait(10))
        return run(*args)

    def seen(*args: Any) -> Screening:
        found = screen(*args)
        screened.set()
        return found

    monkeypatch.setattr(counting.light, "_run", slow)
    monkeypatch.setattr(safety, "screen", seen)
    assert fresh.ask("What is the LOVE MYSELF campaign?").mode == "answer"
    assert overtaken == [True]


def test_a_pass_that_fails_beside_is_met_with_helplines_and_tried_again(
    fresh: Assistant, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "BESIDE", 1)
    question = "What is the LOVE MYSELF campaign?"
    with monkeypatch.context() as broken:
        broken.setattr(counting.light, "_run", lambda *_: 1 / 0)
        reply = fresh.ask(question)
        assert (reply.mode, reply.reason, bool(reply.helplines)) == ("abstain", "failed", True)
    assert fresh.ask(question).mode == "answer"


def test_the_time_of_each_stage_is_told(
    fresh: Assistant, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "BESIDE", 0)
    run = counting.light._run

    def slow(*args: Any) -> Any:
        time.sleep(0.2)
        return run(*args)

    monkeypatch.setattr(counting.light, "_run", slow)
    asked = "What did Stray Kids say about rest, and which campaign is MOA Diary?"
    monkeypatch.setattr(safety, "screen", lambda *_: Screening())
    first, again = fresh.ask(asked).timings_ms, fresh.ask(asked).timings_ms
    assert set(first) == set(again) == {"screen", "embed", "search", "total"}
    assert first["embed"] >= 200
    assert first["screen"] + first["embed"] + first["search"] <= first["total"] + 0.01
    assert again["embed"] == 0
    monkeypatch.undo()
    for said in ("", "thank you", "I want to die", "a" * 9000):
        assert set(fresh.ask(said).timings_ms) == set(first)


def test_a_message_is_screened_with_its_history_and_once_by_itself(
    fresh: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, tuple[str, ...]]] = []
    screen = safety.screen

    def counted(question: str, history: Sequence[str], *more: Any) -> Screening:
        seen.append((question, tuple(history)))
        return screen(question, history, *more)

    monkeypatch.setattr(safety, "screen", counted)
    assert fresh.ask("I want to die", ["hi"]).mode == "crisis"
    assert seen == [("I want to die", ("hi",)), ("I want to die", ())]


def test_nothing_runs_for_what_is_not_searched(fresh: Assistant, counting: Counting) -> None:
    for said in ("thank you!", "🙂", "helplines in Japan", "a" * 9000):
        assert counting.of(lambda asked=said: fresh.ask(asked)) == 0


def test_what_is_remembered_changes_no_reply(fresh: Assistant) -> None:
    asked = [("What is MOA Diary?", ()), ("who started it?", ("What is MOA Diary?",)),
             ("how tall is Felix?", ())]  # fmt: skip
    first = [replace(fresh.ask(*one, explain=True), timings_ms={}) for one in asked]
    assert [replace(fresh.ask(*one, explain=True), timings_ms={}) for one in asked] == first
    # The search takes no notice of case; the reply is to the words as they were typed.
    loud = fresh.ask("WHAT IS MOA DIARY?", explain=True)
    assert loud.citations == first[0].citations
    assert loud.id != first[0].id


def test_the_screen_sees_each_message_anew(
    fresh: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "What is MOA Diary?"
    assert fresh.ask(question).mode == "answer"
    alarm = Screening("crisis", "suicidal", "first")
    monkeypatch.setattr(safety, "screen", lambda *_: alarm)
    assert fresh.ask(question).mode == "crisis"


def test_vectors_are_remembered_by_text_and_within_bounds() -> None:
    model = FakeEmbedder()
    remembering = RememberingEmbedder(model, kept=3)
    texts = ["one walk", "two walks", "one walk"]
    assert np.array_equal(remembering.embed_queries(texts), FakeEmbedder().embed_queries(texts))
    assert model.embedded == ["one walk", "two walks"]
    remembering.embed_queries(["three", "four", "one walk"])
    assert model.embedded == ["one walk", "two walks", "three", "four"]
    remembering.embed_queries(["two walks"])
    assert model.embedded[-1] == "two walks"
    assert remembering.embed_queries([]).shape == (0, model.dimension)


def test_vectors_cannot_be_changed_by_who_asked() -> None:
    remembering = RememberingEmbedder(FakeEmbedder())
    given: Sequence[Any] = remembering.embed_queries(["a walk"])
    given[0][:] = 0
    assert np.linalg.norm(remembering.embed_queries(["a walk"])[0]) == pytest.approx(1)


def test_the_one_used_longest_ago_goes_first() -> None:
    kept: Remembered[int] = Remembered(2)
    kept.put(b"a", 1)
    kept.put(b"b", 2)
    assert kept.get(b"a") == 1
    kept.put(b"c", 3)
    assert (kept.get(b"a"), kept.get(b"b"), kept.get(b"c"), len(kept)) == (1, None, 3, 2)
