"""Visits every dossier that a scope can reach, and checks it. Dossiers that no guard can tell apart are visited once.

`explore` walks breadth first from an empty dossier (or from where the scope begins) and tries every move of the scope
in every dossier that it finds. On every arrow the `checks` are run. Of the whole graph it is checked whether the
process can always be brought to an end and to completion. A property that does not hold is reported with the shortest
story.

Two dossiers that no guard can tell apart are one state of the graph. The scope says which those are (`sight`); `prove`
compares each pair that was merged, to show that it was right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from attrs import define

from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import refuse
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import ask, decide, evolve
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.outside import ProgressBar, problems_of_each, problems_of_function, several, watched
from ontvlechting.engine.rulebook import Rules, problems_of_rules
from ontvlechting.engine.text import Text
from ontvlechting.testing.checks import ON_REFUSALS, Check, answered, name_of, said_by
from ontvlechting.testing.explored import Explored, Graph, Violation
from ontvlechting.testing.jobs import Told, at_least, side_by_side
from ontvlechting.testing.scopes import Onward, Scope, Sight, Together, problems_of_scope
from ontvlechting.testing.strategies import PATIENCE, Advance, Played
from ontvlechting.testing.transcripts import transcript

# -- the walk ----------------------------------------------------------------------------------------------------------


@define
class Step:
    """One move tried in one state.

    Attributes:
        source: the number of the state.
        move: what the move is called.
        acts: every command that was judged.
        possible: whether there is such a step: all commands were accepted, and an `Onward` reached its state.
        target: the number of the state to which it leads.
        merged: whether that state was known already.
    """

    source: int
    move: str
    acts: list[Played]
    possible: bool = True
    target: int | None = None
    merged: bool = False

    @property
    def after(self) -> Any:
        """The dossier after the last command."""
        return self.acts[-1].after


class Walk:
    """Everything that a scope can reach under these rules, breadth first.

    Args:
        rules: the rules.
        scope: what may be asked.

    Raises:
        InputError: the road does not reach the start of the scope.
    """

    def __init__(self, rules: Rules, scope: Scope) -> None:
        self.rules: Rules = rules
        self.scope: Scope = scope
        self.graph: Graph = Graph()
        self.sight: Sight = scope.sight()
        self._player = scope.player(rules)
        self._began: list[Command] = []
        self._begin()

    def _begin(self) -> None:
        """Bring the process to the start of the scope."""
        player, start = self.scope.player(self.rules), self.scope.start or self.rules.start
        self._began += [act.event.command for act in player.until(start)]
        reached = player.dossier.state
        if reached is not start:
            expected = Text(
                nl=f"een toestand die de weg onder deze regels bereikt; hij komt tot `{reached.value}`",
                en=f"a state that the road reaches under these rules; it gets as far as `{reached.value}`",
            )
            raise InputError("Scope", [Problem("start", shown(start.value), expected)])
        self.graph.dossiers.append(player.dossier)

    def steps(self, *, most: int | None = None) -> Iterator[Step]:
        """Try every move in every state; the graph grows on the way. Stops after `most` states, if that is given.

        The caller may set `possible` of a step to False: then that step is not followed.
        """
        graph, labels = self.graph, self.scope.labels()
        known = {self.sight(graph.dossiers[0]): 0}
        n = 0
        while n < len(graph.dossiers) and (most is None or n < most):
            for number, (label, move) in enumerate(zip(labels, self.scope.moves, strict=True)):
                step = self.take(n, label, move)
                if step.possible:
                    seen = self.sight(step.after)
                    step.merged = seen in known
                    step.target = known.get(seen, len(graph.dossiers))
                yield step
                if step.possible and step.target is not None:
                    graph.sources.append(n)
                    graph.moves.append(number)
                    graph.targets.append(step.target)
                    if not step.merged:
                        known[seen] = step.target
                        graph.dossiers.append(step.after)
                        graph.came.append(len(graph.sources) - 1)
            for name in self.scope.probes:
                yield self.take(n, name, name)
            n += 1
        graph.complete = n == len(graph.dossiers)

    def take(self, source: int, label: str, move: str | Together | Onward, dossier: Any = None) -> Step:
        """Try a move in a state, or in another dossier that was found to be the same state."""
        dossier = dossier or self.graph.dossiers[source]
        step = Step(source, label, [])
        if not self.scope.asks(dossier):
            step.possible = False
            return step
        if isinstance(move, Onward):
            step.possible = dossier.state in move.since and self._onward(step, dossier, move.until)
            return step
        for name in (move,) if isinstance(move, str) else move.moves:
            command = self._player.asked(name, dossier)
            if (type(command), dossier.state) not in self.rules.table:  # no such door here, so no guard is asked
                step.possible = False
                break
            act = self._judged(dossier, command)
            step.acts.append(act)
            if not act.event.verdict.allowed:
                step.possible = False
                break
            dossier = act.after
        return step

    def _onward(self, step: Step, dossier: Any, until: State) -> bool:
        """Let the player go on until this state; whether it got there. The step keeps only accepted commands."""
        player = self.scope.player(self.rules)
        player.dossier = dossier
        for act in player.play(Advance(PATIENCE)):
            if act.event.verdict.allowed:
                step.acts.append(act)
            if act.after.state is until:
                return True
        return False

    def _judged(self, dossier: Any, command: Command) -> Played:
        event = decide(self.rules, dossier, command)
        return Played(dossier, event, evolve(dossier, event), self.rules)

    def story(self, state: int, acts: Iterable[Played] = ()) -> tuple[Command, ...]:
        """Every command of the shortest way to a state, and those of these acts."""
        commands, dossier = list(self._began), self.graph.dossiers[0]
        for number in self.graph.path(state):
            step = self.take(0, "", self.scope.moves[number], dossier)
            commands += [a.event.command for a in step.acts]
            dossier = step.after
        return (*commands, *(a.event.command for a in acts))


WHOLE_GRAPH: dict[str, str] = {
    "an_end_can_be_reached": "From every state the process can be brought to an end: there is no dead end.",
    "completion_can_be_reached": "From every state that has not ended, completion can be reached.",
    "merged_dossiers_are_alike": "Dossiers that are merged are answered alike by every guard, now and after each step "
    "(asked with `prove`).",
}
"""What is checked of the graph as a whole, with what it says."""


# -- the checks --------------------------------------------------------------------------------------------------------


def explore(
    rules: Rules,
    scope: Scope,
    *,
    checks: Sequence[Check] | None = None,
    prove: bool = False,
    most: int | None = None,
    progress: ProgressBar | None = None,
) -> Explored:
    """Visit every dossier that a scope can reach under these rules, and check everything on the way.

    Checked on every arrow: `checks`. Checked of the whole graph: no dead end (`an_end_can_be_reached`), and that what the
    scope calls completion stays possible (`completion_can_be_reached`).

    An arrow on which a check fails is not followed. The whole graph is checked only when every check held.

    Args:
        rules: the rules.
        scope: what may be asked.
        checks: what has to hold after every command; those of the scope when they are not given.
        prove: compare each dossier that is merged with the one that is kept: every guard has to answer both alike, and
            what is accepted has to lead both to the same state. Then what holds here holds for every history, however
            long, that stays within the scope. Takes several times as long.
        most: try the moves in at most so many states; None for all there are.
        progress: shows how many steps were tried; the total is not known before the end.

    Returns:
        What was found; `holds` says whether everything does.

    Raises:
        InputError: these are no rules, no scope or no checks, or this is no progress bar; or `most` is no number from 1
            on; or the road does not reach the start of the scope; or a check returns something, where it has to fail by
            an assertion.
    """
    refuse("explore", [*problems_of_rules(rules, "rules"), *problems_of_scope(scope, "scope")])
    checks = scope.checks if checks is None else several(checks)
    refuse("explore", problems_of_each(checks, "checks", problems_of_function))
    if most is not None:
        at_least("explore", "most", most)
    walk = Walk(rules, scope)
    return _explored(walk, watched(walk.steps(most=most), progress), checks, prove=prove)


def _explored(walk: Walk, steps: Iterable[Step], checks: Sequence[Check], *, prove: bool) -> Explored:
    """The result of checking each of these steps of a walk."""
    started = perf_counter()
    found = Explored(walk.rules.ref, walk.scope, walk.graph, tuple(map(name_of, checks)))
    judge = _Judge(walk, found, checks)
    for step in steps:
        judge.check(step)
        if step.possible and step.merged:
            found.merged += 1
            if prove:
                judge.compare(step)
    if walk.graph.complete and not found.violations:
        judge.check_the_whole()
    found.seconds = perf_counter() - started
    return found


class _Judge:
    """Runs the checks, and remembers the shortest story of each that does not hold."""

    def __init__(self, walk: Walk, found: Explored, checks: Sequence[Check]) -> None:
        self.walk = walk
        self.found = found
        self.checks = tuple(checks)
        self.on_refusals = tuple(x for x in checks if x in ON_REFUSALS)
        self.answers: dict[int, tuple[Hashable, ...]] = {}

    def check(self, step: Step) -> None:
        """Run the checks on every command of a step."""
        self.found.judged += len(step.acts)
        for place, act in enumerate(step.acts):
            accepted = act.event.verdict.allowed
            if not accepted:
                no = self.found.said_no.setdefault(step.move, Counter())
                no.update(f"{r.rule} {r.code}" for r in act.event.verdict.reasons if r.shuts)
            for check in self.checks if accepted else self.on_refusals:
                try:
                    if (answer := check(act)) is not None:
                        raise answered(check, answer)
                except AssertionError as error:
                    acts = step.acts[: place + 1]
                    self.broken(name_of(check), said_by(check), str(error), step.source, acts)
                    step.possible = False

    def check_the_whole(self) -> None:
        """Check that there is no dead end, and that completion stays possible."""
        graph = self.walk.graph
        final, completes = self.walk.rules.final, self.walk.scope.completes
        goals = {"an_end_can_be_reached": final} | ({"completion_can_be_reached": completes} if completes else {})
        for name, goal in goals.items():
            reach = graph.reach(goal)
            for n, dossier in enumerate(graph.dossiers):
                if not reach[n] and dossier.state not in final:
                    self.broken(name, WHOLE_GRAPH[name], f"stuck in `{dossier.state.value}`", n)
                    break

    def compare(self, step: Step) -> None:
        """Check that the dossier that is dropped is answered like the one that is kept, now and after each step."""
        target, dropped = step.target, step.after
        if target is None or dropped is self.walk.graph.dossiers[target]:
            return
        self.found.compared += 1
        if target not in self.answers:
            self.answers[target] = self._answers(target, self.walk.graph.dossiers[target])
        for label, one, other in zip(
            self.walk.scope.labels(), self._answers(target, dropped), self.answers[target], strict=True
        ):
            if one != other:
                name, why = "merged_dossiers_are_alike", f"{label}: {one} / {other}"
                self.broken(name, WHOLE_GRAPH[name], why, step.source, step.acts)

    def _answers(self, state: int, dossier: Any) -> tuple[Hashable, ...]:
        """For each move which guards say no, or where it leads."""
        scope = self.walk.scope
        return tuple(
            self._answer(self.walk.take(state, label, move, dossier), move)
            for label, move in zip(scope.labels(), scope.moves, strict=True)
        )

    def _answer(self, step: Step, move: str | Together | Onward) -> Hashable:
        if step.possible:
            return self.walk.sight(step.after)
        if isinstance(move, Onward) or not step.acts:
            return None
        rules, act = self.walk.rules, step.acts[-1]
        return tuple(
            g.name
            for g in rules.guards_of(type(act.event.command))
            if any(r.shuts for r in ask(rules, (g,), act.before, act.event.command))
        )

    def broken(self, name: str, says: str, why: str, state: int, acts: Iterable[Played] = ()) -> None:
        """Remember the first, so shortest, story in which this does not hold."""
        if name not in {v.check for v in self.found.violations}:
            commands = self.walk.story(state, acts)
            rules = self.walk.rules
            nl, en = (transcript(rules, commands, said, telling=self.walk.scope.telling) for said in ("nl", "en"))
            story = Text(nl=nl, en=en)
            self.found.violations.append(Violation(name, says, why.strip().partition("\n")[0], commands, story))


# -- several at once ---------------------------------------------------------------------------------------------------


def explore_all(
    rules: Rules,
    scopes: Sequence[Scope],
    *,
    folder: str | Path | None = None,
    jobs: int = 1,
    prove: bool = False,
    told: Told | None = None,
) -> list[dict[str, Any]]:
    """Explore several scopes, side by side where the machine has the cores for it.

    Args:
        rules: the rules.
        scopes: which scopes.
        folder: where the result and the graph of each scope go, as `Explored.write` does; None for nowhere.
        jobs: how many scopes at once. Where a system cannot fork, as Windows cannot, more than one needs rules and scopes
            that can be sent to another process.
        prove: see `explore`.
        told: called now and then, to show how far it is.

    Returns:
        For each scope what was found, as `Explored.plain` gives it.

    Raises:
        InputError: as `explore`, or `jobs` is no number from 1 on.
        NotPortable: the rules or a scope cannot be sent, where that is needed.
        RuntimeError: a process that explored a scope ended without an answer.
    """
    at_least("explore_all", "jobs", jobs)
    scopes = several(scopes)
    refuse("explore_all", [*problems_of_rules(rules, "rules"), *problems_of_each(scopes, "scopes", problems_of_scope)])
    for scope in scopes:
        Walk(rules, scope)  # raises for a scope that does not fit, before any is explored
    work = partial(_explore_one, rules, folder, prove)
    if jobs == 1:
        return [work(scope, told) for scope in scopes]
    return side_by_side(work, scopes, jobs, told)


def _explore_one(
    rules: Rules,
    folder: str | Path | None,
    prove: bool,  # noqa: FBT001 - by position, for a partial
    scope: Scope,
    told: Told | None,
) -> dict[str, Any]:
    """Explore one scope of several, and write its files."""
    walk = Walk(rules, scope)
    found = _explored(walk, _with_progress(walk, told), scope.checks, prove=prove)
    if folder is not None:
        found.write(folder)
    return found.plain()


def _with_progress(walk: Walk, told: Told | None) -> Iterator[Step]:
    """Every step of a walk. `told` is called at the first one and at every 500th after it."""
    for n, step in enumerate(walk.steps()):
        if told is not None and n % 500 == 0:
            told(walk.scope.name, len(walk.graph.dossiers), step.source)
        yield step
