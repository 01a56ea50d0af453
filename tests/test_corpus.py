"""Files → documents: offsets, footnotes, unprepared files, and every kind of bad input."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DOCUMENT, ROOT
from kwell_qa import chunking, composing, corpus
from kwell_qa.errors import ContentError
from kwell_qa.markup import blocks_of_text


def quotes(document: corpus.Document) -> list[str]:
    return [document.text[s.start : s.end] for s in document.sentences]


def test_footnotes_leave_the_text_and_stay_with_their_sentence(tiny_corpus: Path) -> None:
    document = corpus.load(tiny_corpus).documents[1]
    assert "[^" not in document.text
    assert quotes(document) == [
        "Evening walks are a weekly meeting of the Lighthouse club.",
        'The club calls them "quiet hours."',
        "Anyone may come.",
        "In 2024, 120 people joined Evening walks.",
    ]
    assert [s.sources for s in document.sentences] == [
        ("herald", "club"), ("herald",), (), ("herald",),
    ]  # fmt: skip
    heading = document.sections[1]
    assert document.text[heading.start :].startswith("How it grew\n\nIn 2024")
    assert heading.asks == ("how many people joined Evening walks in 2024",)
    assert document.sources[1].published is None


def test_every_sentence_of_the_real_corpus_is_a_whole_sentence() -> None:
    loaded = corpus.load(ROOT / "corpus")
    assert not loaded.findings
    assert len(loaded.documents) >= 85
    for document in loaded.documents:
        ends = 0
        for sentence in document.sentences:
            text = document.text[sentence.start : sentence.end]
            assert sentence.start >= ends, (document.id, text)
            ends = sentence.end
            assert text == text.strip()
            assert len(text) > 1, (document.id, text)
            assert "\n" not in text, (document.id, text)


# Words of a document, its footnote marks not counted; a claim may be short.
WORDS = {
    "article": (250, 900), "campaign": (250, 900), "topic": (250, 900), "guide": (250, 900),
    "glossary": (250, 900), "claim": (0, 900),
}  # fmt: skip


@pytest.mark.parametrize("kind", WORDS)
def test_documents_are_neither_too_short_nor_too_long(kind: str) -> None:
    least, most = WORDS[kind]
    sizes = {
        document.id: len(document.text.split())
        for document in corpus.load(ROOT / "corpus").documents
        if ("claim" if document.claim else document.kind) == kind
    }
    assert sizes
    assert {id: size for id, size in sizes.items() if not least <= size <= most} == {}


def test_every_section_of_the_real_corpus_has_three_asks_and_its_sentences_have_theirs() -> None:
    few, bare, every = [], 0, 0
    for document in corpus.load(ROOT / "corpus").documents:
        for number, section in enumerate(document.sections):
            if len(section.asks) < 3:
                few.append((document.id, section.heading))
            count = sum(sentence.section == number for sentence in document.sentences)
            named = {place for places in section.answered_by for place in places}
            every += count
            bare += count - len(named)
    assert few == []
    # Those that only point to the helplines shown are asked by nobody.
    assert bare <= 0.03 * every, (bare, every)


def test_asks_name_the_sentences_that_answer_them(tmp_path: Path) -> None:
    lead = '  lead:\n    - what is it\n    - 2: [who says quiet]\n    - 1, 3:\n      - may i come'
    (tmp_path / "good.md").write_text(GOOD.replace('  lead: ["what are Good walks"]', lead))
    loaded = corpus.load(tmp_path)
    assert loaded.findings == ()
    section = loaded.documents[0].sections[0]
    assert section.asks == ("what is it", "who says quiet", "may i come")
    assert section.answered_by == ((), (1,), (0, 2))


@pytest.mark.parametrize("numbers", ["4", "0", "1-2", "1, x"])
def test_an_ask_of_a_sentence_that_is_not_there_is_named(numbers: str, tmp_path: Path) -> None:
    lead = f'  lead:\n    - "{numbers}": [who says quiet]'
    (tmp_path / "bad.md").write_text(GOOD.replace('  lead: ["what are Good walks"]', lead))
    loaded = corpus.load(tmp_path)
    assert loaded.documents == ()
    (finding,) = loaded.findings
    assert str(finding).startswith(f"{tmp_path / 'bad.md'}:")
    assert "lead" in str(finding) or numbers in str(finding)
    assert finding.line
    assert finding.line > 5


def test_passages_hold_all_text_in_exact_slices(embedder: object) -> None:
    count = embedder.count_tokens  # type: ignore[attr-defined]
    for document in corpus.load(ROOT / "corpus").documents[:20]:
        held = ""
        for passage in chunking.split(document, count, 60):
            section = document.sections[passage.section]
            assert section.start <= passage.start < passage.end <= section.end
            piece = document.text[passage.start : passage.end]
            assert piece == piece.strip()
            assert count(piece) <= 70
            held += piece
        bare = document.text
        for section in reversed(document.sections):
            bare = bare[: section.start] + bare[section.start + len(section.heading or "") :]
        assert "".join(held.split()) == "".join(bare.split())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=8))
def test_offsets_are_exact_whatever_the_text(lines: list[str]) -> None:
    source = corpus.clean("\n".join(lines))
    text, sections, sentences = composing.compose(blocks_of_text(source), "und", {}, ("file",))
    assert sections[-1].end == len(text.rstrip())
    joined = "".join(text[s.start : s.end] for s in sentences)
    body = text
    for section in reversed(sections):
        body = body[: section.start] + body[section.start + len(section.heading or "") :]
    assert "".join(joined.split()) == "".join(body.split())


def test_repeated_text_keeps_its_own_offsets() -> None:
    source = "\n".join(["The same sentence again, with nothing new in it at all, it says."] * 5)
    text, _, sentences = composing.compose(blocks_of_text(source), "und", {})
    assert len({s.start for s in sentences}) == len(sentences) == 5
    assert len({text[s.start : s.end] for s in sentences}) == 1


def test_unprepared_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "plain notes.txt").write_text(
        "Rest and Practice\n\nResting is part of practice. Coaches say so too.\n"
    )
    (tmp_path / "bare.md").write_text("# A bare page\n\nIt has *one* [link](https://x.example).\n")
    (tmp_path / "page.html").write_text(
        "<html><head><title>Sleep and tours</title></head><body><nav>Menu</nav><article>"
        "<h1>Sleep and tours</h1><p>" + "Singers sleep badly on tour, a survey of crews found. " * 4
        + "</p></article></body></html>"
    )  # fmt: skip
    loaded = corpus.load(tmp_path)
    assert not loaded.findings
    by_id = {document.id: document for document in loaded.documents}
    assert by_id["plain-notes"].title == "Rest and Practice"
    assert quotes(by_id["plain-notes"])[1] == "Coaches say so too."
    assert by_id["bare"].title == "A bare page"
    assert quotes(by_id["bare"]) == ["It has one link."]
    assert by_id["page"].title == "Sleep and tours"
    assert all(d.sources[0].evidence == "unknown" for d in loaded.documents)


def test_a_pdf_is_read(tmp_path: Path) -> None:
    text = "Fans rest better after a walk."
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    data += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table
    (tmp_path / "walk.pdf").write_bytes(data)
    assert quotes(corpus.load(tmp_path).documents[0]) == [text]


GOOD = DOCUMENT.format(id="good", name="Good walks")
BAD = {
    "broken front matter": (GOOD.replace("title: Good", "title: [Good"), "front-matter"),
    "front matter never closed": (GOOD.replace("\n---\nGood", "\nGood"), "front-matter"),
    "unknown field": (GOOD.replace("kind:", "colour: red\nkind:"), "front-matter"),
    "unknown kind": (GOOD.replace("kind: article", "kind: poem"), "front-matter"),
    "source without date": (GOOD.replace("published: 2024-05-01, ", ""), "front-matter"),
    "key twice": (GOOD.replace("kind:", "id: other\nkind:"), "front-matter"),
    "unknown footnote": (GOOD.replace("[^herald]\n", "[^nobody]\n"), "footnote"),
    "source never cited": (GOOD.replace("[^club]", ""), "footnote"),
    "ask of no heading": (GOOD.replace("  How it grew:", "  How it shrank:"), "asks"),
    "no text": (GOOD[: GOOD.index("---\nGood") + 4], "empty"),
    "empty file": ("", "unreadable"),
    "binary file": (b"\x89PNG\r\n\x00\x00\x00\rIHDR", "unreadable"),
    "not UTF-8": (b"# Caf\xe9\n\nNot UTF-8 at all.", "unreadable"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_names_file_line_and_remedy(name: str, tmp_path: Path) -> None:
    content, rule = BAD[name]
    (tmp_path / "good.md").write_text(DOCUMENT.format(id="fine", name="Fine walks"))
    path = tmp_path / "bad.md"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    loaded = corpus.load(tmp_path)
    assert rule in {finding.rule for finding in loaded.findings}
    for finding in loaded.findings:
        assert str(finding).startswith(f"{path}:"), finding
        assert "\n" not in str(finding)
        assert finding.remedy
    assert [document.id for document in loaded.documents] == ["fine"]


def test_a_bad_value_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text(GOOD.replace("evidence: news", "evidence: rumour"))
    (finding,) = corpus.load(tmp_path).findings
    assert finding.line == 8
    assert "sources.herald.evidence" in finding.message
    assert "rumour" in finding.message


@pytest.mark.parametrize(("one", "other", "blamed"), [
    ("a.md", "b.md", "b.md"), ("a-new.md", "good.md", "a-new.md"), ("good.md", "z.md", "z.md"),
    ("more/good.md", "x/good.md", "good.md"),
])  # fmt: skip
def test_a_duplicate_id_names_both_and_the_likelier_culprit(
    tmp_path: Path, one: str, other: str, blamed: str
) -> None:
    for name in (one, other):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    (finding,) = corpus.load(tmp_path).findings
    assert (finding.file.name, finding.line, finding.rule) == (blamed, 2, "duplicate-id")
    assert finding.message.endswith(f"is that of {one} and of {other}")


def test_no_folder_is_a_content_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="got no folder"):
        corpus.load(tmp_path / "missing")


def test_a_random_file_never_crashes_the_loader(tmp_path: Path) -> None:
    chance = random.Random(7)
    for number in range(30):
        for suffix in corpus.SUFFIXES:
            size = chance.randrange(0, 400)
            (tmp_path / f"f{number}{suffix}").write_bytes(chance.randbytes(size))
    loaded = corpus.load(tmp_path)
    assert len(loaded.documents) + len(loaded.findings) >= 30 * len(corpus.SUFFIXES)
