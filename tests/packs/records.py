"""What the tests of the pack of records and data ask: at each door what is accepted, and what each guard says no to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from attrs import evolve, frozen

from ontvlechting import engine
from ontvlechting.engine.retention import Correct
from ontvlechting.packs import (
    Course,
    HoldingKind,
    RecordAssessment,
    RecordController,
    RecordProcessorAgreement,
    RecordsRoad,
    RecordsTerms,
    records,
)
from ontvlechting.packs.roads import CASES, PAPERS, REGISTER, SYSTEM
from tests.packs.bare import BARE, BOARD, NEW, OLD, Clock, Finish, GoBack, MoveWork, Plan, TakeOver, actor, folded, on

FULL = BARE + records(RecordsTerms(overlap_days=7))
"""The rules under test: both parties have access for a week."""
WEEK = timedelta(days=8)
THIRD = actor("derde")


def road(clock: Callable[[], datetime] | None = None, **changes: Any) -> RecordsRoad:
    """A road between the two parties."""
    return RecordsRoad(delivering=actor(OLD), receiving=actor(NEW), tick=clock or Clock(), **changes)


def ask(kind: type[Any], at: Any, party: str = BOARD, **fields: Any) -> Any:
    """A command of somebody of a party."""
    return kind(by=actor(party), at=at, **fields)


@frozen
class Asked:
    """Something that is asked of a process.

    Attributes:
        name: what it shows.
        before: what was accepted before it.
        command: what is asked.
        codes: the codes of the reasons; empty for a yes without warnings.
    """

    name: str
    before: tuple[engine.Command, ...]
    command: engine.Command
    codes: tuple[str, ...] = ()

    @property
    def dossier(self) -> Any:
        """The dossier in which it is asked."""
        return folded(FULL, self.before)


def _handed_over(r: RecordsRoad, clock: Clock) -> tuple[engine.Command, ...]:
    """Everything, up to the end of access."""
    shown = (ask(Plan, r.tick()), *r.before_work(), *r.before_responsibility(), r.show_access(), r.show_access(SYSTEM))
    clock.moment += WEEK
    return (*shown, r.end_access(), r.end_access(SYSTEM))


@cache
def every() -> tuple[Asked, ...]:
    """Each door, with a yes and every no."""
    return (
        *_of_the_list(),
        *_of_facts(),
        *_of_the_end(),
        *_ways_round(),
        *_of_personal_data(),
        *_where_work_moves(),
        *_where_it_ends(),
    )


def _of_the_list() -> Iterator[Asked]:
    """The list, and who agrees to it."""
    clock = Clock()
    r = road(clock)
    plan = (ask(Plan, r.tick()),)
    first = r.inventory()
    yield Asked("a list", plan, first)
    yield Asked("a list of a third", plan, evolve(first, by=THIRD), ("not-a-party",))
    yield Asked("a list that says nothing of contracts", plan, evolve(first, none_of=()), ("kind-not-listed",))
    listed = (*plan, first)
    yield Asked("the same list once more", listed, r.inventory())
    turned = r.inventory(delivering=NEW, receiving=OLD)
    yield Asked("a list the other way round", listed, turned, ("other-parties",))
    yield Asked("a list with less", listed, r.inventory(holdings=r.holdings()[:3]), ("off-the-list",))
    other = tuple(evolve(h, kind=HoldingKind.SYSTEM) if h.id == PAPERS else h for h in r.holdings())
    yield Asked("a list with another kind", listed, r.inventory(holdings=other), ("off-the-list",))
    yield Asked("the other party accepts", listed, r.accept())
    yield Asked("nobody accepts what is not there", plan, r.accept(), ("no-list",))
    yield Asked("another list is accepted", listed, r.accept(document="fictief-ander"), ("another-list",))
    yield Asked("its own list", listed, r.accept(by=r.delivering), ("own-list",))
    by_the_other = (*plan, r.inventory(by=r.receiving))
    yield Asked("the list of the receiving party", by_the_other, r.accept(by=r.delivering))
    yield Asked("its own list, too", by_the_other, r.accept(), ("own-list",))
    over = _handed_over(r, clock)
    stays = tuple(evolve(h, course=Course.STAYS) if h.id == CASES else h for h in r.holdings())
    yield Asked("what is over stays after all", over, r.inventory(holdings=stays), ("already-over",))
    yield Asked("once access was given back it may", (*over, r.give_back(CASES)), r.inventory(holdings=stays))


def _of_facts() -> Iterator[Asked]:
    """Receipt, sharing, and the proof."""
    r = road()
    plan = (ask(Plan, r.tick()),)
    listed = (*plan, r.inventory(), r.accept())
    for name, command in {"receipt": r.receive(), "sharing": r.share(), "proof": r.show_access()}.items():
        yield Asked(f"{name} without a list", plan, command, ("no-list",))
        unknown = evolve(command, holding="fictief-onbekend")
        yield Asked(f"{name} of what is not listed", listed, unknown, ("not-listed",))
    for name, command in {"end": r.end_access(), "give back": r.give_back(), "destroy": r.destroy()}.items():
        unknown = evolve(command, holding="fictief-onbekend")
        yield Asked(f"{name} what is not listed", listed, unknown, ("not-listed",))
    yield Asked("a receipt", listed, r.receive())
    wrong = {"record": 4, "wrong": "Fictief: verschreven"}
    got = (*listed, r.receive(complete=False))
    right = ask(Correct, r.tick(), NEW, **wrong, holds=r.receive(at=got[-1].at))
    yield Asked("a receipt is corrected", got, right)
    by_the_other = ask(Correct, r.tick(), OLD, **wrong, holds=r.receive(at=got[-1].at, by=r.delivering))
    yield Asked("a correction is no way round", got, by_the_other, ("not-receiving",))
    yield Asked("a receipt of what stays", listed, r.receive(PAPERS), ("holding-stays",))
    yield Asked("a receipt of what is shared", listed, r.receive(REGISTER), ("holding-shared",))
    yield Asked("a receipt by the other", listed, r.receive(by=r.delivering), ("not-receiving",))
    yield Asked("sharing", listed, r.share())
    yield Asked("sharing by a third", listed, r.share(by=THIRD), ("not-of-a-party",))
    yield Asked("sharing of what follows", listed, r.share(CASES), ("holding-follows",))
    yield Asked("a proof before the receipt", listed, r.show_access(), ("not-received",))
    part = (*listed, r.receive(complete=False))
    yield Asked("a proof of what is not complete", part, r.show_access(), ("not-complete",))
    there = (*part, r.receive())
    yield Asked("a proof", there, r.show_access())
    yield Asked("a proof by the other", there, r.show_access(by=r.delivering), ("not-receiving",))
    yield Asked("a proof of what stays", listed, r.show_access(PAPERS), ("holding-stays",))


def _of_the_end() -> Iterator[Asked]:
    """The end of access, giving it back, and what is left."""
    clock = Clock()
    r = road(clock)
    there = (ask(Plan, r.tick()), r.inventory(), r.accept(), r.receive())
    yield Asked("the end before the proof", there, r.end_access(), ("access-not-shown",))
    shown = (*there, r.show_access())
    yield Asked("the end within the week", shown, r.end_access(), ("both-have-access",))
    clock.moment += WEEK
    yield Asked("the end", shown, r.end_access())
    yield Asked("the end, by the receiving party", shown, r.end_access(by=r.receiving))
    yield Asked("the end by a third", shown, r.end_access(by=THIRD), ("not-of-a-party",))
    yield Asked("the end without a way back", shown, r.end_access(way_back=None), ("no-way-back",))
    yield Asked("the end of what stays", shown, r.end_access(PAPERS), ("holding-stays", "access-not-shown"))
    ended = (*shown, r.end_access())
    yield Asked("giving it back", ended, r.give_back())
    yield Asked("giving it back by a third", ended, r.give_back(by=THIRD), ("not-of-a-party",))
    yield Asked("giving back what stays", ended, r.give_back(PAPERS))
    yield Asked("the end after it was given back", (*ended, r.give_back()), r.end_access(), ("access-not-shown",))
    yield Asked("destroying what is left", ended, r.destroy())
    yield Asked("destroying in a transfer", shown, r.destroy(), ("in-transfer",))
    yield Asked("destroying after access was given back", (*ended, r.give_back()), r.destroy(), ("in-transfer",))
    yield Asked("destroying the only copy", ended, r.destroy(by=r.receiving), ("not-left-behind",))
    yield Asked("destroying what stays", ended, r.destroy(PAPERS), ("holding-stays", "in-transfer"))


def _ways_round() -> Iterator[Asked]:
    """What an earlier day, a correction or a word of one party must not bring about."""
    clock = Clock()
    r = road(clock)
    listed = (ask(Plan, r.tick()), r.inventory(), r.accept())
    first, yes = listed[1], listed[2]
    other = tuple(evolve(h, id="fictief-anders") if h.id == CASES else h for h in r.holdings())
    more = (*r.holdings(), evolve(r.holdings()[3], id="fictief-meer"))
    moved = ask(MoveWork, clock() + WEEK)
    full = (
        listed[0],
        first,
        yes,
        *(c for c in r.before_work() if c.key not in {"record_inventory", "accept_inventory"}),
    )
    between = r.inventory(at=first.at + timedelta(minutes=1), holdings=more)
    yield Asked("another list, as if before it was accepted", (*full, between), moved, ("not-accepted",))
    wrong = {"record": 2, "wrong": "Fictief: verschreven"}
    bent = ask(Correct, r.tick(), OLD, **wrong, holds=r.inventory(at=first.at, holdings=more))
    yield Asked("a list that was corrected since", (*full, bent), moved, ("not-accepted",))
    there = (*listed, r.receive(), r.show_access())
    forgets = ask(Correct, r.tick(), OLD, **wrong, holds=r.inventory(at=first.at, holdings=other))
    yield Asked("a correction forgets what was received", there, forgets, ("told-of",))
    own = (*there, r.inventory(document="fictief-eigen-lijst"))
    clock.moment += WEEK
    yield Asked("the end by a list of one party", own, r.end_access(), ("not-accepted",))
    lacking = (*there, r.receive(complete=False))
    yield Asked("the end of what lacks something", lacking, r.end_access(), ("not-complete",))
    ended = (*there, r.end_access())
    stays = tuple(evolve(h, course=Course.STAYS) for h in r.holdings())
    early = r.inventory(at=first.at + timedelta(minutes=1), holdings=stays)
    yield Asked("what is over, kept by an earlier day", ended, early, ("already-over",))
    lacked = (*ended, r.receive(complete=False))
    yield Asked("destroying what the other lacks", lacked, r.destroy(), ("not-complete",))
    alone = (*ended, r.inventory())
    yield Asked("destroying by a list of one party", alone, r.destroy(), ("not-accepted",))
    nothing = ask(Correct, r.tick(), NEW, record=5, wrong="Fictief: niet gebeurd", holds=None)
    yield Asked("destroying when nothing was shown", (*ended, nothing), r.destroy(), ("in-transfer",))


def _of_personal_data() -> Iterator[Asked]:
    """The provision, the assessment, the processor and the controller."""
    r = road()
    plan = (ask(Plan, r.tick()),)
    listed = (*plan, r.inventory(), r.accept())
    yield Asked("a provision", listed, r.provision())
    yield Asked("a provision by who decides", plan, r.provision(by=actor(BOARD)))
    yield Asked("a provision by a third", listed, r.provision(by=THIRD), ("provision-by-another",))
    yield Asked("a provision that is none", listed, r.provision(regulation=None), ("no-regulation",))
    yield Asked("a provision that need not be", listed, r.provision(regulation=None, reason="Fictief: één minister"))
    yield Asked("an assessment", listed, r.assessment())
    yield Asked("no assessment, with a reason", listed, r.assessment(required=False))
    yield Asked("no assessment, without one", listed, r.assessment(required=False, reason=None), ("no-reason",))
    yield Asked("an assessment that is not there", listed, r.assessment(dpia=None), ("no-report",))
    yield Asked("an assessment without advice", listed, r.assessment(advice=None), ("no-advice",))
    made = {"assessment": r.assessment(), "processor": r.processor(), "controller": r.controller()}
    for name, command in made.items():
        yield Asked(f"{name} without a list", plan, command, ("no-list",))
        yield Asked(f"{name}: not listed", listed, evolve(command, holding="fictief-x"), ("not-listed",))
        yield Asked(f"{name}: not personal", listed, evolve(command, holding=SYSTEM), ("not-personal",))
        yield Asked(f"{name}: by the other", listed, evolve(command, by=r.delivering), ("not-receiving",))
    yield Asked("an agreement", listed, r.processor())
    yield Asked("an agreement with another", listed, r.processor(processor="fictief-x"), ("not-a-processor",))
    yield Asked("a controller", listed, r.controller())
    yield Asked("two controllers", listed, r.controller(CASES, OLD, NEW))
    yield Asked("two without more", listed, r.controller(CASES, OLD, NEW, joint_arrangement=None), ("no-arrangement",))


def _where_work_moves() -> Iterator[Asked]:
    """What is asked where work moves."""
    clock = Clock()
    r = road(clock)
    plan = ask(Plan, r.tick())
    before = (plan, *r.before_work())
    move = ask(MoveWork, r.tick())
    yield Asked("work moves", before, move)
    yield Asked("without anything", (plan,), move, ("no-list", "no-provision"))
    yield Asked(
        "not accepted", (plan, *(c for c in before[1:] if c.key != "accept_inventory")), move, ("not-accepted",)
    )
    again = (*before, r.inventory(document="fictief-inventaris-2"))
    yield Asked("another list since", again, ask(MoveWork, r.tick()), ("not-accepted",))
    same = (*before, r.inventory())
    yield Asked("the same list since", same, ask(MoveWork, r.tick()), ("not-accepted",))
    at_once = r.inventory()
    twice = (*before, at_once, r.accept(at=at_once.at), at_once)
    yield Asked("the same list at the same moment", twice, ask(MoveWork, r.tick()), ("not-accepted",))
    yield Asked("without a provision", _but(before, "record_provision"), move, ("no-provision",))
    both = ("no-assessment", "no-assessment")
    yield Asked("without assessments", _but(before, RecordAssessment.key), move, both)
    processor = RecordProcessorAgreement.key
    yield Asked("without an agreement", _but(before, processor), move, ("no-processor-agreement",))
    later = r.processor(since=clock.moment.date() + timedelta(days=9))
    yield Asked(
        "with one of later", (*_but(before, processor), later), ask(MoveWork, r.tick()), ("processor-agreement-later",)
    )
    clock.moment = on(date(2030, 3, 5))
    early = road(clock, on=clock.moment.date())
    begun = (plan, *early.before_work())
    yield Asked("on the day itself", begun, ask(MoveWork, r.tick()))
    clock.moment += timedelta(days=1)
    yield Asked("a day later", begun, ask(MoveWork, r.tick()), ("not-received", "not-received"))
    part = (*begun, early.receive(), early.receive(SYSTEM, complete=False))
    yield Asked("a day later, in part", part, ask(MoveWork, r.tick()), ("not-complete",))
    yield Asked("a day later, all of it", (*part, early.receive(SYSTEM)), ask(MoveWork, r.tick()))
    over = (*before, r.receive(), r.show_access())
    clock.moment += WEEK
    yield Asked("with access ended", (*over, r.end_access()), ask(MoveWork, r.tick()), ("access-has-ended",))


def _where_it_ends() -> Iterator[Asked]:
    """What is asked where responsibility moves, and at the end."""
    clock = Clock()
    r = road(clock)
    before = (ask(Plan, r.tick()), *r.before_work(), ask(MoveWork, r.tick()), *r.before_responsibility())
    take = ask(TakeOver, r.tick())
    yield Asked("responsibility moves", before, take)
    yield Asked("not accepted any more", (*before, r.inventory()), ask(TakeOver, r.tick()), ("not-accepted",))
    yield Asked("not received", _but(before, "receive_holding"), take, ("not-received", "not-received"))
    apart = _but(before, "agree_sharing")
    yield Asked("not agreed", apart, take, ("sharing-not-agreed",) * 2)
    for name, by in (("one", r.delivering), ("the other", r.receiving)):
        yield Asked(
            f"agreed by {name} alone", (*apart, r.share(by=by)), ask(TakeOver, r.tick()), ("sharing-not-agreed",)
        )
    other = (*before, r.share(agreement="fictief-ander"))
    yield Asked("agreed otherwise", other, ask(TakeOver, r.tick()), ("sharing-otherwise",))
    day, soon = clock.moment.date(), clock.moment.date() + timedelta(days=5)
    yield Asked("agreed for later", (*apart, *r.sharing(since=soon)), ask(TakeOver, r.tick()), ("sharing-later",))
    yield Asked("agreed for later as well", (*before, *r.sharing(since=soon)), ask(TakeOver, r.tick()))
    past = (*before, *r.sharing(since=day - timedelta(days=9), until=day - timedelta(days=1)))
    yield Asked("agreed for what is past", past, ask(TakeOver, r.tick()), ("sharing-not-agreed",) * 2)
    endless = (*before, *r.sharing(until=None))
    yield Asked("agreed without an end", endless, ask(TakeOver, r.tick()), ("sharing-without-end",))
    nobody = _but(before, RecordController.key)
    yield Asked("nobody is the controller", nobody, take, ("no-controller", "no-controller"))
    later = (*nobody, r.controller(since=soon), r.controller(REGISTER))
    yield Asked("somebody comes to be", later, ask(TakeOver, r.tick()), ("controller-later",))
    yield Asked("somebody else comes to be", (*before, r.controller(since=soon)), ask(TakeOver, r.tick()))
    taken = (*before, ask(TakeOver, r.tick()))
    finish = ask(Finish, r.tick())
    yield Asked("nothing was shown", taken, finish, ("access-not-shown", "access-not-shown"))
    shown = (*taken, r.show_access(), r.show_access(SYSTEM))
    yield Asked("access did not end", shown, ask(Finish, r.tick()), ("access-not-ended", "access-not-ended"))
    clock.moment += WEEK
    over = (*shown, r.end_access(), r.end_access(SYSTEM))
    yield Asked("everything was done", over, ask(Finish, r.tick()))
    yield Asked("another list at the end", (*over, r.inventory()), ask(Finish, r.tick()), ("not-accepted",))
    yield Asked("the way back", over, ask(GoBack, r.tick()))


def _but(commands: Iterable[engine.Command], key: str) -> tuple[engine.Command, ...]:
    """These commands without those of one kind."""
    return tuple(c for c in commands if c.key != key)
