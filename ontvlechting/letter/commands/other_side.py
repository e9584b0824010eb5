"""The other side's word: nobody alone says what another did (R12, R43, R62).

The plan is signed by both parties. What a body or a unit is said to have done counts when it records that itself, confirms it,
or when a document of its own is named; and it can contest what is on record about it.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Number, Words
from ontvlechting.engine.command import Fact
from ontvlechting.engine.text import Text
from ontvlechting.letter.commands.plan import Level
from ontvlechting.letter.values import PlanVersion

__all__ = ["Confirm", "Contest", "Cosign", "ResolveContest"]


@frozen(kw_only=True)
class Cosign(Fact):
    """The other party signs a version of the plan, or refuses to, with a reason (*plan medeondertekenen*; R43).

    Attributes:
        plan_version: the version of the plan.
        agrees: whether it signs; False is a refusal.
        reason: why; a refusal needs one.
    """

    title: ClassVar[Text] = Text(nl="Plan medeondertekenen", en="Co-sign the plan")
    kept_in: ClassVar[str] = "signatures"

    plan_version: PlanVersion
    agrees: bool = True
    reason: Words | None = None


@frozen(kw_only=True)
class Confirm(Fact):
    """A body or unit confirms what is on record about it (*vastlegging bevestigen*; R12, R61, R62).

    Attributes:
        record: the number of the record in this process.
    """

    title: ClassVar[Text] = Text(nl="Vastlegging bevestigen", en="Confirm a record")
    kept_in: ClassVar[str] = "confirmations"
    of_a_record: ClassVar[bool] = True

    record: Number


@frozen(kw_only=True)
class Contest(Fact):
    """A body or unit contests what is on record about it (*vastlegging betwisten*; R12, R67).

    Attributes:
        record: the number of the record in this process.
        reason: why.
    """

    title: ClassVar[Text] = Text(nl="Vastlegging betwisten", en="Contest a record")
    kept_in: ClassVar[str] = "contests"
    of_a_record: ClassVar[bool] = True

    record: Number
    reason: Words


@frozen(kw_only=True)
class ResolveContest(Fact):
    """A contest ends, at executive level (*betwisting afdoen*; R67).

    Attributes:
        contest: the number of the record of the contest.
        upheld: whether whoever contests is right: then what was contested counts no longer.
        level: at which level it was decided.
        decision: what was decided, and why.
    """

    title: ClassVar[Text] = Text(nl="Betwisting afdoen", en="Resolve a contest")
    kept_in: ClassVar[str] = "resolutions"
    of_a_record: ClassVar[bool] = True

    contest: Number
    upheld: bool
    level: Level
    decision: Words
