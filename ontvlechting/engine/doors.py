"""Guards, and the door of each command: the guards that it has to pass.

A letter makes its guards with the decorator `guard`. A guard gets the dossier, the command and the norms, and answers
`YES` or every reason for a no.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any, Self
from zoneinfo import available_timezones

from attrs import evolve, field, frozen

from ontvlechting.engine.checked import Checked, Id
from ontvlechting.engine.command import Command
from ontvlechting.engine.days import ZONE, begin_of, day_of, end_of, zone_of
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import Problem, nearest, shown
from ontvlechting.engine.retention import Correct
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Mend, Reason, Rule, Supplier

Reasons = Sequence[Reason]
"""What a guard answers: every reason for a no; empty for a yes."""
YES: Reasons = ()
"""What a guard answers when nothing is in the way: there are no reasons."""


@frozen(kw_only=True)
class Norms(Checked):
    """The settings that guards judge by. A letter makes its own class from this one: its parties, terms and choices.

    Attributes:
        zone: the IANA name of the time zone of every day that a rule reads: a mandate or a term ends with the day in
            this zone, whatever offset a moment was written at.
        origin_required: whether every record has to say which program sealed it; a workflow without an `Origin` is
            then refused.
    """

    zone: Id = ZONE
    origin_required: bool = False

    def problems(self) -> Iterator[Problem]:
        """The problem that the time zone is not known."""
        try:
            zone_of(self.zone)
        except (ValueError, OSError, KeyError):  # a `KeyError` when the database does not have it
            expected = Text(nl=f"een tijdzone van IANA, zoals `{ZONE}`", en=f"a time zone of IANA, such as `{ZONE}`")
            yield Problem("zone", shown(self.zone), expected, nearest(self.zone, available_timezones()))

    def day_of(self, moment: datetime) -> date:
        """The day on which a moment lies, in the zone of these norms."""
        return day_of(moment, self.zone)

    def begin_of(self, day: date) -> datetime:
        """The first moment of a day, in the zone of these norms."""
        return begin_of(day, self.zone)

    def end_of(self, day: date) -> datetime | None:
        """The first moment after a day, in the zone of these norms; None for the last days of the calendar."""
        return end_of(day, self.zone)

    def earliest_on(self, day: date) -> datetime | None:
        """The first moment of a day, for the `earliest` of a reason; None for the last days of the calendar."""
        return self.end_of(day - timedelta(days=1))

    def deciders(self) -> tuple[Supplier, ...]:
        """Who decides which rules a process adopts; a letter names them."""
        return ()


class Reads(Enum):
    """What a guard reads of a command; this decides whether the guard can be asked before there is a command.

    `DOSSIER`: only the moment. `ACTOR`: also who asks. `COMMAND`: also what the command itself says.
    """

    DOSSIER = "dossier"
    ACTOR = "actor"
    COMMAND = "command"


Check = Callable[[Any, Any, Any], Reasons]
"""The function of a guard: it gets the dossier, the command and the norms of the letter."""
By = Mapping[Any, Any] | Sequence[type[Command]] | type[Command]
"""The kinds of command that supply what is missing; in a mapping, each with its field, or None for all of it."""
Means = tuple[tuple[type[Command] | None, str | None], ...]
"""The same as pairs of a kind of command and a field. The kind None stands for the command that is judged."""
_BY_ITSELF: Means = ((None, None),)
"""The command that is judged, as a whole."""


@frozen
class Guard(Shows):
    """One yes/no question about a command, answered with every reason for a no.

    Attributes:
        name: the question as a phrase; stable.
        rules: the rules that it enforces.
        title: the question in both languages.
        reads: what it reads of the command.
        check: the function that answers; it has no side effects.
        mended: the commands that mend its reasons, by the beginning of the code of a reason; the longest match counts.
    """

    name: str
    rules: tuple[Rule, ...]
    title: Text
    reads: Reads
    check: Check
    mended: Mapping[str, Means] = field(factory=dict, repr=False, eq=False)

    def means(self, code: str) -> Means:
        """The commands that mend a reason with this code; by default the judged one, unless only its `at` is read."""
        longest, found = -1, () if self.reads is Reads.DOSSIER else _BY_ITSELF
        for start, means in self.mended.items():
            if len(start) > longest and code.startswith(start):
                longest, found = len(start), means
        return found

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def guard(
    *rules: Rule,
    nl: str,
    en: str,
    reads: Reads = Reads.DOSSIER,
    by: By = (),
    field: str | Mapping[str, str] = "",
) -> Callable[[Check], Guard]:
    """A decorator that makes a guard of a function. The guard gets the name of the function.

    Args:
        rules: the rules that it enforces.
        nl: its question in Dutch.
        en: the same in English.
        reads: what it reads of the command.
        by: the kinds of command that supply what is missing, each with its field; or a mapping of these, by the
            beginning of the code of a reason.
        field: the field to mend when the command itself is wrong; or a mapping of these, by the beginning of the code
            of a reason.
    """
    mended: dict[str, Means] = {}
    for code, name in (field if isinstance(field, Mapping) else {"": field} if field else {}).items():
        mended[code] = ((None, name),)
    coded: Any = by if isinstance(by, Mapping) and any(isinstance(code, str) for code in by) else {"": by} if by else {}
    for code, some in coded.items():
        several = isinstance(some, Iterable) and not isinstance(some, str | type)
        kinds = some if several else (some,)
        mended[code] = tuple(kinds.items() if isinstance(kinds, Mapping) else ((kind, None) for kind in kinds))

    def make(check: Check) -> Guard:
        return Guard(getattr(check, "__name__", "guard"), rules, Text(nl=nl, en=en), reads, check, mended)

    return make


Doors = Mapping[type[Command], tuple[Guard, ...]]
"""The guards of each command, in the order in which their reasons are given."""


def would_pass(doors: Doors, name: str) -> Guard:
    """A guard for corrections: what takes the place of a fact has to pass the guards of its own kind.

    Whoever corrects cannot say something in the name of another that only that other may say; they can only remove it.

    Args:
        doors: the guards of each kind of fact; other kinds of fact have none to pass.
        name: the name of the guard.
    """

    @guard(
        *dict.fromkeys(r for guards in doors.values() for g in guards for r in g.rules),
        nl="wat geldt zou zelf ook zijn aanvaard",
        en="what holds would have been accepted by itself",
        reads=Reads.COMMAND,
        field="holds",
    )
    def correction_would_pass(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
        """What holds passes its own guards, and is not said in the name of another who alone may say it."""
        return [*shutting(doors, dossier, command, norms), *_speaking_for_another(doors, dossier, command, norms)]

    return evolve(correction_would_pass, name=re.sub(r"\W+", "_", name))


def shutting(doors: Doors, dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """The reasons to refuse what a correction puts in place, judged on the dossier without what was wrong."""
    return [reason for _, reason in _shutting_with_guards(doors, dossier, command, norms)]


def _shutting_with_guards(
    doors: Doors, dossier: Dossier, command: Correct, norms: Norms
) -> Sequence[tuple[Guard, Reason]]:
    """The same reasons, each with the guard that gives it."""
    found, holds = next((e for e in dossier.entries if e.number == command.record), None), command.holds
    if found is None or holds is None or type(holds) is not type(found.command):
        return ()  # a guard of the letter checks the record and its kind
    without = evolve(dossier, **dossier.kept(evolve(command, holds=None), None))
    return [(g, r) for g in doors.get(type(holds), ()) for r in g.check(without, holds, norms) if r.shuts]


def _speaking_for_another(doors: Doors, dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """The reasons why whoever corrects may not say this in the name of another; none when it is in their own name."""
    holds = command.holds
    if holds is None or holds.by.party == command.by.party:
        return YES
    own = evolve(command, holds=evolve(holds, by=command.by))
    return [
        evolve(reason, mends=(Mend(command=command.key, field="by"),))
        for guard, reason in _shutting_with_guards(doors, dossier, own, norms)
        if {place for _, place in guard.means(reason.code)} & {"by", "by.party"}
    ]


def origin_of(guard: Guard) -> tuple[str, str]:
    """The module and the name of the function of a guard; the same for all guards that one function makes."""
    check: Any = guard.check
    while isinstance(check, partial):
        check = check.func
    named = check if hasattr(check, "__qualname__") else type(check)
    return named.__module__, named.__qualname__


def plain(value: Any) -> Any:
    """A value of the norms as JSON, for the hash: a day as text, a member of an enumeration by its value."""
    return value.isoformat() if isinstance(value, date) else value.value
