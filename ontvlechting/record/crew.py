"""A crew: several worker processes of Python that judge the records of a ledger in parallel.

All records of one process of the ledger go to the same worker. Workers do not read the ledger: the parent reads it as
of one moment, and sends them the bytes; those of one process once more, when a worker asks for them. The parent sends a
batch only when a worker asks for one, so that neither side holds much, and the two never wait for each other.
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
"""After this many records for one worker, the parent answers the workers that wait for more."""
AHEAD = 4 * BATCH
"""How many records can be queued for one worker; reading waits while there are so many."""
_BY_NAME = Text(
    nl="geef elk daarvan een naam in een module, of reken na in één proces (`jobs=1`)",
    en="give each of these a name in a module, or verify in one process (`jobs=1`)",
)


@define(eq=False)
class _Member:
    """One worker, as the parent sees it.

    Attributes:
        process: the process of Python.
        line: the connection to it.
        waits: whether it asked for a batch and has none yet.
        given: how many records were given to it.
        batch: the records that are queued for it.
    """

    process: Any
    line: Connection
    waits: bool = False
    given: int = 0
    batch: list[tuple[int, Sealed, Snapshot | None]] = field(factory=list)


class Crew:
    """Judges records as a `Judge` does, with a `Judge` in each of several workers, which are started when needed.

    Workers are forks of this process. When the system cannot fork, or this process has other threads, which a fork
    would stop halfway, a new Python is started and the rules are sent to it.

    Args:
        known: the rules to judge by.
        reread: gives the records of a process again.
        jobs: the largest number of workers.
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
        """Queue the next record to be judged; the arguments are those of `Judge.read`.

        Raises:
            Exception: what is wrong with the first wrong record, once that is known.
            CutShort: a worker has ended.
        """
        member = self._who.get(sealed.process) or self._who.setdefault(sealed.process, self._choose_member())
        member.given += 1
        member.batch.append((place, sealed, snapshot))
        if len(member.batch) % BATCH == 0:
            self._answer(patience=0)
            self._send_batch(member)  # it may have been waiting since before there was this much
            while len(member.batch) >= AHEAD and not self._wrong:
                self._answer()
        if self._wrong:
            self.settle()

    def settle(self) -> None:
        """Wait until everything that was read is judged.

        Raises:
            Exception: what is wrong with the first wrong record.
            CutShort: a worker has ended.
        """
        for member in self._at_work.values():
            self._send_batch(member)
        while any(not member.waits for member in self._at_work.values()):
            self._answer()
        if self._wrong:
            raise min(self._wrong, key=itemgetter(0))[1] from None

    def found(self) -> Found:
        """What all workers found, at the end of the ledger.

        Raises:
            NotPortable: a value that these rules give cannot be sent to another process.
            CutShort: a worker has ended.
        """
        self.settle()
        for member in self._at_work.values():
            self._send(member, None)
            member.waits = False
        while self._at_work:
            self._answer()
        self.settle()  # a worker may have failed to send what it found
        return together(self._found)

    def close(self) -> None:
        """Kill the workers that still run; what they have not sent is lost."""
        for member in self._members:
            member.process.kill()
            member.process.join()
            member.line.close()
        self._members.clear()

    def _choose_member(self) -> _Member:
        """The worker for a process that was not met before: a new one, or the one that was given the fewest records."""
        return self._start_member() if len(self._members) < self._jobs else min(self._members, key=lambda m: m.given)

    def _start_member(self) -> _Member:
        forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        known = self._known if forks else _dump_rules(self._known)
        try:
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(known, self._reread is not None, theirs, ours), daemon=True)
            process.start()
        except OSError as error:  # the system allows no more processes or pipes
            raise CutShort(None) from error
        theirs.close()
        member = self._at_work[ours] = _Member(process, ours)
        self._members.append(member)
        return member

    def _answer(self, patience: float | None = None) -> None:
        """Receive the messages of workers, and answer; wait for one at most `patience` seconds.

        Raises:
            CutShort: a worker has ended.
        """
        for line in wait(list(self._at_work), patience):
            member = self._at_work[line]
            said, *more = self._receive(member)
            if said == "more":
                member.waits = True
                self._send_batch(member)
            elif said == "again":
                self._send(member, tried(partial(self._records_again, *more)))
            else:
                (self._wrong if said == "wrong" else self._found).append(*more)
                del self._at_work[line]

    def _records_again(self, process: str) -> list[Sealed]:
        return list(self._reread(process)) if self._reread is not None else []

    def _send_batch(self, member: _Member) -> None:
        """Send the queued records, if the worker waits for them."""
        if member.waits and member.batch:
            self._send(member, member.batch)
            member.waits, member.batch = False, []

    def _send(self, member: _Member, thing: object) -> None:
        with _broken_as_cut_short(member):
            member.line.send(thing)

    def _receive(self, member: _Member) -> Any:
        with _broken_as_cut_short(member):
            return member.line.recv()


@contextmanager
def _broken_as_cut_short(member: _Member) -> Iterator[None]:
    """Turns the error of a broken connection to a worker into `CutShort`.

    Raises:
        CutShort: the worker has ended.
    """
    try:
        yield
    except (EOFError, OSError) as error:
        member.process.join(timeout=1)
        raise CutShort(member.process.exitcode) from error


def _dump_rules(known: KnownRules) -> bytes:
    """The rules as bytes, to send to another process.

    Raises:
        NotPortable: they cannot be pickled.
    """
    try:
        return pickle.dumps(known)
    except NotPortable:
        raise
    except Exception as error:
        raise NotPortable("rules", _BY_NAME) from error


# -- in a process of its own -------------------------------------------------------------------------------------------


def _load_rules(known: bytes) -> KnownRules:
    """The rules from their bytes, in the worker.

    Raises:
        NotPortable: they cannot be imported here, such as rules that a notebook defines.
    """
    try:
        found: KnownRules = pickle.loads(known)  # noqa: S301 - our own bytes
    except Exception as error:
        raise NotPortable("rules", _BY_NAME) from error
    return found


def _work(known: KnownRules | bytes, rereads: bool, line: Connection, other_end: Connection) -> None:  # noqa: FBT001 - by position
    """Run a worker: judge the records that are sent, until there are no more.

    Objects from before the fork are never garbage collected here: a database connection belongs to the process that
    opened it.
    """
    other_end.close()  # so that the line breaks when the parent ends, however it ends
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and ends this worker
    at: float = 0
    try:
        judge = Judge(_load_rules(known) if isinstance(known, bytes) else known, _reread_by(line) if rereads else None)
        while (batch := _ask(line, "more")) is not None:
            for place, sealed, snapshot in batch:
                at = place
                judge.read(place, sealed, snapshot)
        at = inf  # an error about a record comes before an error at the end
        _tell(line, "found", judge.found())
    except Exception as error:  # noqa: BLE001 - the parent raises it
        _tell(line, "wrong", (at, _sendable(error)))


def _reread_by(line: Connection) -> Reread:
    """A function that gives the records of a process again, by asking the parent."""

    def reread(process: str) -> list[Sealed]:
        answer: list[Sealed] | Exception = _ask(line, "again", process)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return reread


def _ask(line: Connection, *question: str) -> Any:
    _tell(line, *question)
    try:
        return line.recv()
    except (EOFError, OSError):
        raise SystemExit from None  # the parent has ended


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
    """The error, or one with the same text when it cannot be pickled."""
    if not isinstance(error, OntvlechtingError):
        error.add_note("".join(format_exception(error)))  # the traceback is not sent
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - the class of an error may be anybody's
        return RuntimeError("".join(format_exception(error)))
    return error
