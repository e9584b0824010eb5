"""What is wrong with rules, in the words that their makers read, on file: `tests/transcripts/faults.txt`.

Every wrong table, guard, norm and pack of `tests/test_definition.py`, and what two packs cannot both mean, with each fault
in both languages. Set `ONTVLECHTING_RECORD` to record it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from operator import add
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Rules, State
from ontvlechting import commands as c
from ontvlechting.engine.chart import Arrow, faults
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.engine.rulebook import Pack
from ontvlechting.engine.text import Text
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import Command
from ontvlechting.letter.packs.portfolio import PORTFOLIO
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.states import TABLE, ProgrammeState
from tests import test_definition as definition
from tests.on_file import OnFile
from tests.works_councils_act.test_pack import CLASHES

FILE = OnFile("faults.txt")
WELL = definition.well
OTHERS: dict[str, Callable[[], object]] = {
    "a door without an arrow, and one that lacks": lambda: attrs.evolve(
        LETTER,
        name="eigen",
        doors={k: g for k, g in LETTER.doors.items() if k is not c.Stop} | {c.RecordAppeal: ()},
    ),
    "arrows without a door": lambda: (
        LETTER + Pack(name="x", version="1", doors={}, arrows=(Arrow(c.RecordAppeal, State.IDENTIFIED, State.STOPPED),))
    ),
    "two guards of one name at a door": lambda: attrs.evolve(
        LETTER, name="eigen", doors={**LETTER.doors, c.Stop: (WELL, WELL)}
    ),
    "the name of the letter": lambda: attrs.evolve(LETTER, doors={**LETTER.doors, c.Stop: (WELL,)}),
    "the name of the letter with a pack": lambda: attrs.evolve(LETTER, name="letter+portfolio"),
    "the name of a pack": lambda: (
        attrs.evolve(LETTER, name="eigen") + attrs.evolve(PORTFOLIO, doors={c.Stop: (WELL,)}, arrows=())
    ),
    "a class": lambda: type("Mine", (Rules,), {}),
    "every fault at once": lambda: Rules(
        name="",
        version=1,  # type: ignore[arg-type]  # that is what is tried
        arrows=(definition.arrow(Command, "new", State.STOPPED),),
        doors={Command: (), c.Stop: WELL, c.Decide: (attrs.evolve(WELL, name="", rules=()),)},  # type: ignore[dict-item]
        always=(),
        norms=None,
        packs=None,  # type: ignore[arg-type]
        start="new",  # type: ignore[arg-type]
        final=None,  # type: ignore[arg-type]
        back=(),  # type: ignore[arg-type]
        dossier=None,  # type: ignore[arg-type]
        roles=Command,  # type: ignore[arg-type]
        powers="x",  # type: ignore[arg-type]
        order="R47",  # type: ignore[arg-type]
        others=(Command,),
        companions=LETTER,  # type: ignore[arg-type]
    ),
    **{f"a clash: {name}": partial(add, LETTER + WORKS_COUNCILS_ACT, pack) for name, (pack, _) in CLASHES.items()},
}
"""What is wrong with more than one thing."""
TABLES: dict[str, Any] = {
    "no beginning": TABLE[1:],
    "two ways from one state": (*TABLE, Arrow(c.Stop, State.IDENTIFIED, State.COMPLETED)),
    "an arrow twice": (*TABLE, TABLE[0]),
    "out of an end": (*TABLE, Arrow(c.Decide, State.COMPLETED, State.MINISTRY_DECIDED)),
    "back to the beginning": (*TABLE, Arrow(c.Decide, State.MINISTRY_DECIDED, State.NEW)),
    "no way out": tuple(a for a in TABLE if a.source is not State.PHASED_TRANSFER),
    "no way to": tuple(a for a in TABLE if a.target is not State.PHASED_TRANSFER),
    "no fall back": tuple(a for a in TABLE if a.command is not c.FallBack),
    "nothing": (),
    "states of another table": (*TABLE, Arrow(c.Decide, State.IDENTIFIED, ProgrammeState.OPEN)),
    "of the letter": TABLE,
}
"""Tables that can be judged."""


def of(make: Callable[[], object]) -> list[Text]:
    """The faults of what is made here."""
    with pytest.raises(DefinitionError) as error:
        make()
    return list(error.value.faults)


def cases() -> Iterator[tuple[str, Callable[[], list[Text]]]]:
    """Each wrong thing, and how its faults are found."""
    for name, table in {**TABLES, **{name: arrows for name, (arrows, _) in definition.UNJUDGEABLE.items()}}.items():
        yield f"table: {name}", partial(definition.faults, table)
    yield "table: of a programme", partial(faults, PROGRAMME.arrows, start=PROGRAMME.start, final=PROGRAMME.final)
    for name, (changes, _) in definition.MISMADE.items():
        yield f"guard: {name}", partial(of, partial(with_guard, changes))
    for name, (changes, _) in definition.MISFITS.items():
        yield f"rules: {name}", partial(of, partial(attrs.evolve, LETTER, **changes))
    for name, (changes, _) in definition.OF_PACKS.items():
        yield f"pack: {name}", partial(of, partial(with_pack, changes))
    for name, make in OTHERS.items():
        yield name, partial(of, make)


def with_guard(changes: dict[str, Any]) -> Rules:
    """Rules with a guard that was changed so."""
    return LETTER.extended(name="x", version="1", doors={c.Stop: (attrs.evolve(WELL, **changes),)})


def with_pack(changes: dict[str, Any]) -> Rules:
    """Rules with a pack that was changed so."""
    given: dict[str, Any] = {"name": "ours", "version": "1", "doors": {c.Stop: (WELL,)}}
    return LETTER + Pack(**(given | changes))


CASES = dict(cases())


@pytest.mark.parametrize("name", CASES)
def test_every_word_of_a_fault_is_on_file(name: str) -> None:
    """What is wrong with rules is told in both languages, every fault of it, in this order."""
    FILE.holds(name, "\n".join(f"nl: {fault.nl}\nen: {fault.en}" for fault in CASES[name]()))


def test_the_file_holds_nothing_else() -> None:
    """Every case, in this order."""
    FILE.holds_only(CASES)
