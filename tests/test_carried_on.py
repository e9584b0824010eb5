"""A dossier after a record: nothing that an effect says is lost, and nothing that was worked out before stands for what is now."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import attrs
import pytest
from attrs import frozen

from ontvlechting import LETTER, Dossier, Workflow, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.command import fills
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.letter.commands import Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.interruptions import Interruption
from ontvlechting.record.standing import dossier_of, snapshot_of
from ontvlechting.record.stores.memory import MemoryStore
from tests.asking import CODEC, WEBSITES, at
from tests.permits import ASKED, HEARD, PERMITS, AskPermit, Permit


class Lazy:
    """What is worked out once and kept beside the fields, as some libraries do it."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.name = name

    def __get__(self, value: Any, owner: type[Any] | None = None) -> Any:
        found = vars(value)[self.name] = self.work(value)
        return found


@frozen(kw_only=True)
class Slotted(Permit):
    """A dossier of somebody else: a field of its own that has a slot, and something that it works out."""

    more: int = 0

    @cached_property
    def heard(self) -> int:
        """How many gave an opinion."""
        return len(self.opinions)


@frozen(kw_only=True, slots=False)
class Open(Permit):
    """The same without slots."""

    more: int = 0

    @cached_property
    def heard(self) -> int:
        """How many gave an opinion."""
        return len(self.opinions)


@frozen(kw_only=True)
class Another(Permit):
    """The same, kept as another library does."""

    more: int = 0
    heard = Lazy(lambda dossier: len(dossier.opinions))


@pytest.mark.parametrize("kind", [Slotted, Open, Another])
def test_what_was_worked_out_is_worked_out_anew_after_a_record(kind: Any) -> None:
    """However a dossier keeps it: asked for after each record, it tells what is there by then."""
    dossier, found = kind(process="p", state=PERMITS.start, more=7), []
    for command in (ASKED, HEARD, attrs.evolve(HEARD, neighbour="buur-2")):
        dossier = evolve(dossier, decide(PERMITS, dossier, command))
        found.append(dossier.heard)
    assert ([0, 1, 2], 7) == (found, dossier.more)
    assert attrs.evolve(dossier) == dossier


def test_an_effect_on_a_field_that_there_is_not_is_an_error() -> None:
    """It would be lost: so that makes no rules, and the error names the field that was probably meant."""

    @frozen(kw_only=True)
    class AskAtOnce(AskPermit):
        effect = fills("askd")

    arrows = (*PERMITS.arrows, attrs.evolve(PERMITS.arrows[0], command=AskAtOnce))
    with pytest.raises(DefinitionError, match="a field of `Permit`; got 'askd'; do you mean `asked`"):
        attrs.evolve(PERMITS, name="quick", arrows=arrows, doors={**PERMITS.doors, AskAtOnce: ()})


@frozen(kw_only=True)
class Ours(Dossier):
    """A dossier that keeps input by names of its own."""

    def kept(self, command: c.Command, number: int | None) -> dict[str, Any]:
        """The last entry is another than the one that would be kept."""
        changes = super().kept(command, number)
        if isinstance(command, c.CollectInput):
            ours = Recorded(number or 0, attrs.evolve(command, id=f"ons-{command.id}"))
            changes["entries"] = (*self.entries[:-1], attrs.evolve(self.entries[-1], corrected_by=9), ours)
        return changes


def test_what_a_letter_keeps_instead_is_what_counts() -> None:
    """The entries of each kind follow the entries, whoever made those."""
    rules, road = attrs.evolve(LETTER, name="ours", dossier=Ours), Road(letter.PROCESSES[WEBSITES])
    dossier: Any = rules.blank(WEBSITES)
    acts = (road.identify(), road.consult(), road.collect_input(id="een"), road.consult())
    for number, command in enumerate(acts, 1):
        dossier = evolve(dossier, decide(rules, dossier, command), number)
        assert attrs.evolve(dossier)._on_record == dossier._on_record
    assert (["ons-een"], 9) == ([i.id for i in dossier.every_input], dossier.entries[0].corrected_by)


def test_whoever_changes_what_a_dossier_gave_changes_no_dossier() -> None:
    """What can be changed is made anew for everybody who asks: a workflow judges by the very dossier that it gives."""
    seen, same = set[str](), set[str]()
    road = Road(letter.PROCESSES[WEBSITES])
    for dossier in (at(state)[1] for state, _ in road.legs()):
        for name in (name for name in dir(dossier) if not name.startswith("_")):
            if isinstance(given := getattr(dossier, name), dict | list | set):
                seen.add(name)
                same |= {name} if getattr(dossier, name) is given else set()
    assert ({"doubts", "performers"} <= seen, set()) == (True, same)


def test_what_is_kept_of_a_fact_are_fields() -> None:
    """So whoever asks what a dossier would be with it can make that one."""
    road, dossier = Road(letter.PROCESSES[WEBSITES]), Dossier(process=WEBSITES)
    told = road.consult()
    assert told == attrs.evolve(dossier, **dossier.kept(told, 1)).entries[-1].command


def test_what_a_class_keeps_itself_is_not_replaced_by_what_its_base_works_out() -> None:
    """Also when that is asked for past it, and later once more."""

    @frozen(kw_only=True, slots=False)
    class Mine(Dossier):
        @cached_property
        def interruptions(self) -> tuple[Interruption, ...]:
            return ("mine",)  # type: ignore[return-value]

        @property
        def of_the_letter(self) -> tuple[Interruption, ...]:
            return super().interruptions

    dossier: Any = Mine(process="p")
    assert ("mine",) == dossier.interruptions
    assert dossier.of_the_letter in (("mine",), ())
    assert ("mine",) == dossier.interruptions


# -- two facts that say the same ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [lambda told: told, attrs.evolve], ids=["the same object", "an equal one"])
@pytest.mark.parametrize("withdrawn", [False, True])
def test_of_two_facts_that_say_the_same_each_is_its_own(again: Callable[[Any], Any], withdrawn: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """One of them can be contested, or withdrawn: at hand, folded anew and kept it is the same one, and it verifies."""
    road, store = Road(letter.PROCESSES[WEBSITES]), MemoryStore()
    flow = Workflow(store)
    flow.submit(WEBSITES, road.identify()).or_raise()
    told = road.contact("dor", Stage.FEASIBILITY, by=road.deliverer)
    first, second = (flow.submit(WEBSITES, one).or_raise().record.number for one in (told, again(told)))
    flow.submit(WEBSITES, road.consult()).or_raise()
    if withdrawn:
        wrong = c.Correct(by=road.deliverer, at=road.tick(), record=second, wrong="Fictief: dubbel", holds=None)
        flow.submit(WEBSITES, wrong).or_raise()
    contest = flow.submit(WEBSITES, road.contest(first)).or_raise()
    flow.submit(WEBSITES, road.resolve_contest(contest.record.number)).or_raise()
    flow.submit(WEBSITES, road.draft())

    def words(dossier: Any) -> list[tuple[int | None, str]]:
        return [(dossier.number_of(contact), dossier.word(contact).value) for contact in dossier.contacts]

    at_hand, anew = flow.dossier(WEBSITES), Workflow(store).dossier(WEBSITES)
    kept = dossier_of(snapshot_of(at_hand, flow.history(WEBSITES)[-1]), CODEC)
    assert kept is not None
    expected = [(first, "denied"), *([] if withdrawn else [(second, "awaited")])]
    assert [expected] * 3 == [words(dossier) for dossier in (at_hand, anew, kept[0])]
    assert flow.verify(deep=True).sound
