"""The command that writes an archive of one process."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ontvlechting.cli.base import (
    KEEP,
    KNOWN,
    LANG,
    LANGUAGE,
    LEDGER,
    PROCESS,
    Lang,
    busy,
    command,
    in_a_sentence,
    opened,
    read,
    say,
    told,
    typed,
)
from ontvlechting.cli.check import private_key
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.record.codec import value_from_plain
from ontvlechting.record.exchange import OBJECT, object_of
from ontvlechting.views.mdto import Description


@command(
    "archive",
    KEEP,
    say("Schrijf één proces weg om lang te bewaren: een map, of een ZIP.", "Write one process to be kept for long: a folder, or a ZIP."),
    say("Leest het logboek en rekent het eerst na; schrijft een nieuwe map, of een ZIP als de naam op .zip eindigt, die alleen u "
        "kunt lezen: de vastleggingen, een pagina om te lezen, en de SHA-256 van elk bestand voor sha256sum -c.",
        "Reads the ledger and verifies it first; writes a new folder, or a ZIP when the name ends in .zip, which only you can read: "
        "the records, a page to read, and the SHA-256 of each file for sha256sum -c."),
    say("Met --key ook een controlepunt van het hele logboek, en het bewijs dat de laatste vastlegging daarin staat. Met --mdto ook "
        "metagegevens in MDTO; dat bestand zegt wat een logboek niet weet, zoals wie de archiefvormer is.",
        "With --key also a checkpoint of the whole ledger, and the proof that the last record is in it. With --mdto also metadata "
        "in MDTO; that file says what a ledger does not know, such as whose archive it is."),
    examples=["archive programma.db douane/websites websites.zip",
              "archive programma.db douane/websites map --key k --mdto b.json"],
    no=say("1 als het logboek geschonden is; dan wordt niets bewaard.", "1 when the ledger is broken; then nothing is kept."),
    needs="report",
)  # fmt: skip
def archive(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str, PROCESS],
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", show_default=False, help=say("Een nieuwe map, of een nieuwe ZIP.", "A new folder, or a new ZIP.")),
    ],
    *,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help=say("De geheime sleutel, voor een controlepunt.", "The private key, for a checkpoint."))
    ] = None,
    mdto: Annotated[
        Path | None, typer.Option(metavar="FILE", help=say("De beschrijving, als JSON.", "The description, as JSON."))
    ] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Write one process to be kept for long."""
    language = lang.language
    with told(language):
        description = None if mdto is None else _description(mdto)
        secret = None if key is None else private_key(key, language)
        with opened(ledger, rules) as flow, busy(Text(nl="Schrijven", en="Writing")[language]):
            files = flow.archive(typed(process), out, language=language, description=description, key=secret)
    typer.echo(
        Text(nl=f"{len(files)} bestanden in {in_a_sentence(out)}", en=f"{len(files)} files in {in_a_sentence(out)}")[
            language
        ]
    )


def _description(path: Path) -> Description:
    """The description of an archivist, from a file.

    Raises:
        InputError: the file holds no description; every problem together.
        FileUnavailable: it cannot be read.
    """
    text = read(path)
    plain = object_of(text)
    if plain is None:
        raise InputError("archive", [Problem("--mdto", shown(text), OBJECT)])
    return value_from_plain(plain, Description, "archive")
