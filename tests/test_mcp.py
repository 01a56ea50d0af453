"""The MCP server by the client of the official SDK, over HTTP and over stdio."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters, stdio_client

import web_fixtures
from conftest import ROOT
from kwell_qa.settings import Settings
from kwell_qa.web.schemas import DocumentOut, HelplinesOut, Listing, ReplyOut
from kwell_qa.web.tools import Tools
from web_fixtures import PATIENCE, Running, running, wait_ready

# pytest finds fixtures by these names.
small_settings = web_fixtures.small_settings
TOOLS = {"ask", "helplines", "read_document", "list_documents"}
QUESTION = "did Chan's Room trail off in 2023"


@pytest.fixture(scope="module")
def served(small_settings: Settings) -> Iterator[Running]:
    with running(small_settings) as one:
        wait_ready(one)
        yield one


def within(server: Any, do: Callable[[Client], Awaitable[Any]]) -> Any:
    """What ``do`` gives with a connected client."""

    async def run() -> Any:
        async with Client(server) as client:
            return await do(client)

    return asyncio.run(run())


def call(one: Running, tool: str, **arguments: object) -> Any:
    return within(one.url + "/mcp", lambda client: client.call_tool(tool, arguments))


def test_the_tools_are_typed_documented_and_only_read(served: Running) -> None:
    found = within(served.url + "/mcp", lambda client: client.list_tools()).tools
    assert {tool.name for tool in found} == TOOLS
    for tool in found:
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert len(tool.description) > 40
        assert tool.output_schema["properties"]
        for name, argument in tool.input_schema["properties"].items():
            assert argument.get("description"), (tool.name, name)


def test_an_answer_is_proved_by_the_document_it_names(served: Running) -> None:
    reply = call(served, "ask", question=QUESTION, country="KR").structured_content
    ReplyOut.model_validate(reply)
    assert reply["mode"] == "answer"
    assert reply["country"] == "KR"
    for citation in reply["citations"]:
        document = call(served, "read_document", id=citation["document"]).structured_content
        DocumentOut.model_validate(document)
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_care_comes_first_and_helplines_always(served: Running) -> None:
    reply = call(served, "ask", question="I want to die", country="KR").structured_content
    assert (reply["mode"], reply["helplines"][0]["display"]) == ("crisis", "109")
    lines = call(served, "helplines").structured_content
    HelplinesOut.model_validate(lines)
    assert lines["country"] is None
    assert lines["helplines"]


def test_documents_are_listed_by_kind(served: Running) -> None:
    everything = call(served, "list_documents").structured_content
    Listing.model_validate(everything)
    guides = call(served, "list_documents", kind="guide").structured_content["documents"]
    assert {one["kind"] for one in guides} == {"guide"}
    assert len(guides) < len(everything["documents"])


def test_what_is_wrong_is_told(served: Running) -> None:
    missing = call(served, "read_document", id="nothing-of-the-kind")
    assert missing.is_error
    assert "list_documents" in missing.content[0].text
    assert call(served, "ask", question="x", country="Korea").is_error
    # What is merely not known takes no helplines away.
    assert call(served, "ask", question="hi", lang="xx").structured_content["language"] == "en"


def test_too_many_questions_bring_helplines_and_no_log(
    small_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with running(replace(small_settings, rate_limit=1)) as one, caplog.at_level(logging.DEBUG):
        wait_ready(one)
        first, second = (
            call(one, "ask", question="zebrafish zebrafish").structured_content for _ in range(2)
        )
        call(one, "ask", question=["zebrafish"])
        care = call(one, "ask", question="I want to die", country="US").structured_content
    assert first["reason"] != "too_many"
    assert second["reason"] == "too_many"
    assert second["helplines"]
    assert care["mode"] == "crisis", "care does not wait"
    assert care["helplines"][0]["display"] == "988"
    # The client under test is in this process; what it logs of itself is not the server's.
    ours = ("kwell_qa", "mcp.server", "uvicorn", "slowapi")
    said = [one.getMessage() for one in caplog.records if one.name.startswith(ours)]
    assert "zebrafish" not in "".join(said)


def test_a_start_that_fails_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        @asynccontextmanager
        async def lifespan_context(self, app: object) -> AsyncIterator[None]:
            raise RuntimeError("no start")
            yield

    tries = []

    def build(self: Tools) -> Any:
        tries.append(1)
        return SimpleNamespace(router=Broken())

    monkeypatch.setattr(Tools, "_build", build)

    async def run() -> None:
        tools = Tools(None)  # type: ignore[arg-type]
        scope = {"type": "http", "method": "POST"}
        for _ in range(2):
            with pytest.raises(RuntimeError, match="no start"):
                await asyncio.wait_for(tools(scope, None, None), 5)  # type: ignore[arg-type]
        await tools.close()

    asyncio.run(run())
    assert len(tries) == 2


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT"])
def test_no_stream_is_opened(served: Running, method: str) -> None:
    headers = {"accept": "text/event-stream, application/json"}
    told = httpx.request(method, served.url + "/mcp", headers=headers, timeout=PATIENCE)
    assert (told.status_code, told.headers["allow"]) == (405, "POST")
    if method != "HEAD":
        assert "post JSON-RPC" in told.json()["detail"]
        assert told.json()["helplines"]


def test_over_stdio(small_settings: Settings, tmp_path: Path) -> None:
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "KWELL_CORPUS_DIR": str(small_settings.corpus_dir),
        "KWELL_INDEX_DIR": str(small_settings.index_dir),
    }  # fmt: skip
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "kwell_qa", "mcp"], env=environment
    )
    with (tmp_path / "stderr").open("w+") as errors:
        reply = within(
            stdio_client(command, errlog=errors),
            lambda client: client.call_tool("ask", {"question": QUESTION}),
        ).structured_content
        errors.seek(0)
        assert "Chan" not in errors.read()
    assert reply["mode"] == "answer"
