"""The entry to the command line, `ontvlechting` or `python -m ontvlechting`; the commands stand in `cli`."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from contextlib import suppress
from io import TextIOWrapper


def main() -> None:
    """Run the command line; when its extra is not installed, say in one sentence how to get it, and exit with 2."""
    _open_what_is_closed()
    try:
        from ontvlechting.cli import Exit, app
    except ModuleNotFoundError as error:
        if error.name not in ("typer", "rich"):
            raise
        sys.stderr.write(
            "De opdrachtregel vraagt om typer en rich: pip install 'ontvlechting[cli]'\n"
            "The command line needs typer and rich: pip install 'ontvlechting[cli]'\n"
        )
        sys.exit(2)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # who stops reading ends this program, and that is no answer
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a character shows a question mark
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where something can be said of it
    except Exception as error:  # noqa: BLE001 - whatever it is: it must not look like an answer
        if not isinstance(error, OSError) or error.filename or error.errno not in _OF_WRITING:
            traceback.print_exc()
            sys.exit(Exit.FAULT)
        from ontvlechting.cli.base import output_is_lost

        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or it would be tried once more when all is closed
        with suppress(OSError):
            sys.stderr.write(output_is_lost(error) + "\n")
        sys.exit(Exit.NO_ANSWER)


_OF_WRITING = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF, getattr(errno, "EDQUOT", errno.ENOSPC))
"""What is said of a stream that cannot be written; of a file with a name the command itself tells."""


def _open_what_is_closed() -> None:
    """Where a stream was closed by whoever started this, nobody reads or says anything; and no ledger gets its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - as long as the program runs


if __name__ == "__main__":
    main()
