"""A whole ledger as JSON Lines, and back: to move it to another database, with every hash and id as it was.

The first line says what the file is and how many records it holds; each other line is one record, in the order of the
ledger. The body of a record stands in it as a string, so that its bytes stay the same to the last one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ontvlechting.audit import Record, Sealed
from ontvlechting.dossier import Dossier
from ontvlechting.errors import BrokenLedger, Conflict, FileUnavailable, InputError, Problem, shown
from ontvlechting.outside import Surely
from ontvlechting.rulebook import Rules
from ontvlechting.standing import Snapshot, is_kept, replayed, snapshot_of, standing
from ontvlechting.stores.port import Store
from ontvlechting.text import Text
from ontvlechting.verifier import Verifier

VERSION = 1
"""The version of this way of writing."""
CHUNK = 500
"""How many records go to a store at a time."""
_BYTES = "surrogateescape"
"""How a byte that is no text is told, and read back."""


def write(store: Store, path: str | Path) -> int:
    """Write every record of a store to a new file.

    Returns:
        How many records it holds.

    Raises:
        FileUnavailable: there is a file of that name, or it cannot be written; no half file is left.
    """
    target = Path(path)
    try:
        count = sum(s.number for s in store.standings())
    except BrokenLedger:  # that is derived, and will be again
        count = sum(1 for _ in store.records())
    try:
        with target.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            try:
                file.write(_line({"ontvlechting": "ledger", "version": VERSION, "records": count}))
                for _, sealed in store.records():
                    file.write(_line(_plain(sealed)))
            except BaseException:
                target.unlink()
                raise
    except OSError as error:
        raise FileUnavailable(str(path), error) from error
    return count


def read(store: Store, path: str | Path, rules: Rules) -> int:
    """Read such a file into an empty store: all of it, or nothing. What its records say is opened, and not judged again.

    Returns:
        How many records were read.

    Raises:
        InputError: a line is not well formed, or the store is not empty.
        BrokenLedger: a record is not what was sealed.
        FileUnavailable: the file cannot be read.
        LedgerUnavailable: the store cannot be written.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="\n") as file:
            lines = enumerate(file, start=1)
            count = _announced(next(lines, (1, ""))[1])
            turn = store.turn(())
            with Surely(turn), turn:
                if store.standings(limit=1):
                    raise _not_empty(sum(s.number for s in store.standings()))
                filled = _filled(store, (_sealed(number, line) for number, line in lines), count, rules)
                meanwhile = [s for _, s in store.records(filled)]  # of somebody who did not wait
                if meanwhile:
                    raise _not_empty(len(meanwhile))
                return filled
    except OSError as error:
        raise FileUnavailable(str(path), error) from error
    except UnicodeDecodeError as error:
        raise InputError("load", [Problem("file", str(path), Text(nl="tekst in UTF-8", en="text in UTF-8"))]) from error


def _not_empty(held: int) -> InputError:
    expected = Text(nl="een leeg grootboek", en="an empty ledger")
    return InputError("load", [Problem("records", shown(held), expected)])


def _filled(store: Store, records: Iterator[Sealed], count: int, rules: Rules) -> int:
    """Verify the bytes of the records and keep them, chunk by chunk, in the transaction that is open."""
    verifier = Verifier(rules)
    known: dict[str, tuple[Dossier, Record]] = {}
    snapshots: dict[str, Snapshot] = {}
    chunk: list[Sealed] = []
    seen = 0

    def keep() -> None:
        try:
            stand = [standing(*known[process]) for process in dict.fromkeys(s.process for s in chunk)]
            store.append(chunk, stand, list(snapshots.values()))
        except Conflict as error:
            expected = Text(
                nl="kenmerken die elk één keer voorkomen, en niemand anders die schrijft",
                en="ids that each occur once, and nobody else who writes",
            )
            raise InputError("load", [Problem("id", shown(error.process), expected)]) from error
        chunk.clear()
        snapshots.clear()

    for sealed, record, dossier in replayed(verifier.checked(enumerate(records, start=1))):
        seen += 1
        known[sealed.process] = dossier, record
        if is_kept(sealed.number):
            snapshots[sealed.process] = snapshot_of(dossier, record)
        chunk.append(sealed)
        if len(chunk) == CHUNK:
            keep()
    if chunk:
        keep()
    if seen != count:
        expected = Text(
            nl=f"{count} handelingen, zoals de eerste regel zegt", en=f"{count} records, as the first line says"
        )
        raise InputError("load", [Problem("records", shown(seen), expected)])
    verifier.finish(standing(*last) for last in known.values())
    return seen


def _plain(sealed: Sealed) -> dict[str, Any]:
    """A record as plain JSON data; bytes that are no text, which only damage leaves, stand in it one by one."""
    return {
        "process": sealed.process,
        "number": sealed.number,
        "id": sealed.id,
        "hash": sealed.hash,
        "body": sealed.body.decode(errors=_BYTES),
        "disclosures": sealed.disclosures.decode(errors=_BYTES).split("\n") if sealed.disclosures else [],
    }


def _sealed(number: int, line: str) -> Sealed:
    """One line as a record.

    Raises:
        InputError: it is not well formed; names the line.
    """
    kinds = {"process": str, "number": int, "id": str, "hash": str, "body": str, "disclosures": list}
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        plain = None
    where = f"line {number}"
    if not isinstance(plain, dict):
        raise InputError("load", [Problem(where, shown(line), Text(nl="een JSON-object", en="a JSON object"))])
    problems = [
        Problem(
            f"{where}.{key}",
            shown(plain.get(key)),
            Text(nl=f"een `{kinds[key].__name__}`", en=f"a `{kinds[key].__name__}`")
            if key in kinds
            else Text(nl="geen veld van deze naam", en="no field of this name"),
        )
        for key in sorted({*kinds, *plain})
        if key not in kinds or type(plain.get(key)) is not kinds[key]
    ]
    texts = plain.get("disclosures")
    if not problems and not all(isinstance(t, str) and "\n" not in t for t in texts or ()):
        problems = [Problem(f"{where}.disclosures", shown(texts), Text(nl="regels tekst", en="lines of text"))]
    if problems:
        raise InputError("load", problems)
    process, id, hash, body = (plain[key] for key in ("process", "id", "hash", "body"))
    try:
        f"{process}{id}{hash}".encode()
        disclosures = "\n".join(plain["disclosures"]).encode(errors=_BYTES)
        return Sealed(process, plain["number"], id, hash, body.encode(errors=_BYTES), disclosures)
    except UnicodeEncodeError as error:
        expected = Text(nl="tekst die als UTF-8 te bewaren is", en="text that UTF-8 can hold")
        raise InputError("load", [Problem(where, shown(line), expected)]) from error


def _announced(line: str) -> int:
    """How many records the first line announces.

    Raises:
        InputError: it is not the first line of an export of this version.
    """
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        plain = None
    if (
        not isinstance(plain, dict)
        or plain.keys() != {"ontvlechting", "version", "records"}
        or plain["ontvlechting"] != "ledger"
        or type(plain["records"]) is not int
    ):
        expected = Text(nl="de eerste regel van een uitgevoerd grootboek", en="the first line of an exported ledger")
        raise InputError("load", [Problem("line 1", shown(line), expected)])
    if type(plain["version"]) is not int or plain["version"] != VERSION:
        expected = Text(
            nl=f"versie {VERSION}; een nieuwere kan hier niet worden gelezen",
            en=f"version {VERSION}; a newer one cannot be read here",
        )
        raise InputError("load", [Problem("line 1.version", shown(plain["version"]), expected)])
    return int(plain["records"])


def _line(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"
