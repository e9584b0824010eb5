"""What a command changes in a dossier: fields of the letter, and nothing that the engine keeps. A mistake in it is told before anything is recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from attrs import frozen

from ontvlechting import Workflow, decide, engine, evolve
from ontvlechting.engine import dossier as dossiers
from ontvlechting.engine.adopt import AdoptRules
from ontvlechting.engine.chart import staying
from ontvlechting.engine.checked import Id
from ontvlechting.engine.command import Command, Fact, Removal, adds_to, fills
from ontvlechting.engine.dossier import KEPT
from ontvlechting.engine.errors import BrokenLedger, DefinitionError, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.record import codec
from ontvlechting.record.codec import Codec, written
from ontvlechting.record.standing import dossier_of
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.verifier import Answer
from tests.permits import ASKED, HEARD, PERMITS, AskPermit, GiveOpinion, Permit, Role, State

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
    except DefinitionError as error:
        assert before == (flow.dossier("p"), len(flow.history("p")))
        assert Answer.SOUND is flow.verify(deep=True).answer
        with pytest.raises(DefinitionError, match=re.escape(str(error))):
            flow.ask("p", kind(by=ASKED.by, at=AT))
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
        (
            tuple[int, str],
            (0, "-"),
            "`held` of `Holding` cannot hold tuple[int, str]: what is in it is of several kinds",
        ),
        (tuple[tuple[int, str], ...], (), "cannot hold tuple[int, str]: what is in it is of several kinds"),
        (
            frozenset[tuple[str, date]],
            frozenset(),
            "cannot hold tuple[str, datetime.date]: what is in it is of several",
        ),
        (tuple[int, str] | None, None, "`held` of `Holding` cannot hold tuple[int, str]"),
        (tuple[()], (), "`held` of `Holding` cannot hold tuple[()]: that stands in no record"),
        (tuple[str, str], ("a", 5), "`held` of `Holding` begins with 5; expected a text"),
        (tuple[str, ...], attrs.field(factory=lambda: (5,)), "`held` of `Holding` begins with 5; expected a text"),
        (str, "", "`held` of `Holding` begins with ''; expected a text that is not empty"),
        (int, None, "`held` of `Holding` begins with None; expected a whole number"),
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


class Colour(Enum):
    """Has no order."""

    RED = "red"
    BLUE = "blue"


@frozen(order=False)
class Shelf:
    """A value of which the fields are not checked when it is made."""

    row: int
    name: str
    colours: tuple[Colour, ...] = ()


def holding(hint: Any, default: Any) -> type[Permit]:
    """A dossier of permits that holds this as well."""
    return frozen(kw_only=True)(type("Holding", (Permit,), {"__annotations__": {"held": hint}, "held": default}))


KEPT_THERE: dict[str, tuple[Any, Any, Any]] = {
    "a set of a choice": (frozenset[Colour], frozenset(), frozenset(Colour)),
    "a set of states": (frozenset[State], frozenset(), frozenset(State)),
    "a state": (State | None, None, State.CLOSED),
    "a set of roles": (frozenset[Role], frozenset(), frozenset(Role)),
    "a set of values": (frozenset[Shelf], frozenset(), frozenset({Shelf(1, "a"), Shelf(2, "b", (Colour.RED,))})),
    "a set of facts": (frozenset[GiveOpinion], frozenset(), frozenset({HEARD, attrs.evolve(HEARD, says="ja")})),
    "a set of texts": (frozenset[str], frozenset(), frozenset({"a b", "a", 'a"'})),
    "pairs": (frozenset[tuple[str, str]], frozenset(), frozenset({("a b", "c"), ("a", "c")})),
    "a pair": (tuple[int, int], (0, 0), (3, 7)),
    "a list of values": (tuple[Shelf, ...], (), (Shelf(1, "a"),)),
    "a text with a note": (Annotated[str, "note"] | None, None, "x"),
    "a command of which there are two kinds": (AskPermit | GiveOpinion | None, None, HEARD),
    "a command of another kind": (tuple[Fact, ...], (), (ASKED, HEARD)),
}


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The dossiers that were not read back at once, but field by field."""
    read_slowly, found = codec._Vocabulary.read, list[str]()

    def watched(self: Any, plain: Any, cls: Any, subject: str, *more: Any) -> Any:
        found.extend([subject] * (subject == "dossier"))
        return read_slowly(self, plain, cls, subject, *more)

    monkeypatch.setattr(codec._Vocabulary, "read", watched)
    return found


@pytest.mark.parametrize("what", KEPT_THERE)
def test_what_an_effect_puts_in_a_dossier_is_read_back_after_many_records(what: str, slowly: list[str]) -> None:
    """A dossier is kept beside its records at the sixty-fourth; whoever opens the ledger then reads the very same, and at once."""
    hint, default, value = KEPT_THERE[what]
    kind, store = changing(lambda command, dossier: {"held": value}), MemoryStore()
    rules = with_a(kind, holding(hint, default))
    commands = [("p", ASKED), ("p", kind(by=ASKED.by, at=AT)), *[("p", HEARD)] * 62]
    flow = Workflow(store, rules=rules)
    flow.submit_many(commands)
    snapshot = store.snapshot("p")
    assert snapshot is not None
    read = dossier_of(snapshot, Codec.of(rules))
    assert read is not None
    assert flow.dossier("p") == read[0]
    again: Any = Workflow(store, rules=rules).dossier("p")
    assert (value, type(value)) == (again.held, type(again.held))
    assert Answer.SOUND is flow.verify(deep=True).answer
    assert (what == "a text with a note") is bool(slowly)


def test_a_dossier_may_say_of_which_letter_its_state_is(slowly: list[str]) -> None:
    """It is read back at once, as one that says no more than that it is a state."""
    kind = type("Stated", (Permit,), {"__annotations__": {"state": State}, "state": State.NEW})
    rules = attrs.evolve(PERMITS, name="stated", dossier=frozen(kw_only=True)(kind))
    flow = Workflow.open("memory:", rules=rules)
    flow.submit("p", ASKED).or_raise()
    dossier = flow.dossier("p")
    assert (dossier, []) == (Codec.of(rules).dossier(json.loads(written(dossier))), slowly)


class _Name(str):
    """A text of another class."""

    __slots__ = ()


def _parts(held: Any) -> list[Any]:
    """It, and what is in it."""
    return [
        held,
        *(held if isinstance(held, tuple | frozenset) else attrs.astuple(held) if attrs.has(type(held)) else ()),
    ]


PLAIN: dict[str, tuple[Any, Any, Any, Any]] = {
    "a text of another class": (str | None, None, _Name("x"), "x"),
    "such texts": (tuple[str, ...], (), ("a", _Name("x")), ("a", "x")),
    "a set of such texts": (frozenset[str], frozenset(), frozenset({_Name("x")}), frozenset({"x"})),
    "such a text in a value": (Shelf | None, None, Shelf(1, _Name("x")), Shelf(1, "x")),
    "a moment of a zone": (
        datetime | None,
        None,
        datetime(2023, 10, 29, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Amsterdam")),
        datetime(2023, 10, 29, 1, 30, tzinfo=UTC),
    ),
}


@pytest.mark.parametrize("what", PLAIN)
def test_what_an_effect_puts_in_a_dossier_is_there_as_it_is_read_back(what: str) -> None:
    """As in a command: what is judged is what is read."""
    hint, default, value, plain = PLAIN[what]
    kind = changing(lambda command, dossier: {"held": value})
    flow = Workflow.open("memory:", rules=with_a(kind, holding(hint, default)))
    flow.submit_many([("p", ASKED), ("p", kind(by=ASKED.by, at=AT))])
    dossier: Any = flow.dossier("p")
    assert plain == dossier.held
    assert _Name not in map(type, _parts(dossier.held))
    assert not isinstance(getattr(dossier.held, "tzinfo", None), ZoneInfo)


UNKEPT: dict[str, tuple[Any, Any, Any, str]] = {
    "a number among texts": (
        tuple[str, ...],
        (),
        ("a", 1),
        "`effect['held'][1]` of the command `change`: expected a text; got 1",
    ),
    "half a character": (
        str | None,
        None,
        "\ud800",
        "`effect['held']` of the command `change`: expected text that UTF-8 can hold",
    ),
    "an empty text": (str | None, None, "", "expected a text that is not empty; got ''"),
    "two lines in a name": (Id | None, None, "a\nb", "expected one line without control characters"),
    "a number without end": (int, 0, 10**5000, "expected a whole number, at least -9007199254740991"),
    "a yes for a number": (int, 0, True, "got True"),
    "no number": (Decimal | None, None, Decimal("NaN"), "expected a finite number"),
    "a moment for a day": (date | None, None, AT, "expected a day, without a time"),
    "a moment without a zone": (datetime | None, None, datetime(2024, 1, 1), "expected a moment with a time zone"),  # noqa: DTZ001
    "another choice": (frozenset[Colour], frozenset(), frozenset({State.NEW}), "`effect['held'][0]` of the command"),
    "another value": (tuple[Shelf, ...], (), (ASKED,), "expected `Shelf`"),
    "a number in a pair": (tuple[str, str], ("a", "b"), ("a", 1), "`effect['held'][1]`"),
    "no pair": (
        tuple[tuple[str, str], ...],
        (),
        (5,),
        "`effect['held'][0]` of the command `change`: expected a `tuple`; got 5",
    ),
    "a text in the number of a value": (Shelf | None, None, Shelf("x", "y"), "`effect['held'].row` of the command"),  # type: ignore[arg-type]
    "no command": (tuple[GiveOpinion, ...], (), ("x",), "expected `GiveOpinion`; got 'x'"),
}


@pytest.mark.parametrize("what", UNKEPT)
def test_what_cannot_be_kept_is_told_at_the_very_record(what: str) -> None:
    """And beforehand, to whoever asks; the process stood still for good at its sixty-fourth record."""
    hint, default, value, says = UNKEPT[what]
    kind = changing(lambda command, dossier: {"held": value})
    flow = Workflow.open("memory:", rules=with_a(kind, holding(hint, default)))
    flow.submit("p", ASKED).or_raise()
    for asked in (flow.ask, flow.submit):
        with pytest.raises(DefinitionError) as error:
            asked("p", kind(by=ASKED.by, at=AT))
        (fault,) = error.value.faults
        assert says in fault.en
        assert (True, True) == (
            fault.en.endswith("; nothing was recorded"),
            fault.nl.endswith("; er is niets vastgelegd"),
        )
    flow.submit_many([("p", HEARD)] * 70)
    assert (71, Answer.SOUND) == (len(flow.history("p")), flow.verify(deep=True).answer)


def test_of_several_things_those_that_were_there_are_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a long history makes no step longer; what comes beside them is looked at."""
    looked: list[Any] = []
    look = dossiers._looked_at_value

    def watched(kind: Any, value: Any, field: str) -> Any:
        looked.append(value)
        return look(kind, value, field)

    monkeypatch.setattr(dossiers, "_looked_at_value", watched)
    more: tuple[Any, ...] = (Shelf(1, "a"), Shelf(2, _Name("b")))
    kind = changing(lambda command, dossier: {"held": (*dossier.held, *more)})
    flow = Workflow.open("memory:", rules=with_a(kind, holding(tuple[Shelf, ...], ())))
    flow.submit_many([("p", ASKED), *[("p", kind(by=ASKED.by, at=AT))] * 3])
    dossier: Any = flow.dossier("p")
    assert [*more] * 3 == [*dossier.held] == looked
    assert {str} == {type(shelf.name) for shelf in dossier.held}
    more = (5,)
    with pytest.raises(DefinitionError, match=r"`effect\['held'\]\[6\]`"):
        flow.ask("p", kind(by=ASKED.by, at=AT))  # `submit` would read again what other effects made


def _loud(text: str) -> str:
    return f"{text}!"


def test_a_snapshot_that_is_read_as_something_else_is_no_sound_one() -> None:
    """It follows from the records to the byte, and whoever opens the ledger would judge on something else: a verification tells."""

    @frozen
    class Loud:
        text: str = attrs.field(converter=_loud)

    value, store = Loud("x"), MemoryStore()
    kind = changing(lambda command, dossier: {"held": value})
    flow = Workflow(store, rules=with_a(kind, holding(Loud | None, None)))
    flow.submit_many([("p", ASKED), ("p", kind(by=ASKED.by, at=AT)), *[("p", HEARD)] * 61])
    assert Answer.SOUND is flow.verify(deep=True).answer
    flow.submit("p", HEARD)
    with pytest.raises(BrokenLedger, match="the snapshot is read as something else than it was") as error:
        flow.verify(deep=True)
    assert ("p", 64) == (error.value.process, error.value.number)


# -- what a dossier says itself -------------------------------------------------------------------------------------------


def failing(method: str, gives: Callable[..., Any]) -> Workflow:
    """A permit that was asked for, in a dossier of which one method does this."""
    kind = frozen(kw_only=True)(type("Odd", (Permit,), {"__annotations__": {}, method: gives}))
    rules = attrs.evolve(PERMITS, name="odd", dossier=kind)
    return Workflow.open("memory:", rules=rules)


def _fails(*_: object) -> Any:
    raise ZeroDivisionError("division by zero")


HOOKS: dict[str, tuple[str, Callable[..., Any], str]] = {
    "a move fails": ("moved", _fails, "`moved` of `Odd` fails: 'ZeroDivisionError: division by zero'"),
    "a move gives nothing": ("moved", lambda *_: None, "`moved` of `Odd` fails: \"TypeError: 'NoneType'"),
    "a move gives a field that is not there": (
        "moved",
        lambda *_: {"askd": None},
        "`moved` of `Odd`: expected the name of a field of `Odd`; got 'askd'; do you mean `asked`?",
    ),
    "a move gives what cannot be kept": (
        "moved",
        lambda *_: {"opinions": ("x",)},
        "`moved['opinions'][0]` of `Odd`: expected `GiveOpinion`; got 'x'",
    ),
    "keeping fails": ("kept", _fails, "`kept` of `Odd` fails"),
    "keeping gives what cannot be kept": (
        "kept",
        lambda *_: {"opinions": 5},
        "`kept['opinions']` of `Odd`: expected a `tuple`; got 5",
    ),
    "what is described fails": ("describes", _fails, "`describes` of `Odd` fails"),
    "nothing is described": ("describes", lambda *_: None, "`describes` of `Odd` fails"),
}


@pytest.mark.parametrize("how", HOOKS)
def test_what_a_dossier_says_itself_is_one_error_where_it_fails(how: str) -> None:
    """It says what failed, in both languages, also beforehand; nothing is recorded."""
    method, gives, says = HOOKS[how]
    flow = failing(method, gives)
    for asked in (flow.ask, flow.submit):
        with pytest.raises(DefinitionError) as error:
            asked("p", ASKED)
        (fault,) = error.value.faults
        assert says in fault.en
        assert (True, True) == (
            fault.en.endswith("; nothing was recorded"),
            fault.nl.endswith("; er is niets vastgelegd"),
        )
    assert 0 == len(flow.records())


def test_so_is_what_is_meant_by_a_reference() -> None:
    """What describes a thing is asked after what is said of it."""
    kind = type("Odd", (Permit,), {"__annotations__": {}, "describes": lambda *_: {"r": ASKED}, "described": _fails})
    flow = Workflow.open("memory:", rules=attrs.evolve(PERMITS, name="odd", dossier=frozen(kw_only=True)(kind)))
    for asked in (flow.ask, flow.submit):
        with pytest.raises(DefinitionError, match="`meant_by` of `Odd` fails: 'ZeroDivisionError"):
            asked("p", ASKED)


def test_what_interrupts_a_dossier_is_no_mistake_in_it() -> None:
    """It comes through as it is."""

    def runs_out(*_: object) -> Any:
        raise MemoryError

    with pytest.raises(MemoryError):
        failing("moved", runs_out).submit("p", ASKED)


# -- what a command answers beyond its effect -----------------------------------------------------------------------------


def answering(method: str, given: object) -> type[Command]:
    """A kind of command of which one method, or another attribute, is this."""
    return frozen(kw_only=True)(type("Change", (Command,), {"title": NAME, method: given}))


class Odd:
    """Says something of another process."""

    def __init__(self, agrees: Callable[..., Any], process: Any = "q", record: Any = 0, hash: str = "") -> None:
        self.process, self.record, self.hash, self.agrees = process, record, hash, agrees


ANSWERS: dict[str, tuple[object, ...]] = {
    "removes": ("all", (1, 2), ((1,), ()), Removal([1], ()), Removal((True,), ()), Removal(("1",), ()), Removal((1,), "opinion")),  # type: ignore[arg-type]
    "sets_aside": (None, 1, "1", [1], ("1",), (True,), (1.0,), {1: 2}),
    "shown_by": ("minutes", AT.date(), ("minutes", AT), (1, AT.date()), ("minutes", "2024-03-05"), ("minutes",), ["minutes", AT.date()]),
    "rests_on": (None, "q", ("q",), [Odd(lambda *_: True)], (Odd(lambda *_: True, process=1),), (Odd(lambda *_: True, record=True),),
                 (Odd(None),)),  # type: ignore[arg-type]
    "reads_every": (True, "all", ()),
}  # fmt: skip
"""What each method may not answer."""


def refused(kind: type[Command]) -> str:
    """How a command of this kind is refused, with nothing recorded; in English."""
    flow = Workflow.open("memory:", rules=with_a(kind))
    flow.submit("p", ASKED).or_raise()
    for asked in (flow.ask, flow.submit):
        with pytest.raises(DefinitionError) as error:
            asked("p", kind(by=ASKED.by, at=AT))
    (fault,) = error.value.faults
    assert fault.nl.endswith("; er is niets vastgelegd")
    assert 1 == len(flow.records())
    assert Answer.SOUND is flow.verify(deep=True).answer
    return fault.en


@pytest.mark.parametrize(("method", "n"), [(method, n) for method, wrong in ANSWERS.items() for n in range(len(wrong))])
def test_what_a_command_answers_wrongly_is_one_error_and_nothing_is_recorded(method: str, n: int) -> None:
    """It names the command, the method, what it gave and what was expected."""
    given = ANSWERS[method][n]
    said = refused(answering(method, lambda command: given))
    assert re.fullmatch(
        f"`{method}` of the command `change`: expected .*; got .*; nothing was recorded", said, re.DOTALL
    )
    assert f"got {shown(given)}; " in said


@pytest.mark.parametrize("method", ANSWERS)
def test_a_method_of_a_command_that_fails_is_one_error_and_nothing_is_recorded(method: str) -> None:
    """It names the command and the method; what interrupts is no mistake in it."""
    expected = f"`{method}` of the command `change` fails: 'ZeroDivisionError: division by zero'; nothing was recorded"
    assert expected == refused(answering(method, _fails))

    def runs_out(*_: object) -> Any:
        raise MemoryError

    kind = answering(method, runs_out)
    flow = Workflow.open("memory:", rules=with_a(kind))
    flow.submit("p", ASKED).or_raise()
    with pytest.raises(MemoryError):
        flow.submit("p", kind(by=ASKED.by, at=AT))


@pytest.mark.parametrize("given", [None, "yes", 1, _fails], ids=["None", "a text", "a number", "it fails"])
def test_what_a_command_asks_of_another_process_is_answered_with_yes_or_no(given: Any) -> None:
    """By what it says of it, and by whether it has to say something of it."""
    gives = given if callable(given) else lambda *_: given
    for method, what in (("reads_every", lambda _: gives), ("rests_on", lambda _: (Odd(gives),))):
        said = refused(answering(method, what))
        where = {"reads_every": "reads_every", "rests_on": "rests_on.agrees"}[method]
        assert said.startswith(f"`{where}` of the command `change`")
        assert (
            "fails: 'ZeroDivisionError" if given is _fails else f"expected `True` or `False`; got {given!r}"
        ) in said


@pytest.mark.parametrize("method", ANSWERS)
@pytest.mark.parametrize(
    "given", [None, (), lambda: None, lambda command, dossier: None], ids=["None", "no function", "nothing", "more"]
)
def test_what_is_no_method_of_a_command_is_told_when_the_rules_are_made(method: str, given: object) -> None:
    """It is no function, or cannot be asked without anything else."""
    with pytest.raises(DefinitionError) as error:
        with_a(answering(method, given))
    (fault,) = error.value.faults
    assert fault.en.startswith(f"`{method}` of the command `change`: expected ")


@pytest.mark.parametrize("method", ANSWERS)
def test_a_method_that_would_have_to_be_awaited_is_told_when_the_rules_are_made(method: str) -> None:
    """Nobody awaits it here."""

    async def later(command: Any) -> None:
        pass

    with pytest.raises(DefinitionError, match=f"`{method}` of the command `change`: expected "):
        with_a(answering(method, later))


@pytest.mark.parametrize(
    ("name", "given"),
    [("voids", "ask_permit"), ("voids", ["ask_permit"]), ("voids", (AskPermit,)), ("in_turn", 0), ("can_be_given", None),
     ("foretells", "yes")],
)  # fmt: skip
def test_what_a_kind_of_command_says_of_itself_is_looked_at_when_the_rules_are_made(name: str, given: object) -> None:
    """A text where names belong, or something else than yes or no, would be taken for another answer."""
    with pytest.raises(DefinitionError) as error:
        with_a(answering(name, given))
    (fault,) = error.value.faults
    assert fault.en.startswith(f"`{name}` of the command `change`: expected ")


def test_only_an_adoption_names_other_rules() -> None:
    """No other command is judged by them, so what a letter says there would be read as what did not happen."""
    with pytest.raises(
        DefinitionError, match="`other_rules` of the command `change`: expected the method of `Command`"
    ):
        with_a(answering("other_rules", lambda command: (PERMITS.ref,)))
    adopts = frozen(kw_only=True)(type("Change", (AdoptRules,), {"title": NAME}))
    assert adopts in with_a(adopts).commands


def test_what_a_command_answers_rightly_is_taken() -> None:
    """Each of the methods, once."""
    other = Odd(lambda *_: True, record=1)
    good: dict[str, object] = {
        "removes": None,
        "sets_aside": (),
        "shown_by": ("minutes", AT.date()),
        "rests_on": (other,),
        "reads_every": lambda dossier: False,
    }
    assert ANSWERS.keys() == good.keys()
    for method, given in good.items():
        kind = answering(method, lambda command, given=given: given)
        flow = Workflow.open("memory:", rules=with_a(kind))
        other.hash = flow.submit("q", ASKED).record.hash
        for command in (ASKED, kind(by=ASKED.by, at=AT)):
            flow.submit("p", command).or_raise()
        assert Answer.SOUND is flow.verify(deep=True).answer


def test_a_fact_that_fills_a_field_is_not_there_before_it_happened() -> None:
    """A move of before it is judged without it: the field is then as it was to begin with."""
    paper = frozen(kw_only=True)(type("Paper", (Fact,), {"title": NAME, "effect": fills("asked")}))
    dossier = Permit(process="p", state=State.ASKED, asked=paper(by=ASKED.by, at=AT), at=AT)
    assert None is dossier.as_of(AT - timedelta(seconds=1)).asked
    assert dossier is dossier.as_of(AT)
