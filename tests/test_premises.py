"""What a question asserts is borne out, put right first, or not gone along with."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant


@pytest.mark.parametrize("question", [
    "how did fans react after g-dragon was found guilty",
    "after g-dragon was found guilty how did he start juspeace",
    "now that BTS quit LOVE MYSELF, who runs it",
    "since BTS quit the campaign, who runs LOVE MYSELF?",
    "when did BTS quit the Love Yourself campaign?",
    "since UNICEF dropped BTS, where does the money go",
    "after Jin left BTS, what did he say about burnout",
    "why was karina fired from SM", "what did the members say after Lisa died",
    # She was never in that group, though members of it rested for anxiety.
    "Jennie left TWICE because of anxiety?",
    "지드래곤이 유죄 판결을 받은 후 팬들은 어떻게 반응했어?", "지민이 BTS를 탈퇴한 이유가 뭐야?",
    "G-Dragon被判有罪后粉丝什么反应？", "¿por qué Jin dejó BTS por ansiedad?",
    "pourquoi Karina a quitté aespa ?", "bakit umalis si Jin sa BTS?",
])  # fmt: skip
def test_what_nothing_bears_out_is_not_gone_along_with(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).mode == "abstain"


@pytest.mark.parametrize(("question", "first"), [
    ("why did hyuna only find out in 2019", "first received a diagnosis in 2016"),
    ("since KOCCA only started after 2019, what did it do for artists' mental health?", "2011"),
    ("kocca's counselling for idols only started after 2019 didn't it", "2011"),
    ("after joy quit red velvet in 2023 who replaced her?", "returned to work with Red Velvet"),
    ("mina quit twice in 2019 because of anxiety, is she solo now?", "paused their work"),
    ("BTS officially announced they were disbanding in June 2022, right?", "no hiatus"),
    # What it is not, in so many words.
    ("How many people with depression can the Min Yoongi center take in?", "centre for autism"),
    ("how many cyberbullies have been sentenced under the Goo Hara law", "about inheritance"),
    ("how much does a therapy session on the Mindset app cost", "is not therapy"),
])  # fmt: skip
def test_what_really_was_comes_first(assistant: Assistant, question: str, first: str) -> None:
    reply = assistant.ask(question)
    assert reply.mode == "answer"
    assert first in reply.citations[0].quote


@pytest.mark.parametrize("question", [
    "how did shinee go on after jonghyun passed away",
    "my bias left the group and i keep crying, am i being dramatic",
    "what helps fans in the first days after an idol passed away",
    "who runs love myself", "when did kocca's counselling start",
])  # fmt: skip
def test_what_is_true_or_of_nobody_named_is_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).mode == "answer"
