"""The entry to the command line, `ontvlechting` or `python -m ontvlechting`; the commands stand in `cli`."""

from __future__ import annotations

import signal
import sys
import traceback
from io import TextIOWrapper


def main() -> None:
    """Run the command line; when its extra is not installed, say in one sentence how to get it, and exit with 2."""
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
        app()
    except Exception:  # noqa: BLE001 - whatever it is: it must not look like an answer
        traceback.print_exc()
        sys.exit(Exit.FAULT)


if __name__ == "__main__":
    main()
