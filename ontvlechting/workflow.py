"""The shell: load, decide, seal, append, tell. The only place where clock, store and listeners meet.

The order of duty: a command is judged on what is true now; the answer is sealed; the record is stored; only then does
it count, and only then is it told. If storing fails, nothing happened. If telling fails, it happened all the same.
"""

from __future__ import annotations

import difflib
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from threading import RLock
from types import TracebackType
from typing import Self

from attrs import frozen

from ontvlechting import core
from ontvlechting.audit import ROOT, Head, Record, Report, Sealed, seal, unseal, verify
from ontvlechting.checked import problems_of_id
from ontvlechting.commands import Command, IdentifyProcess
from ontvlechting.core import NextStep
from ontvlechting.dossier import Dossier
from ontvlechting.errors import BrokenLedger, Conflict, InputError, Problem, Refused, UnknownProcess, shown
from ontvlechting.guards import LETTER
from ontvlechting.rulebook import Rules
from ontvlechting.states import State
from ontvlechting.stores.memory import MemoryStore
from ontvlechting.stores.port import Store
from ontvlechting.text import Language, Text
from ontvlechting.values import Actor
from ontvlechting.verdicts import Reason, Verdict

ATTEMPTS = 8
"""How often a command is judged anew when others write to the same process at the same time."""
REMEMBERED = 1_024
"""How many dossiers are kept at hand; others are folded from their records again."""


@frozen
class Outcome:
    """What became of a command: it is recorded, accepted or refused alike.

    Attributes:
        record: the sealed record.
        dossier: the dossier after it.
    """

    record: Record
    dossier: Dossier

    @property
    def verdict(self) -> Verdict:
        """The answer."""
        return self.record.event.verdict

    @property
    def allowed(self) -> bool:
        """Whether the command was accepted."""
        return self.verdict.allowed

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason, and warnings."""
        return self.verdict.reasons

    @property
    def state(self) -> State:
        """Where the process now stands."""
        return self.dossier.state

    def text(self, language: Language = "nl") -> str:
        """The answer with its reasons as plain lines."""
        return self.verdict.text(language)

    def or_raise(self) -> Self:
        """This outcome when it was accepted.

        Raises:
            Refused: it was not; carries every reason.
        """
        if not self.allowed:
            raise Refused(Text(nl=self.text("nl"), en=self.text("en")), self.reasons)
        return self


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Workflow:
    """Processes under one set of rules, in one ledger. May be shared by threads.

    Args:
        store: where records are kept.
        rules: what judges.
        clock: gives the moment of recording.
        tell: who is told each outcome after it was stored, for example a `Logbook`.
    """

    def __init__(
        self,
        store: Store,
        *,
        rules: Rules = LETTER,
        clock: Callable[[], datetime] = now,
        tell: Iterable[Callable[[Outcome], None]] = (),
    ) -> None:
        self._rules = rules
        self._store = store
        self._clock = clock
        self._tell = tuple(tell)
        self._known: OrderedDict[str, tuple[Dossier, Head]] = OrderedDict()
        self._lock = RLock()

    @classmethod
    def open(
        cls,
        address: str,
        *,
        rules: Rules = LETTER,
        clock: Callable[[], datetime] = now,
        tell: Iterable[Callable[[Outcome], None]] = (),
        create: bool = True,
    ) -> Self:
        """Open a ledger by its address: `memory:` or `sqlite:///path/to/file.db`.

        Args:
            address: where the ledger is.
            rules: what judges.
            clock: gives the moment of recording.
            tell: who is told each outcome after it was stored.
            create: make a new ledger when there is none.

        Raises:
            InputError: the address is of no known kind.
            LedgerUnavailable: it cannot be opened.
            NotALedger: it is something else.
        """
        if address == "memory:":
            return cls(MemoryStore(), rules=rules, clock=clock, tell=tell)
        path = address.removeprefix("sqlite:///")
        if path in (address, ""):
            expected = Text(
                nl="`memory:` of `sqlite:///pad/naar/bestand.db`", en="`memory:` or `sqlite:///path/to/file.db`"
            )
            raise InputError("Workflow.open", [Problem("address", shown(address), expected)])
        from ontvlechting.stores.sqlite import SqliteStore  # a driver is imported when it is used

        return cls(SqliteStore(path, create=create), rules=rules, clock=clock, tell=tell)

    @property
    def rules(self) -> Rules:
        """What judges."""
        return self._rules

    # -- writing -----------------------------------------------------------------------------------------------------

    def submit(self, process: str, command: Command) -> Outcome:
        """Judge a command and record the answer; it is stored when this returns.

        Args:
            process: the name of the process; a new one is opened by `IdentifyProcess`.
            command: what is asked.

        Returns:
            The outcome: accepted or refused, both recorded.

        Raises:
            InputError: the name is not well formed, or the act lies after the moment of recording; nothing is recorded.
            UnknownProcess: there is no such process; nothing is recorded.
            Conflict: others kept writing to this process; nothing is recorded.
            LedgerUnavailable: it could not be stored.
        """
        return self.submit_many([(process, command)])[0]

    def submit_many(self, commands: Iterable[tuple[str, Command]]) -> Sequence[Outcome]:
        """Judge commands in order and record all answers in one commit: all of them or none.

        Args:
            commands: pairs of process and command. A refusal does not stop the ones after it.

        Returns:
            One outcome per command, in the same order.

        Raises:
            InputError, UnknownProcess, Conflict, LedgerUnavailable: as `submit`; nothing at all is recorded.
        """
        asked = list(commands)
        with self._lock:
            for attempt in range(ATTEMPTS):
                outcomes, sealed, known = self._judge(asked)
                try:
                    self._store.append(sealed)
                except Conflict:
                    if attempt == ATTEMPTS - 1:
                        raise
                else:
                    break
            for process, state in known.items():
                self._remember(process, *state)
        for outcome in outcomes:
            self._told(outcome)
        return outcomes

    def _judge(
        self, asked: Sequence[tuple[str, Command]]
    ) -> tuple[list[Outcome], list[Sealed], dict[str, tuple[Dossier, Head]]]:
        """Judge on what is stored now, sealing as if each record were there already for the next."""
        recorded_at = self._clock().astimezone(UTC)
        outcomes: list[Outcome] = []
        records: list[Sealed] = []
        known: dict[str, tuple[Dossier, Head]] = {}
        for process, command in asked:
            _check(process, command, recorded_at)
            dossier, head = known.get(process) or self._load(process)
            if head.number == 0 and not isinstance(command, IdentifyProcess):
                raise self._unknown(process)
            event = core.decide(self._rules, dossier, command)
            sealed = seal(event, head.number + 1, head.hash, recorded_at)
            record = Record(sealed.number, recorded_at, head.hash, sealed.hash, event)
            after = core.evolve(dossier, event)
            known[process] = (after, Head(sealed.number, sealed.hash))
            outcomes.append(Outcome(record, after))
            records.append(sealed)
        return outcomes, records, known

    # -- asking ------------------------------------------------------------------------------------------------------

    def ask(self, process: str, command: Command) -> Verdict:
        """What the answer to a command would be; nothing is recorded.

        Raises:
            InputError: the name is not well formed, or the act lies in the future.
            UnknownProcess: there is no such process, and the command does not open one.
        """
        _check(process, command, self._clock().astimezone(UTC))
        with self._lock:
            dossier, head = self._load(process)
        if head.number == 0 and not isinstance(command, IdentifyProcess):
            raise self._unknown(process)
        return core.decide(self._rules, dossier, command).verdict

    def next_steps(self, process: str, *, by: Actor | None = None, at: datetime | None = None) -> Sequence[NextStep]:
        """Every door from here: open, or exactly what is missing and who supplies it.

        Args:
            process: the name of the process.
            by: who would ask; without it, questions about the actor are left to `asks`.
            at: the moment; now when it is not given.

        Raises:
            UnknownProcess: there is no such process.
        """
        return core.next_steps(self._rules, self.dossier(process), at or self._clock(), by)

    def dossier(self, process: str) -> Dossier:
        """All that is known of one process, as it is stored now.

        Raises:
            UnknownProcess: there is no such process.
        """
        with self._lock:
            dossier, head = self._load(process)
        if head.number == 0:
            raise self._unknown(process)
        return dossier

    def history(self, process: str) -> Sequence[Record]:
        """Every record of one process, refusals too, oldest first.

        Raises:
            UnknownProcess: there is no such process.
            BrokenLedger: a record is not what was sealed.
        """
        self.dossier(process)
        return [unseal(s) for s in self._store.read(process)]

    def processes(self) -> Sequence[str]:
        """The names of all processes, sorted."""
        return self._store.processes()

    def verify(self) -> Report:
        """Recompute every hash and verdict from the bytes of the ledger.

        Raises:
            BrokenLedger: names the first record that is not sound.
        """
        return verify(self._store.records(), self._store.heads(), self._rules)

    def close(self) -> None:
        """Let go of the ledger."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- within ------------------------------------------------------------------------------------------------------

    def _load(self, process: str) -> tuple[Dossier, Head]:
        """The dossier as it is stored now: what is at hand, and what others have added since."""
        if problems := problems_of_id(process, "process"):
            raise InputError("process", problems)
        dossier, head = self._known.get(process) or (Dossier(process=process), Head(0, ROOT))
        for sealed in self._store.read(process, after=head.number):
            record = unseal(sealed)
            if (record.number, record.previous) != (head.number + 1, head.hash):
                why = Text(nl="de keten sluit niet aan", en="the chain does not join")
                raise BrokenLedger(process, sealed.number, why)
            dossier = core.evolve(dossier, record.event)
            head = Head(sealed.number, sealed.hash)
        if head.number:
            self._remember(process, dossier, head)
        return dossier, head

    def _remember(self, process: str, dossier: Dossier, head: Head) -> None:
        self._known[process] = (dossier, head)
        self._known.move_to_end(process)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def _told(self, outcome: Outcome) -> None:
        """Tell the listeners; the record is stored, so their failure is reported and changes nothing."""
        for tell in self._tell:
            try:
                tell(outcome)
            except Exception:
                logging.getLogger("ontvlechting").exception("a listener failed; the record is stored all the same")

    def _unknown(self, process: str) -> UnknownProcess:
        return UnknownProcess(process, difflib.get_close_matches(process, self._store.processes()))


def _check(process: str, command: object, recorded_at: datetime) -> None:
    """Input that cannot be recorded at all; every problem together."""
    problems = problems_of_id(process, "process")
    if not isinstance(command, Command):
        expected = Text(nl="een opdracht uit `ontvlechting.commands`", en="a command of `ontvlechting.commands`")
        problems.append(Problem("command", shown(command), expected))
    elif command.at > recorded_at:
        moment = recorded_at.isoformat()
        expected = Text(nl=f"een moment tot en met nu ({moment})", en=f"a moment up to now ({moment})")
        problems.append(Problem("command.at", shown(command.at.isoformat()), expected))
    if problems:
        raise InputError("submit", problems)
