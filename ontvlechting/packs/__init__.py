"""Packs of rules for any letter: what every reorganisation has to deal with, as in `LETTER + packs.STAFF`.

A pack uses only the engine. The letter says what a pack has to know of it:

- which of its commands are a *milestone* (`engine.Milestone`): the decision, where work moves, where responsibility moves, and
  completion. They are in `milestones` of the rules. Adding a pack to a letter that does not name a milestone of that pack is
  refused with an error;
- who decides: `Norms.deciders`.

What people record for a pack are its `facts`. They can be recorded in every state but the first. A guard finds them by
`dossier.recorded(kind)`, whichever class of dossiers a letter has. A correction of a fact passes the same guards. What an
organisation sets is in the norms of the pack, each with a default: `staff(unions=("vakbonden",))`.

So a pack is a value like::

    HOUSE = Pack(
        name="house", version="1", norms=House(...),
        facts={RecordVisit: (visit_was_announced,)},           # in every state but the first
        milestones={Milestone.WORK_MOVES: (visit_was_made,)},  # at each door where work moves
    )

None of them was reviewed by a lawyer. A page for each says what is checked, what is left to people, and what to ask a lawyer.
"""

from ontvlechting.engine.command import Command as _Command
from ontvlechting.packs.holdings_facts import (
    AcceptInventory,
    AgreeSharing,
    Course,
    DestroyCopy,
    EndAccess,
    GiveAccessBack,
    Holding,
    HoldingKind,
    ReceiveHolding,
    RecordInventory,
    ShowAccess,
)
from ontvlechting.packs.machinery_of_government import MACHINERY, AgreeArrangement, MachineryTerms, Matter, machinery
from ontvlechting.packs.records_and_data import (
    RECORDS,
    RecordAssessment,
    RecordController,
    RecordProcessorAgreement,
    RecordProvision,
    RecordsTerms,
    records,
)
from ontvlechting.packs.roads import HoldingsRoad, MachineryRoad, RecordsRoad
from ontvlechting.packs.staff_and_authority import STAFF, staff
from ontvlechting.packs.staff_facts import (
    AssignPower,
    ConsultStaffSide,
    DecreeKind,
    DescribeReorganisation,
    Group,
    ListPowers,
    OpenMandatoryPhase,
    OpenPreparation,
    PlaceGroup,
    RecordDecree,
    Side,
    WithdrawPower,
)
from ontvlechting.packs.values import Paper

COMMANDS: tuple[type[_Command], ...] = tuple(dict.fromkeys((*STAFF.facts, *RECORDS.facts, *MACHINERY.facts)))
"""Every command that one of these packs brings."""

__all__ = [
    "COMMANDS",
    "MACHINERY",
    "RECORDS",
    "STAFF",
    "AcceptInventory",
    "AgreeArrangement",
    "AgreeSharing",
    "AssignPower",
    "ConsultStaffSide",
    "Course",
    "DecreeKind",
    "DescribeReorganisation",
    "DestroyCopy",
    "EndAccess",
    "GiveAccessBack",
    "Group",
    "Holding",
    "HoldingKind",
    "HoldingsRoad",
    "ListPowers",
    "MachineryRoad",
    "MachineryTerms",
    "Matter",
    "OpenMandatoryPhase",
    "OpenPreparation",
    "Paper",
    "PlaceGroup",
    "ReceiveHolding",
    "RecordAssessment",
    "RecordController",
    "RecordDecree",
    "RecordInventory",
    "RecordProcessorAgreement",
    "RecordProvision",
    "RecordsRoad",
    "RecordsTerms",
    "ShowAccess",
    "Side",
    "WithdrawPower",
    "machinery",
    "records",
    "staff",
]


def __dir__() -> list[str]:
    """What completion shows: the names above, and not the files they come from."""
    return __all__
