"""The rules that judge a process: those that it is pinned to, or has adopted since (`AdoptRules`).

House rules: as in `engine/core.py`, no clock, chance, disk, log or network. A process is judged by the rules that it is
pinned to (`Dossier.rules`), whatever other rules a workflow knows. It can adopt other rules only when these would have
accepted its whole history, or when each departure is named as an exemption. The answer is an event like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import evolve as changed
from attrs import frozen

from ontvlechting.engine.adopt import AdoptRules, Exemption
from ontvlechting.engine.checked import refuse
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import decide, evolve
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.events import Event
from ontvlechting.engine.outside import problems_of_each, several
from ontvlechting.engine.retention import Unreadable
from ontvlechting.engine.rulebook import Rules, judge_alike, problems_of_rules
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef, UnknownRules
from ontvlechting.engine.verdicts import Reason, ReasonKind, Verdict, VerdictKind

History = Sequence[Event]
"""Every event of a process from the first on, with refusals; the first one is record 1."""


# -- looking back ------------------------------------------------------------------------------------------------------


@frozen
class Departure(Shows):
    """An accepted record that other rules would have refused, by one of these rules (*afwijking*).

    Attributes:
        record: the number of the record.
        command: the kind of command that was accepted.
        rule: the id of the rule by which it would have been refused.
        reasons: every reason of that rule.
    """

    record: int
    command: type[Command]
    rule: str
    reasons: tuple[Reason, ...]

    def exempted(self, motivation: str) -> Exemption:
        """The exemption for this departure, with the reason why the record may stay."""
        return Exemption(record=self.record, rule=self.rule, motivation=motivation)


def departures(rules: Rules, history: History) -> tuple[Departure, ...]:
    """What was accepted and would have been refused under these rules, in the order of the records.

    Each accepted command is judged on the dossier that the records before it made. Refusals and unreadable records are
    skipped. Texts that were removed make no difference, because no rule reads a free text.
    """
    found: list[Departure] = []
    dossier: Dossier | None = None
    for number, event in enumerate(history, start=1):
        if event.verdict.allowed:
            dossier = dossier or rules.blank(event.process)
            by_rule: dict[str, list[Reason]] = {}
            for reason in () if isinstance(event.command, Unreadable) else _against(rules, dossier, event):
                by_rule.setdefault(reason.rule, []).append(reason)
            found += [Departure(number, type(event.command), rule, tuple(rs)) for rule, rs in by_rule.items()]
            dossier = evolve(dossier, event, number)
    return tuple(found)


def _against(rules: Rules, dossier: Dossier, event: Event) -> Iterator[Reason]:
    """The reasons why these rules would have refused an accepted command."""
    again = decide(rules, dossier, event.command)
    yield from (r for r in again.verdict.reasons if r.shuts)
    if again.verdict.kind is VerdictKind.UNKNOWN_COMMAND:
        yield rules.order.forbidden(
            "unknown-command", nl="die regels kennen dit verzoek niet", en="they have no such command"
        )
    elif again.verdict.allowed and again.after is not event.after:
        yield rules.order.forbidden(
            "leads-elsewhere",
            nl=f"dit leidde naar `{event.after.title.nl}`, en leidt onder die regels naar `{again.after.title.nl}`",
            en=f"this led to `{event.after.title.en}`, and leads to `{again.after.title.en}` under those rules",
        )


# -- adopting ----------------------------------------------------------------------------------------------------------


def adopt(left: Rules, adopted: Rules, dossier: Dossier, command: AdoptRules, history: History) -> Event:
    """Judge `AdoptRules`: by the guards of the old and the adopted rules, and by how the latter judge the whole history.

    Args:
        left: the old rules, to which the process is pinned. When these are not known, give the adopted ones here as
            well; they then judge alone.
        adopted: the rules that the command names.
        dossier: all that is known of the process.
        command: the adoption that is asked for.
        history: every event before it.

    Returns:
        The event. It names `left` as the rules that judged. Its reasons may name roles that only `adopted` has.
    """
    fits = is_of(adopted, dossier)
    doors = [decide(rules, dossier, command) for rules in ((left, adopted) if fits else (left,))]
    found = () if adopted.ref == dossier.rules or not fits else departures(adopted, history)
    own = list(_unmotivated(adopted, command, found)) if fits else [_of_another_letter(left, adopted)]
    shut = [e.verdict.kind for e in doors if not e.verdict.allowed] or [VerdictKind.REFUSED for _ in own]
    reasons = dict.fromkeys(
        [*(r for e in doors for r in e.verdict.reasons), *own]
    )  # a reason that both give is given once
    verdict = Verdict(kind=shut[0] if shut else VerdictKind.ACCEPTED, reasons=tuple(reasons))
    return changed(doors[0], verdict=verdict, after=dossier.state if shut else doors[0].after)


def _recorded_by(rules: Rules, event: Event) -> Event:
    """The event in a form that can be recorded and read back by these rules.

    A supplier whose role they do not have becomes the role of that name, or is left out when there is none.
    """
    # INVARIANT: a reason can be read back (tests/test_adoption.py::test_what_rules_with_other_roles_say_of_an_adoption_can_be_read_back)
    own = {role.value: role for role in rules.roles}
    reasons = tuple(
        changed(r, suppliers=tuple(changed(s, role=own[s.role.value]) for s in r.suppliers if s.role.value in own))
        for r in event.verdict.reasons
    )
    return changed(event, rules=rules.ref, verdict=changed(event.verdict, reasons=reasons))


def is_of(rules: Rules, dossier: Dossier) -> bool:
    """Whether a dossier is of the letter of these rules: it has their class of dossiers and their class of states."""
    return type(dossier) is rules.dossier and type(dossier.state) is type(rules.start)


def untouched(dossier: Dossier) -> bool:
    """Whether no command was accepted yet."""
    return dossier.at is None and not dossier.unread


def _of_another_letter(left: Rules, adopted: Rules) -> Reason:
    return left.order.forbidden(
        "another-letter",
        nl=f"de regels `{adopted.name}` zijn van een andere brief: zij kennen andere toestanden of een ander dossier",
        en=f"the rules `{adopted.name}` are of another letter: they have other states or another dossier",
    )


def _unmotivated(adopted: Rules, command: AdoptRules, found: Iterable[Departure]) -> Iterator[Reason]:
    """The reasons for every departure without an exemption, and for every exemption without a departure."""
    departing = {(d.record, d.rule): d for d in found}
    named = {(e.record, e.rule) for e in command.exemptions}
    for d in (d for key, d in departing.items() if key not in named):
        for r in d.reasons:
            yield changed(
                r,
                code="departs",
                kind=r.kind if r.kind is ReasonKind.CANNOT_TELL else ReasonKind.MISSING,
                nl=f"vastlegging {d.record} («{d.command.title.nl}») had niet gestaan, en is niet met een motivering "
                f"uitgezonderd: {r.nl}",
                en=f"record {d.record} («{d.command.title.en}») would not have stood, and is not exempted with a "
                f"motivation: {r.en}",
                suppliers=adopted.norms.deciders(),
                earliest=None,
            )
    for e in (e for e in command.exemptions if (e.record, e.rule) not in departing):
        yield adopted.deciding.forbidden(
            "nothing-departs",
            nl=f"de uitzondering voor vastlegging {e.record} en regel {e.rule} zondert niets uit: daar wijkt niets af",
            en=f"the exemption of record {e.record} from rule {e.rule} exempts nothing: nothing departs there",
        )


# -- which rules judge -------------------------------------------------------------------------------------------------


def judges(event: Event) -> tuple[RulesRef, ...]:
    """The rules that judged a recorded command; for an adoption also the adopted rules."""
    return tuple(dict.fromkeys((event.rules, *event.command.other_rules())))


def problems_of_two(rules: Rules | None, known: Iterable[Rules]) -> list[Problem]:
    """The problem of each of these rules with the name, version and hash of others that judge by other functions.

    A record could not tell which of the two judged.

    Args:
        rules: those of new processes; None where there are none.
        known: the others.
    """
    given = [] if rules is None else [("rules", rules)]
    given += [(f"known[{i}]", r) for i, r in enumerate(known)]
    given += [(f"{field}.companions[{i}]", c) for field, r in given for i, c in enumerate(r.companions)]
    first: dict[RulesRef, tuple[str, Rules]] = {}
    problems = []
    for field, r in given:
        called, same = first.setdefault(r.ref, (field, r))
        if not judge_alike(r, same):
            expected = Text(
                nl=f"regels die door dezelfde functies oordelen als `{called}`, die dezelfde naam, versie en hash heeft; geef een "
                "van de twee een andere `version`",
                en=f"rules that judge by the same functions as `{called}`, which has the same name, version and hash; give one of "
                "the two another `version`",
            )
            problems.append(Problem(field, shown(r), expected))
    return problems


def _first_of_each(rules: Iterable[Rules]) -> dict[RulesRef, Rules]:
    """These rules by their reference, in their order; of rules that were made twice, the first."""
    found: dict[RulesRef, Rules] = {}
    for r in rules:
        found.setdefault(r.ref, r)
    return found


class KnownRules:
    """The rules that are known, and which of them judge a process (*bekende regels*).

    The companions of each of these rules are known as well, and come after them.

    Args:
        rules: the rules for a new process.
        known: other rules, for processes that are pinned to them or are to adopt them.

    Raises:
        InputError: one of these is not a set of rules, or two of them have one name, version and hash and judge otherwise; it
            lists every problem.
    """

    def __init__(self, rules: Rules, known: Iterable[Rules] = ()) -> None:
        known = several(known)
        refuse("rules", [*problems_of_rules(rules, "rules"), *problems_of_each(known, "known", problems_of_rules)])
        refuse("rules", problems_of_two(rules, known))
        self.rules: Rules = rules
        given = _first_of_each((rules, *known))
        self.all: tuple[Rules, ...] = tuple(given.values())
        """The rules that were given, those for new processes first."""
        self._by_ref: dict[RulesRef, Rules] = _first_of_each((*self.all, *(c for r in self.all for c in r.companions)))
        self.every: tuple[Rules, ...] = tuple(self._by_ref.values())
        """The same rules, followed by their companions."""
        self._opening: dict[type[Command], Rules] = {kind: r for r in reversed(self.every) for kind in r.opening}

    def opens(self, command: Command) -> bool:
        """Whether this command can be the first of a dossier: for some of the rules it is a move out of the start."""
        return type(command) in self._opening

    def blank(self, process: str, command: Command | None = None) -> Dossier:
        """The empty dossier of a new process, of the first rules that this command can open, or else of `rules`."""
        return (self.rules if command is None else self._opening.get(type(command), self.rules)).blank(process)

    def begun(self, event: Event, dossier: Dossier | None = None) -> Dossier:
        """The dossier in which this event took place.

        Args:
            event: what happened.
            dossier: the dossier that the events before it made. As long as nothing was accepted, not even the letter of
                the process is settled, so this begins again with an empty dossier of the rules that judged, if they
                are known.
        """
        if dossier is not None and not untouched(dossier):
            return dossier
        rules = self._by_ref.get(event.rules)
        return self.blank(event.process, event.command) if rules is None else rules.blank(event.process)

    def after(self, event: Event, number: int, dossier: Dossier | None = None) -> Dossier:
        """The dossier after this event, whose record has this number; nothing is judged again.

        Args:
            event: what happened.
            number: the number of its record.
            dossier: as `begun` has it.
        """
        return evolve(self.begun(event, dossier), event, number)

    def named(self, ref: RulesRef | None) -> Rules | None:
        """The rules with this reference; None when they are not known."""
        return None if ref is None else self._by_ref.get(ref)

    def of(self, dossier: Dossier, command: Command | None = None) -> Rules:
        """The rules that judge this dossier: those that it is pinned to, or the first that a new one can begin with.

        Raises:
            UnknownRules: they are not known.
        """
        # INVARIANT: pinned until it adopts others (tests/test_verifier.py::test_only_an_adoption_changes_the_rules_of_a_process)
        if dossier.rules is None:
            own = next((r for r in self.every if is_of(r, dossier)), self.rules)
            return own if command is None else self._opening.get(type(command), own)
        return self.rules if dossier.rules == self.rules.ref else self._needed(dossier, dossier.rules)

    def judge(self, dossier: Dossier, command: Command, history: Callable[[], History]) -> Event:
        """Judge one command by the rules of its process; an adoption also by the adopted rules.

        Args:
            dossier: all that is known of the process.
            command: what is asked.
            history: gives every event before it; only called for an adoption.

        Raises:
            UnknownRules: the rules of the process are not known, or for an adoption the rules to adopt. An adoption is
                possible when only the rules to adopt are known; these then judge alone.
        """
        if not isinstance(command, AdoptRules):
            return decide(self.of(dossier, command), dossier, command)
        adopted = self._needed(dossier, command.rules)
        left = self.rules if dossier.rules is None else self._by_ref.get(dossier.rules, adopted)
        return _recorded_by(left, adopt(left, adopted, dossier, command, history()))

    def lacking(self, event: Event) -> tuple[RulesRef, ...]:
        """The rules that judged a recorded command, as far as they are not known."""
        return tuple(ref for ref in judges(event) if ref not in self._by_ref)

    def again(self, dossier: Dossier, event: Event, history: Callable[[], History]) -> Event:
        """Judge a recorded command again by the same rules; all of these have to be known.

        Adopted rules may have judged alone, because the old rules were not known. Old rules known here judge as well.
        """
        command, judge = event.command, self._by_ref[event.rules]
        if not isinstance(command, AdoptRules):
            return decide(judge, dossier, command)
        left = judge if dossier.rules is None else self._by_ref.get(dossier.rules, judge)
        return _recorded_by(judge, adopt(left, self._by_ref[command.rules], dossier, command, history()))

    def ask_origin(self, event: Event) -> bool:
        """Whether the rules that judged a recorded command require an origin; false when they are not known."""
        rules = self._by_ref.get(event.rules)
        return rules is not None and rules.norms.origin_required

    def leads(self, event: Event) -> bool:
        """Whether the state after a record is the one in the table of its rules, or these are not known.

        The hash of the rules covers the table. A refusal never changes the state.
        """
        if not event.verdict.allowed:
            return event.after is event.before
        rules = self._by_ref.get(event.rules)
        arrow = (type(event.command), event.before)
        return rules is None or (arrow in rules.table and rules.table[arrow][0] is event.after)

    def _needed(self, dossier: Dossier, ref: RulesRef) -> Rules:
        """The rules with this reference, for a process that cannot do without.

        Raises:
            UnknownRules: they are not known.
        """
        found = self.named(ref)
        if found is None:
            raise UnknownRules(dossier.process, ref, [r.ref for r in self.all])
        return found
