"""How well a probability tells what can be answered: AUROC, and risk against coverage."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

__all__ = ["auroc", "picture", "risk_coverage"]

WIDTH, HEIGHT, MARGIN = 480, 300, 48
COLOURS = ("#5b3fb8", "#b5541c", "#2c7a5b")


def auroc(positive: Sequence[bool], score: Sequence[float]) -> float | None:
    """Area under the ROC curve: how often a positive scores above a negative, ties counting half.

    The Mann-Whitney statistic over all pairs. ``None`` where either kind is missing.
    """
    wanted, scores = np.asarray(positive, bool), np.asarray(score, float)
    above, below = scores[wanted], np.sort(scores[~wanted])
    if not len(above) or not len(below):
        return None
    less = np.searchsorted(below, above, "left")
    same = np.searchsorted(below, above, "right") - less
    return float((less + same / 2).sum() / (len(above) * len(below)))


def risk_coverage(right: Sequence[bool], score: Sequence[float]) -> list[tuple[float, float]]:
    """Coverage and risk when only the surest questions are answered, from few to all.

    Coverage is the share of questions answered, risk the share of these that are not ``right``
    (El-Yaniv and Wiener 2010). Questions of one score are answered together.
    """
    scores = np.asarray(score, float)
    order = np.argsort(-scores, kind="stable")
    wrong = np.cumsum(~np.asarray(right, bool)[order])
    ranked = scores[order]
    ends = [i for i in range(len(order)) if i + 1 == len(order) or ranked[i] != ranked[i + 1]]
    return [((i + 1) / len(order), float(wrong[i] / (i + 1))) for i in ends]


def picture(curves: dict[str, list[tuple[float, float]]]) -> str:
    """The curves as one SVG picture with axes, scale and legend; no script, no font of its own."""
    top = max([risk for curve in curves.values() for _, risk in curve] + [0.05])
    wide, high = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN

    def at(coverage: float, risk: float) -> str:
        return f"{MARGIN + coverage * wide:.1f},{HEIGHT - MARGIN - risk / top * high:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-label="Risk against coverage" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<polyline points="{at(0, top)} {at(0, 0)} {at(1, 0)}" fill="none" stroke="#444"/>',
    ]
    for step in range(5):
        x, y = at(step / 4, 0).split(",")
        parts.append(_text(x, float(y) + 16, f"{step / 4:.2f}"))
        x, y = at(0, top * step / 4).split(",")
        parts.append(_text(float(x) - 6, float(y) + 4, f"{top * step / 4:.2f}", "end"))
    parts.append(_text(WIDTH / 2, HEIGHT - 8, "share answered"))
    turned = f' transform="rotate(-90 14 {HEIGHT / 2})"'
    parts.append(_text(14, HEIGHT / 2, "share of these wrong", more=turned))
    for number, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(at(*point) for point in curve)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(_text(MARGIN + 10, 20 + 16 * number, name, "start", f' fill="{colour}"'))
    return "\n".join([*parts, "</svg>", ""])


def _text(x: object, y: object, text: str, anchor: str = "middle", more: str = "") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{more}>{escape(text)}</text>'
