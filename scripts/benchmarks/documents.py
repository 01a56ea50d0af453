"""Documents and questions made by rule, the same on every machine."""

from __future__ import annotations

import random
from pathlib import Path

__all__ = ["questions", "write"]

_CLUBS = "Lighthouse Harbour Meadow Orchard Willow Granite Juniper Marigold Falcon Aurora".split()
_PLACES = "Busan Incheon Jeju Daegu Seoul Sokcho Gwangju Mokpo Suwon Jeonju".split()
_THINGS = """choir library garden workshop newsletter podcast picnic walk concert lecture
            exhibition radio-hour book-club kitchen rehearsal""".split()
_FEELINGS = """tired lonely calm proud nervous hopeful restless grateful homesick cheerful
            worried rested""".split()
_PEOPLE = """Mira Jonas Haneul Sofia Tomas Yuna Elias Dalia Ravi Noor Ines Pavel Aiko Luca
            Sena Omar""".split()
_SENTENCES = (
    "In {year}, {person} of the {club} club began a {thing} in {place} for {feeling} people.",
    "The {thing} met on {count} evenings and {crowd} people came.",
    "{person} said that talking with a friend helps when somebody is {feeling} for weeks.",
    "A survey of {crowd} members found that {share} percent slept better after the {thing}.",
    "The club paid {cost} won for the room and asked for no fee.",
    "Since {year} the {thing} in {place} has been led by {person}.",
    "Members who felt {feeling} were told how to find a counsellor near {place}.",
)  # fmt: skip


def _fill(rng: random.Random, club: str, thing: str, place: str) -> dict[str, object]:
    return {
        "club": club, "thing": thing, "place": place, "year": rng.randint(1990, 2025),
        "person": rng.choice(_PEOPLE), "feeling": rng.choice(_FEELINGS),
        "count": rng.randint(3, 90), "crowd": rng.randint(12, 900),
        "share": rng.randint(10, 90), "cost": rng.randint(10, 900) * 1000,
    }  # fmt: skip


def _subject(number: int) -> tuple[str, str, str]:
    rng = random.Random(f"subject {number}")
    club = f"{rng.choice(_CLUBS)} {rng.choice(_CLUBS)} {number}"
    return club, rng.choice(_THINGS), rng.choice(_PLACES)


def write(folder: Path, count: int, sentences: int = 14) -> int:
    """``count`` text files under ``folder``; returns how many words they hold together."""
    folder.mkdir(parents=True, exist_ok=True)
    words = 0
    for number in range(count):
        rng = random.Random(number)
        club, thing, place = _subject(number)
        lines = [f"The {thing} of the {club} club", ""]
        said = [rng.choice(_SENTENCES).format(**_fill(rng, club, thing, place))
                for _ in range(sentences)]  # fmt: skip
        # Paragraphs as people write them, three sentences or so each.
        lines += [" ".join(said[i : i + 3]) + "\n" for i in range(0, sentences, 3)]
        text = "\n".join(lines)
        (folder / f"{number:05}.txt").write_text(text, "utf-8")
        words += len(text.split())
    return words


def questions(count: int, documents: int) -> list[str]:
    """Questions of about twelve words, each about one of the documents."""
    rng = random.Random(0)
    asked = []
    for _ in range(count):
        club, thing, place = _subject(rng.randrange(documents))
        asked.append(
            rng.choice(
                (
                    "When did the {club} club begin the {thing} in {place}?",
                    "How many people came to the {thing} of the {club} club?",
                    "Who has led the {thing} of the {club} club in {place}?",
                )
            ).format(club=club, thing=thing, place=place)
        )
    return asked
