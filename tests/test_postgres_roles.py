"""What each role can do in the database by SQL of its own, with the roles of the page: five that try everything.

None of them can make the ledger say what was not recorded, take away what was, or get an acknowledgement for nothing.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from ontvlechting import Ledger, Workflow, letter
from ontvlechting.engine.columns import Match
from ontvlechting.engine.errors import BrokenLedger, LedgerUnavailable
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import Sealed
from ontvlechting.record.standing import Criterion, Naming, Selection
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.postgres_schema import SCHEMA, UNKEPT
from ontvlechting.testing.stores import Kept, everything, keep, sealed_of, story
from tests.faults.work import counted
from tests.test_postgres import ATTEMPTS, role, roles_of_the_page, spoil

Given = dict[str, Any]
DENIED = psycopg.errors.InsufficientPrivilege


@pytest.fixture
def store(database: str) -> Iterator[PostgresStore]:
    """A ledger with two records of `p`, and one of `q` with its dossier."""
    with closing(PostgresStore(database)) as store:
        keep(store, story("p", 2))
        (q,) = story("q", 1)
        store.append([q.sealed], [q.standing], [q.snapshot])  # which names what was named before
        yield store


@pytest.fixture
def logins(database: str, store: PostgresStore) -> Iterator[dict[str, str]]:
    """Who tries: nobody in particular, the three roles of the page, and somebody who may make things in `public`."""
    with roles_of_the_page(database) as login, role(database) as nobody, role(database) as creator:
        spoil(database, f"GRANT CREATE ON SCHEMA public TO {conninfo_to_dict(creator)['user']}")
        yield {
            "none": nobody,
            "reader": login("reader"),
            "writer": login("writer"),
            "redactor": login("redactor"),
            "creator": creator,
        }


ROLES = ("none", "reader", "writer", "redactor", "creator")
CALLS = {
    "append": f'SELECT ontvlechting.append({SCHEMA}, \'{{"standings":[],"records":[],"snapshots":[]}}\', NULL)',
    "integrate": "SELECT ontvlechting.integrate(NULL)",
    "turn": "SELECT ontvlechting.turn(ARRAY['p'], NULL)",
    "redact": "SELECT ontvlechting.redact(ARRAY['x'], ARRAY[1::bigint], ARRAY[''::bytea])",
    "wait": "SELECT ontvlechting.wait(1)",
    "place": "SELECT ontvlechting.place()",
}
"""Every function that can be called, in a way that does no harm."""
MAY = {
    "none": set[str](),
    "reader": set[str](),
    "writer": {"append", "integrate", "turn"},
    "redactor": {"append", "integrate", "turn", "redact"},
    "creator": set[str](),
}
"""Which of them each role may call; nobody may call what only our own functions need."""


@pytest.mark.parametrize("who", ROLES)
def test_each_role_may_call_what_the_page_says_and_no_more(logins: dict[str, str], who: str) -> None:
    """A call is allowed or refused by right, function by function."""
    allowed = set()
    with psycopg.connect(logins[who], autocommit=True) as connection:
        for name, call in CALLS.items():
            try:
                connection.execute(call.encode())
            except DENIED:
                continue
            allowed.add(name)
    assert MAY[who] == allowed


MORE = {
    "lock a process": "SELECT FROM ontvlechting.processes FOR UPDATE",
    "lock the order": "SELECT FROM ontvlechting.ledger FOR UPDATE",
    "share a lock": "SELECT FROM ontvlechting.processes FOR KEY SHARE",
    "copy into": "COPY ontvlechting.arrivals FROM STDIN",
    "comment": "COMMENT ON TABLE ontvlechting.records IS 'x'",
    "publish": "ALTER TABLE ontvlechting.records REPLICA IDENTITY FULL",
    "constraints at once": "SET CONSTRAINTS ontvlechting.at_commit IMMEDIATE; DELETE FROM ontvlechting.arrivals",
}
"""What more could be tried by hand."""


@pytest.mark.parametrize("who", ROLES)
def test_no_role_changes_locks_or_makes_anything_by_hand(
    database: str, store: PostgresStore, logins: dict[str, str], who: str
) -> None:
    """Of all that can be written in SQL each attempt is refused by right, and nothing is another than before."""
    before = everything(store)
    attempts = {n: a for n, a in (ATTEMPTS | MORE).items() if n != "redact" or who != "redactor"}
    done = []
    with psycopg.connect(logins[who], autocommit=True) as connection:
        for name, attempt in attempts.items():
            try:
                connection.execute(attempt.encode())
            except DENIED:
                continue
            done.append(name)
    counted(f"the role `{who}` tries everything by hand", where="PostgreSQL", tried=len(attempts), untrue=len(done))
    assert ([], before) == (done, everything(store))
    store.check_schema()


def given_of(kept: list[Kept], *, records: int | None = None) -> Given:
    """What is given to `append` to keep these."""
    first, last = kept[0].sealed, kept[-1]
    head = {
        **last.standing._asdict(),
        "before_number": first.number - 1,
        "before_hash": first.previous,
    }
    return {"standings": [head], "records": [_plain(k.sealed) for k in kept][:records], "snapshots": []}


def _plain(sealed: Sealed) -> dict[str, Any]:
    return {n: b64encode(v).decode() if isinstance(v, bytes) else v for n, v in sealed._asdict().items()}


def _record(**changes: Any) -> Callable[[Given], None]:
    return lambda given: given["records"][-1].update(changes)


def _standing(**changes: Any) -> Callable[[Given], None]:
    return lambda given: given["standings"][-1].update(changes)


def _snapshot(process: str, number: int, hash: str | None = None) -> Callable[[Given], None]:
    def change(given: Given) -> None:
        given["snapshots"] = [
            {"process": process, "number": number, "hash": hash or given["records"][-1]["hash"], "body": "e30="}
        ]

    return change


def _named(reference: str | None, process: str = "p", number: int = 3) -> Callable[[Given], None]:
    line = {"reference": reference, "process": process, "number": number}
    return lambda given: given.setdefault("named", []).append(line)


def _and(*changes: Callable[[Given], None]) -> Callable[[Given], None]:
    def all_of_them(given: Given) -> None:
        for change in changes:
            change(given)

    return all_of_them


P, Q = story("p", 5), story("q", 2)
OTHER = b64encode(P[3].sealed.body).decode()
FORGED: dict[str, Callable[[Given], None]] = {
    "a record without a standing": lambda given: given["standings"].clear(),
    "a standing without a record": lambda given: given["records"].clear(),
    "nothing of either is a lie": _and(lambda given: given["records"].clear(), _standing(number=99_999)),
    "a head that stays": _and(lambda given: given["records"].clear(), _standing(number=2)),
    "a head that goes back": _and(lambda given: given["records"].clear(), _standing(number=1)),
    "two heads that even out": lambda given: given["standings"].append(
        {**given["standings"][0], "process": "q", "before_number": 1, "before_hash": Q[0].sealed.hash, "number": 0}
    ),
    "a record of number 99999": _and(_record(number=99_999), _standing(number=99_999)),
    "a number that leaves one out": _and(_record(number=4), _standing(number=4)),
    "a number that is there": _record(number=2),
    "a number below one": _record(number=-1),
    "a hash of something else": _and(_record(hash="0" * 64), _standing(hash="0" * 64)),
    "a hash in capitals": _and(_record(hash=P[2].sealed.hash.upper()), _standing(hash=P[2].sealed.hash.upper())),
    "another body": _record(body=OTHER),
    "another body with its hash": _and(_record(body=OTHER, hash=P[3].sealed.hash), _standing(hash=P[3].sealed.hash)),
    "no body": _record(body=""),
    "another id": _record(id="other"),
    "an id that is a hash": _record(id=P[2].sealed.hash),
    "another process": _record(process="q"),
    "a process that is not there": _record(process="x"),
    "a standing of another hash": _standing(hash=P[3].sealed.hash),
    "a standing of a later number": _standing(number=4),
    "a record twice": lambda given: given["records"].append(given["records"][0]),
    "two standings of one process": lambda given: given["standings"].append(given["standings"][0]),
    "a dossier of another process": _snapshot("q", 1, Q[0].sealed.hash),
    "a dossier of an earlier record": _snapshot("p", 2, P[1].sealed.hash),
    "a dossier of a record to come": _snapshot("p", 4),
    "a dossier of another hash": _snapshot("p", 3, P[3].sealed.hash),
    "a reference that was named before": _named(P[0].named[0].reference),
    "a reference twice": _and(_named("x"), _named("x")),
    "a reference of another process": _named("x", "q", 1),
    "a reference of an earlier record": _named("x", number=2),
    "a reference of a record to come": _named("x", number=4),
    "a reference of a process that is not there": _named("x", "x"),
    "a reference that is none": _named(None),
    "a reference beside one that fits": _and(_named("x"), _named("y", number=2)),
}
"""What a writer could give to `append` beside the third record of `p`."""


@pytest.mark.parametrize("how", FORGED)
def test_what_does_not_fit_is_never_kept(store: PostgresStore, logins: dict[str, str], how: str) -> None:
    """Whatever a writer gives by hand: it is refused with an error, and nothing at all is another than before."""
    before, given = everything(store), given_of(P[2:3])
    FORGED[how](given)
    for patience in (None, 1_000):
        with psycopg.connect(logins["writer"]) as connection, pytest.raises(psycopg.Error):
            connection.execute("SELECT ontvlechting.append(%s, %s, %s)", (SCHEMA, json.dumps(given), patience))
        assert before == everything(store)
    counted("a writer who gives append something that does not fit", where="PostgreSQL", tried=2)
    keep(store, P[2:3])
    assert 4 == Ledger(store).verify(deep=True).records


def test_what_fits_is_kept_by_hand(store: PostgresStore, logins: dict[str, str]) -> None:
    """The same call without a forgery, of several records: so it is the forgery that is refused above."""
    with psycopg.connect(logins["writer"], autocommit=True) as connection:
        connection.execute("SELECT ontvlechting.append(%s, %s, 1000)", (SCHEMA, json.dumps(given_of(P[2:5]))))
    assert sealed_of(P) == list(store.read("p"))


NAMES = [
    "".join(map(chr, range(1, 32))),
    "\x7f\x80\x9f",
    '"\\/',
    "\u2028\u2029\ufeff\uffff",
    "🧵\U0010ffff",
    "é e\u0301 \u202e",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_server_writes_names_as_canonical_json_does(store: PostgresStore, name: str) -> None:
    """Control characters, quotes and characters of every plane: what is sealed under such a name is kept."""
    kept = story(name, 2, tag=name)
    keep(store, kept[:1])
    keep(store, kept[1:])
    assert sealed_of(kept) == list(store.read(name))


SHADOWS = (
    "CREATE FUNCTION public.hashtextextended(text, integer) RETURNS bigint LANGUAGE sql AS 'SELECT 1/0::bigint'",
    "CREATE FUNCTION public.concat(text, json, text, bigint, text, text, text, json, text) RETURNS text RETURN 'forged'",
    "CREATE FUNCTION public.concat(name, text, name) RETURNS text RETURN 'forged'",
    "CREATE FUNCTION public.to_json(text) RETURNS json LANGUAGE sql AS 'SELECT ''1''::json'",
    "CREATE FUNCTION public.encode(bytea, unknown) RETURNS text LANGUAGE sql AS 'SELECT ''forged'''",
    "CREATE FUNCTION public.max(smallint) RETURNS smallint LANGUAGE sql AS 'SELECT 0::smallint'",
    "CREATE FUNCTION public.repeat(text, smallint) RETURNS text LANGUAGE sql AS 'SELECT ''forged'''",
    "CREATE FUNCTION public.current_setting(name) RETURNS text LANGUAGE sql AS 'SELECT ''forged'''",
    "CREATE FUNCTION public.never(bigint, smallint) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
    "CREATE OPERATOR public.> (FUNCTION = public.never, LEFTARG = bigint, RIGHTARG = smallint)",
    "CREATE FUNCTION public.never(text, name) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
    "CREATE OPERATOR public.= (FUNCTION = public.never, LEFTARG = text, RIGHTARG = name)",
    "CREATE FUNCTION public.glued(name, text) RETURNS text LANGUAGE sql AS 'SELECT ''forged'''",
    "CREATE OPERATOR public.|| (FUNCTION = public.glued, LEFTARG = name, RIGHTARG = text)",
    "CREATE DOMAIN public.json AS text",
    "CREATE TABLE public.records (x text)",
    "CREATE TABLE public.processes (x text)",
    "CREATE TABLE public.ledger (schema integer)",
)
"""What would be found in the place of what is meant, by a looser match or by the path."""


def test_what_stands_in_public_is_never_found_instead(
    database: str, store: PostgresStore, logins: dict[str, str]
) -> None:
    """Functions that fit better, operators, types and tables of somebody else: writers and readers go on, and see the truth."""
    made = 0
    with psycopg.connect(logins["creator"], autocommit=True) as connection:
        for shadow in SHADOWS:
            try:
                connection.execute(shadow.encode())
            except (psycopg.errors.UndefinedObject, psycopg.errors.InvalidFunctionDefinition):
                continue
            made += 1
    assert made
    spoil(
        database,
        "ALTER DATABASE " + str(conninfo_to_dict(database)["dbname"]) + " SET search_path = public, pg_catalog",
    )
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow(PostgresStore(logins["writer"], create=False)) as flow:
        flow.submit_many([("r", c) for c in (road.identify(), road.draft())])
        flow.submit("r", road.draft(), id="known")
        assert 6 == flow.verify(deep=True).records
        assert ["p", "q", "r"] == flow.processes()
        assert 6 == len(flow.records())
        assert 1 == len(flow.records(after=5))
    with Ledger(PostgresStore(logins["reader"], read_only=True)) as ledger:
        assert 6 == ledger.verify(deep=True).records
        assert 3 == len(ledger.history("r"))


def test_a_ledger_can_be_made_where_somebody_has_made_other_things(database: str) -> None:
    """Its own functions and triggers mean what the server brings, whatever stood there before."""
    spoil(database, *(s for s in SHADOWS if "unknown" not in s), "SET search_path = public, pg_catalog")
    with closing(PostgresStore(database)) as store:
        keep(store, story("p", 3))
        store.check_schema()
    with psycopg.connect(database) as connection:
        connection.execute("SET search_path = public, pg_catalog")
        bound = PostgresStore.bound(connection)
        keep(bound, story("q", 1))
        bound.check_schema()
        assert [("public, pg_catalog",)] == connection.execute("SHOW search_path").fetchall()


def test_a_writer_holds_up_nobody_but_the_processes_it_takes(store: PostgresStore, logins: dict[str, str]) -> None:
    """Locks of a role with no more than CONNECT touch nothing of ours, and a turn no other process."""
    with psycopg.connect(logins["none"]) as nobody, psycopg.connect(logins["writer"]) as writer:
        for n in range(-5, 5):
            nobody.execute(
                "SELECT pg_advisory_xact_lock(%s), pg_advisory_xact_lock(hashtextextended('ontvlechting', %s))", (n, n)
            )
        writer.execute("SELECT ontvlechting.turn(ARRAY['p', 'x'], NULL)")
        keep(store, Q[1:])
        assert 4 == len(list(store.records()))


SWALLOWED = {
    "records": "somebody takes the record",
    "arrivals": "somebody takes what waits",
    "positions": "somebody takes the position",
    "snapshots": "somebody takes the dossier",
    "named": "somebody takes the reference",
    "processes": "somebody takes the head",
}


@pytest.mark.parametrize("table", SWALLOWED)
def test_a_trigger_that_swallows_a_row_gets_no_acknowledgement(database: str, store: PostgresStore, table: str) -> None:
    """Rows are counted: where one was not written the command fails, in the words of the library, and nothing is kept."""
    before = everything(store)
    spoil(
        database,
        "CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        f"CREATE TRIGGER swallow BEFORE INSERT OR UPDATE ON ontvlechting.{table} "
        "FOR EACH ROW EXECUTE FUNCTION public.swallow()",
    )
    with psycopg.connect(database) as holder:
        if table == "arrivals":  # so that it has to wait
            holder.execute("SELECT FROM ontvlechting.ledger FOR UPDATE")
        with pytest.raises(BrokenLedger if table != "processes" else Exception) as error:
            store.append([P[2].sealed], [P[2].standing], [P[2].snapshot], named=[Naming("x", "p", 3)])
    assert table == "processes" or "did not keep exactly what was given" in error.value.args[0]
    assert before == everything(store)


def test_the_error_has_a_state_of_its_own(store: PostgresStore, logins: dict[str, str]) -> None:
    """So that no other error is taken for it."""
    given = given_of(P[2:3], records=0)
    with psycopg.connect(logins["writer"]) as connection, pytest.raises(psycopg.Error) as error:
        connection.execute("SELECT ontvlechting.append(%s, %s, NULL)", (SCHEMA, json.dumps(given)))
    assert UNKEPT == error.value.sqlstate


LACKING = {
    "REVOKE USAGE ON SCHEMA ontvlechting FROM {}": "GRANT USAGE ON SCHEMA ontvlechting TO {}",
    "REVOKE SELECT ON ontvlechting.arrivals FROM {}": "GRANT SELECT ON ontvlechting.arrivals TO {}",
    "REVOKE EXECUTE ON FUNCTION ontvlechting.append FROM {}": "GRANT EXECUTE ON FUNCTION ontvlechting.append TO {}",
    "REVOKE EXECUTE ON FUNCTION ontvlechting.turn FROM {}": "GRANT EXECUTE ON FUNCTION ontvlechting.turn TO {}",
}


@pytest.mark.parametrize("taken", LACKING)
def test_a_right_that_is_missing_is_named_at_opening(database: str, store: PostgresStore, taken: str) -> None:
    """With the statement that gives it, in both languages; given so, the ledger opens."""
    rights = (
        "USAGE ON SCHEMA ontvlechting",
        "SELECT ON ALL TABLES IN SCHEMA ontvlechting",
        "EXECUTE ON FUNCTION ontvlechting.append, ontvlechting.integrate, ontvlechting.turn",
    )
    with role(database, *rights) as writer:
        name = str(conninfo_to_dict(writer)["user"])
        spoil(database, taken.format(name))
        with pytest.raises(LedgerUnavailable) as error:
            PostgresStore(writer, create=False)
        grant = LACKING[taken].format(name)
        assert (False, True, True) == (error.value.recorded, grant in error.value.text.nl, grant in error.value.text.en)
        spoil(database, grant)
        with closing(PostgresStore(writer, create=False)) as opened:
            keep(opened, P[2:3])


def test_a_database_that_does_not_keep_texts_as_utf_8_is_refused(postgres: str) -> None:
    """In words, before anything is made."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
        try:
            address = psycopg.conninfo.make_conninfo(postgres, dbname="ascii")
            with pytest.raises(LedgerUnavailable, match="keeps texts as SQL_ASCII; a ledger needs one with"):
                PostgresStore(address)
            with psycopg.connect(address) as there:
                assert [] == there.execute("SELECT FROM pg_namespace WHERE nspname = 'ontvlechting'").fetchall()
        finally:
            connection.execute("DROP DATABASE ascii WITH (FORCE)")


def test_a_connection_over_which_texts_do_not_go_as_utf_8_is_refused(database: str) -> None:
    """What it cannot pass on would be an error of the driver at some record; so it is told at once, and how to mend it."""
    with psycopg.connect(database, client_encoding="latin1") as connection:
        with pytest.raises(LedgerUnavailable, match="texts go as iso8859-1; set `client_encoding` to UTF8"):
            PostgresStore.bound(connection)
        connection.rollback()
        connection.execute("SET client_encoding TO 'UTF8'")
        assert [] == list(PostgresStore.bound(connection).standings())


def test_texts_are_compared_by_their_code_points_whatever_the_database_sorts_by(postgres: str) -> None:
    """A database may sort as a dictionary does, where `a` comes before `B`: a column that is asked up to a text does not."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        found = connection.execute("SELECT FROM pg_collation WHERE collname = 'en-x-icu'").fetchone()
        if found is None:
            pytest.skip("this server was built without ICU")
        icu = "LOCALE_PROVIDER icu ICU_LOCALE 'en' LC_COLLATE 'C' LC_CTYPE 'C'"
        connection.execute(f"CREATE DATABASE dictionary TEMPLATE template0 ENCODING 'UTF8' {icu}".encode())
        try:
            address = psycopg.conninfo.make_conninfo(postgres, dbname="dictionary")
            with psycopg.connect(address) as there:
                assert (True,) == there.execute("SELECT 'a' < 'B'").fetchone()
            with closing(PostgresStore(address)) as store:
                for name, owner in (("p", "a"), ("q", "B")):
                    (kept,) = story(name, 1)
                    store.append([kept.sealed], [kept.standing._replace(columns=f'{{"owner":"{owner}"}}')])
                asked = Selection(columns=((Criterion("owner", Match.UP_TO, "Z"),),))
                assert ["q"] == [row.process for row in store.standings(asked)]
        finally:
            connection.execute("DROP DATABASE dictionary WITH (FORCE)")
