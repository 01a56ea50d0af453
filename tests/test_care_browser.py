"""Breathing, and the device's time zone, in headless Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import browser_fixtures
import web_fixtures
from kwell_qa.settings import Settings
from web_fixtures import Running, running

pytestmark = pytest.mark.browser
small_settings = web_fixtures.small_settings
chromium = browser_fixtures.chromium


@pytest.fixture(scope="module")
def bare(small_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(replace(small_settings, index_dir=tmp_path_factory.mktemp("none"))) as one:
        yield one


@pytest.fixture
def visit(chromium: Any, bare: Running) -> Iterator[Any]:
    contexts = []

    def new(path: str, clock: bool = False, **options: Any) -> Any:
        contexts.append(chromium.new_context(**{"locale": "en-US", **options}))
        page = contexts[-1].new_page()
        page.set_default_navigation_timeout(90_000)
        if clock:
            page.clock.install()
        page.goto(bare.url + path)
        return page

    yield new
    for context in contexts:
        context.close()


def scale(page: Any) -> float:
    return float(page.evaluate(
        "new DOMMatrix(getComputedStyle(document.querySelector('.kw-circle')).transform).a"
    ))  # fmt: skip


def test_one_minute_of_breathing_begins_when_asked_and_ends(visit: Any) -> None:
    page = visit("/breathe", clock=True)
    box, pace = page.locator(".kw-breathe"), page.locator(".kw-pace")
    page.clock.run_for(5_000)
    assert pace.text_content() == "", "nothing begins by itself"
    assert scale(page) == pytest.approx(0.55)
    page.locator(".kw-begin").click()
    for breath in range(6):
        assert pace.text_content() == "Breathe in", breath
        assert "kw-in" in box.get_attribute("class").split()
        page.clock.run_for(4_000)
        assert pace.text_content() == "Breathe out", breath
        assert "kw-in" not in box.get_attribute("class").split()
        page.clock.run_for(6_000)
    assert "That was one minute" in pace.text_content()
    assert page.locator(".kw-begin").text_content() == "Start"


def test_breathing_stops_at_any_time(visit: Any) -> None:
    page = visit("/breathe", clock=True)
    button = page.locator(".kw-begin")
    button.click()
    assert button.text_content() == "Stop"
    page.clock.run_for(2_000)
    button.click()
    page.clock.run_for(20_000)
    assert page.locator(".kw-pace").text_content() == ""
    assert button.text_content() == "Start"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_circle_is_still_where_motion_is_unwelcome(visit: Any, motion: str) -> None:
    page = visit("/breathe", reduced_motion=motion)
    page.locator(".kw-begin").click()
    assert page.locator(".kw-pace").text_content() == "Breathe in"
    seconds = page.evaluate(
        "getComputedStyle(document.querySelector('.kw-circle')).transitionDuration"
    )
    if motion == "reduce":
        page.wait_for_timeout(1_000)
        assert scale(page) == pytest.approx(0.55)
        assert seconds == "0s"
    else:
        assert seconds == "4s"


def test_breathing_is_text_without_javascript(visit: Any) -> None:
    page = visit("/breathe", java_script_enabled=False)
    assert page.locator(".kw-steps li").count() == 5
    assert not page.locator(".kw-breathe").is_visible()
    assert page.locator(".kw-panel a.kw-call").first.is_visible()


@pytest.mark.parametrize(
    ("zone", "locale", "country", "why"),
    [
        ("Asia/Seoul", "en", "KR", "timezone"),
        ("Asia/Seoul", "en-US", "US", "region"),
        ("UTC", "en", None, "international"),
    ],
)
def test_the_time_zone_counts_where_nothing_better_is_known(
    visit: Any, bare: Running, zone: str, locale: str, country: str | None, why: str
) -> None:
    page = visit("/what-happens", timezone_id=zone, locale=locale)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.wait_for_selector(f'.kw-panel [data-why="{why}"]', state="attached", timeout=60_000)
    first = page.locator(".kw-panel .kw-first a.kw-way").first.get_attribute("href")
    wanted = {"KR": "tel:109", "US": "tel:988", None: "https://findahelpline.com"}
    assert first == wanted[country]
    assert not [address for address in requests if not address.startswith(bare.url)]
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.mark.parametrize("lang", ["de", "ar", "fr"])
def test_the_figures_of_the_protocol_fit_a_phone(visit: Any, lang: str) -> None:
    page = visit(f"/protocol?lang={lang}", **PHONE)
    table = page.locator(".kw-wide").first
    assert table.evaluate("box => box.scrollWidth - box.clientWidth") <= 0


def test_names_in_latin_letters_stand_on_the_side_of_their_buttons(visit: Any) -> None:
    page = visit("/help?lang=ar&country=EG", **PHONE)
    names = page.locator(".kw-services .kw-service[lang=en]")
    assert names.count() >= 1
    for name in names.all():
        # Where its letters begin, not its box, which is as wide as the list.
        gap = name.evaluate("""name => {
            const words = document.createRange();
            words.selectNodeContents(name);
            return name.getBoundingClientRect().right - words.getBoundingClientRect().right;
        }""")
        assert gap < 2


def test_what_opens_shows_that_it_does(visit: Any) -> None:
    page = visit("/help?lang=en&country=US", **PHONE)
    drawn = page.locator(".kw-main .kw-lines-from > summary").first.evaluate(
        "one => getComputedStyle(one, '::after').borderBottomWidth"
    )
    assert drawn == "2px"
