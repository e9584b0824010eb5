"""Programs that write to a ledger at the same time as the test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]


class Writers:
    """The program that forks writers, and what they said.

    Args:
        address: where they write.

    Attributes:
        said: the ids that they gave back.
    """

    def __init__(self, address: str) -> None:
        self.said: list[str] = []
        self._address = address
        self._process = subprocess.Popen(  # noqa: S603 - a program of the tests
            [sys.executable, Path(__file__).with_name("writer.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        with self._process:
            pass

    def go(self, job: str, name: str, address: str | None = None) -> int:
        """A new writer, by its process id."""
        self._ask("go", job, name, address or self._address)
        return int(self._until("pid")[0])

    def together(self, job: str, names: Sequence[str], address: str | None = None) -> list[int]:
        """Writers that begin at the same moment; how each of them ended."""
        for name in names:
            self._ask("stand", job, name, address or self._address)
            self._until("pid")
        self._ask("begin")
        return [self.wait() for _ in names]

    def wait_for_a_word(self) -> None:
        """Wait until a writer says that something is recorded."""
        self.said += self._until("ids")

    def wait(self) -> int:
        """Wait until a writer is gone; how it ended."""
        self._ask("wait")
        return int(self._until("gone")[1])

    def _ask(self, *words: str) -> None:
        assert self._process.stdin is not None
        print(*words, sep="\t", file=self._process.stdin, flush=True)

    def _until(self, answer: str) -> list[str]:
        assert self._process.stdout is not None
        while line := self._process.stdout.readline():
            kind, *words = line.split()
            if kind == answer:
                return words
            self.said += words
        raise AssertionError("the writers are gone")
