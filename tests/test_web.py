"""The web app over real HTTP: the contract's fields, refusals with helplines, safe pages."""

from __future__ import annotations

import json
import logging
import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from http import HTTPStatus
from urllib.parse import quote

import httpx
import pytest

import web_fixtures
from conftest import ROOT
from kwell_qa.presenting import document_bibtex, document_csl, script_json
from kwell_qa.records import Document, Section, Sentence
from kwell_qa.settings import Settings
from kwell_qa.web.limits import Busy, Gate, Limiter, client_key
from kwell_qa.web.marking import parse_span, sheet
from kwell_qa.web.schemas import DocumentOut, HelplinesOut, Listing, ReplyOut
from kwell_qa.web.visitor import from_header
from web_fixtures import HOSTILE, Running, running

# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
HOSTILE_PATH = "/read/hostile"
QUESTION = "did Chan's Room trail off in 2023"


@pytest.fixture
def http(small: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=small.url, headers={"accept-language": ""}, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A site with neither index nor helpline file."""
    nothing = tmp_path_factory.mktemp("nothing")
    with running(Settings(corpus_dir=nothing, index_dir=nothing), chat=True) as one:
        yield one


class _Page(HTMLParser):
    """Tags, attributes and texts of a page, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag in set(self.inside):
            self.texts.setdefault(tag, []).append(data)

    def text(self, tag: str) -> str:
        return "".join(self.texts.get(tag, ()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def ask(http: httpx.Client, question: str, **more: object) -> httpx.Response:
    return http.post("/api/v1/ask", json={"question": question, **more})


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


def test_a_refusal_never_repeats_what_was_written(http: httpx.Client) -> None:
    response = http.post("/api/v1/ask", json={"question": ["my secret words"]})
    assert response.status_code == 422
    assert "secret" not in response.text


def test_a_body_over_8_kib_is_refused_with_helplines(http: httpx.Client) -> None:
    assert ask(http, "a" * 8000).status_code == 200
    response = ask(http, "a" * 8200)
    assert response.status_code == 413
    assert response.json()["helplines"]
    # Without a length told beforehand, too.
    chunks = http.post("/api/v1/ask", content=iter([b"x" * 5000] * 2))
    assert chunks.status_code == 413


def test_too_many_questions_are_told_when_to_come_back(small_settings: Settings) -> None:
    with running(replace(small_settings, rate_limit=2)) as one, httpx.Client() as client:
        codes = [
            client.post(one.url + "/api/v1/ask", json={"question": "hello"}) for _ in range(3)
        ]
    assert [response.status_code for response in codes] == [200, 200, 429]
    assert 1 <= int(codes[2].headers["retry-after"]) <= 60
    assert codes[2].json()["helplines"]


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
    assert _foreign(page) == []


def test_metrics_count_by_mode_and_hold_no_text(http: httpx.Client) -> None:
    ask(http, "zebrafish zebrafish")
    text = http.get("/metrics").text
    assert re.search(r'kwell_replies_total\{mode="abstain",reason="[\w-]+"\} [1-9]', text)
    assert "kwell_reply_seconds_bucket" in text
    assert "zebra" not in text


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
    with running(settings) as one:
        for origin, allowed in (("https://school.example", True), ("https://evil.example", False)):
            headers = {"origin": origin}
            response = httpx.get(one.url + "/api/v1/helplines", headers=headers)
            assert (response.headers.get("access-control-allow-origin") == origin) is allowed
            # Refusals can be read there, too.
            refusal = httpx.post(one.url + "/api/v1/ask", content=b"x" * 9000, headers=headers)
            assert refusal.status_code == 413
            assert (refusal.headers.get("access-control-allow-origin") == origin) is allowed
            asked = {**headers, "access-control-request-method": "POST",
                     "access-control-request-headers": "content-type"}  # fmt: skip
            preflight = httpx.options(one.url + "/api/v1/ask", headers=asked)
            assert (preflight.status_code == 200) is allowed
            told = preflight.headers.get("access-control-allow-origin")
            assert (told == origin) is allowed


# Without index, model or helpline file


def test_without_an_index_everything_still_leads_to_helplines(bare: Running) -> None:
    assert httpx.get(bare.url + "/healthz").status_code == 200
    assert httpx.get(bare.url + "/readyz").status_code == 503
    lines = httpx.get(bare.url + "/api/v1/helplines?country=KR").json()["helplines"]
    assert "Find A Helpline" in [line["name"] for line in lines]
    reply = httpx.post(bare.url + "/api/v1/ask", json={"question": QUESTION}).json()
    assert (reply["mode"], bool(reply["helplines"])) == ("abstain", True)
    care = httpx.post(bare.url + "/api/v1/ask", json={"question": "I want to die"}).json()
    assert (care["mode"], bool(care["helplines"])) == ("crisis", True)
    for path in ("/", "/read/", "/read/nothing"):
        assert "https://findahelpline.com" in httpx.get(bare.url + path).text, path


# Pages


def test_the_first_bytes_of_the_chat_hold_helplines_and_a_noscript(http: httpx.Client) -> None:
    response = http.get("/")
    page = _Page(response.text)
    links = [a.get("href") for a in page.all("a")]
    assert "https://findahelpline.com" in links
    assert "JavaScript" in page.text("noscript")
    assert "tel:109" in [
        a.get("href") for a in _Page(http.get("/?country=KR&lang=ko").text).all("a")
    ]
    assert _foreign(response.text) == []
    assert "'unsafe-inline'" in response.headers["content-security-policy"]
    assert "http" not in response.headers["content-security-policy"]
    assert not response.cookies


def test_no_text_of_a_document_becomes_markup(http: httpx.Client) -> None:
    for path in (HOSTILE_PATH, "/read/", HOSTILE_PATH + "?s=0-20"):
        page = _Page(http.get(path).text)
        assert not page.all("img"), path
        assert not page.all("b"), path
        assert not page.all("i"), path
        scripts = [(one.get("src"), one.get("type")) for one in page.all("script")]
        assert all(src or kind == "application/ld+json" for src, kind in scripts), path
        assert HOSTILE in page.text("body"), path


def test_reading_pages_run_no_foreign_or_inline_script(http: httpx.Client) -> None:
    response = http.get(HOSTILE_PATH)
    policy = response.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert _foreign(response.text) == []


def test_the_data_for_search_engines_parses_and_names_the_claim(http: httpx.Client) -> None:
    html = http.get(HOSTILE_PATH).text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    article, review = (json.loads(text) for text in found)
    assert (article["@type"], article["headline"]) == ("Article", HOSTILE)
    assert article["citation"][0]["publisher"]["name"] == "</script><script>alert(2)</script>"
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"].startswith("</script><b>A flying saucer</b>")


def test_the_span_in_the_query_is_marked_on_the_server(http: httpx.Client) -> None:
    document = http.get("/api/v1/documents/coping-sleep").json()
    one, two = document["sentences"][1:3]
    page = _Page(http.get(f"/read/coping-sleep?s={one['start']}-{one['end']}").text)
    assert page.text("mark") == document["text"][one["start"] : one["end"]]
    # Across the end of a sentence.
    page = _Page(http.get(f"/read/coping-sleep?s={one['end'] - 5}-{two['start'] + 5}").text)
    assert page.text("mark") == document["text"][one["end"] - 5 : two["start"] + 5]
    for wrong in ("9-3", "0-999999999", "x", "-1-5", "٣-٥"):
        assert not _Page(http.get(f"/read/coping-sleep?s={wrong}").text).all("mark"), wrong


def test_every_sentence_has_its_place_on_the_page(http: httpx.Client) -> None:
    document = http.get("/api/v1/documents/coping-sleep").json()
    spans = {one.get("id") for one in _Page(http.get("/read/coping-sleep").text).all("span")}
    assert {f"s-{one['start']}-{one['end']}" for one in document["sentences"]} <= spans


def test_an_id_may_hold_letters_of_any_script(http: httpx.Client) -> None:
    for path in ("/read/한글-문서", "/read/" + quote("한글-문서"),
                 "/read/" + quote(unicodedata.normalize("NFD", "한글-문서"))):  # fmt: skip
        assert "합창단" in http.get(path).text, path
    assert http.get("/api/v1/documents/한글-문서").json()["text"].startswith("부산")


def test_a_claim_says_its_verdict_in_words(http: httpx.Client) -> None:
    page = _Page(http.get("/read/claim-chans-room-trailed-off").text)
    assert "Wrong in detail" in page.text("main")
    assert "fan blog" in page.text("main")
    assert all(
        "noopener" in (a.get("rel") or "")
        for a in page.all("a")
        if (a.get("href") or "").startswith("http")
    )


def test_the_list_is_filtered_by_plain_links(http: httpx.Client) -> None:
    def titles(query: str) -> str:
        return _Page(http.get("/read/" + query).text).text("main")

    assert "Chan's Room" in titles("?artist=Bang+Chan")
    assert "Sleeping better" not in titles("?artist=Bang+Chan")
    assert "Sleeping better" in titles("?kind=guide")
    assert "Chan's Room" not in titles("?kind=guide")
    assert "Sleeping better" in titles("?topic=bedtime")
    assert "Chan's Room" not in titles("?topic=bedtime")


def test_pages_speak_the_browsers_language(http: httpx.Client) -> None:
    wanted = (("ko-KR", "ko", "ltr"), ("ar", "ar", "rtl"), ("xx", "en", "ltr"))
    for header, lang, direction in wanted:
        html = _Page(http.get("/read/", headers={"accept-language": header}).text).all("html")[0]
        assert (html["lang"], html["dir"]) == (lang, direction)


def test_a_missing_page_is_a_page_with_helplines(http: httpx.Client) -> None:
    for path in ("/read/nothing-of-the-kind", "/nothing", "/read/..%2F..%2Fetc%2Fpasswd"):
        response = http.get(path)
        assert response.status_code == 404, path
        assert "findahelpline" in response.text, path


# Parts


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
    with running(replace(small_settings, rate_limit=3)) as one, httpx.Client() as client:
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
        with running(settings) as one, httpx.Client() as client:
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


def test_one_ipv6_household_is_one_client() -> None:
    assert client_key("2001:db8:1:2::1") == client_key("2001:db8:1:2:ffff::9")
    assert client_key("2001:db8:1:2::1") != client_key("2001:db8:1:3::1")
    assert client_key("::ffff:192.0.2.1") == client_key("192.0.2.1")


def test_accept_language_is_read_by_weight_and_never_trusted() -> None:
    assert from_header("en;q=0.5, ko-KR;q=0.9").languages == ("ko-KR", "en")
    assert from_header("zh-Hant-TW").region == "TW"
    assert from_header("de,en-US;q=0.7").region is None
    assert from_header("fil-PH").best(("en", "tl")) == "tl"
    for nonsense in ("", None, "*", ";;;,", "x" * 10_000, "en;q=9", "<script>"):
        assert from_header(nonsense).region is None


def test_a_page_is_made_of_every_character_of_the_text() -> None:
    text = "One. Two!\nThree? tail\n\nHead\n\nFour 🎤 five."
    sections = (Section(None, 0, 21), Section("Head", 23, len(text)))
    sentences = (Sentence(0, 4, 0), Sentence(5, 9, 0), Sentence(10, 16, 0), Sentence(29, 41, 1))
    document = Document("d", "t", "article", "en", text, sections, sentences, ())
    for span in (None, (2, 12), (34, 36)):
        made = sheet(document, span)
        lines = [
            "".join(cut for piece in paragraph for cut, _ in piece.cuts)
            for part in made.parts
            for paragraph in part.paragraphs
        ]
        assert lines == ["One. Two!", "Three? tail", "Four 🎤 five."]
        marked = "".join(
            cut
            for part in made.parts
            for paragraph in part.paragraphs
            for piece in paragraph
            for cut, mark in piece.cuts
            if mark
        )
        wanted = text[span[0] : span[1]] if span else ""
        assert marked == wanted.replace("\n", "")
    assert parse_span("0-41", 41) == (0, 41)
    assert parse_span("0-42", 41) is None


def test_citations_are_safe_in_their_formats() -> None:
    document = Document("문서-%", 'T_{%} \\ & "q"', "article", "ko", "x", (), (), (),
                        reviewed="2026-11-22")  # fmt: skip
    item = json.loads(document_csl(document, "https://x.example/read/a"))[0]
    assert item["title"] == document.title
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    bibtex = document_bibtex(document, "https://x.example/read/a")
    assert r"T\_\{\%\} \textbackslash{} \& " in bibtex
    assert bibtex.isascii()
    assert "</" not in script_json({"a": "</script>\u2028"})
    assert json.loads(script_json({"a": "</script>\u2028"})) == {"a": "</script>\u2028"}


def _foreign(html: str) -> list[str]:
    """Addresses of other sites that a browser would load without being asked."""
    wanted = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src"}
    found = []
    for tag, attributes in _Page(html).tags:
        address = attributes.get(wanted.get(tag, ""), "") or ""
        canonical = attributes.get("rel") == "canonical"
        if address.startswith(("http:", "https:", "//")) and not canonical:
            found.append(address)
    return found


def _contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_colours_have_the_contrast_that_wcag_wants() -> None:
    css = (ROOT / "kwell_qa" / "web" / "static" / "kwell.css").read_text("utf-8")
    blocks = re.findall(r"\{([^{}]*--kw-ground: #[^{}]*)\}", css)
    palettes = [dict(re.findall(r"--kw-([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]
    full = [palette for palette in palettes if "on-rose" in palette]
    assert len(full) == 3
    assert full[1] == full[2], "the two ways into dark differ"
    text = [("ink", "ground"), ("ink", "paper"), ("soft", "ground"), ("soft", "paper"),
            ("rose", "ground"), ("rose", "paper"), ("rose", "rose-ground"), ("on-rose", "rose"),
            ("ink", "rose-ground"), ("help", "help-ground"), ("help", "paper"),
            ("help-ink", "help-ground"), ("on-help", "help"), ("alarm", "paper"),
            ("mark-ink", "mark")]  # fmt: skip
    for palette in full[:2]:
        for over, under in text:
            assert _contrast(palette[over], palette[under]) >= 4.5, (over, under)
        for edge in ("ground", "paper"):
            assert _contrast(palette["edge"], palette[edge]) >= 3, edge
