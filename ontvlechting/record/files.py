"""Files beside a ledger, such as a copy or an export: checks a path, and makes a new file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text


def path_of(subject: str, given: object) -> Path:
    """The given value as a path.

    Args:
        subject: what it was given to, for the error.
        given: a text or a path.

    Raises:
        InputError: it is no path that a file can have.
    """
    try:
        path = Path(given)  # type: ignore[arg-type]  # a value that is not a path is refused below
        possible = b"\0" not in os.fsencode(path)
    except (TypeError, ValueError):
        possible = False
    if not possible:
        expected = Text(nl="een pad naar een bestand", en="a path to a file")
        raise InputError(subject, [Problem("path", shown(given), expected)])
    return path


def make(path: str | Path, *, secret: bool = True) -> int:
    """Make a new file.

    Args:
        path: where.
        secret: only the owner can read it, whatever the umask; otherwise others can too, as far as the umask allows.

    Returns:
        Its file descriptor, to write to.

    Raises:
        OSError: there is a file of that name, or it cannot be made.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600 if secret else 0o644)
    if secret and hasattr(os, "fchmod"):
        os.fchmod(descriptor, 0o600)
    return descriptor


@contextmanager
def made(path: str | Path, *, secret: bool = True) -> Iterator[BinaryIO]:
    """Give a new file to write to; when anything fails, the half-written file is removed.

    A full disk is often reported only when the file is closed, so closing it is part of this context.

    Raises:
        OSError: there is a file of that name, which is left alone; or it cannot be made or written.
    """
    descriptor = make(path, secret=secret)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(path)  # noqa: PTH108 - the path may be a text, as in `make`
        raise
