"""While care leads, what to call in danger stands in the helpline bar, whatever is chosen in it."""

from __future__ import annotations

from typing import Any

import pytest

import browser_fixtures
import web_fixtures
from browser_fixtures import sync_api

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
chromium, visit = browser_fixtures.chromium, browser_fixtures.visit
LEADING = "#kw-help .kw-panel.kw-lead .kw-first"


def leads_with(page: Any, country: str, lang: str, number: str) -> None:
    """The bar leads in this language, with this country's number before its first line."""
    panel = page.locator(f'#kw-help .kw-lead[data-country="{country}"]')
    sync_api.expect(panel).to_have_attribute("lang", lang)
    first = page.locator(f"{LEADING} a.kw-way")
    sync_api.expect(first.first).to_have_attribute("href", f"tel:{number}")
    sync_api.expect(first.first).to_be_in_viewport()
    sync_api.expect(first).to_have_count(2)
    assert page.locator("#kw-help a.kw-urgent").count() == 1


def test_in_a_crisis_the_emergency_number_follows_country_and_language(visit: Any) -> None:
    visitor = visit(viewport={"width": 390, "height": 844})
    page = visitor.chat()
    page.check("#kw-keep")
    visitor.ask("i want to disappear")
    leads_with(page, "US", "en", "911")
    emergency = {code: visitor.site.helplines.choose(code).emergency for code in ("TH", "KR")}
    assert len({"911", *emergency.values()}) == 3
    page.click("#kw-help summary")
    page.select_option(".kw-country-choice", "TH")
    leads_with(page, "TH", "en", emergency["TH"])
    page.click("#kw-help summary")
    page.select_option("#kw-language", "es")
    leads_with(page, "TH", "es", emergency["TH"])
    # Kept on this device, it leads from the first moment on.
    page.reload()
    leads_with(page, "TH", "es", emergency["TH"])
    page.wait_for_selector("body.kw-ready", timeout=60_000)
    page.click("#kw-help summary")
    page.select_option(".kw-country-choice", "KR")
    leads_with(page, "KR", "es", emergency["KR"])
    page.click("#kw-help summary")
    page.click("#kw-clear")
    sync_api.expect(page.locator("#kw-help .kw-lead")).to_have_count(0)
    sync_api.expect(page.locator("#kw-help .kw-first a.kw-urgent")).to_have_count(0)


def test_the_bar_stays_in_the_language_of_the_reply_that_leads(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    visitor.ask("죽고 싶어")
    leads_with(page, "US", "ko", "911")
    page.select_option(".kw-country-choice", "KR")
    leads_with(page, "KR", "ko", "119")


def test_where_something_weighs_on_somebody_the_line_stays_first(visit: Any) -> None:
    visitor = visit()
    page = visitor.chat()
    turn = visitor.ask("i keep making myself throw up after meals")
    sync_api.expect(turn.locator(".kw-support")).to_have_count(1)
    ways = page.locator(f"{LEADING} a.kw-way")
    sync_api.expect(ways.last).to_have_attribute("href", "tel:911")
    # The services are those for the very subject in the other country, too.
    page.select_option(".kw-country-choice", "AU")
    sync_api.expect(page.locator('#kw-help .kw-lead[data-country="AU"]')).to_have_count(1)
    own = visitor.site.helplines.choose("AU", "eating-disorder").helplines
    assert own != visitor.site.helplines.choose("AU").helplines
    assert page.locator("#kw-help .kw-service").all_inner_texts() == [line.name for line in own]
    assert "kw-urgent" not in (ways.first.get_attribute("class") or "")
    assert "kw-urgent" in (ways.last.get_attribute("class") or "")
