"""R86: one reference, one thing. Documents, parties and currencies are known, and are what they were."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, InputError, State, Workflow, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.retention import REDACTED
from ontvlechting.guards import LETTER, PROGRAMME
from ontvlechting.letter.commands import ALL, Command
from ontvlechting.letter.demo import chapters
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.fiction.evidence import UNIT
from ontvlechting.letter.naming import PARTY_FIELDS, named_in, same_content
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Document, DocumentKind, Money
from tests.asking import WEBSITES, at, fold, no, yes
from tests.programmes import document

DAY = timedelta(days=1)


def deciding() -> tuple[Road, Dossier, c.Decide, Document]:
    """A process that can be decided on, its decision, and a document that it named before."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    *before, decision = road.deciding()
    dossier = fold(dossier, before)
    assert isinstance(decision, c.Decide)
    assert decision.note is not None
    return road, dossier, decision, dossier.documents[0]


# ── one id, one content ──────────────────────────────────────────────────────────────────────────


def test_r86_a_reference_stands_for_one_document() -> None:
    """R86: what was a study does not come back as a decision note; the same document may be named again."""
    _, dossier, decision, study = deciding()
    yes("documents_stay_the_same", dossier, decision)
    assert decision.note is not None
    reused = attrs.evolve(decision, note=attrs.evolve(decision.note, id=study.id))
    (reason,) = no("documents_stay_the_same", dossier, reused, "another-document")
    assert f"`{study.id}`" in reason.nl
    assert not decide(LETTER, dossier, reused).verdict.allowed


@pytest.mark.parametrize("field", ["kind", "title", "on", "origin"])
def test_r86_each_part_of_what_a_document_is_stays(field: str) -> None:
    """R86: kind, title, date and origin; each of them tells one document from another."""
    road, dossier, _, _ = deciding()
    given = road.document(letter.DocumentKind.EVIDENCE, "douane")
    other: dict[str, Any] = {
        "kind": letter.DocumentKind.MINUTES,
        "title": "Fictief: anders",
        "on": given.on - DAY,
        "origin": "dor",
    }
    changed = attrs.evolve(given, **{field: other[field]})
    assert same_content(given, given)
    assert not same_content(given, changed)
    test = road.judgement()
    both = attrs.evolve(test, evidence=(given, changed))
    no("documents_stay_the_same", dossier, road.weigh(c.Step.DECISION, enough_added_value=both), "another-document")


def test_r86_a_document_can_be_made_public_later() -> None:
    """R85, R86: that is what is done with it, not what it is."""
    *_, study = deciding()
    assert same_content(study, attrs.evolve(study, public=not study.public))


def test_r86_a_title_that_was_removed_tells_nothing() -> None:
    """R86: what was redacted can be named again, and is then held as it is named."""
    road, dossier, _, study = deciding()
    gone = attrs.evolve(dossier, documents=(attrs.evolve(study, title=REDACTED), *dossier.documents[1:]))
    again = road.weigh(c.Step.DECISION, enough_added_value=attrs.evolve(road.judgement(), evidence=(study,)))
    yes("documents_stay_the_same", gone, again)
    assert dossier.documents == fold(gone, [again]).documents


def test_r86_what_no_longer_counts_was_named_all_the_same() -> None:
    """R86: a change of form voids the plan and its tests; their documents keep their references."""
    road, dossier, decision, _ = deciding()
    later = fold(dossier, [decision])
    road.follow(later)
    back = fold(later, road.turning(c.Route.GOVERNANCE))
    assert set(later.documents) <= set(back.documents)
    assert decision.note in back.documents


# ── not of tomorrow ──────────────────────────────────────────────────────────────────────────────


def test_r86_minutes_are_written_after_the_meeting() -> None:
    """R12, R86: what shows a talk may be of days later, not of after it was recorded; for a decision it is of that day at the latest."""
    road = Road(letter.PROCESSES[WEBSITES])
    now = road.moment
    flow = Workflow.open("memory:", clock=lambda: now)
    for command in road.until(State.PLAN_DRAFTED):
        now = command.at
        flow.submit(WEBSITES, command).or_raise()
    makers: list[Any] = [lambda **k: road.contact("dor", c.Stage.PLAN, **k), road.consult, road.collect_input]
    for make, origin in zip(makers, ("dor", UNIT, UNIT), strict=True):
        told = make(by=road.receiver)
        now = told.at + 9 * DAY
        for late in (0, 9):
            minutes = attrs.evolve(road.document(DocumentKind.MINUTES, origin), on=(told.at + late * DAY).date())
            assert flow.ask(WEBSITES, attrs.evolve(told, document=minutes)).allowed
        tomorrow = attrs.evolve(minutes, on=(now + 2 * DAY).date())
        with pytest.raises(InputError, match=r"document\.on"):
            flow.submit(WEBSITES, attrs.evolve(told, document=tomorrow))
        early = attrs.evolve(minutes, on=(told.at - DAY).date())
        assert not flow.ask(WEBSITES, attrs.evolve(told, document=early)).allowed
        road.moment = now


def test_r86_no_document_is_of_after_the_act_that_names_it() -> None:
    """R85, R86: a note of a century ahead is none; one of the day itself is."""
    _, dossier, decision, _ = deciding()
    assert decision.note is not None
    today = decision.at.date()
    yes("documents_are_there_already", dossier, attrs.evolve(decision, note=attrs.evolve(decision.note, on=today)))
    for on in (today + DAY, today.replace(year=today.year + 100)):
        later = attrs.evolve(decision, note=attrs.evolve(decision.note, on=on))
        (reason,) = no("documents_are_there_already", dossier, later, "document-in-future")
        assert said(on).en in reason.en


def test_r86_evidence_deep_in_a_command_is_looked_at_as_well() -> None:
    """R86: a document under a judgement under a test."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(c.Precondition.EFFICIENCY)
    (result,) = test.results
    evidence = tuple(attrs.evolve(d, on=d.on + 9 * DAY) for d in result.judgement.evidence)
    bent = attrs.evolve(result, judgement=attrs.evolve(result.judgement, evidence=evidence))
    no("documents_are_there_already", dossier, attrs.evolve(test, results=(bent,)), "document-in-future")


def test_r86_what_a_correction_puts_in_place_rests_on_no_document_of_after_it() -> None:
    """R86, R79: a judgement of Monday rests on no document of Wednesday, also when that is told on Friday; minutes may be later."""
    road, dossier = at(State.PLAN_DRAFTED)
    test, contact = road.test(c.Precondition.EFFICIENCY), road.contact("dor", c.Stage.PLAN)
    dossier = fold(dossier, [test, contact])
    number = dossier.entries[-1].number
    road.moment += 9 * DAY
    corrects = c.Correct(by=test.by, at=road.tick(), record=number - 1, wrong="Fictief: verschreven", holds=test)
    (result,) = test.results
    for days, right in ((0, True), (1, False)):
        paper = attrs.evolve(result.judgement.evidence[0], id="fictief-stuk", on=test.at.date() + days * DAY)
        bent = attrs.evolve(result, judgement=attrs.evolve(result.judgement, evidence=(paper,)))
        told = attrs.evolve(corrects, holds=attrs.evolve(test, results=(bent,)))
        if right:
            yes("documents_are_there_already", dossier, told)
        else:
            (reason,) = no("documents_are_there_already", dossier, told, "document-in-future")
            assert {"holds.results.judgement.evidence.on"} == {about.name for about in reason.about}
    minutes = attrs.evolve(road.document(DocumentKind.MINUTES, "dor"), on=contact.at.date() + 3 * DAY)
    shown = attrs.evolve(contact, document=minutes)
    yes("documents_are_there_already", dossier, attrs.evolve(corrects, by=contact.by, record=number, holds=shown))


def test_r86_minutes_of_after_the_recording_are_not_corrected_in() -> None:
    """R86: as for the contact itself: nobody names minutes that are still to be written."""
    road, flow = Road(letter.PROCESSES[WEBSITES]), Workflow.open("memory:")
    contact = road.contact("dor", c.Stage.FEASIBILITY)
    flow.submit_many([(WEBSITES, command) for command in (road.identify(), contact)])
    minutes = attrs.evolve(road.document(DocumentKind.MINUTES, "dor"), on=date(2199, 1, 1))
    shown = attrs.evolve(contact, document=minutes)
    told = c.Correct(by=contact.by, at=road.tick(), record=2, wrong="Fictief: zonder verslag", holds=shown)
    with pytest.raises(InputError, match=r"command\.holds\.document\.on"):
        flow.submit(WEBSITES, told)


def test_r86_a_programme_records_what_is_there() -> None:
    """R86: the registers of a programme as well; where the day is not known, none is said."""
    dossier = ProgrammeDossier(process="programma")
    today = document().at.date()
    for on in (None, today):
        yes("documents_are_there_already", dossier, document(on=on), PROGRAMME)
    no("documents_are_there_already", dossier, document(on=today + DAY), "document-in-future", rules=PROGRAMME)


# ── known parties, one currency ──────────────────────────────────────────────────────────────────

STRANGER = "fictief-museum"


def strange(road: Road) -> dict[str, Command]:
    """Commands that each name one party that nobody knows, in different places."""
    plan = attrs.evolve(road.plan(), version=2)
    reversal = attrs.evolve(road.reversal(), who=STRANGER)
    first, *others = plan.phases
    shared = tuple(attrs.evolve(s, partners=(*s.partners, STRANGER)) for s in plan.shared_tasks or ())
    return {
        "reversal": road.revise(plan=attrs.evolve(plan, phases=(attrs.evolve(first, reversal=reversal), *others))),
        "partner": road.revise(plan=attrs.evolve(plan, shared_tasks=shared)),
        "origin": road.decide(note=attrs.evolve(road.note(), origin=STRANGER)),
        "performer": road.execute("redactie-website", performed_by=STRANGER),
        "signals": road.start_phase(1, signals_owner=STRANGER),
        "budget": road.shift_budget(deltas=tuple(attrs.evolve(d, party=STRANGER) for d in road.deltas())),
        "judge": road.accept(1, judgement=road.judgement(attrs.evolve(road.receiver, party=STRANGER))),
    }


@pytest.mark.parametrize("where", strange(at(State.NEW)[0]))
def test_r86_a_party_that_is_named_is_known(where: str) -> None:
    """R86: wherever in a command its id stands, once for each party; the ministry can make it known."""
    road, dossier = at(State.PLAN_DRAFTED)
    command = strange(road)[where]
    (reason,) = no("parties_are_known", dossier, command, "unknown-party")
    assert (letter.MINISTRY,) == tuple(s.party for s in reason.suppliers)
    more = letter.Party(id=STRANGER, kind=letter.PartyKind.EXTERNAL, name=letter.PARTIES[letter.GALAN].name)
    norms = attrs.evolve(LETTER.norms, parties=(*LETTER.norms.parties, more))
    yes("parties_are_known", dossier, command, attrs.evolve(LETTER, norms=norms))


def test_r86_parties_of_a_programme_are_known() -> None:
    """R86: there too."""
    dossier = ProgrammeDossier(process="programma")
    yes("parties_are_known", dossier, document(origin=letter.COB), PROGRAMME)
    no("parties_are_known", dossier, document(origin=STRANGER), "unknown-party", rules=PROGRAMME)


def test_r86_every_field_that_holds_a_party_is_looked_at() -> None:
    """R86: what a docstring calls the id of a party, a body or several, stands in a field that is looked at."""
    told = re.compile(
        r"^\s+(\w+): (?:[^\n]*?: )?(?:the ids? of|at|whose)?[^\n]*the ids? of (?:the |one |who)?(?:other )?(?:party|parties|body)\b",
        re.MULTILINE,
    )
    found: set[str] = set()
    for kind in {k for k in vars(c).values() if isinstance(k, type) and attrs.has(k)} | {*ALL}:
        found |= set(told.findall(kind.__doc__ or ""))
    assert {"performed_by", "receiving", "party", "body", "ict_supplier", "who"} <= found
    assert {"owner"} == found - PARTY_FIELDS  # of a commitment or a signal, which have guards of their own


def test_r42_amounts_are_in_one_currency() -> None:
    """R42: what cannot be added up is not shifted."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("amounts_are_in_one_currency", dossier, road.shift_budget())
    other = tuple(attrs.evolve(d, money=attrs.evolve(d.money, currency="USD")) for d in road.deltas())
    (reason,) = no("amounts_are_in_one_currency", dossier, road.shift_budget(deltas=other), "another-currency")
    assert "`USD`" in reason.nl
    norms = attrs.evolve(LETTER.norms, currency="USD")
    rules = attrs.evolve(LETTER, norms=norms)
    yes("amounts_are_in_one_currency", dossier, road.consult())
    no("amounts_are_in_one_currency", dossier, road.shift_budget(), "another-currency", rules=rules)
    assert Money(amount=Decimal(1)).currency == LETTER.norms.currency


# ── the fiction holds to it ──────────────────────────────────────────────────────────────────────


def test_r86_in_the_demo_no_reference_has_two_contents() -> None:
    """R86: over all six processes together, also those that the demo has refused."""
    known: dict[str, Any] = {}
    for script in chapters().values():
        for line in script:
            command = getattr(line, "command", line)
            if isinstance(command, Command):
                for d in named_in(command).documents:
                    assert same_content(known.setdefault(d.id, d), d), d.id
    assert len(known) > 100
