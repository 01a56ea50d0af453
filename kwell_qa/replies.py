"""Replies put together: texts of our own around quotations, and the helplines of a country.

What is said, and whether, was decided before; nothing is looked up here but texts and numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kwell_qa.citing import Quoted
from kwell_qa.helplines import Helplines
from kwell_qa.places import country_name
from kwell_qa.questions import Query
from kwell_qa.records import HelplineChoice, Mode, Reply, Why
from kwell_qa.selecting import Selection
from kwell_qa.texts import Catalogue

__all__ = ["LIST", "Replies", "all_listed"]

LIST = "/read/"
"""Where all documents are listed."""


def all_listed(texts: Catalogue, language: str) -> str:
    """The way to all documents, as text."""
    return f"{texts.get(language, 'ui.all_documents')}: {LIST}"


@dataclass(frozen=True)
class Replies:
    """Makes the replies of one site, each with helplines."""

    helplines: Helplines
    texts: Catalogue
    default_country: str | None
    default_why: Why

    def choice(self, country: str | None, category: str | None, lang: str) -> HelplineChoice:
        return self.helplines.choose(
            country, category, self.default_country, lang, default_why=self.default_why
        )

    def build(
        self, mode: Mode, text: str, language: str, choice: HelplineChoice, **more: Any
    ) -> Reply:
        return Reply(id="", mode=mode, language=language, country=choice.country, text=text,
                     helplines=choice.helplines, emergency=choice.emergency,
                     why=choice.why, **more)  # fmt: skip

    def plain(
        self, mode: Mode, key: str, language: str, country: str | None,
        reason: str | None = None, **values: str,
    ) -> Reply:  # fmt: skip
        text = self.texts.get(language, key, **values)
        choice = self.choice(country, None, language)
        return self.build(mode, text, language, choice, reason=reason)

    def failed(self, language: str, country: str | None) -> Reply:
        return self.plain("abstain", "reply.failed", language, country, reason="failed")

    def too_long(self, language: str, country: str | None) -> Reply:
        return self.plain("abstain", "ui.too_long", language, country, reason="too-long")

    def nothing_indexed(self, language: str, country: str | None) -> Reply:
        return self.plain("abstain", "reply.nothing_indexed", language, country,
                          reason="nothing-indexed")  # fmt: skip

    def not_covered(self, language: str, country: str | None) -> Reply:
        """The same where nothing was looked up: "why?" alone is about nothing."""
        parts = [self.texts.get(language, "reply.abstain"), *self._where(language)]
        return self.build("abstain", "\n\n".join(parts), language,
                          self.choice(country, None, language), reason="not-covered")  # fmt: skip

    def _where(self, language: str) -> tuple[str, str]:
        """Where to look instead: elsewhere, and in all that there is to quote."""
        return self.texts.get(language, "reply.abstain_where"), all_listed(self.texts, language)

    def numbers(self, language: str, country: str | None, named: str | None) -> Reply:
        choice = self.choice(country, None, language)
        if named and named != choice.country:
            # Somebody asks about another country than they are in: its short codes stay text.
            choice = self.helplines.choose(named, None, None, language, why="named")
        if choice.country and choice.why != "no-service":
            name = country_name(choice.country, "fil" if language == "tl" else language)
            lines = [self.texts.get(language, "reply.helplines", country=name)]
        else:
            lines = [self.texts.get(language, "reply.helplines_international")]
        lines.extend(
            f"{line.name}: {line.display or line.website}" for line in choice.helplines
        )
        if choice.emergency:
            lines.append(self.texts.get(language, "care.emergency", number=choice.emergency))
        else:
            lines.append(self.texts.get(language, "care.emergency_unknown"))
        return self.build("helplines", "\n".join(lines), language, choice)

    def answer(
        self, query: Query, selection: Selection, quoted: Quoted, language: str,
        country: str | None,
    ) -> Reply:  # fmt: skip
        """What is ``quoted``, with what led to it before."""
        say = self.texts.get
        lead = say(language, "reply.answer_lead")
        if selection.corrects:
            lead = say(language, "reply.claim_lead")
        elif selection.foreign_names:
            lead = say(language, "reply.nearest_lead", names=", ".join(selection.foreign_names))
        elif query.kind == "compare":
            lead = say(language, "reply.compare_lead")
        parts = []
        if query.resolved:
            parts.append(say(language, "reply.resolved", question=query.resolved))
        parts += [say(language, "reply.left", question=part) for part in selection.left]
        parts += [lead, *quoted.parts(language, self.texts)]
        return self.build(
            "answer", "\n\n".join(parts), language, self.choice(country, None, language),
            sentences=quoted.sentences, citations=quoted.citations, resolved=query.resolved,
            left=selection.left,
        )  # fmt: skip

    def abstain(
        self, query: Query, near: tuple[str, ...], quoted: Quoted, language: str,
        country: str | None,
    ) -> Reply:  # fmt: skip
        """That nothing answers it; what is nearest, ``quoted``; and ``near`` questions that have
        an answer."""
        say = self.texts.get
        if query.names:
            text = say(language, "reply.abstain_named", names=", ".join(query.names[:3]))
        else:
            text = say(language, "reply.abstain")
        parts = [text, *self._where(language)]
        if query.resolved:
            parts.insert(0, say(language, "reply.resolved", question=query.resolved))
        if quoted.citations:
            parts.append(say(language, "reply.abstain_quotes"))
            parts += quoted.parts(language, self.texts)
        if near:
            offered = (f"– {question}" for question in near)
            parts.append("\n".join([say(language, "reply.abstain_near"), *offered]))
        return self.build(
            "abstain", "\n\n".join(parts), language, self.choice(country, None, language),
            sentences=quoted.sentences, citations=quoted.citations,
            suggestions=near, reason="not-covered", resolved=query.resolved,
        )  # fmt: skip
