"""What comes in from outside and is called here: what is said of one that does nothing, and whose error is no answer."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial, wraps
from types import FrameType, TracebackType
from typing import Any

import pytest

from ontvlechting import InputError
from ontvlechting.engine.days import Calendar
from ontvlechting.engine.outside import PLAIN, Surely, called, interrupts, problems_of_function, several


async def later() -> None:
    """Would have to be awaited."""


def leaves_it() -> object:
    """Does nothing, and leaves something to be awaited."""
    return later()


def test_what_has_done_nothing_is_told_by_its_name() -> None:
    """One problem, with the function; what has done its work is called with what it is given."""
    with pytest.raises(InputError) as error:
        called(leaves_it)
    (problem,) = error.value.problems
    assert ("callback", "callback", PLAIN) == (error.value.subject, problem.field, problem.expected)
    assert "leaves_it" in problem.value
    told: list[object] = []
    called(told.append, 1)
    assert [1] == told


def test_what_is_no_function_is_told_as_it_is() -> None:
    """Another sentence than of one that would never run."""
    (problem,) = problems_of_function("x", "clock")
    assert ("clock", "'x'", "een functie", "a function") == (
        problem.field,
        problem.value,
        problem.expected.nl,
        problem.expected.en,
    )
    (problem,) = problems_of_function(later, "clock")
    assert ("clock", PLAIN) == (problem.field, problem.expected)
    assert "later" in problem.value
    assert [] == problems_of_function(print, "clock")


def test_several_things_are_a_tuple_and_one_stays_as_it_is() -> None:
    """Letters and bytes are not several things."""
    assert [(1, 2), (1,), ("a",)] == [several(x) for x in ([1, 2], iter([1]), {"a": 1})]
    assert ["ab", b"ab", 5, None] == [several(x) for x in ("ab", b"ab", 5, None)]


# -- signals -------------------------------------------------------------------------------------------------------------


class Struck(Exception):
    """What a handler of a signal raises."""


def strike(*_: object) -> None:
    """A handler."""
    raise Struck


@wraps(strike)
def wrapped(number: int, frame: FrameType | None) -> None:
    """A handler around a handler: the innermost one is what runs last."""
    strike(number, frame)


class Striking:
    """A handler in an object."""

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """As a whole."""
        raise Struck

    def method(self, number: int, frame: FrameType | None) -> None:
        """By a method."""
        raise Struck


HANDLERS: dict[str, Callable[[int, FrameType | None], Any]] = {
    "a function": strike,
    "a part": partial(strike, 1),
    "a part of a part": partial(partial(strike, 1), 2),
    "wrapped": wrapped,
    "an object": Striking(),
    "a method": Striking().method,
    "a part of a method": partial(Striking().method),
}


@contextmanager
def handled(handler: Any) -> Iterator[None]:
    """This handler is in place for a signal that nobody sends."""
    before = signal.signal(signal.SIGUSR2, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR2, before)


def failure(function: Callable[..., object], *given: object) -> Exception:
    """The error of a function."""
    try:
        function(*given)
    except Exception as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError


@pytest.mark.parametrize("how", HANDLERS)
def test_an_error_from_a_handler_of_a_signal_is_an_interruption(how: str) -> None:
    """However the handler is made; what fails by itself at the same time is not."""
    handler = HANDLERS[how]
    error = failure(handler, 1, None)
    assert not interrupts(error), "nobody handles a signal by it yet"
    with handled(handler):
        assert interrupts(error)
        assert interrupts(ExceptionGroup("both", [ValueError(), error]))
        assert not interrupts(failure(int, "x"))
        assert not interrupts(ExceptionGroup("both", [ValueError(), TypeError()]))


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL, signal.default_int_handler])
def test_a_signal_that_nobody_handles_interrupts_nothing(handler: Any) -> None:
    """What Python itself has in place is known."""
    with handled(handler):
        assert not interrupts(failure(int, "x"))


def test_a_handler_of_which_nothing_can_be_told_may_be_what_struck() -> None:
    """A function that is not made in Python."""
    with handled(print):
        assert interrupts(failure(int, "x"))


@pytest.mark.parametrize("kind", [MemoryError, RecursionError, KeyboardInterrupt, SystemExit])
def test_a_failure_of_the_machine_is_an_interruption(kind: type[BaseException]) -> None:
    """By itself, and in a group."""
    assert interrupts(kind())
    assert interrupts(BaseExceptionGroup("all", [ValueError(), kind()]))


# -- contexts and calendars ----------------------------------------------------------------------------------------------


def test_a_context_is_surely_ended_with_the_error_that_it_ends_by() -> None:
    """Twice where its own end was not interrupted; without an error only by itself."""
    seen: list[tuple[type[BaseException] | None, BaseException | None, TracebackType | None]] = []

    class Context:
        def __enter__(self) -> None:
            pass

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            seen.append((kind, error, trace))

    context = Context()
    with Surely(context), context:
        pass
    assert [(None, None, None)] == seen
    seen.clear()
    error = ValueError("x")
    with pytest.raises(ValueError, match="x"), Surely(context), context:
        raise error
    assert [(ValueError, error)] * 2 == [(kind, found) for kind, found, _ in seen]
    assert all(trace is not None for _, _, trace in seen)


def test_a_term_ends_where_the_calendar_ends() -> None:
    """The last day that there is, also when it is a day of rest."""
    calendar = Calendar(holidays=(date.max,))
    assert date.max == calendar.last_day(date(9999, 10, 31), 2)
    assert date.max == calendar.last_day(date(9999, 12, 1))
    assert date.max == Calendar().last_day(date(9999, 12, 15), 3)
    assert date(9999, 12, 31) == Calendar(extended=False).last_day(date(9999, 10, 31), 2)
