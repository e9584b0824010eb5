"""About the house itself: what an import costs, what errors promise, what the base install needs."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import ontvlechting
from ontvlechting.engine import errors
from ontvlechting.engine.errors import InputError, OntvlechtingError, Problem
from ontvlechting.engine.text import LANGUAGES, Text
from ontvlechting.engine.values import RulesRef, UnknownRules
from ontvlechting.engine.verdicts import Refused

HEAVY = [
    "structlog",
    "transitions",
    "hypothesis",
    "pytest",
    "typer",
    "rich",
    "sqlite3",
    "asyncio",
    "psycopg",
    "cryptography",
    "holidays",
    "jinja2",
    "narwhals",
    "pandas",
    "polars",
    "pyarrow",
    "IPython",
    "starlette",
    "uvicorn",
    "django",
    "ontvlechting.views",
    "ontvlechting.web",
    "ontvlechting.django",
]

EXAMPLES: list[OntvlechtingError] = [
    InputError("Plan", [Problem("version", "0", Text(nl="één", en="one"))]),
    errors.unknown_name(Text(nl="partij", en="party"), "duane", ["douane"]),
    errors.unknown_language("english"),
    errors.NoAssertions(),
    errors.DefinitionError([Text(nl="fout", en="fault")]),
    Refused(Text(nl="nee", en="no"), ()),
    errors.BadSignature("voorbeeld.nl/logboek+00000000", Text(nl="andere tekst", en="another text")),
    errors.MissingExtra("report", "jinja2", "ontvlechting[report]"),
    errors.UnknownProcess("douane/website", ["douane/websites"]),
    UnknownRules("p", RulesRef("eigen", "2", "0" * 64), [RulesRef("letter", "1", "1" * 64)]),
    UnknownRules("p", RulesRef("eigen", "2", "0" * 64), ()),
    errors.Stale("p", [("douane/websites", 3, 4)]),
    errors.Conflict("p"),
    errors.NotPortable("Workflow", Text(nl="open het daar", en="open it there")),
    errors.CutShort(None),
    errors.CutShort(3),
    errors.CutShort(-9),
    errors.ClockBehind("p", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)),
    errors.LedgerUnavailable("here", "disk full"),
    errors.LedgerUnavailable("here", "connection lost", recorded=None, ids=["a", "b"]),
    errors.FileUnavailable("here", FileExistsError(17, "File exists")),
    errors.FileUnavailable("here", Text(nl="geen tekst", en="no text")),
    errors.NotALedger("here", Text(nl="een tekst", en="a text")),
    errors.BrokenLedger("p", 3, Text(nl="veranderd", en="changed")),
    errors.UnreadableRecord("p", 3, Text(nl="onbekend", en="unknown")),
    errors.BrokenLedger(None, None, Text(nl="beschadigd", en="damaged")),
]


def test_importing_the_package_imports_nothing_heavy() -> None:
    """Drivers, logging, diagrams and testing tools are imported when they are used, not before."""
    code = f"import sys, ontvlechting; print([m for m in {HEAVY!r} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert "[]" == found.stdout.strip()


def test_the_package_is_typed_and_stands_alone() -> None:
    """`py.typed` is shipped, and no file of the package names a place outside of it."""
    root = Path(ontvlechting.__file__).parent
    assert (root / "py.typed").is_file()
    for path in root.rglob("*.py"):
        assert "../" not in path.read_text(), path


def test_every_error_says_it_in_both_languages() -> None:
    """All errors share one base, and each has a text in Dutch and in English; `str` is the English one."""
    every = (m.name for m in pkgutil.walk_packages(ontvlechting.__path__, "ontvlechting.") if ".engine." in m.name)
    found = (e for name in every for e in vars(import_module(name)).values())
    leaves = {e for e in found if isinstance(e, type) and issubclass(e, OntvlechtingError)}
    assert leaves - {OntvlechtingError, errors.LedgerError} == {type(e) for e in EXAMPLES}
    for error in EXAMPLES:
        assert all(error.text[language] for language in LANGUAGES)
        assert str(error) == error.text.en
        assert error.text.nl != error.text.en


def test_errors_are_of_the_kinds_that_python_knows() -> None:
    """Bad input is a `ValueError`, an unknown name a `KeyError`, an unknown process a `LookupError`, and so on."""
    kinds: dict[type[OntvlechtingError], type[Exception]] = {
        InputError: ValueError,
        errors.UnknownName: KeyError,
        errors.UnknownProcess: LookupError,
        errors.MissingExtra: ImportError,
        errors.NoAssertions: RuntimeError,
        errors.NotPortable: TypeError,
        errors.CutShort: RuntimeError,
    }
    for ours, pythons in kinds.items():
        assert {True} == {isinstance(e, pythons) for e in EXAMPLES if type(e) is ours}


def test_a_long_value_is_shown_short() -> None:
    """An error does not repeat a whole book."""
    assert len(errors.shown("x" * 100_000)) < 200


def test_an_error_does_not_repeat_a_private_key() -> None:
    """Whoever pastes a key where a name or a file is asked for does not find it in a log."""
    key = "PRIVATE+KEY+voorbeeld.nl/programma+c5e7a1b2+AQ0rT7nG5w6mPz="
    assert "'***'" == errors.shown(key)
    assert "AQ0rT7nG5w6mPz" not in str(errors.FileUnavailable(key, FileNotFoundError(2, "No such file")))
