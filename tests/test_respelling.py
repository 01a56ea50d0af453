"""Spelling tricks that only the screen's patterns undo: crises in them are seen, names are none."""

from __future__ import annotations

import pytest

from kwell_qa import safety
from kwell_qa.respelling import respelled

TRICKS = [
    "i want t0 die", "i w4nt t0 d1e", "1 want to die", "i w a n t t o d i e", "i.want.to.die",
    "i_want_to_die", "iwanttodie", "#iwanttodie", "q u i e r o m o r i r", "quieromorir",
    "quiero m0r1r", "queromorrer", "q u e r o m o r r e r", "jeveuxmourir", "j3 v3ux mour1r",
    "ichwillsterben", "i c h w i l l s t e r b e n", "akupengenmati", "aku p3ng3n m4t1",
    "minhmuonchet", "gustokonangmamatay", "gust0 k0 nang mamatay", "jukgosipeo", "죽1고싶어",
    "죽ㅡ고싶어", "자1살하고 싶어", "اريد.ان.اموت",
]  # fmt: skip
HARMLESS = [
    "2 am", "i have 2 die-hard fans", "4ever", "b4", "is d.o. in exo", "n.flying", "b.i", "g.o.d",
    "a.c.e", "t.o.p", "k i n g", "s l a y", "p e r i o d", "STRAYKIDS", "#dieforyou",
    "t h e b o y z", "#killthislove", "i want 2 albums", "i w a n t t o g o", "iwanttoseebts",
    "죽3그릇", "여자 4살 동생",
    "i want t0 d4nce", "to.die.for", "2ne1", "1TheK", "i.love.it.to.death", "몇1이야", "ilovebts",
]  # fmt: skip


@pytest.mark.parametrize("text", TRICKS)
def test_a_crisis_in_a_trick_of_spelling_is_seen(text: str) -> None:
    assert safety.screen(text).level == "crisis"


def test_whose_it_is_stays() -> None:
    assert safety.screen("my fr1end w4nts t0 d1e").person == "third"
    assert safety.screen("when is the comeback?", ["i.want.to.die"]).person == "first"


@pytest.mark.parametrize("text", HARMLESS)
def test_names_and_numbers_are_no_trick(text: str) -> None:
    assert safety.screen(text).level == "none"


def test_what_is_plain_has_no_other_reading() -> None:
    for text in ("", "When is the next comeback?", "언제 컴백해요?", "d'accord, merci!"):
        assert respelled(text) is None, text
    assert respelled("x" * 60 + " " + "iwant" * 12) is not None
