"""Judge, fold, look ahead: three pure functions, and nothing else.

House rules of this file:
1. No clock, chance, disk, log or network; the same input always gives the same answer.
2. A refusal is an answer. Nothing here raises for it.
3. `decide` never changes a dossier; `evolve` never judges.
4. What is given is not looked at: these run for every record. `Ledger` and `Workflow` look at it first, and refuse by name what is of another
   kind; here that is an error of Python itself, or a command that nobody knows.

A command is judged against the dossier (`decide`). The answer, yes or no, becomes an `Event`; once that is stored by
the shell (`shell/workflow.py`), `evolve` folds it into the dossier. Replay is that fold from the first record on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from types import CodeType, MemberDescriptorType
from typing import Any, NamedTuple, TypeVar

import attrs
from attrs import frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.command import Command
from ontvlechting.engine.days import day_of, written
from ontvlechting.engine.dossier import (
    KEPT,
    Dossier,
    asked_of,
    failed,
    hand_on,
    kinds_of,
    looked_at,
    of_dossier,
    unrecorded,
)
from ontvlechting.engine.errors import DefinitionError, shown
from ontvlechting.engine.events import Event
from ontvlechting.engine.outside import interrupts
from ontvlechting.engine.rulebook import YES, Guard, Means, Rules, misfits_of_changes, of_command
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import NOBODY, Actor, Role
from ontvlechting.engine.verdicts import ACCEPTED, Mend, Reason, ReasonKind, Supplier, Verdict, VerdictKind

_D = TypeVar("_D", bound=Dossier)


@frozen
class NextStep(Shows):
    """One door from here (*volgende stap*).

    Attributes:
        command: what may be asked.
        source: where the process stands.
        target: where it leads; the same for a fact.
        reasons: everything that keeps it shut now, with who can supply it; empty when it is open.
        asks: what the command itself still has to show when it is given.
        ended: whether the process has ended where it stands, so that no step leads on.
    """

    command: type[Command]
    source: State
    target: State
    reasons: tuple[Reason, ...]
    asks: tuple[Text, ...]
    ended: bool = False

    @property
    def open(self) -> bool:
        """Whether nothing that is known now keeps this door shut."""
        return not any(r.shuts for r in self.reasons)

    def __bool__(self) -> bool:
        """Whether it is open."""
        return self.open

    @property
    def moves(self) -> bool:
        """Whether the state changes; otherwise a fact is recorded."""
        return self.source is not self.target


def decide(rules: Rules, dossier: Dossier, command: Command) -> Event:
    """Judge one command. All guards of its door are asked, also when the state does not have that door.

    Of which kind the three are is not looked at, for this runs for every record; `Workflow.ask` does.

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
        verdict = _answer(every_reason(rules, guards, dossier, command))
        if kind.foretells and verdict.allowed and (ahead := _ahead(rules, dossier, command, target)):
            verdict = Verdict(kind=verdict.kind, reasons=(*verdict.reasons, *ahead))
        after = target if verdict.allowed else dossier.state
    elif kind in rules.doors:
        elsewhere = not_from_here(rules, dossier.state, kind)
        elsewhere = _completed(elsewhere, elsewhere.mends, _suppliers(elsewhere, command))
        reasons = (elsewhere, *ask(rules, rules.guards_of(kind), dossier, command))
        verdict, after = Verdict(kind=VerdictKind.NOT_FROM_STATE, reasons=reasons), dossier.state
    else:
        verdict, after = Verdict(kind=VerdictKind.UNKNOWN_COMMAND), dossier.state
    return Event(dossier.process, command, verdict, dossier.state, after, rules.ref)


def every_reason(rules: Rules, guards: Sequence[Guard], dossier: Dossier, command: Command) -> tuple[Reason, ...]:
    """Every reason of every guard; of a move of before what is on record, also those that there were at its moment.

    So nobody rests a move on what happened after it, and nobody dates it back to before what keeps it from being made.
    """
    # INVARIANT: a move rests on nothing of after it (tests/spirit/test_facts_and_moves.py::test_a_move_rests_on_nothing_of_after_it)
    reasons = ask(rules, guards, dossier, command)
    then = _then(dossier, command.at) if command.in_turn else None
    return reasons if then is None else _with_those(rules, command.at, reasons, ask(rules, guards, then, command))


def _then(dossier: Dossier, at: datetime) -> Dossier | None:
    """What was on record of up to a moment; None where nothing is of after it."""
    if dossier.at is None or at >= dossier.at:
        return None
    then = dossier.until(at)
    return None if then is dossier else then


def _with_those(rules: Rules, at: datetime, reasons: Sequence[Reason], of_then: Iterable[Reason]) -> tuple[Reason, ...]:
    """These reasons, and those that only shut at an earlier moment, told as of that day."""
    day = written(day_of(at, rules.norms.zone))
    more = (r for r in of_then if r.shuts and r not in reasons)
    told = [
        attrs.evolve(r, nl=f"zoals het stond op {day.nl}: {r.nl}", en=f"as it stood on {day.en}: {r.en}") for r in more
    ]
    return (*reasons, *told)


def _ahead(rules: Rules, dossier: Dossier, command: Command, target: State) -> tuple[Reason, ...]:
    """What later doors would refuse for what is given now, as it stands: a warning that names the door."""
    kind = type(command)
    event = Event(dossier.process, command, ACCEPTED, dossier.state, target, rules.ref)
    given, told = evolve(dossier, event), dict[tuple[str, str], Reason]()
    probe = Command(by=NOBODY, at=command.at)
    for door, guard in rules.foreseen.get(kind, ()):
        for reason in ask(rules, (guard,), given, probe, door):
            fields = dict(guard.means(reason.code))
            if reason.shuts and kind in fields and reason.earliest is None:  # time by itself mends the others
                mend = Mend(command=kind.key, field=fields[kind])
                told.setdefault((reason.code, reason.nl), _warned(reason, door, mend))
    return tuple(told.values())


def _warned(reason: Reason, door: type[Command], mend: Mend) -> Reason:
    """A later no, told beforehand."""
    nl, en = door.title.nl, door.title.en
    return attrs.evolve(
        reason,
        kind=ReasonKind.WARNING,
        code=f"ahead-{reason.code}",
        nl=f"hiermee wordt «{nl}» geweigerd: {reason.nl}",
        en=f"with this, «{en}» will be refused: {reason.en}",
        mends=(mend,),
    )


def _answer(reasons: tuple[Reason, ...]) -> Verdict:
    """Yes, unless one of these reasons shuts the door."""
    if not reasons:
        return ACCEPTED
    refused = any(r.shuts for r in reasons)
    return Verdict(kind=VerdictKind.REFUSED if refused else VerdictKind.ACCEPTED, reasons=reasons)


def evolve(dossier: _D, event: Event, number: int | None = None) -> _D:
    """Fold one event into the dossier. A refusal leaves it as it was; the first yes pins it to the rules that judged.

    Of which kind the two are is not looked at, for this runs for every record.

    Args:
        dossier: all that is known so far.
        event: what happened.
        number: the number of its record, by which a dossier may keep what was accepted (`Dossier.kept`); None without a
            ledger.

    Raises:
        DefinitionError: the effect of the command fails, or changes what it cannot, or so does what the dossier keeps of it; a
            `Workflow` records nothing then.
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
    after = _changed(dossier, changes)
    hand_on(dossier, after)
    return after


def _effect_of(command: Command, dossier: Dossier) -> Mapping[str, Any]:
    """What changes by the effect of a command, where that is for an effect to change.

    Raises:
        DefinitionError: it is not, or the effect fails.
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


@cache
def _is_ours(kind: Any, method: str) -> bool:
    """Whether a method comes with this library, which puts nothing in a dossier that cannot be kept there."""
    module: Any = getattr(getattr(kind, method), "__module__", None)
    return str(module).partition(".")[0] == __name__.partition(".")[0]


class _Layout(NamedTuple):
    """Where the values of one class hold what they hold.

    Attributes:
        fields: the names of all fields.
        own: those that the effect of a command can change.
        kinds: of which types a value of each is.
        slots: reads and writes each field that has a slot; the others are held together.
        together: how many those are.
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


def _changed(value: _D, changes: Mapping[str, Any]) -> _D:
    """A dossier with other values in these fields; nothing that was worked out of them comes along.

    Written out, for it runs at every record: to pass sixty fields by name takes many times as long. That is also why what a
    dossier holds stands in no slots: it is copied as one.

    Raises:
        AttributeError: there is no such field; an effect would be lost.
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
        at: the moment for which is asked.
        by: who would ask, or None to leave questions about the actor open.

    Returns:
        One step for each arrow from the present state, in the order of the table. Guards that read what a command
        carries, or who asks when that is not given, cannot be asked beforehand; their questions stand in `asks`.
    """
    probe = Command(by=NOBODY if by is None else by, at=at)
    view = rules.ahead(dossier.state, known=by is not None)
    # INVARIANT: a guard answers the same at every door of a state, so it is asked once (tests/test_costs.py::test_looking_ahead_asks_each_guard_once)
    answers = _answers(view.guards, rules, dossier, probe)
    refusing = {n for n, found in enumerate(answers) if found}
    then = _then(dossier, at)
    of_then = [] if then is None else _answers(view.guards, rules, then, probe)
    ended = dossier.state in rules.final

    def told(answers: Sequence[Sequence[Reason]], asked: Iterable[int], kind: type[Command]) -> tuple[Reason, ...]:
        return tuple([_mended(r, view.guards[n], rules, dossier, probe, kind) for n in asked for r in answers[n]])

    steps = []
    for arrow, asked, left in view.doors:
        kind = arrow.command
        reasons = () if refusing.isdisjoint(asked) else told(answers, asked, kind)
        if of_then and kind.in_turn:
            reasons = _with_those(rules, at, reasons, told(of_then, asked, kind))
        steps.append(NextStep(arrow.command, arrow.source, arrow.target, reasons, left, ended))
    return tuple(steps)


def ask(
    rules: Rules, guards: Iterable[Guard], dossier: Dossier, command: Command, kind: type[Command] | None = None
) -> tuple[Reason, ...]:
    """Every reason of every guard, up to `MOST` of each. A guard that fails cannot tell, and so does not open the door.

    The reasons say by which commands what is missing can be supplied, as the guard declares it. Where the command that is asked
    only stands in for another, `kind` says for which.

    That a guard was interrupted, or that memory or the stack ran out, is no answer of the guard: it would be another one
    next time. So whatever fails is asked once more, and unless it fails in the same way again the error is raised. What a
    handler of a signal raises is raised at once: it strikes where it likes, also twice in one place.
    """
    # INVARIANT: every guard is asked (tests/test_core.py::test_all_guards_answer_never_only_the_first)
    asked, several = kind or type(command), tuple(guards)
    answers = _answers(several, rules, dossier, command)
    if not any(answers):
        return ()
    return tuple(
        [
            _mended(r, guard, rules, dossier, command, asked)
            for guard, found in zip(several, answers, strict=True)
            for r in found
        ]
    )


def beforehand(
    rules: Rules, dossier: Dossier, probe: Command
) -> Callable[[Iterable[Guard], type[Command]], list[Reason]]:
    """Asks guards at doors of which there is no command yet, by one that only has the moment and whoever would ask.

    Each guard is asked once, at however many doors it stands: what it says of mending hangs on the door.
    """
    then = _then(dossier, probe.at)
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
                told += [_mended(r, guard, rules, dossier, probe, kind) for r in found]
        return [*_with_those(rules, probe.at, now, of_then)] if of_then and kind.in_turn else now

    return at


def _answers(guards: tuple[Guard, ...], rules: Rules, dossier: Dossier, command: Command) -> list[Sequence[Reason]]:
    """What each of these guards answers, or that it cannot tell."""
    answers: list[Sequence[Reason]] = []
    norms = rules.norms
    for guard in guards:
        try:
            found = guard.check(dossier, command, norms)
            answers.append(YES if found is YES or (type(found) is list and not found) else _told(found, guard))
        except Exception as error:
            # INVARIANT: an interruption is no answer (tests/test_core.py::test_an_interruption_is_no_answer)
            if interrupts(error) or not _fails_alike(error, guard, rules, dossier, command):
                raise
            answers.append((_cannot_tell(guard, error, command),))
    return answers


def _cannot_tell(guard: Guard, error: Exception, command: Command) -> Reason:
    """The reason that a guard failed; how that is mended, where it read what only a command that is given has."""
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


def _mended(reason: Reason, guard: Guard, rules: Rules, dossier: Dossier, command: Command, asked: Any) -> Reason:
    """The reason with the commands that mend it, and somebody who supplies it."""
    if reason.kind is ReasonKind.CANNOT_TELL:
        return reason
    mends = reason.mends or _mends_of(rules, dossier.state, asked, guard.means(reason.code))
    return _completed(reason, mends, _suppliers(reason, command))


def _completed(reason: Reason, mends: tuple[Mend, ...], suppliers: tuple[Supplier, ...]) -> Reason:
    """The reason with these, and for the rest as it is; written out, for it is done at every door."""
    if mends is reason.mends and suppliers is reason.suppliers:
        return reason
    whole = object.__new__(Reason)
    held = whole.__dict__
    held.update(reason.__dict__)
    held["mends"] = mends
    held["suppliers"] = suppliers
    return whole


def _suppliers(reason: Reason, command: Command) -> tuple[Supplier, ...]:
    """Who can supply it: whoever asks, where nobody is named and it is not only time that is waited for."""
    if reason.suppliers or reason.earliest is not None or command.by is NOBODY:
        return reason.suppliers
    return _whoever(command.by.role, command.by.party)


@lru_cache(4096, typed=True)
def _whoever(role: Role, party: str) -> tuple[Supplier, ...]:
    """The same in many reasons, so it is made once."""
    return (Supplier(role=role, party=party),)


@lru_cache(4096)
def _mends_of(rules: Rules, state: State, asked: Any, means: Means) -> tuple[Mend, ...]:
    """Those of these commands that can be given in this state, or all where none can; each with whether it leads back."""
    mends = []
    for kind, field in means:
        entry = rules.table.get((kind or asked, state))
        back = entry is not None and rules.depths[entry[0]] < rules.depths[state]
        mends.append((entry is not None, Mend(command=(kind or asked).key, field=field, back=back)))
    here = tuple(mend for can, mend in mends if can)
    return here or tuple(mend for _, mend in mends)


def failures(rules: Rules, dossier: Dossier, command: Command, verdict: Verdict) -> Iterator[tuple[Guard, Exception]]:
    """Each guard of which this verdict says that it failed, with the error that it raises: for its author, and for a log."""
    failed = {r.code for r in verdict.reasons if r.kind is ReasonKind.CANNOT_TELL}
    for guard in rules.guards_of(type(command)) if failed and type(command) in rules.doors else ():
        if f"guard-{guard.name}" in failed:
            try:
                _told(guard.check(dossier, command, rules.norms), guard)
            except Exception as error:
                yield guard, error


MOST = 100
"""So many reasons of one guard are told; what there are more is one reason that says how many."""


def _told(found: object, guard: Guard) -> Sequence[Reason]:
    """What a guard answers, so that a record stays small however much there is to say.

    Raises:
        TypeError: it is no list or tuple of reasons; an empty text or a None, say, is not a yes.
    """
    if type(found) is not list and type(found) is not tuple:
        raise _no_answer(guard, found)
    reasons = tuple(found)  # whoever made the list may go on with it
    for reason in reasons:
        if type(reason) is not Reason:
            raise _no_answer(guard, found)
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
    """Whether the guard, asked once more, raises the same kind of error in the same place."""
    try:
        _told(guard.check(dossier, command, rules.norms), guard)
    except Exception as again:
        return (type(again), _place(again)) == (type(error), _place(error))
    return False


def _place(error: Exception) -> list[tuple[CodeType, int]]:
    """Where an error was raised below us: the instruction in each function on the way."""
    steps, trace = [], error.__traceback__
    while trace is not None:
        steps.append((trace.tb_frame.f_code, trace.tb_lasti))
        trace = trace.tb_next
    return steps[1:]  # the first is who asked


@lru_cache(4096)
def not_from_here(rules: Rules, state: State, command: Any) -> Reason:
    """The reason why this command cannot be given in this state, with the states in which it can, and what leads there first."""
    sources = [a.source for a in rules.arrows if a.command is command]
    first = tuple(dict.fromkeys((kind, None) for kind in _towards(rules, state, frozenset(sources))))
    return rules.order.not_yet(
        "not-from-state",
        nl=f"«{command.title.nl}» kan niet vanuit `{state.title.nl}`, "
        f"wel vanuit {', '.join(f'`{s.title.nl}`' for s in sources)}",
        en=f"«{command.title.en}» cannot be done from `{state.title.en}`, "
        f"only from {', '.join(f'`{s.title.en}`' for s in sources)}",
        mends=_mends_of(rules, state, command, first),
    )


def _towards(rules: Rules, state: State, wanted: frozenset[State]) -> Iterator[type[Command]]:
    """The first move of each shortest road from a state to one of these; none where no road leads there."""
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
