"""The helplines: every number dials, nothing withdrawn comes back, nobody gets none."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
import zoneinfo
from html import unescape
from pathlib import Path

import phonenumbers
import pytest
import yaml

from kwell_qa import helplines
from kwell_qa.errors import ContentError
from kwell_qa.helpline_file import Country, parse_hours
from kwell_qa.helplines import (
    CATEGORIES,
    FLOOR,
    LAST_GOOD,
    SHOWN,
    STALE_DAYS,
    Helplines,
    is_stale,
    keep_last_good,
    load,
    load_or_floor,
    open_now,
)
from kwell_qa.records import Helpline
from kwell_qa.serving import helplines_of
from kwell_qa.settings import Settings
from kwell_qa.texts import LANGUAGES
from kwell_qa.texts import load as load_texts
from kwell_qa.web.rendering import help_panel
from kwell_qa.web.words import Words

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "corpus" / "helplines.yaml"
TEXT = FILE.read_text(encoding="utf-8")
CRISIS = ("suicidal", "self-harm", "danger-now", "third-party")
SUPPORT = (
    "abuse", "sexual-violence", "harassment", "bullying", "eating-disorder", "grief", "substance",
)  # fmt: skip
MAIN = ("US", "GB", "KR", "JP", "CA", "AU", "BR", "PH", "IN")

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


@pytest.fixture(scope="module")
def lines() -> Helplines:
    return load(FILE)


def services(lines: Helplines) -> list[Helpline]:
    return [line for cc in lines.countries() for line in lines.for_country(cc)]


def raw_services() -> list[tuple[str, dict]]:
    countries = yaml.safe_load(TEXT)["countries"]
    return [(cc, service) for cc, entry in countries.items() for service in entry["services"]]


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


@pytest.mark.parametrize("category", [None, *CRISIS, "distress", "nonsense"])
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
        ("US", "sexual-violence", "Domestic Violence"),
        ("US", "eating-disorder", "ANAD"),
        ("GB", "eating-disorder", "Beat"),
        ("GB", "bullying", "Bullying"),
        ("AU", "sexual-violence", "1800RESPECT"),
        ("JP", "harassment", "Human Rights"),
        ("BR", "harassment", "SaferNet"),
        ("PH", "bullying", "MAKABATA"),
        ("IE", "grief", "Pieta"),
        ("MX", "substance", "Línea de la Vida"),
    ],
)
def test_the_special_line_comes_first(lines: Helplines, cc: str, category: str, name: str) -> None:
    assert name in lines.choose(cc, category).helplines[0].name


@pytest.mark.parametrize("category", SUPPORT)
def test_a_line_for_each_support_category_goes_first(category: str) -> None:
    crisis = Helpline("KR", "crisis", hours="24/7")
    special = Helpline("KR", "special", audience=category)
    table = Helplines(FLOOR, {"KR": Country("KR", "Korea", ("119",), None, (crisis, special))})
    assert table.choose("KR", category).helplines == (special, crisis, FLOOR[0])
    for other in (None, "distress", *CRISIS):
        assert table.choose("KR", other).helplines == (crisis, special, FLOOR[0])


def test_abuse_serves_children_and_adults(lines: Helplines) -> None:
    first, second = lines.choose("US", "abuse").helplines[:2]
    assert {first.audience, second.audience} == {"domestic-abuse", "abuse"}


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


def test_the_categories() -> None:
    assert set(CATEGORIES) == {*CRISIS, *SUPPORT, "distress"}


def test_spellings_of_a_country(lines: Helplines) -> None:
    assert lines.choose("kr").country == lines.choose("KR\n").country == "KR"
    assert lines.choose("uk").country == "GB"


def test_the_default_country_never_replaces_a_named_one(lines: Helplines) -> None:
    assert lines.choose(None, default_country="KR").why == "default"
    assert lines.choose("", default_country="KR").country == "KR"
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


def change(old: str, new: str, after: str = "countries:") -> tuple[str, int]:
    """The file with one thing changed after a mark, and the line of the change."""
    start = TEXT.index(old, TEXT.index(after))
    return TEXT[:start] + new + TEXT[start + len(old) :], TEXT.count("\n", 0, start) + 1


KR109 = "name: Suicide Prevention Counseling Line 109"
BROKEN = {
    "unknown key": (*change("audience:", "audiance:", KR109), "audiance", "109"),
    "unknown audience": (*change("general", "everybody", KR109), "everybody", "109"),
    "low confidence": (*change("confidence: high", "confidence: low", KR109), "`low`", "109"),
    "not short": (*change("dial: '109'", "dial: '10a'", KR109), "10a", "109"),
    "not allowed": (*change("dial: '1553', short_code: true", "dial: '1553'"), "1553", "NCMH"),
    "not E.164": (*change("+8229241227", "+82 2 924 1227"), "E.164", "DDing"),
    "another country": (*change("+8229241227", "+8129241227"), "number of KR", "DDing"),
    "too short": (*change("'02-924-1227', dial: '+8229241227'", "'02-924-122', dial: '+822924122'"),
                  "number of KR", "DDing"),
    "not what is read": (*change("+8229241227", "+8229241228"), "what people read", "DDing"),
    "short not as read": (*change("dial: '109'", "dial: '119'", KR109), "what people read", "109"),
    "hours": (*change("hours: '24/7'", "hours: 'always'", KR109), "always", "109"),
    "day": (*change("2026-11-22", "2026-13-22", KR109), "2026-13-22", "109"),
    "page": (*change("https://www.1388.go.kr", "www.1388.go.kr"), "www.1388.go.kr", "1388"),
    "topic": (*change("[suicide]", "[sucide]", KR109), "sucide", "109"),
    "sms keyword": (*change("keyword: HOME", "keywrd: HOME"), "keywrd", "Crisis Text"),
    "twice": (*change("    emergency: ['119', '112']", "    name: Korea", "  KR:"), "twice", "KR"),
    "no emergency": (*change("['119', '112']", "[]", "  KR:"), "no emergency", "KR"),
    "emergency word": (*change("'119'", "'help'", "  KR:"), "help", "KR"),
    "code": (*change("  KR:\n    name: South", "  KOR:\n    name: South"), "KOR", "KOR"),
    "not a list": (*change("[ko]", "ko", KR109), "not a list", "109"),
    "yaml": (*change("[ko]", "[ko", KR109), "yaml", ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_names_file_line_and_entry(tmp_path: Path, fault: str) -> None:
    text, line, what, entry = BROKEN[fault]
    path = tmp_path / "helplines.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(path)
    found = caught.value.findings[0]
    assert found.file == path
    assert found.line is not None
    assert abs(found.line - line) <= (2 if fault in ("yaml", "code", "twice") else 0)
    assert what in str(found)
    assert entry in found.message
    assert found.remedy
    assert str(caught.value).startswith(f"{path}:{found.line}: helpline-")


@pytest.mark.parametrize("key", ["name", "audience", "hours", "languages", "confidence", "checked"])
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    entry = TEXT.index(KR109)
    start = TEXT.index(f"{key}:", entry if key == "name" else entry + len(KR109))
    if key == "name":
        text = TEXT[:start] + "note: 'x'" + TEXT[start + len(KR109) :]
        text = text.replace("        note: 'Free. Text", "        cost: free\n#", 1)
    else:
        text = TEXT[:start] + "# " + TEXT[start:]
    path = tmp_path / "helplines.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=f"no `{key}`") as caught:
        load(path)
    assert any(
        found.line and abs(found.line - TEXT.count("\n", 0, entry) - 1) <= 1
        for found in caught.value.findings
    )


def test_a_service_without_a_way_in_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "helplines.yaml"
    url = (
        "        chat_url: 'https://helpline.org.br'\n        website: 'https://helpline.org.br'\n"
    )
    assert url in TEXT
    path.write_text(TEXT.replace(url, ""), encoding="utf-8")
    with pytest.raises(ContentError, match=r"SaferNet.*no way in"):
        load(path)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / "helplines.yaml"
    text = TEXT.replace("hours: '24/7'", "hours: 'always'", 3)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(path)
    assert len({found.line for found in caught.value.findings}) == 3


WRECKS = {
    "empty": b"",
    "null": b"null\n",
    "list": b"- 1\n",
    "word": b"helplines\n",
    "no countries": b"international: []\ncountries: {}\n",
    "binary": bytes(range(256)),
    "latin": "name: é".encode("latin-1"),
    "cut": TEXT.encode()[: len(TEXT) // 3],
    "deep": b"[" * 20_000,
    "anchor": b"a: &a [*a]\n",
    "tag": b"!!python/object/apply:os.system ['true']\n",
    "keys": b"? [1, 2]\n: 3\n",
}


@pytest.mark.parametrize("wreck", WRECKS)
def test_load_or_floor_never_raises(tmp_path: Path, wreck: str) -> None:
    path = tmp_path / "helplines.yaml"
    path.write_bytes(WRECKS[wreck])
    with pytest.raises(ContentError, match=r"helplines\.yaml"):
        load(path)
    found, fault = load_or_floor(path)
    assert fault is not None
    assert "helplines.yaml" in fault
    assert found.choose("KR", "suicidal").helplines == FLOOR


def test_load_or_floor_without_a_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path, Path("\x00")):
        found, fault = load_or_floor(path)
        assert fault
        assert found.choose(None).helplines == FLOOR


def test_load_or_floor_survives_any_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(helplines, "parse", fail)
    found, fault = load_or_floor(FILE, FILE)
    assert found == Helplines()
    assert fault is not None
    assert fault.startswith("MemoryError")
    assert "built-in directories" in fault


def test_a_good_file_has_no_fault(lines: Helplines) -> None:
    found, fault = load_or_floor(FILE)
    assert fault is None
    assert found.by_country == lines.by_country
    assert found.international == lines.international


def test_loading_is_light() -> None:
    code = (
        "import sys, pathlib; from kwell_qa import helplines as h; "
        f"print(h.load_or_floor(pathlib.Path({str(FILE)!r}))[1]); "
        "print(*{'numpy', 'torch', 'babel', 'phonenumbers', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["None"]


def test_hours_of_every_service_can_be_read(lines: Helplines) -> None:
    for line in services(lines):
        spans = parse_hours(line.hours)
        assert spans is not None, line.name
        assert bool(spans) == (line.hours != "unknown"), line.name
        if line.timezone is not None:
            zoneinfo.ZoneInfo(line.timezone)


@pytest.mark.parametrize(
    ("hours", "when", "is_open"),
    [
        ("Mon-Fri 09:00-17:00", "2026-11-23T00:00", True),  # Monday 09:00 in Seoul
        ("Mon-Fri 09:00-17:00", "2026-11-22T23:59", False),
        ("Mon-Fri 09:00-17:00", "2026-11-23T08:00", False),  # the end is not included
        ("Mon-Fri 09:00-17:00", "2026-11-22T03:00", False),  # Sunday
        ("daily 15:30-00:30", "2026-11-22T15:29", True),  # Monday 00:29 in Seoul
        ("Sun 15:30-00:30", "2026-11-22T15:29", True),
        ("Mon 15:30-00:30", "2026-11-22T15:29", False),
        ("Sun-Tue 14:00-22:00", "2026-11-23T06:00", True),
        ("Sun-Tue 14:00-22:00", "2026-11-25T06:00", False),
        ("Mon-Thu 10:00-13:00, 16:00-19:00; Fri 10:00-13:00", "2026-11-23T08:00", True),
        ("Mon-Thu 10:00-13:00, 16:00-19:00; Fri 10:00-13:00", "2026-11-23T05:00", False),
        ("daily 08:00-24:00", "2026-11-22T14:59", True),
        ("unknown", "2026-11-23T00:00", None),
        ("directory", "2026-11-23T00:00", None),
        ("gibberish", "2026-11-23T00:00", None),
        ("24/7", "2026-11-23T00:00", True),
    ],
)
def test_open_now(hours: str, when: str, is_open: bool | None) -> None:
    moment = datetime.datetime.fromisoformat(when).replace(tzinfo=datetime.UTC)
    line = Helpline("KR", "x", hours=hours, timezone="Asia/Seoul")
    assert open_now(line, moment) is is_open


def test_open_now_tells_nothing_it_cannot_know() -> None:
    moment = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
    hours = "Mon-Fri 00:00-24:00"
    assert open_now(Helpline("KR", "x", hours=hours, timezone="Asia/Seoul"), moment) is True
    assert open_now(Helpline("KR", "x", hours=hours), moment) is None
    assert open_now(Helpline("KR", "x", hours=hours, timezone="Asia/Nowhere"), moment) is None
    naive = moment.replace(tzinfo=None)
    assert open_now(Helpline("KR", "x", hours=hours, timezone="Asia/Seoul"), naive) is None


@pytest.mark.parametrize(
    "hours",
    [
        "Mon-Fri",
        "Fri 9-17",
        "Mon 09:00-25:00",
        "Mon 09:60-10:00",
        "Xyz 09:00-10:00",
        "Mon 09:00-09:00",
        "",
    ],
)
def test_hours_of_no_known_form(hours: str) -> None:
    assert parse_hours(hours) is None


def test_names_come_from_cldr(lines: Helplines) -> None:
    assert helplines.country_name("KR", "ko") == "대한민국"
    assert helplines.country_name("KR", "pt-BR") == "Coreia do Sul"
    assert helplines.country_name("KR", "no such") == "South Korea"
    assert helplines.country_name("🙂", "en") == "🙂"
    assert helplines.language_name("ko", "fr") == "coréen"
    for cc in lines.countries():
        assert len(helplines.country_name(cc, "en")) > 2
    for line in services(lines):
        assert all(len(helplines.language_name(code, "en")) > 2 for code in line.languages)


# Last good, elsewhere, stale, time zones


def test_a_broken_file_is_replaced_by_the_last_good_one(tmp_path: Path) -> None:
    broken, index = tmp_path / "helplines.yaml", tmp_path / "index"
    index.mkdir()
    assert keep_last_good(FILE, index)
    text, line, what, _ = BROKEN["hours"]
    broken.write_text(text, encoding="utf-8")
    assert not keep_last_good(broken, index), "a faulty file must not replace the sound copy"
    found, fault = load_or_floor(broken, index / LAST_GOOD)
    assert found.by_country == load(FILE).by_country
    assert fault is not None
    assert f"{broken}:{line}" in fault
    assert what in fault
    assert str(index / LAST_GOOD) in fault
    (index / LAST_GOOD).write_text("- 1")
    found, fault = load_or_floor(broken, index / LAST_GOOD)
    assert found.choose("KR").helplines == FLOOR
    assert "built-in" in str(fault)


def test_serving_falls_back_to_the_copy_beside_the_index(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    for folder in (corpus, index):
        folder.mkdir()
    only_korea = yaml.safe_load(TEXT)
    only_korea["countries"] = {"KR": only_korea["countries"]["KR"]}
    sound = tmp_path / "sound.yaml"
    sound.write_text(yaml.safe_dump(only_korea, allow_unicode=True), encoding="utf-8")
    assert keep_last_good(sound, index)
    (corpus / "helplines.yaml").write_text(BROKEN["yaml"][0], encoding="utf-8")
    settings = Settings(corpus_dir=corpus, index_dir=index)
    found, fault = helplines_of(settings)
    assert found.countries() == ("KR",)
    assert "serving the last good file" in str(fault)
    (corpus / "helplines.yaml").unlink()
    found, fault = helplines_of(settings)  # a corpus of one's own need not hold helplines
    assert (len(found.countries()) >= 70, fault) == (True, None)


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
    assert lines.choose("", None, "KR", default_why="region").why == "region"
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


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Seoul", "KR"), ("Europe/Berlin", "DE"), ("America/New_York", "US"),
        ("US/Eastern", "US"), ("Asia/Calcutta", "IN"), ("Asia/Kolkata", "IN"),
        ("Asia/Saigon", "VN"), ("America/Argentina/Buenos_Aires", "AR"), ("Asia/Manila", "PH"),
        ("UTC", None), ("Etc/UTC", None), ("Mars/Olympus", None), ("", None), (None, None),
        ("../../etc/passwd", None), ("Asia/Seoul\n", None), (7, None), ("A" * 5000, None),
    ],
)  # fmt: skip
def test_the_country_of_a_time_zone(zone: object, country: str | None) -> None:
    found = helplines.country_of_zone(zone)
    assert (found if found != "ZZ" else None) == country


@pytest.mark.parametrize(
    ("when", "is_open"),
    [  # London's clocks went forward on 29 March 2026 and back on 25 October 2026, New York's on
        # 8 March and 1 November.
        ("2026-03-27T15:00", True), ("2026-03-27T14:59", False),
        ("2026-03-30T14:00", True), ("2026-03-30T13:59", False),
        ("2026-10-23T14:00", True), ("2026-10-26T14:59", False), ("2026-10-26T15:00", True),
    ],
)  # fmt: skip
def test_open_now_follows_summer_time(when: str, is_open: bool) -> None:
    moment = datetime.datetime.fromisoformat(when).replace(tzinfo=datetime.UTC)
    line = Helpline("GB", "x", hours="Mon-Fri 15:00-20:00", timezone="Europe/London")
    assert open_now(line, moment) is is_open


def test_stale_entries_are_told_and_stay() -> None:
    line = FLOOR[0]
    checked = datetime.date.fromisoformat(line.checked)
    edge = checked + datetime.timedelta(days=STALE_DAYS)
    assert not is_stale(line, checked)
    assert not is_stale(line, edge)
    assert is_stale(line, edge + datetime.timedelta(days=1))
    assert is_stale(Helpline("KR", "x", checked=""), checked)
    later = datetime.datetime.combine(edge, datetime.time(), datetime.UTC)
    for lang in LANGUAGES:
        for days in (0, 2):
            words = Words(load_texts(), lang, later + datetime.timedelta(days=days))
            panel = help_panel(Helplines().choose("KR"), words)
            assert ("kw-stale" in panel) == (days == 2)
            assert "findahelpline.com" in panel


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
    english = Words(load_texts(), "en", noon)
    assert "Europe/London" not in str(help_panel(lines.choose("GB", "eating-disorder"), english))


def test_nothing_of_low_confidence_is_in_the_file(tmp_path: Path) -> None:
    for rating in ("low", "unsure"):
        path = tmp_path / "helplines.yaml"
        path.write_text(change("confidence: high", f"confidence: {rating}", KR109)[0], "utf-8")
        with pytest.raises(ContentError, match=rating):
            load(path)
