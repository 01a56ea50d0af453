"""What a guide may say below care: which guides, on which subject, and which of their sentences.

It judges by words alone: ``extras`` asks the guides, and ``caring`` says care before them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from kwell_qa.whose import Role

__all__ = [
    "BODY", "CLASS", "FRIEND", "KINDER", "QUOTED", "QUOTED_OF_ADULTS", "QUOTED_OF_FRIENDS",
    "apt", "beside", "fit_to_quote", "quotable", "speaks_to", "to_ask",
]  # fmt: skip

GRIEF = "grief-and-parasocial-loss"
"""The guide on grief for artists."""
FRIEND = "supporting-a-friend"
"""The guide on being there for somebody else."""
CLASS = "class-discussion-guide"
"""The guide for teachers."""
QUOTED: Mapping[str, tuple[str, ...]] = {
    "harassment": ("reporting-and-blocking",),
    "bullying": ("reporting-and-blocking", "coping-loneliness", GRIEF,
                 "coping-doomscrolling-and-social-media"),
    "grief": (GRIEF,),
    "distress": ("coping-breathing-and-grounding", "coping-doomscrolling-and-social-media",
                 "coping-exam-stress-and-school", "coping-loneliness", "coping-sleep",
                 "finding-professional-help", "fan-platforms-and-boundaries",
                 GRIEF, "body-image-and-dieting", "parasocial-relationships"),
}  # fmt: skip
"""What may be quoted below care, where it speaks to what was told; whoever asks something may be
told of all of it. Other categories, and every crisis, get people to talk to and nothing else."""
QUOTED_OF_FRIENDS: Mapping[str, tuple[str, ...]] = {
    "eating-disorder": (FRIEND, "body-image-and-dieting"),
    "harassment": (FRIEND, "reporting-and-blocking"),
}
"""What may be quoted where it is a friend's trouble; else ``FRIEND`` alone."""
QUOTED_OF_ADULTS: Mapping[Role, tuple[str, ...]] = {
    "teacher": (CLASS,),
    "parent": (GRIEF, "coping-doomscrolling-and-social-media", "coping-sleep",
               "coping-exam-stress-and-school", FRIEND),
}  # fmt: skip
"""What may be quoted where a teacher writes of a pupil, or a parent of a child."""

BODY = "body-image-and-dieting"
"""The guide on how one looks."""
KINDER = "How can I have a kinder body image and stop comparing?"
"""What is asked of it for whoever feels ugly: they say what hurts, and ask nothing."""
HELPER = "How do I look after myself while I help a friend?"
"""What is asked of ``FRIEND`` for whoever is worn out by everybody's trouble."""
_HELPS = re.compile(
    r"\bvents? to\b|\bcry(?:ing)? to\b|\b(?:every(?:one|body)s?|their|my friends?|the (?:group|gc)s?)['’]?s?"
    r" (?:therapist|counsell?or|psychologist)|\b(?:every(?:one|body)|they all|my friends?) (?:\w+ ){0,2}"
    r"(?:dumps?|unloads?|leans?|rel(?:y|ies)) (?:\w+ ){0,3}on me"
    r"|\b(?:been (?:there )?(?:for|helping|supporting|looking after)|help\w*|support\w*|listen\w* to) (?:my|a|her|him|them|everyone)\b"
    r".*\b(?:running on empty|drained|exhaust\w+|burn\w* out|worn out|need(?:ing)? a (?:break|rest)|too much for me)",
    re.IGNORECASE,
)

# What is asked of a guide in the place of somebody who tells what is wrong and asks nothing, where
# no sentence is near enough to what they told; and what they must have spoken of.
_TOLD: Mapping[str, tuple[re.Pattern[str], str]] = {
    document: (re.compile(rf"\b(?:{words})", re.IGNORECASE), question)
    for document, words, question in (
        ("coping-exam-stress-and-school", r"exams?\b|midterms|finals\b|tests?\b|grades?\b|homework\b|revis(?:e|ion|ing)\b",
         "What helps against exam stress?"),
        ("coping-sleep", r"sleep|slept\b|insomnia\b|awake\b", "What helps me to sleep better?"),
        ("coping-breathing-and-grounding", r"panic|breath|anxi|shaking\b|trembl|nervous\b|overwhelm|calm\b|too much\b|drowning\b"
                                           r"|(?:heart|chest)\b.*\b(?:rac|pound|beat|tight)",
         "How can I calm down quickly?"),
        ("coping-doomscrolling-and-social-media", r"(?:doom)?scroll|timeline\b|my feed\b|put (?:my|the) phone"
                                                  r"|(?:on|at) my phone\b|screens?\b",
         "How can I stop doomscrolling?"),
        (GRIEF, r"disband|mourn|grie[fv]|died\b|passed away|death\b|left the group|leaving the group"
                r"|(?:group|band)s?\b.*\b(?:ended|end|over|broke up|split)\b",
         "What helps fans who grieve or whose group has ended?"),
        ("coping-loneliness", r"alone\b|lonel|nobody\b|no one\b|left out|isolat|by myself\b|exclud"
                              r"|(?:people|everyone)\b.*\baround me\b|(?:no|not|any|zero)\b.{0,20}\bfriends?\b"
                              r"|friends?\b.{0,12}\bnot\b",
         "What can I do against loneliness?"),
        ("finding-professional-help", r"therap|counsel|professional\b|diagnos", "When should I look for professional help?"),
    )
}  # fmt: skip

# What a message must speak of for a guide to be quoted, in English or in the lexicon's rendering:
# one on exams is no answer to somebody who feels empty after a concert.
_SPEAKS: Mapping[str, re.Pattern[str]] = {
    document: re.compile(rf"{unless}.*\b(?:{words})", re.IGNORECASE | re.DOTALL)
    for document, unless, words in (
        ("coping-exam-stress-and-school", "", r"exams?\b|tests?\b|grades?\b|finals\b|final (?:exam|paper|test)|maths? final|homework|study"
                                              r"|got an? [bcdf][+-]?(?: |$)|maths?\b"),
        ("coping-sleep", "", r"sle(?:ep|pt)|insomnia|awake|bed\b|nightmare"),
        ("coping-loneliness", "", r"alone|lonel|nobody|no one|friends?\b|left out|leave me out"
                                  r"|isolat|ignor|around me|crowd|sits? with|lunch|spoken|by myself|exclu"),
        ("coping-doomscrolling-and-social-media", "", r"scroll|phone|feed|timeline|social media"
                                                      r"|twitter|tiktok|instagram|news|refresh"),
        # Written of artists: who has lost somebody of their own is not told of famous people.
        (GRIEF,
         r"^(?!.*\b(?:dog|cat|pet|grand\w*|mother|father|mum|mom|dad|lola|lolo|uncle|aunt)\b)",
         r"di(?:e[sd]?|ed|ying)\b|death|dead|pass(?:ed|ing)|mourn|grie[fv]|funeral|disband|left\b"
         r"|leav|los[st]|miss|gone|anniversar|\bended?\b|broke up|split"),
        ("coping-breathing-and-grounding", "", r"panic|breath|anxi|shak|trembl|nervous|heart|dizzy"
                                               r"|overwhelm|too much|drowning|chest|stress|grounding|calm"),
        ("fan-platforms-and-boundaries", "", r"bubble|weverse|money|spen[dt]|savings?|subscri"
                                             r"|budget|repl(?:y|ies|ied)"),
        ("body-image-and-dieting", "", r"ugl(?:y|ier)|prettier|compar(?:e|ed|ing)\b|my body|my face"
                                       r"|my looks|how i look|mirror|appearance|attractive"),
        ("parasocial-relationships", "", r"daydream|fantas(?:y|ies|ise|ize|ising|izing)|imagin(?:e|ing)|obsess|in love with|one[- ]sided"
                                         r"|parasocial|doesnt (?:even )?know (?:me|i exist)"),
        ("finding-professional-help", "", r"therap|counsel|doctor|psych|professional|weeks|get help"
                                          r"|depress|diagnos|medic|(?:low|down|blue|sad|empty|numb)"
                                          r"\b.{0,20}\b(?:lately|no reason|all the time|every ?day)"),
        ("reporting-and-blocking", "", r"online|post|messag|dms?\b|hate|accounts?\b|report|block"
                                       r"|tweet|comment|photo|pics?\b|leak|address|profile|threat"
                                       r"|chat|doxx|internet|selfie"),
    )
}  # fmt: skip
_OF_ARTISTS = (GRIEF, "fan-platforms-and-boundaries")
_EXAM = re.compile(r"\bexams?\b", re.IGNORECASE)
_STUDIES = re.compile(r"\b(?:exams?|midterms|finals|tests?|homework|revis\w+|school ?work|grades?)\b", re.IGNORECASE)
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
    r"|announced|\d[\d.,]*(?: million| thousand)? subscribers|in danger|self-harm|mental disorder|conditions begin|one direction)\b",
    re.IGNORECASE,
)
# Of what is written for adults all may be read by them, and nothing of what asks the young.
_FOR_ADULTS = re.compile(r"for parents|if a pupil tells|pupils who support", re.IGNORECASE)
_OF_FRIENDS = re.compile(r"worry about a friend", re.IGNORECASE)
_FRIENDS = re.compile(
    r"\b(?:friend|bestie|sister|brother|cousin|class ?mate|room ?mate|mutual)", re.IGNORECASE
)
_FOR_YOUNG = re.compile(r"questions on|ground rules|for children|if you worry about", re.IGNORECASE)


def quotable(
    category: str | None, said: str | None, role: Role | None = None
) -> tuple[str, ...]:
    """Ids of the documents that may be quoted below care for this category.

    ``said``: the text of the care. ``role``: what the writer is to whose trouble it is.
    """
    if role is not None:
        return QUOTED_OF_ADULTS[role]
    if said == "grief-personal":
        return ()
    if said == "friend":
        return QUOTED_OF_FRIENDS.get(category or "", (FRIEND,))
    return QUOTED.get(category or "", ())


def speaks_to(document: str, said: str) -> bool:
    """Whether ``said``, a message and its words in English, is on what the guide is about."""
    wanted = _SPEAKS.get(document)
    return wanted is None or bool(wanted.match(said))


def apt(documents: Collection[str], said: str) -> list[str]:
    """Those of ``documents`` that ``said`` speaks to; ``FRIEND`` only where no other does."""
    found = [one for one in documents if speaks_to(one, said)]
    return [one for one in found if one != FRIEND or len(found) == 1]


def to_ask(said: str) -> tuple[str, ...]:
    """What may be quoted to whoever asks something, whether or not it speaks of the same by its
    words; only what is on artists alone must."""
    every = dict.fromkeys((*(one for ids in QUOTED.values() for one in ids), FRIEND))
    return tuple(one for one in every if one not in _OF_ARTISTS or speaks_to(one, said))


def asked_of(documents: Collection[str], said: str) -> list[tuple[str, str]]:
    """Guides among ``documents``, and what to ask of each for who only told what is wrong."""
    return [
        (document, question) for document, (words, question) in _TOLD.items()
        if document in documents and speaks_to(document, said) and words.search(said)
    ]  # fmt: skip


def is_worn_out(said: str) -> bool:
    """Whether somebody tells that others bring all their trouble to them."""
    return bool(_HELPS.search(said))


def beside(
    documents: Collection[str], apt: Sequence[str], role: Role | None = None
) -> str | None:
    """The guide to read where none of ``documents`` is quoted; ``None`` for that of the category.

    ``apt`` are those that speak to what was told. Who is bullied among people and not online has
    nothing to report to a platform; who feels ugly is not out of breath.
    """
    if role == "parent":
        return next(iter(apt), FRIEND)
    online, among_people = "reporting-and-blocking", "coping-loneliness"
    if BODY in apt and role is None and FRIEND not in documents:
        return BODY
    bullied = online in documents and among_people in documents
    return among_people if bullied and online not in apt else None


def fit_to_quote(
    said: str, heading: str | None, sentence: str, role: Role | None = None
) -> bool:
    """Whether a sentence of a section may be read by somebody in trouble, who ``said`` so.

    ``role``: what an adult who writes of a young person is to them.
    """
    if role is not None:
        if _FOR_YOUNG.search(heading or ""):
            return False
        return bool(_FOR_ADULTS.search(heading or "")) or not _UNFIT.search(sentence)
    of_friend = bool(_FRIENDS.search(sentence) and _FRIENDS.search(said))
    if _UNFIT.search(sentence) or (_UNFIT_SECTION.search(heading or "") and not of_friend):
        return False
    if _OF_FRIENDS.search(heading or "") and not _FRIENDS.search(said):
        return False
    return not _EXAM.search(sentence) or bool(_STUDIES.search(said))
