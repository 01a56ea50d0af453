"""Questions and passages of others, such as SQuAD's, that may be measured on but not shipped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kwell_qa.embedding import Vectors
from kwell_qa.errors import UsageError

__all__ = ["PASSAGES", "QUESTIONS", "Outside", "read"]

PASSAGES = "passages.jsonl"
QUESTIONS = "questions.jsonl"
_FORM = (
    '{"pid": "a#1", "text": "…"} a line in passages.jsonl and '
    '{"question": "…", "pid": "a#1"} in questions.jsonl'
)


@dataclass(frozen=True, slots=True)
class Outside:
    """A named set: ``gold[i]`` is the row of ``passages`` that answers question ``i``."""

    name: str
    sha256: str
    """Of both files."""
    passages: tuple[str, ...]
    questions: tuple[str, ...]
    gold: tuple[int, ...]

    def trial(self, embed: Callable[[Sequence[str]], Vectors]) -> Any:
        """A ``Trial`` over its own passages, embedded by ``embed``."""
        from kwell_qa.embedding.exporting import Trial

        gold = tuple(frozenset((row,)) for row in self.gold)
        return Trial(self.name, embed(self.passages), self.questions, gold)


def read(folder: Path) -> Outside:
    """The set in ``folder``: ``passages.jsonl`` and ``questions.jsonl``.

    A passage has ``pid`` or ``doc_id`` and ``text``; a question ``question`` and the ``pid`` or
    ``doc_id`` that answers it. Those with ``"answerable": false`` are left out.

    Raises:
        UsageError: a file cannot be read or is of another form, or no question has its passage.
    """
    found, digest = {}, hashlib.sha256()
    for name in (PASSAGES, QUESTIONS):
        path = folder / name
        try:
            data = path.read_bytes()
            lines = data.decode("utf-8").split("\n")
            found[name] = [json.loads(line) for line in lines if line.strip()]
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror}); wanted {_FORM}") from None
        except ValueError as error:
            raise UsageError(f"{path}: not JSON ({error}); wanted {_FORM}") from None
        digest.update(data)
    try:
        rows = {_key(passage): row for row, passage in enumerate(found[PASSAGES])}
        texts = tuple(str(passage["text"]) for passage in found[PASSAGES])
        asked = [
            (str(item["question"]), rows[_key(item)]) for item in found[QUESTIONS]
            if item.get("answerable", True) and _key(item) in rows
        ]  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{folder}: got no {error}, wanted {_FORM}") from None
    if not asked:
        raise UsageError(f"{folder}: no question has its passage here; wanted {_FORM}")
    questions, gold = zip(*asked, strict=True)
    return Outside(folder.resolve().name, digest.hexdigest(), texts, questions, gold)


def _key(item: dict[str, Any]) -> str:
    return str(item.get("pid") or item["doc_id"])
