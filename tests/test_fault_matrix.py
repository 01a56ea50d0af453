"""Helplines on every surface under every fault: one test, every cell, over HTTP and by command.

A surface is how somebody meets the project; a fault is what went wrong behind it. A new surface
is one line in ``SURFACES``, a new fault one line in ``fault_fixtures.FAULTS``. The command line is
a process of its own for each cell; cells that it cannot have are named in ``NO_SUCH_CELL``.
"""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import pytest

import fault_fixtures
import web_fixtures
from fault_fixtures import (
    COMMAND_FAULTS,
    FAULTS,
    NO_SUCH_CELL,
    QUESTION,
    TROUBLE,
    Commands,
    crowd,
    has_helpline,
)  # fmt: skip
from kwell_qa.texts import load as load_texts
from web_fixtures import Running

small_settings = web_fixtures.small_settings
sites = fault_fixtures.sites
commands = fault_fixtures.commands
HEADERS = {"Accept-Language": "ko-KR,ko;q=0.9"}
PHONE = {"user-agent": "a browser without JavaScript", **HEADERS}
TIMEOUT = 60


# Surfaces: each asks as its users would and gives what they get, as text.


def embed(one: Running, question: str) -> str:
    with httpx.Client(base_url=one.url, headers=PHONE, timeout=TIMEOUT) as http:
        opened = http.get("/embed")
        if opened.status_code == 404:
            return opened.text  # a site without it says so, with helplines
        asked = http.post("/embed", data={"question": question})
        assert has_helpline(opened.text)
        return asked.text


def rest(one: Running, question: str) -> str:
    reply = httpx.post(
        f"{one.url}/api/v1/ask", json={"question": question}, headers=HEADERS, timeout=TIMEOUT
    )
    assert reply.status_code in (200, 429, 500, 503)
    body = reply.json()
    assert body["helplines"], body
    return json.dumps(body, ensure_ascii=False)


def mcp(one: Running, question: str) -> str:
    """One call, as a client of the protocol sends it; no session is needed."""
    call = {"name": "ask", "arguments": {"question": question, "country": "KR"}}
    sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    headers = {"accept": "application/json, text/event-stream"}
    return httpx.post(f"{one.url}/mcp", json=sent, headers=headers, timeout=TIMEOUT).text


def rest_helplines(one: Running, question: str) -> str:
    reply = httpx.get(f"{one.url}/api/v1/helplines", headers=HEADERS, timeout=TIMEOUT)
    assert reply.json()["helplines"]
    return reply.text


def page(path: str) -> Callable[[Running, str], str]:
    def read(one: Running, question: str) -> str:
        reply = httpx.get(one.url + path, headers=PHONE, timeout=TIMEOUT)
        html = reply.text
        # Without JavaScript too: what only a script would show does not count.
        assert "text/html" in reply.headers["content-type"]
        return re.sub(r"<script\b.*?</script>", "", html, flags=re.S)

    return read


def chat(one: Running, question: str) -> str:
    """The first bytes of the chat, then a question sent as Gradio's own page sends it."""
    assert has_helpline(page("/")(one, question))
    with httpx.Client(base_url=one.url, headers=HEADERS, timeout=TIMEOUT) as http:
        config = http.get("/config")
        if config.status_code == 503:
            return config.text  # nothing of the chat comes through, but the helplines
        config = config.json()
        parts = {part["id"]: part for part in config["components"]}
        event = next(
            one for one in config["dependencies"]
            if any(name == "submit" for _, name in one["targets"])
        )  # fmt: skip
        values = [parts[number].get("props", {}).get("value") for number in event["inputs"]]
        body = {"data": [question, *values[1:]], "fn_index": event["id"], "session_hash": "x1"}
        return http.post("/gradio_api/run/predict", json=body).text.replace('\\"', '"')


SURFACES: dict[str, Callable[[Running, str], str]] = {
    "chat": chat,
    "embed": embed,
    "REST ask": rest,
    "MCP ask": mcp,
    "REST helplines": rest_helplines,
    "reading page": page("/read/hostile"),
    "reading list": page("/read/"),
    "interface page": page("/docs"),
    "no such page": page("/nowhere"),
    "breathing": page("/breathe"),
    "what happens": page("/what-happens"),
    "protocol": page("/protocol"),
    "helplines of a panel": page("/help/panel"),
}


COMMAND = "command line"
ASKING = ("chat", "embed", "REST ask", "MCP ask", COMMAND)
CELLS = [
    (surface, fault, question)
    for surface in (*SURFACES, COMMAND)
    for fault in FAULTS
    for question in ((QUESTION, TROUBLE) if surface in ASKING else (QUESTION,))
    if not (surface == COMMAND and fault in NO_SUCH_CELL)
]


@pytest.mark.parametrize(("surface", "fault", "question"), CELLS)
def test_helplines(
    sites: dict[str, Running], commands: Commands, surface: str, fault: str, question: str
) -> None:
    if surface == COMMAND:
        done = commands.ask(fault, question)
        assert has_helpline(done.stdout), f"no helpline by {surface} with {fault}: {done.stderr}"
        assert "☎ Suicide Prevention Counseling Line 109: 109" in done.stdout
        assert "Traceback" not in done.stderr
        care = load_texts().get("en", "care.suicidal")[:30]
        assert (care in done.stdout) == (question == TROUBLE)
        return
    which, break_it = FAULTS[fault]
    one = sites[which]
    undo = break_it(one.site)
    try:
        got = SURFACES[surface](one, question)
    finally:
        undo()
    assert has_helpline(got), f"no helpline on {surface} with {fault}"


def test_the_faults_are_real(sites: dict[str, Running]) -> None:
    """A matrix whose faults do nothing would pass as well."""

    def ask(name: str) -> httpx.Response:
        which, break_it = FAULTS[name]
        undo = break_it(sites[which].site)
        try:
            return httpx.post(f"{sites[which].url}/api/v1/ask", json={"question": QUESTION},
                              headers=HEADERS, timeout=TIMEOUT)  # fmt: skip
        finally:
            undo()

    assert ask("none").json()["mode"] in ("answer", "abstain")
    assert ask("none").json()["reason"] in (None, "not-covered")
    for name in ("damaged index", "no model", "raising retriever"):
        assert ask(name).json()["reason"] == "failed", name
    # Where nothing was ever indexed, nothing has failed; and the maintainer is told what to run.
    assert ask("no index").json()["reason"] == "nothing-indexed"
    told = httpx.get(sites["no index"].url + "/readyz", timeout=TIMEOUT).json()["faults"]
    assert "no articles are indexed yet; run: python scripts/build_index.py" in told[0]
    assert ask("full queue").json()["reason"] == "busy"
    assert ask("rate limit").status_code == 429
    assert ask("crowd").status_code == 503
    assert ask("500").status_code == 500
    for name in ("no index", "damaged index", "no model"):
        assert httpx.get(sites[name].url + "/readyz", timeout=TIMEOUT).status_code == 503
    assert ask("none").json()["reason"] in (None, "not-covered"), "every fault is put right again"


def test_every_fault_is_a_cell_of_the_command_line_or_cannot_be() -> None:
    assert {*COMMAND_FAULTS, *NO_SUCH_CELL} == set(FAULTS)
    assert not {*COMMAND_FAULTS} & {*NO_SUCH_CELL}
    assert {fault for surface, fault, _ in CELLS if surface == COMMAND} == set(COMMAND_FAULTS)


@pytest.mark.parametrize("fault", COMMAND_FAULTS)
def test_the_faults_of_the_command_line_are_real(commands: Commands, fault: str) -> None:
    done = commands.ask(fault, QUESTION, "--json")
    body = json.loads(done.stdout)
    assert body["helplines"][0]["dial"] == "tel:109"
    wanted = {"none": (None, "not-covered"), "no index": ("nothing-indexed",)}
    assert body["reason"] in wanted.get(fault, ("failed",))
    # A retriever that raises is logged; all else is told at once, and by the exit code.
    assert done.returncode == (0 if fault in ("none", "raising retriever") else 2), done.stderr
    assert bool(done.stderr) == (fault != "none")


@pytest.mark.parametrize("fault", FAULTS)
def test_trouble_gets_care_by_rest_whatever_fails(sites: dict[str, Running], fault: str) -> None:
    which, break_it = FAULTS[fault]
    undo = break_it(sites[which].site)
    try:
        body = json.loads(rest(sites[which], TROUBLE))
    finally:
        undo()
    assert (body["mode"], body["category"]) == ("crisis", "suicidal")
    assert "109" in body["text"]
    assert body["steps"]
    # A broken choice of country, as with 500, does not reach the care reply's own.
    assert body["helplines"][0]["dial"] == "tel:109"


REFUSED = {"rate limit": 429, "crowd": 503, "500": 500}
AMERICAN = "I want to kill myself tonight"


@pytest.mark.parametrize("fault", REFUSED)
@pytest.mark.parametrize("surface", ["REST", "embed"])
def test_a_refusal_honours_country_and_language(
    sites: dict[str, Running], fault: str, surface: str
) -> None:
    """What the body chose comes before the browser's region; care comes before the refusal."""
    which, break_it = FAULTS[fault]
    one = sites[which]

    def send(question: str, *, where: str = "", **chosen: str) -> httpx.Response:
        undo = break_it(one.site)
        form = {"question": question, **chosen}
        try:
            if surface == "REST":
                return httpx.post(f"{one.url}/api/v1/ask{where}", json=form, headers=HEADERS,
                                  timeout=TIMEOUT)  # fmt: skip
            return httpx.post(f"{one.url}/embed{where}", data=form, headers=HEADERS,
                              timeout=TIMEOUT)  # fmt: skip
        finally:
            undo()

    care = send(AMERICAN, country="US", lang="en")
    assert care.status_code == REFUSED[fault]
    assert "tel:988" in care.text
    assert "988" in re.sub(r"<aside.*?</aside>", "", care.text, flags=re.S), "in the care itself"
    assert load_texts().get("en", "care.suicidal").split(".")[0][:30] in unescape(care.text)
    assert AMERICAN not in care.text or surface == "embed"
    plain = send(QUESTION, country="us", lang="de")
    assert plain.status_code == REFUSED[fault]
    if fault != "500":  # whose choice of a country is broken as well
        assert "tel:988" in plain.text
        if surface == "embed":
            assert '<html lang="de"' in plain.text
        assert "tel:109" in send(QUESTION).text, "the browser's region where none was chosen"
    if surface == "REST":
        body = care.json()
        assert (body["mode"], body["status"], body["country"]) == ("crisis", care.status_code, "US")
        assert body["emergency"] == "911"
        assert body["language"] == "en"
        assert "mode" not in plain.json()
        words = {429: "ui.too_many", 503: "ui.busy", 500: "ui.error"}[plain.status_code]
        said = load_texts().get("de", words, seconds="0")
        assert plain.json()["error"][:15] == said[:15]
        if fault != "500":
            assert plain.json()["country"] == "US"
            by_address = send(QUESTION, where="?country=JP&lang=ja").json()
            assert by_address["country"] == "JP"


def test_other_refusals_honour_it_too(sites: dict[str, Running]) -> None:
    api = sites["whole"].url + "/api/v1/ask"

    def refused(status: int, **sent: Any) -> dict[str, Any]:
        answer = httpx.post(api, headers=HEADERS, timeout=TIMEOUT, **sent)
        assert answer.status_code == status
        body: dict[str, Any] = answer.json()
        return body

    wrong = refused(422, json={"question": AMERICAN, "country": "US", "lang": "en", "explain": 7})
    assert (wrong["country"], wrong["mode"], wrong["emergency"]) == ("US", "crisis", "911")
    assert [fault["loc"][-1] for fault in wrong["errors"]] == ["explain"]
    long = refused(413, json={"question": AMERICAN + " a" * 5000, "country": "US", "lang": "en"})
    assert (long["country"], long["mode"]) == ("US", "crisis")
    harmless = refused(413, json={"question": "why?" + " a" * 5000, "country": "GB", "lang": "fr"})
    assert (harmless["country"], "mode" in harmless) == ("GB", False)
    assert harmless["error"] == load_texts().get("fr", "ui.too_long")
    # What is far too large is not read, nor is what is no JSON; the browser's region is left.
    far = refused(413, json={"question": AMERICAN + " a" * 70_000, "country": "US"})
    assert (far["country"], "mode" in far) == ("KR", False)
    for body in (b'{"question": "' + AMERICAN.encode(), b"[" * 5000, b"null", b"\xff\xfe"):
        headers = {**HEADERS, "content-type": "application/json"}
        answer = httpx.post(api, content=body, headers=headers, timeout=TIMEOUT)
        assert answer.status_code in (400, 422)
        assert answer.json()["country"] == "KR"
    # Trouble told in an earlier turn is still there, too.
    earlier = refused(422, json={"question": "ok", "history": [AMERICAN], "country": "US", "x": 1})
    assert earlier["mode"] == "crisis"


def test_a_slow_body_holds_up_no_refusal(sites: dict[str, Running]) -> None:
    one = sites["whole"]
    undo = crowd(one.site)
    address = one.url.removeprefix("http://").split(":")
    try:
        with socket.create_connection((address[0], int(address[1])), timeout=30) as slow:
            slow.sendall(b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            begun = time.monotonic()
            assert b" 503 " in slow.recv(4096)
            assert time.monotonic() - begun < 10
    finally:
        undo()
