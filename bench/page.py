"""Writes the page of the documentation: each table is between two marks, and says when and on what it was measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "performance.md"


def machine() -> dict[str, str]:
    """What it was measured on, and when."""
    cores = Path("/proc/cpuinfo")  # only Linux has it
    lines = cores.read_text(encoding="utf-8").splitlines() if cores.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    model = next(models, platform.processor() or platform.machine())
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": f"{model}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def on_the_page(name: str, measured: str) -> None:
    """Put what was measured between the marks of this name."""
    begin, end = f"<!-- {name}: from here -->", f"<!-- {name}: to here -->"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n\n{measured}\n{end}{after}", encoding="utf-8")
