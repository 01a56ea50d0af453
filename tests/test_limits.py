"""Who asks how often, how much, and through which proxy: limits, each with helplines."""

from __future__ import annotations

import os
import threading
import time
from contextlib import ExitStack
from dataclasses import replace

import httpx
import pytest

import web_fixtures
from kwell_qa import threads
from kwell_qa.settings import Settings
from kwell_qa.web.limits import Busy, Gate, Limiter, client_key
from web_fixtures import PATIENCE, running

# pytest finds fixtures by these names.
small_settings = web_fixtures.small_settings


def test_too_many_questions_are_told_when_to_come_back(small_settings: Settings) -> None:
    settings = replace(small_settings, rate_limit=2)
    with running(settings) as one, httpx.Client(timeout=PATIENCE) as client:
        codes = [
            client.post(one.url + "/api/v1/ask", json={"question": "hello"}) for _ in range(3)
        ]
    assert [response.status_code for response in codes] == [200, 200, 429]
    assert 1 <= int(codes[2].headers["retry-after"]) <= 60
    assert codes[2].json()["helplines"]


def test_a_client_may_ask_again_when_its_window_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    limiter = Limiter(2, window=10)
    assert [limiter.wait("a") for _ in range(3)] == [0, 0, 10]
    assert limiter.wait("b") == 0
    now[0] = 1009.5
    assert limiter.wait("a") == 1
    now[0] = 1010.1
    assert limiter.wait("a") == 0


def test_one_count_holds_for_every_way_to_ask(small_settings: Settings) -> None:
    settings = replace(small_settings, rate_limit=3)
    with running(settings) as one, httpx.Client(timeout=PATIENCE) as client:
        api, embed = one.url + "/api/v1/ask", one.url + "/embed"
        assert client.post(api, json={"question": "hello"}).status_code == 200
        assert client.post(embed, data={"question": "hello"}).status_code == 200
        assert one.site.limiter.wait("127.0.0.1") == 0  # as the chat asks
        assert client.post(api, json={"question": "hello"}).status_code == 429
        refused = client.post(embed, data={"question": "I want to die", "country": "KR"})
        assert refused.status_code == 429
        # Care does not wait, nor do helplines.
        assert "tel:109" in refused.text
        assert client.get(one.url + "/api/v1/helplines?country=KR").status_code == 200


def test_only_a_trusted_proxy_may_say_who_asks(small_settings: Settings) -> None:
    def codes(proxies: tuple[str, ...]) -> list[int]:
        settings = replace(small_settings, rate_limit=1, trusted_proxies=proxies)
        with running(settings) as one, httpx.Client(timeout=PATIENCE) as client:
            return [
                client.post(one.url + "/api/v1/ask", json={"question": "hello"},
                            headers={"x-forwarded-for": name}).status_code
                for name in ("192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.1, 192.0.2.3")
            ]  # fmt: skip

    assert codes(()) == [200, 429, 429, 429]
    # The last address is what the proxy saw; what stands before it, anybody may have sent.
    assert codes(("127.0.0.0/8",)) == [200, 200, 429, 200]


def test_the_gate_turns_away_who_cannot_be_answered_soon() -> None:
    gate = Gate(running=1, waiting=0)
    with gate(), pytest.raises(Busy), gate():
        pass
    with gate():
        pass


@pytest.mark.parametrize(("bound", "through"), [({0}, 2), ({0, 1}, 2), ({1, 3, 5, 6, 7}, 5)])
def test_as_many_are_let_through_as_there_are_processors_to_use(
    monkeypatch: pytest.MonkeyPatch, bound: set[int], through: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: bound, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    gate = Gate(waiting=0)
    with ExitStack() as inside:
        for _ in range(through):
            inside.enter_context(gate())
        with pytest.raises(Busy):
            inside.enter_context(gate())
    # Where a system cannot say to which it is bound, all of them count.
    monkeypatch.delattr(os, "sched_getaffinity")
    assert threads.processors() == 64
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert threads.processors() == 1


def test_a_closed_gate_turns_away_the_line_and_lets_those_inside_finish() -> None:
    gate = Gate(running=1, waiting=5)
    told: list[str] = []

    def stand_in_line() -> None:
        try:
            with gate():
                told.append("answered")
        except Busy:
            told.append("busy")

    line = [threading.Thread(target=stand_in_line) for _ in range(3)]
    with gate():
        for one in line:
            one.start()
        gate.close()
    for one in line:
        one.join(10)
    assert told == ["busy"] * 3


def test_one_ipv6_household_is_one_client() -> None:
    assert client_key("2001:db8:1:2::1") == client_key("2001:db8:1:2:ffff::9")
    assert client_key("2001:db8:1:2::1") != client_key("2001:db8:1:3::1")
    assert client_key("::ffff:192.0.2.1") == client_key("192.0.2.1")
