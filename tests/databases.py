"""Empty databases for tests: making one costs more than what most tests do in it, so what is empty again is used again."""

from __future__ import annotations

import time
from secrets import token_hex
from urllib.parse import urlsplit, urlunsplit

import psycopg

EMPTY = """
DO $$
DECLARE it text;
BEGIN
    FOR it IN SELECT oid::regnamespace FROM pg_namespace
        WHERE nspname <> ALL ('{public,information_schema}') AND nspname NOT LIKE 'pg\\_%'
    LOOP EXECUTE 'DROP SCHEMA ' || it || ' CASCADE'; END LOOP;
    FOR it IN SELECT oid::regclass FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    LOOP EXECUTE 'DROP TABLE IF EXISTS ' || it || ' CASCADE'; END LOOP;
    FOR it IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
    LOOP EXECUTE 'DROP FUNCTION IF EXISTS ' || it || ' CASCADE'; END LOOP;
END $$
"""
"""Drops what tests usually make."""

PATIENCE = 0.5
"""Seconds that the last connection to a database may take to end."""


class Databases:
    """Databases on one server, each empty when it is given.

    A connection to each is kept, for a server has to read much before it can look on a new one.

    Args:
        server: the server, by the URL of somebody who may make databases.
    """

    def __init__(self, server: str) -> None:
        self._server = urlsplit(server)
        self._free: list[str] = []
        self._kept: dict[str, psycopg.Connection] = {}
        self._new: object = None

    def take(self) -> str:
        """An empty database, by its URL: one that was given back, or else a new one."""
        if self._free:
            return self._free.pop()
        name = f"test_{token_hex(8)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        address = urlunsplit(self._server._replace(path=f"/{name}"))
        self._kept[address] = psycopg.connect(address, autocommit=True)
        if self._new is None:
            self._new = look(self._kept[address])
        return address

    def give_back(self, address: str) -> None:
        """Empty it; it is dropped unless it is then exactly as a new one, and nobody is connected to it."""
        connection = self._kept[address]
        try:
            connection.execute(EMPTY)
            as_new = alone(connection) and self._new == look(connection)
        except psycopg.Error:
            as_new = False
        if as_new:
            self._free.append(address)
        else:
            self._drop(address)

    def close(self) -> None:
        """Drop what is left."""
        for address in self._free:
            self._drop(address)

    def _drop(self, address: str) -> None:
        self._kept.pop(address).close()
        self._do(f"DROP DATABASE {urlsplit(address).path[1:]} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        with psycopg.connect(urlunsplit(self._server), autocommit=True) as connection:
            connection.execute(statement.encode())


def alone(connection: psycopg.Connection) -> bool:
    """Whether nobody else is connected to this database, or soon is no more."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    until = time.monotonic() + PATIENCE
    while connection.execute(others).fetchone() != (0,):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def look(connection: psycopg.Connection) -> object:
    """What a database has: for each catalog how many rows, and the last transaction that wrote one; schemas and settings as they are."""
    catalogs = connection.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' "
        "AND NOT relisshared AND relname <> ALL ('{pg_namespace,pg_statistic}') ORDER BY 1"
    ).fetchall()
    each = (f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {name}" for (name,) in catalogs)  # noqa: S608
    schemas = r"SELECT * FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%temp\_%' ORDER BY oid"
    settings = "SELECT setting.* FROM pg_db_role_setting setting JOIN pg_database d ON d.oid = setdatabase"
    itself = "SELECT datdba, datacl, datallowconn, datconnlimit FROM pg_database d"
    of_this = "WHERE d.datname = current_database()"
    queries = " UNION ALL ".join(each), schemas, f"{settings} {of_this}", f"{itself} {of_this}"
    return [connection.execute(query.encode()).fetchall() for query in queries]
