"""An archive of one process, to outlive any program: its records, a page to read, a signed checkpoint and metadata.

It consists of plain files. To check them one needs `sha256sum`, the page on the format of a ledger, and a public key
that was kept elsewhere.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ontvlechting.engine.errors import FileUnavailable
from ontvlechting.engine.retention import Redact, Removed
from ontvlechting.engine.text import Language
from ontvlechting.record.audit import Record, Sealed
from ontvlechting.record.exchange import written_proof, written_records
from ontvlechting.record.files import made, path_of
from ontvlechting.views import mdto
from ontvlechting.views.words import day

if TYPE_CHECKING:
    from ontvlechting.record.proofs import Inclusion

RECORDS, REPORT, NOTE, PROOF, ABOUT, SUMS = (
    "records.jsonl", "report.html", "checkpoint.txt", "proof.json", "README.txt", "SHA256SUMS"
)  # fmt: skip
FORMS: Mapping[str, mdto.Concept] = {
    RECORDS: mdto.Concept(label="JSON Lines", vocabulary="https://jsonlines.org"),
    REPORT: mdto.Concept(label="text/html", vocabulary="IANA Media types"),
    NOTE: mdto.Concept(label="C2SP tlog-checkpoint", vocabulary="https://c2sp.org"),
    PROOF: mdto.Concept(label="application/json", vocabulary="IANA Media types"),
    ABOUT: mdto.Concept(label="text/plain", vocabulary="IANA Media types"),
}
"""The file format of each of them."""


def contents(
    records: Sequence[Record],
    sealed: Sequence[Sealed],
    report: str,
    made: datetime,
    *,
    vouched: tuple[str, Inclusion] | None,
    description: mdto.Description | None,
    language: Language,
) -> dict[str, bytes]:
    """Every file of an archive, by its name.

    Args:
        records: the records of the process, opened.
        sealed: the same as they are stored.
        report: the page about it.
        made: when the archive is made.
        vouched: a checkpoint of the whole ledger, and the proof that the last of the records is in it.
        description: what an archivist says of it; without it there are no metadata.
        language: of what is said in it.
    """
    process = records[0].event.process
    files = {RECORDS: written_records(sealed).encode("utf-8", "backslashreplace"), REPORT: report.encode()}
    if vouched is not None:
        note, proof = vouched
        files |= {NOTE: note.encode(), PROOF: written_proof(proof).encode()}
    files[ABOUT] = _readme(process, made, language, *files).encode()
    if description is not None:
        listed = [mdto.File(name, len(data), sha256(data).hexdigest(), FORMS[name]) for name, data in files.items()]
        state = records[-1].event.after.title[language]
        title = f"{process}: {state}, {day(made, language)}"
        about = mdto.of_dossier(process, title, description, _occurred(records, made), listed)
        files["dossier.informatieobject.MDTO.xml"] = about.encode()
        for file in listed:
            files[f"{file.name}.bestand.MDTO.xml"] = mdto.of_file(file, process, description, made).encode()
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return {**files, SUMS: sums.encode()}


def _occurred(records: Sequence[Record], made: datetime) -> list[mdto.Occurred]:
    """The events of the dossier for its metadata: that it was begun, what was redacted, and that this copy was made."""
    events = [mdto.Occurred("Creatie", "Begrippenlijst EventTypeLijst MDTO", records[0].recorded_at)]
    for record in records:
        command = record.event.command
        if record.event.verdict.allowed and isinstance(command, Redact) and not isinstance(command, Removed):
            numbers = ", ".join(map(str, command.records))
            events.append(
                mdto.Occurred("Weglakken", mdto.OURS, record.recorded_at, f"vastlegging {record.number}, uit {numbers}")
            )
    return [*events, mdto.Occurred("Export", mdto.OURS, made)]


def write(path: str | Path, files: Mapping[str, bytes]) -> None:
    """Write these files to a new folder, or to a new ZIP when the name ends in `.zip`; all or none, for its owner only.

    Raises:
        FileUnavailable: there is something of that name, or it cannot be written.
    """
    target = path_of("archive", path)
    try:
        if target.suffix == ".zip":
            with made(target) as file:
                _zip(file, _folder(target.stem), files)
        else:
            target.mkdir(mode=0o700)
            try:
                for name, data in files.items():
                    with made(target / name) as file:
                        file.write(data)
            except BaseException:
                shutil.rmtree(target)
                raise
    except OSError as error:
        raise FileUnavailable(str(path), error) from error


def _folder(name: str) -> str:
    """What the folder in a ZIP is called: as the file is, but where no folder can be called so, or no ZIP can hold it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "archive"
    return name if name.strip(".") else "archive"


def _zip(file: object, folder: str, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:  # type: ignore[call-overload]  # any binary file
        for name, data in files.items():
            packed.writestr(f"{folder}/{name}", data)


_DESCRIPTIONS: Mapping[str, tuple[str, str]] = {
    RECORDS: (
        "elke vastlegging, zoals zij is vastgelegd (zie de opbouw van een logboek, docs/reference/ledger-format.md)",
        "each record as it was stored (see the format of a ledger, docs/reference/ledger-format.md)",
    ),
    REPORT: ("hetzelfde, om te lezen", "the same, to be read"),
    NOTE: (
        "een ondertekend controlepunt van het hele logboek op dat moment",
        "a signed checkpoint of the whole ledger at that moment",
    ),
    PROOF: (
        "het bewijs dat de laatste vastlegging daarin staat; die noemt de hash van de vorige, en zo verder",
        "the proof that the last record is in it; that names the hash of the one before, and so on",
    ),
}


def _readme(process: str, made: datetime, language: Language, *names: str) -> str:
    """The text of `README.txt`: what is in an archive, and how to check it."""
    dutch = language == "nl"
    lines = [
        f"{'Archief van' if dutch else 'Archive of'} {process}, {day(made, language)}",
        "",
        *(f"{name}: {_DESCRIPTIONS[name][0 if dutch else 1]}" for name in names),
        "",
        "Nakijken of alles er nog is zoals het was:" if dutch else "To check whether all is as it was:",
        "",
        f"    sha256sum -c {SUMS}",
        "",
        "Nakijken of de vastleggingen bij elkaar horen, en het bewijs; de openbare sleutel hoort elders bewaard te zijn:"
        if dutch
        else "To check whether the records belong together, and the proof; the public key has to be kept elsewhere:",
        "",
        f"    ontvlechting verify {RECORDS} --deep",
        *([f"    ontvlechting prove --check {PROOF} --checkpoint {NOTE} --key SLEUTEL.pub"] if PROOF in names else []),
    ]
    return "\n".join(lines) + "\n"
