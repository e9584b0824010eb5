"""What a ledger says to who asks it wrongly, word for word, on file: `tests/transcripts/asked_wrongly.txt`.

Each call is wrong in one way or several: what was given is not of its kind, not there, or not true any more. Nothing is
recorded by any of them. Set `ONTVLECHTING_RECORD` to record the file anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Ledger, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import OntvlechtingError
from ontvlechting.letter.asynchronous import AsyncWorkflow
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.triggers import Governed
from ontvlechting.letter.workflow import definition
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.shell.logbook import Logbook
from ontvlechting.shell.machine import GovernedMachine
from tests.on_file import OnFile
from tests.programmes import OPENING, ask

FILE = OnFile("asked_wrongly.txt")
NOW = datetime(2024, 1, 1, tzinfo=UTC)
CASE = "douane/websites"
Calls = dict[str, Callable[[], object]]


class Setting:
    """A ledger with a process and a programme, and another that is empty."""

    def __init__(self) -> None:
        self.now = NOW
        self.store = MemoryStore()
        self.flow = Workflow(self.store, clock=lambda: self.now)
        self.road = Road(letter.PROCESSES[CASE])
        self.flow.submit_many([(CASE, x) for x in self.road.until(State.PLAN_DRAFTED)])
        self.flow.submit_many([("programma", x) for x in OPENING])
        self.flow.submit(CASE, self.road.consult(), id="eerste")
        self.moment = self.road.moment
        self.empty = Workflow(MemoryStore(), clock=lambda: NOW)
        self.machine = GovernedMachine(self.flow)
        self.model = Governed(self.machine, CASE)


def given(s: Setting) -> Calls:
    """What a ledger is given to work with."""
    wrong: Any = "x"
    return {
        "Workflow(…)": lambda: Workflow(wrong, rules=wrong, known=[wrong], clock=wrong, tell=[wrong], origin=wrong),
        "Workflow(None)": lambda: Workflow(wrong, rules=wrong, known=wrong, clock=wrong, tell=wrong),
        "Workflow(5)": lambda: Workflow(s.store, known=5, tell=5),  # type: ignore[arg-type]
        "Workflow.open(…)": lambda: Workflow.open(
            "memory:", rules=wrong, known=[LETTER, wrong], clock=wrong, tell=[wrong]
        ),
        "Workflow.open(origin)": lambda: Workflow.open("memory:", origin=wrong),
        "Workflow: no origin": lambda: Workflow(
            s.store, rules=attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, origin_required=True)), known=[LETTER]
        ),
        "Workflow.open: no origin": lambda: Workflow.open(
            "memory:", known=[attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, origin_required=True))]
        ),
        "Ledger(…)": lambda: Ledger(wrong, rules=wrong, known=[wrong], clock=wrong),
        "Ledger.open(memory)": lambda: Ledger.open("memory:"),
        "Ledger.open(…)": lambda: Ledger.open("memory:", rules=wrong, known=[wrong], clock=wrong),
        "clock": lambda: Workflow(s.store, clock=lambda: "nu").ask(CASE, s.road.consult()),  # type: ignore[arg-type,return-value]
        "Logbook(5)": lambda: Logbook(5),  # type: ignore[arg-type]
        "definition": lambda: definition(wrong),
        "AsyncWorkflow(…)": lambda: AsyncWorkflow(wrong, threads=0),
        "AsyncWorkflow(threads)": lambda: AsyncWorkflow(s.flow, threads=True),
        "AsyncWorkflow.run": lambda: asyncio.run(AsyncWorkflow(s.flow).run(wrong)),
        "AsyncWorkflow closed": lambda: asyncio.run(_closed()),
        "AsyncWorkflow.open": lambda: asyncio.run(_opened()),
    }


async def _closed() -> None:
    flow = AsyncWorkflow(Workflow.open("memory:"))
    await flow.close()
    await flow.dossier(CASE)


async def _opened() -> None:
    async with AsyncWorkflow.open("memory:", threads=-1):
        pass


def submitted(s: Setting) -> Calls:
    """What is to be recorded."""
    wrong: Any = "x"
    consult, future = s.road.consult(), s.road.consult(at=NOW + timedelta(seconds=1))
    many = s.flow.submit_many
    return {
        "submit: no name": lambda: s.flow.submit("", consult),
        "submit: a number": lambda: s.flow.submit(5, consult),  # type: ignore[arg-type]
        "submit: no command": lambda: s.flow.submit(CASE, wrong),
        "submit: a kind": lambda: s.flow.submit(CASE, c.Stop),  # type: ignore[arg-type]
        "submit: all of it": lambda: s.flow.submit("a\nb", wrong, id=""),
        "submit: to come": lambda: s.flow.submit(CASE, future),
        "submit: an id that is taken": lambda: s.flow.submit(CASE, s.road.stop(), id="eerste"),
        "submit: an id of another process": lambda: s.flow.submit("programma", consult, id="eerste"),
        "submit: unknown": lambda: s.flow.submit("douane/website", consult),
        "submit_many: to come": lambda: many([(CASE, consult), (CASE, future), ("", wrong)], ids=["a", "b", "\n"]),
        "submit_many: no list": lambda: many(5),  # type: ignore[arg-type]
        "submit_many: a text": lambda: many("ab"),  # type: ignore[arg-type]
        "submit_many: bytes": lambda: many(b"ab"),  # type: ignore[arg-type]
        "submit_many: no pairs": lambda: many([5, (CASE,), (CASE, consult, 1), "ab"]),  # type: ignore[list-item]
        "submit_many: ids in a text": lambda: many([(CASE, consult)], ids="a"),
        "submit_many: no ids": lambda: many([(CASE, consult)], ids=5),  # type: ignore[arg-type]
        "submit_many: nothing right": lambda: many([5], ids=5),  # type: ignore[arg-type,list-item]
        "submit_many: too few ids": lambda: many([(CASE, consult), (CASE, consult)], ids=["a"]),
        "submit_many: too many ids": lambda: many([(CASE, consult)], ids=["a", "", "c"]),
        "submit_many: one id twice": lambda: many([(CASE, consult), (CASE, consult)], ids=["a", "a"]),
        "submit_many: unknown": lambda: many([(CASE, consult), ("elders", consult)]),
        "ask: no name": lambda: s.flow.ask(" ", wrong),
        "ask: to come": lambda: s.flow.ask(CASE, future),
        "ask: unknown": lambda: s.flow.ask("elders", consult),
        "redact: no such records": lambda: s.flow.submit(CASE, s.road.redact((1, 98, 99))),
        "redact: no such text": lambda: s.flow.ask(CASE, s.road.redact((1, 2), fields=("elders",))),
        "stale": lambda: s.flow.submit("programma", ask(c.RecordPortfolio, at=NOW, readings=_stale(s))),
        "stale asked": lambda: s.flow.ask("programma", ask(c.RecordPortfolio, at=NOW, readings=_stale(s))),
        "a clock that is behind": lambda: Workflow(s.store, clock=lambda: NOW - timedelta(minutes=10)).submit(
            CASE, consult
        ),
        "load: not empty": lambda: s.flow.load("nergens.jsonl"),
    }


def _stale(s: Setting) -> tuple[c.ProcessReading, ...]:
    (reading,) = s.flow.portfolio()
    return attrs.evolve(reading, record=1), attrs.evolve(reading, process="elders")


def looked(s: Setting) -> Calls:
    """What is looked at."""
    wrong: Any = "x"
    flow = s.flow
    return {
        "find": lambda: flow.find(""),
        "find a number": lambda: flow.find(5),  # type: ignore[arg-type]
        "history": lambda: flow.history("a\nb"),
        "history: unknown": lambda: flow.history("douane/website"),
        "dossier: unknown": lambda: flow.dossier("douane-websites"),
        "next_steps: unknown": lambda: flow.next_steps("elders"),
        "departures": lambda: flow.departures(CASE, wrong),
        "records": lambda: flow.records(-1, limit=True),
        "records: too large": lambda: flow.records(2**63, 2**63),
        "records: no numbers": lambda: flow.records(wrong, 1.0),  # type: ignore[arg-type]
        "overview": lambda: flow.overview(state=wrong, route=wrong, after=5, limit=-1),  # type: ignore[arg-type]
        "overview: a page": lambda: flow.overview(after="\n", limit=2**63),
        "portfolio: a text": lambda: flow.portfolio(CASE),
        "portfolio: a number": lambda: flow.portfolio(5),  # type: ignore[arg-type]
        "portfolio: no names": lambda: flow.portfolio([CASE, 5, ""]),  # type: ignore[list-item]
        "portfolio: unknown": lambda: flow.portfolio([CASE, "elders"]),
        "portfolio: a programme": lambda: flow.portfolio(["programma"]),
        "registers: a process": lambda: flow.registers(CASE),
        "registers: unknown": lambda: flow.registers("programm"),
        "registers: no day": lambda: flow.registers("programma", as_of=NOW, known=NOW.date()),  # type: ignore[arg-type]
        "registers: none there": lambda: _alone().registers(CASE),
        "accountability: a process": lambda: flow.accountability(CASE),
        "accountability: unknown": lambda: flow.accountability("programm"),
        "accountability: no name": lambda: flow.accountability(5),  # type: ignore[arg-type]
        "accountability: none there": lambda: _alone().accountability(),
        "accountability: nothing there": s.empty.accountability,
        "accountability: too early": lambda: flow.accountability(as_of=date(2023, 4, 2)),
        "accountability: not known yet": lambda: flow.accountability(known=NOW - timedelta(microseconds=1)),
        "accountability: no day": lambda: flow.accountability(as_of=NOW, known=NOW.date()),  # type: ignore[arg-type]
        "verify: no key": lambda: flow.verify(checkpoint="x"),
        "checkpoint": lambda: flow.checkpoint(wrong),
        "prove": lambda: flow.prove("", 0, size=-1),
        "prove: no record": lambda: flow.prove(CASE, 99),
        "prove: not at that size": lambda: flow.prove("programma", 1, size=2),
        "prove: too large": lambda: flow.prove(CASE, 1, size=10_000),
        "prove: unknown": lambda: flow.prove("elders", 1),
        "prove_growth": lambda: flow.prove_growth(-1),
        "prove_growth: too large": lambda: flow.prove_growth(10_000),
        "report: a language": lambda: flow.report("fr"),
        "report: a process": lambda: flow.report(programme=CASE),
        "report: unknown": lambda: flow.report(programme="programm"),
        "report: no name": lambda: flow.report(programme=""),
        "report: no chapters": lambda: flow.report(chapters=[wrong]),
        "report: one chapter": lambda: flow.report(chapters=wrong),
        "timeline": s.empty.timeline,
        "a timeline of nothing": flow.history(CASE)[:0].timeline,
        "export": lambda: flow.export("/"),
    }


def _alone() -> Workflow:
    """A ledger without a programme."""
    flow = Workflow(MemoryStore(), clock=lambda: NOW)
    flow.submit(CASE, Road(letter.PROCESSES[CASE]).identify())
    return flow


def governed(s: Setting) -> Calls:
    """What a machine and its models are asked."""
    wrong: Any = "x"
    machine, model, consult = s.machine, s.model, s.road.consult()

    def assigned(on: object, name: str, value: object) -> Callable[[], None]:
        return lambda: setattr(on, name, value)

    async def later(event: object) -> None:
        """Would have to be awaited."""

    return {
        "GovernedMachine": lambda: GovernedMachine(wrong),
        "GovernedMachine of a ledger": lambda: GovernedMachine(Ledger(s.store)),  # type: ignore[arg-type]
        "Governed": lambda: Governed(wrong, ""),
        "trigger: another": lambda: model.trigger("stop", consult),
        "trigger: no command": lambda: model.trigger("stop", wrong),
        "may_trigger: another": lambda: model.may_trigger("stop", consult),
        "state": assigned(model, "state", "stopped"),
        "machine.states": assigned(machine, "states", {}),
        "machine.before_stop": assigned(machine, "before_stop", print),
        "machine.on_finall": assigned(machine, "on_finall", print),
        "machine.on_final": assigned(machine, "on_final", [print, 5, later, ""]),
        "machine.on_final one": assigned(machine, "on_final", 5),
        "machine.before_stop()": lambda: machine.before_stop(later),
        "machine.on_enter_stopped()": lambda: machine.on_enter_stopped(5),
        "add_transition": lambda: machine.add_transition("stop", "new", "stopped"),
        "add_transition: all of it": lambda: machine.add_transition(
            "stap", "new", "stopped", "a", "b", "c", "d", "e", queued=True
        ),
        "add_transition: callbacks": lambda: machine.add_transition(
            "stop", "*", "=", before="a", after="b", prepare="c"
        ),
        "remove_transition": lambda: machine.remove_transition("stop"),
        "add_states": lambda: machine.add_states("elders"),
        "add_model": lambda: machine.add_model(model),
        "remove_model": lambda: machine.remove_model(model),
        "set_state": lambda: machine.set_state("stopped"),
        "dispatch": lambda: machine.dispatch("stop"),
        "a class of models": lambda: type(
            "Mine", (Governed,), {"on_enter_stoped": later, "on_exit_new": later, "state": "x"}
        ),
        "a class of machines": lambda: type(
            "Mine", (GovernedMachine,), {"state_cls": int, "on_final": print, "before_stop": print}
        )(s.flow),
        "a name of nothing": lambda: _hung(s.flow, "zeg_niets").trigger("consult_unit", consult),
        "a name that looks like one": lambda: _hung(s.flow, "get_trigers").trigger("consult_unit", consult),
        "put on one model": lambda: _put(s.flow, later).trigger("consult_unit", consult),
    }


def _hung(flow: Workflow, name: str) -> Governed:
    machine = GovernedMachine(flow)
    machine.before_state_change = name
    return Governed(machine, CASE)


def _put(flow: Workflow, callback: object) -> Governed:
    model = Governed(GovernedMachine(flow), CASE)
    vars(model).update(on_enter_stopped=callback, on_enter_stoppd=print)
    return model


@pytest.fixture(scope="module")
def setting() -> Setting:
    """One setting for all calls: none of them records anything."""
    return Setting()


KINDS: tuple[Callable[[Setting], Calls], ...] = (given, submitted, looked, governed)
CASES = {name: kind for kind in KINDS for name in kind(Setting())}


@pytest.mark.parametrize("name", CASES)
def test_every_word_to_who_asks_wrongly_is_on_file(setting: Setting, name: str) -> None:
    """One clear error, in both languages: the field, the value, what was expected, and what was probably meant."""
    before = len(setting.flow.records())
    setting.road.moment = setting.moment  # whatever was asked before: a moment shows in what was given
    with pytest.raises(OntvlechtingError) as error:
        CASES[name](setting)[name]()
    FILE.holds(name, f"{type(error.value).__name__}\nnl: {error.value.text.nl}\nen: {error.value.text.en}")
    assert before == len(setting.flow.records())


def test_the_file_holds_nothing_else() -> None:
    """Every case, in this order."""
    FILE.holds_only(CASES)
