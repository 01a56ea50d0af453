"""Labelled questions → each reply compared with what a right one holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kwell_qa.assistant import Assistant
from kwell_qa.errors import UsageError
from kwell_qa.records import Reply

__all__ = [
    "Case", "Judged", "abstention", "judge", "probability", "read_cases", "relevance", "run_of",
]  # fmt: skip

_MODES = {
    "answer": ("answer",),
    "abstain": ("abstain", "chat"),
    "crisis": ("crisis", "support"),
    "support": ("support", "crisis"),
    "helpline-info": ("helplines", "answer"),
}
"""Which modes count as right for what a case expects; care of either kind is care."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what a right reply holds.

    ``facts`` is an all-of list of any-of lists of regular expressions.
    """

    id: str
    question: str
    lang: str
    type: str
    expect: str
    history: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    note: str = ""
    documents: tuple[str, ...] = ()
    """Where the answer stands, if the question was written from known documents."""

    @property
    def open(self) -> bool:
        """Whether a corpus that has grown may answer what this case calls unanswerable."""
        return "may-answer-if-extended" in self.note


@dataclass(frozen=True, slots=True)
class Judged:
    """One case and its reply: facts found, whether all is right, whether quotes are exact."""

    case: Case
    reply: Reply
    facts: float
    mode_right: bool
    clean: bool
    exact: bool

    @property
    def strict(self) -> bool:
        """Every fact, nothing forbidden, the right mode, and cited."""
        cited = self.reply.mode != "answer" or bool(self.reply.citations)
        return self.facts == 1 and self.mode_right and self.clean and cited


def read_cases(path: Path) -> list[Case]:
    """The cases in a JSONL file.

    Raises:
        UsageError: a line is not a case; names file, line and field.
    """
    try:
        # Not splitlines: a text may hold what else ends a line, such as U+2028.
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error})") from None
    cases = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            case = Case(
                id=str(data["id"]), question=_text(data["question"]), lang=data.get("lang", "en"),
                type=data.get("type", ""), expect=data["expect"],
                history=_texts(data, "history"),
                facts=tuple(_texts({"facts": group}, "facts") for group in data.get("facts") or ()),
                must_not=_texts(data, "must_not"), note=data.get("note", ""),
                documents=_texts(data, "documents"),
            )  # fmt: skip
            if case.expect not in _MODES:
                raise ValueError(f"expect: got {case.expect!r}, wanted {', '.join(_MODES)}")
            for pattern in (*case.must_not, *(p for group in case.facts for p in group)):
                re.compile(pattern)
        except (ValueError, KeyError, TypeError, RecursionError, re.error) as error:
            raise UsageError(f"{path}:{number}: not a case ({error})") from None
        cases.append(case)
    return cases


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"question: got {value!r:.60}, wanted a text")
    return value


def _texts(data: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """A list of texts; of a single text every letter would be one."""
    value = data.get(field) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{field}: got {value!r:.60}, wanted a list of texts")
    return tuple(value)


def judge(assistant: Assistant, case: Case) -> Judged:
    """Ask one case and compare the reply with it; the helpline block does not count as text."""
    reply = assistant.ask(case.question, case.history, explain=True)
    text = reply.text
    if reply.resolved:
        text = text.replace(reply.resolved, "")
    found = [
        any(re.search(pattern, text, re.IGNORECASE) for pattern in group) for group in case.facts
    ]
    documents = assistant.engine.bundle.by_id if assistant.engine else {}
    exact = all(
        documents[c.document].text[c.start : c.end] == c.quote for c in reply.citations
    )
    return Judged(
        case=case,
        reply=reply,
        facts=sum(found) / len(found) if found else 1.0,
        mode_right=reply.mode in _MODES[case.expect],
        clean=not any(re.search(pattern, text, re.IGNORECASE) for pattern in case.must_not),
        exact=exact and bool(reply.helplines),
    )


def passage_id(document: str, start: int, end: int) -> str:
    """A passage's name in TREC files."""
    return f"{document}:{start}-{end}"


def relevance(assistant: Assistant, cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    """Qrels: for each answerable case, the passages that tell facts of it, with how many.

    Where a case names the documents it was written from, only their passages count.
    """
    if assistant.engine is None:
        return {}
    bundle = assistant.engine.bundle
    texts = [
        (p.document, passage_id(p.document, p.start, p.end),
         bundle.by_id[p.document].text[p.start : p.end])
        for p in bundle.passages
    ]  # fmt: skip
    qrels: dict[str, dict[str, int]] = {}
    for case in cases:
        if case.expect != "answer" or not case.facts:
            continue
        groups = [[re.compile(p, re.IGNORECASE) for p in group] for group in case.facts]
        grades = {
            name: sum(any(p.search(text) for p in group) for group in groups)
            for document, name, text in texts
            if not case.documents or document in case.documents
        }
        told = {name: grade for name, grade in grades.items() if grade}
        if told:
            qrels[case.id] = told
    return qrels


def run_of(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """The passages that were retrieved for each case, with their scores."""
    return {
        j.case.id: {
            passage_id(p.document, p.start, p.end): p.score for p in j.reply.passages or ()
        }
        for j in judged
    }


def probability(judged: Judged) -> float | None:
    """How sure the assistant was that it can answer; ``None`` where nothing was looked up."""
    told = (judged.reply.explain or {}).get("probability")
    return float(told) if isinstance(told, int | float) else None


def abstention(judged: Sequence[Judged]) -> tuple[float, float]:
    """Precision and recall of saying "I do not know", open cases left out."""
    counted = [j for j in judged if j.case.expect in ("answer", "abstain") and not j.case.open]
    said = [j for j in counted if j.reply.mode in ("abstain", "chat")]
    due = [j for j in counted if j.case.expect == "abstain"]
    right = [j for j in said if j.case.expect == "abstain"]
    return len(right) / max(1, len(said)), len(right) / max(1, len(due))
