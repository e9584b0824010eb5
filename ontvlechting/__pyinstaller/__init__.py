"""For PyInstaller, which finds this by the entry point `pyinstaller40`: what a frozen program needs beside our code."""

from __future__ import annotations

from pathlib import Path


def hook_dirs() -> list[str]:
    """The folders with our hooks: this one."""
    return [str(Path(__file__).parent)]
