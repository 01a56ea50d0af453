"""A real ``kwell-qa serve`` process: what it leaves in logs, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

import web_fixtures
from conftest import ROOT
from kwell_qa.settings import Settings
from web_fixtures import _wait

# pytest finds fixtures by these names.
small_settings = web_fixtures.small_settings
CANARY = "zebrafish"


def test_no_sink_holds_a_message_and_the_end_is_graceful(
    small_settings: Settings, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "KWELL_PORT": str(port),
        "KWELL_CORPUS_DIR": str(small_settings.corpus_dir),
        "KWELL_INDEX_DIR": str(small_settings.index_dir),
        "KWELL_LOG_LEVEL": "DEBUG", "KWELL_LOG_FORMAT": "json",
    }  # fmt: skip
    out, err = tmp_path / "stdout", tmp_path / "stderr"
    command = [sys.executable, "-m", "kwell_qa", "serve"]
    with out.open("wb") as one, err.open("wb") as two:
        process = subprocess.Popen(command, env=environment, stdout=one, stderr=two, cwd=tmp_path)
    try:
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=url, timeout=60) as http:
            _until_ready(http, process)
            said = _misused(http)
            assert "kwell_replies_total" in http.get("/metrics").text
            said += http.get("/metrics").text
        assert CANARY not in said
        _ends_gracefully(port, process)
    finally:
        process.kill()
        process.wait()
    logged = out.read_text("utf-8") + err.read_text("utf-8")
    assert CANARY not in logged
    lines = [json.loads(line) for line in err.read_text("utf-8").splitlines()]
    requests = [line for line in lines if line["message"] == "request"]
    assert {"api", "embed", "mcp"} <= {line["part"] for line in requests}
    assert all(set(line) == {"time", "level", "logger", "message", "method", "part", "status",
                             "ms"} for line in requests)  # fmt: skip
    # Nothing was written beside the two streams.
    assert {path.name for path in tmp_path.iterdir()} == {"stdout", "stderr"}


def _until_ready(http: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        assert process.poll() is None
        try:
            if http.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.3)
    raise AssertionError("not ready in time")


def _misused(http: httpx.Client) -> str:
    """The canary on every way in, right and wrong; what refusals say of it."""
    asked = http.post("/api/v1/ask", json={"question": CANARY, "history": [CANARY]})
    assert asked.status_code == 200
    assert http.post("/embed", data={"question": CANARY}).status_code == 200
    said = ""
    for response in (
        http.post("/api/v1/ask", json={"question": [CANARY], CANARY: 1, "lang": CANARY * 9}),
        http.post("/api/v1/ask", content=CANARY),
        http.post("/api/v1/ask", json={"question": CANARY * 2000}),
        http.get("/api/v1/helplines", params={"country": CANARY}),
        http.get(f"/api/v1/documents/{CANARY}", params={"q": CANARY}),
        http.get(f"/{CANARY}/{CANARY}"),
        http.get(f"/read/{CANARY}"),
    ):
        assert response.status_code >= 400 or "error" in response.text
        # A field that the interface does not have is named, or nobody could mend the request.
        said += response.text.replace(f'"{CANARY}"]', "").replace(f"body.{CANARY}:", "")
    # MCP tells the caller, and nobody else, which call it was that failed.
    assert "error" in http.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": CANARY}).text
    return said


def _is_closed(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=30).close()
    except OSError:
        return True
    return False


def _ends_gracefully(port: int, process: subprocess.Popen[bytes]) -> None:
    """A question that is on its way when the end is called is still answered."""
    body = json.dumps({"question": "hello"}).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as half:
        head = (f"POST /api/v1/ask HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                f"content-length: {len(body)}\r\nexpect: 100-continue\r\n\r\n")  # fmt: skip
        half.sendall(head.encode())
        # Told when the body is read: the question is on its way then.
        assert half.recv(65536).startswith(b"HTTP/1.1 100")
        half.sendall(body[:5])
        process.send_signal(signal.SIGTERM)
        _wait(lambda: _is_closed(port), 30)
        half.sendall(body[5:])
        answer = b""
        while chunk := half.recv(65536):
            answer += chunk
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"helplines"' in answer
    assert process.wait(30) == 0
