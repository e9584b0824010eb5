"""The account to Parliament for people and programs: as Markdown in Dutch or English, and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from ontvlechting.engine.checked import EVER
from ontvlechting.engine.days import written
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text, sentences
from ontvlechting.letter.account import Account, Deed, Interrupted, Line, Measured, Period, Shown
from ontvlechting.letter.commands import Correct, ReceiveAdvice, RecordMotion
from ontvlechting.letter.data.programme import in_language
from ontvlechting.letter.interruptions import Interruption
from ontvlechting.letter.registers import REGISTERS, Progress
from ontvlechting.letter.terms import said
from ontvlechting.letter.views.words import affected, by_performer, cause, measured, party
from ontvlechting.views import words
from ontvlechting.views.html import Piece, joined, listed, table, tag
from ontvlechting.views.links import NOWHERE, Links, linked
from ontvlechting.views.markdown import escaped
from ontvlechting.views.pieces import both_days
from ontvlechting.views.rows import Rows

# -- for people --------------------------------------------------------------------------------------------------------


def account(given: Account, language: Language) -> list[str]:
    """The five questions of the letter, each with its answer and the records that show it."""
    nl = language == "nl"
    lines = [
        f"# {'Verantwoording' if nl else 'Account'}: {escaped(given.programme)}",
        "",
        (
            f"{'Naar de stand van' if nl else 'As of'} {words.day(given.as_of, language)}, "
            f"{_known(given, language)}; {given.records} {'vastleggingen' if nl else 'records'}."
        ),
        "",
        escaped(_judged_by(given, language)),
        "",
        f"## 1. {'Hoe zijn de moties uitgevoerd?' if nl else 'How were the motions carried out?'}",
        "",
        *_lines(given.motions, language, given.as_of),
        f"### {'Toezeggingen' if nl else 'Commitments'}",
        "",
        *_lines(given.commitments, language, given.as_of),
        f"### {'Kamerverzoeken' if nl else 'Requests'}",
        "",
        *_lines(given.requests, language, given.as_of),
        f"## 2. {'Is er een onomkeerbare stap gezet?' if nl else 'Was an irreversible step taken?'}",
        "",
        *_reversible(given, language),
        f"## 3. {AFFECTED[language]}",
        "",
        *_continuity(given, language),
        f"## 4. {'Welke adviezen zijn er, en wat is ermee gedaan?' if nl else 'What advice was given, and what was done?'}",
        "",
        *_lines(given.advices, language, given.as_of),
        f"## 5. {'Wat staat nog open, en sinds wanneer?' if nl else 'What is still open, and since when?'}",
        "",
        *open_items(given, language),
    ]
    return [*lines, ""]


def _known(given: Account, language: Language) -> str:
    """What the account rests on: all that is on record, or what was recorded up to a moment."""
    if given.known == EVER:
        return Text(nl="op alles wat nu is vastgelegd", en="on all that is on record now")[language]
    until = _moment(given.known, language)
    return Text(nl=f"op wat was vastgelegd tot en met {until}", en=f"on what was recorded up to {until}")[language]


def _judged_by(given: Account, language: Language) -> str:
    """Which rules judged the records, and which records cannot be read."""
    by = "; ".join(words.rules(r, language) for r in given.rules)
    told = f"{Text(nl='Beoordeeld door de regels', en='Judged by the rules')[language]}: {by}."
    if not given.unreadable:
        return told
    lost = ", ".join(f"{x.process} {x.record}" for x in given.unreadable)
    return f"{told} {Text(nl='Niet te lezen, en hier niet meegeteld', en='Not readable, and not counted here')[language]}: {lost}."


def open_items(given: Account, language: Language) -> list[str]:
    """What is waiting: on whom, since when, and what is overdue."""
    if not given.open:
        return [Text(nl="Niets.", en="Nothing.")[language] + _not_covered(given, language)]
    return [
        f"- {_standing(line, language, given.as_of)}: {escaped(in_language(line.asks, language))}"
        for line in given.open
    ]


def _standing(line: Line, language: Language, as_of: date) -> str:
    """One line of a register: what it is, how far, on whom it waits, since when and how long."""
    nl, entry = language == "nl", line.entry
    parts = [f"**{escaped(line.name)}**", entry.progress.title[language]]
    if entry.follow_up is not None and entry.progress is not Progress.NOT_YET:
        parts.append(said(entry.follow_up)[language])
    if entry.owner is not None:
        parts.append(f"{'bij' if nl else 'with'} {escaped(party(entry.owner, language))}")
    parts.append(f"{'sinds' if nl else 'since'} {words.day(entry.since, language)}")
    if entry.open:
        parts.append(_age(line, language, as_of))
    if entry.due is not None:
        parts.append(f"{'uiterlijk' if nl else 'due'} {words.day(entry.due, language)}")
    return ", ".join(parts)


def _lines(lines: Iterable[Line], language: Language, as_of: date) -> Iterator[str]:
    nothing = True
    for line in lines:
        nothing = False
        by = f" ({escaped(who)})" if (who := _from(line, language)) else ""
        yield f"- {_standing(line, language, as_of)}{by}: {escaped(in_language(line.asks, language))}"
        yield from (f"  {said}" for said in _changes(line, language))
        deeds = (*line.deeds, *line.withdrawn)
        if not deeds:
            yield f"    - {Text(nl='Er is nog niets over vastgelegd.', en='Nothing is on record about it yet.')[language]}"
        for deed in deeds:
            yield from (f"    {said}" for said in _deed(deed, language))
        for told in line.told:
            yield f"    - {Text(nl='De Kamer is geïnformeerd', en='The House was informed')[language]}: {shown(told.shown)}"
            yield from (f"    {said}" for said in _changes(told, language))
    if nothing:
        yield Text(nl="Geen vastgelegd.", en="None on record.")[language]
    yield ""


def _from(line: Line, language: Language) -> str:
    """Who moved a motion, or who gave an advice on a process and of which opinion; empty for anything else."""
    match line.entry.command:
        case RecordMotion(moved_by=who):
            return who
        case ReceiveAdvice(body=body, opinion=opinion):
            return f"{party(body, language)}: {said(opinion)[language]}"
    return ""


def _deed(deed: Deed, language: Language) -> Iterator[str]:
    nl = language == "nl"
    command = deed.shown.command
    words_of = f": {escaped(in_language(deed.how, language))}" if deed.how else ""
    by = f" ({'stuk' if nl else 'document'} {escaped(deed.document)})" if deed.document else ""
    yield f"- {_on(deed.shown, language)} {command.title[language]}{words_of}{by}; {shown(deed.shown)}"
    if deed.rules:
        yield f"  - {'Regels' if nl else 'Rules'}: " + sentences(
            f"{r.id} {escaped(r.title[language])}" for r in deed.rules
        )
    if deed.refusals:
        held = ", ".join(shown(s) for s in deed.refusals[:3])
        more = f" {'en' if nl else 'and'} {len(deed.refusals) - 3} {'meer' if nl else 'more'}" * (
            len(deed.refusals) > 3
        )
        yield f"  - {'Daarop geweigerd' if nl else 'Refused on these'}: {len(deed.refusals)} ({held}{more})"
    for s in deed.evidence:
        yield f"  - {'Blijkt uit' if nl else 'Shown by'}: {s.command.title[language]}, {shown(s)}"
    for ref in deed.unknown:
        yield f"  - {'Toen niet bekend' if nl else 'Not known then'}: {escaped(ref.process)} {ref.record}"
    yield from _changes(deed, language)


def _changes(given: Deed | Line, language: Language) -> Iterator[str]:
    for how, record in _changed(given, language):
        yield f"  - {escaped(how)}; {shown(record)}"


def _changed(given: Deed | Line, language: Language) -> Iterator[tuple[str, Shown]]:
    """That it was set right, or what was done taken out, in the words of whoever did so, with the record of that."""
    withdrawn = given.withdrawn if isinstance(given, Deed) else None
    for what, by in (
        (words.both("gecorrigeerd", "corrected", language), given.corrected),
        (words.both("ingetrokken", "withdrawn", language), withdrawn),
    ):
        if by is not None:
            yield f"{what}: {by.command.wrong}" if isinstance(by.command, Correct) else what, by


def _on(given: Shown, language: Language) -> str:
    """The day of an act, and that of its recording where it is another."""
    late = words.late(given.at, given.recorded_at, language)
    on = words.day(given.at, language)
    return f"{on} ({late})" if late else on


def shown(given: Shown) -> str:
    """Where a record is: its process, its number and the beginning of its hash."""
    return f"{escaped(given.process)} {given.record} `{given.hash[: words.HASH]}`"


def _answer(given: Account, language: Language) -> str:
    """Whether an irreversible step was taken, in plain words."""
    nl = language == "nl"
    if given.irreversible:
        since = "vanaf" if nl else "from"
        late = (
            f"{p.process} {since} {words.day(p.irreversible_from, language)}"
            for p in given.irreversible
            if p.irreversible_from
        )
        return f"{'Ja' if nl else 'Yes'}: {'; '.join(late)}"
    if given.periods:
        no = (
            "Nee. Op elk moment kon wat verschoven was worden teruggedraaid, tot aan de afronding na bewijs."
            if nl
            else "No. At every moment what had moved could be undone, until completion after proof."
        )
    else:
        no = "Nee: er is geen proces vastgelegd." if nl else "No: no process is on record."
    return f"{no}{_not_covered(given, language)}"


def _not_covered(given: Account, language: Language) -> str:
    """What a no says nothing about: processes that were studied and are not on record, and records that cannot be read."""
    there, lost = {p.process for p in given.periods}, len(given.unreadable)
    if given.size is not None and len(given.processes) >= given.size:  # else any process may be one of those studied
        there &= {*given.processes}
    told = list[Text]()
    if given.size is not None and (missing := given.size - len(there)) > 0:
        told.append(
            Text(
                nl=f"Dit gaat niet over {missing} van de {given.size} onderzochte processen: daarvan is hier niets vastgelegd.",
                en=f"This does not cover {missing} of the {given.size} processes that were studied: nothing of "
                f"{'it' if missing == 1 else 'them'} is on record here.",
            )
        )
    if lost:
        told.append(
            Text(
                nl=f"Het rust niet op {lost} {'vastlegging die hier niet te lezen is' if lost == 1 else 'vastleggingen die hier niet te lezen zijn'}.",
                en=f"It does not rest on {lost} {'record that cannot' if lost == 1 else 'records that cannot'} be read here.",
            )
        )
    return "".join(f" {x[language]}" for x in told)


def _reversible(given: Account, language: Language) -> Iterator[str]:
    nl = language == "nl"
    yield escaped(_answer(given, language))
    yield ""
    process = None
    for p in given.periods:
        if p.process != process:
            process = p.process
            yield f"- **{escaped(process)}**"
        by = words.day(p.reversible_until, language) if p.reversible_until is not None else None
        within = Text(nl=f", nog tot en met {by}", en=f", up to {by}")[language] if by is not None else ""
        yield (
            f"    - {_on(p.since, language)} – {words.day(p.last, language)}: {_performs(p, language)}; "
            f"{'verantwoordelijk' if nl else 'accountable'}: {escaped(party(p.accountable, language))}; "
            f"{escaped(p.undone_by[language])}{within}; {shown(p.since)}"
        )
    yield ""


def _performs(period: Period, language: Language) -> str:
    performs, every = "voert uit" if language == "nl" else "performs", len(period.performers)
    by = by_performer(period.performers)
    return ", ".join(f"{escaped(party(p, language))} {performs} {len(tasks)}/{every}" for p, tasks in by.items())


def lines(given: Account, language: Language) -> str:
    """In short: of which day, how much is on record, was anything irreversible done, and what is open."""
    nl = language == "nl"
    counts = [
        f"{title[language].lower()}: {len(found)}"
        for title, found in (
            (REGISTERS["motions"], given.motions),
            (REGISTERS["commitments"], given.commitments),
            (REGISTERS["requests"], given.requests),
            (REGISTERS["advices"], given.advices),
        )
    ]
    told = [
        f"{'Verantwoording' if nl else 'Account'}: {given.programme}, {words.day(given.as_of, language)}",
        ", ".join(counts),
        _judged_by(given, language),
        f"{'onomkeerbaar' if nl else 'irreversible'}: {_answer(given, language)}",
        f"{'continuïteit' if nl else 'continuity'}: {_whether_affected(given, language)}",
        f"open: {len(given.open)}",
        *(f"  {x.name}: {in_language(x.asks, language)} ({_waits(x, language, given.as_of)})" for x in given.open),
    ]
    return words.visible("\n".join(told))


def html(given: Account, language: Language, *, headings: bool = True, links: Links = NOWHERE) -> Html:
    """The same questions for a page of HTML, without a heading of its own.

    Args:
        given: the account.
        language: of the words.
        headings: whether its parts have headings, as in a page that has some above them; else a caption or a line.
        links: where records lead to.
    """
    nl = language == "nl"

    def titled(title: str) -> Html:
        return tag("h3", title) if headings else tag("p", tag("strong", title))

    heads = ("Wat", "Hoever", "Sinds", "Wat ermee is gedaan") if nl else ("What", "How far", "Since", "What was done")
    none = Text(nl="Er is nog niets over vastgelegd.", en="Nothing is on record about it yet.")[language]

    def done(deed: Deed) -> Html:
        rules = ", ".join(r.id for r in deed.rules) + "; " * bool(deed.rules)
        how = in_language(deed.how, language) if deed.how else deed.shown.command.title[language]
        return joined(
            [
                both_days(deed.shown.at, deed.shown.recorded_at, language),
                f": {how} ({rules}",
                _place(deed.shown, links),
                ")",
                *changes(deed),
            ]
        )

    def changes(of: Deed | Line) -> Iterator[Piece]:
        for how, record in _changed(of, language):
            yield from (f"; {how} (", _place(record, links), ")")

    def row(line: Line) -> tuple[Piece, ...]:
        entry = line.entry
        due = f" ({'uiterlijk' if nl else 'due'} {words.day(entry.due, language)})" if entry.due else ""
        by = f" ({_from(line, language)})" if isinstance(entry.command, ReceiveAdvice) else ""
        what = joined([tag("strong", line.name), f"{by}: {in_language(line.asks, language)}", *changes(line)])
        return (
            what,
            entry.progress.title[language] + due,
            words.day(entry.since, language),
            listed(map(done, (*line.deeds, *line.withdrawn))) or none,
        )

    def register(nl_title: str, en_title: str, lines: Sequence[Line]) -> Iterator[Piece]:
        title = nl_title if nl else en_title
        if headings or not lines:  # a table says in its caption what it is
            yield titled(title)
        yield (
            table(title, heads, map(row, lines)) if lines else tag("p", "Geen vastgelegd." if nl else "None on record.")
        )

    waiting = [f"{x.name}: {in_language(x.asks, language)} ({_waits(x, language, given.as_of)})" for x in given.open]
    return joined(
        [
            tag("p", f"{'Naar de stand van' if nl else 'As of'} {words.day(given.as_of, language)}."),
            tag("p", _judged_by(given, language), class_="ov-quiet"),
            *register("Moties", "Motions", given.motions),
            *register("Toezeggingen", "Commitments", given.commitments),
            *register("Kamerverzoeken", "Requests", given.requests),
            *register("Adviezen", "Advice", given.advices),
            titled("Is er een onomkeerbare stap gezet?" if nl else "Was an irreversible step taken?"),
            tag("p", _answer(given, language)),
            titled(AFFECTED[language]),
            *_html_of_continuity(given, language, links),
            titled("Wat openstaat" if nl else "What is open"),
            listed(waiting) or tag("p", ("Niets." if nl else "Nothing.") + _not_covered(given, language)),
        ]
    )


def _waits(line: Line, language: Language, as_of: date) -> str:
    entry, nl = line.entry, language == "nl"
    by = f"{'bij' if nl else 'with'} {party(entry.owner, language)}, " if entry.owner is not None else ""
    return f"{by}{'sinds' if nl else 'since'} {words.day(entry.since, language)}, {_age(line, language, as_of)}"


def _age(line: Line, language: Language, as_of: date) -> str:
    """How long it has been on record."""
    days = line.entry.age(as_of)
    return f"{days} {words.both('dag', 'day', language) if days == 1 else words.both('dagen', 'days', language)}"


def _place(given: Shown, links: Links) -> Html:
    where = linked(f"{given.process} {given.record}", links.record(given.process, given.record))
    return joined([where, " ", tag("code", given.hash[: words.HASH])])


# -- was continuity affected? ------------------------------------------------------------------------------------------

AFFECTED = Text(nl="Is de continuïteit van diensten geraakt?", en="Was the continuity of services affected?")
"""The letter says that it was not (section 3b); asked of the records, it is a question."""


def _whether_affected(given: Account, language: Language) -> str:
    """How many breaches are on record, and how much was measured: what was not measured is not said to be whole."""
    if not given.measured and not given.interruptions and not given.corrected:
        return Text(nl="Er is geen proces vastgelegd.", en="No process is on record.")[language]
    many, lasting = len(given.interruptions), sum(i.breach.open for i in given.interruptions)
    if not many:
        said = Text(nl="Er is geen verstoring vastgelegd.", en="No breach is on record.")
    else:
        nl = "verstoring" if many == 1 else "verstoringen"
        en = "breach is" if many == 1 else "breaches are"
        lasts_nl, lasts_en = "duurt" if lasting == 1 else "duren", "lasts" if lasting == 1 else "last"
        said = Text(
            nl=f"Ja: er {'is' if many == 1 else 'zijn'} {many} {nl} vastgelegd; daarvan {lasts_nl} er {lasting} nog.",
            en=f"Yes: {many} {en} on record; {lasting} of them {lasts_en}.",
        )
    measured = f"{_how_corrected(given, language)}{_how_measured(given.measured, language)}"
    return f"{said[language]} {measured}{'' if many else _not_covered(given, language)}"


def _how_corrected(given: Account, language: Language) -> str:
    """How many breaches were corrected later; empty where none was."""
    many = len(given.corrected)
    if not many:
        return ""
    said = Text(
        nl=f"Daarnaast {'is er' if many == 1 else 'zijn er'} {many} gemeld of gemeten en later gecorrigeerd.",
        en=f"Besides, {many} {'was' if many == 1 else 'were'} told or measured and corrected later.",
    )
    return f"{said[language]} "


def _how_measured(measured: Sequence[Measured], language: Language) -> str:
    """How many indicators there are, how many were measured, and how often one was past its limit."""
    there, taken = sum(len(m.indicators) for m in measured), sum(len(m.taken) for m in measured)
    times, beyond = sum(m.measurements for m in measured), sum(len(m.beyond) for m in measured)
    if not there:
        return Text(nl="Er zijn geen indicatoren vastgelegd.", en="No indicators are on record.")[language]
    of = Text(
        nl=f"Van {there} {'indicator' if there == 1 else 'indicatoren'}",
        en=f"Of {there} {'indicator' if there == 1 else 'indicators'}",
    )
    if not taken:
        said = Text(nl=f"{of.nl} is er geen gemeten.", en=f"{of.en} none was measured.")
    else:
        said = Text(
            nl=f"{of.nl} {'is' if taken == 1 else 'zijn'} er {taken} gemeten, {times} keer; over de grens: {beyond} keer.",
            en=f"{of.en} {taken} {'was' if taken == 1 else 'were'} measured, {times} {'time' if times == 1 else 'times'}; "
            f"past the limit: {beyond} {'time' if beyond == 1 else 'times'}.",
        )
    return said[language]


def _continuity(given: Account, language: Language) -> Iterator[str]:
    nl = language == "nl"
    yield _whether_affected(given, language)
    yield ""
    for process in _told_of(given):
        yield f"- **{escaped(process)}**: {_how_measured([m for m in given.measured if m.process == process], language)}"
        for i in (i for i in (*given.interruptions, *given.corrected) if i.process == process):
            told = ", ".join(shown(s) for s in _told(i))
            yield (
                f"    - {escaped(i.breach.id)}: {escaped(affected(i.breach, language))}, {_lasted(i, language)}; "
                f"{'oorzaak' if nl else 'cause'}: {escaped(cause(i.breach, language))}; "
                f"{escaped(_why_corrected(i, language) or _remedied(i, language))}; {told}"
            )
        for m in (m for m in given.measured if m.process == process):
            for taken, record in m.beyond:
                yield (
                    f"    - {'over de grens' if nl else 'past the limit'}, {_moment(taken.command.at, language)}: "
                    f"{escaped(measured(taken, language))}; {shown(record)}"
                )
    yield ""


def _told(given: Interrupted) -> tuple[Shown, ...]:
    """Every record that shows a breach, its end or a correction of it."""
    return (*given.begun, *((given.ended,) if given.ended else ()), *given.corrected)


def _why_corrected(given: Interrupted, language: Language) -> str:
    """Why a breach was corrected, in the words of whoever did so; empty where it was not."""
    wrong = "; ".join(s.command.wrong for s in given.corrected if isinstance(s.command, Correct))
    return f"{words.both('gecorrigeerd', 'corrected', language)}: {wrong}" if given.corrected else ""


def _told_of(given: Account) -> list[str]:
    """The names of the processes of which something was measured or affected, or should have been."""
    affected = (*given.interruptions, *given.corrected)
    return list(dict.fromkeys([*(m.process for m in given.measured), *(i.process for i in affected)]))


def _lasted(given: Interrupted, language: Language) -> str:
    """Since when, and until when; a breach that was corrected while it was open has no end."""
    breach = given.breach
    since = f"{words.both('van', 'from', language)} {_moment(breach.since, language)}"
    if breach.until is None and given.corrected:
        return since
    if breach.until is None:
        return f"{since}, {words.both('duurt nog', 'still lasts', language)}"
    return f"{since} {words.both('tot', 'until', language)} {_moment(breach.until, language)}"


def _remedied(given: Interrupted, language: Language) -> str:
    return f"{words.both('herstel', 'remedy', language)}: {_remedy(given.breach, language)}"


def _remedy(breach: Interruption, language: Language) -> str:
    return breach.remedy if breach.remedy is not None else words.both("nog geen", "none yet", language)


def _moment(at: datetime, language: Language) -> str:
    """A moment as people write it, to the minute."""
    return written(at.replace(second=0, microsecond=0))[language]


def _html_of_continuity(given: Account, language: Language, links: Links) -> Iterator[Html]:
    """The answer; a table of breaches where there are any, and the measurements past their limit."""
    yield tag("p", _whether_affected(given, language))
    if given.interruptions or given.corrected:
        heads = words.both(
            "Verstoring|Dienst|Wanneer|Oorzaak|Herstel", "Breach|Service|When|Cause|Remedy", language
        ).split("|")
        yield table(
            words.both("Verstoringen", "Breaches", language),
            heads,
            (_row(i, language, links) for i in (*given.interruptions, *given.corrected)),
        )
    beyond = [
        joined([f"{_moment(m.command.at, language)}: {measured(m, language)} (", _place(record, links), ")"])
        for of_one in given.measured
        for m, record in of_one.beyond
    ]
    if beyond:
        yield tag("p", words.both("Metingen over de grens:", "Measurements past the limit:", language))
        yield listed(beyond) or joined([])


def _row(given: Interrupted, language: Language, links: Links) -> tuple[Piece, ...]:
    breach, told = given.breach, _told(given)
    places = joined([piece for n, s in enumerate(told) for piece in (*([", "] if n else []), _place(s, links))])
    return (
        joined([tag("strong", breach.id), " (", places, ")"]),
        affected(breach, language),
        _lasted(given, language),
        cause(breach, language),
        _why_corrected(given, language) or _remedy(breach, language),
    )


def _plain_continuity(given: Account) -> dict[str, Any]:
    """Every breach and every measurement past its limit, and how much was measured."""
    return {
        "interruptions": [
            {
                "process": i.process,
                "id": i.breach.id,
                "service": i.breach.service,
                "task": i.breach.task,
                "party": i.breach.party,
                "since": i.breach.since.isoformat(),
                "until": None if i.breach.until is None else i.breach.until.isoformat(),
                "cause": i.breach.cause,
                "remedy": i.breach.remedy,
                "begun": [_plain_shown(s) for s in i.begun],
                "ended": None if i.ended is None else _plain_shown(i.ended),
                "corrected": [_plain_shown(s) for s in i.corrected],
            }
            for i in (*given.interruptions, *given.corrected)
        ],
        "measured": [
            {
                "process": m.process,
                "indicators": list(m.indicators),
                "taken": list(m.taken),
                "measurements": m.measurements,
                "beyond": [
                    {
                        "indicator": x.indicator.id,
                        "phase": x.command.phase,
                        "at": x.command.at.isoformat(),
                        "value": str(x.value),
                        "limit": str(x.indicator.limit),
                        "baseline": str(x.indicator.baseline),
                        "shown": _plain_shown(record),
                    }
                    for x, record in m.beyond
                ],
            }
            for m in given.measured
        ],
    }


# -- for programs ------------------------------------------------------------------------------------------------------


def plain(given: Account) -> dict[str, Any]:
    """The account as plain values, whole hashes included; the same for the same records."""
    return {
        "programme": given.programme,
        "as_of": given.as_of.isoformat(),
        "known": given.known.isoformat(),
        "size": given.size,
        "records": given.records,
        "rules": [{"name": r.name, "version": r.version, "hash": r.hash} for r in given.rules],
        "unreadable": [{"process": x.process, "record": x.record, "hash": x.hash} for x in given.unreadable],
        "motions": [_plain_line(x) for x in given.motions],
        "commitments": [_plain_line(x) for x in given.commitments],
        "requests": [_plain_line(x) for x in given.requests],
        "advices": [_plain_line(x) for x in given.advices],
        "others": [_plain_line(x) for x in given.others],
        "open": [x.name for x in given.open],
        "silent": [x.name for x in given.silent],
        "irreversible": [p.process for p in given.irreversible],
        "periods": [
            {
                "process": p.process,
                "since": _plain_shown(p.since),
                "until": None if p.until is None else _plain_shown(p.until),
                "state": p.state.value,
                "performers": dict(p.performers),
                "accountable": p.accountable,
                "standby": p.standby,
                "undone_by": {"nl": p.undone_by.nl, "en": p.undone_by.en},
                "reversals": [{"who": r.who, "how": r.how, "until": r.until.isoformat()} for r in p.reversals],
                "reversible_until": None if p.reversible_until is None else p.reversible_until.isoformat(),
                "irreversible": p.irreversible,
                "completed": p.completed,
            }
            for p in given.periods
        ],
        "continuity": _plain_continuity(given),
    }


def plain_open(given: Account) -> list[dict[str, Any]]:
    """What is open, as plain values, the oldest first."""
    return [_plain_line(x) for x in given.open]


def rows_open(given: Account) -> Rows:
    """The same as rows, one for each line."""
    columns = {
        "programme": str, "process": str, "id": str, "element": str, "asks": str, "progress": str, "owner": str, "since": datetime,
        "days": int, "due": date, "record": int,
    }  # fmt: skip
    rows = [
        (given.programme, line.shown.process, e.id, e.element, e.asks, e.progress.value, e.owner,
         e.since.astimezone(UTC), e.age(given.as_of), e.due, e.record)
        for line, e in ((line, line.entry) for line in given.open)
    ]  # fmt: skip
    return Rows(columns, rows)


def _plain_line(line: Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "id": entry.id,
        "element": entry.element,
        "asks": line.asks,
        "progress": entry.progress.value,
        "follow_up": entry.follow_up.value if entry.follow_up else None,
        "since": entry.since.isoformat(),
        "owner": entry.owner,
        "due": entry.due.isoformat() if entry.due else None,
        "shown": _plain_shown(line.shown),
        "corrected": _plain_shown(line.corrected) if line.corrected else None,
        "deeds": [_plain_deed(d) for d in line.deeds],
        "withdrawn": [_plain_deed(d) for d in line.withdrawn],
        "told": [_plain_deed(d) for d in line.told],
    }


def _plain_deed(deed: Deed) -> dict[str, Any]:
    return {
        "shown": _plain_shown(deed.shown),
        "how": deed.how,
        "document": deed.document,
        "rules": [r.id for r in deed.rules],
        "evidence": [_plain_shown(s) for s in deed.evidence],
        "unknown": [{"process": r.process, "record": r.record} for r in deed.unknown],
        "refusals": [_plain_shown(s) for s in deed.refusals],
        "corrected": _plain_shown(deed.corrected) if deed.corrected else None,
        "withdrawn": _plain_shown(deed.withdrawn) if deed.withdrawn else None,
    }


def _plain_shown(given: Shown) -> dict[str, Any]:
    return {
        "process": given.process,
        "record": given.record,
        "hash": given.hash,
        "at": given.at.isoformat(),
        "recorded_at": given.recorded_at.isoformat(),
        "command": given.command.key,
        "accepted": given.accepted,
    }
