"""Unsafe wording in a corpus: what fires, and what is rightly said."""

from __future__ import annotations

from pathlib import Path

import pytest

from kwell_qa.errors import Finding
from kwell_qa.lint_rules import wording
from lint_fixtures import HELP, LEAD, document, findings

UNSAFE = [
    ("A1", "A singer committed suicide in 2010."),
    ("A1", "The star committed an act of suicide in 2010."),
    ("A1", "The actor made a successful suicide attempt."),
    ("A1", "After a failed suicide attempt the actor spoke out."),
    ("A1", "An unsuccessful attempt at suicide was reported."),
    ("A1", "The poet completed suicide in 1930."),
    ("A1", "The poet killed himself in 1930."),
    ("A1", "Se cometió suicidio en 2010."),
    ("A1", "가수가 극단적 선택을 했다."),
    ("A2", "The singer died after an overdose of pills."),
    ("A2", "The singer jumped from a place in Seoul and died."),
    ("A2", "The singer left a note and died in 2010."),
    ("A2", "The singer was found dead by friends."),
    ("A2", "The actor died in her apartment in 2010."),
    ("A5", "Hate comments drove the star to suicide."),
    ("A5", "Online abuse led to suicide."),
    ("A5", "Pressure pushed fans towards suicide."),
    ("A5", "The suicide was caused by comments."),
    ("A5", "The singer died by suicide because of comments."),
    ("A9", "Korea faces a suicide epidemic."),
    ("A9", "Depression is skyrocketing among fans."),
    ("A9", "Self-harm is a growing problem."),
    ("A12", "Police named a motive for the death of the star."),
    ("A12", "Nobody knows why the star died."),
    ("A12", "The singer died in 2010 after years of depression."),
    ("A12", "The cause of her death was in the papers."),
    ("B", "The test calls a friend low risk for suicide."),
    ("B", "We will keep it a secret."),
    ("B", "Most of these posts are attention-seeking."),
    ("B", "Other people have it worse than fans."),
    ("B", "Fans should confront the stalker."),
    ("B", "Start a mass report against the account."),
    ("B", "Fans hide their scars in summer."),
    ("B", "Bullying is sometimes your own fault."),
]
SAFE = [
    "A singer died by suicide in 2010.",
    "The Committee on suicide prevention met in 2010.",
    "UNICEF is committed to young people, and to the prevention of suicide.",
    "KOCCA committed to preventing suicide in 2020.",
    "SEVENTEEN made a successful attempt at a world record.",
    "A failed attempt to buy tickets is no drama.",
    "Jin completed his military service in 2024.",
    "The singer died in December 2017, at the age of 27.",
    "Fans left notes and flowers at the memorial for the singer who died.",
    "Stray Kids fans like hanging out with friends at home.",
    "The group jumped from fifth to first place.",
    "BTS fans crossed the bridge in Seoul in 2019.",
    "The new law led to a suicide-prevention line in 2024.",
    "Asking about suicide does not plant the idea, because talking brings relief.",
    "SEVENTEEN drove to Incheon and pushed on with the tour.",
    "A virus epidemic stopped concerts in 2020.",
    "Album sales are skyrocketing in 2024.",
    "Suicide was the fifth most frequent cause of death in 2024.",
    "The rules of 2024 ask writers to give no motive of a death.",
    "Please do not guess why an artist died.",
    "Never promise to keep thoughts of suicide secret.",
    "A friend's pain is not attention-seeking.",
    "Organised mass reporting adds nothing.",
    "Bullying is never your own fault.",
    "High-risk stunts were cut from the show.",
]
BODY = [
    ("The singer weighs 40 kg on her diet.", True),
    ("The idol lost 7 in a month on a diet.", True),
    ("The diet had 500 kcal a day.", True),
    ("The idol counted calories every day.", True),
    ("The magazine printed before-and-after photos.", True),
    ("The trainer gave the idol a diet plan.", True),
    ("You look thinner than last year.", True),
    ("Please avoid talk of calories and diet plans.", False),
    ("Wonyoung said in 2024 that she eats well.", False),
    ("The singer lost a friend in 2019.", False),
]


def _worded(folder: Path, sentence: str, topics: str = "music") -> list[Finding]:
    found = findings(folder, document(f"{sentence[:-1]}.[^a]{HELP}", topics=topics))
    return [finding for finding in found if finding.rule.startswith("wording")]


@pytest.mark.parametrize(("rule", "sentence"), UNSAFE)
def test_unsafe_wording_fires(tmp_path: Path, rule: str, sentence: str) -> None:
    found = _worded(tmp_path, sentence)
    assert f"wording-{rule}" in {finding.rule for finding in found}
    assert all(f.severity == "error" and f.line == 11 and f.remedy for f in found)


@pytest.mark.parametrize("sentence", SAFE)
def test_safe_wording_is_silent(tmp_path: Path, sentence: str) -> None:
    assert _worded(tmp_path, sentence) == []


@pytest.mark.parametrize(("sentence", "fires"), BODY)
def test_numbers_on_bodies(tmp_path: Path, sentence: str, fires: bool) -> None:
    assert bool(_worded(tmp_path, sentence, "body image")) is fires


def test_weights_elsewhere_are_no_matter(tmp_path: Path) -> None:
    assert _worded(tmp_path, "Fans gave 500 kg of rice to a charity in 2020.") == []


def test_titles_headings_and_asks_are_read_too(tmp_path: Path) -> None:
    text = document(
        f"{LEAD}\n\n## A failed suicide attempt\n{LEAD}{HELP}", title="Who committed suicide",
        more='asks:\n  lead:\n    - "did he commit suicide"\n',
    )  # fmt: skip
    found = findings(tmp_path, text, rule="wording-A1")
    assert [finding.line for finding in found] == [3, 12, 16]


def test_rule_b_leaves_asks_alone(tmp_path: Path) -> None:
    ask = 'asks:\n  lead:\n    - "how do i get over it"\n'
    assert findings(tmp_path, document(more=ask)) == []


def test_allowed_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = document('Writers are asked not to say "committed suicide".[^a]' + HELP)
    assert len(findings(tmp_path, text, rule="wording-A1")) == 1
    shipped = wording.load()
    entry = wording.Allowed(document="one", rule="A1", words="committed suicide", why="quoted")
    monkeypatch.setattr(wording, "load", lambda: shipped.model_copy(update={"allowed": (entry,)}))
    assert findings(tmp_path, text) == []
