"""A question of up to 8 KiB gets a reply on every surface; a longer one a refusal, unless it is a
cry for help, wherever that stands in it. What was asked before takes nothing of these 8 KiB."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_command_line import run
from test_fault_matrix import chat as in_chat

import web_fixtures
from kwell_qa.assistant import Assistant
from kwell_qa.lengths import MAX_HISTORY, ends_of, is_too_long, last_turns
from kwell_qa.questions import MAX_BYTES
from kwell_qa.web.middleware import MAX_BODY
from web_fixtures import PATIENCE, Running, ask

# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
http = web_fixtures.http
FILLER = "we talked about the album for a while. "
CRISIS = "I want to kill myself"
FITS = "a" * MAX_BYTES
LONG = FITS + "a"
KOREAN_FITS = "가" * (MAX_BYTES // 3)
KOREAN_LONG = KOREAN_FITS + "가"
TROUBLED = FILLER * (7 * 1024 // len(FILLER)) + CRISIS
TROUBLED_LONG = FILLER * (9 * 1024 // len(FILLER)) + CRISIS
TOO_LONG = "too long for me"
TOO_LONG_IN_KOREAN = "너무 길어"


def by_form(one: Running, question: str) -> str:
    """The embedded page, as a browser without JavaScript sends it."""
    sent = {"question": question, "country": "KR", "lang": "en"}
    return httpx.post(one.url + "/embed", data=sent, timeout=PATIENCE).text


def by_rest(one: Running, question: str) -> str:
    sent = {"question": question, "country": "KR", "lang": "en"}
    body = httpx.post(one.url + "/api/v1/ask", json=sent, timeout=PATIENCE).json()
    return json.dumps({"kw": f"kw-{body.get('mode')}", **body})


def by_mcp(one: Running, question: str) -> str:
    call = {"name": "ask", "arguments": {"question": question, "country": "KR", "lang": "en"}}
    sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    headers = {"accept": "application/json, text/event-stream"}
    body = httpx.post(one.url + "/mcp", json=sent, headers=headers, timeout=PATIENCE).json()
    reply = body["result"]["structuredContent"]
    return json.dumps({"kw": f"kw-{reply['mode']}", **reply})


SURFACES = {"chat": in_chat, "embed": by_form, "REST": by_rest, "MCP": by_mcp}


@pytest.mark.parametrize("surface", SURFACES)
def test_8_kib_are_answered_and_no_more(small: Running, surface: str) -> None:
    said = SURFACES[surface]
    for fits in (FITS, KOREAN_FITS):
        told = said(small, fits)
        assert TOO_LONG not in told
        assert TOO_LONG_IN_KOREAN not in told
    for long in (LONG, KOREAN_LONG):
        told = said(small, long)
        korean = surface == "chat" and long == KOREAN_LONG
        assert (TOO_LONG_IN_KOREAN if korean else TOO_LONG) in told
        assert "tel:109" in told


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("question", [TROUBLED, TROUBLED_LONG, TROUBLED_LONG * 10])
def test_a_crisis_at_the_end_is_met_with_care(
    small: Running, surface: str, question: str
) -> None:
    told = SURFACES[surface](small, question)
    assert "kw-crisis" in told
    assert "tel:109" in told


def test_the_interface_keeps_its_status(http: httpx.Client) -> None:
    refused = ask(http, LONG, lang="en", country="US")
    assert refused.status_code == 413
    assert TOO_LONG in refused.json()["error"]
    assert refused.json()["helplines"][0]["dial"] == "tel:988"
    assert "mode" not in refused.json()
    care = ask(http, TROUBLED_LONG, country="US")
    assert (care.status_code, care.json()["mode"]) == (413, "crisis")
    assert care.json()["emergency"] == "911"
    assert ask(http, TROUBLED, country="US").status_code == 200
    # Letters that JSON writes as six bytes count as they are.
    spelled = json.dumps({"question": KOREAN_FITS + "\x01"}, ensure_ascii=True)
    assert len(spelled) > 2 * MAX_BYTES - 100
    headers = {"content-type": "application/json"}
    assert http.post("/api/v1/ask", content=spelled, headers=headers).status_code == 200


def test_what_was_asked_before_makes_no_question_too_long(http: httpx.Client) -> None:
    before = web_fixtures.QUESTION
    for history in (
        ["x" * 9600, before],
        ["x" * MAX_BYTES] * 12 + [before],
        ["so what about the choir"] * 500 + [before],
    ):
        reply = ask(http, "why?", history=history, lang="en")
        assert reply.status_code == 200
        assert "Chan" in (reply.json()["resolved"] or "")
    # The last turn, where it alone is more, is read at its ends.
    for told in (CRISIS + ". " + FILLER * 1500, FILLER * 1500 + CRISIS):
        assert ask(http, "why?", history=[told]).json()["mode"] == "crisis"


def test_a_far_too_large_body_is_not_read(http: httpx.Client) -> None:
    for content in (b"x" * (MAX_BODY + 1), iter([b"x" * 50_000] * 3)):
        refused = http.post("/api/v1/ask", content=content)
        assert refused.status_code == 413
        assert refused.json()["helplines"]
        assert f"more than {MAX_BODY} bytes" in refused.json()["detail"]
        assert TOO_LONG in refused.json()["error"]


def test_the_frame_keeps_what_must_be_shortened_and_carries_no_more_than_fits(
    http: httpx.Client,
) -> None:
    page = http.post("/embed", data={"question": LONG, "lang": "en"})
    assert page.status_code == 413
    assert f">{LONG}</textarea>" in page.text
    assert 'name="earlier"' not in page.text
    # Its own page sends six such turns along, and the next question is a short one.
    turns = ["가" * 2700] * 6
    again = http.post("/embed", data={"question": "hello", "earlier": turns})
    assert again.status_code == 200
    assert 1 < again.text.count('name="earlier"') <= 6
    # Care that was called for at the end of a long turn stays for the visit.
    care = http.post("/embed", data={"question": TROUBLED_LONG, "lang": "en"})
    assert care.status_code == 200
    carried = [part.split('"')[0] for part in care.text.split('name="earlier" value="')[1:]]
    assert CRISIS in carried[-1]
    later = http.post("/embed", data={"question": "what colour is it", "earlier": carried})
    assert "kw-crisis" in later.text


@pytest.mark.parametrize(
    ("question", "told"),
    [(FITS, ""), (LONG, TOO_LONG), (TROUBLED, "tel"), (TROUBLED_LONG, "tel")],
    ids=["fits", "long", "troubled", "troubled and long"],
)
def test_the_command_line_holds_to_it(index_dir: Path, question: str, told: str) -> None:
    chosen = ("--country", "US", "--lang", "en", "--json")
    done = run("ask", "--index", str(index_dir), *chosen, question)
    assert done.returncode == 0
    reply: dict[str, Any] = json.loads(done.stdout)
    assert (reply["mode"] == "crisis") is (CRISIS in question)
    assert (reply["reason"] == "too-long") is (told == TOO_LONG)
    assert told in json.dumps(reply)
    assert reply["helplines"][0]["dial"] == "tel:988"


def test_turns_are_dropped_from_the_oldest_on() -> None:
    turns = ["a" * 20, "b" * 20, "c" * 20]
    assert last_turns(turns, 60) == tuple(turns)
    assert last_turns(turns, 59) == ("b" * 20, "c" * 20)
    assert last_turns(turns, 13) == ("cccc\n…\ncccc",)
    assert last_turns((), 10) == ()
    assert len(last_turns(["x"] * 1000)) == 50
    assert ends_of("가" * 10, 12) == "가\n…\n가"
    assert not is_too_long("\x00" * 9000), "what nobody typed does not count"
    assert MAX_HISTORY >= 2 * MAX_BYTES


def test_every_earlier_turn_that_the_screen_looks_at_may_be_a_paragraph(
    assistant: Assistant,
) -> None:
    talk = [CRISIS, *[FILLER * 100] * 5]
    assert assistant.ask("hello", history=talk).mode == "crisis"


def test_a_long_earlier_turn_does_not_hide_itself_or_others() -> None:
    told = "I want to kill myself " + "x " * 20_000
    kept = last_turns([told, *["a b " * 1700] * 5, "hi"])
    assert kept[0].startswith("I want to kill myself")
    assert len(kept) == 7
