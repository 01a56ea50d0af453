"""names.yaml and lexicon.yaml: aliases that stand in each other's way, artists nobody knows."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from conftest import ROOT
from kwell_qa import linting, registry
from kwell_qa.errors import ContentError, Finding
from kwell_qa.notes import Notes
from lint_fixtures import TODAY, document, findings

NAMES = """- name: Stray Kids
  kind: group
  aliases: [SKZ, stray kidz,
    스트레이 키즈]
- name: Bang Chan
  kind: person
  of: [Stray Kids]
  aliases: [channie]
"""


def faults(folder: Path, names: str) -> tuple[Finding, ...]:
    """What ``load_names`` raises."""
    path = folder / "names.yaml"
    path.write_text(names, "utf-8")
    with pytest.raises(ContentError) as caught:
        registry.load_names(path)
    return caught.value.findings


@pytest.mark.parametrize("alias", [
    "SKZ", "skz", "stray kidz", "Str-ay Kidz", "straykidz", "스트레이키즈", "stray kids",
])  # fmt: skip
def test_an_alias_of_two_entries_is_an_error_that_names_both(tmp_path: Path, alias: str) -> None:
    (found,) = faults(tmp_path, NAMES.replace("channie", f"channie, {alias}"))
    assert (found.line, found.rule, found.severity) == (8, "names", "error")
    for words in (repr(alias), "'Stray Kids'", "'Bang Chan'", "in line "):
        assert words in found.message
    first = {"스트레이키즈": 4, "stray kids": 1}.get(alias, 3)
    assert f"in line {first}" in found.message


def test_a_name_that_is_an_alias_of_another_is_an_error(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, NAMES + "- {name: channie, kind: fandom}\n")
    assert found.line == 9
    assert "'Bang Chan' in line 8" in found.message


def test_an_entry_may_spell_one_alias_in_two_ways(tmp_path: Path) -> None:
    (tmp_path / "names.yaml").write_text(NAMES.replace("SKZ", "SKZ, skz, straykidz"), "utf-8")
    assert len(registry.load_names(tmp_path / "names.yaml")) == 2


@pytest.mark.parametrize(("owner", "remedy"), [
    ("Straykids", "write 'Stray Kids'"), ("SKZ", "write 'Stray Kids'"), ("Nobody", "add an entry"),
])  # fmt: skip
def test_names_belong_to_names(tmp_path: Path, owner: str, remedy: str) -> None:
    (found,) = faults(tmp_path, NAMES.replace("of: [Stray Kids]", f"of: [{owner}]"))
    assert (found.line, found.severity) == (7, "error")
    assert repr(owner) in found.message
    assert found.remedy.startswith(remedy)


def test_the_project_s_own_files_are_clean() -> None:
    found = registry.Registry.of(ROOT / "corpus")
    assert found.findings == ()
    assert len(found.names) > 900


LEXICON = """- {en: lonely, ko: [외로워], de: [einsam]}
- {en: Weverse, ko: [위버스], de: [weverse]}
- {en: Korea, de: [Südkorea]}
- {en: "", ko: [그냥]}
"""


@pytest.mark.parametrize(("names", "told"), [
    ("- {name: Bang Chan, kind: person, aliases: [Einsam]}", ("'Einsam'", "(de: lonely)")),
    ("- {name: Bang Chan, kind: person, aliases: [외로워, lonely]}", ("'외로워'", "'lonely'")),
    ("- {name: Bang Chan, kind: person, aliases: [그냥]}", ("(ko: a word to pass over)",)),
    ("- {name: Weverse, kind: series, aliases: [위버스, weverse]}", ()),
    ("- {name: South Korea, kind: place, aliases: [südkorea]}", ()),
    ("- {name: Bang Chan, kind: person, aliases: [channie]}", ()),
])  # fmt: skip
def test_an_alias_that_is_an_ordinary_word_is_told(
    tmp_path: Path, names: str, told: tuple[str, ...]
) -> None:
    (tmp_path / "names.yaml").write_text(names, "utf-8")
    (tmp_path / "lexicon.yaml").write_text(LEXICON, "utf-8")
    found = findings(tmp_path, document())
    assert {(one.line, one.rule, one.severity) for one in found} == (
        {(1, "names", "warning")} if told else set()
    )
    for words in told:
        assert words in "\n".join(map(str, found))


@pytest.mark.parametrize(("artists", "unknown"), [
    ("[SKZ, Bang Chan]", []), ("[Stray Kid, Felix]", ["Stray Kid", "Felix"]), ("[joy]", []),
])  # fmt: skip
def test_artists_are_names(tmp_path: Path, artists: str, unknown: list[str]) -> None:
    page = document(more=f"artists: {artists}\n")
    assert findings(tmp_path, page) == []  # a folder without names has none to be held against
    (tmp_path / "names.yaml").write_text(
        NAMES + "- {name: Joy of Red Velvet, kind: person}\n", "utf-8"
    )
    found = findings(tmp_path, page)
    assert [(one.line, one.rule, one.severity) for one in found] == [
        (10, "artist", "warning") for _ in unknown
    ]
    for name in unknown:
        assert any(repr(name) in one.message for one in found)


@pytest.mark.parametrize(("lang", "fires"), [
    ("kr", True), ("xx", True), ("ko", False), ("pt-BR", False), ("fil", False),
])  # fmt: skip
def test_a_language_that_nobody_asks_in_is_told(tmp_path: Path, lang: str, fires: bool) -> None:
    found = findings(tmp_path, document(more=f"lang: {lang}\n"))
    wanted = [(10, "lang", "warning")] * fires
    assert [(one.line, one.rule, one.severity) for one in found] == wanted


def test_artists_are_held_against_the_names_of_now(tmp_path: Path) -> None:
    """What is noted of an unchanged page does not outlive a change of the names."""
    (tmp_path / "a.md").write_text(document(more="artists: [Felix]\n"), "utf-8")
    names = tmp_path / "names.yaml"
    with closing(Notes(tmp_path / "notes.sqlite")) as notes:
        names.write_text(NAMES, "utf-8")
        assert len(linting.check(tmp_path, today=TODAY, notes=notes)) == 1
        names.write_text(NAMES + "- {name: Felix, kind: person}\n", "utf-8")
        assert linting.check(tmp_path, today=TODAY, notes=notes) == ()
