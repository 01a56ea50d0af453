"""Helplines on every surface under every fault: one test, every cell, over real HTTP.

A surface is how somebody meets the project; a fault is what went wrong behind it. A new surface
is one line in ``SURFACES``, a new fault one line in ``FAULTS``.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

import web_fixtures
from conftest import ROOT
from kwell_qa import embedding, hearing, serving
from kwell_qa.assistant import Assistant
from kwell_qa.errors import ModelFault
from kwell_qa.settings import Settings
from kwell_qa.texts import load as load_texts
from kwell_qa.web.limits import Gate, client_key
from kwell_qa.web.middleware import Guard
from kwell_qa.web.site import Site
from web_fixtures import Running, running, wait_ready

small_settings = web_fixtures.small_settings
HEADERS = {"Accept-Language": "ko-KR,ko;q=0.9"}
QUESTION = "Why did the saucer never come back to Busan?"
TROUBLE = "I want to die"
PHONE = {"user-agent": "a browser without JavaScript", **HEADERS}
TIMEOUT = 60


GUARDS: dict[int, Guard] = {}
"""The guard of each site by the site's id."""


class Broken:
    """Stands for a part whose every use fails."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("broken on purpose")


# Faults: each breaks one thing of a running site and puts it right again.

Undo = Callable[[], None]


def nothing(site: Site) -> Undo:
    return lambda: None


def raising_retriever(site: Site) -> Undo:
    before = site.now
    engine = before.assistant.engine
    assert engine is not None
    broken = replace(engine, retriever=Broken(), selector=Broken())  # type: ignore[arg-type]
    site.now = replace(before, assistant=replace(before.assistant, engine=broken))

    def undo() -> None:
        site.now = before

    return undo


def full_queue(site: Site) -> Undo:
    before, site.gate = site.gate, Gate(running=1, waiting=0)
    held = site.gate()
    held.__enter__()

    def undo() -> None:
        held.__exit__(None, None, None)
        site.gate = before

    return undo


def rate_limit(site: Site) -> Undo:
    """The client of these tests has asked all that it may."""
    while not site.limiter.wait(client_key("127.0.0.1")):
        pass
    return lambda: None


def crowd(site: Site) -> Undo:
    """As many requests are under way as the server takes; see middleware.Guard."""
    guard = GUARDS[id(site)]
    before, guard.most = guard.most, 0

    def undo() -> None:
        guard.most = before

    return undo


def server_error(site: Site) -> Undo:
    """Whatever a page or reply is made of fails where nobody expected it."""
    before = site.ask, site.choice
    once = {"ask": True, "choice": True}

    def failing(name: str, real: Any) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            if once.pop(name, False):
                raise RuntimeError("broken on purpose")
            return real(*args, **more)

        return call

    site.ask = failing("ask", before[0])  # type: ignore[method-assign]
    site.choice = failing("choice", before[1])  # type: ignore[method-assign]

    def undo() -> None:
        del site.ask, site.choice  # type: ignore[misc]

    return undo


FAULTS: dict[str, tuple[str, Callable[[Site], Undo]]] = {
    # name: (which site is driven, what is broken in it)
    "none": ("whole", nothing),
    "no index": ("no index", nothing),
    "no model": ("no model", nothing),
    "raising retriever": ("whole", raising_retriever),
    "full queue": ("whole", full_queue),
    "rate limit": ("limited", rate_limit),
    "crowd": ("whole", crowd),
    "500": ("whole", server_error),
}
"""JavaScript off is no fault of its own here: no client of these tests runs any."""


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


def has_helpline(text: str) -> bool:
    """A number or address that works: those of Korea, whose browser asks, or the directories."""
    shown = unescape(text)
    return "tel:109" in shown or "findahelpline.com" in shown


@pytest.fixture(scope="module")
def sites(
    small_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Running]]:
    """The whole site with its chat; one without an index; one whose model cannot be loaded."""
    bare = replace(small_settings, index_dir=tmp_path_factory.mktemp("empty"))
    begin = Guard.__init__

    def noted(self: Guard, app: Any, site: Site, **more: Any) -> None:
        begin(self, app, site, **more)
        GUARDS[id(site)] = self

    with ExitStack() as stack:
        noting = stack.enter_context(pytest.MonkeyPatch.context())
        noting.setattr(Guard, "__init__", noted)
        whole = stack.enter_context(running(small_settings, chat=True))
        wait_ready(whole)
        found = {"whole": whole, "no index": stack.enter_context(running(bare, chat=True))}
        limited = replace(small_settings, rate_limit=1)
        found["limited"] = stack.enter_context(running(limited, chat=True))

        def refuse(*_: object, **__: object) -> Any:
            raise ModelFault("no model, on purpose")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(serving, "load_engine", refuse)
            found["no model"] = stack.enter_context(running(small_settings, chat=True))
            web_fixtures._wait(lambda: found["no model"].site.now.phase == "failed", 60)
        web_fixtures._wait(lambda: found["no index"].site.now.phase == "failed", 60)
        yield found


ASKING = ("chat", "embed", "REST ask", "MCP ask")
CELLS = [
    (surface, fault, question)
    for surface in SURFACES
    for fault in FAULTS
    for question in ((QUESTION, TROUBLE) if surface in ASKING else (QUESTION,))
]


@pytest.mark.parametrize(("surface", "fault", "question"), CELLS)
def test_helplines(
    sites: dict[str, Running], surface: str, fault: str, question: str
) -> None:
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
    for name in ("no index", "no model", "raising retriever"):
        assert ask(name).json()["reason"] == "failed", name
    assert ask("full queue").json()["reason"] == "busy"
    assert ask("rate limit").status_code == 429
    assert ask("crowd").status_code == 503
    assert ask("500").status_code == 500
    for name in ("no index", "no model"):
        assert httpx.get(sites[name].url + "/readyz").status_code == 503
    assert ask("none").json()["reason"] in (None, "not-covered"), "every fault is put right again"


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
    assert harmless["error"] == load_texts().get("fr", "ui.too_long", limit="8192")
    # What is far too large is not read, nor is what is no JSON; the browser's region is left.
    far = refused(413, json={"question": AMERICAN + " a" * 50_000, "country": "US"})
    assert (far["country"], "mode" in far) == ("KR", False)
    for body in (b'{"question": "' + AMERICAN.encode(), b"[" * 5000, b"null", b"\xff\xfe"):
        headers = {**HEADERS, "content-type": "application/json"}
        answer = httpx.post(api, content=body, headers=headers)
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


CLI_FAULTS = {
    "none": {},
    "no index": {"KWELL_INDEX_DIR": "{empty}"},
    "no model": {"KWELL_MODEL": "{empty}/no-such-model"},
    "no helplines file": {"KWELL_CORPUS_DIR": "{broken}"},
}


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize("fault", CLI_FAULTS)
def test_helplines_on_the_command_line(
    small_settings: Settings, tmp_path: Path, fault: str, as_json: bool
) -> None:
    empty, broken = tmp_path / "empty", tmp_path / "broken"
    empty.mkdir()
    broken.mkdir()
    (broken / "helplines.yaml").write_text("- not: helplines\n", encoding="utf-8")
    places = {"empty": str(empty), "broken": str(broken)}
    environ = {
        **os.environ, "PYTHONPATH": str(ROOT),
        "KWELL_CORPUS_DIR": str(small_settings.corpus_dir),
        "KWELL_INDEX_DIR": str(small_settings.index_dir),
        **{name: value.format(**places) for name, value in CLI_FAULTS[fault].items()},
    }  # fmt: skip
    command = [sys.executable, "-m", "kwell_qa", "ask", "--country", "KR", QUESTION]
    done = subprocess.run(
        [*command, *(["--json"] if as_json else [])], env=environ, cwd=tmp_path,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == (0 if fault == "none" else 2)
    assert "Traceback" not in done.stderr
    assert "109" in done.stdout or "findahelpline.com" in done.stdout
    if as_json:
        assert json.loads(done.stdout)["helplines"]


@pytest.mark.parametrize("part", ["retriever", "screen"])
def test_helplines_when_a_part_of_the_assistant_raises(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    if part == "screen":
        monkeypatch.setattr(hearing.safety, "screen", Broken().__getattr__)
    asked = replace(assistant, engine=Broken()) if part == "retriever" else assistant  # type: ignore[arg-type]
    for question in (QUESTION, TROUBLE):
        reply = asked.ask(question, country="KR")
        assert reply.helplines[0].dial == "tel:109"
        assert (reply.mode == "crisis") == (question == TROUBLE)


def test_a_broken_helplines_file_is_told_and_the_last_good_one_served(
    small_settings: Settings, tmp_path: Path, embedder: embedding.Embedder
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "helplines.yaml").write_text("countries: {KR: {name: Korea}}\n", encoding="utf-8")
    assert (small_settings.index_dir / "helplines.yaml").is_file(), "the build keeps a copy"
    with running(replace(small_settings, corpus_dir=corpus)) as one:
        wait_ready(one)
        ready = httpx.get(one.url + "/readyz").json()
        assert ready["helplines"] is False
        told = " ".join(ready["faults"])
        assert f"{corpus / 'helplines.yaml'}:1:" in told
        assert "serving the last good file" in told
        body = httpx.get(one.url + "/api/v1/helplines?country=JP").json()
        assert body["helplines"][0]["country"] == "JP"
