"""The command that reads several ledgers together: one overview, or one agenda, and what is known of each ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ontvlechting.cli.base import (
    JSON,
    KNOWN,
    LANG,
    LANGUAGE,
    LOOK,
    Exit,
    Lang,
    address,
    busy,
    command,
    known,
    public_key,
    read,
    say,
    told,
)
from ontvlechting.cli.base import data as as_json
from ontvlechting.engine.errors import BadSignature, BrokenLedger, InputError, Problem, nearest, shown
from ontvlechting.engine.text import Text
from ontvlechting.letter.views import data
from ontvlechting.letter.workflow import Federation
from ontvlechting.shell.federation import Member


@command(
    "federation",
    LOOK,
    say("Meer logboeken samen: één overzicht, of één agenda.", "Several ledgers together: one overview, or one agenda."),
    say("Leest elk logboek apart, schrijft niets en bewaart niets. Van elk logboek zegt het of het is nagegaan, en waaraan; een "
        "logboek dat er niet is, dat geschonden is of dat andere regels heeft, houdt de andere niet op.",
        "Reads each ledger by itself, writes nothing and keeps nothing. Of each ledger it says whether it was verified, and by "
        "what; one that is not there, that is broken or that has other rules holds up no other."),
    examples=["federation financien=programma.db douane=douane.db",
              "federation financien=programma.db --agenda",
              "federation a=p.db --checkpoint a=punt.txt --key a=a.pub"],
    no=say("1 als een logboek geschonden is of niet voortzet waar het controlepunt voor instaat; 2 als er een geen antwoord gaf. Wat "
           "de andere antwoorden, staat er dan ook.",
           "1 when a ledger is broken or does not continue what its checkpoint vouches for; 2 when one gave no answer. What the "
           "others answer is there as well."),
)  # fmt: skip
def federation(
    ledgers: Annotated[
        list[str],
        typer.Argument(metavar="NAME=LEDGER", show_default=False,
                       help=say("Elk logboek met de naam die het hier heeft.", "Each ledger with the name that it has here.")),
    ],
    *,
    agenda: Annotated[
        bool, typer.Option("--agenda", help=say("De termijnen die lopen, in plaats van het overzicht.",
                                                "The terms that run, instead of the overview.")),
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help=say("Reken elk logboek eerst na; wat niet klopt, wordt niet getoond.",
                                                "Verify each ledger first; what is not sound is not shown.")),
    ] = False,
    checkpoint: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FILE", show_default=False,
                     help=say("Een controlepunt van dat logboek, elders bewaard; dan wordt alles nagerekend. Mag vaker.",
                              "A checkpoint of that ledger, kept elsewhere; then all are verified. May be repeated.")),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FILE", show_default=False,
                     help=say("De openbare sleutel daarbij. Mag vaker.", "The public key that belongs to it. May be repeated.")),
    ] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Several ledgers together."""
    language = lang.language
    with told(language):
        named = _pairs("NAME=LEDGER", ledgers)
        points, keys = _pairs("--checkpoint", checkpoint or (), named), _pairs("--key", key or (), named)
        first, *others = known(rules)
        members = {
            name: Member(
                address(where),
                read(Path(points[name])) if name in points else None,
                public_key(Path(keys[name])) if name in keys else None,
            )
            for name, where in named.items()
        }
        together = Federation.of(members, rules=first, known=others)
        verify = verify or bool(points)
        with busy(Text(nl="Vragen", en="Asking")[language]):
            found = together.agenda(verify=verify) if agenda else together.overview(verify=verify)
    if json:
        as_json(data.federation(found))
    else:
        typer.echo(found.lines(language))
    errors = [part.error for part in found if part.error is not None]
    if errors:
        broken = any(isinstance(error, BrokenLedger | BadSignature) for error in errors)
        raise typer.Exit(Exit.NO if broken else Exit.NO_ANSWER)


def _pairs(subject: str, given: list[str] | tuple[()], there: dict[str, str] | None = None) -> dict[str, str]:
    """The values that were typed as NAME=VALUE, by their names.

    Raises:
        InputError: it is not typed so, a name is there twice, or there is no ledger of that name; every problem together.
    """
    found: dict[str, str] = {}
    problems = []
    for one in given:
        name, mark, value = one.partition("=")
        if not name or not mark or not value or "://" in name:  # an address without a name, in which there is a `=`
            expected = Text(nl="`NAAM=WAARDE`", en="`NAME=VALUE`")
            problems.append(Problem(subject, shown(one), expected))
        elif name in found:
            expected = Text(nl="elke naam één keer", en="each name once")
            problems.append(Problem(subject, shown(one), expected))
        elif there is not None and name not in there:
            expected = Text(nl="de naam van een van de logboeken", en="the name of one of the ledgers")
            problems.append(Problem(subject, shown(one), expected, nearest(name, there)))
        found[name] = value
    if problems:
        raise InputError("federation", problems)
    return found
