"""The pack of records and data: each guard says yes and no, whatever the letter; no mistake in it goes unseen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ontvlechting import engine
from ontvlechting.engine.retention import Correct
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.packs import RECORDS, RecordController, RecordsTerms, records
from ontvlechting.testing.explorer import explore
from ontvlechting.testing.packs import RECORDS_CHECKS, RecordsScope, records_moves
from ontvlechting.testing.perturbation import perturb, perturbations
from ontvlechting.testing.scopes import Together
from ontvlechting.testing.strategies import Make, Player, histories
from tests.packs.bare import BARE, BEGUN, START, Finish, GoBack, MoveWork, Plan, State, TakeOver, codes, folded
from tests.packs.records import FULL, Asked, ask, every, road
from tests.packs.twin_of_records import noes


@pytest.mark.parametrize("asked", every(), ids=lambda asked: asked.name)
def test_each_question_has_its_answer(asked: Asked) -> None:
    """Every reason of every guard, by its code, in the order of the door."""
    assert list(asked.codes) == codes(FULL, asked.dossier, asked.command)


def test_terms_without_measure_shut_a_door_and_say_why() -> None:
    """No calendar goes that far; so the last day that there is."""
    endless = BARE + records(RecordsTerms(overlap_days=10**9))
    (asked,) = (a for a in every() if a.name == "the end")
    assert ["both-have-access"] == codes(endless, asked.dossier, asked.command)
    (taken,) = (a for a in every() if a.name == "responsibility moves")
    never = road(lambda: taken.command.at).controller(since=date.max)
    others = (c for c in taken.before if not (isinstance(c, RecordController) and c.holding == never.holding))
    assert ["controller-later"] == codes(FULL, folded(FULL, (*others, never)), taken.command)


# -- no mistake goes unseen --------------------------------------------------------------------------------------------


def every_question_has_its_answer(rules: engine.Rules) -> None:
    """Asked of dossiers that were made under the right rules."""
    for asked, dossier in ASKED:
        assert list(asked.codes) == codes(rules, dossier, asked.command), asked.name


def every_fact_stays_where_it_is(rules: engine.Rules) -> None:
    """In every state but the first, and in that one it cannot be recorded."""
    for kind in RECORDS.facts:
        found = {source: target for (command, source), (target, _) in rules.table.items() if command is kind}
        assert {state: state for state in BEGUN} == found


def the_table_of_the_letter_is_as_it_was(rules: engine.Rules) -> None:
    """A pack adds facts, and moves nothing."""
    assert set(BARE.arrows) == {a for a in rules.arrows if a.command not in RECORDS.facts}


ASKED: list[tuple[Asked, Any]] = []


def test_every_mistake_in_the_pack_is_seen() -> None:
    """Each guard dropped and turned round at each of its doors, each arrow removed and bent."""
    ASKED.extend((asked, asked.dossier) for asked in every())
    killers = [every_fact_stays_where_it_is, the_table_of_the_letter_is_as_it_was, every_question_has_its_answer]
    report = perturb(FULL, killers, only="* at *")
    doors = {k for k, guards in FULL.doors.items() if guards}
    assert 2 * sum(len(FULL.doors[k]) for k in doors) == len(report.fates)
    assert () == report.survivors
    table = perturb(FULL, killers[:2], only="[rb]e* from *")
    assert () == table.survivors
    assert len(perturbations(FULL)) == len(report.fates) + len(table.fates)


# -- against a dumb twin, and everything that can be reached ------------------------------------------------------------

SHORT = BARE + RECORDS
"""Without a week in which both have access."""


def _road(step: timedelta) -> Any:
    return lambda dossier: road(lambda: (dossier.at or START) + step)


def _steps(step: timedelta) -> dict[str, Make]:
    """What the bare letter asks."""
    kinds = (Plan, MoveWork, TakeOver, Finish, GoBack)
    return {k.key: lambda d, kind=k: ask(kind, (d.at or START) + step) for k in kinds}  # type: ignore[misc]


HOURLY: dict[str, Make] = {**records_moves(_road(timedelta(hours=1))), **_steps(timedelta(hours=1))}
ONWARD = (
    *("plan", "list", "accept-list", "provide", "assess-cases", "assess-register", "bind-processor", "move_work"),
    *("receive-cases", "receive-system", "share-register", "share-register-too", "control-cases", "control-register"),
    "take_over",
    *("show-cases", "show-system", "end-cases", "end-system", "finish"),
)
MOVES = {**{name: HOURLY[name] for name in ONWARD}, **HOURLY}
"""In this order it leads from the beginning to the end."""
AT_ONCE = {**_steps(timedelta(0)), **records_moves(_road(timedelta(0)))}
SOME = settings(deadline=None, suppress_health_check=list(HealthCheck))


@SOME
@given(histories(Player(rules=SHORT, named=MOVES)))
def test_the_pack_and_its_twin_give_the_same_answer(history: list[Any]) -> None:
    """The same rules say no, at every door, after every history; and what has to hold holds."""
    player, accepted = Player(rules=SHORT, named=MOVES), list[engine.Command]()
    for act in (act for move in history for act in player.play(move)):
        verdict = act.event.verdict
        if verdict.kind is not VerdictKind.NOT_FROM_STATE:
            assert noes(accepted, act.event.command) == {r.rule for r in verdict.reasons if r.shuts}
        if verdict.allowed:
            accepted.append(act.event.command)
        for check in RECORDS_CHECKS:
            check(act)


@pytest.mark.parametrize("asked", every(), ids=lambda asked: asked.name)
def test_the_twin_answers_each_question(asked: Asked) -> None:
    """Also those that chance would not ask."""
    found = engine.decide(FULL, asked.dossier, asked.command).verdict.reasons
    if not any(isinstance(c, Correct) for c in (*asked.before, asked.command)):
        assert noes(asked.before, asked.command, week=7) == {r.rule for r in found if r.shuts}


READY = Together("ready", ("provide", "assess-cases", "assess-register", "bind-processor"))
TAKEN = Together(
    "rest",
    ("receive-system", "share-register", "share-register-too", "control-cases", "control-register", "show-system"),
)
SCOPE = RecordsScope(
    name="records",
    title=Text(nl="gegevens van het werk", en="records of the work"),
    named=AT_ONCE,
    moves=(
        *("plan", "move_work", "take_over", "finish", "go_back"),
        *("list", "accept-list", "cases-stay"),
        READY,
        TAKEN,
        *("receive-cases", "receive-cases-in-part", "show-cases", "end-cases", "give-cases-back", "destroy-cases"),
        "end-system",
    ),
    probes=("lose-papers", "say-received", "say-shown", "end-papers", "destroy-only-copy", "accept-own-list"),
    completes=frozenset({State.DONE}),
    leaves_out=Text(
        nl="dagen die verstrijken; de lijst van een ander werk", en="days that pass; the list of other work"
    ),
)


def test_whatever_is_done_the_end_can_be_reached_and_nothing_gets_lost() -> None:
    """Every dossier of the scope, with each way back."""
    found = explore(SHORT, SCOPE)
    assert found.holds, found
    assert 290 == found.states
