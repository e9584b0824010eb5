"""The measurements as Markdown, as JSON and as pictures; the page of the documentation is made from this too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import matplotlib.pyplot as plt
from attrs import asdict

from bench.measure import BAR, Row, Section
from bench.page import machine

GREY = "#767676"
"""A grey that can be read on white and on near black."""
COLOURS = ("#1f77b4", "#c25700", "#2a8f3c", "#9467bd", "#767676")
MARKS = ("o", "s", "^", "D", "x")


def versions(sections: Sequence[Section]) -> dict[str, str]:
    """The versions of the packages that were measured."""
    found = {}
    for name in sorted({p for s in sections for p in s.packages}, key=str.lower):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def number(value: float, unit: str) -> str:
    """A value as people read it, with its unit."""
    if unit == "/s":
        return f"{value:,.0f} a second"
    if unit == "bytes":
        return f"{value:,.0f} bytes"
    text = f"{value:,.0f}" if value >= 100 or value == int(value) != 1 else f"{value:.2f}"
    return f"{text} {unit}".strip()


def held(row: Row) -> tuple[str, str]:
    """The bar of a row, and whether it is reached."""
    if row.bar is None:
        return "", ""
    bar = number(row.bar, row.unit)
    return f"{'at most' if row.most else 'at least'} {bar}", {True: "yes", False: "**no**", None: "not measured"}[
        row.reached
    ]


def table(section: Section) -> list[str]:
    """One section as a table."""
    with_bar = any(row.bar is not None for row in section.rows)
    lines = ["| what | median | middle half |" + (" bar | reached |" if with_bar else "")]
    lines.append("|---|---:|---:|" + ("---|---|" if with_bar else ""))
    for row in section.rows:
        value = f"not measured: {row.why}".replace("|", "\\|") if row.value is None else number(row.value, row.unit)
        between = f"{number(row.low, '')} to {number(row.high, '')}" if row.low and row.high else ""
        if row.unit in ("/s", "bytes"):
            between = f"{row.low:,.0f} to {row.high:,.0f}" if row.low and row.high else ""
        bar, reached = held(row)
        lines.append(f"| {row.what} | {value} | {between} |" + (f" {bar} | {reached} |" if with_bar else ""))
    return lines


def markdown(sections: Sequence[Section], rounds: int, level: str = "##") -> str:
    """Every section, with what it was measured on."""
    lines = []
    for section in sections:
        lines += [f"{level} {section.title}", "", section.told, "", *table(section), ""]
    on = ", ".join(f"{name} {value}" for name, value in machine().items() if name != "date")
    measured = ", ".join(f"{name} {value}" for name, value in versions(sections).items())
    lines += [
        f"{level} Measured with",
        "",
        f"{machine()['date']}, {rounds} rounds. {on}.",
        "",
        f"Versions: {measured}.",
        "",
    ]
    return "\n".join(lines)


def plain(sections: Sequence[Section], rounds: int) -> str:
    """Every section as JSON, for programs."""
    made = {"machine": machine(), "versions": versions(sections), "rounds": rounds}
    rows = [
        {
            "section": s.name,
            **asdict(r, filter=lambda a, v: v not in (None, "") and a.name != "at"),
            "reached": r.reached,
        }
        for s in sections
        for r in s.rows
    ]
    return json.dumps({**made, "rows": rows}, indent=1, ensure_ascii=False) + "\n"


def growth(section: Section, path: Path) -> None:
    """Draw a line for each thing that should not grow, over the length of histories and the size of ledgers."""
    plt.rcParams.update({"text.color": GREY, "axes.labelcolor": GREY, "axes.edgecolor": GREY, "svg.hashsalt": "growth"})
    plt.rcParams.update({"xtick.color": GREY, "ytick.color": GREY, "svg.fonttype": "none", "font.size": 9})
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True)
    lines: dict[tuple[str, str], list[Row]] = {}
    for row in section.rows:
        if row.series:
            lines.setdefault((row.over, row.series), []).append(row)
    for panel, over in zip(panels, ("records", "processes"), strict=True):
        mine = {series: rows for (grows, series), rows in lines.items() if grows == over}
        for (name, rows), colour, mark in zip(mine.items(), COLOURS, MARKS, strict=False):
            panel.plot([r.at for r in rows], [r.value for r in rows], color=colour, marker=mark, label=name)
        panel.axhline(BAR, color=GREY, linestyle="--", linewidth=1)
        panel.text(0.01, BAR + 0.02, f"bar: {BAR} ×", fontsize=8, transform=panel.get_yaxis_transform())
        panel.set_xscale("log")
        panel.set_xlabel(f"{over} in the {'history' if over == 'records' else 'ledger'}")
        panel.set_ylim(bottom=0)
        panel.legend(frameon=False, fontsize=8, loc="lower right")
    panels[0].set_ylabel("× the smallest")
    figure.tight_layout()
    figure.savefig(path, transparent=True, metadata={"Date": None, "Title": "Growth"})
    plt.close(figure)
