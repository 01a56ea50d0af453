"""The file of helplines: faults are named, and a broken one never leaves anybody without."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import helpline_fixtures
from conftest import ROOT
from helpline_fixtures import FILE, TEXT
from kwell_qa import helplines
from kwell_qa.errors import ContentError
from kwell_qa.helplines import (
    FLOOR,
    LAST_GOOD,
    STALE_DAYS,
    Helplines,
    is_stale,
    keep_last_good,
    load,
    load_or_floor,
)
from kwell_qa.records import Helpline
from kwell_qa.serving import helplines_of
from kwell_qa.settings import Settings
from kwell_qa.texts import LANGUAGES
from kwell_qa.texts import load as load_texts
from kwell_qa.web.rendering import help_panel
from kwell_qa.web.words import Words

# pytest finds fixtures by this name.
lines = helpline_fixtures.lines


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


def test_nothing_of_low_confidence_is_in_the_file(tmp_path: Path) -> None:
    for rating in ("low", "unsure"):
        path = tmp_path / "helplines.yaml"
        path.write_text(change("confidence: high", f"confidence: {rating}", KR109)[0], "utf-8")
        with pytest.raises(ContentError, match=rating):
            load(path)
