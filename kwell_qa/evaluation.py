"""Labelled questions → how often replies are right, with intervals, by type and language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kwell_qa.assistant import Assistant
from kwell_qa.errors import UsageError
from kwell_qa.records import Reply

__all__ = ["Case", "Judged", "judge", "read_cases", "table"]

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
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error})") from None
    cases = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            case = Case(
                id=str(data["id"]), question=data["question"], lang=data.get("lang", "en"),
                type=data.get("type", ""), expect=data["expect"],
                history=tuple(data.get("history") or ()),
                facts=tuple(tuple(group) for group in data.get("facts") or ()),
                must_not=tuple(data.get("must_not") or ()), note=data.get("note", ""),
            )  # fmt: skip
            if case.expect not in _MODES:
                raise ValueError(f"expect: got {case.expect!r}, wanted {', '.join(_MODES)}")
            for pattern in (*case.must_not, *(p for group in case.facts for p in group)):
                re.compile(pattern)
        except (ValueError, KeyError, TypeError, re.error) as error:
            raise UsageError(f"{path}:{number}: not a case ({error})") from None
        cases.append(case)
    return cases


def judge(assistant: Assistant, case: Case) -> Judged:
    """Ask one case and compare the reply with it; the helpline block does not count as text."""
    reply = assistant.ask(case.question, case.history)
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


def interval(values: Sequence[float], draws: int = 2000) -> tuple[float, float]:
    """95 % bootstrap interval of the mean (percentile method, fixed seed)."""
    data = np.asarray(values, float)
    if len(data) < 2:
        return (float(data.mean()), float(data.mean())) if len(data) else (0.0, 1.0)
    rows = np.random.default_rng(0).integers(0, len(data), (draws, len(data)))
    low, high = np.percentile(data[rows].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _cell(values: Sequence[float]) -> str:
    if not values:
        return "–"
    low, high = interval(values)
    return f"{np.mean(values):.3f} [{low:.2f}, {high:.2f}]"


def _by(judged: Iterable[Judged], key: Callable[[Judged], str]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for item in judged:
        groups.setdefault(key(item), []).append(item)
    return dict(sorted(groups.items()))


def abstention(judged: Sequence[Judged]) -> tuple[float, float]:
    """Precision and recall of saying "I do not know", open cases left out."""
    counted = [j for j in judged if j.case.expect in ("answer", "abstain") and not j.case.open]
    said = [j for j in counted if j.reply.mode in ("abstain", "chat")]
    due = [j for j in counted if j.case.expect == "abstain"]
    right = [j for j in said if j.case.expect == "abstain"]
    return len(right) / max(1, len(said)), len(right) / max(1, len(due))


def table(judged: Sequence[Judged]) -> str:
    """A Markdown report: by type, by language, abstention, lengths, and every miss."""
    counted = [j for j in judged if not (j.case.open and j.case.expect == "abstain")]
    lines = ["# Evaluation", "", "Means with 95 % bootstrap intervals.", ""]
    for title, key in (("type", lambda j: j.case.type), ("language", lambda j: j.case.lang)):
        lines += [
            f"| {title} | n | strict pass | fact recall | right mode |",
            "|---|---|---|---|---|",
        ]
        for name, group in _by(counted, key).items():
            facts = [j.facts for j in group if j.case.facts]
            lines.append(
                f"| {name} | {len(group)} | {_cell([float(j.strict) for j in group])} "
                f"| {_cell(facts)} | {_cell([float(j.mode_right) for j in group])} |"
            )
        lines.append("")
    precision, recall = abstention(judged)
    sizes = [len(j.reply.sentences) for j in judged if j.reply.mode == "answer"] or [0]
    lines += [
        f"- quotes exact and helplines present: {np.mean([j.exact for j in judged]):.1%}",
        f"- abstention: precision {precision:.3f}, recall {recall:.3f}",
        f"- sentences in an answer: median {np.median(sizes):.0f}, most {max(sizes)}",
        "",
        "## Misses",
        "",
    ]
    for j in counted:
        if not j.strict:
            asked = " ".join(j.case.question.split())[:90].replace("|", "/")
            lines.append(
                f"- {j.case.id} ({j.case.type}, wanted {j.case.expect}, got {j.reply.mode}, "
                f"facts {j.facts:.2f}{'' if j.clean else ', forbidden words'}): {asked}"
            )
    return "\n".join(lines) + "\n"
