"""python-statemachine reads the lifecycle as SCXML, and walks by it every road of the demo."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ontvlechting import LETTER, PROGRAMME, Ledger, Lifecycle, Rules

io = pytest.importorskip("statemachine.io", reason="`make interop` installs it")


def chart(rules: Rules, *, facts: bool = False) -> Any:
    """A machine that python-statemachine makes of the text, in its first state."""
    return io.load(Lifecycle(rules, "en").scxml(facts=facts), format="scxml")()


def here(machine: Any) -> str:
    """The name of the one state it is in."""
    (state,) = machine.configuration
    return str(state.id)


@pytest.mark.parametrize("facts", [False, True], ids=["moves", "facts"])
@pytest.mark.parametrize("rules", [LETTER, PROGRAMME], ids=["letter", "programme"])
def test_every_state_and_every_arrow_is_read(rules: Rules, facts: bool) -> None:  # noqa: FBT001 - a parameter
    """No more and no fewer."""
    machine = chart(rules, facts=facts)
    ours = {(a.command.key, a.source.value, a.target.value) for a in rules.arrows if facts or a.moves}
    assert {s.value for s in rules.states} == {s.id for s in machine.states}
    theirs = {
        (event.id, state.id, (t.target.id if t.target is not None else state.id))
        for state in machine.states
        for t in state.transitions
        for event in t.events
    }
    assert ours == theirs
    assert rules.start.value == here(machine)


@pytest.mark.parametrize("facts", [False, True], ids=["moves", "facts"])
def test_every_road_of_the_demo_is_walked(demo: Path, facts: bool) -> None:  # noqa: FBT001 - a parameter
    """After each accepted command it stands where the record says."""
    with Ledger.open(f"sqlite:///{demo}") as ledger:
        histories = {name: ledger.history(name) for name in ledger.processes()}
    assert len(histories) > 5
    for process, records in histories.items():
        machine = chart(PROGRAMME if process == "programma" else LETTER, facts=facts)
        walked = [r.event for r in records if r.event.verdict and (facts or r.event.before is not r.event.after)]
        assert walked
        for event in walked:
            assert event.before.value == here(machine)
            machine.send(event.command.key)
            assert event.after.value == here(machine)


def test_what_the_table_has_no_arrow_for_leads_nowhere() -> None:
    """A decision at the beginning."""
    machine = chart(LETTER)
    with suppress(Exception):  # it may say nothing, or raise
        machine.send("decide")
    assert LETTER.start.value == here(machine)
