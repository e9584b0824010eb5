"""The commands that check a ledger and keep it: verify, sign, prove, export, load, back up."""

from __future__ import annotations

import os
import sys
import time
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ontvlechting.cli import points
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
    can_be_read,
    codec,
    command,
    in_a_sentence,
    known,
    new,
    no_empty_ledger_left,
    opened,
    public_key,
    read,
    say,
    seconds,
    told,
    typed,
    write,
)
from ontvlechting.cli.base import data as as_json
from ontvlechting.engine.errors import BrokenLedger, InputError, OntvlechtingError, Problem, nearest, shown
from ontvlechting.engine.outside import ProgressBar
from ontvlechting.engine.text import Language, Text
from ontvlechting.letter.views import data
from ontvlechting.letter.workflow import Ledger, Workflow
from ontvlechting.record import exchange
from ontvlechting.record.audit import unseal, unseal_anyway
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.record.verifier import MOST_JOBS, Answer
from ontvlechting.views import words
from ontvlechting.views.event_log import EventLog

if TYPE_CHECKING:
    from ontvlechting.record.checkpoints import PrivateKey

VERIFYING = Text(nl="Narekenen", en="Verifying")
"""The text beside the progress bar while a ledger is verified."""
EXITS = {
    Answer.SOUND: Exit.WELL,
    Answer.BYTES_MATCH: Exit.WELL,
    Answer.JUDGED_OTHERWISE: Exit.OTHERWISE,
    Answer.NOT_CHECKED: Exit.NO_ANSWER,
}
"""The exit code of `verify` for each answer; a broken ledger is an error, and gives `Exit.NO`."""
SECRET = typer.Option("--key", metavar="FILE", help=say("De geheime sleutel.", "The private key."))
OUT = typer.Option(
    metavar="FILE", help=say("Een nieuw bestand; anders het scherm.", "A new file; otherwise standard output.")
)


@command(
    "verify",
    CHECK,
    say("Reken een logboek na, op basis van zijn bytes.", "Verify a ledger from its bytes."),
    say("Leest het logboek, of wat export schreef; schrijft niets. Zonder --deep vergelijkt het alleen bytes. Met "
        "--checkpoint en --key ook of het voortzet waar een controlepunt voor instaat.",
        "Reads the ledger, or what export wrote; writes nothing. Without --deep it only compares bytes. With --checkpoint "
        "and --key also whether it continues what a checkpoint vouches for."),
    examples=["verify programma.db", "verify programma.db --deep --json", "verify programma.jsonl",
              "verify programma.db --checkpoint punt.txt --key mijn.key.pub"],
    no=say("1 als het is geschonden, en dan noemt het de eerste vastlegging waaraan dat blijkt; met --deep ook 4 als de regels die "
           "een vastlegging noemt hier een ander oordeel geven, en 2 als iets niet kon worden nagegaan.",
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
    jobs: Annotated[
        int,
        typer.Option(min=1, max=MOST_JOBS, help=say("Door hoeveel processen van Python --deep wordt gedeeld.",
                                                    "By how many processes of Python --deep is shared.")),
    ] = 1,
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
        exported = _is_export(ledger)
        try:
            with busy(VERIFYING[language]) as progress:
                note = None if checkpoint is None else read(checkpoint)
                public = None if key is None else public_key(key)
                if exported:
                    first, *others = known(rules)
                    found = exchange.verify(
                        ledger,
                        rules=first,
                        known=others,
                        deep=deep,
                        checkpoint=note,
                        key=public,
                        progress=progress,
                        jobs=jobs,
                    )
                else:
                    with opened(ledger, rules) as flow:
                        found = flow.verify(deep=deep, checkpoint=note, key=public, progress=progress, jobs=jobs)
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
                       help=say("Welk logboek dit is, zonder spaties.", "Which ledger this is, without spaces.")),
    ],
    file: Annotated[Path, NEW_FILE],
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Make a key to sign checkpoints with."""
    from ontvlechting.record.checkpoints import PrivateKey

    with told(lang.language):
        made = PrivateKey.generate(name)
        with new(file, secret=True) as private:
            private.write(f"{made.text}\n".encode())
            private.flush()  # a full disk says so before the public key is made
            write(Path(f"{file}.pub"), made.public.text + "\n")  # when this fails, the private file is removed too
    typer.echo(made.public.text)


@command(
    "checkpoint",
    CHECK,
    say("Reken het logboek na en onderteken hoe het nu is, om elders te bewaren.",
        "Verify the ledger and sign how it is now, to be kept elsewhere."),
    say("Leest het logboek en de geheime sleutel. Het controlepunt gaat naar het scherm, naar een nieuw bestand (--out), of "
        "als regel onder aan een logboek (--log). In een logboek zet elk controlepunt het vorige voort, en komt er geen regel "
        "bij als er niets veranderde. Wat niet klopt, wordt niet ondertekend.",
        "Reads the ledger and the private key. The checkpoint goes to standard output, to a new file (--out), or as a line at "
        "the end of a log (--log). In a log each checkpoint continues the one before, and there is no new line when nothing "
        "changed. What is not sound is not signed."),
    examples=["checkpoint programma.db --key mijn.key --out punt.txt",
              "checkpoint programma.db --key mijn.key --log log --every 15m"],
    no=say("1 als het logboek geschonden is, of een eerder controlepunt niet voortzet.",
           "1 when the ledger is broken, or does not continue an earlier checkpoint."),
    needs="signing",
)  # fmt: skip
def checkpoint(
    ledger: Annotated[str, LEDGER],
    *,
    key: Annotated[Path, SECRET],
    after: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("Een eerder controlepunt, dat dit moet voortzetten.",
                                              "An earlier checkpoint, which this one has to continue.")),
    ] = None,
    out: Annotated[Path | None, OUT] = None,
    log: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("Een logboek van controlepunten; een nieuw als het er niet is.",
                                              "A log of checkpoints; a new one when there is none.")),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(metavar="TIME", help=say("Herhaal dit, tot Ctrl-C: na seconden, of na 15m of 1h. Vraagt om --log.",
                                              "Repeat this, until Ctrl-C: after seconds, or after 15m or 1h. Needs --log.")),
    ] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Verify the ledger and sign how it is now."""
    if log is not None and (after is not None or out is not None):
        raise typer.BadParameter(say("--log alleen, zonder --after en --out", "--log alone, without --after and --out"))
    if every is not None and log is None:
        raise typer.BadParameter(say("--every vraagt om --log", "--every needs --log"))
    language = lang.language
    with told(language):
        pause = None if every is None else seconds(every, "checkpoint")
        secret = private_key(key, language)
        if log is None:
            with opened(ledger) as flow, busy(VERIFYING[language]) as progress:
                note = flow.checkpoint(secret, after=None if after is None else read(after), progress=progress)
            _output(note, out)
            return
        with suppress(KeyboardInterrupt) if pause is not None else nullcontext():
            while True:
                with points.log(log) as (last, keep), opened(ledger) as flow:
                    note = flow.checkpoint(secret, after=last)
                    changed = last is None or secret.public.opened(last) != secret.public.opened(note)
                    if changed:
                        keep(note)
                if changed:
                    sys.stdout.write(note)
                    sys.stdout.flush()
                if pause is None:
                    return
                time.sleep(pause)


@command(
    "cosign",
    CHECK,
    say("Zet een tweede ondertekening onder een controlepunt, als getuige.",
        "Put a second signature under a checkpoint, as a witness."),
    say("Leest het controlepunt en beide sleutels, niet het logboek. Ondertekent alleen wat het logboek zelf ondertekend "
        "heeft. Het resultaat gaat naar het scherm of een nieuw bestand.",
        "Reads the checkpoint and both keys, not the ledger. Signs only what the ledger itself has signed. The result goes to "
        "standard output or to a new file."),
    examples=["cosign punt.txt --of mijn.key.pub --key uw.key --out twee.txt"],
    no=say("1 als het logboek dit niet ondertekende.", "1 when the ledger did not sign this."),
    needs="signing",
)  # fmt: skip
def cosign(
    note: Annotated[
        Path,
        typer.Argument(metavar="NOTE", show_default=False, help=say("Het controlepunt.", "The checkpoint.")),
    ],
    of: Annotated[
        Path, typer.Option(metavar="FILE", help=say("De openbare sleutel van het logboek.", "The ledger's public key."))
    ],
    key: Annotated[
        Path, typer.Option(metavar="FILE", help=say("De geheime sleutel van de getuige.", "The witness's private key."))
    ],
    out: Annotated[Path | None, OUT] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Put a second signature under a checkpoint."""
    with told(lang.language):
        _output(private_key(key, lang.language).cosign(read(note), public_key(of)), out)


@command(
    "prove",
    CHECK,
    say("Bewijs dat een vastlegging in het logboek staat, of reken zo'n bewijs na.",
        "Prove that a record is in the ledger, or check such a proof."),
    say("Leest het logboek; schrijft het bewijs als JSON naar het scherm of een nieuw bestand. De vastlegging zelf zit erin, "
        "zonder haar teksten, tenzij met --texts. Met --check gaat het omgekeerd, zonder het logboek: dat leest het bewijs, een "
        "controlepunt en de openbare sleutel, en zegt welke vastlegging het is, waar zij staat en wie ervoor instaat.",
        "Reads the ledger; writes the proof as JSON to standard output or to a new file. The record itself is in it, without its "
        "texts, unless with --texts. With --check it goes the other way, without the ledger: that reads the proof, a checkpoint and "
        "the public key, and says which record it is, where it stands and who vouches for it."),
    examples=["prove programma.db douane/websites 3 --out bewijs.json", "prove programma.db douane/websites 3 --size 120",
              "prove --check bewijs.json --checkpoint punt.txt --key mijn.pub"],
    no=say("1 als een bewijs niets aantoont of die sleutel niet ondertekende.",
           "1 when a proof shows nothing, or that key did not sign."),
)  # fmt: skip
def prove(
    ledger: Annotated[str | None, LEDGER] = None,
    process: Annotated[str | None, PROCESS] = None,
    number: Annotated[
        int | None,
        typer.Argument(metavar="NUMBER", min=1, show_default=False,
                       help=say("Het nummer van de vastlegging.", "The number of the record.")),
    ] = None,
    *,
    size: Annotated[
        int | None,
        typer.Option(min=1, help=say("Hoeveel vastleggingen het controlepunt telt; anders alle.",
                                     "How many records the checkpoint counts; otherwise all.")),
    ] = None,
    texts: Annotated[
        bool, typer.Option("--texts", help=say("Geef ook de vrije teksten mee.", "Give the free texts with it."))
    ] = False,
    out: Annotated[Path | None, OUT] = None,
    check: Annotated[
        Path | None, typer.Option(metavar="PROOF", help=say("Een bewijs om na te rekenen.", "A proof to check."))
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("Het controlepunt daarbij, van wie dan ook.",
                                              "The checkpoint that goes with it, from anybody.")),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help=say("De openbare sleutel van het logboek.", "The ledger's public key."))
    ] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Prove that a record is in the ledger, or check such a proof."""
    if check is not None:
        if checkpoint is None or key is None or (ledger, size, out, texts) != (None, None, None, False):
            raise typer.BadParameter(say("--check met --checkpoint en --key, en niets anders",
                                         "--check with --checkpoint and --key, and nothing else"))  # fmt: skip
        _check(check, checkpoint, key, rules, lang.language)
        return
    if ledger is None or process is None or number is None or (checkpoint, key) != (None, None):
        raise typer.BadParameter(say("noem het logboek, het proces en het nummer, of --check",
                                     "name the ledger, the process and the number, or --check"))  # fmt: skip
    with told(lang.language), opened(ledger, rules) as flow:
        proof = flow.prove(typed(process), number, size=size)
        unseal_anyway(proof.sealed, codec(rules))  # raises when the record is damaged
        _output(exchange.written_proof(proof, texts=texts), out)


def _check(proof: Path, checkpoint: Path, key: Path, rules: Sequence[str] | None, language: Language) -> None:
    """Check a proof with a checkpoint, without the ledger."""
    from ontvlechting.record.checkpoints import opened as opened_note

    with told(language):
        public = public_key(key)
        point = opened_note(read(checkpoint), public)
        given = exchange.read_proof(read(proof))
        sealed = given.sealed
        unseal(sealed, codec(rules))  # raises when the record cannot be read
        what = Text(
            nl=f"vastlegging {sealed.number} van `{sealed.process}`", en=f"record {sealed.number} of `{sealed.process}`"
        )
        if not given.holds(sealed.hash, point):
            why = Text(
                nl=f"niet aangetoond: {what.nl} staat volgens dit bewijs op plaats {given.position} van {given.size}, en dat "
                   f"volgt niet uit het controlepunt over {point.size} vastleggingen",
                en=f"not shown: by this proof {what.en} stands at position {given.position} of {given.size}, and that does not "
                   f"follow from the checkpoint of {point.size} records",
            )  # fmt: skip
            sys.stderr.write(words.visible(why[language]) + "\n")
            raise typer.Exit(Exit.NO)
    signer = f"{public.name}+{public.id}"
    shown = Text(
        nl=f"Aangetoond: {what.nl} staat op plaats {given.position} van {given.size}.\n"
           f"Daarvoor staat in: het controlepunt dat {signer} ondertekende.\nHash: {sealed.hash}",
        en=f"Shown: {what.en} stands at position {given.position} of {given.size}.\n"
           f"Vouched for by: the checkpoint that {signer} signed.\nHash: {sealed.hash}",
    )  # fmt: skip
    for line in shown[language].split("\n"):
        typer.echo(words.visible(line))


# -- keeping -----------------------------------------------------------------------------------------------------------


class As(Enum):
    """What `export` writes."""

    LEDGER = "ledger"
    OCEL = "ocel"
    XES = "xes"


@command(
    "export",
    KEEP,
    say("Schrijf een logboek als JSON Lines, elke hash zoals zij was; of wat er gebeurde als OCEL of XES.",
        "Write a ledger as JSON Lines, with every hash as it was; or what happened as OCEL or XES."),
    say("Leest het logboek; schrijft een nieuw bestand, dat alleen u kunt lezen, en rekent dat na.",
        "Reads the ledger; writes a new file, which only you can read, and verifies that."),
    say("Met --as ocel (OCEL 2.0; de naam eindigt op .json of .sqlite) of --as xes (.xes) voor hulpmiddelen die naar patronen "
        "zoeken: zonder vrije teksten en zonder wie er handelde; niets wordt nagerekend.",
        "With --as ocel (OCEL 2.0; the name ends in .json or .sqlite) or --as xes (.xes) for tools that look for patterns: "
        "without free texts and without who acted; nothing is verified."),
    examples=["export programma.db programma.jsonl", "export programma.db programma.sqlite --as ocel"],
    no=say("1 als het bestand er is en niet klopt.", "1 when the file is there and is not sound."),
)  # fmt: skip
def export(
    ledger: Annotated[str, LEDGER],
    file: Annotated[Path, NEW_FILE],
    *,
    form: Annotated[
        As, typer.Option("--as", help=say("Wat het wordt.", "What it becomes."))
    ] = As.LEDGER,
    rules: Annotated[list[str] | None, KNOWN] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Write a ledger as JSON Lines, or what happened as OCEL or XES."""
    with told(lang.language), busy(Text(nl="Schrijven", en="Writing")[lang.language]) as progress:
        if form is not As.LEDGER:
            typer.echo(_event_log(ledger, file, form, rules, progress)[lang.language])
            return
        with opened(ledger, rules) as flow:
            count = flow.export(file, progress=progress)
        with _reporting_copy(file, lang.language):
            first, *others = known(rules)
            exchange.verify(file, rules=first, known=others, progress=progress)
    typer.echo(_count_message(count, file)[lang.language])


def _count_message(count: int, where: object) -> Text:
    """The message that says how many records were written."""
    return Text(nl=f"{count} vastleggingen in {in_a_sentence(where)}", en=f"{count} records in {in_a_sentence(where)}")


def _event_log(ledger: str, file: Path, form: As, rules: Sequence[str] | None, progress: ProgressBar | None) -> Text:
    """Write an event log, and give the message that says how much it holds.

    Raises:
        InputError: the name of the file has no ending of this form.
    """
    kinds = {
        As.OCEL: {".json": EventLog.write_json, ".sqlite": EventLog.write_sqlite},
        As.XES: {".xes": EventLog.write_xes},
    }[form]
    if file.suffix not in kinds:
        endings = " / ".join(kinds)
        expected = Text(nl=f"een naam op {endings}", en=f"a name that ends in {endings}")
        raise InputError("export", [Problem("file", shown(str(file)), expected, nearest(file.suffix, kinds))])
    with opened(ledger, rules) as flow:
        log = flow.event_log(progress=progress)
    kinds[file.suffix](log, file)
    events, things, gone = len(log.events), len(log.things), log.left_out
    nl = f"{events} gebeurtenissen en {things} dingen in {in_a_sentence(file)}"
    en = f"{events} events and {things} things in {in_a_sentence(file)}"
    if gone:
        nl += f"; {gone} niet: vernietigd of hier niet te lezen"
        en += f"; {gone} not: removed, or not to be read here"
    return Text(nl=nl, en=en)


@command(
    "load",
    KEEP,
    say("Lees een export in een nieuw of leeg logboek: alles of niets.",
        "Read an export into a new or empty ledger: all of it, or nothing."),
    say("Leest wat export schreef en rekent de bytes na; geeft geen oordeel opnieuw, dat doet verify --deep. Schrijft het "
        "logboek.",
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
    *,
    rules: Annotated[list[str] | None, KNOWN] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """Read an export into a new or empty ledger."""
    with told(lang.language):
        first, *others = known(rules)
        can_be_read(file)  # before a ledger is made
        with (
            no_empty_ledger_left(address(ledger)),
            Workflow.open(address(ledger), rules=first, known=others) as flow,
            busy(Text(nl="Lezen", en="Reading")[lang.language]) as progress,
        ):
            count = flow.load(file, progress=progress)
    typer.echo(_count_message(count, ledger)[lang.language])


@command(
    "backup",
    KEEP,
    say("Kopieer een SQLite-logboek terwijl het in gebruik is.", "Copy an SQLite ledger while it is in use."),
    say(
        "Leest het logboek; schrijft een nieuw bestand, en rekent dat na.",
        "Reads the ledger; writes a new file, and verifies that.",
    ),
    examples=["backup programma.db kopie.db"],
    no=say("1 als de kopie er is en niet klopt.", "1 when the copy is there and is not sound."),
)
def backup(
    ledger: Annotated[str, LEDGER], file: Annotated[Path, NEW_FILE], lang: Annotated[Lang, LANG] = LANGUAGE
) -> None:
    """Copy an SQLite ledger while it is in use."""
    with told(lang.language):
        path = address(ledger).removeprefix("sqlite:///")
        if path == address(ledger):
            expected = Text(
                nl="een SQLite-logboek; voor PostgreSQL is er `pg_dump`, of `ontvlechting export`",
                en="an SQLite ledger; for PostgreSQL there is `pg_dump`, or `ontvlechting export`",
            )
            raise InputError("backup", [Problem("ledger", shown(ledger), expected)])
        with busy(Text(nl="Schrijven", en="Writing")[lang.language]) as progress:
            with closing(SqliteStore(path, read_only=True)) as store:
                store.backup(file)
            with _reporting_copy(file, lang.language), Ledger.open(f"sqlite:///{file}") as copy:
                copy.verify(progress=progress)
    typer.echo(file)


# -- within ------------------------------------------------------------------------------------------------------------


def _is_export(given: str) -> bool:
    """Whether what was typed is a file that begins like an export; its name does not matter."""
    try:
        if "://" in given or not Path(given).is_file():
            return False
        with Path(given).open("rb") as file:
            return file.read(4).removeprefix(BOM_UTF8)[:1] == b"{"
    except OSError:
        return False  # opening it as a ledger says why


@contextmanager
def _reporting_copy(file: Path, language: Language) -> Iterator[None]:
    """When a copy is not sound, print that it was made all the same, before the error."""
    try:
        yield
    except OntvlechtingError:
        made = Text(nl=f"{shown(str(file))} is gemaakt, maar wat erin staat klopt niet:",
                    en=f"{shown(str(file))} was made, but what it holds is not sound:")  # fmt: skip
        sys.stderr.write(f"{made[language]}\n")
        raise


def _output(text: str, out: Path | None) -> None:
    """Write a text to a new file and print its name, or print the text when there is no file."""
    if out is not None:
        write(out, text)
    typer.echo(text if out is None else out, nl=out is not None)


def private_key(path: Path, language: Language) -> PrivateKey:
    """The private key in a file; prints a warning when others can read the file."""
    from ontvlechting.record.checkpoints import PrivateKey

    text = read(path)
    if os.name == "posix" and str(path) != "-" and path.stat().st_mode & 0o044:
        others = Text(nl=f"let op: ook anderen kunnen {shown(str(path))} lezen; maak er `chmod 600` van",
                      en=f"note: others can read {shown(str(path))} too; make it `chmod 600`")  # fmt: skip
        sys.stderr.write(f"{others[language]}\n")
    return PrivateKey.parse(text.strip())
