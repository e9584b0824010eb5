"""Interruptions: when a service was affected, since when and until when, by what, and how it was restored (R50, R53).

House rules: derived from the facts alone, and from the limits of that day; nothing that happens later takes one away. A
measurement past its limit begins one by itself. None ends but by `ResolveBreach`, and one that was measured only after a
measurement that is within its limit again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter

from attrs import evolve, frozen

from ontvlechting.engine.dossier import Recorded
from ontvlechting.letter.commands import Indicator, Limits, RecordIndicator, ReportBreach, ResolveBreach

_Moment = tuple[datetime, int]
"""When something happened; of what happened at one moment, what was recorded first comes first."""


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
"""So much of the name of an indicator fits in the reference of a breach."""


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
        """Whether it lasts."""
        return self.until is None

    @property
    def measured(self) -> frozenset[str]:
        """The ids of the indicators that were past their limit."""
        return frozenset(m.indicator.id for m in self.beyond)

    @property
    def moment(self) -> _Moment:
        """When the last was told that it lasts."""
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
    ends = [(e.command.until, e.number, e.command) for e in resolved if isinstance(e.command, ResolveBreach)]
    ends.sort(key=lambda end: end[:2])
    found: list[Interruption] = []
    for moment, told in sorted(_beginnings(reports, measured), key=lambda b: b[0]):
        joined = next((i for i in found if _same(i, told) and not _over(i, moment)), None)
        if joined is None:
            found.append(_ended(told, ends))
        else:
            found[found.index(joined)] = _ended(_together(joined, told), ends)
    return tuple(found)


def as_first_told(entries: Iterable[Recorded], superseded: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """Every fact as it was first recorded, also what was taken out by a correction, in the order of the records."""
    first = {e.number: e for e in (*entries, *superseded)}
    return tuple(first[n] for n in sorted(first))


def lessened(before: Iterable[Interruption], after: Iterable[Interruption]) -> tuple[Interruption, ...]:
    """Those of the breaches before that are not among those after: gone, shorter, or with less that was past its limit."""
    after = tuple(after)
    return tuple(i for i in before if not any(_covers(other, i) for other in after))


def _covers(one: Interruption, other: Interruption) -> bool:
    """Whether all that is told by one breach is told by another: of the same service, for at least as long."""
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
    """Each report, and each measurement past its limit, as if it stood alone."""
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


def _same(one: Interruption, other: Interruption) -> bool:
    """Whether these tell of one breach: by their reference, or because the same indicator is past its limit."""
    return bool({*one.references} & {*other.references} or one.measured & other.measured)


def _over(one: Interruption, moment: _Moment) -> bool:
    """Whether it had ended by then."""
    return one.until is not None and one.ended is not None and (one.until, one.ended) < moment


def _together(one: Interruption, other: Interruption) -> Interruption:
    """Both as one; what somebody reported says more of it than what was measured."""
    reported, measured = (other, one) if one.cause is None and other.cause is not None else (one, other)
    return evolve(
        reported,
        references=tuple(dict.fromkeys((*reported.references, *measured.references))),
        since=min(one.since, other.since),
        beyond=tuple(sorted((*one.beyond, *other.beyond), key=attrgetter("moment"))),
        records=tuple(sorted({*one.records, *other.records})),
        until=None,
        remedy=None,
        ended=None,
    )


def _ended(told: Interruption, ends: Iterable[tuple[datetime, int, ResolveBreach]]) -> Interruption:
    """With its end, if there is one after the last that was told of it."""
    for until, number, end in ends:
        if end.breach in told.references and (until, number) > told.moment:
            return evolve(told, until=until, ended=number, remedy=end.how, cause=end.cause or told.cause)
    return told
