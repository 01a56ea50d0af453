"""Faults of a running site, the sites that they are tried on, and what must come all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import web_fixtures
from conftest import ROOT
from kwell_qa import serving
from kwell_qa.errors import ModelFault
from kwell_qa.settings import Settings
from kwell_qa.web.limits import Gate, client_key
from kwell_qa.web.middleware import Guard
from kwell_qa.web.site import Site
from web_fixtures import Running, running, wait_ready

QUESTION = "Why did the saucer never come back to Busan?"
TROUBLE = "I want to die"
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
    "damaged index": ("damaged index", nothing),
    "no model": ("no model", nothing),
    "raising retriever": ("whole", raising_retriever),
    "full queue": ("whole", full_queue),
    "rate limit": ("limited", rate_limit),
    "crowd": ("whole", crowd),
    "500": ("whole", server_error),
}
"""JavaScript off is no fault of its own here: no client of these tests runs any."""


# The command line: a process of its own, which is broken from outside by its files, or from within
# by a line that it runs first.

_ENGINE = """
from dataclasses import replace
from kwell_qa import serving
class Broken:
    def __getattr__(self, name):
        raise RuntimeError("broken on purpose")
whole = serving.load_engine
serving.load_engine = lambda *args, **more: replace(
    whole(*args, **more), retriever=Broken(), selector=Broken())
"""
_ONCE = """
from kwell_qa.assistant import Assistant
real, left = Assistant.ask, [1]
def failing(self, *args, **more):
    if left:
        left.pop()
        raise RuntimeError("broken on purpose")
    return real(self, *args, **more)
Assistant.ask = failing
"""
COMMAND_FAULTS: dict[str, str] = {
    # name: what the process runs before the command
    "none": "",
    "no index": "",
    "damaged index": "",
    "no model": "",
    "raising retriever": _ENGINE,
    "500": _ONCE,
}
"""As ``FAULTS``; those without a line lie in the index that is asked, or in the model's name."""
NO_SUCH_CELL: dict[str, str] = {
    "full queue": "a command answers one question, and none waits for another",
    "rate limit": "nobody is counted who types",
    "crowd": "no requests are under way in a process of one's own",
}
"""Faults that the command line cannot have, and why. It shows no page, so it runs no JavaScript."""


@dataclass(frozen=True)
class Commands:
    """Runs ``kwell-qa ask`` under the faults of ``COMMAND_FAULTS``, each in a real process."""

    corpus: Path
    indexes: Mapping[str, Path]

    def ask(self, fault: str, question: str, *more: str) -> subprocess.CompletedProcess[str]:
        index = self.indexes.get(fault, self.indexes["none"])
        words = ["ask", "--country", "KR", "--index", str(index), *more, question]
        run = f"from kwell_qa.cli import main\nraise SystemExit(main({words!r}))"
        code = f"{COMMAND_FAULTS[fault]}\n{run}"
        own = {"HF_HUB_OFFLINE": "1", "KWELL_CORPUS_DIR": str(self.corpus)}
        if fault == "no model":
            own["KWELL_MODEL"] = str(index / "no such model")
        return subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300,
            check=False, env={**os.environ, **own},
        )  # fmt: skip


def has_helpline(text: str) -> bool:
    """A number or address that works: those of Korea, whose browser asks, or the directories."""
    shown = unescape(text)
    return "tel:109" in shown or "findahelpline.com" in shown


@pytest.fixture(scope="module")
def sites(
    small_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Running]]:
    """The whole site with its chat; one without an index, one whose index is
    not whole; one whose model cannot be loaded."""
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
        torn = replace(small_settings, index_dir=tmp_path_factory.mktemp("torn"))
        (torn.index_dir / "CURRENT").write_text("0123456789abcdef\n")
        found["damaged index"] = stack.enter_context(running(torn, chat=True))
        limited = replace(small_settings, rate_limit=1)
        found["limited"] = stack.enter_context(running(limited, chat=True))

        def refuse(*_: object, **__: object) -> Any:
            raise ModelFault("no model, on purpose")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(serving, "load_engine", refuse)
            found["no model"] = stack.enter_context(running(small_settings, chat=True))
            web_fixtures._wait(lambda: found["no model"].site.now.phase == "failed", 60)
        for name in ("no index", "damaged index"):
            web_fixtures._wait(lambda name=name: found[name].site.now.phase == "failed", 60)
        yield found


@pytest.fixture(scope="module")
def commands(small_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """The command line over the small index, none, and one that is not whole."""
    folder = tmp_path_factory.mktemp("commands")
    indexes = {"none": small_settings.index_dir}
    for name in ("no index", "damaged index"):
        indexes[name] = folder / name
        indexes[name].mkdir()
    (indexes["damaged index"] / "CURRENT").write_text("0123456789abcdef\n")
    return Commands(small_settings.corpus_dir, indexes)
