"""The frame in Chromium: what it says is true without a script, and 640 pixels are enough."""

from __future__ import annotations

from typing import Any

import pytest

import browser_fixtures
import school_fixtures
import web_fixtures
from kwell_qa.texts import LANGUAGES, load
from school_fixtures import Host
from web_fixtures import Running

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings = web_fixtures.small_settings
chromium = browser_fixtures.chromium
host, served, visit = school_fixtures.host, school_fixtures.served, school_fixtures.visit


def described(page: Any) -> str:
    """What a screen reader says of "Leave this page" beside its name."""
    return str(page.locator("#kw-out-note").evaluate(
        "e => [...e.children].filter(one => getComputedStyle(one).display !== 'none')"
        ".map(one => one.textContent.trim().replace(/\\s+/g, ' ')).join(' ')"
    ))  # fmt: skip


@pytest.mark.parametrize("width", [390, 1280])
def test_no_script_is_promised_where_none_runs(
    served: Running, visit: Any, width: int
) -> None:
    size = {"viewport": {"width": width, "height": 800}}
    for lang in LANGUAGES:
        plain = load().get(lang, "guide.exit_short")
        assert described(visit(f"{served.url}/embed?lang={lang}", **size)) == plain
    bare = visit(f"{served.url}/breathe?lang=en", java_script_enabled=False, **size)
    assert "Shift" not in bare.locator(".kw-out").inner_text()
    assert "hides this one" not in bare.locator(".kw-out").inner_text()
    scripted = visit(f"{served.url}/breathe?lang=en", **size)
    scripted.wait_for_selector("html.kw-scripted", state="attached")
    assert "press Shift three times" in described(scripted)
    assert load().get("en", "guide.exit_short") not in described(scripted)


@pytest.mark.parametrize("width", [380, 700, 1100, 1264])
def test_640_pixels_are_enough(served: Running, host: Host, visit: Any, width: int) -> None:
    address = f"{served.url}/embed?country=US&lang=en"
    frame = f"<iframe src='{address}' title='Questions' width='{width}' height='640'></iframe>"
    page = visit(host.page("high", "", frame), viewport={"width": width + 40, "height": 900})
    inside = page.frame_locator("iframe")

    def high(selector: str) -> float:
        return float(inside.locator(selector).bounding_box()["height"])

    page.frames[1].wait_for_load_state("load")
    assert inside.locator(".kw-first a[href='tel:988']").is_visible()
    assert high(".kw-embed-help") <= 640 * 0.3
    assert high(".kw-embed-main") >= 640 * 0.5
    inside.locator("#question").fill("I want to die")
    inside.locator(".kw-embed-ask button").click()
    said = inside.locator(".kw-crisis .kw-said").first
    said.wait_for()
    page.frames[1].wait_for_load_state("load")
    for way in ("tel:911", "tel:988"):
        assert inside.locator(f".kw-first a[href='{way}']").is_visible()
    assert high(".kw-embed-help") <= 640 * 0.4
    # The first words of care are read without scrolling.
    top, field = said.bounding_box()["y"], inside.locator(".kw-embed-ask").bounding_box()["y"]
    assert field - top >= 100
    # All services are one tap away.
    inside.locator(".kw-more > summary").click()
    assert inside.locator(".kw-embed-help .kw-services").is_visible()
    assert high(".kw-embed-main") >= 640 * 0.25
