"""Fictional evidence: who, what, and one valid command at a time."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from ontvlechting import letter
from ontvlechting.engine.checked import check_of, refuse
from ontvlechting.engine.errors import Problem, nearest, shown
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor, Mandate, RulesRef
from ontvlechting.guards import LETTER
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import PARTS, Disposition, Precondition, Route, Stage, Step
from ontvlechting.letter.commands.about import subject
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import BodyKind, Delta, Document, DocumentKind, Judgement, Money, MoneyKind, Power, Role

C = TypeVar("C", bound=c.Command)

START = datetime(2023, 4, 3, 9, 0, tzinfo=timezone(timedelta(hours=2)))
"""A fictional Monday morning on which every fictional road begins."""
PACE = timedelta(days=1)
"""The time between two acts on a fictional road."""
APART, LASTS = timedelta(days=90), timedelta(days=60)
"""The time between the beginnings of two planned phases, and how long each is planned to last."""
RELATION = "Fictief: de afspraken over prioriteiten tussen ontvanger en uitvoerder"
"""The fictional relation that the governance route improves."""


UNIT = "fictief-team-1"
"""The fictional unit of the transferring party that does the work."""


def _problems_of_process(process: object) -> list[Problem]:
    """The problem when this is no process of the letter, if so; often it is only the name of one."""
    if isinstance(process, letter.Process):
        return []
    expected = Text(
        nl='een proces, zoals `letter.PROCESSES["douane/websites"]`',
        en='a process, such as `letter.PROCESSES["douane/websites"]`',
    )
    return [Problem("process", shown(process), expected, nearest(process, letter.PROCESSES))]


class Evidence:
    """Valid commands for one process, one at a time; any field can be changed: `evidence.decide(note=None)`.

    Args:
        process: one of `letter.PROCESSES`.
        route: shift, or strengthened governance.
        start: the moment of the first act.
        norms: the norms to meet.
    """

    def __init__(
        self,
        process: letter.Process,
        *,
        route: Route = Route.SHIFT,
        start: datetime = START,
        norms: Norms = LETTER.norms,
    ) -> None:
        start, odd = check_of(datetime)(start, "start")
        refuse(type(self).__name__, [*_problems_of_process(process), *check_of(Route)(route, "route")[1], *odd])
        self.process: letter.Process = process
        self.studied: str | None = next((name for name, p in letter.PROCESSES.items() if p == process), None)
        self.tag: str = (self.studied or process.name).replace("/", "-")
        self.route: Route = route
        self.start: datetime = start
        self.moment: datetime = start
        self.version: int = 0
        self.unsigned: tuple[str, ...] = ()  # who still has to sign the plan
        self.told: int = 1  # the number of the last record that says what another did
        self.contested: int = 1  # and of the first contest that is open
        self.norms: Norms = norms
        self.rules: RulesRef = LETTER.ref  # the rules of the process; whoever uses others sets them
        self.decided: bool = False
        self.shifted: bool = False
        self.doubts: set[tuple[Step, int | None]] = set()
        self.study: str = letter.STUDY.document if self._as_the_letter_says else f"fictief-haalbaarheid-{self.tag}"
        self._references = 0

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.studied or self.process.name}, at {self.moment.isoformat()}>"

    @property
    def _as_the_letter_says(self) -> bool:
        """Whether the letter's own study is what this road rests on: a process that it names, and that moves."""
        return self.studied is not None and self.route is Route.SHIFT

    # -- who ---------------------------------------------------------------------------------------------------------

    @property
    def receiver(self) -> Actor:
        """Somebody in the line of the receiving party, with a mandate to carry out."""
        return self.actor(Role.DIRECTORATE, self.process.receiving, Power.EXECUTE)

    @property
    def deliverer(self) -> Actor:
        """Somebody in the line of the transferring party."""
        return self.actor(Role.DIRECTORATE, self.process.delivering)

    @property
    def ministry(self) -> Actor:
        """Somebody at the ministry with a mandate for every decision."""
        return self.actor(Role.MINISTRY, self.norms.ministry, *Power)

    @property
    def owner(self) -> Actor:
        """The owner of escalations, at executive level."""
        return attrs.evolve(self.ministry, id="fictief-eigenaar-escalaties")

    def speaker(self, body: str) -> Actor:
        """Somebody of a body that speaks for staff."""
        found = self.norms.body(body)
        union = found is not None and found.kind is BodyKind.UNION
        return self.actor(Role.UNION if union else Role.WORKS_COUNCIL, body)

    @property
    def worker(self) -> Actor:
        """Somebody of the fictional unit that does the work."""
        return self.actor(Role.UNIT, UNIT)

    def _of_unit(self, changes: dict[str, Any]) -> Actor:
        """Somebody of the unit that it is about."""
        return self.actor(Role.UNIT, changes.get("unit", UNIT))

    def actor(self, role: Role, party: str, *powers: Power) -> Actor:
        """A fictional actor, with a mandate when powers are given."""
        mandate = None
        if powers:
            first = self.norms.day_of(self.start).replace(month=1, day=1)
            mandate = Mandate(id=f"fictief-mandaat-{party}", powers=powers, valid_from=first, valid_until=None)
        return Actor(id=f"fictief-{party}-1", role=role, party=party, mandate=mandate)

    # -- what --------------------------------------------------------------------------------------------------------

    def tick(self) -> datetime:
        """The moment of the next act."""
        self.moment += PACE
        return self.moment

    def follow(self, dossier: Dossier) -> None:
        """Take over the state of this dossier, to go on from where the process really stands."""
        self.version = dossier.last_version
        self.unsigned = dossier.unsigned
        self.told = next((e.number for e in reversed(dossier.entries) if subject(e.command) is not None), 1)
        self.contested = next((number for number, _ in dossier.open_contests), 1)
        self.route = dossier.route or self.route
        self.rules = dossier.rules or self.rules
        self.decided = dossier.decided is not None
        shifted = (d.money.amount for s in dossier.shifts for d in s.deltas if d.party == dossier.receiving)
        self.shifted = sum(shifted) != 0
        self.doubts = {*dossier.doubts}
        self.study = dossier.findings[-1].document.id if dossier.findings else self.study

    def judgement(self, by: Actor | None = None, *, holds: bool = True) -> Judgement:
        """A fictional judgement of this moment, resting on one document."""
        return Judgement(
            holds=holds,
            motivation="Fictief: na afweging van de stukken",
            by=by or self.receiver,
            on=self.moment,
            evidence=(self.document(DocumentKind.EVIDENCE, self.process.receiving),),
        )

    def document(self, kind: DocumentKind, origin: str, *, public: bool = False) -> Document:
        """A fictional document of this day."""
        return Document(
            id=self.reference(f"{kind.value}-{self.tag}"),
            kind=kind,
            title=f"Fictief stuk ({kind.value})",
            on=self.norms.day_of(self.moment),
            origin=origin,
            public=public,
        )

    def note(self) -> Document:
        """A public decision note."""
        return self.document(DocumentKind.DECISION_NOTE, self.norms.ministry, public=True)

    def paper(self, advice: str = "fictief-advies-dor") -> str:
        """The reference of the document that holds an advice."""
        return f"{advice}-{self.tag}"

    def reference(self, kind: str) -> str:
        """A new fictional reference."""
        self._references += 1
        return f"fictief-{kind}-{self._references}"

    def plan(self) -> c.Plan:
        """The plan of this road: everything goes in two phases; of four or more tasks the last stays shared."""
        tasks = [t.id for t in self.process.scope]
        shift = self.route is Route.SHIFT
        shared = tasks[-1:] if shift and len(tasks) > 3 else []
        goes = [t for t in tasks if t not in shared] if shift else []
        parties = (self.process.receiving, self.process.delivering)
        judgement = attrs.evolve(self.judgement(), on=self.start, evidence=())
        agreement = Document(
            id=f"fictief-afspraak-gedeelde-taken-{self.tag}",
            kind=DocumentKind.AGREEMENT,
            title="Fictieve afspraak over gedeelde taken",
            on=self.norms.day_of(self.start),
            origin=self.process.delivering,
        )
        cut = (len(goes) + 1) // 2
        year = Money(amount=Decimal("100000.00"))
        return c.Plan(
            version=max(self.version, 1),
            route=self.route,
            drafters=parties,
            affected_units=(c.AffectedUnit(id=UNIT, party=self.process.delivering),),
            tasks=tuple(
                c.PlannedTask(
                    task=t,
                    disposition=Disposition.MOVED
                    if t in goes
                    else Disposition.SHARED
                    if t in shared
                    else Disposition.STAYS,
                    necessity=judgement if t in goes else None,
                    contribution=judgement if t in goes else None,
                )
                for t in tasks
            ),
            phases=tuple(
                c.Phase(
                    number=n,
                    tasks=tuple(part),
                    complexity=c.Complexity.MODERATE,
                    starts_on=self.norms.day_of(self.begins(n)),
                    ends_on=self.norms.day_of(self.begins(n) + LASTS),
                    responsible=self.receiver,
                    level=c.Level.ADMINISTRATIVE,
                    reversal=self.reversal(),
                    touches=("fictief-platform",) if n == 1 else (),
                )
                for n, part in enumerate((p for p in (goes[:cut], goes[cut:]) if p), start=1)
            ),
            shared_tasks=tuple(
                c.SharedTask(description=f"Fictief: {t} samen", partners=parties, agreement=agreement, task=t)
                for t in shared
            ),
            dependencies=(
                c.Dependency(
                    id="fictief-platform",
                    party=self.process.delivering,
                    description="Fictief: gedeeld ICT-platform",
                    ict_supplier=self.norms.first_performer,
                ),
            ),
            consequences="Fictief: het werk komt bij de ontvanger te liggen",
            risks=(c.Risk(description="Fictief: tijdelijk minder ervaring", response=c.RiskResponse.PROCEED),),
            added_value="Fictief: gerichtere dienstverlening aan de eigen doelgroep",
            continuity=c.Continuity(
                fallback="Fictief: de overdragende partij neemt het werk binnen een dag terug",
                critical_periods=(),
                indicators=(
                    c.Indicator(
                        id="reactietijd",
                        description="Fictief: mediane reactietijd in uren",
                        baseline=Decimal(24),
                        limit=Decimal(36),
                        better=c.Better.LOWER,
                        motivation="Fictief: tot 36 uur antwoordt de dienst binnen de toegezegde twee werkdagen",
                    ),
                ),
            ),
            staff=c.StaffConsequences(
                clear=attrs.evolve(judgement, by=self.deliverer),
                summary="Fictief: een team krijgt een andere leidinggevende",
                groups=(
                    c.StaffGroup(
                        name=UNIT,
                        party=self.process.delivering,
                        headcount=8,
                        change="Fictief: andere leidinggevende, zelfde werk",
                    ),
                ),
            ),
            involvement=c.Involvement(
                description="Fictief: maandelijks overleg",
                staff=True,
                works_council=True,
                operating_since=self.norms.day_of(self.start - PACE),
            ),
            duplication=c.Duplication(processes_before=1, processes_after=2, relations_before=1, relations_after=1),
            budget=c.Budget(
                costs=(year,),
                coverage=(self.coverage(),),
                deltas=self.deltas() if shift else (),
            ),
            arrangement=c.Arrangement(
                scarcity="Fictief: wekelijkse prioritering door beide directies",
                path="Fictief: teamleider, directeur, eigenaar",
                decider=self.owner,
                level=c.Level.ADMINISTRATIVE,
            ),
        )

    def begins(self, phase: int) -> datetime:
        """When a phase is planned to begin."""
        return self.start + phase * APART

    def wait_until(self, moment: datetime) -> None:
        """Move the clock so that the next act is at this moment; it never moves back."""
        self.moment = max(self.moment, moment - PACE)

    def reversal(self) -> c.Reversal:
        """A fictional way back, open for two years."""
        return c.Reversal(
            who=self.process.delivering,
            how="Fictief: de overdragende partij herstelt de oude inrichting",
            until=self.norms.day_of(self.start + timedelta(days=2 * 365)),
            cost=Money(amount=Decimal("5000.00"), kind=MoneyKind.INCIDENTAL),
        )

    def coverage(self, amount: Decimal = Decimal("100000.00")) -> c.Coverage:
        """A fictional coverage by the ministry, in a budget that it names."""
        document = Document(
            id=f"fictief-begroting-{self.tag}",
            kind=DocumentKind.EVIDENCE,
            title="Fictieve begroting",
            on=self.norms.day_of(self.start),
            origin=self.norms.ministry,
            public=True,
        )
        return c.Coverage(
            money=Money(amount=amount),
            document=document,
            article="fictief-artikel-1",
            year=self.norms.day_of(self.start).year,
        )

    def deltas(self) -> tuple[Delta, ...]:
        """A fictional, neutral budget shift."""
        amount = Decimal("100000.00")
        return (
            Delta(party=self.process.delivering, money=Money(amount=-amount)),
            Delta(party=self.process.receiving, money=Money(amount=amount)),
        )

    # -- the commands ------------------------------------------------------------------------------------------------

    def identify(self, **changes: Any) -> c.IdentifyProcess:
        """Identify the process: its scope is the letter's, the rest is fictional.

        Only a shift of a process that the letter names rests on the letter's own study; any other has a fictional
        study.
        """
        feasible = self.process.feasibility if self.route is Route.SHIFT else c.Feasibility.NOT_WITHIN_HORIZON
        own = not self._as_the_letter_says
        self.study = f"fictief-haalbaarheid-{self.tag}" if own else letter.STUDY.document
        study = Document(
            id=self.study,
            kind=DocumentKind.STUDY,
            title="Fictief haalbaarheidsonderzoek" if own else "Haalbaarheidsonderzoek (dag fictief)",
            on=self.norms.day_of(self.start) if own else letter.STUDY.when.last,
            origin=letter.STUDY.author,
            public=True,
        )
        return self._give(
            c.IdentifyProcess,
            changes,
            by=self.receiver,
            name=self.process.name,
            studied=self.studied,
            delivering=self.process.delivering,
            receiving=self.process.receiving,
            beneficiaries=(self.process.receiving,),
            route=self.route,
            target_groups=(
                c.TargetGroup(name="fictief-burgers", kind=c.TargetGroupKind.CITIZENS),
                c.TargetGroup(name="fictief-bedrijven", kind=c.TargetGroupKind.BUSINESSES),
            ),
            bottlenecks=(
                c.Bottleneck(
                    description="Fictief: berichten sluiten niet aan op de eigen doelgroep",
                    experienced_by=self.process.receiving,
                    target_group="fictief-burgers",
                ),
            ),
            scope=self.process.scope,
            finding=c.Finding(
                outcome=feasible,
                on=self.norms.day_of(self.start),
                document=study,
                cause=None if feasible is c.Feasibility.FEASIBLE else "Fictief: verwevenheid van de ICT",
            ),
            relations=(RELATION,) if self.route is Route.GOVERNANCE else (),
        )

    def record_feasibility(self, outcome: c.Feasibility, **changes: Any) -> c.RecordFeasibility:
        """A newer, fictional finding."""
        self.tick()
        finding = c.Finding(
            outcome=outcome,
            on=self.norms.day_of(self.moment),
            document=self.document(DocumentKind.STUDY, letter.GALAN),
            cause=None if outcome is c.Feasibility.FEASIBLE else "Fictief: verwevenheid van de ICT",
        )
        command = self._give(c.RecordFeasibility, changes, by=self.receiver, finding=finding)
        self.study = command.finding.document.id
        return command

    def draft(self, **changes: Any) -> c.DraftPlan:
        """Draft the next plan."""
        self.version += 1
        self.unsigned = (self.process.delivering,)
        return self._give(c.DraftPlan, changes, by=self.receiver, plan=self.plan())

    def revise(self, **changes: Any) -> c.RevisePlan:
        """Revise the plan; once the ministry has decided, it takes that back."""
        self.version += 1
        both = (self.process.delivering, self.process.receiving)
        self.unsigned = both if self.decided else both[:1]
        undone = self._undoing()
        return self._give(c.RevisePlan, changes, plan=self.plan(), reason="Fictief: bijgesteld", **undone)

    def _undoing(self) -> dict[str, Any]:
        """Who undoes what stands, and by which note: the ministry once it has decided."""
        decided, self.decided = self.decided, False
        return {"by": self.ministry, "note": self.note()} if decided else {"by": self.receiver}

    def cosign(self, **changes: Any) -> c.Cosign:
        """The transferring party signs the plan that the receiving party handed in; both sign what the ministry handed in."""
        party, *others = self.unsigned or (self.process.delivering,)
        self.unsigned = tuple(others)
        by = self.receiver if party == self.process.receiving else self.deliverer
        return self._give(c.Cosign, changes, by=by, plan_version=max(self.version, 1))

    def confirm(self, record: int, body: str = "dor", **changes: Any) -> c.Confirm:
        """A body confirms what is on record about it."""
        return self._give(c.Confirm, changes, by=self.speaker(body), record=record)

    def contest(self, record: int, body: str = "dor", **changes: Any) -> c.Contest:
        """A body contests what is on record about it."""
        reason = "Fictief: dit overleg is er niet geweest"
        return self._give(c.Contest, changes, by=self.speaker(body), record=record, reason=reason)

    def resolve_contest(self, contest: int, *, upheld: bool = True, **changes: Any) -> c.ResolveContest:
        """The owner of escalations decides on what was contested."""
        return self._give(
            c.ResolveContest,
            changes,
            by=self.owner,
            contest=contest,
            upheld=upheld,
            level=c.Level.ADMINISTRATIVE,
            decision="Fictief: beide kanten zijn gehoord",
        )

    def contact(self, body: str, stage: Stage, phase: int | None = None, **changes: Any) -> c.RecordContact:
        """A contact with a body, in the manner that fits it; the body records it itself."""
        by, stage = self.speaker(body), Stage(stage)
        return self._give(
            c.RecordContact,
            changes,
            by=by,
            body=body,
            stage=stage,
            manner=c.Manner.DGO if by.role is Role.UNION else c.Manner.WOR_24,
            subject=f"Fictief: overleg over {said(stage).nl}",
            phase=phase,
        )

    def consult(self, **changes: Any) -> c.ConsultUnit:
        """Consult the affected unit of the transferring party; somebody of the unit records it."""
        return self._give(
            c.ConsultUnit,
            changes,
            by=self._of_unit(changes),
            unit=UNIT,
            party=self.process.delivering,
            outcome="Fictief: uitvoerbaar, met aandacht voor kennis",
        )

    def collect_input(self, **changes: Any) -> c.CollectInput:
        """Input of the people who do the work, who record it themselves."""
        return self._give(
            c.CollectInput,
            changes,
            by=self._of_unit(changes),
            id="fictief-inbreng-1",
            unit=UNIT,
            party=self.process.delivering,
            content="Fictief: neem de kennis van het team mee",
        )

    def answer_input(self, **changes: Any) -> c.AnswerInput:
        """The input is adopted."""
        return self._give(
            c.AnswerInput,
            changes,
            by=self.receiver,
            input="fictief-inbreng-1",
            adopted=True,
            reason="Fictief: opgenomen in het plan",
        )

    def request_advice(self, advice: str = "fictief-advies-dor", **changes: Any) -> c.RequestAdvice:
        """Ask the departmental works council for advice."""
        return self._give(
            c.RequestAdvice,
            changes,
            by=self.receiver,
            advice=advice,
            body="dor",
            question="Fictief: wat adviseert u over de voorgenomen overdracht?",
            until=self.norms.day_of(self.moment + timedelta(days=30)),
        )

    def receive_advice(
        self, advice: str = "fictief-advies-dor", opinion: c.Opinion = c.Opinion.POSITIVE, **changes: Any
    ) -> c.ReceiveAdvice:
        """The advice comes in."""
        self.tick()
        document = attrs.evolve(self.document(DocumentKind.ADVICE, "dor"), id=self.paper(advice))
        return self._give(
            c.ReceiveAdvice, changes, by=self.receiver, advice=advice, body="dor", opinion=opinion, document=document
        )

    def answer_advice(
        self, advice: str = "fictief-advies-dor", follow_up: c.FollowUp = c.FollowUp.FOLLOWED, **changes: Any
    ) -> c.AnswerAdvice:
        """The advice is followed, with a reason."""
        return self._give(
            c.AnswerAdvice,
            changes,
            by=self.ministry,
            advice=advice,
            follow_up=follow_up,
            reason="Fictief: verwerkt in de transitie",
        )

    def notify(self, body: str, **changes: Any) -> c.NotifyBody:
        """A body is told of the decision."""
        self.tick()
        document = self.document(DocumentKind.DECISION_NOTE, self.norms.ministry, public=True)
        return self._give(c.NotifyBody, changes, by=self.ministry, body=body, document=document)

    def test(self, precondition: Precondition, *, holds: bool = True, **changes: Any) -> c.RecordTest:
        """Test one precondition on the plan; it is met unless said otherwise."""
        self.tick()
        precondition = Precondition(precondition)
        results = tuple(
            c.PartResult(part=p, basis=c.Basis.ARGUED, judgement=self.judgement(holds=holds))
            for p in PARTS[precondition]
        )
        return self._give(
            c.RecordTest,
            changes,
            by=self.receiver,
            precondition=precondition,
            plan_version=max(self.version, 1),
            results=results,
        )

    def conclude_tests(self, **changes: Any) -> c.ConcludeTests:
        """All five are met."""
        return self._give(c.ConcludeTests, changes, by=self.receiver)

    def weigh(self, step: Step, phase: int | None = None, *, holds: bool = True, **changes: Any) -> c.WeighStep:
        """Weigh a step; after a no, with what has changed since."""
        self.tick()
        doubted = (step, phase) in self.doubts
        if holds:
            self.doubts.discard((step, phase))
        else:
            self.doubts.add((step, phase))
        return self._give(
            c.WeighStep,
            changes,
            by=self.receiver,
            id=self.reference("afweging"),
            step=step,
            phase=phase,
            consequences="Fictief: gevolgen in kaart gebracht",
            enough_added_value=self.judgement(holds=holds),
            changed_since="Fictief: de kosten vallen lager uit" if doubted and holds else None,
        )

    def decide(self, **changes: Any) -> c.Decide:
        """The ministry decides."""
        self.tick()
        return self._give(
            c.Decide,
            changes,
            by=self.ministry,
            plan_version=max(self.version, 1),
            form=self.route,
            transition="Fictief: in fasen, met terugval",
            motivation="Fictief: aan de randvoorwaarden is voldaan",
            weighed=(self.study, *self.norms.always_weighed, self.paper()),
            note=self.note(),
            evaluate_on=self.norms.day_of(self.start + timedelta(days=3 * 365)),
        )

    def return_plan(self, **changes: Any) -> c.ReturnPlan:
        """The ministry sends the plan back."""
        self.tick()
        return self._give(
            c.ReturnPlan, changes, by=self.ministry, reason="Fictief: werk de planning uit", note=self.note()
        )

    def start_transfer(self, **changes: Any) -> c.StartTransfer:
        """The transfer begins."""
        return self._give(c.StartTransfer, changes, by=self.receiver)

    def start_phase(self, number: int, **changes: Any) -> c.StartPhase:
        """A phase begins, on its planned day or as soon as possible after that."""
        self.wait_until(self.begins(number))
        return self._give(c.StartPhase, changes, by=self.receiver, phase=number, signals_owner=self.process.receiving)

    def execute(self, task: str, mode: c.Mode = c.Mode.REAL, **changes: Any) -> c.RecordExecution:
        """The receiving party carries out a task."""
        return self._give(
            c.RecordExecution,
            changes,
            by=self.receiver,
            task=task,
            performed_by=self.process.receiving,
            mode=mode,
            description="Fictief: uitgevoerd voor echte gebruikers",
        )

    def measure(self, phase: int | None, value: Decimal = Decimal(22), **changes: Any) -> c.RecordIndicator:
        """An indicator is measured, in a phase or outside any, with a paper of the other party; by default within its limit."""
        paper = self._of_the_other(changes)
        return self._give(
            c.RecordIndicator,
            changes,
            by=self.receiver,
            indicator="reactietijd",
            phase=phase,
            value=value,
            document=paper,
        )

    def _of_the_other(self, changes: dict[str, Any]) -> Document:
        """A paper of the day of the next act, by the party that does not record it."""
        ours = changes.get("by", self.receiver).party == self.process.receiving
        origin = self.process.delivering if ours else self.process.receiving
        return attrs.evolve(self.document(DocumentKind.EVIDENCE, origin), on=self.norms.day_of(self.moment + PACE))

    def update_register(self, phase: int = 1, **changes: Any) -> c.UpdateSharedTasks:
        """The register of shared tasks is brought up to date in a phase."""
        register = self.plan().shared_tasks or ()
        return self._give(c.UpdateSharedTasks, changes, by=self.receiver, phase=phase, register=register)

    def accept(self, number: int, **changes: Any) -> c.AcceptPhase:
        """The receiving party accepts a phase, on its planned last day or as soon as possible after that."""
        self.wait_until(self.begins(number) + LASTS - PACE)
        self.tick()
        return self._give(c.AcceptPhase, changes, by=self.receiver, phase=number, judgement=self.judgement())

    def report_breach(self, breach: str, task: str | None, **changes: Any) -> c.ReportBreach:
        """A service is affected: a task, or another one that is named."""
        self.tick()
        return self._give(
            c.ReportBreach,
            changes,
            by=self.deliverer,
            id=breach,
            task=task,
            since=self.moment,
            description="Fictief: berichten blijven een dag liggen",
        )

    def resolve_breach(self, breach: str, **changes: Any) -> c.ResolveBreach:
        """The service is whole again."""
        self.tick()
        return self._give(
            c.ResolveBreach,
            changes,
            by=self.deliverer,
            breach=breach,
            until=self.moment,
            how="Fictief: de overdragende partij heeft het werk ingehaald",
        )

    def escalate(self, escalation: str, **changes: Any) -> c.Escalate:
        """A problem is escalated."""
        return self._give(
            c.Escalate,
            changes,
            by=self.receiver,
            id=escalation,
            problem="Fictief: te weinig beheerders voor twee omgevingen",
            owner=self.owner,
            level=c.Level.ADMINISTRATIVE,
        )

    def resolve_escalation(self, escalation: str, **changes: Any) -> c.ResolveEscalation:
        """The owner decides."""
        return self._give(
            c.ResolveEscalation,
            changes,
            by=self.owner,
            escalation=escalation,
            level=c.Level.ADMINISTRATIVE,
            decision="Fictief: twee beheerders gaan tijdelijk mee",
        )

    def renew_reversal(self, phase: int | None = 1, **changes: Any) -> c.RenewReversal:
        """The transferring party stands by for another two years."""
        until = self.norms.day_of(self.moment + timedelta(days=2 * 365))
        reversal = attrs.evolve(self.reversal(), until=until)
        return self._give(c.RenewReversal, changes, by=self.deliverer, phase=phase, reversal=reversal)

    def fall_back(self, **changes: Any) -> c.FallBack:
        """The transferring party performs again."""
        return self._give(c.FallBack, changes, by=self.deliverer, reason="Fictief: de dienst wordt geraakt")

    def reverse_phase(self, number: int, **changes: Any) -> c.ReversePhase:
        """The transferring party performs one phase again."""
        return self._give(
            c.ReversePhase, changes, by=self.deliverer, phase=number, reason="Fictief: alleen deze fase wordt geraakt"
        )

    def replace(self, person: Actor | None = None, successor: Actor | None = None, **changes: Any) -> c.Replace:
        """Somebody of the receiving party takes over what its person did, with the same mandate, unless others are named."""
        person = person or self.receiver
        successor = successor or attrs.evolve(person, id=f"{person.id}-opvolger")
        by = self.ministry if person.role is Role.MINISTRY else self.actor(Role.DIRECTORATE, person.party)
        return self._give(
            c.Replace, changes, by=by, person=person.id, successor=successor, reason="Fictief: een andere functie"
        )

    def reduced(self) -> c.Plan:
        """The plan of this road with less scope: what the last phase would take over stays."""
        plan = self.plan()
        if not plan.phases:
            return plan
        *phases, last = plan.phases
        return attrs.evolve(
            plan,
            tasks=tuple(
                attrs.evolve(t, disposition=Disposition.STAYS, necessity=None, contribution=None)
                if t.task in last.tasks
                else t
                for t in plan.tasks
            ),
            phases=tuple(phases),
        )

    def propose(self, plan: c.Plan | None = None, *untouched: Precondition, **changes: Any) -> c.ProposeAmendment:
        """Both parties propose another plan for what has not begun, by default with less scope; some tests need not be redone."""
        self.version += 1
        self.unsigned = (self.process.delivering,)
        self.tick()
        stated = tuple(c.Untouched(precondition=p, judgement=self.judgement()) for p in untouched)
        plan = attrs.evolve(plan or self.reduced(), version=self.version)
        reason = "Fictief: het laatste deel kan nog niet"
        return self._give(c.ProposeAmendment, changes, by=self.receiver, plan=plan, reason=reason, untouched=stated)

    def amend(self, **changes: Any) -> c.AmendPlan:
        """The ministry decides on the plan that was proposed."""
        self.tick()
        return self._give(
            c.AmendPlan,
            changes,
            by=self.ministry,
            plan_version=max(self.version, 1),
            motivation="Fictief: een deel kan over, de rest blijft",
            weighed=(self.study, *self.norms.always_weighed, self.paper()),
            note=self.note(),
        )

    def conclude_proof(self, **changes: Any) -> c.ConcludeProof:
        """The receiving party is proven."""
        self.tick()
        support = tuple(c.Support(area=a, supply=c.Supply.OWN) for a in c.SupportArea)
        return self._give(c.ConcludeProof, changes, by=self.receiver, support=support, really_can=self.judgement())

    def shift_budget(self, **changes: Any) -> c.ShiftBudget:
        """The budget moves, neutrally."""
        return self._give(c.ShiftBudget, changes, by=self.ministry, deltas=self.deltas(), reversal=self.reversal())

    def complete(self, **changes: Any) -> c.Complete:
        """The process is completed."""
        self.tick()
        agreement = c.IctAgreement(
            dependency="fictief-platform",
            document=self.document(DocumentKind.AGREEMENT, self.process.delivering),
            in_force_from=self.norms.day_of(self.moment),
        )
        return self._give(
            c.Complete,
            changes,
            by=self.ministry,
            really_possible=self.judgement(self.ministry),
            degree=c.Degree.PARTIAL if self.route is Route.SHIFT else c.Degree.NONE,
            ict_agreements=(agreement,),
            note=self.note(),
            report=self.document(DocumentKind.LETTER, self.norms.ministry, public=True),
        )

    def evaluate(self, **changes: Any) -> c.RecordEvaluation:
        """The decision is evaluated."""
        self.tick()
        return self._give(
            c.RecordEvaluation,
            changes,
            by=self.receiver,
            found="Fictief: berichten sluiten beter aan op de eigen doelgroep",
            document=self.document(DocumentKind.REPORT, letter.GALAN),
        )

    def stop(self, **changes: Any) -> c.Stop:
        """The ministry decides not to disentangle."""
        self.tick()
        return self._give(
            c.Stop, changes, by=self.ministry, reason="Fictief: de meerwaarde weegt niet op", note=self.note()
        )

    def change_route(self, route: Route, **changes: Any) -> c.ChangeRoute:
        """The other form is chosen; from now on this road follows it."""
        self.route = route
        relations = (RELATION,) if route is Route.GOVERNANCE else ()
        undone = self._undoing()
        return self._give(
            c.ChangeRoute, changes, route=route, reason="Fictief: beter passend", relations=relations, **undone
        )

    def start_strengthening(self, **changes: Any) -> c.StartStrengthening:
        """Strengthening the steering begins."""
        return self._give(c.StartStrengthening, changes, by=self.receiver)

    def agree(self, agreement: str = "fictief-afspraak-1", **changes: Any) -> c.RecordAgreement:
        """An agreement that improves the relation."""
        self.tick()
        return self._give(
            c.RecordAgreement,
            changes,
            by=self.receiver,
            id=agreement,
            relation=RELATION,
            partners=(self.process.receiving, self.process.delivering),
            document=self.document(DocumentKind.AGREEMENT, self.process.receiving),
            in_force_from=self.norms.day_of(self.moment),
        )

    def use_agreement(self, agreement: str = "fictief-afspraak-1", **changes: Any) -> c.RecordUseOfAgreement:
        """The agreement is used, as a paper of the other party shows."""
        paper = self._of_the_other(changes)
        return self._give(
            c.RecordUseOfAgreement,
            changes,
            by=self.receiver,
            agreement=agreement,
            description="Fictief: een prioriteit volgens de afspraak gewisseld",
            document=paper,
        )

    def conclude_agreements(self, **changes: Any) -> c.ConcludeAgreements:
        """The agreements are proven."""
        return self._give(c.ConcludeAgreements, changes, by=self.receiver)

    def correct(self, record: int, **changes: Any) -> c.Correct:
        """What this record tells was not so."""
        return self._give(c.Correct, changes, by=self.ministry, record=record, wrong="Fictief: het was anders")

    def redact(self, records: tuple[int, ...], **changes: Any) -> c.Redact:
        """Every free text of these records has to go."""
        return self._give(
            c.Redact, changes, by=self.ministry, records=records, ground="Fictief: de bewaartermijn is afgelopen"
        )

    def set_aside(self, records: tuple[int, ...], **changes: Any) -> c.SetAside:
        """The process goes on without what is wrong with these records."""
        return self._give(
            c.SetAside, changes, by=self.ministry, records=records, motivation="Fictief: niet meer te lezen"
        )

    def adopt(self, rules: RulesRef, **changes: Any) -> c.AdoptRules:
        """The process comes under other rules."""
        reason = "Fictief: de regels zijn herzien"
        return self._give(c.AdoptRules, changes, by=self.ministry, rules=rules, reason=reason)

    def _give(self, cls: type[C], changes: dict[str, Any], **fields: Any) -> C:
        """The command at the next moment, with these changes; its documents are dated no later than it is."""
        command = cls(**{"at": self.tick(), **fields, **changes})
        if "at" not in changes:
            return command
        day = self.norms.day_of(command.at)
        kept = {n: v for n, v in fields.items() if n not in changes and isinstance(v, Document)}
        dated: dict[str, Any] = {n: attrs.evolve(v, on=min(v.on, day)) for n, v in kept.items()}
        return attrs.evolve(command, **dated)
