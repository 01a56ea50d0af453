"""Small documents, and what the linter finds in a corpus of them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from kwell_qa import linting
from kwell_qa.errors import Finding

TODAY = datetime.date(2026, 12, 1)
LEAD = "BTS began the LOVE MYSELF campaign with UNICEF in November 2017.[^a]"
SOURCE = (
    'a: {publisher: UNICEF, url: "https://www.unicef.org/x", published: 2017-11, '
    "evidence: official}"
)
HELP = "\n\n## Where to find help\nPlease talk to somebody you trust today.\n"


def document(
    body: str = LEAD, *, id: str = "one", title: str = "A title", kind: str = "article",
    topics: str = "music", reviewed: str = "2026-11-22", sources: tuple[str, ...] = (SOURCE,),
    more: str = "",
) -> str:  # fmt: skip
    rows = "\n".join(f"  {source}" for source in sources)
    return (
        f"---\nid: {id}\ntitle: {json.dumps(title)}\nkind: {kind}\ntopics: [{topics}]\n"
        f"license: CC-BY-4.0\nreviewed: {reviewed}\nsources:\n{rows}\n{more}---\n{body}\n"
    )


def findings(folder: Path, *documents: str, rule: str | None = None) -> list[Finding]:
    """What ``check`` finds in a corpus of ``documents``; of one rule, where one is given."""
    for number, text in enumerate(documents):
        (folder / f"{number}.md").write_text(text, "utf-8")
    found = linting.check(folder, today=TODAY)
    return [finding for finding in found if rule in (None, finding.rule)]


def weak(evidence: str, publisher: str = "Idol Diary", url: str = '"https://x.example/y"') -> str:
    return f"a: {{publisher: {publisher}, url: {url}, published: 2020, evidence: {evidence}}}"
