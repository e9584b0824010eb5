"""The pack on staff and authority a second time, slow and obvious: rows of a rule and a condition under which it says no.

It knows no dossier and no guard: all it has is the list of accepted commands and the command that is asked. Of a power it looks at
every day by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from attrs import frozen

from ontvlechting.engine import Command

EMPLOYER = "streek"


@frozen(slots=False)
class Case:
    """What is asked, and what was told before it, in the order of the moments."""

    history: Sequence[Command]
    asked: Any

    @cached_property
    def told(self) -> list[Any]:
        """Every command up to that moment."""
        return sorted((c for c in self.history if c.at <= self.asked.at), key=lambda c: c.at)

    def all(self, key: str) -> list[Any]:
        """Those of one kind."""
        return [c for c in self.told if c.key == key]

    def last(self, key: str) -> Any:
        """The last of one kind."""
        return (self.all(key) or [None])[-1]

    @property
    def day(self) -> date:
        """The day of the question; every moment of these tests lies in the middle of one."""
        day: date = self.asked.at.date()
        return day

    @cached_property
    def described(self) -> Any:
        """The description that counts."""
        return self.last("describe_reorganisation")

    @cached_property
    def groups(self) -> dict[str, int]:
        """How many there are of each group."""
        return {g.id: g.people for g in self.described.groups} if self.described else {}

    def unheard(self, side: str) -> bool:
        """Whether a side said nothing on the description."""
        if not self.groups:
            return False
        since = self.history[max(n for n, c in enumerate(self.history) if c is self.described) :]
        heard = [c for c in self.all("consult_staff_side") if c.about == self.described.paper.id and c in since]
        return not any(c.side.value == side for c in heard)

    def unprepared(self, groups: Any) -> bool:
        """Whether one of these was not designated, or is still in its phase."""
        for group in groups:
            phases = [p for p in self.all("open_preparation") if group in p.groups]
            if not phases or (phases[-1].until is not None and phases[-1].until >= self.day):
                return True
        return False

    def placed(self, group: str) -> Any:
        """Where the people of a group go."""
        return ([p for p in self.all("place_group") if p.group == group] or [None])[-1]

    @cached_property
    def powers(self) -> dict[str, date]:
        """What is watched, and since when."""
        lists = self.all("list_powers")
        return {p: min(x.since for x in lists) for p in lists[-1].powers} if lists else {}

    @cached_property
    def decrees(self) -> dict[str, Any]:
        """Each decree as it was told last."""
        return {d.paper.id: d for d in self.all("record_decree")}

    def in_force(self, decree: str, day: date) -> bool:
        """Whether a decree is in force on a day."""
        found = self.decrees.get(decree)
        return found is not None and found.in_force is not None and found.in_force <= day

    def holds(self, power: str, day: date, *withdrawn: Any) -> bool:
        """Whether somebody holds a power on this very day."""
        gone = [w for w in (*self.all("withdraw_power"), *withdrawn) if w.power == power]
        for a in self.all("assign_power"):
            ended = any(w.holder == a.holder and a.since <= w.last < day for w in gone)
            there = a.power == power and a.since <= day and (a.until is None or day <= a.until)
            if there and self.in_force(a.decree, day) and not ended:
                return True
        return False

    def gone_over(self, power: str) -> bool:
        """Whether somebody holds it now who goes on for ever, and who did not hold it at the beginning."""
        ended = [(w.holder, w.last) for w in self.all("withdraw_power") if w.power == power]
        every = [a for a in self.all("assign_power") if a.power == power]
        held = (a for a in every if a.since <= self.day and a.until is None and self.in_force(a.decree, self.day))
        for a in held:
            others = [b for b in every if b.holder != a.holder]
            alone = Case([c for c in self.history if c not in others], self.asked)
            first = alone.holds(power, self.powers[power])
            if not first and not any(holder == a.holder and last >= a.since for holder, last in ended):
                return True
        return False

    def gaps(self, power: str, until: date, *withdrawn: Any) -> list[date]:
        """Every day without a holder, from when it is watched to this day."""
        days = range((until - self.powers[power]).days + 1)
        every = (self.powers[power] + timedelta(days=n) for n in days)
        return [day for day in every if not self.holds(power, day, *withdrawn)]


FAR = timedelta(days=400)
"""Further than anything in these tests lasts."""


def _left(k: Case) -> bool:
    """Whether a withdrawal leaves a day without a holder that had one."""
    if k.asked.power not in k.powers:
        return False
    before = [day for day in k.gaps(k.asked.power, k.day + FAR) if day >= k.asked.last]
    after = [day for day in k.gaps(k.asked.power, k.day + FAR, k.asked) if day >= k.asked.last]
    return after[:1] != before[:1]


def _off_the_list(k: Case) -> bool:
    """Whether a power that somebody holds falls off the list, though it is not where it was."""
    case = Case([*k.history, k.asked], k.asked)
    lists = case.all("list_powers")
    for power in {a.power for a in k.all("assign_power")} - {*k.asked.powers}:
        case.powers[power] = min(x.since for x in lists)
        if case.gaps(power, k.day + FAR) or case.gone_over(power):
            return True
    return False


def _decided_before(k: Case) -> bool:
    """Whether a placement was decided before it could be."""
    phases = [p for p in k.all("open_preparation") if k.asked.group in p.groups]
    if k.asked.group not in k.groups:
        return False
    if k.unprepared([k.asked.group]):
        return True
    before: date = phases[-1].until or phases[-1].at.date() - timedelta(days=1)
    return bool(k.asked.decision.on <= before)


def _term_taken_back(k: Case) -> bool:
    """Whether the days to object are fewer than was said before of the same decision, or of one that is not older."""
    told = [p for p in k.all("place_group") if p.group == k.asked.group]
    told = [p for p in told if p.decision.id == k.asked.decision.id or not p.decision.on < k.asked.decision.on]
    return any(p.objections_until > k.asked.objections_until for p in told)


def _shortened(k: Case) -> bool:
    """Whether a phase that runs would get shorter, or be waived, since the description was told."""
    if k.described is None:
        return False
    since: list[Any] = k.history[max(n for n, c in enumerate(k.history) if c is k.described) :]  # type: ignore[assignment]
    runs = [p for p in since if p.key == "open_preparation" and p.until is not None and p.until >= k.day]
    shorter = [p for p in runs if k.asked.until is None or k.asked.until < p.until]
    return any(group in p.groups for p in shorter for group in k.asked.groups)


def _undone(k: Case) -> bool:
    """Whether a placement can be challenged, or is."""
    found = [p for p in map(k.placed, k.groups) if p is not None]
    return any(p.objections > 0 or k.day <= p.objections_until for p in found)


def _decree_wanting(k: Case) -> bool:
    """Whether one of the two is not in force."""
    first = min((d.paper.on for d in k.all("describe_reorganisation")), default=date.min)
    changed = [d for d in k.decrees.values() if d.paper.on >= first]
    there = {d.kind.value for d in changed if d.in_force is not None and d.in_force <= k.day}
    return bool(k.powers) and there != {"organisation", "mandate"}


def _decree_of(k: Case) -> bool:
    """Whether the decree of a holding is not there, or is of later."""
    found = k.decrees.get(k.asked.decree)
    return found is None or found.in_force is None or found.in_force > k.asked.since


def _does_not_hold(k: Case) -> bool:
    own = [a for a in k.all("assign_power") if (a.power, a.holder) == (k.asked.power, k.asked.holder)]
    return not any(a.since <= k.asked.last and (a.until is None or k.asked.last <= a.until) for a in own)


Row = tuple[str, Callable[[Case], bool]]
_EMPLOYER: Row = ("STAFF-1", lambda k: k.asked.by.party != EMPLOYER)
_DESCRIBED: Row = ("STAFF-1", lambda k: k.described is None)
_UNIONS: Row = ("STAFF-4", lambda k: k.unheard("unions"))
_COUNCIL: Row = ("STAFF-3", lambda k: k.unheard("council"))
_PREPARED: Row = ("STAFF-5", lambda k: k.unprepared(k.groups))
_HELD: Row = ("STAFF-11", lambda k: any(k.gaps(p, k.day) for p in k.powers))
_LISTED: Row = ("STAFF-11", lambda k: not any(x.since <= k.day for x in k.all("list_powers")))
_ON_LIST: Row = ("STAFF-11", lambda k: k.asked.power not in k.powers)

ROWS: dict[str, tuple[Row, ...]] = {
    "describe_reorganisation": (
        _EMPLOYER,
        (
            "STAFF-5",
            lambda k: bool(
                {g for p in k.all("open_preparation") for g in p.groups} - {g.id for g in k.asked.groups},
            ),
        ),
    ),
    "consult_staff_side": (
        _DESCRIBED,
        ("STAFF-3", lambda k: k.described is not None and k.asked.about != k.described.paper.id),
        (
            "STAFF-3",
            lambda k: k.asked.by.party != k.asked.body and not (k.asked.paper and k.asked.paper.origin == k.asked.body),
        ),
        (
            "STAFF-3",
            lambda k: any(c.body == k.asked.body and c.side is not k.asked.side for c in k.all("consult_staff_side")),
        ),
    ),
    "open_preparation": (
        _EMPLOYER,
        _DESCRIBED,
        _UNIONS,
        _COUNCIL,
        ("STAFF-5", lambda k: any(g not in k.groups for g in k.asked.groups)),
        ("STAFF-5", _shortened),
    ),
    "open_mandatory_phase": (
        _EMPLOYER,
        ("STAFF-5", lambda k: any(g not in k.groups for g in k.asked.groups)),
        ("STAFF-6", lambda k: k.unprepared(k.asked.groups)),
    ),
    "place_group": (
        _EMPLOYER,
        ("STAFF-5", lambda k: k.asked.group not in k.groups),
        (
            "STAFF-7",
            lambda k: (
                k.asked.group in k.groups
                and k.asked.placed + k.asked.elsewhere + k.asked.waiting != k.groups[k.asked.group]
            ),
        ),
        (
            "STAFF-6",
            lambda k: k.asked.waiting > 0 and not any(k.asked.group in p.groups for p in k.all("open_mandatory_phase")),
        ),
        ("STAFF-7", _decided_before),
        ("STAFF-8", lambda k: k.asked.objections_until <= k.asked.decision.on),
        ("STAFF-8", _term_taken_back),
    ),
    "record_decree": (
        _EMPLOYER,
        (
            "AWB-3-40",
            lambda k: (
                k.asked.in_force is not None and (k.asked.published is None or k.asked.published > k.asked.in_force)
            ),
        ),
        (
            "AWB-3-40",
            lambda k: k.asked.published is not None and not k.asked.paper.on <= k.asked.published <= k.day,
        ),
    ),
    "list_powers": (_EMPLOYER, ("STAFF-11", _off_the_list)),
    "assign_power": (
        _EMPLOYER,
        _ON_LIST,
        ("AWB-10-5-2", _decree_of),
        ("STAFF-12", lambda k: k.asked.interim is not (k.asked.until is not None)),
    ),
    "withdraw_power": (_EMPLOYER, _ON_LIST, ("AWB-10-8-2", _does_not_hold), ("STAFF-11", _left)),
    "decide": (_DESCRIBED, _UNIONS, _COUNCIL, _PREPARED),
    "record_load": (_DESCRIBED, _UNIONS, _COUNCIL, _PREPARED, _LISTED, _HELD),
    "complete": (
        _DESCRIBED,
        _UNIONS,
        _COUNCIL,
        _PREPARED,
        _LISTED,
        _HELD,
        ("STAFF-10", _decree_wanting),
        (
            "STAFF-9",
            lambda k: any(
                n > (p.placed + p.elsewhere if (p := k.placed(g)) is not None else 0) for g, n in k.groups.items()
            ),
        ),
        ("STAFF-8", _undone),
        ("STAFF-12", lambda k: any(not k.gone_over(p) for p in k.powers)),
    ),
}
"""For each command that the pack says something of: a rule, and when it says no."""


def noes(history: Sequence[Command], asked: Command) -> set[str]:
    """The ids of the rules that say no."""
    case = Case(history, asked)
    return {rule for rule, says_no in ROWS.get(asked.key, ()) if says_no(case)}
