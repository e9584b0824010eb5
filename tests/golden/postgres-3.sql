-- what version 3 of the tables was made by; never changed
CREATE SCHEMA ontvlechting;

CREATE TABLE ontvlechting.ledger (schema integer NOT NULL);
INSERT INTO ontvlechting.ledger VALUES (3);

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


-- keep records, and where their processes then stand: everything or nothing
CREATE FUNCTION ontvlechting.append(version integer, given json) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ontvlechting, pg_catalog, pg_temp AS $$
DECLARE
    s record;
BEGIN
    IF version <> (SELECT max(schema) FROM ledger) THEN
        RAISE EXCEPTION 'another version of the ledger'
            USING ERRCODE = 'OV002', DETAIL = (SELECT max(schema) FROM ledger);
    END IF;
    FOR s IN SELECT * FROM json_to_recordset(given->'standings')
        AS t(process text, number bigint, hash text, recorded_at text, state text, route text, delivering text, receiving text, at text, waiting_until text, breaches integer, rules_name text, rules_version text, rules_hash text, before_number bigint, before_hash text) ORDER BY process COLLATE "C"
    LOOP
        PERFORM pg_advisory_xact_lock(ontvlechting.key(s.process));
        IF s.before_number = 0 AND s.before_hash = repeat('0', 64) THEN
            INSERT INTO processes (process, number, hash, recorded_at, state, route, delivering, receiving, at, waiting_until, breaches, rules_name, rules_version, rules_hash) VALUES (s.process, s.number, s.hash, s.recorded_at, s.state, s.route, s.delivering, s.receiving, s.at, s.waiting_until, s.breaches, s.rules_name, s.rules_version, s.rules_hash);
        ELSE
            UPDATE processes p SET number = s.number, hash = s.hash, recorded_at = s.recorded_at, state = s.state, route = s.route, delivering = s.delivering, receiving = s.receiving, at = s.at, waiting_until = s.waiting_until, breaches = s.breaches, rules_name = s.rules_name, rules_version = s.rules_version, rules_hash = s.rules_hash
                WHERE p.process = s.process AND p.number = s.before_number AND p.hash = s.before_hash;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'somebody else was first' USING ERRCODE = 'OV001';
            END IF;
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
