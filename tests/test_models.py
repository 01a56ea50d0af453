"""Any sentence-transformers model serves, with its own prompts; tried on one made here."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from conftest import ROOT
from kwell_qa import building, bundle, embedding, serving
from kwell_qa.assistant import Assistant
from kwell_qa.errors import IndexFault
from kwell_qa.helplines import load as load_helplines


def test_a_models_own_prompts_are_used(tiny_model: Path) -> None:
    made = embedding.load(str(tiny_model))
    assert made.dimension == 32
    assert made.prompts == {"document": "passage: ", "query": "query: "}
    query, passage = made.embed_queries(["rest"])[0], made.embed_passages(["rest"])[0]
    assert np.isclose(np.linalg.norm(query), 1, atol=1e-5)
    assert not np.allclose(query, passage)
    assert made.fingerprint != embedding.load("").fingerprint


def test_an_index_of_another_model_builds_and_serves(
    tiny_model: Path, tiny_corpus: Path, tmp_path: Path, embedder: embedding.Embedder
) -> None:
    index = tmp_path / "index"
    report = building.build(tiny_corpus, index, lambda: embedding.load(str(tiny_model)))
    assert report.published
    engine = serving.load_engine(index)
    assert engine.bundle.manifest["model"]["name"] == str(tiny_model)
    assert engine.bundle.manifest["dimension"] == 32
    reply = Assistant(load_helplines(ROOT / "corpus/helplines.yaml"), engine).ask("evening walks?")
    assert reply.helplines
    for citation in reply.citations:
        text = engine.bundle.by_id[citation.document].text
        assert text[citation.start : citation.end] == citation.quote
    with pytest.raises(IndexFault, match="the index was made by"):
        serving.load_engine(index, embedding.BASE_MODEL)
    # Back to the first model, with no corpus left: texts are kept with the index.
    shutil.rmtree(tiny_corpus)
    again = building.reembed(index, lambda: embedder, building.Plan())
    assert again.published
    assert again.embedded == report.embedded > 0
    assert bundle.read_manifest(index)["dimension"] == 384
