"""What somebody sees who types a dot and a tab: what is needed there, and nothing else."""

from __future__ import annotations

from types import ModuleType

import pytest

import ontvlechting
from ontvlechting import AsyncWorkflow, Ledger, Workflow, commands, engine, letter
from ontvlechting.letter import fiction
from ontvlechting.letter.fiction import Road

LOOKING = (
    "accountability agenda archive ask checkpoint close cloud_events departures dossier earlier event_log export find front history known next_steps open outlook "
    "overview portfolio "
    "processes programme prove prove_growth records registers report rules standard timeline verify"
)
SHOWN = {
    "outcome": "allowed command dossier html lines or_raise process reasons record state text verdict",
    "outcome.record": "allowed command event hash head html id lines number origin previous recorded_at removed unreadable verdict",
    "outcome.verdict": "allowed html kind lines problems reasons text",
    "flow.next_steps('p')[0]": "asks command ended html lines moves open reasons source target",
    "flow.front()": "decide html late lines to_frame untold waits xlsx",
    "flow.outlook('p')": "acts at doors gaps html lines process state terms to_frame xlsx",
    "flow.history('p')": "count html index known lines road rules timeline to_frame xlsx",
    "flow.overview()": "count html index kinds lines to_frame xlsx",
    "flow.records()": "count html index lines to_frame xlsx",
    "flow.records()[0]": "html lines position record",
    "flow.verify()": (
        "answer heads html lines otherwise processes records redacted rejudged removed root sound twofold unchecked vouched waiting whole"
    ),
    "flow.registers('programma')": (
        "advices closed commitments dependencies document documents escalations html lines motions of open opened "
        "portfolio reports requests signals to_frame xlsx"
    ),
    "flow.accountability()": (
        "advices as_of commitments corrected html interruptions irreversible known lines measured motions of_all open others periods processes "
        "programme records registers requests rules silent size unreadable"
    ),
    "flow.dossier('p')": (
        "accepted accountable advices agreements amended amended_phases anew_from answer answers answers_to as_amended as_it_was as_of asked "
        "asking at awaited_advices began breaches carried_out closing columns concluded_at confirmations consultations contacts contacts_with "
        "contests corrections cosigners counts decided decided_version decider decision delivering described describes disturbed "
        "documents doubt doubts earlier entries escalated escalations evaluation_due evaluations every_input executions facts findings first_found "
        "given_advices goes handled heard html identity indicators infeasible_until inputs interruptions kept lapses last_version "
        "limits lines meant_by measurements met moved moved_at next_phase notes notices number_of numbered_shifts open_contests opened owner parties "
        "performers performing phase phase_began phases plan plan_version planned process proof proposal reading receiving recorded register "
        "register_phase regrouped regrouped_phases rejoined relations replaced reported requests resolutions response responses "
        "responsible restarted_at restored reversal reversal_of route rules running scope set_back settled shifts sides signature "
        "signatures since spent standby stands started state studies superseded terms test tested_before tested_from tests tests_from "
        "thing unanswered_advices unanswered_inputs under_test underway_at undone_at units_told unmet unproven unread unsigned updates uses views "
        "voices voided_at waiting_until weighed weighed_from weighings where_described whole_since word"
    ),
}
"""For each thing that a person gets in hand: every public name, sorted."""


def public(given: object) -> list[str]:
    """What completion offers: the names without an underscore before them."""
    return [name for name in dir(given) if not name.startswith("_")]


@pytest.mark.parametrize("module", [ontvlechting, commands, engine, letter, fiction], ids=lambda m: m.__name__)
def test_a_package_shows_its_names_and_not_its_files(module: ModuleType) -> None:
    """Each name is there; what a package is made of, or imports, does not show."""
    assert sorted(module.__all__) == dir(module)
    assert [] == [name for name in module.__all__ if not hasattr(module, name)]


def test_a_ledger_shows_what_can_be_asked_and_a_workflow_what_writes_as_well() -> None:
    """A workflow adds three verbs, and nothing else."""
    assert LOOKING.split() == public(Ledger)
    assert sorted([*LOOKING.split(), "load", "submit", "submit_many"]) == public(Workflow)


def test_what_is_awaited_shows_what_a_program_needs_most() -> None:
    """And `run`, for the rest."""
    names = (
        "agenda ask close dossier find history next_steps open outlook overview records run submit submit_many verify"
    )
    assert names.split() == public(AsyncWorkflow)


@pytest.mark.parametrize("what", SHOWN)
def test_what_one_gets_in_hand_shows_what_is_promised(what: str) -> None:
    """An outcome, its record and verdict, steps, a history, an overview, registers, an account, a dossier."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES["douane/websites"])
    outcome = flow.submit("p", road.identify())
    flow.submit_many([("programma", x) for x in letter.as_commands(by=road.ministry, at=road.moment)])
    given = eval(what, {"flow": flow, "outcome": outcome})  # noqa: S307 - one of the lines above
    assert SHOWN[what].split() == public(given)


def test_the_completer_of_a_notebook_offers_the_same() -> None:
    """IPython looks where `dir` looks."""
    completer = pytest.importorskip("IPython.core.completer").Completer(
        namespace={"c": commands, "flow": Workflow.open("memory:")}
    )
    assert sorted(commands.__all__) == sorted(
        name.removeprefix("c.") for name in completer.attr_matches("c.") if not name.startswith("c._")
    )
    assert ["flow.submit", "flow.submit_many"] == sorted(completer.attr_matches("flow.sub"))
