"""The command line: look into a ledger, ask and record, verify, keep, and test rules.

`base.py` says what the commands share, among it the language and the exit codes; `begin.py`, `look.py`, `records.py`,
`serve.py`, `feed.py`, `federation.py`, `record.py`, `check.py`, `archive.py` and `rules.py` hold the commands, and `points.py`
the log of checkpoints.
"""

from ontvlechting.cli.base import Exit, app

from ontvlechting.cli import begin, look, records, serve, feed, federation, record, check, archive, rules  # isort: skip  # in the order of the help

__all__ = [
    "Exit",
    "app",
    "archive",
    "begin",
    "check",
    "federation",
    "feed",
    "look",
    "record",
    "records",
    "rules",
    "serve",
]
