"""What a command changes in a dossier: fields of the letter, and nothing that the engine keeps. A mistake in it is told before anything is recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from attrs import frozen

from ontvlechting import Workflow, decide, engine, evolve
from ontvlechting.engine.chart import staying
from ontvlechting.engine.checked import Id
from ontvlechting.engine.command import Command, Fact, adds_to, fills
from ontvlechting.engine.dossier import KEPT
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.record.verifier import Answer
from tests.permits import ASKED, HEARD, PERMITS, Permit, State

AT = datetime(2024, 3, 5, 9, tzinfo=UTC)
NAME = Text(nl="Veranderen", en="Change")


def with_a(kind: type[Command], dossier: type[Permit] = Permit) -> Rules:
    """The rules of permits with one more kind of command, which changes nothing of where a permit stands."""
    arrows = (*PERMITS.arrows, *staying({State.ASKED}, kind))
    doors = {**PERMITS.doors, kind: ()}
    return attrs.evolve(PERMITS, name="changing", arrows=arrows, doors=doors, dossier=dossier)


def changing(effect: object) -> type[Command]:
    """A kind of command with this effect."""
    return frozen(kw_only=True)(type("Change", (Command,), {"title": NAME, "effect": effect}))


def kept(name: object) -> type[Fact]:
    """A kind of fact that is kept there."""
    return frozen(kw_only=True)(type("Change", (Fact,), {"title": NAME, "kept_in": name}))


def submitted(effect: Callable[[Any, Any], Any]) -> Workflow:
    """A permit that was asked, heard about and changed so."""
    kind = changing(effect)
    flow = Workflow.open("memory:", rules=with_a(kind))
    flow.submit("p", ASKED).or_raise()
    before = flow.dossier("p"), len(flow.history("p"))
    try:
        flow.submit("p", kind(by=ASKED.by, at=AT)).or_raise()
    except DefinitionError:
        assert before == (flow.dossier("p"), len(flow.history("p")))
        assert Answer.SOUND is flow.verify(deep=True).answer
        raise
    return flow


@pytest.mark.parametrize("field", sorted(KEPT))
def test_only_the_table_moves_a_process(field: str) -> None:
    """What the engine keeps is no effect of a letter; nothing is recorded, and the error names the command and the field."""
    with pytest.raises(DefinitionError) as error:
        submitted(lambda command, dossier: {"asked": None, field: getattr(dossier, field)})
    (fault,) = error.value.faults
    assert "`effect` of the command `change`: expected a field of the letter itself" in fault.en
    assert f"got {field!r}; nothing was recorded" in fault.en
    assert f"kreeg {field!r}; er is niets vastgelegd" in fault.nl


def test_nor_does_what_changes_with_every_move() -> None:
    """A dossier may say what each move changes; where a process stands and since when is the word of the table."""

    @frozen(kw_only=True)
    class Restless(Permit):
        def moved(self, at: datetime) -> dict[str, Any]:
            return {"state": State.CLOSED, "since": None, "opinions": ()}

    rules = attrs.evolve(PERMITS, name="restless", dossier=Restless)
    after = evolve(rules.blank("p"), decide(rules, rules.blank("p"), ASKED))
    assert (State.ASKED, ASKED.at) == (after.state, after.since)


def test_what_has_no_field_of_its_own_may_be_kept_among_the_facts() -> None:
    """Those are for any letter: a pack has no field in the dossier of a letter."""
    flow = submitted(lambda command, dossier: {"facts": (*dossier.facts, command)})
    assert ["change"] == [fact.key for fact in flow.dossier("p").facts]
    assert Answer.SOUND is flow.verify(deep=True).answer


FAILS: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "nothing is returned": (lambda command, dossier: None, '`{"field": self}`; got None'),
    "a dossier is returned": (lambda command, dossier: attrs.evolve(dossier), '`{"field": self}`; got Permit('),
    "it raises": (
        lambda command, dossier: 1 / 0,
        "of the command `change` fails: 'ZeroDivisionError: division by zero'",
    ),
    "no such field": (
        lambda command, dossier: {"askd": command},
        "a field of `Permit`; got 'askd'; do you mean `asked`?",
    ),
    "no name of a field": (lambda command, dossier: {5: command}, "a field of `Permit`; got 5"),
    "one in the place of several": (
        lambda command, dossier: {"opinions": 3},
        "`effect['opinions']` of the command `change`: expected a tuple, for there are several there; got 3",
    ),
    "a list in the place of several": (lambda command, dossier: {"opinions": []}, "expected a tuple"),
}


@pytest.mark.parametrize("how", FAILS)
def test_an_effect_that_fails_is_one_error_and_nothing_is_recorded(how: str) -> None:
    """It says so itself, and of which command it is, in both languages."""
    effect, expected = FAILS[how]
    with pytest.raises(DefinitionError) as error:
        submitted(effect)
    (fault,) = error.value.faults
    assert expected in fault.en
    assert ("`change`" in fault.nl, fault.en.endswith("; nothing was recorded")) == (True, True)
    assert fault.nl.endswith("; er is niets vastgelegd")


def test_an_effect_that_is_interrupted_is_no_mistake_in_it() -> None:
    """Memory that ran out comes through as it is."""

    def runs_out(command: Command, dossier: Permit) -> dict[str, Any]:
        raise MemoryError

    with pytest.raises(MemoryError):
        submitted(runs_out)


def test_an_effect_may_be_any_mapping() -> None:
    """One that cannot be changed, say."""
    flow = submitted(lambda command, dossier: MappingProxyType({"opinions": ()}))
    dossier: Any = flow.dossier("p")
    assert () == dossier.opinions


class _Bound:
    """An effect that is no function of a class, and gets the dossier alone."""

    def __call__(self, dossier: Permit) -> dict[str, Any]:
        return {}


async def _awaits(command: Command, dossier: Permit) -> dict[str, Any]:
    return {}


UNFIT: dict[str, tuple[Callable[[], type[Command]], str]] = {
    "fills what is not there": (lambda: changing(fills("askd")), "`effect` of the command `change`: expected the name of a field of `Permit`; got 'askd'; do you mean `asked`?"),
    "adds to what is not there": (lambda: changing(adds_to("opinion")), "got 'opinion'; do you mean `opinions`?"),
    "fills what holds several": (lambda: changing(fills("opinions")), "expected a field for one; a field that begins with `()` is added to by `adds_to`"),
    "adds to what holds one": (lambda: changing(adds_to("asked")), "expected a field for more than one, which begins with `()`; got 'asked'"),
    "fills where it stands": (lambda: changing(fills("state")), "expected a field of the letter itself, and none that the library keeps"),
    "kept where nothing is": (lambda: kept("opinion"), "`kept_in` of the command `change`: expected the name of a field of `Permit`; got 'opinion'; do you mean `opinions`?"),
    "kept where there is one": (lambda: kept("asked"), "`kept_in` of the command `change`: expected a field for more than one"),
    "kept where the engine keeps": (lambda: kept("entries"), "`kept_in` of the command `change`: expected a field of the letter itself"),
    "takes no dossier": (lambda: changing(lambda self: {}), "expected a method that gets the dossier: `def effect(self, dossier, /)`; got '(self)'"),
    "takes more": (lambda: changing(lambda self, dossier, norms: {}), "got '(self, dossier, norms)'"),
    "is no method": (lambda: changing({"asked": None}), "`effect` of the command `change`: expected a function; got {'asked': None}"),
    "would never run": (lambda: changing(_awaits), "`effect` of the command `change`: expected a plain function"),
}  # fmt: skip


@pytest.mark.parametrize("how", UNFIT)
def test_what_can_be_seen_of_an_effect_is_told_when_the_rules_are_made(how: str) -> None:
    """The one fault that there is, in both languages."""
    make, expected = UNFIT[how]
    with pytest.raises(DefinitionError) as error:
        with_a(make())
    (fault,) = error.value.faults
    assert expected in fault.en
    assert fault.nl != fault.en


@pytest.mark.parametrize(
    "effect",
    [
        staticmethod(lambda dossier: {}),
        classmethod(lambda cls, dossier: {}),
        _Bound(),
        lambda self, d, more=None: {},
        dict,
    ],
    ids=["static", "of the class", "an object", "with a default", "a class"],
)
def test_whatever_gets_the_dossier_is_an_effect(effect: object) -> None:
    """Only what could not be called is refused."""
    assert "change" in with_a(changing(effect)).by_key


def test_each_field_of_a_dossier_has_a_value_to_begin_with() -> None:
    """It is made anew from the records, so of a new process it can be asked already."""

    @frozen(kw_only=True)
    class Owned(Permit):
        owner: str
        later: tuple[str, ...] = attrs.field(factory=tuple)

    with pytest.raises(DefinitionError) as error:
        attrs.evolve(PERMITS, name="owned", dossier=Owned)
    assert [Text(nl="`owner` van `Owned` heeft geen waarde om mee te beginnen", en="`owner` of `Owned` has no value to begin with")] == list(error.value.faults)  # fmt: skip


def test_a_field_with_a_factory_of_tuples_holds_several() -> None:
    """However it begins with `()`."""

    @frozen(kw_only=True)
    class Later(Permit):
        later: tuple[Command, ...] = attrs.field(factory=tuple)

    kind = changing(adds_to("later"))
    rules = with_a(kind, Later)
    asked = evolve(rules.blank("p"), decide(rules, rules.blank("p"), ASKED))
    after: Any = evolve(asked, decide(rules, asked, kind(by=ASKED.by, at=AT)))
    assert 1 == len(after.later)


def test_what_the_engine_itself_changes_it_changes_all_the_same() -> None:
    """Adopting other rules and setting a record aside are commands whose effect is of the engine."""
    arrows = (*PERMITS.arrows, *staying({State.ASKED}, engine.AdoptRules))
    rules = attrs.evolve(PERMITS, name="open", arrows=arrows, doors={**PERMITS.doors, engine.AdoptRules: ()})
    newer = attrs.evolve(rules, version="2")
    flow = Workflow.open("memory:", rules=rules, known=[newer])
    flow.submit("p", ASKED).or_raise()
    flow.submit("p", engine.AdoptRules(by=ASKED.by, at=AT, rules=newer.ref, reason="Fictief")).or_raise()
    assert newer.ref == flow.dossier("p").rules


def test_a_kind_that_is_made_from_one_of_the_engine_is_of_the_letter() -> None:
    """Its own effect is not the engine's, whatever it is called."""

    @frozen(kw_only=True)
    class SetAside(engine.SetAside):
        def effect(self, dossier: Any) -> dict[str, Any]:
            return {**super().effect(dossier), "state": State.CLOSED}

    rules = with_a(SetAside)
    asked = evolve(rules.blank("p"), decide(rules, rules.blank("p"), ASKED))
    aside = SetAside(by=ASKED.by, at=AT, records=(1,), motivation="Fictief")
    with pytest.raises(DefinitionError, match="got 'state'"):
        evolve(asked, decide(rules, asked, aside))


def test_a_fact_is_kept_as_before() -> None:
    """The order of moments is that of what happened."""
    flow = Workflow.open("memory:", rules=PERMITS)
    flow.submit("p", ASKED).or_raise()
    flow.submit("p", HEARD).or_raise()
    dossier: Any = flow.dossier("p")
    assert (HEARD,) == dossier.opinions


@pytest.mark.parametrize(
    ("hint", "default", "says"),
    [
        (tuple, (), "`held` of `Holding` cannot hold <class 'tuple'>"),
        (dict, None, "`held` of `Holding` cannot hold <class 'dict'>"),
        (float, 0.0, "`held` of `Holding` cannot hold <class 'float'>"),
        (int | str, 0, "`held` of `Holding` cannot hold int | str"),
        (Sequence[int], (), "`held` of `Holding` cannot hold collections.abc.Sequence[int]"),
        ("Nowhere", None, "the fields of `Holding` cannot be read: \"NameError: name 'Nowhere' is not defined\""),
        (None, attrs.field(default=0), "`held` of `Holding` cannot hold None"),
        (int, attrs.field(default=0, init=False), "without `init=False`"),
    ],
)
def test_a_field_that_cannot_be_kept_is_told_when_the_rules_are_made(hint: Any, default: Any, says: str) -> None:
    """A dossier is kept beside its records at times; what it holds then has to be read back, or the process would stand still there."""
    annotations = {"__annotations__": {"held": hint}} if hint is not None else {}
    kind = type("Holding", (Permit,), {**annotations, "held": default})
    with pytest.raises(DefinitionError) as error:
        attrs.evolve(PERMITS, name="holding", dossier=frozen(kw_only=True)(kind))
    assert [True] == [says in fault.en for fault in error.value.faults]


def test_a_field_by_another_name_is_told_when_the_rules_are_made() -> None:
    """A name with `_` in front is given without it, so that it would not be found."""

    @frozen(kw_only=True)
    class Hidden(Permit):
        _notes: tuple[str, ...] = ()
        pairs: frozenset[tuple[str, str]] = frozenset()

    with pytest.raises(DefinitionError) as error:
        attrs.evolve(PERMITS, name="hidden", dossier=Hidden)
    assert ["`_notes` of `Hidden` cannot be given by that name: without `init=False`, and without `_` in front"] == [
        fault.en for fault in error.value.faults
    ]


def test_a_value_of_another_kind_is_told_and_nothing_is_recorded() -> None:
    """It would be found when the dossier is kept, sixty records later."""
    with pytest.raises(DefinitionError, match=r"`effect\['opinions'\]` of the command `change`: expected a tuple"):
        submitted(lambda command, dossier: {"opinions": command})
    with pytest.raises(
        DefinitionError, match=r"`effect\['asked'\]` of the command `change`: expected `AskPermit` or `None`; got 3"
    ):
        submitted(lambda command, dossier: {"asked": 3})


def test_a_value_of_an_annotated_kind_is_looked_at_as_well() -> None:
    """What an annotation adds says nothing of the kind."""

    @frozen(kw_only=True)
    class Owned(Permit):
        keeper: Id | None = None

    right, wrong = (changing(lambda command, dossier, value=value: {"keeper": value}) for value in ("jan", 3))
    for kind, refused in (
        (right, nullcontext()),
        (wrong, pytest.raises(DefinitionError, match="expected `str` or `None`")),
    ):
        flow = Workflow.open("memory:", rules=with_a(kind, Owned))
        flow.submit("p", ASKED).or_raise()
        with refused:
            flow.submit("p", kind(by=ASKED.by, at=AT)).or_raise()
        found: Any = flow.dossier("p")
        assert ("jan" if kind is right else None) == found.keeper


def test_a_fact_that_fills_a_field_is_not_there_before_it_happened() -> None:
    """A move of before it is judged without it: the field is then as it was to begin with."""
    paper = frozen(kw_only=True)(type("Paper", (Fact,), {"title": NAME, "effect": fills("asked")}))
    dossier = Permit(process="p", state=State.ASKED, asked=paper(by=ASKED.by, at=AT), at=AT)
    assert None is dossier.until(AT - timedelta(seconds=1)).asked
    assert dossier is dossier.until(AT)
