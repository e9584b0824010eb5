"""What a ledger is given to work with, and cannot honour, is refused when it is given; nothing is opened, made or recorded."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import warnings
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, partial
from math import inf, nan
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, cast
from zoneinfo import ZoneInfo

import attrs
import pandas as pd
import psycopg
import pytest

from ontvlechting import (
    LETTER,
    Chapter,
    Codec,
    InputError,
    Ledger,
    Outcome,
    State,
    Text,
    Workflow,
    add_language,
    command_from_plain,
    command_to_plain,
    decide,
    dutch_holidays,
    engine,
    exchange,
    letter,
    unseal,
)
from ontvlechting import commands as c
from ontvlechting.engine.errors import DefinitionError, nearest
from ontvlechting.engine.outside import never_runs, unfinished
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.workflow import definition
from ontvlechting.record.audit import ROOT, seal
from ontvlechting.record.checkpoints import Checkpoint, PrivateKey
from ontvlechting.record.proofs import Inclusion
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.shell.logbook import Logbook
from ontvlechting.shell.machine import Governed, GovernedMachine
from ontvlechting.testing.letter.strategies import histories
from ontvlechting.testing.scopes import Scope
from ontvlechting.views.lifecycle import Lifecycle
from ontvlechting.views.schema import schema
from tests.asking import WEBSITES

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def road() -> Road:
    """A fresh road."""
    return Road(letter.PROCESSES[WEBSITES])


# -- functions that would never run --------------------------------------------------------------------------------------


async def coroutine(outcome: object) -> None:
    """Would have to be awaited."""


async def stream(outcome: object) -> AsyncIterator[object]:
    """Would have to be gone through, and awaited."""
    yield outcome


def generator(outcome: object) -> Iterator[object]:
    """Would have to be gone through."""
    yield outcome


class Awaited:
    """Its call and its methods would have to be awaited."""

    async def __call__(self, outcome: object) -> None:
        """Never awaited."""

    async def tell(self, outcome: object) -> None:
        """Never awaited."""

    async def write(self, line: str) -> None:
        """Never awaited, as of a stream."""

    @staticmethod
    async def static(outcome: object) -> None:
        """Never awaited."""


NEVER: dict[str, Any] = {
    "a coroutine function": coroutine,
    "an asynchronous generator": stream,
    "a generator": generator,
    "an asynchronous call": Awaited(),
    "an asynchronous method": Awaited().tell,
    "an asynchronous static method": Awaited.static,
    "a part of one": partial(coroutine, 1),
    "a part of a part of a call": partial(partial(Awaited())),
}
"""What can be called, and does nothing when it is."""


@pytest.mark.parametrize("how", NEVER)
def test_a_listener_that_would_never_run_is_refused_when_it_is_given(how: str, tmp_path: Path) -> None:
    """By one error that names which; no ledger is made for it."""
    file = tmp_path / "ledger.db"
    with pytest.raises(InputError, match=r"`tell\[1\]`: expected a plain function") as error:
        Workflow.open(f"sqlite:///{file}", tell=[print, NEVER[how]])
    assert ["tell[1]"] == [p.field for p in error.value.problems]
    assert "een gewone functie" in error.value.text.nl
    assert not file.exists()
    with pytest.raises(InputError, match=r"`tell\[0\]`"):
        Workflow(MemoryStore(), tell=[NEVER[how]])
    with pytest.raises(InputError, match="`clock`: expected a plain function"):
        Ledger(MemoryStore(), clock=NEVER[how])


def test_a_listener_or_a_clock_that_cannot_be_called_is_refused_when_it_is_given() -> None:
    """Each failed again at every decision; who may be called so is taken, whatever else it takes."""
    none: Any = lambda: None  # noqa: E731
    two: Any = lambda outcome, more: None  # noqa: E731
    for wrong in (none, two):
        with pytest.raises(InputError, match=r"`tell\[1\]`: expected a function that takes one argument"):
            Workflow.open("memory:", tell=[print, wrong])
    needy: Any = lambda zone: NOW  # noqa: E731
    with pytest.raises(InputError, match="`clock`: expected a function without arguments"):
        Ledger(MemoryStore(), clock=needy)
    more: Any = lambda outcome, more=0: None  # noqa: E731
    clock: Any = lambda zone=None: NOW  # noqa: E731
    Workflow.open("memory:", clock=clock, tell=[lambda *every: None, more])


@pytest.mark.parametrize("how", NEVER)
def test_a_sink_of_a_logbook_that_would_never_run_is_refused(how: str) -> None:
    """A function, and the `write` of a stream."""
    with pytest.raises(InputError, match="`sink`: expected a plain function"):
        Logbook(NEVER[how])


def test_what_runs_is_taken_for_what_runs() -> None:
    """Functions, methods, parts, classes and things that can be called; also one that answers with what was left open."""
    runs = (print, len, int, [NOW].append, partial(print, 1), Outcome, lambda: coroutine(None), Logbook(print))
    assert [] == [function for function in runs if never_runs(function)]


@pytest.mark.parametrize("left", [coroutine, generator, stream], ids=lambda f: f.__name__)
def test_a_listener_that_leaves_something_to_be_awaited_is_reported(
    left: Callable[[Outcome], object], road: Road, caplog: pytest.LogCaptureFixture
) -> None:
    """The record stands, the next listener is told, and what was left is closed: Python has nothing to warn of."""
    told: list[Outcome] = []
    listener: Any = lambda outcome: left(outcome)  # noqa: E731, PLW0108 - a plain function, as far as can be seen
    flow = Workflow.open("memory:", clock=lambda: NOW, tell=[listener, told.append])
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        outcome = flow.submit(WEBSITES, road.identify())
        gc.collect()
    assert [] == [str(w.message) for w in seen]
    assert ([outcome], 1) == (told, len(flow.history(WEBSITES)))
    (record,) = caplog.records
    assert ("ontvlechting", "a listener failed; the record is stored all the same") == (record.name, record.message)
    assert "expected a plain function" in str(record.exc_info and record.exc_info[1])


def test_what_runs_by_itself_is_left_alone(road: Road, caplog: pytest.LogCaptureFixture) -> None:
    """A listener that starts a task has done its work: the loop runs it."""
    ran: list[int] = []

    async def later(outcome: Outcome) -> None:
        ran.append(outcome.record.number)

    async def program() -> None:
        tasks: list[asyncio.Task[None]] = []

        def told(outcome: Outcome) -> Any:
            tasks.append(asyncio.get_running_loop().create_task(later(outcome)))
            return tasks[-1]

        with Workflow.open("memory:", clock=lambda: NOW, tell=[told]) as flow:
            flow.submit(WEBSITES, road.identify())
        await asyncio.gather(*tasks)

    asyncio.run(program())
    assert ([1], []) == (ran, caplog.records)


def test_an_answer_is_unfinished_when_somebody_has_to_go_on_with_it() -> None:
    """Whatever can be awaited and does not run by itself; nothing else, a list or a text neither."""

    class Lazy:
        def __await__(self) -> Generator[object, None, None]:
            yield None

    assert unfinished(Lazy())
    finished: list[object] = [None, 0, "", "yes", [1], (), {}, print, NOW]
    assert [] == [answer for answer in finished if unfinished(answer)]


# -- the clock -----------------------------------------------------------------------------------------------------------


class Crooked(tzinfo):
    """A time zone that cannot say what it is."""

    def utcoffset(self, dt: datetime | None) -> timedelta:
        """Fails."""
        raise ZeroDivisionError

    def dst(self, dt: datetime | None) -> None:
        """Nothing."""

    def tzname(self, dt: datetime | None) -> None:
        """Nothing."""


CLOCKS: dict[str, Any] = {
    "naive": lambda: datetime(2026, 1, 1),  # noqa: DTZ001 - that is what is tried
    "a day": NOW.date,
    "a text": lambda: "2026-01-01T00:00:00Z",
    "a number": lambda: 1767225600.0,
    "nothing": lambda: None,
    "not a time": lambda: pd.NaT,
    "something to be awaited": lambda: coroutine(None),
    "a zone that fails": lambda: NOW.replace(tzinfo=Crooked()),
    "at the end of the calendar": lambda: datetime(9999, 12, 30, 23, 59, tzinfo=UTC),
    "before the first year": lambda: datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
}
"""Clocks that give no moment."""


def asking(flow: Workflow, road: Road) -> dict[str, Callable[[], object]]:
    """Everything for which the clock is asked."""
    return {
        "submit": lambda: flow.submit(WEBSITES, road.stop()),
        "submit_many": lambda: flow.submit_many([(WEBSITES, road.stop()), (WEBSITES, road.stop())]),
        "ask": lambda: flow.ask(WEBSITES, road.stop()),
        "next_steps": lambda: flow.next_steps(WEBSITES),
        "report": flow.report,
        "accountability": lambda: flow.accountability("fictief-programma"),
    }


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("how", CLOCKS)
def test_a_clock_that_gives_no_moment_is_refused_at_the_first_call(how: str, road: Road) -> None:
    """Whatever is asked: one error that names the clock, in both languages; nothing is recorded."""
    store = MemoryStore()
    Workflow(store, clock=lambda: NOW).submit(WEBSITES, road.identify())
    flow = Workflow(store, clock=CLOCKS[how])
    for name, ask in asking(flow, road).items():
        with pytest.raises(InputError) as error:
            ask()
        assert ["clock"] == [p.field for p in error.value.problems], name
        assert "expected a clock that gives a moment with a time zone" in error.value.text.en
        assert "verwacht een klok die een moment met tijdzone geeft" in error.value.text.nl
        assert "from 0001-01-03 to 9999-12-29" in error.value.text.en
    gc.collect()
    assert 1 == len(flow.history(WEBSITES))


@pytest.mark.parametrize("raised", [KeyboardInterrupt, MemoryError, RecursionError, OSError, TypeError])
def test_what_a_clock_raises_reaches_the_caller_as_it_is(raised: type[BaseException], road: Road) -> None:
    """An error of its own, or an interruption that strikes in it: neither is an answer, and nothing is recorded."""

    def clock() -> datetime:
        raise raised

    flow = Workflow(MemoryStore(), clock=clock)
    with pytest.raises(raised):
        flow.submit(WEBSITES, road.identify())
    assert [] == flow.processes()


@pytest.mark.parametrize(
    "told",
    [
        datetime(2026, 1, 1, 1, 0, tzinfo=ZoneInfo("Europe/Amsterdam")),
        pd.Timestamp("2026-01-01T00:00:00.000000999Z"),
        datetime(2025, 12, 31, 19, 0, tzinfo=timezone(-timedelta(hours=5))),
    ],
    ids=["a zone", "a subclass", "an offset"],
)
def test_a_moment_of_the_clock_is_plain_and_in_utc(told: datetime, road: Road) -> None:
    """Whatever the clock gives, a record holds a plain moment in UTC."""
    with Workflow.open("memory:", clock=lambda: told) as flow:
        moment = flow.submit(WEBSITES, road.identify()).record.recorded_at
    assert (NOW, datetime, UTC) == (moment, type(moment), moment.tzinfo)


# -- what else a ledger is given -----------------------------------------------------------------------------------------

WRONG: dict[str, dict[str, Any]] = {
    "rules": {"rules": "letter"},
    "known": {"known": LETTER},
    "known[1]": {"known": [LETTER, "letter"]},
    "clock": {"clock": NOW},
    "tell": {"tell": print},
    "tell[0]": {"tell": ["print"]},
    "at_hand": {"at_hand": -1},
}


@pytest.mark.parametrize("field", WRONG)
def test_what_is_not_of_its_kind_is_refused_before_anything_is_opened(field: str, tmp_path: Path) -> None:
    """Rules that are no rules, a clock that is no function, one listener in the place of a list."""
    file = tmp_path / "ledger.db"
    with pytest.raises(InputError) as error:
        Workflow.open(f"sqlite:///{file}", **WRONG[field])
    assert [field] == [p.field for p in error.value.problems]
    assert not file.exists()


def test_all_of_it_is_one_error() -> None:
    """Every argument that is wrong is a problem of the same error; an address in the place of a store as well."""
    wrong: Any = "memory:"
    given: dict[str, Any] = {"rules": 5, "known": None, "clock": None, "tell": None, "at_hand": "many"}
    with pytest.raises(InputError, match="an address goes to `open`") as error:
        Workflow(wrong, **given)
    assert ["store", "rules", "known", "clock", "tell", "at_hand"] == [p.field for p in error.value.problems]
    with pytest.raises(InputError) as error:
        Ledger.open("sqlite:///nowhere.db", **{k: v for k, v in given.items() if k != "tell"})
    assert ["rules", "known", "clock", "at_hand"] == [p.field for p in error.value.problems]


def test_there_is_nothing_to_look_at_in_a_new_ledger_in_memory() -> None:
    """Whoever only looks would see an empty one, and nothing else, for ever."""
    with pytest.raises(InputError, match=r"a new one in memory is made by `Workflow\.open`"):
        Ledger.open("memory:")


def test_lists_may_be_read_once_only() -> None:
    """A generator of rules or listeners is as good as a list."""
    told: list[Outcome] = []
    other = LETTER.extended(name="other", version="1", doors={})
    with Workflow.open("memory:", known=(r for r in [other]), tell=(f for f in [told.append])) as flow:
        assert [LETTER.name, "other"] == [r.name for r in flow.known]
        flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify())
    assert 1 == len(told)


# -- what is asked of one ------------------------------------------------------------------------------------------------

COMMAND: c.Command = Road(letter.PROCESSES[WEBSITES]).stop()
ASKED: dict[str, tuple[Callable[[Workflow, Any], object], tuple[Any, ...]]] = {
    "at": (lambda flow, x: flow.next_steps(WEBSITES, at=x), (0, "", False, datetime(2026, 1, 1))),  # noqa: DTZ001
    "by": (lambda flow, x: flow.next_steps(WEBSITES, by=x), (0, "", False, "minister")),
    "rules": (lambda flow, x: flow.departures(WEBSITES, x), ("letter", None)),
    "limit": (lambda flow, x: flow.overview(limit=x), (-1, True, 1.0, "1", 2**70)),
    "after": (lambda flow, x: flow.overview(after=x), (0, None, "a\nb", "\ud800")),
    "processes": (lambda flow, x: flow.portfolio(x), (WEBSITES, 5)),
    "chapters": (lambda flow, x: flow.report(chapters=x), ("x", [1], 5)),
    "key": (lambda flow, x: flow.checkpoint(x), (None, "secret", PrivateKey.generate("fictief").public)),
    "size": (lambda flow, x: flow.prove(WEBSITES, 1, size=x), (-1, True, "1", 2**70)),
    "number": (lambda flow, x: flow.prove(WEBSITES, x), (-1, True, "1", None)),
    "old_size": (lambda flow, x: flow.prove_growth(x), (-1, True, "1", None)),
    "commands": (lambda flow, x: flow.submit_many(x), (5, "ab", None)),
    "commands[0]": (lambda flow, x: flow.submit_many(x), ({WEBSITES: 1}, [WEBSITES], [(WEBSITES,)], ["ab"])),
    "ids": (lambda flow, x: flow.submit_many([(WEBSITES, COMMAND)], ids=x), ("a", 5)),
}
"""By the name of what is wrong: who asks with it, and with what."""


@pytest.mark.parametrize("field", ASKED)
def test_what_cannot_be_asked_is_refused_by_name(field: str, road: Road) -> None:
    """Never taken for something else, such as the present moment, nobody, or a list of letters; nothing is recorded."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    flow.submit(WEBSITES, road.identify())
    ask, values = ASKED[field]
    for value in values:
        with pytest.raises(InputError) as error:
            ask(flow, value)
        assert [field] == [p.field for p in error.value.problems], value
        assert "secret" not in str(error.value)
    assert 1 == len(flow.history(WEBSITES))


BLAMED: dict[str, Callable[[Workflow], object]] = {
    "next_steps": lambda flow: flow.next_steps(WEBSITES, by=cast("Any", "douane")),
    "outlook": lambda flow: flow.outlook(WEBSITES, at=cast("Any", "morgen"), by=cast("Any", 5)),
    "agenda": lambda flow: flow.agenda(at=cast("Any", "morgen")),
    "ask": lambda flow: flow.ask(WEBSITES, attrs.evolve(COMMAND, at=NOW + timedelta(days=1))),
    "submit": lambda flow: flow.submit(WEBSITES, attrs.evolve(COMMAND, at=NOW + timedelta(days=1))),
}
"""By what is asked: with what it cannot be."""


@pytest.mark.parametrize("asked", BLAMED)
def test_what_is_wrong_is_told_of_what_was_asked(asked: str, road: Road) -> None:
    """Not of something that the caller never made or called."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    flow.submit(WEBSITES, road.identify())
    with pytest.raises(InputError) as error:
        BLAMED[asked](flow)
    assert asked == error.value.subject


def test_an_amount_as_text_is_no_float() -> None:
    """Whoever quotes a number is told that it is a text."""
    for given, said in (("1.50", "not a text; got '1.50'"), (1.5, "not a float; got 1.5")):
        with pytest.raises(InputError, match=said):
            letter.Money(amount=cast("Any", given))


@cache
def _exported() -> Path:
    path = Path(mkdtemp()) / "export"
    Workflow.open("memory:").export(path)
    return path


SEALED = seal(decide(LETTER, LETTER.blank("p"), COMMAND), id="a", number=1, previous=ROOT, recorded_at=NOW)

POINT = Checkpoint("voorbeeld.nl/programma", 1, bytes(32))


@cache
def proof() -> Inclusion:
    """A proof that a record is in a ledger."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    flow.submit("p", Road(letter.PROCESSES[WEBSITES]).identify())
    return flow.prove("p", 1)


MADE: dict[str, tuple[Callable[[Any], object], tuple[Any, ...]]] = {
    "process": (Road, (WEBSITES, None, 5)),
    "route": (lambda x: Road(letter.PROCESSES[WEBSITES], route=x), ("shift", None)),
    "start": (lambda x: Road(letter.PROCESSES[WEBSITES], start=x), (None, "x", date(2023, 4, 3), datetime(2023, 4, 3))),  # noqa: DTZ001
    "state": (
        lambda x: Road(letter.PROCESSES[WEBSITES]).until(x),
        (None, "completed", State.NEW, State.STOPPED, State.AGREEMENTS_PROVEN),
    ),
    "value": (lambda x: Road(letter.PROCESSES[WEBSITES]).contact("dor", x), ("feasibilty", None)),
    "value ": (lambda x: Road(letter.PROCESSES[WEBSITES]).test(x), ("budgets", c.Stage.PLAN)),
    "years": (dutch_holidays, (2026, "2026", None)),
    "years[0]": (dutch_holidays, (["2026"], [True], [0], [10_000], [2**70], [1945], [9999])),
    "years[1]": (dutch_holidays, ([2026, 1600],)),
    "path": (SqliteStore, (None, 5, "a\0b", "\ud800", b"a")),
    "patience": (lambda x: SqliteStore("nowhere/x.db", patience=x), (None, "1", -1, nan, inf, [], 10**7)),
    "patience ": (lambda x: PostgresStore("postgresql://nowhere/x", patience=x), (None, "1", -1, nan, inf, [], 10**7)),
    "connections": (
        lambda x: PostgresStore("postgresql://nowhere/x", connections=x),
        (None, "1", -1, 0, 2.0, True, []),
    ),
    "address": (PostgresStore, (None, 5, b"x", "x", "postgresql://a\0b", "postgresql://\ud800", [])),
    "connection": (SqliteStore.bound, (None, "sqlite:///x.db", psycopg.Connection)),
    "connection ": (PostgresStore.bound, (None, "postgresql://x", sqlite3.connect(":memory:"))),
    "path ": (Logbook, ("a\0b", "\ud800")),
    "command": (command_to_plain, (None, "stop", {"type": "stop"})),
    "rules": (Codec.of, (None, "letter")),
    "rules ": (lambda x: command_from_plain({}, x), (None, "letter")),
    "known": (lambda x: exchange.verify(_exported(), rules=LETTER, known=x), (LETTER, 5, None)),
    "sealed": (lambda x: unseal(x, Codec.of(LETTER)), (None, b"{}", ("p", 1, "i", "0" * 64, b"{}", b""))),
    "codec": (lambda x: unseal(SEALED, x), (None, LETTER)),
    "hash": (lambda x: proof().holds(x, POINT), (None, 5, b"0" * 64)),
    "checkpoint ": (lambda x: proof().holds("0" * 64, x), (None, "voorbeeld\n0\n\n", b"")),
    "proof": (exchange.written_proof, (None, "{}", SEALED)),
    "proof ": (exchange.read_proof, (None, 5, [], "x")),
    "checkpoint": (PrivateKey.generate("fictief").sign, (None, "voorbeeld\n0\n\n", b"")),
    "known[0]": (lambda x: exchange.verify(_exported(), rules=LETTER, known=x), (["letter"],)),
}
"""By the name of what is wrong: what is made with it, or asked of it without a ledger."""


@pytest.mark.parametrize("field", MADE)
def test_what_is_given_beside_a_ledger_is_refused_by_name_as_well(field: str) -> None:
    """The name of a process is no process, one year is no list of years, and one set of rules no list of those."""
    make, values = MADE[field]
    for value in values:
        with pytest.raises(InputError) as error:
            make(value)
        assert [field.strip()] == [p.field for p in error.value.problems], value


def test_all_that_is_given_beside_a_ledger_is_one_error() -> None:
    """Two arguments, and two years that are wrong in two ways, are told together."""
    wrong: Any = 5
    with pytest.raises(InputError) as error:
        unseal(wrong, wrong)
    assert ["sealed", "codec"] == [p.field for p in error.value.problems]
    with pytest.raises(InputError) as error:
        PostgresStore(wrong, patience=nan, connections=0)
    assert ["address", "patience", "connections"] == [p.field for p in error.value.problems]
    with pytest.raises(InputError, match="a year of which the package `holidays` knows the holidays") as error:
        dutch_holidays([1945, 2026, "2027"])  # type: ignore[list-item]
    assert [("years[0]", "1945"), ("years[2]", "'2027'")] == [(p.field, p.value) for p in error.value.problems]


def test_a_name_in_place_of_a_process_is_told_which_it_is_of() -> None:
    """Somebody who means a process of the letter finds it."""
    with pytest.raises(InputError, match=f"do you mean `{WEBSITES}`"):
        Road("douane/website")  # type: ignore[arg-type]


def test_a_language_has_a_name() -> None:
    """What is no text is none; nor is there one without a function that gives its texts."""
    names: tuple[Any, ...] = (None, 5, "", "f y", "nl", [])
    for wrong in names:
        with pytest.raises(InputError, match="`language`: expected a name such as `fy`, and not `nl` or `en`; got"):
            add_language(wrong, lambda text: text.en)
    for function in (None, 5, coroutine):
        with pytest.raises(InputError, match="`translate`: expected a "):
            add_language("fy", function)  # type: ignore[arg-type]
    with pytest.raises(InputError) as error:
        add_language(5, None)  # type: ignore[arg-type]
    assert ["language", "translate"] == [p.field for p in error.value.problems]
    with pytest.raises(InputError, match="got 'fy'"):
        Text(nl="a", en="b")["fy"]


MISTAKEN: dict[str, tuple[Callable[[], object], str]] = {
    "one state for several": (
        lambda: engine.staying(State.NEW, c.Stop),  # type: ignore[arg-type]
        "`states` of `staying`: expected a set of states, also of a single one; got <State.NEW: 'new'>",
    ),
    "no states": (lambda: engine.staying(None, c.Stop), "`states` of `staying`: expected a set of states"),  # type: ignore[arg-type]
    "one source": (lambda: engine.moving(State.NEW, c.Stop, State.STOPPED), "`sources` of `moving`: expected a set"),  # type: ignore[arg-type]
    "no target": (lambda: engine.moving({State.NEW}, c.Stop, "x"), "`target` of `moving`: expected a `State`; got 'x'"),  # type: ignore[arg-type]
    "no name of a column": (lambda: engine.Column(5, int, Text(nl="a", en="b")), "a column cannot be called 5"),  # type: ignore[arg-type]
    "a list as the name of a column": (lambda: engine.Column([], int, Text(nl="a", en="b")), "cannot be called []"),  # type: ignore[arg-type]
    "no names in a scope": (
        lambda: Scope(name="s", title=Text(nl="a", en="b"), named=None, leaves_out=Text(nl="a", en="b")),  # type: ignore[arg-type]
        "`named`: expected a function for each name; got None",
    ),
    "no names of moves": (lambda: histories(named=5), "`named`: expected a function for each name; got 5"),  # type: ignore[arg-type]
    "no functions of moves": (lambda: histories(named={"a": 1}), "`named['a']`: expected a function; got 1"),  # type: ignore[dict-item]
    "no turns": (lambda: histories(turns=None), "`turns`: expected a list, also of a single one; got None"),  # type: ignore[arg-type]
    "a turn that is no name": (lambda: histories(turns=[5]), "`turns[0]`: expected a name; got 5"),  # type: ignore[list-item]
    "no key of a command": (lambda: schema(LETTER, command=[]), "`name`: expected the name of a command; got []"),  # type: ignore[arg-type]
    "no language": (lambda: definition(LETTER, language="zz"), "expected `nl` or `en`; got 'zz'"),
    "a chapter without a title": (
        lambda: Chapter(title="t", body=5),  # type: ignore[arg-type]
        "`title`: expected `Text`; got 't'\n- `body`: expected a text, or HTML as `tag` makes it; got 5",
    ),
}


@pytest.mark.parametrize("what", MISTAKEN)
def test_what_is_mistaken_is_told_where_it_is_given(what: str) -> None:
    """By name, with what was given and what was expected; it was an error of Python."""
    make, says = MISTAKEN[what]
    with pytest.raises((InputError, DefinitionError)) as error:
        make()
    assert says in str(error.value)


def test_a_trigger_is_called_by_a_text() -> None:
    """What is none is as unknown as another name."""
    process = Governed(GovernedMachine(Workflow.open("memory:")), WEBSITES)
    names: tuple[Any, ...] = ([], None, 10**5000)
    for wrong in names:
        with pytest.raises(AttributeError, match="has no attribute or trigger"):
            process.trigger(wrong, Road(letter.PROCESSES[WEBSITES]).identify())


@pytest.mark.filterwarnings("error")
def test_a_language_has_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that turns out to give none is told where a text is asked for."""
    monkeypatch.setattr("ontvlechting.engine.text._SPOKEN", {"nl": lambda text: text.nl})
    for gives in (None, 5, coroutine(None)):
        add_language("fy", lambda _, gives=gives: gives)  # type: ignore[misc]
        with pytest.raises(InputError, match="`translate`: expected a text, from what gives `fy`; got"):
            Text(nl="a", en="b")["fy"]
    add_language("fy", lambda text: text.nl.upper())
    assert "A" == Text(nl="a", en="b")["fy"]


def test_what_only_claims_to_be_a_text_resembles_no_name() -> None:
    """It is told what it is, and no error fails on it."""

    class Claims:
        __class__ = str  # type: ignore[assignment]

    assert () == nearest(Claims(), ["a"])


def test_a_picture_and_a_machine_are_of_rules() -> None:
    """What is drawn or looked at without a ledger refuses the same."""
    wrong: Any = "letter"
    for make in (definition, Lifecycle):
        with pytest.raises(InputError, match="`rules`: expected rules, such as `LETTER`"):
            make(wrong)


def test_one_command_that_is_no_command_is_told_as_before(road: Road) -> None:
    """A pair is looked at as a pair first; what stands in it is then refused by its own name."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    wrong: Any = [(WEBSITES, c.Stop)]
    with pytest.raises(
        InputError, match=r"`command`: expected a command, and not its class; make one: `Stop\(\.\.\.\)`"
    ):
        flow.submit_many(wrong)
