"""The commands that check a ledger and keep it: verify, sign, prove, export, load, back up."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ontvlechting.cli import data
from ontvlechting.cli.base import (
    CHECK,
    JSON,
    KEEP,
    KNOWN,
    LANG,
    LANGUAGE,
    LEDGER,
    NAME_THEM,
    NEW_FILE,
    PROCESS,
    Exit,
    Lang,
    address,
    busy,
    command,
    opened,
    read,
    say,
    told,
    typed,
    write,
)
from ontvlechting.cli.base import data as as_json
from ontvlechting.errors import BrokenLedger, InputError, Problem, shown
from ontvlechting.stores.sqlite import SqliteStore
from ontvlechting.text import Text
from ontvlechting.verifier import Answer
from ontvlechting.workflow import Workflow

if TYPE_CHECKING:
    from ontvlechting.checkpoints import PublicKey

EXITS = {
    Answer.SOUND: Exit.WELL,
    Answer.BYTES_MATCH: Exit.WELL,
    Answer.JUDGED_OTHERWISE: Exit.OTHERWISE,
    Answer.NOT_CHECKED: Exit.NO_ANSWER,
}
"""What `verify` ends with for each answer; a broken ledger is an error, and ends with `Exit.NO`."""
SECRET = typer.Option("--key", metavar="FILE", help=say("De geheime sleutel.", "The private key."))


@command(
    "verify",
    CHECK,
    say("Reken een grootboek na, op basis van zijn bytes.", "Verify a ledger from its bytes."),
    say("Leest het grootboek, schrijft niets. Zonder --deep vergelijkt het alleen bytes. Met --checkpoint en --key ook of het "
        "voortzet waar een controlepunt voor instaat.",
        "Reads the ledger, writes nothing. Without --deep it only compares bytes. With --checkpoint and --key also whether it "
        "continues what a checkpoint vouches for."),
    examples=["verify programma.db", "verify programma.db --deep --json",
              "verify programma.db --checkpoint punt.txt --key mijn.key.pub"],
    no=say("1 als het is geschonden, en dan noemt het de eerste handeling waaraan dat blijkt; met --deep ook 4 als de regels die "
           "een handeling noemt hier een ander oordeel geven, en 2 als iets niet kon worden nagegaan.",
           "1 when it is broken, and then it names the first record that shows it; with --deep also 4 when the rules that a "
           "record names give another verdict here, and 2 when something could not be checked."),
)  # fmt: skip
def verify(
    ledger: Annotated[str, LEDGER],
    *,
    deep: Annotated[
        bool,
        typer.Option("--deep", help=say("Ook alles openen en elk oordeel opnieuw geven.",
                                        "Also open everything and give every verdict again.")),
    ] = False,
    rules: Annotated[list[str] | None, KNOWN] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("Een controlepunt dat elders is bewaard.", "A checkpoint kept elsewhere.")),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("De openbare sleutel daarbij.", "The public key that belongs to it.")),
    ] = None,
    json: Annotated[bool, JSON] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Verify a ledger from its bytes."""
    language = lang.language
    with told(language):
        try:
            with opened(ledger, rules or ()) as flow, busy(Text(nl="Narekenen", en="Verifying")[language]):
                note = None if checkpoint is None else read(checkpoint)
                public = None if key is None else _public(key)
                found = flow.verify(deep=deep, checkpoint=note, key=public)
        except BrokenLedger as error:
            if json:
                as_json(data.broken(error))
            raise
    if json:
        as_json(data.report(found))
    else:
        typer.echo(found.lines(language))
        if any(u.rules for u in found.unchecked):
            typer.echo(NAME_THEM[language])
    raise typer.Exit(EXITS[found.answer])


@command(
    "key",
    CHECK,
    say("Maak een sleutel om controlepunten te ondertekenen.", "Make a key to sign checkpoints with."),
    say("Schrijft twee nieuwe bestanden: FILE met de geheime sleutel, FILE.pub met de openbare.",
        "Writes two new files: FILE with the private key, FILE.pub with the public one."),
    examples=["key voorbeeld.nl/programma programma.key"],
    needs="signing",
)  # fmt: skip
def key(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", show_default=False,
                       help=say("Welk grootboek dit is, zonder spaties.", "Which ledger this is, without spaces.")),
    ],
    file: Annotated[Path, NEW_FILE],
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Make a key to sign checkpoints with."""
    from ontvlechting.checkpoints import PrivateKey

    with told(lang.language):
        made = PrivateKey.generate(name)
        write(file, made.text + "\n", secret=True)
        write(Path(f"{file}.pub"), made.public.text + "\n")
    typer.echo(made.public.text)


@command(
    "checkpoint",
    CHECK,
    say("Onderteken hoe het grootboek nu is, om elders te bewaren.", "Sign how the ledger is now, to be kept elsewhere."),
    say("Leest het grootboek en de geheime sleutel; schrijft het controlepunt naar het scherm of een nieuw bestand.",
        "Reads the ledger and the private key; writes the checkpoint to standard output or to a new file."),
    examples=["checkpoint programma.db --key programma.key --out punt.txt"],
    needs="signing",
)  # fmt: skip
def checkpoint(
    ledger: Annotated[str, LEDGER],
    key: Annotated[Path, SECRET],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("Een nieuw bestand; anders het scherm.",
                                              "A new file; otherwise standard output.")),
    ] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Sign how the ledger is now."""
    from ontvlechting.checkpoints import PrivateKey

    with told(lang.language), opened(ledger) as flow:
        note = flow.checkpoint(PrivateKey.parse(read(key).strip()))
        if out is not None:
            write(out, note)
    typer.echo(note if out is None else out, nl=out is not None)


@command(
    "prove",
    CHECK,
    say("Bewijs dat een handeling in het grootboek staat, voor wie alleen een controlepunt heeft.",
        "Prove that a record is in the ledger, to somebody who has only a checkpoint."),
    say("Leest het grootboek; schrijft het bewijs als JSON naar het scherm. De pagina over de opbouw van het grootboek zegt "
        "hoe het wordt nagerekend.",
        "Reads the ledger; writes the proof as JSON to standard output. The page on the format of a ledger says how to "
        "check it."),
    examples=["prove programma.db douane/websites 3", "prove programma.db douane/websites 3 --size 120"],
)  # fmt: skip
def prove(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str, PROCESS],
    number: Annotated[
        int,
        typer.Argument(metavar="NUMBER", min=1, show_default=False,
                       help=say("Het nummer van de handeling.", "The number of the record.")),
    ],
    size: Annotated[
        int | None,
        typer.Option(min=1, help=say("Hoeveel handelingen het controlepunt telt; anders alle.",
                                     "How many records the checkpoint counts; otherwise all.")),
    ] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Prove that a record is in the ledger."""
    name = typed(process)
    with told(lang.language), opened(ledger) as flow:
        proof = flow.prove(name, number, size=size)
        hash = flow.history(name)[number - 1].hash
    as_json(
        {
            "process": name,
            "number": number,
            "hash": hash,
            "position": proof.position,
            "size": proof.size,
            "proof": [step.hex() for step in proof.proof],
        }
    )


# -- keeping -----------------------------------------------------------------------------------------------------------


@command(
    "export",
    KEEP,
    say("Schrijf een grootboek als JSON Lines, elke hash zoals zij was.",
        "Write a ledger as JSON Lines, with every hash as it was."),
    say("Leest het grootboek; schrijft een nieuw bestand.", "Reads the ledger; writes a new file."),
    examples=["export programma.db programma.jsonl"],
)  # fmt: skip
def export(
    ledger: Annotated[str, LEDGER], file: Annotated[Path, NEW_FILE], lang: Annotated[Lang, LANG] = LANGUAGE
) -> None:
    """Write a ledger as JSON Lines."""
    with told(lang.language), opened(ledger) as flow, busy(Text(nl="Schrijven", en="Writing")[lang.language]):
        count = flow.export(file)
    typer.echo(Text(nl=f"{count} handelingen in {file}", en=f"{count} records in {file}")[lang.language])


@command(
    "load",
    KEEP,
    say("Lees een export in een nieuw of leeg grootboek: alles of niets.",
        "Read an export into a new or empty ledger: all of it, or nothing."),
    say("Leest wat export schreef en rekent de bytes na; geeft geen oordeel opnieuw, dat doet verify --deep. Schrijft het "
        "grootboek.",
        "Reads what export wrote and recomputes its bytes; gives no verdict again, which verify --deep does. Writes the "
        "ledger."),
    examples=["load programma.jsonl kopie.db", "load programma.jsonl postgresql://user@host/database"],
)  # fmt: skip
def load(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", show_default=False, help=say("Wat export schreef.", "What export wrote.")),
    ],
    ledger: Annotated[str, LEDGER],
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """Read an export into a new or empty ledger."""
    with (
        told(lang.language),
        Workflow.open(address(ledger)) as flow,
        busy(Text(nl="Lezen", en="Reading")[lang.language]),
    ):
        count = flow.load(file)
    typer.echo(Text(nl=f"{count} handelingen in {ledger}", en=f"{count} records in {ledger}")[lang.language])


@command(
    "backup",
    KEEP,
    say("Kopieer een SQLite-grootboek terwijl het in gebruik is.", "Copy an SQLite ledger while it is in use."),
    say("Leest het grootboek; schrijft een nieuw bestand.", "Reads the ledger; writes a new file."),
    examples=["backup programma.db kopie.db"],
)
def backup(
    ledger: Annotated[str, LEDGER], file: Annotated[Path, NEW_FILE], lang: Annotated[Lang, LANG] = LANGUAGE
) -> None:
    """Copy an SQLite ledger while it is in use."""
    with told(lang.language):
        path = address(ledger).removeprefix("sqlite:///")
        if path == address(ledger):
            expected = Text(
                nl="een SQLite-grootboek; voor PostgreSQL is er `pg_dump`, of `ontvlechting export`",
                en="an SQLite ledger; for PostgreSQL there is `pg_dump`, or `ontvlechting export`",
            )
            raise InputError("backup", [Problem("ledger", shown(ledger), expected)])
        with closing(SqliteStore(path, read_only=True)) as store:
            store.backup(file)
    typer.echo(file)


def _public(path: Path) -> PublicKey:
    from ontvlechting.checkpoints import PublicKey

    return PublicKey.parse(read(path).strip())
