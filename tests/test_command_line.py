"""`kwell-qa ask`: batches, faults in words and by exit code, the same reply in each process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema

from conftest import ROOT
from kwell_qa.bundle import Bundle
from reply_schema import REPLY


def run(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kwell_qa", *words], cwd=ROOT, capture_output=True, text=True,
        timeout=300, check=False, **more,
    )  # fmt: skip


def test_two_processes_give_the_same_reply(index_dir: Path, index: Bundle) -> None:
    """Sets are ordered otherwise in each process; no reply may depend on it."""
    replies = []
    for seed in ("1", "2"):
        done = run("ask", "--json", "--explain", "--index", str(index_dir),
                   "Which songs by BTS and IU are about accepting yourself?",
                   env={**os.environ, "PYTHONHASHSEED": seed})  # fmt: skip
        assert done.returncode == 0, done.stderr
        replies.append({**json.loads(done.stdout), "timings_ms": None})
    assert replies[0] == replies[1]


def test_a_bad_line_of_a_batch_takes_no_other_with_it(index_dir: Path, tmp_path: Path) -> None:
    lines, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines.write_bytes(b"\n".join((
        rb'{"id": "\ud800", "question": "hello"}',
        b'{"id": "a\xff", "question": "hello"}',
        b"[" * 100_000,
        b'{"id": "' + b"1" * 9000 + b'", "question": ' + b"1" * 9000 + b"}",
        b'{"id": ["\\udfff", 1], "question": "hello"}',
        b'{"id": null, "question": "hello"}',
        '{"id": "\u2028끝", "question": "hello"}'.encode(),
    )))  # fmt: skip
    done = run("ask", "--batch", str(lines), "--out", str(out), "--index", str(index_dir))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    replies = [json.loads(line) for line in out.read_text("utf-8").split("\n") if line]
    assert [reply["id"] for reply in replies] == [
        "?", "a?", None, None, ["?", 1], None, "\u2028끝",
    ]  # fmt: skip
    assert ["error" in reply for reply in replies] == [False, True, True, True, *[False] * 3]
    assert replies[1]["error"] == "line 2: not UTF-8"
    assert f"{lines}:3: not JSON that can be read (nested too deep)" in done.stderr


def test_the_command_line(index_dir: Path, index: Bundle, tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text(
        '{"id": "question-a", "question": "What is MOA Diary?"}\n'
        '{"id": "question-b", "question": "when did it stop?",'
        ' "history": ["what was chan\'s room"]}\n'
        "not json\n"
        '{"id": "question-c", "question": 7}\n'
        '{"id": "question-d", "question": "i want to die", "country": "US", "lang": "es"}\n'
        '{"id": "question-e", "question": "hello", "country": "ZZ", "lang": "xx"}\n'
    )
    out = tmp_path / "out.jsonl"
    done = run("ask", "--batch", str(lines), "--out", str(out), "--index", str(index_dir))
    assert done.returncode == 1, done.stderr
    replies = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [reply["id"] for reply in replies] == [
        "question-a", "question-b", None, "question-c", "question-d",
        "question-e",
    ]  # fmt: skip
    assert ["error" in reply for reply in replies] == [False, False, True, True, False, False]
    for reply in (replies[0], replies[1], replies[4]):
        jsonschema.validate(reply, REPLY)
    assert len(replies[0]["passages"]) == 10
    assert replies[4]["language"] == "es"
    assert f"{lines}:3: not JSON" in done.stderr
    # What is not known is told, and takes nobody's reply away.
    assert f"{lines}:6: lang: got 'xx', wanted one of en, ko, " in done.stderr
    assert f"{lines}:6: country: got 'ZZ', wanted two letters" in done.stderr
    missing = run("ask", "--index", str(tmp_path / "none"), "--json", "what is MOA Diary")
    assert missing.returncode == 2
    # The remedy builds the index that was asked for, and not the usual one.
    assert f"python scripts/build_index.py --index {tmp_path / 'none'}\n" in missing.stderr
    assert "Traceback" not in missing.stderr
    assert json.loads(missing.stdout)["helplines"]
    assert run("ask").returncode == 2
    for given, remedy in (
        ((tmp_path / "none.jsonl", tmp_path / "out.jsonl"), "name a file with one JSON object"),
        ((lines, tmp_path / "none" / "out.jsonl"), "name another file with --out"),
    ):
        refused = run("ask", "--batch", str(given[0]), "--out", str(given[1]))
        assert refused.returncode == 2
        assert remedy in refused.stderr
    unsaid = run("ask", "--json", "--country", "none", "--index", str(tmp_path / "none"), "hi",
                 env={**os.environ, "KWELL_DEFAULT_COUNTRY": "KR"})  # fmt: skip
    assert json.loads(unsaid.stdout)["country"] is None
    for name, value in (("country", "Korea"), ("country", "ZZ"), ("lang", "xx")):
        wrong = run("ask", f"--{name}", value, "hi")
        assert wrong.returncode == 2
        assert f"--{name}: got {value!r}, wanted " in wrong.stderr
