"""The ledger as PostgreSQL knows it: tables that only grow, and the functions by which everything is written.

Each part is written in the words in which the server describes it, so that what is there can be compared with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ontvlechting.audit import Sealed
from ontvlechting.stores import rows
from ontvlechting.stores.schema import Parts

SCHEMA = 4
"""The version of the tables and functions below."""
UPGRADES = 3
"""The earlier version that can be brought up to date; who only looks reads it as it is."""
CONFLICT, VERSION = "OV001", "OV002"
"""The SQLSTATE of what the functions below refuse."""

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
    # what has no position yet
    "arrivals": ("ticket bigint NOT NULL", f"process {_NAME}", "number bigint NOT NULL", "PRIMARY KEY (ticket)"),
    "positions": (
        "position bigint NOT NULL",
        f"process {_NAME}",
        "number bigint NOT NULL",
        "PRIMARY KEY (position)",
    ),
    "processes": (
        f"process {_NAME}",
        "number bigint NOT NULL",
        "hash text NOT NULL",
        "recorded_at text NOT NULL",
        "state text NOT NULL",
        "route text",
        "delivering text",
        "receiving text",
        "at text",
        "waiting_until text",
        "breaches integer NOT NULL",
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
}
"""The columns of each table, and its keys."""

_REFUSE = "EXECUTE FUNCTION ontvlechting.refuse()"
_OTHER = " OR ".join(f"(new.{c} IS DISTINCT FROM old.{c})" for c in ("ticket", *Sealed._fields[:-1]))
TRIGGERS: Mapping[str, str] = {
    "records.no_delete": f"BEFORE DELETE ON ontvlechting.records FOR EACH ROW {_REFUSE}",
    "records.no_truncate": f"BEFORE TRUNCATE ON ontvlechting.records FOR EACH STATEMENT {_REFUSE}",
    # of a record only disclosures can change, and only by becoming less
    "records.no_update": "BEFORE UPDATE ON ontvlechting.records FOR EACH ROW "
    f"WHEN ({_OTHER} OR (length(new.disclosures) >= length(old.disclosures))) {_REFUSE}",
    "positions.no_change": f"BEFORE DELETE OR UPDATE ON ontvlechting.positions FOR EACH ROW {_REFUSE}",
    "positions.no_truncate": f"BEFORE TRUNCATE ON ontvlechting.positions FOR EACH STATEMENT {_REFUSE}",
}
"""What each trigger does."""

_OF_ITS_OWNER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = ontvlechting, pg_catalog, pg_temp"
_STANDING = (
    "process text, number bigint, hash text, recorded_at text, state text, route text, delivering text, "
    "receiving text, at text, waiting_until text, breaches integer, rules_name text, rules_version text, "
    "rules_hash text"
)
_SET = ", ".join(f"{c} = s.{c}" for c in rows.COLUMNS[1:])
_COLUMNS = ", ".join(rows.COLUMNS)
_VALUES = ", ".join(f"s.{c}" for c in rows.COLUMNS)
APPEND = "append(version integer, given json)"
FUNCTIONS: Mapping[str, tuple[str, str]] = {
    "refuse()": (
        "RETURNS trigger LANGUAGE plpgsql",
        """
BEGIN
    RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'insufficient_privilege';
END """,
    ),
    "key(process text)": (
        "RETURNS bigint LANGUAGE sql IMMUTABLE",
        " SELECT hashtextextended('ontvlechting ' || process, 0) ",
    ),
    # keep records, and where their processes then stand: everything or nothing. All goes in as one value: the server
    # takes an array of each column apart three times as slowly
    APPEND: (
        f"RETURNS void {_OF_ITS_OWNER}",
        f"""
DECLARE
    s record;
BEGIN
    IF version <> (SELECT max(schema) FROM ledger) THEN
        RAISE EXCEPTION 'another version of the ledger'
            USING ERRCODE = '{VERSION}', DETAIL = (SELECT max(schema) FROM ledger);
    END IF;
    -- all of them in one order, so that two who write seldom wait for each other
    FOR s IN SELECT * FROM json_to_recordset(given->'standings')
        AS t({_STANDING}, before_number bigint, before_hash text) ORDER BY process COLLATE "C", number NULLS FIRST
    LOOP
        IF s.number IS NULL THEN -- it was only seen, and has to stay as it is until this is stored
            PERFORM FROM processes p
                WHERE p.process = s.process AND p.number = s.before_number AND p.hash = s.before_hash FOR SHARE;
        ELSE
            PERFORM pg_advisory_xact_lock(ontvlechting.key(s.process));
            IF s.before_number = 0 AND s.before_hash = repeat('0', 64) THEN
                INSERT INTO processes ({_COLUMNS}) VALUES ({_VALUES});
            ELSE
                UPDATE processes p SET {_SET}
                    WHERE p.process = s.process AND p.number = s.before_number AND p.hash = s.before_hash;
            END IF;
        END IF;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'somebody else was first' USING ERRCODE = '{CONFLICT}', DETAIL = s.process;
        END IF;
    END LOOP;
    WITH kept AS (
        INSERT INTO records (process, number, id, hash, body, disclosures)
        SELECT process, number, id, hash, decode(body, 'base64'), decode(disclosures, 'base64')
            FROM json_to_recordset(given->'records')
            AS t(process text, number bigint, id text, hash text, body text, disclosures text)
        RETURNING ticket, process, number
    )
    INSERT INTO arrivals SELECT ticket, process, number FROM kept;
    IF json_array_length(given->'snapshots') > 0 THEN
        INSERT INTO snapshots AS old (process, number, hash, body)
            SELECT process, number, hash, decode(body, 'base64') FROM json_to_recordset(given->'snapshots')
                AS t(process text, number bigint, hash text, body text)
            ON CONFLICT (process) DO UPDATE SET number = excluded.number, hash = excluded.hash, body = excluded.body;
    END IF;
END """,
    ),
    # give positions to what was committed; returns the last one
    "integrate()": (
        f"RETURNS bigint {_OF_ITS_OWNER}",
        """
DECLARE
    last bigint;
BEGIN
    IF EXISTS (SELECT FROM arrivals) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('ontvlechting', 1));
        SELECT coalesce(max(position), 0) INTO last FROM positions;
        WITH arrived AS (DELETE FROM arrivals RETURNING ticket, process, number)
        INSERT INTO positions
            SELECT last + row_number() OVER (ORDER BY ticket), process, number FROM arrived;
    END IF;
    RETURN (SELECT coalesce(max(position), 0) FROM positions);
END """,
    ),
    # take texts out of records; the trigger sees to it that nothing else happens to them
    "redact(processes text[], numbers bigint[], lesser bytea[])": (
        f"RETURNS void {_OF_ITS_OWNER}",
        """
BEGIN
    UPDATE records r SET disclosures = u.disclosures
        FROM unnest(processes, numbers, lesser) AS u(process, number, disclosures)
        WHERE r.process = u.process AND r.number = u.number AND length(r.disclosures) > length(u.disclosures);
    DELETE FROM snapshots s WHERE s.process = ANY (processes);
END """,
    ),
}
"""Each function: what it is called, what it gives and as whom it runs, and what it does."""


def _function(name: str) -> str:
    how, what = FUNCTIONS[name]
    return f"CREATE OR REPLACE FUNCTION ontvlechting.{name} {how} AS $${what}$$;"


DDL = "\n".join(
    [
        "CREATE SCHEMA ontvlechting;",
        *(f"CREATE TABLE ontvlechting.{name} ({', '.join(parts)});" for name, parts in TABLES.items()),
        f"INSERT INTO ontvlechting.ledger VALUES ({SCHEMA});",
        *map(_function, FUNCTIONS),
        *(f"CREATE TRIGGER {name.partition('.')[2]} {what};" for name, what in TRIGGERS.items()),
        "REVOKE ALL ON FUNCTION ontvlechting.append, ontvlechting.integrate, ontvlechting.redact FROM PUBLIC;",
    ]
)
"""What makes a ledger."""

UPGRADE = f"{_function(APPEND)} UPDATE ontvlechting.ledger SET schema = {SCHEMA};"
"""What brings a ledger of version `UPGRADES` up to date; who owns the function, and who may call it, stays as it was."""

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
    WHERE n.nspname = 'ontvlechting' AND i.type NOT IN ('table', 'function', 'sequence')
"""
"""What there is in the schema, by kind and name, with the words of it; nothing else belongs there.

Whatever stands in the schema is found by our functions before what the server itself brings.
"""


def plain(kind: str, text: str) -> str:
    """The words of a part without what a server may write in another way: capitals, brackets, names in full."""
    if kind != "trigger":
        return text
    return " ".join(re.sub(r"[()]|\b(ontvlechting|pg_catalog)\.", " ", text.lower()).split())


PARTS: Parts = {
    **{("table", name): ", ".join(parts) for name, parts in TABLES.items()},
    **{("function", name): f"{how} AS {what}" for name, (how, what) in FUNCTIONS.items()},
    **{
        ("trigger", name): plain("trigger", f"CREATE TRIGGER {name.partition('.')[2]} {what} of ontvlechting")
        for name, what in TRIGGERS.items()
    },
}
"""What there has to be, in the same words."""
