"""When the entries of helplines.yaml were last checked: not long ago, and not in days to come."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from kwell_qa import helpline_file
from kwell_qa.errors import Finding
from kwell_qa.helplines import STALE_DAYS
from kwell_qa.lint_rules.structure import is_to_come

__all__ = ["check"]

RULE = "helpline-checked"


def check(path: Path, today: datetime.date) -> Iterator[Finding]:
    """Findings for a file that could be read as helplines."""
    for line, name, day in helpline_file.checks(path.read_text("utf-8")):
        try:
            age = (today - datetime.date.fromisoformat(day)).days
        except ValueError:
            yield Finding(path, line, RULE, f"{name}: checked is {day!r}, no day of the calendar",
                          "write the day of the last check as YYYY-MM-DD")  # fmt: skip
            continue
        if is_to_come(day, today):
            yield Finding(path, line, RULE, f"{name}: checked on {day}, a day to come",
                          "correct the date: it can be today's at the latest")  # fmt: skip
        elif age > STALE_DAYS:
            yield Finding(
                path, line, RULE,
                f"{name}: last checked on {day}, {age} days ago, wanted at most {STALE_DAYS}",
                "look it up at its operator again, then set checked to that day", "warning",
            )  # fmt: skip
