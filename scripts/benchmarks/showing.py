"""Figures → Markdown tables and plots; the only user of matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["plot", "table"]

# Wall figure, processor figure, and the ratio that is told.
COLUMNS = {
    "answer": ("ms", "cpu_ms", "to_bare-int8", "to_bare-fp32", "to_kwell"),
    "encode": ("ms", "cpu_ms", "to_embed"),
    "bulk": ("words_per_s", "words_per_cpu_s", "to_embed"),
    "cold": ("wall_s", "cpu_s", "to_kwell"),
    "build": ("words_per_wall_s", "words_per_cpu_s", "to_kwell"),
}
TITLES = {
    "answer": "Question to reply, milliseconds of processor time",
    "encode": "One question to its vector, milliseconds of processor time",
    "bulk": "Passages to vectors, words a second of processor time",
    "cold": "Process start to first answer, seconds of processor time",
    "build": "Whole build, words a second of processor time",
}
MEMORY = "Resident memory while answering, MB"


def table(step: str, figures: dict[str, dict[str, Any]]) -> str:
    """Markdown: one line a contestant; medians, quarters in brackets, ratios pair by pair."""
    wall, cpu, *bases = COLUMNS[step]
    head = [step, wall, cpu, *(f"ratio {base.replace('_', ' ')}" for base in bases), "RSS", "PSS"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name, found in figures.items():
        row = [name, _value(found, wall), _value(found, cpu)]
        row += [_value(found.get(base, {}), "ratio") for base in bases]
        row += [f"{found[key]:.0f}" if key in found else "" for key in ("rss", "pss")]
        lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines)


def _value(found: dict[str, Any], key: str) -> str:
    if key not in found:
        return ""
    quarters = found.get(key + "_quarters")
    spread = f" ({_short(quarters[0])} to {_short(quarters[1])})" if quarters else ""
    return _short(found[key]) + spread


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def plot(found: dict[str, Any], folder: Path) -> list[Path]:
    """Bars of each step under ``folder`` as ``performance-<step>.png``; the files written."""
    import matplotlib as mpl

    mpl.use("Agg")
    bars = {
        step: (TITLES[step], {name: one[COLUMNS[step][1]] for name, one in found[step].items()})
        for step in COLUMNS
        if step in found
    }
    if "answer" in found:
        held = {name: one["rss"] for name, one in found["answer"].items() if name != "kwell-again"}
        bars["memory"] = (MEMORY, held)
    return [
        _bars(folder / f"performance-{step}.png", title, values)
        for step, (title, values) in bars.items()
    ]


def _bars(path: Path, title: str, values: dict[str, float]) -> Path:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 0.9 + 0.34 * len(values)), layout="constrained")
    axes = figure.subplots()
    names = list(values)
    colours = ["#5b3fb8" if name.startswith("kwell") else "#9a9a9a" for name in names]
    drawn = axes.barh(names, list(values.values()), color=colours)
    axes.bar_label(drawn, fmt=lambda value: _short(float(value)), padding=3)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.set_title(title, fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110, metadata={"Software": None})
    return path
