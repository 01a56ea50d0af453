"""What commands share: how they refuse wrong usage, and how they tell a finding as JSON."""

from __future__ import annotations

import argparse
from typing import NoReturn

from kwell_qa.errors import Finding

__all__ = ["Parser", "finding_json"]


class Parser(argparse.ArgumentParser):
    """Wrong usage ends in one line on stderr and exit code 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding as ``--json`` shows it."""
    return {
        "file": str(finding.file), "line": finding.line, "rule": finding.rule,
        "message": finding.message, "remedy": finding.remedy, "severity": finding.severity,
    }  # fmt: skip
