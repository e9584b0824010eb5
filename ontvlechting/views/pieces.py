"""Pieces of HTML that notebook and report share: a reason, the road, the five tests, who was heard, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from ontvlechting import commands as c
from ontvlechting.audit import Record
from ontvlechting.commands import PARTS, Basis, Precondition, Route
from ontvlechting.core import NextStep
from ontvlechting.days import day_of
from ontvlechting.dossier import Dossier
from ontvlechting.standing import Standing
from ontvlechting.states import FINAL, OF_PROGRAMMES, State
from ontvlechting.terms import said
from ontvlechting.text import Language, Text
from ontvlechting.values import Document
from ontvlechting.verdicts import VERDICTS, Reason, ReasonKind, Verdict
from ontvlechting.verifier import Report
from ontvlechting.views import words
from ontvlechting.views.html import Html, Piece, joined, listed, pairs, table, tag, text, ticked
from ontvlechting.views.verified import sentences
from ontvlechting.views.words import both, brief, party

if TYPE_CHECKING:
    from ontvlechting.answers import Placed

_SHARED = (
    State.IDENTIFIED,
    State.PLAN_DRAFTED,
    State.PRECONDITIONS_TESTED,
    State.MINISTRY_DECIDED,
)
_ROADS: dict[Route, tuple[State, ...]] = {
    Route.SHIFT: (*_SHARED, State.PHASED_TRANSFER, State.RECEIVING_PARTY_PROVEN, State.COMPLETED),
    Route.GOVERNANCE: (*_SHARED, State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN, State.COMPLETED),
}
"""The road of each route, from identified to completed."""
BASES: dict[Basis, Text] = {
    Basis.MEASURED: Text(nl="gemeten", en="measured"),
    Basis.ARGUED: Text(nl="beredeneerd", en="argued"),
    Basis.EXPECTED: Text(nl="verwacht", en="expected"),
}


def day(on: date | None, language: Language) -> Html | None:
    """A day, for people and for machines."""
    if on is None:
        return None
    on = day_of(on) if isinstance(on, datetime) else on
    return tag("time", words.day(on, language), datetime=on.isoformat())


def document(given: Document, language: Language) -> Html:
    """A document: its title, its reference, its day and where it comes from."""
    public = both("openbaar", "public", language) if given.public else both("niet openbaar", "not public", language)
    return joined([given.title, " (", tag("code", given.id), ", ", day(given.on, language), ", ",
                   party(given.origin, language), ", ", public, ")"])  # fmt: skip


# -- answers -----------------------------------------------------------------------------------------------------------


def reason(given: Reason, language: Language) -> Html:
    """One reason: rule, kind, what is missing, who can supply it, from when, and the source."""
    told: list[Piece] = [tag("strong", given.rule), f" ({words.REASONS[given.kind][language]}): "]
    told += [ticked(given.text[language]), ". "]
    if given.suppliers:
        missing = given.kind is ReasonKind.MISSING
        whose = (
            both("Kan aanleveren", "Can supply it", language)
            if missing
            else both("Aan zet", "Whose move it is", language)
        )
        told += [whose, ": ", tag("strong", words.suppliers(given.suppliers, language)), ". "]
    if given.earliest is not None:
        told += [both("Vanaf", "From", language), " ", day(given.earliest, language), ". "]
    return joined([*told, tag("span", str(given.source), class_="ov-source", lang="nl")])


def reasons(given: Iterable[Reason], language: Language) -> Html | None:
    """A list of reasons; None when there are none."""
    return listed((reason(r, language) for r in given), class_="ov-reasons")


def answer(given: Verdict, language: Language) -> Html:
    """Yes or no, by a sign and a word."""
    sign, looks = ("✓ ", "ov-good") if given.allowed else ("✗ ", "ov-no")
    return tag("span", sign, VERDICTS[given.kind][language], class_=looks)


def verdict(given: Verdict, language: Language) -> Html:
    """The answer with every reason."""
    return joined([tag("p", answer(given, language)), reasons(given.reasons, language)])


def door(step: NextStep, language: Language, *, asks: bool = True) -> Html:
    """One door that moves the process: open, or everything that keeps it shut; with what the command itself shows."""
    state = both("open", "open", language) if step.open else both("dicht", "shut", language)
    sign = ("○ ", "ov-good") if step.open else ("✗ ", "ov-no")
    title = tag("p", tag("strong", step.command.title[language]), " → ", step.target.title[language], ": ",
                tag("span", sign[0], state, class_=sign[1]))  # fmt: skip
    shows = None
    if asks and step.asks:
        own = "; ".join(t[language] for t in step.asks)
        shows = tag(
            "p",
            both("De opdracht laat zelf zien", "The command itself shows", language),
            f": {own}.",
            class_="ov-quiet",
        )
    return tag("div", title, reasons(step.reasons, language), shows, class_="ov-open" if step.open else "ov-shut")


def doors(steps: Sequence[NextStep], language: Language) -> Html:
    """Every door that moves the process, then what can be recorded."""
    moves = [s for s in steps if s.moves]
    told: list[Piece] = [door(s, language) for s in moves]
    if not moves:
        told.append(tag("p", words.no_move(steps, language)))
    facts = [s for s in steps if not s.moves]
    if able := [s.command.title[language] for s in facts if s.open]:
        told.append(
            tag("p", tag("strong", both("Vast te leggen", "Can be recorded", language)), f": {', '.join(able)}.")
        )
    shut = [joined([s.command.title[language], reasons(s.reasons, language)]) for s in facts if not s.open]
    if shut:
        head = both("Nu niet vast te leggen", "Cannot be recorded now", language)
        told += [tag("p", tag("strong", head), ":"), listed(shut)]
    return joined(told)


# -- a dossier ---------------------------------------------------------------------------------------------------------


def road(given: Dossier, language: Language) -> Html:
    """Where it stands on its road: passed, here, ahead; a stopped one ends where it was stopped, and a programme has its own."""
    states = list(_ROADS[given.route or Route.SHIFT])
    if given.state in OF_PROGRAMMES:
        states = [State.PROGRAMME, State.PROGRAMME_CLOSED]
    elif given.state is State.STOPPED:
        states = [State.IDENTIFIED, State.STOPPED]
    here = states.index(given.state) if given.state in states else -1
    items = []
    for n, state in enumerate(states):
        looks, mark, spoken = (
            ("ov-past", "✓ ", both("geweest", "passed", language)) if n < here
            else ("ov-now", "▶ ", both("hier staat het", "it stands here", language)) if n == here
            else ("ov-ahead", "", both("nog niet", "not yet", language))
        )  # fmt: skip
        box = tag("span", mark, state.title[language], title=spoken)
        items.append(tag("li", box, class_=looks, aria_current="step" if n == here else None))
    name = (
        both("De weg van dit programma", "The road of this programme", language)
        if given.state in OF_PROGRAMMES
        else both("De weg van dit proces", "The road of this process", language)
    )
    return tag("ol", *items, class_="ov-road", aria_label=name)


def facts(given: Dossier, language: Language) -> Html:
    """Who performs and who is accountable, since when, under which rules."""
    rows: list[tuple[Piece, Piece]] = [(both("Proces", "Process", language), tag("code", given.process))]
    since = (
        joined([" (", both("sinds", "since", language), " ", day(given.since, language), ")"]) if given.since else None
    )
    rows.append((both("Toestand", "State", language), joined([tag("strong", given.state.title[language]), since])))
    if given.identity is not None and given.delivering and given.receiving and given.accountable:
        by: dict[str, list[str]] = {}
        for task, performer in given.performers.items():
            by.setdefault(performer, []).append(task)
        performed = listed(f"{party(p, language)}: {', '.join(tasks)}" for p, tasks in by.items())
        rows += [
            (both("Van", "From", language), party(given.delivering, language)),
            (both("Naar", "To", language), party(given.receiving, language)),
            (both("Vorm", "Route", language), said(given.route)[language] if given.route else None),
            (both("Voert uit", "Performs", language), performed),
            (both("Verantwoordelijk", "Accountable", language), party(given.accountable, language)),
        ]
    if given.standby is not None:
        rows.append((both("Staat klaar", "Stands by", language), party(given.standby, language)))
    if given.rules is not None:
        rows.append((both("Regels", "Rules", language), words.rules(given.rules, language)))
    return pairs(rows)


def tests(given: Dossier, language: Language) -> Html | None:
    """The five preconditions: each part with its judgement, what it rests on and its evidence."""
    if given.identity is None:
        return None
    rows: list[list[Piece]] = []
    for precondition in Precondition:
        found = given.test(precondition)
        if found is None:
            untested = tag("span", "○ ", both("nog niet getoetst", "not tested yet", language))
            rows.append([said(precondition)[language], untested, None, None, None])
            continue
        stale = found.plan_version != given.plan_version
        for result in found.results:
            held = result.judgement.holds
            verdict = tag("span", "✓\u00a0" if held else "✗\u00a0", both("gehaald", "met", language) if held else
                          both("niet gehaald", "not met", language), class_="ov-good" if held else "ov-no")  # fmt: skip
            old = both(
                f", op versie {found.plan_version}: telt niet meer",
                f", on version {found.plan_version}: void",
                language,
            )
            part = said(result.part)[language] if len(PARTS[precondition]) > 1 else None
            rests = joined(
                [BASES[result.basis][language], listed(document(d, language) for d in result.judgement.evidence)]
            )
            by = joined([result.judgement.by.id, ", ", party(result.judgement.by.party, language), ", ",
                         day(result.judgement.on, language)])  # fmt: skip
            name = said(precondition)[language] + (f": {part}" if part else "")
            rows.append([name, joined([verdict, old if stale else None]), result.judgement.motivation, rests, by])
    heads = both(
        "Randvoorwaarde|Uitkomst|Waarom|Rust op|Oordeel van", "Precondition|Result|Why|Rests on|Judged by", language
    )
    return table(both("De vijf randvoorwaarden", "The five preconditions", language), heads.split("|"), rows)


def decision(given: Dossier, language: Language) -> Html | None:
    """What the ministry decided, and how the process ended, each with its reason."""
    rows: list[tuple[Piece, Piece]] = []

    def who(command: c.Command) -> Html:
        return joined([day(command.at, language), ", ", command.by.id, ", ", party(command.by.party, language)])

    if (made := given.decision) is not None:
        rows += [
            (both("Besluit", "Decision", language), who(made)),
            (both("Motivering", "Motivation", language), made.motivation),
            (both("Hoe de overdracht gaat", "How the transition goes", language), made.transition),
            (both("Gewogen stukken", "Documents weighed", language), listed(tag("code", w) for w in made.weighed)),
            (both("Beslisnota", "Decision note", language), document(made.note, language) if made.note else None),
        ]
    match given.closing:
        case c.Stop() as stop:
            rows += [
                (both("Niet ontvlechten", "Not to disentangle", language), who(stop)),
                (both("Reden", "Reason", language), stop.reason),
                (both("Beslisnota", "Decision note", language), document(stop.note, language) if stop.note else None),
            ]
        case c.Complete() as done:
            report = document(done.report, language) if done.report else both("geen", "none", language)
            rows += [
                (both("Afgerond", "Completed", language), who(done)),
                (both("Mate van ontvlechting", "How far", language), said(done.degree)[language]),
                (both("Kan het echt", "Can it really be done", language), done.really_possible.motivation),
                (both("Bericht aan de Kamer", "Report to the House", language), report),
            ]
    return pairs((term, what) for term, what in rows if what is not None) if rows else None


def phases(given: Dossier, language: Language) -> Html | None:
    """The phases of the plan: tasks, planned days, how it stands, and the way back."""
    started = {s.phase: s.at for s in given.started}
    accepted = {a.phase: a.at for a in given.accepted}
    rows: list[list[Piece]] = []
    for phase in given.phases:
        begun, done = started.get(phase.number), accepted.get(phase.number)
        stands = (
            joined(["✓ ", both("aanvaard op", "accepted on", language), " ", day(done, language)]) if done
            else joined(["▶ ", both("loopt sinds", "runs since", language), " ", day(begun, language)]) if begun
            else both("○ nog niet begonnen", "○ not started yet", language)
        )  # fmt: skip
        back = phase.reversal
        undo = joined([back.how, " (", party(back.who, language), ", ", both("tot en met", "until", language), " ",
                       day(back.until, language), ")"]) if back else None  # fmt: skip
        planned = joined([day(phase.starts_on, language), " – ", day(phase.ends_on, language)])
        rows.append([phase.number, ", ".join(phase.tasks), planned, stands, undo])
    heads = both("Fase|Taken|Gepland|Stand|Terugdraaien", "Phase|Tasks|Planned|How it stands|Way back", language).split(
        "|"
    )
    return table(both("De fasen", "The phases", language), heads, rows) if rows else None


def pending(given: Dossier, language: Language) -> Html | None:
    """What is open: breaches, escalations, inputs without an answer, advice that is awaited; None when nothing is."""
    found: list[Piece] = [
        joined(
            [
                tag("strong", both("Verstoring", "Breach", language)),
                f" {b.id} ({b.task}, ",
                both("sinds", "since", language),
                " ",
                day(b.since, language),
                f"): {b.description}",
            ]
        )
        for b in given.breaches
    ]
    found += [
        joined(
            [
                tag("strong", both("Escalatie", "Escalation", language)),
                f" {e.id} ({said(e.level)[language]}, {e.owner.id}): {e.problem}",
            ]
        )
        for e in given.escalations
    ]
    asked = {i.id: i for i in given.inputs}
    found += [
        joined(
            [
                tag("strong", both("Inbreng zonder antwoord", "Input without an answer", language)),
                f" {i} ({asked[i].group}): {asked[i].content}",
            ]
        )
        for i in given.unanswered_inputs
    ]
    if given.state not in FINAL:
        found += [
            joined(
                [
                    tag("strong", both("Advies gevraagd", "Advice requested", language)),
                    f" {r.advice}, {party(r.body, language)}, ",
                    both("tot en met", "until", language),
                    " ",
                    day(r.until, language),
                ]
            )
            for r in given.awaited_advices
        ]
        if given.waiting_until is not None:
            found.append(
                joined(
                    [
                        tag("strong", both("Wachttermijn tot en met", "Waiting period until", language)),
                        " ",
                        day(given.waiting_until, language),
                    ]
                )
            )
    return listed(found)


# -- participation -----------------------------------------------------------------------------------------------------


def advices(given: Dossier, language: Language) -> Html | None:
    """Every advice, and what was done with it."""
    rows: list[list[Piece]] = []
    questions = {r.advice: r.question for r in given.requests}
    for a in given.advices:
        done = given.response(a.advice)
        what: Piece = both("nog geen antwoord", "no answer yet", language)
        if done is not None:
            review = joined(
                [
                    " (",
                    both("opnieuw bezien op", "looked at again on", language),
                    " ",
                    day(done.review_on, language),
                    ")",
                ]
            )
            what = joined([tag("strong", said(done.follow_up)[language]), review if done.review_on else None,
                           f": {done.reason}" if done.reason else None])  # fmt: skip
        rows.append([a.advice, party(a.body, language), questions.get(a.advice, both("ongevraagd", "unasked", language)),
                     said(a.opinion)[language], what, document(a.document, language)])  # fmt: skip
    heads = both(
        "Advies|Van|Vraag|Strekking|Wat ermee is gedaan|Stuk",
        "Advice|By|Question|Opinion|What was done|Document",
        language,
    )
    return table(both("Adviezen", "Advices", language), heads.split("|"), rows) if rows else None


def heard(given: Dossier, language: Language) -> Html | None:
    """Which body was heard at which stage, and which units were consulted."""
    bodies = dict.fromkeys(x.body for x in given.contacts)
    rows: list[list[Piece]] = []
    for body in bodies:
        cells: list[Piece] = [party(body, language)]
        for stage in c.Stage:
            days = [joined([day(x.at, language), f", {said(x.manner)[language]}: {x.subject}"])
                    for x in given.contacts if x.body == body and x.stage is stage]  # fmt: skip
            cells.append(listed(days) or "–")
        rows.append(cells)
    heads = [both("Orgaan", "Body", language), *(said(stage)[language] for stage in c.Stage)]
    contacts = (
        table(both("Contacten die nog tellen", "Contacts that still count", language), heads, rows) if rows else None
    )
    units: list[list[Piece]] = [
        [x.unit, party(x.party, language), x.outcome, day(x.at, language)] for x in given.consultations
    ]
    unit_heads = both("Onderdeel|Van|Uitkomst|Dag", "Unit|Of|Outcome|Day", language).split("|")
    consulted = (
        table(both("Geraadpleegde onderdelen", "Units consulted", language), unit_heads, units) if units else None
    )
    return joined([contacts, consulted]) or None


def inputs(given: Dossier, language: Language) -> Html | None:
    """What those who do the work said, and what they were answered."""
    answers = {a.input: a for a in given.answers}
    rows: list[list[Piece]] = []
    for i in given.inputs:
        found = answers.get(i.id)
        what: Piece = both("nog geen antwoord", "no answer yet", language)
        if found is not None:
            adopted = (
                both("overgenomen", "adopted", language)
                if found.adopted
                else both("niet overgenomen", "not adopted", language)
            )
            what = joined([tag("strong", adopted), f": {found.reason}"])
        rows.append([i.id, i.group, i.content, what])
    heads = both("Inbreng|Van|Wat zij zeggen|Antwoord", "Input|From|What they say|Answer", language).split("|")
    caption = both("Inbreng van wie het werk doet", "Input of those who do the work", language)
    return table(caption, heads, rows) if rows else None


# -- sequences ---------------------------------------------------------------------------------------------------------


def records(given: Sequence[Record], language: Language, *, caption: str | None = None) -> Html:
    """A table of records: number, day, what was asked, by whom, the answer with its reasons."""
    heads = both(*_ACT, language).split("|")
    title = caption or both("Vastgelegde handelingen", "Records", language)
    return table(title, heads, [_act(r, language) for r in given])


def feed(given: Sequence[Placed], language: Language) -> Html:
    """The same of records of the whole ledger, each with its place in it and its process."""
    heads = f"{both('Plaats|Proces', 'Place|Process', language)}|{both(*_ACT, language)}".split("|")
    rows: list[list[Piece]] = [
        [e.position, tag("code", Html(text(e.record.event.process).replace("/", "/<wbr>"))), *_act(e.record, language)]
        for e in given
    ]
    return table(both("Het grootboek, in zijn volgorde", "The ledger, in its order", language), heads, rows)


_ACT = "Nr.|Dag|Gevraagd|Door|Antwoord", "No.|Day|Asked|By|Answer"


def _act(r: Record, language: Language) -> list[Piece]:
    """The cells of one record."""
    command, event = r.event.command, r.event
    moved = joined([" → ", tag("strong", event.after.title[language])]) if event.after is not event.before else None
    by = f"{command.by.id}, {party(command.by.party, language)}"
    unreadable = joined(["; ", r.unreadable[language]]) if r.unreadable is not None else None
    told = joined([answer(event.verdict, language), moved, unreadable, reasons(event.verdict.reasons, language)])
    return [r.number, day(command.at, language), command.title[language], by, told]


def standings(given: Iterable[Standing], language: Language, *, links: bool = False) -> Html:
    """One row for each process: from whom, to whom, where it stands, what is open.

    Args:
        given: where the processes stand.
        language: of the words.
        links: whether each name leads to the process on the same page, by its place.
    """
    rows: list[list[Piece]] = []
    for n, s in enumerate(given, 1):
        breaks = Html(text(s.process).replace("/", "/<wbr>"))
        name = tag("a", breaks, href=f"#process-{n}") if links else tag("code", breaks)
        breaches = f"{s.breaches} " + (
            both("verstoring", "breach", language) if s.breaches == 1 else both("verstoringen", "breaches", language)
        )
        open_ = breaches if s.breaches else "–"
        rows.append([name, brief(party(s.delivering, language)) if s.delivering else None,
                     brief(party(s.receiving, language)) if s.receiving else None, said(s.route)[language] if s.route else None,
                     tag("strong", s.state.title[language]), day(s.at, language), day(s.waiting_until, language) or "–",
                     tag("span", open_, class_="ov-no" if s.breaches else None), s.number])  # fmt: skip
    heads = both("Proces|Van|Naar|Vorm|Toestand|Laatste handeling|Wacht tot en met|Open|Handelingen",
                 "Process|From|To|Route|State|Last act|Waits until|Open|Records", language)  # fmt: skip
    return table(both("Waar elk proces staat", "Where each process stands", language), heads.split("|"), rows)


def verified(given: Report, language: Language) -> Html:
    """What the verifier found: in sentences, and in numbers."""
    rows: list[tuple[Piece, Piece]] = [
        (both("Processen", "Processes", language), given.processes),
        (both("Handelingen", "Records", language), given.records),
        (both("En nog zonder plaats in het grootboek", "And without a position yet", language), given.waiting or None),
        (both("Waarvan opnieuw beoordeeld", "Of which judged again", language), given.rejudged),
        (both("Waarvan met weggelakte tekst", "Of which redacted", language), given.redacted),
        (both("Waarvan vernietigd", "Of which removed", language), given.removed),
        (both("Wortel van het grootboek", "Root of the ledger", language), tag("code", given.root)),
    ]
    first, *more = sentences(given, language)
    told = [tag("p", tag("strong", first)), *(tag("p", line) for line in more)]
    return joined([*told, pairs(row for row in rows if row[1] is not None)])
