"""Questions that nothing answers are known by their like, and overviews serve wide questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from conftest import ROOT
from kwell_qa import building, bundle, linting, prior, questions, unanswered
from kwell_qa.assistant import Assistant, Engine
from kwell_qa.embedding import Embedder
from kwell_qa.errors import ContentError, IndexFault
from kwell_qa.rows import OVERVIEW


@pytest.fixture(scope="module")
def engine(assistant: Assistant) -> Engine:
    assert assistant.engine is not None
    return assistant.engine


def written(folder: Path, text: str) -> Path:
    path = folder / unanswered.FILE
    path.write_text(text, "utf-8")
    return path


def test_the_file_is_read_and_its_faults_are_told_by_line(tmp_path: Path) -> None:
    text = "- about: a\n  asked: [Who paid?, when next?]\n- asked: [Where is it]\n"
    good = written(tmp_path, text)
    assert unanswered.load(good) == ("Where is it", "Who paid?", "when next?")
    assert unanswered.load(tmp_path / "none.yaml") == ()
    for text, line, told in (
        ("- about: a\n  asked: [Who paid?]\n- about: b\n  asked: [who  paid]\n", 3, "stands twice"),
        ("- about: a\n  asked: Who paid?\n", 1, "a list of texts"),
        ("- asked: [x]\n- about: a\n  questions: [y]\n", 2, "wanted about and asked"),
    ):
        with pytest.raises(ContentError) as raised:
            unanswered.load(written(tmp_path, text))
        assert [(f.line, f.rule) for f in raised.value.findings] == [(line, "unanswered")]
        assert told in str(raised.value)


def test_a_question_that_a_document_answers_is_found(tiny_corpus: Path) -> None:
    written(tiny_corpus, "- asked: [what are  Morning songs?, who leads the club?]\n")
    found = [f for f in linting.check(tiny_corpus) if f.rule == "unanswered"]
    assert [(f.file.name, f.severity) for f in found] == [(unanswered.FILE, "warning")]
    assert "what are Morning songs" in found[0].message


def test_an_index_keeps_them_and_is_another_with_others(
    tiny_corpus: Path, tmp_path: Path, embedder: Embedder
) -> None:
    without = building.build(tiny_corpus, tmp_path / "index", lambda: embedder)
    assert not bundle.load(tmp_path / "index").prior.any()
    written(tiny_corpus, "- asked: [who leads the club?, how much is the fee]\n")
    report = building.build(tiny_corpus, tmp_path / "index", lambda: embedder)
    assert report.embedded == 2
    assert report.version != without.version
    loaded = bundle.load(tmp_path / "index")
    assert loaded.unanswered == ("how much is the fee", "who leads the club?")
    assert prior.of(loaded.prior, embedder.embed_queries(["how much is the fee"])[0]) > 0
    (tmp_path / "index" / str(report.version) / prior.FILE).unlink()
    with pytest.raises(IndexFault, match=prior.FILE):
        bundle.load(tmp_path / "index")


def test_the_prior_parts_two_kinds_and_weighs_them_alike() -> None:
    chance = np.random.default_rng(5)
    asks = chance.normal([1, 0, 0, 0], 0.3, (400, 4)).astype(np.float32)
    others = chance.normal([0, 1, 0, 0], 0.3, (20, 4)).astype(np.float32)
    weights = prior.fit(4, (400, lambda rows: asks[rows]), (20, lambda rows: others[rows]))
    told = [np.mean([prior.of(weights, row) for row in rows]) for rows in (asks, others)]
    assert told[0] < -0.5
    assert told[1] > 0.5
    assert told[0] + told[1] == pytest.approx(0, abs=0.1)


def test_what_is_asked_in_vain_is_known_by_its_like(engine: Engine) -> None:
    for asked, near in (("when is the next Stray Kids tour", True), ("who is Bang Chan", False)):
        query = questions.read(asked, (), "en", engine.bundle.namer)
        found = engine.retriever.search(query)
        assert (found.in_vain > 0.5, found.prior > 0) == (near, near), asked


def test_overviews_are_quoted_where_several_things_are_asked_for_only(engine: Engine) -> None:
    rows = engine.bundle.rows
    for asked, wide in (
        ("what have BTS and TXT each done with UNICEF", True),
        ("what is TOGETHER FOR TOMORROW", False),
    ):
        query = questions.read(asked, (), "en", engine.bundle.namer)
        found = engine.retriever.search(query)
        numbers = rows.passages[found.rows, 0]
        seen = (rows.documents[numbers, 1] & OVERVIEW > 0).any()
        assert seen == wide, asked


def test_the_best_sentence_is_not_lost_to_the_verdicts_of_others(assistant: Assistant) -> None:
    """Four claims may be near; each verdict takes room, that of the best sentence first."""
    reply = assistant.ask("why cant channie go live anymore")
    assert "the company says no" in reply.text


def test_none_of_them_is_also_an_ask() -> None:
    asked = {unanswered.key_of(q) for q in unanswered.load(ROOT / "corpus" / unanswered.FILE)}
    assert len(asked) > 3_000
    assert not [f for f in linting.check(ROOT / "corpus") if f.rule == "unanswered"]


def test_what_is_named_an_overview_is_one(engine: Engine) -> None:
    bundle_ = engine.bundle
    named = [document.id.startswith("overview-") for document in bundle_.documents]
    flagged = (bundle_.rows.documents[:-1, 1] & OVERVIEW > 0).tolist()
    assert sum(flagged) >= 22
    assert named == flagged
