"""A question → a Reply. The only composer; it never fails to give a helpline."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kwell_qa import caring, extras, guidance, questions, smalltalk, whose
from kwell_qa.citing import Quoted
from kwell_qa.engine import Engine
from kwell_qa.extras import Titles
from kwell_qa.hearing import readable
from kwell_qa.helplines import Helplines
from kwell_qa.intents import Intent, country_named, intent_of, wants_number
from kwell_qa.languages import spoken_in
from kwell_qa.lengths import last_turns
from kwell_qa.listening import Listener
from kwell_qa.normalise import normalise
from kwell_qa.questions import Query
from kwell_qa.records import Mode, Reply, Screening, Why
from kwell_qa.remarks import is_remark, sure_of
from kwell_qa.replies import Replies
from kwell_qa.request import Request
from kwell_qa.requesting import asks
from kwell_qa.retrieval import Found
from kwell_qa.selecting import Selection
from kwell_qa.texts import Catalogue
from kwell_qa.texts import load as load_texts

__all__ = ["Assistant", "Engine"]

log = logging.getLogger(__name__)

STAGES = ("screen", "embed", "search")
"""What is timed apart, none of them within another; 0 where a reply needs none of it."""


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
    unindexed: bool = False
    """Whether there is no engine because nothing was indexed yet, and not because it failed."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        lang: str | None = None,
        country: str | None = None,
        explain: bool = False,
        page: str | None = None,
    ) -> Reply:
        """The reply to ``question`` after the earlier user turns ``history``, of which the last
        that fit are read. Never raises.

        ``lang`` and ``country`` are what the person chose, or ``None``; the question's
        language never decides the country. ``page`` is the language of the page, for what is in
        none: "hi", a name.
        """
        started = time.perf_counter()
        timings = dict.fromkeys(STAGES, 0.0)
        question = readable(question)
        history = last_turns([readable(turn) for turn in history])
        request = Request(question, history, lang, country, explain, page)
        try:
            reply = self._reply(request, timings)
        except Exception:
            # Whatever breaks, a person gets helplines; the fault is told without their words.
            log.error("answering failed", exc_info=log.isEnabledFor(logging.DEBUG))
            reply = replace(self, engine=None)._in_spite(request)
        timings["total"] = _since(started)
        index = self._index()
        return replace(reply, id=_id(request, reply, index), index=index, timings_ms=timings)

    def _index(self) -> str | None:
        """The index' hash; none where there is no index, or it is broken."""
        try:
            return self.engine.bundle.hash if self.engine else None
        except Exception:
            log.error("the index is broken", exc_info=log.isEnabledFor(logging.DEBUG))
            return None

    def _reply(self, request: Request, timings: dict[str, float]) -> Reply:
        """Care first; then what needs no search; then what is found."""
        begun = time.perf_counter()
        spoken = self._spoken(request)
        language = self.texts.language(request.lang or spoken)
        ready = self._begun(request, spoken)
        # A long paste may hide its point at either end; both are screened.
        screening = self._listener.screened(request.question, request.history)
        timings["screen"] += _since(begun)
        if screening.level == "crisis" or (
            screening.level == "support"
            # Worry for an artist is met with care, and no news of anybody is told.
            and (
                screening.category == "third-party"
                or not self._listener.asks_of_artist(request.question, spoken)
            )
        ):
            return self._cared(request, screening, spoken, language, timings)
        unread = self._unread(request, language)
        if unread is not None:
            return unread
        query, intent = ready or self._read(request, spoken)
        small = self._small(request, query, intent, spoken, language)
        return small or self._searched(request, query, spoken, language, timings)

    def _in_spite(self, request: Request) -> Reply:
        """Care, or word that answering failed; for an assistant without what may have failed."""
        try:
            language = self.texts.language(request.lang or self._spoken(request))
        except Exception:
            language = self.texts.language(request.lang or request.page)
        screening = self._listener.screened(request.question, request.history)
        if screening.level != "none":
            return self._care(request, screening, language, self._is_troubled(request))
        return self._replies.failed(language, request.country)

    def _spoken(self, request: Request) -> str:
        """The language of the message, or what is known beside it."""
        namer = self.engine.bundle.namer if self.engine else None
        chosen = request.lang or request.page
        known = self.texts.language(chosen) if chosen else None
        words = self.texts.function_words
        return spoken_in(request.question, request.history, words, namer, known)

    def _cared(
        self, request: Request, screening: Screening, spoken: str, language: str,
        timings: dict[str, float],
    ) -> Reply:  # fmt: skip
        """Care; above an answer where somebody who told of trouble before asks for one now."""
        troubled = self._is_troubled(request)
        # Nothing but care is said where trouble is told now, or danger is.
        if not troubled and screening.category != "danger-now":
            try:
                reply = self._wanted(request, screening, spoken, language, timings)
            except Exception:
                # Care needs no answer; and what was seen of trouble is not to be seen anew.
                log.error("answer below care failed", exc_info=log.isEnabledFor(logging.DEBUG))
                reply = None
            if reply is not None:
                return self._led_by_care(reply, screening, request.country)
        return self._care(request, screening, language, troubled)

    def _wanted(
        self, request: Request, screening: Screening, spoken: str, language: str,
        timings: dict[str, float],
    ) -> Reply | None:  # fmt: skip
        """The answer to an offer that is taken up, or of a calming guide that is asked for."""
        if wanted := self._taken_up(request, screening):
            again = replace(request, question=wanted, history=(), page=spoken)
            return self._reply(again, timings)
        calming = self._calming(request.question, spoken)
        return self._answer(*calming, language, request.country) if calming else None

    def _unread(self, request: Request, language: str) -> Reply | None:
        """The reply where nothing can be read: too much was written, or no word; or no index."""
        question, country = request.question, request.country
        if len(question.encode()) > questions.MAX_BYTES:
            return self._replies.too_long(language, country)
        if not question.strip():
            return self._replies.plain("chat", "reply.empty", language, country)
        if not any(character.isalnum() for character in question):
            if smalltalk.said(question):
                return self._replies.plain("chat", "reply.reaction", language, country)
            # "???" is a question, and none that the corpus could answer.
            return self._replies.not_covered(language, country)
        if self.engine is None:
            said = self._replies.nothing_indexed if self.unindexed else self._replies.failed
            return said(language, country)
        return None

    def _small(
        self, request: Request, query: Query, intent: Intent | None, spoken: str, language: str
    ) -> Reply | None:
        """The reply to small talk, to who wants a number, and to what asks for nothing there is."""
        country, bundle = request.country, self._engine.bundle
        if intent == "helplines":
            return self._numbers(request, spoken, language)
        if intent is not None:
            return self._replies.plain("chat", f"reply.{intent}", language, country)
        if not bundle.passages:
            return self._replies.nothing_indexed(language, country)
        if not query.names and not any(any(c.isalpha() for c in term) for term in query.terms):
            return self._replies.not_covered(language, country)
        return None

    def _numbers(self, request: Request, spoken: str, language: str) -> Reply:
        named = None if request.country else country_named(request.question, spoken)
        return self._replies.numbers(language, request.country, named)

    def _searched(
        self, request: Request, query: Query, spoken: str, language: str,
        timings: dict[str, float],
    ) -> Reply:  # fmt: skip
        """What the corpus says, where it does so surely enough; else that it does not."""
        engine = self._engine
        begun = time.perf_counter()
        query, found, selection = engine.select(query, spoken)
        timings["embed"] += round(found.embed_ms, 3)
        timings["search"] += round(_since(begun) - found.embed_ms, 3)
        if selection.probability < sure_of(query.names) and self._is_small(query, spoken):
            return self._replies.plain("chat", "reply.reaction", language, request.country)
        if selection.chosen and selection.probability >= engine.threshold:
            reply = self._answer(query, selection, language, request.country)
        elif wants_number(query) and not query.names:
            reply = self._numbers(request, spoken, language)
        else:
            reply = self._abstain(query, found, selection, language, request.country)
        if not request.explain:
            return reply
        passages = engine.retriever.ranked(found)
        return replace(reply, passages=passages, explain=engine.explain(query, selection))

    def _is_small(self, query: Query, spoken: str) -> bool:
        """Whether somebody tells of their day, asks nothing and is in no trouble at all."""
        return (
            query.kind is None
            and not query.resolved
            and is_remark(query.text, query.english, spoken)
            and self._listener.is_calm(query.text)
        )

    def _read(self, request: Request, spoken: str) -> tuple[Query, Intent | None]:
        namer = self._engine.bundle.namer
        query = questions.read(request.question, request.history, spoken, namer)
        return query, intent_of(query)

    def _begun(self, request: Request, spoken: str) -> tuple[Query, Intent | None] | None:
        """The question as it will be searched, with its vector on the way.

        The model is at work while the screen reads the message: one waits for the other only where
        it must. ``None`` where nothing is searched, or reading fails; that is met later, when the
        screen has had its say.
        """
        engine = self.engine
        if engine is None or len(request.question.encode()) > questions.MAX_BYTES:
            return None
        try:
            query, intent = self._read(request, spoken)
            if engine.bundle.passages and query.terms and intent is None:
                engine.begin(query, spoken)
        except Exception:
            log.error("beginning failed", exc_info=log.isEnabledFor(logging.DEBUG))
            return None
        return query, intent

    def _is_troubled(self, request: Request) -> bool:
        """Whether the message needs care by itself, whatever was said before."""
        return not request.history or self._listener.tells_trouble(request.question)

    def _taken_up(self, request: Request, screening: Screening) -> str | None:
        """The offered question that is taken up, by its very words or by a short yes."""
        question, history = request.question, request.history
        if not smalltalk.agrees(question):
            return question if caring.taken_up(question, history) else None
        if self.engine is None:
            return None
        *before, last = history
        carried = bool(before) and not self._listener.tells_trouble(last)
        return extras.offer(self.engine, self.texts, last, screening, carried)

    def _calming(self, question: str, spoken: str) -> tuple[Query, Selection] | None:
        """What a calming guide answers to a request; ``None`` where it is none, or unanswered."""
        if self.engine is None or not asks(question, spoken):
            return None
        return extras.calming(self.engine, self.texts, question)

    def _care(
        self, request: Request, screening: Screening, language: str, troubled: bool
    ) -> Reply:
        """Care first: the reviewed text, the way to a person, the emergency number.

        ``troubled``: whether this very message tells of trouble, and not an earlier one.
        """
        question, carried = request.question, not troubled
        if troubled:
            screening = self._listener.attributed(question, screening)
        choice = self._replies.choice(request.country, screening.category, language)
        offer, quoted, said = None, Quoted(), caring.voice(question, screening)
        guide, role = None, None
        titles: Mapping[str, str] = {}
        try:
            if screening.person == "third":
                role = whose.role(normalise(question))
            said = caring.voice(question, screening, named=self._listener.names_artist(question),
                                adult=role is not None)  # fmt: skip
            if self.engine:
                offer = extras.offer(self.engine, self.texts, question, screening, carried)
                titles = Titles(self.engine.bundle.by_id)
                documents = guidance.quotable(screening.category, said, role)
                guide = guidance.beside((), (), role)
                if screening.level == "support" and documents:
                    quoted, guide = extras.guide(
                        self.engine, self.texts, question, documents, role
                    )
        except Exception:
            # Care needs none of this.
            log.error("extras of care failed", exc_info=log.isEnabledFor(logging.DEBUG))
        care = caring.compose(
            self.texts, screening, language, choice, said=said, carried=carried, titles=titles,
            offer=offer, guide=guide,
        )  # fmt: skip
        mode: Mode = "crisis" if screening.level == "crisis" else "support"
        return self._replies.build(
            mode, "\n\n".join([care.text, *quoted.parts(language, self.texts)]), language, choice,
            category=screening.category, steps=care.steps, suggestions=(offer,) if offer else (),
            sentences=quoted.sentences, citations=quoted.citations,
        )  # fmt: skip

    def _led_by_care(self, reply: Reply, screening: Screening, country: str | None) -> Reply:
        """An answer with care before it, for who told of trouble earlier."""
        choice = self._replies.choice(country, screening.category, reply.language)
        care = caring.compose(self.texts, screening, reply.language, choice, carried=True,
                              titles={})  # fmt: skip
        return replace(
            reply, text=f"{care.text}\n\n{reply.text}", helplines=choice.helplines,
            emergency=choice.emergency, country=choice.country, why=choice.why,
            category=screening.category, steps=care.steps,
        )  # fmt: skip

    def _answer(
        self, query: Query, selection: Selection, language: str, country: str | None
    ) -> Reply:
        quoted = self._engine.quoted(selection.chosen)
        return self._replies.answer(query, selection, quoted, language, country)

    def _abstain(
        self, query: Query, found: Found, selection: Selection, language: str,
        country: str | None,
    ) -> Reply:  # fmt: skip
        near = self._engine.near(query, found, self.texts.function_words)
        quoted = self._engine.quoted(self._engine.nearest(selection))
        return self._replies.abstain(query, near, quoted, language, country)

    @cached_property
    def _listener(self) -> Listener:
        return Listener(self.engine, self.texts)

    @cached_property
    def _replies(self) -> Replies:
        return Replies(self.helplines, self.texts, self.default_country, self.default_why)

    @property
    def _engine(self) -> Engine:
        assert self.engine is not None
        return self.engine


def _id(request: Request, reply: Reply, index: str | None) -> str:
    """Names a reply by what was asked and what decided it.

    The page and the site's country are in it by what they led to. Whether passages were wanted is
    not: it is the same reply, told in more detail.
    """
    told = [
        request.question, request.history, request.lang, request.country, index,
        reply.language, reply.country, reply.why,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _since(begun: float) -> float:
    """Milliseconds since then."""
    return round((time.perf_counter() - begun) * 1000, 3)
