"""The chat: Gradio carries the question there and the card back; our templates set every word.

The server keeps nothing of a talk. The page holds its cards and earlier questions and sends what
is needed along with each question (``kwell_qa.web.talk``); static/chat.js is its other end.
"""

from __future__ import annotations

import json
import logging
import os
from typing import Any

# Gradio reads this when it is imported, and would report to its makers otherwise.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from fastapi import FastAPI

from kwell_qa.lengths import ends_of, is_too_long
from kwell_qa.questions import MAX_BYTES
from kwell_qa.records import CARE, HelplineChoice, Reply
from kwell_qa.texts import Catalogue
from kwell_qa.web.limits import client_key
from kwell_qa.web.parts import countries, dressed
from kwell_qa.web.rendering import help_panel, turn
from kwell_qa.web.site import Site
from kwell_qa.web.talk import Talk, read_talk
from kwell_qa.web.theme import KwellTheme
from kwell_qa.web.visitor import Visitor, from_header
from kwell_qa.web.words import Words

__all__ = ["mounted"]

log = logging.getLogger(__name__)
_SHOWN_OF_LONG = 300
"""Characters of a question that is too long which its card repeats."""
# The bridge shows nothing: static/waiting.js reads what comes for it, before Gradio does.
_MOUNT = "<span hidden></span>"
_ON_LOAD = "window.kwell.bridge(trigger);"
_WITH_TALK = "question => window.kwell.sending(question)"
# Codes that browsers send and that Gradio would not find under ours.
_ALIASES = {"zh": ("zh-CN", "zh-TW", "zh-HK"), "pt": ("pt-BR", "pt-PT"), "tl": ("fil",)}


def _visitor(request: gr.Request | None, zone: str | None = None) -> Visitor:
    if request is None:
        return Visitor()
    return from_header(request.headers.get("accept-language"), zone)


def _message(**parts: Any) -> str:
    """What the page is told."""
    return json.dumps(parts, ensure_ascii=False)


class Chat:
    """What the events do, for one site. Knows no person: all of a talk is in the arguments."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def choice(self, talk: Talk, visitor: Visitor) -> HelplineChoice:
        """The helplines of what was chosen; while care leads, those for what it is about."""
        return self.site.choice(talk.country, visitor, talk.lang, category=talk.category)

    def respond(self, question: str, told: object, request: gr.Request) -> Any:
        """One turn: the card at the end of the transcript, and the panel where it must lead."""
        talk = read_talk(told)
        visitor = _visitor(request, talk.zone)
        question = (question or "").strip()
        if not question:
            return gr.skip()
        try:
            reply = self._reply(question, talk, visitor, request)
        except Exception as error:
            # The assistant never raises; whatever else does must not take the helplines away.
            log.error("chat: %s", type(error).__name__)
            reply = self.site.without_engine(
                question, (), self._lang(talk), talk.country, visitor, "ui.error", talk.lang
            )
        words = Words(self.site.texts, reply.language)
        long = is_too_long(question)
        shown = question[:_SHOWN_OF_LONG].rstrip() + " …" if long else question
        # A question that must be shortened stays in its field, and is no part of the talk; one
        # that was met with care is, so that the next one is met with it, too.
        refused = long and reply.mode not in CARE
        card = turn(
            shown, reply, words, self.site.now.documents,
            feedback=self.site.settings.feedback_file is not None,
        )  # fmt: skip
        return _message(
            card=str(card), panel=self._panel(reply, talk, visitor),
            question="" if refused else ends_of(question, MAX_BYTES),
            danger=reply.category if reply.mode == "crisis" else None,
            led=reply.category if reply.mode == "answer" else None,
            category=reply.category if reply.mode in CARE else None,
        )  # fmt: skip

    def _panel(self, reply: Reply, talk: Talk, visitor: Visitor) -> str:
        """The helplines beside this reply: those of a care reply lead, in its language."""
        lead = reply.mode in CARE
        words = Words(self.site.texts, reply.language if lead else talk.lang)
        choice = (
            HelplineChoice(reply.helplines, reply.country, reply.emergency, reply.why or "chosen")
            if lead
            else self.site.choice(talk.country, visitor, talk.lang)
        )
        urgent = reply.mode == "crisis"
        listed = countries(self.site, words)
        return str(help_panel(choice, words, lead, listed, urgent=urgent))

    def _lang(self, talk: Talk) -> str | None:
        """The language that was asked for; a question's own language decides where none was."""
        return talk.lang if talk.lang_chosen else None

    def _reply(
        self, question: str, talk: Talk, visitor: Visitor, request: gr.Request
    ) -> Reply:
        client = request.client
        wait = self.site.limiter.wait(client_key(client.host if client else None))
        lang, country = self._lang(talk), talk.country
        if wait:
            return self.site.without_engine(
                question, talk.history, lang, country, visitor, "ui.too_many", talk.lang,
                seconds=str(wait),
            )  # fmt: skip
        return self.site.ask(question, talk.history, lang, country, visitor, page=talk.lang)

    def pressed(self, event: gr.EventData, request: gr.Request) -> Any:
        """The question on a button, or in the page's address."""
        data = event._data if isinstance(event._data, dict) else {}
        return self.respond(str(data.get("ask", "")), data.get("talk"), request)

    def redress(self, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """The page in another language; what was said stays as it was said."""
        talk = read_talk(event._data)
        visitor = _visitor(request, talk.zone)
        words = Words(self.site.texts, talk.lang)
        choice = self.choice(talk, visitor)
        return (
            _message(parts=dressed(self.site, words, choice), lang=words.lang, dir=words.dir,
                     title=words("ui.title"), log=words("ui.transcript_label")),
            gr.update(label=words("ui.question_label"),
                      placeholder=words("ui.question_placeholder")),
            gr.update(value=words("ui.send")),
        )  # fmt: skip

    def move(self, event: gr.EventData, request: gr.Request) -> str:
        """The helplines of another country."""
        talk = read_talk(event._data)
        visitor = _visitor(request, talk.zone)
        words = Words(self.site.texts, talk.lang)
        panel = help_panel(
            self.choice(talk, visitor), words, countries=countries(self.site, words)
        )
        return _message(panel=str(panel))


def labels(texts: Catalogue) -> gr.I18n:
    """What Gradio's own components say, in every language, found by the browser itself."""
    found: dict[str, dict[str, str]] = {}
    for lang in texts.texts:
        words = Words(texts, lang)
        said = {
            key: words(f"ui.{key}") for key in ("question_label", "question_placeholder", "send")
        }
        for code in (lang, *_ALIASES.get(lang, ())):
            found[code] = said
    return gr.I18n(**found)


def build(site: Site, say: gr.I18n) -> gr.Blocks:
    """The part of the page that Gradio draws: the question, and the way to ask it."""
    chat = Chat(site)
    # Every event is answered in its own request, without Gradio's queue: site.gate limits how
    # many questions run at once and how many wait, and says so beside the helplines.
    direct: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
    direct["api_visibility"] = "private"
    # What is sent while an earlier question waits is sent at once: it may be the one that matters.
    direct["trigger_mode"] = "multiple"
    title = Words(site.texts, "en")("ui.title")
    with gr.Blocks(title=title, analytics_enabled=False) as page:
        bridge = gr.HTML("", elem_id="kw-bridge", html_template=_MOUNT, apply_default_css=False,
                         js_on_load=_ON_LOAD)  # fmt: skip
        talk = gr.Textbox("", visible=False)
        with gr.Row(elem_id="kw-ask", equal_height=True):
            question = gr.Textbox(
                label=say("question_label"), placeholder=say("question_placeholder"),
                lines=1, max_lines=6, scale=5, elem_id="kw-question", autofocus=False,
            )  # fmt: skip
            send = gr.Button(say("send"), variant="primary", scale=1, min_width=90,
                             elem_id="kw-send")  # fmt: skip
        gr.on([question.submit, send.click], chat.respond, [question, talk], [bridge],
              js=_WITH_TALK, **direct)  # fmt: skip
        bridge.submit(chat.pressed, None, [bridge], **direct)
        bridge.input(chat.redress, None, [bridge, question, send], **direct)
        bridge.select(chat.move, None, [bridge], **direct)
    return page


def mounted(site: Site) -> FastAPI:
    """An app that holds the chat at its root."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    say = labels(site.texts)
    gr.mount_gradio_app(
        app,
        build(site, say),
        path="/",
        theme=KwellTheme(),
        i18n=say,
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
