"""How the tests type a command line: within this process, or in one of its own.

`run` starts the command line within this process, and as a new process would: it is imported anew, because where it is
imported it reads from the arguments and the environment in which language it speaks. What only a process of its own can
show (its exit code, its encoding, bytes as arguments, a pipe, a terminal) is asked of `run_in_a_process`;
`tests/test_cli.py` sees that both tell the same.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest

import ontvlechting.cli
from ontvlechting.__main__ import main

COMMAND = str(Path(sys.executable).with_name("ontvlechting"))
SURROUNDINGS = {"LC_ALL": "C.UTF-8", "ONTVLECHTING_LANG": ""}


def run(
    *arguments: str | Path, cwd: Path | None = None, given: str = "", terminal: bool = False, **environment: str
) -> tuple[int, str, str]:
    """Exit code, output and errors of one command line, within this process.

    Args:
        arguments: what is typed after `ontvlechting`.
        cwd: where; without it, here.
        given: what comes in.
        terminal: whether output and errors say that they are a terminal.
        environment: what is different in the environment.
    """
    out, errors = _Shown(terminal=terminal), _Shown(terminal=terminal)
    typed = TextIOWrapper(BytesIO(given.encode()), encoding="latin-1")  # of whatever terminal
    with (
        patch.dict(os.environ, SURROUNDINGS | environment),
        patch.object(sys.modules["__main__"], "__package__", None),  # it goes by its own name, whoever runs the tests
        patch.multiple(sys, argv=[COMMAND, *map(str, arguments)], stdin=typed, stdout=out, stderr=errors),
        chdir(cwd or "."),
        _not_yet_imported(),
        _same_pipes(),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return _told(int(ended.value.code or 0), out.text(), errors.text())


@contextmanager
def _same_pipes() -> Iterator[None]:
    """A program ends where nobody reads on; these tests, which go on in this process, do not."""
    before = signal.getsignal(signal.SIGPIPE) if hasattr(signal, "SIGPIPE") else None
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGPIPE, before)


def run_in_a_process(
    *arguments: str | Path,
    cwd: Path | None = None,
    encoding: str = "utf-8",
    given: str | None = None,
    **environment: str,
) -> tuple[int, str, str]:
    """Exit code, output and errors of one command line, in a process of its own."""
    done = subprocess.run(  # noqa: S603  # our own command
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        encoding=encoding,
        env=os.environ | SURROUNDINGS | {"PYTHONIOENCODING": encoding, **environment},
        input=given,
        cwd=cwd,
        check=False,
    )
    return _told(done.returncode, done.stdout, done.stderr)


def _told(code: int, out: str, errors: str) -> tuple[int, str, str]:
    assert "Traceback" not in errors, errors[-800:]
    return code, out, errors


class _Shown(TextIOWrapper):
    """What is printed, where a pipe or a terminal would be."""

    def __init__(self, *, terminal: bool) -> None:
        self._bytes = BytesIO()
        super().__init__(self._bytes, encoding="utf-8", newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        """All of it so far."""
        self.flush()
        return self._bytes.getvalue().decode()


@contextmanager
def _not_yet_imported() -> Iterator[None]:
    """Within it nobody has imported the command line yet; afterwards those who had still have the same."""
    kept = _imported()
    for name in kept:
        del sys.modules[name]
    try:
        with patch.object(ontvlechting, "cli"):
            yield
    finally:
        for name in _imported():
            del sys.modules[name]
        sys.modules.update(kept)


def _imported() -> dict[str, ModuleType]:
    return {name: module for name, module in sys.modules.items() if f"{name}.".startswith("ontvlechting.cli.")}
