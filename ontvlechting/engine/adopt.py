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
    """An exception for a record that the adopted rules would have refused: it stays as it is (*uitzondering*).

    Attributes:
        record: the number of the record in this process.
        rule: the id of the rule by which they would have refused it.
        motivation: why it may stay.
    """

    record: Number
    rule: Id
    motivation: Words


@frozen(kw_only=True)
class AdoptRules(Command):
    """Bring the process under other rules from here on (*regels overnemen*).

    The adopted rules judge everything again that was accepted before. For each record that they would have refused there
    has to be an exemption, with the reason why it may stay. The guards of the adopted rules have to let the actor ask
    this, and so do those of the old rules when these are known.

    Attributes:
        rules: the rules that are adopted; the workflow has to know them.
        reason: why.
        exemptions: one for each record and rule by which the adopted rules would have refused it, and no others.
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
