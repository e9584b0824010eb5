"""A whole ledger as JSON Lines, and back: to move it to another database, with every hash and id as it was.

The first line says what the file is and how many records it holds; each other line is one record, in the order of the
ledger. The body of a record stands in it as a string, so that its bytes stay exactly the same.

A proof that one record is in a ledger is written in the same way: see `written_proof`.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.checked import refuse
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import BrokenLedger, Conflict, FileUnavailable, InputError, Problem, shown
from ontvlechting.engine.outside import ProgressBar, watched
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.record.audit import Record, Sealed
from ontvlechting.record.codec import Codec
from ontvlechting.record.files import made, path_of
from ontvlechting.record.judging import broken
from ontvlechting.record.proofs import Inclusion
from ontvlechting.record.standing import Naming, Snapshot, is_kept, replayed, row, snapshot_of
from ontvlechting.record.stores.port import Store, held, in_turn
from ontvlechting.record.verifier import Report, Verifier, problems_of_jobs

if TYPE_CHECKING:
    from ontvlechting.record.checkpoints import PublicKey

VERSION = 1
"""The version of this format."""
CHUNK = 500
"""How many records go to a store at a time."""
_BYTES = "surrogateescape"
"""The error handler by which bytes that are not UTF-8 are kept in a text, and read back."""
_HASH = re.compile(r"[0-9a-f]{64}")
_KINDS: dict[type, Text] = {
    str: Text(nl="een tekst", en="a text"),
    int: Text(nl="een geheel getal", en="a whole number"),
    list: Text(nl="een lijst", en="a list"),
}
OBJECT = Text(nl="een JSON-object met elk veld één keer", en="a JSON object with each field once")


def write(store: Store, path: str | Path, *, progress: ProgressBar | None = None) -> int:
    """Write every record of a store to a new file, damaged or not; on POSIX only its owner may read it.

    Args:
        store: what to write.
        path: where.
        progress: shows how far it is.

    Returns:
        How many records it holds.

    Raises:
        InputError: this is no progress bar.
        FileUnavailable: there is a file of that name, or it cannot be written; no half file is left.
    """
    target = path_of("export", path)
    count = held(store) or 0
    records = watched(store.records(), progress, count)
    try:
        # as secret as the ledger: it holds everything
        with made(target) as file:
            # where processes stand is derived, and may be wrong
            while (written := _write_all(file, count, records)) != count:
                file.seek(0)
                file.truncate()
                count, records = written, store.records()
    except OSError as error:
        raise FileUnavailable(str(path), error) from error
    return count


def _write_all(file: BinaryIO, count: int, records: Iterable[tuple[int, Sealed]]) -> int:
    """Write the first line, which says how many records there are, and all of them; returns how many they were."""
    file.write(_line({"ontvlechting": "ledger", "version": VERSION, "records": count}).encode())
    written = 0
    for _, sealed in records:
        file.write(_line(_plain(sealed)).encode(errors="backslashreplace"))
        written += 1
    return written


def written_records(records: Sequence[Sealed]) -> str:
    """Some records in the form of an export, such as those of one process, to store or hand over separately.

    Args:
        records: the records, in their order.
    """
    first = {"ontvlechting": "ledger", "version": VERSION, "records": len(records)}
    return "".join([_line(first), *(_line(_plain(sealed)) for sealed in records)])


def read(
    store: Store, path: str | Path, rules: Rules, known: Iterable[Rules] = (), *, progress: ProgressBar | None = None
) -> int:
    """Read such a file into an empty store: all of it, or nothing. Its records are opened, but not judged again.

    Args:
        store: what to read it into.
        path: what `write` wrote.
        rules: the rules of the ledger.
        known: other rules that its records may name.
        progress: shows how far it is.

    Returns:
        How many records were read.

    Raises:
        InputError: a line is not well formed, or the store is not empty; or this is no progress bar.
        BrokenLedger: a record is not what was sealed.
        FileUnavailable: the file cannot be read.
        LedgerUnavailable: the store cannot be written.
    """
    source = path_of("load", path)
    try:
        with source.open(encoding="utf-8-sig", newline="\n") as file:
            lines = enumerate(file, start=1)
            count = _announced(next(lines, (1, ""))[1])
            records = (_sealed(number, line) for number, line in watched(lines, progress, count))
            return in_turn(store, (), partial(_filled_alone, store, records, count, rules, known))
    except OSError as error:
        raise FileUnavailable(str(path), error) from error
    except UnicodeDecodeError as error:
        raise InputError("load", [Problem("file", str(path), Text(nl="tekst in UTF-8", en="text in UTF-8"))]) from error


def verify(
    path: str | Path,
    *,
    rules: Rules,
    known: Iterable[Rules] = (),
    deep: bool = False,
    checkpoint: str | None = None,
    key: PublicKey | None = None,
    progress: ProgressBar | None = None,
    jobs: int = 1,
) -> Report:
    """Verify an export from its bytes, as `Ledger.verify` verifies a ledger; nothing is written.

    It is read line by line: in memory it keeps of each record only its id and its place in the file.

    An export has nothing beside its records: no heads, tables or triggers that could be compared. So when its end is
    cut off and its first line is changed, only a checkpoint shows it.

    Args:
        path: what `export` wrote.
        rules: the rules to judge again by.
        known: other rules to judge again by.
        deep: also read every record, and judge every command again by the rules that judged it.
        checkpoint: a signed checkpoint that was kept elsewhere: the export has to continue what it vouches for.
        key: the public key of whoever signed it.
        progress: shows how far it is.
        jobs: how many processes of Python share the work of `deep`, as in `Ledger.verify`.

    Raises:
        BrokenLedger: names the first record that is not what was sealed, or the first line that is none; or there are
            more or fewer records than the first line says.
        InputError: the first line is not that of an export; or the checkpoint or key is not well formed, or only one of
            them was given; or this is no progress bar, or no number of processes.
        BadSignature: the checkpoint is not signed by this key.
        NotALedger: a record was written by a newer version, in a form of which not even the bytes can be compared.
        FileUnavailable: the file cannot be read.
        NotPortable, CutShort: with several `jobs`, as `Ledger.verify`.
    """
    refuse("verify", problems_of_jobs(jobs))
    roots: dict[int, bytes] = {}
    if checkpoint is not None or key is not None:
        from ontvlechting.record.checkpoints import vouched

        roots = vouched(checkpoint, key)
    source = path_of("verify", path)
    try:
        with source.open("rb") as file, source.open("rb") as other:
            count = _announced(file.readline().removeprefix(BOM_UTF8).decode(errors="replace"))
            begins: dict[str, list[int]] = {}
            ids: set[str] = set()

            def records() -> Iterator[Sealed]:
                begin, number = file.tell(), 2
                while line := file.readline():
                    sealed = _whole(number, line)
                    if sealed.id in ids:  # in a database a unique index prevents this
                        broken(sealed.process, sealed.number, "het kenmerk komt twee keer voor", "its id occurs twice")
                    ids.add(sealed.id)
                    begins.setdefault(sealed.process, []).append(begin)
                    yield sealed
                    begin, number = file.tell(), number + 1

            def again(process: str) -> Iterator[Sealed]:
                for begin in begins[process]:
                    other.seek(begin)
                    yield _whole(0, other.readline())

            with Verifier(rules, known=known, reread=again, deep=deep, roots=roots, jobs=jobs) as verifier:
                seen = sum(1 for _ in verifier.checked(enumerate(watched(records(), progress, count), start=1)))
                if seen != count:
                    raise BrokenLedger(
                        None,
                        None,
                        Text(
                            nl=f"het telt {seen} vastleggingen, volgens de eerste regel zijn het er {count}",
                            en=f"it holds {seen} records, by its first line there are {count}",
                        ),
                    )
                return verifier.finish(None)
    except OSError as error:
        raise FileUnavailable(str(path), error) from error


def _whole(number: int, line: bytes) -> Sealed:
    """A line of an export as a record.

    Raises:
        BrokenLedger: it is none; names the line.
    """
    try:
        return _sealed(number, line.decode())
    except UnicodeDecodeError as error:
        why = Text(nl=f"regel {number} is geen tekst in UTF-8", en=f"line {number} is not text in UTF-8")
        raise BrokenLedger(None, None, why) from error
    except InputError as error:
        found = [problem.text for problem in error.problems]
        why = Text(nl="; ".join(t.nl for t in found), en="; ".join(t.en for t in found))
        raise BrokenLedger(None, None, why) from error


def written_proof(proof: Inclusion, *, texts: bool = False) -> str:
    """A proof as JSON, to give to somebody who has a checkpoint but not the ledger.

    The record is included, because its bytes say which record of which process it is. Its free texts are included only
    on request: the proof is as strong without them.

    Args:
        proof: as `Ledger.prove` gives it.
        texts: whether to include the texts of the record.

    Raises:
        InputError: this is no such proof.
    """
    given: object = proof
    if not isinstance(given, Inclusion):
        expected = Text(nl="een bewijs, zoals `Ledger.prove` het geeft", en="a proof, as `Ledger.prove` gives it")
        raise InputError("proof", [Problem("proof", shown(given), expected)])
    sealed = proof.sealed if texts else proof.sealed._replace(disclosures=b"")
    plain = {"position": proof.position, "size": proof.size, "proof": [step.hex() for step in proof.proof]}
    return json.dumps({**_plain(sealed), **plain}, ensure_ascii=True, indent=2) + "\n"


def read_proof(text: str) -> Inclusion:
    """A proof from its JSON. It proves nothing yet: open the record with `audit.unseal`, and call `Inclusion.holds`.

    Args:
        text: what `written_proof` gave.

    Raises:
        InputError: it is no such text; every problem together.
    """
    plain = object_of(text)
    if plain is None:
        raise InputError("proof", [Problem("proof", shown(text), OBJECT)])
    own = {name: plain.pop(name, None) for name in ("position", "size", "proof")}
    problems = [
        Problem(name, shown(own[name]), Text(nl="een geheel getal vanaf 1", en="a whole number from 1"))
        for name in ("position", "size")
        if type(own[name]) is not int or own[name] < 1
    ]
    steps = own["proof"]
    if not isinstance(steps, list) or not all(isinstance(step, str) and _HASH.fullmatch(step) for step in steps):
        hashes = Text(nl="een lijst hashes van 64 hexadecimale cijfers", en="a list of hashes of 64 hexadecimal digits")
        problems.append(Problem("proof", shown(steps), hashes))
    try:
        sealed = _record_from_plain(plain, "record", shown(text))
    except InputError as error:
        raise InputError("proof", [*problems, *error.problems]) from error
    if problems:
        raise InputError("proof", problems)
    return Inclusion(own["position"], own["size"], tuple(bytes.fromhex(step) for step in steps), sealed)


def object_of(text: str | bytes) -> dict[str, Any] | None:
    """The JSON object in this text; None for anything else, and for an object with two fields of the same name.

    Of two such fields Python takes the last, and other programs the first: they would read something else than what was
    verified here.
    """
    try:
        plain = _DECODER.decode(text.decode() if isinstance(text, bytes) else text)
    except (TypeError, ValueError, RecursionError):  # a TypeError when it is no text at all
        return None
    return plain if isinstance(plain, dict) else None


def _refuse_duplicates(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of an object as a dict; two fields of the same name are an error."""
    found = dict(fields)
    if len(found) < len(fields):
        raise ValueError
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_refuse_duplicates)
"""Made once: `json.loads` would make one for each line."""


def _not_empty(held: int) -> InputError:
    expected = Text(nl="een leeg logboek", en="an empty ledger")
    return InputError("load", [Problem("records", shown(held), expected)])


def _filled_alone(store: Store, records: Iterator[Sealed], count: int, rules: Rules, known: Iterable[Rules]) -> int:
    """Fill an empty store; fails when others have written in it, or write in it meanwhile."""
    if store.standings(limit=1):
        raise _not_empty(sum(s.number for s in store.standings()))
    filled = _filled(store, records, count, rules, known)
    meanwhile = [s for _, s in store.records(filled)]  # by somebody who did not wait for the lock
    if meanwhile:
        raise _not_empty(len(meanwhile))
    return filled


def _filled(store: Store, records: Iterator[Sealed], count: int, rules: Rules, known: Iterable[Rules]) -> int:
    """Verify the bytes of the records and append them, chunk by chunk, in the transaction that is open."""
    verifier, codec = Verifier(rules, known=known, reread=store.read), Codec(KnownRules(rules, known))
    last: dict[str, tuple[Dossier, Record]] = {}
    snapshots: dict[str, Snapshot] = {}
    references: set[str] = set()
    named: list[Naming] = []
    chunk: list[Sealed] = []
    seen = 0

    def keep() -> None:
        try:
            stand = [row(*last[process]) for process in dict.fromkeys(s.process for s in chunk)]
            store.append(chunk, stand, list(snapshots.values()), named=list(named))
        except Conflict as error:
            expected = Text(
                nl="kenmerken die elk één keer voorkomen, en niemand anders die schrijft",
                en="ids that each occur once, and nobody else who writes",
            )
            raise InputError("load", [Problem("id", shown(error.process), expected)]) from error
        chunk.clear()
        snapshots.clear()
        named.clear()

    for sealed, record, dossier in replayed(verifier.checked(enumerate(records, start=1)), codec):
        seen += 1
        last[sealed.process] = dossier, record
        if record.event.verdict.allowed:
            new = dossier.describes(record.event.command).keys() - references
            references |= new
            named += [Naming(reference, sealed.process, sealed.number) for reference in new]
        if is_kept(sealed.number):
            snapshots[sealed.process] = snapshot_of(dossier, record)
        chunk.append(sealed)
        if len(chunk) == CHUNK:
            keep()
    if chunk:
        keep()
    if seen != count:
        expected = Text(
            nl=f"{count} vastleggingen, zoals de eerste regel zegt", en=f"{count} records, as the first line says"
        )
        raise InputError("load", [Problem("records", shown(seen), expected)])
    verifier.finish(row(*each) for each in last.values())
    return seen


def _plain(sealed: Sealed) -> dict[str, Any]:
    """A record as plain JSON data. Bytes that are not UTF-8, which only damage causes, are kept as lone surrogates."""
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
    plain = object_of(line)
    where = f"line {number}"
    if plain is None:
        raise InputError("load", [Problem(where, shown(line), OBJECT)])
    return _record_from_plain(plain, where, shown(line))


def _record_from_plain(plain: dict[str, Any], where: str, given: str) -> Sealed:
    """Plain JSON data as a record.

    Args:
        plain: as `_plain` gives it.
        where: where it stands, for an error.
        given: what an error shows of the whole.

    Raises:
        InputError: it is not well formed.
    """
    kinds = {"process": str, "number": int, "id": str, "hash": str, "body": str, "disclosures": list}
    problems = [
        Problem(
            f"{where}.{key}",
            shown(plain.get(key)),
            _KINDS[kinds[key]] if key in kinds else Text(nl="geen veld van deze naam", en="no field of this name"),
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
        raise InputError("load", [Problem(where, given, expected)]) from error


def _announced(line: str) -> int:
    """How many records the first line announces.

    Raises:
        InputError: it is not the first line of an export of this version.
    """
    plain = object_of(line)
    if (
        plain is None
        or plain.keys() != {"ontvlechting", "version", "records"}
        or plain["ontvlechting"] != "ledger"
        or type(plain["records"]) is not int
    ):
        expected = Text(nl="de eerste regel van een uitgevoerd logboek", en="the first line of an exported ledger")
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
