"""The builder's code behind the filters of the sites that it is made for, in Chromium."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

import browser_fixtures
import school_fixtures
import web_fixtures
from browser_fixtures import sync_api
from cms_rules import RULES
from kwell_qa.settings import Settings
from school_fixtures import Host, noted
from served_pages import Page
from web_fixtures import PATIENCE, Running, running

pytestmark = pytest.mark.browser
# pytest finds fixtures by these names.
small_settings, chromium = web_fixtures.small_settings, browser_fixtures.chromium
host, served, visit = school_fixtures.host, school_fixtures.served, school_fixtures.visit
NAMES = ("HTML", "iframe", "WordPress", "Moodle", "Canvas", "Google Sites", "Notion")
DIRECTORY = "https://findahelpline.com"


def codes(one: Running, **headers: str) -> dict[str, str]:
    """What the builder gives for each kind of site."""
    query = {"lang": "en", "country": "KR", "starters": "How do I \"sleep\" better?\n<b>&</b>"}
    made = httpx.get(
        one.url + "/embed/builder.json", params=query, headers=headers, timeout=PATIENCE
    ).json()
    return dict(zip(NAMES, made["snippets"], strict=True))


def way_out(one: Running, page: Any) -> None:
    """Both links are there to be seen, outside of any frame."""
    for address in (f"{one.url}/embed?lang=en&country=KR", DIRECTORY):
        sync_api.expect(page.locator(f'a[href="{address}"]').first).to_be_visible()


@pytest.mark.parametrize("name", ["HTML", "WordPress", "Moodle", "Canvas", "iframe"])
@pytest.mark.parametrize("rules", RULES)
def test_every_filter_leaves_a_way_to_people(served: Running, name: str, rules: str) -> None:
    left = RULES[rules].clean(codes(served)[name])
    page = Page(left)
    assert [one.get("href") for one in page.all("a")] == [
        f"{served.url}/embed?lang=en&country=KR", DIRECTORY,
    ]  # fmt: skip
    assert not page.all("script")
    assert not page.all("kwell-chat")
    # Nothing of the code is left lying about as text.
    assert page.text("p") or name == "HTML"
    assert "integrity" not in left
    framed = rules in ("Canvas", "TinyMCE") and name != "HTML"
    assert [one.get("src") for one in page.all("iframe")] == (
        [f"{served.url}/embed?lang=en&country=KR"] if framed else []
    )


@pytest.mark.parametrize("rules", RULES)
def test_what_a_filter_leaves_is_of_use(
    served: Running, host: Host, visit: Any, rules: str
) -> None:
    """The code that is made for the site, as the site keeps it, on a page of another origin."""
    made = codes(served)["Moodle" if rules == "TinyMCE" else rules]
    page = visit(host.page("cms", "", RULES[rules].clean(made)))
    way_out(served, page)
    if rules in ("Canvas", "TinyMCE"):
        inside = page.frame_locator("iframe")
        inside.locator("a[href='tel:109']").first.wait_for()
        inside.locator("a.kw-chip").first.click()
        inside.locator("blockquote").first.wait_for()
    else:
        page.locator("main a").first.click()
        page.wait_for_url(served.url + "/embed?lang=en&country=KR")
        assert page.locator("a[href='tel:109']").first.is_visible()


def test_what_the_frame_opens_is_a_page_like_any_other(
    served: Running, host: Host, visit: Any
) -> None:
    """A helpline's own chat must be able to sign in: it does not inherit the frame's sandbox."""
    page = visit(host.page("opens", "", codes(served)["WordPress"]))
    page.frame_locator("iframe").locator("a.kw-chip").first.click()
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").locator("a.kw-open").first.click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("[origin, localStorage.length]") == [served.url, 0]


@pytest.mark.parametrize("name", ["WordPress", "Canvas"])
def test_leaving_leaves_the_page_around_the_frame(
    served: Running, host: Host, visit: Any, name: str
) -> None:
    page = visit(host.page("leave", "", codes(served)[name]))
    page.route("https://weather.com/**", lambda route: route.fulfill(body="Sunny"))
    page.frame_locator("iframe").locator("a.kw-exit").click()
    page.wait_for_url("https://weather.com/")


def test_by_its_address_alone_inside_another_sites_frame(
    small_settings: Settings, host: Host, visit: Any
) -> None:
    """Google Sites and Notion take an address and frame it themselves, the former twice over."""
    between = host.url.replace("127.0.0.1", "localhost")
    for allowed in ((host.url, between), (host.url,)):
        with running(replace(small_settings, allowed_origins=allowed)) as one:
            made = codes(one)
            assert made["Google Sites"] == made["Notion"]
            host.page("between", "", f"<iframe src='{made['Notion']}' height='600'></iframe>")
            page = visit(host.page("outer", "", f"<iframe src='{between}/between'></iframe>"))
            inside = page.frame_locator("iframe").frame_locator("iframe")
            if len(allowed) == 2:
                inside.locator("a[href='tel:109']").first.wait_for()
            else:
                noted(page, "frame-ancestors")


def test_behind_a_proxy_the_code_names_the_address_that_people_see(
    small_settings: Settings,
) -> None:
    told = {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1", "host": "kwell.example"}
    for proxies, home in ((("127.0.0.0/8",), "https://kwell.example"), ((), "http://kwell.example")):
        with running(replace(small_settings, trusted_proxies=proxies)) as one:
            for name, code in codes(one, **told).items():
                assert f"{home}/embed?lang=en" in code, name
                assert ("http://" in code) is (not proxies), name
