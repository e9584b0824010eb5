"""Judge, fold, look ahead; the table; and rules as a value."""

from __future__ import annotations

import signal
from contextvars import copy_context
from datetime import timedelta
from functools import partial
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, MemoryStore, Rules, State, Workflow, decide, evolve, letter, next_steps
from ontvlechting import commands as c
from ontvlechting.engine import chart
from ontvlechting.engine.chart import Arrow, occurring
from ontvlechting.engine.core import failures
from ontvlechting.engine.doors import YES, Guard, Reads, Reasons, guard
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.engine.verdicts import Reason, ReasonKind, Supplier, VerdictKind
from ontvlechting.guards import ALWAYS
from ontvlechting.letter.catalogue import R47, R50
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.values import Role
from ontvlechting.states import FINAL, IN_TRANSFER, PROGRAMME_TABLE, STARTING, TABLE, WAY_BACK, ProgrammeState
from tests import second_letter
from tests.asking import at, fold

faults = partial(chart.faults, start=State.NEW, final=FINAL, back=WAY_BACK)

# -- the table -----------------------------------------------------------------------------------------------------------


def test_the_table_is_sound() -> None:
    """No two arrows for one command and state, everything reachable, no dead end, always a way back."""
    assert [] == faults(TABLE)


def _without(*commands: type[Command]) -> list[Arrow]:
    return [a for a in TABLE if a.command not in commands]


BENT_TABLES = {
    "two arrows for one command and state": (
        [*TABLE, Arrow(c.Decide, State.PRECONDITIONS_TESTED, State.STOPPED)],
        "`decide` has 2 arrows from `preconditions_tested`",
    ),
    "a way out of a final state": (
        [*TABLE, Arrow(c.FallBack, State.COMPLETED, State.MINISTRY_DECIDED)],
        "`completed` is final but has a way out",
    ),
    "a state that cannot be reached": (_without(c.StartTransfer), "`phased_transfer` cannot be reached"),
    "a dead end": (_without(c.Stop, c.Complete), "`identified` is a dead end"),
    "no way back": (
        _without(c.FallBack, c.Stop),
        "from `phased_transfer` there is no way back",
    ),
}


STEPS = (
    c.IdentifyProcess,
    c.DraftPlan,
    c.RevisePlan,
    c.ConcludeTests,
    c.Decide,
    c.ReturnPlan,
    c.StartTransfer,
    c.FallBack,
    c.ReversePhase,
    c.ConcludeProof,
    c.Complete,
    c.Stop,
    c.ChangeRoute,
    c.StartStrengthening,
    c.ConcludeAgreements,
)


def test_only_a_step_brings_a_process_to_another_state() -> None:
    """Whatever else is recorded leaves it where it is."""
    assert {*STEPS} == {arrow.command for arrow in LETTER.arrows if arrow.source is not arrow.target}


@pytest.mark.parametrize("bent", BENT_TABLES)
def test_a_table_that_is_not_sound_cannot_become_rules(bent: str) -> None:
    """Each fault is found, named in both languages, and stops the definition."""
    arrows, expected = BENT_TABLES[bent]
    assert expected in [fault.en for fault in faults(arrows)]
    with pytest.raises(DefinitionError) as error:
        attrs.evolve(LETTER, name="gebroken", arrows=tuple(arrows))
    assert expected in error.value.text.en
    assert all(fault.nl for fault in error.value.faults)


def test_every_command_has_a_door_and_every_door_an_arrow() -> None:
    """A door without an entry is a definition error; so is an entry without an arrow."""
    doors = dict(LETTER.doors)
    del doors[c.Decide]
    with pytest.raises(DefinitionError, match="`decide` has no door"):
        attrs.evolve(LETTER, name="gebroken", doors=doors)
    with pytest.raises(DefinitionError, match="the door of `notify_body` has no arrow"):
        attrs.evolve(LETTER, name="gebroken", arrows=tuple(_without(c.NotifyBody)))


def test_every_state_has_a_title_and_an_arrangement() -> None:
    """Every state is named in both languages; starting, in transfer and completed divide them."""
    assert all(state.title[language] for state in State for language in LANGUAGES)
    assert set(State) == STARTING | IN_TRANSFER | {State.COMPLETED}
    assert {State.COMPLETED, State.STOPPED} == set(FINAL)


def test_every_command_has_an_arrow_and_an_effect() -> None:
    """No command is forgotten in the table or in what it does; those of packs are not in the table."""
    moving = {a.command for a in (*TABLE, *PROGRAMME_TABLE) if a.source is not a.target}
    beyond = {c.Redact, c.Correct}
    silent = {kind for kind in c.ALL if kind.effect is Command.effect}
    assert set() == silent - moving - beyond - set(c.OF_PROGRAMMES)
    assert set(c.ALL) - {*c.OF_PACKS, *c.OF_PROGRAMMES} == {a.command for a in TABLE} == set(LETTER.doors)


# -- retention -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", occurring(TABLE))
def test_the_ministry_has_texts_redacted_in_every_state_of_a_process(state: State) -> None:
    """Also when the process has ended; nothing but the moment of the last act changes in the dossier."""
    if state is State.NEW:
        road, dossier = at(state)
        assert VerdictKind.NOT_FROM_STATE is decide(LETTER, dossier, road.redact((1,))).verdict.kind
        return
    governance = state in (State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN)
    reached = State.IDENTIFIED if state is State.STOPPED else state
    road, dossier = at(reached, route=c.Route.GOVERNANCE if governance else c.Route.SHIFT)
    if state is State.STOPPED:
        dossier = fold(dossier, [road.stop()])
    assert state is dossier.state
    for actor in (road.receiver, road.deliverer, road.actor(Role.WORKS_COUNCIL, letter.DOR)):
        refused = decide(LETTER, dossier, road.redact((1,), by=actor)).verdict
        powerless = "no-mandate" if actor.mandate is None else "mandate-lacks-power"
        codes = ["not-the-ministry", powerless]
        assert (VerdictKind.REFUSED, codes) == (refused.kind, [r.code for r in refused.reasons])
    command = road.redact((1,))
    assert attrs.evolve(dossier, at=command.at) == fold(dossier, [command])


# -- judging -------------------------------------------------------------------------------------------------------------


@guard(R50, nl="altijd nee", en="always no")
def always_no(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Says no."""
    return [R50.forbidden("no", nl="nee", en="no")]


@guard(R50, nl="ook altijd nee", en="always no as well")
def never_yes(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Says no."""
    return [R50.forbidden("never", nl="nee", en="no")]


@guard(R50, nl="waarschuwt", en="warns")
def warns(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Warns."""
    return [R50.warning("mind", nl="let op", en="mind")]


@guard(R47, nl="faalt", en="fails")
def fails(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Cannot tell."""
    raise ZeroDivisionError


def with_guards(*guards: Guard) -> Rules:
    """Rules in which every door has exactly these guards."""
    return attrs.evolve(LETTER, name="anders", doors=dict.fromkeys(LETTER.doors, guards), always=())


def test_all_guards_answer_never_only_the_first() -> None:
    """Every reason of every guard is in the verdict, in the order of the door."""
    road, dossier = at(State.IDENTIFIED)
    verdict = decide(with_guards(always_no, warns, never_yes), dossier, road.consult()).verdict
    assert ["no", "mind", "never"] == [r.code for r in verdict.reasons]
    assert VerdictKind.REFUSED is verdict.kind


def test_what_a_guard_said_stays_what_it_said() -> None:
    """A guard may go on with the list that it gave, or share it with another: neither a no nor a yes is lost."""
    told: list[Reason] = []

    def says(name: str, *reasons: Reason) -> Guard:
        def check(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
            told[:] = reasons
            return told

        check.__name__ = name
        return guard(R50, nl="zegt iets", en="says something")(check)

    one, other = says("one", R50.forbidden("no", nl="nee", en="no")), says("other")
    road, dossier = at(State.IDENTIFIED)
    for guards in ((one, other), (other, one)):
        verdict = decide(with_guards(*guards), dossier, road.consult()).verdict
        assert ["no"] == [r.code for r in verdict.reasons]


@pytest.mark.parametrize(
    ("warnings", "refusals", "kinds"),
    [
        (100, 0, ["warning"] * 100),
        (101, 0, ["warning"] * 101),
        (5_000, 1, ["warning"] * 100 + ["forbidden"]),
        (0, 5_000, ["forbidden"] * 101),
    ],
)
def test_a_guard_with_thousands_of_reasons_is_told_shortly(warnings: int, refusals: int, kinds: list[str]) -> None:
    """A hundred of them, and one that counts the rest; that one shuts the door where one of the rest does."""
    told = [R50.warning("mind", nl="let op", en="mind")] * warnings
    told += [R50.forbidden("no", nl="nee", en="no")] * refusals

    @guard(R50, nl="zegt veel", en="says much")
    def says_much(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """Says much."""
        return told

    road, dossier = at(State.IDENTIFIED)
    reasons = decide(with_guards(says_much), dossier, road.consult()).verdict.reasons
    assert kinds == [r.kind.value for r in reasons]
    if len(told) > 100:
        assert f"and {len(told) - 100} more reasons of this check" == reasons[-1].en
        assert ("no-more" if refusals else "mind-more") == reasons[-1].code


def test_a_warning_does_not_shut_the_door() -> None:
    """Accepted, with the warning on record."""
    road, dossier = at(State.IDENTIFIED)
    verdict = decide(with_guards(warns), dossier, road.consult()).verdict
    assert verdict.allowed
    assert ["mind"] == [r.code for r in verdict.reasons]


@pytest.mark.parametrize("answer", ["", "nee", None, {}, {"a": 1}, ["nee"], [None], (1,), False, R50], ids=repr)
def test_a_guard_that_answers_with_something_else_cannot_tell(answer: Any) -> None:
    """Also what Python takes for empty is not a yes: only an empty list or tuple is."""
    wrong = Guard("wrong", (R50,), R50.title, Reads.DOSSIER, lambda d, x, n: answer)
    rules = LETTER.extended(name="strict", version="1", doors={c.IdentifyProcess: (wrong,)})
    road = Road(letter.PROCESSES["douane/websites"])
    verdict = decide(rules, Dossier(process="p"), road.identify()).verdict
    assert (False, [("guard-wrong", ReasonKind.CANNOT_TELL)]) == (
        verdict.allowed,
        [(r.code, r.kind) for r in verdict.reasons],
    )


@pytest.mark.parametrize("answer", ["nee", None, True, ["nee"]], ids=repr)
def test_a_guard_that_answers_with_something_else_is_told_by_its_name(answer: Any) -> None:
    """To its author: which guard it is, what it answered, and what was expected."""
    wrong = Guard("wrong", (R50,), R50.title, Reads.DOSSIER, lambda d, x, n: answer)
    road, dossier = at(State.IDENTIFIED)
    rules, command = with_guards(wrong), road.consult()
    ((_, error),) = failures(rules, dossier, command, decide(rules, dossier, command).verdict)
    assert f"guard `wrong` answered {answer!r}; expected `YES` or a list of reasons" == str(error)


def test_a_guard_that_answers_with_one_reason_is_told_to_make_a_list_of_it() -> None:
    """On record, and to its author; the door stays shut."""
    reason = R50.forbidden("x", nl="x", en="y")
    wrong = Guard("wrong", (R50,), R50.title, Reads.DOSSIER, lambda d, x, n: reason)  # type: ignore[arg-type,return-value]
    road, dossier = at(State.IDENTIFIED)
    rules, command = with_guards(wrong), road.consult()
    verdict = decide(rules, dossier, command).verdict
    assert [
        (
            "guard-wrong",
            "de toets `wrong` antwoordt met een reden en niet met een lijst van redenen: zet haar in een lijst; de deur blijft dicht",
            "the guard `wrong` answers with a reason and not with a list of reasons: put it in a list; the door stays shut",
        )
    ] == [(r.code, r.nl, r.en) for r in verdict.reasons]
    ((_, error),) = failures(rules, dossier, command, verdict)
    assert isinstance(error, TypeError)
    assert "guard `wrong` answered" in str(error)


def test_a_guard_that_names_a_role_of_other_rules_cannot_tell() -> None:
    """The record could not be read back, and a process with such a record could not go on; its author hears which role."""
    reason = R50.warning("x", nl="x", en="y", suppliers=(Supplier(role=second_letter.Role.BOARD),))
    wrong = Guard("wrong", (R50,), R50.title, Reads.DOSSIER, lambda d, x, n: [reason])
    rules, road = with_guards(wrong), Road(letter.PROCESSES["douane/websites"])
    flow = Workflow(MemoryStore(), rules=rules)
    outcome = flow.submit("p", road.identify())
    assert [("guard-wrong", ReasonKind.CANNOT_TELL)] == [(r.code, r.kind) for r in outcome.reasons]
    assert [outcome.record] == list(flow.history("p"))
    ((_, error),) = failures(rules, outcome.dossier, outcome.command, outcome.verdict)
    assert "guard `wrong` named <Role.BOARD: 'board'>, which is no role of these rules" == str(error)


def test_a_guard_that_reads_more_than_it_says_is_told_what_to_say() -> None:
    """Asked before there is a command it cannot tell; asked with one it can, so that no other error of it is taken for this."""

    @guard(R50, nl="het onderdeel heet anders", en="the unit is called otherwise")
    def reads_the_unit(dossier: Any, command: Any, norms: Any) -> Reasons:
        return YES if command.unit != "x" else [R50.forbidden("x", nl="x", en="y")]

    @guard(R50, nl="er is een eigenaar", en="there is an owner")
    def reads_what_is_nowhere(dossier: Any, command: Any, norms: Any) -> Reasons:
        return YES if dossier.nowhere else [R50.forbidden("x", nl="x", en="y")]

    road, dossier = at(State.IDENTIFIED)
    rules, command = with_guards(reads_the_unit, reads_what_is_nowhere), road.consult()
    (step,) = (s for s in next_steps(rules, dossier, command.at) if s.command is type(command))
    told = {r.code: (r.nl, r.en) for r in step.reasons if r.kind is ReasonKind.CANNOT_TELL}
    failed = (
        "de toets `reads_what_is_nowhere` zelf faalde (AttributeError); de deur blijft dicht",
        "the guard `reads_what_is_nowhere` itself failed (AttributeError); the door stays shut",
    )
    unsaid = "de toets `reads_the_unit` leest `unit` van het verzoek en zegt dat niet: geef haar `reads=Reads.COMMAND`"
    unsaid_en = (
        "the guard `reads_the_unit` reads `unit` of the command and does not say so: give it `reads=Reads.COMMAND`"
    )
    mendable = (f"{unsaid}; de deur blijft dicht", f"{unsaid_en}; the door stays shut")
    assert {"guard-reads_the_unit": mendable, "guard-reads_what_is_nowhere": failed} == told
    reasons = decide(rules, dossier, command).verdict.reasons
    assert [failed] == [(r.nl, r.en) for r in reasons if r.kind is ReasonKind.CANNOT_TELL]


@pytest.mark.parametrize("answer", [(), []], ids=repr)
def test_a_guard_says_yes_by_no_reasons_at_all(answer: Any) -> None:
    """An empty list, as a guard collects it, is as good as `YES`."""
    right = Guard("right", (R50,), R50.title, Reads.DOSSIER, lambda d, x, n: answer)
    rules = LETTER.extended(name="same", version="1", doors={c.IdentifyProcess: (right,)})
    road = Road(letter.PROCESSES["douane/websites"])
    assert decide(rules, Dossier(process="p"), road.identify()).verdict.allowed


def test_a_guard_that_fails_cannot_tell_and_the_door_stays_shut() -> None:
    """Only yes opens; a failing guard is a reason of its own kind, and the others are still asked."""
    road, dossier = at(State.IDENTIFIED)
    verdict = decide(with_guards(fails, always_no), dossier, road.consult()).verdict
    assert VerdictKind.REFUSED is verdict.kind
    assert [ReasonKind.CANNOT_TELL, ReasonKind.FORBIDDEN] == [r.kind for r in verdict.reasons]
    assert "ZeroDivisionError" in verdict.reasons[0].nl


class TimeLimit(Exception):
    """What a task queue raises in the middle of whatever runs."""


@pytest.mark.parametrize(
    "errors",
    [
        [TimeLimit(), None],
        [TimeLimit(), ZeroDivisionError()],
        [ZeroDivisionError(), TimeLimit()],
        [MemoryError(), MemoryError()],
        [RecursionError(), RecursionError()],
    ],
    ids=repr,
)
def test_an_interruption_is_no_answer(errors: list[Exception | None]) -> None:
    """What does not fail in the same way again is raised as it came; memory and the stack never are an answer."""
    left = iter(errors)

    def fails(*_: object) -> list[Reason]:
        if (error := next(left)) is not None:
            raise error
        return []

    guard = Guard("fails", (R50,), R50.title, Reads.DOSSIER, fails)
    road, dossier = at(State.IDENTIFIED)
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is what is asked
        decide(with_guards(guard), dossier, road.consult())
    assert errors[0] is raised.value


def test_what_a_handler_of_a_signal_raises_is_never_an_answer() -> None:
    """Also when it strikes twice in one place, however it is wrapped, and gathered with other errors."""

    class Handler:
        def __call__(self, number: int, frame: object) -> None:
            raise TimeLimit

        struck = __call__

    def waits(*_: object) -> list[Reason]:
        signal.raise_signal(signal.SIGUSR1)
        return []

    road, dossier = at(State.IDENTIFIED)
    before = signal.getsignal(signal.SIGUSR1)
    try:
        run: Any = copy_context().run
        hidden = partial(run, Handler().struck)  # of which nobody can tell the code
        handlers: list[Any] = [Handler(), Handler().struck, partial(Handler().struck), hidden]
        for handler in handlers:
            signal.signal(signal.SIGUSR1, handler)
            guard = Guard("waits", (R50,), R50.title, Reads.DOSSIER, waits)
            with pytest.raises(TimeLimit):
                decide(with_guards(guard), dossier, road.consult())
    finally:
        signal.signal(signal.SIGUSR1, before)

    def gathers(*_: object) -> list[Reason]:
        raise ExceptionGroup("several", [ValueError(), ExceptionGroup("more", [MemoryError()])])

    with pytest.raises(ExceptionGroup):
        decide(with_guards(Guard("gathers", (R50,), R50.title, Reads.DOSSIER, gathers)), dossier, road.consult())


def test_a_guard_fails_alike_where_it_fails_in_the_same_place() -> None:
    """An error of the same kind from another line is another failure, and no answer."""
    asked: list[int] = []

    def fails(*_: object) -> list[Reason]:
        asked.append(1)
        if len(asked) == 1:
            raise ZeroDivisionError
        raise ZeroDivisionError

    guard = Guard("fails", (R50,), R50.title, Reads.DOSSIER, fails)
    road, dossier = at(State.IDENTIFIED)
    with pytest.raises(ZeroDivisionError):
        decide(with_guards(guard), dossier, road.consult())
    assert 2 == len(asked)


def test_the_error_of_a_guard_can_be_seen() -> None:
    """Whoever wrote the guard gets its error, with where it was raised; of a verdict without failures there is none."""
    road, dossier = at(State.IDENTIFIED)
    rules, command = with_guards(fails, always_no), road.consult()
    ((guard, error),) = failures(rules, dossier, command, decide(rules, dossier, command).verdict)
    assert (fails, ZeroDivisionError) == (guard, type(error))
    assert error.__traceback__ is not None
    assert [] == list(failures(LETTER, dossier, command, decide(LETTER, dossier, command).verdict))


def test_a_reason_that_only_looks_like_one_is_no_answer() -> None:
    """A reason of a class of one's own could not be read back; the guard cannot tell."""

    class Own(Reason):
        """A reason of another class."""

    own = Own(rule="R50", code="x", kind=ReasonKind.WARNING, source=R50.source, nl="x", en="x")
    guard = Guard("own", (R50,), R50.title, Reads.DOSSIER, lambda d, x, n: [own])
    road, dossier = at(State.IDENTIFIED)
    (reason,) = decide(with_guards(guard), dossier, road.consult()).verdict.reasons
    assert ("guard-own", ReasonKind.CANNOT_TELL) == (reason.code, reason.kind)


def test_already_the_first_record_can_be_set_aside() -> None:
    """Nothing is known then: the process stays where it was, which is nowhere, and is pinned to no rules."""
    road, (unread,) = Road(letter.PROCESSES["douane/websites"]), (Dossier(process="p", unread=(1,)),)
    event = decide(LETTER, unread, road.set_aside((1,)))
    assert (VerdictKind.ACCEPTED, State.NEW) == (event.verdict.kind, event.after)
    now = event.command.at
    assert Dossier(process="p", at=now, moved_at=now) == evolve(unread, event, 2)


def test_a_command_that_the_rules_do_not_know_is_unknown() -> None:
    """Not refused and not from another state: there is no such door."""
    road, dossier = at(State.IDENTIFIED)
    doors = {command: guards for command, guards in LETTER.doors.items() if command is not c.NotifyBody}
    rules = attrs.evolve(LETTER, name="zonder-melding", arrows=tuple(_without(c.NotifyBody)), doors=doors)
    happened = decide(rules, dossier, road.notify("dor"))
    assert VerdictKind.UNKNOWN_COMMAND is happened.verdict.kind
    assert dossier == evolve(dossier, happened)


def test_a_command_from_another_state_hears_everything_that_is_missing() -> None:
    """Not from this state, and on top of it every reason of the door, so that nobody has to come back twice."""
    road, dossier = at(State.PLAN_DRAFTED)
    verdict = decide(LETTER, dossier, road.decide()).verdict
    assert VerdictKind.NOT_FROM_STATE is verdict.kind
    assert "not-from-state" == verdict.reasons[0].code
    assert 5 == sum(r.code.startswith("untested-") for r in verdict.reasons)


def test_where_nobody_of_the_letter_can_stand_nothing_leads_on() -> None:
    """A dossier that stands in a state of other rules has no next step."""
    road, dossier = at(State.IDENTIFIED)
    elsewhere: Any = ProgrammeState.OPEN
    assert () == next_steps(LETTER, attrs.evolve(dossier, state=elsewhere), road.moment)


def test_deciding_twice_gives_the_same_answer_and_changes_nothing() -> None:
    """`decide` is a function: the same input, the same event; the dossier stays as it was."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command, copy = road.decide(), attrs.evolve(dossier)
    assert decide(LETTER, dossier, command) == decide(LETTER, dossier, command)
    assert copy == dossier


def test_no_guard_fails_on_an_empty_dossier() -> None:
    """Whatever is asked of a process that is not identified yet, every guard gives an answer."""
    road = Road(letter.PROCESSES["douane/websites"])
    others = (road.fall_back(), road.stop(), road.revise(), road.return_plan(), road.redact((1,)))
    asked = [*road.until(State.COMPLETED), *others]
    for command in asked:
        reasons = decide(LETTER, Dossier(process="p"), command).verdict.reasons
        assert [] == [r for r in reasons if r.kind is ReasonKind.CANNOT_TELL]


def test_guards_that_do_not_read_the_command_can_be_asked_with_a_bare_one() -> None:
    """`next_steps` asks with a command that carries nothing; in no state does a guard fail on it."""
    for state in occurring(TABLE):
        assert isinstance(state, State)
        governance = state in (State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN)
        if state is State.STOPPED:
            continue
        road, dossier = at(state, route=c.Route.GOVERNANCE if governance else c.Route.SHIFT)
        steps = next_steps(LETTER, dossier, road.moment + timedelta(days=1), road.ministry)
        assert [a for a in LETTER.arrows if a.source is state] == [Arrow(s.command, state, s.target) for s in steps]
        assert [] == [r for s in steps for r in s.reasons if r.kind is ReasonKind.CANNOT_TELL]


# -- rules as a value ----------------------------------------------------------------------------------------------------


def test_the_hash_follows_the_structure() -> None:
    """Another version, guard, arrow or norm is another hash; the same structure is the same hash."""
    # no guard of the letter: it may be wrong on purpose
    ours = attrs.evolve(with_guards(always_no), always=(warns,))
    other: list[dict[str, Any]] = [
        {"version": "3"},
        {"name": "other"},
        {"always": ()},
        {"doors": {**ours.doors, c.FallBack: ()}},
        {"norms": attrs.evolve(LETTER.norms, separate_duties=False)},
    ]
    hashes = {attrs.evolve(ours, **changes).hash for changes in other}
    assert len(other) == len(hashes - {ours.hash})
    assert ours.hash == attrs.evolve(ours).hash


def test_rules_have_a_name_that_a_record_can_hold() -> None:
    """Name and version stand in every record; a set that has none, or more than a line, is no set of rules."""
    assert (LETTER.name, LETTER.version, LETTER.hash) == attrs.astuple(LETTER.ref)
    with pytest.raises(DefinitionError) as error:
        attrs.evolve(LETTER, name=" ", version="1\n2")
    assert ["`name` van de regels: verwacht een tekst die niet leeg is; kreeg ' '"] == [
        f.nl for f in error.value.faults
    ][:1]
    assert 2 == len(error.value.faults)


def test_rules_can_be_extended_by_a_ministry() -> None:
    """More guards at a door, under another name and version; the letter's own rules stay as they are."""
    stricter = LETTER.extended(name="letter+own", version="1", doors={c.FallBack: (always_no,)})
    road, dossier = at(State.PHASED_TRANSFER)
    assert ["no"] == [r.code for r in decide(stricter, dossier, road.fall_back()).verdict.reasons]
    assert decide(LETTER, dossier, road.fall_back()).verdict.allowed
    assert LETTER.hash != stricter.hash


def test_a_guard_says_what_it_reads() -> None:
    """By default a guard reads the dossier and the moment; `YES` is no reasons at all."""
    assert Reads.DOSSIER is always_no.reads
    assert () == YES
    assert ("always_no", (R50,)) == (always_no.name, always_no.rules)


def test_what_is_asked_of_every_command_is_asked_at_each_door() -> None:
    """Also of a command that somebody adds: nobody has to think of it."""
    always = [g.name for g in ALWAYS]
    asked = {command: [g.name for g in LETTER.guards_of(command)] for command in LETTER.doors}
    assert always
    assert dict.fromkeys(asked, always) == {command: names[: len(always)] for command, names in asked.items()}
