"""Messages that point back to what was said before, in the words of thirteen languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kwell_qa import wholes
from kwell_qa.naming import Gloss, Namer

__all__ = ["points", "somebody"]

# How a message in another language points back: its gloss often passes such small words over.
_POINTING = {
    "ko": re.compile(r"그(?:는|가|의|녀|분|사람|거|것|게|때|후|들|럼|래서|런데| 이후)|걔|쟤|이거|저거|근데|(?:^|[\s,])당시"),
    "ja": re.compile(r"その|それ|彼|この人|あの人|じゃあ|では|あのとき|あの時|(?:^|[、。\s])当時"),
    "zh": re.compile(r"(?<!其)他|她|它|那|之后|之後|后来|後來|然后|然後|这个|這個|(?:^|[，,。\s])(?:当时|當時)"),
    "th": re.compile(r"เขา|เธอ|มัน|แล้ว|นั้น"),
    "vi": re.compile(r"\b(?:nó|anh ấy|cô ấy|chị ấy|họ|đó|còn|vậy thì|rồi)\b"),
    "es": re.compile(r"^\W*(?:y|pero|entonces)\b|\b(?:él|ellas?|ellos|es[eoa]|esto|sus?|entonces|después)\b"),
    "pt": re.compile(r"^\W*(?:e|mas|então)\b|\b(?:eles?|elas?|d?isso|nisso|del[ea]s?|aquilo|depois)\b"),
    "id": re.compile(r"^\W*(?:trus|terus|tapi|lalu|kalo|kalau|dan|jadi)\b|\b(?:dia|mereka|itu|tersebut|gitu)\b|\w{3}nya\b"),
    "fr": re.compile(r"^\W*(?:et|mais|alors|donc)\b|\b(?:elles?|ils|lui|ça|cela|celle|celui|ensuite)\b"),
    "de": re.compile(r"^\W*(?:und|aber|dann|also)\b|\b(?:er|es|ih[mn]|ihnen|danach|davon|daran|dabei|dafür|damals|da (?:rein|mit|für|zu|von|drin))\b"
                     r"|\b(?:haben|machen|geben|sind|waren|wollen|sagen|tun|können|kriegen|bekommen|zahlen|spenden) die\b(?= (?:da|denn|eigentlich|so|jetzt|noch|auch|damals|dann|wieder|sonst|alles?)\b|\W*$)"),
    "ar": re.compile(r"^\W*و|\b(?:هو|هي|هم|ذلك|هذا|هذه|تلك|بعدها|(?:في|من|عن|مع|علي|إلي|ب|ل)ها|(?:من|عن|مع|علي)ه)\b"),
    "tl": re.compile(r"^\W*(?:eh|e|at|pero|tapos)\b|\b(?:s[iy]+a|n[iy]+a|nila|sila|kan[iy]+a|kanila|ito|iyon|yun|doon|dun)\b"),
}
_ABOUT = re.compile(
    r"^\W*(?:(?:ok|okay|oh|and|but|so|then|hm+)\W+)*(?:(?:what|how) about|and|y|e|et|und|dan|kalau|at|còn|thế còn)\W+"
    r"(?:[ao]|la|le|el|die|der|si)?\s*(?P<word>[\w.'’-]+)(?: thì sao| naman)?\W*$",
    re.IGNORECASE,
)

_WORD = re.compile(r"^\W*(?P<word>[\w.'’-]+)\W*$")


def points(text: str, lang: str) -> bool:
    """Whether a message that is not in English points back, by its own small words."""
    pattern = _POINTING.get(lang)
    return pattern is not None and bool(pattern.search(wholes.without_doubles(text).casefold()))


def somebody(question: str, gloss: Gloss, said: Sequence[str], namer: Namer) -> Gloss:
    """``gloss`` with the name that an ordinary word must stand for: "what about joy?".

    One word alone must be a name of those spoken of: "hobi?".
    """
    if gloss.names:
        return gloss
    about = _ABOUT.match(question)
    match = about or _WORD.match(question)
    if match is None:
        return gloss
    word = match["word"].casefold()
    name = namer.called(word, said) or (namer.bare(word, said) if about else None)
    if name is None:
        return gloss
    return Gloss(f"what about {name}", (name,), gloss.translated, gloss.read)
