"""The pack on staff and authority, guard by guard, on a letter that knows none of our parties.

Each test can be asked of other rules than those under test: that is how `test_staff_as_a_pack.py` sees that every mistake in them
is noticed.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from ontvlechting import packs
from ontvlechting.engine import Actor, Rules
from ontvlechting.engine.days import written
from ontvlechting.engine.errors import InputError
from ontvlechting.packs import DecreeKind, Group, Side
from ontvlechting.packs.fiction import DECREES, GROUP, PEOPLE, POWER
from ontvlechting.packs.staff_and_authority import first_gap
from tests import asking
from tests import second_letter as s
from tests.asking import no, yes
from tests.packs.staff import COUNCIL, ROAD, RULES, THEIRS, UNIONS, at, on
from tests.second_letter import SECOND, Role
from tests.test_second_letter import NORTH, act

SPEAKER = Actor(id="actor-9", role=Role.WORKS_COUNCIL, party=COUNCIL)
BY_EMPLOYER = ("describe", "prepare", "mandatory", "place", "organisation", "list", "assign", "withdraw")
WITH_PAPER = ("describe", "place", "organisation", "withdraw")


@pytest.fixture
def rules() -> Rules:
    """Those under test."""
    return RULES


def test_the_employer_records_what_the_employer_does(rules: Rules) -> None:
    """Whoever decides, by its role and its party; another party does where the norms name it."""
    for name in BY_EMPLOYER:
        dossier, command = at(name, rules=rules), ROAD[name]
        no("employer_records", dossier, evolve(command, by=NORTH), "not-the-employer", rules=rules)
        yes("employer_records", dossier, command, rules=rules)
    other_role = evolve(THEIRS.employer, role=Role.ARCHIVE)
    no("employer_records", at("list"), evolve(ROAD["list"], by=other_role), "not-the-employer", rules=RULES)
    also = SECOND + packs.staff(employers=("noord",))
    yes("employer_records", at("list", rules=also), evolve(ROAD["list"], by=NORTH), rules=also)


def test_a_paper_is_there_by_then(rules: Rules) -> None:
    """A paper of tomorrow shows nothing today; one of today does."""
    for name in WITH_PAPER:
        command: Any = ROAD[name]
        field = "decision" if name == "place" else "paper"
        later = evolve(getattr(command, field), on=command.at.date() + timedelta(days=1))
        no("papers_are_there", at(name, rules=rules), evolve(command, **{field: later}), "paper-of-later", rules=rules)
        today = evolve(later, on=command.at.date())
        yes("papers_are_there", at(name, rules=rules), evolve(command, **{field: today}), rules=rules)
    for name in ("prepare", "mandatory", "list", "assign"):  # these rest on no paper of their own
        yes("papers_are_there", at(name, rules=rules), ROAD[name], rules=rules)


def test_a_description_in_outline_comes_first(rules: Rules) -> None:
    """Before consultation, the preparatory phase, the decision, and where work moves."""
    nothing = at("describe", rules=rules)
    for name in ("consult-unions", "prepare"):
        no("description_is_there", nothing, ROAD[name], "no-description", rules=rules)
    lies_open = at("decide", "describe", "consult-unions", "consult-council", "prepare", rules=rules)
    no("description_is_there", lies_open, ROAD["decide"], "no-description", rules=rules)
    undescribed = evolve(at("move", rules=rules), facts=())
    no("description_is_there", undescribed, ROAD["move"], "no-description", rules=rules)
    no(
        "description_is_there",
        evolve(at("complete", rules=rules), facts=()),
        ROAD["complete"],
        "no-description",
        rules=rules,
    )
    for name in ("consult-unions", "prepare", "decide", "move", "complete"):
        yes("description_is_there", at(name, rules=rules), ROAD[name], rules=rules)


def test_that_there_are_no_consequences_is_said_and_then_nobody_is_consulted(rules: Rules) -> None:
    """Never assumed: somebody says so, in a document."""
    none = THEIRS.describe(on(5), consequences=False)
    dossier = at("decide", "consult-unions", "consult-council", "prepare", rules=rules, describe=none)
    yes("both_sides_were_consulted", dossier, ROAD["decide"], rules=rules)
    yes("groups_were_prepared", dossier, ROAD["decide"], rules=rules)


def test_unions_and_council_are_both_consulted(rules: Rules) -> None:
    """Before the preparatory phase, the decision and where work moves; one does not stand in for the other."""
    for name in ("prepare", "decide", "move", "complete"):
        both = at(name, rules=rules)
        yes("both_sides_were_consulted", both, ROAD[name], rules=rules)
        for side in Side:
            heard = (f for f in both.facts if not (isinstance(f, packs.ConsultStaffSide) and f.side is side))
            unheard = evolve(both, facts=tuple(heard))
            (reason,) = no("both_sides_were_consulted", unheard, ROAD[name], "not-consulted", rules=rules)
            assert ("STAFF-4" if side is Side.UNIONS else "STAFF-3") == reason.rule
    later = evolve(THEIRS.describe(on(20)), paper=THEIRS.paper("fictief-tweede-beschrijving", on(20).date()))
    again = at("decide", rules=rules, prepare=later)
    no("both_sides_were_consulted", again, ROAD["decide"], "not-consulted", "not-consulted", rules=rules)


def test_the_norms_say_which_bodies_are_consulted() -> None:
    """Each of them; and who is none of them is not consulted in their place."""
    rules = SECOND + packs.staff(unions=(UNIONS, "andere-bond"), councils=(COUNCIL,))
    dossier = at("decide", rules=RULES)
    (reason,) = no("both_sides_were_consulted", dossier, ROAD["decide"], "not-consulted", rules=rules)
    assert "`andere-bond`" in reason.en
    stranger = THEIRS.consult(Side.COUNCIL, on(8), body="or-elders", by=evolve(SPEAKER, party="or-elders"))
    no("body_speaks_for_one_side", dossier, stranger, "unknown-body", rules=rules)
    yes("body_speaks_for_one_side", dossier, ROAD["consult-council"], rules=rules)


def test_a_body_is_consulted_by_its_own_word(rules: Rules) -> None:
    """It records it itself, or a document of it shows it; the employer is no body."""
    dossier, told = at("consult-council", rules=rules), ROAD["consult-council"]
    silent = THEIRS.consult(Side.COUNCIL, on(7), paper=None)
    no("consultation_is_shown", dossier, silent, "not-shown", rules=rules)
    own_paper = THEIRS.consult(Side.COUNCIL, on(7), paper=THEIRS.paper("fictief-eigen-verslag", on(7).date()))
    no("consultation_is_shown", dossier, own_paper, "not-shown", rules=rules)
    for day in (on(1).date(), on(6).date()):  # of before the talk that it is to show
        early = evolve(told, paper=evolve(told.paper, on=day))
        (reason,) = no("consultation_is_shown", dossier, early, "not-shown", rules=rules)
        assert ("paper.on", told.at.date().isoformat()) in {(s.name, s.value) for s in reason.about}
    yes("consultation_is_shown", dossier, evolve(told, paper=evolve(told.paper, on=told.at.date())), rules=rules)
    no("consultation_is_shown", dossier, evolve(told, by=NORTH), "not-shown", rules=rules)
    no("consultation_is_shown", dossier, THEIRS.consult(Side.COUNCIL, on(7), body="streek"), "own-word", rules=rules)
    yes("consultation_is_shown", dossier, evolve(silent, by=SPEAKER), rules=rules)
    yes("consultation_is_shown", dossier, told, rules=rules)


def test_a_body_speaks_for_one_side(rules: Rules) -> None:
    """Unions are no council, and the other way round."""
    dossier = at("consult-council", rules=rules)
    no("body_speaks_for_one_side", dossier, THEIRS.consult(Side.COUNCIL, on(7), body=UNIONS), "other-side", rules=rules)
    yes("body_speaks_for_one_side", dossier, THEIRS.consult(Side.UNIONS, on(7)), rules=rules)


def test_consultation_is_about_the_description_that_counts(rules: Rules) -> None:
    """Not about one that nobody put before them."""
    dossier = at("consult-unions", rules=rules)
    other = THEIRS.consult(Side.UNIONS, on(6), about="fictief-iets-anders")
    no("consultation_is_about_the_description", dossier, other, "another-description", rules=rules)
    yes("consultation_is_about_the_description", dossier, ROAD["consult-unions"], rules=rules)


def test_only_groups_of_the_description_are_designated_and_placed(rules: Rules) -> None:
    """At each of the three doors."""
    for name, field in (("prepare", "groups"), ("mandatory", "groups"), ("place", "group")):
        code = "unknown-group-placed" if name == "place" else "unknown-group"
        value = "groep-x" if name == "place" else (GROUP, "groep-x")
        dossier, command = at(name, rules=rules), ROAD[name]
        no("groups_are_described", dossier, evolve(command, **{field: value}), code, rules=rules)
        yes("groups_are_described", dossier, command, rules=rules)


def test_the_preparatory_phase_of_each_group_is_over_at_the_decision_and_where_work_moves(rules: Rules) -> None:
    """On the day after its last; or it was waived with a reason."""
    for name in ("decide", "move", "complete"):
        ready, command = at(name, rules=rules), ROAD[name]
        yes("groups_were_prepared", ready, command, rules=rules)
        undone = evolve(ready, facts=tuple(f for f in ready.facts if not isinstance(f, packs.OpenPreparation)))
        no("groups_were_prepared", undone, command, "not-designated", rules=rules)
        running = THEIRS.prepare(on(10), until=command.at.date())
        runs = evolve(undone, facts=(*undone.facts, running))
        (reason,) = no("groups_were_prepared", runs, command, "preparation-runs", rules=rules)
        assert reason.earliest == SECOND.norms.end_of(command.at.date())
        yes("groups_were_prepared", evolve(undone, facts=(*undone.facts, THEIRS.waive(on(10)))), command, rules=rules)
    two = (Group(id=GROUP, people=PEOPLE), Group(id="groep-2", people=1))
    more = at("decide", rules=rules, describe=THEIRS.describe(on(5), groups=two))
    (reason,) = no("groups_were_prepared", more, ROAD["decide"], "not-designated", rules=rules)
    assert "`groep-2`" in reason.en


def test_the_mandatory_phase_comes_after_the_preparatory_one(rules: Rules) -> None:
    """Of the groups that it names."""
    before = at("prepare", rules=rules)
    early = THEIRS.begin_mandatory_phase(on(8))
    no("mandatory_phase_comes_after", before, early, "not-designated", rules=rules)
    runs = at("decide", rules=rules, prepare=THEIRS.prepare(on(10), until=on(30).date()))
    no("mandatory_phase_comes_after", runs, THEIRS.begin_mandatory_phase(on(30)), "preparation-runs", rules=rules)
    yes("mandatory_phase_comes_after", runs, THEIRS.begin_mandatory_phase(on(31)), rules=rules)


def test_a_phase_does_not_lie_in_the_past(rules: Rules) -> None:
    """Its last day is that of the designation at the earliest."""
    dossier = at("prepare", rules=rules)
    over = THEIRS.prepare(on(10), until=on(9).date())
    no("phase_begins_with_its_groups", dossier, over, "phase-over-before", rules=rules)
    yes("phase_begins_with_its_groups", dossier, THEIRS.prepare(on(10), until=on(10).date()), rules=rules)
    yes("phase_begins_with_its_groups", at("prepare", rules=rules), THEIRS.waive(on(10)), rules=rules)


def test_a_phase_that_runs_does_not_get_shorter_without_new_consultation(rules: Rules) -> None:
    """Nor is it waived, nor by a designation of an earlier day; it may get longer, and one that is over is not shortened."""
    dossier = at("decide", rules=rules, prepare=THEIRS.prepare(on(10), until=on(30).date()))
    for day, until in ((12, 13), (10, 29), (9, 29)):
        shorter = THEIRS.prepare(on(day), until=on(until).date())
        (reason,) = no("phase_is_not_shortened", dossier, shorter, "phase-shortened", rules=rules)
        assert f"up to {written(on(30).date()).en};" in reason.en
    no("phase_is_not_shortened", dossier, THEIRS.waive(on(12)), "phase-shortened", rules=rules)
    longer = THEIRS.prepare(on(12), until=on(31).date())
    for after in (
        longer,
        evolve(longer, until=on(30).date()),
        THEIRS.waive(on(31)),
        THEIRS.waive(on(9), groups=("x",)),
    ):
        yes("phase_is_not_shortened", dossier, after, rules=rules)
    yes("phase_is_not_shortened", at("prepare", rules=rules), ROAD["prepare"], rules=rules)


def test_after_another_description_a_phase_may_be_shorter() -> None:
    """For then both sides are consulted anew, and a shorter phase is one of the things to speak of."""
    dossier = at("decide", prepare=THEIRS.prepare(on(10), until=on(30).date()))
    shorter = THEIRS.prepare(on(14), until=on(15).date())
    no("phase_is_not_shortened", dossier, shorter, "phase-shortened", rules=RULES)
    again = asking.fold(dossier, [THEIRS.describe(on(12))], RULES)
    yes("phase_is_not_shortened", again, shorter, rules=RULES)
    no("both_sides_were_consulted", again, shorter, "not-consulted", "not-consulted", rules=RULES)
    longest = asking.fold(dossier, [THEIRS.prepare(on(12), until=on(40).date())], RULES)
    (reason,) = no("phase_is_not_shortened", longest, shorter, "phase-shortened", rules=RULES)
    assert f"up to {written(on(40).date()).en};" in reason.en


def test_a_group_that_was_designated_stays_in_the_description(rules: Rules) -> None:
    """Whoever waits is not described away; nor by a description of an earlier day."""
    dossier = at("complete", rules=rules)
    for day in (6, 47):
        gone = THEIRS.describe(on(day), consequences=False)
        no("designated_groups_stay", dossier, gone, "designated-group", rules=rules)
    yes("designated_groups_stay", dossier, THEIRS.describe(on(47)), rules=rules)
    yes("designated_groups_stay", at("prepare", rules=rules), THEIRS.describe(on(8), consequences=False), rules=rules)


def test_a_description_that_changed_since_is_consulted_on_anew() -> None:
    """Also where it goes by the same name, or was recorded as of an earlier day; before the end as well."""
    more = (Group(id=GROUP, people=PEOPLE), Group(id="groep-2", people=1))
    for day in (6, 8, 47):
        dossier = asking.fold(at("complete"), [THEIRS.describe(on(day), groups=more)], RULES)
        no("both_sides_were_consulted", dossier, ROAD["complete"], "not-consulted", "not-consulted", rules=RULES)
        no("groups_were_prepared", dossier, ROAD["complete"], "not-designated", rules=RULES)


def test_a_group_is_placed_once_it_was_designated(rules: Rules) -> None:
    """And its preparatory phase is over, or was waived, by the day of the decision."""
    command: Any = ROAD["place"]
    early = THEIRS.place(on(8), decision=THEIRS.paper("fictief-plaatsing", on(8).date()))
    no("placement_comes_after", at("prepare", rules=rules), early, "not-designated", rules=rules)
    runs = at("decide", rules=rules, prepare=THEIRS.prepare(on(10), until=on(30).date()))
    no("placement_comes_after", runs, THEIRS.place(on(30)), "preparation-runs", rules=rules)
    for prepare, first in ((THEIRS.prepare(on(10)), 11), (THEIRS.waive(on(10)), 10)):
        dossier = at("place", rules=rules, prepare=prepare)
        on_day = [
            evolve(command, decision=THEIRS.paper("fictief-plaatsing", on(day).date())) for day in (first - 1, first)
        ]
        no("placement_comes_after", dossier, on_day[0], "decided-before", rules=rules)
        yes("placement_comes_after", dossier, on_day[1], rules=rules)


def test_days_to_challenge_are_not_taken_back() -> None:
    """The same decision, of the same group, cannot be challenged for less long than was said."""
    dossier = at("mandatory")
    long = THEIRS.place(on(46), objections_until=on(90).date())
    dossier = asking.fold(dossier, [ROAD["mandatory"], long], RULES)
    shorter = THEIRS.place(on(47), decision=long.decision, objections_until=on(46).date())
    (reason,) = no("placement_can_be_challenged", dossier, shorter, "too-few-days", rules=RULES)
    assert "up to 30 May 2024" in reason.en
    yes("placement_can_be_challenged", dossier, evolve(shorter, objections_until=on(90).date()), rules=RULES)


def test_an_older_decision_takes_no_days_to_challenge_back() -> None:
    """Nor another of the same day; only a newer one has days of its own."""
    long = THEIRS.place(on(46), objections_until=on(90).date())
    dossier = asking.fold(at("mandatory"), [ROAD["mandatory"], long], RULES)
    decided = (long.decision.on - on(0).date()).days
    for day in (decided - 1, decided, decided + 1):
        other = THEIRS.place(
            on(49), decision=THEIRS.paper("fictief-ander-besluit", on(day).date()), objections_until=on(55).date()
        )
        if day > decided:
            yes("placement_can_be_challenged", dossier, other, rules=RULES)
        else:
            (reason,) = no("placement_can_be_challenged", dossier, other, "too-few-days", rules=RULES)
            assert "up to 30 May 2024" in reason.en


def test_a_power_of_which_a_holder_is_on_record_stays_on_the_list(rules: Rules) -> None:
    """Whatever day the list is of; but for one that stays where it was, without a day in between."""
    for before in ("withdraw", "complete"):
        for day in (44, 47):
            none = THEIRS.list_powers(on(day), powers=())
            no("held_powers_stay_on_the_list", at(before, rules=rules), none, "off-the-list", rules=rules)
    none = THEIRS.list_powers(on(46), powers=())
    yes("held_powers_stay_on_the_list", at("assign-on", rules=rules), none, rules=rules)
    for_now = THEIRS.assign("noord", on(44), until=on(400).date(), interim=True)
    held = at("assign-on", rules=rules, assign=for_now)
    no("held_powers_stay_on_the_list", held, none, "off-the-list", rules=rules)
    yes("held_powers_stay_on_the_list", held, THEIRS.list_powers(on(46)), rules=rules)


def test_a_power_that_is_listed_late_is_watched_from_the_first_day_of_any_list() -> None:
    """Also where the first list said that there were none."""
    quiet = THEIRS.list_powers(on(44), powers=())
    gone = ("organisation", "mandate", "assign", "assign-on", "withdraw")
    dossier = at("complete", *gone, list=quiet)
    late = (THEIRS.list_powers(on(46)), THEIRS.decree(DecreeKind.MANDATE, on(46)), THEIRS.assign("zuid", on(46)))
    (reason,) = no(
        "every_power_has_a_holder", asking.fold(dossier, late, RULES), ROAD["complete"], "no-holder", rules=RULES
    )
    assert "on 14 April 2024" in reason.en
    far = at("move", *gone, list=THEIRS.list_powers(on(44), powers=(), since=on(900).date()))
    no("powers_are_listed", far, ROAD["move"], "watched-too-late", rules=RULES)


def test_a_holder_is_one_only_while_the_decree_is_in_force() -> None:
    """A decree that turns out to be of later takes along whoever held a power by it."""
    dossier = at("complete")
    later = THEIRS.decree(DecreeKind.MANDATE, on(47), paper=THEIRS.paper(DECREES[DecreeKind.MANDATE], on(44).date()))
    for in_force in (on(47).date(), None):
        (reason,) = no(
            "every_power_has_a_holder",
            asking.fold(dossier, [evolve(later, in_force=in_force)], RULES),
            ROAD["complete"],
            "no-holder",
            rules=RULES,
        )
        assert "on 14 April 2024" in reason.en


def test_a_decree_of_before_the_change_did_not_change_for_it() -> None:
    """It gives whoever has the power the power; but the one on the organisation and the one on mandates are changed."""
    old = THEIRS.decree(DecreeKind.MANDATE, on(44), paper=THEIRS.paper(DECREES[DecreeKind.MANDATE], on(4).date()))
    dossier = at("complete", mandate=old)
    no("decrees_are_in_force", dossier, ROAD["complete"], "no-decree-in-force", rules=RULES)


def test_a_decree_was_published_after_it_was_made_and_not_in_time_to_come() -> None:
    """What is announced for next week was not published."""
    for published, code in ((on(45), "published-later"), (on(43), "published-before-it-was-made")):
        asked = THEIRS.decree(DecreeKind.MANDATE, on(44), published=published.date(), in_force=on(60).date())
        no("decree_was_published_first", at("mandate"), asked, code, rules=RULES)


def test_an_earlier_gap_hides_no_later_one() -> None:
    """A power is not withdrawn without a next holder, whatever was wrong before."""
    dossier = asking.fold(
        at("withdraw", "move", assign=THEIRS.assign("noord", on(44), since=on(46).date())),
        [THEIRS.withdraw("zuid", on(47), last=on(47).date())],
        RULES,
    )
    no("another_holds_it_after", dossier, ROAD["withdraw"], "left-without-holder", rules=RULES)


def test_terms_without_measure_shut_a_door_and_say_why() -> None:
    """No calendar goes that far; so the last day that there is."""
    endless = SECOND + packs.staff(shortest_objection=10**9)
    no("placement_can_be_challenged", at("place"), ROAD["place"], "too-few-days", rules=endless)


def test_the_numbers_of_a_placement_are_those_of_the_group(rules: Rules) -> None:
    """Nobody is left out or counted twice."""
    dossier = at("place", rules=rules)
    for placed in (PEOPLE - 2, PEOPLE):
        no("numbers_add_up", dossier, THEIRS.place(on(46), placed=placed), "numbers-differ", rules=rules)
    yes("numbers_add_up", dossier, THEIRS.place(on(46), placed=1, elsewhere=PEOPLE - 3, waiting=2), rules=rules)


def test_whoever_waits_is_in_the_mandatory_phase(rules: Rules) -> None:
    """Of that very group."""
    waiting = THEIRS.place(on(46), placed=PEOPLE - 2, elsewhere=0, waiting=2)
    no(
        "waiting_is_in_the_mandatory_phase",
        at("place", "mandatory", rules=rules),
        waiting,
        "no-mandatory-phase",
        rules=rules,
    )
    yes("waiting_is_in_the_mandatory_phase", at("place", rules=rules), waiting, rules=rules)
    yes("waiting_is_in_the_mandatory_phase", at("place", "mandatory", rules=rules), ROAD["place"], rules=rules)


def test_there_are_days_to_challenge_a_placement(rules: Rules) -> None:
    """At least one after the decision, or as many as the norms say."""
    dossier, command = at("place", rules=rules), THEIRS.place(on(46))
    decided = command.decision.on
    no("placement_can_be_challenged", dossier, evolve(command, objections_until=decided), "too-few-days", rules=rules)
    last_day = decided + timedelta(days=1)
    yes("placement_can_be_challenged", dossier, evolve(command, objections_until=last_day), rules=rules)
    six_weeks = SECOND + packs.staff(shortest_objection=42)
    no("placement_can_be_challenged", at("place"), command, "too-few-days", rules=six_weeks)
    enough = evolve(command, objections_until=decided + timedelta(days=42))
    yes("placement_can_be_challenged", at("place"), enough, rules=six_weeks)


def test_at_completion_nobody_is_without_a_place(rules: Rules) -> None:
    """Those who wait, and those of a group of which nothing was decided."""
    waiting = THEIRS.place(on(46), placed=PEOPLE - 2, elsewhere=1, waiting=1)
    (reason,) = no(
        "everybody_has_a_place",
        at("complete", rules=rules, place=waiting),
        ROAD["complete"],
        "without-place",
        rules=rules,
    )
    assert f"of group `{GROUP}` 1 has no place yet" == reason.en
    (reason,) = no(
        "everybody_has_a_place", at("complete", "place", rules=rules), ROAD["complete"], "without-place", rules=rules
    )
    assert f"of group `{GROUP}` {PEOPLE} have no place yet" == reason.en
    yes("everybody_has_a_place", at("complete", rules=rules), ROAD["complete"], rules=rules)


def test_at_completion_no_placement_is_challenged_or_can_be(rules: Rules) -> None:
    """The days are over, and nothing that came in is open."""
    end = ROAD["complete"]
    still = THEIRS.place(on(46), objections_until=end.at.date())
    (reason,) = no(
        "placements_are_settled", at("complete", rules=rules, place=still), end, "can-be-challenged", rules=rules
    )
    assert reason.earliest == SECOND.norms.end_of(end.at.date())
    open_ones = THEIRS.place(on(46), objections=2)
    no("placements_are_settled", at("complete", rules=rules, place=open_ones), end, "objections-open", rules=rules)
    yes("placements_are_settled", at("complete", rules=rules), end, rules=rules)
    yes("placements_are_settled", at("complete", "place", rules=rules), end, rules=rules)


def test_a_decree_is_published_before_it_is_in_force(rules: Rules) -> None:
    """On that day at the latest; one that is not in force yet may be on record."""
    dossier, day = at("organisation", rules=rules), on(44).date()
    kind = DecreeKind.ORGANISATION
    unpublished = THEIRS.decree(kind, on(44), published=None, place=None)
    no("decree_was_published_first", dossier, unpublished, "not-published", rules=rules)
    back = THEIRS.decree(kind, on(44), in_force=day - timedelta(days=1))
    no("decree_was_published_first", dossier, back, "in-force-too-early", rules=rules)
    yes("decree_was_published_first", dossier, THEIRS.decree(kind, on(44)), rules=rules)
    yes("decree_was_published_first", dossier, evolve(unpublished, in_force=None), rules=rules)


def test_both_decrees_are_in_force_before_responsibility_moves(rules: Rules) -> None:
    """Each of them, on that day; where no power changes hands none is asked."""
    end = ROAD["complete"]
    no("decrees_are_in_force", at("complete", "organisation", rules=rules), end, "no-decree-in-force", rules=rules)
    day = end.at.date() + timedelta(days=1)
    late = THEIRS.decree(DecreeKind.ORGANISATION, on(44), in_force=day)
    (reason,) = no(
        "decrees_are_in_force",
        at("complete", rules=rules, organisation=late),
        end,
        "decree-in-force-later",
        rules=rules,
    )
    assert reason.earliest == SECOND.norms.begin_of(day)
    today = THEIRS.decree(DecreeKind.ORGANISATION, on(44), in_force=end.at.date())
    yes("decrees_are_in_force", at("complete", rules=rules, organisation=today), end, rules=rules)
    none = THEIRS.list_powers(on(44), powers=())
    gone = ("organisation", "mandate", "assign", "assign-on", "withdraw")
    yes("decrees_are_in_force", at("complete", *gone, rules=rules, list=none), end, rules=rules)


def test_which_powers_change_hands_is_on_record(rules: Rules) -> None:
    """Or that none do; and from the day on which anything moves."""
    gone = ("list", "assign", "assign-on", "withdraw")
    no("powers_are_listed", at("move", *gone, rules=rules), ROAD["move"], "powers-unlisted", rules=rules)
    moved = at("complete", rules=rules)
    unlisted = evolve(moved, facts=tuple(f for f in moved.facts if not isinstance(f, packs.ListPowers)))
    no("powers_are_listed", unlisted, ROAD["complete"], "powers-unlisted", rules=rules)
    late = THEIRS.list_powers(on(44), since=on(46).date())
    no("powers_are_listed", at("move", rules=rules, list=late), ROAD["move"], "watched-too-late", rules=rules)
    yes("powers_are_listed", at("move", rules=rules), ROAD["move"], rules=rules)
    yes(
        "powers_are_listed",
        at("move", *gone, rules=rules, mandate=THEIRS.list_powers(on(44), powers=())),
        ROAD["move"],
        rules=rules,
    )


def test_a_power_has_a_holder_on_every_day(rules: Rules) -> None:
    """From the day on which it is watched; a later list does not forget an earlier day."""
    (reason,) = no(
        "every_power_has_a_holder", at("move", "assign", rules=rules), ROAD["move"], "no-holder", rules=rules
    )
    assert "on 14 April 2024" in reason.en
    gap = THEIRS.assign("noord", on(44), until=on(44).date(), interim=True)
    without = at("complete", "withdraw", rules=rules, move=act(s.RecordLoad, 44, metres=10), assign=gap)
    (reason,) = no("every_power_has_a_holder", without, ROAD["complete"], "no-holder", rules=rules)
    assert "on 15 April 2024" in reason.en
    again = evolve(without, facts=(*without.facts, THEIRS.list_powers(on(47), since=on(47).date())))
    no("every_power_has_a_holder", again, ROAD["complete"], "no-holder", rules=rules)
    for name in ("move", "complete"):
        yes("every_power_has_a_holder", at(name, rules=rules), ROAD[name], rules=rules)


def test_at_completion_every_power_has_gone_over_for_good(rules: Rules) -> None:
    """Somebody holds it whose holding has no end, and who did not hold it at the beginning."""
    end = ROAD["complete"]
    interim = THEIRS.assign("zuid", on(47), until=on(400).date(), interim=True)
    held = at("complete", "withdraw", rules=rules, assign_on=interim)
    (reason,) = no("every_power_has_gone_over", held, end, "not-gone-over", rules=rules)
    assert "`noord`" in reason.en
    only = evolve(held, facts=(*held.facts, THEIRS.withdraw("noord", on(47))))
    no("every_power_has_gone_over", only, end, "held-for-now", rules=rules)
    later = at("complete", "withdraw", rules=rules, assign_on=THEIRS.assign("zuid", on(47), since=on(49).date()))
    no("every_power_has_gone_over", later, end, "not-gone-over", rules=rules)
    one_day = at("complete", rules=rules, withdraw=THEIRS.withdraw("zuid", on(47)))
    no("every_power_has_gone_over", one_day, end, "not-gone-over", rules=rules)
    yes("every_power_has_gone_over", at("complete", rules=rules), end, rules=rules)
    yes("every_power_has_gone_over", at("complete", "withdraw", rules=rules), end, rules=rules)


def test_only_powers_on_the_list_are_assigned_and_withdrawn(rules: Rules) -> None:
    """What is not on it is not watched."""
    for name in ("assign", "withdraw"):
        dossier, command = at(name, rules=rules), ROAD[name]
        no("power_is_listed", dossier, evolve(command, power="andere"), "unknown-power", rules=rules)
        yes("power_is_listed", dossier, command, rules=rules)


def test_a_power_rests_on_a_decree_that_is_in_force_by_then(rules: Rules) -> None:
    """Not on one that nobody recorded, nor before its day."""
    dossier = at("assign", rules=rules)
    no(
        "power_rests_on_a_decree",
        dossier,
        THEIRS.assign("noord", on(44), decree="onbekend"),
        "unknown-decree",
        rules=rules,
    )
    early = THEIRS.assign("noord", on(44), since=on(43).date())
    no("power_rests_on_a_decree", dossier, early, "before-the-decree", rules=rules)
    unset = THEIRS.decree(DecreeKind.MANDATE, on(44), in_force=None)
    no(
        "power_rests_on_a_decree",
        at("assign", rules=rules, mandate=unset),
        ROAD["assign"],
        "unknown-decree",
        rules=rules,
    )
    yes("power_rests_on_a_decree", dossier, ROAD["assign"], rules=rules)
    yes(
        "power_rests_on_a_decree",
        dossier,
        THEIRS.assign("noord", on(44), decree=DECREES[DecreeKind.ORGANISATION]),
        rules=rules,
    )


def test_what_is_for_the_time_being_has_an_end(rules: Rules) -> None:
    """And what has an end is for the time being; no longer than the norms let it be."""
    dossier, day = at("assign", rules=rules), on(44).date()
    no("interim_has_an_end", dossier, THEIRS.assign("noord", on(44), interim=True), "interim-without-end", rules=rules)
    no("interim_has_an_end", dossier, THEIRS.assign("noord", on(44), until=day), "end-of-what-lasts", rules=rules)
    yes("interim_has_an_end", dossier, THEIRS.assign("noord", on(44), until=day, interim=True), rules=rules)
    short = SECOND + packs.staff(longest_interim=2)
    for days, answer in ((1, yes), (2, no)):
        given = THEIRS.assign("noord", on(44), until=day + timedelta(days=days), interim=True)
        if answer is no:
            no("interim_has_an_end", at("assign"), given, "interim-too-long", rules=short)
        else:
            yes("interim_has_an_end", at("assign"), given, rules=short)


def test_a_power_is_withdrawn_from_whoever_holds_it_on_that_day(rules: Rules) -> None:
    """Not from another, and not before or after that was so."""
    dossier = at("withdraw", rules=rules)
    no("holder_holds_it", dossier, THEIRS.withdraw("streek", on(47)), "does-not-hold-it", rules=rules)
    before = THEIRS.withdraw("noord", on(47), last=on(43).date())
    no("holder_holds_it", dossier, before, "does-not-hold-it", rules=rules)
    short = at("withdraw", rules=rules, assign=THEIRS.assign("noord", on(44), until=on(46).date(), interim=True))
    no("holder_holds_it", short, ROAD["withdraw"], "does-not-hold-it", rules=rules)
    yes("holder_holds_it", short, THEIRS.withdraw("noord", on(47), last=on(46).date()), rules=rules)
    yes("holder_holds_it", dossier, ROAD["withdraw"], rules=rules)


def test_nothing_is_withdrawn_that_would_be_without_a_holder_by_it(rules: Rules) -> None:
    """The next holder begins on the day after at the latest."""
    alone = at("withdraw", "assign-on", rules=rules)
    (reason,) = no("another_holds_it_after", alone, ROAD["withdraw"], "left-without-holder", rules=rules)
    assert "on 18 April 2024" in reason.en
    after = at("withdraw", rules=rules, assign_on=THEIRS.assign("zuid", on(47), since=on(48).date()))
    yes("another_holds_it_after", after, ROAD["withdraw"], rules=rules)
    too_late = at("withdraw", rules=rules, assign_on=THEIRS.assign("zuid", on(47), since=on(49).date()))
    no("another_holds_it_after", too_late, ROAD["withdraw"], "left-without-holder", rules=rules)


def test_a_gap_is_the_first_day_that_nothing_covers() -> None:
    """Whichever comes first in the list; to the last day that a calendar has."""
    a, b, c = (on(n).date() for n in (1, 2, 3))
    assert a == first_gap((), a)
    assert first_gap(((a, None),), a) is None
    assert b == first_gap(((a, a), (c, None)), a)
    assert first_gap(((b, None), (a, a)), a) is None
    assert c == first_gap(((a, b), (a, a)), a)
    assert first_gap(((a, type(a).max),), a) is None


def test_what_does_not_hold_together_is_no_fact() -> None:
    """One clear error, that names each field and what was expected."""
    wrong: list[tuple[Any, dict[str, Any], str]] = [
        (THEIRS.describe, {"groups": ()}, "groups"),
        (THEIRS.describe, {"groups": (Group(id=GROUP, people=1),) * 2}, "groups"),
        (THEIRS.prepare, {"until": None}, "until"),
        (THEIRS.prepare, {"waived": "Fictief"}, "until"),
        (THEIRS.prepare, {"groups": ()}, "groups"),
        (THEIRS.begin_mandatory_phase, {"groups": (GROUP, GROUP)}, "groups"),
        (THEIRS.list_powers, {"powers": (POWER, POWER)}, "powers"),
        (THEIRS.place, {"placed": -1}, "placed"),
        (partial(THEIRS.decree, DecreeKind.MANDATE), {"place": None}, "published"),
        (partial(THEIRS.assign, "noord"), {"until": on(4).date(), "interim": True}, "until"),
    ]
    for make, changes, field in wrong:
        with pytest.raises(InputError) as error:
            make(on(5), **changes)
        assert [field] == [p.field for p in error.value.problems]
