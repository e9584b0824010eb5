"""Functions and lists that others give us to use: listeners, callbacks, clocks, guards, checks, progress bars.

Nothing in this package awaits. A coroutine function would be accepted, called, and never run; so would a generator. They are refused
when they are given, and a function that turns out to answer with such a thing has not done its work: it counts as failed.
"""

from __future__ import annotations

import inspect
import signal
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial, partialmethod
from itertools import repeat, takewhile
from types import CodeType, MethodType, TracebackType
from typing import Any, Protocol, TypeVar

from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text

PLAIN = Text(
    nl="een gewone functie; wie met `async` of `yield` is gemaakt, wordt hier nooit uitgevoerd",
    en="a plain function; one that is made with `async` or `yield` would never run here",
)
"""What is called here."""
BAR = Text(
    nl="een voortgangsbalk, zoals `tqdm` of `rich.progress.track`",
    en="a progress bar, such as `tqdm` or `rich.progress.track`",
)
"""What shows how far long work is."""
_T = TypeVar("_T")


class ProgressBar(Protocol):
    """Shows how far something is while it is gone through: `tqdm`, `rich.progress.track`, `mo.status.progress_bar` of marimo."""

    def __call__(self, iterable: Iterable[_T], /, *, total: int | None) -> Iterable[_T]:
        """Gives back what it is given, one by one.

        Args:
            iterable: what is gone through.
            total: how many that are; None when nobody knows.
        """
        ...


def watched(things: Iterable[_T], progress: ProgressBar | None, total: int | None = None) -> Iterable[_T]:
    """These things, while a progress bar shows how far it is; without one just these things.

    They do not pass through it: it is given as many of nothing, so that no bar decides what is looked at.

    Raises:
        InputError: this is no progress bar, or cannot be asked as one.
        Exception: whatever it raises, also later; then the work ends there.
    """
    if progress is None:
        return things
    going = [True]
    beats = _asked(progress, takewhile(lambda _: going, repeat(None)), total)
    if not isinstance(beats, Iterable):
        unfinished(beats)
        raise InputError("progress", [Problem("progress", shown(progress), BAR)])
    return _in_step(things, iter(beats), going)


def _asked(bar: Any, beats: Iterable[None], total: int | None) -> object:
    """What a progress bar answers; None of what cannot be called, or not with this."""
    try:
        return bar(beats, total=total) if callable(bar) else None
    except TypeError as error:
        if error.__traceback__ and error.__traceback__.tb_next:  # it took what it was given, and failed by itself
            raise
        return None


def _in_step(things: Iterable[_T], beats: Iterator[object], going: list[bool]) -> Iterator[_T]:
    for thing in things:
        next(beats, None)
        yield thing
    going.clear()
    next(beats, None)  # so that it sees the end


def several(given: Any) -> Any:
    """What was given as a tuple, to be read more than once; what is not several things stays as it is, to be refused."""
    return tuple(given) if isinstance(given, Iterable) and not isinstance(given, (str, bytes)) else given


def never_runs(function: object) -> bool:
    """Whether calling this does nothing but make something to await, or to go through."""
    while isinstance(function, (partial, partialmethod, MethodType, staticmethod, classmethod)):
        function = function.func if isinstance(function, (partial, partialmethod)) else function.__func__
    kinds = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)
    call = getattr(type(function), "__call__", None)  # noqa: B004 - its kind is asked, not whether it is there
    return any(kind(f) for kind in kinds for f in (function, call))


def unfinished(answer: object) -> bool:
    """Whether what a function answered still has to be awaited or gone through; it is closed then.

    A task or a future is not: the loop that made it sees to it.
    """
    if isinstance(answer, (Coroutine, Generator)):
        answer.close()
        return True
    waits = isinstance(answer, Awaitable) and not hasattr(answer, "_asyncio_future_blocking")
    return waits or isinstance(answer, AsyncGenerator)


def interrupts(error: BaseException) -> bool:
    """Whether this is no failure of the code that ran, but of the machine, or from a handler of a signal in its midst."""
    if isinstance(error, BaseExceptionGroup):
        return any(map(interrupts, error.exceptions))
    if isinstance(error, MemoryError | RecursionError) or not isinstance(error, Exception):
        return True
    given = {signal.getsignal(number) for number in _SIGNALS}
    handlers = {_code_of(handler) for handler in given if handler not in _NO_HANDLERS}
    if None in handlers:  # it may be what struck, and cannot be told
        return True
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code in handlers for frame, _ in frames)


_SIGNALS = tuple(signal.valid_signals())
"""Every signal of this system; to ask which they are takes longer than to ask who handles them."""
_NO_HANDLERS = (None, signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler)


def _code_of(function: Any) -> CodeType | None:
    """The code of a function in Python, whatever is wrapped around it; None of anything else."""
    while isinstance(function, (partial, MethodType)):
        function = function.func if isinstance(function, partial) else function.__func__
    function = inspect.unwrap(function) if callable(function) else function
    call = getattr(type(function), "__call__", None)  # noqa: B004 - its code is asked, not whether it is there
    code = getattr(function, "__code__", None) or getattr(call, "__code__", None)
    return code if isinstance(code, CodeType) else None


def called(function: Callable[..., object], *given: object) -> None:
    """Call a function for what it does.

    Raises:
        InputError: it has done nothing, and left something to be awaited.
        Exception: whatever it raises.
    """
    if unfinished(function(*given)):
        raise InputError("callback", [Problem("callback", shown(function), PLAIN)])


def problems_of_function(function: object, field: str) -> list[Problem]:
    """What keeps something from being called: it is no function, or it would never run."""
    if not callable(function):
        return [Problem(field, shown(function), Text(nl="een functie", en="a function"))]
    return [Problem(field, shown(function), PLAIN)] if never_runs(function) else []


def _unadded(language: object, translate: object, named: bool) -> InputError | None:  # noqa: FBT001 - by position, as `Text` says
    """The error that a language cannot be added: it has no name for one, or that is no function; None where it can."""
    name = Text(nl="een naam zoals `fy`, en niet `nl` of `en`", en="a name such as `fy`, and not `nl` or `en`")
    problems = [] if named else [Problem("language", shown(language), name)]
    problems += problems_of_function(translate, "translate")
    return InputError("add_language", problems) if problems else None


def _untranslated(language: object, given: object) -> InputError:
    """The error that what was added for a language gives no text."""
    unfinished(given)
    expected = Text(nl=f"een tekst, van wat `{language}` geeft", en=f"a text, from what gives `{language}`")
    return InputError("language", [Problem("translate", shown(given), expected)])


Text.unadded = staticmethod(_unadded)
Text.untranslated = staticmethod(_untranslated)


def problems_of_each(given: object, field: str, problems: Callable[[object, str], list[Problem]]) -> list[Problem]:
    """What is wrong with each of several; they come as a tuple, see `several`."""
    if not isinstance(given, tuple):
        expected = Text(nl="een lijst, ook als het er een is", en="a list, also of a single one")
        return [Problem(field, shown(given), expected)]
    return [p for i, one in enumerate(given) for p in problems(one, f"{field}[{i}]")]


class Surely:
    """Ends a context in any case, also when who ends it was interrupted before it began to: `with Surely(it), it:`.

    It is then ended a second time, so it has to bear that.
    """

    def __init__(self, given: AbstractContextManager[object]) -> None:
        self._given = given

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._given.__exit__(kind, error, trace)
