"""The frame without scripts, and what the element loads: over real HTTP."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import web_fixtures
from conftest import ROOT
from kwell_qa.helplines import FLOOR
from kwell_qa.records import Document
from kwell_qa.settings import Settings
from kwell_qa.texts import LANGUAGES, load
from kwell_qa.web import appearance
from kwell_qa.web.starters import ask_of, by_topic, keys
from kwell_qa.web.widget import LABELS, script
from web_fixtures import HOSTILE, PATIENCE, Running, running, wait_ready

# pytest finds fixtures by these names.
small_settings = web_fixtures.small_settings
SCRIPT = ROOT / "kwell_qa/web/static/widget/kwell.js"
SCHOOL = "https://school.example"
QUESTION = "did Chan's Room trail off in 2023"


@pytest.fixture(scope="module")
def served(small_settings: Settings) -> Iterator[Running]:
    """A site without Gradio that lets one school embed it."""
    with running(replace(small_settings, allowed_origins=(SCHOOL,))) as one:
        wait_ready(one)
        yield one


@pytest.fixture
def http(served: Running) -> Iterator[httpx.Client]:
    headers = {"accept-language": ""}
    with httpx.Client(base_url=served.url, headers=headers, timeout=30) as client:
        yield client


# The frame


def test_the_frame_runs_no_script_and_stands_at_allowed_sites_only(http: httpx.Client) -> None:
    for response in (
        http.get("/embed"),
        http.post("/embed", data={"question": QUESTION}),
        http.post("/embed", data={"question": "a" * 300_000}),
    ):
        told = response.headers["content-security-policy"].split("; ")
        policy = dict(part.split(" ", 1) for part in told)
        assert policy["frame-ancestors"] == f"'self' {SCHOOL}"
        assert policy["default-src"] == "'none'"
        assert not {"script-src", "connect-src"} & set(policy)
        assert "unsafe" not in str(policy)
        assert "x-frame-options" not in response.headers
        # The page that refuses is that of all pages: its script does not run here.
        assert ("<script" in response.text) is (response.status_code == 413)
        assert "findahelpline" in response.text
        assert not response.cookies
    for path in ("/read/", "/docs", "/read/nothing"):
        others = http.get(path).headers["content-security-policy"]
        assert others.endswith("frame-ancestors 'self'"), path


def test_a_form_is_answered_with_its_sources(http: httpx.Client) -> None:
    page = http.post("/embed", data={"question": QUESTION, "country": "KR", "lang": "en"})
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "14 May 2023" in page.text
    assert "fan blog" in page.text
    assert 'href="tel:109"' in page.text
    # A follow-up is understood by the earlier question, which the page carried along.
    assert re.search(r'name="earlier" value="did Chan&#39;s Room', page.text)
    again = http.post("/embed", data={"question": "why did it end?", "earlier": [QUESTION]})
    assert "No public statement by JYP Entertainment with a reason for the end" in again.text


def test_a_question_over_8_kib_is_refused_in_the_frame(http: httpx.Client) -> None:
    page = http.post("/embed", data={"question": "why? " * 1800, "country": "KR"})
    assert page.status_code == 413
    assert "too long" in page.text
    assert "tel:109" in page.text
    assert "kw-embed-ask" in page.text, "the form is there for a shorter one"
    care = http.post("/embed", data={"question": "I want to die. " + "a " * 4500, "country": "KR"})
    assert care.status_code == 200
    assert "kw-crisis" in care.text


def test_danger_that_was_told_stays_in_the_frame(http: httpx.Client) -> None:
    earlier = ["I want to die"]
    for count in range(8):
        sent = {"question": f"hello number {count}", "earlier": earlier, "country": "KR"}
        page = http.post("/embed", data=sent).text
        assert "kw-crisis" in page, count
        earlier = re.findall(r'name="earlier" value="([^"]*)"', page)
        earlier = earlier[: len(earlier) // (2 if "kw-offers" in page else 1)]
    assert earlier[0] == "I want to die"
    assert len(earlier) == 7


def test_care_leads_in_the_frame(http: httpx.Client) -> None:
    page = http.post("/embed", data={"question": "I want to die", "country": "KR"}).text
    assert page.index("kw-lead") < page.index("kw-crisis")
    assert page.index("tel:109") < page.index("kw-crisis")
    assert "tel:119" in page


def test_what_a_person_writes_is_text_and_in_no_address(http: httpx.Client) -> None:
    fields = ("question", "earlier", "topic", "accent", "theme", "lang", "country")
    page = http.post("/embed", data=dict.fromkeys(fields, HOSTILE))
    assert "<img" not in page.text
    assert "<script" not in page.text
    written = http.post("/embed", data={"question": "zebrafish on a unicycle"}).text
    assert "zebrafish" not in "".join(re.findall(r'(?:href|action|src)="([^"]*)"', written))


def test_a_starter_is_a_link_that_answers_without_a_form(http: httpx.Client) -> None:
    page = http.get("/embed?country=GB&accent=ffcc00").text
    links = re.findall(r'class="kw-chip" href="([^"]*)"', page)
    assert links
    for link in links:
        answer = http.get(link.replace("&amp;", "&"))
        assert "kw-answer" in answer.text, link
        assert "United Kingdom" in answer.text
        assert "accent=ffcc00" in answer.text
    assert "kw-chip" not in http.get("/embed?starters=off").text
    # A key of nothing is the page itself.
    for key in ("x", "coping-sleep.99.0", "coping-sleep.0", "coping-sleep.-1.0", "coping-sleep.٣.٣",
                "nothing.0.0", "coping-sleep.0.99999999999"):  # fmt: skip
        assert http.get("/embed", params={"starter": key}).status_code == 200, key
        assert "kw-answer" not in http.get("/embed", params={"starter": key}).text, key


def test_suggestions_are_links_in_the_frame(http: httpx.Client) -> None:
    page = http.post("/embed", data={"question": "how do i sleep on a plane"}).text
    assert "<button type" not in page
    if "kw-near" in page:
        assert re.search(r'class="kw-chip" href="/embed\?starter=', page)


def test_wrong_settings_of_a_frame_fall_back(http: httpx.Client) -> None:
    page = http.get("/embed?lang=xx&country=Korea&theme=neon&accent=red&topic=nothing")
    assert page.status_code == 200
    assert '<html lang="en"' in page.text
    assert "colours.css" not in page.text
    assert '<html lang="ar" dir="rtl"' in http.get("/embed?lang=ar").text
    assert '<html lang="en"' in http.get("/embed?lang=en", headers={"accept-language": "ko"}).text


def test_rather_not_say_is_a_choice(http: httpx.Client) -> None:
    korean = {"Accept-Language": "ko-KR"}
    page = http.get("/embed?lang=en", headers=korean).text
    assert "tel:109" in page
    assert 'href="/embed?lang=en&amp;country=none">Rather not say' in page
    for unsaid in ("none", ""):
        page = http.get(f"/embed?lang=en&country={unsaid}", headers=korean).text
        assert "tel:109" not in page
        assert 'aria-current="true">Rather not say' in page
        # It stays chosen with the next question.
        assert '<input type="hidden" name="country" value="none">' in page
    sent = {"question": "I want to die", "lang": "en", "country": "none"}
    answered = http.post("/embed", data=sent, headers=korean).text
    assert "tel:109" not in answered
    assert "findahelpline.com" in answered


def test_the_builder_offers_rather_not_say(http: httpx.Client) -> None:
    page = http.get("/embed/builder?country=NONE").text
    assert '<option value="none" selected>Rather not say' in page
    assert '<option value="KR"' in page
    # In the preview, the frame, and every code that is copied.
    made = http.get("/embed/builder.json", params={"country": "none"}).json()
    assert made["attributes"] == {"country": "none"}
    assert made["frame"] == "/embed?country=none"
    assert all("country=" in code and "none" in code for code in made["snippets"])
    # Nothing chosen is still the reader's own country, and no country is none.
    for other in ("", "Korea", "XX"):
        assert http.get("/embed/builder.json", params={"country": other}).json()["attributes"] == {}


def test_a_country_is_chosen_by_a_plain_link(http: httpx.Client) -> None:
    link = re.search(r'href="(/embed\?[^"]*country=KR[^"]*)"', http.get("/embed?lang=ko").text)
    assert link
    assert 'href="tel:109"' in http.get(link[1].replace("&amp;", "&")).text


def test_without_an_index_the_frame_shows_helplines(tmp_path: Path) -> None:
    with running(Settings(corpus_dir=tmp_path, index_dir=tmp_path)) as one:
        assert "findahelpline" in httpx.get(one.url + "/embed", timeout=PATIENCE).text
        asked = {"question": "I want to die"}
        page = httpx.post(one.url + "/embed", data=asked, timeout=PATIENCE).text
        assert "kw-crisis" in page
        assert httpx.get(one.url + "/widget/v1/labels/en.json", timeout=PATIENCE).status_code == 200


# Colours


@pytest.mark.parametrize("accent", ["#ffcc00", "#000000", "#ffffff", "#777777", "#12302d"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_accent_ends_readable(accent: str, theme: appearance.Theme) -> None:
    colours = dict(re.findall(r"--kw-([\w-]+): (#\w{6})", appearance.sheet(theme, accent)))
    for ground in ("ground", "paper", "rose-ground"):
        assert appearance.contrast(colours["rose"], colours[ground]) >= 4.5
    assert appearance.contrast(colours["on-rose"], colours["rose"]) >= 4.5
    assert appearance.contrast(colours["ink"], colours["rose-ground"]) >= 4.5


def test_colours_come_from_a_checked_address(http: httpx.Client) -> None:
    sheet = http.get("/embed/colours.css?theme=dark&accent=ffcc00")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "color-scheme: dark" in sheet.text
    assert "prefers-color-scheme" in http.get("/embed/colours.css?accent=ffcc00").text
    hostile = http.get("/embed/colours.css", params={"accent": "}body{display:none", "theme": "x"})
    assert "display" not in hostile.text
    assert appearance.accent_of("#FC0") == "#ffcc00"
    assert appearance.contrast("#000000", "#ffffff") == pytest.approx(21)


# Starters


def test_every_starter_has_a_key_that_names_it(served: Running) -> None:
    documents = served.site.now.documents
    known = keys(documents)
    assert known
    assert all(ask_of(documents, key) == ask for ask, key in known.items())
    for topic, asks in by_topic(documents).items():
        assert [one.ask for one in served.site.keyed.starters("en", topic)] == list(asks)


def test_documents_are_gone_through_once_for_each_index(
    served: Running, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, read = served.site, []

    def counted(documents: Mapping[str, Document]) -> dict[str, str]:
        read.append(len(documents))
        return keys(documents)

    monkeypatch.setattr("kwell_qa.web.starters.keys", counted)
    monkeypatch.setattr(site, "_keyed", None)
    for _ in range(3):
        assert http.post("/embed", data={"question": "hi"}).status_code == 200
        assert http.get("/embed").status_code == 200
        assert http.get("/embed/builder").status_code == 200
    assert read == [len(site.now.documents)]
    monkeypatch.setattr(site, "now", replace(site.now, documents={}))
    assert site.keyed.keys == {}
    assert len(read) == 2


# The script and its labels


def test_the_script_is_small_and_says_what_it_is(http: httpx.Client) -> None:
    shipped = http.get("/widget/v1/kwell.js")
    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) <= 20 * 1024
    assert shipped.content == SCRIPT.read_bytes()
    assert shipped.headers["content-type"].startswith("text/javascript")
    assert shipped.headers["access-control-allow-origin"] == "*"
    exact = http.get(script().path)
    assert "immutable" in exact.headers["cache-control"]
    digest = base64.b64encode(hashlib.sha384(exact.content).digest()).decode()
    assert script().integrity == f"sha384-{digest}"


def test_the_script_parses_nothing_and_keeps_nothing() -> None:
    code = SCRIPT.read_text("utf-8").replace("no cookies", "")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                 "new Function", "localStorage", "sessionStorage", "indexedDB", "document.cookie",
                 "DOMParser", "createContextualFragment", "sendBeacon", ".style.cssText",
                 'setAttribute("style"'):  # fmt: skip
        assert word not in code, word


def test_the_scripts_english_and_floor_are_ours() -> None:
    code = SCRIPT.read_text("utf-8")
    block = re.search(r"const ENGLISH = \{(.*?)\n  \};", code, re.S)
    assert block
    english = dict(re.findall(r'^    (\w+): (".*"),$', block[1], re.M))
    texts = load()
    assert {name: json.loads(text) for name, text in english.items()} == {
        name: texts.raw("en", key) for name, key in LABELS.items()
    }
    floor = re.search(r"const FLOOR = \{(.*?)\n  \};", code, re.S)
    assert floor
    assert [(line.name, line.website) for line in FLOOR] == re.findall(
        r'name: "([^"]*)".*?website: "([^"]*)"', floor[1]
    )
    languages = re.search(r"const LANGUAGES = (\[.*?\]);", code)
    assert languages
    assert tuple(json.loads(languages[1])) == LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_each_language(http: httpx.Client, lang: str) -> None:
    response = http.get(f"/widget/v1/labels/{lang}.json")
    assert response.headers["access-control-allow-origin"] == "*"
    found = response.json()
    assert set(found["labels"]) == set(LABELS)
    assert found["dir"] == ("rtl" if lang == "ar" else "ltr")
    assert found["starters"][""]
    assert "KR" in found["countries"]
    # Well below what the element reads at most.
    assert len(response.content) < 128 * 1024


def test_no_labels_of_other_names(http: httpx.Client) -> None:
    assert http.get("/widget/v1/labels/xx.json").status_code == 404
    assert http.get("/widget/v1/labels/..%2Fen.json").status_code == 404
