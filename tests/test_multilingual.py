"""A multilingual model reads questions in other languages by itself; tried on one made here."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from multilingual_fixtures import save

from conftest import ROOT
from fake_embedder import FakeEmbedder
from kwell_qa import (
    building,
    bundle,
    embedding,
    exports,
    inputs,
    manifest,
    questions,
    serving,
    texts,
)
from kwell_qa.assistant import Assistant
from kwell_qa.embedding import Given
from kwell_qa.errors import IndexFault
from kwell_qa.helplines import load as load_helplines
from kwell_qa.multilingual import BAR, SENTENCES, languages, measured
from kwell_qa.questionvectors import QuestionEmbedder
from kwell_qa.searchwords import searched

LEXICON = """
- en: what
  ko: ["무엇"]
  es: ["qué"]
- en: there
  ko: ["있나요"]
  es: ["hay"]
"""
DOCUMENTS = {
    "a-bakery": "The bakery opens early. Bread is sold until noon.",
    "b-boats": "The boats leave at dawn. They come back in the evening.",
    "c-lighthouse": "The lighthouse was built in 1904. Its keeper lives there.",
    "d-garden": "The garden is full of carrots. They are dug up in autumn.",
}
ASKED = {"ko": "가을 정원 에는 무엇 이 있나요?", "es": "¿Qué hay en el jardín en otoño?"}
"""Of all their words, the lexicon knows only "what" and "there"."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """By its name of a family whose card states prompts, which its repository does not ship."""
    return save(tmp_path_factory.mktemp("hub") / "multilingual-e5-small")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for name, text in DOCUMENTS.items():
        (folder / f"{name}.md").write_text(f"# {name[2:].title()}\n\n{text}\n", "utf-8")
    (folder / "lexicon.yaml").write_text(LEXICON, "utf-8")
    return folder


@pytest.fixture(scope="module")
def built(model: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("index")
    report = building.build(corpus, index, lambda: exports.builder(str(model), index),
                            exporter=exports.Exporter(index, "fp32"))  # fmt: skip
    assert report.published
    return index


def first(index: Path, question: str, lang: str) -> str:
    """The document of the nearest passage by vectors alone."""
    retriever = serving.load_engine(index).retriever
    query = questions.read(question, (), lang, retriever.bundle.namer)
    row = int(retriever.search(query).lists["dense"][0])
    return retriever.bundle.passages[row].document


def resealed(index: Path, into: Path, **changes: object) -> Path:
    """A copy of an index whose manifest says otherwise; what is ``None`` is left out."""
    shutil.copytree(index, into)
    path = into / bundle.current(into) / "manifest.json"
    made = {**json.loads(path.read_text()), **changes}
    decided = {key: value for key, value in made.items() if key not in manifest.BESIDE_HASH}
    beside = {
        key: made[key] for key in manifest.BESIDE_HASH
        if key not in ("hash", "seal") and made.get(key) is not None
    }  # fmt: skip
    path.write_text(manifest.text_of(manifest.sealed(decided, beside)))
    return into


def test_the_manifest_says_which_languages_the_model_reads(built: Path) -> None:
    made = bundle.read_manifest(built)
    reads = made["reads"]
    assert reads["languages"] == ["es", "ko", "th"]
    assert languages(made) == {"es", "ko", "th"}
    assert set(reads["recall_at_1"]) == set(texts.LANGUAGES) - {"en"}
    for lang, share in reads["recall_at_1"].items():
        assert (share >= BAR) is (lang in reads["languages"]), (lang, share)
    assert (reads["bar"], reads["sentences"]) == (BAR, len(SENTENCES))
    assert reads["fingerprint"] == made["model"]["fingerprint"]


@pytest.mark.parametrize("lang", ["ko", "es"])
def test_a_question_finds_english_passages_by_its_own_words(
    built: Path, tmp_path: Path, lang: str
) -> None:
    assert first(built, ASKED[lang], lang) == "d-garden"
    # An index from before anything was measured is searched with the gloss, which says too little.
    before = resealed(built, tmp_path / "before", reads=None)
    assert languages(bundle.read_manifest(before)) == frozenset()
    assert first(before, ASKED[lang], lang) != "d-garden"


def test_a_language_that_the_model_does_not_read_is_searched_by_its_gloss(built: Path) -> None:
    retriever = serving.load_engine(built).retriever
    query = questions.read("庭に何がありますか", (), "ja", retriever.bundle.namer)
    asked = QuestionEmbedder(retriever.bundle, retriever.embedder)
    assert next(asked.texts(query)) == searched(query, ())


def test_the_message_is_what_is_embedded_with_its_names_and_what_was_said_before() -> None:
    query = questions.Query(
        text="방찬의 방송은 언제 끝났어?", lang="ko", english="Bang Chan live when end",
        names=("Bang Chan",), kind="when", many=False, terms=("bang",), translated=True,
    )  # fmt: skip
    assert searched(query, {"ko"}) == query.text
    assert searched(query, {"ja"}) == query.english
    follows = replace(query, text="언제 끝났어?", said="when end", resolved="언제 끝났어?")
    assert searched(follows, {"ko"}) == "언제 끝났어? Bang Chan live"
    # What only points back, what is not meant, and Korean in Latin letters, are not in the message.
    for other in (
        replace(follows, text="정말?"), replace(query, excluded=("Felix",)),
        replace(query, text="bangchan bangsong eonje kkeutnasseo"),
    ):  # fmt: skip
        assert searched(other, {"ko"}) == query.english
    english = replace(query, lang="en", text="when did his live end", translated=False)
    assert searched(english, {"ko"}) == query.english


def test_prompts_of_the_card_stand_before_questions_and_passages(built: Path, model: Path) -> None:
    made = bundle.read_manifest(built)
    assert made["model"]["prompts"] == {"document": "passage: ", "query": "query: "}
    served, note = exports.server(made, built)
    assert note is None, "the model was to be served as exported"
    assert served.prompts == made["model"]["prompts"]
    bare = embedding.load(str(model), Given("", ""))
    assert bare.prompts == {}
    query, passage, nothing = (
        served.embed_queries(["garden"])[0], served.embed_passages(["garden"])[0],
        bare.embed_queries(["garden"])[0],
    )  # fmt: skip
    word = {name: bare.embed_queries([name])[0] for name in ("query", "passage")}
    assert query @ word["query"] > 0.5 > abs(query @ word["passage"])
    assert passage @ word["passage"] > 0.5 > abs(passage @ word["query"])
    assert np.allclose(bare.embed_passages(["garden"])[0], nothing, atol=1e-5)
    # The whole message went through, with the prompt before it.
    engine = serving.load_engine(built)
    asked = questions.read(ASKED["ko"], (), "ko", engine.bundle.namer)
    vector = engine.retriever.search(asked).vector
    assert np.allclose(vector, bare.embed_queries([f"query: {ASKED['ko']}"])[0], atol=1e-4)


def test_prompts_are_the_models_own_else_those_of_its_card_and_can_be_set(
    model: Path, tmp_path: Path
) -> None:
    own = save(tmp_path / "e5-small", {"query": "ask: "})
    assert embedding.prompts_of(str(own), Given()) == {"query": "ask: "}
    assert embedding.load(str(own)).prompts == {"query": "ask: "}
    asked = Given(query="find: ")
    for name, wanted in (
        (model, {"document": "passage: ", "query": "find: "}), (own, {"query": "find: "}),
    ):  # fmt: skip
        assert embedding.prompts_of(str(name), asked) == wanted
        made = embedding.load(str(name), asked)
        assert made.prompts == wanted
        assert made.fingerprint != embedding.load(str(name)).fingerprint
        assert made.fingerprint == embedding.load_as(str(name), wanted).fingerprint
    assert embedding.prompts_of(embedding.BASE_MODEL, Given()) == {}
    assert embedding.prompts_of("nobody/has-this", Given()) is None


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("/models/e5-base-v2/", "query: ", "passage: "),
        ("/c/models--intfloat--multilingual-e5-base/snapshots/0f3a", "query: ", "passage: "),
        ("intfloat/multilingual-e5-large-instruct", "", ""),
        ("BAAI/bge-small-en-v1.5",
         "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("Alibaba-NLP/gte-multilingual-base", "", ""),
        ("/e5-small/mine", "", ""),
    ],
)  # fmt: skip
def test_what_the_cards_of_known_families_state(name: str, query: str, passage: str) -> None:
    from kwell_qa.embedding.prompts import chosen, pair

    assert pair(chosen(name, {"query": "", "document": ""}, Given())) == (query, passage)
    # A repository that ships prompts knows better.
    assert chosen(name, {"query": "own: "}, Given()) == {"query": "own: "}


def test_no_query_is_prompted_otherwise_than_the_index_was_built_for(
    built: Path, corpus: Path, model: Path, tmp_path: Path
) -> None:
    name = str(model)
    assert inputs.is_stale(corpus, built, name) is None
    assert inputs.is_stale(corpus, built, name, given=Given("query: ", "passage: ")) is None
    why = inputs.is_stale(corpus, built, name, given=Given(query="find: "))
    assert why == "other prompts are written before texts now"
    with pytest.raises(IndexFault, match=r"KWELL_QUERY_PROMPT.*'find: '.*build_index\.py"):
        serving.load_engine(built, prompts=Given(query="find: "))
    serving.load_engine(built, prompts=Given("query: ", "passage: "))
    # Built with prompts set by hand, it is served with these, with nothing set.
    index = tmp_path / "index"
    set_by_hand = Given(query="find: ", passage="")
    building.build(corpus, index, lambda: exports.builder(name, index, set_by_hand),
                   exporter=exports.Exporter(index, "fp32"))  # fmt: skip
    engine = serving.load_engine(index)
    assert engine.retriever.embedder.prompts == {"query": "find: "}
    assert inputs.is_stale(corpus, index, name, given=set_by_hand) is None
    assert inputs.is_stale(corpus, index, name) == "other prompts are written before texts now"
    # Its export is not taken for one with other prompts.
    assert exports.builder(name, index).prompts == {"document": "passage: ", "query": "query: "}
    bare = resealed(index, tmp_path / "bare", export={"folder": None, "precision": None})
    assert serving.load_engine(bare).retriever.embedder.prompts == {"query": "find: "}


def test_the_screen_takes_no_vectors_of_such_a_model(built: Path) -> None:
    engine = serving.load_engine(built)
    assert engine.embed is None
    assistant = Assistant(load_helplines(ROOT / "corpus/helplines.yaml"), engine)
    assert assistant.ask("죽고 싶어").mode == "crisis"
    assert assistant.ask(ASKED["ko"]).helplines


def test_what_was_measured_stands_for_the_same_model(monkeypatch: pytest.MonkeyPatch) -> None:
    model = FakeEmbedder()
    entry = measured(model)
    assert entry["languages"] == []
    done = len(model.embedded)
    assert done == len(texts.LANGUAGES) * len(SENTENCES)
    assert measured(model, entry) == entry
    assert len(model.embedded) == done
    other = FakeEmbedder(16)
    assert measured(other, entry)["fingerprint"] == other.fingerprint
    assert other.embedded
    monkeypatch.setattr("kwell_qa.multilingual.BAR", 0.0)
    assert len(measured(model, entry)["languages"]) == len(texts.LANGUAGES) - 1


def test_sentences_that_are_measured_are_whole_and_differ() -> None:
    known = texts.load()
    assert len(set(SENTENCES)) == len(SENTENCES)
    for lang in texts.LANGUAGES:
        said = [known.raw(lang, key) for key in SENTENCES]
        assert len(set(said)) == len(said), lang
        assert not any("{" in text for text in said), lang


def test_the_default_model_reads_english_alone(index: bundle.Bundle) -> None:
    reads = index.manifest["reads"]
    assert reads["languages"] == []
    assert max(reads["recall_at_1"].values()) < BAR - 0.1
    assert QuestionEmbedder(index, FakeEmbedder())._reads == frozenset()
