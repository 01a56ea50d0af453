"""The chat: Gradio lays out and carries events; every word on it is set by our templates."""

from __future__ import annotations

import logging
import os
from typing import Any

# Gradio reads this when it is imported, and would report to its makers otherwise.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from fastapi import FastAPI
from markupsafe import Markup

from kwell_qa.records import Helpline, HelplineChoice, Reply
from kwell_qa.web.examples import examples
from kwell_qa.web.limits import client_key
from kwell_qa.web.rendering import help_panel, render, turn
from kwell_qa.web.shell import language_choices
from kwell_qa.web.site import RATHER_NOT_SAY, Site
from kwell_qa.web.theme import KwellTheme
from kwell_qa.web.visitor import Visitor, from_header
from kwell_qa.web.words import Words

__all__ = ["mounted"]

log = logging.getLogger(__name__)
MAX_QUESTION = 2000
TURNS_KEPT = 30
"""Older turns leave the screen, so that a long talk stays quick."""
_CARE = ("crisis", "support")
# static/chat.js sets the transcript: it adds what is new, where Gradio would set all of it anew
# and a screen reader read all of it again. The value never passes through Gradio's templates.
_MOUNT = "<div class='kw-mount'></div>"
_ON_LOAD = "window.kwellLog(element, props, watch, trigger);"


def _visitor(request: gr.Request | None) -> Visitor:
    if request is None:
        return Visitor()
    return from_header(request.headers.get("accept-language"), request.query_params.get("tz"))


def _choice_of(reply: Reply) -> HelplineChoice:
    lines: tuple[Helpline, ...] = reply.helplines
    return HelplineChoice(lines, reply.country, reply.emergency, reply.why or "chosen")


class Chat:
    """What the events do, for one site. Knows no person: all of a talk is in the arguments."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def log(self, cards: list[str], words: Words) -> str:
        now = self.site.now
        return str(
            render(
                "log.html", words,
                # Cards were set by turn() and nothing else.
                cards=[Markup(card) for card in cards],
                warming=now.phase == "warming",
                examples=examples(now.documents, words.lang),
            )
        )  # fmt: skip

    def countries(self, words: Words) -> list[tuple[str, str]]:
        named = ((words.country(code), code) for code in self.site.helplines.countries())
        return [(words("ui.country_none"), RATHER_NOT_SAY), *sorted(named)]

    def panel(self, country: str, visitor: Visitor, words: Words) -> str:
        return str(help_panel(self.site.choice(country, visitor, words.lang), words))

    def greet(self, request: gr.Request) -> tuple[Any, ...]:
        """The page in the visitor's language and with the region's helplines."""
        query = dict(request.query_params)
        visitor = _visitor(request)
        words = self.site.words(query.get("lang"), visitor)
        country = self.site.choice(query.get("country"), visitor, words.lang).country
        chosen = {
            "lang": "lang" in query,
            "country": "country" in query,
        }
        return (*self.dressed([], words, country or RATHER_NOT_SAY, visitor), chosen,
                gr.update(value=words.lang))  # fmt: skip

    def redress(
        self, cards: list[str], lang: str, country: str, chosen: dict[str, bool],
        request: gr.Request,
    ) -> tuple[Any, ...]:  # fmt: skip
        """The page in another language; what was said stays as it was said."""
        words = Words(self.site.texts, lang)
        chosen = {**chosen, "lang": True}
        return (*self.dressed(cards, words, country, _visitor(request)), chosen)

    def dressed(
        self, cards: list[str], words: Words, country: str, visitor: Visitor
    ) -> tuple[Any, ...]:
        return (
            str(render("intro.html", words)),
            self.panel(country, visitor, words),
            self.log(cards, words),
            gr.update(label=words("ui.question_label"),
                      placeholder=words("ui.question_placeholder"), rtl=words.dir == "rtl"),
            gr.update(value=words("ui.send")),
            gr.update(value=words("ui.clear")),
            gr.update(label=words("ui.country_label"), choices=self.countries(words),
                      value=country),
            gr.update(label=words("ui.language_label")),
        )  # fmt: skip

    def move(
        self, lang: str, country: str, chosen: dict[str, bool], request: gr.Request
    ) -> tuple[Any, ...]:
        """The helplines of another country."""
        words = Words(self.site.texts, lang)
        return self.panel(country, _visitor(request), words), {**chosen, "country": True}

    def clear(
        self, lang: str, country: str, request: gr.Request
    ) -> tuple[Any, ...]:
        words = Words(self.site.texts, lang)
        return [], [], self.log([], words), self.panel(country, _visitor(request), words), ""

    def respond(
        self, question: str, cards: list[str], history: list[str], lang: str, country: str,
        chosen: dict[str, bool], request: gr.Request,
    ) -> tuple[Any, ...]:  # fmt: skip
        """One turn: the card at the end of the transcript, and the panel where it must lead."""
        page = Words(self.site.texts, lang)
        question = (question or "").strip()
        if not question:
            return cards, history, gr.skip(), gr.skip(), ""
        visitor = _visitor(request)
        asked_lang = lang if chosen.get("lang") else None
        asked_country = country if chosen.get("country") else None
        try:
            reply = self._reply(question, history, asked_lang, asked_country, visitor, request)
        except Exception as error:
            # The assistant never raises; whatever else does must not take the helplines away.
            log.error("chat: %s", type(error).__name__)
            reply = self.site.without_engine(
                question, (), asked_lang, asked_country, visitor, "ui.error"
            )
        words = Words(self.site.texts, reply.language)
        cards = [*cards, str(turn(question, reply, words))][-TURNS_KEPT:]
        history = [*history, question][-TURNS_KEPT:]
        if reply.mode in _CARE:
            panel = str(help_panel(_choice_of(reply), words, lead=True))
        else:
            panel = self.panel(country, visitor, page)
        return cards, history, self.log(cards, page), panel, ""

    def _reply(
        self, question: str, history: list[str], lang: str | None, country: str | None,
        visitor: Visitor, request: gr.Request,
    ) -> Reply:  # fmt: skip
        client = request.client
        wait = self.site.limiter.wait(client_key(client.host if client else None))
        if wait:
            return self.site.without_engine(
                question, history, lang, country, visitor, "ui.too_many", seconds=str(wait)
            )
        return self.site.ask(question, tuple(history), lang, country, visitor)


def _press(event: gr.EventData) -> str:
    """The question on the button that was pressed."""
    return str(event._data.get("ask", ""))[:MAX_QUESTION] if event._data else ""


def build(site: Site) -> gr.Blocks:
    """The chat's page, in English and without a country until a visitor's browser asks."""
    chat = Chat(site)
    words = Words(site.texts, "en")
    nobody = Visitor()
    # Every event is answered in its own request, without Gradio's queue: site.gate limits how
    # many questions run at once and how many wait, and says so beside the helplines.
    direct: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
    direct["api_visibility"] = "private"
    with gr.Blocks(title=words("ui.title"), analytics_enabled=False) as page:
        cards, history, chosen = gr.State([]), gr.State([]), gr.State({})
        with gr.Row(elem_id="kw-columns", equal_height=False):
            with gr.Column(elem_id="kw-side", scale=1, min_width=260):
                panel = gr.HTML(chat.panel(RATHER_NOT_SAY, nobody, words), elem_id="kw-help",
                                apply_default_css=False, js_on_load=None)  # fmt: skip
                country = gr.Dropdown(
                    chat.countries(words), value=RATHER_NOT_SAY,
                    label=words("ui.country_label"), elem_id="kw-country",
                )  # fmt: skip
                language = gr.Dropdown(
                    [(name, code) for code, name in language_choices(site)], value="en",
                    label=words("ui.language_label"), elem_id="kw-language",
                )  # fmt: skip
            with gr.Column(elem_id="kw-chat", scale=3, min_width=280):
                intro = gr.HTML(str(render("intro.html", words)), elem_id="kw-intro",
                                apply_default_css=False, js_on_load=None)  # fmt: skip
                transcript = gr.HTML(chat.log([], words), elem_id="kw-log",
                                     html_template=_MOUNT, apply_default_css=False,
                                     js_on_load=_ON_LOAD)  # fmt: skip
                with gr.Row(elem_id="kw-ask", equal_height=True):
                    question = gr.Textbox(
                        label=words("ui.question_label"),
                        placeholder=words("ui.question_placeholder"),
                        lines=1, max_lines=6, max_length=MAX_QUESTION, scale=5,
                        elem_id="kw-question", autofocus=False,
                    )  # fmt: skip
                    send = gr.Button(words("ui.send"), variant="primary", scale=1, min_width=90,
                                     elem_id="kw-send")  # fmt: skip
                clear = gr.Button(words("ui.clear"), size="sm", elem_id="kw-clear")

        dressed = [intro, panel, transcript, question, send, clear, country, language]
        talk = [cards, history, language, country, chosen]
        answered = [cards, history, transcript, panel, question]
        page.load(chat.greet, None, [*dressed, chosen, language], **direct)
        language.input(chat.redress, [cards, language, country, chosen], [*dressed, chosen],
                       **direct)  # fmt: skip
        country.input(chat.move, [language, country, chosen], [panel, chosen], **direct)
        clear.click(chat.clear, [language, country], answered, **direct)
        gr.on([question.submit, send.click], chat.respond, [question, *talk], answered, **direct)

        def pressed(
            cards: list[str], history: list[str], lang: str, country: str,
            chosen: dict[str, bool], event: gr.EventData, request: gr.Request,
        ) -> tuple[Any, ...]:  # fmt: skip
            return chat.respond(_press(event), cards, history, lang, country, chosen, request)

        transcript.click(pressed, talk, answered, **direct)
    return page


def mounted(site: Site) -> FastAPI:
    """An app that holds the chat at its root."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        app,
        build(site),
        path="/",
        theme=KwellTheme(),
        footer_links=[],
        # Gradio would keep every question in the browser's storage.
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size=1,
        mcp_server=False,
        pwa=False,
    )
    return app
