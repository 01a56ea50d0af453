"""Faults of single files that people make by hand: told by what they are, with the right remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import DOCUMENT
from fake_embedder import FakeEmbedder
from helpline_fixtures import TEXT
from kwell_qa import building, corpus, decoding, helplines, linting, registry, versions
from kwell_qa.errors import ContentError, Finding

GOOD = DOCUMENT.format(id="good", name="Good walks")
PLAIN = "# A café\n\nIt opened in 2019.\n"


def of_file(folder: Path, content: str | bytes, name: str = "one.md") -> Finding:
    """The one thing that is wrong with a folder of this file."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (finding,) = corpus.load(folder).findings
    return finding


def of_yaml(folder: Path, content: str | bytes) -> Finding:
    """The one thing that is wrong with a list of names."""
    path = folder / "names.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ContentError) as caught:
        registry.load_names(path)
    (finding,) = caught.value.findings
    return finding


ENCODED = {
    "utf-16 with its mark": (PLAIN.encode("utf-16"), 1, "UTF-16, not UTF-8", "save it as UTF-8"),
    "utf-16 of a big end": (b"\xfe\xff" + PLAIN.encode("utf-16-be"), 1, "UTF-16", "as UTF-8"),
    "utf-16 without a mark": (PLAIN.encode("utf-16-le"), 1, "UTF-16", "save it as UTF-8"),
    "utf-32": (PLAIN.encode("utf-32"), 1, "UTF-32, not UTF-8", "save it as UTF-8"),
    "latin-1": (PLAIN.encode("latin-1"), 1, "not UTF-8 (byte 0xe9)", "save it as UTF-8"),
    "nul": (PLAIN.replace("2019", "20\x0019").encode(), 3, "a NUL character (U+0000)", "take it"),
    "binary": (b"\x89PNG\r\n\x00\x00\x00\rIHDR", 2, "binary data", "name it by what it is"),
    "controls": (b"\x00\x01\x02", 1, "binary data", "name it by what it is"),
}


@pytest.mark.parametrize("name", ENCODED)
@pytest.mark.parametrize("read", [of_file, of_yaml])
def test_what_is_no_utf_8_is_told_by_what_it_is(tmp_path: Path, name: str, read: object) -> None:
    content, line, message, remedy = ENCODED[name]
    found = read(tmp_path, content)  # type: ignore[operator]
    assert (found.line, found.rule) == (line, "unreadable")
    assert message in found.message
    assert remedy in found.remedy


def test_a_mark_and_even_bytes_of_text_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_bytes(b"\xef\xbb\xbf" + PLAIN.encode())
    assert decoding.decode(tmp_path / "one.md") == PLAIN


def test_a_key_that_stands_twice_is_taken_out(tmp_path: Path) -> None:
    found = of_file(tmp_path, GOOD.replace("kind:", "title: Another\nkind:"))
    assert (found.line, found.message) == (4, "the key 'title' stands twice")
    assert found.remedy == "take one out"
    found = of_file(tmp_path, GOOD.replace("publisher: Club", "publisher: Club, publisher: It"))
    assert (found.line, found.remedy) == (9, "take one out")
    found = of_yaml(tmp_path, "- name: BTS\n  kind: group\n  name: TXT\n")
    assert (found.line, found.rule, found.remedy) == (3, "yaml", "take one out")
    assert "the key 'name' stands twice" in found.message
    path = tmp_path / "helplines.yaml"
    path.write_text(TEXT.replace("  KR:\n", "  KR:\n    name: Korea\n", 1), "utf-8")
    with pytest.raises(ContentError, match="has `name` twice; take one out"):
        helplines.load(path)


def test_a_tab_is_told_at_its_line(tmp_path: Path) -> None:
    found = of_file(tmp_path, GOOD.replace("  club:", "\tclub:"))
    assert (found.line, found.message) == (9, "a tab at the start of the line")
    assert found.remedy == "indent with spaces"
    found = of_yaml(tmp_path, "- name: BTS\n\tkind: group\n  aliases: [방탄]\n")
    assert (found.line, found.message) == (2, "a tab at the start of the line")
    path = tmp_path / "helplines.yaml"
    path.write_text(TEXT.replace("  KR:\n    name:", "  KR:\n\tname:", 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        helplines.load(path)
    (found,) = caught.value.findings
    assert found.line == TEXT[: TEXT.index("  KR:\n")].count("\n") + 2
    assert "a tab" in found.message


def test_a_tab_within_a_line_is_not_blamed(tmp_path: Path) -> None:
    found = of_file(tmp_path, GOOD.replace("title: Good", "title: [Good\t"))
    assert found.message.startswith("not valid YAML")


def test_a_letter_that_yaml_does_not_take_is_named(tmp_path: Path) -> None:
    found = of_yaml(tmp_path, "- name: BTS\n  kind: gr\x08oup\n")
    assert (found.line, found.remedy) == (2, "take it out")
    assert "U+0008" in found.message


def helpline_faults(folder: Path, old: str, new: str) -> tuple[Finding, ...]:
    """What is wrong with the project's helplines where one thing is changed."""
    assert old in TEXT
    path = folder / "helplines.yaml"
    path.write_text(TEXT.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        helplines.load(path)
    return caught.value.findings


@pytest.mark.parametrize(("old", "new", "wanted"), [
    ("checked: '2026-11-22'", "checked: '2026-22-11'", "a day of the calendar as YYYY-MM-DD"),
    ("website: 'https://", "website: 'www.", "an address that begins with http:// or https://"),
    ("timezone: Asia/", "timezone: Asia ", "a time zone of IANA"),
    ("languages: [ko]", "languages: [Korean]", "a language code, for example"),
    ("emergency: ['119'", "emergency: ['one'", "2 to 5 digits"),
    ("confidence: high", "confidence: low", "high or medium"),
])  # fmt: skip
def test_a_value_of_a_helpline_is_wanted_in_words(
    tmp_path: Path, old: str, new: str, wanted: str
) -> None:
    (found,) = (one for one in helpline_faults(tmp_path, old, new)
                if "no emergency" not in one.message)  # fmt: skip
    assert wanted in found.remedy
    assert not set("\\[]|") & set(found.remedy)


@pytest.mark.parametrize("code", ["ZZ", "UK", "KOR"])
def test_a_country_that_is_none_is_told_once(tmp_path: Path, code: str) -> None:
    (found,) = helpline_faults(tmp_path, "\n  KR:\n", f"\n  {code}:\n")
    assert found.message == f"`{code}` is no country code"


@pytest.mark.parametrize("name", ["walks.md", "third.md"])
def test_a_link_that_leads_nowhere_is_no_document_less(
    tiny_corpus: Path, tmp_path: Path, name: str
) -> None:
    index = tmp_path / "index"
    assert building.build(tiny_corpus, index, FakeEmbedder).published
    before = versions.current(index)
    (tiny_corpus / name).unlink(missing_ok=True)
    (tiny_corpus / name).symlink_to(tmp_path / "moved.md")
    told = f"a link to {tmp_path / 'moved.md'}, which is not there"
    for report in (
        building.build(tiny_corpus, index, FakeEmbedder, dry_run=True),
        building.build(tiny_corpus, index, FakeEmbedder),
    ):
        (found,) = report.findings
        assert (found.rule, found.message) == ("unreadable", told)
        assert found.remedy == "mend the link, or remove it"
        assert report.skipped == (name,)
    assert name == "third.md" or versions.current(index) == before
    assert [one.message for one in linting.check(tiny_corpus)] == [told]


LISTS = ("names.yaml", "lexicon.yaml", "unanswered.yaml", "helplines.yaml")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_a_link_to_nowhere_is_told(
    tiny_corpus: Path, tmp_path: Path, name: str
) -> None:
    (tiny_corpus / name).symlink_to(tmp_path / "moved.yaml")
    found = [one for one in linting.check(tiny_corpus) if one.severity == "error"]
    assert [one.file.name for one in found] == [name]
    assert "which is not there" in found[0].message
