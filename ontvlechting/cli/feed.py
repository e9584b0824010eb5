"""The command `feed`: what was recorded, as CloudEvents for other systems, on standard output or in a log file."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from ontvlechting.cli import points
from ontvlechting.cli.base import (
    KNOWN,
    LANG,
    LANGUAGE,
    LEDGER,
    LOOK,
    Lang,
    command,
    harmless,
    opened,
    say,
    seconds,
    told,
)
from ontvlechting.engine.errors import FileUnavailable, InputError, Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.views.cloud_events import DOMAIN, LARGEST, written


@command(
    "feed",
    LOOK,
    say("Wat is vastgelegd als CloudEvents, voor andere systemen.", "What was recorded as CloudEvents, for other systems."),
    say("Leest het logboek, schrijft er niets in. Elke vastlegging is een regel JSON, volgens het NL GOV profile for CloudEvents: "
        "zonder vrije teksten en zonder personen. Ga verder na de laatste `sequence` die is verwerkt met --after; of met "
        "--log onder een bestand, dat zelf zegt waar het gebleven was, ook als dit onderweg werd afgebroken.",
        "Reads the ledger, writes nothing to it. Each record is a line of JSON, by the NL GOV profile for CloudEvents: without free "
        "texts and without persons. Go on after the last `sequence` that was dealt with by --after; or by --log under a file, "
        "which says itself how far it was, also when this was broken off on the way."),
    examples=["feed programma.db --source urn:nld:fictief:logboek",
              "feed p.db --source urn:nld:fictief:logboek --log uit.jsonl"],
    no=say("1 als een vastlegging geschonden is of ontbreekt, of als het logboek niet voortzet wat er al uit is gelezen; wat "
           "daarvoor komt, is gegeven.",
           "1 when a record is broken or missing, or the ledger does not continue what was read of it before; what comes before "
           "that was given."),
)  # fmt: skip
def feed(
    ledger: Annotated[str, LEDGER],
    *,
    source: Annotated[
        str,
        typer.Option(metavar="URN", help=say("Het systeem dat dit zendt, als URN.", "The system that sends this, as a URN.")),
    ],
    after: Annotated[
        int | None,
        typer.Option(min=0, show_default=False,
                     help=say("De `sequence` van de laatste die is verwerkt.", "The `sequence` of the last that was dealt with.")),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option(metavar="ID", help=say("De `id` daarvan, om te zien of het hetzelfde logboek is.",
                                            "Its `id`, to see whether it is the same ledger.")),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("Een bestand waaronder dit komt; een nieuw als het er niet is.",
                                              "A file under which this comes; a new one when there is none.")),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(metavar="TIME", help=say("Herhaal dit, tot Ctrl-C: na seconden, of na 15m of 1h.",
                                              "Repeat this, until Ctrl-C: after seconds, or after 15m or 1h.")),
    ] = None,
    domain: Annotated[
        str, typer.Option(help=say("Waar het type van een gebeurtenis mee begint.", "What the type of an event begins with."))
    ] = DOMAIN,
    rules: Annotated[list[str] | None, KNOWN] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """What was recorded as CloudEvents."""
    if log is not None and (after, last) != (None, None):
        raise typer.BadParameter(
            say("--log alleen, zonder --after en --last", "--log alone, without --after and --last")
        )
    place, id = after or 0, last
    with told(lang.language):
        pause = None if every is None else seconds(every, "feed")
        with suppress(KeyboardInterrupt) if pause is not None else nullcontext():
            while True:
                with _log(log) as (there, give), opened(ledger, rules) as flow:
                    place, id = there or (place, id)
                    for event in flow.cloud_events(source, after=place, last=id, domain=domain):
                        give(written(event))
                        place, id = int(event["sequence"]), event["id"]
                if pause is None:
                    return
                time.sleep(pause)


@contextmanager
def _log(path: Path | None) -> Iterator[tuple[tuple[int, str] | None, Callable[[str], object]]]:
    """Open the output, and lock it if it is a file; gives the last event in it, and a function that appends one.

    Another writer waits for the lock. A half written line, of a run that was broken off, is removed: the ledger still
    has it.

    Args:
        path: the file, made when there is none; None for standard output.

    Raises:
        FileUnavailable: it cannot be used.
        InputError: its last line is no event.
    """
    if path is None:
        yield None, lambda line: sys.stdout.write(f"{harmless(line)}\n")
        sys.stdout.flush()
        return
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        with os.fdopen(descriptor, "rb+") as file:
            points.lock(path, descriptor)
            new = file.seek(0, os.SEEK_END) == 0

            def give(line: str) -> None:
                file.write(line.encode() + b"\n")

            try:
                yield _last_event(path, file), give
            finally:
                file.flush()
                os.fsync(descriptor)
                if new:
                    points.sync_folder(path)
    except OSError as error:
        raise FileUnavailable(str(path), error) from error


def _last_event(path: Path, file: BinaryIO) -> tuple[int, str] | None:
    """The `sequence` and `id` of the last event in a file; None when there is no whole line. A half line after it is removed.

    Raises:
        InputError: the last line is no event, or a half line is not the beginning of one; the file is left as it is.
    """
    end = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, end - 2 * LARGEST))
    whole, ended, half = file.read().rpartition(b"\n")
    line = whole.rpartition(b"\n")[2]
    last = None if not ended and start == 0 else _sequence_and_id(path, line)
    if half:
        if half[: len(_BEGINS)] != _BEGINS[: len(half)]:  # not written by `feed`, so it is not removed
            raise _no_event(path, half)
        file.truncate(end - len(half))
    return last


_BEGINS = b'{"specversion":'
"""How each event begins, which a test checks."""


def _sequence_and_id(path: Path, line: bytes) -> tuple[int, str]:
    """The `sequence` and `id` of an event.

    Raises:
        InputError: it is no event.
    """
    try:
        plain = json.loads(line)
        return int(plain["sequence"]), str(plain["id"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise _no_event(path, line) from None


def _no_event(path: Path, line: bytes) -> InputError:
    expected = Text(nl="een gebeurtenis op de laatste regel", en="an event on the last line")
    return InputError("feed", [Problem(str(path), shown(line.decode(errors="replace")), expected)])
