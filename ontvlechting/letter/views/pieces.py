"""Pieces of HTML of a process: its road, who performs and answers, the five tests, who was heard, what is open."""

from __future__ import annotations

from collections.abc import Iterator

from ontvlechting.engine import chart
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import PARTS, Basis, Precondition, Route
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Document
from ontvlechting.letter.views.words import affected, by_performer, cause, party
from ontvlechting.states import (
    FINAL,
    IN_TRANSFER,
    PROGRAMME_FINAL,
    PROGRAMME_TABLE,
    TABLE,
    WAY_BACK,
    ProgrammeState,
    State,
)
from ontvlechting.views import pieces as generic
from ontvlechting.views.html import Piece, joined, listed, pairs, table, tag
from ontvlechting.views.layout import Layout
from ontvlechting.views.pieces import day
from ontvlechting.views.words import both

_LAYOUT = Layout(TABLE, start=State.NEW, final=FINAL, back=WAY_BACK)
_STRENGTHENED = frozenset(a.target for a in TABLE if a.command is c.StartStrengthening)
_ROADS: dict[Route, tuple[chart.State, ...]] = {
    Route.SHIFT: _LAYOUT.road(IN_TRANSFER),
    Route.GOVERNANCE: _LAYOUT.road(_STRENGTHENED),
}
"""The road of each route, from identified to completed."""
_OF_PROGRAMMES = Layout(PROGRAMME_TABLE, start=ProgrammeState.NEW, final=PROGRAMME_FINAL).road()
_PROGRAMME = Text(nl="De weg van dit programma", en="The road of this programme")
BASES: dict[Basis, Text] = {
    Basis.MEASURED: Text(nl="gemeten", en="measured"),
    Basis.ARGUED: Text(nl="beredeneerd", en="argued"),
    Basis.EXPECTED: Text(nl="verwacht", en="expected"),
}


def document(given: Document, language: Language) -> Html:
    """A document: its title, its reference, its day and where it comes from."""
    public = both("openbaar", "public", language) if given.public else both("niet openbaar", "not public", language)
    return joined([given.title, " (", tag("code", given.id), ", ", day(given.on, language), ", ",
                   party(given.origin, language), ", ", public, ")"])  # fmt: skip


# -- a process ---------------------------------------------------------------------------------------------------------


def name(given: Dossier) -> str:
    """What the process is called."""
    return given.identity.name if given.identity else given.process


def road(given: Dossier, language: Language) -> Html:
    """Where the process stands on its road; a stopped one ends where it was stopped."""
    stopped = given.state in _LAYOUT.aside
    states = _LAYOUT.road({given.state}) if stopped else _ROADS[given.route or Route.SHIFT]
    return generic.on_road(states, given.state, language)


def road_of_programme(given: ProgrammeDossier, language: Language) -> Html:
    """Where a programme stands on its road."""
    return generic.on_road(_OF_PROGRAMMES, given.state, language, _PROGRAMME)


def summary(given: Dossier, language: Language) -> Iterator[tuple[str, Piece]]:
    """Who performs and who is accountable."""
    if given.identity is not None and given.delivering and given.receiving and given.accountable:
        by = by_performer(given.performers)
        performed = listed(f"{party(p, language)}: {', '.join(tasks)}" for p, tasks in by.items())
        yield both("Van", "From", language), party(given.delivering, language)
        yield both("Naar", "To", language), party(given.receiving, language)
        yield both("Vorm", "Route", language), said(given.route)[language] if given.route else None
        yield both("Voert uit", "Performs", language), performed
        yield both("Verantwoordelijk", "Accountable", language), party(given.accountable, language)
    if given.standby is not None:
        yield both("Staat klaar", "Stands by", language), party(given.standby, language)


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
        old = _version_of(given, found, language)
        for result in found.results:
            held = result.judgement.holds
            verdict = tag("span", "✓\u00a0" if held else "✗\u00a0", both("voldaan", "met", language) if held else
                          both("niet voldaan", "not met", language), class_="ov-good" if held else "ov-no")  # fmt: skip
            part = said(result.part)[language] if len(PARTS[precondition]) > 1 else None
            rests = joined(
                [BASES[result.basis][language], listed(document(d, language) for d in result.judgement.evidence)]
            )
            by = joined([result.judgement.by.id, ", ", party(result.judgement.by.party, language), ", ",
                         day(result.judgement.on, language)])  # fmt: skip
            name = said(precondition)[language] + (f": {part}" if part else "")
            rows.append([name, joined([verdict, old]), result.judgement.motivation, rests, by])
    heads = both(
        "Randvoorwaarde|Uitkomst|Waarom|Rust op|Oordeel van", "Precondition|Result|Why|Rests on|Judged by", language
    )
    return table(both("De vijf randvoorwaarden", "The five preconditions", language), heads.split("|"), rows)


def _version_of(given: Dossier, test: c.RecordTest, language: Language) -> str | None:
    """On which version a test was, where that is not the plan in force, and whether it still counts."""
    version, proposed = test.plan_version, given.proposal.plan.version if given.proposal else None
    if version == given.plan_version:
        return None
    if version == proposed:
        return both(f", op de voorgestelde versie {version}", f", on the proposed version {version}", language)
    if given.met(test.precondition):
        return both(
            f", op versie {version}: door de wijziging niet geraakt",
            f", on version {version}: not touched by the amendment",
            language,
        )
    return both(f", op versie {version}: telt niet meer", f", on version {version}: void", language)


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
    if (changed := given.amended) is not None:
        version = both(
            f"Plan gewijzigd, versie {changed.plan_version}", f"Plan amended, version {changed.plan_version}", language
        )
        rows += [
            (version, who(changed)),
            (both("Motivering", "Motivation", language), changed.motivation),
            (both("Beslisnota", "Decision note", language), document(changed.note, language) if changed.note else None),
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
    rows += [(both("Evaluatie", "Evaluation", language), evaluated(e, language)) for e in given.evaluations]
    return pairs((term, what) for term, what in rows if what is not None) if rows else None


def evaluated(given: c.RecordEvaluation, language: Language) -> Html:
    """What an evaluation of the decision found, and in which document."""
    return joined([given.found, " (", document(given.document, language), ")"])


def phases(given: Dossier, language: Language) -> Html | None:
    """The phases of the plan: tasks, planned days, how it stands, who is responsible, and the way back."""
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
        first, now = phase.responsible.id, given.responsible(phase).id
        before = "" if first == now else f" ({both('eerst', 'at first', language)} {first})"
        rows.append([phase.number, ", ".join(phase.tasks), planned, stands, f"{now}{before}", undo])
    heads = both(
        "Fase|Taken|Gepland|Stand|Verantwoordelijk|Terugdraaien",
        "Phase|Tasks|Planned|How it stands|Responsible|Way back",
        language,
    ).split("|")
    return table(both("De fasen", "The phases", language), heads, rows) if rows else None


def pending(given: Dossier, language: Language) -> Html | None:
    """What is open: breaches, escalations, inputs without an answer, advice that is awaited; None when nothing is."""
    found: list[Piece] = [
        joined(
            [
                tag("strong", both("Verstoring", "Breach", language)),
                f" {b.id} ({affected(b, language)}, ",
                both("sinds", "since", language),
                " ",
                day(b.since, language),
                f"): {cause(b, language)}",
            ]
        )
        for b in given.breaches
    ]
    found += [
        joined(
            [
                tag("strong", both("Escalatie", "Escalation", language)),
                f" {e.id} ({said(e.level)[language]}, {given.owner(e).id}): {e.problem}",
            ]
        )
        for e in given.escalations
    ]
    asked = {i.id: i for i in given.every_input}
    found += [
        joined(
            [
                tag("strong", both("Inbreng zonder antwoord", "Input without an answer", language)),
                f" {i} ({asked[i].unit}): {asked[i].content}",
            ]
        )
        for i in given.unanswered_inputs
    ]
    if given.evaluation_due is not None:
        evaluate = tag("strong", both("Te evalueren, uiterlijk", "To be evaluated, by", language))
        found.append(joined([evaluate, " ", day(given.evaluation_due, language)]))
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
                        tag("strong", both("Eerste termijn tot en met", "First term until", language)),
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
        for element, done in given.answers_to(a):
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
            of = a.advice if element is None else f"{a.advice}: {element}"
            rows.append([of, party(a.body, language), questions.get(a.advice, both("ongevraagd", "unasked", language)),
                         said(a.opinion)[language], what, document(a.document, language)])  # fmt: skip
    heads = both(
        "Advies|Van|Vraag|Strekking|Wat ermee is gedaan|Stuk",
        "Advice|By|Question|Opinion|What was done|Document",
        language,
    )
    return table(both("Adviezen", "Advice", language), heads.split("|"), rows) if rows else None


def heard(given: Dossier, language: Language) -> Html | None:
    """The contacts with each body that still count, by stage, how many no longer do, and the consulted units."""
    bodies = dict.fromkeys(x.body for x in given.contacts)
    rows: list[list[Piece]] = []
    for stage in c.Stage:
        cells: list[Piece] = [said(stage)[language]]
        for body in bodies:
            days = [joined([day(x.at, language), f", {said(x.manner)[language]}: {x.subject}"])
                    for x in given.contacts if x.body == body and x.stage is stage]  # fmt: skip
            cells.append(listed(days) or "–")
        rows.append(cells)
    heads = [both("Waarover", "About", language), *(party(body, language) for body in bodies)]
    contacts = (
        table(both("Contacten die nog tellen", "Contacts that still count", language), heads, rows) if bodies else None
    )
    units: list[list[Piece]] = [
        [x.unit, party(x.party, language), x.outcome, day(x.at, language)] for x in given.consultations
    ]
    unit_heads = both("Onderdeel|Van|Uitkomst|Dag", "Unit|Of|Outcome|Day", language).split("|")
    consulted = (
        table(both("Geraadpleegde onderdelen", "Units consulted", language), unit_heads, units) if units else None
    )
    return joined([_no_longer(given, language), contacts, consulted]) or None


def _no_longer(given: Dossier, language: Language) -> Html | None:
    """How many contacts took place that no longer count; None where all do."""
    more = sum(isinstance(e.command, c.RecordContact) for e in given.entries) - len(given.contacts)
    if more < 1:
        return None
    nl = "1 contact telt" if more == 1 else f"{more} contacten tellen"
    en = "1 contact no longer counts" if more == 1 else f"{more} contacts no longer count"
    told = both(
        f"Er is meer gesproken: {nl} niet meer, na een stap terug of een ander plan. Wat is vastgelegd, blijft staan in de tijdlijn.",
        f"There was more: {en}, after a step back or another plan. What was recorded still stands in the timeline.",
        language,
    )
    return tag("p", told)


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
        rows.append([i.id, i.unit, i.content, what])
    heads = both("Inbreng|Van|Wat zij zeggen|Antwoord", "Input|From|What they say|Answer", language).split("|")
    caption = both("Inbreng van wie het werk doet", "Input of those who do the work", language)
    return table(caption, heads, rows) if rows else None
