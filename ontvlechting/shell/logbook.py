"""A log line for every decision, written after the commit. It repeats the record, and is never the record itself.

A `Logbook` is a listener: `Workflow.open(address, tell=[Logbook()])`. It writes one JSON object per line, and says who
did what, with which answer, where and when, by codes and references only. What people wrote stays in the ledger: no
motivation, no name of a person, no text of a reason comes into a log line.

It has its own structlog logger with its own processors. It does not use, and does not change, the configuration of
structlog or `logging` in the program.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, MutableMapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import structlog

from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.handles import Handle
from ontvlechting.engine.outside import PLAIN, called, never_runs
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.record.audit import Record
from ontvlechting.record.files import path_of
from ontvlechting.record.shared import Shared

if TYPE_CHECKING:
    from ontvlechting.shell.answers import Outcome

STEP_ACCEPTED: Final = "ontvlechting.step.accepted"
"""A command was accepted and moved the process to another state."""
FACT_ACCEPTED: Final = "ontvlechting.fact.accepted"
"""A command was accepted and recorded; the process stays in its state."""
COMMAND_REFUSED: Final = "ontvlechting.command.refused"
"""The rules said no; the refusal is recorded."""
COMMAND_NOT_FROM_STATE: Final = "ontvlechting.command.not_from_state"
"""The command cannot be given in this state; that is recorded."""
COMMAND_UNKNOWN: Final = "ontvlechting.command.unknown"
"""These rules do not know the command; that is recorded."""

EVENTS: Final = (STEP_ACCEPTED, FACT_ACCEPTED, COMMAND_REFUSED, COMMAND_NOT_FROM_STATE, COMMAND_UNKNOWN)
"""Every name that a line can have under `event`; these names are stable."""

_NOT_ACCEPTED = {
    VerdictKind.REFUSED: COMMAND_REFUSED,
    VerdictKind.NOT_FROM_STATE: COMMAND_NOT_FROM_STATE,
    VerdictKind.UNKNOWN_COMMAND: COMMAND_UNKNOWN,
}

Sink = TextIO | str | Path | Callable[[str], object]
"""Where lines go: a text stream, the path of a file, or a function that takes one line without its line end."""


class Logbook(Handle):
    """Writes one line per decision. May be shared by workflows and threads.

    Args:
        sink: where lines go; when it is not given, `sys.stderr` as it is when a line is written. A file is opened and
            closed for each line, so that it may be rotated.

    Raises:
        InputError: the sink is of no known kind, no path that a file can have, or would have to be awaited.
        OSError: the file cannot be written. When that happens later, or a stream or function fails, the error goes to
            the `Workflow`, which logs it and goes on: the record is stored all the same.
    """

    _instead = Text(nl="maak in het andere proces een `Logbook` met dezelfde bestemming",
                    en="make a `Logbook` with the same sink in the other process")  # fmt: skip

    def __init__(self, sink: Sink | None = None) -> None:
        # bound now, so that no later configuration of structlog by the program is used
        self._log: structlog.BoundLogger = structlog.wrap_logger(
            _LineWriter(_writer_to(sink)),
            processors=[structlog.processors.add_log_level, _event_first, structlog.processors.JSONRenderer()],
            wrapper_class=structlog.BoundLogger,
            context_class=dict,
        ).bind()

    def __call__(self, outcome: Outcome) -> None:
        """Write the line of one outcome: level `info` when it was accepted, else `warning`."""
        record = outcome.record
        write = self._log.info if outcome.allowed else self._log.warning
        write(self.name(record), **self.fields(record))

    @staticmethod
    def name(record: Record) -> str:
        """The name of the line about this record: one of `EVENTS`."""
        event = record.event
        if event.verdict.allowed:
            return FACT_ACCEPTED if event.after is event.before else STEP_ACCEPTED
        return _NOT_ACCEPTED[event.verdict.kind]

    @staticmethod
    def fields(record: Record) -> dict[str, str | int | list[str]]:
        """What a line says about a record.

        - `process`, `number`, `hash`: which process, and where in the ledger the record is found
        - `command`, `before`, `after`, `verdict`: what was asked, in which state, where it led, and the kind of answer
        - `reasons`, `warnings`: the ids of the rules that kept the door shut, and of those that warned, each once
        - `actor`, `role`, `party`: who asked, by a pseudonymous id, in which capacity, and for whom
        - `at`, `recorded_at`: when the act took place, and when it was recorded
        - `rules`, `rules_version`, `rules_hash`: which rules judged
        """
        event, by = record.event, record.event.command.by
        reasons = event.verdict.reasons
        return {
            "process": event.process,
            "number": record.number,
            "hash": record.hash,
            "command": event.command.key,
            "before": event.before.value,
            "after": event.after.value,
            "verdict": event.verdict.kind.value,
            "reasons": list(dict.fromkeys(r.rule for r in reasons if r.shuts)),
            "warnings": list(dict.fromkeys(r.rule for r in reasons if not r.shuts)),
            "actor": by.id,
            "role": by.role.value,
            "party": by.party,
            "at": event.command.at.isoformat(),
            "recorded_at": record.recorded_at.isoformat(),
            "rules": event.rules.name,
            "rules_version": event.rules.version,
            "rules_hash": event.rules.hash,
        }


class _LineWriter(Shared):
    """The logger that structlog writes to: one line at a time."""

    def __init__(self, write: Callable[[str], object]) -> None:
        super().__init__()
        self._write = write

    def info(self, line: str) -> None:
        with self._lock:
            self._write(line)

    warning = info


def _event_first(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {"event": line.pop("event"), "level": line.pop("level"), **line}


def _takes_text(stream: object) -> bool:
    """Whether this is a stream, and not one that takes bytes."""
    binary = isinstance(stream, io.RawIOBase | io.BufferedIOBase) or "b" in str(getattr(stream, "mode", ""))
    return hasattr(stream, "write") and not binary


def _writer_to(sink: Sink | None) -> Callable[[str], object]:
    """A function that writes one line to the sink."""
    if isinstance(sink, (str, Path)):
        path = path_of("Logbook", sink).absolute()  # a program may change its folder

        def append(line: str) -> None:
            with path.open("a", encoding="utf-8") as file:
                file.write(line)

        append("")  # a path that cannot be written fails now, not at the first decision
        return lambda line: append(f"{line}\n")
    if never_runs(sink) or never_runs(getattr(sink, "write", None)):
        raise InputError("Logbook", [Problem("sink", shown(sink), PLAIN)])
    if callable(sink):
        return partial(called, sink)
    if sink is not None and not _takes_text(sink):
        expected = Text(nl="een tekststroom, een pad of een functie", en="a text stream, a path or a function")
        raise InputError("Logbook", [Problem("sink", shown(sink), expected)])

    def write(line: str) -> None:
        stream = sys.stderr if sink is None else sink
        stream.write(f"{line}\n")
        stream.flush()

    return write
