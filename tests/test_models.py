"""Any sentence-transformers model serves, with its own prompts; tried on one made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from conftest import ROOT
from kwell_qa import building, embedding, serving
from kwell_qa.assistant import Assistant
from kwell_qa.errors import IndexFault
from kwell_qa.helplines import load as load_helplines


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One layer of 32 numbers, weights by chance, told apart by its prompts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(0)
    base = tmp_path_factory.mktemp("base")
    AutoTokenizer.from_pretrained(embedding.verify_default()).save_pretrained(base)
    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
                        intermediate_size=64, max_position_embeddings=128)  # fmt: skip
    BertModel(config).save_pretrained(base)
    body = Transformer(str(base), max_seq_length=96)
    model = SentenceTransformer(
        modules=[body, Pooling(32, "mean")],
        prompts={"query": "query: ", "document": "passage: "}, device="cpu",
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("tiny")
    model.save(str(folder))
    return folder


def test_a_models_own_prompts_are_used(tiny_model: Path) -> None:
    made = embedding.load(str(tiny_model))
    assert made.dimension == 32
    assert made.prompts == {"document": "passage: ", "query": "query: "}
    query, passage = made.embed_queries(["rest"])[0], made.embed_passages(["rest"])[0]
    assert np.isclose(np.linalg.norm(query), 1, atol=1e-5)
    assert not np.allclose(query, passage)
    assert made.fingerprint != embedding.load("").fingerprint


def test_an_index_of_another_model_builds_and_serves(
    tiny_model: Path, tiny_corpus: Path, tmp_path: Path
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
        serving.load_engine(index, "all-MiniLM-L6-v2")
