"""What all tests share: a sealed network, the real model, and the index of the real corpus."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

from kwell_qa import building, bundle, embedding, exports, inputs, safety
from kwell_qa.assistant import Assistant, Engine
from kwell_qa.glossing import glossed
from kwell_qa.helplines import load as load_helplines
from kwell_qa.texts import load as load_texts

ROOT = Path(__file__).resolve().parent.parent
_LOCAL = ("127.", "::1", "localhost", "0.0.0.0")


@pytest.fixture(autouse=True, scope="session")
def sealed_network() -> Iterator[list[object]]:
    """Any connection of this process to another machine fails and is written down."""
    attempts: list[object] = []
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and not str(host).startswith(_LOCAL):
            attempts.append(address)
            raise OSError(f"tests have no network, got a connection to {address}")
        real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign]
    yield attempts
    socket.socket.connect = real  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def index_dir() -> Path:
    """The index of the repository's corpus, brought up to date; `make test` builds it first."""
    index = ROOT / "index"
    if inputs.is_stale(ROOT / "corpus", index) is not None:
        report = building.build(
            ROOT / "corpus", index, embedding.load, exporter=exports.Exporter(index)
        )
        assert report.published, [str(finding) for finding in report.findings]
    return index


@pytest.fixture(scope="session")
def index(index_dir: Path) -> bundle.Bundle:
    return bundle.load(index_dir)


@pytest.fixture(scope="session")
def embedder(index_dir: Path) -> embedding.Embedder:
    """What builds embed with: the model's fp32 export; test_exports compares it with the model."""
    return exports.builder("", index_dir)


@pytest.fixture(scope="session")
def served(index: bundle.Bundle, index_dir: Path) -> embedding.Embedder:
    """What questions are embedded with when the index is served."""
    made, why_not_export = exports.server(index.manifest, index_dir)
    assert why_not_export is None
    return made


@pytest.fixture(scope="session")
def meaning(index: bundle.Bundle, served: embedding.Embedder) -> safety.Embed:
    """What the safety screen is served with."""
    return glossed(served.embed_queries, load_texts().function_words, index.namer)


@pytest.fixture(scope="session")
def assistant(index: bundle.Bundle, served: embedding.Embedder) -> Assistant:
    return Assistant(load_helplines(ROOT / "corpus/helplines.yaml"), Engine.of(index, served))


@pytest.fixture(scope="session")
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


def tiny_documents(parent: Path) -> Path:
    """Two small prepared documents in the new folder ``parent``/corpus."""
    folder = parent / "corpus"
    folder.mkdir()
    (folder / "walks.md").write_text(DOCUMENT.format(id="evening-walks", name="Evening walks"))
    (folder / "songs.md").write_text(DOCUMENT.format(id="morning-songs", name="Morning songs"))
    return folder


@pytest.fixture
def tiny_corpus(tmp_path: Path) -> Path:
    """Two small prepared documents in a folder of their own."""
    return tiny_documents(tmp_path)


@pytest.fixture(scope="session")
def tiny_corpus_kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for the whole run, to be left as it is."""
    return tiny_documents(tmp_path_factory.mktemp("kept"))


DOCUMENT = """---
id: {id}
title: {name} of the Lighthouse club
kind: article
license: CC-BY-4.0
reviewed: 2026-11-22
sources:
  herald: {{publisher: Herald, url: "https://h.example/a", published: 2024-05-01, evidence: news}}
  club: {{publisher: Club, url: "https://c.example/", published: undated, evidence: official}}
asks:
  lead: ["what are {name}"]
  How it grew: ["how many people joined {name} in 2024"]
---
{name} are a weekly meeting of the Lighthouse club.[^herald][^club] The club calls them \
"quiet hours."[^herald] Anyone may come.

## How it grew
In 2024, 120 people joined {name}.[^herald]
"""
