"""The questions about each document: well formed, and answerable from the documents they name."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from conftest import ROOT
from kwell_qa import corpus, evaluation

FILES = [ROOT / "tests/questions" / f"{name}.jsonl" for name in ("documents", "overviews")]
FIELDS = {
    "id", "lang", "type", "question", "history", "facts", "must_not", "documents", "expect", "note",
}  # fmt: skip
TYPES = {
    "direct", "paraphrase", "why-how", "followup", "multilingual", "synthesis", "lookalike",
    "false-premise", "claim-check", "wellbeing", "unanswerable",
}  # fmt: skip
LANGUAGES = {"en", "ko", "ja", "zh", "es", "pt", "id", "th", "vi", "fr", "de", "ar", "tl"}
CASES: list[dict[str, Any]] = [
    json.loads(line) for file in FILES for line in file.read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def documents() -> dict[str, corpus.Document]:
    return {document.id: document for document in corpus.load(ROOT / "corpus").documents}


def test_every_line_has_the_fields_of_a_case() -> None:
    assert sum(len(evaluation.read_cases(file)) for file in FILES) == len(CASES)
    for case in CASES:
        assert set(case) == FIELDS, case["id"]
        assert case["type"] in TYPES, case["id"]
        assert case["lang"] in LANGUAGES, case["id"]
        assert case["lang"] != "en" or case["type"] != "multilingual", case["id"]
        assert bool(case["history"]) == (case["type"] == "followup"), case["id"]
        assert (case["expect"] == "abstain") == (case["type"] == "unanswerable"), case["id"]
        assert bool(case["facts"]) == (case["expect"] == "answer"), case["id"]
        assert len(set(case["documents"])) == len(case["documents"]), case["id"]
        if case["type"] == "synthesis":
            assert len(case["facts"]) >= 2, case["id"]


def test_no_case_stands_twice() -> None:
    ids = Counter(case["id"] for case in CASES)
    asked = Counter(
        (*case["history"], re.sub(r"\W+", " ", case["question"].casefold()).strip())
        for case in CASES
    )
    assert {key for key, count in (ids + asked).items() if count > 1} == set()


def test_no_case_is_an_ask_of_the_corpus(documents: dict[str, corpus.Document]) -> None:
    asks = {a.casefold() for d in documents.values() for s in d.sections for a in s.asks}
    assert [case["id"] for case in CASES if case["question"].casefold() in asks] == []


def test_every_document_is_asked_about(documents: dict[str, corpus.Document]) -> None:
    counts = Counter(id for case in CASES if case["facts"] for id in case["documents"])
    assert {id for id in documents if counts[id] < 3} == set()
    assert set(counts) <= set(documents)


def test_each_fact_is_in_a_sentence_of_the_documents_named(
    documents: dict[str, corpus.Document],
) -> None:
    lost = []
    for case in CASES:
        sentences = [
            documents[id].text[sentence.start : sentence.end]
            for id in case["documents"]
            for sentence in documents[id].sentences
        ]
        for group in case["facts"]:
            if not any(re.search(p, s, re.IGNORECASE) for p in group for s in sentences):
                lost.append((case["id"], group))
    assert lost == []
