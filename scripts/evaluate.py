"""Ask labelled questions and report how many are answered rightly.

    python scripts/evaluate.py --questions FILE.jsonl [--questions …] [--index DIR]
                               [--report FILE.md|FILE.json] [--picture FILE.svg]
                               [--run FILE] [--qrels FILE] [--baseline REPORT]

The picture shows risk against coverage; the Markdown report names it. ``--run`` and ``--qrels``
write TREC files. ``--baseline`` tells what fell below the interval of an earlier report.

Exit codes: 0 done, 1 something became worse than the baseline, 2 wrong usage or no index.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import ending, evaluation, ranking, risk, scorecard
from kwell_qa.errors import KwellError
from kwell_qa.serving import ready
from kwell_qa.settings import from_env


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--questions", type=Path, action="append", required=True)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--report", type=Path, help="write the report here, not to the terminal")
    parser.add_argument("--picture", type=Path, help="write risk against coverage here, as SVG")
    parser.add_argument("--run", type=Path, help="write what was retrieved here, as a TREC run")
    parser.add_argument("--qrels", type=Path, help="write what is relevant here, as TREC qrels")
    parser.add_argument("--baseline", type=Path, help="an earlier report to compare with")
    args = parser.parse_args()
    try:
        before = scorecard.read_baseline(args.baseline) if args.baseline else {}
        settings = from_env(os.environ)
        if args.index:
            settings = replace(settings, index_dir=args.index)
        cases = [case for path in args.questions for case in evaluation.read_cases(path)]
        made = ready(settings)
        for fault in made.faults:
            print(f"evaluate.py: {fault}", file=sys.stderr)
        if made.assistant.engine is None:
            return 2
        judged = [evaluation.judge(made.assistant, case) for case in cases]
        qrels = evaluation.relevance(made.assistant, cases)
    except KwellError as error:
        print(f"evaluate.py: {error}", file=sys.stderr)
        return 2
    run = evaluation.run_of(judged)
    found = scorecard.measures(judged, ranking.measure(qrels, run))
    if args.run:
        ranking.write_run(args.run, run, "kwell-qa")
    if args.qrels:
        ranking.write_qrels(args.qrels, qrels)
    report = scorecard.report(judged, found, _unsure(judged, args.picture, args.report))
    if args.report and args.report.suffix == ".json":
        values = {name: asdict(measure) for name, measure in found.items()}
        args.report.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", "utf-8")
    elif args.report:
        args.report.write_text(report, "utf-8")
    else:
        print(report)
    lines, worse = scorecard.compared(found, before) if args.baseline else ([], False)
    for line in lines:
        print(f"evaluate.py: {line}", file=sys.stderr)
    return 1 if worse else 0


def _unsure(
    judged: list[evaluation.Judged], picture: Path | None, report: Path | None
) -> list[str]:
    """Lines on how well the probability tells what can be answered; writes the picture."""
    answerable, right, sure = scorecard.unsure(judged)
    if not sure:
        return []
    notes = scorecard.told_apart(answerable, sure)
    if picture:
        curve = risk.risk_coverage(right, sure)
        picture.write_text(risk.picture({"probability": curve}), "utf-8")
        shown = os.path.relpath(picture, report.parent) if report else picture
        notes += ["", f"![Share of answers that are wrong, by share answered]({shown})"]
    return notes


if __name__ == "__main__":
    raise SystemExit(ending.quietly(main))
