"""Maps that a corpus' asks teach bring questions that were not asks nearer to what answers them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kwell_qa import adapter, bundle, questions
from kwell_qa.assistant import Assistant
from kwell_qa.embedding import Embedder
from kwell_qa.errors import IndexFault
from kwell_qa.rows import Rows

DIMENSION, SECTIONS, EACH = 24, 250, 3
"""Three sentences in a section, three asks of each."""


def units(vectors: np.ndarray) -> np.ndarray:
    made: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return made.astype(np.float32)


class World:
    """Sentences, and questions which say the same in another way and much that means nothing."""

    def __init__(self, sections: int = SECTIONS) -> None:
        chance = np.random.default_rng(3)
        count = sections * EACH
        meant = chance.normal(size=(count, DIMENSION // 2))
        turned = chance.normal(size=(DIMENSION // 2, DIMENSION // 2))

        def said(times: int) -> np.ndarray:
            noise = chance.normal(size=(count * times, DIMENSION // 2))
            return units(np.hstack([np.repeat(meant + meant @ turned / 3, times, axis=0), noise]))

        self.sentences = units(np.hstack([meant, chance.normal(size=meant.shape)]))
        self.asks, self.others = said(EACH), said(1)
        self.in_vain = units(chance.normal(size=(300, DIMENSION)))
        numbers = np.arange(sections, dtype=np.int32)
        places = np.arange(count, dtype=np.int32)
        self.rows = Rows(
            passages=np.zeros((0, 5), np.int32),
            sentences=np.zeros((count, 7), np.int32),
            # Each section is a document; the last ask of a sentence also names the first one.
            asks=np.stack([
                np.repeat(numbers, EACH * EACH), np.zeros(count * EACH, np.int32),
                np.repeat(1 << places % EACH, EACH) | np.tile([0, 0, 1], count),
            ], axis=1).astype(np.int32),
            sections=np.stack([
                np.append(numbers, sections), np.arange(sections + 1),
                np.arange(sections + 1) * EACH, np.arange(sections + 1) * EACH * EACH,
            ], axis=1).astype(np.int32),
            documents=np.stack([np.arange(sections + 1), np.zeros(sections + 1)], axis=1)
            .astype(np.int32),
        )  # fmt: skip

    def fit(self) -> adapter.Adapter | None:
        return adapter.fit(
            self.rows, DIMENSION, lambda rows: self.asks[rows], lambda rows: self.sentences[rows],
            (len(self.in_vain), lambda rows: self.in_vain[rows]),
        )  # fmt: skip


def found_first(asked: np.ndarray, held: np.ndarray) -> float:
    """The share of questions whose own sentence is nearest."""
    return float(((asked @ held.T).argmax(axis=1) == np.arange(len(asked))).mean())


@pytest.mark.parametrize(("passes", "oftener"), [(adapter.PASSES, 1.25), (4, 1.5)])
def test_other_questions_find_their_sentences_oftener(
    monkeypatch: pytest.MonkeyPatch, passes: int, oftener: float
) -> None:
    monkeypatch.setattr(adapter, "PASSES", passes)
    world = World()
    learnt = world.fit()
    assert learnt is not None
    before = found_first(world.others, world.sentences)
    turned = learnt.of_questions(world.others)
    after = found_first(turned, learnt.of_texts(world.sentences))
    assert after > oftener * before > 0
    # Both maps have a part in it, and what they make is as long as vectors are here.
    assert found_first(turned, world.sentences) < after
    assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-6)


def test_the_same_rows_teach_the_same_and_few_teach_nothing() -> None:
    one, two = World().fit(), World().fit()
    assert one is not None
    assert two is not None
    assert np.array_equal(one.question, two.question)
    assert np.array_equal(one.text, two.text)
    assert World(sections=50).fit() is None


def test_asks_of_a_whole_section_teach_nothing() -> None:
    world = World()
    world.rows.asks[:, 2] = 0
    assert world.fit() is None


def test_the_slope_is_that_of_the_loss() -> None:
    """Beside finite differences of the loss, written anew from its definition."""
    chance = np.random.default_rng(1)
    asks, texts, beside, in_vain = (
        units(chance.normal(size=(6, 5))).astype(np.float64) for _ in range(4)
    )
    maps = 0.3 * chance.normal(size=(2, 5, 5))
    told = np.array([True, True, False, True, True, False])
    shared = np.zeros((6, 6), bool)
    shared[0, 1] = shared[1, 0] = True

    def loss(maps: np.ndarray) -> float:
        def turned(vectors: np.ndarray, by: np.ndarray) -> np.ndarray:
            made: np.ndarray = vectors + vectors @ by
            return made / np.linalg.norm(made, axis=1, keepdims=True)

        asked, strange = turned(asks, maps[0]), turned(in_vain, maps[0])
        found = turned(texts, maps[1])
        apart = np.where(shared, -np.inf, 0)
        total = adapter.HELD * float((maps**2).sum())
        for cosines, weights in (
            (asked @ found.T + apart, np.full(6, 1 / 6)),
            (np.hstack([asked @ turned(beside, maps[0]).T + apart, asked @ strange.T]),
             told / told.sum()),
            # Its own sentence, then the unanswered: the right column moves with the row.
            (np.hstack([np.where(np.eye(6) > 0, asked @ found.T, -np.inf), found @ strange.T]),
             np.full(6, adapter.BESIDE / 6)),
        ):  # fmt: skip
            powers = np.exp(cosines / adapter.TEMPERATURE)
            total -= float(weights @ np.log(powers.diagonal() / powers.sum(axis=1)))
        return total

    seen: list[np.ndarray] = []
    descent = adapter._Descent(5, 1)
    descent.maps = maps.astype(np.float32)
    descent._descend = lambda slopes: seen.append(slopes)  # type: ignore[method-assign]
    one, two, three, four = (v.astype(np.float32) for v in (asks, texts, beside, in_vain))
    descent.step(one, two, three, told, shared, four)
    for place in [(0, 0, 1), (0, 3, 2), (1, 4, 4), (1, 2, 0)]:
        nudge = np.zeros_like(maps)
        nudge[place] = 1e-5
        wanted = (loss(maps + nudge) - loss(maps - nudge)) / 2e-5
        assert seen[0][place] == pytest.approx(wanted, rel=2e-3, abs=2e-3)


def test_the_index_holds_adapted_vectors_and_questions_meet_them(
    index: bundle.Bundle, assistant: Assistant, embedder: Embedder
) -> None:
    learnt = index.adapter
    assert learnt is not None
    assert assistant.engine is not None
    texts = [index.sentence(row) for row in (0, 7)]
    for held, made in (
        (index.sentence_vectors.rows([0, 7]), learnt.of_texts(embedder.embed_passages(texts))),
        (index.ask_vectors.rows([0, 9]), learnt.of_questions(
            embedder.embed_passages([index.ask_texts[0], index.ask_texts[9]]))),
    ):  # fmt: skip
        assert (held * made).sum(axis=1).min() > 0.99
    query = questions.read("who leads stray kids", (), "en", index.namer)
    plain = assistant.engine.retriever.embedder.embed_queries(["who leads Stray Kids"])
    found = assistant.engine.retriever.search(query)
    assert found.vector @ learnt.of_questions(plain)[0] > 0.99
    assert found.vector @ plain[0] < 0.97
    # Of an ask its vector is known, and is not adapted twice.
    row = next(n for n in range(100) if index.ask_texts[n].isascii())
    asked = questions.read(index.ask_texts[row], (), "en", index.namer)
    same = assistant.engine.retriever.search(asked, ask=row)
    assert np.array_equal(same.vector, index.ask_vectors.row(row))


def test_a_file_of_another_make_is_told(tmp_path: Path) -> None:
    assert adapter.read(tmp_path, 4) is None
    kept = adapter.Adapter(np.eye(4, dtype=np.float32), np.zeros((4, 4), np.float32))
    adapter.write(kept, tmp_path)
    read = adapter.read(tmp_path, 4)
    assert read is not None
    assert np.array_equal(read.question, kept.question)
    for dimension, data in ((5, None), (4, b"no array")):
        if data:
            (tmp_path / adapter.FILE).write_bytes(data)
        with pytest.raises(IndexFault, match=adapter.FILE):
            adapter.read(tmp_path, dimension)
