"""Mutants of the code: what mutmut would change in a function, asked of our own tests; `make mutants`.

mutmut leaves decorated functions alone, and every guard is one; and it starts pytest anew for each mutant. So only its
changes are used here. A change is put in place by giving the function that is there the code of the changed one: no
import, and everybody who holds the function has the mutant. Each mutant is asked in a process of its own (`Suite`), by
the tests that call the function; those that call the fewest others come first.

What stands at the level of a module is not changed, and neither is the wording of what people read. The doors and the
table are a matter of `ontvlechting.testing.perturbation`.

The package has rooms (`ROOMS`), and each room has its tests. A run asks one room after the other, each in a process of its
own, and adds up what became of their mutants in one report. A run can also be cut in pieces: `--part 1/4` asks a quarter of
the mutants, the same ones each time, and `--add-up` makes one report of the reports of all pieces.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import gc
import hashlib
import json
import subprocess
import sys
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from functools import cache, partial
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent, indent
from types import CodeType, FrameType, FunctionType
from typing import Any

from attrs import evolve, field, frozen

from ontvlechting.engine.text import LANGUAGES
from ontvlechting.testing.mutants import TIMEOUT, Fate, MutantReport, Suite, Trace, killed_before, say
from tests.anew import Finder

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ontvlechting"
ANEW = "imported anew"
"""The killer of a mutant that was noticed when its module was imported anew."""
PATIENCE = 300
"""How many seconds the tests of one mutant may take before they are said not to end."""


@frozen
class Room:
    """A part of the package, and the tests that are asked of every change in it.

    Attributes:
        modules: its modules, by patterns for their names inside the package; an earlier room may have some of them.
        tests: files and folders of tests; those that notice most need not come first.
        anew: those that are asked where the module is imported anew, because no test calls what was changed.
        seconds: how long the tests that are asked of one mutant may take together, when nothing is wrong.
    """

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    anew: tuple[str, ...] = ()
    seconds: float = 60.0


ROOMS = {
    "rules": Room(
        ("engine.core", "letter.guards.*"),
        (
            "letter",
            "spirit",
            "works_councils_act",
            "test_core.py",
            "test_golden.py",
            "test_guards.py",
            "test_next_steps.py",
            "test_outlook.py",
            "test_properties.py",
            "test_reasons.py",
            "test_scenarios.py",
            "test_second_letter.py",
            "test_transcripts.py",
            "test_twin.py",
            "test_what_follows.py",
        ),
        seconds=200.0,
    ),
    "packs": Room(
        ("letter.packs.*", "packs.*"),
        (
            "letter/test_portfolio.py",
            "packs",
            "works_councils_act",
            "test_programme.py",
            "test_reasons_of_packs.py",
            "test_shipped.py",
            "test_words_of_values.py",
        ),
        ("works_councils_act/test_pack.py", "packs/test_words_of_reasons.py"),
    ),
    "views": Room(
        ("views.*", "letter.views.*"),
        (
            "test_account.py",
            "test_account_at_its_limits.py",
            "test_any_letter_is_shown.py",
            "test_archive.py",
            "test_cli_records.py",
            "test_cloud_events.py",
            "test_columns.py",
            "test_command_line_values.py",
            "test_event_log.py",
            "test_federation.py",
            "test_front.py",
            "test_outlook.py",
            "test_pictures.py",
            "test_report.py",
            "test_schema.py",
            "test_scxml.py",
            "test_second_letter.py",
            "test_seen.py",
            "test_seen_of_each.py",
            "test_sheets.py",
            "test_show.py",
            "test_show_programme.py",
            "test_template.py",
            "test_views.py",
            "test_web_seen.py",
            "test_yes_and_no.py",
        ),
    ),
    "web": Room(
        ("web.*",),
        (
            "test_web.py",
            "test_web_api.py",
            "test_web_costs.py",
            "test_web_forms.py",
            "test_web_mounted.py",
            "test_seen_of_each.py",
            "test_web_seen.py",
        ),
    ),
    "engine": Room(
        ("engine.*",),
        (
            "letter",
            "spirit",
            "works_councils_act",
            "test_account_at_its_limits.py",
            "test_adoption.py",
            "test_any_letter_is_shown.py",
            "test_canonical.py",
            "test_checked.py",
            "test_codec.py",
            "test_columns.py",
            "test_comparison.py",
            "test_core.py",
            "test_definition.py",
            "test_frozen.py",
            "test_given.py",
            "test_golden.py",
            "test_guards.py",
            "test_kit.py",
            "test_kit_of_any_rules.py",
            "test_machine.py",
            "test_mends.py",
            "test_names.py",
            "test_nearest.py",
            "test_next_steps.py",
            "test_norms.py",
            "test_outlook.py",
            "test_outside.py",
            "test_plain_form.py",
            "test_portable.py",
            "test_progress.py",
            "test_questions.py",
            "test_rules_sent.py",
            "test_second_letter.py",
            "test_seen.py",
            "test_set_aside.py",
            "test_shipped.py",
            "test_text.py",
            "test_transcripts.py",
            "test_twin.py",
            "test_values_at_their_limits.py",
            "test_what_follows.py",
            "test_words_of_a_ledger.py",
            "test_words_of_adoption.py",
            "test_words_of_errors.py",
            "test_words_of_faults.py",
            "test_workflow.py",
            "test_yes_and_no.py",
        ),
        (
            "test_definition.py",
            "test_words_of_faults.py",
            "test_names.py",
            "test_second_letter.py",
        ),
    ),
    "letter": Room(
        ("guards", "states", "letter.*"),
        (
            "letter",
            "spirit",
            "works_councils_act",
            "test_account.py",
            "test_account_at_its_limits.py",
            "test_adoption.py",
            "test_asynchronous.py",
            "test_catalogue.py",
            "test_codec.py",
            "test_columns.py",
            "test_core.py",
            "test_frozen.py",
            "test_given.py",
            "test_golden.py",
            "test_guards.py",
            "test_letter.py",
            "test_logbook.py",
            "test_names.py",
            "test_next_steps.py",
            "test_norms.py",
            "test_plain_form.py",
            "test_portable.py",
            "test_programme.py",
            "test_questions.py",
            "test_reasons.py",
            "test_reasons_of_packs.py",
            "test_scenarios.py",
            "test_seen.py",
            "test_set_aside.py",
            "test_shipped.py",
            "test_transcripts.py",
            "test_twin.py",
            "test_values_at_their_limits.py",
            "test_what_follows.py",
            "test_words_of_a_ledger.py",
            "test_words_of_adoption.py",
            "test_words_of_values.py",
            "test_workflow.py",
            "test_yes_and_no.py",
        ),
        (
            "test_definition.py",
            "test_words_of_faults.py",
            "test_catalogue.py",
            "test_names.py",
            "test_letter.py",
        ),
        seconds=200.0,
    ),
    "record": Room(
        ("record.*",),
        (
            "spirit/test_references_of_a_ledger.py",
            "test_any_letter_is_shown.py",
            "test_audit.py",
            "test_audit_words.py",
            "test_canonical.py",
            "test_checkpoints.py",
            "test_checkpoints_to_the_letter.py",
            "test_codec.py",
            "test_codec_to_the_letter.py",
            "test_columns.py",
            "test_exchange.py",
            "test_exchange_to_the_letter.py",
            "test_given.py",
            "test_golden.py",
            "test_ledger_format.py",
            "test_merkle.py",
            "test_origin.py",
            "test_points.py",
            "test_portable.py",
            "test_progress.py",
            "test_questions.py",
            "test_readers.py",
            "test_record_to_the_letter.py",
            "test_repeated.py",
            "test_second_letter.py",
            "test_seen.py",
            "test_sqlite_to_the_letter.py",
            "test_stores.py",
            "test_tiles.py",
            "test_turns.py",
            "test_verifier.py",
            "test_verifier_to_the_letter.py",
            "test_words_of_errors.py",
            "test_workflow.py",
            "embedding/test_sqlite.py",
        ),
    ),
    "shell": Room(
        ("shell.*",),
        (
            "spirit/test_references_of_a_ledger.py",
            "test_account.py",
            "test_account_at_its_limits.py",
            "test_adoption.py",
            "test_archive.py",
            "test_asynchronous.py",
            "test_checkpoints.py",
            "test_cloud_events.py",
            "test_columns.py",
            "test_federation.py",
            "test_front.py",
            "test_given.py",
            "test_governance_machine.py",
            "test_logbook.py",
            "test_machine.py",
            "test_outlook.py",
            "test_points.py",
            "test_portable.py",
            "test_programme.py",
            "test_progress.py",
            "test_questions.py",
            "test_repeated.py",
            "test_report.py",
            "test_second_letter.py",
            "test_set_aside.py",
            "test_turns.py",
            "test_what_follows.py",
            "test_words_of_a_ledger.py",
            "test_words_of_adoption.py",
            "test_workflow.py",
        ),
    ),
    "cli": Room(
        ("cli.*",),
        (
            "test_bot.py",
            "test_cli.py",
            "test_cli_any_rules.py",
            "test_cli_forms.py",
            "test_cli_records.py",
            "test_cli_verify.py",
            "test_archive.py",
            "test_cloud_events.py",
            "test_event_log.py",
            "test_new_files.py",
            "test_report.py",
            "test_schema.py",
            "test_sheets.py",
            "test_template.py",
            "test_front.py",
            "test_account.py",
            "test_command_line_values.py",
            "test_demo.py",
            "test_federation.py",
            "test_points.py",
            "test_second_letter.py",
            "test_web_mounted.py",
        ),
    ),
}
"""What is mutated, and by which tests it has to be noticed. A module is in the first room that names it."""
LEFT = (
    "testing.*",
    "letter.demo",
    "letter.fiction.*",
    "packs.fiction",
    "packs.roads",
    "letter.triggers",
    "record.crew",
    "record.stores.postgres*",
    "__pyinstaller.*",
    "django.*",
)
"""What is not mutated: what has tests of its own, as the kit, the processes of a crew and the stores that need a server; the
fiction of the examples; what never runs; and what runs in a Django project alone, in another process."""


def modules_of(patterns: Sequence[str]) -> list[str]:
    """The modules of the package that one of these patterns names, those that make up the package itself left out."""
    files = sorted(path for path in PACKAGE.rglob("[a-z]*.py"))
    names = [".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in files]
    return [f"ontvlechting.{name}" for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]


def rooms_of(modules: Sequence[str]) -> dict[str, list[str]]:
    """Those of these modules that are mutated, by the room in which each of them is."""
    found: dict[str, list[str]] = {name: [] for name in ROOMS}
    named = [(name, set(modules_of(room.modules))) for name, room in ROOMS.items()]
    for module in sorted({*modules} - {*modules_of(LEFT)}):
        found[next(name for name, those in named if module in those)].append(module)
    return found


@frozen
class CodeMutant:
    """One function with one change.

    Attributes:
        name: module, function, and the lines before and after.
        module: the module.
        function: the qualified name of the function.
        before: the text of the function.
        after: the same with the change.
    """

    name: str
    module: str
    function: str
    before: str = field(repr=False)
    after: str = field(repr=False)

    def apply(self) -> None:
        """Give every function of that name, and those that were made in it, the changed code; who imports anew gets it as well."""
        there = living(self.module)
        if self.function not in there:  # else nothing would be changed, and nobody could notice
            raise RuntimeError(f"nobody holds `{self.module}.{self.function}`")
        free = {name: functions[0].__code__.co_freevars for name, functions in there.items()}
        before, after = codes(self.function, self.before), codes(self.function, self.after, free)
        for name, changed in after.items():
            for function in there.get(name, ()):
                if (place := place_of(function.__code__, before.get(name, ()))) < len(changed):
                    function.__code__ = changed[place]
        sys.meta_path.insert(0, Finder(self.module, self.written()))
        forget()

    def written(self) -> str:
        """The text of its module with the change in it."""
        text = path_of(self.module).read_text(encoding="utf-8")
        lines = text.splitlines(keepends=True)
        owner, _, name = self.function.rpartition(".")
        body: Sequence[ast.stmt] = ast.parse(text).body
        if owner:
            (body,) = (n.body for n in body if isinstance(n, ast.ClassDef) and n.name == owner)
        # of several that overload each other the last one is the function
        *_, node = (n for n in body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == name)
        after = indent(dedent(self.after).strip("\n"), " " * node.col_offset)
        return "".join([*lines[: node.lineno - 1], f"{after}\n", *lines[node.end_lineno :]])


@cache
def living(module: str) -> dict[str, list[FunctionType]]:
    """The functions of a module that somebody holds, by their qualified name; what a decorator put around them is none of those."""
    found: dict[str, list[FunctionType]] = {}
    gc.unfreeze()  # what was frozen, as when tests are collected, is not told
    for function in gc.get_objects():
        mine = type(function) is FunctionType and function.__module__ == module
        if mine and function.__code__.co_qualname == function.__qualname__:
            found.setdefault(function.__qualname__, []).append(function)
    return found


@cache
def _remembering() -> list[Any]:
    """The functions of the package that remember what they answered."""
    gc.unfreeze()
    kept = [each for each in gc.get_objects() if type(each) is type(living)]
    return [each for each in kept if each.__module__.startswith("ontvlechting.")]


def forget() -> None:
    """Let every function of the package work out anew what it remembers, so that whoever asks it calls what is behind it."""
    for function in _remembering():
        function.cache_clear()


def path_of(module: str) -> Path:
    """Where a module stands."""
    return ROOT / f"{module.replace('.', '/')}.py"


@cache
def undecorated(module: str) -> str:
    """The text of a module with empty lines where its functions have decorators."""
    text = path_of(module).read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list:
            for number in range(node.decorator_list[0].lineno - 1, node.lineno - 1):
                lines[number] = "\n"
    return "".join(lines)


def place_of(code: CodeType, among: Sequence[CodeType]) -> int:
    """Which of the pieces of code that go by one name this is, as two lambdas in one function do."""

    def shape(of: CodeType) -> object:
        return of.co_code, of.co_names, of.co_varnames, [c for c in of.co_consts if not isinstance(c, CodeType)]

    return next((place for place, other in enumerate(among) if shape(other) == shape(code)), 0)


def codes(function: str, text: str, free: Mapping[str, Sequence[str]] | None = None) -> dict[str, list[CodeType]]:
    """The code of a function or method, and of all that is made in it, by their qualified names, in the order in which it stands.

    What is made in it keeps the names from around it that it had (`free`), also those that the change no longer uses:
    Python gives a function no code with others.
    """
    owner, _, _ = function.rpartition(".")
    source = dedent(text)
    if owner:
        source = f"class {owner}:\n{indent(source, '    ')}"
    tree = ast.parse(f"from __future__ import annotations\n{source}")
    _keep_names(tree, "", free or {})
    found: dict[str, list[CodeType]] = {}
    pending = [compile(tree, "mutant", "exec", dont_inherit=True)]
    while pending:
        inner = [const for const in pending.pop(0).co_consts if isinstance(const, CodeType)]
        for code in inner:
            if code.co_qualname == function or code.co_qualname.startswith(f"{function}."):
                found.setdefault(code.co_qualname, []).append(code)
        pending += inner
    return found


def _keep_names(node: ast.AST, path: str, free: Mapping[str, Sequence[str]]) -> None:
    """Let every function that is made in another one mention its names, where it never comes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{path}{child.name}"
            if "<locals>" in name and (names := free.get(name)):
                child.body += ast.parse("if False:\n" + "".join(f"    {n}\n" for n in names)).body
            _keep_names(child, f"{name}.<locals>.", free)
        elif isinstance(child, ast.Lambda):
            name = f"{path}<lambda>"
            _keep_names(child, f"{name}.<locals>.", free)
            if names := free.get(name):
                never = ast.parse(f"({', '.join(names)},)", mode="eval").body
                child.body = ast.copy_location(
                    ast.IfExp(test=ast.Constant(value=True), body=child.body, orelse=never), child
                )
                ast.fix_missing_locations(child)
        else:
            _keep_names(child, f"{path}{child.name}." if isinstance(child, ast.ClassDef) else path, free)


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
        if codes(where, before) == codes(where, after):
            continue  # in a default, which was reckoned when it was imported, or in what only a reader sees
        name = f"{module.removeprefix('ontvlechting.')}.{where}: {_told(before, after)}"
        seen[name] += 1
        found.append(CodeMutant(name if seen[name] == 1 else f"{name} ({seen[name]})", module, where, before, after))
    return found


def _words(tree: Any) -> set[int]:
    """The strings that are words for people: in the arguments that give a text in a language, and the first of `both`."""
    import libcst.matchers as m

    words: Any = m.Arg(keyword=m.OneOf(*(m.Name(language) for language in LANGUAGES)))
    found: list[Any] = [*m.findall(tree, words)]
    calls: Any = m.findall(tree, m.Call(func=m.Name("both")))
    found += [said for call in calls for said in call.args[: len(LANGUAGES)]]
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


class Calls(Trace):
    """Which functions of the mutated modules each test calls, and how long it takes."""

    def __init__(self, file: Path, modules: Sequence[str]) -> None:
        super().__init__(file)
        self._names = {str(path_of(module)): module for module in modules}

    def begin(self) -> None:
        """Look at every call, in every thread."""
        forget()
        threading.setprofile(self._look)
        sys.setprofile(self._look)

    def end(self) -> None:
        """Look no more."""
        sys.setprofile(None)
        threading.setprofile(None)

    def _look(self, frame: FrameType, what: str, _: Any) -> None:
        if what == "call" and (module := self._names.get(frame.f_code.co_filename)):
            self.touched.add(f"{module}.{frame.f_code.co_qualname.partition('.<locals>')[0]}")
            outer = frame.f_code.co_qualname
            if ".<locals>." in outer:
                self.touched.add(f"{module}.{outer.rpartition('.<locals>.')[0]}")

    def read(self) -> None:
        """Read what the first run has written: for each function its tests, the sharpest first."""
        for module in self._names.values():
            living(module)  # looked for once, and not in every process
        super().read()

    def within(self, function: str, seconds: float) -> list[str]:
        """The tests of a function, as many as fit in so much time and one at least, the sharpest first."""
        tests = self.of.get(function, [])
        quick = sorted(tests, key=self.seconds.__getitem__)
        ends = accumulate(map(self.seconds.__getitem__, quick))
        chosen = {test for test, end in zip(quick, ends, strict=True) if end <= seconds} or {*quick[:1]}
        return [test for test in tests if test in chosen]


# -- asking ---------------------------------------------------------------------------------------------------------------


@frozen
class Choice:
    """Which mutants are asked.

    Attributes:
        only: a pattern for their names.
        part: which piece of all, from 1, and how many pieces there are.
    """

    only: str = "*"
    part: tuple[int, int] = (1, 1)

    def __contains__(self, name: object) -> bool:
        """Whether the mutant of that name is asked: its piece follows from its name alone."""
        number, pieces = self.part
        digest = hashlib.sha256(str(name).encode()).digest()
        return fnmatchcase(str(name), self.only) and int.from_bytes(digest[:8]) % pieces == number - 1


def ask(
    room: Room, modules: Sequence[str], choice: Choice, *, workers: int, before: Sequence[Fate] = ()
) -> tuple[Fate, ...]:
    """What becomes of the mutants of these modules of a room, but for those of which it is known."""
    known = {fate.mutant for fate in before}
    with TemporaryDirectory() as folder:
        calls = Calls(Path(folder) / "calls", modules)
        for module in modules:
            import_module(module)
        mutants = [m for module in modules for m in code_mutants(module) if m.name in choice and m.name not in known]
        functions = {m.name: f"{m.module}.{m.function}" for m in mutants}
        suite = Suite(
            room.tests,
            order=lambda mutant, _: calls.within(functions[mutant], room.seconds),
            workers=workers,
            patience=PATIENCE,
            profile=calls.profile,
        )
        fates = suite.ask((m for m in mutants if functions[m.name] in calls.of), ready=calls.read)
        asleep = [m for m in mutants if functions[m.name] not in calls.of]
        with ThreadPoolExecutor(workers) as threads:
            return (*fates, *threads.map(partial(_ask_anew, room, Path(folder)), asleep))


def _ask_anew(room: Room, folder: Path, mutant: CodeMutant) -> Fate:
    """What becomes of a mutant that no test calls: it plays its part when its module is imported, so that is done anew."""
    if not room.anew:
        return Fate(mutant.name)
    file = folder / hashlib.sha256(mutant.name.encode()).hexdigest()
    file.write_text(mutant.written(), encoding="utf-8")
    command = [sys.executable, "-m", "tests.anew", mutant.module, str(file), *(f"tests/{test}" for test in room.anew)]
    started = time.monotonic()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, check=False)  # noqa: S603 - our own words
    except subprocess.TimeoutExpired:
        return Fate(mutant.name, TIMEOUT, "", time.monotonic() - started)
    fate = Fate(mutant.name, None if done.returncode == 0 else ANEW, "", time.monotonic() - started)
    say(f"[imported anew] {fate.mutant}: {fate.killer or 'SURVIVED'}")
    return fate


def report_of(fates: Sequence[Fate], modules: Mapping[str, Sequence[str]], choice: Choice, seconds: float) -> Report:
    """What became of these mutants: for each module, for each room, and of all of them."""
    every = [m for those in modules.values() for m in those if any(_stands_in(f.mutant, [m]) for f in fates)]
    listed = tomllib.loads((ROOT / "tests/equivalent.toml").read_text("utf-8"))["code"]
    here = {name: why for name, why in listed.items() if name in choice}
    rows, scores = [], []
    for room, those in modules.items():
        reports = [_of_modules(module, [module], fates, here) for module in those]
        total = _of_modules(f"**{room}**", those, fates, here)
        rows += [_row(r) for r in (*reports, total) if r.fates]
        scores += [r.score for r in reports]
    # what is listed of a module that is not there is out of date as well
    away = {name: why for name, why in here.items() if not _stands_in(name, modules_of(["*"]))}
    head = ["| module | mutants | killed | equivalent | survived | score |", "|---|---|---|---|---|---|"]
    whole = _of_modules("Mutants of the code", every, fates, here)
    return Report(
        evolve(whole, equivalent={**whole.equivalent, **away}, seconds=seconds, note="\n".join(head + rows)), scores
    )


@frozen
class Report:
    """The report of a run, and the score of each module."""

    told: MutantReport
    scores: Sequence[float]

    def enough(self, least: float) -> bool:
        """Whether enough was noticed in every module, and the list of equivalents is right."""
        return all(score >= least for score in self.scores) and not self.told.outdated


def _stands_in(name: str, modules: Iterable[str]) -> bool:
    return name.startswith(tuple(f"{module.removeprefix('ontvlechting.')}." for module in modules))


def _of_modules(title: str, modules: Sequence[str], fates: Sequence[Fate], listed: Mapping[str, str]) -> MutantReport:
    """What became of the mutants of these modules."""
    mine = tuple(f for f in fates if _stands_in(f.mutant, modules))
    return MutantReport(title, mine, {name: why for name, why in listed.items() if _stands_in(name, modules)})


def _row(report: MutantReport) -> str:
    numbers = (len(report.fates), len(report.killed), len(report.excused), len(report.survivors), f"{report.score:.1%}")
    return f"| {' | '.join(map(str, (report.title, *numbers)))} |"


def _fates_in(folder: Path) -> tuple[list[Fate], float]:
    """What a report says that became of its mutants, and how long that took."""
    told = json.loads((folder / "report.json").read_text("utf-8"))
    return [Fate(**each) for each in told["fates"]], told["seconds"]


def _part(text: str) -> tuple[int, int]:
    number, pieces = (int(each) for each in text.split("/"))
    if not 1 <= number <= pieces:
        raise ValueError(text)
    return number, pieces


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the tests of every mutant; 0 when enough are killed and the list of equivalents is right, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", default=["*"], help="which modules, by patterns such as `rules.*`")
    parser.add_argument("--room", nargs="+", default=list(ROOMS), choices=ROOMS, help="which rooms")
    parser.add_argument("--only", default="*", help="which mutants, by a pattern for their names")
    parser.add_argument("--part", type=_part, default=(1, 1), help="which piece of them, such as 1/4")
    parser.add_argument("--add-up", nargs="+", type=Path, metavar="FOLDER", help="ask nothing: add up these reports")
    parser.add_argument("--tests", nargs="+", help="which tests, as for pytest, in the place of those of the room")
    parser.add_argument("--seconds", type=float, help="how long the tests of one mutant may take, in the same way")
    parser.add_argument("--again", action="store_true", help="ask only those that the last report does not call killed")
    parser.add_argument("--workers", type=int, default=2, help="how many at the same time")
    parser.add_argument("--enough", type=float, default=0.95, help="which part has to be killed, in every module")
    parser.add_argument("--out", type=Path, default=Path("build/mutants"), help="where the report goes")
    given = parser.parse_args(arguments)

    started, choice = time.monotonic(), Choice(given.only, given.part)
    wanted = modules_of([pattern.removeprefix("ontvlechting.") for pattern in given.modules])
    rooms = {name: modules for name, modules in rooms_of(wanted).items() if modules and name in given.room}
    fates: list[Fate] = []
    seconds = 0.0
    if given.add_up:
        for folder in given.add_up:
            found, took = _fates_in(folder)
            fates, seconds = [*fates, *found], seconds + took
        report = report_of(fates, rooms, choice, seconds)
    elif len(rooms) == 1:
        ((name, modules),) = rooms.items()
        room = ROOMS[name]
        tests = given.tests or [f"tests/{test}" for test in room.tests]
        anew = () if given.tests else room.anew
        room = evolve(room, tests=tuple(tests), anew=anew, seconds=given.seconds or room.seconds)
        before = [f for f in killed_before(given.out) if f.mutant in choice] if given.again else []
        before = [f for f in before if _stands_in(f.mutant, modules)]
        fates = [*before, *ask(room, modules, choice, workers=given.workers, before=before)]
        report = report_of(fates, rooms, choice, time.monotonic() - started)
    else:
        command = [sys.executable, "-m", "tests.mutation", *(sys.argv[1:] if arguments is None else arguments)]
        for name in rooms:  # each in a process of its own: what one has imported is nothing to the next
            begun = time.time()
            subprocess.run([*command, "--room", name, "--out", str(given.out / name)], check=False)  # noqa: S603 - our own words
            if not (told := given.out / name / "report.json").exists() or told.stat().st_mtime < begun:
                raise RuntimeError(f"the mutants of `{name}` could not be asked; see above")
            fates += _fates_in(given.out / name)[0]
        report = report_of(fates, rooms, choice, time.monotonic() - started)
    report.told.write(given.out)
    return 0 if report.enough(given.enough) else 1


if __name__ == "__main__":
    raise SystemExit(main())
