"""Our own words: thirteen catalogues alike in keys and placeholders, and what looks them up."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
import yaml
from babel import Locale

from conftest import ROOT
from kwell_qa.texts import LANGUAGES, RTL, Catalogue, load, plural
from kwell_qa.web.words import Words

FOLDER = ROOT / "kwell_qa" / "data" / "texts"


def leaves(value: Any, key: str = "") -> dict[str, str]:
    """Every text of a tree by its dotted key, the lines of a list by their number."""
    if isinstance(value, dict):
        parts = [leaves(inner, f"{key}.{name}" if key else name) for name, inner in value.items()]
        return {name: text for part in parts for name, text in part.items()}
    if isinstance(value, list):
        return {f"{key}[{place}]": text for place, text in enumerate(value)}
    return {key: value}


def read(lang: str) -> tuple[dict[str, str], list[str]]:
    """The texts and the function words of one file as they are written."""
    data = yaml.safe_load((FOLDER / f"{lang}.yaml").read_text("utf-8"))
    function_words = data.pop("function_words")
    return leaves(data), function_words


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^{}]*\}", text))


CATEGORIES = {"zero", "one", "two", "few", "many", "other"}


def unlike_plurals(texts: dict[str, str]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The texts without their plural forms, "other" standing for all, and the forms by key."""
    plain: dict[str, str] = {}
    forms: dict[str, set[str]] = {}
    for key, text in texts.items():
        stem, _, last = key.rpartition(".")
        if last in CATEGORIES and f"{stem}.other" in texts:
            forms.setdefault(stem, set()).add(last)
            if last == "other":
                plain[stem] = text
        else:
            plain[key] = text
    return plain, forms


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return read("en")[0]


def test_thirteen_files_and_one_right_to_left() -> None:
    assert len(LANGUAGES) == 13
    assert {path.stem for path in FOLDER.iterdir()} == set(LANGUAGES)
    assert set(load().texts) == set(LANGUAGES)
    assert {"ar"} == RTL


@pytest.mark.parametrize("lang", LANGUAGES)
def test_keys_placeholders_and_values(lang: str, english: dict[str, str]) -> None:
    written, _ = read(lang)
    (texts, forms), (english, of_english) = unlike_plurals(written), unlike_plurals(english)
    assert set(texts) == set(english)
    assert set(forms) == set(of_english)
    assert len(forms) >= 2
    for key, there in forms.items():
        # Every form that a whole number can need in this language, and none that it never needs.
        locale = Locale.parse({"tl": "fil"}.get(lang, lang))
        assert there == {*locale.plural_form.tags, "other"}, key
        for form in there:
            assert placeholders(written[f"{key}.{form}"]) == placeholders(texts[key])
    assert all(isinstance(text, str) and text.strip() for text in texts.values())
    assert {key: placeholders(text) for key, text in texts.items()} == {
        key: placeholders(text) for key, text in english.items()
    }
    # A brace outside a well-formed placeholder would be shown as it is.
    assert not [key for key, text in texts.items() if set("{}") & set(re.sub(r"\{\w+\}", "", text))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_care_texts_hold_no_digits(lang: str) -> None:
    texts, _ = read(lang)
    care = {key: text for key, text in texts.items() if key.startswith("care.")}
    assert care
    # \d knows the digits of every script.
    assert [key for key, text in care.items() if re.search(r"\d", text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_key_stands_once(lang: str) -> None:
    # PyYAML keeps the last of two equal keys without a word.
    def check(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            assert len(names) == len(set(names)), sorted(names)
            for _, value in node.value:
                check(value)

    check(yaml.compose((FOLDER / f"{lang}.yaml").read_text("utf-8")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_function_words(lang: str) -> None:
    _, written = read(lang)
    assert all(isinstance(word, str) and word.strip() for word in written)  # not YAML's no and on
    assert len(written) == len(set(written))
    assert 40 <= len(written) <= 80
    assert 40 <= len(load().function_words[lang]) <= 80


def test_function_words_of_two_languages_share_nothing() -> None:
    written = {lang: set(read(lang)[1]) for lang in LANGUAGES}
    known = load().function_words
    for one, other in itertools.combinations(LANGUAGES, 2):
        assert not written[one] & written[other], (one, other)
        assert not known[one] & known[other], (one, other)


@pytest.mark.parametrize(
    ("wanted", "lang"),
    [
        ("pt-BR", "pt"), ("pt-PT", "pt"), ("fil", "tl"), ("fil-PH", "tl"), ("zh-Hans-CN", "zh"),
        ("KO", "ko"), ("in", "id"), ("ar", "ar"), ("sw", "en"), ("xx-YY", "en"), ("", "en"),
        (None, "en"),
    ],
)  # fmt: skip
def test_nearest_language(wanted: str | None, lang: str) -> None:
    assert load().language(wanted) == lang


def test_get_fills_placeholders() -> None:
    texts = load()
    assert texts.get("en", "ui.call", name="Lifeline", number="13") == "Call Lifeline: 13"
    assert texts.get("pt-BR", "ui.hours", hours="9-17") == "Horário: 9-17"
    with pytest.raises(KeyError, match="got no number, wanted a value"):
        texts.get("en", "ui.call", name="Lifeline")
    assert texts.raw("en", "ui.call") == "Call {name}: {number}"


def test_a_number_decides_the_form() -> None:
    texts = load()
    said = [texts.get("en", "card.agree", count=str(n)) for n in (1, 2, 21)]
    assert said == ["1 source agrees", "2 sources agree", "21 sources agree"]
    # Polish is not offered, but Arabic has all six forms.
    arabic = [plural("ar", n) for n in (0, 1, 2, 3, 11, 100)]
    assert arabic == ["zero", "one", "two", "few", "many", "other"]
    told = {texts.get("ar", "ui.documents_count", count="7") for _ in range(2)}
    assert told == {"7 مستندات"}
    assert texts.get("fr", "card.agree", count="0") == "0 source concordante"


def test_get_leaves_braces_in_values_alone() -> None:
    texts = load()
    asked = "what is {number} or {0} or {} or \\1?"
    assert texts.get("en", "reply.resolved", question=asked) == f"I read your question as: {asked}"
    assert texts.get("en", "ui.call", name="{number}", number="{name}") == "Call {number}: {name}"


def test_unknown_key() -> None:
    for lang in LANGUAGES:
        with pytest.raises(KeyError):
            load().get(lang, "ui.no_such_text")
        with pytest.raises(KeyError):
            Words(load(), lang)("ui.no_such_text")


def test_words_come_from_the_catalogue() -> None:
    small = Catalogue({"en": {"ui.hi": "Hi {name}"}, "ar": {"ui.hi": "مرحبًا {name}"}}, {})
    assert Words(small, "ar-EG")("ui.hi", name="{x}") == "مرحبًا {x}"
    assert Words(small, "ko")("ui.hi", name="Mina") == "Hi Mina"
    assert [Words(load(), lang).dir for lang in ("ar", "en", None)] == ["rtl", "ltr", "ltr"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_choice_that_a_text_names_exists(lang: str) -> None:
    words = Words(load(), lang)
    assert words("ui.any") in words("ui.nothing_matches")
