"""Check the corpus and its helplines: says file, line, rule and remedy of all that is wrong.

    python scripts/check_corpus.py [--corpus DIR] [--json] [--sarif FILE]

Findings go to stderr, one line each (``file:line: rule: message; remedy``, with ``(warning)``
behind those that do not stop the build). Exit codes: 0 no errors, 1 errors, 2 wrong usage.

As a hook of pre-commit, in ``.pre-commit-config.yaml``:

    - repo: local
      hooks:
        - id: check-corpus
          name: check corpus
          entry: .venv/bin/python scripts/check_corpus.py
          language: system
          files: ^corpus/
          pass_filenames: false

or without pre-commit, in ``.git/hooks/pre-commit`` (made executable):

    #!/bin/sh
    exec .venv/bin/python scripts/check_corpus.py
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import ending, linting
from kwell_qa.commands import Parser, finding_json, finding_line
from kwell_qa.errors import Finding, KwellError, UsageError
from kwell_qa.lint_rules.sarif import to_sarif
from kwell_qa.settings import from_env


def _near(finding: Finding) -> Finding:
    """The finding with its path as seen from where the command runs, where that is shorter."""
    path, here = finding.file.resolve(), Path.cwd()
    return replace(finding, file=path.relative_to(here)) if path.is_relative_to(here) else finding


def _report(audit: linting.Audit) -> dict[str, object]:
    data = asdict(audit)
    data["findings"] = [finding_json(finding) for finding in audit.findings]
    return {"ok": not audit.errors, "errors": audit.errors,
            "warnings": len(audit.findings) - audit.errors, **data}  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    parser = Parser(prog="check_corpus.py", description=__doc__.split("\n\n")[0])
    parser.add_argument("--corpus", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one report object on stdout")
    parser.add_argument("--sarif", type=Path, metavar="FILE", help="also write SARIF 2.1.0")
    args = parser.parse_args(argv)
    try:
        corpus_dir = args.corpus or from_env(os.environ).corpus_dir
        if not corpus_dir.is_dir():
            raise UsageError(f"--corpus: {corpus_dir} is no folder; name the folder of documents")
        audit = linting.inspect(corpus_dir)
        audit = replace(audit, findings=tuple(map(_near, audit.findings)))
        if args.sarif:
            log = to_sarif(audit.findings, linting.RULES, Path.cwd())
            try:
                args.sarif.write_text(json.dumps(log, ensure_ascii=False, indent=1) + "\n", "utf-8")
            except OSError as error:
                raise UsageError(
                    f"--sarif: {args.sarif} cannot be written ({error.strerror}); name another"
                ) from None
    except KwellError as error:
        print(f"check_corpus.py: {error}", file=sys.stderr)
        return 2
    for finding in audit.findings:
        print(finding_line(finding), file=sys.stderr)
    if args.json:
        print(json.dumps(_report(audit), ensure_ascii=False, indent=1))
    else:
        share = audit.footnoted / (audit.footnoted + audit.bare or 1)
        print(f"{audit.documents} documents, {audit.sentences} sentences, {share:.1%} of the "
              f"statements footnoted; {audit.errors} errors, "
              f"{len(audit.findings) - audit.errors} warnings")  # fmt: skip
    return 1 if audit.errors else 0


if __name__ == "__main__":
    raise SystemExit(ending.quietly(main))
