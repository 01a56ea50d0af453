"""The element where something is missing, wrong or hostile: helplines show, nothing runs."""

from __future__ import annotations

import json
from typing import Any

import pytest

import browser_fixtures
import school_fixtures
import web_fixtures
from kwell_qa.settings import Settings
from school_fixtures import Host, ask, element, loaded, noted
from web_fixtures import Running, running

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings, chromium = web_fixtures.small_settings, browser_fixtures.chromium
host, served, visit = school_fixtures.host, school_fixtures.served, school_fixtures.visit


def test_wrong_attributes_get_a_note_and_the_default(
    served: Running, host: Host, visit: Any
) -> None:
    wrong = ('lang="klingon" country="Korea" topic="nothing" theme="neon" accent="red;}*{x:y" '
             'api="javascript:alert(1)" helplines="off" citations="off"')  # fmt: skip
    page = loaded(visit(host.page("wrong", *element(served, wrong))))
    for name in ("lang", "country", "topic", "theme", "accent", "api"):
        assert [note for note in page.notes if f"kwell-chat: {name}=" in note], name
    card = ask(page)
    assert card.locator("details.cite").count() > 0
    assert page.locator("kwell-chat .help a").first.is_visible()
    for nowhere in ("ZZ", "EU", "XY"):
        page = loaded(visit(host.page(nowhere, *element(served, f'country="{nowhere}"'))))
        assert [note for note in page.notes if "kwell-chat: country=" in note], nowhere


def test_without_javascript_or_script_the_link_stays(
    served: Running, host: Host, visit: Any
) -> None:
    parts = element(served)
    for page in (
        visit(host.page("nojs", *parts), java_script_enabled=False),
        visit(host.page("blocked", *parts, content_security_policy="script-src 'none'")),
        visit(host.page("tampered", parts[0].replace(
            "defer", f'defer crossorigin integrity="sha384-{"A" * 64}"'), parts[1])),
    ):  # fmt: skip
        link = page.locator("kwell-chat > a")
        assert link.is_visible()
        assert link.get_attribute("href") == served.url + "/embed"


def test_a_site_that_is_not_allowed_is_told_so(
    small_settings: Settings, host: Host, visit: Any
) -> None:
    with running(small_settings) as other:
        page = visit(host.page("refused", *element(other)))
        # Before anything is asked; starters and countries would lead nowhere.
        told = page.locator("kwell-chat .card", has_text="not on the list of sites").first
        told.wait_for()
        assert told.locator(f"a[href='{other.url}/embed']").count() == 1
        page.wait_for_function("!document.querySelector('kwell-chat').shadowRoot"
                               ".querySelector('.chip, select')")
        card = ask(page)
        assert "not on the list of sites" in card.inner_text()
        assert card.locator(f"a[href='{other.url}/embed']").count() == 1
        assert card.locator("a[href='https://findahelpline.com']").count() == 1
        assert page.locator("kwell-chat > a").is_visible()
        noted(page, "KWELL_ALLOWED_ORIGINS")
        # Nor may it frame us.
        framed = visit(host.page("framed", "", f"<iframe src='{other.url}/embed'></iframe>"))
        noted(framed, "frame-ancestors")


def test_with_the_server_gone_helplines_stay(served: Running, host: Host, visit: Any) -> None:
    head, body = element(served, 'api="http://127.0.0.1:9"')
    page = visit(host.page("gone", head, body))
    card = ask(page)
    # Who is gone refuses nobody.
    assert page.locator("kwell-chat", has_text="not on the list of sites").count() == 0
    assert "failed on our side" in card.inner_text()
    assert card.locator("a[href='https://findahelpline.com']").is_visible()
    assert page.locator("kwell-chat > a").is_visible()


LINE = {"name": "x", "hours": "24/7", "languages": [], "checked": "", "display": "1"}
REPLY = {"mode": "answer", "language": "en", "text": "x", "sentences": [], "citations": [],
         "suggestions": [], "helplines": [LINE], "emergency": None, "country": None}  # fmt: skip
EVIL = "<img src=x onerror=\"window.pwned=1\">"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", "<script>window.pwned=1</script>"),
        ("application/json", "<script>window.pwned=1</script>"),
        ("application/json", json.dumps({"text": EVIL})),
        ("application/json", json.dumps({**REPLY, "helplines": []})),
        ("application/json", json.dumps({**REPLY, "sentences": [{"text": "a", "citation": 1}]})),
        ("application/json", json.dumps({**REPLY, "mode": "advice"})),
        ("application/json", json.dumps([REPLY])),
        ("application/json", "null"),
        ("application/json", '{"text":"' + "a" * 10_000_000 + '"}'),
    ],
    ids="html html-as-json fields no-helpline no-proof mode list null 10mb".split(),
)  # fmt: skip
def test_a_hostile_server_runs_and_shows_nothing(
    served: Running, host: Host, visit: Any, kind: str, body: str
) -> None:
    host.answer("/api/v1/ask", kind, body)
    page = visit(host.page("evil", *element(served, f'api="{host.url}"')))
    card = ask(page)
    assert "failed on our side" in card.inner_text()
    assert "a" * 200 not in card.inner_text()
    assert card.locator("a[href='https://findahelpline.com']").is_visible()
    assert page.evaluate("window.pwned") is None


def test_markup_in_an_answer_stays_text(served: Running, host: Host, visit: Any) -> None:
    line = {**LINE, "name": EVIL, "dial": "javascript:alert(1)", "website": "javascript:alert(1)"}
    reply = {**REPLY, "text": EVIL, "helplines": [line], "suggestions": [EVIL],
             "mode": "crisis"}  # fmt: skip
    host.answer("/api/v1/ask", "application/json", json.dumps(reply))
    page = visit(host.page("markup", *element(served, f'api="{host.url}"')))
    card = ask(page)
    assert EVIL in card.inner_text()
    assert card.locator("img").count() == 0
    assert card.locator("a[href^=javascript]").count() == 0
    assert page.evaluate("window.pwned") is None
