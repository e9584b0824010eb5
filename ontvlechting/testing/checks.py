"""Checks: properties that have to hold after every command, under any rules. There is one function for each property.

A check gets one judged command, with the dossier before and after it, and fails by an assertion. The machine runs the
checks along generated histories, the explorer on every arrow that it finds. A check of your own is a function like
these. Let it compare small values: pytest explains each failure, and the explorer may find thousands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ontvlechting.engine.core import ask, every_reason, failures
from ontvlechting.engine.doors import Guard
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.outside import unfinished
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import ReasonKind
from ontvlechting.testing.strategies import Played

Check = Callable[[Played], None]
"""A property of one judged command; its name and the first line of its docstring say what holds."""


def name_of(check: Callable[..., object]) -> str:
    """The name of a check: its own, that of the function in a `partial`, or that of its class."""
    function = _function_in(check)
    return getattr(function, "__name__", type(function).__name__)


def said_by(check: Callable[..., object]) -> str:
    """The property that a check stands for: the first line of its docstring."""
    return (_function_in(check).__doc__ or "").strip().partition("\n")[0]


def _function_in(check: Callable[..., object]) -> Callable[..., object]:
    """The function in a `partial`; anything else as it is."""
    while isinstance(check, partial):
        check = check.func
    return check


def answered(check: Callable[..., object], answer: object) -> InputError:
    """The error for a check that returned something: its answer is not used, for a check fails by an assertion."""
    unfinished(answer)
    expected = Text(nl="een assertie die faalt, geen antwoord", en="an assertion that fails, and no answer")
    return InputError("checks", [Problem(name_of(check), shown(answer), expected)])


def a_refusal_changes_nothing(act: Played) -> None:
    """T6: a refusal leaves the dossier equal."""
    if not act.event.verdict.allowed:
        assert act.before == act.after


def every_guard_can_tell(act: Played) -> None:
    """No guard fails; whoever wrote it sees with what, and where."""
    for guard, error in failures(act.rules, act.before, act.event.command, act.event.verdict):
        raise AssertionError(f"the guard `{guard.name}` failed: {error!r}") from error
    assert ReasonKind.CANNOT_TELL not in {r.kind for r in act.event.verdict.reasons}


def every_reason_is_told(act: Played) -> None:
    """Every guard of the door is asked, also after a no; asked once more, they give the same reasons, no fewer and no more."""
    command, rules, told = act.event.command, act.rules, act.event.verdict.reasons
    if command.other_rules():  # an adoption is judged by two sets of rules
        return
    if (type(command), act.before.state) in rules.table:
        given = every_reason(rules, _guards_of(act), act.before, command)
    else:
        given, told = ask(rules, _guards_of(act), act.before, command), told[1:]  # the first says where it can be given
    ahead = [r for r in told if r.kind is ReasonKind.WARNING and r.code.startswith("ahead-")]
    assert [r for r in told if r not in ahead] == [*given], two_answers(act)


def _guards_of(act: Played) -> tuple[Guard, ...]:
    kind = type(act.event.command)
    return act.rules.guards_of(kind) if kind in act.rules.doors else ()


def two_answers(act: Played) -> str:
    """Which guards do not always give one answer, when each is asked a hundred times."""
    unsteady = [
        guard.name
        for guard in _guards_of(act)
        if len({tuple(ask(act.rules, (guard,), act.before, act.event.command)) for _ in range(100)}) > 1
    ]
    return f"asked again, these answer in another way: {', '.join(unsteady) or 'none of the guards'}"


def only_the_table_moves_a_process(act: Played) -> None:
    """A process goes where the arrow leads, and where there is no arrow it stays."""
    arrow = act.rules.table.get((type(act.event.command), act.before.state))
    moved = act.before.state if arrow is None or not act.event.verdict.allowed else arrow[0]
    assert moved is act.after.state


def what_has_ended_stays_ended(act: Played) -> None:
    """No step leads out of a final state."""
    if act.before.state in act.rules.final:
        assert act.before.state is act.after.state


def only_an_adoption_changes_the_rules(act: Played) -> None:
    """The first yes pins a process to the rules that judged it; it stays under them until it adopts others."""
    command = act.event.command
    if act.event.verdict.allowed and not command.other_rules() and not command.sets_aside():
        assert (act.before.rules or act.event.rules) == act.after.rules


ON_REFUSALS: tuple[Check, ...] = (
    a_refusal_changes_nothing,
    every_guard_can_tell,
    every_reason_is_told,
)
"""The checks that are also run after a refusal. The other checks need not be: a refusal changes nothing."""

CHECKS: tuple[Check, ...] = (
    *ON_REFUSALS,
    only_the_table_moves_a_process,
    what_has_ended_stays_ended,
    only_an_adoption_changes_the_rules,
)
"""Every check that holds under any rules, in the order in which they are run."""
