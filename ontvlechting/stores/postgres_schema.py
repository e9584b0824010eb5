"""The ledger as PostgreSQL knows it: tables that only grow, and the functions by which everything is written."""

from __future__ import annotations

from ontvlechting.stores import rows

SCHEMA = 4
"""The version of the tables and functions below."""
UPGRADES = 3
"""The earlier version that can be brought up to date; who only looks reads it as it is."""
CONFLICT, VERSION = "OV001", "OV002"
"""The SQLSTATE of what the functions below refuse."""

_STANDING = (
    "process text, number bigint, hash text, recorded_at text, state text, route text, delivering text, "
    "receiving text, at text, waiting_until text, breaches integer, rules_name text, rules_version text, "
    "rules_hash text"
)
_SET = ", ".join(f"{c} = s.{c}" for c in rows.COLUMNS[1:])
_COLUMNS = ", ".join(rows.COLUMNS)
_VALUES = ", ".join(f"s.{c}" for c in rows.COLUMNS)

APPEND = f"""
-- keep records, and where their processes then stand: everything or nothing
CREATE OR REPLACE FUNCTION ontvlechting.append(version integer, given json) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ontvlechting, pg_catalog, pg_temp AS $$
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
END $$;
"""
"""Everything that is written goes in as one value: the server takes an array of each column apart three times as slowly."""

DDL = f"""
CREATE SCHEMA ontvlechting;

CREATE TABLE ontvlechting.ledger (schema integer NOT NULL);
INSERT INTO ontvlechting.ledger VALUES ({SCHEMA});

CREATE TABLE ontvlechting.records (
    ticket bigint GENERATED ALWAYS AS IDENTITY,
    process text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    id text COLLATE "C" NOT NULL UNIQUE,
    hash text NOT NULL,
    body bytea NOT NULL,
    disclosures bytea NOT NULL,
    PRIMARY KEY (process, number)
);

-- what has no position yet
CREATE TABLE ontvlechting.arrivals (
    ticket bigint PRIMARY KEY,
    process text COLLATE "C" NOT NULL,
    number bigint NOT NULL
);

CREATE TABLE ontvlechting.positions (
    position bigint PRIMARY KEY,
    process text COLLATE "C" NOT NULL,
    number bigint NOT NULL
);

CREATE TABLE ontvlechting.processes (
    process text COLLATE "C" PRIMARY KEY,
    number bigint NOT NULL,
    hash text NOT NULL,
    recorded_at text NOT NULL,
    state text NOT NULL,
    route text,
    delivering text,
    receiving text,
    at text,
    waiting_until text,
    breaches integer NOT NULL,
    rules_name text NOT NULL,
    rules_version text NOT NULL,
    rules_hash text NOT NULL
);

CREATE TABLE ontvlechting.snapshots (
    process text COLLATE "C" PRIMARY KEY,
    number bigint NOT NULL,
    hash text NOT NULL,
    body bytea NOT NULL
);

CREATE FUNCTION ontvlechting.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER no_delete BEFORE DELETE ON ontvlechting.records
    FOR EACH ROW EXECUTE FUNCTION ontvlechting.refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ontvlechting.records
    FOR EACH STATEMENT EXECUTE FUNCTION ontvlechting.refuse();
-- of a record only disclosures can change, and only by becoming less
CREATE TRIGGER no_update BEFORE UPDATE ON ontvlechting.records
    FOR EACH ROW WHEN (
        (NEW.ticket, NEW.process, NEW.number, NEW.id, NEW.hash, NEW.body)
            IS DISTINCT FROM (OLD.ticket, OLD.process, OLD.number, OLD.id, OLD.hash, OLD.body)
        OR length(NEW.disclosures) >= length(OLD.disclosures)
    ) EXECUTE FUNCTION ontvlechting.refuse();
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON ontvlechting.positions
    FOR EACH ROW EXECUTE FUNCTION ontvlechting.refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ontvlechting.positions
    FOR EACH STATEMENT EXECUTE FUNCTION ontvlechting.refuse();

CREATE FUNCTION ontvlechting.key(process text) RETURNS bigint LANGUAGE sql IMMUTABLE
    AS $$ SELECT hashtextextended('ontvlechting ' || process, 0) $$;

{APPEND}
-- give positions to what was committed; returns the last one
CREATE FUNCTION ontvlechting.integrate() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ontvlechting, pg_catalog, pg_temp AS $$
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
END $$;

-- take texts out of records; the trigger sees to it that nothing else happens to them
CREATE FUNCTION ontvlechting.redact(processes text[], numbers bigint[], lesser bytea[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ontvlechting, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE records r SET disclosures = u.disclosures
        FROM unnest(processes, numbers, lesser) AS u(process, number, disclosures)
        WHERE r.process = u.process AND r.number = u.number AND length(r.disclosures) > length(u.disclosures);
    DELETE FROM snapshots s WHERE s.process = ANY (processes);
END $$;

REVOKE ALL ON FUNCTION ontvlechting.append, ontvlechting.integrate, ontvlechting.redact FROM PUBLIC;
"""
"""What makes a ledger."""

UPGRADE = f"""
{APPEND}
UPDATE ontvlechting.ledger SET schema = {SCHEMA};
"""
"""What brings a ledger of version `UPGRADES` up to date: who owns the function, and who may call it, stays as it was."""
