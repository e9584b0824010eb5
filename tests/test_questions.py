"""Whatever is asked of a ledger, there is an answer or one clear error, and the same on every store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ontvlechting import LETTER, InputError, State, Workflow, letter
from ontvlechting.engine.errors import OntvlechtingError, shown
from ontvlechting.letter.fiction import Road
from ontvlechting.record.stores import opened
from ontvlechting.testing.stores import keep, story
from tests.databases import Databases
from tests.programmes import OPENING

ROAD = Road(letter.PROCESSES["douane/websites"])
AHEAD = datetime(2999, 1, 1, tzinfo=UTC)
COMMANDS = tuple(ROAD.until(State.PLAN_DRAFTED))


class Mute:
    """A value that cannot be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("hostile")


class Odd(str):
    """A text that shows itself as something else."""

    __slots__ = ()

    def __repr__(self) -> Any:
        return 5


def _stranger() -> object:
    """A value of a class that does not say what it is called."""

    class Nameless(type):
        @property
        def __name__(cls) -> str:  # type: ignore[override]
            raise RuntimeError("hostile")

    class Stranger(Mute, metaclass=Nameless):
        pass

    return Stranger()


def _deep() -> list[Any]:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    return deep


HOSTILE: dict[str, Any] = {
    "less than nothing": -1,
    "nothing": 0,
    "the largest that a database knows": 2**63 - 1,
    "one more than that": 2**63,
    "too large to write": 10**5000,
    "yes": True,
    "no": False,
    "a float": 1.5,
    "no number": float("nan"),
    "a decimal": Decimal(1),
    "none": None,
    "an empty text": "",
    "blanks": " ",
    "a text": "x",
    "a long text": "x" * 5_000,
    "a text that ends early": "p\0",
    "half a character": "\ud800",
    "a text that is more": Odd("p"),
    "bytes": b"p",
    "an empty list": [],
    "a list of a list": [[]],
    "a mapping": {"p": 1},
    "a very deep list": _deep(),
    "a day": date(2023, 1, 1),
    "a moment without a zone": datetime(2023, 1, 1),  # noqa: DTZ001 - that is what it is
    "a moment": datetime(2023, 1, 1, tzinfo=UTC),
    "a class": int,
    "a function": len,
    "something mute": Mute(),
    "a stranger": _stranger(),
}
"""What somebody, or a program that passes something on, may give in the place of anything."""

Question = Callable[[Workflow, Any], object]


def _overview(field: str) -> Question:
    return lambda flow, value: [line.process for line in flow.overview(**{field: value})]


QUESTIONS: dict[str, Question] = {
    **{
        f"overview, {field}": _overview(field)
        for field in ("state", "route", "receiving", "waiting_until", "breached", "after", "limit")
    },
    "records, after": lambda flow, value: len(flow.records(after=value)),
    "records, limit": lambda flow, value: len(flow.records(limit=value)),
    "prove, process": lambda flow, value: flow.prove(value, 1).position,
    "prove, number": lambda flow, value: flow.prove("p", value).position,
    "prove, size": lambda flow, value: flow.prove("p", 1, size=value).size,
    "prove growth": lambda flow, value: len(flow.prove_growth(value)),
    "dossier": lambda flow, value: flow.dossier(value).state,
    "history": lambda flow, value: len(flow.history(value)),
    "next steps": lambda flow, value: len(flow.next_steps(value)),
    "next steps, at": lambda flow, value: len(flow.next_steps("p", at=value)),
    "next steps, by": lambda flow, value: len(flow.next_steps("p", by=value)),
    "departures": lambda flow, value: len(flow.departures(value, LETTER)),
    "departures, rules": lambda flow, value: len(flow.departures("p", value)),
    "portfolio": lambda flow, value: [r.process for r in flow.portfolio(value)],
    "portfolio, one": lambda flow, value: [r.process for r in flow.portfolio([value])],
    "registers": lambda flow, value: len(flow.registers(value).documents),
    "registers, as of": lambda flow, value: len(flow.registers("programma", as_of=value).documents),
    "registers, known": lambda flow, value: len(flow.registers("programma", known=value).documents),
    "accountability": lambda flow, value: flow.accountability(value, as_of=date(2024, 1, 1)).processes,
    "accountability, as of": lambda flow, value: flow.accountability("programma", as_of=value).processes,
    "accountability, known": lambda flow, value: flow.accountability("programma", known=value).processes,
    "report, programme": lambda flow, value: len(flow.report("en", programme=value)) > 0,
    "ask, process": lambda flow, value: flow.ask(value, COMMANDS[1]).kind,
    "ask, command": lambda flow, value: flow.ask("p", value).kind,
    "submit, process": lambda flow, value: flow.submit(value, COMMANDS[1]).record.number,
    "submit, command": lambda flow, value: flow.submit("p", value).record.number,
    "submit, id": lambda flow, value: flow.submit("p", COMMANDS[1], id=value).record.number,
    "submit many": lambda flow, value: len(flow.submit_many(value)),
    "submit many, one": lambda flow, value: len(flow.submit_many([("p", COMMANDS[1]), value])),
    "submit many, a process": lambda flow, value: len(flow.submit_many([("p", COMMANDS[1]), (value, COMMANDS[0])])),
    "submit many, a command": lambda flow, value: len(flow.submit_many([("p", COMMANDS[1]), ("p", value)])),
    "submit many, ids": lambda flow, value: len(flow.submit_many([("p", COMMANDS[1])], ids=value)),
    "submit many, an id": lambda flow, value: len(flow.submit_many([("p", COMMANDS[1])], ids=[value])),
}


@contextmanager
def in_each_store(folder: Path, databases: Databases) -> Iterator[list[Workflow]]:
    """The same ledger in each store: a process and a programme."""
    database = databases.take()
    with ExitStack() as stack:
        flows = []
        for address in ("memory:", f"sqlite:///{folder / 'ledger.db'}", database):
            store = stack.enter_context(closing(opened(address)))
            keep(store, story("p", 2))
            flows.append(Workflow(store))
            flows[-1].submit_many([("programma", command) for command in OPENING])
        yield flows
    databases.give_back(database)


@pytest.fixture(scope="module")
def only_asked(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[list[Workflow]]:
    """For questions that record nothing."""
    with in_each_store(tmp_path_factory.mktemp("asked"), databases) as flows:
        before = [len(flow.records()) for flow in flows]
        yield flows
        assert before == [len(flow.records()) for flow in flows]


@pytest.fixture
def flows(question: str, tmp_path: Path, databases: Databases, only_asked: list[Workflow]) -> Iterator[list[Workflow]]:
    """Filled anew where something may be recorded."""
    if not question.startswith("submit"):
        yield only_asked
        return
    with in_each_store(tmp_path, databases) as flows:
        yield flows


@pytest.mark.parametrize("question", QUESTIONS)
def test_whatever_is_asked_has_an_answer_or_one_clear_error(flows: list[Workflow], question: str) -> None:
    """Of this package, in both languages, and the same on every store; what is recorded is recorded on each of them."""
    for value in HOSTILE.values():
        answers = []
        for flow in flows:
            try:
                answers.append(repr(QUESTIONS[question](flow, value)))
            except OntvlechtingError as error:
                said = error.text.en.encode(), error.text.nl.encode()
                answers.append(repr((type(error), *said)))
        assert 1 == len(set(answers)), answers
    assert 1 == len({repr([(p, len(flow.history(p))) for p in flow.processes()]) for flow in flows})
    assert 1 == len({len(flow.records()) for flow in flows})


REFUSED: dict[str, tuple[Question, list[Any], set[str]]] = {
    "a limit": (
        lambda flow, value: flow.overview(limit=value),
        [-1, 2**63, True, 1.0, "1", b"1"],
        {"limit"},
    ),
    "a place": (
        lambda flow, value: flow.overview(after=value),
        [0, None, " ", "x" * 201, "p\0", "\ud800", b"p", ["p"]],
        {"after"},
    ),
    "a party": (lambda flow, value: flow.overview(receiving=value), ["", "\0", "\ud800", 5], {"receiving"}),
    "all of an overview": (
        lambda flow, value: flow.overview(state=value, route=value, receiving=value, after=value, limit=value),
        [b"x", 1.5],
        {"state", "route", "receiving", "after", "limit"},
    ),
    "a page": (
        lambda flow, value: flow.records(after=value, limit=value),
        [-1, 2**63, False, 0.0, None],
        {"after", "limit"},
    ),
    "a proof": (
        lambda flow, value: flow.prove(value, value, size=value),
        [-1, 2**63, True, 1.0, b"p"],
        {"process", "number", "size"},
    ),
    "the first record is number one": (lambda flow, value: flow.prove("p", value), [0], {"number"}),
    "an earlier size": (lambda flow, value: flow.prove_growth(value), [-1, 2**63, True, 1.0, None], {"old_size"}),
    "other rules": (lambda flow, value: flow.departures("p", value), [None, "letter", LETTER.ref], {"rules"}),
    "names": (lambda flow, value: flow.portfolio(value), ["p", b"p", 5], {"processes"}),
    "a name": (lambda flow, value: flow.portfolio(["p", value]), ["", 5, None, ["p"]], {"processes[1]"}),
    "commands": (lambda flow, value: flow.submit_many(value), ["p", 5, None], {"commands"}),
    "pairs": (
        lambda flow, value: flow.submit_many([("p", COMMANDS[1]), value, value]),
        ["px", ("p",), ("p", COMMANDS[1], "id"), COMMANDS[1], None, {"p": 1, "q": 2}],
        {"commands[1]", "commands[2]"},
    ),
    "ids": (lambda flow, value: flow.submit_many([("p", COMMANDS[1])], ids=value), ["x", 5, [], ["x", "y"]], {"ids"}),
    "one of the ids": (
        lambda flow, value: flow.submit_many([("p", COMMANDS[1])] * 2, ids=["x", value]),
        ["", 5, None],
        {"ids[1]"},
    ),
    "all of a command": (
        lambda flow, value: flow.submit(value, value, id=value),
        [5, "", b""],
        {"process", "command", "ids[0]"},
    ),
    "all of several commands": (
        lambda flow, value: flow.submit_many([(value, COMMANDS[1]), ("p", value), ("p", ROAD.draft(at=AHEAD))]),
        [5, "", b""],
        {"commands[0].process", "commands[1].command", "commands[2].command.at"},
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_honoured_is_refused_by_name(what: str) -> None:
    """One error that names each field in which there is something else; nothing is recorded."""
    flow = Workflow.open("memory:")
    keep(flow._store, story("p", 2))
    question, values, fields = REFUSED[what]
    for value in values:
        with pytest.raises(InputError) as error:
            question(flow, value)
        assert fields == {p.field for p in error.value.problems}
    assert 2 == len(flow.records())


def test_a_page_begins_after_any_name_and_ends_at_any_limit() -> None:
    """What is a name or none, and a whole number or none, is taken, also when there is no such process."""
    flow = Workflow.open("memory:")
    keep(flow._store, [*story("a", 1), *story("b", 1), *story("c", 1)])
    for after, limit, expected in (
        ("", None, "abc"),
        ("a", 1, "b"),
        ("aa", 2**63 - 1, "bc"),
        ("", 0, ""),
        ("z", 5, ""),
    ):
        assert list(expected) == [line.process for line in flow.overview(after=after, limit=limit)]


SHOWN: dict[str, tuple[object, str]] = {
    "too large": (10**5000, "<int>"),
    "too deep": (_deep(), "<list>"),
    "mute": (Mute(), "<Mute>"),
    "a stranger": (_stranger(), "<Stranger>"),
    "odd": (Odd("p"), "<Odd>"),
    "half a character": ("\ud800", "'\\ud800'"),
    "long": ("x" * 200, f"'{'x' * 119}… (202 characters)"),
}


@pytest.mark.parametrize("what", SHOWN)
def test_every_value_can_be_shown(what: str) -> None:
    """Also one that is too deep, too large, or of a class of somebody else's making: an error always says something."""
    value, expected = SHOWN[what]
    assert expected == shown(value)


def test_a_text_that_shows_half_a_character_can_be_written() -> None:
    """What an error shows is text that UTF-8 can hold."""

    class Half:
        def __repr__(self) -> str:
            return "\udc80"

    assert "\\udc80" == shown(Half())
    shown(Half()).encode()


def test_an_interruption_while_a_value_is_shown_goes_through() -> None:
    """Who stops the program is not taken for a value that cannot be shown."""

    class Interrupted:
        def __repr__(self) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shown(Interrupted())
