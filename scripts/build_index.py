"""Build the index from the corpus: only what changed is embedded, and publishing is atomic.

    python scripts/build_index.py [--corpus DIR] [--index DIR] [--model NAME_OR_PATH]
                                  [--full] [--dry-run] [--json] [--if-stale] [--report FILE.html]
                                  [--keep N] [--stage] [--rollback [VERSION]] [--reembed]
                                  [--precision fp32|int8|auto] [--workers N_OR_ADDRESS]
                                  [--replace] [--measure-on DIR]

``--stage`` puts the new version beside the published one, for scripts/diff_answers.py to compare;
``--rollback VERSION`` publishes it. ``--reembed`` takes the texts from the published version, so
that another model or other chunks need no corpus. An index of another folder's documents is only
replaced where ``--index`` names it, or with ``--replace``. ``--measure-on`` names a folder with
passages.jsonl and questions.jsonl, as scripts/evaluate_retrieval.py takes them, such as SQuAD's:
int8 must lose nothing there either.

Exit codes: 0 published (or nothing to do); 1 content has errors, or a file could not be read (the
rest is published, unless that file was before); 2 wrong usage; 130 stopped by Ctrl-C, and what was
embedded is kept for the next build.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import (
    building,
    choosing,
    ending,
    exports,
    helplines,
    inputs,
    linting,
    locking,
    milvus,
    outside,
    reports,
    versions,
    workers,
)
from kwell_qa.commands import Parser, exit_code, finding_json, finding_line
from kwell_qa.embedding import Embedder, Given
from kwell_qa.errors import ContentError, UsageError
from kwell_qa.notes import Notes
from kwell_qa.settings import REPOSITORY, from_env


def _check_report(file: Path | None) -> None:
    """Whether the report can be written, before a build that may take hours."""
    if file is not None and (file.is_dir() or not os.access(file.parent, os.W_OK)):
        raise UsageError(f"--report: got {file}, wanted a file in a folder that is there and "
                         "may be written; make the folder, or name another")  # fmt: skip


QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "questions"


def _labelled(corpus: Path) -> list[tuple[str, list[exports.Labelled]]]:
    """The project's own questions with what their passages must hold, to measure int8 on.

    They ask about the project's own corpus; of another one they tell nothing.
    """
    from kwell_qa.evaluation import read_cases

    if corpus.resolve() != (REPOSITORY / "corpus").resolve():
        return []
    return [
        (path.stem, [(case.question, case.facts) for case in read_cases(path) if case.facts])
        for path in sorted(QUESTIONS.glob("*.jsonl"))
    ]


def _is_sound(done: int, seconds: float) -> bool:
    """Whether what was done so far tells how long the rest will take."""
    return done >= 5 and seconds >= 2


class _Lines:
    """Progress where there is no terminal: a line when a step begins and ends, and now and then
    between, with how many a second are done and how long it will take."""

    EVERY = 30.0
    """Seconds between two lines of one step."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: dict[str, tuple[float, int]] = {}
        self._said: dict[str, float] = {}
        self._over: set[str] = set()

    def show(self, step: str, done: int, total: int) -> None:
        now = self._clock()
        began, before = self._began.setdefault(step, (now, done))
        over = done >= total
        if step in self._over if over else self._said.get(step, -self.EVERY) + self.EVERY > now:
            return
        self._said[step] = now
        self._over |= {step} if over else set()
        line = f"{step}: {done} of {total}"
        if _is_sound(done - before, now - began):
            rate = (done - before) / (now - began)
            left = f", {_duration((total - done) / rate)} left" if done < total else ""
            line += f", {rate:.1f} a second{left}"
        print(line, flush=True)


def _duration(seconds: float) -> str:
    """Time as people tell it."""
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


_UNSURE = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}]"
"""A bar before anything tells how long it will take."""


def _progress_bar(quiet: bool) -> locking.Progress:
    """A bar with rate and time left on a terminal, plain lines elsewhere; stderr holds errors."""
    if quiet:
        return lambda *_: None
    if not sys.stderr.isatty():
        return _Lines().show
    from tqdm import tqdm

    bars: dict[str, tqdm[None]] = {}

    def show(step: str, done: int, total: int) -> None:
        if step not in bars:
            bars[step] = tqdm(
                desc=step, total=total, unit="", leave=True, initial=done, bar_format=_UNSURE
            )
        bar = bars[step]
        bar.total = total
        sound = _is_sound(done - bar.initial, bar.format_dict["elapsed"]) or done >= total
        bar.bar_format = None if sound else _UNSURE
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return show


def _keep_helplines(file: Path, index_dir: Path) -> None:
    """The copy beside the index follows the file, which is no input of an index.

    A fault in it is told and stops nothing: what is there is served, with the last sound copy.
    """
    try:
        if not helplines.keep_last_good(file, index_dir) and file.exists():
            helplines.load(file)
    except ContentError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        raise UsageError(f"{index_dir}: cannot be written ({error.strerror}); "
                         "make it writable for this user") from None  # fmt: skip


@dataclass(frozen=True)
class _Job:
    """What the command line asks for, with the settings for what it leaves out."""

    args: argparse.Namespace
    corpus: Path
    index: Path
    model: str
    given: Given
    store: milvus.VectorStore | None

    @classmethod
    def of(cls, args: argparse.Namespace) -> _Job:
        """Raises UsageError where an option or a setting asks for what cannot be."""
        settings = from_env(os.environ)
        corpus = args.corpus or settings.corpus_dir
        model = args.model or settings.model or choosing.model_of(corpus)
        store = milvus.store_at(settings.vector_store, settings.vector_token)
        if args.keep < 1:
            raise UsageError(f"--keep: got {args.keep}, wanted 1 or more")
        _check_report(args.report)
        index = args.index or settings.index_dir
        if index.exists() and not index.is_dir():
            raise UsageError(f"--index: got {index}, which is a file; name a folder, which is made "
                             "where there is none")  # fmt: skip
        given = Given(settings.query_prompt, settings.passage_prompt)
        return cls(args, corpus, index, model, given, store)

    def embedder(self) -> Embedder:
        return exports.builder(self.model, self.index, self.given)

    def plan(self, pool: tuple[Executor, int] | None, notes: Notes | None) -> building.Plan:
        args = self.args
        return building.Plan(
            full=args.full, dry_run=args.dry_run, keep=args.keep, stage=args.stage,
            store=self.store, pool=pool, notes=notes,
            replace=args.replace or args.index is not None,
            exporter=exports.Exporter(
                self.index, args.precision, partial(_labelled, self.corpus), _say,
                outside.read(args.measure_on) if args.measure_on else None,
            ),
        )  # fmt: skip


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> Parser:
    parser = Parser(prog="build_index.py", description=__doc__.split("\n\n")[0])
    parser.add_argument("--corpus", type=Path, help="any folder; the setting's, else corpus/")
    parser.add_argument("--index", type=Path, help="where to publish; the setting's, else index/")
    parser.add_argument("--model", metavar="NAME_OR_PATH")
    parser.add_argument("--full", action="store_true", help="embed everything anew")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    parser.add_argument("--json", action="store_true", help="one report object on stdout")
    parser.add_argument("--report", type=Path, metavar="FILE.html", help="the report as a page")
    parser.add_argument("--stage", action="store_true", help="make a version, publish it not yet")
    parser.add_argument("--reembed", action="store_true", help="from the index's own texts")
    parser.add_argument("--keep", type=int, default=versions.KEEP, help="versions to keep")
    parser.add_argument(
        "--rollback", nargs="?", const="", metavar="VERSION",
        help="publish the version before again, or the one that is named",
    )  # fmt: skip
    parser.add_argument(
        "--replace", action="store_true", help="also where another folder's index is published"
    )
    parser.add_argument("--if-stale", action="store_true", help="build only if need be")
    parser.add_argument(
        "--precision", choices=("auto", "fp32", "int8"), default="auto",
        help="how questions are embedded; auto: int8 where the build measures no loss",
    )  # fmt: skip
    parser.add_argument(
        "--measure-on", type=Path, metavar="DIR",
        help="passages.jsonl and questions.jsonl to measure int8 on beside the project's own",
    )  # fmt: skip
    parser.add_argument(
        "--workers", default="1", metavar="N_OR_ADDRESS",
        help="embed in so many processes, or by the Dask scheduler at an address",
    )  # fmt: skip
    return parser


def _fresh(job: _Job, notes: Notes | None) -> bool:
    """Whether the published index is up to date; says so, or why it is not."""
    why = inputs.is_stale(job.corpus, job.index, job.model, job.store, notes, job.given)
    if why is None:
        print("the index is up to date", file=sys.stderr)
        _keep_helplines(job.corpus / "helplines.yaml", job.index)
        return True
    print(f"building the index: {why}", file=sys.stderr)
    return False


def _build(job: _Job, notes: Notes | None) -> reports.Report:
    bar = _progress_bar(job.args.json)
    with workers.hired(job.args.workers) as pool:
        plan = job.plan(pool, notes)
        if job.args.reembed:
            return building.reembed(job.index, job.embedder, plan, bar)
        check = partial(linting.check, notes=notes)
        return building.build(
            job.corpus, job.index, job.embedder, plan=plan, check=check, progress=bar
        )


def _write_page(job: _Job, report: reports.Report) -> None:
    from kwell_qa.web.report import build_page

    file = job.args.report
    try:
        page = build_page(report, job.args.dry_run, versions.standing(job.index))
        file.write_text(page, "utf-8")
    except OSError as error:
        raise UsageError(
            f"{file}: cannot be written ({error.strerror}); name another file"
        ) from None


def _tell(job: _Job, report: reports.Report) -> None:
    """What was done, on stdout; what is wrong and what is served, on stderr."""
    for finding in report.findings:
        print(finding_line(finding), file=sys.stderr)
    if job.args.report:
        _write_page(job, report)
    if job.args.json:
        data = asdict(report)
        data["findings"] = [finding_json(finding) for finding in report.findings]
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return
    print("\n".join(reports.in_lines(report, job.args.dry_run)))
    if not report.published and not job.args.dry_run:
        print(versions.standing(job.index), file=sys.stderr)


def _interrupted(job: _Job, before: str) -> str:
    """What a build leaves that Ctrl-C ended; ``before`` is what was published when it began."""
    if job.args.dry_run:
        return "interrupted; nothing was written"
    again = "run it again without --full" if job.args.full else "run it again"
    return (f"interrupted; what was embedded is kept, "
            f"{versions.standing(job.index, before)}; {again} to go on")  # fmt: skip


def _run(args: argparse.Namespace) -> int:
    job = _Job.of(args)
    if args.rollback is not None:
        name = building.rollback(job.index, args.rollback or None, job.store)
        print(f"published again: {name}")
        return 0
    before = versions.pointed(job.index)
    notes = None if args.dry_run or args.full else Notes(job.index / ".notes.sqlite")
    try:
        with closing(notes) if notes else nullcontext():
            if args.if_stale and _fresh(job, notes):
                return 0
            report = _build(job, notes)
    except ContentError as error:
        report = reports.Report(False, None, findings=error.findings)
    except KeyboardInterrupt:
        _say(f"build_index.py: {_interrupted(job, before)}")
        return ending.STOPPED
    _tell(job, report)
    return 1 if any(finding.severity == "error" for finding in report.findings) else 0


def main(argv: list[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    return exit_code("build_index.py", lambda: _run(args))


if __name__ == "__main__":
    raise SystemExit(ending.quietly(main))
