"""The same questions to two versions of an index: what changes, and what becomes worse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kwell_qa.errors import UsageError
from kwell_qa.evaluation import Case, Judged
from kwell_qa.records import CARE, Citation, Reply

__all__ = ["Change", "Pair", "compare", "markdown", "read_accepted"]

# Markdown reads any of these as more than the character; all may stand behind a backslash.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&#!])")


@dataclass(frozen=True, slots=True)
class Pair:
    """One question as the two versions answer it."""

    old: Judged
    new: Judged

    @property
    def case(self) -> Case:
        return self.old.case

    @property
    def changed(self) -> tuple[str, ...]:
        """What differs: mode, answer, citations or near questions; offsets alone do not count."""
        old, new = self.old.reply, self.new.reply
        parts = {
            "mode": (old.mode, new.mode),
            "answer": (_said(old), _said(new)),
            "citations": (_cited(old), _cited(new)),
            "near questions": (old.suggestions, new.suggestions),
        }
        return tuple(name for name, (one, other) in parts.items() if one != other)

    @property
    def worse(self) -> str | None:
        """Why the new version is worse for this question, or ``None``."""
        old, new = self.old, self.new
        if old.mode_right and not new.mode_right and old.reply.mode in ("answer", *CARE):
            return f"{old.reply.mode} was lost: {new.reply.mode} now"
        if old.mode_right and old.reply.mode == "crisis" and new.reply.mode == "support":
            return "crisis became support"
        if old.exact and not new.exact:
            return "a quotation is not its source's words any more"
        if old.strict and not new.strict:
            return f"passed before, fails now: {_why(new)}"
        return None

    @property
    def better(self) -> bool:
        return self.new.strict and not self.old.strict


@dataclass(frozen=True, slots=True)
class Change:
    """All questions compared; ``accepted`` are ids of regressions that the maintainer agreed to."""

    pairs: tuple[Pair, ...]
    accepted: Mapping[str, str]

    @property
    def changed(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.changed or pair.worse)

    @property
    def regressions(self) -> tuple[Pair, ...]:
        """Those that nobody accepted."""
        return tuple(
            pair for pair in self.pairs if pair.worse and pair.case.id not in self.accepted
        )

    @property
    def needless(self) -> tuple[str, ...]:
        """Accepted ids of questions that are no regression now."""
        worse = {pair.case.id for pair in self.pairs if pair.worse}
        return tuple(name for name in self.accepted if name not in worse)


def compare(
    old: Sequence[Judged], new: Sequence[Judged], accepted: Mapping[str, str] | None = None
) -> Change:
    """Pair the replies of two versions to the same cases, in the same order.

    Raises:
        UsageError: two cases have one id, so that no accepted id could tell them apart.
    """
    double = [name for name, count in Counter(one.case.id for one in old).items() if count > 1]
    if double:
        raise UsageError(f"questions: the id {double[0]!r} stands twice; give each its own")
    pairs = tuple(Pair(one, other) for one, other in zip(old, new, strict=True))
    return Change(pairs, dict(accepted or {}))


def read_accepted(path: Path) -> dict[str, str]:
    """Ids of accepted regressions with the reason of each: ``id  # why``, one a line.

    Raises:
        UsageError: the file cannot be read, or a line holds more than an id.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error})") from None
    found = {}
    for number, line in enumerate(lines, start=1):
        name, _, why = (part.strip() for part in line.partition("#"))
        if len(name.split()) > 1:
            raise UsageError(f"{path}:{number}: got {name!r:.60}, wanted one id, then # and why")
        if name:
            found[name] = why
    return found


def _said(reply: Reply) -> tuple[str, ...]:
    """The quoted sentences of an answer, or else the reply's own words."""
    if reply.sentences and reply.mode != "abstain":
        return tuple(sentence.text for sentence in reply.sentences)
    text = reply.opening
    for near in reply.suggestions:
        text = text.replace(near, "")
    return (" ".join(text.split()),)


def _source(citation: Citation) -> str:
    rests = ", ".join(
        f"{one.publisher} ({one.published or 'undated'}, {one.evidence})"
        for one in citation.sources
    )
    place = f"{citation.document} › {citation.section}" if citation.section else citation.document
    return f"{place}: {rests}{', corroborated' if citation.corroborated else ''}"


def _cited(reply: Reply) -> tuple[str, ...]:
    return tuple(_source(citation) for citation in reply.citations)


def _why(judged: Judged) -> str:
    reasons = []
    if not judged.mode_right:
        reasons.append(f"mode {judged.reply.mode}, wanted {judged.case.expect}")
    if judged.facts < 1:
        reasons.append(f"facts {judged.facts:.2f}")
    if not judged.clean:
        reasons.append("forbidden words")
    return ", ".join(reasons) or "no citation"


# Markdown


def _safe(text: str) -> str:
    """``text`` on one line of Markdown, every character as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _cell(lines: Sequence[str], others: Sequence[str]) -> str:
    """Lines of a cell, those in bold that the other side has not."""
    shown = [_safe(line) if line in others else f"**{_safe(line)}**" for line in lines if line]
    return "<br>".join(shown) or "–"


def markdown(change: Change, old_name: str, new_name: str) -> str:
    """The whole comparison: a summary, then every changed question side by side, worst first."""
    lines = [f"# Answers of {_safe(old_name)} and {_safe(new_name)}", ""]
    lines += _summary(change)
    order = sorted(change.changed, key=lambda pair: _rank(change, pair))
    if not order:
        lines += ["", "No answer, citation or mode changes."]
    for pair in order:
        lines += ["", *_section(change, pair)]
    return "\n".join(lines) + "\n"


def _rank(change: Change, pair: Pair) -> int:
    if pair.worse:
        return 1 if pair.case.id in change.accepted else 0
    return 2 if pair.better else 3


def _summary(change: Change) -> list[str]:
    pairs = change.pairs
    counts = Counter(part for pair in pairs for part in pair.changed)
    modes = Counter((pair.old.reply.mode, pair.new.reply.mode) for pair in pairs)
    worse = sum(bool(pair.worse) for pair in pairs)
    left = len(change.regressions)
    rows = [
        ("questions", len(pairs)), ("changed", len(change.changed)),
        *((f"changed in {name}", counts[name]) for name in sorted(counts)),
        ("better", sum(pair.better for pair in pairs)),
        ("worse, accepted", worse - left), ("**worse, not accepted**", left),
        ("pass, old", sum(pair.old.strict for pair in pairs)),
        ("pass, new", sum(pair.new.strict for pair in pairs)),
    ]  # fmt: skip
    lines = ["| what | questions |", "|---|---|", *(f"| {name} | {n} |" for name, n in rows)]
    moved = sorted(item for item in modes.items() if item[0][0] != item[0][1])
    if moved:
        lines += ["", "| mode, old | mode, new | questions |", "|---|---|---|"]
        lines += [f"| {old} | {new} | {count} |" for (old, new), count in moved]
    return lines


def _section(change: Change, pair: Pair) -> list[str]:
    case = pair.case
    state = "changed"
    if pair.worse:
        accepted = change.accepted.get(case.id)
        state = f"worse: {pair.worse}"
        if accepted is not None:
            state = f"accepted{f' ({accepted})' if accepted else ''}: {pair.worse}"
    elif pair.better:
        state = "better: passes now"
    sides = (pair.old, pair.new)
    rows = [("mode", *([one.reply.mode] for one in sides))]
    if case.facts:
        rows.append(("facts", *([f"{one.facts:.2f}"] for one in sides)))
    rows.append(("answer", *(list(_said(one.reply)) for one in sides)))
    rows.append(("citations", *(list(_cited(one.reply)) for one in sides)))
    if "near questions" in pair.changed:
        rows.append(("near questions", *(list(one.reply.suggestions) for one in sides)))
    lines = [f"## {_safe(case.id)}: {_safe(case.question)}", ""]
    if case.history:
        lines += ["After: " + " / ".join(map(_safe, case.history)), ""]
    lines += [f"{_safe(case.type)}, {_safe(case.lang)}, wanted {case.expect}. {_safe(state)}.", ""]
    lines += ["| | old | new |", "|---|---|---|"]
    lines += [f"| {name} | {_cell(a, b)} | {_cell(b, a)} |" for name, a, b in rows]
    return lines
