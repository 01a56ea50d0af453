"""Pages about getting help, and where a visitor's country comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import httpx
import pytest

import web_fixtures
from conftest import ROOT
from kwell_qa.settings import Settings
from kwell_qa.texts import LANGUAGES, load
from kwell_qa.web import care_pages
from web_fixtures import Running, running

small_settings = web_fixtures.small_settings
PAGES = ("/breathe", "/what-happens", "/protocol")
TEXTS = load()


@pytest.fixture(scope="module")
def bare(small_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A site without an index, and so without a model."""
    with running(replace(small_settings, index_dir=tmp_path_factory.mktemp("none"))) as one:
        yield one


@pytest.fixture(scope="module")
def http(bare: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=bare.url, timeout=60) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_need_no_index_and_speak_every_language(
    http: httpx.Client, lang: str, path: str
) -> None:
    reply = http.get(path, params={"lang": lang, "country": "KR"})
    assert reply.status_code == 200
    html = unescape(reply.text)
    title = {
        "/breathe": "breathing_title", "/what-happens": "happens_title",
        "/protocol": "protocol_title",
    }[path]  # fmt: skip
    assert f"<h1>{TEXTS.get(lang, 'guide.' + title)}</h1>" in html
    assert f'<html lang="{lang}"' in html
    assert "tel:109" in html
    assert TEXTS.get(lang, "ui.exit") in html
    # Self-contained: no inline script or style, nothing from elsewhere.
    policy = reply.headers["content-security-policy"]
    assert "'unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=", html)
    for address in re.findall(r'(?:src|href)="([^"]+)"', re.sub(r"<a\b[^>]*>", "", html)):
        assert address.startswith("/static/kwell/"), address


@pytest.mark.parametrize("lang", LANGUAGES)
def test_breathing_is_text_without_a_script(http: httpx.Client, lang: str) -> None:
    html = unescape(http.get("/breathe", params={"lang": lang}).text)
    for step in TEXTS.lines(lang, "guide.breathing_steps"):
        assert step in html
    assert re.search(r'<div class="kw-breathe" hidden', html)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_happens_tells_of_each_kind_of_service(http: httpx.Client, lang: str) -> None:
    html = unescape(http.get("/what-happens", params={"lang": lang}).text)
    for kind in ("call", "text", "chat", "youth", "emergency"):
        assert f'<section id="{kind}"><h2>{TEXTS.get(lang, f"guide.happens_{kind}")}</h2>' in html
        assert TEXTS.get(lang, f"guide.{kind}_what_happens") in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_protocol_is_told_in_every_language(http: httpx.Client, lang: str) -> None:
    html = unescape(http.get("/protocol", params={"lang": lang}).text)
    article = html[html.index("<article") : html.index("</article>")]
    assert 'lang="' not in article.split("\n")[0]
    plain = re.sub(r"</?bdi[^>]*>", "", article)
    for key, text in TEXTS.texts[lang].items():
        if key.startswith("protocol.") and key != "protocol.none":
            for part in re.split(r"\{\w+\}", str(text)):
                assert part.strip() in plain, key
    if lang != "en":
        english = TEXTS.texts["en"]
        assert not [key for key, text in english.items() if key.startswith("protocol.")
                    and len(str(text)) > 60 and str(text) in article]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_no_language_of_ours_is_named_as_well(http: httpx.Client, lang: str) -> None:
    html = unescape(http.get("/protocol", params={"lang": lang}).text)
    for key in ("mix", "ko_latn"):
        assert f'<th scope="row">{TEXTS.get(lang, f"protocol.language_{key}")}</th>' in html
    assert '<th scope="row">mix' not in html


def test_every_figure_has_a_text_and_the_weakest_are_shown(http: httpx.Client) -> None:
    published = json.loads((ROOT / "kwell_qa/data" / care_pages.MEASURED).read_text("utf-8"))
    overall = [name for name in published["figures"] if ": " not in name]
    assert [care_pages._key(name) for name in overall] == list(care_pages.FIGURES)
    sets = published["sets"]
    assert {one["name"] for one in sets} == {
        path.stem for path in (ROOT / "tests/messages").glob("*.jsonl")
    }
    article = http.get("/protocol", params={"lang": "en"}).text
    for name in ("crisis recall, indirect", "support with any care"):
        shares = [one["figures"][name] for one in sets]
        weakest = min(shares, key=lambda figure: figure["good"] / figure["count"])
        assert f">{weakest['good']}/{weakest['count']}</bdi>" in article
    most = max((one["figures"]["false alarms"] for one in sets),
               key=lambda figure: figure["good"] / figure["count"])  # fmt: skip
    assert f">{most['good']}/{most['count']}</bdi>" in article


def test_the_protocol_says_what_is_so(http: httpx.Client, bare: Running) -> None:
    html = unescape(http.get("/protocol", params={"lang": "en"}).text)
    article = html[html.index("<article") : html.index("</article>")]
    for section in ("what-it-is", "before", "reply", "helplines", "stored", "measured"):
        assert f'<section id="{section}">' in article
    assert f"for {len(bare.site.helplines.countries())} countries" in article
    assert "cannot see, report or call anyone" in article
    assert "cannot report or call anyone" in article
    assert "For harassment, bullying, grief, distress: what one guide says" in article
    # The classifier lowers as well as raises, and the messages were not all unread.
    assert "can also set aside a weak hint" in article
    assert "Half of these were read while the patterns were written" in article
    assert "not made from" not in article


def test_measured_figures_come_from_the_published_file_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr(care_pages.resources, "files", lambda _: tmp_path)
    assert care_pages.measured() is None
    file = data / care_pages.MEASURED
    file.write_text('{"date": "2026-11-28", "messages": 12, "figures": {"false alarms": '
                    '{"rate": 0.25, "good": 1, "count": 4, "low": 0.05, "high": 0.7}, '
                    '"empty": {"rate": 0, "good": 0, "count": 0}}}')  # fmt: skip
    found = care_pages.measured()
    assert found is not None
    assert list(found["figures"]) == ["false_alarms"]
    from kwell_qa.web.rendering import render
    from kwell_qa.web.words import Words

    html = str(render("protocol.html", Words(TEXTS, "en"), panel="", figures=found, turns=6,
                      stale_days=200, categories="grief", quoted="grief", countries=1,
                      checked=""))  # fmt: skip
    cells = re.sub(r"</?bdi[^>]*>", "", html)
    assert "<td>25.0 %</td><td>1/4</td><td>5.0–70.0 %</td>" in cells
    for broken in ("", "[]", "{", '{"figures": {}}'):
        file.write_text(broken)
        assert care_pages.measured() is None


@pytest.mark.parametrize(
    ("query", "header", "country", "why"),
    [
        ("country=KR&tz=Asia/Tokyo", "en-US", "KR", "chosen"),
        ("tz=Asia/Tokyo", "en-US", "US", "region"),
        ("tz=Asia/Tokyo", "en", "JP", "timezone"),
        ("tz=Asia/Calcutta", "en", "IN", "timezone"),
        ("tz=Etc/UTC", "en", None, "international"),
        ("tz=Nowhere/At_all", "ko", None, "international"),
        ("", "ko", None, "international"),
        ("", "", None, "international"),
        ("country=GT", "ko-KR", "GT", "no-service"),
    ],
)
def test_which_country_and_why(
    http: httpx.Client, query: str, header: str, country: str | None, why: str
) -> None:
    body = http.get(f"/api/v1/helplines?{query}", headers={"Accept-Language": header}).json()
    assert (body["country"], body["why"]) == (country, why)
    page = http.get(f"/read/?{query}", headers={"Accept-Language": header}).text
    told = "url" if why == "chosen" else why
    assert f'data-why="{told}"' in page
    asked = http.post("/api/v1/ask" + (f"?{query}" if "tz" in query else ""),
                      json={"question": "hello", "country": country if why == "chosen" else None},
                      headers={"Accept-Language": header}).json()  # fmt: skip
    if why != "no-service":
        assert (asked["country"], asked["why"]) == (country, why)


def test_rather_not_say_is_kept_against_all_hints(http: httpx.Client) -> None:
    page = http.get("/read/?country=&tz=Asia/Tokyo", headers={"Accept-Language": "ko-KR"}).text
    assert 'data-why="international"' in page
    assert "tel:109" not in page


def test_the_setting_comes_last(small_settings: Settings, tmp_path: Path) -> None:
    settings = replace(small_settings, index_dir=tmp_path, default_country="GB")
    with running(settings) as one:
        for query, header, told in (
            ("", "fr", ("GB", "default")), ("tz=Asia/Tokyo", "fr", ("JP", "timezone")),
            ("", "fr-FR", ("FR", "region")),
        ):  # fmt: skip
            body = httpx.get(f"{one.url}/api/v1/helplines?{query}",
                             headers={"Accept-Language": header}, timeout=60).json()  # fmt: skip
            assert (body["country"], body["why"]) == told


def test_open_now_and_stale_are_told_beside_the_helplines(http: httpx.Client) -> None:
    body = http.get("/api/v1/helplines?country=GB").json()
    always = [line for line in body["helplines"] if line["hours"] == "24/7"]
    assert always
    assert all(line["open_now"] is True for line in always)
    assert {line["stale"] for line in body["helplines"]} <= {True, False}
    directory = body["helplines"][-1]
    assert directory["open_now"] is None
    assert all(line["sources"] for line in body["helplines"][:-1])
