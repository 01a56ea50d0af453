"""A real site for the tests of the web part: a small index of the real corpus, a real server."""

from __future__ import annotations

import atexit
import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn

from conftest import ROOT
from kwell_qa import building, exports
from kwell_qa.settings import Settings
from kwell_qa.web.server import create_app
from kwell_qa.web.site import Site

HOSTILE = "<script>alert('x')</script></title><img src=x onerror=alert(1)> & \"co\""
HOSTILE_DOCUMENT = f"""---
id: hostile
title: {json.dumps(HOSTILE)}
kind: article
artists: ["<b>Nobody</b>"]
topics: [escaping]
lang: en
reviewed: 2026-11-22
license: CC-BY-4.0
sources:
  bad: {{publisher: "</script><script>alert(2)</script>", url: "https://example.org/?a=1&b='x", published: 2024-01-02, evidence: opinion}}
claim:
  statement: "</script><b>A flying saucer</b> sang with a choir."
  claimant: "<i>somebody</i>"
  verdict: not found
---
A flying saucer <b>sang</b> with a choir in Busan, says one page &amp; nobody else.[^bad]

## Second <i>heading</i>
The saucer never came back to 부산 🛸 after the choir went home.[^bad] It was blue.[^bad]
"""  # noqa: E501
QUESTION = "did Chan's Room trail off in 2023"
DOCUMENTS = (
    "claims/claim-chans-room-trailed-off.md",
    "guides/coping-sleep.md",
    "topics/sasaeng-and-privacy.md",
)
PATIENCE = 60
"""Seconds for an answer: httpx' five are too few beside a model that loads on a busy machine."""
# Two files import these fixtures, and pytest would make each of them twice.
_SETTINGS: list[Settings] = []
_SITES: list[Running] = []
_UNTIL_EXIT = ExitStack()
atexit.register(_UNTIL_EXIT.close)


@dataclass(frozen=True)
class Running:
    """A served site: where it listens, and its insides."""

    url: str
    site: Site


@contextmanager
def running(settings: Settings, *, chat: bool = False) -> Iterator[Running]:
    """Serve ``settings`` on a free port until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = create_app(settings, chat=chat)
        config = uvicorn.Config(app, access_log=False, log_level="error", proxy_headers=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            _wait(lambda: server.started, 120)
            if chat:
                # Gradio starts behind the open port.
                _wait(lambda: httpx.get(url + "/config", timeout=PATIENCE).status_code == 200, 300)
            yield Running(url, app.state.site)
        finally:
            server.should_exit = True
            thread.join(10)


def _wait(done: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"not done after {seconds} s"
        time.sleep(0.05)


def wait_ready(one: Running) -> None:
    _wait(lambda: httpx.get(one.url + "/readyz", timeout=PATIENCE).status_code == 200, 120)


@pytest.fixture(scope="session")
def small_settings(tmp_path_factory: pytest.TempPathFactory, index_dir: Path) -> Settings:
    """A corpus of three real documents and a hostile one, indexed with the real model."""
    if _SETTINGS:
        return _SETTINGS[0]
    corpus = tmp_path_factory.mktemp("small") / "corpus"
    corpus.mkdir()
    for name in (*DOCUMENTS, "helplines.yaml"):
        shutil.copy(ROOT / "corpus" / name, corpus / Path(name).name)
    (corpus / "hostile.md").write_text(HOSTILE_DOCUMENT, "utf-8")
    # Nobody prepared this one; its id is made of its name.
    (corpus / "한글 문서.txt").write_text("부산에서 합창단이 노래했다.\n", "utf-8")
    index = corpus.parent / "index"
    # With the exported model, as an index is served: sites and commands start without torch.
    shutil.copytree(index_dir / exports.MODELS, index / exports.MODELS)
    report = building.build(
        corpus, index, lambda: exports.builder("", index), exporter=exports.Exporter(index, "fp32")
    )
    assert report.published, [str(finding) for finding in report.findings]
    _SETTINGS.append(
        Settings(corpus_dir=corpus, index_dir=index, rate_limit=10_000,
                 feedback_file=corpus.parent / "feedback.jsonl")
    )  # fmt: skip
    return _SETTINGS[0]


@pytest.fixture(scope="session")
def small(small_settings: Settings) -> Running:
    """The whole site, Gradio included, over the small index."""
    if not _SITES:
        one = _UNTIL_EXIT.enter_context(running(small_settings, chat=True))
        wait_ready(one)
        _SITES.append(one)
    return _SITES[0]


@pytest.fixture
def http(small: Running) -> Iterator[httpx.Client]:
    """A client of the small site that names no language."""
    told = {"accept-language": ""}
    with httpx.Client(base_url=small.url, headers=told, timeout=PATIENCE) as client:
        yield client


def ask(http: httpx.Client, question: str, **more: object) -> httpx.Response:
    return http.post("/api/v1/ask", json={"question": question, **more})
