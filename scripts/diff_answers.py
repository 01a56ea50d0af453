"""Ask the project's questions of two versions of an index and show what changes, side by side.

    python scripts/diff_answers.py OLD NEW [--index DIR] [--questions FILE.jsonl …]
                                   [--accept FILE] [--report FILE.md]

OLD and NEW are names of versions of the index, folders of versions, or folders of indexes, of which
the published version is taken. A version that is made by ``build_index.py --stage`` is not
published yet; where its answers are right, ``build_index.py --rollback VERSION`` publishes it.

Worse is a question that passed and fails now, one that lost its answer or its care, and a quotation
that is not exact any more. ``--accept`` names a file of ids of questions that may become worse, one
a line, each with ``# why`` behind it. The Markdown goes to the terminal, or to ``--report``.

Exit codes: 0 nothing is worse, 1 something is that nobody accepted, 2 wrong usage or a damaged
index.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import answerdiff, ending, evaluation, milvus, serving, versions
from kwell_qa.assistant import Assistant
from kwell_qa.commands import Parser
from kwell_qa.errors import KwellError, UsageError
from kwell_qa.settings import REPOSITORY, from_env


def _folder(name: str, index: Path) -> Path:
    """The folder of a version that is named in one of the three ways.

    Raises:
        UsageError: there is no such version.
    """
    for path in (Path(name), index / name):
        if (path / "manifest.json").is_file():
            return path.resolve()
        if (path / "CURRENT").is_file():
            return versions.folder_of(path).resolve()
    known = ", ".join(one.name for one in versions.versions(index)) or "none"
    raise UsageError(f"got {name!r}, wanted a version or a folder of one; {index} has {known}")


def _judged(
    folder: Path, cases: Sequence[evaluation.Case], settings: serving.Settings
) -> list[evaluation.Judged]:
    store = milvus.store_at(settings.vector_store, settings.vector_token)
    engine = serving.load_engine(folder.parent, version=folder.name, store=store)
    assistant = Assistant(serving.helplines_of(settings)[0], engine, settings.default_country)
    return [evaluation.judge(assistant, case) for case in cases]


def main(argv: Sequence[str] | None = None) -> int:
    parser = Parser(prog="diff_answers.py", description=__doc__.split("\n\n")[0])
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.add_argument("--index", type=Path, help="where versions are that are given by name")
    parser.add_argument("--questions", type=Path, action="append", help="cases as JSONL")
    parser.add_argument("--accept", type=Path, help="ids of questions that may become worse")
    parser.add_argument("--report", type=Path, help="write the Markdown here")
    args = parser.parse_args(argv)
    try:
        settings = from_env(os.environ)
        index = args.index or settings.index_dir
        old, new = _folder(args.old, index), _folder(args.new, index)
        accepted = answerdiff.read_accepted(args.accept) if args.accept else {}
        asked = args.questions or sorted((REPOSITORY / "tests" / "questions").glob("*.jsonl"))
        cases = [case for path in asked for case in evaluation.read_cases(path)]
        if not cases:
            raise UsageError("questions: got none, wanted at least one case")
        change = answerdiff.compare(
            _judged(old, cases, settings), _judged(new, cases, settings), accepted
        )
        text = answerdiff.markdown(change, args.old, args.new)
        if args.report:
            args.report.write_text(text, "utf-8")
        else:
            print(text, end="")
    except BrokenPipeError:
        raise  # told by nobody: see ending.quietly
    except (KwellError, OSError) as error:
        print(f"diff_answers.py: {error}", file=sys.stderr)
        return 2
    for name in change.needless:
        print(f"diff_answers.py: {name} is accepted but not worse; take it out", file=sys.stderr)
    for pair in change.regressions:
        print(f"diff_answers.py: {pair.case.id}: {pair.worse}", file=sys.stderr)
    return 1 if change.regressions else 0


if __name__ == "__main__":
    raise SystemExit(ending.quietly(main))
