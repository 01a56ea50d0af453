"""Korean in Latin letters is read as Korean, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from conftest import ROOT
from kwell_qa import bundle, questions, romanised
from kwell_qa.assistant import Assistant
from kwell_qa.romanised import in_hangul


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("nayeon-i eonje swigi sijakhaesseo", "쉬기"),
        ("hoesa byeongwoneseo mwo haesseo", "병원에서"),
        ("seungcheol wae mot gasseo?", "못 갔어"),
        ("2020nyeon kaempein myeot beon haesseoyo", "2020년"),
        ("nugurang gachi noraehaesseo", "누구랑"),
        ("neomu himdeul ttae eotteokhae", "힘들 때"),
        ("wae idol dwaesseo joahaneunde", "좋아하는데"),
    ],
)
def test_words_become_the_spelling_that_the_lexicon_knows(
    index: bundle.Bundle, typed: str, read: str
) -> None:
    assert read in (in_hangul(typed, index.namer) or "")


def test_names_and_english_words_stay(index: bundle.Bundle) -> None:
    read = in_hangul("stray kids album eonje nawasseo, minho nugurang noraehaesseo", index.namer)
    assert read is not None
    assert read.startswith("stray kids album ")
    assert "minho" in read


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "when did TWICE return", "what does boksu mean", "a" * 3000, "eonje",
        "I love my oppa, saranghae jinjja", "wae" + " hello" * 40,
        "what is the meaning of gwaenchana in that song", "mina swimming", "sana swimsuit scandal",
        "nintendo switch sale", "rose swift grammy", "iya kak makasih ya",
    ],
)  # fmt: skip
def test_what_is_not_korean_is_left_alone(index: bundle.Bundle, text: str) -> None:
    assert in_hangul(text, index.namer) is None


def test_nothing_in_other_languages_is_taken_for_korean(index: bundle.Bundle) -> None:
    taken = []
    for path in [*(ROOT / "tests/questions").glob("*.jsonl"), *(ROOT / "tests/messages").glob("*")]:
        for line in path.read_text("utf-8").splitlines() if path.suffix == ".jsonl" else ():
            case = json.loads(line)
            said = case.get("question") or case.get("text")
            if case["lang"] in ("en", "es", "pt", "id", "tl", "vi", "fr", "de"):
                taken += [said] if in_hangul(said, index.namer) else []
    assert taken == []


def test_a_long_message_is_not_read(index: bundle.Bundle) -> None:
    words = " ".join(f"gatda{number % 7}gasseo wae" for number in range(300))
    assert in_hangul(words, index.namer) is None


@pytest.mark.parametrize("word", ["atta" * 8, "aeoeiae" * 200, "gasseo" * 300, "k" * 500])
def test_a_made_up_word_costs_bounded_work(
    index: bundle.Bundle, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    tried: list[str] = []
    real = romanised._parsed

    def counted(rest: str, done: str, steps: Iterator[int]) -> Iterator[tuple[str, int]]:
        tried.append(rest)
        return real(rest, done, steps)

    monkeypatch.setattr(romanised, "_parsed", counted)
    in_hangul(f"wae eonje haesseo {word}", index.namer)
    assert len(tried) < 30 * romanised._STEPS


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("joohoney eonje dasi dorawasseo", "monsta-x-joohoney"),
        ("seventeen unesco forum ttae seungcheol wae mot gasseo?", "seventeen-unesco"),
        ("shiny foundation eonje saenggyeosseo", "jonghyun-shiny-foundation"),
    ],
)
def test_a_romanised_question_is_answered(
    assistant: Assistant, question: str, document: str
) -> None:
    reply = assistant.ask(question)
    assert reply.mode == "answer"
    assert document in {one.document for one in reply.citations}


def test_earlier_romanised_turns_are_read_too(index: bundle.Bundle) -> None:
    earlier = ("joohoney wae swieosseo",)
    query = questions.read("eonje dasi dorawasseo?", earlier, "en", index.namer)
    assert query.resolved
    assert any("Joohoney" in name for name in query.names)
    assert query.text == "eonje dasi dorawasseo?"
