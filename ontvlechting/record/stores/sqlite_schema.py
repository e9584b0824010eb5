"""The tables of a ledger in SQLite: records that can only be added, and what is derived from them.

Triggers in the database itself ensure that records are only added, for every program that writes to the file.
"""

from __future__ import annotations

APPLICATION = 0x4F4E5456
"""`ONTV`: the application id, by which SQLite files of this package are recognised."""
SCHEMA = 5
"""The version of the tables below."""

_REFUSE = "SELECT RAISE(ABORT, 'the ledger only grows')"
TABLES = (
    # one row: the version of these tables
    "CREATE TABLE ontvlechting_ledger (schema INTEGER NOT NULL)",
    """CREATE TABLE ontvlechting_records (
        position INTEGER PRIMARY KEY,
        process TEXT NOT NULL,
        number INTEGER NOT NULL,
        id TEXT NOT NULL UNIQUE,
        hash TEXT NOT NULL,
        body BLOB NOT NULL,
        disclosures BLOB NOT NULL,
        UNIQUE (process, number)
    )""",
    """CREATE TABLE ontvlechting_processes (
        process TEXT PRIMARY KEY,
        number INTEGER NOT NULL,
        hash TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        state TEXT NOT NULL,
        at TEXT,
        columns TEXT NOT NULL,
        rules_name TEXT NOT NULL,
        rules_version TEXT NOT NULL,
        rules_hash TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE ontvlechting_snapshots (
        process TEXT PRIMARY KEY,
        number INTEGER NOT NULL,
        hash TEXT NOT NULL,
        body BLOB NOT NULL
    )""",
    # the record that was the first to name something by a reference that stands for one thing in the whole ledger
    """CREATE TABLE ontvlechting_named (
        reference TEXT PRIMARY KEY,
        process TEXT NOT NULL,
        number INTEGER NOT NULL
    ) WITHOUT ROWID""",
    # the root of the Merkle tree over each full run of records, by the position of the last of them: see `tiles.py`
    """CREATE TABLE ontvlechting_tiles (
        position INTEGER PRIMARY KEY,
        root BLOB NOT NULL
    )""",
    # INVARIANT: records are only added (tests/test_stores.py::test_the_file_itself_refuses_to_change_a_record)
    f"CREATE TRIGGER ontvlechting_no_delete BEFORE DELETE ON ontvlechting_records BEGIN {_REFUSE}; END",
    # of a record only disclosures can change, and only by becoming shorter
    f"""CREATE TRIGGER ontvlechting_no_update BEFORE UPDATE ON ontvlechting_records
        WHEN NEW.position IS NOT OLD.position OR NEW.process IS NOT OLD.process OR NEW.number IS NOT OLD.number
            OR NEW.id IS NOT OLD.id OR NEW.hash IS NOT OLD.hash OR NEW.body IS NOT OLD.body
            OR typeof(NEW.disclosures) IS NOT 'blob' OR length(NEW.disclosures) >= length(OLD.disclosures)
        BEGIN {_REFUSE}; END""",
    # INSERT OR REPLACE would remove a record without firing the trigger on DELETE
    f"""CREATE TRIGGER ontvlechting_no_replace BEFORE INSERT ON ontvlechting_records
        WHEN EXISTS (SELECT 1 FROM ontvlechting_records WHERE position = NEW.position)
            OR EXISTS (SELECT 1 FROM ontvlechting_records WHERE process = NEW.process AND number = NEW.number)
            OR EXISTS (SELECT 1 FROM ontvlechting_records WHERE id = NEW.id)
        BEGIN {_REFUSE}; END""",
    # INVARIANT: who named something first stays the first (tests/test_stores.py::test_the_file_itself_keeps_who_was_first)
    f"""CREATE TRIGGER ontvlechting_named_no_delete BEFORE DELETE ON ontvlechting_named
        BEGIN {_REFUSE}; END""",
    f"""CREATE TRIGGER ontvlechting_named_no_update BEFORE UPDATE ON ontvlechting_named
        BEGIN {_REFUSE}; END""",
    f"""CREATE TRIGGER ontvlechting_named_no_replace BEFORE INSERT ON ontvlechting_named
        WHEN EXISTS (SELECT 1 FROM ontvlechting_named WHERE reference = NEW.reference)
        BEGIN {_REFUSE}; END""",
    # INVARIANT: a hash within the tree stays what it is (tests/test_tiles.py::test_the_file_itself_keeps_the_hashes_of_the_tree)
    f"""CREATE TRIGGER ontvlechting_tiles_no_delete BEFORE DELETE ON ontvlechting_tiles
        BEGIN {_REFUSE}; END""",
    f"""CREATE TRIGGER ontvlechting_tiles_no_update BEFORE UPDATE ON ontvlechting_tiles
        BEGIN {_REFUSE}; END""",
    f"""CREATE TRIGGER ontvlechting_tiles_no_replace BEFORE INSERT ON ontvlechting_tiles
        WHEN EXISTS (SELECT 1 FROM ontvlechting_tiles WHERE position = NEW.position)
        BEGIN {_REFUSE}; END""",
)
"""The statements that make the tables and triggers, in this order."""

PARTS = {(kind.lower(), name): text for text in TABLES for _, kind, name, *_ in [text.split()]}
"""The same statements by kind and name, with the text that SQLite stores."""
NAMES = {name for kind, name in PARTS if kind == "table"}
"""The names of the tables."""
OURS = "('" + "', '".join(sorted(NAMES)) + "')"
FOUND = " UNION ALL ".join(
    f"SELECT +type, {schema}name, +sql FROM sqlite_{master} "
    f"WHERE (type IN ('table', 'view') AND lower(name) IN {OURS}) "
    f"OR (lower(tbl_name) IN {OURS} AND (type = 'trigger' OR sql LIKE 'CREATE UNIQUE INDEX%'))"
    for master, schema in (("master", "+"), ("temp_master", "'temp.' || "))
)
"""A query for our tables, and for what acts on writes to them; other tables do not concern us.

It includes temporary tables and triggers of the connection, which can hide ours or act on them, and unique indexes,
which can keep records out.
"""
