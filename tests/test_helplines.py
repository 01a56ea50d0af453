"""The helplines: every number dials, nothing withdrawn comes back, nobody gets none."""

from __future__ import annotations

import datetime
import re
from html import unescape
from pathlib import Path

import phonenumbers
import pytest

import helpline_fixtures
from conftest import ROOT
from helpline_fixtures import FILE, MAIN, TEXT, raw_services, services
from kwell_qa import places
from kwell_qa.helpline_file import Country
from kwell_qa.helplines import CATEGORIES, FLOOR, SHOWN, Helplines, special_of
from kwell_qa.records import Helpline
from kwell_qa.texts import LANGUAGES
from kwell_qa.texts import load as load_texts
from kwell_qa.web.rendering import help_panel
from kwell_qa.web.words import Words

# pytest finds fixtures by this name.
lines = helpline_fixtures.lines
CRISIS = ("suicidal", "self-harm", "danger-now", "third-party")
SUPPORT = (
    "abuse", "sexual-violence", "harassment", "bullying", "eating-disorder", "grief", "substance",
)  # fmt: skip

# Withdrawn, wrong or not a helpline; digits without the trunk 0. Each stays out for good.
DO_NOT_USE = {
    "KR, digital sex crime until April 2025": "27358994",
    "US, NEDA until June 2023": "18009312237",
    "CA, Talk Suicide": "18334564566",
    "SG, before 1767": "18002214444",
    "SG, a misprint": "18002114444",
    "TH, Samaritans until 2021": "27136793",
    "VN, a bank": "1800599999",
    "KE, wrong": "800721100",
    "GB, Samaritans before 116 123": "8457909090",
    "GB, Switchboard until 2023": "3003300630",
    "IT, not Telefono Amico (1)": "199284284",
    "IT, not Telefono Amico (2)": "800860022",
    "IT, not Telefono Amico (3)": "800274274",
    "US, text number of 2011": "77054",
    "KR, before 109": "1393",
}


def test_seventy_countries_and_more(lines: Helplines) -> None:
    assert len(lines.countries()) >= 70
    assert sum(bool(lines.for_country(cc)) for cc in lines.countries()) >= 70
    assert len(services(lines)) == len(raw_services()) >= 200
    assert "NO" in lines.countries()


def test_every_number_dials() -> None:
    """Read past our own loader, so that a loader that lets all pass is caught too."""
    seen = 0
    for cc, service in raw_services():
        numbers = [(entry, entry["dial"]) for entry in service.get("numbers", [])]
        numbers += [(service["sms"], service["sms"]["number"])] if "sms" in service else []
        for entry, dial in numbers:
            seen += 1
            shown = re.sub(r"[^\d*]", "", re.split(r" \(| ext", entry["display"])[0])
            if dial.startswith("+"):
                number = phonenumbers.parse(dial)
                assert phonenumbers.is_valid_number(number), (cc, dial)
                assert number.country_code == phonenumbers.country_code_for_region(cc), (cc, dial)
                assert phonenumbers.parse(entry["display"].split(" (")[0], cc) == number, (cc, dial)
            else:
                assert entry.get("short_code") is True, (cc, dial)
                assert re.fullmatch(r"\*?\d{2,9}", dial), (cc, dial)
                assert shown == dial, (cc, dial)
    assert seen >= 200


def test_only_checked_entries_with_public_sources() -> None:
    for cc, service in raw_services():
        assert service["confidence"] in ("high", "medium"), (cc, service["name"])
        assert service["sources"], (cc, service["name"])
    assert not re.search(r"github-index|(?<![\w./-])/(work|tmp|home|root)/", TEXT)


def test_no_service_stands_twice_in_a_country(lines: Helplines) -> None:
    for cc in lines.countries():
        dials = [dial for line in lines.for_country(cc) for dial in (line.dial,) if dial]
        assert len(dials) == len(set(dials)), cc


@pytest.fixture(scope="module")
def project_texts() -> list[tuple[Path, str]]:
    paths = [path for part in ("corpus", "kwell_qa") for path in (ROOT / part).rglob("*")]
    paths = [path for path in paths if path.is_file() and path.suffix != ".pyc"]
    return [(path, path.read_text(encoding="utf-8", errors="replace")) for path in paths]


def used(number: str, text: str) -> bool:
    pattern = r"[\s().\-‐‑–]{0,2}".join(number)
    before = r"(?<![\d.])" if len(number) < 7 else ""
    return re.search(rf"{before}{pattern}(?!\d)", text) is not None


@pytest.mark.parametrize("why", DO_NOT_USE)
def test_withdrawn_numbers_are_nowhere(project_texts: list[tuple[Path, str]], why: str) -> None:
    assert FILE in dict(project_texts)
    places = [str(path) for path, text in project_texts if used(DO_NOT_USE[why], text)]
    assert not places, f"{DO_NOT_USE[why]} is withdrawn ({why}); take it out"


def test_the_closed_option_of_988_is_nowhere(project_texts: list[tuple[Path, str]]) -> None:
    ended = re.compile(r"988\b.{0,60}\bpress 3\b", re.IGNORECASE)
    assert ended.search("988, press 3")
    assert not [str(path) for path, text in project_texts if ended.search(text)]


@pytest.mark.parametrize(
    "shown", ["02-735-8994", "+82 2 735 8994", "1-800-931-2237", "(08457) 90 90 90", "call 1393."]
)
def test_withdrawn_numbers_are_found_however_written(shown: str) -> None:
    assert any(used(number, f"Call {shown} now") for number in DO_NOT_USE.values())


def test_numbers_that_are_wrong_only_for_one_service(lines: Helplines) -> None:
    def dials(cc: str, name: str = "") -> set[str]:
        found = [line for line in lines.for_country(cc) if name in line.name]
        assert found, (cc, name)
        more = {dial for line in found for _, dial in line.also}
        return {line.dial for line in found if line.dial} | more

    assert "tel:182" not in dials("TR")
    assert "tel:141" not in dials("BR")
    assert dials("MX", "SAPTEL") == {"tel:+525552598121"}
    assert "tel:+81120783556" not in dials("JP", "Yorisoi")
    assert dials("IT", "Telefono Amico") == {"tel:+390223272327"}
    assert not [line for line in lines.for_country("MA") if "Reda" in line.name]


def test_the_lines_that_everybody_knows(lines: Helplines) -> None:
    first = {cc: lines.choose(cc, "suicidal").helplines[0] for cc in MAIN}
    assert (first["KR"].display, first["KR"].dial, first["KR"].sms) == ("109", "tel:109", "sms:109")
    assert first["KR"].audience == "general"
    assert first["KR"].languages == ("ko",)
    assert first["US"].dial == first["CA"].dial == "tel:988"
    assert first["GB"].dial == "tel:116123"
    assert first["AU"].dial == "tel:131114"
    assert first["BR"].dial == "tel:188"
    assert first["IN"].dial == "tel:14416"
    texts = {line.name: line for line in lines.for_country("US")}
    assert texts["Crisis Text Line"].sms == "sms:741741?body=HOME"
    assert texts["Crisis Text Line"].sms_display == "HOME to 741741"
    assert [lines.choose(cc).emergency for cc in ("KR", "US", "GB")] == ["119", "911", "999"]
    assert lines.choose("KR").emergency_all == ("119", "112")
    assert ("1553 (landline)", "tel:1553") in first["PH"].also


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("cc", MAIN)
def test_every_category_yields_lines(lines: Helplines, cc: str, category: str) -> None:
    choice = lines.choose(cc, category)
    own = [line for line in choice.helplines if line.country == cc]
    assert own == list(choice.helplines[:-1])
    assert 3 <= len(choice.helplines) <= SHOWN
    assert len(set(choice.helplines)) == len(choice.helplines)
    assert choice.helplines[-1].website == "https://findahelpline.com"
    assert (choice.why, choice.country) == ("chosen", cc)
    assert any(line.audience == "general" for line in own)
    if category in CRISIS:
        assert own[0].audience == "general"
        assert own[0].hours == "24/7"


@pytest.mark.parametrize("category", [None, *CRISIS, *SUPPORT, "distress", "nonsense"])
def test_general_first_then_youth_then_others(lines: Helplines, category: str | None) -> None:
    for cc in lines.countries():
        shown = [line for line in lines.choose(cc, category).helplines if line.country == cc]
        order = {"general": 0, "suicide": 0, "youth": 1}
        places = [order.get(line.audience, 2) for line in shown]
        assert places == sorted(places), cc
        general = [line.hours != "24/7" for line in shown if line.audience == "general"]
        assert general == sorted(general), cc
        if any(line.audience == "youth" for line in lines.for_country(cc)):
            assert 1 in places, cc


@pytest.mark.parametrize(
    ("cc", "category", "name"),
    [
        ("KR", "abuse", "1366"),
        ("KR", "sexual-violence", "1366"),
        ("KR", "harassment", "1366"),
        ("KR", "bullying", "1388"),
        ("US", "abuse", "Domestic Violence"),
        ("US", "sexual-violence", "RAINN"),
        ("US", "eating-disorder", "ANAD"),
        ("GB", "eating-disorder", "Beat"),
        ("GB", "bullying", "Bullying"),
        ("GB", "sexual-violence", "Rape"),
        ("AU", "sexual-violence", "1800RESPECT"),
        ("JP", "harassment", "Human Rights"),
        ("BR", "harassment", "SaferNet"),
        ("PH", "bullying", "MAKABATA"),
        ("IE", "grief", "Pieta"),
        ("MX", "substance", "Línea de la Vida"),
    ],
)
def test_the_special_line_is_found_behind_the_crisis_line(
    lines: Helplines, cc: str, category: str, name: str
) -> None:
    shown = lines.choose(cc, category).helplines
    special = special_of(shown, category) or shown[0]
    assert name in special.name


@pytest.mark.parametrize("category", SUPPORT)
def test_a_line_for_each_support_category_follows_crisis_and_youth(category: str) -> None:
    crisis = Helpline("KR", "crisis", hours="24/7")
    youth = Helpline("KR", "youth", audience="youth", hours="24/7")
    other = Helpline("KR", "other", audience="other", topics=("youth",))
    special = Helpline("KR", "special", audience=category)
    every = (other, special, youth, crisis)
    table = Helplines(FLOOR, {"KR": Country("KR", "Korea", ("119",), None, every)})
    shown = table.choose("KR", category).helplines
    assert shown == (crisis, youth, special, other, FLOOR[0])
    assert special_of(shown, category) == special
    for another in (None, "distress", *CRISIS):
        assert table.choose("KR", another).helplines[:2] == (crisis, youth)
        assert special_of(table.choose("KR", another).helplines, another) is None
    # It keeps its place where there are many.
    many = tuple(Helpline("KR", f"crisis {n}", hours="24/7") for n in range(9))
    table = Helplines(FLOOR, {"KR": Country("KR", "Korea", ("119",), None, (*many, special))})
    assert special in table.choose("KR", category).helplines


def test_abuse_serves_children_and_adults(lines: Helplines) -> None:
    audiences = [line.audience for line in lines.choose("US", "abuse").helplines]
    assert {"domestic-abuse", "abuse"} <= set(audiences)
    assert audiences[0] == "general"


def test_a_language_gets_a_line_that_speaks_it(lines: Helplines) -> None:
    assert any("en" in line.languages for line in lines.choose("FR", lang="en-GB").helplines[:-1])
    many = lines.by_country["JP"].helplines
    without = tuple(line for line in many if line.name != "Yorisoi Hotline")
    country = Country("JP", "Japan", ("119",), None, without)
    shown = Helplines(FLOOR, {"JP": country}).choose("JP", "suicidal", lang="en").helplines
    assert "TELL Lifeline (English)" in [line.name for line in shown]
    assert shown[0].name == "#Inochi SOS"


@pytest.mark.parametrize(
    "country",
    ["", " ", "xx", "XX", "🙂", None, "KR\n", "K", "KOR", "\x00", "K R", "INT", "٣٤", 7, [], b"KR"],
)
@pytest.mark.parametrize("category", [None, "suicidal", "", "🙂", 7, []])
def test_hostile_input_still_gets_helplines(lines: Helplines, country, category) -> None:
    for table in (lines, Helplines(), Helplines((), {})):
        choice = table.choose(country, category, None)
        assert 1 <= len(choice.helplines) <= SHOWN
        assert any(line.country == "INT" for line in choice.helplines)
        if table is lines and isinstance(country, str) and country.strip() == "KR":
            assert choice.country == "KR"
        else:
            assert (choice.why, choice.country, choice.emergency) == ("international", None, None)
            assert {line.country for line in choice.helplines} == {"INT"}


@pytest.mark.parametrize("unsaid", ["", " ", "none"])
def test_who_would_rather_not_say_is_not_guessed_at(lines: Helplines, unsaid: str) -> None:
    choice = lines.choose(unsaid, default_country="KR", default_why="region")
    assert (choice.why, choice.country, choice.emergency) == ("international", None, None)


def test_the_categories() -> None:
    assert set(CATEGORIES) == {*CRISIS, *SUPPORT, "distress"}


def test_spellings_of_a_country(lines: Helplines) -> None:
    assert lines.choose("kr").country == lines.choose("KR\n").country == "KR"
    assert lines.choose("uk").country == "GB"


def test_the_default_country_never_replaces_a_named_one(lines: Helplines) -> None:
    assert lines.choose(None, default_country="KR").why == "default"
    assert lines.choose("", default_country="KR").country is None
    assert lines.choose("IS", default_country="KR").country is None
    assert lines.choose("KOR", default_country="KR").country is None
    assert lines.choose("US", default_country="KR").country == "US"
    assert lines.choose(None, default_country="nowhere").why == "international"


def test_a_country_without_service_gets_its_emergency_number(lines: Helplines) -> None:
    choice = lines.choose("GT")
    assert (choice.why, choice.country, choice.emergency) == ("no-service", "GT", "110")
    assert {line.country for line in choice.helplines} == {"INT"}
    assert choice.helplines[0].website == "https://findahelpline.com"


def test_the_floor_needs_no_file() -> None:
    assert [line.website for line in FLOOR] == [
        "https://findahelpline.com",
        "https://befrienders.org",
    ]
    assert Helplines().choose("KR", "suicidal").helplines == FLOOR
    assert Helplines().countries() == ()


def test_names_come_from_cldr(lines: Helplines) -> None:
    assert places.country_name("KR", "ko") == "대한민국"
    assert places.country_name("KR", "pt-BR") == "Coreia do Sul"
    assert places.country_name("KR", "no such") == "South Korea"
    assert places.country_name("🙂", "en") == "🙂"
    assert places.language_name("ko", "fr") == "coréen"
    for cc in lines.countries():
        assert len(places.country_name(cc, "en")) > 2
    for line in services(lines):
        assert all(len(places.language_name(code, "en")) > 2 for code in line.languages)


def test_short_codes_stay_text_for_people_elsewhere(lines: Helplines) -> None:
    for cc in lines.countries():
        here = {line.name: line for line in lines.choose(cc).helplines}
        for line in lines.choose(cc, why="named").helplines:
            shown = here[line.name]
            assert (line.display, line.sms_display) == (shown.display, shown.sms_display)
            for own, uri in ((shown.dial, line.dial), (shown.sms, line.sms)):
                assert uri == (own if own and own[4] == "+" else None), (cc, line.name)
    korea = lines.choose("KR", why="named")
    assert (korea.helplines[0].display, korea.helplines[0].dial) == ("109", None)
    assert lines.choose("KR").helplines[0].dial == "tel:109"
    assert next(line.dial for line in lines.choose("JP", why="named").helplines) is not None


def test_why_a_country_is_shown(lines: Helplines) -> None:
    assert lines.choose("KR", why="url").why == "url"
    assert lines.choose(None, None, "KR", default_why="timezone").why == "timezone"
    assert lines.choose(None, None, "KR", default_why="region").why == "region"
    assert lines.choose("US", None, "KR", default_why="region").why == "chosen"
    assert lines.choose("GT", why="url").why == "no-service"
    assert lines.choose(None).why == "international"


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("cc", MAIN)
def test_a_line_for_the_subject_or_a_named_one_that_listens(
    lines: Helplines, cc: str, category: str
) -> None:
    choice = lines.choose(cc, category)
    wanted = {"abuse": {"abuse", "domestic-abuse"}}.get(category, {category})
    serves = any({line.audience, *line.topics} & wanted for line in choice.helplines)
    if category in (*CRISIS, "distress"):
        assert choice.own
        assert choice.helplines[0].audience == "general"
        return
    assert choice.own == serves
    if not choice.own:
        # Whoever stands in must answer day and night: nothing better is known.
        assert choice.helplines[0].hours == "24/7"
        assert choice.helplines[0].audience in ("general", "domestic-abuse", "abuse", "youth")


def test_the_panel_tells_hours_sources_and_why_in_every_language(lines: Helplines) -> None:
    noon = datetime.datetime(2026, 11, 25, 16, tzinfo=datetime.UTC)  # a Wednesday, 16:00 in London
    for lang in LANGUAGES:
        for hours, key in ((0, "ui.open_now"), (8, "ui.closed_now")):
            words = Words(load_texts(), lang, noon + datetime.timedelta(hours=hours))
            panel = unescape(help_panel(lines.choose("GB", "eating-disorder", why="url"), words))
            assert words(key) in panel
            assert words("ui.sources_title") in panel
            assert words.country("GB") in words.why(lines.choose("GB", why="url"))
            assert 'data-why="url"' in panel
            assert "0808 801 0432" in panel, "further numbers of a service belong beside its first"
    both = Helpline("x", "x", languages=("en", "ko"))
    assert [Words(load_texts(), lang).spoken(both).count(comma) for lang, comma in
            (("en", ", "), ("ar", "، "), ("ja", "、"), ("zh", "、"))] == [1, 1, 1, 1]  # fmt: skip
    english = Words(load_texts(), "en", noon)
    assert "Europe/London" not in str(help_panel(lines.choose("GB", "eating-disorder"), english))
