"""What happened: an accepted command, or a refusal with its verdict. There are no other event classes."""

from __future__ import annotations

from attrs import frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.command import Command
from ontvlechting.engine.values import RulesRef
from ontvlechting.engine.verdicts import Verdict


@frozen
class Event:
    """One command with its answer; a refusal is an event too, and is recorded by the same road (*gebeurtenis*).

    Attributes:
        process: the name of the process.
        command: what was asked.
        verdict: the answer, with every reason.
        before: the state in which it was asked.
        after: the state it led to; the same for a fact and for a refusal.
        rules: which rules judged.
    """

    process: str
    command: Command
    verdict: Verdict
    before: State
    after: State
    rules: RulesRef

    def __bool__(self) -> bool:
        """The answer, as `decide` gives it: a refusal is false."""
        return self.verdict.allowed
