"""Entry: what a study may be cited for, what a named process consists of, and what may be improved beside the nine."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.guards import LETTER
from ontvlechting.letter.commands import Feasibility, Route
from ontvlechting.letter.fiction import RELATION
from ontvlechting.letter.values import Role
from tests.asking import at, fold, no, yes

RESEARCHER = Supplier(role=Role.RESEARCHER)
RECEIVER = Supplier(role=Role.DIRECTORATE, party="douane")
CAUSE = "Fictief: verwevenheid"
ALSO = "Fictief proces"


def identifying(
    called: str | None = None, /, *, process: str = "douane/websites", **changes: Any
) -> tuple[Dossier, Any]:
    """An empty dossier, and the identification of a process of the letter, bent; `called` is the name in the ledger."""
    road, dossier = at(State.NEW, process=process)
    by = road.actor(Role.DIRECTORATE, changes.get("receiving", road.receiver.party))
    return attrs.evolve(dossier, process=called or process), road.identify(**{"by": by, **changes})


def finding(**changes: Any) -> c.Finding:
    """The finding of the letter's study, bent."""
    found = at(State.NEW)[0].identify().finding
    assert found is not None
    return attrs.evolve(found, **changes)


INFEASIBLE = finding(outcome=Feasibility.NOT_WITHIN_HORIZON, cause=CAUSE)
OWN = finding(document=attrs.evolve(finding().document, id="fictief-eigen-onderzoek", on=date(2023, 2, 1)))


# ── R22, R24, R30: who cites the letter's study says what it says ────────────────────────────────


@pytest.mark.parametrize("process", letter.PROCESSES)
def test_r30_the_six_were_found_feasible_by_the_study(process: str) -> None:
    """R26, R27: each of the six may cite it for a shift to its own receiver."""
    dossier, command = identifying(process=process)
    yes("finding_says_what_the_study_says", dossier, command)
    assert decide(LETTER, dossier, command).verdict.allowed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"studied": None, "name": ALSO}, "which-of-the-study"),
        ({"studied": "fictief/tiende", "name": ALSO}, "not-studied"),
        ({"receiving": "toeslagen", "beneficiaries": ("toeslagen",)}, "studied-for-another"),
        ({"finding": INFEASIBLE, "route": Route.GOVERNANCE, "relations": (RELATION,)}, "study-says-otherwise"),
        ({"studied": "niet-genoemd-1", "name": ALSO}, "study-says-otherwise"),
        ({"finding": finding(document=attrs.evolve(finding().document, origin=letter.COB))}, "another-author"),
    ],
    ids=["not-said-which", "a-tenth", "for-another", "infeasible", "an-unnamed-one-feasible", "by-another"],
)
def test_r22_r24_r30_the_study_is_not_cited_for_what_it_does_not_say(changes: dict[str, Any], code: str) -> None:
    """R22, R24, R30: no tenth process, no other receiver and no other outcome; a study of its own can say so."""
    dossier, command = identifying("fictief proces", **changes)
    (reason,) = no("finding_says_what_the_study_says", dossier, command, code)
    if code != "another-author":
        assert RESEARCHER in reason.suppliers
    another = attrs.evolve(command, finding=attrs.evolve(command.finding, document=OWN.document))
    yes("finding_says_what_the_study_says", dossier, another)


def test_r30_the_unnamed_three_may_cite_it_for_governance_alone() -> None:
    """R29, R30: what the letter does not name was not feasible within three years, and not within four."""
    changes: dict[str, Any] = {"route": Route.GOVERNANCE, "relations": (RELATION,), "name": ALSO}
    for studied in letter.UNNAMED:
        dossier, command = identifying("fictief proces", studied=studied, finding=INFEASIBLE, **changes)
        yes("finding_says_what_the_study_says", dossier, command)
        assert decide(LETTER, dossier, command).verdict.allowed
    four = attrs.evolve(command, finding=attrs.evolve(INFEASIBLE, horizon_years=4))
    no("finding_says_what_the_study_says", dossier, four, "another-horizon")
    shift = attrs.evolve(command, route=Route.SHIFT)
    assert not decide(LETTER, dossier, shift).verdict.allowed


def test_r30_a_later_finding_does_not_make_the_study_say_something_else() -> None:
    """R30: a new finding that cites the same study for another outcome is refused; one of another study is not."""
    road, dossier = at(State.PLAN_DRAFTED)
    later = road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON)
    yes("finding_says_what_the_study_says", dossier, later)
    again = attrs.evolve(later, finding=attrs.evolve(later.finding, document=finding().document))
    no("finding_says_what_the_study_says", dossier, again, "study-says-otherwise")
    road, dossier = at(State.NEW)
    no("finding_says_what_the_study_says", dossier, again, "which-of-the-study")


def test_r30_without_a_known_study_nothing_is_compared() -> None:
    """R22: which study is known is a norm; where none is, a finding is what its author says."""
    norms = attrs.evolve(LETTER.norms, study=None)
    yes("finding_says_what_the_study_says", *identifying(finding=INFEASIBLE), attrs.evolve(LETTER, norms=norms))


def test_r22_who_bears_the_name_of_a_studied_process_is_that_process() -> None:
    """R22: in the ledger or as its title; under a name of its own, a process that was not studied."""
    yes("studied_process_is_called_so", *identifying())
    yes("studied_process_is_called_so", *identifying("fictief proces", studied=None, name=ALSO, finding=OWN))
    for name, title in ((None, ALSO), ("fictief proces", "WEBSITES EN REDACTIE DOUANE ")):
        dossier, command = identifying(name, studied=None, name=title, finding=OWN)
        (reason,) = no("studied_process_is_called_so", dossier, command, "called-like-another")
        assert (RECEIVER,) == reason.suppliers


# ── R28, R92: a named process is whole ───────────────────────────────────────────────────────────


def leaving_out(*items: str, stays: tuple[str, ...] = ()) -> tuple[Dossier, Any]:
    """The identification of a process of the letter without these parts; of some it says that they stay."""
    scope = tuple(t for t in letter.PROCESSES["douane/websites"].scope if t.id not in items)
    left = tuple(c.LeftOut(item=item, reason="Fictief: dit blijft waar het is") for item in stays)
    return identifying(scope=scope, stays=left)


def test_r92_a_named_process_covers_the_parts_of_the_letter() -> None:
    """R92: each part moves on or is said to stay; what is dropped in silence is named, part by part."""
    yes("studied_process_is_whole", *leaving_out())
    yes("studied_process_is_whole", *leaving_out("redactie-brieven", stays=("redactie-brieven",)))
    dropped = leaving_out("redactie-brieven", "redactie-website")
    reasons = no("studied_process_is_whole", *dropped, "item-left-out", "item-left-out")
    assert {(RECEIVER,)} == {r.suppliers for r in reasons}
    assert "`redactie-website`" in reasons[0].nl
    no("studied_process_is_whole", *leaving_out(stays=("fictief",)), "no-such-item")


@pytest.mark.parametrize("stays", [(), ("signalen-burgers",)], ids=["in-silence", "said-to-stay"])
def test_r28_the_channel_of_signals_is_never_left_out(stays: tuple[str, ...]) -> None:
    """R28: signals of citizens and businesses belong to this process, whatever is said."""
    (reason,) = no("studied_process_is_whole", *leaving_out("signalen-burgers", stays=stays), "signals-left-out")
    assert "R28" == reason.rule


def test_r92_what_is_no_process_of_the_letter_has_its_own_parts() -> None:
    """R92: nobody knows what a process consists of that the letter does not name."""
    for studied in (None, "niet-genoemd-1"):
        scope = letter.PROCESSES["douane/websites"].scope[:1]
        yes("studied_process_is_whole", *identifying("fictief proces", studied=studied, scope=scope))


# ── R74, R75: governance may be improved beyond the nine ─────────────────────────────────────────

BESIDE: dict[str, Any] = {
    "studied": None,
    "name": "Fictief: aansturing van facilitaire dienstverlening",
    "route": Route.GOVERNANCE,
    "relations": (RELATION,),
    "delivering": "toeslagen",
    "receiving": "belastingdienst",
    "beneficiaries": ("belastingdienst",),
    "unit": "Fictieve shared service",
    "finding": None,
    "bottlenecks": (
        c.Bottleneck(
            description="Fictief: afspraken lopen uiteen",
            experienced_by="belastingdienst",
            target_group="fictief-burgers",
        ),
    ),
}
"""A fictional improvement of governance for a supporting process, between two directorates."""


@pytest.mark.parametrize(("delivering", "receiving"), [("toeslagen", "belastingdienst"), ("douane", "toeslagen")])
def test_r74_governance_is_improved_beyond_the_nine_between_any_two(delivering: str, receiving: str) -> None:
    """R74, R75: support processes and shared services, from another unit and without a feasibility study."""
    bottleneck = attrs.evolve(BESIDE["bottlenecks"][0], experienced_by=receiving)
    parties = {"delivering": delivering, "receiving": receiving, "beneficiaries": (receiving,)}
    dossier, command = identifying("fictief/sso", **{**BESIDE, **parties, "bottlenecks": (bottleneck,)})
    yes("unit_is_known", dossier, command)
    yes("first_performer_delivers", dossier, command)
    yes("feasibility_was_studied", dossier, command)
    assert decide(LETTER, dossier, command).verdict.allowed


def test_r74_what_is_shifted_is_still_a_candidate_of_the_study() -> None:
    """R3, R4, R24: the same as a shift is refused; and so is one that says which process of the study it is."""
    shift = identifying("fictief/sso", **{**BESIDE, "route": Route.SHIFT})
    no("unit_is_known", *shift, "unknown-unit")
    no("first_performer_delivers", *shift, "not-first-performer", "not-a-beneficiary")
    no("feasibility_was_studied", *shift, "no-finding")
    studied = identifying("fictief/sso", **{**BESIDE, "studied": "niet-genoemd-1"})
    no("unit_is_known", *studied, "unknown-unit")
    no("feasibility_was_studied", *studied, "no-finding")


def test_r74_an_improvement_does_not_become_a_shift_by_the_back_door() -> None:
    """R3, R4, R24: whoever opens an improvement and then changes its form meets what a shift meets at the entry."""
    road, _ = at(State.NEW)
    dossier, command = identifying("fictief/sso", **BESIDE)
    dossier = fold(dossier, [command])
    codes = ("unknown-unit", "not-first-performer", "not-a-beneficiary", "no-finding")
    no("shift_could_be_identified", dossier, road.change_route(Route.SHIFT), *codes)
    road, dossier = at(State.IDENTIFIED, route=Route.GOVERNANCE)
    yes("shift_could_be_identified", dossier, road.change_route(Route.SHIFT))
    yes("shift_could_be_identified", Dossier(process="x"), road.change_route(Route.SHIFT))
