"""What is particular to the ledger in PostgreSQL: rights, the order of the feed, and connections that are lost."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from secrets import token_hex
from threading import Barrier, Event
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ontvlechting import Ledger, Workflow, letter
from ontvlechting.engine.errors import (
    BrokenLedger,
    Conflict,
    InputError,
    LedgerError,
    LedgerUnavailable,
    NotALedger,
    OntvlechtingError,
    UnknownProcess,
)
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import Sealed, redacted
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.postgres_pool import rows_of
from ontvlechting.record.stores.postgres_schema import FUNCTIONS, SCHEMA
from ontvlechting.testing.stores import Kept, everything, first_of, keep, sealed_of, story
from tests.asking import CODEC


@pytest.fixture
def store(database: str) -> Iterator[PostgresStore]:
    """An empty ledger."""
    with closing(PostgresStore(database)) as store:
        yield store


def spoil(database: str, *statements: str) -> None:
    """Do something to the database that the library never does."""
    with psycopg.connect(database, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@contextmanager
def role(database: str, *grants: str) -> Iterator[str]:
    """A role of its own that may log in, with these rights and no others; its connection string."""
    name, password = f"rol_{token_hex(8)}", token_hex(8)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(password))
        )
        for grant in grants:
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.SQL(grant), sql.Identifier(name)))
    try:
        yield make_conninfo(database, user=name, password=password)
    finally:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


READ = ("USAGE ON SCHEMA ontvlechting", "SELECT ON ALL TABLES IN SCHEMA ontvlechting")
WRITE = (*READ, "EXECUTE ON FUNCTION ontvlechting.append, ontvlechting.integrate, ontvlechting.turn")


# -- rights ------------------------------------------------------------------------------------------------------------


def test_a_writer_needs_no_more_than_three_functions(database: str, store: PostgresStore) -> None:
    """A role that may look and call `append`, `integrate` and `turn` can do all that is asked of a ledger, but redact."""
    road = Road(letter.PROCESSES["douane/websites"])
    with role(database, *WRITE) as writer, Workflow(PostgresStore(writer, create=False)) as flow:
        assert flow.submit("p", road.identify(), id="first").allowed
        assert not flow.submit("p", road.complete()).allowed
        assert flow.submit("p", road.identify(at=road.moment), id="second").record.number == 3
        assert 3 == flow.verify(deep=True).records
        assert ["p"] == flow.processes()
        assert [1, 2, 3] == [e.position for e in flow.records()]
        with pytest.raises(LedgerUnavailable) as error:
            flow.submit("p", road.redact((1,)))
        assert False is error.value.recorded
        assert 3 == len(flow.history("p"))
    assert sealed_of([]) == [s for _, s in store.records(after=3)]


PAGE = Path(__file__).parents[1] / "docs/how-to/keep-a-ledger.md"


@contextmanager
def roles_of_the_page(database: str) -> Iterator[Callable[[str], str]]:
    """The roles that the page makes, under names of their own; gives a login in one of them by its last word."""
    (statements,) = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    mark, logins = token_hex(8), list[str]()
    spoil(database, statements.replace("ontvlechting_", f"test_{mark}_"))

    def login(kind: str) -> str:
        logins.append(f"test_{mark}_login_{kind}")
        spoil(database, f"CREATE ROLE {logins[-1]} LOGIN PASSWORD '{mark}' IN ROLE test_{mark}_{kind}")
        return make_conninfo(database, user=logins[-1], password=mark)

    try:
        yield login
    finally:
        groups = [f"test_{mark}_{kind}" for kind in ("redactor", "writer", "reader")]
        spoil(database, *(f"DROP OWNED BY {n}" for n in groups), *(f"DROP ROLE {n}" for n in (*logins, *groups)))


def test_the_roles_of_the_page_can_do_what_it_says(database: str, store: PostgresStore) -> None:
    """A reader reads, a writer also appends, and only a redactor takes texts out."""
    road = Road(letter.PROCESSES["douane/websites"])
    with roles_of_the_page(database) as login:
        with Workflow(PostgresStore(login("writer"), create=False)) as flow:
            assert flow.submit("p", road.identify()).allowed
            with pytest.raises(LedgerUnavailable):
                flow.submit("p", road.redact((1,)))
        with Workflow(PostgresStore(login("redactor"), create=False)) as flow:
            assert flow.submit("p", road.redact((1,))).allowed
        with Workflow(PostgresStore(login("reader"), read_only=True)) as flow:
            assert 1 == flow.verify(deep=True).redacted
            with pytest.raises(LedgerUnavailable):
                flow.submit("p", road.consult())


ATTEMPTS = {
    "insert record": "INSERT INTO ontvlechting.records (process, number, id, hash, body, disclosures) "
    "VALUES ('x', 1, 'x', 'x', 'x', '')",
    "update record": "UPDATE ontvlechting.records SET body = 'x'",
    "update texts": "UPDATE ontvlechting.records SET disclosures = ''",
    "delete record": "DELETE FROM ontvlechting.records",
    "truncate records": "TRUNCATE ontvlechting.records",
    "truncate everything": "TRUNCATE ontvlechting.records, ontvlechting.positions, ontvlechting.processes CASCADE",
    "insert position": "INSERT INTO ontvlechting.positions VALUES (99, 'x', 1)",
    "update position": "UPDATE ontvlechting.positions SET position = 99",
    "delete position": "DELETE FROM ontvlechting.positions",
    "delete arrival": "DELETE FROM ontvlechting.arrivals",
    "insert arrival": "INSERT INTO ontvlechting.arrivals VALUES (99, 'x', 1)",
    "move head": "UPDATE ontvlechting.processes SET number = 0",
    "delete head": "DELETE FROM ontvlechting.processes",
    "change snapshot": "UPDATE ontvlechting.snapshots SET body = 'x'",
    "delete snapshot": "DELETE FROM ontvlechting.snapshots",
    "insert name": "INSERT INTO ontvlechting.named VALUES ('x', 'p', 1)",
    "change name": "UPDATE ontvlechting.named SET process = 'x'",
    "delete name": "DELETE FROM ontvlechting.named",
    "truncate names": "TRUNCATE ontvlechting.named",
    "insert tile": "INSERT INTO ontvlechting.tiles VALUES (256, '')",
    "change tile": "UPDATE ontvlechting.tiles SET root = ''",
    "delete tile": "DELETE FROM ontvlechting.tiles",
    "truncate tiles": "TRUNCATE ontvlechting.tiles",
    "change version": "UPDATE ontvlechting.ledger SET schema = 99",
    "disable trigger": "ALTER TABLE ontvlechting.records DISABLE TRIGGER no_update",
    "disable all triggers": "ALTER TABLE ontvlechting.records DISABLE TRIGGER ALL",
    "drop trigger": "DROP TRIGGER no_delete ON ontvlechting.records",
    "play a replica": "SET session_replication_role = replica",
    "drop table": "DROP TABLE ontvlechting.records",
    "drop schema": "DROP SCHEMA ontvlechting CASCADE",
    "alter table": "ALTER TABLE ontvlechting.records ADD COLUMN x text",
    "create table": "CREATE TABLE ontvlechting.x (x text)",
    "create function": "CREATE FUNCTION ontvlechting.x() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "replace function": "CREATE OR REPLACE FUNCTION ontvlechting.refuse() RETURNS trigger LANGUAGE plpgsql "
    "AS 'BEGIN RETURN NEW; END'",
    "create rule": "CREATE RULE x AS ON INSERT TO ontvlechting.records DO INSTEAD NOTHING",
    "redact": "SELECT ontvlechting.redact(ARRAY['p'], ARRAY[1::bigint], ARRAY[''::bytea])",
    "become somebody else": "SET ROLE postgres",
    "take ownership": "ALTER TABLE ontvlechting.records OWNER TO CURRENT_USER",
}
"""What a writer or reader could try by hand."""


@pytest.mark.parametrize("rights", [READ, WRITE], ids=["reader", "writer"])
def test_nothing_else_can_be_done_by_hand(database: str, store: PostgresStore, rights: tuple[str, ...]) -> None:
    """Neither who may read nor who may append can change, remove, replace, disable or make anything by SQL of theirs."""
    p = story("p", 3)
    store.append(sealed_of(p), [p[2].standing], [p[2].snapshot], named=first_of(store, p))
    before = everything(store)
    with role(database, *rights) as somebody, psycopg.connect(somebody, autocommit=True) as connection:
        for attempt in ATTEMPTS.values():
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt.encode())
        with connection.transaction(), pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("LOCK TABLE ontvlechting.records IN ACCESS EXCLUSIVE MODE")
    assert before == everything(store)


def test_functions_find_only_what_is_theirs(database: str, store: PostgresStore) -> None:
    """A writer who puts tables of the same names on the path, also temporary ones, does not mislead them."""
    p = story("p", 2)
    keep(store, p[:1])
    with role(database, *WRITE) as writer, psycopg.connect(writer) as connection:
        for name in ("records", "processes", "positions", "arrivals", "snapshots"):
            copy = sql.SQL("CREATE TEMP TABLE {0} AS SELECT * FROM ontvlechting.{0}")
            connection.execute(copy.format(sql.Identifier(name)))
        connection.execute("CREATE TEMP TABLE ledger AS SELECT 99 AS schema")
        connection.execute("SET search_path = pg_temp")
        bound = PostgresStore.bound(connection, create=False)
        keep(bound, p[1:])
        connection.commit()
    assert sealed_of(p) == [s for _, s in store.records()]


def test_what_runs_as_its_owner_looks_nowhere_else() -> None:
    """Each function that does so has a path of its own, on which what is temporary comes last; the others do not."""
    path = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
    assert {"append", "arrived", "integrate", "redact", "turn"} == {
        name.partition("(")[0] for name, (how, _) in FUNCTIONS.items() if path in how
    }
    assert 5 == sum("SECURITY" in how for how, _ in FUNCTIONS.values())


def test_names_are_compared_by_their_characters(database: str, store: PostgresStore) -> None:
    """Whatever language the server has been set to: every column of names says so itself."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT DISTINCT column_name, collation_name FROM information_schema.columns "
            "WHERE table_schema = 'ontvlechting' AND column_name IN ('process', 'id', 'reference')"
        ).fetchall()
    assert {("process", "C"), ("id", "C"), ("reference", "C")} == set(found)


def test_a_reader_can_only_read(database: str, store: PostgresStore) -> None:
    """Who may look sees everything, and can append nothing."""
    p = story("p", 3)
    keep(store, p[:2])
    with role(database, *READ) as reader, Workflow(PostgresStore(reader, read_only=True)) as flow:
        assert 2 == flow.verify(deep=True).records
        assert 2 == len(flow.history("p"))
        assert [1, 2] == [e.position for e in flow.records()]
        with pytest.raises(LedgerUnavailable) as error:
            keep(flow._store, p[2:])
        assert False is error.value.recorded
    assert 2 == len(list(store.records()))


def test_who_has_no_rights_sees_nothing(database: str, store: PostgresStore) -> None:
    """A role without rights cannot open the ledger."""
    keep(store, story("p", 1))
    with role(database) as nobody, pytest.raises(LedgerError):
        PostgresStore(nobody, create=False)


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE ontvlechting.records SET body = 'x'",
        "UPDATE ontvlechting.records SET hash = 'x' WHERE number = 2",
        *(
            f"UPDATE ontvlechting.records SET disclosures = '', {other} WHERE number = 2"  # noqa: S608 - our own names
            for other in ("process = 'x'", "number = 9", "id = 'x'", "hash = 'x'", "body = 'x'", "ticket = DEFAULT")
        ),
        "UPDATE ontvlechting.records SET number = 9 WHERE number = 3",
        "UPDATE ontvlechting.records SET process = 'x'",
        "UPDATE ontvlechting.records SET disclosures = disclosures || 'x'",
        "UPDATE ontvlechting.records SET disclosures = overlay(disclosures PLACING 'x' FROM 1)",
        "DELETE FROM ontvlechting.records WHERE number = 3",
        "TRUNCATE ontvlechting.records",
        "TRUNCATE ontvlechting.records CASCADE",
        "UPDATE ontvlechting.named SET process = 'q'",
        "UPDATE ontvlechting.named SET number = number",
        "DELETE FROM ontvlechting.named",
        "TRUNCATE ontvlechting.named",
        "INSERT INTO ontvlechting.named SELECT * FROM ontvlechting.named "  # noqa: ISC004
        "ON CONFLICT (reference) DO UPDATE SET process = 'q'",
        "UPDATE ontvlechting.positions SET position = 9 WHERE position = 3",
        "DELETE FROM ontvlechting.positions WHERE position = 3",
        "TRUNCATE ontvlechting.positions",
        "INSERT INTO ontvlechting.records OVERRIDING USER VALUE SELECT * FROM ontvlechting.records "  # noqa: ISC004
        "ON CONFLICT (process, number) DO UPDATE SET body = 'x'",
    ],
)
def test_also_the_owner_cannot_change_a_record_by_accident(database: str, store: PostgresStore, attempt: str) -> None:
    """The triggers refuse it to everybody, also to a superuser who has not first taken them away."""
    keep(store, story("p", 3))
    before = everything(store)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the ledger only grows"):
        spoil(database, attempt)
    assert before == everything(store)


_MORE = (
    "INSERT INTO ontvlechting.records (process, number, id, hash, body, disclosures) "
    "SELECT process, 4, 'x', hash, body, disclosures FROM ontvlechting.records WHERE number = 3"
)
TAMPERED = {
    "changed": "UPDATE ontvlechting.records SET body = replace(encode(body, 'escape'), 'douane', 'x')::bytea",
    "dropped": "DELETE FROM ontvlechting.records WHERE number = 2",
    "last one dropped": "DELETE FROM ontvlechting.records WHERE number = 3",
    "dropped with its position": "DELETE FROM ontvlechting.records WHERE number = 3;"
    "DELETE FROM ontvlechting.positions WHERE position = 3",
    "position dropped": "DELETE FROM ontvlechting.positions WHERE position = 2",
    "last position dropped": "DELETE FROM ontvlechting.positions WHERE position = 3",
    "inserted": _MORE,
    "inserted, and a place for nothing": f"{_MORE};INSERT INTO ontvlechting.arrivals VALUES (99, 'x', 1)",  # noqa: S608
    "inserted before the first": f"{_MORE};INSERT INTO ontvlechting.positions VALUES (-1, 'p', 4)",  # noqa: S608
    "moved far away": "UPDATE ontvlechting.positions SET position = 1000000000000 WHERE position = 3",
    "positions swapped": "UPDATE ontvlechting.positions SET position = 9 WHERE position = 3;"
    "UPDATE ontvlechting.positions SET position = 3 WHERE position = 2;"
    "UPDATE ontvlechting.positions SET position = 2 WHERE position = 9",
    "head moved": "UPDATE ontvlechting.processes SET number = 2",
    "text gone": "UPDATE ontvlechting.records SET disclosures = '' WHERE number = 1",
    "everything gone": "TRUNCATE ontvlechting.records, ontvlechting.positions",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_in_the_database_is_seen(database: str, store: PostgresStore, how: str) -> None:
    """What somebody changes who takes the triggers away, and puts them back, is seen by verifying."""
    keep(store, story("p", 3))
    assert 3 == Workflow(store).verify().records
    spoil(
        database,
        "ALTER TABLE ontvlechting.records DISABLE TRIGGER ALL",
        "ALTER TABLE ontvlechting.positions DISABLE TRIGGER ALL",
        *TAMPERED[how].split(";"),
        "ALTER TABLE ontvlechting.records ENABLE TRIGGER ALL",
        "ALTER TABLE ontvlechting.positions ENABLE TRIGGER ALL",
    )
    store.check_schema()
    for deep in (False, True):
        with pytest.raises(BrokenLedger):
            Workflow(store).verify(deep=deep)


CHANGED = {
    "trigger dropped": (
        "DROP TRIGGER no_update ON ontvlechting.records",
        "a trigger is missing: `records.no_update`",
    ),
    "trigger off": (
        "ALTER TABLE ontvlechting.positions DISABLE TRIGGER no_change",
        "a trigger was changed: `positions.no_change`",
    ),
    "trigger only for replicas": (
        "ALTER TABLE ontvlechting.records ENABLE REPLICA TRIGGER no_delete",
        "a trigger was changed: `records.no_delete`",
    ),
    "trigger with another condition": (
        (
            "DROP TRIGGER no_update ON ontvlechting.records; CREATE TRIGGER no_update BEFORE UPDATE ON ontvlechting.records "
            "FOR EACH ROW WHEN (length(NEW.disclosures) >= length(OLD.disclosures)) EXECUTE FUNCTION ontvlechting.refuse()"
        ),
        "a trigger was changed: `records.no_update`",
    ),
    "trigger at another moment": (
        (
            "DROP TRIGGER no_delete ON ontvlechting.records; CREATE TRIGGER no_delete AFTER DELETE ON ontvlechting.records "
            "FOR EACH ROW EXECUTE FUNCTION ontvlechting.refuse()"
        ),
        "a trigger was changed: `records.no_delete`",
    ),
    "trigger of another function": (
        (
            "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';"
            "DROP TRIGGER no_delete ON ontvlechting.records; CREATE TRIGGER no_delete BEFORE DELETE ON ontvlechting.records "
            "FOR EACH ROW EXECUTE FUNCTION public.refuse()"
        ),
        "a trigger was changed: `records.no_delete`",
    ),
    "trigger added": (
        (
            "CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
            "CREATE TRIGGER swallow BEFORE INSERT ON ontvlechting.records FOR EACH ROW EXECUTE FUNCTION public.swallow()"
        ),
        "a trigger does not belong here: `records.swallow`",
    ),
    "rule added": (
        "CREATE RULE swallow AS ON INSERT TO ontvlechting.arrivals DO INSTEAD NOTHING",
        "a rule does not belong here: `arrivals.swallow`",
    ),
    "function changed": (
        "CREATE OR REPLACE FUNCTION ontvlechting.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "a function was changed: `refuse()`",
    ),
    "function with another path": (
        "ALTER FUNCTION ontvlechting.append SET search_path = public, ontvlechting",
        "a function was changed: `append(version integer, given json, patience integer)`",
    ),
    "function without a path": (
        "ALTER FUNCTION ontvlechting.integrate RESET ALL",
        "a function was changed: `integrate(patience integer)`",
    ),
    "function as whoever calls it": (
        "ALTER FUNCTION ontvlechting.redact SECURITY INVOKER",
        "a function was changed: `redact(processes text[], numbers bigint[], lesser bytea[])`",
    ),
    "function for itself": (
        "ALTER FUNCTION ontvlechting.refuse SECURITY DEFINER",
        "a function was changed: `refuse()`",
    ),
    "function that is not always called": (
        "ALTER FUNCTION ontvlechting.integrate STRICT",
        "a function was changed: `integrate(patience integer)`",
    ),
    "function dropped": (
        "DROP FUNCTION ontvlechting.redact",
        "a function is missing: `redact(processes text[], numbers bigint[], lesser bytea[])`",
    ),
    "function that fits better": (
        "CREATE FUNCTION ontvlechting.append(smallint, text) RETURNS void LANGUAGE sql AS ''",
        "a function does not belong here: `append(smallint, text)`",
    ),
    "function found before that of the server": (
        "CREATE FUNCTION ontvlechting.hashtextextended(text, integer) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "a function does not belong here: `hashtextextended(text, integer)`",
    ),
    "operator": (
        (
            "CREATE FUNCTION public.never(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false';"
            "CREATE OPERATOR ontvlechting.<> (FUNCTION = public.never, LEFTARG = bigint, RIGHTARG = bigint)"
        ),
        "an operator does not belong here: `ontvlechting.<>(bigint,bigint)`",
    ),
    "type": (
        "CREATE DOMAIN ontvlechting.text AS varchar",
        "a type does not belong here: `ontvlechting.text`",
    ),
    "view": (
        "CREATE VIEW ontvlechting.x AS SELECT 1",
        "a view does not belong here: `ontvlechting.x`",
    ),
    "table added": ("CREATE TABLE ontvlechting.x (x text)", "a table does not belong here: `x`"),
    "column added": ("ALTER TABLE ontvlechting.records ADD x text", "a table was changed: `records`"),
    "column that may be absent": (
        "ALTER TABLE ontvlechting.records ALTER hash DROP NOT NULL",
        "a table was changed: `records`",
    ),
    "column in another order": (
        (
            'ALTER TABLE ontvlechting.snapshots DROP CONSTRAINT snapshots_pkey, ALTER process TYPE text COLLATE "POSIX", '
            "ADD PRIMARY KEY (process)"
        ),
        "a table was changed: `snapshots`",
    ),
    "default": (
        "ALTER TABLE ontvlechting.arrivals ALTER number SET DEFAULT 1",
        "a table was changed: `arrivals`",
    ),
    "no key": (
        "ALTER TABLE ontvlechting.records DROP CONSTRAINT records_id_key",
        "a table was changed: `records`",
    ),
    "a check": (
        "ALTER TABLE ontvlechting.records ADD CHECK (number < 9)",
        "a table was changed: `records`",
    ),
    "not logged": ("ALTER TABLE ontvlechting.records SET UNLOGGED", "a table was changed: `records`"),
    "rows out of sight": (
        "ALTER TABLE ontvlechting.records ENABLE ROW LEVEL SECURITY",
        "a table was changed: `records`",
    ),
}
"""What the owner may do to what guards the records, and what is said of it."""


@pytest.mark.parametrize("how", CHANGED)
def test_guards_that_are_not_what_they_were_are_told(database: str, store: PostgresStore, how: str) -> None:
    """Verifying names each, also when no record was touched; so does a reader, and a store that is bound."""
    keep(store, story("p", 3))
    assert 3 == Workflow(store).verify().records
    script, said = CHANGED[how]
    spoil(database, script)
    for deep in (False, True):
        with pytest.raises(BrokenLedger) as error:
            Workflow(store).verify(deep=deep)
        assert f"the ledger is broken: {said}" == error.value.text.en
    with role(database, *READ) as reader, psycopg.connect(reader) as connection:
        connection.read_only = True
        with pytest.raises(BrokenLedger, match=re.escape(said)):
            PostgresStore.bound(connection, read_only=True).check_schema()


def test_what_is_told_of_guards_does_not_depend_on_the_path(database: str, store: PostgresStore) -> None:
    """Names that the connection of a caller finds by itself are the same names; an index of somebody else is none of ours."""
    spoil(database, "CREATE INDEX x ON ontvlechting.processes (state)", "CREATE TABLE public.records (x text)")
    with psycopg.connect(database) as connection:
        for path in ("ontvlechting", "ontvlechting, pg_catalog", "public", "nowhere"):
            connection.execute(f"SET search_path = {path}".encode())
            PostgresStore.bound(connection, create=False).check_schema()


def test_what_is_told_of_guards_does_not_depend_on_how_names_are_written(database: str, store: PostgresStore) -> None:
    """A server that puts every name between quotes has the same guards; what the caller has set stays so."""
    name = conninfo_to_dict(database)["dbname"]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET quote_all_identifiers = on".encode())
    with Workflow(PostgresStore(database)) as flow:
        assert 0 == flow.verify().records
    with psycopg.connect(database) as connection:
        PostgresStore.bound(connection, create=False).check_schema()
        assert [("on",)] == connection.execute("SHOW quote_all_identifiers").fetchall()


@pytest.mark.parametrize(
    "how",
    [
        "UPDATE ontvlechting.processes SET state = 'completed'",
        "UPDATE ontvlechting.snapshots SET number = 1",
        "UPDATE ontvlechting.snapshots SET body = '{}'",
        "INSERT INTO ontvlechting.arrivals VALUES (99, 'x', 1)",
        "INSERT INTO ontvlechting.named VALUES ('x', 'p', 1)",
        "DELETE FROM ontvlechting.named",
        "UPDATE ontvlechting.named SET process = 'x'",
        "UPDATE ontvlechting.named SET number = 2",
    ],
)
def test_tampering_with_what_is_derived_is_seen_by_looking_deeper(
    database: str, store: PostgresStore, how: str
) -> None:
    """An overview or snapshot that does not follow from the records, or a record that is not there."""
    p = story("p", 3)
    store.append(sealed_of(p), [p[2].standing], [p[2].snapshot], named=first_of(store, p))
    trigger = "ALTER TABLE ontvlechting.named {} TRIGGER ALL"
    spoil(database, trigger.format("DISABLE"), how, trigger.format("ENABLE"))
    with pytest.raises(BrokenLedger):
        Workflow(store).verify(deep=True)


DAMAGE = {
    ("processes", "process"): ("''", "E'\\n'", "'x'"),
    ("processes", "number"): ("0", "-1", "2", "9223372036854775807"),
    ("processes", "hash"): ("''", "'x'"),
    ("processes", "recorded_at"): ("''", "'gisteren'", "'2023-01-01T00:00:00'"),
    ("processes", "state"): ("''", "'klaar'", "'new'"),
    ("processes", "at"): ("''", "'gisteren'", "'2023-01-01T00:00:00'", "NULL"),
    ("processes", "columns"): (
        "'{}'",
        "'[]'",
        "'1'",
        "'null'",
        "' {}'",
        """'{"breaches":1}'""",
        """'{"route":"om"}'""",
        """'{"route":"\\u0000"}'""",
    ),
    ("processes", "rules_name"): ("''", "'x'"),
    ("processes", "rules_version"): ("''", "'x'"),
    ("processes", "rules_hash"): ("''", "'x'"),
    ("named", "process"): ("''", "'x'"),
    ("named", "number"): ("0", "-1", "2", "9223372036854775807"),
    ("snapshots", "process"): ("''", "'x'"),
    ("snapshots", "number"): ("0", "-1", "2", "9223372036854775807"),
    ("snapshots", "hash"): ("''", "'x'"),
    ("snapshots", "body"): ("''", "'x'", "'{}'", "'[[]]'"),
}
"""For each column of what is derived: what may stand there that does not follow from the records."""


@pytest.mark.parametrize("where", DAMAGE, ids=".".join)
def test_damage_to_what_is_derived_is_told_and_never_a_bare_error(
    database: str, store: PostgresStore, where: tuple[str, str]
) -> None:
    """What reads it says what is broken, and looking deeper finds it always. What does not need it goes on."""
    p, (table, column) = story("p", 3), where
    store.append(sealed_of(p), [p[2].standing], [p[2].snapshot], named=first_of(store, p))
    keep(store, story("q", 1))
    spoil(database, f"CREATE TABLE public.copy AS SELECT * FROM ontvlechting.{table}")  # noqa: S608 - our own names
    back = f"DELETE FROM ontvlechting.{table}; INSERT INTO ontvlechting.{table} SELECT * FROM public.copy"  # noqa: S608
    shut = "ALTER TABLE ontvlechting.named {} TRIGGER ALL"
    for value in DAMAGE[where]:
        change = f"UPDATE ontvlechting.{table} SET {column} = {value} WHERE process = 'p'"  # noqa: S608
        spoil(database, shut.format("DISABLE"), change, shut.format("ENABLE"))
        flow = Ledger(store)
        asked: tuple[Callable[[], object], ...] = (
            flow.overview,
            flow.portfolio,
            flow.records,
            flow.verify,
            partial(flow.dossier, "p"),
        )
        for ask in asked:
            with suppress(BrokenLedger, UnknownProcess):
                ask()
        assert flow.history("q")
        with pytest.raises(BrokenLedger) as error:
            flow.verify(deep=True)
        assert None is error.value.number or error.value.number > 0
        spoil(database, shut.format("DISABLE"), back, shut.format("ENABLE"))
    assert 4 == Ledger(store).verify(deep=True).records


# -- the feed ----------------------------------------------------------------------------------------------------------


def _paged(store: PostgresStore, after: int, limit: int) -> list[tuple[int, Sealed]]:
    """Everything after a position, page by page."""
    found: list[tuple[int, Sealed]] = []
    while page := list(store.records(after, limit)):
        found += page
        after = page[-1][0]
    return found


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_a_record_that_commits_late_is_not_skipped(database: str, store: PostgresStore, limit: int) -> None:
    """A appends first and commits last: a reader who went past B meanwhile still gets A, after B."""
    a, b, c = story("a", 2), story("b", 2), story("c", 1)
    keep(store, c)
    with psycopg.connect(database) as connection:
        bound = PostgresStore.bound(connection, create=False)
        keep(bound, a[:1])
        keep(store, b[:1])
        seen = _paged(store, 0, limit)
        assert [c[0].sealed, b[0].sealed] == [s for _, s in seen]
        keep(bound, a[1:])
        keep(store, b[1:])
        seen += _paged(store, len(seen), limit)
        connection.commit()
    seen += _paged(store, len(seen), limit)
    assert list(enumerate(sealed_of([*c, *b, *a]), start=1)) == seen
    assert seen == list(store.records())


def nameless(kept: Sequence[Kept]) -> list[Kept]:
    """The same, kept by somebody who does not say what they are the first to name: who names it then need not wait."""
    return [k._replace(named=()) for k in kept]


def test_what_is_rolled_back_leaves_no_gap(database: str, store: PostgresStore) -> None:
    """Positions are given to what was committed, one after another."""
    with psycopg.connect(database) as connection:
        bound = PostgresStore.bound(connection, create=False)
        keep(bound, nameless(story("a", 3)))
        keep(store, story("b", 1))
        connection.rollback()
    with pytest.raises(Conflict):
        keep(store, story("b", 1, tag="x"))
    keep(store, story("c", 1))
    assert [(1, "b"), (2, "c")] == [(position, s.process) for position, s in store.records()]


@contextmanager
def somebody_else_gives_positions(database: str) -> Iterator[None]:
    """Meanwhile who writes leaves its records to the next."""
    with psycopg.connect(database) as connection:
        connection.execute("SELECT FROM ontvlechting.ledger FOR UPDATE")
        yield


def test_what_waits_for_a_position_is_counted_by_who_looks_and_placed_by_who_writes(
    database: str, store: PostgresStore
) -> None:
    """A reader sees it in its process and not in the order; the next to write, or to read as a writer, gives it its place."""
    p, q = story("p", 4), story("q", 2)
    with closing(PostgresStore(database, read_only=True)) as reader:
        for expected, more in ((p[:2], p[:2]), (p[2:], [*p[2:], q[0]]), (q[1:], q[1:])):
            before = list(reader.records())
            with somebody_else_gives_positions(database):
                keep(store, expected)
            assert (before, len(expected)) == (list(reader.records()), Ledger(reader).verify().waiting)
            assert len(before) == Ledger(reader).verify(deep=True).records
            with reader.still() as still:
                assert [0] * len(expected) == [position for position, _ in still.records()][len(before) :]
            if more != expected:
                keep(store, q[:1])
            else:
                assert len(before) + len(expected) == len(list(store.records()))
            assert 0 == Ledger(reader).verify().waiting
            assert sealed_of(more) == [s for _, s in reader.records(len(before))]


@pytest.mark.parametrize("level", [None, *psycopg.IsolationLevel])
def test_what_a_caller_commits_gets_its_position_then(
    database: str, store: PostgresStore, level: psycopg.IsolationLevel | None
) -> None:
    """Unless its transaction saw one moment, and another was given a position since: then it waits for the next to write."""
    with psycopg.connect(database) as connection, closing(PostgresStore(database, read_only=True)) as reader:
        connection.isolation_level = level
        bound = PostgresStore.bound(connection)
        connection.commit()
        keep(bound, nameless(story("p", 2)))
        keep(store, story("q", 1))  # is not held up by it
        assert [(1, "q")] == [(position, s.process) for position, s in reader.records()]
        connection.commit()
        waits = level is not None and level > psycopg.IsolationLevel.READ_COMMITTED
        assert ((1, 2) if waits else (3, 0)) == (Ledger(reader).verify().records, Ledger(reader).verify().waiting)
        keep(store, story("r", 1))
        assert ["q", "p", "p", "r"] == [s.process for _, s in reader.records()]


def test_who_is_overtaken_while_reading_is_told_a_conflict(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So what is serializable may fail. Who tries on conflict rolls back and tries again; what the caller broke is no conflict."""
    with psycopg.connect(database) as connection:
        bound, road = PostgresStore.bound(connection), Road(letter.PROCESSES["douane/websites"])
        flow = Workflow(bound)
        connection.commit()
        overtaken = "DO $$ BEGIN RAISE EXCEPTION 'overtaken' USING ERRCODE = '40001'; END $$"
        with monkeypatch.context() as patched:
            patched.setattr(bound, "standing", lambda _: bound._ask(lambda c: rows_of(c, overtaken)))
            for _ in range(2):  # also while the caller has not rolled back
                with pytest.raises(Conflict, match="others wrote"):
                    flow.submit("douane/websites", road.identify())
        connection.rollback()
        assert flow.submit("douane/websites", road.identify()).allowed
        connection.commit()
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT 1 / 0")
        with pytest.raises(LedgerUnavailable, match="aborted"):
            flow.submit("douane/websites", road.consult())
        connection.rollback()
        assert 1 == len(flow.history("douane/websites"))


@pytest.mark.parametrize("level", list(psycopg.IsolationLevel))
def test_who_writes_alone_gets_positions_at_any_level(database: str, level: psycopg.IsolationLevel) -> None:
    """A host that only ever sees one moment finds each record in its feed: at once, or where it is serializable when it reads that."""
    with psycopg.connect(database) as connection, closing(PostgresStore(database)) as reader:
        connection.isolation_level = level
        bound, waiting = PostgresStore.bound(connection), list[int]()
        connection.commit()
        for kept in story("p", 3):
            keep(bound, [kept])
            connection.commit()
            with closing(PostgresStore(database, read_only=True)) as looking:
                waiting.append(Ledger(looking).verify().waiting)
        assert ([1, 2, 3] if level is psycopg.IsolationLevel.SERIALIZABLE else [0, 0, 0]) == waiting
        assert [1, 2, 3] == [position for position, _ in bound.records()]
        connection.commit()
        assert (3, 0) == ((found := Ledger(reader).verify()).records, found.waiting)


def test_whoever_follows_the_feed_sees_every_record_once(database: str, store: PostgresStore) -> None:
    """Four writers, each in transactions of any length that end when they like; a reader goes on from its position."""
    stories = [story(f"process {n}", 20) for n in range(4)]
    start = Barrier(5, timeout=60)

    def write(n: int) -> None:
        chance = random.Random(n)  # noqa: S311 - when to commit, not a secret
        left = list(stories[n])
        with psycopg.connect(database) as connection:
            bound = PostgresStore.bound(connection, create=False)
            connection.commit()
            start.wait()
            while left:
                part = left[: chance.randint(1, 4)]
                for k in part:
                    keep(bound, [k])
                if chance.random() < 0.3:
                    connection.rollback()
                    continue
                connection.commit()
                left = left[len(part) :]

    seen: list[tuple[int, Sealed]] = []
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, n) for n in range(4)]
        start.wait()
        while not all(w.done() for w in writing):
            seen += _paged(store, len(seen), 3)
        for w in writing:
            w.result()
    seen += _paged(store, len(seen), 3)
    assert list(range(1, 81)) == [position for position, _ in seen]
    assert {p: sealed_of(stories[n]) for n, p in enumerate(sorted({s.process for _, s in seen}))} == {
        p: [s for _, s in seen if s.process == p] for p in sorted({s.process for _, s in seen})
    }
    assert seen == list(store.records())
    store.check()


def test_many_readers_give_each_record_one_position(store: PostgresStore) -> None:
    """Who reads gives positions; when many do so at once, each record still has one, the same for everybody."""
    stories = [story(f"process {n}", 5) for n in range(4)]
    start = Barrier(8, timeout=60)

    def write(kept: list[Kept]) -> list[tuple[int, Sealed]]:
        start.wait()
        for k in kept:
            keep(store, [k])
        return list(store.records())

    def follow(_: int) -> list[tuple[int, Sealed]]:
        start.wait()
        for _ in range(20):
            found = list(store.records())
        return found

    with ThreadPoolExecutor(8) as pool:
        jobs = [*(pool.submit(write, kept) for kept in stories), *(pool.submit(follow, n) for n in range(4))]
        seen = [job.result() for job in jobs]
    whole = list(store.records())
    assert list(range(1, 21)) == [position for position, _ in whole]
    for found in seen:
        assert whole[: len(found)] == found
    store.check()


def test_a_ledger_can_be_verified_while_others_write(database: str, store: PostgresStore) -> None:
    """Heads and records are those of one moment, however fast others write, for who writes and for who only looks."""
    stories = [story(f"process {n}", 20) for n in range(3)]
    done = Event()

    def write(kept: list[Kept]) -> None:
        for k in kept:
            keep(store, [k])

    def follow() -> None:
        while not done.is_set():
            assert list(store.records())

    keep(store, story("first", 1))
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, kept) for kept in stories]
        following = pool.submit(follow)
        counted = []
        try:
            while not all(w.done() for w in writing):
                counted.append(Workflow(store).verify().records)
        finally:
            done.set()
        for job in [*writing, following]:
            job.result()
    assert sorted(counted) == counted
    assert 61 == Workflow(store).verify(deep=True).records


# -- on a connection of somebody else --------------------------------------------------------------------------------------


def test_records_are_committed_together_with_rows_of_the_caller(database: str, store: PostgresStore) -> None:
    """The store never commits: until the caller does, nobody else sees a record, and a rollback takes it back."""
    p = story("p", 3)
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE customers (name text)")
        bound = PostgresStore.bound(connection)
        connection.execute("INSERT INTO customers VALUES ('one')")
        keep(bound, p[:1])
        assert [] == store.standings()
        connection.commit()
        assert sealed_of(p[:1]) == store.read("p")
        # the caller has just committed, and no transaction is open
        keep(bound, p[1:2])
        assert sealed_of(p[:1]) == store.read("p")
        connection.rollback()
        assert sealed_of(p[:1]) == bound.read("p")
        with pytest.raises(Conflict):
            keep(bound, p[:1])
        connection.execute("INSERT INTO customers VALUES ('two')")
        with pytest.raises(Conflict):
            keep(bound, [*story("q", 1), p[2]])
        connection.commit()
        assert [("one",), ("two",)] == connection.execute("SELECT name FROM customers").fetchall()
    assert sealed_of(p[:1]) == [s for _, s in store.records()]


def test_a_ledger_is_exported_also_when_where_a_process_stands_cannot_be_read(database: str, tmp_path: Path) -> None:
    """That is derived, and comes back when the export is loaded."""
    with Workflow.open(database) as flow:
        flow.submit("p", Road(letter.PROCESSES["douane/websites"]).identify())
        with psycopg.connect(database) as connection:
            connection.execute("UPDATE ontvlechting.processes SET state = 'xx'")
        with pytest.raises(BrokenLedger, match="where it stands cannot be read"):
            flow.verify()
        assert 1 == flow.export(tmp_path / "export.jsonl")
    copy = Workflow.open("memory:")
    assert 1 == copy.load(tmp_path / "export.jsonl")
    assert "identified" == copy.overview()[0].state.value


def test_without_a_transaction_nothing_is_appended(database: str) -> None:
    """On a connection that commits each statement by itself, the caller has to begin."""
    with psycopg.connect(database, autocommit=True) as connection:
        with pytest.raises(InputError, match="open transaction"):
            PostgresStore.bound(connection)
        with connection.transaction():
            bound = PostgresStore.bound(connection)
        with pytest.raises(InputError, match="open transaction"):
            keep(bound, story("p", 1))
        with connection.transaction():
            keep(bound, story("p", 1))
        assert 1 == len(bound.standings())


def test_a_bound_ledger_redacts_in_the_transaction_of_the_caller(database: str, store: PostgresStore) -> None:
    """A text that went comes back when the caller rolls back, and is gone when the caller commits."""
    p = story("p", 2)
    keep(store, p[:1])
    less = redacted(p[0].sealed, CODEC)
    with psycopg.connect(database) as connection:
        bound = PostgresStore.bound(connection)
        for end in (connection.rollback, connection.commit):
            assert p[0].sealed == store.read("p")[0]
            bound.append([p[1].sealed], [p[1].standing], (), [less])
            assert less == bound.read("p")[0]
            end()
    assert [less, p[1].sealed] == store.read("p")


# -- opening -----------------------------------------------------------------------------------------------------------


def test_looking_does_not_make_a_ledger(database: str) -> None:
    """Without `create`, or only to look, a database without a ledger is an error and stays as it is."""
    for how in ({"create": False}, {"read_only": True}):
        with pytest.raises(NotALedger):
            PostgresStore(database, **how)
    with psycopg.connect(database) as connection:
        assert [] == connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'ontvlechting'").fetchall()


def test_a_ledger_of_another_version_is_refused(database: str, store: PostgresStore) -> None:
    """On opening, and also when another program brings it up to date while it is open here."""
    spoil(database, f"UPDATE ontvlechting.ledger SET schema = {SCHEMA + 1}")  # noqa: S608 - a number
    with pytest.raises(NotALedger, match="newer version"):
        PostgresStore(database)
    with pytest.raises(NotALedger, match="newer version"):
        keep(store, story("p", 1))
    spoil(database, f"UPDATE ontvlechting.ledger SET schema = {SCHEMA}")  # noqa: S608 - a number
    keep(store, story("p", 1))


def opened_at_once(database: str) -> None:
    """Six programs open a ledger in the same moment."""
    start = Barrier(6, timeout=60)

    def opened(_: int) -> None:
        start.wait()
        PostgresStore(database, connections=1).close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(opened, range(6)))


def test_many_programs_make_one_ledger(database: str) -> None:
    """Whoever comes second finds it made."""
    opened_at_once(database)
    with closing(PostgresStore(database, create=False)) as store:
        keep(store, story("p", 1))


@pytest.mark.parametrize("spoilt", ["DELETE FROM ontvlechting.ledger", "UPDATE ontvlechting.ledger SET schema = 2"])
def test_a_version_that_is_not_there_is_told(database: str, store: PostgresStore, spoilt: str) -> None:
    """It is neither newer nor one that can be brought up to date."""
    spoil(database, spoilt)
    with pytest.raises(NotALedger, match=r"there is no version 0 of the tables|written by an older version \(tables 2"):
        PostgresStore(database)


def test_opening_does_not_wait_for_ever(database: str) -> None:
    """While somebody makes the ledger in a transaction of their own that does not end."""
    with psycopg.connect(database) as connection:
        PostgresStore.bound(connection)
        with pytest.raises(LedgerUnavailable, match="lock timeout") as error:
            PostgresStore(database, patience=0.2)
        assert False is error.value.recorded


def test_a_timeline_can_be_drawn_where_nothing_may_be_written(database: str, store: PostgresStore) -> None:
    """Also while records wait for their position in the whole ledger: that is not asked for."""
    keep(store, story("p", 3))
    with psycopg.connect(database) as connection:
        connection.read_only = True
        assert "p" in Ledger(PostgresStore.bound(connection)).timeline().text


SECRET = "geheim-woord"  # noqa: S105 - a password that opens nothing
WRONG = {
    "no such database": {"dbname": "bestaat_niet"},
    "no such user": {"user": "bestaat_niet"},
    "no such place": {"host": "/bestaat/niet"},
    "nobody listens": {"host": "127.0.0.1", "port": "1"},
    "no such option": {"sslmode": "bestaat-niet"},
}


@pytest.mark.parametrize("how", WRONG)
def test_a_database_that_cannot_be_reached_is_told_without_the_password(database: str, how: str) -> None:
    """One clear error, which says where, and not the password."""
    address = make_conninfo(database, password=SECRET, connect_timeout=2)
    parts: dict[str, Any] = {**conninfo_to_dict(address), **WRONG[how]}
    with pytest.raises(OntvlechtingError) as error:
        PostgresStore(" ".join(f"{key}='{value}'" for key, value in parts.items()), patience=2)
    _silent(error.value)


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://user:{SECRET}@[::1/x",
        f"postgresql://user:{SECRET}@host:port/x",
        f"postgresql://user:{SECRET}%zz@host/x",
        f"postgresql://user:{SECRET}@host/x?nonsense=1",
        f"postgresql://user@host/x?password={SECRET}&nonsense",
    ],
)
def test_an_address_that_is_not_well_formed_is_told_without_the_password(address: str) -> None:
    """What the driver says of it may quote the whole address, and is not passed on."""
    with pytest.raises(OntvlechtingError) as error:
        PostgresStore(address, patience=2)
    _silent(error.value)


@pytest.mark.skipif("ONTVLECHTING_TEST_POSTGRES" in os.environ, reason="it changes the rules of the server")
def test_a_wrong_password_is_told_without_the_password(postgres: str, database: str) -> None:
    """The server asks for a password, gets another one, and says no: an error that quotes neither."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        ((file, before),) = connection.execute(
            "SELECT current_setting('hba_file'), pg_read_file(current_setting('hba_file'))"
        ).fetchall()

        def rules(text: str) -> None:
            (given,) = connection.execute("SELECT lo_from_bytea(0, %s)", (text.encode(),)).fetchall()
            connection.execute("SELECT lo_export(%s, %s), lo_unlink(%s), pg_reload_conf()", (*given, file, *given))

        with role(database) as somebody:
            name = conninfo_to_dict(somebody)["user"]
            rules(f"local all {name} scram-sha-256\nhost all {name} all scram-sha-256\n{before}")
            wrong = make_conninfo(somebody, password=SECRET)
            try:
                _wait_until_refused(wrong)
                with pytest.raises(LedgerUnavailable, match="password authentication failed") as error:
                    PostgresStore(wrong, create=False, patience=2)
            finally:
                rules(before)
    _silent(error.value)
    assert str(name) in error.value.where


def _wait_until_refused(address: str) -> None:
    """Until the server has read its rules again."""
    for _ in range(1_000):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            return


def _silent(error: OntvlechtingError) -> None:
    """Nothing that is shown of the error holds the password."""
    for text in (str(error), error.text.nl, error.text.en, repr(error), repr(vars(error))):
        assert SECRET not in text
    assert None is error.__cause__ or SECRET not in str(error.__cause__)


# -- connections that are lost -------------------------------------------------------------------------------------------


def _terminate(database: str) -> int:
    """End every other connection to this database; how many there were."""
    query = (
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with psycopg.connect(database, autocommit=True) as connection:
        return len(connection.execute(query).fetchall())


def test_reading_survives_connections_that_are_lost(database: str, store: PostgresStore) -> None:
    """When the server ends idle connections, the next question is put on a new one, and nobody notices."""
    p = story("p", 3)
    store.append(sealed_of(p), [p[2].standing], [p[2].snapshot], named=first_of(store, p))
    expected = everything(store)
    questions: tuple[Callable[[], bool], ...] = (
        lambda: [p[2].standing] == store.standings(),
        lambda: p[2].standing == store.standing("p"),
        lambda: sealed_of(p) == store.read("p"),
        lambda: p[0].sealed == store.find(p[0].sealed.id),
        lambda: p[2].snapshot == store.snapshot("p"),
        lambda: expected == everything(store),
        lambda: None is store.check(),  # type: ignore[func-returns-value]
        lambda: 3 == Workflow(store).verify(deep=True).records,
    )
    for question in questions:
        assert _terminate(database)
        assert question()


def test_a_command_survives_connections_that_are_lost(database: str, store: PostgresStore) -> None:
    """A command whose connection is gone is put again, and recorded once."""
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow(store) as flow:
        flow.submit("p", road.identify())
        for number in (2, 3, 4):
            assert _terminate(database)
            assert number == flow.submit("p", road.escalate(road.reference("escalatie"))).record.number
        assert 4 == flow.verify(deep=True).records


def test_a_lost_connection_in_a_turn_keeps_nothing(database: str, store: PostgresStore) -> None:
    """What was appended in a turn that could not be finished is not there, and it is said that this is not known."""
    p = story("p", 2)
    keep(store, p[:1])

    def lose() -> None:
        with store.turn(["p"]):
            keep(store, p[1:])
            assert _terminate(database)

    with pytest.raises(LedgerUnavailable) as error:
        lose()
    assert None is error.value.recorded
    assert sealed_of(p[:1]) == store.read("p")
    keep(store, p[1:])


def test_a_ledger_that_was_closed_says_so(store: PostgresStore) -> None:
    """Reading from it is an error of this package, not of the driver."""
    store.close()
    with pytest.raises(LedgerUnavailable, match="this ledger was closed; open it anew"):
        store.standings()
