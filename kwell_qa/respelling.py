"""A message as it would read without tricks of spelling, for the screen's patterns alone.

``normalise`` undoes what can be undone anywhere. What stands here would be too bold for that:
digits at a word's edge ("t0"), words with dots between them, letters spelt out one by one,
words run together, signs between Hangul. It is only looked at for a crisis, and the classifier
was taught nothing of it.
"""

from __future__ import annotations

import re

from kwell_qa.normalise import fold

__all__ = ["respelled"]

_LEET = str.maketrans("430157@$", "aeoistas")
_LEET_WORD = re.compile(r"(?<![\w@$])(?=[0-9@$]*[a-z])(?=[a-z]*[0-9@$])[a-z0-9@$]+(?![\w@$])")
_LONE_I = re.compile(r"(?:^|(?<=[.!?,] ))1(?= [a-z])")
_TIED = re.compile(r"(?<=[a-z\u0621-\u064a])[._~*+/|\\]+(?=[a-z\u0621-\u064a])")
_SPELT = re.compile(r"(?<!\S)(?:[a-z][ \t]{1,3}){3,}[a-z](?!\w)")
_RUN = re.compile(r"(?<![^\W_])[a-z]{7,60}(?![^\W_])")
_HANGUL_TIED = re.compile(r"(?<=[가-힣])(?:[0-9]|[ㄱ-ㆎ\u1100-\u11ff]|[._~^*+\-]+)(?=[가-힣])")

# Words of the plainest sentences of crisis, by language: text that is nothing but these, run
# together, is taken apart.
_WORDS = frozenset(
    (
        "i im want wanna to die dead kill killing myself me my life end ending it all dont do not"
        " wish was were wasnt live living anymore any more suicide suicidal commit just really so"
        " gonna going hate hurt hurting self be alive here please help cant go on lets "
        " friend she he they wants feel like dying thinking about of unalive"
        " quiero querer morir morirme matarme me quitarme la vida no vivir mas suicidarme"
        " suicidio ya seguir viviendo acabar con mi todo desaparecer"
        " quero morrer matar eu nao viver mais minha vida tirar suicidar suicidarme acabar tudo"
        " je j veux mourir envie de tuer suicider plus vivre en finir crever ai jai ne"
        " ich will sterben mich umbringen mag mehr nicht leben tot sein mochte toten"
        " aku saya pengen pingin ingin mau mati bunuh diri gak mau hidup lagi akhiri bundir"
        " muon chet toi minh em sat khong song nua"
        " gusto ko na ng nang mamatay magpakamatay ayoko ayaw mabuhay akong patayin sarili"
        " jukgo sipeo sipda jugo sipeoyo"
    ).split()
)
_LONGEST = max(map(len, _WORDS))
_FEWEST = 2


def respelled(text: str) -> str | None:
    """``text`` without such tricks, in plain small letters; ``None`` where it has none."""
    plain = fold(text)
    read = _LEET_WORD.sub(lambda found: found[0].translate(_LEET), plain)
    read = _LONE_I.sub("i", read)
    read = _HANGUL_TIED.sub("", read)
    read = _TIED.sub(" ", read)
    read = _SPELT.sub(lambda found: re.sub(r"\s+", "", found[0]), read)
    read = _RUN.sub(lambda found: _apart(found[0]), read)
    return read if read != plain else None


def _apart(run: str) -> str:
    """``run`` as the known words that it is made of, the fewest; itself where it is not."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(run) + 1):
        found = (
            (*before, run[start:end])
            for start in range(max(0, end - _LONGEST), end)
            if (before := best[start]) is not None and run[start:end] in _WORDS
        )
        best.append(min(found, key=len, default=None))
    words = best[-1]
    return " ".join(words) if words and len(words) >= _FEWEST else run
