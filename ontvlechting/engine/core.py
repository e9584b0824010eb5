"""Judge, fold and look ahead: `decide`, `evolve` and `next_steps`, three pure functions.

House rules of this file:
1. No clock, chance, disk, log or network; the same input always gives the same answer.
2. A refusal is an answer; nothing here raises an error for it.
3. `decide` never changes a dossier; `evolve` never judges.
4. Arguments are not checked, because these functions run for every record. `Ledger` and `Workflow` check them first
   and say which one is wrong. Here a wrong argument gives an ordinary Python error, or the answer "unknown command".

A command is judged against the dossier (`decide`). The answer, yes or no, becomes an `Event`. When the shell has stored
it (`shell/workflow.py`), `evolve` folds it into the dossier. Replay is that fold, from the first record on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache, partial
from types import CodeType, MemberDescriptorType
from typing import Any, NamedTuple, TypeVar

import attrs
from attrs import frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.command import ANSWERS, Command
from ontvlechting.engine.days import day_of, written
from ontvlechting.engine.doors import YES, Guard, Means
from ontvlechting.engine.dossier import KEPT, Dossier, asked_of, hand_on, kinds_of, looked_at
from ontvlechting.engine.errors import DefinitionError, failed, of_dossier, shown, unrecorded
from ontvlechting.engine.events import Event
from ontvlechting.engine.outside import interrupts, unfinished
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.soundness import YES_OR_NO, misfit_of_answer, misfits_of_changes, of_command
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import NOBODY, Actor, Role
from ontvlechting.engine.verdicts import ACCEPTED, Mend, Reason, ReasonKind, Supplier, Verdict, VerdictKind

_D = TypeVar("_D", bound=Dossier)


@frozen
class NextStep(Shows):
    """One door from here (*volgende stap*).

    Attributes:
        command: the command that passes this door.
        source: the present state.
        target: the state that it leads to; the same for a fact.
        reasons: everything that keeps it shut now, with who can supply what is missing; warnings too.
        asks: the questions that can only be answered when the command is given.
        ended: whether the present state is final, so that no step leads on.
    """

    command: type[Command]
    source: State
    target: State
    reasons: tuple[Reason, ...]
    asks: tuple[Text, ...]
    ended: bool = False

    @property
    def open(self) -> bool:
        """Whether no reason that is known now keeps this door shut."""
        return not any(r.shuts for r in self.reasons)

    def __bool__(self) -> bool:
        """Whether it is open."""
        return self.open

    @property
    def moves(self) -> bool:
        """Whether the state changes; otherwise a fact is recorded."""
        return self.source is not self.target


def decide(rules: Rules, dossier: Dossier, command: Command) -> Event:
    """Judge one command. All guards of its door are asked, also when it cannot be given in this state.

    The types of the arguments are not checked, because this runs for every record; `Workflow.ask` checks them.

    Args:
        rules: the rules to judge by.
        dossier: all that is known of the process.
        command: what is asked.

    Returns:
        The event to record: accepted, refused, not from this state, or unknown command.
    """
    # INVARIANT: the same question has the same answer (tests/test_core.py::test_deciding_twice_gives_the_same_answer_and_changes_nothing)
    kind: Any = type(command)
    entry = rules.table.get((kind, dossier.state))
    if entry is not None:
        target, guards = entry
        verdict = _verdict_of(every_reason(rules, guards, dossier, command))
        if kind.foretells and verdict.allowed and (ahead := _warnings_ahead(rules, dossier, command, target)):
            verdict = Verdict(kind=verdict.kind, reasons=(*verdict.reasons, *ahead))
        after = target if verdict.allowed else dossier.state
    elif kind in rules.doors:
        elsewhere = not_from_here(rules, dossier.state, kind)
        elsewhere = _with_mends(elsewhere, elsewhere.mends, _suppliers(elsewhere, command))
        reasons = (elsewhere, *ask(rules, rules.guards_of(kind), dossier, command))
        verdict, after = Verdict(kind=VerdictKind.NOT_FROM_STATE, reasons=reasons), dossier.state
    else:
        verdict, after = Verdict(kind=VerdictKind.UNKNOWN_COMMAND), dossier.state
    return Event(dossier.process, command, verdict, dossier.state, after, rules.ref)


def every_reason(rules: Rules, guards: Sequence[Guard], dossier: Dossier, command: Command) -> tuple[Reason, ...]:
    """Every reason of every guard.

    A move that is dated before the latest act on record is judged twice: on the whole dossier, and on the dossier
    without what happened after its own moment. So a move cannot rest on what happened after it, and cannot be
    backdated to before what forbids it.
    """
    # INVARIANT: a move rests on nothing of after it (tests/spirit/test_facts_and_moves.py::test_a_move_rests_on_nothing_of_after_it)
    reasons = ask(rules, guards, dossier, command)
    then = _dossier_as_of(dossier, command.at) if command.in_turn else None
    return reasons if then is None else _with_earlier(rules, command.at, reasons, ask(rules, guards, then, command))


def _dossier_as_of(dossier: Dossier, at: datetime) -> Dossier | None:
    """The dossier without what happened after a moment; None when nothing did."""
    if dossier.at is None or at >= dossier.at:
        return None
    then = dossier.as_of(at)
    return None if then is dossier else then


def _with_earlier(
    rules: Rules, at: datetime, reasons: Sequence[Reason], of_then: Iterable[Reason]
) -> tuple[Reason, ...]:
    """These reasons, followed by those that shut the door only at the earlier moment; the latter name its day."""
    day = written(day_of(at, rules.norms.zone))
    more = (r for r in of_then if r.shuts and r not in reasons)
    told = [
        attrs.evolve(r, nl=f"zoals het stond op {day.nl}: {r.nl}", en=f"as it stood on {day.en}: {r.en}") for r in more
    ]
    return (*reasons, *told)


def _warnings_ahead(rules: Rules, dossier: Dossier, command: Command, target: State) -> tuple[Reason, ...]:
    """Warnings for what later doors would refuse, as things stand, because of what this command supplies."""
    kind = type(command)
    event = Event(dossier.process, command, ACCEPTED, dossier.state, target, rules.ref)
    given, told = evolve(dossier, event), dict[tuple[str, str], Reason]()
    probe = Command(by=NOBODY, at=command.at)
    for door, guard in rules.foreseen.get(kind, ()):
        for reason in ask(rules, (guard,), given, probe, door):
            fields = dict(guard.means(reason.code))
            if reason.shuts and kind in fields and reason.earliest is None:  # not those that time alone mends
                mend = Mend(command=kind.key, field=fields[kind])
                told.setdefault((reason.code, reason.nl), _as_warning(reason, door, mend))
    return tuple(told.values())


def _as_warning(reason: Reason, door: type[Command], mend: Mend) -> Reason:
    """A reason of a later door as a warning that names that door."""
    nl, en = door.title.nl, door.title.en
    return attrs.evolve(
        reason,
        kind=ReasonKind.WARNING,
        code=f"ahead-{reason.code}",
        nl=f"hiermee wordt «{nl}» geweigerd: {reason.nl}",
        en=f"with this, «{en}» will be refused: {reason.en}",
        mends=(mend,),
    )


def _verdict_of(reasons: tuple[Reason, ...]) -> Verdict:
    """The verdict with these reasons: yes, unless one of them shuts the door."""
    if not reasons:
        return ACCEPTED
    refused = any(r.shuts for r in reasons)
    return Verdict(kind=VerdictKind.REFUSED if refused else VerdictKind.ACCEPTED, reasons=reasons)


def evolve(dossier: _D, event: Event, number: int | None = None) -> _D:
    """Fold one event into the dossier. A refusal changes nothing; the first yes pins it to the rules that judged.

    The types of the arguments are not checked, because this runs for every record.

    Args:
        dossier: all that is known so far.
        event: what happened.
        number: the number of its record, by which a dossier may keep what was accepted (`Dossier.kept`); None without a
            ledger.

    Raises:
        DefinitionError: the effect of the command, or what the dossier keeps of it, fails or changes what it may not change; a
            `Workflow` then records nothing.
    """
    # INVARIANT: a refusal changes nothing (tests/test_properties.py::test_t6_an_illegal_command_changes_nothing_and_adds_one_record)
    if not event.verdict.allowed:
        return dossier
    command, at = event.command, event.command.at
    changes: dict[str, Any] = {"at": at if dossier.at is None else max(dossier.at, at)}
    if dossier.rules is None:
        changes["rules"] = event.rules
    if command.in_turn:
        changes["moved_at"] = at
    if event.after is not dossier.state:
        changes |= {**_told_by(dossier, "moved", at), "state": event.after, "since": at}
    changes.update(_effect_of(command, dossier))
    changes.update(_told_by(dossier, "kept", command, number))
    after = _copy_with(dossier, changes)
    hand_on(dossier, after)
    return after


def _effect_of(command: Command, dossier: Dossier) -> Mapping[str, Any]:
    """The fields of the dossier that the effect of a command changes, with their new values.

    Raises:
        DefinitionError: the effect fails, or changes what it may not change.
    """
    # INVARIANT: only the table moves a process (tests/test_effects.py::test_only_the_table_moves_a_process)
    try:
        given: Any = command.effect(dossier)
    except Exception as error:
        if interrupts(error):
            raise
        raise failed(Text(nl="`effect`", en="`effect`"), of_command(type(command)), error) from error
    kind: Any = type(dossier)
    asked: Any = type(command)
    layout = _layout_of(kind)
    fits = type(given) is dict and given.keys() <= layout.own
    for name in given if fits else ():
        fits = fits and isinstance(given[name], layout.kinds[name])
    if not fits and (found := misfits_of_changes(asked, given, kind)):
        raise DefinitionError([unrecorded(fault) for fault in found])
    changes: Mapping[str, Any] = given
    return changes if _is_ours(asked, "effect") else looked_at(dossier, changes, "effect", of_command(asked))


def _told_by(dossier: Dossier, method: str, *given: Any) -> Mapping[str, Any]:
    """What changes by what a dossier says itself.

    Raises:
        DefinitionError: that fails, or it cannot be kept.
    """
    kind: Any = type(dossier)
    if _is_ours(kind, method):
        changes: Mapping[str, Any] = getattr(dossier, method)(*given)
        return changes
    return looked_at(dossier, asked_of(dossier, method, dict, *given), method, of_dossier(dossier))


def asked_of_command(command: Command, method: str) -> Any:
    """What a command answers by one of its methods beyond the ordinary: those of `ANSWERS`.

    Raises:
        DefinitionError: that fails, or it gives something else than is expected.
    """
    kind: Any = type(command)
    if _is_ours(kind, method):
        return getattr(command, method)()
    fits, expected = ANSWERS[method]
    return _answered(command, method, getattr(command, method), fits, expected)


def agreed(command: Command, name: str, function: Callable[..., Any], *given: Any) -> bool:
    """What a function that came with such an answer says of another process: yes or no.

    Raises:
        DefinitionError: it fails, or says neither.
    """
    return bool(_answered(command, name, partial(function, *given), lambda said: type(said) is bool, YES_OR_NO))


def _answered(
    command: Command, name: str, function: Callable[[], Any], fits: Callable[[Any], bool], expected: Text
) -> Any:
    """What a function of a command answers, if that is what is expected.

    Raises:
        DefinitionError: it fails, or gives something else.
    """
    kind = type(command)
    try:
        given = function()
        unfit = unfinished(given) or not fits(given)
    except Exception as error:
        if interrupts(error):
            raise
        raise failed(Text(nl=f"`{name}`", en=f"`{name}`"), of_command(kind), error) from error
    if unfit:
        raise DefinitionError([unrecorded(misfit_of_answer(kind, name, given, expected))])
    return given


@cache
def _is_ours(kind: Any, method: str) -> bool:
    """Whether a method comes with this library, which puts nothing in a dossier that cannot be kept there."""
    module: Any = getattr(getattr(kind, method), "__module__", None)
    return str(module).partition(".")[0] == __name__.partition(".")[0]


class _Layout(NamedTuple):
    """How the objects of one class of dossiers hold their fields.

    Attributes:
        fields: the names of all fields.
        own: the names of those that the effect of a command may change.
        kinds: the types that the value of each field can have.
        slots: a getter and a setter for each field that has a slot; the others are in `__dict__`.
        together: how many fields are in `__dict__`.
    """

    fields: frozenset[str]
    own: frozenset[str]
    kinds: Mapping[str, tuple[type, ...]]
    slots: tuple[tuple[Callable[[Any], Any], Callable[[Any, Any], None]], ...]
    together: int


@cache
def _layout_of(kind: Any) -> _Layout:
    names = frozenset(a.name for a in attrs.fields(kind))
    held = [slot for name in names if isinstance(slot := getattr(kind, name, None), MemberDescriptorType)]
    return _Layout(
        names,
        names - KEPT,
        kinds_of(kind),
        tuple((slot.__get__, slot.__set__) for slot in held),
        len(names) - len(held),
    )


def _copy_with(value: _D, changes: Mapping[str, Any]) -> _D:
    """A copy of a dossier with other values in these fields, without its cached derived values.

    Written out because it runs for every record: a constructor call with sixty fields takes many times as long. That is
    also why a dossier has no slots: its `__dict__` is copied in one go.

    Raises:
        AttributeError: there is no such field, so the change would be lost.
    """
    kind: Any = type(value)
    layout = _layout_of(kind)
    if not changes.keys() <= layout.fields:
        raise AttributeError(f"`{kind.__name__}` has no field {', '.join(sorted(changes.keys() - layout.fields))}")
    after: _D = object.__new__(kind)
    if layout.together:
        own = after.__dict__
        own.update(value.__dict__)
        if len(own) > layout.together:
            for name in own.keys() - layout.fields:
                del own[name]
    for get, put in layout.slots:
        put(after, get(value))
    for name, new in changes.items():
        object.__setattr__(after, name, new)
    return after


def next_steps(rules: Rules, dossier: Dossier, at: datetime, by: Actor | None = None) -> tuple[NextStep, ...]:
    """Every door from here: open, or exactly what is missing and who supplies it.

    Args:
        rules: the rules to judge by.
        dossier: all that is known of the process.
        at: the moment for which this is asked.
        by: who would ask, or None to leave questions about the actor open.

    Returns:
        One step for each arrow from the present state, in the order of the table. A guard that reads the content of the
        command cannot be asked in advance, and without `by` neither can a guard that reads the actor; their questions
        are in `asks`.
    """
    probe = Command(by=NOBODY if by is None else by, at=at)
    view = rules.ahead(dossier.state, known=by is not None)
    # INVARIANT: a guard answers the same at every door of a state, so it is asked once (tests/test_costs.py::test_looking_ahead_asks_each_guard_once)
    answers = _answers(view.guards, rules, dossier, probe)
    refusing = {n for n, found in enumerate(answers) if found}
    then = _dossier_as_of(dossier, at)
    of_then = [] if then is None else _answers(view.guards, rules, then, probe)
    ended = dossier.state in rules.final

    def told(answers: Sequence[Sequence[Reason]], asked: Iterable[int], kind: type[Command]) -> tuple[Reason, ...]:
        return tuple([_complete(r, view.guards[n], rules, dossier, probe, kind) for n in asked for r in answers[n]])

    steps = []
    for arrow, asked, left in view.doors:
        kind = arrow.command
        reasons = () if refusing.isdisjoint(asked) else told(answers, asked, kind)
        if of_then and kind.in_turn:
            reasons = _with_earlier(rules, at, reasons, told(of_then, asked, kind))
        steps.append(NextStep(arrow.command, arrow.source, arrow.target, reasons, left, ended))
    return tuple(steps)


def ask(
    rules: Rules, guards: Iterable[Guard], dossier: Dossier, command: Command, kind: type[Command] | None = None
) -> tuple[Reason, ...]:
    """Every reason of every guard, up to `MOST` of each. A guard that fails gives the reason that it cannot tell.

    Each reason names the commands that can supply what is missing, as its guard declares them. When `command` is only a
    stand-in for a command of another kind, `kind` is that kind.

    An interruption is not an answer, because the guard may answer something else the next time. So a guard that fails
    is asked again, and unless it fails in the same way at the same place, the error is raised. It is raised at once
    when memory or the stack ran out, or when a signal handler raised it (`interrupts`).
    """
    # INVARIANT: every guard is asked (tests/test_core.py::test_all_guards_answer_never_only_the_first)
    asked, several = kind or type(command), tuple(guards)
    answers = _answers(several, rules, dossier, command)
    if not any(answers):
        return ()
    return tuple(
        [
            _complete(r, guard, rules, dossier, command, asked)
            for guard, found in zip(several, answers, strict=True)
            for r in found
        ]
    )


def beforehand(
    rules: Rules, dossier: Dossier, probe: Command
) -> Callable[[Iterable[Guard], type[Command]], list[Reason]]:
    """A function that asks the guards of a door before there is a command.

    It asks them with `probe`, which has only a moment and an actor. A guard that is at several doors is asked once;
    only the commands that mend its reasons depend on the door.
    """
    then = _dossier_as_of(dossier, probe.at)
    answers: dict[int, tuple[Sequence[Reason], Sequence[Reason]]] = {}

    def answered(guard: Guard) -> tuple[Sequence[Reason], Sequence[Reason]]:
        found = answers.get(id(guard))
        if found is None:
            (now,) = _answers((guard,), rules, dossier, probe)
            found = answers[id(guard)] = now, () if then is None else _answers((guard,), rules, then, probe)[0]
        return found

    def at(guards: Iterable[Guard], kind: type[Command]) -> list[Reason]:
        now: list[Reason] = []
        of_then: list[Reason] = []
        for guard in guards:
            for told, found in zip((now, of_then), answered(guard), strict=True):
                told += [_complete(r, guard, rules, dossier, probe, kind) for r in found]
        return [*_with_earlier(rules, probe.at, now, of_then)] if of_then and kind.in_turn else now

    return at


def _answers(guards: tuple[Guard, ...], rules: Rules, dossier: Dossier, command: Command) -> list[Sequence[Reason]]:
    """The reasons of each of these guards; of one that fails, the reason that it cannot tell."""
    answers: list[Sequence[Reason]] = []
    norms = rules.norms
    for guard in guards:
        try:
            found = guard.check(dossier, command, norms)
            answers.append(
                YES if found is YES or (type(found) is list and not found) else _checked_reasons(found, guard, rules)
            )
        except Exception as error:
            # INVARIANT: an interruption is no answer (tests/test_core.py::test_an_interruption_is_no_answer)
            if interrupts(error) or not _fails_alike(error, guard, rules, dossier, command):
                raise
            answers.append((_cannot_tell(guard, error, command),))
    return answers


def _cannot_tell(guard: Guard, error: Exception, command: Command) -> Reason:
    """The reason that a guard failed; if it read a field that only a real command has, with how to declare that."""
    name = guard.name
    nl = f"de toets `{name}` zelf faalde ({type(error).__name__})"
    en = f"the guard `{name}` itself failed ({type(error).__name__})"
    if type(command) is Command and isinstance(error, AttributeError) and error.obj is command:
        nl = f"de toets `{name}` leest `{error.name}` van het verzoek en zegt dat niet: geef haar `reads=Reads.COMMAND`"
        en = (
            f"the guard `{name}` reads `{error.name}` of the command and does not say so: give it `reads=Reads.COMMAND`"
        )
    if isinstance(error, _OneReason):
        nl = f"de toets `{name}` antwoordt met een reden en niet met een lijst van redenen: zet haar in een lijst"
        en = f"the guard `{name}` answers with a reason and not with a list of reasons: put it in a list"
    return guard.rules[0].cannot_tell(
        f"guard-{name}", nl=f"{nl}; de deur blijft dicht", en=f"{en}; the door stays shut"
    )


def _complete(reason: Reason, guard: Guard, rules: Rules, dossier: Dossier, command: Command, asked: Any) -> Reason:
    """The reason with the commands that mend it and who can supply it; unchanged when the guard failed."""
    if reason.kind is ReasonKind.CANNOT_TELL:
        return reason
    mends = reason.mends or _mends_of(rules, dossier.state, asked, guard.means(reason.code))
    return _with_mends(reason, mends, _suppliers(reason, command))


def _with_mends(reason: Reason, mends: tuple[Mend, ...], suppliers: tuple[Supplier, ...]) -> Reason:
    """A copy of the reason with other mends and suppliers; written out because it runs for every door."""
    if mends is reason.mends and suppliers is reason.suppliers:
        return reason
    whole = object.__new__(Reason)
    held = whole.__dict__
    held.update(reason.__dict__)
    held["mends"] = mends
    held["suppliers"] = suppliers
    return whole


def _suppliers(reason: Reason, command: Command) -> tuple[Supplier, ...]:
    """Who can supply it: those that the reason names, or else whoever asks, unless it only waits for a moment."""
    if reason.suppliers or reason.earliest is not None or command.by is NOBODY:
        return reason.suppliers
    return _supplier_of(command.by.role, command.by.party)


@lru_cache(4096, typed=True)
def _supplier_of(role: Role, party: str) -> tuple[Supplier, ...]:
    """A supplier; cached, because many reasons have the same one."""
    return (Supplier(role=role, party=party),)


@lru_cache(4096)
def _mends_of(rules: Rules, state: State, asked: Any, means: Means) -> tuple[Mend, ...]:
    """Those of these commands that can be given in this state, or all if none can, and whether each leads back."""
    mends = []
    for kind, field in means:
        entry = rules.table.get((kind or asked, state))
        back = entry is not None and rules.depths[entry[0]] < rules.depths[state]
        mends.append((entry is not None, Mend(command=(kind or asked).key, field=field, back=back)))
    here = tuple(mend for can, mend in mends if can)
    return here or tuple(mend for _, mend in mends)


def failures(rules: Rules, dossier: Dossier, command: Command, verdict: Verdict) -> Iterator[tuple[Guard, Exception]]:
    """Each guard that failed in this verdict, with the error that it raises when asked again. For authors and logs."""
    failed = {r.code for r in verdict.reasons if r.kind is ReasonKind.CANNOT_TELL}
    for guard in rules.guards_of(type(command)) if failed and type(command) in rules.doors else ():
        if f"guard-{guard.name}" in failed:
            try:
                _checked_reasons(guard.check(dossier, command, rules.norms), guard, rules)
            except Exception as error:
                yield guard, error


MOST = 100
"""How many reasons are given of one guard; if there are more, one extra reason says how many."""


def _checked_reasons(found: object, guard: Guard, rules: Rules) -> Sequence[Reason]:
    """The reasons of a guard, checked, and no more than `MOST` and one, so that a record stays small.

    Raises:
        TypeError: the answer is not a list or tuple of reasons; an empty text or None is not a yes. Or a reason names a
            role that these rules do not have, so that the record could not be read back.
    """
    if type(found) is not list and type(found) is not tuple:
        raise _no_answer(guard, found)
    reasons = tuple(found)  # a copy, because the guard may still change its list
    for reason in reasons:
        if type(reason) is not Reason:
            raise _no_answer(guard, found)
        for supplier in reason.suppliers:
            # INVARIANT: a reason can be read back (tests/test_core.py::test_a_guard_that_names_a_role_of_other_rules_cannot_tell)
            if type(supplier.role) is not rules.roles:
                raise TypeError(f"guard `{guard.name}` named {supplier.role!r}, which is no role of these rules")
    if len(reasons) <= MOST:
        return reasons
    rest = reasons[MOST:]
    gravest = next((r for r in rest if r.shuts), rest[0])
    more = attrs.evolve(
        gravest,
        code=f"{gravest.code}-more",
        nl=f"en nog {len(rest)} redenen van deze toets",
        en=f"and {len(rest)} more reasons of this check",
        suppliers=(),
        earliest=None,
        about=(),
    )
    return (*reasons[:MOST], more)


class _OneReason(TypeError):
    """A guard answers with a reason that is in no list."""


def _no_answer(guard: Guard, found: object) -> TypeError:
    kind = _OneReason if type(found) is Reason else TypeError
    return kind(f"guard `{guard.name}` answered {shown(found)}; expected `YES` or a list of reasons")


def _fails_alike(error: Exception, guard: Guard, rules: Rules, dossier: Dossier, command: Command) -> bool:
    """Whether the guard, asked again, raises the same kind of error at the same place."""
    try:
        _checked_reasons(guard.check(dossier, command, rules.norms), guard, rules)
    except Exception as again:
        return (type(again), _raised_at(again)) == (type(error), _raised_at(error))
    return False


def _raised_at(error: Exception) -> list[tuple[CodeType, int]]:
    """Where an error was raised: the instruction in each stack frame below the one that called the guard."""
    steps, trace = [], error.__traceback__
    while trace is not None:
        steps.append((trace.tb_frame.f_code, trace.tb_lasti))
        trace = trace.tb_next
    return steps[1:]  # the first frame is the caller


@lru_cache(4096)
def not_from_here(rules: Rules, state: State, command: Any) -> Reason:
    """The reason that a command cannot be given in this state: where it can be, and the first moves to get there."""
    sources = [a.source for a in rules.arrows if a.command is command]
    first = tuple(dict.fromkeys((kind, None) for kind in _first_moves(rules, state, frozenset(sources))))
    return rules.order.not_yet(
        "not-from-state",
        nl=f"«{command.title.nl}» kan niet vanuit `{state.title.nl}`, "
        f"wel vanuit {', '.join(f'`{s.title.nl}`' for s in sources)}",
        en=f"«{command.title.en}» cannot be done from `{state.title.en}`, "
        f"only from {', '.join(f'`{s.title.en}`' for s in sources)}",
        mends=_mends_of(rules, state, command, first),
    )


def _first_moves(rules: Rules, state: State, wanted: frozenset[State]) -> Iterator[type[Command]]:
    """The first move of each shortest path from a state to one of these; none when there is no path."""
    edge: dict[State, list[type[Command]]] = {state: []}
    seen = {state}
    while edge and not wanted & edge.keys():
        further: dict[State, list[type[Command]]] = {}
        for arrow in rules.arrows:
            if arrow.source in edge and arrow.target not in seen:
                further.setdefault(arrow.target, []).extend(edge[arrow.source] or [arrow.command])
        seen |= further.keys()
        edge = further
    for reached, first in edge.items():
        if reached in wanted:
            yield from first
