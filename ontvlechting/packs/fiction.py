"""Fictional evidence for the packs of any letter: one valid fact at a time, each of which can be changed on purpose.

All of it is made up, and says so: texts begin with "Fictief", references with "fictief-". The road of a letter says who acts and at
which moment; `letter.fiction.StaffRoad` is that of ours.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from ontvlechting.engine.days import day_of
from ontvlechting.engine.values import Actor
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

DESCRIPTION = "fictief-globale-beschrijving"
"""The fictional description in outline."""
GROUP, PEOPLE = "fictief-groep-1", 12
"""The fictional group, and how many people belong to it."""
POWER = "fictief-bevoegdheid-1"
"""The fictional power that changes hands."""
DECREES = {DecreeKind.ORGANISATION: "fictief-organisatiebesluit", DecreeKind.MANDATE: "fictief-mandaatbesluit"}
"""The fictional decrees."""
DAY = timedelta(days=1)


class StaffEvidence:
    """Makes valid facts of the pack on staff and authority, one at a time.

    Args:
        employer: who records for the employer.
        bodies: the body that is consulted as the unions, and the one as a works council.
    """

    def __init__(self, employer: Actor, bodies: dict[Side, str]) -> None:
        self.employer: Actor = employer
        self.bodies: dict[Side, str] = bodies

    def paper(self, id: str, on: date, origin: str | None = None) -> Paper:
        """A fictional document; made by the employer, unless another origin is given."""
        return Paper(id=id, on=on, origin=origin or self.employer.party)

    def describe(self, at: datetime, *, consequences: bool = True, **changes: Any) -> DescribeReorganisation:
        """A description in outline: with one group, or with none when there are no consequences for staff."""
        groups = (Group(id=GROUP, people=PEOPLE),) if consequences else ()
        given: dict[str, Any] = {
            "paper": self.paper(DESCRIPTION, day_of(at)),
            "reason": "Fictief: waarom er wel of geen personele gevolgen zijn",
        }
        return DescribeReorganisation(
            **{"by": self.employer, "at": at, **given, "consequences": consequences, "groups": groups, **changes}
        )

    def consult(self, side: Side, at: datetime, **changes: Any) -> ConsultStaffSide:
        """A consultation with one side, shown by a document of the body."""
        body = self.bodies[side]
        given: dict[str, Any] = {"body": body, "about": DESCRIPTION, "side": side}
        given["paper"] = self.paper(f"fictief-verslag-{side.value}", day_of(at), body)
        return ConsultStaffSide(**{"by": self.employer, "at": at, **given, **changes})

    def prepare(self, at: datetime, **changes: Any) -> OpenPreparation:
        """The preparatory phase of the group, which lasts one day."""
        return OpenPreparation(**{"by": self.employer, "at": at, "groups": (GROUP,), "until": day_of(at), **changes})

    def waive(self, at: datetime, **changes: Any) -> OpenPreparation:
        """The preparatory phase is waived, because of a special situation."""
        return self.prepare(at, **{"until": None, "waived": "Fictief: een bijzondere situatie", **changes})

    def begin_mandatory_phase(self, at: datetime, **changes: Any) -> OpenMandatoryPhase:
        """The mandatory phase of the group begins."""
        return OpenMandatoryPhase(**{"by": self.employer, "at": at, "groups": (GROUP,), **changes})

    def place(self, at: datetime, **changes: Any) -> PlaceGroup:
        """Everybody has a place, and nobody can object any more."""
        given: dict[str, Any] = {"group": GROUP, "placed": PEOPLE - 1, "elsewhere": 1}
        given["decision"] = self.paper("fictief-plaatsingsbesluit", day_of(at) - 3 * DAY)
        given["objections_until"] = day_of(at) - DAY
        return PlaceGroup(**{"by": self.employer, "at": at, **given, **changes})

    def decree(self, kind: DecreeKind, at: datetime, **changes: Any) -> RecordDecree:
        """A decree that was published and is in force."""
        given: dict[str, Any] = {"kind": kind, "paper": self.paper(DECREES[kind], day_of(at))}
        given |= {"published": day_of(at), "place": "fictief-stcrt-1", "in_force": day_of(at)}
        return RecordDecree(**{"by": self.employer, "at": at, **given, **changes})

    def list_powers(self, at: datetime, **changes: Any) -> ListPowers:
        """One power changes hands, and has a holder from this day on."""
        given: dict[str, Any] = {"powers": (POWER,), "since": day_of(at), "reason": "Fictief: wat er overgaat"}
        return ListPowers(**{"by": self.employer, "at": at, **given, **changes})

    def assign(self, holder: str, at: datetime, **changes: Any) -> AssignPower:
        """Somebody holds the power from this day on, by the decree on mandates."""
        given: dict[str, Any] = {"power": POWER, "holder": holder, "since": day_of(at)}
        return AssignPower(**{"by": self.employer, "at": at, **given, "decree": DECREES[DecreeKind.MANDATE], **changes})

    def withdraw(self, holder: str, at: datetime, **changes: Any) -> WithdrawPower:
        """Somebody no longer holds the power after this day."""
        given: dict[str, Any] = {"power": POWER, "holder": holder, "last": day_of(at)}
        given["paper"] = self.paper("fictief-intrekking", day_of(at))
        return WithdrawPower(**{"by": self.employer, "at": at, **given, **changes})
