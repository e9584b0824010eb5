"""Where records are kept. `port.py` says what a store promises; each store keeps that promise in its own way."""

from __future__ import annotations

import re
from pathlib import PurePath

from ontvlechting.engine.errors import InputError, MissingExtra, Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import Store


def opened(address: str, *, create: bool = True, read_only: bool = False) -> Store:
    """The store at an address; its driver is imported when it is used.

    Args:
        address: `memory:`, `sqlite:///path/to/file.db`, or `postgresql://user@host/database`.
        create: make a new ledger when there is none.
        read_only: only read: nothing is made or written.

    Raises:
        InputError: the address is of no known kind.
        MissingExtra: the driver is not installed.
        LedgerUnavailable: it cannot be opened.
        NotALedger: it is something else, or was written by a newer version.
        BrokenLedger: it is damaged.
    """
    if address == "memory:":
        return MemoryStore()
    known = type(address) is str and address not in ("sqlite:///", "sqlite:///:memory:")
    if known and address.startswith("sqlite:///"):
        from ontvlechting.record.stores.sqlite import SqliteStore

        return SqliteStore(address.removeprefix("sqlite:///"), create=create, read_only=read_only)
    if known and address.startswith(("postgresql://", "postgres://")):
        try:
            from ontvlechting.record.stores.postgres import PostgresStore
        except ImportError as error:
            raise MissingExtra("postgresql://", "psycopg", "ontvlechting[postgres]") from error
        return PostgresStore(address, create=create, read_only=read_only)
    expected = Text(
        nl="`memory:`, `sqlite:///pad/naar/bestand.db` of `postgresql://gebruiker@host/database`",
        en="`memory:`, `sqlite:///path/to/file.db` or `postgresql://user@host/database`",
    )
    problem = Problem("address", _without_secrets(address), expected, _as_address(address))
    raise InputError("Ledger.open" if read_only else "Workflow.open", [problem])


def _as_address(given: object) -> tuple[str, ...]:
    """The address of the file that somebody may mean by its path; none where this looks like no path."""
    a_path = isinstance(given, PurePath) or (
        isinstance(given, str) and re.fullmatch(r"[^:=?]+\.\w+", given) is not None
    )
    return (f"sqlite:///{given}",) if a_path else ()


def _without_secrets(address: object) -> str:
    """The address as it may be shown: when it could contain a password, only its scheme."""
    if not isinstance(address, str) or address == "sqlite:///:memory:":
        return shown(address)
    kind, mark, _ = address.partition("://")
    return shown(f"{kind}://…" if mark else "…" if "password" in address.lower() else address)
