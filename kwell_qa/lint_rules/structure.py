"""Dates, links, sections, footnotes, sentences that lean on others, and telephone numbers.

What depends on more than the page is given as a ``Doubt``: the page's part of it can be noted for
as long as the page is the same, and what is around the page settles it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from kwell_qa.errors import Finding
from kwell_qa.helplines import Helplines
from kwell_qa.lint_rules.page import Page, Piece
from kwell_qa.lint_rules.wording import Wording
from kwell_qa.registry import NAMES, Registry
from kwell_qa.texts import LANGUAGES, known_language

__all__ = ["Around", "Doubt", "check", "is_to_come", "numbers_of", "phone_numbers"]

WARN_MONTHS = 12
FAIL_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Around:
    """What a page is held against: the ids of all documents, the digits of every helpline's
    numbers (``None`` where their file cannot be read), the day from which the age of reviews
    counts, whether any document has front matter, and the names of names.yaml, if it has any."""

    ids: Set[str]
    known: Set[str] | None
    today: datetime.date
    prepared: bool = False
    names: Registry | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding for as long as what is around its page does not clear it.

    ``about`` is "id", "number", "artist", "date", "review" or "plain", and ``value`` what the page
    names.
    """

    about: str
    value: str
    finding: Finding

    def settled(self, around: Around) -> Finding | None:
        """The finding as it holds now, or ``None`` where it does not."""
        if self.about == "id":
            return None if self.value in around.ids else self.finding
        if self.about == "number":
            known = around.known is None or _is_known(self.value, around.known)
            return None if known else self.finding
        if self.about == "artist":
            known = around.names is None or around.names.knows(self.value)
            return None if known else self.finding
        if self.about == "plain":
            # Other people's files may hold any marks; one among articles was to be an article.
            return replace(self.finding, severity="error" if around.prepared else "warning")
        if is_to_come(self.value, around.today):
            return replace(
                self.finding, message=f"{self.finding.message}, a day to come",
                remedy="correct the date: it can be today's at the latest",
            )  # fmt: skip
        if self.about == "date":
            return None
        age = _months(datetime.date.fromisoformat(self.value), around.today)
        if age < WARN_MONTHS:
            return None
        return replace(
            self.finding, message=f"{self.finding.message}, {age} months ago",
            severity="error" if age >= FAIL_MONTHS else "warning",
        )  # fmt: skip


def check(page: Page, wording: Wording) -> Iterator[Finding | Doubt]:
    """What is wrong with the page itself, and what may be."""
    if page.prepared:
        yield _review(page)
        yield from _published(page)
        yield from _hollow(page)
        yield from _artists(page)
        yield from _language(page)
        yield from _related(page)
        yield from _links(page)
        yield from _help(page, wording)
        yield from _pronouns(page, wording)
    else:
        yield from _marks(page)
    yield from _phones(page)


def is_to_come(date: str, today: datetime.date) -> bool:
    """Whether all of a day, month or year lies after tomorrow, which it is somewhere already."""
    first = datetime.date.fromisoformat(f"{date}-01-01"[:10])
    return first > today + datetime.timedelta(days=1)


def _months(then: datetime.date, now: datetime.date) -> int:
    return (now.year - then.year) * 12 + now.month - then.month - (now.day < then.day)


def _review(page: Page) -> Doubt:
    given = page.document.reviewed or ""
    line = page.line_of("reviewed")
    return Doubt("review", given, page.find(
        "review", line, f"last reviewed on {given}",
        "read it against its sources again, then set reviewed to that day",
    ))  # fmt: skip


def _published(page: Page) -> Iterator[Doubt]:
    for source in page.document.sources:
        if source.published is not None:
            yield Doubt("date", source.published, page.find(
                "source", page.line_of("sources", f"{source.key}:"),
                f"the source {source.key!r} was published on {source.published}", "",
            ))  # fmt: skip


def _hollow(page: Page) -> Iterator[Finding]:
    for line, heading in page.hollow:
        yield page.find(
            "empty", line, f"nothing under {heading!r} that could be quoted",
            "write what it announces, or take the heading out", "warning",
        )  # fmt: skip


_MARK_OR_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:|\[\^([^\]\s]+)\]")


def _marks(page: Page) -> Iterator[Doubt]:
    """Footnote marks of a file without front matter that lead to no note in it."""
    notes: set[str] = set()
    first: dict[str, int] = {}
    for number, line in enumerate(page.body, start=1):
        for note, mark in _MARK_OR_NOTE.findall(line):
            if note:
                notes.add(note)
            else:
                first.setdefault(mark, number)
    lost = next((mark for mark in first if mark not in notes), None)
    if lost is not None:
        yield Doubt("plain", lost, page.find(
            "footnote", first[lost], f"[^{lost}] names no source: the file has no front matter",
            "give it front matter with its sources, or take such marks out",
        ))  # fmt: skip


def _artists(page: Page) -> Iterator[Doubt]:
    for artist in page.document.artists:
        yield Doubt("artist", artist, page.find(
            "artist", page.line_of("artists", artist),
            f"the artist {artist!r} is no name of {NAMES}, so that no question finds this by it",
            f"correct it, or add it to {NAMES} with its spellings", "warning",
        ))  # fmt: skip


def _language(page: Page) -> Iterator[Finding]:
    lang = page.document.lang
    if known_language(lang) is None:
        yield page.find(
            "lang", page.line_of("lang"),
            f"questions are not read in {lang!r}, but in {', '.join(LANGUAGES)}",
            "correct it if it is a slip; a text in another language may keep it", "warning",
        )  # fmt: skip


def _related(page: Page) -> Iterator[Doubt]:
    for other in page.document.related:
        yield Doubt("id", other, page.find(
            "related", page.line_of("related", other), f"no document has the id {other!r}",
            "correct the id, or take it out of related",
        ))  # fmt: skip


_LINK = re.compile(r"\]\(\s*<?(?P<target>[^)\s>]+)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.I)


def _links(page: Page) -> Iterator[Finding | Doubt]:
    """Links to another page of ours have to arrive: ``/read/<id>`` or the file of a document."""
    first = len(page.header) + 3
    for number, line in enumerate(page.body, start=first):
        for match in _LINK.finditer(line):
            target = match["target"]
            path = re.split(r"[?#]", target)[0]
            if _ELSEWHERE.match(target) or path.rstrip("/") == "/read":
                continue
            if path.startswith("/read/"):
                id = path.removeprefix("/read/").rstrip("/")
            else:
                id = path.rpartition("/")[2].removesuffix(".md")
            found = page.find(
                "link", number, f"the link {target!r} leads to no document",
                "link to /read/ and the id of a document, or to a full url",
            )  # fmt: skip
            nowhere = path.startswith("/") and not path.startswith("/read/")
            yield found if nowhere else Doubt("id", id, found)


def _help(page: Page, wording: Wording) -> Iterator[Finding]:
    """A text on suicide, self-harm or a death leads its readers to help (guidance, A7)."""
    if any(section.heading in wording.help_headings for section in page.document.sections):
        return
    topics = (Piece(topic, page.line_of("topics"), "topic") for topic in page.document.topics)
    for piece in (*topics, *page.pieces()):
        found = wording.death.search(piece.text)
        if found and piece.where != "ask":
            yield page.find(
                "help-section", piece.line,
                f"{found.group()!r} in a document without a help section",
                f"end it with a section '## {wording.help_headings[0]}' of two or three warm "
                "sentences: somebody you trust, the helplines beside every answer, the emergency "
                "number",
            )  # fmt: skip
            return


def _pronouns(page: Page, wording: Wording) -> Iterator[Finding]:
    for sentence in page.document.sentences:
        text = page.text(sentence)
        if text[:1].islower() or len(text.split()) < 3:
            yield page.find(
                "leaning", page.line_at(sentence.start), f"{text[:40]!r} is a piece of a sentence",
                "write a whole sentence; a name that holds . ! or ? is best put in quotation marks "
                "or at a sentence's end", "warning",
            )  # fmt: skip
            continue
        found = wording.pronoun.match(text)
        if found and not wording.pronoun_allowed.match(text):
            yield page.find(
                "leaning", page.line_at(sentence.start),
                f"a sentence begins with {found.group()!r} and cannot be quoted alone",
                "name the person or thing at its start", "warning",
            )  # fmt: skip


_LONG = re.compile(
    r"""(?<![\w.,/-])(?:
        \+\d{1,3}[\s().-]{0,2}\d[\d\s().-]{4,14}\d            # +44 20 7946 0000
      | \(\d{2,5}\)\s?\d{3,4}[\s-]?\d{3,4}                    # (02) 2204-0001
      | \d{2,4}(?:-\d{2,4}){1,3}-\d{3,4} | \d{3,4}-\d{4}      # 1577-0199, 0800-111-222
      | [01]\d{1,4}(?:\ \d{2,4}){1,3}                         # 0808 800 5000
      | \d{3}\ \d{3}\ \d{3,4}                                 # 555 123 4567
      | 0\d{6,10} | \d{3}\.\d{3}\.\d{4}
    )(?![\w-]|[.,]\d)""",
    re.X,
)
_CALL = r"""(?:call(?:s|ed|ing)?|dial(?:s|led|ling)?|ring|phone|text(?:s|ing)?(?:\s\w+\sto)?
    |hotlines?|helplines?|lines?|telephone|numbers?|police|ambulance|message)"""
_SHORT = re.compile(
    rf"""\b{_CALL}(?:\s(?:is|was|are|were|on|at|to|the|number|line|now|free|service|or|and))*,?\s
        (?P<a>\d{{3,6}})(?![\w%-]|[.,]\d)
        (?!\s(?:people|calls|times|fans|counsellors|sessions|messages|minutes|hours|days|won|to|of)\b)
      | (?<![\w.,#])(?P<b>\d{{3,6}})(?=\s(?:hotline|helpline|line|crisis\sline|number)\b)
      | \b\d{{3,6}}\s(?:and|or)\s(?P<c>\d{{3,6}})(?=\s(?:hotlines|helplines|lines)\b)""",
    re.X | re.I,
)
_URL = re.compile(r"https?://\S+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"(?:19|20)\d\d-\d\d?(?:-\d\d?)?|\d\d?-\d\d?-(?:19|20)\d\d")
_NOTICE = re.compile(
    r"\b(?:notice|act|law|bill|decree|issn|isbn|sections?|pages?|years?)\s(?:no\.?\s)?$|\bno\.\s$",
    re.I,
)
_YEARS = re.compile(r"(?:19|20)\d\d[\s-]+(?:(?:19|20)\d\d|\d\d)")


def phone_numbers(text: str) -> Iterator[str]:
    """What in ``text`` looks like a telephone number; years, dates and amounts do not."""
    text = _URL.sub(" ", text)
    spans: list[tuple[int, int]] = []
    for found in _LONG.finditer(text):
        number = found.group()
        digits = re.sub(r"\D", "", number)
        dated = _DATE.fullmatch(number) or _YEARS.fullmatch(number)
        dated = dated or _NOTICE.search(text[: found.start()])
        if not dated and 6 <= len(digits) <= 15:
            spans.append(found.span())
            yield number
    for found in _SHORT.finditer(text):
        group = found.lastgroup or "a"
        start, end = found.span(group)
        inside = any(left < end and start < right for left, right in spans)
        if not inside and not _YEAR.fullmatch(found[group]):
            yield found[group]


def numbers_of(helplines: Helplines) -> frozenset[str]:
    """The digits of every number in the registry, as people read and as phones dial them."""
    lines = [*helplines.international]
    texts: list[str] = []
    for country in helplines.by_country.values():
        lines.extend(country.helplines)
        texts.extend(country.emergency)
    for line in lines:
        pairs = ((line.display, line.dial), (line.sms_display, line.sms), *line.also)
        for shown, dial in pairs:
            texts.extend(re.findall(r"[\d+][\d\s().-]*\d", shown or ""))
            texts.append((dial or "").partition("?")[0])
    digits = (re.sub(r"\D", "", text) for text in texts)
    return frozenset(number for number in digits if number)


def _is_known(digits: str, known: Set[str]) -> bool:
    bare = digits.lstrip("0")
    return digits in known or (len(bare) >= 6 and any(one.endswith(bare) for one in known))


def _phones(page: Page) -> Iterator[Doubt]:
    for piece in page.pieces():
        if piece.where == "ask":
            # People may ask about a number that was withdrawn; an ask is never shown.
            continue
        for number in phone_numbers(piece.text):
            yield Doubt("number", re.sub(r"\D", "", number), page.find(
                "phone", piece.line, f"the number {number!r} is not in helplines.yaml",
                "take it out, or add the checked service to helplines.yaml",
                "error" if page.prepared else "warning",
            ))  # fmt: skip
