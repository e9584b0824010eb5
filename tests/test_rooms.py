"""The rooms of the package: those below the letter know nothing of it, and no file is in a circle of imports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import grimp
import pytest

import ontvlechting
from ontvlechting import commands, letter
from ontvlechting.letter import values
from ontvlechting.letter.commands import ALL
from ontvlechting.states import ProgrammeState, State

PACKAGE = Path(ontvlechting.__file__).parent

WORDS = (
    r"accountab(le|ility)|advices?|belastingdienst|breach(ed|es)?|bruins|commitments?|complexity|councils?"
    r"|deliver(er|ing)|departmental|directorates?|disentangle(d|ment|s)?|douane|escalations?|feasib(le|ility)"
    r"|fictio[a-z]+|herstel|kamer|kamerstuk(ken)?|leijten|ministeries?|ministers?|ministry|ministries|motions?"
    r"|ontvangende?|ontvlecht(en|ing)?|overdracht(en)?|overdragende?|parliament|phases?|plans?|portfolios?"
    r"|preconditions?|programmes?|receiv(er|ing)|reversals?|routes?|signatory|strengthening|toeslagen|transferring"
    r"|transfers?|uitgangssituatie|unions?|verstoringen|weighings?"
)
"""What the letter talks about, in either language; the rest is read from the letter itself."""


def words_of_the_letter() -> Iterator[str]:
    """Every word by which a room would show that it knows the letter, as a pattern."""
    yield WORDS
    own = [kind for kind in ALL if kind.__module__.startswith("ontvlechting.letter")]
    yield from (f"(?-i:{kind.__name__})" for kind in own)
    yield from (kind.key for kind in own if "_" in kind.key)
    for state in chain(State, ProgrammeState):
        yield from (name for name in (state.value, f"(?-i:{state.name})") if state.name != "NEW" and "_" in name)
    for kind in (values.Role, values.BodyKind, values.PartyKind):
        yield from (member.value for member in kind if member.value not in ("body", "house", "external"))
    yield from (f"(?-i:Role|Power)\\.{member.name}" for member in chain(values.Role, values.Power))
    yield from map(re.escape, (*letter.PARTIES, *letter.PROCESSES))
    yield r"(?-i:R[1-9]\d?)"
    yield r"ontvlechting\.(letter|guards|states|testing|cli)"


FORBIDDEN = re.compile(rf"(?<![\w.])(?:{'|'.join(words_of_the_letter())})(?!\w)", re.IGNORECASE)
MEANT = re.compile(
    r"(?i:house rules|legal advice)|\b(Union|UNION|UnionType)\b|ontvlechting\[\w+\]|(?<![\w.])ontvlechting(?!\.(letter|guards|states|testing|cli)\b)"
)
"""What looks like a word of the letter, and is not: what Python and SQL say, and the name of this package."""


def found_in(*files: Path) -> list[str]:
    """Each word of the letter in these files, with its place."""
    return [
        f"{path.relative_to(PACKAGE)}:{number}: {found.group()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for found in FORBIDDEN.finditer(MEANT.sub(" ", line))
    ]


def files_of(room: str) -> list[Path]:
    """Every Python file of a room."""
    return sorted((PACKAGE / room).rglob("*.py"))


COLUMNS = [PACKAGE / "record/standing.py", PACKAGE / "shell/ledger.py", PACKAGE / "shell/asynchronous.py"]
COLUMNS += sorted((PACKAGE / "record/stores").rglob("*.py"))
ROOMS = {
    "engine": files_of("engine"),
    "record": [path for path in files_of("record") if path not in COLUMNS],
    "shell": [path for path in files_of("shell") if path not in COLUMNS],
    "columns": COLUMNS,
    "views": files_of("views"),
}
"""The rooms below the letter; `columns` is what holds the line that an overview has of each process."""


@pytest.mark.parametrize(
    "room",
    ["engine", "record", "shell", "columns", "views"],
)
def test_a_room_below_the_letter_knows_no_word_of_it(room: str) -> None:
    """No command, state, role, body, rule or noun of the letter stands there; examples and docstrings count too."""
    assert ROOMS[room]
    assert [] == found_in(*ROOMS[room])


def test_the_words_of_the_letter_are_found_where_it_stands() -> None:
    """In the letter itself the same search finds them, so that it would find them elsewhere."""
    for path in ("letter/norms.py", "letter/commands/close.py", "states.py", "guards.py"):
        assert found_in(PACKAGE / path), path
    assert {"IdentifyProcess", "RECEIVING_PARTY_PROVEN", "R44", "douane", "works_council", "breaches"} == {
        found.group()
        for found in FORBIDDEN.finditer(
            "IdentifyProcess RECEIVING_PARTY_PROVEN R44 douane works_council breaches R House decide"
        )
    }


def test_every_command_of_the_letter_is_looked_for() -> None:
    """By its class, whichever it is."""
    own = {name for name in commands.__all__ if name in {k.__name__ for k in ALL}} - {
        "AdoptRules",
        "Correct",
        "Redact",
        "SetAside",
    }
    assert own
    assert own == {name for name in own if FORBIDDEN.search(f" {name} ")}


def circles(graph: grimp.ImportGraph) -> list[list[str]]:
    """The files of each circle: those that import each other, by whatever way."""
    down = {m: graph.find_upstream_modules(m) for m in graph.modules}
    tied = {m: frozenset({m} | {n for n in down[m] if m in down[n]}) for m in graph.modules}
    return sorted(sorted(circle) for circle in {*tied.values()} if len(circle) > 1)


def test_no_file_of_the_package_is_in_a_circle_of_imports() -> None:
    """Imports within a function, and those for a type checker alone, count as any other."""
    assert [] == circles(grimp.build_graph("ontvlechting", exclude_type_checking_imports=False, cache_dir=None))


def test_a_circle_is_seen() -> None:
    """One that goes over three files, of which none imports back the one that imports it."""
    graph = grimp.ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")):
        graph.add_import(importer=importer, imported=imported)
    assert [["a", "b", "c"]] == circles(graph)
