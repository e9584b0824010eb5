"""Interruptions: when a service was affected, since when and until when, by what, and how it was restored (R50, R53).

House rules: interruptions are derived from the facts and from the limits that held on that day; nothing that happens
later removes one. A measurement past its limit begins one by itself. An interruption ends only by `ResolveBreach`; one
that was measured, only after a measurement that is within the limit again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter, itemgetter

from attrs import evolve, frozen

from ontvlechting.engine.dossier import Recorded
from ontvlechting.letter.commands import Indicator, Limits, RecordIndicator, ReportBreach, ResolveBreach

_Moment = tuple[datetime, int]
"""When something happened, and the number of its record, which orders what happened at one moment."""
_End = tuple[datetime, int, ResolveBreach]
"""When a breach ended, the number of the record that says so, and its command."""
_Name = tuple[str, str]
"""A name by which a breach is recognised: `reference` or `indicator`, and the id."""


@frozen(kw_only=True)
class Measurement:
    """An indicator that was measured, against the plan of that day (*meting*; R53).

    Attributes:
        record: the number of the record.
        command: what was measured, in which phase and when.
        indicator: the indicator as the plan had it that was in force then.
    """

    record: int
    command: RecordIndicator
    indicator: Indicator

    @property
    def value(self) -> Decimal:
        """What was measured."""
        return self.command.value

    @property
    def holds(self) -> bool:
        """Whether it is no worse than the limit."""
        return self.indicator.kept(self.value)

    @property
    def reference(self) -> str:
        """The reference of the breach that it tells of: the one that is stated, or one made of indicator, phase and moment."""
        if self.command.breach is not None:
            return self.command.breach
        phase = "" if self.command.phase is None else f"-{self.command.phase}"
        moment = self.command.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return f"{self.indicator.id[:_ROOM]}{phase}-{moment}"

    @property
    def moment(self) -> _Moment:
        """When it was measured, with the number of the record."""
        return self.command.at, self.record


_ROOM = 140
"""How many characters of the id of an indicator stand in the reference of a breach that is made of it."""


@frozen(kw_only=True)
class Interruption:
    """A time in which the continuity of a service was affected (*verstoring*; R50, R53).

    Attributes:
        id: its reference.
        references: every reference by which it goes, `id` first: one for each report and measurement that tells of it.
        task: the id of the task of this process that is affected; None where it is another service, or more than one task.
        service: what is affected: that task, another service by its name, or the indicator that was past its limit.
        party: the id of the party whose service it is, where that was said.
        since: when it began.
        until: when the service was whole again; None while it lasts.
        cause: what it came from, in the words of whoever reported or ended it; None where nobody has said.
        remedy: how it was restored; None while it lasts.
        beyond: the measurements past their limit that tell of it, oldest first.
        records: the numbers of the records that it began with.
        ended: the number of the record that it ended with.
    """

    id: str
    references: tuple[str, ...]
    task: str | None
    service: str
    party: str | None
    since: datetime
    until: datetime | None = None
    cause: str | None = None
    remedy: str | None = None
    beyond: tuple[Measurement, ...] = ()
    records: tuple[int, ...]
    ended: int | None = None

    @property
    def open(self) -> bool:
        """Whether it has not ended yet."""
        return self.until is None

    @property
    def measured(self) -> frozenset[str]:
        """The ids of the indicators that were past their limit."""
        return frozenset(m.indicator.id for m in self.beyond)

    @property
    def moment(self) -> _Moment:
        """The last moment at which it was reported or measured, with the number of that record."""
        last = max((m.moment for m in self.beyond), default=(self.since, min(self.records)))
        return max(last, (self.since, min(self.records)))


def measurements(entries: Iterable[Recorded], limits: Sequence[Limits]) -> tuple[Measurement, ...]:
    """Everything that was measured, oldest first, each against the plan of that day."""
    found = []
    for entry in entries:
        if isinstance(entry.command, RecordIndicator):
            indicator = planned(entry.command.indicator, entry.command.at, limits)
            if indicator is not None:
                found.append(Measurement(record=entry.number, command=entry.command, indicator=indicator))
    return tuple(sorted(found, key=attrgetter("moment")))


def planned(indicator: str, at: datetime, limits: Sequence[Limits]) -> Indicator | None:
    """An indicator by its id, as the last plan had it that was in force then; without such a plan, the first that has it."""
    found = None
    for plan in limits:
        here = next((i for i in plan.indicators if i.id == indicator), None)
        if here is not None and (found is None or plan.since <= at):
            found = here
    return found


def interruptions(
    reports: Iterable[Recorded], measured: Iterable[Measurement], resolved: Iterable[Recorded]
) -> tuple[Interruption, ...]:
    """Every time in which a service was affected, oldest first.

    Args:
        reports: where a breach was reported.
        measured: everything that was measured.
        resolved: where a breach was said to be over.
    """
    ends = defaultdict[str, list[_End]](list)
    for e in resolved:
        if isinstance(e.command, ResolveBreach):
            ends[e.command.breach].append((e.command.until, e.number, e.command))
    spells: list[_Spell] = []
    places = defaultdict[_Name, set[int]](set)  # for each name, the indexes of the spells that have it
    for moment, told in sorted(_beginnings(reports, measured), key=lambda b: b[0]):
        same = sorted({place for name in _names(told) for place in places[name]})
        place = next((n for n in same if not spells[n].over(moment)), None)
        if place is None:
            place = len(spells)
            spells.append(_Spell())
        spells[place].add(told, ends)
        for name in _names(told):
            places[name].add(place)
    return tuple(spell.whole() for spell in spells)


class _Spell:
    """A breach while it is put together from its reports and measurements, in the order of their moments."""

    def __init__(self) -> None:
        self.told: list[Interruption] = []
        self.ends: list[_End] = []

    def add(self, told: Interruption, ends: Mapping[str, Sequence[_End]]) -> None:
        """Add a report or a measurement, with every end that names its reference."""
        self.told.append(told)
        self.ends += [end for name in told.references for end in ends.get(name, ())]

    def end(self) -> _End | None:
        """The first end after the last report or measurement."""
        last = self.told[-1].moment
        return min((end for end in self.ends if end[:2] > last), key=itemgetter(0, 1), default=None)

    def over(self, moment: _Moment) -> bool:
        """Whether it had ended before this moment."""
        end = self.end()
        return end is not None and end[:2] < moment

    def whole(self) -> Interruption:
        """The whole breach; what it is about comes from a report rather than from a measurement."""
        says = next((t for t in self.told if t.cause is not None), self.told[0])
        every = [says, *(t for t in self.told if t is not says)]
        until, number, end = self.end() or (None, None, None)
        return evolve(
            says,
            references=tuple(dict.fromkeys(name for t in every for name in t.references)),
            since=self.told[0].since,
            until=until,
            cause=says.cause if end is None else end.cause or says.cause,
            remedy=None if end is None else end.how,
            beyond=tuple(sorted((m for t in every for m in t.beyond), key=attrgetter("moment"))),
            records=tuple(sorted({number for t in every for number in t.records})),
            ended=number,
        )


def as_first_told(entries: Iterable[Recorded], superseded: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """Every fact as it was first recorded, also what was taken out by a correction, in the order of the records."""
    first = {e.number: e for e in (*entries, *superseded)}
    return tuple(first[n] for n in sorted(first))


def lessened(before: Iterable[Interruption], after: Iterable[Interruption]) -> tuple[Interruption, ...]:
    """The breaches of `before` that `after` does not cover: gone, shorter, or with fewer measurements."""
    after = tuple(after)
    return tuple(i for i in before if not any(_covers(other, i) for other in after))


def _covers(one: Interruption, other: Interruption) -> bool:
    """Whether `one` says all that `other` says: same service, at least as long, with the same measurements."""
    lasts = one.until is None or (other.until is not None and one.until >= other.until)
    same = (one.task, one.service, one.party) == (other.task, other.service, other.party)
    beyond = {m.record for m in other.beyond} <= {m.record for m in one.beyond}
    return other.id in one.references and same and one.since <= other.since and lasts and beyond


def restored(interruption: Interruption, measured: Iterable[Measurement], until: datetime) -> datetime | None:
    """Since when every indicator that was past its limit is measured within it again; None when one is not.

    Args:
        interruption: what lasts.
        measured: all measurements, oldest first.
        until: what was measured after this moment does not count.
    """
    last = {m.indicator.id: m.moment for m in interruption.beyond}
    again: dict[str, datetime] = {}
    for m in measured:
        id = m.indicator.id
        if id in last and m.moment > last[id] and m.holds and m.command.at <= until:
            again.setdefault(id, m.command.at)
    return max(again.values()) if again.keys() == last.keys() and again else None


def _beginnings(reports: Iterable[Recorded], measured: Iterable[Measurement]) -> Iterator[tuple[_Moment, Interruption]]:
    """Each report, and each measurement past its limit, as an interruption of its own, with its moment."""
    for entry in reports:
        told = entry.command
        if isinstance(told, ReportBreach):
            yield (
                (told.since, entry.number),
                Interruption(
                    id=told.id,
                    references=(told.id,),
                    task=told.task,
                    service=told.task or told.service or "",
                    party=told.party,
                    since=told.since,
                    cause=told.description,
                    records=(entry.number,),
                ),
            )
    for m in measured:
        if not m.holds:
            yield (
                m.moment,
                Interruption(
                    id=m.reference,
                    references=(m.reference,),
                    task=m.indicator.task,
                    service=m.indicator.task or m.indicator.id,
                    party=None,
                    since=m.command.at,
                    beyond=(m,),
                    records=(m.record,),
                ),
            )


def _names(told: Interruption) -> Iterator[_Name]:
    """The names by which reports are recognised as one breach: its references, and the indicators past their limit."""
    for reference in told.references:
        yield "reference", reference
    for indicator in told.measured:
        yield "indicator", indicator
