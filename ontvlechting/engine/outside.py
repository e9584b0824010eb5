"""Functions and lists that callers give us: listeners, callbacks, clocks, guards, checks, progress bars.

Nothing in this package awaits. If a coroutine function or a generator function were called, its code would never run.
So these are refused when they are given. A function that turns out to return a coroutine or a generator has not done
its work either, and counts as failed.
"""

from __future__ import annotations

import inspect
import signal
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial, partialmethod
from itertools import repeat, takewhile
from types import CodeType, FunctionType, MethodType, TracebackType
from typing import Any, Protocol, TypeVar

from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text

PLAIN = Text(
    nl="een gewone functie; wie met `async` of `yield` is gemaakt, wordt hier nooit uitgevoerd",
    en="a plain function; one that is made with `async` or `yield` would never run here",
)
"""What is expected of a function."""
BAR = Text(
    nl="een voortgangsbalk, zoals `tqdm` of `rich.progress.track`",
    en="a progress bar, such as `tqdm` or `rich.progress.track`",
)
"""What is expected of a progress bar."""
_T = TypeVar("_T")


class ProgressBar(Protocol):
    """Shows the progress of an iteration: `tqdm`, `rich.progress.track`, `mo.status.progress_bar` of marimo."""

    def __call__(self, iterable: Iterable[_T], /, *, total: int | None) -> Iterable[_T]:
        """The items that it is given, one by one.

        Args:
            iterable: the items.
            total: the number of items; None when it is not known.
        """
        ...


def watched(things: Iterable[_T], progress: ProgressBar | None, total: int | None = None) -> Iterable[_T]:
    """These things, while a progress bar shows how far the iteration is; without a bar, just these things.

    The bar does not get the things themselves, but as many times None, so that it cannot change or drop any of them.

    Raises:
        InputError: it is not a progress bar, or cannot be called as one.
        Exception: whatever the bar raises, now or later; the iteration then ends.
    """
    if progress is None:
        return things
    going = [True]
    beats = _call_bar(progress, takewhile(lambda _: going, repeat(None)), total)
    if not isinstance(beats, Iterable):
        unfinished(beats)
        raise InputError("progress", [Problem("progress", shown(progress), BAR)])
    return _in_step(things, iter(beats), going)


def _call_bar(bar: Any, beats: Iterable[None], total: int | None) -> object:
    """What the progress bar returns; None if it cannot be called with these arguments."""
    try:
        return bar(beats, total=total) if callable(bar) else None
    except TypeError as error:
        if error.__traceback__ and error.__traceback__.tb_next:  # the call itself was fine; an error inside the bar
            raise
        return None


def _in_step(things: Iterable[_T], beats: Iterator[object], going: list[bool]) -> Iterator[_T]:
    """These things; the progress bar takes one step for each of them."""
    for thing in things:
        next(beats, None)
        yield thing
    going.clear()
    next(beats, None)  # lets the bar see the end


def several(given: Any) -> Any:
    """An iterable as a tuple, to be read more than once; a text or anything else as it is, to be refused later."""
    return tuple(given) if isinstance(given, Iterable) and not isinstance(given, (str, bytes)) else given


def never_runs(function: object) -> bool:
    """Whether calling this only makes a coroutine or a generator, and runs none of its code."""
    while isinstance(function, (partial, partialmethod, MethodType, staticmethod, classmethod)):
        function = function.func if isinstance(function, (partial, partialmethod)) else function.__func__
    kinds = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)
    call = getattr(type(function), "__call__", None)  # noqa: B004 - its kind matters, not whether it exists
    return any(kind(f) for kind in kinds for f in (function, call))


def unfinished(answer: object) -> bool:
    """Whether the result of a function still has to be awaited or iterated. A coroutine or generator is closed.

    A task or a future does not count, because an event loop runs it.
    """
    if isinstance(answer, (Coroutine, Generator)):
        answer.close()
        return True
    waits = isinstance(answer, Awaitable) and not hasattr(answer, "_asyncio_future_blocking")
    return waits or isinstance(answer, AsyncGenerator)


def interrupts(error: BaseException) -> bool:
    """Whether an error does not come from the code that ran itself.

    That is so when it is no `Exception`, when memory or the stack ran out, or when a signal handler may have raised it.
    """
    if isinstance(error, BaseExceptionGroup):
        return any(map(interrupts, error.exceptions))
    if isinstance(error, MemoryError | RecursionError) or not isinstance(error, Exception):
        return True
    given = {signal.getsignal(number) for number in _SIGNALS}
    handlers = {_code_of(handler) for handler in given if handler not in _NO_HANDLERS}
    if None in handlers:  # a handler that is not Python code may have raised it
        return True
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code in handlers for frame, _ in frames)


_SIGNALS = tuple(signal.valid_signals())
"""Every signal of this system, asked once: that is slower than asking for the handlers."""
_NO_HANDLERS = (None, signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler)


def _code_of(function: Any) -> CodeType | None:
    """The code of a Python function, without any wrappers; None for anything else."""
    while isinstance(function, (partial, MethodType)):
        function = function.func if isinstance(function, partial) else function.__func__
    function = inspect.unwrap(function) if callable(function) else function
    call = getattr(type(function), "__call__", None)  # noqa: B004 - its code matters, not whether it exists
    code = getattr(function, "__code__", None) or getattr(call, "__code__", None)
    return code if isinstance(code, CodeType) else None


def called(function: Callable[..., object], *given: object) -> None:
    """Call a function for its side effects.

    Raises:
        InputError: what it returned still has to be awaited or iterated, so its work was not done.
        Exception: whatever it raises.
    """
    if unfinished(function(*given)):
        raise InputError("callback", [Problem("callback", shown(function), PLAIN)])


def problems_of_function(function: object, field: str) -> list[Problem]:
    """The problems of a value as a function: it is not one, or its code would never run."""
    if not callable(function):
        return [Problem(field, shown(function), Text(nl="een functie", en="a function"))]
    return [Problem(field, shown(function), PLAIN)] if never_runs(function) else []


def problems_of_call(function: object, field: str, many: int, expected: Text) -> list[Problem]:
    """The problems of a value as a function that is called with so many things."""
    unfit = problems_of_function(function, field)
    return unfit if unfit or takes(function, many) else [Problem(field, shown(function), expected)]


def takes(function: Any, many: int) -> bool:
    """Whether a function can be called with so many things, as far as that can be told."""
    bound = type(function) is MethodType
    code = getattr(function.__func__ if bound else function, "__code__", None)
    if type(code) is CodeType and code.co_argcount == many + bound and not code.co_kwonlyargcount:
        return True  # nearly all are like that, and to look further takes long
    try:
        asked = inspect.signature(function, follow_wrapped=False)
    except (TypeError, ValueError):  # nobody can tell; but of a method written in Python, it lacks a place for `self`
        return not isinstance(getattr(function, "__func__", None), FunctionType)
    try:
        asked.bind(*(None,) * many)
    except TypeError:
        return False
    return True


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
    """The problems of each item of a tuple; see `several`."""
    if not isinstance(given, tuple):
        expected = Text(nl="een lijst, ook als het er een is", en="a list, also of a single one")
        return [Problem(field, shown(given), expected)]
    return [p for i, one in enumerate(given) for p in problems(one, f"{field}[{i}]")]


class Surely:
    """Closes a context manager also when its own `__exit__` was interrupted before it began: `with Surely(it), it:`.

    After an error, the `__exit__` of the context manager is called twice, so it has to allow that.
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
