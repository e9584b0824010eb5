"""Hooks for PyInstaller, which finds them by the entry point `pyinstaller40`: what a frozen program needs besides our code."""

from __future__ import annotations

from pathlib import Path


def hook_dirs() -> list[str]:
    """The folder with our hooks, which is this one."""
    return [str(Path(__file__).parent)]
