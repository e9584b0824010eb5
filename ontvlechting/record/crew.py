"""A crew: several processes of Python that judge the records of a ledger side by side, each process of the ledger by one of them.

They read no ledger. Whoever reads it, at one moment, hands them the bytes; also those of a process once more, when one of
them asks for these. It hands over a batch when it is asked for one, so that neither side holds much, and nobody waits for
who waits for him.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from math import inf
from multiprocessing.connection import Connection, wait
from operator import itemgetter
from traceback import format_exception
from typing import Any

from attrs import define, field

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.errors import CutShort, NotPortable, OntvlechtingError
from ontvlechting.engine.text import Text
from ontvlechting.record.audit import Sealed
from ontvlechting.record.judging import Found, Judge, Reread, together, tried
from ontvlechting.record.standing import Snapshot

BATCH = 50
"""After so many records for one of the crew it is seen who waits for more."""
AHEAD = 4 * BATCH
"""So many records wait for one of the crew, and no more: then reading waits."""
_BY_NAME = Text(
    nl="geef elk daarvan een naam in een module, of reken na in één proces (`jobs=1`)",
    en="give each of these a name in a module, or verify in one process (`jobs=1`)",
)


@define(eq=False)
class _Member:
    """One of a crew, as seen from who hands out the work."""

    process: Any
    line: Connection
    waits: bool = False
    given: int = 0
    batch: list[tuple[int, Sealed, Snapshot | None]] = field(factory=list)


class Crew:
    """Judges records as a `Judge` does, by several of these in processes of their own; they are started when there is work.

    They are forks of this process. Where the system cannot fork, or where more threads run here, which a fork would stop in
    their midst, Python starts anew, and the rules are sent there.

    Args:
        known: the rules to judge by.
        reread: gives the records of a process again.
        jobs: how many they are at most.
    """

    def __init__(self, known: KnownRules, reread: Reread | None, jobs: int) -> None:
        self._known = known
        self._reread = reread
        self._jobs = jobs
        self._members: list[_Member] = []
        self._at_work: dict[Any, _Member] = {}
        self._who: dict[str, _Member] = {}
        self._wrong: list[tuple[float, Exception]] = []
        self._found: list[Found] = []

    def read(self, place: int, sealed: Sealed, snapshot: Snapshot | None) -> None:
        """Have the next record judged, soon; the arguments are those of `Judge.read`.

        Raises:
            Exception: what is wrong with the first record that is not well, once that is known.
            CutShort: one of the crew has ended.
        """
        member = self._who.get(sealed.process) or self._who.setdefault(sealed.process, self._next())
        member.given += 1
        member.batch.append((place, sealed, snapshot))
        if len(member.batch) % BATCH == 0:
            self._hear(patience=0)
            self._hand(member)  # it may wait since before there was this much
            while len(member.batch) >= AHEAD and not self._wrong:
                self._hear()
        if self._wrong:
            self.settle()

    def settle(self) -> None:
        """Wait until all that was read is judged.

        Raises:
            Exception: what is wrong with the first record that is not well.
            CutShort: one of the crew has ended.
        """
        for member in self._at_work.values():
            self._hand(member)
        while any(not member.waits for member in self._at_work.values()):
            self._hear()
        if self._wrong:
            raise min(self._wrong, key=itemgetter(0))[1] from None

    def found(self) -> Found:
        """What came of it, at the end of the ledger.

        Raises:
            NotPortable: what these rules say cannot be sent to another process.
            CutShort: one of the crew has ended.
        """
        self.settle()
        for member in self._at_work.values():
            self._send(member, None)
            member.waits = False
        while self._at_work:
            self._hear()
        self.settle()  # some of it may not have arrived
        return together(self._found)

    def close(self) -> None:
        """End whoever is at work still: nothing that they hold is kept."""
        for member in self._members:
            member.process.kill()
            member.process.join()
            member.line.close()
        self._members.clear()

    def _next(self) -> _Member:
        """Who judges a process that was not met before: a new one of the crew, or who had the least to do."""
        return self._started() if len(self._members) < self._jobs else min(self._members, key=lambda m: m.given)

    def _started(self) -> _Member:
        forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        known = self._known if forks else _packed(self._known)
        try:
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(known, self._reread is not None, theirs, ours), daemon=True)
            process.start()
        except OSError as error:  # the system has no more of them
            raise CutShort(None) from error
        theirs.close()
        member = self._at_work[ours] = _Member(process, ours)
        self._members.append(member)
        return member

    def _hear(self, patience: float | None = None) -> None:
        """Hear whoever has something to say, and answer.

        Raises:
            CutShort: somebody has ended.
        """
        for line in wait(list(self._at_work), patience):
            member = self._at_work[line]
            said, *more = self._received(member)
            if said == "more":
                member.waits = True
                self._hand(member)
            elif said == "again":
                self._send(member, tried(partial(self._again, *more)))
            else:
                (self._wrong if said == "wrong" else self._found).append(*more)
                del self._at_work[line]

    def _again(self, process: str) -> list[Sealed]:
        return list(self._reread(process)) if self._reread is not None else []

    def _hand(self, member: _Member) -> None:
        """Give what there is to who waits for it."""
        if member.waits and member.batch:
            self._send(member, member.batch)
            member.waits, member.batch = False, []

    def _send(self, member: _Member, thing: object) -> None:
        with _there(member):
            member.line.send(thing)

    def _received(self, member: _Member) -> Any:
        with _there(member):
            return member.line.recv()


@contextmanager
def _there(member: _Member) -> Iterator[None]:
    """While something is said to one of the crew, or by one.

    Raises:
        CutShort: it has ended.
    """
    try:
        yield
    except (EOFError, OSError) as error:
        member.process.join(timeout=1)
        raise CutShort(member.process.exitcode) from error


def _packed(known: KnownRules) -> bytes:
    """The rules, as they are sent to another process.

    Raises:
        NotPortable: they cannot be.
    """
    try:
        return pickle.dumps(known)
    except NotPortable:
        raise
    except Exception as error:
        raise NotPortable("rules", _BY_NAME) from error


# -- in a process of its own -------------------------------------------------------------------------------------------


def _unpacked(known: bytes) -> KnownRules:
    """The rules, in the other process.

    Raises:
        NotPortable: they are not here, as those of a notebook are not.
    """
    try:
        found: KnownRules = pickle.loads(known)  # noqa: S301 - our own bytes
    except Exception as error:
        raise NotPortable("rules", _BY_NAME) from error
    return found


def _work(known: KnownRules | bytes, rereads: bool, line: Connection, other_end: Connection) -> None:  # noqa: FBT001 - by position
    """In a process of its own: judge what is handed over, until there is no more.

    Nothing that was there before is ever cleaned up: a connection to a database is of the process that opened it.
    """
    other_end.close()  # so that the line is cut when the other process ends, whatever it ends by
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts the verification ends this
    at: float = 0
    try:
        judge = Judge(_unpacked(known) if isinstance(known, bytes) else known, _reread_by(line) if rereads else None)
        while (batch := _asked(line, "more")) is not None:
            for place, sealed, snapshot in batch:
                at = place
                judge.read(place, sealed, snapshot)
        at = inf  # whatever is wrong with a record comes before what is wrong now
        _tell(line, "found", judge.found())
    except Exception as error:  # noqa: BLE001 - it is raised there
        _tell(line, "wrong", (at, _sendable(error)))


def _reread_by(line: Connection) -> Reread:
    """Gives the records of a process again, by asking for them."""

    def reread(process: str) -> list[Sealed]:
        answer: list[Sealed] | Exception = _asked(line, "again", process)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return reread


def _asked(line: Connection, *question: str) -> Any:
    _tell(line, *question)
    try:
        return line.recv()
    except (EOFError, OSError):
        raise SystemExit from None  # nobody is left to work for


def _tell(line: Connection, *what: object) -> None:
    try:
        packed = pickle.dumps(what)
    except Exception as error:
        raise NotPortable("Dossier.described", _BY_NAME) from error
    try:
        line.send_bytes(packed)
    except OSError:
        raise SystemExit from None


def _sendable(error: Exception) -> Exception:
    """The error, or when it would not arrive, one that says the same."""
    if not isinstance(error, OntvlechtingError):
        error.add_note("".join(format_exception(error)))  # where it happened
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - of somebody else's making
        return RuntimeError("".join(format_exception(error)))
    return error
