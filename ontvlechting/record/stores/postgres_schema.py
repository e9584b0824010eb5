"""The schema of a ledger in PostgreSQL: append-only tables, and the functions by which everything is written.

Each part is written as the server describes it, so that it can be compared with what is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ontvlechting.record.audit import Sealed
from ontvlechting.record.merkle import SIZE, TILE
from ontvlechting.record.stores import rows
from ontvlechting.record.stores.schema import Parts

SCHEMA = 8
"""The version of the tables and functions below."""
CONFLICT, VERSION, UNKEPT = "OV001", "OV002", "OV003"
"""The SQLSTATE of each error that the functions below raise."""

APPEND = "append(version integer, given json, patience integer)"
"""The function that stores records."""

_NAME = 'text COLLATE "C" NOT NULL'
TABLES: Mapping[str, tuple[str, ...]] = {
    # one row: the version of the tables and functions
    "ledger": ("schema integer NOT NULL",),
    "records": (
        "ticket bigint GENERATED ALWAYS AS IDENTITY NOT NULL",
        f"process {_NAME}",
        "number bigint NOT NULL",
        f"id {_NAME}",
        "hash text NOT NULL",
        "body bytea NOT NULL",
        "disclosures bytea NOT NULL",
        "PRIMARY KEY (process, number)",
        "UNIQUE (id)",
    ),
    # the records that have no position yet
    "arrivals": ("ticket bigint NOT NULL", f"process {_NAME}", "number bigint NOT NULL", "PRIMARY KEY (ticket)"),
    "positions": (
        "position bigint NOT NULL",
        f"process {_NAME}",
        "number bigint NOT NULL",
        "PRIMARY KEY (position)",
        "UNIQUE (process, number)",
    ),
    # the root of the Merkle tree over each full run of records, by the position of the last of them: see `tiles.py`
    "tiles": ("position bigint NOT NULL", "root bytea NOT NULL", "PRIMARY KEY (position)"),
    "processes": (
        f"process {_NAME}",
        "number bigint NOT NULL",
        "hash text NOT NULL",
        "recorded_at text NOT NULL",
        "state text NOT NULL",
        "at text",
        "columns json NOT NULL",
        "rules_name text NOT NULL",
        "rules_version text NOT NULL",
        "rules_hash text NOT NULL",
        "PRIMARY KEY (process)",
    ),
    "snapshots": (
        f"process {_NAME}",
        "number bigint NOT NULL",
        "hash text NOT NULL",
        "body bytea NOT NULL",
        "PRIMARY KEY (process)",
    ),
    # the record that was the first to name something by a reference that stands for one thing in the whole ledger
    "named": (
        f"reference {_NAME}",
        f"process {_NAME}",
        "number bigint NOT NULL",
        "PRIMARY KEY (reference)",
    ),
}
"""The columns of each table, and its keys."""

_REFUSE = "EXECUTE FUNCTION ontvlechting.refuse()"
_OTHER = " OR ".join(f"(new.{c} IS DISTINCT FROM old.{c})" for c in ("ticket", *Sealed._fields[:-1]))
# INVARIANT: records are only added (tests/test_postgres.py::test_also_the_owner_cannot_change_a_record_by_accident)
TRIGGERS: Mapping[str, str] = {
    "records.no_delete": f"TRIGGER no_delete BEFORE DELETE ON ontvlechting.records FOR EACH ROW {_REFUSE}",
    "records.no_truncate": f"TRIGGER no_truncate BEFORE TRUNCATE ON ontvlechting.records FOR EACH STATEMENT {_REFUSE}",
    # of a record only disclosures can change, and only by becoming shorter
    "records.no_update": "TRIGGER no_update BEFORE UPDATE ON ontvlechting.records FOR EACH ROW "
    f"WHEN ({_OTHER} OR (length(new.disclosures) >= length(old.disclosures))) {_REFUSE}",
    "positions.no_change": "TRIGGER no_change BEFORE DELETE OR UPDATE ON ontvlechting.positions "
    f"FOR EACH ROW {_REFUSE}",
    "positions.no_truncate": "TRIGGER no_truncate BEFORE TRUNCATE ON ontvlechting.positions "
    f"FOR EACH STATEMENT {_REFUSE}",
    "named.no_change": f"TRIGGER no_change BEFORE DELETE OR UPDATE ON ontvlechting.named FOR EACH ROW {_REFUSE}",
    "named.no_truncate": f"TRIGGER no_truncate BEFORE TRUNCATE ON ontvlechting.named FOR EACH STATEMENT {_REFUSE}",
    # whoever gives a position that fills a tile keeps its root
    "positions.tile": "TRIGGER tile AFTER INSERT ON ontvlechting.positions FOR EACH ROW "
    f'WHEN (((new."position" % ({TILE})::bigint) = 0)) EXECUTE FUNCTION ontvlechting.tile()',
    "tiles.no_change": f"TRIGGER no_change BEFORE DELETE OR UPDATE ON ontvlechting.tiles FOR EACH ROW {_REFUSE}",
    "tiles.no_truncate": f"TRIGGER no_truncate BEFORE TRUNCATE ON ontvlechting.tiles FOR EACH STATEMENT {_REFUSE}",
    # records of a longer transaction get their positions at its commit, so that nobody waits for it meanwhile
    "arrivals.at_commit": "CONSTRAINT TRIGGER at_commit AFTER INSERT ON ontvlechting.arrivals "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ontvlechting.arrived()",
}
"""The definition of each trigger."""

_OF_ITS_OWNER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_COLUMNS = ", ".join(rows.COLUMNS)
# a text cast to `json` stays the same text, byte for byte
_GIVEN = {c: f"s.{c}{'::json' * (c == 'columns')}" for c in rows.COLUMNS}
_SET = ", ".join(f"{c} = {given}" for c, given in _GIVEN.items() if c != "process")
_VALUES = ", ".join(_GIVEN.values())
_GIVEN_STANDINGS = (
    'process text COLLATE "C", number bigint, hash text, recorded_at text, state text, at text, columns text, '
    "rules_name text, rules_version text, rules_hash text, before_number bigint, before_hash text"
)
_WRITES = "current_setting('transaction_read_only') = 'off'"
FUNCTIONS: Mapping[str, tuple[str, str]] = {
    "refuse()": (
        "RETURNS trigger LANGUAGE plpgsql",
        """
BEGIN
    RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'insufficient_privilege';
END """,
    ),
    # sets how many milliseconds this transaction waits for a lock, unless that was set already
    "wait(patience integer)": (
        "RETURNS void LANGUAGE plpgsql",
        """
BEGIN
    IF patience IS NOT NULL AND current_setting('lock_timeout') = '0' THEN
        PERFORM set_config('lock_timeout', patience || 'ms', true);
    END IF;
END """,
    ),
    # locks: nobody else appends to these processes until the transaction ends; others may still rest on their heads
    "turn(names text[], patience integer)": (
        f"RETURNS void {_OF_ITS_OWNER}",
        """
BEGIN
    PERFORM ontvlechting.wait(patience);
    PERFORM FROM ontvlechting.processes p WHERE p.process = ANY (names) ORDER BY p.process FOR NO KEY UPDATE;
END """,
    ),
    # keeps the root of the tile that a new position fills, from the hashes of its records: two by two, level by level
    "tile()": (
        "RETURNS trigger LANGUAGE plpgsql",
        f"""
DECLARE
    hashes bytea;
BEGIN
    -- what is no hash is left out here and not by a condition, for which the server might go through all records
    SELECT string_agg(CASE WHEN length(r.hash) = 2 * {SIZE} AND translate(r.hash, '0123456789abcdef', '') = ''
                THEN sha256(decode('00', 'hex') || decode(r.hash, 'hex')) END, '' ORDER BY p.position) INTO hashes
        FROM ontvlechting.positions p JOIN ontvlechting.records r USING (process, number)
        WHERE p.position > new.position - {TILE} AND p.position <= new.position;
    IF length(hashes) = {TILE} * {SIZE} THEN
        WHILE length(hashes) > {SIZE} LOOP
            SELECT string_agg(sha256(decode('01', 'hex') || substr(hashes, n, 2 * {SIZE})), '' ORDER BY n) INTO hashes
                FROM generate_series(1, length(hashes), 2 * {SIZE}) n;
        END LOOP;
        INSERT INTO ontvlechting.tiles VALUES (new.position, hashes) ON CONFLICT DO NOTHING;
        IF FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'a hash of the tree was not kept' USING ERRCODE = '{UNKEPT}';
END """,
    ),
    # gives positions to all arrivals; the caller has locked the row of the ledger. Returns the last position
    "place()": (
        "RETURNS bigint LANGUAGE plpgsql",
        """
DECLARE
    last bigint;
    many bigint;
    placed bigint;
BEGIN
    SELECT coalesce(max(position), 0) INTO last FROM ontvlechting.positions;
    IF NOT EXISTS (SELECT FROM ontvlechting.arrivals) THEN
        RETURN last;
    END IF;
    WITH gone AS (DELETE FROM ontvlechting.arrivals RETURNING ticket, process, number),
    kept AS (
        INSERT INTO ontvlechting.positions
            SELECT last + row_number() OVER (ORDER BY ticket), process, number FROM gone
            RETURNING position
    )
    SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM kept) INTO many, placed;
    IF placed <> many THEN
        RAISE EXCEPTION '% of % positions were kept', placed, many USING ERRCODE = 'UNKEPT';
    END IF;
    RETURN last + placed;
END """.replace("UNKEPT", UNKEPT),
    ),
    # the same at any isolation level: a transaction that sees an earlier moment, and so not the positions given since,
    # leaves it to the next
    "place_what_is_seen()": (
        "RETURNS bigint LANGUAGE plpgsql",
        """
BEGIN
    IF current_setting('transaction_isolation') LIKE 'read %' THEN
        RETURN ontvlechting.place();
    END IF;
    BEGIN
        RETURN ontvlechting.place();
    EXCEPTION WHEN unique_violation OR serialization_failure THEN
        RETURN (SELECT coalesce(max(position), 0) FROM ontvlechting.positions);
    END;
END """,
    ),
    # at commit: gives positions, unless another transaction is doing that; then the next one gives these. A
    # serializable transaction would fail whenever another gives positions, so it leaves them to the next as well
    "arrived()": (
        f"RETURNS trigger {_OF_ITS_OWNER}",
        f"""
BEGIN
    IF {_WRITES} AND current_setting('transaction_isolation') <> 'serializable'
        AND EXISTS (SELECT FROM ontvlechting.arrivals a WHERE a.ticket = new.ticket)
    THEN
        PERFORM FROM ontvlechting.ledger FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            PERFORM ontvlechting.place_what_is_seen();
        END IF;
    END IF;
    RETURN NULL;
END """,
    ),
    # gives positions to the records that wait for one; returns the last position
    "integrate(patience integer)": (
        f"RETURNS bigint {_OF_ITS_OWNER}",
        f"""
BEGIN
    IF {_WRITES} AND EXISTS (SELECT FROM ontvlechting.arrivals) THEN
        PERFORM ontvlechting.wait(patience);
        PERFORM FROM ontvlechting.ledger FOR UPDATE;
        RETURN ontvlechting.place_what_is_seen();
    END IF;
    RETURN (SELECT coalesce(max(position), 0) FROM ontvlechting.positions);
END """,
    ),
    # stores records, and where their processes then stand: everything or nothing. All comes in as one value: the server
    # reads an array for each column three times as slowly. With `patience` this call is the whole transaction
    APPEND: (
        f"RETURNS void {_OF_ITS_OWNER}",
        f"""
DECLARE
    s record;
    r record;
    moved bigint := 0;
    many bigint := 0;
    last bigint;
    previous text;
    body bytea;
    fits boolean;
    ends boolean;
    arrival bigint;
BEGIN
    IF version <> (SELECT max(schema) FROM ontvlechting.ledger) THEN
        RAISE EXCEPTION 'another version of the ledger'
            USING ERRCODE = '{VERSION}', DETAIL = (SELECT max(schema) FROM ontvlechting.ledger);
    END IF;
    IF patience IS NOT NULL AND current_setting('lock_timeout') = '0' THEN
        PERFORM ontvlechting.wait(patience);
    END IF;
    -- all of them in one order, so that two who write seldom wait for each other
    FOR s IN SELECT * FROM json_to_recordset(given->'standings') AS t({_GIVEN_STANDINGS})
        ORDER BY process, number NULLS FIRST
    LOOP
        IF s.number IS NULL THEN -- it was only seen, and has to stay as it is until this is stored
            PERFORM FROM ontvlechting.processes p
                WHERE p.process = s.process AND p.number = s.before_number AND p.hash = s.before_hash FOR KEY SHARE;
        ELSIF s.before_number = 0 AND s.before_hash = repeat('0', 64) THEN
            INSERT INTO ontvlechting.processes ({_COLUMNS}) VALUES ({_VALUES});
        ELSE -- also who rests on where it stands is waited for, which an update alone would not do
            UPDATE ontvlechting.processes p SET {_SET} WHERE p.process = (
                SELECT o.process FROM ontvlechting.processes o
                WHERE o.process = s.process AND o.number = s.before_number AND o.hash = s.before_hash FOR UPDATE
            );
        END IF;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'somebody else was first' USING ERRCODE = '{CONFLICT}', DETAIL = s.process;
        END IF;
        IF s.number IS NOT NULL THEN
            moved := moved + 1;
            many := many + s.number - s.before_number;
        END IF;
    END LOOP;
    IF patience IS NOT NULL THEN -- positions at once, unless somebody else is giving them just now
        PERFORM FROM ontvlechting.ledger FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            SELECT coalesce(max(position), 0) INTO last FROM ontvlechting.positions
                HAVING NOT EXISTS (SELECT FROM ontvlechting.arrivals);
            last := coalesce(last, ontvlechting.place());
        END IF;
    END IF;
    FOR r IN SELECT * FROM json_to_recordset(given->'records')
        AS t(process text COLLATE "C", number bigint, id text, hash text, body text, disclosures text)
    LOOP
        body := decode(r.body, 'base64');
        SELECT (SELECT o.hash FROM ontvlechting.records o WHERE o.process = r.process AND o.number = r.number - 1),
                EXISTS (SELECT FROM ontvlechting.processes p
                    WHERE p.process = r.process AND p.number = r.number AND p.hash = r.hash)
            INTO previous, ends;
        IF r.number = 1 THEN
            previous := repeat('0', 64);
        END IF;
        fits := r.number > 0 AND r.hash = encode(sha256(body), 'hex')
            AND position(convert_to('{{"chain":{{"id":' || to_json(r.id)::text || ',"number":' || r.number::text
                || ',"previous":"' || previous || '","process":' || to_json(r.process)::text || '}},', 'UTF8') IN body) = 1;
        IF fits IS NOT TRUE THEN
            RAISE EXCEPTION 'this record does not follow, or is not what it says' USING ERRCODE = '{UNKEPT}', DETAIL = r.process;
        END IF;
        INSERT INTO ontvlechting.records (process, number, id, hash, body, disclosures)
            VALUES (r.process, r.number, r.id, r.hash, body, decode(r.disclosures, 'base64')) RETURNING ticket INTO arrival;
        IF last IS NULL THEN
            INSERT INTO ontvlechting.arrivals VALUES (arrival, r.process, r.number);
        ELSE
            last := last + 1;
            INSERT INTO ontvlechting.positions VALUES (last, r.process, r.number);
        END IF;
        IF NOT FOUND OR arrival IS NULL THEN
            RAISE EXCEPTION 'a record was not kept' USING ERRCODE = '{UNKEPT}', DETAIL = r.process;
        END IF;
        many := many - 1;
        moved := moved - ends::integer;
    END LOOP;
    -- as many records as the heads moved, and each head stands on one of them: so each process has exactly its own
    IF many <> 0 OR moved <> 0 THEN
        RAISE EXCEPTION 'records and heads do not match' USING ERRCODE = '{UNKEPT}';
    END IF;
    IF json_array_length(given->'snapshots') > 0 THEN
        INSERT INTO ontvlechting.snapshots AS old (process, number, hash, body)
            SELECT process, number, hash, decode(t.body, 'base64') FROM json_to_recordset(given->'snapshots')
                AS t(process text COLLATE "C", number bigint, hash text, body text)
                JOIN json_to_recordset(given->'records') AS r(process text COLLATE "C", number bigint, hash text)
                    USING (process, number, hash)
            ON CONFLICT (process) DO UPDATE SET number = excluded.number, hash = excluded.hash, body = excluded.body;
        GET DIAGNOSTICS many = ROW_COUNT;
        IF many <> json_array_length(given->'snapshots') THEN
            RAISE EXCEPTION 'a dossier was not kept, or belongs to no record' USING ERRCODE = '{UNKEPT}';
        END IF;
    END IF;
    IF json_array_length(given->'named') > 0 THEN -- in one order, so that two who write seldom wait for each other
        INSERT INTO ontvlechting.named (reference, process, number)
            SELECT reference, process, number FROM json_to_recordset(given->'named')
                AS t(reference text COLLATE "C", process text COLLATE "C", number bigint)
                JOIN json_to_recordset(given->'records') AS r(process text COLLATE "C", number bigint)
                    USING (process, number)
                ORDER BY reference;
        GET DIAGNOSTICS many = ROW_COUNT;
        IF many <> json_array_length(given->'named') THEN
            RAISE EXCEPTION 'a reference was not kept, or belongs to no record' USING ERRCODE = '{UNKEPT}';
        END IF;
    END IF;
END """,
    ),
    # removes texts from records; the trigger prevents any other change
    "redact(processes text[], numbers bigint[], lesser bytea[])": (
        f"RETURNS void {_OF_ITS_OWNER}",
        """
BEGIN
    UPDATE ontvlechting.records r SET disclosures = u.disclosures
        FROM unnest(processes, numbers, lesser) AS u(process, number, disclosures)
        WHERE r.process = u.process AND r.number = u.number AND length(r.disclosures) > length(u.disclosures);
    DELETE FROM ontvlechting.snapshots s WHERE s.process = ANY (processes);
END """,
    ),
}
"""Each function: its name and arguments, its result and rights, and its body.

In a function that runs with the rights of its owner, a name without a schema can only be one of the server itself; our
tables are named with their schema. Functions that only these may call (`wait`, `tile`, `place`, `place_what_is_seen`)
have the search path of their caller.
"""

DDL = "\n".join(
    [
        "CREATE SCHEMA ontvlechting;",
        *(f"CREATE TABLE ontvlechting.{name} ({', '.join(parts)});" for name, parts in TABLES.items()),
        f"INSERT INTO ontvlechting.ledger VALUES ({SCHEMA});",
        *(f"CREATE FUNCTION ontvlechting.{name} {how} AS $${what}$$;" for name, (how, what) in FUNCTIONS.items()),
        *(f"CREATE {what};" for what in TRIGGERS.values()),
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ontvlechting FROM PUBLIC;",
    ]
)
"""The statements that make a ledger."""

# -- what is there -----------------------------------------------------------------------------------------------------

FOUND = """
WITH tables AS (
    SELECT c.oid, c.relname, c.relkind, c.relpersistence, c.relrowsecurity
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'ontvlechting' AND c.relkind IN ('r', 'p')
)
SELECT 'table', t.relname::text, concat_ws(', ',
    (SELECT string_agg(concat(
        a.attname, ' ', pg_catalog.format_type(a.atttypid, a.atttypmod),
        CASE l.collname WHEN 'default' THEN NULL ELSE ' COLLATE "' || l.collname || '"' END,
        CASE a.attidentity WHEN 'a' THEN ' GENERATED ALWAYS AS IDENTITY' WHEN 'd' THEN ' GENERATED BY DEFAULT' END,
        CASE WHEN a.atthasdef THEN ' DEFAULT' END,
        CASE WHEN a.attnotnull THEN ' NOT NULL' END
    ), ', ' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT string_agg(concat(
        CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' ELSE k.contype::text END,
        ' (', (SELECT string_agg(a.attname, ', ' ORDER BY n.place)
            FROM unnest(k.conkey) WITH ORDINALITY n(attnum, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = n.attnum), ')'
    ), ', ' ORDER BY k.contype, k.conname)
        FROM pg_catalog.pg_constraint k WHERE k.conrelid = t.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')),
    CASE WHEN t.relkind <> 'r' THEN 'partitioned' END,
    CASE WHEN t.relpersistence <> 'p' THEN 'unlogged' END,
    CASE WHEN t.relrowsecurity THEN 'row security' END
) FROM tables t
UNION ALL
SELECT 'trigger', t.relname || '.' || g.tgname, concat(
    CASE WHEN g.tgenabled NOT IN ('O', 'A') THEN 'not enabled ' END, pg_catalog.pg_get_triggerdef(g.oid),
    ' of ', n.nspname
) FROM tables t
    JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
    JOIN pg_catalog.pg_proc f ON f.oid = g.tgfoid
    JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
UNION ALL
SELECT 'rule', t.relname || '.' || r.rulename, ''
    FROM tables t JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.oid
UNION ALL
SELECT 'function', f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', concat(
    'RETURNS ', pg_catalog.format_type(f.prorettype, NULL), ' LANGUAGE ', l.lanname,
    CASE f.provolatile WHEN 'i' THEN ' IMMUTABLE' WHEN 's' THEN ' STABLE' END,
    CASE WHEN f.proisstrict THEN ' STRICT' END,
    CASE WHEN f.prosecdef THEN ' SECURITY DEFINER' END,
    ' SET ' || replace(array_to_string(f.proconfig, ' SET '), '=', ' = '),
    ' AS ', f.prosrc
) FROM pg_catalog.pg_proc f
    JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
    JOIN pg_catalog.pg_language l ON l.oid = f.prolang
    WHERE n.nspname = 'ontvlechting'
UNION ALL
SELECT i.type, i.identity, ''
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_namespace n ON d.refclassid = 'pg_catalog.pg_namespace'::regclass AND d.refobjid = n.oid
    CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) i
    WHERE n.nspname = 'ontvlechting' AND i.type NOT IN ('table', 'function', 'sequence', 'publication namespace')
"""
"""A query for everything in the schema, by kind and name, with its text; nothing but our parts belongs there."""


RIGHTS = """
SELECT 'USAGE ON SCHEMA ontvlechting', pg_catalog.quote_ident(current_user::text), false
    WHERE NOT pg_catalog.has_schema_privilege('ontvlechting', 'USAGE')
UNION ALL
SELECT 'SELECT ON ontvlechting.' || c.relname::text, pg_catalog.quote_ident(current_user::text), false
    FROM (
        SELECT c.oid, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'ontvlechting' AND c.relkind = 'r' OFFSET 0
    ) c WHERE NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')
UNION ALL
SELECT 'EXECUTE ON FUNCTION ontvlechting.' || f.proname::text, pg_catalog.quote_ident(current_user::text), true
    FROM (
        SELECT f.oid, f.proname FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
            WHERE n.nspname = 'ontvlechting' AND f.proname IN ('append', 'integrate', 'turn') OFFSET 0
    ) f WHERE NOT pg_catalog.has_function_privilege(f.oid, 'EXECUTE')
ORDER BY 1
"""
"""A query for each right that this role lacks, with the name of the role, and whether only a writer needs it.

The `OFFSET 0` limits this to our schema: without it a server may look up the rights on all that it has.
"""


def plain(kind: str, text: str) -> str:
    """The text of a part without what a server may write in another way: capitals, brackets, names of schemas."""
    if kind != "trigger":
        return text
    return " ".join(re.sub(r"[()]|\b(ontvlechting|pg_catalog)\.", " ", text.lower()).split())


PARTS: Parts = {
    **{("table", name): ", ".join(parts) for name, parts in TABLES.items()},
    **{("function", name): f"{how} AS {what}" for name, (how, what) in FUNCTIONS.items()},
    **{("trigger", name): plain("trigger", f"CREATE {what} of ontvlechting") for name, what in TRIGGERS.items()},
}
"""What there has to be, in the form that `FOUND` and `plain` give."""
