"""What each accepted command adds to the dossier: one function per command, pure, and nothing about whether it may.

A state move clears the weighings: they count only in the state in which they were made (R55). `restart` is the way
back: it undoes the transfer, so that the delivering party performs again (R54).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ontvlechting import commands as c
from ontvlechting.commands import Stage, Step
from ontvlechting.commands.retention import Unreadable
from ontvlechting.dossier import Dossier, Recorded

Effect = Callable[[Dossier, Any], dict[str, Any]]
"""The fields of the dossier that change."""

NOTHING_TRANSFERRED: dict[str, Any] = {
    "started": (),
    "accepted": (),
    "indicators": (),
    "executions": (),
    "register_phase": 0,
    "proof": None,
    "shifts": (),
}
"""A transfer undone: every phase, and a budget shift, is reversed as declared (R54)."""

PLAN_VOID: dict[str, Any] = {"tests": (), "decision": None, "agreements": (), "uses": ()}
"""What an earlier version of the plan carried no longer counts (R44)."""


def _still_heard(d: Dossier) -> dict[str, Any]:
    """Contacts about feasibility outlive a plan; those about the plan, its test and its decision do not (R64)."""
    return {"contacts": tuple(x for x in d.contacts if x.stage is Stage.FEASIBILITY)}


def identify(d: Dossier, x: c.IdentifyProcess) -> dict[str, Any]:
    return {
        "identity": x,
        "route": x.route,
        "relations": x.relations,
        "findings": (x.finding,) if x.finding is not None else (),
    }


def draft(d: Dossier, x: c.DraftPlan) -> dict[str, Any]:
    return {"planned": x, "plan_version": x.plan.version, "register": x.plan.shared_tasks, "tests_from": x.at}


def revise(d: Dossier, x: c.RevisePlan) -> dict[str, Any]:
    """Tests stay in sight, so that a refusal can say on which version they were; by their version they do not count."""
    return {
        "planned": x,
        "plan_version": x.plan.version,
        "register": x.plan.shared_tasks,
        "tests_from": x.at,
        **PLAN_VOID,
        "tests": d.tests,
        **_still_heard(d),
    }


def test(d: Dossier, x: c.RecordTest) -> dict[str, Any]:
    """The newest test of a precondition replaces the one before."""
    return {"tests": (*(t for t in d.tests if t.precondition is not x.precondition), x)}


def return_plan(d: Dossier, x: c.ReturnPlan) -> dict[str, Any]:
    """The plan stays, but is tested anew, by judgements that are newer than its return (R44)."""
    return {**PLAN_VOID, **_still_heard(d), "tests_from": x.at}


def weigh(d: Dossier, x: c.WeighStep) -> dict[str, Any]:
    return {"weighings": (*d.weighings, x), "spent": d.spent | {x.id}}


def start_phase(d: Dossier, x: c.StartPhase) -> dict[str, Any]:
    """The weighing of this phase is used up."""
    left = tuple(w for w in d.weighings if not (w.step is Step.PHASE and w.phase == x.phase))
    return {"started": (*d.started, x), "weighings": left}


def accept_phase(d: Dossier, x: c.AcceptPhase) -> dict[str, Any]:
    """What comes next is weighed anew: weighings made before the acceptance no longer count (R55)."""
    return {"accepted": (*d.accepted, x), "weighings": ()}


def update_register(d: Dossier, x: c.UpdateSharedTasks) -> dict[str, Any]:
    return {"register": x.register, "register_phase": d.started[-1].phase if d.started else 0}


def resolve_breach(d: Dossier, x: c.ResolveBreach) -> dict[str, Any]:
    return {"breaches": tuple(b for b in d.breaches if b.id != x.breach)}


def resolve_escalation(d: Dossier, x: c.ResolveEscalation) -> dict[str, Any]:
    return {"escalations": tuple(e for e in d.escalations if e.id != x.escalation)}


def fall_back(d: Dossier, x: c.FallBack) -> dict[str, Any]:
    """The transfer is undone: contacts about it do not count for the next one, and the register is the plan's again."""
    return {
        **NOTHING_TRANSFERRED,
        "contacts": tuple(k for k in d.contacts if k.stage not in (Stage.EXECUTION, Stage.PROOF)),
        "register": d.plan.shared_tasks if d.plan else None,
    }


def change_route(d: Dossier, x: c.ChangeRoute) -> dict[str, Any]:
    """Back to planning: no plan is in force, and who is affected and does the work is heard anew about the other form."""
    return {
        **NOTHING_TRANSFERRED,
        **PLAN_VOID,
        **_still_heard(d),
        "planned": None,
        "register": None,
        "consultations": (),
        "inputs": (),
        "answers": (),
        "route": x.route,
        "relations": x.relations,
    }


def set_aside(d: Dossier, x: c.SetAside) -> dict[str, Any]:
    """What was recorded ahead of time counts as of now, and what cannot be read no longer."""
    return {
        "rules": d.rules,  # where nothing else is known, it pins to no rules
        "unread": tuple(n for n in d.unread if n not in x.records),
        "since": None if d.since is None else min(d.since, x.at),
        "tests_from": None if d.tests_from is None else min(d.tests_from, x.at),
    }


def unreadable(d: Dossier, x: Unreadable) -> dict[str, Any]:
    """What it says is not known, so the process stays where it was."""
    return {
        "unread": (*d.unread, x.record),
        "at": d.at,
        "rules": d.rules,
        "state": d.state,
        "since": d.since,
        "weighings": d.weighings,
    }


def entered(d: Dossier, x: c.Command, number: int | None) -> dict[str, Any]:
    """In a programme everything that was accepted, and can be read, is kept with the number of its record."""
    if isinstance(x, Unreadable):
        return {}
    last = d.entries[-1].number if d.entries else 0
    return {"entries": (*d.entries, Recorded(last + 1 if number is None else number, x))}


def _append(field: str) -> Effect:
    """The command itself is the evidence: it is added to this field."""
    return lambda d, x: {field: (*getattr(d, field), x)}


def _keep(field: str) -> Effect:
    """The command itself is what counts: it fills this field."""
    return lambda d, x: {field: x}


def _nothing(d: Dossier, x: c.Command) -> dict[str, Any]:
    return {}


EFFECTS: Mapping[type[c.Command], Effect] = {
    c.IdentifyProcess: identify,
    c.RecordFeasibility: lambda d, x: {"findings": (*d.findings, x.finding)},
    c.DraftPlan: draft,
    c.RevisePlan: revise,
    c.RecordContact: _append("contacts"),
    c.ConsultUnit: _append("consultations"),
    c.CollectInput: _append("inputs"),
    c.AnswerInput: _append("answers"),
    c.RequestAdvice: _append("requests"),
    c.ReceiveAdvice: _append("advices"),
    c.AnswerAdvice: _append("responses"),
    c.NotifyBody: _append("notices"),
    c.RecordTest: test,
    c.ConcludeTests: _nothing,
    c.WeighStep: weigh,
    c.Decide: _keep("decision"),
    c.ReturnPlan: return_plan,
    c.StartTransfer: _nothing,
    c.StartPhase: start_phase,
    c.RecordIndicator: _append("indicators"),
    c.RecordExecution: _append("executions"),
    c.AcceptPhase: accept_phase,
    c.ReportBreach: _append("breaches"),
    c.ResolveBreach: resolve_breach,
    c.Escalate: _append("escalations"),
    c.ResolveEscalation: resolve_escalation,
    c.UpdateSharedTasks: update_register,
    c.FallBack: fall_back,
    c.ConcludeProof: _keep("proof"),
    c.ShiftBudget: _append("shifts"),
    c.Complete: _keep("closing"),
    c.Stop: lambda d, x: {**NOTHING_TRANSFERRED, "closing": x},
    c.ChangeRoute: change_route,
    c.StartStrengthening: _nothing,
    c.RecordAgreement: _append("agreements"),
    c.RecordUseOfAgreement: _append("uses"),
    c.ConcludeAgreements: _nothing,
    c.Redact: _nothing,
    c.SetAside: set_aside,
    Unreadable: unreadable,
    c.AdoptRules: lambda d, x: {"rules": x.rules},
    **dict.fromkeys(c.OF_PACKS, _append("facts")),
    **dict.fromkeys(c.OF_PROGRAMMES, _nothing),  # `entered` keeps them, with the number of their record
    c.RecordPortfolio: _append("facts"),
}
"""The effect of every command."""
