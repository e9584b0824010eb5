"""The command `AdoptRules`, by which a process comes under other rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, Number, Words
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef


@frozen(kw_only=True)
class Exemption(Checked):
    """What happened stays as it is, although the adopted rules would have said no to it (*uitzondering*).

    Attributes:
        record: the number of the record in this process.
        rule: the id of the rule that would have said no.
        motivation: why it may stay.
    """

    record: Number
    rule: Id
    motivation: Words


@frozen(kw_only=True)
class AdoptRules(Command):
    """The process comes under other rules from here on (*regels overnemen*).

    Accepted only when those rules would have accepted everything that was accepted before. What they would have refused
    has to be named as an exemption, with the reason why it may stay. The actor has to be allowed to ask this by the
    adopted rules, and also by the old rules when they are known.

    Attributes:
        rules: the rules that are adopted; the workflow has to know them.
        reason: why.
        exemptions: what would not have stood under them, record by record and rule by rule; nothing more and nothing
            less.
    """

    title: ClassVar[Text] = Text(nl="Regels overnemen", en="Adopt rules")

    rules: RulesRef
    reason: Words
    exemptions: tuple[Exemption, ...] = ()

    def effect(self, dossier: Any) -> dict[str, Any]:
        return {"rules": self.rules}

    def other_rules(self) -> tuple[RulesRef, ...]:
        return (self.rules,)

    def problems(self) -> Iterator[Problem]:
        named = [(e.record, e.rule) for e in self.exemptions]
        if len(set(named)) < len(named):
            yield Problem(
                "exemptions",
                shown(named),
                Text(nl="elke vastlegging met elke regel één keer", en="each record with each rule once"),
            )
