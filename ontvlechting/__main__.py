"""The entry point of the command line, `ontvlechting` or `python -m ontvlechting`; the commands are in `cli`."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from contextlib import suppress
from io import TextIOWrapper


def main() -> None:
    """Run the command line. Without the extra `cli` installed, say how to install it and exit with 2."""
    _open_closed_streams()
    _wait_for_streams()
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
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # when nobody reads its output any more, the program ends
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # what the terminal cannot encode becomes a question mark
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where an error of it can still be reported
    except Exception as error:  # noqa: BLE001 - no error may look like an answer
        if not isinstance(error, OSError) or error.filename or error.errno not in _WRITE_ERRORS:
            traceback.print_exc()
            sys.exit(Exit.FAULT)
        from ontvlechting.cli.base import output_is_lost

        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that Python does not try to write it again at exit
        with suppress(OSError):
            sys.stderr.write(output_is_lost(error) + "\n")
        sys.exit(Exit.NO_ANSWER)


_WRITE_ERRORS = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF, getattr(errno, "EDQUOT", errno.ENOSPC))
"""The errors of an output stream that cannot be written; an error with a filename is about something else."""


def _open_closed_streams() -> None:
    """Open the null device for each standard stream that is closed, so that no ledger file gets its descriptor."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - as long as the program runs


def _wait_for_streams() -> None:
    """Make reading and writing wait again where another program has set that they do not: Python would lose what does not fit at once."""
    for descriptor in (0, 1, 2):
        with suppress(OSError, AttributeError):  # some systems have no such setting
            os.set_blocking(descriptor, True)


if __name__ == "__main__":
    main()
