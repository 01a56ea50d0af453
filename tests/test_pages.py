"""Pages over real HTTP: safe, in the reader's language, each sentence in its place."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from urllib.parse import quote

import httpx
import pytest

import web_fixtures
from conftest import ROOT
from kwell_qa.cataloguing import document_bibtex, document_csl
from kwell_qa.presenting import script_json
from kwell_qa.records import Document, Section, Sentence
from kwell_qa.web.marking import parse_span, sheet
from served_pages import Page, foreign
from web_fixtures import HOSTILE

# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
http = web_fixtures.http


HOSTILE_PATH = "/read/hostile"


def test_the_first_bytes_of_the_chat_hold_helplines_and_a_noscript(http: httpx.Client) -> None:
    response = http.get("/")
    page = Page(response.text)
    links = [a.get("href") for a in page.all("a")]
    assert "https://findahelpline.com" in links
    assert "JavaScript" in page.text("noscript")
    assert "tel:109" in [
        a.get("href") for a in Page(http.get("/?country=KR&lang=ko").text).all("a")
    ]
    assert foreign(response.text) == []
    assert "'unsafe-inline'" in response.headers["content-security-policy"]
    assert "http" not in response.headers["content-security-policy"]
    assert not response.cookies


def test_no_text_of_a_document_becomes_markup(http: httpx.Client) -> None:
    for path in (HOSTILE_PATH, "/read/", HOSTILE_PATH + "?s=0-20"):
        page = Page(http.get(path).text)
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
    assert foreign(response.text) == []


@pytest.mark.parametrize(
    "path",
    ["/read/", HOSTILE_PATH, "/docs", "/help", "/breathe", "/what-happens", "/protocol", "/embed",
     "/embed/builder", "/openapi.json", "/api/v1/helplines", "/healthz", "/nothing"],
)  # fmt: skip
def test_every_page_of_ours_has_the_strict_policy(http: httpx.Client, path: str) -> None:
    """Gradio's own page is the only one that needs more; test_the_first_bytes looks at that."""
    headers = http.get(path).headers
    rules = dict(
        rule.split(" ", 1) for rule in headers["content-security-policy"].split("; ")
    )
    assert rules["default-src"] == "'none'"
    assert set(" ".join(rules.values()).split()) <= {"'none'", "'self'"}
    assert rules["base-uri"] == "'none'"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "camera=()" in headers["permissions-policy"]
    assert not http.cookies


@pytest.mark.parametrize(
    ("path", "most"),
    [("/", 12), ("/read/", 16), ("/read/claim-chans-room-trailed-off", 8), ("/embed", 6),
     ("/static/kwell/kwell.css", 6), ("/static/kwell/chat.js", 6), ("/widget/v1/kwell.js", 20),
     ("/static/kwell/waiting.js", 3), ("/api/v1/documents", 12)],
)  # fmt: skip
def test_what_is_sent_is_packed(http: httpx.Client, path: str, most: int) -> None:
    """``most`` kilobytes on the wire; a client that does not unpack gets the same unpacked."""
    with http.stream("GET", path, headers={"accept-encoding": "gzip"}) as response:
        packed = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in response.headers["vary"].casefold()
    assert len(packed) <= most * 1024
    plain = http.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    if path != "/":  # Gradio's page names a session of its own each time
        assert gzip.decompress(packed) == plain.content


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
    page = Page(http.get(f"/read/coping-sleep?s={one['start']}-{one['end']}").text)
    assert page.text("mark") == document["text"][one["start"] : one["end"]]
    # Across the end of a sentence.
    page = Page(http.get(f"/read/coping-sleep?s={one['end'] - 5}-{two['start'] + 5}").text)
    assert page.text("mark") == document["text"][one["end"] - 5 : two["start"] + 5]
    for wrong in ("9-3", "0-999999999", "x", "-1-5", "٣-٥"):
        assert not Page(http.get(f"/read/coping-sleep?s={wrong}").text).all("mark"), wrong


def test_every_sentence_has_its_place_on_the_page(http: httpx.Client) -> None:
    document = http.get("/api/v1/documents/coping-sleep").json()
    spans = {one.get("id") for one in Page(http.get("/read/coping-sleep").text).all("span")}
    assert {f"s-{one['start']}-{one['end']}" for one in document["sentences"]} <= spans


def test_an_id_may_hold_letters_of_any_script(http: httpx.Client) -> None:
    for path in ("/read/한글-문서", "/read/" + quote("한글-문서"),
                 "/read/" + quote(unicodedata.normalize("NFD", "한글-문서"))):  # fmt: skip
        assert "합창단" in http.get(path).text, path
    assert http.get("/api/v1/documents/한글-문서").json()["text"].startswith("부산")


def test_a_claim_says_its_verdict_in_words(http: httpx.Client) -> None:
    page = Page(http.get("/read/claim-chans-room-trailed-off").text)
    assert "Wrong in detail" in page.text("main")
    assert "fan blog" in page.text("main")
    assert all(
        "noopener" in (a.get("rel") or "")
        for a in page.all("a")
        if (a.get("href") or "").startswith("http")
    )


def test_the_list_is_filtered_by_plain_links(http: httpx.Client) -> None:
    def titles(query: str) -> str:
        return Page(http.get("/read/" + query).text).text("main")

    assert "Chan's Room" in titles("?artist=Bang+Chan")
    assert "Sleeping better" not in titles("?artist=Bang+Chan")
    assert "Sleeping better" in titles("?kind=guide")
    assert "Chan's Room" not in titles("?kind=guide")
    assert "Sleeping better" in titles("?topic=bedtime")
    assert "Chan's Room" not in titles("?topic=bedtime")


def test_pages_speak_the_browsers_language(http: httpx.Client) -> None:
    wanted = (("ko-KR", "ko", "ltr"), ("ar", "ar", "rtl"), ("xx", "en", "ltr"))
    for header, lang, direction in wanted:
        html = Page(http.get("/read/", headers={"accept-language": header}).text).all("html")[0]
        assert (html["lang"], html["dir"]) == (lang, direction)


def test_a_missing_page_is_a_page_with_helplines(http: httpx.Client) -> None:
    for path in ("/read/nothing-of-the-kind", "/nothing", "/read/..%2F..%2Fetc%2Fpasswd"):
        response = http.get(path)
        assert response.status_code == 404, path
        assert "findahelpline" in response.text, path


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
