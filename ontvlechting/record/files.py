"""Files beside a ledger, such as a copy or an export: which one is meant, and how a new one is made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text


def path_of(subject: str, given: object) -> Path:
    """The path that was given.

    Args:
        subject: what it was given to, for the error.
        given: a text or a path.

    Raises:
        InputError: it is no path that a file can have.
    """
    try:
        path = Path(given)  # type: ignore[arg-type]  # what is no path is refused below
        possible = b"\0" not in os.fsencode(path)
    except (TypeError, ValueError):
        possible = False
    if not possible:
        expected = Text(nl="een pad naar een bestand", en="a path to a file")
        raise InputError(subject, [Problem("path", shown(given), expected)])
    return path


def make(path: str | Path, *, secret: bool = True) -> int:
    """Make a new file: one that only its owner can read, whatever the umask, or one that others can, as far as it lets them.

    Returns:
        Its descriptor, to write to.

    Raises:
        OSError: there is a file of that name, or it cannot be made.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600 if secret else 0o644)
    if secret and hasattr(os, "fchmod"):
        os.fchmod(descriptor, 0o600)
    return descriptor


@contextmanager
def made(path: str | Path, *, secret: bool = True) -> Iterator[BinaryIO]:
    """A new file to write to, whole or not at all: what is half written when something fails is taken away again.

    A disk that is full often says so only when the file is closed, so that is within.

    Raises:
        OSError: there is a file of that name, which is left alone; or it cannot be made or written.
    """
    descriptor = make(path, secret=secret)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(path)  # noqa: PTH108 - as `make` has it, also a text
        raise
