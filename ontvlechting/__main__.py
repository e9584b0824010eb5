"""The entry to the command line, `ontvlechting` or `python -m ontvlechting`; the commands stand in `cli.py`."""

from __future__ import annotations

import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command line; when its extra is not installed, say in one sentence how to get it, and exit with 2."""
    try:
        from ontvlechting.cli import app
    except ModuleNotFoundError as error:
        if error.name not in ("typer", "rich"):
            raise
        sys.stderr.write(
            "De opdrachtregel vraagt om typer en rich: pip install 'ontvlechting[cli]'\n"
            "The command line needs typer and rich: pip install 'ontvlechting[cli]'\n"
        )
        sys.exit(2)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a character shows a question mark
    app()


if __name__ == "__main__":
    main()
