"""Mutants of the code: what mutmut would change in a function, asked of our own tests; `make mutants`.

mutmut leaves decorated functions alone, and every guard is one; and it starts pytest anew for each mutant. So only its
changes are used here. A change is put in place by giving the function that is there the code of the changed one: no
import, and everybody who holds the function has the mutant. Each mutant is asked in a process of its own (`Suite`), by
the tests that call the function; those that call the fewest others come first.

What stands at the level of a module is not changed, and neither is the wording of what people read. The doors and the
table are a matter of `ontvlechting.testing.perturbation`.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import gc
import json
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent, indent
from types import CodeType, FrameType, FunctionType
from typing import Any

from attrs import field, frozen

from ontvlechting.engine.text import LANGUAGES
from ontvlechting.testing.mutants import Fate, MutantReport, Suite, killed_before

ROOT = Path(__file__).parent.parent
MODULES = (
    "ontvlechting.engine.core",
    "ontvlechting.record.audit",
    *(
        f"ontvlechting.letter.guards.{path.stem}"
        for path in sorted((ROOT / "ontvlechting/letter/guards").glob("[a-z]*.py"))
    ),
)
"""What is mutated. `guards.py` is a table and has no code to change: that is what the perturbations are for."""
TESTS = (
    "tests/letter",
    "tests/test_reasons.py",
    "tests/test_guards.py",
    "tests/test_core.py",
    "tests/test_next_steps.py",
    "tests/test_twin.py",
    "tests/test_transcripts.py",
    "tests/test_audit_words.py",
    "tests/test_golden.py",
    "tests/test_audit.py",
    "tests/works_councils_act",
)


@frozen
class CodeMutant:
    """One function with one change.

    Attributes:
        name: module, function, and the lines before and after.
        module: the module.
        function: the qualified name of the function.
        after: the text of the function with the change.
    """

    name: str
    module: str
    function: str
    after: str = field(repr=False)

    def apply(self) -> None:
        """Give every function of that name, and those that were made in it, the changed code; nothing that was kept stays."""
        for name, code in _codes(self.function, self.after).items():
            for function in living(self.module).get(name, ()):
                if (
                    function.__code__.co_freevars == code.co_freevars
                ):  # not what a decorator put around it under its name
                    function.__code__ = code
        forget(self.module)


def forget(module: str) -> None:
    """Empty what a module keeps of answers that it gave before."""
    for kept in vars(import_module(module)).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()


@cache
def living(module: str) -> dict[str, list[FunctionType]]:
    """The functions of a module that somebody holds, by their qualified name."""
    found: dict[str, list[FunctionType]] = {}
    for function in gc.get_objects():
        if type(function) is FunctionType and function.__module__ == module:
            found.setdefault(function.__qualname__, []).append(function)
    return found


def path_of(module: str) -> Path:
    """Where a module stands."""
    return ROOT / f"{module.replace('.', '/')}.py"


@cache
def undecorated(module: str) -> str:
    """The text of a module with empty lines where its functions have decorators."""
    text = path_of(module).read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            for number in range(node.decorator_list[0].lineno - 1, node.lineno - 1):
                lines[number] = "\n"
    return "".join(lines)


def _codes(function: str, text: str) -> dict[str, CodeType]:
    """The code of a function or method, and of all that is made in it, by their qualified names."""
    owner, _, _ = function.rpartition(".")
    source = dedent(text)
    if owner:
        source = f"class {owner}:\n{indent(source, '    ')}"
    found: dict[str, CodeType] = {}
    pending = [compile(f"from __future__ import annotations\n{source}", "mutant", "exec", dont_inherit=True)]
    while pending:
        inner = [const for const in pending.pop().co_consts if isinstance(const, CodeType)]
        found |= {code.co_qualname: code for code in inner if code.co_qualname != owner}  # there stand only defaults
        pending += inner
    return found


# -- the mutants ---------------------------------------------------------------------------------------------------------


def code_mutants(module: str) -> list[CodeMutant]:
    """What mutmut would change in a module, decorated functions included."""
    import libcst as cst
    from mutmut.mutation.file_mutation import create_mutations, deep_replace

    source = undecorated(module)
    tree, mutations, *_ = create_mutations(str(path_of(module)), source)
    words = _words(tree)
    names = _qualified(tree)
    blank = cst.Module([])
    found, seen = [], Counter[str]()
    for mutation in mutations:
        function: Any = mutation.contained_by_top_level_function
        if not isinstance(function, cst.FunctionDef) or id(mutation.original_node) in words:
            continue
        before = blank.code_for_node(function)
        changed: Any = deep_replace(function, mutation.original_node, mutation.mutated_node)
        after = blank.code_for_node(changed)
        where = names[id(function)]
        if _codes(where, before) == _codes(where, after):
            continue  # in a default, or in what only a reader sees
        name = f"{module.removeprefix('ontvlechting.')}.{where}: {_told(before, after)}"
        seen[name] += 1
        found.append(CodeMutant(name if seen[name] == 1 else f"{name} ({seen[name]})", module, where, after))
    return found


def _words(tree: Any) -> set[int]:
    """The strings that are words for people: in the arguments that give a text in a language."""
    import libcst.matchers as m

    words: Any = m.Arg(keyword=m.OneOf(*(m.Name(language) for language in LANGUAGES)))
    found: Any = m.findall(tree, words)
    return {id(text) for said in found for text in m.findall(said.value, m.SimpleString())}


def _qualified(tree: Any) -> dict[int, str]:
    """The qualified name of each function and method of a module."""
    import libcst as cst

    found: dict[int, str] = {}
    for node in tree.body:
        if isinstance(node, cst.FunctionDef):
            found[id(node)] = node.name.value
        elif isinstance(node, cst.ClassDef):
            methods = [n for n in node.body.body if isinstance(n, cst.FunctionDef)]
            found |= {id(n): f"{node.name.value}.{n.name.value}" for n in methods}
    return found


def _told(before: str, after: str) -> str:
    """The lines that differ, in one line."""
    old, new = before.splitlines(), after.splitlines()
    changes = [d for d in difflib.ndiff(old, new) if d[:2] in ("- ", "+ ")]
    gone = " ".join(d[2:].strip() for d in changes if d.startswith("- "))
    come = " ".join(d[2:].strip() for d in changes if d.startswith("+ "))
    return f"`{gone}` -> `{come}`"


# -- which test calls which function -------------------------------------------------------------------------------------


class Calls:
    """Which functions of the mutated modules each test calls, and how long it takes."""

    def __init__(self, file: Path, modules: Sequence[str]) -> None:
        self._file = file
        self._names = {str(path_of(module)): module for module in modules}
        self._called: set[str] = set()
        self._begun = 0.0
        self._test = ""
        self.of: dict[str, list[str]] = {}

    def profile(self, test: str | None) -> None:
        """Begin with a test, or end with it."""
        if test is not None:
            for module in self._names.values():
                forget(module)  # so that it calls what it needs by itself
            self._test, self._called, self._begun = test, set(), time.monotonic()
            sys.setprofile(self._look)
            return
        sys.setprofile(None)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([self._test, time.monotonic() - self._begun, sorted(self._called)]) + "\n")

    def _look(self, frame: FrameType, what: str, _: Any) -> None:
        if what == "call" and (module := self._names.get(frame.f_code.co_filename)):
            self._called.add(f"{module}.{frame.f_code.co_qualname.partition('.<locals>')[0]}")
            outer = frame.f_code.co_qualname
            if ".<locals>." in outer:
                self._called.add(f"{module}.{outer.rpartition('.<locals>.')[0]}")

    def read(self) -> None:
        """Read what the first run has written: for each function its tests, the sharpest first."""
        for module in self._names.values():
            living(module)  # looked for once, and not in every process
        rows = [json.loads(line) for line in self._file.read_text("utf-8").splitlines()]
        for test, _, called in sorted(rows, key=lambda row: (len(row[2]), row[1])):
            for function in called:
                self.of.setdefault(function, []).append(test)


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the tests of every mutant; 0 when enough are killed and the list of equivalents is right, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", default=MODULES, help="which modules")
    parser.add_argument("--out", type=Path, default=Path("build/mutants"), help="where the report goes")
    parser.add_argument("--only", default="*", help="which mutants, by a pattern for their names")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="which tests, as for pytest")
    parser.add_argument("--again", action="store_true", help="ask only those that the last report does not call killed")
    parser.add_argument("--workers", type=int, default=2, help="how many at the same time")
    parser.add_argument("--enough", type=float, default=0.95, help="which part has to be killed, in every module")
    given = parser.parse_args(arguments)

    started = time.monotonic()
    with TemporaryDirectory() as folder:
        calls = Calls(Path(folder) / "calls", given.modules)
        mutants: list[CodeMutant] = []
        for module in given.modules:
            import_module(module)
            mutants += [m for m in code_mutants(module) if fnmatchcase(m.name, given.only)]
        functions = {m.name: f"{m.module}.{m.function}" for m in mutants}
        before = [f for f in killed_before(given.out) if f.mutant in functions] if given.again else []
        seen = {fate.mutant for fate in before}
        suite = Suite(
            given.tests,
            order=lambda mutant, _: calls.of.get(functions[mutant], []),
            workers=given.workers,
            profile=calls.profile,
        )
        fates = (*before, *suite.ask([m for m in mutants if m.name not in seen], ready=calls.read))
    listed = tomllib.loads((ROOT / "tests/equivalent.toml").read_text("utf-8"))["code"]
    reports = [_of_module(module, fates, listed, given.only) for module in given.modules]
    rows = [f"| {r.title} | {len(r.fates)} | {len(r.killed)} | {len(r.excused)} | {r.score:.1%} |" for r in reports]
    kept = [f"{len(before)} of the killed were killed in an earlier run.", ""] if before else []
    note = "\n".join([*kept, "| module | mutants | killed | equivalent | score |", "|---|---|---|---|---|", *rows])
    equivalent = {name: reason for report in reports for name, reason in report.equivalent.items()}
    report = MutantReport("Mutants of the code", fates, equivalent, time.monotonic() - started, note)
    report.write(given.out)
    return 0 if all(r.score >= given.enough for r in reports) and not report.outdated else 1


def _of_module(module: str, fates: Sequence[Fate], listed: Mapping[str, str], only: str) -> MutantReport:
    """What became of the mutants of one module."""
    short = f"{module.removeprefix('ontvlechting.')}."
    mine = tuple(f for f in fates if f.mutant.startswith(short))
    excused = {name: why for name, why in listed.items() if name.startswith(short) and fnmatchcase(name, only)}
    return MutantReport(module, mine, excused)


if __name__ == "__main__":
    raise SystemExit(main())
