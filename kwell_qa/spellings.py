"""Spellings of one name that people use beside those that are listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

__all__ = ["LEAST_RESPELLED", "alone", "nicknames", "possessive", "respelled"]

_LEFT_OUT = re.compile("[\u0e47-\u0e4c・]")
_ARABIC_G = "غقج"
LEAST_RESPELLED = 4
"""Letters of a name that may be spelled otherwise; shorter ones could be ordinary words."""
_BESIDE = " 의の的・"
"""What stands between a group and a name."""
_BARE = re.compile(r"[가-힣]{2,}|[ァ-ヶー]{2,}|[ก-๙]{3,}")
_ENGLISH = re.compile(r"([A-Z][a-z]+) of .+")
_POSSESSIVE = re.compile(r"[a-z0-9]{3,}s(?!\w)")


def possessive(text: str, start: int) -> str:
    """The word at ``start`` of a folded text where it may be a name with an s, else nothing."""
    match = _POSSESSIVE.match(text, start)
    return match.group() if match else ""


def respelled(alias: str) -> Iterator[str]:
    """Other spellings that people use of a name in Thai, Japanese or Arabic script.

    Thai ones leave marks of tone and shortness out, Japanese ones the dot between its parts; the
    sound g, which Arabic has no letter for, is
    written in three ways.
    """
    bare = _LEFT_OUT.sub("", alias)
    if bare != alias and len(bare) >= LEAST_RESPELLED:
        yield bare
    if alias.count(_ARABIC_G[0]) == 1 and len(alias) >= LEAST_RESPELLED:
        yield from (alias.replace(_ARABIC_G[0], letter) for letter in _ARABIC_G[1:])


def nicknames(
    spelled: Mapping[str, Iterable[str]], groups: Mapping[str, Iterable[str]]
) -> list[tuple[str, str, str]]:
    """Single English words that name somebody beside the group only ("hobi bts"): word, name and
    group of each. What stands beside both of them ("moonbin astro singer") tells who it is, but is
    no name."""
    found: set[tuple[str, str, str]] = set()
    for name, forms in spelled.items():
        own = name.casefold().split(" of ")[0]
        beside = {
            folded: group for group in groups.get(name, ())
            for spelling in (group, *spelled.get(group, ()))
            if own not in (folded := spelling.casefold())
        }  # fmt: skip
        for form in map(str.casefold, forms):
            for other, group in beside.items():
                word = form.removeprefix(f"{other} ").removesuffix(f" {other}")
                if word != form and word.isascii() and " " not in word:
                    found.add((word, name, group))
    return sorted(found)


def alone(
    spelled: Mapping[str, Iterable[str]], groups: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """Forms of names without the group that they stand with ("레드벨벳 조이", "Joy of Red Velvet"),
    each with the one name that it can mean.

    ``spelled`` has all spellings of each canonical name, ``groups`` those that it belongs to. Only
    of scripts in which a form stands out where no word is expected.
    """
    found: dict[str, set[str]] = {}
    for name, forms in spelled.items():
        owners = {
            form for group in groups.get(name, ()) for form in (group, *spelled.get(group, ()))
        }
        for form in forms if owners else ():
            for owner in owners:
                rest = form.removeprefix(owner)
                rest = (form.removesuffix(owner) if rest == form else rest).strip(_BESIDE)
                if rest != form and _BARE.fullmatch(rest):
                    found.setdefault(rest, set()).add(name)
        if owners and (match := _ENGLISH.fullmatch(name)):
            found.setdefault(match[1], set()).add(name)
    return {form: min(names) for form, names in sorted(found.items()) if len(names) == 1}
