"""Words, names and pieces by row: as they are found in the texts themselves, whoever asks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fake_embedder import FakeEmbedder
from kwell_qa import building, bundle, naming
from kwell_qa.bags import Bagged, Bags, BagWriter, Few, Wanted, flattened, spans
from kwell_qa.bundle import Bundle
from kwell_qa.errors import IndexFault
from kwell_qa.firsts import Firsts, first_places
from kwell_qa.notes import Notes
from kwell_qa.pieces import DATE, NUMBER, PROPER, REASONED, SOURCED, codes, gives_reason, pieces
from kwell_qa.rows import CLAIM
from kwell_qa.tokens import terms


def held(bags: Bags, row: int, names: list[str]) -> set[str]:
    few = bags.of(np.array([row]))
    assert len(few.numbers) == len(set(few.numbers.tolist()))
    return {names[number] for number in few.numbers.tolist()}


def test_bags_hold_the_words_and_names_of_their_texts(index: Bundle) -> None:
    vocabulary, names = sorted(index.passage_terms.vocabulary), list(index.namer.kinds)
    bags, table = index.bags, index.rows.sections
    for number in range(0, len(index.documents), 5):
        document = index.documents[number]
        first = int(index.rows.documents[number, 0])
        assert held(bags.title_terms, number, vocabulary) == set(terms(document.title))
        title = index.namer.mentions(" , ".join([document.title, *document.artists]))
        assert held(bags.title_names, number, names) == title
        for place, section in enumerate(document.sections):
            row = first + place
            beside = [section.heading or "", *section.asks]
            assert held(bags.section_terms, row, vocabulary) == set(terms(" \n ".join(beside)))
            inside = index.namer.mentions(document.text[section.start : section.end])
            assert held(bags.section_names, row, names) == title | inside
            asks = range(int(table[row, 3]), int(table[row + 1, 3]))
            assert [index.ask_texts[ask] for ask in asks] == list(section.asks)
            for ask in asks:
                assert held(bags.ask_terms, ask, vocabulary) == set(terms(index.ask_texts[ask]))


def test_sentences_are_told_by_their_rows(index: Bundle) -> None:
    vocabulary, names = sorted(index.passage_terms.vocabulary), list(index.namer.kinds)
    for row in range(0, len(index.sentence_rows), 7):
        number, place = index.sentence_rows[row]
        document = index.documents[number]
        sentence = document.sentences[place]
        text = document.text[sentence.start : sentence.end]
        assert index.sentence(row) == text
        first = int(index.rows.documents[number, 0])
        assert index.rows.sentences[row, 3] == first + sentence.section
        flags = SOURCED * bool(sentence.sources) + REASONED * gives_reason(text)
        assert index.rows.sentences[row, 6] == flags
        assert held(index.bags.sentence_terms, row, vocabulary) == set(terms(text))
        assert held(index.bags.sentence_names, row, names) == index.namer.mentions(text)
        found = index.bags.sentence_pieces.of(np.array([row])).numbers.tolist()
        assert found == pieces(text)


def test_artists_are_told_from_others_and_from_what_is_theirs(index: Bundle) -> None:
    kinds, groups = index.namer.kinds, index.namer.groups
    for artist in ("BTS", "SUGA", "nobody that is known"):
        around = {artist, *groups.get(artist, ())}
        signs = [
            -1 if name in around or around & {*groups[name]} else int(kind in ("person", "group"))
            for name, kind in kinds.items()
        ]
        assert index.of_others(frozenset({artist})).tolist() == signs


def test_claims_are_told_by_document(index: Bundle) -> None:
    for number, document in enumerate(index.documents):
        claim = document.claim
        told = 0 if claim is None else 1 if claim.verdict == "confirmed" else 2
        assert index.rows.documents[number, 1] & CLAIM == told


def test_what_was_noted_gives_the_same_bags(tiny_corpus: Path, tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    made = []
    for name in ("first", "again"):
        notes = Notes(tmp_path / "notes.sqlite")
        plan = building.Plan(notes=notes)
        building.build(tiny_corpus, tmp_path / name, lambda: embedder, plan=plan)
        notes.close()
        folder = tmp_path / name / bundle.current(tmp_path / name)
        made.append({path.name: path.read_bytes() for path in (folder / "bags").iterdir()})
    assert made[0] == made[1]
    assert len(made[0]) == 16


def test_a_damaged_file_is_named(tiny_corpus: Path, tmp_path: Path) -> None:
    building.build(tiny_corpus, tmp_path / "index", FakeEmbedder)
    folder = tmp_path / "index" / bundle.current(tmp_path / "index") / "bags"
    Bagged.read(folder)
    np.save(folder / "ask_terms.numbers.npy", np.zeros(1, np.int32))
    with pytest.raises(IndexFault, match=r"ask_terms\.ends\.npy: does not fit 1 numbers"):
        Bagged.read(folder)
    np.save(folder / "ask_terms.numbers.npy", np.zeros(1))
    with pytest.raises(IndexFault, match=r"got float64 \(1\), wanted int32 \(n\)"):
        Bagged.read(folder)


def test_rows_without_numbers_have_none(tmp_path: Path) -> None:
    writer = BagWriter(tmp_path / "scratch")
    rows = [[5, 3, 5], [], [], [1], []]
    writer.extend(*flattened(rows))
    writer.write(tmp_path / "some", np.arange(10, 0, -1, dtype=np.int32))
    writer.close()
    ends, numbers = (np.load(tmp_path / f"some.{kind}.npy") for kind in ("ends", "numbers"))
    bags = Bags(ends, numbers)
    assert len(bags) == 5
    few = bags.of(np.array([4, 3, 0, 1]))
    assert (few.rows, few.owners.tolist()) == (4, [1, 2, 2])
    assert few.numbers.tolist() == [9, 5, 7]
    assert few.hold(Wanted(np.array([7, -1, 9], np.int32), 11)).tolist() == [
        [False, False, False], [False, False, True], [True, False, False], [False, False, False],
    ]  # fmt: skip
    assert few.sums(np.array([1.0, 2.0, 4.0])).tolist() == [0, 1, 6, 0]
    both = few.beside(Few(np.array([2], np.int32), np.array([0]), 1))
    assert (both.rows, both.owners.tolist()) == (5, [1, 2, 2, 4])
    none = bags.of(np.array([], np.int64))
    assert none.hold(Wanted(np.array([1], np.int32), 11)).shape == (0, 1)


def test_spans_follow_one_another() -> None:
    numbers, owners = spans(np.array([4, 9, 0]), np.array([2, 0, 3]))
    assert (numbers.tolist(), owners.tolist()) == ([4, 5, 0, 1, 2], [0, 0, 2, 2, 2])
    assert [len(one) for one in spans(np.array([], np.int64), np.array([], np.int64))] == [0, 0]


def test_the_first_of_each_counts() -> None:
    keys, values = np.array([7, 3, 7, 9, 3]), np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    firsts = Firsts.of(keys, values)
    assert firsts.in_order().tolist() == [7, 3, 9]
    assert dict(zip(firsts.keys.tolist(), firsts.ranks.tolist(), strict=True)) == {7: 0, 3: 1, 9: 2}
    assert firsts.value_of(np.array([9, 4, 7]), 0.1).tolist() == [0.6, 0.1, 0.9]
    assert first_places(keys).tolist() == [0, 1, 3]
    none = Firsts.of(keys[:0], values[:0])
    assert none.in_order().tolist() == []
    assert none.value_of(np.array([9]), 0.1).tolist() == [0.1]


def test_pieces_are_told_apart_by_kind() -> None:
    found = pieces("On 3 May 2019 SHINee’s Key gave 2,019 won to Seoul because of May")
    assert codes(["may", "2019"], DATE) == [code for code in found if code & 3 == DATE]
    assert codes(["2,019"], NUMBER) == [code for code in found if code & 3 == NUMBER]
    assert set(codes(["key", "seoul"], PROPER)) <= set(found)
    assert gives_reason("because of May")
    assert not gives_reason("a plain sentence")


def test_words_are_numbered_as_the_posting_lists_do(index: Bundle) -> None:
    assert index.passage_terms.vocabulary == index.sentence_terms.vocabulary
    assert naming.recipe() == index.manifest["terms"]
    known = index.passage_terms
    some = [*sorted(known.vocabulary)[::97], "no such term"]
    counts = np.array([len(known.hits([term]).rows) for term in some])
    expected = np.log(1 + (len(known) - counts + 0.5) / (counts + 0.5))
    assert known.rarity[known.numbers(some)] == pytest.approx(expected)
