"""pytest, with one module of the package as it stands in another file: `python -m tests.anew MODULE FILE TESTS…`.

For mutants of what only runs when a module is imported. Nothing of the package may be imported here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import pytest


class Changed(SourceFileLoader):
    """Loads the module from its own place, with the text of another file."""

    text: str

    def get_code(self, fullname: str) -> CodeType:
        """The code of that text."""
        code: CodeType = compile(self.text, self.path, "exec", dont_inherit=True)
        return code


class Finder:
    """Finds one module, with this text in the place of its own."""

    def __init__(self, module: str, text: str) -> None:
        self.module = module
        self.text = text

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where it stands; of any other, nothing is known here."""
        spec = PathFinder.find_spec(name, path, target) if name == self.module else None
        if spec is not None and spec.origin is not None:
            spec.loader = Changed(name, spec.origin)
            spec.loader.text = self.text
        return spec


if __name__ == "__main__":
    sys.meta_path.insert(0, Finder(sys.argv[1], Path(sys.argv[2]).read_text(encoding="utf-8")))
    raise SystemExit(pytest.main(["-q", "-x", "--tb=line", "-p", "no:cacheprovider", *sys.argv[3:]]))
