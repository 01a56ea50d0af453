"""The port answers with helplines before anything heavy is imported."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from conftest import ROOT
from kwell_qa.settings import Settings
from kwell_qa.web.opening import Opening

HEAVY = ("numpy", "faiss", "onnxruntime", "fastapi", "pydantic", "gradio", "babel.dates")
KOREA = {"Accept-Language": "ko-KR,ko"}


def whole_app() -> Starlette:
    return Starlette(routes=[Route("/", lambda _: PlainTextResponse("all of it"))])


@pytest.fixture
def warming(tmp_path: Path) -> Iterator[tuple[TestClient, threading.Event]]:
    """A site whose app is made once the event is set."""
    go = threading.Event()
    settings = Settings(index_dir=tmp_path, allowed_origins=("https://fans.example",))
    opening = Opening(settings, lambda: (go.wait(20), whole_app())[1], lambda: None)
    with TestClient(opening) as client:
        yield client, go
        go.set()


def test_what_comes_first_imports_nothing_heavy() -> None:
    told = "import sys, kwell_qa.web.opening; print([n for n in sys.argv[1:] if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", told, *HEAVY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_pages_show_helplines_and_ask_again(warming: tuple[TestClient, threading.Event]) -> None:
    client, _ = warming
    for path, status in (("/", 200), ("/read/", 503), ("/embed", 503)):
        page = client.get(path, headers=KOREA)
        assert page.status_code == status
        assert 'href="tel:109"' in page.text
        assert '<html lang="ko"' in page.text
        assert '<meta http-equiv="refresh" content="1">' in page.text
        assert page.headers["retry-after"] == "1"
        assert "default-src 'none'" in page.headers["content-security-policy"]


def test_the_address_chooses_language_and_country(
    warming: tuple[TestClient, threading.Event],
) -> None:
    client, _ = warming
    page = client.get("/?lang=fr&country=JP", headers=KOREA).text
    assert '<html lang="fr"' in page
    assert 'data-country="JP"' in page
    assert 'data-country="KR"' in client.get("/?tz=Asia/Seoul").text


def test_programs_are_told_with_helplines(warming: tuple[TestClient, threading.Event]) -> None:
    client, _ = warming
    origin = {"Origin": "https://fans.example"}
    told = client.post("/api/v1/ask", json={"question": "a"}, headers=KOREA | origin)
    assert (told.status_code, told.headers["content-type"]) == (503, "application/problem+json")
    assert told.json()["country"] == "KR"
    assert told.json()["helplines"][0]["dial"]
    assert told.json()["error"] == told.json()["detail"]
    assert told.headers["access-control-allow-origin"] == "https://fans.example"
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "warming up")
    assert ready.json()["helplines"] is True


def test_styles_of_the_page_are_there(warming: tuple[TestClient, threading.Event]) -> None:
    client, _ = warming
    assert client.get("/static/kwell/kwell.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/kwell/none.css").status_code == 503
    assert client.get("/static/kwell/../opening.py").status_code == 503


def test_the_app_takes_over(warming: tuple[TestClient, threading.Event]) -> None:
    client, go = warming
    go.set()
    for _ in range(200):
        if (page := client.get("/")).text == "all of it":
            return
        threading.Event().wait(0.01)
    pytest.fail(page.text)


def test_an_app_that_cannot_be_made_ends_the_server(tmp_path: Path) -> None:
    ended = threading.Event()

    def broken() -> Starlette:
        raise RuntimeError("no app")

    opening = Opening(Settings(index_dir=tmp_path), broken, ended.set)
    with TestClient(opening):
        assert ended.wait(10)
    assert str(opening.fault) == "no app"
