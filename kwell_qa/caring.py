"""Care replies: reviewed texts, the way to a person, one small step, and the rest after that.

Nothing here looks anything up before care is said, rates a risk or promises secrecy. What is
said stands in ``data/texts/*.yaml``; this module only chooses and orders it. What may be quoted
below it is decided by ``guidance``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kwell_qa.dear import of_dear
from kwell_qa.guidance import CLASS, FRIEND
from kwell_qa.records import Helpline, HelplineChoice, Screening, Step
from kwell_qa.texts import Catalogue

__all__ = [
    "GUIDES", "Care", "about_artist", "about_friend", "compose", "is_asked_after", "sentences",
    "shown_name",
    "step_sentence", "taken_up", "ways_in",
]  # fmt: skip

GUIDES: Mapping[str, str] = {
    "suicidal": "finding-professional-help",
    "self-harm": "coping-breathing-and-grounding",
    "third-party": FRIEND,
    "friend": FRIEND,
    "adult": CLASS,
    "third-party-artist": "coping-doomscrolling-and-social-media",
    "abuse": "finding-professional-help",
    "sexual-violence": "finding-professional-help",
    "harassment": "reporting-and-blocking",
    "bullying": "reporting-and-blocking",
    "eating-disorder": "finding-professional-help",
    "grief": "grief-and-parasocial-loss",
    "distress": "coping-breathing-and-grounding",
    "substance": "finding-professional-help",
}
"""The guide of the corpus for each category. Danger now has none: a person comes first there."""
BREATHE = "/breathe"

# Words for artists whom a message does not name.
_ARTIST = re.compile(
    r"\b(?:bias|ult|idols?|artists?|maknae|weverse|bubble|fancafe|leader of|[íi]dolo|artista|idola"
    r"|artis|artiste|chanteu|k[üu]nstler|s[äa]nger)|최애|아이돌|멤버|가수|推し|アイドル|アーティスト|偶像"
    r"|爱豆|愛豆|艺人|ไอดอล|ศิลปิน|เมน|thần tượng|nghệ sĩ|فنان|آيدول",
    re.IGNORECASE,
)
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
_END = re.compile(r"(?<=[.!?。！？؟\n])\s*")


@dataclass(frozen=True, slots=True)
class Care:
    """What is said, and the small steps that go with it."""

    text: str
    steps: tuple[Step, ...]


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a message, roughly: a line's end ends one too."""
    return tuple(part.strip() for part in _END.split(text) if part.strip())


def about_artist(text: str, named: bool) -> bool:
    """Whether the worry is for an artist and not for somebody of one's own life.

    ``named``: whether the message names an artist that the corpus knows.
    """
    return bool((named or _ARTIST.search(text)) and not of_dear(text))


def is_asked_after(text: str) -> bool:
    """Whether all of ``text`` asks if somebody is okay, by their name or a few words."""
    for found in filter(None, (pattern.match(text) for pattern in _OKAY)):
        who = next(filter(None, found.groups()))
        if len(who.split()) <= 3 and not _THING.search(who):
            return not of_dear(text)
    return False


def about_friend(text: str, screening: Screening, artist: bool) -> bool:
    """Whether it is the trouble of somebody of one's own life, whom one wants to be there for."""
    if screening.level != "support" or screening.person != "third" or artist:
        return False
    return screening.category != "third-party" or of_dear(text)


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
    artist: bool = False,
    friend: bool = False,
    adult: bool = False,
    carried: bool = False,
    titles: Mapping[str, str],
    guide: str | None = None,
    offer: str | None = None,
) -> Care:
    """The reply for what the screen saw.

    ``friend``: it is that of somebody of one's own life whom one wants to be there for;
    ``adult``: that of a pupil or a child of theirs, of whom a teacher or a parent writes.
    ``carried``: the trouble was told in an earlier turn, this one is about something else.
    ``titles``: titles of the documents that can be read now, by id. ``guide``: the one among them
    that speaks to what was told, where one does. ``offer``: what else was asked, which may be
    answered later.
    """
    category = screening.category or "distress"
    if adult and screening.person == "third" and not artist:
        category = "adult"
    elif friend:
        category, guide = "friend", None
    elif category == "third-party" and (artist or screening.level == "support"):
        category = "third-party-artist"
    key = "care.history" if carried else f"care.{category.replace('-', '_')}"
    opening, _, rest = texts.get(lang, key).partition("\n\n")
    danger = category == "danger-now"
    steps = _steps(texts, lang, guide or GUIDES.get(category, ""), titles)
    parts: list[str] = [
        opening,
        *ways_in(texts, lang, choice.helplines, choice.emergency, emergency_first=danger),
        *_no_special(texts, lang, choice),
        rest,
        *(step_sentence(texts, lang, step) for step in steps),
    ]
    if offer:
        parts.append(texts.get(lang, "care.kpop_after", question=offer))
    return Care("\n\n".join(part for part in parts if part), steps)


def ways_in(
    texts: Catalogue, lang: str, helplines: Sequence[Helpline], emergency: str | None, *,
    emergency_first: bool = False,
) -> tuple[str, ...]:  # fmt: skip
    """Sentences with the numbers: whom to reach now, and what to call in danger.

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
        name = shown_name(first, lang)
        if first.hours == "24/7":
            ways.append(texts.get(lang, "care.way_in", name=name, number=number))
        else:
            # "Now" would be untrue out of hours; whoever is always there follows.
            hours = first.hours if first.hours != "unknown" else first.website or first.hours
            ways.append(texts.get(lang, "care.way_in_hours", name=name, number=number, hours=hours))
            ways += [
                texts.get(lang, "care.way_in", name=shown_name(line, lang), number=line.display)
                for line in helplines[1:]
                if line.hours == "24/7" and line.display
            ][:1]
    else:
        site = first.website or first.chat_url
        ways += [texts.get(lang, "care.way_in_web", url=site)] if site else []
    return (danger, *ways) if emergency_first else (*ways, danger)


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
