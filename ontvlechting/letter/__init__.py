"""The letter: all that only this letter knows. This package offers its portfolio as data, its values and its norms.

The portfolio says who takes part, which processes there are, and what was asked, advised and promised. The values are what
commands are made of (`Document`, `Judgement`, `Money`); the norms are the settings that the guards apply.

House rules of the data: only what the letter says, and where it says it. What the letter leaves open is None or absent, never
filled in: three of the nine processes have no name here, the study has no day, some motions and pieces of advice have no date.
Where the letter contradicts itself, both readings stand here with a `remark`. Only one thing comes from elsewhere: the
identifier of a party in the government's register of organisations.

In `data/` the kinds of items stand in `items.py`, who takes part and the six processes in `portfolio.py`, and what the House
may ask about in `registers.py`; `programme.py` makes of them what a programme records.
"""

from ontvlechting.letter.data.items import (
    Advice,
    Annex,
    Cited,
    Commitment,
    Element,
    Fact,
    Funding,
    Motion,
    Period,
    Process,
    Request,
    Signatory,
    Study,
)
from ontvlechting.letter.data.portfolio import (
    ABDTOPCONSULT,
    BELASTINGDIENST,
    BODIES,
    COB,
    DIRECTORATES,
    DOR,
    DOUANE,
    GALAN,
    HOUSE,
    MINISTRY,
    PARTIES,
    PORTFOLIO_SIZE,
    PROCESSES,
    RESEARCHERS,
    SIGNATORIES,
    STUDY,
    TOESLAGEN,
    UNIONS,
    UNITS,
    UNNAMED,
)
from ontvlechting.letter.data.programme import as_commands
from ontvlechting.letter.data.registers import ADVICES, ANNEXES, BUDGETS, COMMITMENTS, FACTS, MOTIONS, REQUESTS
from ontvlechting.letter.norms import Countersigned, KnownStudy, LeadTime, Norms, StudiedProcess
from ontvlechting.letter.values import (
    Body,
    BodyKind,
    Delta,
    Document,
    DocumentKind,
    Judgement,
    Money,
    MoneyKind,
    Party,
    PartyKind,
    Power,
    Reach,
)

__all__ = [
    "ABDTOPCONSULT",
    "ADVICES",
    "ANNEXES",
    "BELASTINGDIENST",
    "BODIES",
    "BUDGETS",
    "COB",
    "COMMITMENTS",
    "DIRECTORATES",
    "DOR",
    "DOUANE",
    "FACTS",
    "GALAN",
    "HOUSE",
    "MINISTRY",
    "MOTIONS",
    "PARTIES",
    "PORTFOLIO_SIZE",
    "PROCESSES",
    "REQUESTS",
    "RESEARCHERS",
    "SIGNATORIES",
    "STUDY",
    "TOESLAGEN",
    "UNIONS",
    "UNITS",
    "UNNAMED",
    "Advice",
    "Annex",
    "Body",
    "BodyKind",
    "Cited",
    "Commitment",
    "Countersigned",
    "Delta",
    "Document",
    "DocumentKind",
    "Element",
    "Fact",
    "Funding",
    "Judgement",
    "KnownStudy",
    "LeadTime",
    "Money",
    "MoneyKind",
    "Motion",
    "Norms",
    "Party",
    "PartyKind",
    "Period",
    "Power",
    "Process",
    "Reach",
    "Request",
    "Signatory",
    "StudiedProcess",
    "Study",
    "as_commands",
]


def __dir__() -> list[str]:
    """What completion shows: the names above, and not the files they come from."""
    return __all__
