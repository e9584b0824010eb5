"""The timeline of a process: when it stood where, who performed and who was accountable, who was heard, what went wrong.

`timeline` reads it from the records by folding them; `Timeline` draws it and tells it in words. What lies on a line is
either a span or a mark; each has its own words, so that nothing is known from a colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from attrs import Factory, define, evolve, field, frozen

from ontvlechting import commands as c
from ontvlechting import core
from ontvlechting.audit import Record
from ontvlechting.commands import Feasibility
from ontvlechting.days import begin_of, day_of
from ontvlechting.dossier import Dossier
from ontvlechting.errors import InputError, Problem, shown
from ontvlechting.terms import said as said_of
from ontvlechting.text import Language, Text
from ontvlechting.views import words
from ontvlechting.views.html import Html, place, svg, tag
from ontvlechting.views.words import both, day

_LABELS, _PLOT, _RIGHT, _TOP, _LANE = 190, 680, 30, 30, 34
_LETTER = 6.7
"""How wide a letter is, about."""
FEW = 5
"""Fewer letters of a longer text say nothing, and are left out of its bar."""
ASIDE = " – "
"""In the name of a line: what comes after it is all that is shown beside the picture."""
STATE = Text(nl="Toestand", en="State")
_PERFORMS = Text(nl="Voert uit", en="Performs")
ACCOUNTABLE = Text(nl="Verantwoordelijk", en="Accountable")
_PHASE = Text(nl="Fase", en="Phase")
_HEARD = Text(nl="Contact", en="Contact")
WAITS = Text(nl="Wachttermijn", en="Waiting period")
BREACH = Text(nl="Verstoring", en="Breach")
_FELL = Text(nl="Teruggevallen", en="Fell back")
_REFUSED = Text(nl="Geweigerd", en="Refused")


@frozen(kw_only=True)
class Span:
    """Something that lasted.

    Attributes:
        lane: the line on which it lies.
        what: what it was.
        start: when it began.
        end: when it ended; None while it goes on.
        looks: how it is drawn: `box`, `first`, `later`, `wait` or `break`.
    """

    lane: str
    what: str
    start: datetime
    end: datetime | None = None
    looks: str = "box"


@frozen(kw_only=True)
class Mark:
    """Something that happened at a moment.

    Attributes:
        lane: the line on which it lies; empty for what goes across all lines.
        what: what it was.
        at: when.
        looks: how it is drawn: `dot`, `cross`, `back` or `due`.
    """

    lane: str
    what: str
    at: datetime
    looks: str = "dot"


@define
class _Read:
    """What the records have told so far; a span without an end is still going on."""

    language: Language
    spans: list[Span] = field(factory=list)
    marks: list[Mark] = field(factory=list)
    performers: dict[str, list[tuple[datetime, str]]] = field(factory=dict)
    asked: dict[str, str] = field(factory=dict)
    dossier: Dossier = field(factory=lambda: Dossier(process="-"))

    def open(self, lane: Text, what: str, start: datetime, *, looks: str = "box") -> None:
        self.spans.append(Span(lane=lane[self.language], what=what, start=start, looks=looks))

    def close(self, lane: Text, what: str | None, end: datetime) -> None:
        """End what goes on in this lane: one thing, or all of it."""
        for n, s in enumerate(self.spans):
            if s.lane == lane[self.language] and s.end is None and what in {None, s.what}:
                self.spans[n] = evolve(s, end=max(end, s.start))

    def record(self, record: Record) -> None:
        command, event = record.event.command, record.event
        if not event.verdict.allowed:
            what = f"{command.title[self.language]} ({', '.join(dict.fromkeys(r.rule for r in event.verdict.reasons))})"
            self.marks.append(Mark(lane=_REFUSED[self.language], what=what, at=command.at, looks="cross"))
            return
        before, self.dossier = self.dossier, core.evolve(self.dossier, event)
        after, at = self.dossier, command.at
        if after.state is not before.state:
            self.close(STATE, None, at)
            self.open(STATE, after.state.title[self.language], at)
        if after.accountable != before.accountable and after.accountable is not None:
            self.close(ACCOUNTABLE, None, at)
            looks = "later" if after.accountable == after.receiving else "first"
            self.open(ACCOUNTABLE, words.party(after.accountable, self.language), at, looks=looks)
        for task, party in after.performers.items():
            changes = self.performers.setdefault(task, [])
            if not changes or changes[-1][1] != party:
                changes.append((at, party))
        self._work(command)
        self._heard(command)
        if len(after.findings) > len(before.findings):
            self._finding(after, at)
        if before.started and not after.started:  # the transfer is undone
            self.close(_PHASE, None, at)
        if before.waiting_until is not None and after.waiting_until is None:
            self.close(WAITS, None, at)

    def _work(self, command: c.Command) -> None:
        """Phases, breaches, falling back."""
        match command:
            case c.StartPhase():
                self.open(_PHASE, str(command.phase), command.at, looks="later")
            case c.AcceptPhase():
                self.close(_PHASE, str(command.phase), command.at)
            case c.ReportBreach():
                self.open(BREACH, command.id, command.since, looks="break")
            case c.ResolveBreach():
                self.close(BREACH, command.breach, command.until)
            case c.FallBack():
                self.marks.append(Mark(lane="", what=_FELL[self.language], at=command.at, looks="back"))
            case _:
                pass

    def _heard(self, command: c.Command) -> None:
        """Contacts, and advice that is waited for."""
        match command:
            case c.RecordContact():
                said = said_of(command.stage)[self.language]
                self.marks.append(Mark(lane=self._body(command.body), what=said, at=command.at))
            case c.RequestAdvice():
                self.asked[command.advice] = what = (
                    f"{both('advies', 'advice', self.language)} {command.advice} ({day(command.until, self.language)})"
                )
                self.open(WAITS, what, command.at, looks="wait")
            case c.ReceiveAdvice() if command.advice in self.asked:
                self.close(WAITS, self.asked[command.advice], command.at)
            case _:
                pass

    def _body(self, id: str) -> str:
        """The line of a body, by its abbreviation where its name ends with one."""
        name = words.party(id, self.language)
        short = name.rpartition("(")[2].removesuffix(")") if name.endswith(")") else name
        return f"{_HEARD[self.language]}: {short}"

    def _finding(self, after: Dossier, at: datetime) -> None:
        found = after.findings[-1]
        if found.outcome is not Feasibility.FEASIBLE:
            said = both("niet haalbaar tot", "not feasible until", self.language)
            self.open(WAITS, f"{said} {day(found.horizon, self.language)}", at, looks="wait")


def timeline(records: Sequence[Record], language: Language = "nl") -> Timeline:
    """The timeline of a process, from its records.

    Args:
        records: all records of one process, oldest first.
        language: of the words.

    Raises:
        InputError: there are no records.
    """
    if not records:
        expected = Text(nl="handelingen van een proces", en="records of a process")
        raise InputError("timeline", [Problem("records", shown(()), expected)])
    read = _Read(words.spoken(language))
    for record in records:
        read.record(record)
    moments = [r.event.command.at for r in records if r.unreadable is None] or [records[0].event.command.at]
    first, last = min(moments), max(moments)
    performing: list[Span] = []
    tasks = sorted(read.performers.items(), key=lambda of: (len(of[1]), of[1]))
    for changes, group in groupby(tasks, key=lambda of: of[1]):
        lane = f"{_PERFORMS[language]}: {', '.join(task for task, _ in group)}"
        ends = [*(at for at, _ in changes[1:]), None]
        for (start, party), end in zip(changes, ends, strict=True):
            looks = "later" if party == read.dossier.receiving else "first"
            performing.append(Span(lane=lane, what=words.party(party, language), start=start, end=end, looks=looks))
    others = [s for s in read.spans if s.lane in {STATE[language], ACCOUNTABLE[language]}]
    rest = [s for s in read.spans if s not in others]
    return Timeline(
        process=records[0].event.process,
        language=language,
        first=first,
        last=last,
        spans=(*others, *performing, *rest),
        marks=tuple(read.marks),
    )


@frozen(kw_only=True)
class Timeline:
    """The timeline of one process (*tijdlijn*).

    Attributes:
        process: which process.
        language: of the words.
        first: when the first act took place.
        last: when the last one did, or what is due last.
        known: up to when it is known; what still goes on is drawn up to there.
        spans: what lasted, line by line.
        marks: what happened at a moment.
    """

    process: str
    language: Language
    first: datetime
    last: datetime
    known: datetime = field(default=Factory(lambda self: self.last, takes_self=True))
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]

    @property
    def title(self) -> str:
        """What it is a picture of."""
        return f"{both('Tijdlijn van', 'Timeline of', self.language)} {self.process}"

    @property
    def lanes(self) -> tuple[str, ...]:
        """The lines, from the top down."""
        last = _REFUSED[self.language]
        marked = sorted({m.lane for m in self.marks if m.lane}, key=lambda lane: (lane == last, lane))
        return tuple(dict.fromkeys([*(s.lane for s in self.spans), *marked]))

    @property
    def text(self) -> str:
        """What is to be seen, in words: one line for each line of the picture."""
        until = both("tot en met", "until", self.language)
        told = [f"{self.title}, {day(self.first, self.language)} {until} {day(self.last, self.language)}."]
        for lane in self.lanes:
            what = [self._told(s) for s in self.spans if s.lane == lane]
            days = groupby((m for m in self.marks if m.lane == lane), key=lambda m: (m.what, day_of(m.at)))
            what += [f"{said} ({day(on, self.language)})" for (said, on), _ in days]
            told.append(f"{lane}: {'; '.join(what)}.")
        told += [f"{m.what}: {day(m.at, self.language)}." for m in self.marks if not m.lane]
        return words.visible("\n".join(told))

    def _told(self, span: Span) -> str:
        start = f"{both('vanaf', 'from', self.language)} {day(span.start, self.language)}"
        if span.end is None:
            return f"{span.what} {start}"
        return f"{span.what} {start} {both('tot', 'to', self.language)} {day(span.end, self.language)}"

    @property
    def looks(self) -> dict[str, str]:
        """What the looks of spans and marks mean, in words."""
        return {looks: name[self.language] for looks, name in _LOOKS.items()}

    def chart(self) -> Any:
        """The same as a chart of Altair: to point at, to zoom, to style further.

        Returns:
            An `altair.LayerChart`, with what is to be seen as its description.

        Raises:
            MissingExtra: the extra `charts` is not installed.
        """
        from ontvlechting.views import charts

        return charts.timeline(self)

    # -- as a picture ------------------------------------------------------------------------------------------------

    def svg(self, *, alone: bool = True) -> Html:
        """The picture.

        Args:
            alone: with its own style, for a file; False within a page that has the style already.
        """
        rows = {lane: stacked(s for s in self.spans if s.lane == lane) or [[]] for lane in self.lanes}
        tops, y = {}, float(_TOP)
        for lane, free in rows.items():
            tops[lane] = y
            y += max(_LANE, 24 * len(free) + 10)
        pieces: list[Html] = [*self._grid(y)]
        for lane, free in rows.items():
            pieces.append(tag("path", class_="ov-grid", d=f"M0 {tops[lane]:g}H{_LABELS + _PLOT + _RIGHT}"))
            pieces.append(
                tag(
                    "text",
                    short(lane.rpartition(ASIDE)[2], 27),
                    tag("title", lane),
                    x=8,
                    y=tops[lane] + 21,
                    class_="ov-strong ov-small",
                )
            )
            for n, row in enumerate(free):
                pieces += [self._span(s, tops[lane] + 5 + 24 * n) for s in row]
            pieces += [self._mark(m, tops[lane] + 17) for m in self.marks if m.lane == lane]
        for m in (m for m in self.marks if not m.lane):
            x = self._x(m.at)
            pieces.append(tag("path", class_="ov-fall", d=f"M{x:g} {_TOP - 4}V{y:g}", fill="none"))
            pieces.append(
                tag(
                    "text",
                    f"↩ {m.what}",
                    class_="ov-bad ov-small ov-strong",
                    x=f"{x:g}",
                    y=y + 14,
                    text_anchor="middle",
                )
            )
        pieces += self._legend(y + 34)
        return svg(_LABELS + _PLOT + _RIGHT, y + 48, self.title, self.text, *pieces, alone=alone)

    def _repr_html_(self) -> str:
        lines = [tag("p", line) for line in self.text.split("\n")]
        told = tag("details", tag("summary", both("In woorden", "In words", self.language)), *lines)
        return str(place(tag("figure", self.svg(alone=False), tag("figcaption", told)), self.language))

    def _x(self, at: datetime) -> float:
        whole = max((self.last - self.first).total_seconds(), 1.0)
        part = (at - self.first).total_seconds() / whole
        return round(_LABELS + min(max(part, 0.0), 1.0) * _PLOT, 1)

    def _grid(self, bottom: float) -> Iterator[Html]:
        """A line for each round day, week, month or year, with its name."""
        for on in _ticks(day_of(self.first), day_of(self.last)):
            x = self._x(begin_of(on))
            year = f" {on.year}" if (self.last - self.first).days > 300 or on.year != self.first.year else ""
            name = f"{on.day} {day(on, self.language).split()[1][:3]}{year}"
            yield tag("path", class_="ov-grid", d=f"M{x:g} {_TOP - 8}V{bottom:g}")
            yield tag("text", name, class_="ov-soft ov-small", x=f"{x:g}", y=_TOP - 12, text_anchor="middle")
        yield tag("path", class_="ov-grid", d=f"M0 {bottom:g}H{_LABELS + _PLOT + _RIGHT}")

    def _span(self, span: Span, top: float) -> Html:
        """A bar, with its words in it where they fit; who performs at the start lies low, the receiving party high."""
        x, end = self._x(span.start), self._x(span.end or self.known)
        wide = max(end - x, 3.0)
        thin = span.looks in {"first", "later"} and not span.lane.startswith(_PHASE[self.language])
        y = top + 11 if thin and span.looks == "first" else top
        high = 13 if thin else 20
        open_end = "" if span.end else " …"
        brief = words.brief(span.what)
        letters = int((wide - 6) / _LETTER)
        said = brief + open_end if len(brief + open_end) <= letters else short(brief, letters)
        return tag(
            "g",
            tag("title", self._told(span)),
            tag("rect", class_=f"ov-{span.looks}", x=x, y=y, width=round(wide, 1), height=high, rx=3),
            tag("text", said, x=x + 4, y=y + (10 if thin else 14), class_="ov-small")
            if len(said) >= FEW or said == brief else None,
        )  # fmt: skip

    def _mark(self, mark: Mark, y: float) -> Html:
        title = tag("title", f"{mark.what}, {day(mark.at, self.language)}")
        return tag("g", title, _sign(mark.looks, self._x(mark.at), y))

    def _legend(self, y: float) -> Iterator[Html]:
        """What each look means, for those that are there."""
        spans, signs = {s.looks for s in self.spans}, {m.looks for m in self.marks if m.lane}
        x = 8
        for looks, name in _LOOKS.items():
            if looks in spans:
                yield tag("rect", class_=f"ov-{looks}", x=x, y=y - 10, width=22, height=12, rx=3)
            elif looks in signs:
                yield _sign(looks, x + 11, y - 4)
            else:
                continue
            yield tag("text", name[self.language], class_="ov-soft ov-small", x=x + 28, y=y)
            x += 44 + int(_LETTER * len(name[self.language]))


_LOOKS = {
    "first": Text(nl="overdragende partij (laag)", en="delivering party (low)"),
    "later": Text(nl="ontvangende partij (hoog)", en="receiving party (high)"),
    "wait": Text(nl="wacht", en="waits"),
    "break": Text(nl="verstoring", en="breach"),
    "dot": Text(nl="contact", en="contact"),
    "cross": Text(nl="geweigerd", en="refused"),
    "back": Text(nl="teruggevallen", en="fell back"),
    "due": Text(nl="uiterlijk", en="due"),
}
"""What a look means, in the order of the legend."""


def _sign(looks: str, x: float, y: float) -> Html:
    """A mark: each kind has a shape of its own."""
    match looks:
        case "cross":
            return tag("path", class_="ov-break", d=f"M{x - 4:g} {y - 4:g}l8 8m0 -8l-8 8", fill="none")
        case "back":
            return tag("text", "↩", class_="ov-bad ov-strong", x=f"{x:g}", y=f"{y + 5:g}", text_anchor="middle")
        case "due":
            return tag("path", class_="ov-mark", d=f"M{x - 5:g} {y - 4:g}h10l-5 9z")
    return tag("circle", class_="ov-mark", cx=f"{x:g}", cy=f"{y:g}", r=4.5)


def stacked(spans: Iterable[Span]) -> list[list[Span]]:
    """Spans of one lane in as few rows as they need to lie free of each other."""
    rows: list[list[Span]] = []
    for span in spans:
        for row in rows:
            if row[-1].end is not None and row[-1].end <= span.start:
                row.append(span)
                break
        else:
            rows.append([span])
    return rows


def _ticks(first: date, last: date) -> Iterator[date]:
    """Round days between two days: weeks, months, quarters, years or many years, so that they can be read."""
    days = (last - first).days
    if days <= 70:
        step = timedelta(days=1 if days <= 8 else 7 if days <= 49 else 14)
        on = first
        while on <= last:
            yield on
            on += step
        return
    months = 1 if days <= 330 else 3 if days <= 1100 else 12 * (1 + days // 3700)
    for month in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        on = date(month // 12, month % 12 + 1, 1)
        if on >= first and month % months == 0:
            yield on


def short(text: str, letters: int) -> str:
    """As much of a text as fits, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= letters else line[: max(letters - 1, 0)] + "…" * (letters > 1)
