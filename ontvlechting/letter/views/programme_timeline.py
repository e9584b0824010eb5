"""The timeline of everything in a ledger: where each process stood, what went wrong, and what the programme promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from ontvlechting.engine.days import begin_of
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.letter.registers import REGISTERS, Progress, registers
from ontvlechting.letter.views.timeline import ACCOUNTABLE, BREACH, LOOKS, WAITS
from ontvlechting.record.audit import Record
from ontvlechting.states import ProgrammeState
from ontvlechting.views import timeline as of_one
from ontvlechting.views.timeline import Mark, Span, Timeline, moments_of
from ontvlechting.views.words import both

ASKED = ("motions", "commitments", "requests", "advices", "signals", "escalations")
"""The registers of what has to be answered, kept or dealt with."""
_DUE = Text(nl="uiterlijk", en="due")


def timeline(histories: Mapping[str, Sequence[Record]], language: Language | None = None) -> Timeline:
    """A line for each process that was opened and one for who was accountable for it; then a line for each register of a programme.

    On the line of a process lie the states it was in, breaches, waiting periods and fall backs; on that of a register what
    came in, until it was settled.

    Args:
        histories: the records of every process and programme, by name; refusals too.
        language: of the words.
    """
    language = spoken(language)
    programmes = {name: rs for name, rs in histories.items() if isinstance(of_one.settled(rs), ProgrammeState)}
    spans: list[Span] = []
    marks: list[Mark] = []
    for name in sorted(set(histories) - set(programmes)):
        own = of_one.timeline(histories[name], language)
        spans += _of_process(own, name, language)
        marks += [evolve(m, lane=name) for m in own.marks if not m.lane]
    for name in sorted(programmes):
        lasting, due = _of_programme(name, programmes[name], language)
        spans += lasting
        marks += due
    acts = moments_of([r for rs in histories.values() for r in rs])
    moments = [*acts, *(m.at for m in marks)]
    whole = both("het logboek", "the ledger", language)
    return Timeline(
        process=next(iter(programmes)) if len(programmes) == 1 else whole,
        language=language,
        first=min(moments),
        last=max(moments),
        known=max(acts),
        spans=tuple(spans),
        marks=tuple(marks),
        named=LOOKS,
    )


def _of_process(own: Timeline, name: str, language: Language) -> Iterator[Span]:
    """What lasted in one process, on its own lane; who was accountable on one below it."""
    accountable = both("verantwoordelijk", "accountable", language)
    for span in own.spans:
        if span.lane in (of_one.STATE[language], BREACH[language], WAITS[language]):
            yield evolve(span, lane=name)
        elif span.lane == ACCOUNTABLE[language]:
            yield evolve(span, lane=f"{name}{of_one.ASIDE}{accountable}")


def _of_programme(name: str, records: Sequence[Record], language: Language) -> tuple[list[Span], list[Mark]]:
    """What came into a programme, until it was settled; and until when it has to be."""
    spans: list[Span] = []
    marks: list[Mark] = []
    accepted = [
        Recorded(r.number, r.event.command) for r in records if r.event.verdict.allowed and r.unreadable is None
    ]
    found = registers(accepted)
    for register in ASKED:
        lane = f"{name}: {REGISTERS[register][language].lower()}"
        for entry in getattr(found, register):
            settled = entry.since if not entry.open else None
            looks = "wait" if entry.progress is Progress.NOT_YET else "box"
            what = f"{entry.name} ({entry.progress.title[language]})"
            spans.append(Span(lane=lane, what=what, start=entry.command.at, end=settled, looks=looks))
            if entry.due is not None:
                at = begin_of(entry.due)
                marks.append(Mark(lane=lane, what=f"{_DUE[language]}: {entry.name}", at=at, looks="due"))
    return spans, marks
