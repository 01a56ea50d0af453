"""The corpus linter: each rule fires where it should and is silent where it should not."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from conftest import ROOT
from kwell_qa import linting
from kwell_qa.helplines import load
from kwell_qa.lint_rules import page, structure, wording
from lint_fixtures import HELP, LEAD, SOURCE, TODAY, document, findings, weak


def test_silent_on_a_good_document(tmp_path: Path) -> None:
    assert findings(tmp_path, document()) == []


# --- what the loaders find is passed on -------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        ("front-matter", [document(kind="essay")]),
        ("front-matter", [document(sources=(SOURCE.replace("publisher: UNICEF, ", ""),))]),
        ("front-matter", [document(sources=(SOURCE.replace("official", "gossip"),))]),
        ("duplicate-id", [document(), document(LEAD.replace("2017", "2018"))]),
        ("footnote", [document(LEAD.replace("[^a]", "[^a][^b]"))]),
        ("asks", [document(more="asks:\n  Nowhere: [what is love myself]\n")]),
        ("empty", [document("## A heading only")]),
        ("corpus", []),
    ],
)  # fmt: skip
def test_findings_of_the_loader_are_among_them(tmp_path: Path, rule: str, texts: list[str]) -> None:
    assert [f.severity for f in findings(tmp_path, *texts, rule=rule)] == ["error"]


def test_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"no pdf at all")
    assert [f.severity for f in findings(tmp_path, document(), rule="unreadable")] == ["error"]


@pytest.mark.parametrize(
    ("file", "good", "bad", "rule"),
    [
        ("names.yaml", "- {name: BTS, kind: group}", "- {name: BTS, kind: band}", "names"),
        ("lexicon.yaml", "- {en: sad, de: [traurig]}", "- {en: sad, xx: [traurig]}", "lexicon"),
    ],
)
def test_data_files_are_read_by_their_loaders(
    tmp_path: Path, file: str, good: str, bad: str, rule: str
) -> None:
    (tmp_path / file).write_text(good, "utf-8")
    assert findings(tmp_path, document()) == []
    (tmp_path / file).write_text(bad, "utf-8")
    assert [(f.line, f.severity) for f in findings(tmp_path, document(), rule=rule)] == [
        (1, "error")
    ]


def test_helplines_are_read_by_their_loader(tmp_path: Path) -> None:
    shutil.copy(ROOT / "corpus" / "helplines.yaml", tmp_path)
    assert findings(tmp_path, document()) == []
    (tmp_path / "helplines.yaml").write_text("countries: {Korea: {}}\n", "utf-8")
    assert any(f.file.name == "helplines.yaml" for f in findings(tmp_path, document()))


# --- sources ----------------------------------------------------------------------------------


def test_statement_without_a_footnote(tmp_path: Path) -> None:
    body = f"{LEAD}\n\n{LEAD}\n\n{LEAD}\n\nBTS ended the campaign in June 2030."
    (finding,) = findings(tmp_path, document(body))
    assert (finding.rule, finding.line, finding.severity) == ("unsourced", 17, "warning")


@pytest.mark.parametrize(
    "sentence",
    [
        "If you feel low, you can tell somebody you trust.", "Please be kind to other fans.",
        "Nobody has to post a clip to be a fan.", "What would a good friend do?",
    ],
)  # fmt: skip
def test_advice_and_questions_need_no_footnote(tmp_path: Path, sentence: str) -> None:
    assert findings(tmp_path, document(f"{LEAD} {LEAD} {LEAD} {sentence}")) == []


def test_advice_with_a_number_is_a_statement(tmp_path: Path) -> None:
    body = f"{LEAD} {LEAD} {LEAD} You need 9 hours of sleep."
    assert len(findings(tmp_path, document(body), rule="unsourced")) == 1


def test_help_section_needs_no_footnote(tmp_path: Path) -> None:
    assert findings(tmp_path, document(f"{LEAD}{HELP}Helplines answer day and night.")) == []


@pytest.mark.parametrize(("kind", "plain", "fires"), [
    ("article", 1, False), ("article", 2, True), ("topic", 2, True),
    ("guide", 3, False), ("guide", 4, True),
])  # fmt: skip
def test_share_of_sentences_without_footnotes(
    tmp_path: Path, kind: str, plain: int, fires: bool
) -> None:
    body = " ".join([LEAD] * 3 + ["Please be kind to yourself."] * plain)
    found = findings(tmp_path, document(body, kind=kind), rule="unsourced-share")
    assert [f.severity for f in found] == ["error"] * fires


@pytest.mark.parametrize(("source", "fires"), [
    (weak("news", url="null"), True), (weak("unknown", url="null"), False),
    (weak("opinion", '"Unsigned article, page not found"', "null"), False), (weak("news"), False),
])  # fmt: skip
def test_source_without_url(tmp_path: Path, source: str, fires: bool) -> None:
    found = findings(tmp_path, document(LEAD, sources=(source,)), rule="source")
    assert [(f.line, f.severity) for f in found] == [(9, "error")] * fires


@pytest.mark.parametrize(("sentence", "evidence", "fires"), [
    ("ATEEZ ran a campaign in 2024.[^a]", "fan-blog", True),
    ("ATEEZ ran a campaign in 2024.[^a]", "opinion", True),
    ("ATEEZ ran a campaign in 2024.[^a]", "unknown", True),
    ("ATEEZ ran a campaign in 2024.[^a]", "news", False),
    ("ATEEZ ran a campaign in 2024.[^a][^b]", "fan-blog", False),
    ("According to one fan blog, ATEEZ ran a campaign in 2024.[^a]", "fan-blog", False),
    ("Idol Diary lists ATEEZ among the groups of 2024.[^a]", "fan-blog", False),
    ("No other source for a campaign of ATEEZ in 2024 was found.[^a]", "fan-blog", False),
])  # fmt: skip
def test_weak_source_says_so(tmp_path: Path, sentence: str, evidence: str, fires: bool) -> None:
    sources = (weak(evidence), SOURCE.replace("a:", "b:", 1))
    found = findings(tmp_path, document(f"{sentence} {LEAD.replace('^a', '^b')}", sources=sources))
    assert [f.rule for f in found] == ["weak-source"] * fires


# --- structure --------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "lines"), [
    ("## One\n\n## Two\n\nJin sang in 2019.[^a]", [13]),
    ("Jin sang in 2019.[^a]\n\n## End", [15]),
    ("## One\n\n### Inner\n\nJin sang in 2019.[^a]\n\n### Last\n## Two", [19, 20]),
    ("## One\n\n- Jin sang in 2019.[^a]", []),
])  # fmt: skip
def test_headings_have_text_below_them(tmp_path: Path, more: str, lines: list[int]) -> None:
    found = findings(tmp_path, document(f"{LEAD}\n\n{more}"))
    assert [(f.rule, f.line, f.severity) for f in found] == [
        ("empty", line, "warning") for line in lines
    ]
    plain = more.replace("[^a]", "")
    (tmp_path / "0.md").write_text(f"# Notes\n\n{plain}", "utf-8")
    assert linting.check(tmp_path, today=TODAY) == ()


MARKED = "# Notes\n\nJin sang in 2019.[^1] Suga played.[^nme]\n\n[^1]: A note of the author.\n"


@pytest.mark.parametrize(("beside", "severity"), [((), "warning"), ((document(),), "error")])
def test_marks_without_front_matter_are_told(
    tmp_path: Path, beside: tuple[str, ...], severity: str
) -> None:
    path = tmp_path / "notes.md"
    path.write_text(MARKED.replace("[^nme]", ""), "utf-8")
    assert findings(tmp_path, *beside) == []
    path.write_text(MARKED, "utf-8")
    (found,) = findings(tmp_path, *beside)
    assert (found.rule, found.line, found.severity) == ("footnote", 3, severity)
    assert "[^nme] names no source" in found.message


def test_related_documents_exist(tmp_path: Path) -> None:
    other = document("SEVENTEEN spoke at UNESCO in Paris in 2023.[^a]", id="two")
    assert findings(tmp_path, document(more="related: [two]\n"), other) == []
    (finding,) = findings(tmp_path, document(more="related: [two, three]\n"), other)
    assert (finding.rule, finding.line, finding.severity) == ("related", 10, "error")


@pytest.mark.parametrize(
    ("target", "fires"),
    [
        ("/read/no-such-page", True),
        ("../topics/no-such-page.md", True),
        ("/campaigns/other", True),
        ("/read/other", False),
        ("/read/other#s=0-10", False),
        ("other.md", False),
        ("/read/?artist=BTS", False),
        ("https://x.example/no-such-page", False),
        ("#how-it-grew", False),
    ],
)
def test_links_to_our_pages_arrive(tmp_path: Path, target: str, fires: bool) -> None:
    (tmp_path / "other.md").write_text(document(id="other"), "utf-8")
    body = LEAD + f"\n\n## More\n\nLOVE MYSELF is [told elsewhere]({target}) too.[^a]"
    found = findings(tmp_path, document(body), rule="link")
    lines = document(body).split("\n")
    assert [lines[(f.line or 0) - 1].count(target) for f in found] == ([1] if fires else [])


@pytest.mark.parametrize(("sentence", "fires"), [
    ("Jonghyun of SHINee died in December 2017.[^a]", True),
    ("South Korea's suicide-prevention line is free.[^a]", True),
    ("Schools talk about self-harm.[^a]", True),
    ("SEVENTEEN received death threats in 2023.[^a]", False),
    ("Fans studied the diet of pandas.[^a]", False),
])  # fmt: skip
def test_help_section_is_there(tmp_path: Path, sentence: str, fires: bool) -> None:
    found = findings(tmp_path, document(sentence))
    assert [(f.rule, f.line, f.severity) for f in found] == [("help-section", 11, "error")] * fires
    assert findings(tmp_path, document(sentence + HELP)) == []


def test_help_section_where_only_topics_say_so(tmp_path: Path) -> None:
    assert len(findings(tmp_path, document(topics="suicide prevention"), rule="help-section")) == 1


@pytest.mark.parametrize(("sentence", "fires"), [
    ("She spoke about it in 2019.[^a]", True), ("This was in 2019.[^a]", True),
    ("It's a song of 2019.[^a]", True), ("Both wrote it in 2019.[^a]", True),
    ("The same group sang again in 2020.[^a]", True),
    ("is what Jin sang in 2019.[^a]", True), ("Go![^a]", True),
    ("IU spoke about it in 2019.[^a]", False), ('"This Is Me" is a song of 2019.[^a]', False),
    ("Italy heard Taeyeon in 2019.[^a]", False), ("Both RM and Jin spoke in 2019.[^a]", False),
    ("This guide was written for fans.[^a]", False),
])  # fmt: skip
def test_sentences_stand_alone(tmp_path: Path, sentence: str, fires: bool) -> None:
    found = findings(tmp_path, document(f"{LEAD}\n\n{sentence}"))
    assert [(f.rule, f.line, f.severity) for f in found] == [("leaning", 13, "warning")] * fires


@pytest.mark.parametrize(("sentence", "fires"), [
    ("Call 1393 in South Korea.[^a]", True), ("The line is open on 02-2204-0001.[^a]", True),
    ("Text HELLO to 741999 in 2024.[^a]", True), ("Fans ring +44 20 7946 0000.[^a]", True),
    ("The number is 080-555-1234.[^a]", True), ("A 1393 hotline existed.[^a]", True),
    ("Ring 0808 123 9999 today.[^a]", True), ("Fans phoned (02) 999-1234 for help.[^a]", True),
    ("South Korea's line is 109.[^a]", False), ("The police answer on 112 in Korea.[^a]", False),
    ("The mental-health line 1577-0199 is open.[^a]", False),
    ("BTS toured in 2018-2019 and on 2019-10-26.[^a]", False),
    ("BTS gave 1,250,000 won to 500 000 people.[^a]", False),
    ("The law is Notice 2024-0021 of 3 June 2024.[^a]", False),
    ("New York's law has sections 1700-1704 of 2025.[^a]", False),
    ("Fans read https://x.example/0014034347 in 2024.[^a]", False),
    ("The helpline took 300 calls in 2019.[^a]", False), ("Jin called 2019 good.[^a]", False),
    ("Seoul ran the line in 2020-21 and 24/7.[^a]", False), ("ATEEZ won 10-12 to 110.[^a]", False),
])  # fmt: skip
def test_telephone_numbers_are_known(tmp_path: Path, sentence: str, fires: bool) -> None:
    found = findings(tmp_path, document(sentence))
    assert [(f.rule, f.severity) for f in found] == [("phone", "error")] * fires


def test_every_number_of_the_registry_counts_as_known() -> None:
    registry = load(ROOT / "corpus" / "helplines.yaml", dialling=False)
    known = structure.numbers_of(registry)
    assert {"109", "112", "119", "988", "15770199"} <= known
    assert all(number.isdigit() for number in known)
    assert "1393" not in known


# --- repeats ----------------------------------------------------------------------------------

LONG = (
    "SEVENTEEN and UNESCO started the Going Together campaign in 2022 so that young people learn "
    "from each other, and the group gave a speech at the Youth Forum in Paris in November 2023 "
    "before an audience of about 550 guests.[^a]"
)


@pytest.mark.parametrize(("second", "fires"), [
    (LONG, True),
    (LONG.replace("started", "began").replace("about", "roughly").replace("speech", "talk"), True),
    ("The Going Together campaign of SEVENTEEN with UNESCO reached classrooms in Malawi and "
     "Timor-Leste by 2025, where young people carried out projects of their own.[^a]", False),
])  # fmt: skip
def test_near_duplicate_sections(tmp_path: Path, second: str, fires: bool) -> None:
    other = document(f"{LEAD.replace('2017', '2018')}\n\n## Paris\n{second}", id="two")
    found = findings(tmp_path, document(f"{LEAD}\n\n## Speech\n{LONG}"), other)
    assert [(f.rule, f.file.name, f.line, f.severity) for f in found] == [
        ("near-duplicate", "1.md", 13, "warning")
    ] * fires


def test_help_sections_may_be_alike(tmp_path: Path) -> None:
    text = HELP + LONG.replace("[^a]", "")
    other = document("Sulli, a singer, died in 2019.[^a]" + text, id="two")
    assert findings(tmp_path, document(LEAD + text), other) == []


def test_same_ask(tmp_path: Path) -> None:
    def asking(id: str, ask: str) -> str:
        body = LEAD if id == "one" else "SEVENTEEN spoke at UNESCO in Paris in 2023.[^a]"
        return document(body, id=id, more=f'asks:\n  lead:\n    - "{ask}"\n')

    first = asking("one", "Whats Love Myself?")
    assert findings(tmp_path, first, asking("two", "what is seventeen doing")) == []
    (finding,) = findings(tmp_path, first, asking("two", "whats love  myself!"))
    assert (finding.rule, finding.line, finding.severity) == ("same-ask", 12, "warning")


# --- wording ----------------------------------------------------------------------------------


def test_files_that_nobody_prepared_only_get_warnings(tmp_path: Path) -> None:
    text = "He committed suicide. Call 080-555-1234."
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text(text, "utf-8")
    found = linting.check(tmp_path, today=TODAY)
    assert {f.rule for f in found} == {"wording-A1", "phone"}
    assert {f.severity for f in found} == {"warning"}


def test_wrapped_paragraphs_keep_their_lines(tmp_path: Path) -> None:
    body = "BTS began the campaign\nin November 2017.[^a] She spoke\nin 2018.[^a]\n"
    (finding,) = findings(tmp_path, document(body))
    assert (finding.rule, finding.line) == ("leaning", 12)


def test_a_long_paragraph_keeps_its_lines_and_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans: list[int] = []
    real = page._first_lines

    def counted(lines: Sequence[str], needles: set[str]) -> dict[str, int]:
        scans.append(len(lines))
        return real(lines, needles)

    monkeypatch.setattr(page, "_first_lines", counted)
    rows = [f"Jin sang the song of {year} in Seoul.[^a]" for year in range(1100, 1400)]
    # Sentences that begin within a line, that are broken over two, with letters that only the file
    # has, and one that is said again: it is told where it stands first.
    rows[40] += " She sang it then.[^a]"
    rows[80:82] = ["Jin sang[^a] a song again. It was then", "the song of 1181, as all said.[^a]"]
    rows[120] = "Both sang *with* `love` in *all* of it.[^a]"
    rows[200] = rows[40]
    text = document("\n".join(rows) + "\n\n## Later\nThey sang it here.[^a]")
    found = findings(tmp_path, text, rule="leaning")
    lines = text.split("\n")
    assert [(f.line, lines[(f.line or 0) - 1][:9]) for f in found] == [
        (51, "Jin sang "), (91, "Jin sang["), (131, "Both sang"), (313, "They sang"),
    ]  # fmt: skip
    # Each of the two paragraphs and headings at most once by long and once by short beginnings.
    assert 0 < len(scans) <= 6


# --- our own corpus ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours() -> linting.Audit:
    """The audit of our own corpus."""
    return linting.inspect(ROOT / "corpus", today=TODAY)


def test_our_corpus_has_no_errors(ours: linting.Audit) -> None:
    audit = ours
    assert [str(f) for f in audit.findings if f.severity == "error"] == []
    assert audit.documents >= 85
    assert audit.bare == 0
    assert audit.footnoted / audit.sentences > 0.95


def test_every_rule_is_described(ours: linting.Audit) -> None:
    assert {f"wording-{rule.rule}" for rule in wording.load().rules} <= set(linting.RULES)
    assert {f.rule for f in ours.findings} <= set(linting.RULES)
