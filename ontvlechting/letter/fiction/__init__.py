"""Fictional evidence: a complete, valid road for any process, for the demo, the documentation and the tests.

The letter names six processes; what would be planned, judged, measured and decided for them it does not say. All of
that is made up here, and says so: texts begin with "Fictief", references with "fictief-". Nothing in here is a fact
about the real programme.

`Evidence` makes one valid command at a time, of which any field can be changed: `road.decide(note=None)`. `Road`
puts them in order, `CouncilRoad` in that of the pack of the Works Councils Act, and `StaffRoad` in that of the one on staff, and
`PackedRoad` in that of all of them.
"""

from ontvlechting.letter.fiction.council import CouncilRoad
from ontvlechting.letter.fiction.evidence import RELATION, START, Evidence
from ontvlechting.letter.fiction.packed import PackedRoad
from ontvlechting.letter.fiction.road import Road
from ontvlechting.letter.fiction.staff import StaffRoad

__all__ = ["RELATION", "START", "CouncilRoad", "Evidence", "PackedRoad", "Road", "StaffRoad"]


def __dir__() -> list[str]:
    """What completion shows: the names above, and not the files they come from."""
    return __all__
