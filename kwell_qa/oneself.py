"""Words of whoever writes: whether somebody speaks of themselves, in thirteen languages.

Three sets, since what hangs on them differs: of a question, who tells the story, and whether
anything at all in a message may be the writer's own.
"""

from __future__ import annotations

import re

from kwell_qa.tokens import words

__all__ = ["ONESELF", "OWN_JOINED", "OWN_PAGES", "OWN_WORDS", "SUBJECT", "of_oneself"]

ONESELF = frozenset("i im ive id ill me my mine myself we us our ours".split())
"""English words for oneself."""
_WORDS = {
    "en": ONESELF,
    "es": frozenset("yo me mi mis conmigo nosotros nosotras nos nuestro nuestra".split()),
    "pt": frozenset("eu me mim meu minha meus minhas comigo nos nosso nossa".split()),
    "id": frozenset("aku saya gue gua gw ku kita kami".split()),
    "vi": frozenset("toi tui minh em to chung".split()),
    "fr": frozenset("je j me moi mon ma mes nous notre nos".split()),
    "de": frozenset("ich mir mich mein meine meinen meinem meiner wir uns unser unsere".split()),
    "tl": frozenset("ako ko akin kami tayo namin natin".split()),
    "ar": frozenset("انا أنا لي عندي نفسي نحن".split()),
}
_JOINED = {
    "ko": re.compile(
        r"(?:^|\s)(?:나|내|저|제|난|전|우리)(?:는|가|도|를|의|한테|에게|랑|만|희)?(?=\s|$)"
    ),
    "ja": re.compile(r"私|わたし|僕|ぼく|俺|おれ|あたし|自分"),
    "zh": re.compile(r"我|咱"),
    "th": re.compile(r"ฉัน|ผม|หนู|เรา|ดิฉัน"),
}
SUBJECT = re.compile(
    r"\b(?:i|i['’](?:m|ve|d|ll)|ich|je|yo|eu|aku|gue|ako|(?<!của )(?:tôi|mình))\b|\bj['’]"
    r"|我(?!的?(?:朋友|闺蜜|[姐妹哥弟妈爸]|学生|同学|室友|孩子|女儿|儿子))|私が|私は|(?:^|\s)(?:나|내가|제가)\s",
    re.IGNORECASE,
)
"""Words by which somebody begins to tell of themselves, where it is not "my friend"."""
OWN_PAGES = re.compile(
    r"\b(?:my|mein\w*|mis?|mon|ma|mes|meus?|minhas?) (?:own |letzte\w* |última )?"
    r"(?:notes?|notebook|diary|journal|messages?|texts?|letters?|posts?|drafts?|story|search"
    r"|notiz\w*|zettel|tagebuch|brief\w*|nachricht\w*|notas?|diario|cartas?|mensajes?|lettres?"
    r"|mots?|di[áa]rio|bilhetes?|mensage(?:ns|m))\b"
    r"|(?:내|제) ?(?:메모|일기|편지|글|문자|쪽지)|私の(?:日記|メモ|手紙|投稿)"
    r"|我的?(?:日记|日記|便条|信|笔记|留言)|(?:บันทึก|ไดอารี่|จดหมาย)ของ(?:ฉัน|เรา|หนู|ผม)"
    r"|(?:catatan|buku harian|surat|diari)(?:ku| aku| saya)\b|nhật ký của (?:tôi|mình|em)"
    r"|مذكراتي|رسالتي|دفتري|\b(?:diary|sulat|note) ko\b"
    r"|\b(?:stop|quit|keep|from) (?:saying|writing|posting|texting)\b"
    r"|\bwhen i (?:say|said|write|wrote)\b|\b(?:told|asked) me to …",
    re.IGNORECASE,
)
"""Pages of one's own, whose words in quotation marks are one's own too."""
OWN_WORDS = re.compile(
    r"\b(?:i|im|ive|ill|id|ima|imma|me|my|myself|you|u|kys|ich|mich|mir|mein\w*|je|j|moi|mon|ma|mes"
    r"|yo|mi|\w{2,}(?:ar|er|ir)me|eu|meu|minha|mim|aku|saya|gue|gw|\w+ku|ako|akin|ko|minh|em"
    r"|انا|اني|لي|مني|عني|نفسي|\w+ني)\b"
)
OWN_JOINED = re.compile(
    "나는|내가|나도|나한테|나보고|저는|제가|저도|저한테|저보고|죽으라"
    "|私|僕|俺|自分|死ね|我|ฉัน|เรา|หนู|ผม|กู|ไปตาย"
)
"""Words of the writer, or of who is told to die; in languages without spaces, the second."""
# "Tell me about the foundation" says nothing of who asks.
_ASKING = re.compile(r"\b(?:tell|show|give|remind) (?:me|us)\b", re.IGNORECASE)


def of_oneself(text: str, lang: str) -> bool:
    """Whether ``text``, in the language ``lang``, has a word for who writes it."""
    pattern = _JOINED.get(lang)
    if pattern is not None:
        return pattern.search(text) is not None
    said = words(_ASKING.sub(" ", text))
    return not _WORDS.get(lang, ONESELF).isdisjoint(said)
