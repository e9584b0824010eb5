"""The demo: the six processes that the letter names travel the whole road.

Each process is a script: texts that tell, commands that have to be accepted, and refusals that have to happen. The
processes and their tasks are the letter's; all evidence is fictional (see `fiction`). `run` plays the scripts on an
SQLite ledger and leaves ledger and story in a folder; a surprise is an error, and then nothing is left. The story ends
with the account to Parliament, of what the letter itself says and of what the ledger then shows. Beside them it leaves a
ledger to practise on.

A seventh story is of one of them under the letter with every pack. It is played on a ledger in memory, for its rules are others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from attrs import define, frozen

from ontvlechting import letter
from ontvlechting.engine.checked import EVER
from ontvlechting.engine.days import day_of, written
from ontvlechting.engine.errors import (
    BrokenLedger,
    FileUnavailable,
    InputError,
    LedgerUnavailable,
    NotALedger,
    Problem,
    shown,
)
from ontvlechting.engine.outside import ProgressBar, watched
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.guards import with_every_pack
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import Command, FollowUp, Opinion, Precondition, Route, Stage, Step
from ontvlechting.letter.data.programme import as_commands
from ontvlechting.letter.fiction import START, PackedRoad, Road
from ontvlechting.letter.values import Money
from ontvlechting.letter.views import account as accounts
from ontvlechting.letter.workflow import Workflow
from ontvlechting.packs.fiction import PEOPLE
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.record.verifier import Report
from ontvlechting.shell.answers import Outcome
from ontvlechting.shell.ledger import now
from ontvlechting.states import State
from ontvlechting.views import markdown

LEDGER = "ontvlechting.db"
STORY = "story.md"
PRACTICE = "practice.db"
UNDER_WAY = {"douane/websites": State.PHASED_TRANSFER, "toeslagen/websites": State.PLAN_DRAFTED}
"""Where the processes of the practice ledger stand: all others have ended, and nothing can be tried on them."""
PROGRAMME = "programma"
"""The name of the programme in the ledger; it holds what the letter itself says of motions, advice and promises."""


@frozen
class Refusal:
    """A command that has to be refused, and what the reader sees by it."""

    shows: Text
    command: Command


@frozen
class Look:
    """A line of a script at which the ministry reads from the ledger how all processes stand, and records it.

    Attributes:
        road: the road whose ministry and moment are used.
    """

    road: Road

    def command(self, flow: Workflow) -> Command:
        """The command that records it."""
        capacity = c.Capacity(simple=1, moderate=2, complex=4, at_once=8)
        by, at = self.road.ministry, self.road.moment
        return c.RecordPortfolio(by=by, at=at, readings=flow.portfolio(), capacity=capacity)


Line = Text | Command | Refusal
"""One line of a script: something told, a command that has to be accepted, or one that has to be refused."""
Script = Callable[[Road], Iterator[Line]]


# -- the scripts -------------------------------------------------------------------------------------------------------


def channels_of_customs(road: Road) -> Iterator[Line]:
    """A shift that is decided on too early, by the wrong person, and then rightly."""
    yield Text(nl="Het proces wordt aangedragen en krijgt een plan.", en="The process is identified and gets a plan.")
    yield from road.until(State.PLAN_DRAFTED)
    yield Refusal(
        Text(
            nl="Besluiten kan nog niet: alles wat ontbreekt wordt in één keer genoemd.",
            en="It is too early to decide: all that is missing is named at once.",
        ),
        road.decide(),
    )
    yield Text(nl="De toetsing volgt; doelmatigheid wordt niet gehaald.", en="The tests follow; efficiency is not met.")
    yield from list(road.testing())[:-1]
    yield road.test(Precondition.EFFICIENCY, holds=False)
    yield Refusal(
        Text(
            nl="Met een randvoorwaarde die niet is gehaald, kan de toetsing niet worden afgerond.",
            en="With a precondition that was not met, the tests cannot be concluded.",
        ),
        road.conclude_tests(),
    )
    yield Text(nl="Doelmatigheid wordt opnieuw getoetst en gehaald.", en="Efficiency is tested again, and met.")
    yield road.test(Precondition.EFFICIENCY)
    yield road.conclude_tests()
    yield from list(road.deciding())[:-1]
    yield Refusal(
        Text(nl="De ontvanger kan niet zelf besluiten.", en="The receiving party cannot decide by itself."),
        road.decide(by=road.receiver),
    )
    expired = attrs.evolve(road.ministry.mandate, valid_until=day_of(road.start)) if road.ministry.mandate else None
    yield Refusal(
        Text(
            nl="Ook het ministerie heeft een mandaat nodig dat op die dag geldt.",
            en="The ministry, too, needs a mandate that is valid on that day.",
        ),
        road.decide(by=attrs.evolve(road.ministry, mandate=expired)),
    )
    yield road.decide()
    yield Text(
        nl="Nu kan het. De overdracht gaat in twee fasen, en het proces wordt afgerond.",
        en="Now it can be done. The transfer goes in two phases, and the process is completed.",
    )
    yield from road.starting()
    yield from road.transferring()
    yield from road.completing()


def websites_of_customs(road: Road) -> Iterator[Line]:
    """A transfer that breaks, falls back, and succeeds the second time."""
    yield Text(
        nl="Tot aan de overdracht gaat alles goed; daarna niet meteen.",
        en="All goes well until the transfer; after that, not at once.",
    )
    yield from road.until(State.PHASED_TRANSFER)
    yield Refusal(
        Text(nl="Fase 2 kan niet voor fase 1.", en="Phase 2 cannot come before phase 1."),
        road.start_phase(2),
    )
    yield from road.opening(1)
    yield Text(
        nl="In fase 1 raakt een dienst verstoord. Er is geen uitzondering: niets gaat verder.",
        en="In phase 1 a service is affected. There is no exception: nothing goes on.",
    )
    tasks = road.plan().phases[0].tasks
    yield from map(road.execute, tasks)
    yield road.report_breach("fictief-verstoring-1", tasks[0])
    yield road.measure(1, Decimal(48), breach="fictief-verstoring-1")
    yield road.update_register()
    yield Refusal(
        Text(nl="De fase kan zo niet worden aanvaard.", en="The phase cannot be accepted like this."),
        road.accept(1),
    )
    yield Text(
        nl="De overdragende partij neemt het werk terug; dat kan altijd.",
        en="The transferring party takes the work back; that is always possible.",
    )
    yield road.fall_back()
    yield Refusal(
        Text(
            nl="Dat het weer goed gaat, moet eerst zijn gemeten.",
            en="That all is well again has to be measured first.",
        ),
        road.resolve_breach("fictief-verstoring-1"),
    )
    yield Refusal(
        Text(
            nl="Opnieuw beginnen kan pas als de dienst heel is en de stap opnieuw is afgewogen.",
            en="A new start has to wait until the service is whole and the step was weighed anew.",
        ),
        road.start_transfer(),
    )
    yield road.measure(None)
    yield road.resolve_breach("fictief-verstoring-1")
    yield Text(nl="De tweede overdracht slaagt.", en="The second transfer succeeds.")
    yield from road.starting()
    yield from list(road.phase(1))
    *second, _ = road.phase(2)
    last = road.plan().phases[1].tasks[-1]
    yield from (x for x in second if not (isinstance(x, c.RecordExecution) and x.task == last))
    yield Refusal(
        Text(
            nl="Eén taak is in deze fase nog niet echt door de ontvangende partij uitgevoerd; zij wordt genoemd.",
            en="One task was not really carried out by the receiving party in this phase yet; it is named.",
        ),
        road.accept(2),
    )
    yield road.execute(last)
    yield road.accept(2)
    yield from road.hearing(Stage.PROOF)
    yield road.weigh(Step.PROOF)
    yield road.conclude_proof()
    yield from road.completing()


def social_media_of_customs(road: Road) -> Iterator[Line]:
    """A plan that one party drafts alone, a body that was forgotten, and a budget that loses a cent."""
    yield Text(
        nl="Drie keer wordt iets overgeslagen dat klein lijkt. Drie keer valt het op.",
        en="Three times something is skipped that looks small. Three times it is noticed.",
    )
    yield from road.until(State.IDENTIFIED)
    yield from list(road.planning())[:-2]
    road.version = 0
    yield Refusal(
        Text(
            nl="Een plan van de overdragende partij alleen telt niet.",
            en="A plan by the transferring party alone does not count.",
        ),
        road.draft(by=road.deliverer, plan=attrs.evolve(road.plan(), drafters=(road.process.delivering,))),
    )
    road.version = 0
    yield road.draft()
    yield road.cosign()
    yield from road.testing()
    before = [x for x in road.deciding() if not (isinstance(x, c.RecordContact) and x.body == "vakbonden")]
    yield from before[:-1]
    yield Refusal(
        Text(
            nl="De ondernemingsraad is over het besluit gehoord, de vakbonden niet; het een telt niet voor het ander.",
            en="The works council was heard about the decision, the unions were not; one does not count for the other.",
        ),
        before[-1],
    )
    yield road.contact("vakbonden", Stage.DECISION)
    yield road.decide()
    yield from road.starting()
    yield from road.transferring()
    gain, loss = road.deltas()
    short = attrs.evolve(loss, money=Money(amount=loss.money.amount - Decimal("0.01")))
    yield Refusal(
        Text(
            nl="Een budget verschuift zonder verlies of winst: één cent verschil is te veel.",
            en="A budget shifts without loss or gain: a difference of one cent is too much.",
        ),
        road.shift_budget(deltas=(gain, short)),
    )
    yield from road.completing()


def registers_of_customs(road: Road) -> Iterator[Line]:
    """A newer finding turns the road: the work stays, the governance is strengthened."""
    yield Text(
        nl="Dit proces begint als verschuiving en eindigt met een sterkere besturing.",
        en="This process begins as a shift and ends with a stronger governance.",
    )
    yield from road.until(State.PLAN_DRAFTED)
    yield Text(
        nl="Een nieuwere, fictieve bevinding: verschuiven is binnen drie jaar niet haalbaar.",
        en="A newer, fictional finding: a shift is not feasible within three years.",
    )
    found = road.record_feasibility(c.Feasibility.NOT_WITHIN_HORIZON)
    yield found
    yield Refusal(
        Text(nl="Het plan om te verschuiven gaat niet verder.", en="The plan to shift does not go on."),
        road.revise(),
    )
    road.version -= 1
    yield from road.turning(Route.GOVERNANCE)
    yield from road.planning()
    yield from road.testing()
    *before, decision = road.deciding()
    yield from before
    if isinstance(decision, c.Decide):
        yield attrs.evolve(decision, weighed=(*decision.weighed, found.finding.document.id))
    yield Refusal(
        Text(nl="Op deze route gaat geen werk over.", en="On this route no work goes over."),
        road.start_transfer(),
    )
    yield from road.strengthening()
    yield Refusal(
        Text(
            nl="Een afspraak telt pas als zij er is en wordt gebruikt.",
            en="An agreement counts only when it is there and is used.",
        ),
        road.conclude_agreements(),
    )
    yield from road.agreeing()
    yield from road.completing()


def channels_of_benefits(road: Road) -> Iterator[Line]:
    """A process that the ministry decides not to disentangle, for a reason."""
    yield Text(
        nl="Dit proces haalt de toetsing, maar krijgt een negatief advies.",
        en="This process passes its tests, but gets a negative advice.",
    )
    yield from road.until(State.PRECONDITIONS_TESTED)
    yield road.request_advice()
    yield road.receive_advice(opinion=Opinion.NEGATIVE)
    yield Refusal(
        Text(
            nl="Van een negatief advies afwijken kan niet zonder reden.",
            en="A negative advice cannot be departed from without a reason.",
        ),
        road.answer_advice(follow_up=FollowUp.NOT, reason=None),
    )
    yield from road.hearing(Stage.DECISION)
    yield road.weigh(Step.DECISION, holds=False)
    yield Refusal(
        Text(
            nl="Zonder genoeg toegevoegde waarde en met een onbeantwoord, niet gewogen advies: geen besluit.",
            en="Too little added value, and an advice neither answered nor weighed: no decision.",
        ),
        road.decide(weighed=(letter.STUDY.document, letter.MOTIONS[0].document)),
    )
    yield Text(
        nl="Niet ontvlechten kan altijd, met een reden. De overdragende partij blijft het werk doen.",
        en="Not to disentangle is always possible, with a reason. The transferring party keeps doing the work.",
    )
    yield road.answer_advice(reason="Fictief: het advies om niet over te dragen wordt gevolgd")
    yield road.stop()


def websites_of_benefits(road: Road) -> Iterator[Line]:
    """A plan that is revised after its tests, and has to be tested again."""
    yield Text(
        nl="Dit plan wordt getoetst, herzien en opnieuw getoetst.",
        en="This plan is tested, revised and tested again.",
    )
    yield from road.until(State.PRECONDITIONS_TESTED)
    yield Text(
        nl="Het plan wordt herzien: elke toets en elk besluit op de vorige versie vervalt.",
        en="The plan is revised: every test and decision on the version before is void.",
    )
    yield road.revise()
    yield Refusal(
        Text(
            nl="De toetsen op versie 1 tellen niet voor versie 2.", en="Tests on version 1 do not count for version 2."
        ),
        road.conclude_tests(),
    )
    again = [x for x in road.testing() if not isinstance(x, c.CollectInput | c.AnswerInput)]
    yield from again
    yield from road.deciding()
    yield from road.starting()
    yield from road.opening(1)
    yield Refusal(
        Text(
            nl="Fase 2 met de afweging van fase 1: elke stap vraagt een eigen afweging.",
            en="Phase 2 on the weighing of phase 1: each step asks for a weighing of its own.",
        ),
        road.start_phase(2),
    )
    yield from list(road.phase(1))[4:]
    yield from road.phase(2)
    yield from road.hearing(Stage.PROOF)
    yield road.weigh(Step.PROOF)
    yield road.conclude_proof()
    yield from road.completing()


SCRIPTS: dict[str, Script] = {
    "douane/kanalenstrategie": channels_of_customs,
    "douane/websites": websites_of_customs,
    "douane/social-media": social_media_of_customs,
    "douane/basisregistraties": registers_of_customs,
    "toeslagen/kanalenstrategie": channels_of_benefits,
    "toeslagen/websites": websites_of_benefits,
}
"""The script of each of the letter's six named processes."""


def under_every_pack(road: PackedRoad) -> Iterator[Line | Look]:
    """A road with refusals that the packs add: too early, no holder for the power, no place for people."""
    yield from Road.until(road, State.PRECONDITIONS_TESTED)
    yield Refusal(
        Text(
            nl="De brief heeft nog eigen voorwaarden, en de pakketten hebben de hunne: het personeel is niet gehoord, en de raad ook niet.",
            en="The letter has conditions of its own left, and the packs have theirs: staff were not heard, and neither was the council.",
        ),
        road.decide(),
    )
    for command in road.deciding():
        yield from [Look(road)] if isinstance(command, c.Decide) else []
        yield command
    start = road.start_transfer()
    yield Refusal(
        Text(
            nl="Er is besloten, maar niemand weet nog wat er meegaat en wie er mag besluiten.",
            en="It was decided, but nobody knows yet what goes along and who may decide.",
        ),
        start,
    )
    yield from road.starting()
    yield Refusal(
        Text(
            nl="De overdragende partij wil haar bevoegdheid kwijt voordat een ander haar heeft.",
            en="The transferring party wants to be rid of its power before another holds it.",
        ),
        road.staff.withdraw(road.process.delivering, road.tick()),
    )
    for command in road.transferring():
        yield from [Look(road)] if isinstance(command, c.StartPhase) else []
        yield command
    yield road.staff.begin_mandatory_phase(road.tick())
    yield road.staff.place(road.tick(), placed=PEOPLE - 2, elsewhere=0, waiting=2)
    yield Refusal(
        Text(
            nl="Het werk is over, maar twee mensen hebben nog geen plaats, en de bevoegdheid en het archief zijn nog niet over.",
            en="The work has gone over, but two people have no place yet, and neither the power nor the records have gone over.",
        ),
        road.complete(),
    )
    yield from road.completing()


SEVENTH = "douane/websites"
"""The process of the seventh story."""
TITLE = Text(nl="Zes processen, van begin tot eind", en="Six processes, from beginning to end")
OPENING = Text(
    nl="De zes processen en hun taken staan in Kamerstuk 31 066, nr. 1204. Al het andere is **fictief**: de plannen, "
    "oordelen, metingen, bedragen, data en besluiten, en de klok die ze vastlegt, zijn verzonnen om te laten zien hoe de regels werken.",
    en="The six processes and their tasks stand in Kamerstuk 31 066, nr. 1204. All the rest is **fictional**: the "
    "plans, judgements, measurements, amounts, dates and decisions, and the clock that records them, are made up to show how the rules work.",
)


# -- playing them ------------------------------------------------------------------------------------------------------


@define
class Clock:
    """The clock of the story: as fictional as its days, and never earlier than the commands that it records.

    Attributes:
        moment: what it says.
    """

    moment: datetime = START

    def __call__(self) -> datetime:
        """The moment of recording."""
        return self.moment


class Surprise(AssertionError):
    """A script and the rules do not agree."""


@frozen
class Shown:
    """What a run of the demo leaves.

    Attributes:
        ledger: the ledger.
        story: the transcript.
        practice: a ledger to practise on: its processes began lately, and are under way.
        report: what the verifier found, from the bytes of the ledger.
    """

    ledger: Path
    story: Path
    practice: Path
    report: Report


def chapters() -> dict[str, list[Line]]:
    """Every script, written out for its process."""
    return {
        name: list(script(Road(letter.PROCESSES[name], start=START + i * timedelta(days=7))))
        for i, (name, script) in enumerate(SCRIPTS.items())
    }


def programme() -> tuple[Command, ...]:
    """What the letter says of motions, commitments, requests and advices, recorded on the fictional first day."""
    road = Road(letter.PROCESSES[next(iter(SCRIPTS))])
    return as_commands(by=road.ministry, at=START)


def packed() -> Rules:
    """The letter's rules with every pack that comes with the library."""
    return with_every_pack()


def play(
    flow: Workflow,
    process: str,
    script: Iterable[Line | Look],
    language: Language,
    clock: Clock | None = None,
    *,
    title: Text | None = None,
) -> Iterator[list[str]]:
    """Play one script; gives the lines of the story, piece by piece.

    Args:
        flow: what it is played on.
        process: the name of the process.
        script: what is asked, and what is told in between.
        language: of the story.
        clock: the clock of the workflow, which is set to the moment of each command; None when it has another one.
        title: what the story is called; without it, as the process is.

    Raises:
        Surprise: a command was refused that should be accepted, or the other way round.
    """
    yield [f"## {markdown.escaped(letter.PROCESSES[process].name if title is None else title[language])}", ""]
    facts: list[Outcome] = []
    now = START
    for line in script:
        if isinstance(line, Text):
            yield [*_recorded(facts, language), line[language], ""]
            continue
        command = line.command(flow) if isinstance(line, Look) else line.command if isinstance(line, Refusal) else line
        now = max(now, command.at)
        if clock is not None:
            clock.moment = now
        outcome = flow.submit(process, command)
        if outcome.allowed is isinstance(line, Refusal):
            raise Surprise(f"{process}: {command.key}: {outcome.text('en')}")
        if isinstance(line, Refusal):
            asked = f"*{command.title[language]}*, {written(day_of(command.at))[language]}:"
            verdict = markdown.verdict(outcome.verdict, language)
            yield [*_recorded(facts, language), line.shows[language], "", f"{asked} {verdict[0]}", *verdict[1:], ""]
        elif outcome.record.event.before is outcome.record.event.after:
            facts.append(outcome)
            yield []
        else:
            moved = f"*{command.title[language]}*, {written(day_of(command.at))[language]} → **{outcome.state.title[language]}**"
            yield [*_recorded(facts, language), moved, ""]
    many = len(flow.history(process))
    ended = Text(nl=f"In totaal {many} vastleggingen.", en=f"{many} records in all.")[language]
    yield [*_recorded(facts, language), ended, ""]


def _recorded(facts: list[Outcome], language: Language) -> list[str]:
    """The facts since the last move in one line; empties the list."""
    if not facts:
        return []
    counts = Counter(f.record.event.command.title[language] for f in facts)
    facts.clear()
    names = ", ".join(f"{title} ({n}×)" if n > 1 else title for title, n in counts.items())
    return [f"{Text(nl='Vastgelegd', en='Recorded')[language]}: {names}.", ""]


def run(out: Path, *, language: Language = "nl", progress: ProgressBar | None = None) -> Shown:
    """Play all scripts on a new ledger in a folder, verify it from its bytes, and leave it there, with the story and a practice ledger.

    Args:
        out: the folder; made when it does not exist. The ledgers of an earlier demo are replaced.
        language: of the story.
        progress: shows how far it is.

    Raises:
        FileUnavailable: the folder cannot be written; nothing is left.
        NotALedger: the folder holds a ledger, or another file by that name, that is not of the demo; it is left alone.
        InputError: the folder holds a story that is not of the demo; it is left alone. Or the language is not spoken.
    """
    spoken(language)
    ledger, story, practice = out / LEDGER, out / STORY, out / PRACTICE
    new: list[Path] = []
    try:
        new += [folder for folder in (out, *out.parents) if not folder.exists()]
        out.mkdir(parents=True, exist_ok=True)
        _check_replaceable({ledger: {PROGRAMME, *SCRIPTS}, practice: set(UNDER_WAY)}, story)
        with TemporaryDirectory(dir=out, prefix=".demo-") as made:
            draft = Path(made) / LEDGER
            try:
                report = _write(draft, Path(made) / STORY, language, progress)
                _write_practice(Path(made) / PRACTICE)
            except LedgerUnavailable as error:
                raise FileUnavailable(str(out), Text(nl=error.why, en=error.why)) from error
            for left in (f"{name}{end}" for name in (LEDGER, PRACTICE) for end in ("-wal", "-shm")):
                (out / left).unlink(missing_ok=True)
            draft.replace(ledger)
            (Path(made) / PRACTICE).replace(practice)
            (Path(made) / STORY).replace(story)
    except BaseException as error:
        for folder in new:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise FileUnavailable(str(out), error) from error
        raise
    return Shown(ledger, story, practice, report)


def _write(ledger: Path, story: Path, language: Language, progress: ProgressBar | None) -> Report:
    """Play everything on a new ledger, then open it again and verify it."""
    told: list[str] = []
    scripts = chapters()
    clock = Clock()
    with Workflow(SqliteStore(ledger), clock=clock) as flow:
        sent = list(programme())
        for outcome in flow.submit_many([(PROGRAMME, command) for command in sent]):
            outcome.or_raise()
        pieces = (
            piece for process, script in scripts.items() for piece in play(flow, process, script, language, clock)
        )
        for piece in watched(pieces, progress, sum(len(script) + 2 for script in scripts.values())):
            told += piece
    told += _seventh(language)
    with Workflow(SqliteStore(ledger, create=False)) as flow:
        report = flow.verify(deep=True)
        summary = _summary(flow, language)
        last = max(day_of(r.event.command.at) for p in SCRIPTS for r in flow.history(p))
        account = flow.accountability(PROGRAMME, as_of=last, known=EVER)
    told += [f"#{line}" if line.startswith("#") else line for line in accounts.account(account, language)]
    opening = [f"# {TITLE[language]}", "", OPENING[language], "", *summary, ""]
    told += [
        f"## {Text(nl='Controle', en='Verification')[language]}",
        "",
        Text(
            nl=f"{report.records} vastleggingen van {len(SCRIPTS)} processen en het programma zijn uit hun bytes nagerekend; "
            f"{report.rejudged} oordelen zijn opnieuw gegeven, met dezelfde uitkomst.",
            en=f"{report.records} records of {len(SCRIPTS)} processes and the programme were recomputed from their bytes; "
            f"{report.rejudged} verdicts were re-checked, with the same outcome.",
        )[language],
        "",
    ]
    story.write_text("\n".join(opening + told), encoding="utf-8")
    return report


def _write_practice(ledger: Path) -> None:
    """A ledger of processes that began two months ago, as far as `UNDER_WAY` says."""
    clock, began = Clock(), now().replace(second=0, microsecond=0) - timedelta(days=60)
    with Workflow(SqliteStore(ledger), clock=clock) as flow:
        for process, state in UNDER_WAY.items():
            for command in Road(letter.PROCESSES[process], start=began).until(state):
                clock.moment = command.at
                flow.submit(process, command).or_raise()


def _seventh(language: Language) -> list[str]:
    """The story under the letter with every pack, played on a ledger of its own and verified."""
    rules, clock = packed(), Clock()
    title = Text(nl="Een zevende verhaal: met alle regelpakketten", en="A seventh story: with every pack of rules")
    with Workflow(MemoryStore(), rules=rules, clock=clock) as flow:
        script = under_every_pack(PackedRoad(letter.PROCESSES[SEVENTH]))
        told = [line for piece in play(flow, SEVENTH, script, language, clock, title=title) for line in piece]
        found = flow.verify(deep=True)
    names = ", ".join(f"`{pack.name}`" for pack in rules.packs)
    about = Text(
        nl=f"Hetzelfde proces nog eens, onder de brief met {names}. Het staat niet in het logboek van deze demo. "
        f"Van de {found.records} vastleggingen zijn {found.rejudged} oordelen opnieuw gegeven, met dezelfde uitkomst.",
        en=f"The same process once more, under the letter with {names}. It is not in the ledger of this demo. "
        f"Of its {found.records} records {found.rejudged} verdicts were re-checked, with the same outcome.",
    )
    return [*told[:2], about[language], "", *told[2:]]


def _summary(flow: Workflow, language: Language) -> list[str]:
    """A table with one row per process, counted from the ledger."""
    heads = Text(nl="Proces|Einde|Vastleggingen|Waarvan geweigerd", en="Process|End|Records|Of which refused")[language]
    rows = [f"|{heads}|", "|---|---|---:|---:|"]
    for process in SCRIPTS:
        records = flow.history(process)
        refused = sum(not r.event.verdict.allowed for r in records)
        name, end = letter.PROCESSES[process].name, records[-1].event.after.title[language]
        rows.append(f"|{markdown.escaped(name)}|{end}|{len(records)}|{refused}|")
    return rows


def _check_replaceable(ledgers: Mapping[Path, set[str]], story: Path) -> None:
    """Refuse to replace what no earlier demo left: a ledger by its processes and actors, a story by its title."""
    for ledger, processes in ledgers.items():
        if ledger.exists() and not _of_the_demo(ledger, processes):
            raise NotALedger(
                str(ledger),
                Text(
                    nl="niet van de demo, of daarna veranderd, en daarom niet vervangen; haal het weg of kies een andere map",
                    en="not of the demo, or changed since, and so not replaced; take it away or choose another folder",
                ),
            )
    if story.exists() and story.read_text(encoding="utf-8", errors="replace").split("\n")[0] not in (
        f"# {TITLE.nl}",
        f"# {TITLE.en}",
    ):
        expected = Text(
            nl=f"een map waarin `{STORY}` ontbreekt of van de demo is",
            en=f"a folder in which `{STORY}` is absent or of the demo",
        )
        raise InputError("demo", [Problem("out", shown(str(story)), expected)])


def _of_the_demo(ledger: Path, processes: set[str]) -> bool:
    """Whether a ledger holds these processes and no others, readable, and nobody but fictional actors acted on them."""
    try:
        with Workflow(SqliteStore(ledger, create=False)) as flow:
            names = flow.processes()
            return set(names) == processes and all(
                r.event.command.by.id.startswith("fictief-") for p in names for r in flow.history(p)
            )
    except BrokenLedger:
        return False
