"""Rules that are wrong on purpose: each guard dropped and turned round at each of its doors, each arrow bent.

Whoever tests rules wants to know what the tests would not notice. `perturbations` gives the finite list of small
mistakes that somebody could make in the table and at the doors of any rules; `perturb` says which of your own checks
see each of them. As a command it asks a whole suite of tests of pytest::

    python -m ontvlechting.testing.perturbation your.rules:RULES tests/test_your_rules.py

A mutant that nothing sees is a rule that no test holds, or one that changes no answer; that is for a person to
say, in a list with the reason (`equivalent`).
"""

from __future__ import annotations

import argparse
import importlib
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import wraps
from pathlib import Path
from typing import Any

import attrs
from attrs import frozen

from ontvlechting.engine.chart import Arrow, State
from ontvlechting.engine.checked import refuse
from ontvlechting.engine.doors import YES, Doors, Guard, Reasons
from ontvlechting.engine.errors import DefinitionError, InputError, Problem, shown
from ontvlechting.engine.outside import problems_of_each, problems_of_function, several
from ontvlechting.engine.rulebook import Rules, own, owned, problems_of_rules
from ontvlechting.engine.text import Text
from ontvlechting.testing.checks import answered, name_of
from ontvlechting.testing.mutants import DEFINITION, Fate, MutantReport, Suite

Killer = Callable[[Rules], None]
"""Asks something of a set of rules and raises when the answer is not as it should be."""


@frozen
class Perturbation:
    """One small mistake in a set of rules.

    Attributes:
        name: what was done where; it stays the same as long as door, guard and arrow keep their names.
        rules: the rules in which it is made.
        arrows: the table with the mistake.
        doors: the guards of each door with the mistake; those of every command stand at each door.
    """

    name: str
    rules: Rules = attrs.field(repr=False)
    arrows: tuple[Arrow, ...] = attrs.field(repr=False)
    doors: Doors = attrs.field(repr=False)

    def make(self) -> Rules:
        """The rules with the mistake, under another name: the name of the rules may belong to them alone.

        Raises:
            DefinitionError: they are no set of rules; then the definition itself sees the mistake.
        """
        return attrs.evolve(self.rules, name="perturbed", arrows=self.arrows, doors=self.doors, always=())

    def apply(self) -> None:
        """Put the mistake in the rules object itself, so that all that uses it judges by it. It cannot be undone.

        Name, version and hash stay as they were: a test has to notice what the mistake does, and not that there is one.

        Raises:
            DefinitionError: as for `make`.
        """
        wrong, _ = self.make(), self.rules.hash
        for name in ("arrows", "doors", "always", "table"):
            object.__setattr__(self.rules, name, getattr(wrong, name))
        if owned(self.rules.name):
            own(self.rules)  # so that a test may still make other rules from them, for example with other norms


def perturbations(rules: Rules) -> tuple[Perturbation, ...]:
    """Every small mistake in these rules.

    - *drop*: a guard is not asked at one of its doors. The guards of every command stand at every door.
    - *invert*: a guard at one of its doors says yes where it said no, and no where it said yes.
    - *remove*: a command can no longer be asked in one state.
    - *bend*: it leads from one state to where another command leads from there, instead of where it should: further,
      back, or nowhere.
    """
    return (*_at_the_doors(rules), *_in_the_table(rules))


def _at_the_doors(rules: Rules) -> Iterator[Perturbation]:
    doors = {command: rules.guards_of(command) for command in rules.doors}
    for command, guards in doors.items():
        for place, guard in enumerate(guards):
            before, after = guards[:place], guards[place + 1 :]
            same = [g.name for g in before].count(guard.name)
            where = f"at {command.__name__}: {guard.name}" + (f" ({same + 1})" if same else "")
            yield Perturbation(f"drop {where}", rules, rules.arrows, {**doors, command: before + after})
            turned = (*before, inverted(guard), *after)
            yield Perturbation(f"invert {where}", rules, rules.arrows, {**doors, command: turned})


def _in_the_table(rules: Rules) -> Iterator[Perturbation]:
    doors = {command: rules.guards_of(command) for command in rules.doors}
    for place, arrow in enumerate(rules.arrows):
        before, after = rules.arrows[:place], rules.arrows[place + 1 :]
        where = f"{arrow.command.__name__} from {arrow.source.value}"
        yield Perturbation(f"remove {where}", rules, before + after, doors)
        for target in _other_targets(rules, arrow):
            bent = (*before, attrs.evolve(arrow, target=target), *after)
            yield Perturbation(f"bend {where} to {target.value}", rules, bent, doors)


def _other_targets(rules: Rules, arrow: Arrow) -> list[State]:
    """The states to which other commands lead from the source of this arrow."""
    targets = {a.target for a in rules.arrows if a.source is arrow.source}
    return [state for state in rules.states if state in targets and state is not arrow.target]


def inverted(guard: Guard) -> Guard:
    """The guard that says yes where this one says no, and no where this one says yes."""

    @wraps(guard.check)  # it is still the guard of that name
    def check(dossier: Any, command: Any, norms: Any) -> Reasons:
        if guard.check(dossier, command, norms):
            return YES
        return [guard.rules[0].forbidden(f"not-{guard.name}", nl="omgekeerd gevraagd", en="asked the other way round")]

    return attrs.evolve(guard, check=check)


def perturb(
    rules: Rules,
    killers: Iterable[Killer],
    *,
    equivalent: Mapping[str, str] | None = None,
    only: str = "*",
) -> MutantReport:
    """Which of these checks is the first to notice each mistake.

    Args:
        rules: the rules; they stay as they are.
        killers: checks that hold for the rules, those that notice most first. Each is called with the rules with a
            mistake, and notices it when it raises anything.
        equivalent: mistakes that change no answer, by their name, each with the reason why.
        only: which mistakes, by a pattern for their names, such as `* at StartTransfer: *`.

    Raises:
        InputError: these are no rules or no checks, no mistake has a name of this pattern, or a check returns
            something, where it has to raise.
        Exception: whatever a check raises for the rules without a mistake: it would seem to notice every mistake.
    """
    every = several(killers)
    refuse("perturb", [*problems_of_rules(rules, "rules"), *problems_of_each(every, "killers", problems_of_function)])
    started = time.monotonic()
    fates = []
    chosen = _chosen(rules, only)
    if not chosen:
        expected = Text(nl="een patroon voor de namen van fouten", en="a pattern for the names of mistakes")
        raise InputError("perturb", [Problem("only", shown(only), expected)])
    for sees in every:
        if (answer := sees(rules)) is not None:
            raise answered(sees, answer)
    for mutant in chosen:
        begun = time.monotonic()
        killer, why = _killer_of(mutant, every)
        fates.append(Fate(mutant.name, killer, why, time.monotonic() - begun))
    listed = {name: reason for name, reason in (equivalent or {}).items() if fnmatchcase(name, only)}
    return MutantReport(f"Perturbations of `{rules.name}`", tuple(fates), listed, time.monotonic() - started)


def _chosen(rules: Rules, only: object) -> list[Perturbation]:
    """The mistakes with a name of this pattern; none when the pattern is no text."""
    return [mutant for mutant in perturbations(rules) if isinstance(only, str) and fnmatchcase(mutant.name, only)]


def _killer_of(mutant: Perturbation, killers: Sequence[Killer]) -> tuple[str | None, str]:
    try:
        wrong = mutant.make()
    except DefinitionError as error:
        return DEFINITION, _first_line(error)
    for killer in killers:
        try:
            killer(wrong)
        except Exception as error:  # noqa: BLE001  # however it is seen
            return name_of(killer), _first_line(error)
    return None, ""


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


# -- as a command --------------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a suite of tests for every mistake; 0 when each is noticed or listed as equivalent, else 1; 2 without any."""
    parser = argparse.ArgumentParser(prog="python -m ontvlechting.testing.perturbation", description=__doc__)
    parser.add_argument("rules", help="the rules that the tests use, as `module:NAME`")
    parser.add_argument("tests", nargs="+", help="tests, as for pytest; those that see most first")
    parser.add_argument("--equivalent", type=Path, help="a file of TOML: under [perturbation], name = reason")
    parser.add_argument("--out", type=Path, default=Path("build/perturbation"), help="where the report goes")
    parser.add_argument("--only", default="*", help="which mistakes, by a pattern for their names")
    parser.add_argument("--workers", type=int, default=2, help="how many at the same time")
    given = parser.parse_args(arguments)

    module, _, name = given.rules.partition(":")
    suite = Suite(given.tests, workers=given.workers, order=_by_command)
    started = time.monotonic()
    rules: Any = None

    def mutants() -> Iterator[Perturbation]:
        nonlocal rules
        rules = getattr(importlib.import_module(module), name)
        yield from _chosen(rules, given.only)

    fates = suite.ask(mutants())
    if not fates:
        parser.error(f"no mistake has a name like {given.only!r}: nothing was asked")
    listed = tomllib.loads(given.equivalent.read_text("utf-8"))["perturbation"] if given.equivalent else {}
    report = MutantReport(
        f"Perturbations of `{rules.name}`",
        fates,
        {name: reason for name, reason in listed.items() if fnmatchcase(name, given.only)},
        time.monotonic() - started,
    )
    report.write(given.out)
    return 0 if report.clean else 1


def _by_command(mutant: str, tests: Sequence[str]) -> Sequence[str]:
    """The tests, those that are named after the command of the mistake first, to save time."""
    command = mutant.split()[2 if " at " in mutant else 1].strip(":")
    return sorted(tests, key=lambda test: f"[{command}" not in test)


if __name__ == "__main__":
    raise SystemExit(main())
