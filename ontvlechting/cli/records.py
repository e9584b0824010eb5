"""The commands that look at records: what was asked and answered, of one process or of all, and one record in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated

import typer
from attrs import frozen

from ontvlechting.cli.base import (
    CSV,
    JSON,
    KNOWN,
    LANG,
    LANGUAGE,
    LEDGER,
    LOOK,
    MARKDOWN,
    PROCESS,
    Lang,
    command,
    names_in,
    opened,
    printed,
    say,
    told,
    typed,
)
from ontvlechting.engine.days import day_of
from ontvlechting.engine.errors import InputError, Problem, UnknownName, nearest, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.views import data
from ontvlechting.letter.workflow import Ledger
from ontvlechting.record.audit import Record
from ontvlechting.shell.answers import Feed, History, Placed
from ontvlechting.views import markdown as md
from ontvlechting.views import rows

A_PAGE = 1_000
"""How many records are read at once."""
ONE_PROCESS = say("Alleen van dit proces.", "Only of this process.")


@command(
    "history",
    LOOK,
    say("Alles wat er is gevraagd en geantwoord, de weigeringen ook.",
        "All that was asked and answered, refusals too."),
    say("Leest het logboek, schrijft niets. Zonder proces: van alles in het logboek, in de volgorde waarin het is vastgelegd.",
        "Reads the ledger, writes nothing. Without a process: of everything in the ledger, in the order in which it was recorded."),
    say("Met --json ook elk verzoek zelf, zoals submit dat leest.",
        "With --json also each command itself, as submit reads it."),
    examples=["history programma.db douane/websites", "history programma.db douane/websites --refused --json",
              "history programma.db --since 2024-01-01 --rule R61 --csv"],
)  # fmt: skip
def history(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str | None, typer.Argument(
        metavar="PROCESS", show_default=False, help=ONE_PROCESS, autocompletion=names_in,
    )] = None,
    *,
    refused: Annotated[
        bool, typer.Option("--refused", help=say("Alleen de weigeringen.", "Only the refusals."))
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(metavar="WHO", help=say("Alleen wat deze persoon, partij of rol vroeg.",
                                             "Only what this person, party or role asked.")),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE",
                     help=say("Alleen wat op of na deze dag is gebeurd.", "Only what took place on or after this day.")),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(metavar="RULE", help=say("Alleen waar deze regel in het antwoord staat, zoals R61.",
                                              "Only where this rule stands in the answer, such as R61.")),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="COMMAND", help=say("Alleen dit verzoek, zoals draft_plan.",
                                                 "Only this command, such as draft_plan.")),
    ] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    csv: Annotated[bool, CSV] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """All that was asked and answered."""
    chosen = _Filter(refused=refused, by=by, since=since and since.date(), rule=rule, kind=kind)
    with told(lang.language), opened(ledger, rules) as flow:
        every = _records(flow, process)
        chosen.check(flow.known, [p.record for p in every])
    found = Feed(p for p in every if chosen.holds(p.record))
    records = History(p.record for p in found)
    if process is None:
        printed(lambda: md.feed(found, lang.language), lambda: data.feed(found), lambda: rows.feed(found),
                json=json, markdown=markdown, csv=csv)  # fmt: skip
    else:
        printed(lambda: md.history(records, lang.language), lambda: data.history(records),
                lambda: rows.history(records), json=json, markdown=markdown, csv=csv)  # fmt: skip


def _records(flow: Ledger, process: str | None) -> Sequence[Placed]:
    """The records of a process, with position 0, or of the whole ledger."""
    if process is not None:
        return [Placed(0, r) for r in flow.history(typed(process))]
    found: list[Placed] = []
    while part := flow.records(found[-1].position if found else 0, A_PAGE):
        found += part
    return found


@frozen
class _Filter:
    """Which records are shown: those that meet every condition.

    Attributes:
        refused: only what was refused.
        by: the id, the party or the role of who asked.
        since: the first day.
        rule: the id of a rule that stands in the answer.
        kind: the key of a command.
    """

    refused: bool
    by: str | None
    since: date | None
    rule: str | None
    kind: str | None

    def holds(self, record: Record) -> bool:
        """Whether a record meets every condition."""
        command, verdict = record.event.command, record.event.verdict
        return (
            not (self.refused and verdict.allowed)
            and (self.by is None or self.by in _who(record))
            and (self.since is None or day_of(command.at) >= self.since)
            and (self.rule is None or self.rule in {r.rule for r in verdict.reasons})
            and (self.kind is None or self.kind == command.key)
        )

    def check(self, known: Iterable[Rules], every: Sequence[Record]) -> None:
        """Refuse names that cannot occur, so that a misspelt name does not look like an empty answer.

        Raises:
            InputError: nobody of that name ever asked anything, or there is no such rule or command; all of it together.
        """
        sets = [*known, *(c for r in known for c in r.companions)]
        said = {x.rule for r in every for x in r.event.verdict.reasons}
        problems = [
            Problem(field, shown(given), expected, nearest(given, names))
            for field, given, names, expected in (
                ("--by", self.by, {n for r in every for n in _who(r)}, _WHO),
                ("--rule", self.rule, said | {r.id for s in sets for g in s.guards for r in g.rules} | set(CATALOGUE), _RULE),
                ("--kind", self.kind, {c.key for s in sets for c in s.commands} | {r.event.command.key for r in every}, _KIND),
            )
            if given is not None and given not in names
        ]  # fmt: skip
        if problems:
            raise InputError("history", problems)


def _who(record: Record) -> tuple[str, str, str]:
    """The names by which `--by` finds who asked: id, party and role."""
    by = record.event.command.by
    return by.id, by.party, by.role.value


_WHO = Text(
    nl="een persoon, partij of rol die hier iets heeft gevraagd",
    en="a person, party or role that asked something here",
)
_RULE = Text(nl="het kenmerk van een regel", en="the id of a rule")
_KIND = Text(nl="een verzoek, zoals `draft_plan`", en="a command, such as `draft_plan`")


@command(
    "record",
    LOOK,
    say("Eén vastlegging in haar geheel: elk veld van het verzoek, en het antwoord met elke reden.",
        "One record in full: every field of the command, and the answer with every reason."),
    say("Leest het logboek, schrijft niets. Noem het proces en het nummer, of met --id het kenmerk.",
        "Reads the ledger, writes nothing. Name the process and the number, or with --id the id."),
    examples=["record programma.db douane/websites 4", "record programma.db --id fictief-1 --json"],
)  # fmt: skip
def record(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str | None, PROCESS] = None,
    number: Annotated[
        int | None,
        typer.Argument(metavar="NUMBER", min=1, show_default=False,
                       help=say("Het nummer van de vastlegging.", "The number of the record.")),
    ] = None,
    *,
    id: Annotated[
        str | None,
        typer.Option(metavar="ID", help=say("Het kenmerk waaronder het is vastgelegd.", "The id by which it was recorded.")),
    ] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """One record in full."""
    with told(lang.language):
        if (id is None) == (number is None):
            given = " ".join(str(x) for x in (process, number, id) if x is not None)
            expected = Text(nl="PROCESS en NUMBER, of --id", en="PROCESS and NUMBER, or --id")
            raise InputError("record", [Problem("record", shown(given), expected)])
        with opened(ledger, rules) as flow:
            found = _of_id(flow, typed(id)) if id is not None else _numbered(flow, typed(process or ""), number or 0)
    printed(lambda: md.record(found, lang.language), lambda: data.record(found), json=json, markdown=markdown)


def _of_id(flow: Ledger, id: str) -> Record:
    """The record of this id.

    Raises:
        UnknownName: there is none.
    """
    if (found := flow.find(id)) is None:
        expected = Text(nl="het kenmerk van een vastlegging in dit logboek", en="the id of a record in this ledger")
        raise UnknownName("record", [Problem("--id", shown(id), expected)])
    return found


def _numbered(flow: Ledger, process: str, number: int) -> Record:
    """The record of this number.

    Raises:
        UnknownName: there is none.
    """
    records = flow.history(process)
    if number > len(records):
        many = len(records)
        expected = Text(nl=f"een nummer van 1 tot en met {many}", en=f"a number from 1 to {many}")
        raise UnknownName("record", [Problem("NUMBER", str(number), expected)])
    return records[number - 1]
