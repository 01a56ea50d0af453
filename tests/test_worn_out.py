"""Who cannot bear it any longer is cared for, in the forms that people type."""

from __future__ import annotations

import pytest

from kwell_qa.safety import screen


@pytest.mark.parametrize(
    "text",
    ["لم أعد أحتمل", "لم أعد أحتمل هذا", "لم أعد قادرة على التحمل", "مش قادر أستحمل أكتر",
     "ما عاد فيني أتحمل", "ไม่ไหวแล้วอะ", "ไม่ไหวแล้วว", "ไม่ไหวละ"],
)  # fmt: skip
def test_what_cannot_be_borne_is_trouble(text: str) -> None:
    assert screen(text, ()).level == "support"


@pytest.mark.parametrize(
    "text", ["لم أعد أحتمل الانتظار حتى الكومباك", "مش قادر أستحمل جمال أغنيتهم", "น่ารักไม่ไหวแล้วอะ"]
)
def test_delight_that_cannot_be_borne_is_none(text: str) -> None:
    assert screen(text, ()).level == "none"
