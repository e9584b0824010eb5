"""What an overview shows of a process is one listing of columns: kept, asked for and shown by what each column says."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from inspect import signature
from operator import attrgetter
from typing import Any, ClassVar, cast

import attrs
import pytest
from attrs import frozen

from ontvlechting import LETTER, PROGRAMME, Ledger, State, Workflow, letter
from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.chart import stranger
from ontvlechting.engine.columns import TAKEN, Column, Match
from ontvlechting.engine.dossier import Dossier as AnyDossier
from ontvlechting.engine.errors import BrokenLedger, DefinitionError, InputError
from ontvlechting.engine.text import Text
from ontvlechting.letter import dossier
from ontvlechting.letter.commands import Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.views import data
from ontvlechting.record.codec import Codec
from ontvlechting.record.standing import Criterion, Row, Standing, columns_of, selected, standing
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.shell import federation, ledger
from ontvlechting.states import ProgrammeState
from ontvlechting.testing.stores import columns, keep, story
from ontvlechting.views import columns as of_views

CASE = "douane/websites"


class Urgency(Enum):
    """How soon it has to be; fictional, as all here."""

    LATER = "later"
    SOON = "soon"


WHAT = {"owner": "jansen", "urgency": Urgency.SOON, "due": date(2024, 1, 31), "many": 3}
"""What stands in the columns below."""


def _column(name: str, kind: Any, **more: Any) -> Column:
    return Column(name, kind, Text(nl=f"{name} (nl)", en=name), **{"of": lambda d: d.said.get(name), **more})


@frozen(kw_only=True)
class Own(dossier.Dossier):
    """A dossier with columns of its own."""

    columns: ClassVar[tuple[Column, ...]] = (
        _column("owner", str),
        _column("urgency", Urgency),
        _column("due", date, match=Match.UP_TO, asked="due_by"),
        _column("many", int, match=Match.ANY, asked="any_left"),
    )
    said: ClassVar[Mapping[str, Any]] = WHAT


@frozen(kw_only=True)
class Empty(Own):
    """The same, where nothing stands in them."""

    said: ClassVar[Mapping[str, Any]] = {}


OWN = attrs.evolve(LETTER, name="own", dossier=Own)
BARE = attrs.evolve(LETTER, name="bare", dossier=Empty)
CODEC = Codec.of(LETTER, OWN)


def filled() -> Ledger:
    """A ledger with one process of each of three sets of rules."""
    store = MemoryStore()
    for rules, name in ((LETTER, CASE), (OWN, "own"), (BARE, "bare")):
        Workflow(store, rules=rules, known=(LETTER, OWN, BARE)).submit(name, Road(letter.PROCESSES[CASE]).identify())
    return Ledger(store, known=(OWN, BARE))


def names(found: Any) -> list[str]:
    """The names of the processes."""
    return [line.process for line in found]


def test_what_stands_in_columns_is_plain_for_programs() -> None:
    """A member by its word, a day as ISO 8601, a number and a text as they are."""

    @frozen(kw_only=True)
    class OfTown(AnyDossier):
        columns: ClassVar[tuple[Column, ...]] = Own.columns
        said: ClassVar[Mapping[str, Any]] = WHAT

    found = data.dossier(OfTown(process="p", state=State.NEW))
    assert {"owner": "jansen", "urgency": "soon", "due": "2024-01-31", "many": 3} == {
        name: found[name] for name in WHAT
    }


# -- what a column may be -----------------------------------------------------------------------------------------------

MISFITS: dict[str, tuple[Callable[[], object], str]] = {
    "a name that is no plain one": (lambda: _column("a b", str), "a column cannot be called 'a b'"),
    "a quote in it": (lambda: _column("a'", str), "that is no plain name"),
    "a path in it": (lambda: _column("a.b", str), "that is no plain name"),
    "a word of Python": (lambda: _column("class", str), "that is no plain name"),
    "a name that is taken": (lambda: _column("number", str), "cannot be called 'number'"),
    "asked by a name that is taken": (lambda: _column("a", str, asked="limit"), "cannot be called 'limit'"),
    "a number with a point": (lambda: _column("a", float), "holds no <class 'float'>"),
    "an enumeration of numbers": (lambda: _column("a", Enum("N", {"ONE": 1})), "or an enumeration of texts"),
    "a title in one language": (
        lambda: Column("a", str, cast("Any", "waar")),
        "`title` of column 'a': expected a name in both languages; got 'waar'",
    ),
    "a head in one language": (
        lambda: _column("a", str, head="waar"),
        "`head` of column 'a': expected a name in both languages; got 'waar'",
    ),
    "no function": (lambda: _column("a", str, of=5), "`of` of column 'a': expected a function; got 5"),
    "up to a member": (lambda: _column("a", Urgency, match=Match.UP_TO), "of which nothing is up to something else"),
}


@pytest.mark.parametrize("what", MISFITS)
def test_a_column_that_cannot_be_kept_asked_or_shown_is_refused(what: str) -> None:
    """When it is made, and it says why."""
    make, why = MISFITS[what]
    with pytest.raises(DefinitionError) as error:
        make()
    assert why in error.value.text.en


def test_a_column_asks_for_what_a_dossier_has() -> None:
    """By its own name where it says nothing else; whoever misspells it is told when the rules are made."""

    @frozen(kw_only=True)
    class Misspelt(dossier.Dossier):
        columns: ClassVar[tuple[Column, ...]] = (
            Column("rout", str, Text(nl="vorm", en="form")),
            Column("route", Route, Text(nl="vorm", en="form")),
            Column("underway", str, Text(nl="vorm", en="form"), attrgetter("identity.unit", "sinse")),
        )

    with pytest.raises(DefinitionError) as error:
        attrs.evolve(LETTER, name="misspelt", dossier=Misspelt)
    rout, since = error.value.faults
    assert "column `rout` asks `Misspelt` for `rout`, which is not there; do you mean `route`, " in rout.en
    assert "kolom `underway` vraagt `Misspelt` om `sinse`, en dat is er niet; bedoelt u `since`, " in since.nl

    @frozen(kw_only=True)
    class Answering(Misspelt):
        def __getattr__(self, name: str) -> None:
            return None

    assert Answering is attrs.evolve(LETTER, name="answering", dossier=Answering).dossier


def test_a_column_that_fails_is_one_error_and_nothing_is_recorded() -> None:
    """It names the column; what interrupts it comes through as it is."""

    def fails(found: Any) -> Any:
        raise found.process_errors.pop()

    @frozen(kw_only=True)
    class Failing(dossier.Dossier):
        columns: ClassVar[tuple[Column, ...]] = (Column("form", str, Text(nl="vorm", en="form"), fails),)
        process_errors: ClassVar[list[Exception]] = [MemoryError(), ZeroDivisionError("door nul")]

    flow = Workflow.open("memory:", rules=attrs.evolve(LETTER, name="failing", dossier=Failing))
    command = Road(letter.PROCESSES["douane/websites"]).identify()
    with pytest.raises(DefinitionError) as error:
        flow.submit("p", command)
    assert [
        Text(
            nl="kolom `form` van `Failing` faalt: 'ZeroDivisionError: door nul'; er is niets vastgelegd",
            en="column `form` of `Failing` fails: 'ZeroDivisionError: door nul'; nothing was recorded",
        )
    ] == list(error.value.faults)
    with pytest.raises(MemoryError):
        flow.submit("p", command)
    assert [] == list(flow.processes())


def test_two_columns_of_one_name_make_no_rules() -> None:
    """Neither as it is kept nor as it is asked for; nor is something else a listing of columns."""
    twice = (_column("a", str), _column("a", int), _column("b", str, asked="c"), _column("c", str))
    for given, faults in ((twice, ["2 columns of `Bad` are called `a`", "2 columns of `Bad` are called `c`"]), (
        ["a"], ["`Bad.columns` is no tuple of columns: ['a']"])):  # fmt: skip
        kind = frozen(kw_only=True)(type("Bad", (dossier.Dossier,), {"columns": given}))
        with pytest.raises(DefinitionError) as error:
            attrs.evolve(LETTER, name="bad", dossier=kind)
        assert set(faults) == {f.en for f in error.value.faults}


def test_what_is_taken_is_what_a_line_has_already() -> None:
    """Every name of a row, of a line, of its frame and of the question."""
    own = {n for n in dir(Standing) if not n.startswith("_")} | {a.name for a in attrs.fields(Standing)}
    frame = set(filled().overview(state=State.STOPPED).to_frame(backend="polars").columns)
    listed = {c.name for kind in (dossier.Dossier, Own) for c in kind.columns}
    questions = (ledger.Ledger.overview, federation.Federation.overview)
    asked = {n for q in questions for n, p in signature(q).parameters.items() if p.kind is p.KEYWORD_ONLY}
    assert {*own, *Row._fields, *(frame - listed), *asked} == TAKEN


# -- kept ---------------------------------------------------------------------------------------------------------------


def test_what_stands_in_columns_is_kept_as_plain_values_and_read_as_what_it_is() -> None:
    """A day in ISO form, a member by its value; what is empty is not kept, and read as None, or as 0 where it counts."""
    flow = filled()
    (bare, letters, own) = flow.overview()
    kept = {row.process: dict(columns_of(row.columns)) for row in flow._store.standings()}
    assert {"owner": "jansen", "urgency": "soon", "due": "2024-01-31", "many": 3} == kept["own"]
    assert ({}, {"owner": None, "urgency": None, "due": None, "many": 0}) == (kept["bare"], dict(bare.columns))
    assert (WHAT, Own) == (dict(own.columns), own.dossier)
    assert (Urgency.SOON, date(2024, 1, 31), 3, 0) == (own.urgency, own.due, own.many, bare.many)
    assert (Route.SHIFT, None, 0) == (letters.route, letters.waiting_until, letters.breaches)


def test_a_line_is_a_value() -> None:
    """It is frozen, and equal, hashed, copied and sent by what stands in it; its columns cannot be changed either."""
    flow = filled()
    for line in (*flow.overview(), flow.overview()):
        assert line == copy.copy(line) == copy.deepcopy(line) == pickle.loads(pickle.dumps(line))  # noqa: S301 - ours
        assert hash(line) == hash(copy.copy(line))
    own = flow.overview()[-1]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        own.number = 7  # type: ignore[misc]  # that is the question
    with pytest.raises(TypeError):
        own.columns["owner"] = "x"  # type: ignore[index]
    assert own != attrs.evolve(own, columns={**own.columns, "owner": "x"})
    assert (Own, Own) == (copy.deepcopy(own).dossier, pickle.loads(pickle.dumps(own)).dossier)  # noqa: S301


def test_a_column_that_is_not_there_is_told_with_the_nearest() -> None:
    """As any attribute that is not there; and every column is offered to who types a dot."""
    own = filled().overview()[-1]
    with pytest.raises(AttributeError, match="has no `urgancy`; do you mean `urgency`") as error:
        own.urgancy  # noqa: B018
    assert ("urgancy", own) == (error.value.name, error.value.obj)
    assert {*WHAT, "process", "lines"} <= set(dir(own))
    assert not hasattr(own, "route")


def test_a_column_that_gives_something_else_is_an_error_that_names_it() -> None:
    """Nothing is recorded: what cannot be kept is told to who wrote the rules."""

    @frozen(kw_only=True)
    class Odd(dossier.Dossier):
        columns: ClassVar[tuple[Column, ...]] = (Column("due", date, Text(nl="x", en="x"), of=lambda _: "tomorrow"),)

    rules = attrs.evolve(LETTER, name="odd", dossier=Odd)
    flow = Workflow.open("memory:", rules=rules)
    for asked in (flow.ask, flow.submit):
        with pytest.raises(
            DefinitionError, match="column `due`: expected a day, without a time; got 'tomorrow'; nothing"
        ):
            asked("p", Road(letter.PROCESSES[CASE]).identify())
    assert 0 == len(flow.records())


# -- of rules that are not known ------------------------------------------------------------------------------------------


def row(**changes: Any) -> Row:
    """A row by rules that nobody knows."""
    return story("p", 1)[0].standing._replace(rules_name="other", rules_hash="e" * 64, **changes)


def test_where_rules_are_not_known_plain_values_are_given() -> None:
    """A state by its name, and a column that nobody knows as it is kept; what other rules have words for in those words."""
    found = standing(row(state="klaar", columns=columns(owner="x", many=2)), CODEC)
    assert (stranger("klaar"), None, {"owner": "x", "many": 2}) == (found.state, found.dossier, dict(found.columns))
    assert ("klaar", Text(nl="klaar", en="klaar")) == (found.state.value, found.state.title)
    assert found == pickle.loads(pickle.dumps(found))  # noqa: S301 - ours
    assert "p: klaar" == found.lines("nl")
    found = standing(row(columns=columns(route="shift", waiting_until="soon", owner="x")), CODEC)
    assert (State.IDENTIFIED, Route.SHIFT, "soon", "x", 0) == (
        found.state, found.route, found.waiting_until, found.owner, found.breaches,
    )  # fmt: skip
    assert "soon" in found.lines("en")
    assert ">x</td>" in found.html("en")


def test_where_rules_are_known_what_they_cannot_have_is_broken() -> None:
    """A state that is none of theirs, and what cannot stand in a column."""
    given = story("p", 1)[0].standing
    bent: tuple[tuple[dict[str, Any], str], ...] = (
        ({"state": "klaar"}, "state"),
        ({"columns": columns(route="om")}, "route"),
    )
    for changes, column in bent:
        with pytest.raises(BrokenLedger, match=f"`p` is broken: where it stands cannot be read: `{column}` holds"):
            standing(given._replace(**changes), CODEC)


# -- asked for ------------------------------------------------------------------------------------------------------------


def test_an_overview_is_asked_by_the_columns_of_all_rules_that_are_known() -> None:
    """Each in its own way: equal, up to, or anything at all; of rules without the column there is nothing."""
    flow = filled()
    assert ["own"] == names(flow.overview(owner="jansen"))
    assert ["own"] == names(flow.overview(urgency=Urgency.SOON, due_by=date(2024, 1, 31), any_left=True))
    assert [] == names(flow.overview(due_by=date(2024, 1, 30))) == names(flow.overview(urgency=Urgency.LATER))
    assert ["bare", CASE] == names(flow.overview(any_left=False))
    assert [CASE] == names(flow.overview(route=Route.SHIFT, receiving="douane", owner=None))
    assert ["bare", CASE, "own"] == names(flow.overview(breached=False))


def test_what_cannot_be_asked_is_told_all_at_once() -> None:
    """A value of another kind, and a word that none of the rules has, with the nearest that they have."""
    flow = filled()
    with pytest.raises(InputError) as error:
        flow.overview(ownr="x", urgency="soon", due_by="2024-01-31", any_left=1, limit=-1)
    assert {"ownr", "urgency", "due_by", "any_left", "limit"} == {p.field for p in error.value.problems}
    assert ("owner",) == error.value.problems[0].nearest
    with pytest.raises(InputError, match="`due`: expected nothing that is asked by this name; got None"):
        flow.overview(due=None)


def test_two_states_of_one_name_are_told_apart() -> None:
    """A process of which only a refusal is recorded is new, and so is such a programme; they are no others."""
    store = MemoryStore()
    (new,), (programme,) = story("process", 1), story("programme", 1)
    ref = PROGRAMME.ref
    keep(store, [new._replace(standing=new.standing._replace(state="new"))])
    of_programme: dict[str, Any] = {
        "state": "new",
        "rules_name": ref.name,
        "rules_version": ref.version,
        "rules_hash": ref.hash,
    }
    keep(store, [programme._replace(standing=programme.standing._replace(columns="{}", **of_programme))])
    flow = Ledger(store)
    assert (["process"], ["programme"]) == (
        names(flow.overview(state=State.NEW)), names(flow.overview(state=ProgrammeState.NEW)),
    )  # fmt: skip


def test_rules_that_differ_in_a_column_are_each_asked_by_their_own() -> None:
    """Under one word two letters may have columns of another name or kind: what fits only one is asked of that one."""

    @frozen(kw_only=True)
    class Other(dossier.Dossier):
        columns: ClassVar[tuple[Column, ...]] = (_column("urgency", str), _column("keeper", str, asked="owner"))

    other = attrs.evolve(LETTER, name="other", dossier=Other)
    known = KnownRules(OWN, [other])
    found, problems = selected(known, None, {"owner": "x", "urgency": Urgency.SOON})
    assert [] == problems
    assert ((Criterion("owner", Match.EQUAL, "x"), Criterion("keeper", Match.EQUAL, "x")),
            (Criterion("urgency", Match.EQUAL, "soon"),)) == found.columns  # fmt: skip
    assert {other.hash} == found.without


# -- shown ----------------------------------------------------------------------------------------------------------------


def test_each_process_shows_the_columns_of_its_own_rules() -> None:
    """In a table, a frame and JSON all of them, with their titles; in one line those that tell what waits or is open."""
    flow = filled()
    found = flow.overview()
    own = found[-1]
    assert "own: aangedragen, due (nl) 31 januari 2024, many (nl): 3" == own.lines("nl")
    heads = ["Owner (nl)", "Urgency (nl)", "Toestand", "Laatste vastlegging", "Due (nl)", "Many (nl)"]
    places = [own.html("nl").index(f">{head}<") for head in heads]
    assert sorted(places) == places
    assert "Vorm" not in own.html("nl")
    assert all(f">{head}<" in found.html("nl") for head in ("Van", "Naar", "Vorm", "Owner (nl)", "Open"))
    frame = found.to_frame(backend="polars")
    assert [None, None, "soon"] == frame["urgency"].to_list()
    assert [None, None, date(2024, 1, 31)] == frame["due"].to_list()
    assert [0, 0, 3] == frame["many"].to_list()
    assert ["process", "state", "delivering", "receiving", "route", "owner", "urgency", "at"] == frame.columns[:8]
    lines = json.loads(json.dumps(data.overview(found)))
    assert [("bare", None, 0), (CASE, None, 0), ("own", "2024-01-31", 3)] == [
        (line["process"], line["due"], line["many"]) for line in lines
    ]
    assert 1 == len({tuple(line) for line in lines})


def test_two_columns_of_one_name_share_a_place_and_not_a_kind() -> None:
    """What they hold stands there as texts, since a frame has one kind in a column."""
    one = standing(row(state="a", columns=columns(thing=2)), CODEC)
    two = standing(row(state="b", columns=columns(thing="x")), CODEC)
    assert 1 == len(of_views.listed([one, two]))
    from ontvlechting.shell.answers import Overview

    assert ["2", "x"] == Overview([one, two]).to_frame(backend="polars")["thing"].to_list()
