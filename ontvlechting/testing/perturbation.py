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
from functools import partial, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
from attrs import frozen

from ontvlechting.engine.chart import Arrow, State
from ontvlechting.engine.checked import refuse
from ontvlechting.engine.command import Command
from ontvlechting.engine.doors import YES, Doors, Guard, Reasons
from ontvlechting.engine.errors import DefinitionError, InputError, Problem, shown
from ontvlechting.engine.outside import problems_of_each, problems_of_function, several
from ontvlechting.engine.rulebook import Rules, own, owned, problems_of_rules
from ontvlechting.engine.text import Text
from ontvlechting.testing.checks import answered, name_of
from ontvlechting.testing.mutants import DEFINITION, Fate, MutantReport, Suite, Trace

Killer = Callable[[Rules], None]
"""Asks something of a set of rules and raises when the answer is not as it should be."""


@frozen
class Perturbation:
    """One small mistake in a set of rules.

    Attributes:
        name: what was done where; it stays the same as long as door, guard and arrow keep their names.
        place: what a test has to come across to see it, by the name that `Heard` gives it.
        rules: the rules in which it is made.
        arrows: the table with the mistake.
        doors: the guards of each door with the mistake.
        always: the guards of every command; none where one of them is mistaken: then they stand at each door.
    """

    name: str
    place: str = attrs.field(repr=False)
    rules: Rules = attrs.field(repr=False)
    arrows: tuple[Arrow, ...] = attrs.field(repr=False)
    doors: Doors = attrs.field(repr=False)
    always: tuple[Guard, ...] = attrs.field(repr=False)

    def make(self) -> Rules:
        """The rules with the mistake, under another name: the name of the rules may belong to them alone.

        Raises:
            DefinitionError: they are no set of rules; then the definition itself sees the mistake.
        """
        return attrs.evolve(self.rules, name="perturbed", arrows=self.arrows, doors=self.doors, always=self.always)

    def apply(self) -> None:
        """Put the mistake in the rules object itself, so that all that uses it judges by it. It cannot be undone.

        Name, version and hash stay as they were: a test has to notice what the mistake does, and not that there is one.

        Raises:
            DefinitionError: as for `make`.
        """
        _put(self.make(), in_place_of=self.rules)


def _put(others: Rules, *, in_place_of: Rules) -> None:
    """Let a rules object judge as these others do; its name, version and hash stay as they were."""
    rules, _ = in_place_of, in_place_of.hash
    for name in ("arrows", "doors", "always", "table"):
        object.__setattr__(rules, name, getattr(others, name))
    if owned(rules.name):
        own(rules)  # so that a test may still make other rules from them, for example with other norms


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
    spread = {command: rules.guards_of(command) for command in rules.doors}
    for command, guards in spread.items():
        for place, guard in enumerate(guards):
            of_every_command = place < len(rules.always)
            always, doors = ((), spread) if of_every_command else (rules.always, rules.doors)
            before, after = guards[len(always) : place], guards[place + 1 :]
            same = [g.name for g in guards[:place]].count(guard.name)
            asked = _asked(command, guard)
            where = asked + (f" ({same + 1})" if same else "")
            dropped = {**doors, command: (*before, *after)}
            yield Perturbation(f"drop {where}", _refused(asked), rules, rules.arrows, dropped, always)
            turned = {**doors, command: (*before, inverted(guard), *after)}
            yield Perturbation(f"invert {where}", asked, rules, rules.arrows, turned, always)


def _in_the_table(rules: Rules) -> Iterator[Perturbation]:
    for place, arrow in enumerate(rules.arrows):
        before, after = rules.arrows[:place], rules.arrows[place + 1 :]
        where = _taken(arrow.command, arrow.source)
        yield Perturbation(f"remove {where}", where, rules, before + after, rules.doors, rules.always)
        for target in _other_targets(rules, arrow):
            bent = (*before, attrs.evolve(arrow, target=target), *after)
            yield Perturbation(f"bend {where} to {target.value}", where, rules, bent, rules.doors, rules.always)


def _other_targets(rules: Rules, arrow: Arrow) -> list[State]:
    """The states to which other commands lead from the source of this arrow."""
    targets = {a.target for a in rules.arrows if a.source is arrow.source}
    return [state for state in rules.states if state in targets and state is not arrow.target]


def _asked(command: type[Command], guard: Guard) -> str:
    return f"at {command.__name__}: {guard.name}"


def _refused(asked: str) -> str:
    return f"no {asked}"


def _taken(command: type[Command], state: State) -> str:
    return f"{command.__name__} from {state.value}"


def inverted(guard: Guard) -> Guard:
    """The guard that says yes where this one says no, and no where this one says yes."""

    def turned(found: Reasons, *_: object) -> Reasons:
        if found:
            return YES
        return [guard.rules[0].forbidden(f"not-{guard.name}", nl="omgekeerd gevraagd", en="asked the other way round")]

    return _answering(guard, turned)


def _answering(guard: Guard, answer: Callable[[Reasons, Any, Any], Reasons]) -> Guard:
    """The guard that gives this answer to what it finds itself, and to the dossier and the command."""

    @wraps(guard.check)  # it is still the guard of that name
    def check(dossier: Any, command: Any, norms: Any) -> Reasons:
        return answer(guard.check(dossier, command, norms), dossier, command)

    return attrs.evolve(guard, check=check)


class Heard(Trace):
    """What each test asks of rules, by the places of mistakes: a test that does not come there cannot see the mistake.

    Args:
        file: where the first run writes it.
        rules: gives the rules, when the first test begins.
    """

    def __init__(self, file: Path, rules: Callable[[], Rules]) -> None:
        super().__init__(file)
        self._rules: Callable[[], Rules] = rules
        self._listens = False

    def begin(self) -> None:
        """Listen to every guard, from the first test on."""
        if not self._listens:
            rules, self._listens = self._rules(), True
            doors = {command: self._heard(guards) for command, guards in rules.doors.items()}
            listening = attrs.evolve(rules, name="heard", doors=doors, always=self._heard(rules.always))
            _put(listening, in_place_of=rules)

    def _heard(self, guards: Iterable[Guard]) -> tuple[Guard, ...]:
        return tuple(_answering(guard, partial(self._hear, guard)) for guard in guards)

    def _hear(self, guard: Guard, found: Reasons, dossier: Any, command: Any) -> Reasons:
        asked = _asked(type(command), guard)
        self.touched.update([asked, _taken(type(command), dossier.state), *([_refused(asked)] if found else [])])
        return found


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
    started = time.monotonic()

    def rules() -> Any:  # imported when the tests are collected
        return getattr(importlib.import_module(module), name)

    with TemporaryDirectory() as folder:
        heard, places = Heard(Path(folder) / "heard", rules), dict[str, str]()
        suite = Suite(
            given.tests,
            workers=given.workers,
            order=lambda mutant, _: heard.within_reach(places[mutant], suite.killers),
            profile=heard.profile,
        )

        def mutants() -> Iterator[Perturbation]:
            for mutant in _chosen(rules(), given.only):
                places[mutant.name] = mutant.place
                yield mutant

        fates = suite.ask(mutants(), ready=heard.read)
    if not fates:
        parser.error(f"no mistake has a name like {given.only!r}: nothing was asked")
    listed = tomllib.loads(given.equivalent.read_text("utf-8"))["perturbation"] if given.equivalent else {}
    report = MutantReport(
        f"Perturbations of `{rules().name}`",
        fates,
        {name: reason for name, reason in listed.items() if fnmatchcase(name, given.only)},
        time.monotonic() - started,
    )
    report.write(given.out)
    return 0 if report.clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
