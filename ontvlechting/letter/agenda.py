"""The terms that run in a process: advices, findings, reviews, ways back, mandates, phases and the evaluation.

Each term names its rule, who has to act and the command that set it. Terms that only a guard knows, such as the month
of suspension of the Works Councils Act, come from the moment in its reason (`engine/outlook.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.command import Command
from ontvlechting.engine.days import written
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.letter.commands import Complete, RenewReversal, Reversal
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import budget_shift
from ontvlechting.letter.values import BodyKind, Role
from ontvlechting.states import FINAL


def terms(d: Any, norms: Norms) -> tuple[Term, ...]:
    """Every term of this dossier, whatever day it ends on; in a final state only that of the evaluation."""
    every = (
        (_evaluation,)
        if d.state in FINAL
        else (_advices, _finding, _reviews, _ways_back, _mandates, _phases, _evaluation)
    )
    return tuple(term for kind in every for term in kind(d, norms))


def _term(
    d: Any,
    code: str,
    rule: str,
    last: date,
    nl: str,
    en: str,
    who: tuple[Supplier, ...],
    set_by: Command | None,
    about: object = "",
    *,
    waits: bool = False,
    by_itself: bool = False,
) -> Term:
    return Term(
        process=d.process,
        code=code,
        about=str(about),
        rule=rule,
        title=Text(nl=nl, en=en),
        last=last,
        who=who,
        waits=waits,
        by_itself=by_itself,
        set_by=set_by,
    )


def _ministry(norms: Norms) -> tuple[Supplier, ...]:
    return (Supplier(role=Role.MINISTRY, party=norms.ministry),)


def _party(id: str, norms: Norms) -> tuple[Supplier, ...]:
    return _ministry(norms) if id == norms.ministry else (Supplier(role=Role.DIRECTORATE, party=id),)


def _advices(d: Any, norms: Norms) -> Iterator[Term]:
    for r in d.awaited_advices:
        body = norms.body(r.body)
        role = Role.UNION if body is not None and body.kind is BodyKind.UNION else Role.WORKS_COUNCIL
        yield _term(
            d, "advice-awaited", "R11", r.until,
            f"het advies `{r.advice}` van `{r.body}`", f"the advice `{r.advice}` by `{r.body}`",
            (Supplier(role=role, party=r.body),), r, r.advice, waits=True,
        )  # fmt: skip


def _finding(d: Any, norms: Norms) -> Iterator[Term]:
    if (until := d.infeasible_until) is not None:
        set_by = next((s for s in reversed(d.studies) if s.finding == d.findings[-1]), d.identity)
        yield _term(
            d, "infeasible-within-horizon", "R30", until,
            "de bevinding dat verschuiven niet haalbaar is", "the finding that a shift is not feasible",
            (Supplier(role=Role.RESEARCHER),), set_by, waits=True, by_itself=True,
        )  # fmt: skip


def _reviews(d: Any, norms: Norms) -> Iterator[Term]:
    for advice in d.advices:
        for element, answer in d.answers_to(advice):
            if answer is not None and answer.review_on is not None:
                yield _term(
                    d, "review", "R69", answer.review_on,
                    f"de herziening van het antwoord op advies `{advice.advice}`", f"the review of the answer to advice `{advice.advice}`",
                    _ministry(norms), answer, advice.advice if element is None else f"{advice.advice} {element}",
                )  # fmt: skip


def _ways_back(d: Any, norms: Norms) -> Iterator[Term]:
    renewed = [f for f in d.facts if isinstance(f, RenewReversal)]

    def term_of(reversal: Reversal, nl: str, en: str, about: object, set_by: Command | None) -> Term:
        return _term(
            d, "reversal", "R54", reversal.until,
            f"het terugdraaien van {nl}", f"the reversal of {en}",
            _party(reversal.who, norms), next((r for r in reversed(renewed) if r.reversal == reversal), set_by), about,
        )  # fmt: skip

    for phase in d.phases:
        if (reversal := d.reversal(phase)) is not None:
            number = phase.number
            yield term_of(reversal, f"fase {number}", f"phase {number}", number, d.planned)
    for which, shift in d.numbered_shifts:
        if (reversal := d.reversal_of(shift)) is not None:
            of = budget_shift(which)
            yield term_of(reversal, of.nl, of.en, "budget" if which is None else f"budget {which}", shift)


def _mandates(d: Any, norms: Norms) -> Iterator[Term]:
    accepted = {a.phase for a in d.accepted}
    places: list[tuple[str, Actor, Command | None]] = [
        ("R18", d.responsible(p), d.planned) for p in d.phases if p.number not in accepted
    ]
    if (decider := d.decider()) is not None:
        places.append(("R66", decider, d.planned))
    places += [("R67", d.owner(e), e) for e in d.escalations]
    seen: set[tuple[str, str]] = set()
    for rule, actor, set_by in places:
        mandate = actor.mandate
        if mandate is not None and mandate.valid_until is not None and (mandate.id, actor.id) not in seen:
            seen.add((mandate.id, actor.id))
            taken = next((r for r in reversed(d.replaced) if r.successor == actor), set_by)
            yield _term(
                d, "mandate", rule, mandate.valid_until,
                f"het mandaat `{mandate.id}` van `{actor.id}`", f"the mandate `{mandate.id}` of `{actor.id}`",
                _party(actor.party, norms), taken, f"{mandate.id} {actor.id}",
            )  # fmt: skip


def _phases(d: Any, norms: Norms) -> Iterator[Term]:
    if d.decision is None or d.receiving is None:
        return
    running, following = d.phase(d.running), d.next_phase
    if running is not None:
        yield _term(
            d, "phase-ends", "R49", running.ends_on,
            f"het einde van fase {running.number} volgens het plan", f"the end of phase {running.number} by the plan",
            _party(d.receiving, norms), d.planned, running.number,
        )  # fmt: skip
    if following is not None:
        yield _term(
            d, "phase-begins", "R48", following.starts_on,
            f"het begin van fase {following.number} volgens het plan", f"the beginning of phase {following.number} by the plan",
            _party(d.receiving, norms), d.planned, following.number,
        )  # fmt: skip
    periods = d.plan.continuity.critical_periods if d.plan is not None and d.plan.continuity is not None else ()
    for period in periods:
        begins = written(period.starts_on)
        yield _term(
            d, "critical-period", "R50", period.ends_on,
            f"de kritieke periode vanaf {begins.nl}, waarin geen fase begint",
            f"the critical period from {begins.en} on, in which no phase begins",
            _party(d.receiving, norms), d.planned, period.starts_on, by_itself=True,
        )  # fmt: skip


def _evaluation(d: Any, norms: Norms) -> Iterator[Term]:
    decision, closing = d.decision, d.closing
    if decision is None or decision.evaluate_on is None or (closing is not None and not isinstance(closing, Complete)):
        return
    due = decision.evaluate_on
    if d.evaluation_due is not None or (closing is None and not any(e.document.on >= due for e in d.evaluations)):
        parties = tuple(s for p in d.parties for s in _party(p, norms))
        yield _term(
            d, "evaluation", "R31", due,
            "de evaluatie van het besluit", "the evaluation of the decision",
            parties + _ministry(norms), decision, waits=closing is not None,
        )  # fmt: skip
