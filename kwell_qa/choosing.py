"""Which model a corpus is searched with.

The tuned model knows how people ask about K-pop and wellbeing and is worse than the published one
elsewhere (docs/evaluation.md). So a corpus that wants it says so, in ``model.yaml``.
"""

from __future__ import annotations

from pathlib import Path

from kwell_qa.embedding import BASE_MODEL
from kwell_qa.entries import entries
from kwell_qa.errors import ContentError, Finding

__all__ = ["FILE", "model_of"]

FILE = "model.yaml"


def model_of(corpus_dir: Path) -> str:
    """The name or folder of the model that the corpus names, the published one where it does not.

    Raises:
        ContentError: the file names no model, or several.
    """
    path = corpus_dir / FILE
    if not path.is_file():
        return BASE_MODEL
    found = entries(path)
    names = [entry.get("model") if isinstance(entry, dict) else None for entry, _ in found]
    if len(names) != 1 or not isinstance(names[0], str) or not names[0].strip():
        line = found[-1][1] if found else 1
        raise ContentError(
            Finding(path, line, "model", f"got {names}, wanted one model",
                    f"write one line such as: - model: {BASE_MODEL}")
        )  # fmt: skip
    return names[0].strip()
