"""The only class of events: a command with its verdict, accepted or refused."""

from __future__ import annotations

from attrs import frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.command import Command
from ontvlechting.engine.values import RulesRef
from ontvlechting.engine.verdicts import Verdict


@frozen
class Event:
    """One command with its answer (*gebeurtenis*). A refusal is an event too, and is recorded in the same way.

    Attributes:
        process: the name of the process.
        command: what was asked.
        verdict: the answer, with every reason.
        before: the state in which it was asked.
        after: the state that it led to; the same for a fact and for a refusal.
        rules: the rules that judged it.
    """

    process: str
    command: Command
    verdict: Verdict
    before: State
    after: State
    rules: RulesRef

    def __bool__(self) -> bool:
        """Whether the command was accepted."""
        return self.verdict.allowed
