"""The web app over real HTTP: the contract's fields, refusals with helplines, what is counted."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

import httpx
import pytest

import web_fixtures
from conftest import ROOT
from kwell_qa.settings import Settings
from kwell_qa.web.schemas import DocumentOut, HelplinesOut, Listing, ReplyOut
from kwell_qa.web.visitor import from_header
from served_pages import foreign
from web_fixtures import PATIENCE, QUESTION, Running, ask, running

# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
http = web_fixtures.http


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A site with neither index nor helpline file."""
    nothing = tmp_path_factory.mktemp("nothing")
    with running(Settings(corpus_dir=nothing, index_dir=nothing), chat=True) as one:
        yield one


# The interface


def test_an_answer_quotes_exactly_what_the_document_holds(http: httpx.Client) -> None:
    reply = ask(http, QUESTION).json()
    ReplyOut.model_validate(reply)
    assert reply["mode"] == "answer"
    assert "passages" not in reply
    assert [c["n"] for c in reply["citations"]] == list(range(1, len(reply["citations"]) + 1))
    for sentence, citation in zip(reply["sentences"], reply["citations"], strict=True):
        document = http.get(f"/api/v1/documents/{citation['document']}").json()
        DocumentOut.model_validate(document)
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert sentence == {"text": citation["quote"], "citation": citation["n"]}
        path, _, span = citation["link"].partition("#")
        assert span == f"s={citation['start']}-{citation['end']}"
        assert http.get(path).status_code == 200


def test_passages_come_with_explain_only(http: httpx.Client) -> None:
    assert len(ask(http, QUESTION, explain=True).json()["passages"]) > 1


def test_the_same_request_gives_the_same_reply(http: httpx.Client) -> None:
    first, second = (ask(http, QUESTION).json() for _ in range(2))
    assert {**first, "timings_ms": 0} == {**second, "timings_ms": 0}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": 7}, "question"),
        ({"question": "x", "country": "Korea"}, "country"),
        ({"question": "x", "country": "ZZ"}, "country"),
        ({"question": "x", "lang": "xx"}, "lang"),
        ({"question": "x", "lang": "en us"}, "lang"),
        ({"question": "x", "history": "earlier"}, "history"),
        ({"question": "x", "surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_field_is_named_and_helplines_are_there(
    http: httpx.Client, body: dict[str, object], field: str
) -> None:
    response = http.post("/api/v1/ask", json=body)
    assert response.status_code == 422
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert field in [fault["loc"][-1] for fault in problem["errors"]]
    # RFC 9457: title and status say what, detail says it of this request, in one sentence.
    assert (problem["type"], problem["title"]) == ("about:blank", HTTPStatus(422).phrase)
    assert problem["status"] == 422
    assert field in problem["detail"]
    assert problem["helplines"]


def test_what_is_not_known_is_told_with_what_is(http: httpx.Client) -> None:
    wrong = ask(http, "hello", lang="xx", country="ZZ").json()
    assert "lang: not a language of replies; wanted one of en, ko, ja, " in wrong["detail"]
    assert "country: no country; wanted its two letters of ISO 3166-1" in wrong["detail"]
    assert http.get("/api/v1/helplines?country=ZZ").status_code == 422
    # Any case, tags, and countries without helplines here are known.
    for lang, said in (("pt-BR", "pt"), ("FIL", "tl"), ("zh-Hant-TW", "zh"), ("in", "id")):
        assert ask(http, "hello", lang=lang).json()["language"] == said
    for country in ("kr", "UK", "XK", "TV"):
        assert ask(http, "hello", country=country).status_code == 200
        assert http.get(f"/api/v1/helplines?country={country}").status_code == 200


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"question": ', "no JSON from character 13 on"),
        (b"hello", "no JSON from character 0 on"),
        (b'{"question": "\xff"}', "not UTF-8 from byte 14 on"),
        (b"[" * 7000, "cannot be read"),
    ],
)
def test_a_body_that_is_no_json_is_told_so(http: httpx.Client, body: bytes, told: str) -> None:
    headers = {"content-type": "application/json"}
    answer = http.post("/api/v1/ask", content=body, headers=headers)
    problem = answer.json()
    assert answer.status_code == problem["status"] == 400
    assert told in problem["detail"]
    assert "wanted JSON in UTF-8" in problem["detail"]
    assert problem["error"] == "Something in this request is not as it should be."
    assert "errors" not in problem
    assert problem["helplines"]


def test_a_refusal_never_repeats_what_was_written(http: httpx.Client) -> None:
    response = http.post("/api/v1/ask", json={"question": ["my secret words"]})
    assert response.status_code == 422
    assert "secret" not in response.text


def test_helplines_follow_the_chosen_country_then_the_browser(http: httpx.Client) -> None:
    def country(query: str = "", accept: str = "") -> str | None:
        response = http.get("/api/v1/helplines" + query, headers={"accept-language": accept})
        HelplinesOut.model_validate(response.json())
        found: str | None = response.json()["country"]
        return found

    assert country("?country=KR") == "KR"
    assert country("?country=KR", "de-DE") == "KR"
    assert country("", "ko-KR,ko;q=0.9,en-US;q=0.8") == "KR"
    # A language is no country.
    assert country("", "ko,en-US;q=0.5") is None
    # To say none is a choice, too: nothing is guessed then.
    for unsaid in ("?country=", "?country=none", "?country=NONE"):
        assert country(unsaid, "ko-KR") is None
    korean = {"Accept-Language": "ko-KR"}
    for named, found in (("", None), ("none", None), (None, "KR")):
        body = {"question": "hello", "country": named}
        assert http.post("/api/v1/ask", json=body, headers=korean).json()["country"] == found
        # A refusal keeps to it as well.
        refused = http.post("/api/v1/ask", json={**body, "explain": 7}, headers=korean)
        assert (refused.status_code, refused.json()["country"]) == (422, found)
    for path in ("/?country=", "/?country=none", "/help?country=none", "/breathe?country="):
        page = http.get(path, headers=korean).text
        assert 'data-why="international"' in page, path
        assert "tel:109" not in page, path
    assert http.get("/api/v1/helplines?country=Korea").status_code == 422


def test_a_question_in_korean_alone_brings_no_korean_numbers(http: httpx.Client) -> None:
    assert ask(http, "안녕하세요").json()["country"] is None


def test_documents_are_listed_with_their_links(http: httpx.Client) -> None:
    listing = http.get("/api/v1/documents").json()
    Listing.model_validate(listing)
    assert {d["id"] for d in listing["documents"]} >= {"coping-sleep", "hostile", "한글-문서"}
    missing = http.get("/api/v1/documents/nothing-of-the-kind")
    assert (missing.status_code, bool(missing.json()["helplines"])) == (404, True)


def test_what_the_interface_lacks_is_refused_in_json(http: httpx.Client) -> None:
    assert http.get("/api/v2/ask").json()["helplines"]
    # What Gradio has and this site does not need:
    for path in ("/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/login", "/monitoring",
                 "/gradio_api/proxy=http://example.org/", "/gradio_api/runs"):  # fmt: skip
        assert http.get(path).status_code == 404, path


def test_openapi_is_true_and_its_page_needs_no_one_else(http: httpx.Client) -> None:
    described = http.get("/openapi.json").json()
    assert {"/api/v1/ask", "/api/v1/helplines", "/healthz", "/readyz"} <= set(described["paths"])
    told = described["paths"]["/api/v1/ask"]["post"]["responses"]
    assert {"200", "413", "422", "429"} <= set(told)
    page = http.get("/docs").text
    assert "POST /api/v1/ask" in page
    assert foreign(page) == []


def test_metrics_count_by_mode_and_hold_no_text(http: httpx.Client) -> None:
    ask(http, "zebrafish zebrafish")
    text = http.get("/metrics").text
    assert re.search(r'kwell_replies_total\{mode="abstain",reason="[\w-]+"\} [1-9]', text)
    assert "kwell_reply_seconds_bucket" in text
    assert "zebra" not in text


def test_without_a_file_of_the_maintainers_nothing_asks_whether_it_helped(
    small: Running, small_settings: Settings, http: httpx.Client
) -> None:
    assert Settings().feedback_file is None
    document = small.site.now.documents["coping-sleep"]
    told = {"reason": "unclear",
            "passages": [{"document": document.id, "start": 0, "end": 9}]}  # fmt: skip
    assert http.post("/feedback", json=told).status_code == 204
    assert http.post("/feedback", json={**told, "words": "mine"}).status_code == 422
    for start, end in ((50, 1), (9, 9)):
        turned = {**told, "passages": [{"document": document.id, "start": start, "end": end}]}
        assert http.post("/feedback", json=turned).status_code == 422
    with running(replace(small_settings, feedback_file=None)) as one:
        assert httpx.post(one.url + "/feedback", json=told, timeout=PATIENCE).status_code == 404


def test_who_judges_too_often_is_told_how_long_to_wait(small_settings: Settings) -> None:
    told = {"reason": "unclear", "passages": [{"document": "none", "start": 0, "end": 9}]}
    with running(small_settings) as one, httpx.Client(base_url=one.url, timeout=PATIENCE) as client:
        for _ in range(10):
            assert client.post("/feedback", json=told).status_code != 429
        refused = client.post("/feedback", json=told)
    wait = refused.headers["retry-after"]
    assert (refused.status_code, 1 <= int(wait) <= 60) == (429, True)
    assert f"Please try again in {wait} seconds." in refused.text


@pytest.mark.parametrize("number", [0, 1])
def test_the_documentations_own_code_runs(small: Running, number: int) -> None:
    code = re.findall(r"```python\n(.*?)```", (ROOT / "docs/api.md").read_text("utf-8"), re.S)
    assert len(code) == 2
    assert "127.0.0.1:7860" in code[number]
    exec(code[number].replace("http://127.0.0.1:7860", small.url), {"__name__": "example"})


def test_a_fault_in_a_refusal_is_logged_by_its_kind_and_never_by_words(
    small: Running, http: httpx.Client, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("zebrafish")

    monkeypatch.setattr(small.site, "without_engine", broken)
    monkeypatch.setattr(small.site, "choice", broken)
    refused = ask(http, "zebrafish", country="KR", explain=7)
    assert (refused.status_code, bool(refused.json()["helplines"])) == (422, True)
    said = [one.getMessage() for one in caplog.records if one.name == "kwell_qa.web.errors"]
    assert said == ["care of a refusal: RuntimeError", "helplines of a refusal: RuntimeError"]
    assert "zebrafish" not in caplog.text


def test_no_message_reaches_a_log(
    small: Running,
    http: httpx.Client,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("zebrafish")

    monkeypatch.setattr(small.site, "ask", broken)
    with caplog.at_level(logging.DEBUG):
        response = ask(http, "zebrafish")
    assert response.status_code == 500
    assert response.json()["helplines"]
    assert caplog.records
    assert "zebrafish" not in caplog.text


def test_other_origins_are_let_in_by_name_only(small_settings: Settings) -> None:
    settings = replace(small_settings, allowed_origins=("https://school.example",))
    with running(settings) as one, httpx.Client(base_url=one.url, timeout=PATIENCE) as http:
        for origin, allowed in (("https://school.example", True), ("https://evil.example", False)):
            headers = {"origin": origin}
            response = http.get("/api/v1/helplines", headers=headers)
            assert (response.headers.get("access-control-allow-origin") == origin) is allowed
            # Refusals can be read there, too.
            refusal = http.post("/api/v1/ask", content=b"x" * 140_000, headers=headers)
            assert refusal.status_code == 413
            assert (refusal.headers.get("access-control-allow-origin") == origin) is allowed
            asked = {**headers, "access-control-request-method": "POST",
                     "access-control-request-headers": "content-type"}  # fmt: skip
            preflight = http.options("/api/v1/ask", headers=asked)
            assert (preflight.status_code == 200) is allowed
            told = preflight.headers.get("access-control-allow-origin")
            assert (told == origin) is allowed


def test_no_other_site_is_let_in_with_credentials(small: Running) -> None:
    """Gradio's own layer would let in any site, with credentials, on a host of any name."""
    asked = {"access-control-request-method": "POST"}
    for host in ("kwell.example", "127.0.0.1"):
        for path in ("/", "/config", "/theme.css", "/healthz", "/embed", "/nowhere"):
            headers = {"origin": "https://evil.example", "host": host}
            for answer in (
                httpx.get(small.url + path, headers=headers, timeout=PATIENCE),
                httpx.options(small.url + path, headers=headers, timeout=PATIENCE),
                httpx.options(small.url + path, headers={**headers, **asked}, timeout=PATIENCE),
            ):
                told = [name for name in answer.headers if name.startswith("access-control-allow-")]
                assert "access-control-allow-credentials" not in told, (path, answer.request.method)
                assert "access-control-allow-origin" not in told, (path, answer.request.method)
    headers = {"origin": "https://evil.example", "content-type": "application/json"}
    event = httpx.post(
        small.url + "/gradio_api/run/predict", json={}, headers=headers, timeout=PATIENCE
    )
    assert not [name for name in event.headers if name.startswith("access-control-allow-")]


# Without index, model or helpline file


def test_without_an_index_everything_still_leads_to_helplines(bare: Running) -> None:
    with httpx.Client(base_url=bare.url, timeout=PATIENCE) as http:
        assert http.get("/healthz").status_code == 200
        assert http.get("/readyz").status_code == 503
        lines = http.get("/api/v1/helplines?country=KR").json()["helplines"]
        assert "Find A Helpline" in [line["name"] for line in lines]
        reply = ask(http, QUESTION).json()
        assert (reply["mode"], bool(reply["helplines"])) == ("abstain", True)
        care = ask(http, "I want to die").json()
        assert (care["mode"], bool(care["helplines"])) == ("crisis", True)
        for path in ("/", "/read/", "/read/nothing"):
            assert "https://findahelpline.com" in http.get(path).text, path


def test_accept_language_is_read_by_weight_and_never_trusted() -> None:
    assert from_header("en;q=0.5, ko-KR;q=0.9").languages == ("ko-KR", "en")
    assert from_header("zh-Hant-TW").region == "TW"
    assert from_header("de,en-US;q=0.7").region is None
    assert from_header("fil-PH").best(("en", "tl")) == "tl"
    for nonsense in ("", None, "*", ";;;,", "x" * 10_000, "en;q=9", "<script>"):
        assert from_header(nonsense).region is None
