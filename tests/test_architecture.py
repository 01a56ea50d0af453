"""Imports flow one way, and each heavy library has one door."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "kwell_qa"
# A module imports only from rows above its own, or its own row's helpers named in pairs.
ROWS = (
    {
        "records", "errors", "remembered", "threads", "ending", "request", "countries", "sweeping",
        "digests",
    },
    {"arrays", "commands", "decoding", "ondemand", "yamlfaults"},
    {
        "ranking", "risk", "filters", "recall", "spilling", "manifest", "bags", "pieces", "firsts",
        "candidates", "entries", "prior", "forms", "spellings",
    },
    {"packing"},
    {
        "settings", "normalise", "tokens", "markup", "segmenting", "vectors", "embedding",
        "store", "notes", "vectorcache", "postings", "screening_patterns",
    },
    {
        "screening_literals", "screening_means", "screening_model", "milvus", "workers", "oneself",
        "choosing", "dear", "requesting", "respelling", "outside", "wholes",
    },
    {"screening_reading"},
    {"screening_data"},
    {
        "texts", "naming", "unanswered", "lexical", "helpline_file", "extracting", "frontmatter",
        "attributes", "specifics", "rows", "versions", "locking", "reports", "news", "whose",
        "concerned", "smalltalk", "itself", "remarks",
    },
    {
        "composing", "adapter", "steps", "asides", "excluding", "languages", "places", "pointing",
        "inheriting", "subjects", "halving", "siding", "romanised", "multilingual", "registry",
    },
    {"helplines", "exports", "corpus", "chunking", "turns", "presenting", "cataloguing", "disks"},
    {"questions", "linefile"},
    {"screening_hits", "bundle", "intents", "lint_rules", "parts", "guidance"},
    {"gathering", "safety", "searchwords"},
    {"questionvectors"},
    {"filling", "upgrading", "inputs", "assembling", "kept", "retrieval", "linting", "answertypes",
     "glossing"},
    {"meanings", "building", "caring", "citing", "hearing", "premises", "referents"},
    {"looking", "defining", "amounts", "lengths"},
    {"evidence"},
    {"selecting"},
    {"joining"},
    {"engine"},
    {"extras", "replies", "listening"},
    {"assistant"},
    {"serving", "evaluation"},
    {"scorecard", "answerdiff"},
    {"cli"},
)
DOORS = {
    "sentence_transformers": {"embedding"},
    "torch": {"embedding"},
    "transformers": {"embedding"},
    "onnx": {"embedding"},
    "onnxruntime": {"embedding"},
    "tokenizers": {"embedding"},
    "ir_measures": {"ranking"},
    "faiss": {"vectors"},
    "threadpoolctl": {"threads"},
    "pymilvus": {"milvus"},
    "distributed": {"workers"},
    "langchain_text_splitters": {"chunking"},
    "sentencex": {"segmenting"},
    "markdown_it": {"markup"},
    "trafilatura": {"extracting"},
    "pypdf": {"extracting"},
    "phonenumbers": {"helpline_file"},
    "snowballstemmer": {"tokens"},
    "filelock": {"locking"},
    "sqlite3": {"store", "notes"},
    "jsonschema": {"manifest"},
    "gradio": {"web"},
    "fastapi": {"web"},
    "uvicorn": {"web"},
    "jinja2": {"web"},
    "slowapi": {"web"},
    "limits": {"web"},
    "mcp": {"web"},
}


def modules() -> dict[str, Path]:
    found = {}
    for path in PACKAGE.rglob("*.py"):
        inside = path.relative_to(PACKAGE)
        found[str(inside.with_suffix(""))] = path
    return found


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "kwell_qa":
                found |= {f"kwell_qa.{alias.name}" for alias in node.names}
    return found


def row_of(module: str) -> int:
    head = module.split("/")[0]
    if head == "web":
        return len(ROWS) - 2  # beside cli, which starts it
    return next(number for number, row in enumerate(ROWS) if head in row)


@pytest.mark.parametrize("module", sorted(set(modules()) - {"__init__", "__main__"}))
def test_imports_flow_one_way(module: str) -> None:
    if module.startswith("web"):
        return
    own = row_of(module)
    for name in imports(modules()[module]):
        match = re.match(r"kwell_qa\.(\w+)", name)
        if match and not (module == "cli" and match.group(1) == "web"):
            other = match.group(1)
            same = other == module.split("/")[0]
            assert same or row_of(other) < own, f"{module} imports {other}, not below it"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_has_one_door(library: str) -> None:
    users = {
        module.split("/")[0]
        for module, path in modules().items()
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert users <= DOORS[library]


def test_scripts_and_app_stay_thin() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) <= 40
