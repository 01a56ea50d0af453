"""docs/founding-articles.md says which question brings up what the four articles name."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT
from kwell_qa.assistant import Assistant

TABLES = (ROOT / "docs/founding-articles.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+\?) \| (`[^|]+`) \|$", TABLES, re.MULTILINE)


def test_the_tables_are_read_whole() -> None:
    lines = [line for line in TABLES.splitlines() if line.startswith("|") and "`" in line]
    assert len(ROWS) == len(lines) >= 69


@pytest.mark.parametrize(("name", "question", "documents"), ROWS, ids=[row[0] for row in ROWS])
def test_what_the_articles_name_is_answered(
    name: str, question: str, documents: str, assistant: Assistant
) -> None:
    named = re.findall(r"`([^`]+)`", documents)
    reply = assistant.ask(question)
    cited = {citation.document for citation in reply.citations}
    assert reply.mode == "answer", name
    assert cited & set(named), f"{name}: cited {cited}, the table names {named}"
    assert assistant.engine is not None
    assert set(named) <= {document.id for document in assistant.engine.bundle.documents}
