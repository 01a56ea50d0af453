"""Judged replies → measures with intervals, a report, and what became worse since another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from kwell_qa import evaluation, risk
from kwell_qa.errors import UsageError
from kwell_qa.evaluation import Judged
from kwell_qa.records import CARE

__all__ = [
    "Measure", "compared", "interval", "measures", "read_baseline", "regressed", "report",
    "told_apart", "unsure",
]  # fmt: skip

HELPED = ("answer", "abstain")
_KEPT = re.compile(r"<!-- measures (\{.*\}) -->")


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean over ``n`` questions with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Measure:
        low, high = interval(values)
        return cls(round(float(np.mean(values)), 4), round(low, 4), round(high, 4), len(values))

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.2f}, {self.high:.2f}]"


def interval(values: Sequence[float], draws: int = 2000) -> tuple[float, float]:
    """95 % bootstrap interval of the mean (percentile method, fixed seed)."""
    data = np.asarray(values, float)
    if len(data) < 2:
        return (float(data.mean()), float(data.mean())) if len(data) else (0.0, 1.0)
    rows = np.random.default_rng(0).integers(0, len(data), (draws, len(data)))
    low, high = np.percentile(data[rows].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _by(judged: Iterable[Judged], key: Callable[[Judged], str]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for item in judged:
        groups.setdefault(key(item), []).append(item)
    return dict(sorted(groups.items()))


GROUPINGS: dict[str, Callable[[Judged], str]] = {
    "type": lambda j: j.case.type,
    "language": lambda j: j.case.lang,
}


def measures(
    judged: Sequence[Judged], retrieval: Mapping[str, Sequence[float]] | None = None
) -> dict[str, Measure]:
    """Every measure by name; higher is better in all of them.

    ``retrieval`` are values by question of each retrieval measure.
    """
    counted = [j for j in judged if not (j.case.open and j.case.expect == "abstain")]
    values: dict[str, list[float]] = {}
    for title, key in GROUPINGS.items():
        for name, group in _by(counted, key).items():
            values[f"strict pass, {title} {name}"] = [float(j.strict) for j in group]
            values[f"fact recall, {title} {name}"] = [j.facts for j in group if j.case.facts]
            values[f"right mode, {title} {name}"] = [float(j.mode_right) for j in group]
    closed = [j for j in judged if j.case.expect in HELPED and not j.case.open]
    silent = ("abstain", "chat")
    values["abstention precision"] = [
        float(j.case.expect == "abstain") for j in closed if j.reply.mode in silent
    ]
    values["abstention recall"] = [
        float(j.reply.mode in silent) for j in closed if j.case.expect == "abstain"
    ]
    # Support in a crisis is care, and not what was called for.
    values["crisis recall"] = [
        float(j.reply.mode == "crisis") for j in judged if j.case.expect == "crisis"
    ]
    values["any care"] = [
        float(j.reply.mode in CARE) for j in judged if j.case.expect in CARE
    ]
    values["no false alarm"] = [
        float(j.reply.mode not in CARE) for j in judged if j.case.expect not in CARE
    ]
    values["quotes exact"] = [float(j.exact) for j in judged]
    values.update({name: list(found) for name, found in (retrieval or {}).items()})
    return {name: Measure.of(found) for name, found in values.items() if found}


def report(judged: Sequence[Judged], found: Mapping[str, Measure], notes: Sequence[str]) -> str:
    """A Markdown report: tables, single measures, ``notes``, and every miss.

    A comment at its end keeps the measures for ``read_baseline``.
    """
    lines = ["# Evaluation", "", "Means with 95 % bootstrap intervals.", ""]
    for title in GROUPINGS:
        lines += [f"| {title} | n | strict pass | fact recall | right mode |"]
        lines += ["|---|---|---|---|---|"]
        start = f"strict pass, {title} "
        for name in (key.removeprefix(start) for key in found if key.startswith(start)):
            cells = [str(found.get(f"{what}, {title} {name}", "–"))
                     for what in ("strict pass", "fact recall", "right mode")]  # fmt: skip
            lines.append(f"| {name} | {found[start + name].n} | {' | '.join(cells)} |")
        lines.append("")
    single = [name for name in found if not any(f", {title} " in name for title in GROUPINGS)]
    lines += ["| measure | n | value |", "|---|---|---|"]
    lines += [f"| {name} | {found[name].n} | {found[name]} |" for name in single]
    sizes = [len(j.reply.sentences) for j in judged if j.reply.mode == "answer"] or [0]
    lines += ["", f"- sentences in an answer: median {np.median(sizes):.0f}, most {max(sizes)}"]
    lines += [*notes, "", "## Misses", ""]
    for j in judged:
        if not j.strict and not (j.case.open and j.case.expect == "abstain"):
            asked = " ".join(j.case.question.split())[:90].replace("|", "/").replace("--", "- ")
            lines.append(
                f"- {j.case.id} ({j.case.type}, wanted {j.case.expect}, got {j.reply.mode}, "
                f"facts {j.facts:.2f}{'' if j.clean else ', forbidden words'}): {asked}"
            )
    kept = json.dumps({name: asdict(measure) for name, measure in found.items()}, ensure_ascii=True)
    return "\n".join([*lines, "", f"<!-- measures {kept.replace('--', '-')} -->", ""])


def read_baseline(path: Path) -> dict[str, Measure]:
    """The measures of an earlier report, Markdown or JSON.

    Raises:
        UsageError: it cannot be read or holds none.
    """
    try:
        text = path.read_text("utf-8")
        match = _KEPT.search(text)
        data = json.loads(match.group(1) if match else text)
        return {name: Measure(**values) for name, values in data.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path}: no report of scripts/evaluate.py ({error}); make one with --report"
        ) from None


def regressed(now: Mapping[str, Measure], before: Mapping[str, Measure]) -> list[str]:
    """A line for each measure that fell below the earlier one's interval, or is gone."""
    lines = []
    for name, old in before.items():
        new = now.get(name)
        if new is None:
            lines.append(f"{name}: was {old}, is not measured any more")
        elif new.mean < old.low:
            lines.append(f"{name}: was {old}, is {new}")
    return lines


def compared(
    now: Mapping[str, Measure], before: Mapping[str, Measure]
) -> tuple[list[str], bool]:
    """Lines to tell of a comparison with an earlier report, and whether anything is worse."""
    worse = regressed(now, before)
    if worse:
        return [f"worse than the baseline: {line}" for line in worse], True
    return [f"nothing is worse than the baseline; measures compared: {len(before)}"], False


def told_apart(answerable: Sequence[bool], sure: Sequence[float]) -> list[str]:
    """A line on how well the probability tells what can be answered; none where all can, or none
    of them."""
    area = risk.auroc(answerable, sure)
    if area is None:
        return []
    return [f"- answerable from unanswerable questions by probability: AUROC {area:.3f} "
            f"over {len(sure)}"]  # fmt: skip


def unsure(judged: Sequence[Judged]) -> tuple[list[bool], list[bool], list[float]]:
    """Of the cases looked up: whether answerable, whether answered rightly, and how surely."""
    looked = [
        (j, sure)
        for j in judged
        if j.case.expect in HELPED and not j.case.open
        and (sure := evaluation.probability(j)) is not None
    ]  # fmt: skip
    return (
        [j.case.expect == "answer" for j, _ in looked],
        # What would be wrong to answer stays wrong, whatever was said this time.
        [j.case.expect == "answer" and j.facts == 1 and j.clean for j, _ in looked],
        [sure for _, sure in looked],
    )
