"""Pieces of HTML that notebooks, the report and the web pages share: a reason, a step, the road, facts of a process, records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.chart import State
from ontvlechting.engine.columns import Column, Match
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.days import day_of
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.outlook import Ahead, Outlook
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.verdicts import VERDICTS, Reason, ReasonKind, Verdict
from ontvlechting.record.audit import Record
from ontvlechting.record.standing import Standing
from ontvlechting.record.verifier import Report
from ontvlechting.views import columns, known, words
from ontvlechting.views.html import Piece, joined, listed, pairs, table, tag, text, ticked
from ontvlechting.views.letters import own
from ontvlechting.views.links import NOWHERE, Links, linked
from ontvlechting.views.placed import Placed
from ontvlechting.views.verified import sentences
from ontvlechting.views.words import both


def day(on: date | None, language: Language) -> Html | None:
    """A day, for people and for machines."""
    if on is None:
        return None
    on = day_of(on) if isinstance(on, datetime) else on
    return tag("time", words.day(on, language), datetime=on.isoformat())


def both_days(at: datetime, recorded_at: datetime | None, language: Language) -> Html | None:
    """The day of an act, and the day of recording when that is another."""
    late = words.late(at, recorded_at, language)
    return joined([day(at, language), tag("span", f" ({late})", class_="ov-quiet") if late else None])


# -- answers -----------------------------------------------------------------------------------------------------------


def reason(given: Reason, language: Language, links: Links = NOWHERE) -> Html:
    """One reason: rule, kind, what is missing, who can supply it and by what, from when, and the source."""
    told: list[Piece] = [
        linked(tag("strong", given.rule), links.rule(given.rule)),
        f" ({words.REASONS[given.kind][language]}): ",
    ]
    told += [ticked(given.text[language]), ". "]
    if given.suppliers:
        missing = given.kind is ReasonKind.MISSING
        whose = (
            both("Kan aanleveren", "Can supply it", language)
            if missing
            else both("Aan zet", "Next action by", language)
        )
        told += [whose, ": ", tag("strong", words.suppliers(given.suppliers, language)), ". "]
    if given.mends:
        told += [both("Met", "By", language), " ", ticked(words.mends(given.mends, language)), ". "]
    if given.earliest is not None:
        told += [both("Vanaf", "From", language), " ", day(given.earliest, language), ". "]
    return joined([*told, tag("span", str(given.source), class_="ov-source", lang="nl")])


def reasons(given: Iterable[Reason], language: Language, links: Links = NOWHERE) -> Html | None:
    """A list of reasons; None when there are none."""
    return listed((reason(r, language, links) for r in given), class_="ov-reasons")


def answer(given: Verdict, language: Language) -> Html:
    """The answer yes or no, with a sign and a word."""
    sign, looks = ("✓ ", "ov-good") if given.allowed else ("✗ ", "ov-no")
    return tag("span", sign, VERDICTS[given.kind][language], class_=looks)


def verdict(given: Verdict, language: Language, links: Links = NOWHERE) -> Html:
    """The answer with every reason."""
    return joined([tag("p", answer(given, language)), reasons(given.reasons, language, links)])


def door(step: NextStep, language: Language, *, asks: Iterable[Text] = (), links: Links = NOWHERE) -> Html:
    """One step that moves the process: open, or every reason why not; and these questions that its command must meet."""
    state = both("mogelijk", "open", language) if step.open else both("nog niet mogelijk", "not yet open", language)
    sign = ("○ ", "ov-good") if step.open else ("✗ ", "ov-no")
    title = tag("p", linked(tag("strong", step.command.title[language]), links.command(step.command)), " → ", step.target.title[language], ": ",
                tag("span", sign[0], state, class_=sign[1]))  # fmt: skip
    return tag(
        "div", title, reasons(step.reasons, language, links), quiet(words.must_meet(asks, language)),
        class_="ov-open" if step.open else "ov-shut",
    )  # fmt: skip


def quiet(told: str | None) -> Html | None:
    """A paragraph that does not stand out; None of nothing."""
    return None if told is None else tag("p", told, class_="ov-quiet")


def _other_asks(door: NextStep | Ahead, told: Collection[Text]) -> list[Text]:
    return [t for t in door.asks if t not in told]


def doors(steps: Sequence[NextStep], language: Language, links: Links = NOWHERE, *, asks: bool = True) -> Html:
    """Every step that moves the process, then the facts that can be recorded and those that cannot now.

    What each of the steps has to meet is told once, after them; without `asks` nothing of that is told.
    """
    moves = [s for s in steps if s.moves]
    each = words.asked_at_each(moves)
    told: list[Piece] = [door(s, language, asks=_other_asks(s, each) if asks else (), links=links) for s in moves]
    if asks:
        told.append(quiet(words.must_meet(each, language, each=True)))
    if not moves:
        told.append(tag("p", words.no_move(steps, language)))
    facts = [s for s in steps if not s.moves]

    def named(step: NextStep) -> Html:
        return linked(step.command.title[language], links.command(step.command))

    if able := [named(s) for s in facts if s.open]:
        head = both("Vast te leggen", "Can be recorded", language)
        told.append(tag("p", tag("strong", head), ": ", Html(", ".join(able)), "."))
    shut = [joined([named(s), reasons(s.reasons, language, links)]) for s in facts if not s.open]
    if shut:
        head = both("Nu niet vast te leggen", "Cannot be recorded now", language)
        told += [tag("p", tag("strong", head), ":"), listed(shut)]
    return joined(told)


def ahead(given: Ahead, language: Language, links: Links = NOWHERE, *, but: Collection[Text] = ()) -> Html:
    """One step ahead: how many acts it takes, what is missing for it, what its command must meet but these, and what it voids."""
    to = joined([" → ", given.target.title[language]]) if given.moves else None
    acts = tag("span", words.acts(given.acts, language), class_="ov-quiet")
    title = tag("p", tag("strong", given.command.title[language]), to, ": ", acts)
    asks = words.must_meet(_other_asks(given, but), language)
    voids = words.voids(given.voids, language) if given.voids else None
    return tag(
        "div",
        title,
        reasons((*given.gaps, *given.minds), language, links),
        quiet(asks),
        quiet(voids),
        class_="ov-shut" if given.gaps else "ov-open",
    )


def outlook(given: Outlook, language: Language, links: Links = NOWHERE) -> Html:
    """Every step to the end, what each of them has to meet, and the terms that run."""
    each = words.asked_at_each(given.doors)
    told: list[Piece] = [tag("p", ticked(words.road(given.state, given.doors, language)))]
    told += [ahead(door, language, links, but=each) for door in given.doors]
    told.append(quiet(words.must_meet(each, language, each=True)))
    return joined([*told, agenda(given.terms, language, links=links) if given.terms else None])


def agenda(given: Sequence[Term], language: Language, *, processes: bool = False, links: Links = NOWHERE) -> Html:
    """A table of terms: until which day, what ends, who has to act, and by which record."""
    heads = both("Tot en met|Wat|Aan zet|Vastlegging|Regel", "Until|What|Next action by|Record|Rule", language).split(
        "|"
    )
    rows: list[list[Piece]] = []
    for t in given:
        of = [process_name(t.process, links)] if processes else []
        what = joined(
            [
                ticked(t.title[language]),
                tag("span", both(" (wacht)", " (waits)", language), class_="ov-quiet") if t.waits else None,
            ]
        )
        rows.append([day(t.last, language), *of, what, words.suppliers(t.who, language),
                     _record(t, links), linked(t.rule, links.rule(t.rule))])  # fmt: skip
    if processes:
        heads.insert(1, both("Proces", "Process", language))
    return table(both("Termijnen die lopen", "Terms that run", language), heads, rows)


def _record(given: Term, links: Links) -> Piece:
    """The number of the record that set a term, as a link; None when there is none."""
    return given.record and linked(given.record, links.record(given.process, given.record))


# -- a dossier ---------------------------------------------------------------------------------------------------------


def name(given: Dossier) -> str:
    """The name under which a process is shown."""
    ask = own(given, "name")
    called: str = given.process if ask is None else ask(given)
    return called


def road(given: Dossier, language: Language) -> Html | None:
    """Where a process stands on its road, as its letter shows it; None when the letter does not."""
    ask = own(given, "road")
    shown: Html | None = None if ask is None else ask(given, language)
    return shown


ROAD = Text(nl="De weg van dit proces", en="The road of this process")


def on_road(states: Sequence[State], now: State, language: Language, name: Text = ROAD) -> Html:
    """A road of states, with those that were passed, the present one, and those ahead."""
    here = states.index(now) if now in states else -1
    items = []
    for n, state in enumerate(states):
        looks, mark, spoken = (
            ("ov-past", "✓ ", both("geweest", "passed", language)) if n < here
            else ("ov-now", "▶ ", both("hier staat het", "it stands here", language)) if n == here
            else ("ov-ahead", "", both("nog niet", "not yet", language))
        )  # fmt: skip
        box = tag("span", mark, state.title[language], title=spoken)
        items.append(tag("li", box, class_=looks, aria_current="step" if n == here else None))
    return tag("ol", *items, class_="ov-road", aria_label=name[language])


def facts(given: Dossier, language: Language) -> Html:
    """Where it stands and since when, what its letter says of it, and under which rules."""
    rows: list[tuple[Piece, Piece]] = [(both("Proces", "Process", language), tag("code", given.process))]
    since = (
        joined([" (", both("sinds", "since", language), " ", day(given.since, language), ")"]) if given.since else None
    )
    rows.append((both("Toestand", "State", language), joined([tag("strong", given.state.title[language]), since])))
    if (ask := own(given, "summary")) is not None:
        rows += ask(given, language)
    else:
        rows += [(term, told[0] if len(told) == 1 else listed(told)) for term, told in known.rows(given, language)]
    if given.rules is not None:
        rows.append((both("Regels", "Rules", language), words.rules(given.rules, language)))
    return pairs(rows)


def pending(given: Dossier, language: Language) -> Html | None:
    """What is open in a process; None when nothing is, or its letter does not say what is open."""
    ask = own(given, "pending")
    shown: Html | None = None if ask is None else ask(given, language)
    return shown


def tells_open(given: Dossier) -> bool:
    """Whether the letter of a process says what is open."""
    return own(given, "pending") is not None


def parts(given: Dossier, language: Language, *, page: bool = False) -> list[tuple[str, Html | None]]:
    """What else the letter of a process shows of it, each part with its heading; for a page of its own, or for a notebook."""
    ask = (own(given, "sections") if page else None) or own(given, "pieces")
    return [] if ask is None else list(ask(given, language))


# -- sequences ---------------------------------------------------------------------------------------------------------


def records(given: Sequence[Record], language: Language, *, caption: str | None = None, links: Links = NOWHERE) -> Html:
    """A table of records: number, day (and the day of recording if that is another), what was asked, by whom, the answer with reasons."""
    heads = both(*_ACT, language).split("|")
    title = caption or both("Vastleggingen", "Records", language)
    return table(title, heads, [_act(r, language, links) for r in given])


def feed(given: Sequence[Placed], language: Language, links: Links = NOWHERE) -> Html:
    """The same for records of the whole ledger, each with its position and its process."""
    heads = f"{both('Plaats|Proces', 'Place|Process', language)}|{both(*_ACT, language)}".split("|")
    rows: list[list[Piece]] = [
        [e.position, process_name(e.record.event.process, links), *_act(e.record, language, links)] for e in given
    ]
    return table(both("Het logboek, in zijn volgorde", "The ledger, in its order", language), heads, rows)


_ACT = "Nr.|Dag|Gevraagd|Door|Antwoord", "No.|Day|Asked|By|Answer"


def process_name(name: str, links: Links) -> Html:
    """The name of a process, which may break to the next line after a slash."""
    breaks, to = Html(text(name).replace("/", "/<wbr>")), links.process(name)
    return tag("code", breaks) if to is None else linked(breaks, to)


def _act(r: Record, language: Language, links: Links = NOWHERE) -> list[Piece]:
    """The cells of one record."""
    command, event = r.event.command, r.event
    moved = joined([" → ", tag("strong", event.after.title[language])]) if event.after is not event.before else None
    by = words.actor(command.by, language)
    unreadable = joined(["; ", r.unreadable[language]]) if r.unreadable is not None else None
    told = joined([answer(event.verdict, language), moved, unreadable, reasons(event.verdict.reasons, language, links)])
    number = linked(r.number, links.record(event.process, r.number))
    return [number, both_days(command.at, r.recorded_at, language), command.title[language], by, told]


def standings(given: Iterable[Standing], language: Language, links: Links = NOWHERE) -> Html:
    """A table with a row for each process: the columns that identify it, where it stands, what waits or is open.

    Args:
        given: where the processes stand.
        language: the language of the words.
        links: the links of the names of processes.
    """
    lines = tuple(given)
    listed = columns.listed(lines)
    first, last = columns.before(listed), columns.after(listed)
    rows: list[list[Piece]] = [
        [process_name(s.process, links), *(_cell(s, c, language) for c in first), tag("strong", s.state.title[language]),
         day(s.at, language), *(_cell(s, c, language) for c in last), s.number]
        for s in lines
    ]  # fmt: skip
    heads = [both("Proces", "Process", language), *(c.head[language] for c in first),
             *both("Toestand|Laatste vastlegging", "State|Last act", language).split("|"),
             *(c.head[language] for c in last), both("Vastleggingen", "Records", language)]  # fmt: skip
    return table(both("Waar elk proces staat", "Where each process stands", language), heads, rows)


def _cell(given: Standing, column: Column, language: Language) -> Piece:
    """The value of a column; an empty one that says what waits or is open shows a dash."""
    value, column = columns.within(given, column), columns.own(given, column)
    nothing = "–" if column.signals else None
    told = (
        nothing
        if not value
        else day(value, language)
        if isinstance(value, date)
        else columns.said(value, column, language)
    )
    return tag("span", told, class_="ov-no" if value else None) if column.match is Match.ANY else told


def verified(given: Report, language: Language) -> Html:
    """What the verifier found, in sentences and in numbers."""
    rows: list[tuple[Piece, Piece]] = [
        (both("Processen", "Processes", language), given.processes),
        (both("Vastleggingen", "Records", language), given.records),
        (both("En nog zonder plaats in het logboek", "And without a position yet", language), given.waiting or None),
        (both("Waarvan opnieuw beoordeeld", "Of which judged again", language), given.rejudged),
        (both("Waarvan met weggelakte tekst", "Of which redacted", language), given.redacted),
        (both("Waarvan vernietigd", "Of which removed", language), given.removed),
        (
            both("Wortel van het logboek", "Root of the ledger", language),
            tag("code", given.root) if given.whole else None,
        ),
    ]
    first, *more = sentences(given, language)
    told = [tag("p", tag("strong", first)), *(tag("p", line) for line in more)]
    return joined([*told, pairs(row for row in rows if row[1] is not None)])
