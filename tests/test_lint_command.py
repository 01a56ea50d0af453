"""`check_corpus.py`: its exit codes, its lines, JSON and SARIF."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from conftest import ROOT
from kwell_qa import linting
from kwell_qa.lint_rules.sarif import to_sarif
from lint_fixtures import TODAY, document


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "check_corpus.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def test_exit_codes_and_lines(tmp_path: Path) -> None:
    today = datetime.date.today().isoformat()
    good, bad = document(reviewed=today), document("She died in 2019.[^a]", reviewed=today)
    (tmp_path / "a.md").write_text(good, "utf-8")
    done = run("--corpus", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "a.md").write_text(bad, "utf-8")
    done = run("--corpus", ".", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["a.md:11", "help-section"], ["a.md:11", "leaning"],
    ]  # fmt: skip
    assert all("; " in line for line in lines)
    assert not lines[0].endswith("(warning)")
    assert lines[1].endswith("(warning)")


@pytest.mark.parametrize("arguments", [
    ["--corpus", "/nowhere/at/all"], ["--wrong"], ["--sarif", "/nowhere/at/all/x.sarif"],
])  # fmt: skip
def test_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(document(), "utf-8")
    if arguments[0] != "--corpus":
        arguments = ["--corpus", str(tmp_path), *arguments]
    done = run(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


SARIF = {
    "type": "object", "required": ["version", "runs", "$schema"], "additionalProperties": False,
    "properties": {
        "version": {"const": "2.1.0"}, "$schema": {"type": "string", "format": "uri"},
        "runs": {"type": "array", "minItems": 1, "items": {
            "type": "object", "required": ["tool", "results"], "additionalProperties": False,
            "properties": {
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {
                    "type": "object", "required": ["name"], "properties": {
                        "name": {"type": "string", "minLength": 1},
                        "rules": {"type": "array", "uniqueItems": True, "items": {
                            "type": "object", "required": ["id"], "properties": {
                                "id": {"type": "string"},
                                "shortDescription": {"type": "object", "required": ["text"]},
                            }, "additionalProperties": False}},
                    }, "additionalProperties": False}}, "additionalProperties": False},
                "results": {"type": "array", "items": {
                    "type": "object", "required": ["message", "ruleId", "level", "locations"],
                    "additionalProperties": False,
                    "properties": {
                        "ruleId": {"type": "string"},
                        "ruleIndex": {"type": "integer", "minimum": 0},
                        "level": {"enum": ["none", "note", "warning", "error"]},
                        "message": {"type": "object", "required": ["text"]},
                        "locations": {"type": "array", "items": {
                            "type": "object", "required": ["physicalLocation"], "properties": {
                                "physicalLocation": {
                                    "type": "object", "required": ["artifactLocation"],
                                    "properties": {
                                        "artifactLocation": {"type": "object", "required": ["uri"]},
                                        "region": {"type": "object", "properties": {
                                            "startLine": {"type": "integer", "minimum": 1}}},
                                    }, "additionalProperties": False}}}},
                    }}},
            }}},
    },
}  # fmt: skip


def test_sarif(tmp_path: Path) -> None:
    (tmp_path / "a b.md").write_text(document("She died in 2019.[^a]"), "utf-8")
    (tmp_path / "c.md").write_text(document("Please be kind.", id="two", sources=()), "utf-8")
    found = linting.check(tmp_path, today=TODAY)
    log = to_sarif(found, linting.RULES, tmp_path)
    jsonschema.validate(log, SARIF)
    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in one["results"]] == [f.rule for f in found]
    first = one["results"][0]["locations"][0]["physicalLocation"]
    assert first == {"artifactLocation": {"uri": "a%20b.md"}, "region": {"startLine": 11}}
    away = to_sarif(found, linting.RULES, tmp_path / "elsewhere")["runs"][0]["results"][0]
    uri = away["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")


def test_json_and_sarif_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(document("She died in 2019.[^a]"), "utf-8")
    done = run("--corpus", tmp_path, "--json", "--sarif", tmp_path / "out.sarif")
    report = json.loads(done.stdout)
    assert (report["ok"], report["errors"], report["documents"]) == (False, 1, 1)
    assert {"file", "line", "rule", "message", "remedy", "severity"} == set(report["findings"][0])
    jsonschema.validate(json.loads((tmp_path / "out.sarif").read_text("utf-8")), SARIF)
