"""Whether sentences say where they come from, and own up to weak sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kwell_qa.errors import Finding
from kwell_qa.lint_rules.page import Page
from kwell_qa.lint_rules.wording import Wording
from kwell_qa.records import Sentence

__all__ = ["UNMARKED", "Tally", "check", "tally"]

UNMARKED = {"guide": 0.5}
"""The greatest share of sentences without a footnote, by kind; a guide may also counsel."""
UNMARKED_ELSE = 0.25
WEAK = frozenset({"fan-blog", "opinion", "unknown"})


@dataclass(frozen=True, slots=True)
class Tally:
    """Sentences of a document outside its help section and its questions.

    ``marked`` have a footnote, ``counsel`` have none and are advice or comfort of our own,
    ``bare`` have none and state something.
    """

    marked: tuple[Sentence, ...] = ()
    counsel: tuple[Sentence, ...] = ()
    bare: tuple[Sentence, ...] = ()

    @property
    def all(self) -> int:
        return len(self.marked) + len(self.counsel) + len(self.bare)


def tally(page: Page, wording: Wording) -> Tally:
    marked, counsel, bare = [], [], []
    for sentence in page.document.sentences:
        text = page.text(sentence)
        if sentence.sources:
            marked.append(sentence)
        elif page.heading(sentence) in wording.help_headings or text.endswith("?"):
            continue
        elif wording.counsel.search(text) and not any(c.isdigit() for c in text):
            counsel.append(sentence)
        else:
            bare.append(sentence)
    return Tally(tuple(marked), tuple(counsel), tuple(bare))


def check(page: Page, wording: Wording, counted: Tally) -> Iterator[Finding]:
    if not page.prepared:
        return
    kind = page.document.kind
    if kind != "guide":
        for sentence in counted.bare:
            yield page.find(
                "unsourced", page.line_at(sentence.start),
                f"no footnote behind {_short(page.text(sentence))}",
                "put [^key] of the source it rests on behind the full stop, or leave it out",
                "warning",
            )  # fmt: skip
    most = UNMARKED.get(kind, UNMARKED_ELSE)
    without = counted.all - len(counted.marked)
    if without > most * counted.all:
        yield page.find(
            "unsourced-share", None,
            f"{without} of {counted.all} sentences have no footnote, wanted at most {most:.0%}",
            "put [^key] of its source behind each sentence that states something",
        )  # fmt: skip
    yield from _sources(page)
    yield from _weak(page, wording)


def _sources(page: Page) -> Iterator[Finding]:
    """The schema asks for publisher, url, date and evidence; a null url has to be explained."""
    for source in page.document.sources:
        lost = source.evidence == "unknown" or "not found" in source.publisher.casefold()
        if source.url is None and not lost:
            yield page.find(
                "source", page.line_of("sources", f"{source.key}:"),
                f"the source {source.key!r} has no url but evidence {source.evidence}",
                "give its url, or say evidence: unknown and a publisher with 'page not found'",
            )  # fmt: skip


def _weak(page: Page, wording: Wording) -> Iterator[Finding]:
    """A sentence that rests on weak sources alone has to say so, or name its publisher."""
    by_key = {source.key: source for source in page.document.sources}
    for sentence in page.document.sentences:
        sources = [by_key[key] for key in sentence.sources]
        text = page.text(sentence)
        folded = text.casefold()
        named = any(source.publisher.casefold() in folded for source in sources)
        if not sources or named or wording.attribution.search(text):
            continue
        if all(source.evidence in WEAK for source in sources):
            kinds = ", ".join(sorted({source.evidence for source in sources}))
            yield page.find(
                "weak-source", page.line_at(sentence.start),
                f"{_short(text)} rests only on {kinds} and does not say so",
                f"add 'according to {sources[0].publisher}', or a better source", "warning",
            )  # fmt: skip


def _short(text: str) -> str:
    return f"'{text if len(text) <= 60 else text[:57] + '...'}'"
