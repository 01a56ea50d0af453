"""What is written before a text, so that a model takes it for a question or for a passage."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Given", "chosen", "pair", "shipped"]

_CONFIG = "config_sentence_transformers.json"
_PASSAGE_KEYS = ("document", "passage", "corpus")
"""Where sentence-transformers looks for what stands before a passage, first things first."""
_FAMILIES: tuple[tuple[re.Pattern[str], dict[str, str]], ...] = (
    # Cards of intfloat/e5-* and intfloat/multilingual-e5-*: "Each input text should start with
    # "query: " or "passage: ", even for non-English texts." Those called instruct want a task told.
    (re.compile(r"(?:multilingual-)?e5-(?:small|base|large)(?:-v2|-unsupervised)?", re.IGNORECASE),
     {"document": "passage: ", "query": "query: "}),
    # Cards of BAAI/bge-*-en and the table of FlagEmbedding: before questions only. bge-m3 wants
    # none, nor does Alibaba-NLP/gte-multilingual-base.
    (re.compile(r"bge-(?:small|base|large)-en(?:-v1\.5)?", re.IGNORECASE),
     {"query": "Represent this sentence for searching relevant passages: "}),
)  # fmt: skip
"""What the cards of well-known models state, whose repositories ship no prompts."""


@dataclass(frozen=True, slots=True)
class Given:
    """Prompts set by hand: ``None`` where the model's own hold, empty for none at all."""

    query: str | None = None
    passage: str | None = None

    def differs(self, prompts: Mapping[str, str]) -> bool:
        """Whether ``prompts`` are others than what is set."""
        query, passage = pair(prompts)
        return self.query not in (None, query) or self.passage not in (None, passage)


def chosen(name: str, own: Mapping[str, str | None], given: Given) -> dict[str, str]:
    """The prompts of the model called ``name``, by their key in sentence-transformers.

    Those set by hand; else its ``own``, which its repository ships; else what the card of its
    family states. Empty ones are left out.
    """
    found = {key: value for key, value in own.items() if value} or _of_family(name)
    if given.query is not None:
        found["query"] = given.query
    if given.passage is not None:
        found = {key: value for key, value in found.items() if key not in _PASSAGE_KEYS}
        found["document"] = given.passage
    return {key: value for key, value in sorted(found.items()) if value}


def pair(prompts: Mapping[str, str]) -> tuple[str, str]:
    """What stands before a question and before a passage."""
    passage = next((prompts[key] for key in _PASSAGE_KEYS if key in prompts), "")
    return prompts.get("query", ""), passage


def _of_family(name: str) -> dict[str, str]:
    """What the card states of the model in a repository or folder called ``name``."""
    *above, last = [part for part in re.split(r"[/\\]", name) if part] or [""]
    if above and above[-1] == "snapshots":
        # As the hub's cache names folders: models--intfloat--multilingual-e5-small/snapshots/0f3a.
        last = above[-2].split("--")[-1] if len(above) > 1 else last
    return next((dict(known) for title, known in _FAMILIES if title.fullmatch(last)), {})


def shipped(name: str) -> dict[str, str] | None:
    """The prompts that the model's repository ships, read without loading it.

    ``name`` is a folder, or a name on the hub, of which only this machine's copy is looked at.
    ``None`` where nothing of it is here.
    """
    folder = Path(name)
    if folder.is_dir():
        return _read(folder / _CONFIG)
    # Only for names on the hub: most starts need none of it.
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    for repository in (name, f"sentence-transformers/{name}"):
        try:
            for file in (_CONFIG, "config.json"):
                found = try_to_load_from_cache(repository, file)
                if isinstance(found, str):
                    return _read(Path(found).parent / _CONFIG)
        except HFValidationError:
            continue
    return None


def _read(file: Path) -> dict[str, str]:
    try:
        data: Any = json.loads(file.read_text("utf-8"))
        found = data.get("prompts") or {}
        return {str(key): str(value) for key, value in found.items() if value}
    except (OSError, ValueError, AttributeError):
        return {}
