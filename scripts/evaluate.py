"""Ask labelled questions and report how many are answered rightly.

    python scripts/evaluate.py --questions FILE.jsonl [--questions …] [--index DIR]
                               [--report FILE.md]

Exit codes: 0 done, 2 wrong usage or no index.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import evaluation
from kwell_qa.errors import KwellError
from kwell_qa.serving import ready
from kwell_qa.settings import from_env


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--questions", type=Path, action="append", required=True)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--report", type=Path, help="write the report here, not to the terminal")
    args = parser.parse_args()
    try:
        settings = from_env(os.environ)
        if args.index:
            settings = replace(settings, index_dir=args.index)
        cases = [case for path in args.questions for case in evaluation.read_cases(path)]
        made = ready(settings)
        for fault in made.faults:
            print(f"evaluate.py: {fault}", file=sys.stderr)
        if made.assistant.engine is None:
            return 2
        report = evaluation.table([evaluation.judge(made.assistant, case) for case in cases])
    except KwellError as error:
        print(f"evaluate.py: {error}", file=sys.stderr)
        return 2
    if args.report:
        args.report.write_text(report, "utf-8")
    else:
        print(report)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
