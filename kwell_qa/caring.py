"""Care replies: reviewed texts, the way to a person, one small step, and the rest after that.

Nothing here looks anything up before care is said, rates a risk or promises secrecy. What is
said stands in ``data/texts/*.yaml``; this module only chooses and orders it. What may be quoted
below it is decided by ``guidance``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kwell_qa import concerned
from kwell_qa.concerned import about_artist, is_now, is_somebody, mourned, of_another, of_post
from kwell_qa.dear import of_dear
from kwell_qa.guidance import CLASS, FRIEND, GRIEF
from kwell_qa.helplines import special_of
from kwell_qa.records import Helpline, HelplineChoice, Screening, Step
from kwell_qa.texts import Catalogue

__all__ = [
    "GUIDES", "Care", "compose", "is_asked_after", "read_quotes", "sentences", "shown_name",
    "step_sentence", "taken_up", "voice", "ways_in",
]  # fmt: skip

GUIDES: Mapping[str, str] = {
    "suicidal": "finding-professional-help",
    "self-harm": "coping-breathing-and-grounding",
    "third-party": FRIEND,
    "third-party-post": FRIEND,
    "friend": FRIEND,
    "adult": CLASS,
    "third-party-artist": "coping-doomscrolling-and-social-media",
    "abuse": "finding-professional-help",
    "sexual-violence": "finding-professional-help",
    "harassment": "reporting-and-blocking",
    "bullying": "reporting-and-blocking",
    "eating-disorder": "finding-professional-help",
    "grief": "finding-professional-help",
    "grief-personal": "finding-professional-help",
    "grief-artist": GRIEF,
    "distress": "coping-breathing-and-grounding",
    "substance": "finding-professional-help",
}
"""The guide of the corpus for each text. Danger now has none: a person comes first there."""
BREATHE = "/breathe"
_FIRST = ("danger-now", "third-party-now")
"""Texts on danger right now, whatever the screen called the trouble."""

# "Is … okay?", with nothing else beside it.
_WHO = r"([^?？؟.!,]{1,30}?)"
_OKAY = tuple(re.compile(rf"^\W*(?:{pattern})\W*$", re.IGNORECASE) for pattern in (
    rf"(?:(?:omg|wait|guys|but|um+|hey|so) )*(?:is|are) {_WHO}"
    r"(?: (?:really|doing|feeling|gonna be|going to be))*"
    r" (?:ok|okay|alright|all right|fine|safe)"
    r"(?: (?:now|today|though|tho|rn|right now|these days|lately))*",
    rf"{_WHO}(?:씨|님)?(?:은|는|이|가)? ?(?:지금|요즘|정말|진짜)? ?"
    r"괜찮(?:아요?|은 ?거야|은 ?거죠|은가요|은 ?건가요|을까요?|나요|으신가요)",
    rf"{_WHO}(?:は|って|さん|くん|ちゃん)* ?(?:今|最近|本当に)?"
    r"大丈夫(?:なの|ですか|かな|でしょうか|なんですか)?",
    rf"{_WHO}(?:现在|現在|最近|真的)?(?:还好吗|還好嗎|没事吧|沒事吧|没事吗|沒事嗎|还好吧|還好吧)",
    rf"{_WHO} ?(?:ยัง)?(?:โอเค|สบายดี|เป็นอะไร)(?:ไหม|มั้ย|หรือเปล่า|รึเปล่า|ใช่ไหม)(?:คะ|ครับ|นะ)?",
    rf"{_WHO} (?:có )?(?:ổn|sao|ok|on) (?:không|khong|ko|chứ)(?: (?:ạ|vậy|nhỉ))?",
    rf"(?:está|esta|estará) bien {_WHO}|(?:está|esta) {_WHO} bien",
    rf"{_WHO} (?:está|esta|estará) bien",
    rf"(?:[oa] )?{_WHO} (?:está|esta|tá|ta|vai ficar) bem",
    rf"(?:est-ce qu[e'’] ?)?{_WHO} va(?:-t-(?:il|elle))? bien",
    rf"geht(?: es|['’]?s)? {_WHO} gut|ist {_WHO} (?:ok|okay|in ordnung)",
    rf"ist (?:mit|bei) {_WHO} alles (?:ok|okay|gut|in ordnung)",
    rf"(?:apa |apakah )?{_WHO} (?:baik[- ]baik (?:aja|saja)|gapapa|gpp|oke|ok)"
    r"(?: (?:kan|ga|gak|nggak|ya))?",
    rf"(?:ok|okay|ayos)(?: lang)? (?:ba|kaya) si {_WHO}",
    rf"(?:هل )?{_WHO} (?:بخير|كويسه?|كويسة|منيحه?|منيحة)",
))  # fmt: skip
_THING = re.compile(
    r"['’]s?\b|\b(?:the|this|that|my|your|lightsticks?|songs?|albums?|concerts?|mv|tour|tickets?"
    r"|merch|fandom|fans?|accounts?|group|company|dance|outfit|live|fan ?meet\w*)\b",
    re.IGNORECASE,
)
_OWN_ACT = re.compile(
    r"\b(?:i|im|i['’]m|i['’]ve|ive|i['’]ll)"
    r" (?!(?:saw|see|read|think|heard|know|am worried|worry|found|love|follow)\b)\w+"
    r"|\b(?:me (?:tom|cort|hice|voy)|ya me|voy a|eu (?:tom|cort|vou)|tomei|j['’]ai (?:pris|aval)"
    r"|je vais"
    r"|ich (?:habe|werd|nehm)|aku (?:udah|mau|akan|minum)|uminom (?:na )?ako|tôi (?:đã|sẽ|uống))"
    r"|(?:^|\s)(?:나|내가|제가|난|저는|나는)\s|(?:私|俺|僕|自分)(?:は|が|も)|我(?:刚|已经|要|吃|想)"
    r"|(?:ฉัน|หนู|เรา|ผม)(?:กิน|จะ)"
    r"|(?:أنا|انا|أخذت|اخذت)",
    re.IGNORECASE,
)
"""Somebody tells of an act of their own."""
_END = re.compile(r"(?<=[.!?。！？؟\n])\s*")


@dataclass(frozen=True, slots=True)
class Care:
    """What is said, and the small steps that go with it."""

    text: str
    steps: tuple[Step, ...]


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a message, roughly: a line's end ends one too."""
    return tuple(part.strip() for part in _END.split(text) if part.strip())


def voice(text: str, screening: Screening, *, named: bool = False, adult: bool = False) -> str:
    """Which of the care texts speaks to ``text``, in which the screen saw trouble.

    ``named``: it names an artist that the corpus knows. ``adult``: a teacher or a parent writes of
    a young person. Where it is not certain, the text that fits every case.
    """
    category, third = screening.category or "distress", screening.person == "third"
    adult = adult and third
    artist = not adult and about_artist(text, named)
    if category == "danger-now":
        # Who tells of an act of their own is in danger, whoever else stands in the message.
        other = of_another(text) and not _OWN_ACT.search(text)
        return "third-party-now" if third or other else category
    if category == "third-party" and screening.level == "crisis" and not artist and is_now(text):
        return "third-party-now"
    if adult:
        return "adult"
    if screening.level == "support" and third and not artist and (
        category != "third-party" or of_dear(text)
    ):  # fmt: skip
        # The trouble of somebody of one's own life, whom one wants to be there for.
        return "friend"
    if category == "third-party":
        return _worried(text, screening, artist)
    if category == "grief":
        who = mourned(text, named)
        return f"grief-{who}" if who else category
    return category


def read_quotes(
    text: str, screening: Screening, adult: bool, screen: Callable[[str], Screening]
) -> Screening:
    """``screening``, told of another where only words of theirs, in quotation marks, tell of it.

    ``screen`` reads what stands outside of the marks: who tells of trouble of their own beside it
    is the one who is cared for.
    """
    if screening.level != "crisis" or screening.person == "third":
        return screening
    if not concerned.quotes_another(text, adult):
        return screening
    rest = screen(concerned.unquoted(text))
    if rest.level != "none" and rest.person == "first":
        return screening
    category = "danger-now" if screening.category == "danger-now" else "third-party"
    return replace(screening, category=category, person="third")


def _worried(text: str, screening: Screening, artist: bool) -> str:
    """The text for a worry about somebody else, who is not in danger this minute."""
    if artist or (screening.level == "support" and not is_somebody(text)):
        return "third-party-artist"
    return "third-party-post" if of_post(text) else "third-party"


def is_asked_after(text: str) -> bool:
    """Whether all of ``text`` asks if somebody is okay, by their name or a few words."""
    for found in filter(None, (pattern.match(text) for pattern in _OKAY)):
        who = next(filter(None, found.groups()))
        if len(who.split()) <= 3 and not _THING.search(who):
            return not of_dear(text)
    return False


def taken_up(question: str, history: Sequence[str]) -> bool:
    """Whether ``question`` is, word for word, what an earlier turn asked besides its trouble.

    That is what a press on the offered question sends; only this goes past care.
    """
    wanted = _bare(question)
    return bool(wanted) and any(
        wanted in (_bare(turn), *map(_bare, sentences(turn))) for turn in history
    )


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def shown_name(line: Helpline, lang: str) -> str:
    """The name of a service for people who read ``lang``."""
    return line.name_local if line.name_local and lang in line.languages else line.name


def compose(
    texts: Catalogue,
    screening: Screening,
    lang: str,
    choice: HelplineChoice,
    *,
    said: str | None = None,
    carried: bool = False,
    titles: Mapping[str, str],
    guide: str | None = None,
    offer: str | None = None,
) -> Care:
    """The reply for what the screen saw.

    ``said``: the text that ``voice`` chose; that of the category where none is given.
    ``carried``: the trouble was told in an earlier turn, this one is about something else.
    ``titles``: titles of the documents that can be read now, by id. ``guide``: the one among them
    that speaks to what was told, where one does. ``offer``: what else was asked, which may be
    answered later.
    """
    said = said or screening.category or "distress"
    key = "care.history" if carried else f"care.{said.replace('-', '_')}"
    opening, _, rest = texts.get(lang, key).partition("\n\n")
    # In a crisis the number for danger to life comes first, in the same calm words.
    urgent = said in _FIRST or screening.level == "crisis"
    # On how to help a friend there is the one guide.
    guide = GUIDES.get(said, "") if said == "friend" else guide or GUIDES.get(said, "")
    steps = _steps(texts, lang, guide, titles)
    parts: list[str] = [
        opening,
        *ways_in(texts, lang, choice.helplines, choice.emergency, category=screening.category,
                 emergency_first=urgent),
        *_no_special(texts, lang, choice),
        rest,
        *(step_sentence(texts, lang, step) for step in steps),
    ]
    if offer:
        parts.append(texts.get(lang, "care.kpop_after", question=offer))
    return Care("\n\n".join(part for part in parts if part), steps)


def ways_in(
    texts: Catalogue, lang: str, helplines: Sequence[Helpline], emergency: str | None, *,
    category: str | None = None, emergency_first: bool = False,
) -> tuple[str, ...]:  # fmt: skip
    """Sentences with the numbers: whom to reach now, who is there for the very subject, and what to
    call in danger.

    A card that shows these as links leaves out just these sentences.
    """
    if emergency:
        danger = texts.get(lang, "care.emergency", number=emergency)
    else:
        danger = texts.get(lang, "care.emergency_unknown")
    ways = []
    first = helplines[0]
    number = first.display or first.sms_display
    if number:
        ways.append(_reached(texts, lang, first, number))
        if first.hours != "24/7":
            # Whoever is always there follows.
            ways += [
                texts.get(lang, "care.way_in", name=shown_name(line, lang), number=line.display)
                for line in helplines[1:]
                if line.hours == "24/7" and line.display
            ][:1]
    else:
        site = first.website or first.chat_url
        ways += [texts.get(lang, "care.way_in_web", url=site)] if site else []
    special = special_of(helplines, category)
    if special and (own := special.display or special.sms_display):
        told = _reached(texts, lang, special, own)
        ways += [told] if told not in ways else []
    return (danger, *ways) if emergency_first else (*ways, danger)


def _reached(texts: Catalogue, lang: str, line: Helpline, number: str) -> str:
    """How to reach one service; "now" would be untrue of one that may be closed."""
    name = shown_name(line, lang)
    if line.hours == "24/7":
        return texts.get(lang, "care.way_in", name=name, number=number)
    hours = line.hours if line.hours != "unknown" else line.website or ""
    if not hours:
        return f"{name}: {number}"
    return texts.get(lang, "care.way_in_hours", name=name, number=number, hours=hours)


def _no_special(texts: Catalogue, lang: str, choice: HelplineChoice) -> Collection[str]:
    """Says so where no service of the country is for the very subject, and which one listens."""
    if choice.own or choice.country is None:
        return ()
    return (texts.get(lang, "care.no_special", name=shown_name(choice.helplines[0], lang)),)


def step_sentence(texts: Catalogue, lang: str, step: Step) -> str:
    """What says that a step is there, with its link."""
    return texts.get(lang, f"care.step_{step.kind}", title=step.title, link=step.link)


def _steps(
    texts: Catalogue, lang: str, guide: str, titles: Mapping[str, str]
) -> tuple[Step, ...]:
    """Breathing, which needs nothing; and a guide where its document is there to be read."""
    found = [Step("breathe", texts.get(lang, "guide.breathing_title"), BREATHE, lang)]
    if guide in titles:
        found.append(Step("guide", titles[guide], f"/read/{guide}"))
    return tuple(found)
