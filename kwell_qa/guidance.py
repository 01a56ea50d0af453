"""What a guide may say below care: which guides, on which subject, and which of their sentences.

It judges by words alone: ``engine`` finds the sentences, and ``caring`` says care before them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

__all__ = [
    "FRIEND", "QUOTED", "QUOTED_OF_FRIENDS", "beside", "fit_to_quote", "quotable", "speaks_to",
]  # fmt: skip

FRIEND = "supporting-a-friend"
"""The guide on being there for somebody else."""
QUOTED: Mapping[str, tuple[str, ...]] = {
    "harassment": ("reporting-and-blocking",),
    "bullying": ("reporting-and-blocking", "coping-loneliness", "grief-and-parasocial-loss",
                 "coping-doomscrolling-and-social-media"),
    "grief": ("grief-and-parasocial-loss",),
    "distress": ("coping-breathing-and-grounding", "coping-doomscrolling-and-social-media",
                 "coping-exam-stress-and-school", "coping-loneliness", "coping-sleep",
                 "finding-professional-help", "fan-platforms-and-boundaries",
                 "grief-and-parasocial-loss"),
}  # fmt: skip
"""What may be quoted below care, where it speaks to what was told. Other categories, and every
crisis, get people to talk to and nothing else to read."""
QUOTED_OF_FRIENDS: Mapping[str, tuple[str, ...]] = {
    "eating-disorder": (FRIEND, "body-image-and-dieting"),
    "harassment": (FRIEND, "reporting-and-blocking"),
}
"""What may be quoted where it is a friend's trouble; else ``FRIEND`` alone."""

# What a message must speak of for a guide to be quoted, in English or in the lexicon's rendering:
# one on exams is no answer to somebody who feels empty after a concert.
_SPEAKS: Mapping[str, re.Pattern[str]] = {
    document: re.compile(rf"{unless}.*\b(?:{words})", re.IGNORECASE | re.DOTALL)
    for document, unless, words in (
        ("coping-exam-stress-and-school", "", r"exams?\b|tests?\b|grades?\b|finals|homework|study"),
        ("coping-sleep", "", r"sle(?:ep|pt)|insomnia|awake|bed\b|nightmare"),
        ("coping-loneliness", "", r"alone|lonel|nobody|no one|friends?\b|left out|leave me out"
                                  r"|isolat|ignor|sits? with|lunch|spoken|by myself|exclu"),
        ("coping-doomscrolling-and-social-media", "", r"scroll|phone|feed|timeline|social media"
                                                      r"|twitter|tiktok|instagram|news|refresh"),
        # Written of artists: who has lost somebody of their own is not told of famous people.
        ("grief-and-parasocial-loss",
         r"^(?!.*\b(?:dog|cat|pet|grand\w*|mother|father|mum|mom|dad|lola|lolo|uncle|aunt)\b)",
         r"di(?:e[sd]?|ed|ying)\b|death|dead|pass(?:ed|ing)|mourn|grie[fv]|funeral|disband|left\b"
         r"|leav|los[st]|miss|gone|anniversar"),
        ("coping-breathing-and-grounding", "", r"panic|breath|anxi|shak|trembl|nervous|heart|dizzy"
                                               r"|overwhelm|chest|stress"),
        ("fan-platforms-and-boundaries", "", r"bubble|weverse|money|spen[dt]|savings?|subscri"
                                             r"|budget|repl(?:y|ies|ied)"),
        ("finding-professional-help", "", r"therap|counsel|doctor|psych|professional|weeks|get help"
                                          r"|depress|diagnos|medic"),
        ("reporting-and-blocking", "", r"online|post|messag|dms?\b|hate|accounts?\b|report|block"
                                       r"|tweet|comment|photo|pics?\b|leak|address|profile|threat"
                                       r"|chat|doxx|internet|selfie"),
    )
}  # fmt: skip
_EXAM = re.compile(r"\bexams?\b", re.IGNORECASE)
# Sections and sentences that are not for somebody in trouble: on figures and studies, on how deaths
# are reported and what follows them, on the making of apps and laws; and on danger, of which care
# itself has spoken.
_UNFIT_SECTION = re.compile(
    r"careful words|surveys|was studied|rules and rulings|claims|supportive side|difficult side"
    r"|for parents|for teachers|trainees|v live|message apps|artist is silent|after the report",
    re.IGNORECASE,
)
_UNFIT = re.compile(
    r"\b(?:stud(?:y|ies)|surveys?|research\w*|reviews?|per ?cent|poll|figures|statistics|trials?"
    r"|one in (?:two|three|four|five|six|seven|eight|nine|ten)|rates?|rise|linked|suicide|deaths?"
    r"|died|journal\w*|reporters?|article|blog|unsigned|courts?|laws?|bill|ministr\w+|commission"
    r"|announced|subscribers|in danger|self-harm|mental disorder|conditions begin|one direction)\b",
    re.IGNORECASE,
)


def quotable(category: str | None, friend: bool) -> tuple[str, ...]:
    """Ids of the documents that may be quoted below care for this category."""
    if friend:
        return QUOTED_OF_FRIENDS.get(category or "", (FRIEND,))
    return QUOTED.get(category or "", ())


def speaks_to(document: str, said: str) -> bool:
    """Whether ``said``, a message and its words in English, is on what the guide is about."""
    wanted = _SPEAKS.get(document)
    return wanted is None or bool(wanted.match(said))


def beside(documents: Collection[str], apt: Collection[str]) -> str | None:
    """The guide to read where none of ``documents`` is quoted; ``None`` for that of the category.

    ``apt`` are those that speak to what was told. Who is bullied among people and not online has
    nothing to report to a platform.
    """
    online, among_people = "reporting-and-blocking", "coping-loneliness"
    bullied = online in documents and among_people in documents
    return among_people if bullied and online not in apt else None


def fit_to_quote(said: str, heading: str | None, sentence: str) -> bool:
    """Whether a sentence of a section may be read by somebody in trouble, who ``said`` so."""
    if _UNFIT_SECTION.search(heading or "") or _UNFIT.search(sentence):
        return False
    return not _EXAM.search(sentence) or bool(_EXAM.search(said))
