"""What answers GET answers HEAD: the same status and headers, and no body."""

from __future__ import annotations

import httpx
import pytest

import web_fixtures

# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
http = web_fixtures.http


@pytest.mark.parametrize(
    "path",
    [
        "/", "/readyz", "/healthz", "/metrics", "/openapi.json", "/docs", "/sw.js", "/favicon.ico",
        "/api/v1/helplines", "/api/v1/documents", "/api/v1/documents/coping-sleep",
        "/api/v1/documents/none", "/read", "/read/", "/read/coping-sleep", "/read/none",
        "/help", "/help/panel", "/breathe", "/what-happens", "/protocol",
        "/embed", "/embed/builder", "/embed/builder.json", "/embed/colours.css",
        "/widget/v1/kwell.js", "/widget/v1/labels/ko.json", "/widget/v1/labels/none.json",
        "/static/kwell/chat.js", "/config", "/mcp", "/api/v1/ask", "/nothing",
    ],
)  # fmt: skip
def test_a_head_is_that_of_its_page(http: httpx.Client, path: str) -> None:
    got, head = http.get(path), http.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    for name in ("content-type", "cache-control", "content-security-policy", "allow"):
        assert head.headers.get(name) == got.headers.get(name), name


def test_a_stream_has_a_head(http: httpx.Client) -> None:
    """It has no end, and who asks for its head need not wait for one."""
    assert http.head("/gradio_api/heartbeat/x", timeout=20).status_code == 200
