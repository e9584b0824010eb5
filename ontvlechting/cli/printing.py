"""A page as PDF, printed by a Chromium that is installed; its text can be searched and read aloud."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from ontvlechting.engine.errors import FileUnavailable
from ontvlechting.engine.text import Text
from ontvlechting.record.files import made

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
"""The names that such a program may have."""
PATIENCE = 300
"""Seconds after which a browser that does not end is stopped."""


def browser() -> str:
    """The Chromium of this machine: the one that the variable CHROMIUM names, else one that is found by its name.

    Raises:
        FileUnavailable: there is none.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise FileUnavailable("chromium", _NONE)
    return found


_NONE = Text(
    nl="dat programma is hier niet gevonden; de variabele CHROMIUM kan er een aanwijzen",
    en="no such program was found here; the variable CHROMIUM can name one",
)


def pdf(page: str, file: Path) -> None:
    """Print a page of HTML to a new file; an existing file is left alone.

    The browser gets no network, and a profile of its own, which is removed afterwards.

    Raises:
        FileUnavailable: there is no Chromium here, there is a file of that name, it cannot be written, or the browser did not make it.
    """
    program = browser()
    if file.exists():
        raise FileUnavailable(str(file), FileExistsError(errno.EEXIST, ""))
    with TemporaryDirectory(prefix="ontvlechting-") as folder:
        there = Path(folder)
        source, printed = there / "page.html", there / "page.pdf"
        source.write_text(page, encoding="utf-8", errors="replace")
        _run(program, source, printed, there)
        if not printed.is_file() or not printed.read_bytes().startswith(b"%PDF-"):
            raise FileUnavailable(str(file), _NOT_MADE)
        try:
            with made(file, secret=False) as copy:
                copy.write(printed.read_bytes())
        except OSError as error:
            raise FileUnavailable(str(file), error) from error


_NOT_MADE = Text(nl="de browser heeft er geen PDF van gemaakt", en="the browser did not make a PDF of it")


def _run(program: str, source: Path, printed: Path, folder: Path) -> None:
    """Let a browser print a page to a PDF.

    Raises:
        FileUnavailable: it cannot be run, or does not end in time.
    """
    sandbox = [] if not hasattr(os, "geteuid") or os.geteuid() else ["--no-sandbox"]  # as root it only runs so
    line = [
        program, "--headless", "--disable-gpu", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND", *sandbox,
        f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={printed}", source.as_uri(),
    ]  # fmt: skip
    try:
        subprocess.run(line, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - the user chose the program
    except (OSError, subprocess.TimeoutExpired) as error:
        why = error if isinstance(error, OSError) else _NOT_MADE
        raise FileUnavailable(program, why) from error
