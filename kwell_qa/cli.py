"""``kwell-qa ask``, ``kwell-qa serve`` and ``kwell-qa mcp``."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kwell_qa.commands import Parser, exit_code
from kwell_qa.countries import countries_of_world, said
from kwell_qa.ending import quietly
from kwell_qa.errors import BUILD, KwellError, UsageError
from kwell_qa.settings import Settings, from_env
from kwell_qa.texts import LANGUAGES, known_language
from kwell_qa.threads import ONE_THREAD

if TYPE_CHECKING:
    from kwell_qa.records import Reply
    from kwell_qa.serving import Ready

__all__ = ["main"]


def _parser() -> Parser:
    parser = Parser(prog="kwell-qa", description="Sourced answers on K-pop and wellbeing.")
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", help="one reply, or many with --batch")
    ask.add_argument("question", nargs="?")
    ask.add_argument("--index", type=Path, help="folder of the index")
    ask.add_argument("--lang", help="language of the reply, for example ko")
    ask.add_argument("--country", help="country of the helplines, for example KR, or none")
    ask.add_argument("--json", action="store_true", help="the reply as one JSON object")
    ask.add_argument("--explain", action="store_true", help="passages, ranks and threshold too")
    ask.add_argument("--batch", type=Path, metavar="IN.jsonl", help="one question a line")
    ask.add_argument("--out", type=Path, metavar="OUT.jsonl", help="one reply a line")
    commands.add_parser("serve", help="the web app")
    commands.add_parser("mcp", help="the tools of an MCP server, over stdin and stdout")
    return parser


def _tell(made: Ready, index: Path | None) -> None:
    """Faults and notes on stderr; remedies name the index that was asked for by ``--index``."""
    for fault in (*made.faults, *made.notes):
        if index:
            fault = fault.replace(BUILD, f"{BUILD} --index {shlex.quote(str(index))}")
        print(f"kwell-qa: {fault}", file=sys.stderr)


def _one(args: argparse.Namespace, settings: Settings) -> int:
    from kwell_qa.presenting import reply_json, reply_text

    try:
        reply, code = _asked(args, settings)
    except KwellError:
        raise
    except Exception as error:
        # By its type only: its words may be the person's, who gets care and helplines all the same.
        print(f"kwell-qa: an unforeseen {type(error).__name__}", file=sys.stderr)
        reply, code = _in_spite(args, settings), 2
    if args.json or args.explain:
        print(json.dumps(reply_json(reply), ensure_ascii=False, indent=1))
    else:
        print(reply_text(reply))
    return code


def _asked(args: argparse.Namespace, settings: Settings) -> tuple[Reply, int]:
    """The reply, and the exit code that goes with it."""
    from kwell_qa.serving import ready

    made = ready(settings)
    _tell(made, args.index)
    reply = made.assistant.ask(
        args.question, lang=args.lang, country=said(args.country), explain=args.explain
    )
    return reply, 2 if made.faults else 0


def _in_spite(args: argparse.Namespace, settings: Settings) -> Reply:
    """The reply of an assistant without index and model, whatever broke the whole one."""
    from kwell_qa.assistant import Assistant
    from kwell_qa.serving import helplines_of

    assistant = Assistant(helplines_of(settings)[0], default_country=settings.default_country)
    return assistant.ask(args.question, lang=args.lang, country=said(args.country))


_INSTEAD = {
    "lang": "answered as if it were left out",
    "country": "answered with international directories",
}
"""What a line of a batch gets whose language or country is not known."""


def _unknown(name: str, value: str | None) -> str | None:
    """What is wrong with a language or country that is none, or not one of ours."""
    if name == "lang" and value is not None and known_language(value) is None:
        return f"lang: got {value!r}, wanted one of {', '.join(LANGUAGES)}"
    if name == "country" and said(value) and str(value).upper() not in countries_of_world():
        return f"country: got {value!r}, wanted two letters of ISO 3166-1, for example KR, or none"
    return None


def _read(line: str) -> tuple[Any, dict[str, Any] | str]:
    """The id of one line of a batch, and its request, or in words what is wrong with it."""
    try:
        data = json.loads(line)
    except RecursionError:
        return None, "not JSON that can be read (nested too deep)"
    except ValueError as error:
        # Told apart from other lines by the error's text, which names the line.
        return None, f"not JSON ({error})" if _is_utf8(line) else "not UTF-8"
    if not isinstance(data, dict):
        return None, f"got {type(data).__name__}, wanted an object"
    if "id" in data:
        data["id"] = _writable(data["id"])
    return data.get("id"), _wrong(data, line) or data


def _wrong(data: dict[str, Any], line: str) -> str | None:
    """What is wrong with the fields of a line."""
    if not _is_utf8(line):
        return "not UTF-8"
    if not isinstance(data.get("question"), str):
        return "question: wanted a text"
    history = data.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        return "history: wanted a list of texts"
    for name in ("lang", "country"):
        if data.get(name) is not None and not isinstance(data[name], str):
            return f"{name}: wanted a text"
    return None


def _is_utf8(line: str) -> bool:
    """Whether nothing of a line was read by ``surrogateescape``."""
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _writable(id: Any) -> Any:
    """An id without what UTF-8 cannot hold, such as the half characters that JSON can spell."""
    try:
        text = json.dumps(id, ensure_ascii=False)
        return json.loads(text.encode("utf-8", "replace"))
    except RecursionError:
        return None


def _batch(args: argparse.Namespace, settings: Settings) -> int:
    from kwell_qa.presenting import reply_json
    from kwell_qa.serving import ready

    try:
        lines = args.batch.read_text("utf-8", errors="surrogateescape").split("\n")
    except OSError as error:
        raise UsageError(
            f"{args.batch}: cannot be read ({error.strerror}); name a file with one JSON object a "
            'line, such as {"question": "…"}'
        ) from None
    made = ready(settings)
    _tell(made, args.index)
    bad = 0
    try:
        with args.out.open("w", encoding="utf-8", newline="\n") as out:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                id, request = _read(line)
                if isinstance(request, str):
                    bad += 1
                    print(f"{args.batch}:{number}: {request}", file=sys.stderr)
                    entry = {"id": id, "error": f"line {number}: {request}"}
                else:
                    # A wrong choice takes nobody's reply away.
                    for name, instead in _INSTEAD.items():
                        if wrong := _unknown(name, request.get(name)):
                            print(f"{args.batch}:{number}: {wrong}; {instead}", file=sys.stderr)
                    request["lang"] = known_language(request.get("lang") or "")
                    reply = made.assistant.ask(
                        request["question"], request.get("history") or (),
                        request.get("lang"), said(request.get("country")), explain=True,
                    )  # fmt: skip
                    entry = {**reply_json(reply), "id": request.get("id", reply.id)}
                    entry.setdefault("passages", [])
                out.write(json.dumps(entry, ensure_ascii=False) + "\n")
    except OSError as error:
        raise UsageError(
            f"{args.out}: cannot be written ({error.strerror}); name another file with --out"
        ) from None
    if made.faults:
        return 2
    return 1 if bad else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 done, 1 content has errors, 2 wrong usage."""
    return quietly(lambda: exit_code("kwell-qa", lambda: _run(argv)))


def _run(argv: Sequence[str] | None) -> int:
    parser = _parser()
    args = parser.parse_args(argv)
    # Before numpy and FAISS are loaded.
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    settings = from_env(os.environ)
    if args.command == "serve":
        from kwell_qa.web.opening import serve

        return serve(settings)
    if args.command == "mcp":
        from kwell_qa.web.site import Site
        from kwell_qa.web.tools import over_stdio

        return over_stdio(Site(settings))
    if args.index:
        settings = replace(settings, index_dir=args.index)
    for name in ("lang", "country"):
        if wrong := _unknown(name, getattr(args, name)):
            raise UsageError(f"--{wrong}")
    if bool(args.batch) != bool(args.out):
        raise UsageError("--batch and --out go together: give both, or a question alone")
    if bool(args.batch) == (args.question is not None):
        raise UsageError("give a question, or --batch with --out")
    return _batch(args, settings) if args.batch else _one(args, settings)
