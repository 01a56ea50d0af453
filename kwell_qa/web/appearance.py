"""Colours an embedder chooses, corrected until they can be read: a style sheet of its own.

A page under a strict policy takes no inline style, so the choice stands in the address of a
sheet. The palettes are read from ``static/kwell.css``, which stays their only source.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["THEMES", "Theme", "accent_of", "contrast", "readable", "sheet", "theme_of"]

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
ENOUGH = 4.5
"""WCAG 2.2, 1.4.3: the contrast of text and its ground."""
_STEPS = 20
_CSS = Path(__file__).resolve().parent / "static" / "kwell.css"


def accent_of(value: str | None) -> str | None:
    """``#rrggbb`` of ``#rgb``, ``rgb`` or ``#rrggbb``; ``None`` for anything else."""
    digits = (value or "").strip().removeprefix("#").lower()
    if not re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", digits):
        return None
    return "#" + ("".join(one * 2 for one in digits) if len(digits) == 3 else digits)


def theme_of(value: str | None) -> Theme:
    """The theme of this name, else the reader's own."""
    return next((theme for theme in THEMES if theme == value), "auto")


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _channels(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``, 1 to 21 (WCAG 2.2)."""
    bright, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def readable(colour: str, grounds: tuple[str, ...], end: str) -> str:
    """``colour`` moved towards ``end`` until it can be read on every one of ``grounds``."""
    for step in range(_STEPS + 1):
        pairs = zip(_channels(colour), _channels(end), strict=True)
        mixed = "#" + "".join(f"{round(a + (b - a) * step / _STEPS):02x}" for a, b in pairs)
        if all(contrast(mixed, ground) >= ENOUGH for ground in grounds):
            return mixed
    return end


@cache
def _palettes() -> dict[str, dict[str, str]]:
    css = _CSS.read_text("utf-8")
    found = {}
    for name, start in (("light", r":root"), ("dark", r"body\.dark")):
        block = re.search(rf"^{start} \{{([^}}]*)\}}", css, re.M)
        found[name] = dict(re.findall(r"(--kw-[\w-]+): (#[0-9a-f]{6});", block[1] if block else ""))
    return found


def _rules(theme: str, accent: str | None) -> str:
    colours = dict(_palettes()[theme])
    if accent:
        grounds = (colours["--kw-ground"], colours["--kw-paper"])
        rose = readable(accent, grounds, "#ffffff" if theme == "dark" else "#000000")
        black = contrast("#000000", rose) > contrast("#ffffff", rose)
        colours["--kw-rose"] = rose
        colours["--kw-on-rose"] = "#000000" if black else "#ffffff"
        # The tinted ground fits our own rose only.
        colours["--kw-rose-ground"] = colours["--kw-ground"]
    lines = "; ".join(f"{name}: {value}" for name, value in colours.items())
    return f"body.kw-embed {{ {lines}; color-scheme: {theme} }}\n"


def sheet(theme: Theme, accent: str | None) -> str:
    """The style sheet of one choice; ``accent`` is ``#rrggbb``."""
    if theme != "auto":
        return _rules(theme, accent)
    dark = "@media screen and (prefers-color-scheme: dark) {\n" + _rules("dark", accent) + "}\n"
    return _rules("light", accent) + dark
