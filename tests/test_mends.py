"""A reason says how it is mended: by which command, in which field, about what, and whether that leads back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, State, decide, next_steps
from ontvlechting import commands as c
from ontvlechting.engine.core import ask
from ontvlechting.engine.doors import Guard, Reads
from ontvlechting.engine.verdicts import Mend, Reason, Subject, subjects
from ontvlechting.guards import shipped
from ontvlechting.letter.commands import Precondition, Route, Stage
from ontvlechting.letter.values import DocumentKind
from ontvlechting.views.schema import schema
from tests import test_reasons_of_packs
from tests.asking import at
from tests.test_reasons import reasons

KINDS = {kind.key: kind for rules in shipped() for r in (rules, *rules.companions) for kind in r.commands}
NOTHING_MENDS = {
    "ended",  # what has ended has ended
    "no-next-phase",
    "no-council",  # the ministry lays that down in the norms
    "agreement-not-in-force",  # only time does
    "over-capacity",  # other processes do
}
"""What no command of this process supplies."""


@cache
def fields(key: str) -> frozenset[str]:
    """Every field of a command, `plan.tasks.task`, by the JSON Schema."""
    whole = schema(LETTER, *shipped(), command=key)
    return frozenset(_fields(whole, whole["$defs"], "", 0))


@cache
def every_field() -> frozenset[str]:
    """Every field of every command: a reason can be mended by several, each with its own."""
    return frozenset[str]().union(*(fields(key) for key in KINDS))


def _fields(given: dict[str, Any], defs: dict[str, Any], path: str, depth: int) -> Iterator[str]:
    if "$ref" in given:
        given = {**defs[given["$ref"].rpartition("/")[2]]}
    for name, held in given.get("properties", {}).items():
        yield f"{path}{name}"
        if depth < 6:
            yield from _fields(held, defs, f"{path}{name}.", depth + 1)
    for held in (*given.get("anyOf", ()), *([given["items"]] if "items" in given else ())):
        yield from _fields(held, defs, path, depth)


@cache
def given() -> tuple[Reason, ...]:
    """Every reason that is on file, of the letter and of its packs."""
    return (*reasons().values(), *(reason for _, reason in test_reasons_of_packs.reasons()))


def test_every_reason_that_shuts_says_how_it_is_mended() -> None:
    """Each names a command that supplies it, or the moment from which on it is no longer in the way."""
    bare = {r.code for r in given() if r.shuts and not r.mends and r.earliest is None}
    assert bare <= NOTHING_MENDS


def test_every_reason_that_shuts_says_who_supplies_it() -> None:
    """There is always somebody to turn to, but for what only time mends: without a name of its own, whoever asked."""
    assert set() == {r.code for r in given() if r.shuts and not r.suppliers and r.earliest is None}


def test_what_mends_is_a_command_with_that_field() -> None:
    """A program can make the command from its schema: the field is there, and no subject stands in a field that is in none."""
    wrong = set[object]()
    for reason in given():
        wrong |= {
            (reason.code, m) for m in reason.mends if m.command not in KINDS or {m.field} - fields(m.command) - {None}
        }
        wrong |= {(reason.code, s.name) for s in reason.about if s.name not in every_field()}
    assert set() == wrong


def test_one_reason_for_each_gap() -> None:
    """What two reasons of one verdict are about, is not the same."""
    road, dossier = at(State.PLAN_DRAFTED)
    told = decide(LETTER, dossier, road.conclude_tests()).verdict.reasons
    about = [(r.rule, r.code, r.about) for r in told]
    assert len(set(about)) == len(about)
    assert {p.value for p in Precondition} == {s.value for r in told for s in r.about if s.name == "precondition"}


def test_a_contact_that_is_missing_says_with_whom_and_about_what() -> None:
    """The command, and the two fields that make it the right one."""
    road, dossier = at(State.IDENTIFIED)
    (reason,) = (r for r in decide(LETTER, dossier, road.draft()).verdict.reasons if r.code == "council-feasibility")
    assert (Mend(command=c.RecordContact.key),) == reason.mends
    assert subjects({"body": "dor", "stage": Stage.FEASIBILITY}) == reason.about


def test_what_leads_back_says_so() -> None:
    """A plan that has to be revised leads back once it was tested, not while it is being made."""
    backs = {}
    for state in (State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED):
        road, dossier = at(state)
        assert dossier.planned is not None
        bare = attrs.evolve(dossier.planned, plan=attrs.evolve(dossier.planned.plan, duplication=None))
        probe = road.conclude_tests()
        (reason,) = ask(LETTER, _guards("duplication_is_stated"), attrs.evolve(dossier, planned=bare), probe)
        backs[state] = reason.mends
    revise = Mend(command=c.RevisePlan.key, field="plan.duplication")
    assert {State.PLAN_DRAFTED: (revise,), State.PRECONDITIONS_TESTED: (attrs.evolve(revise, back=True),)} == backs


def _guards(name: str) -> tuple[Guard, ...]:
    return tuple(g for g in LETTER.guards if g.name == name)


def test_of_what_mends_only_what_can_be_given_here_is_named() -> None:
    """A plan is handed in, revised or amended: whichever the state has a door for."""
    road, dossier = at(State.PHASED_TRANSFER)
    assert dossier.planned is not None
    bare = attrs.evolve(dossier.planned, plan=attrs.evolve(dossier.planned.plan, duplication=None))
    (reason,) = ask(LETTER, _guards("duplication_is_stated"), attrs.evolve(dossier, planned=bare), road.start_phase(1))
    assert [c.ProposeAmendment.key] == [m.command for m in reason.mends]


def test_a_guard_that_reads_the_command_is_mended_by_the_command() -> None:
    """Without more, by another one of the same kind, in the field that the guard names."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = attrs.evolve(dossier)
    told = decide(LETTER, dossier, attrs.evolve(road.decide(), note=None)).verdict.reasons
    (reason,) = (r for r in told if r.code == "no-public-note")
    assert (Mend(command=c.Decide.key, field="note"),) == reason.mends
    assert Subject(name="note.kind", value=DocumentKind.DECISION_NOTE.value) in reason.about


@pytest.mark.parametrize("route", Route)
def test_the_doors_ahead_say_the_same(route: Route) -> None:
    """What is asked beforehand names the same commands as a refusal does."""
    road, dossier = at(State.PLAN_DRAFTED, route=route)
    (step,) = (s for s in next_steps(LETTER, dossier, road.moment) if s.command is c.ConcludeTests)
    refused = decide(LETTER, dossier, attrs.evolve(road.conclude_tests(), at=road.moment)).verdict.reasons
    assert {(r.code, r.mends, r.about) for r in step.reasons} <= {(r.code, r.mends, r.about) for r in refused}


def test_every_guard_that_reads_the_dossier_says_what_supplies_it() -> None:
    """A guard that could be asked beforehand is declared with the commands that mend it, but for what only time does."""
    silent = {g.name for rules in shipped() for g in rules.guards if g.reads is Reads.DOSSIER and not g.mended}
    assert {"stopping_is_possible"} == silent
