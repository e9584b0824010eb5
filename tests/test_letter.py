"""The letter's portfolio: what the letter says is there, with its source; what it does not say is not."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import chain, pairwise

import attrs
import pytest

from ontvlechting import letter
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.text import LANGUAGES, Text
from ontvlechting.letter import ADVICES, ANNEXES, BUDGETS, COMMITMENTS, FACTS, MOTIONS, PARTIES, PROCESSES, REQUESTS
from ontvlechting.letter.catalogue import CATALOGUE, DOCUMENT, Section
from ontvlechting.letter.commands import Feasibility, FollowUp
from ontvlechting.letter.values import BodyKind, MoneyKind, PartyKind

CITED = [
    pytest.param(item, id=f"{type(item).__name__}-{number}")
    for number, item in enumerate(
        (
            letter.STUDY,
            *letter.SIGNATORIES,
            *PROCESSES.values(),
            *FACTS,
            *ADVICES,
            *chain.from_iterable(advice.elements for advice in ADVICES),
            *MOTIONS,
            *COMMITMENTS,
            *REQUESTS,
            *chain.from_iterable(request.elements for request in REQUESTS),
            *BUDGETS,
            *ANNEXES,
        )
    )
]
"""Everything that the letter says, one by one."""


# ── who takes part ───────────────────────────────────────────────────────────────────────────────


def test_every_party_has_its_own_constant() -> None:
    """The parties are exactly those that have a name in the module, each known by its own id."""
    expected = [
        letter.MINISTRY,
        letter.BELASTINGDIENST,
        letter.TOESLAGEN,
        letter.DOUANE,
        letter.DOR,
        letter.UNIONS,
        letter.GALAN,
        letter.COB,
        letter.ABDTOPCONSULT,
        letter.HOUSE,
    ]
    assert expected == list(PARTIES)
    assert expected == [party.id for party in PARTIES.values()]


def test_the_directorates_are_the_three_of_the_letter() -> None:
    """Belastingdienst, Toeslagen and Douane are directorates-general, and no other party is (R1)."""
    expected = tuple(party.id for party in PARTIES.values() if party.kind is PartyKind.DIRECTORATE)
    assert expected == letter.DIRECTORATES


def test_register_identifiers_are_well_formed_and_unique() -> None:
    """The ministry and its directorates-general have an identifier in the government's register; others have none."""
    known = {party.id: party.tooi for party in PARTIES.values() if party.tooi is not None}
    assert {letter.MINISTRY, *letter.DIRECTORATES} == set(known)
    assert len(known) == len(set(known.values()))
    for uri in known.values():
        assert re.fullmatch(r"https://identifier\.overheid\.nl/tooi/id/(ministerie/mnre|oorg/oorg)\d+", uri)


def test_works_council_and_unions_are_two_bodies() -> None:
    """The bodies are parties, one of each kind (R12)."""
    expected = {BodyKind.WORKS_COUNCIL: letter.DOR, BodyKind.UNION: letter.UNIONS}
    assert expected == {body.kind: body.id for body in letter.BODIES}
    assert [PARTIES[body.id].name for body in letter.BODIES] == [body.name for body in letter.BODIES]


def test_two_state_secretaries_signed() -> None:
    """Two people signed, in the same office (R16)."""
    office = "Staatssecretaris van Financiën"
    expected = [("M.L.A. van Rij", office), ("A. de Vries", office)]
    assert expected == [(signatory.name, signatory.office.nl) for signatory in letter.SIGNATORIES]


# ── the study and its processes ──────────────────────────────────────────────────────────────────


def test_six_processes_are_named_four_for_douane_and_two_for_toeslagen() -> None:
    """The letter names four processes for Douane and two for Toeslagen (R26, R27)."""
    expected = [
        "douane/kanalenstrategie",
        "douane/websites",
        "douane/social-media",
        "douane/basisregistraties",
        "toeslagen/kanalenstrategie",
        "toeslagen/websites",
    ]
    assert expected == list(PROCESSES)
    assert [key.partition("/")[0] for key in expected] == [process.receiving for process in PROCESSES.values()]


def test_the_other_processes_are_counted_and_not_invented() -> None:
    """Nine processes were studied (R22); three of them have no name here."""
    unnamed = 3
    assert unnamed == letter.PORTFOLIO_SIZE - len(PROCESSES)


def test_every_process_is_delivered_by_the_belastingdienst_and_found_feasible() -> None:
    """All six are with the Belastingdienst now, and moving each was found feasible (R4, R26, R27)."""
    expected = {(letter.BELASTINGDIENST, Feasibility.FEASIBLE)}
    assert expected == {(process.delivering, process.feasibility) for process in PROCESSES.values()}


@pytest.mark.parametrize("process", [pytest.param(p, id=key) for key, p in PROCESSES.items()])
def test_the_scope_of_a_process_is_itemised(process: letter.Process) -> None:
    """A scope has at least two tasks, each with an id and a description of its own (R28)."""
    assert len(process.scope) >= 2
    assert len(process.scope) == len({task.id for task in process.scope})
    assert len(process.scope) == len({task.description for task in process.scope})


def test_channel_strategy_covers_the_five_channels_for_both_receivers() -> None:
    """Websites, social media, telephone, letters and video chat, for various target groups."""
    expected = ["websites", "social-media", "telefonie", "brieven", "video-chat"]
    for key in ("douane/kanalenstrategie", "toeslagen/kanalenstrategie"):
        assert expected == [task.id for task in PROCESSES[key].scope]
        assert PROCESSES[key].target_groups == "verschillende doelgroepen"


def test_signals_from_citizens_and_businesses_belong_to_the_websites_of_douane_only() -> None:
    """The letter puts the signals with Douane's websites and with no other process (R28)."""
    expected = [("douane/websites", "signalen-burgers"), ("douane/websites", "signalen-bedrijven")]
    found = [(key, t.id) for key, process in PROCESSES.items() for t in process.scope if t.id.startswith("signalen")]
    assert expected == found


def test_the_study_has_months_and_no_day() -> None:
    """The study ran from September to December 2022; no day is made up."""
    assert (date(2022, 9, 1), date(2022, 12, 31)) == (letter.STUDY.when.first, letter.STUDY.when.last)
    assert not letter.STUDY.when.exact


def test_the_study_was_done_outside_the_ministry() -> None:
    """The author of the study is an external party (R10)."""
    assert PARTIES[letter.STUDY.author].kind is PartyKind.EXTERNAL


# ── dates ────────────────────────────────────────────────────────────────────────────────────────


def test_a_period_does_not_end_before_it_begins() -> None:
    """A period the wrong way round is refused, with the field named."""
    with pytest.raises(InputError) as refusal:
        letter.Period(first=date(2022, 12, 1), last=date(2022, 9, 1))
    expected = ["last"]
    assert expected == [problem.field for problem in refusal.value.problems]


def test_facts_stand_in_order_of_time() -> None:
    """No fact stands before an earlier one, and no two have the same date (R19)."""
    for earlier, later in pairwise(FACTS):
        assert (earlier.when.first, earlier.when.last) != (later.when.first, later.when.last)
        assert earlier.when.first <= later.when.first


def test_the_days_that_the_letter_gives() -> None:
    """Nine facts have a day; the committee's report, the study and the council's advice have months only."""
    expected = [
        "2020-01-11",
        "2020-01-28",
        "2020-09-25",
        "2021-01-01",
        "2021-02-10",
        "2021-04-21",
        "2022-12-09",
        "2022-12-13",
        "2023-02-20",
    ]
    assert expected == [fact.when.first.isoformat() for fact in FACTS if fact.when.exact]
    last_days = [date(2017, 1, 31), date(2022, 12, 31), date(2022, 12, 31)]
    assert last_days == [fact.when.last for fact in FACTS if not fact.when.exact]


def test_every_fact_refers_to_a_document() -> None:
    """A fact without a document cannot be checked (R19)."""
    assert all(fact.documents for fact in FACTS)


def test_both_numbers_of_the_announcement_are_kept() -> None:
    """The letter gives the announcement two numbers; neither is corrected, and a remark says so."""
    announcement = next(fact for fact in FACTS if fact.when.first == date(2020, 1, 11))
    expected = ("Kamerstuk 31 066, nr. 591", "Kamerstuk 31 066, nr. 588")
    assert expected == announcement.documents
    assert announcement.remark is not None
    numbers = ["591", "588"]
    for language in LANGUAGES:
        assert numbers == re.findall(r"\b5\d\d\b", announcement.remark[language])


# ── advices, motions, commitments, requests ──────────────────────────────────────────────────────


def test_the_advices_and_where_they_stand() -> None:
    """Each advice says by whom and in which document (R77)."""
    expected = {
        letter.COB: "Kamerstuk 31 066, nr. 330",
        letter.ABDTOPCONSULT: "Kamerstuk 31 066, nr. 538",
        letter.GALAN: f"{DOCUMENT}, bijlage 1",
        letter.DOR: f"{DOCUMENT}, bijlage 2",
    }
    assert expected == {advice.origin: advice.document for advice in ADVICES}


def test_an_advice_is_followed_element_by_element() -> None:
    """What was done is told per element; where the letter does not say, nothing is claimed (R78)."""
    expected = {
        letter.COB: [None, None, None, FollowUp.FOLLOWED],
        letter.ABDTOPCONSULT: [FollowUp.PARTLY, FollowUp.FOLLOWED],
        letter.GALAN: [FollowUp.FOLLOWED, FollowUp.FOLLOWED, FollowUp.NOT_YET],
        letter.DOR: [None],
    }
    assert expected == {advice.origin: [element.follow_up for element in advice.elements] for advice in ADVICES}


def test_the_one_advice_that_is_not_yet_followed_is_about_budgets() -> None:
    """Only shifting the budgets per 2024 has to wait (R69)."""
    expected = ["Verschuif de budgetten per 2024."]
    assert expected == [e.asks.nl for a in ADVICES for e in a.elements if e.follow_up is FollowUp.NOT_YET]


def test_the_motions_and_their_dates() -> None:
    """Bruins has a day of adoption; of Leijten the letter gives none (R80)."""
    expected = {"Kamerstuk 31 066, nr. 584": date(2020, 1, 28), "Kamerstuk 31 066, nr. 580": None}
    assert expected == {motion.document: motion.adopted and motion.adopted.first for motion in MOTIONS}


def test_motions_and_commitments_keep_counting_through_rules_that_guards_hold() -> None:
    """The rules that carry out a motion or a commitment are rules of the letter, and guarded (R81, R83)."""
    rules = [*chain.from_iterable(m.rules for m in MOTIONS), *chain.from_iterable(c.rules for c in COMMITMENTS)]
    assert all(motion.rules for motion in MOTIONS)
    assert rules == [CATALOGUE[rule.id] for rule in rules]
    assert all(rule.status.guarded for rule in rules)


def test_commitments_have_owners() -> None:
    """The ministry keeps three commitments, Douane its own report (R20, R81)."""
    expected = [letter.MINISTRY, letter.MINISTRY, letter.MINISTRY, letter.DOUANE]
    assert expected == [commitment.owner for commitment in COMMITMENTS]


def test_the_request_has_three_parts_that_the_letter_answers() -> None:
    """Member Ephraim asked for three things on 13 December 2022, and the letter answers them (R82)."""
    (request,) = REQUESTS
    assert (date(2022, 12, 13), 3, DOCUMENT) == (request.when.first, len(request.elements), request.answered_by)


def test_names_are_unique() -> None:
    """Advices, motions, commitments and requests each have a name of their own."""
    ids = [a.id for a in ADVICES] + [m.id for m in MOTIONS] + [c.id for c in COMMITMENTS] + [r.id for r in REQUESTS]
    assert sorted(set(ids)) == sorted(ids)


# ── money, annexes, sources ──────────────────────────────────────────────────────────────────────


def test_earlier_funding_is_structural_and_exact() -> None:
    """Twenty million from 2020 and six million from 2022, every year, in euros (R72)."""
    expected = [(2020, Decimal(20_000_000)), (2022, Decimal(6_000_000))]
    assert expected == [(funding.year, funding.money.amount) for funding in BUDGETS]
    assert {(MoneyKind.STRUCTURAL, "EUR")} == {(funding.money.kind, funding.money.currency) for funding in BUDGETS}


def test_annexes_are_numbered_within_the_letter() -> None:
    """The letter has annexes 1 and 2 (R86)."""
    expected = [(DOCUMENT, 1), (DOCUMENT, 2)]
    assert expected == [(annex.parent, annex.number) for annex in ANNEXES]


@pytest.mark.parametrize("item", CITED)
def test_every_item_says_where_it_stands_and_speaks_both_languages(item: letter.Cited) -> None:
    """An item cites a section of the letter by a short term; each of its texts is filled in Dutch and in English."""
    assert (item.source.document, item.source.section) in {(DOCUMENT, section.value) for section in Section}
    assert len(item.source.term) <= 120
    texts = [value for field in attrs.fields(type(item)) if isinstance(value := getattr(item, field.name), Text)]
    assert all(text[language].strip() for text in texts for language in LANGUAGES)


@pytest.mark.parametrize("item", CITED)
def test_every_party_that_an_item_names_is_known(item: letter.Cited) -> None:
    """An item names parties by their id."""
    roles = ("receiving", "delivering", "author", "origin", "owner")
    assert {getattr(item, role) for role in roles if hasattr(item, role)} <= set(PARTIES)
