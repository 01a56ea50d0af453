"""Questions that are whole by themselves, told from how they are put, in twelve languages beside English.

"What is doomscrolling?" and "how do I listen to a friend?" say all that they ask, whatever was
spoken of before. A gloss does not tell: it has the words of a question, not its order.
"""

from __future__ import annotations

import re

__all__ = ["asks_how", "asks_what", "asks_what_in", "without_doubles"]

_NOT = (
    r"(?!(?:eso|esto|es[ae]|isso|isto|ess[ae]|ça|cela|das|dies|es|itu|ini|dia|nó|đó|đây|cái (?:đó|này)|iyon|yun|yon|ito"
    r"|it|that|this|them|هذا|هذه|ذلك|تلك)\b)"
)
"""The thing is named, and not pointed at."""
_THING = rf"{_NOT}[^?？؟.!。！,，、]{{2,50}}?"
_OPENING = r"^\W*(?:(?:ok|y|pero|oye|e|mas|oi|et|mais|euh|und|aber|dan|terus|trus|eh|at|طيب|يعني)\W+)*"
_WHAT = {
    lang: re.compile(rf"{_OPENING}(?:{asks})\W*$", re.IGNORECASE) for lang, asks in (
        ("es", rf"qu[eé] (?:es|son|significan?) (?:una? )?(?!(?:el|la|los|las|su|lo|aquel\w*)\b){_THING}"),
        ("pt", rf"(?:o que|oq|o q) (?:é|e|são|sao|significa) (?:uma? )?(?!(?:[oa]s?|que|seu|sua)\b){_THING}"),
        ("fr", r"(?:qu['’]est[- ]ce (?:que c['’]est (?:que )?|que |qu['’] ?)|c['’]est quoi |que signifie )"
               rf"(?:une? )?(?!(?:les?|la|son|sa|ses|leurs?|ce|c)\b|l['’]){_THING}"),
        ("de", rf"(?:was (?:ist|sind|bedeute[tn]|heißt|heisst)|wer ist) (?:eine? )?(?!(?:de[rnm]|die|das|sein\w*|ihr\w*|dann|danach|da|los|mit)\b){_THING}"),
        ("id", rf"apa (?:itu|arti|maksud|sih)(?: dari)? {_THING}|{_THING} (?:itu apa(?:an)?|artinya apa)(?: sih| ya)?"),
        ("tl", rf"ano(?: ba)?(?: po)? (?:ang|yung|ibig sabihin ng)(?: ba)? {_THING}"),
        ("vi", rf"{_THING} (?:là gì|nghĩa là gì|là cái gì)(?: vậy| thế| ạ| v| z)?"),
        ("ar", rf"(?:ما (?:هو|هي|معنى)|(?:شو|وش|ايش|شنو|إيش)(?: هو| هي| يعني| معنى)?) {_THING}"),
        ("th", r"(?!มัน|นี่|นั่น|อันนี้|อันนั้น)[^?？]{2,60}?(?:คืออะไร|แปลว่าอะไร|หมายถึงอะไร)(?:คะ|ครับ|อะ|หรอ|เหรอ)*"),
        ("ko", r"(?!(?:그|이|저)(?:거|게|건|것))[^?？]{2,40}?(?:은|는|이|가|란|이란)? ?(?:뭐|무엇|뭔|무슨 (?:뜻|말))"
               r" ?(?:예요|에요|야|임|인가요|이에요|이야|죠|지|가요|입니까|데|데요|니)?"),
        ("ja", r"(?!それ|これ|あれ|その|この|あの)[^?？]{2,40}?(?:とは|って|は) ?(?:何|なに|なん)(?:のこと|なの)?(?:ですか|でしょうか|だろう|だっけ|か)?"),
        ("zh", r"(?![那这這它他她])[^?？]{2,30}?(?:是(?:什么|什麼|啥)(?:意思)?|(?:什么|什麼|啥)意思|指(?:的是)?(?:什么|什麼))(?:啊|呀|呢)?"
               r"|(?:什么|什麼|啥|何)(?:是|叫|谓)(?![那这這它])[^?？]{2,30}?"),
    )
}  # fmt: skip
_LONGEST = 120
"""Characters of the longest message that is looked at."""
_HOW = re.compile(
    r"^\W*(?:und |aber )?wie (?:kann|soll|könnte|\w+e) (?:ich|man) (?:\w+ )+\w+\W*$"
    r"|^\W*(?:y |pero )?c[oó]mo (?:puedo|se puede|hago para|dej[oa]|evito|ayudo|hablo|supero|\w+[oa]r) (?:\S+ )*\S+\W*$"
    r"|^\W*(?:e |mas )?como (?:posso|eu|faço (?:para|pra)|fa[cç]o p|parar|parar? de|lidar|ajudar|\w+[aei]r) (?:\S+ )*\S+\W*$"
    r"|^\W*(?:et |mais )?comment (?:je peux|puis-je|on peut|faire pour|\w+(?:er|ir|re)) (?:\S+ )*\S+\W*$"
    r"|^\W*(?:gimana|bagaimana|gmn)(?: cara(?:nya)?)? (?:\S+ )+\S+\W*$|^\W*cara (?:\S+ )+\S+\W*$"
    r"|^\W*(?:làm sao|làm thế nào)(?: để)? (?:\S+ )+\S+\W*$"
    r"|^\W*(?:eh )?pa+no (?:ba |po |ko |ako |kaya )*(?!nangyari)\w+ (?:\S+ )*\S+\W*$"
    r"|^\W*كيف (?:أ|ا|يمكنني|ممكن|نقدر|اقدر)\S* ?(?:\S+ )*\S+\W*$"
    r"|^\W*(?:怎样|怎么|怎麼|怎樣|如何)(?!办|辦|了|样|樣|回事|会|會|看|说|說|想|联系|聯繫|申请|申請|参加|參加)[^?？]{3,}"
    r"|(?:には|方法(?:は|って|を)|コツ(?:は|って)|(?:どうすれば|どうしたら)[^?？]{0,8})(?:[?？]|$)|どうやって[^?？]{4,}"
    r"|(?:하려면|[는을를] ?(?:법|방법)|어떻게 (?:하면|해야) [가-힣 ]{2,})"
    r"|วิธี(?!ไหน)[^?？]{4,}|(?:ทำ(?:ยังไง|อย่างไร)(?:ถึง|ให้|จะ)|จะ[^?？]{4,}(?:ยังไง|อย่างไร))",
    re.IGNORECASE,
)
"""How one does something; that it says what, its other words must tell."""
_DOUBLES = (
    re.compile(
        r"^(?P<head>\W*(?:(?:et|mais|alors|donc)\s+)*(?:quand|comment|pourquoi|où|combien|quel\w*)"
        r"\s+(?!ne\b|n['’])(?:\S+\s+)+?\S+?)-(?:t-)?(?:elles?|ils?)\b", re.IGNORECASE,
    ),
    re.compile(r"(?P<head>\bapa) itu(?=\s+\w)", re.IGNORECASE),
    re.compile(r"(?P<head>\w\s+)itu apa(?=\W*(?:sih|ya)?\W*$)", re.IGNORECASE),
    re.compile(r"(?P<head>^\W*(?:ما|شو|وش|ايش))\s+(?:هو|هي)(?=\s+\w)"),
)  # fmt: skip
"""A French pronoun after its verb that doubles a subject; small words that only ask what a thing is."""


def asks_what(text: str) -> bool:
    """Whether ``text``, not in English, asks what a thing is and says which: "apa itu sasaeng?"."""
    return asks_what_in(text) is not None


def asks_what_in(text: str) -> str | None:
    """The language in which ``text`` asks so; ``None`` where it does not, or asks in English."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    return next((lang for lang, pattern in _WHAT.items() if pattern.match(text)), None)


def asks_how(text: str) -> bool:
    """Whether a question that is not English asks how one does something."""
    text = text.strip()
    return len(text) <= _LONGEST and bool(_HOW.search(text))


def without_doubles(text: str) -> str:
    """``text`` without small words that look as if they pointed back and only double its subject, or
    ask what a thing is: "quand Chan's Room s'est-elle terminée", "apa itu sasaeng"."""
    if len(text) > _LONGEST:
        return text
    for pattern in _DOUBLES:
        text = pattern.sub(r"\g<head>", text)
    return text
