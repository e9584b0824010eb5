"""A log of checkpoints: an append-only file with one checkpoint a line, each of which continues the one before it.

A line is JSON, `{"checkpoint": "<the signed note>"}`, so that a note of several lines stays one line and any reader of
JSON Lines can read a log.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ontvlechting.engine.errors import FileUnavailable, InputError, Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.record.exchange import object_of


@contextmanager
def log(path: Path) -> Iterator[tuple[str | None, Callable[[str], None]]]:
    """Lock the log; gives its last checkpoint, and a function that appends one durably.

    Another writer waits for the lock. Everybody may read the file: checkpoints are meant to be published.

    Args:
        path: the file; made when there is none.

    Raises:
        FileUnavailable: it cannot be used, or its last line is only half there.
        InputError: its last line is no checkpoint.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    except OSError as error:
        raise FileUnavailable(str(path), error) from error
    with os.fdopen(descriptor, "rb+", buffering=0) as file:
        lock(path, descriptor)
        lines = file.read().splitlines(keepends=True)

        def keep(note: str) -> None:
            try:
                line = json.dumps({"checkpoint": note}, ensure_ascii=False).encode() + b"\n"
                written = file.write(line)
                os.fsync(descriptor)
                if not lines:
                    sync_folder(path)
            except OSError as error:
                raise FileUnavailable(str(path), error) from error
            if written < len(line):
                raise FileUnavailable(str(path), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

        yield _note(path, lines), keep


def _note(path: Path, lines: list[bytes]) -> str | None:
    """The checkpoint in the last line; None when there is none yet.

    Raises:
        FileUnavailable: the last line is only half there.
        InputError: it is no checkpoint.
    """
    if not lines:
        return None
    if not lines[-1].endswith(b"\n"):
        half = Text(
            nl=f"regel {len(lines)} is maar half geschreven; bekijk haar, en haal haar weg om verder te gaan",
            en=f"line {len(lines)} is only half written; look at it, and take it out to go on",
        )
        raise FileUnavailable(str(path), half)
    plain = object_of(lines[-1])
    note = None if plain is None or plain.keys() != {"checkpoint"} else plain["checkpoint"]
    if not isinstance(note, str):
        expected = Text(nl='`{"checkpoint": "..."}`', en='`{"checkpoint": "..."}`')
        raise InputError("log", [Problem(f"line {len(lines)}", shown(lines[-1]), expected)])
    return note


def lock(path: Path, descriptor: int) -> None:
    """Lock this file against other writers until it is closed.

    Raises:
        FileUnavailable: it is no plain file, which may have no end to look for, or it cannot be locked.
    """
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise FileUnavailable(str(path), Text(nl="dat is geen gewoon bestand", en="that is no plain file"))
    try:
        import fcntl
    except ImportError as error:
        why = Text(nl="een logboek vraagt om een systeem met `flock`", en="a log needs a system that has `flock`")
        raise FileUnavailable(str(path), why) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        raise FileUnavailable(str(path), error) from error


def sync_folder(path: Path) -> None:
    """Sync the folder of this file, so that a new file in it is durable too."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
