"""Every error that this package raises, on one page.

The tree::

    OntvlechtingError
    ├── InputError          the caller's move: a value is not well formed
    ├── DefinitionError     the rule author's move: a table or its doors are incomplete
    ├── Refused             the actor's move: the rules say no (only raised when asked to)
    └── LedgerError         the keeper's move
        ├── UnknownProcess  no such process in this ledger
        ├── Conflict        others kept writing to this process; nothing was recorded
        ├── LedgerUnavailable   the ledger cannot be opened, read or written
        ├── NotALedger      the file or database is something else
        └── BrokenLedger    a record is not what was sealed

Errors carry data. `str(error)` is English, `error.text["nl"]` is Dutch.
A refusal is not an error: `submit` returns it. `Refused` exists for callers who like exceptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ontvlechting.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ontvlechting.verdicts import Reason

SHOWN = 120
"""Characters of a wrong value that an error shows."""


def shown(value: object) -> str:
    """The value as an error shows it: its `repr`, cut when it is long."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


@frozen
class Problem:
    """One thing that is wrong with one field.

    Attributes:
        field: where, as a path: `phases[1].reversal`.
        value: what was given, as its `repr`, cut when long.
        expected: what was expected instead.
    """

    field: str
    value: str
    expected: Text


class OntvlechtingError(Exception):
    """The base of all errors of this package. `text` says it in both languages."""

    text: Text

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class InputError(OntvlechtingError, ValueError):
    """A value is not well formed; all its problems are listed together.

    Attributes:
        subject: what was being made, for example `Plan`.
        problems: every problem found.
    """

    def __init__(self, subject: str, problems: Iterable[Problem]) -> None:
        self.subject: str = subject
        self.problems: tuple[Problem, ...] = tuple(problems)
        lines_nl = [f"- `{p.field}`: verwacht {p.expected.nl}; kreeg {p.value}" for p in self.problems]
        lines_en = [f"- `{p.field}`: expected {p.expected.en}; got {p.value}" for p in self.problems]
        super().__init__(
            Text(
                nl="\n".join([f"`{subject}` klopt niet:", *lines_nl]),
                en="\n".join([f"`{subject}` is not well formed:", *lines_en]),
            )
        )


class DefinitionError(OntvlechtingError):
    """A table of arrows and doors is incomplete or contradicts itself.

    Attributes:
        faults: every fault found.
    """

    def __init__(self, faults: Sequence[Text]) -> None:
        self.faults: tuple[Text, ...] = tuple(faults)
        super().__init__(
            Text(
                nl="de regels zijn onvolledig:\n" + "\n".join(f"- {f.nl}" for f in self.faults),
                en="the rules are incomplete:\n" + "\n".join(f"- {f.en}" for f in self.faults),
            )
        )


class Refused(OntvlechtingError):
    """The rules said no; the refusal is recorded. Raised by `Outcome.or_raise` and by governed models.

    Attributes:
        reasons: every reason, each with rule, source, and who can supply what is missing.
    """

    def __init__(self, text: Text, reasons: Sequence[Reason]) -> None:
        self.reasons: tuple[Reason, ...] = tuple(reasons)
        super().__init__(text)


class LedgerError(OntvlechtingError):
    """Something is the matter with the ledger."""


class UnknownProcess(LedgerError, LookupError):
    """The ledger holds no process of this name.

    Attributes:
        process: the name that was asked for.
        nearest: names that look like it.
    """

    def __init__(self, process: str, nearest: Sequence[str] = ()) -> None:
        self.process: str = process
        self.nearest: tuple[str, ...] = tuple(nearest)
        names = ", ".join(f"`{n}`" for n in self.nearest)
        super().__init__(
            Text(
                nl=f"er is geen proces {shown(process)} in dit grootboek" + (f"; bedoelt u {names}?" if names else ""),
                en=f"there is no process {shown(process)} in this ledger"
                + (f"; do you mean {names}?" if names else ""),
            )
        )


class Conflict(LedgerError):
    """Others kept writing to the same process; this command was not recorded and may be repeated.

    Attributes:
        process: the process.
    """

    def __init__(self, process: str) -> None:
        self.process: str = process
        super().__init__(
            Text(
                nl=f"anderen schreven tegelijk aan `{process}`; deze opdracht is niet vastgelegd en mag worden herhaald",
                en=f"others wrote to `{process}` at the same time; this command was not recorded and may be repeated",
            )
        )


class LedgerUnavailable(LedgerError):
    """The ledger cannot be opened, read or written.

    Attributes:
        where: the path or address.
        why: what the system said.
    """

    def __init__(self, where: str, why: str) -> None:
        self.where: str = where
        self.why: str = why
        super().__init__(
            Text(
                nl=f"het grootboek {shown(where)} is niet bereikbaar: {why}",
                en=f"the ledger {shown(where)} is not available: {why}",
            )
        )


class NotALedger(LedgerError):
    """The file or database is not a ledger of this package.

    Attributes:
        where: the path or address.
    """

    def __init__(self, where: str, why: Text) -> None:
        self.where: str = where
        super().__init__(
            Text(nl=f"{shown(where)} is geen grootboek: {why.nl}", en=f"{shown(where)} is not a ledger: {why.en}")
        )


class BrokenLedger(LedgerError):
    """A record is not what was sealed: changed, dropped, inserted or moved.

    Attributes:
        process: the process of the first broken record, or None when it cannot be told.
        number: its number within the process, or None.
    """

    def __init__(self, process: str | None, number: int | None, why: Text) -> None:
        self.process: str | None = process
        self.number: int | None = number
        where_nl = f"handeling {number} van `{process}`" if process is not None else "het grootboek"
        where_en = f"record {number} of `{process}`" if process is not None else "the ledger"
        super().__init__(Text(nl=f"{where_nl} is geschonden: {why.nl}", en=f"{where_en} is broken: {why.en}"))
