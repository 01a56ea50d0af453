"""Hurting oneself, told by a phrase that stands in no file: harmless ones stand for it here."""

from __future__ import annotations

import io
import json
import re
import runpy
import sys
from pathlib import Path

import pytest

from kwell_qa import safety, screening_means

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def watering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watering oneself stands for it, so that no such word need be written here."""
    salt = screening_means.signs()[0]
    told = {
        "water myself": ("en", "harm"), "waters herself": ("en", "harm"),
        "been watering": ("en", "habit"), "me riego": ("es", "harm"), "自分に水": ("ja", "harm"),
        "물을줬": ("ko", "harm"), "took a shower": ("en", "taken"),
    }  # fmt: skip
    signs = {screening_means.sign(word, salt): seen for word, seen in told.items()}
    monkeypatch.setattr(screening_means, "_phrases", lambda: signs)


@pytest.mark.parametrize(
    "text",
    [
        "i water myself", "I water my self... i mean i WATER MYSELF", "me riego otra vez",
        "また自分に水をやった", "어제 또 물을 줬어", "ive been watering again",
        "ive been watering and nobody knows", "i water myself and then put on my favourite song",
    ],
)  # fmt: skip
def test_whoever_hurts_themselves_gets_care(text: str) -> None:
    seen = safety.screen(text)
    assert (seen.level, seen.category, seen.person) == ("crisis", "self-harm", "first")


@pytest.mark.parametrize("text", ["my friend waters herself", "my best friend has been watering"])
def test_of_a_friend_it_is_the_friends(text: str) -> None:
    assert safety.screen(text).category == "third-party"


@pytest.mark.parametrize(
    "text",
    [
        "i water myself shaving lol", "me riego el pelo", "料理中に自分に水をやった",
        "요리하다가 물을 줬어", "ive been watering class", "ive been watering the plants",
        "i never water myself", "i used to water myself but i have been clean for two years",
        "the lyrics say i water myself",
    ],
)  # fmt: skip
def test_mishaps_chores_and_what_is_over_are_left_out(text: str) -> None:
    assert safety.screen(text).level == "none"


def test_what_was_taken_is_danger_now() -> None:
    assert safety.screen("i took a shower and nobody knows").category == "danger-now"
    assert safety.screen("my friend took a shower").person == "third"
    assert safety.screen("i took a shower of cute selfies").level == "none"


def test_no_phrase_is_a_word_of_ordinary_talk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for text in ("that web poll of a thousand odd armys", "watching at odd hours", "she is odd"):
        assert safety.screen(text).level == "none"


def test_a_sprain_is_nobodys_doing() -> None:
    assert safety.screen("me lastimé el tobillo en el ensayo de la coreo").level == "none"
    assert safety.screen("nasaktan ko sarili ko, natapilok ako sa hagdan").level == "none"


def test_phrases_are_known_by_hash_only_in_each_language() -> None:
    held = json.loads((ROOT / "kwell_qa/data/screen_means.json").read_text("utf-8"))
    assert set(held["harm"]) == set("en ko ja zh es pt id th vi fr de ar tl".split())
    assert set(held["taken"]) == set(held["harm"])
    for name in ("harm", "habit", "taken"):
        assert all(len(hashes) > (2 if name == "taken" else 8) for hashes in held[name].values())
    for hashes in (*held["harm"].values(), *held["habit"].values(), *held["taken"].values()):
        assert all(re.fullmatch("[0-9a-f]{12}", one) for one in hashes)


def test_phrases_are_added_by_their_hashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = runpy.run_path(str(ROOT / "scripts/add_means.py"))
    target = tmp_path / "list.json"
    monkeypatch.setitem(script["main"].__globals__, "TARGET", target)
    for name, given in (
        ("--harm", "water myself\n"), ("--habit", "watering\n"), ("--taken", "watered\n"),
    ):  # fmt: skip
        monkeypatch.setattr(sys, "argv", ["add_means.py", name, "en"])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        assert script["main"]() == 0
        said = capsys.readouterr().out
        assert "1 new" in said
        assert "water" not in said
    held = json.loads(target.read_text("utf-8"))
    salt = held["salt"]
    assert held["harm"] == {"en": [screening_means.sign("water myself", salt)]}
    assert held["habit"] == {"en": [screening_means.sign("watering", salt)]}


def test_a_line_that_breaks_off_is_read_with_the_next() -> None:
    assert safety.screen("i want to\ndie").level == "crisis"
    assert safety.screen("죽고\n싶어").level == "crisis"
    assert safety.screen("i love it.\nkilling it").level == "none"


def test_a_crisis_in_a_long_message_stays_the_writers() -> None:
    talk = "we streamed the video all day and the stage was so pretty. " * 30
    friend = "my friend also told me she wants to die, how do i support her?"
    seen = safety.screen(f"i want to kill myself tonight. {talk}{friend}")
    assert (seen.category, seen.person) == ("suicidal", "first")
