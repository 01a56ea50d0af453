"""A question → a Reply. The only composer; it never fails to give a helpline."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kwell_qa import caring, extras, guidance, questions, whose
from kwell_qa.citing import Quoted, is_corroborated, link_to
from kwell_qa.engine import Engine
from kwell_qa.extras import Titles
from kwell_qa.hearing import readable, screen
from kwell_qa.helplines import Helplines, country_name
from kwell_qa.intents import country_named, intent_of
from kwell_qa.languages import spoken_in
from kwell_qa.news import asks_news
from kwell_qa.normalise import normalise
from kwell_qa.questions import Query
from kwell_qa.records import (
    HelplineChoice,
    Mode,
    Reply,
    Screening,
    Why,
)
from kwell_qa.retrieval import Found
from kwell_qa.selecting import Selection
from kwell_qa.texts import Catalogue
from kwell_qa.texts import load as load_texts
from kwell_qa.wanting import asks, says_yes

__all__ = ["Assistant", "Engine", "is_corroborated", "link_to"]

log = logging.getLogger(__name__)
@dataclass(frozen=True)
class Assistant:
    """Answers questions. Immutable; all that is known of a visitor comes with the request.

    ``engine`` is ``None`` while no index or model is ready; helplines and the safety screen
    work all the same.
    """

    helplines: Helplines
    engine: Engine | None = None
    default_country: str | None = None
    texts: Catalogue = field(default_factory=load_texts)
    default_why: Why = "default"
    """How ``default_country`` is known."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        lang: str | None = None,
        country: str | None = None,
        explain: bool = False,
        page: str | None = None,
    ) -> Reply:
        """The reply to ``question`` after the earlier user turns ``history``. Never raises.

        ``lang`` and ``country`` are what the person chose, or ``None``; the question's
        language never decides the country. ``page`` is the language of the page, for what is in
        none: "hi", a name.
        """
        started = time.perf_counter()
        timings: dict[str, float] = {}
        question = readable(question)
        history = tuple(readable(turn) for turn in history)
        try:
            reply = self._reply(question, history, lang, country, explain, timings, page)
        except Exception:
            # Whatever breaks, a person gets helplines; the fault is told without their words.
            log.error("answering failed", exc_info=log.isEnabledFor(logging.DEBUG))
            screening = screen(question, history)
            language = self.texts.language(lang or page)
            if screening.level != "none":
                reply = self._care(screening, language, country, question, history)
            else:
                reply = self._plain("abstain", "reply.failed", language, country, reason="failed")
        timings["total"] = round((time.perf_counter() - started) * 1000, 3)
        index = self._index()
        identity = json.dumps([question, list(history), lang, country, index])
        return _with(
            reply,
            id=hashlib.sha256(identity.encode()).hexdigest()[:16],
            index=index,
            timings_ms=timings,
        )

    def _index(self) -> str | None:
        """The index' hash; none where there is no index, or it is broken."""
        try:
            return self.engine.bundle.hash if self.engine else None
        except Exception:
            log.error("the index is broken", exc_info=log.isEnabledFor(logging.DEBUG))
            return None

    def _reply(
        self,
        question: str,
        history: tuple[str, ...],
        lang: str | None,
        country: str | None,
        explain: bool,
        timings: dict[str, float],
        page: str | None,
    ) -> Reply:
        begun = time.perf_counter()
        namer = self.engine.bundle.namer if self.engine else None
        known = self.texts.language(lang or page) if lang or page else None
        spoken = spoken_in(question, history, self.texts.function_words, namer, known)
        language = self.texts.language(lang or spoken)
        query = self._begun(question, history, spoken)
        # A long paste may hide its point at either end; both are screened.
        screening = self._screened(question, history)
        timings["screen"] = round((time.perf_counter() - begun) * 1000, 3)
        if screening.level == "crisis" or (
            screening.level == "support" and not self._about_artist(question, spoken)
        ):
            if self._is_held(question, history, screening):
                return self._care(screening, language, country, question, history)
            # What was offered is taken up, or a calming guide asked for: care stays on top.
            if wanted := self._taken_up(question, history, screening):
                reply = self._reply(wanted, (), lang, country, explain, timings, spoken)
                return self._led_by_care(reply, screening, country)
            if calming := self._calming(question):
                reply = self._answer(*calming, language, country)
                return self._led_by_care(reply, screening, country)
            return self._care(screening, language, country, question, history)
        if len(question.encode()) > questions.MAX_BYTES:
            return self._plain("abstain", "ui.too_long", language, country,
                               reason="too-long", limit=str(questions.MAX_BYTES))  # fmt: skip
        if not any(character.isalnum() for character in question):
            # Emoji alone are no question that the corpus could answer.
            if question.strip():
                return self._plain("abstain", "reply.abstain", language, country,
                                   reason="not-covered")  # fmt: skip
            return self._plain("chat", "reply.empty", language, country)
        if self.engine is None:
            return self._plain("abstain", "reply.failed", language, country, reason="failed")
        bundle = self.engine.bundle
        query = query or questions.read(question, history, spoken, bundle.namer)
        intent = intent_of(query)
        if intent == "helplines":
            named = country_named(question, spoken) if not country else None
            return self._numbers(language, country, named)
        if intent is not None:
            return self._plain("chat", f"reply.{intent}", language, country)
        if not bundle.passages:
            return self._plain("abstain", "reply.nothing_indexed", language, country,
                               reason="nothing-indexed")  # fmt: skip
        if not query.names and not any(any(c.isalpha() for c in term) for term in query.terms):
            return self._plain("abstain", "reply.abstain", language, country,
                               reason="not-covered")  # fmt: skip
        begun = time.perf_counter()
        query, found, selection = self.engine.select(query, spoken)
        timings["search"] = round((time.perf_counter() - begun) * 1000, 3)
        passages = self.engine.retriever.ranked(found) if explain else None
        details = self.engine.explain(query, selection) if explain else None
        if selection.chosen and selection.probability >= self.engine.threshold:
            reply = self._answer(query, selection, language, country)
        else:
            reply = self._abstain(query, found, language, country)
        return _with(reply, passages=passages, explain=details)

    def _begun(self, question: str, history: Sequence[str], spoken: str) -> Query | None:
        """The question as it will be searched, with its vector on the way.

        The model is at work while the screen reads the message: one waits for the other only where
        it must. ``None`` where nothing is searched, or reading fails; that is met later, when the
        screen has had its say.
        """
        engine = self.engine
        if engine is None or len(question.encode()) > questions.MAX_BYTES:
            return None
        try:
            query = questions.read(question, history, spoken, engine.bundle.namer)
            if engine.bundle.passages and query.terms and intent_of(query) is None:
                engine.begin(query, spoken)
        except Exception:
            log.error("beginning failed", exc_info=log.isEnabledFor(logging.DEBUG))
            return None
        return query

    def _troubled(self, question: str) -> bool:
        """Whether the message needs care by itself, whatever was said before."""
        return self._screened(question, ()).level != "none"

    def _is_held(self, question: str, history: Sequence[str], screening: Screening) -> bool:
        """Whether nothing but care is said: trouble is told now, or danger is."""
        return not history or screening.category == "danger-now" or self._troubled(question)

    def _taken_up(
        self, question: str, history: Sequence[str], screening: Screening
    ) -> str | None:
        """The offered question that is taken up, by its very words or by a short yes."""
        if not says_yes(question):
            return question if caring.taken_up(question, history) else None
        if self.engine is None:
            return None
        *before, last = history
        carried = bool(before) and not self._troubled(last)
        return extras.offer(self.engine, self.texts, last, screening, carried)

    def _calming(self, question: str) -> tuple[Query, Selection] | None:
        """What a calming guide answers to a request; ``None`` where it is none, or unanswered."""
        if self.engine is None or not asks(question):
            return None
        return extras.calming(self.engine, self.texts, question)

    def _screened(self, question: str, history: Sequence[str]) -> Screening:
        if self.engine is None:
            return screen(question, history)
        return screen(question, history, self.engine.embed, self.engine.model)

    def _about_artist(self, question: str, spoken: str) -> bool:
        """Whether a hard subject is asked about as news of a public person, not told of oneself.

        Where that is not certain, it is the person's own.
        """
        if self.engine is None or not asks_news(question, spoken):
            return False
        namer = self.engine.bundle.namer
        return any(namer.kinds[name] in ("person", "group") for name in namer.mentions(question))

    # Modes

    def _choice(self, country: str | None, category: str | None, lang: str) -> HelplineChoice:
        return self.helplines.choose(
            country, category, self.default_country, lang, default_why=self.default_why
        )

    def _build(
        self, mode: Mode, text: str, language: str, choice: HelplineChoice, **more: Any
    ) -> Reply:
        return Reply(id="", mode=mode, language=language, country=choice.country, text=text,
                     helplines=choice.helplines, emergency=choice.emergency,
                     why=choice.why, **more)  # fmt: skip

    def _plain(
        self, mode: Mode, key: str, language: str, country: str | None,
        reason: str | None = None, **values: str,
    ) -> Reply:  # fmt: skip
        text = self.texts.get(language, key, **values)
        choice = self._choice(country, None, language)
        return self._build(mode, text, language, choice, reason=reason)

    def _care(
        self, screening: Screening, language: str, country: str | None, question: str,
        history: Sequence[str],
    ) -> Reply:  # fmt: skip
        """Care first: the reviewed text, the way to a person, the emergency number."""
        choice = self._choice(country, screening.category, language)
        carried = bool(history) and not self._troubled(question)
        offer, artist, friend, quoted = None, False, False, Quoted()
        guide, role = None, None
        titles: Mapping[str, str] = {}
        try:
            named = bool(self.engine and self.engine.bundle.namer.mentions(question))
            if screening.person == "third":
                role = whose.role(normalise(question))
            artist = role is None and caring.about_artist(question, named)
            friend = caring.about_friend(question, screening, artist)
            if self.engine:
                offer = extras.offer(self.engine, self.texts, question, screening, carried)
                titles = Titles(self.engine.bundle.by_id)
                documents = guidance.quotable(screening.category, friend, role)
                guide = guidance.beside((), (), role)
                if screening.level == "support" and documents:
                    quoted, guide = extras.guide(
                        self.engine, self.texts, question, documents, role
                    )
        except Exception:
            # Care needs none of this.
            log.error("extras of care failed", exc_info=log.isEnabledFor(logging.DEBUG))
        care = caring.compose(
            self.texts, screening, language, choice, artist=artist, friend=friend,
            adult=role is not None, carried=carried, titles=titles, offer=offer, guide=guide,
        )  # fmt: skip
        mode: Mode = "crisis" if screening.level == "crisis" else "support"
        return self._build(mode, "\n\n".join([care.text, *quoted.parts(language, self.texts)]),
                           language, choice, category=screening.category, steps=care.steps,
                           suggestions=(offer,) if offer else (), sentences=quoted.sentences,
                           citations=quoted.citations)  # fmt: skip

    def _led_by_care(self, reply: Reply, screening: Screening, country: str | None) -> Reply:
        """An answer with care before it, for who told of trouble earlier."""
        choice = self._choice(country, screening.category, reply.language)
        care = caring.compose(self.texts, screening, reply.language, choice, carried=True,
                              titles={})  # fmt: skip
        return _with(
            reply, text=f"{care.text}\n\n{reply.text}", helplines=choice.helplines,
            emergency=choice.emergency, country=choice.country, why=choice.why,
            category=screening.category, steps=care.steps,
        )  # fmt: skip

    def _numbers(self, language: str, country: str | None, named: str | None) -> Reply:
        choice = self._choice(country, None, language)
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
        return self._build("helplines", "\n".join(lines), language, choice)

    def _answer(
        self, query: Query, selection: Selection, language: str, country: str | None
    ) -> Reply:
        quoted = _quoted(self._engine, selection)
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
        parts += [lead, *quoted.parts(language, self.texts)]
        return self._build(
            "answer", "\n\n".join(parts), language, self._choice(country, None, language),
            sentences=quoted.sentences, citations=quoted.citations, resolved=query.resolved,
        )  # fmt: skip

    @property
    def _engine(self) -> Engine:
        assert self.engine is not None
        return self.engine

    def _abstain(
        self, query: Query, found: Found, language: str, country: str | None
    ) -> Reply:
        say = self.texts.get
        if query.names:
            text = say(language, "reply.abstain_named", names=", ".join(query.names[:3]))
        else:
            text = say(language, "reply.abstain")
        near = self._engine.near(query, found, self.texts.function_words)
        parts = [text]
        if near:
            offered = (f"– {question}" for question in near)
            parts.append("\n".join([say(language, "reply.abstain_near"), *offered]))
        parts.append(say(language, "reply.abstain_where"))
        if query.resolved:
            parts.insert(0, say(language, "reply.resolved", question=query.resolved))
        return self._build(
            "abstain", "\n\n".join(parts), language, self._choice(country, None, language),
            suggestions=near, reason="not-covered", resolved=query.resolved,
        )  # fmt: skip


def _quoted(engine: Engine, selection: Selection) -> Quoted:
    documents = engine.bundle.documents
    return Quoted.of((documents[one.document], one.sentence) for one in selection.chosen)


def _with(reply: Reply, **changes: Any) -> Reply:
    from dataclasses import replace

    return replace(reply, **changes)
