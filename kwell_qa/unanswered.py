"""Questions that the corpus does not answer, so that one of their kind is known when it comes.

``corpus/unanswered.yaml`` lists questions that lie near to what the documents tell, or that are
often asked, and that no document answers. A question that is nearer to these than to the asks is
less likely to be answered by what was found.
"""

from __future__ import annotations

from pathlib import Path

from kwell_qa.entries import entries, texts_of
from kwell_qa.errors import ContentError, Finding

__all__ = ["FILE", "key_of", "load"]

FILE = "unanswered.yaml"


def key_of(question: str) -> str:
    """The same for questions that differ in case, spaces and their mark only."""
    return " ".join(question.casefold().split()).rstrip(" ?？؟.")


def load(path: Path) -> tuple[str, ...]:
    """The questions in ``path``, sorted; none where the file is not there.

    Raises:
        ContentError: an entry is not of the format, or a question stands twice, with its line.
    """
    questions: dict[str, str] = {}
    findings: list[Finding] = []
    for entry, line in entries(path):
        asked = texts_of(entry.get("asked")) if isinstance(entry, dict) else None
        if asked is None or set(entry) - {"about", "asked"}:
            problem = f"got {entry!r:.60}, wanted about and asked, a list of texts"
            findings.append(Finding(path, line, "unanswered", problem, "correct the entry"))
            continue
        for question in asked:
            if questions.setdefault(key_of(question), question) is not question:
                findings.append(Finding(path, line, "unanswered", f"{question!r} stands twice",
                                        "remove one"))  # fmt: skip
    if findings:
        raise ContentError(*findings)
    return tuple(sorted(questions.values()))
