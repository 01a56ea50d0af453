"""What commands share: how they refuse wrong usage, tell errors, and show a finding as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from kwell_qa.errors import ContentError, Finding, KwellError

__all__ = ["Parser", "exit_code", "finding_json", "finding_line"]


class Parser(argparse.ArgumentParser):
    """Wrong usage ends in one line on stderr and exit code 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def exit_code(command: str, work: Callable[[], int]) -> int:
    """That of ``work``; where it raises: 1 content has errors, 2 wrong usage, told on stderr."""
    try:
        return work()
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    except KwellError as error:
        print(f"{command}: {error}", file=sys.stderr)
        return 2


def finding_line(finding: Finding) -> str:
    """A finding as people read it; warnings, which stop nothing, say what they are."""
    return f"{finding}{'' if finding.severity == 'error' else ' (warning)'}"


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding as ``--json`` shows it."""
    return {
        "file": str(finding.file), "line": finding.line, "rule": finding.rule,
        "message": finding.message, "remedy": finding.remedy, "severity": finding.severity,
    }  # fmt: skip
