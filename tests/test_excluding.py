"""What a question says that it does not mean is neither looked for nor quoted."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.excluding import without_excluded
from kwell_qa.naming import Namer


@pytest.fixture
def namer(assistant: Assistant) -> Namer:
    assert assistant.engine is not None
    return assistant.engine.bundle.namer


@pytest.mark.parametrize(("lang", "question", "rest", "names"), [
    ("en", "mina from twice (not the aoa girl) what was her diagnosis",
     "mina from twice what was her diagnosis", ("AOA",)),
    ("en", "whats Chaotic Wonderland, not the ateez song", "whats Chaotic Wonderland", ("ATEEZ",)),
    ("en", "TXTs unicef pledge, not seventeens, how much was it",
     "TXTs unicef pledge how much was it", ("SEVENTEEN",)),
    ("en", "txt instead of seventeen, how much", "txt how much", ("SEVENTEEN",)),
    ("en", "how long was joohoney's break (not joy's)", "how long was joohoney's break",
     ("Joy of Red Velvet",)),
    ("en", "han as in the korean feeling not the skz guy, meaning?",
     "han as in the korean feeling meaning?", ("Stray Kids",)),
    ("es", "qué dijo Jin, no Suga", "qué dijo Jin", ("Suga",)),
    ("fr", "qu'a dit Jin, pas Suga ?", "qu'a dit Jin ?", ("Suga",)),
    ("de", "was hat Jin gesagt, nicht Suga?", "was hat Jin gesagt ?", ("Suga",)),
    ("ko", "슈가 말고 태연은 뭐라고 했어", "태연은 뭐라고 했어", ("Suga",)),
    ("ja", "シュガじゃなくてテヨンは何と言った", "テヨンは何と言った", ("Suga",)),
])  # fmt: skip
def test_names_that_are_not_meant(
    namer: Namer, lang: str, question: str, rest: str, names: tuple[str, ...]
) -> None:
    assert without_excluded(question, lang, namer) == (rest, names)


@pytest.mark.parametrize(("lang", "question"), [
    ("en", "why did twice not tour with mina"), ("en", "did suga not open a centre"),
    ("en", "is it not suga who opened the centre"), ("en", "i do not like suga, am i bad"),
    ("en", "not suga"), ("en", "what did suga say"), ("es", "¿por qué no canta Suga?"),
    ("de", "warum nicht jetzt"), ("pt", "suga não falou disso?"),
])  # fmt: skip
def test_what_only_denies_excludes_nobody(namer: Namer, lang: str, question: str) -> None:
    assert without_excluded(question, lang, namer) == (question, ())


def test_who_is_excluded_is_not_quoted(assistant: Assistant) -> None:
    reply = assistant.ask("whats Chaotic Wonderland, not the ateez song")
    assert reply.mode == "answer"
    assert not any("ATEEZ" in one.quote for one in reply.citations)
    reply = assistant.ask("mina from twice (not the aoa girl) what was her diagnosis")
    assert any("anxiety" in one.quote for one in reply.citations)
    assert not any("AOA" in one.quote for one in reply.citations)
