"""Two versions of a small index, asked the same questions by the real model."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT, tiny_documents
from kwell_qa import answerdiff, building, embedding, versions
from kwell_qa.errors import UsageError
from kwell_qa.evaluation import Case, Judged
from kwell_qa.helplines import FLOOR
from kwell_qa.records import Citation, QuotedSentence, Reply, Source

JOINED = "how many people joined Morning songs in 2024"


def diff_answers() -> Callable[[list[str]], int]:
    spec = importlib.util.spec_from_file_location("diff", ROOT / "scripts" / "diff_answers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    main: Callable[[list[str]], int] = module.main
    return main


def case(name: str, question: str, facts: str = "", expect: str = "answer") -> str:
    return json.dumps({"id": name, "question": question, "expect": expect, "type": "direct",
                       "facts": [[facts]] if facts else []})  # fmt: skip


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, embedder: embedding.Embedder) -> Path:
    """An index with two versions: one number was changed in one document; the new is staged."""
    folder = tmp_path_factory.mktemp("two")
    corpus = tiny_documents(folder)
    walks = corpus / "walks.md"
    walks.write_text(walks.read_text().replace("120 people", "80 people"))
    build = building.build
    assert build(corpus, folder / "index", lambda: embedder).published
    songs = corpus / "songs.md"
    songs.write_text(songs.read_text().replace("120 people", "150 people (2 < 3 | more)"))
    staged = build(corpus, folder / "index", lambda: embedder, plan=building.Plan(stage=True))
    assert not staged.published
    (folder / "cases.jsonl").write_text(
        "\n".join((
            case("old-number", JOINED, "120"), case("new-number", f"{JOINED}?", "150"),
            case("walks", "how many people joined Evening walks in 2024", "80"),
            case("nothing", "who directed the film about the harbour", expect="abstain"),
        ))
    )  # fmt: skip
    return folder


def names(two: Path) -> tuple[str, str]:
    new, old = sorted(versions.versions(two / "index"), key=lambda one: one.current)
    return old.name, new.name


def test_a_staged_version_waits_until_it_is_published(two: Path) -> None:
    old, new = names(two)
    assert versions.current(two / "index") == old
    assert building.rollback(two / "index", new) == new == versions.current(two / "index")
    assert building.rollback(two / "index") == old


def test_what_changes_is_shown_and_what_is_worse_fails(
    two: Path, embedder: embedding.Embedder, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(embedding, "load_as", lambda name, recorded: embedder)
    main = diff_answers()
    old, new = names(two)
    asked = ["--index", str(two / "index"), "--questions", str(two / "cases.jsonl")]
    assert main([old, new, *asked]) == 1
    told = capsys.readouterr()
    assert "old-number: passed before, fails now: facts 0.00" in told.err
    assert told.err.count("\n") == 1
    assert "| **worse, not accepted** | 1 |" in told.out
    assert "| better | 1 |" in told.out
    assert f"## old-number: {JOINED}" in told.out
    assert "## new-number" in told.out
    assert "## nothing" not in told.out
    # What documents hold neither ends a cell nor becomes markup.
    assert r"**In 2024, 150 people (2 \< 3 \| more) joined Morning songs.**" in told.out

    accepted = two / "accepted.txt"
    accepted.write_text("# agreed\nold-number  # counted anew\nwalks\n")
    report = two / "diff.md"
    assert main([old, new, *asked, "--accept", str(accepted), "--report", str(report)]) == 0
    assert "accepted (counted anew): passed before" in report.read_text()
    assert "walks is accepted but not worse" in capsys.readouterr().err

    # Folders do as well as names; a version beside itself changes nothing.
    folder = str(two / "index" / new)
    assert main([folder, folder, *asked]) == 0
    assert "No answer, citation or mode changes." in capsys.readouterr().out
    assert main([str(two / "index"), new, *asked]) == 1
    capsys.readouterr()
    assert main([old, "elsewhere", *asked]) == 2
    assert f"wanted a version or a folder of one; {two / 'index'} has" in capsys.readouterr().err


def judged(
    expect: str, mode: str, facts: float = 1.0, exact: bool = True, quote: str = "q"
) -> Judged:
    reply = Reply(id="r", mode="abstain", language="en", country=None, text="no", helplines=FLOOR)
    if mode == "answer":
        source = Source("s", "Herald", None, None, "news")
        cited = Citation(n=1, document="d", title="t", section="", quote=quote, start=0, end=1,
                         link="/read/d#s=0-1", sources=(source,), corroborated=False)  # fmt: skip
        reply = replace(reply, citations=(cited,), sentences=(QuotedSentence(quote, 1),))
    right = mode == expect or {mode, expect} <= {"crisis", "support"}
    case = Case(id="c", question="q", lang="en", type="direct", expect=expect)
    return Judged(case, replace(reply, mode=mode), facts, right, True, exact)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (judged("answer", "answer", 0.5), judged("answer", "abstain", 0.0), "answer was lost"),
        (judged("crisis", "crisis"), judged("crisis", "abstain"), "crisis was lost"),
        (judged("support", "support"), judged("support", "answer"), "support was lost"),
        (judged("crisis", "crisis"), judged("crisis", "support"), "crisis became support"),
        (judged("answer", "answer"), judged("answer", "answer", exact=False), "a quotation is"),
        (judged("answer", "answer"), judged("answer", "answer", 0.5), "passed before"),
        (judged("abstain", "abstain"), judged("abstain", "answer"), "passed before"),
        (judged("answer", "answer", 0.5), judged("answer", "answer", 0.5, quote="r"), None),
        (judged("abstain", "answer"), judged("abstain", "abstain"), None),
        (judged("support", "support"), judged("support", "crisis"), None),
    ],
)
def test_what_counts_as_worse(old: Judged, new: Judged, why: str | None) -> None:
    found = answerdiff.Pair(old, new).worse
    assert (found or "").startswith(why or "")
    assert (found is None) == (why is None)


def test_one_id_is_one_question(tmp_path: Path) -> None:
    one = judged("answer", "answer")
    with pytest.raises(UsageError, match="the id 'c' stands twice"):
        answerdiff.compare([one, one], [one, one])
    bad = tmp_path / "accepted.txt"
    bad.write_text("c\nd is fine\n")
    with pytest.raises(UsageError, match=r"accepted\.txt:2: got 'd is fine', wanted one id"):
        answerdiff.read_accepted(bad)
