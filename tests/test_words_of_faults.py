"""What is wrong with rules, in the words that their makers read, on file: `tests/transcripts/faults.txt`.

Every wrong table, guard, norm and pack of `tests/test_definition.py`, and what two packs cannot both mean, with each fault
in both languages. Set `ONTVLECHTING_RECORD` to record it anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Rules, State
from ontvlechting import commands as c
from ontvlechting.commands import Command
from ontvlechting.errors import DefinitionError
from ontvlechting.guards import PROGRAMME
from ontvlechting.packs.portfolio import PORTFOLIO
from ontvlechting.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.rulebook import Pack
from ontvlechting.states import TABLE, Arrow, faults
from tests import test_definition as definition
from tests.works_councils_act.test_pack import CLASHES

FILE = Path(__file__).parent / "transcripts" / "faults.txt"
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
        norms=None,  # type: ignore[arg-type]
        packs=None,  # type: ignore[arg-type]
    ),
    **{f"a clash: {name}": lambda pack=pack: LETTER + WORKS_COUNCILS_ACT + pack for name, (pack, _) in CLASHES.items()},
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
    "of a programme": PROGRAMME.arrows,
    "of the letter": TABLE,
}
"""Tables that can be judged."""


def found() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each wrong thing, with its faults in both languages."""
    for name, table in {**TABLES, **{name: arrows for name, (arrows, _) in definition.UNJUDGEABLE.items()}}.items():
        yield f"table: {name}", [(f.nl, f.en) for f in faults(table)]
    for name, (changes, _) in definition.MISMADE.items():
        wrong = attrs.evolve(WELL, **changes)
        yield f"guard: {name}", of(lambda wrong=wrong: LETTER.extended(name="x", version="1", doors={c.Stop: (wrong,)}))
    for name, (changes, _) in definition.MISFITS.items():
        yield f"rules: {name}", of(lambda changes=changes: attrs.evolve(LETTER, **changes))
    for name, (changes, _) in definition.OF_PACKS.items():
        given: dict[str, Any] = {"name": "ours", "version": "1", "doors": {c.Stop: (WELL,)}} | changes
        yield f"pack: {name}", of(lambda given=given: LETTER + Pack(**given))
    for name, make in OTHERS.items():
        yield name, of(make)


def of(make: Callable[[], object]) -> list[tuple[str, str]]:
    """The faults of what is made here."""
    with pytest.raises(DefinitionError) as error:
        make()
    return [(f.nl, f.en) for f in error.value.faults]


def test_every_word_of_a_fault_is_on_file() -> None:
    """What is wrong with rules is told in both languages, every fault of it, in this order."""
    told = ["\n".join([f"{name}:", *(f"  nl: {nl}\n  en: {en}" for nl, en in pairs), ""]) for name, pairs in found()]
    text = re.sub(r"\bontvlechting(\.\w+)+\.", "", re.sub(r"0x[0-9a-f]+", "0x…", "\n".join(told)))
    if os.environ.get("ONTVLECHTING_RECORD"):
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text
