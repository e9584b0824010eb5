"""What an exploration found: states, arrows, what does not hold, and files for people and for other model checkers."""

from __future__ import annotations

import json
import platform
from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.command import Command
from ontvlechting.engine.shows import Html, Shows
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.engine.values import RulesRef
from ontvlechting.testing.scopes import Scope


@frozen
class Violation:
    """A property that does not hold, with the shortest story that shows it.

    Attributes:
        check: the name of the property.
        says: what it says.
        why: what was found instead.
        commands: what is asked, one after the other, of a new process.
        story: the transcript of that.
    """

    check: str
    says: str
    why: str
    commands: tuple[Command, ...]
    story: Text


@define
class Graph:
    """The states that were found and the arrows between them, in the order in which they were found.

    Attributes:
        dossiers: one dossier for each state; any of those that no guard can tell apart.
        came: for each state but the first, the arrow by which it was found first.
        complete: whether every move was tried in every state; otherwise nothing is known of what was not seen.
        sources: for each arrow the number of the state that it leaves.
        moves: for each arrow which move of the scope it is.
        targets: for each arrow the number of the state to which it leads.
    """

    dossiers: list[Any] = field(factory=list)
    came: array[int] = field(factory=lambda: array("q", [-1]))
    sources: array[int] = field(factory=lambda: array("q"))
    moves: array[int] = field(factory=lambda: array("q"))
    targets: array[int] = field(factory=lambda: array("q"))
    complete: bool = False

    def reach(self, goal: Collection[State]) -> Sequence[bool]:
        """For each state, whether the process can come to stand in one of these from it."""
        back: list[list[int]] = [[] for _ in self.dossiers]
        for source, target in zip(self.sources, self.targets, strict=True):
            back[target].append(source)
        edge = [n for n, d in enumerate(self.dossiers) if d.state in goal]
        found = [False] * len(self.dossiers)
        for n in edge:
            found[n] = True
        while edge:
            for n in back[edge.pop()]:
                if not found[n]:
                    found[n] = True
                    edge.append(n)
        return found

    def path(self, state: int) -> list[int]:
        """The moves of the shortest way to a state."""
        moves: list[int] = []
        while state:
            arrow = self.came[state]
            moves.append(self.moves[arrow])
            state = self.sources[arrow]
        return moves[::-1]


@define(repr=False)
class Explored(Shows):
    """What an exploration found, and what it was about. It can show itself in a few lines.

    Attributes:
        rules: which rules.
        scope: which scope.
        graph: the states and arrows.
        checks: the names of the checks that were run on every arrow.
        violations: what does not hold, the shortest story of each; empty when everything holds.
        judged: how many commands were judged.
        said_no: for each move, the rules and codes of the reasons that refused it at least once, with how often.
        merged: how many arrows led to a state that was known.
        compared: how many of those dossiers were compared with the known one; see `prove`.
        seconds: how long it took.
    """

    rules: RulesRef
    scope: Scope
    graph: Graph
    checks: tuple[str, ...]
    violations: list[Violation] = field(factory=list)
    judged: int = 0
    said_no: dict[str, Counter[str]] = field(factory=dict)
    merged: int = 0
    compared: int = 0
    seconds: float = 0.0

    @property
    def states(self) -> int:
        """How many states there are."""
        return len(self.graph.dossiers)

    @property
    def arrows(self) -> int:
        """How many arrows there are."""
        return len(self.graph.sources)

    @property
    def holds(self) -> bool:
        """Whether every property holds, and everything was seen."""
        return self.graph.complete and not self.violations

    def __bool__(self) -> bool:
        """Whether everything holds, so that a test may assert it."""
        return self.holds

    def plain(self) -> dict[str, Any]:
        """The result with the scope that it covers, as plain values for a file: everything but the graph."""
        scope = self.scope
        return {
            "rules": {"name": self.rules.name, "version": self.rules.version, "hash": self.rules.hash},
            "scope": {
                "name": scope.name,
                "about": {"nl": scope.title.nl, "en": scope.title.en},
                **scope.particulars(),
                "start": self.graph.dossiers[0].state.value,
                "moves": {
                    label: list(getattr(m, "moves", ())) for label, m in zip(scope.labels(), scope.moves, strict=True)
                },
                "probes": list(scope.probes),
                "leaves_out": {"nl": scope.leaves_out.nl, "en": scope.leaves_out.en},
            },
            "checks": list(self.checks),
            "complete": self.graph.complete,
            "holds": self.holds,
            "violations": [
                {"check": v.check, "says": v.says, "why": v.why, "story": {"nl": v.story.nl, "en": v.story.en}}
                for v in self.violations
            ],
            "states": self.states,
            "arrows": self.arrows,
            "judged": self.judged,
            "merged": self.merged,
            "compared": self.compared,
            "seconds": round(self.seconds, 1),
            "states_per_second": round(self.states / self.seconds) if self.seconds else None,
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}",
            "said_no": {move: dict(reasons.most_common()) for move, reasons in sorted(self.said_no.items())},
        }

    def html(self, language: Language | None = None) -> Html:
        """What a notebook shows: the same lines."""
        from ontvlechting.views.html import place, tag  # imported when it is shown, as in the other `html` methods

        return place(tag("pre", self.lines(language)), spoken(language))

    def lines(self, language: Language | None = None) -> str:
        """What was covered, and what does not hold. The stories are in `violations`."""
        return "\n".join(explored([self.plain()], language, stories=False))

    def __repr__(self) -> str:
        return self.lines()

    def write(self, folder: str | Path) -> None:
        """Write the result, and the graph in two forms, to `folder`: NAME.json, NAME.aut and NAME.jsonl."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        files = {
            "json": [json.dumps(self.plain(), ensure_ascii=False, indent=2)],
            "aut": self.aldebaran(),
            "jsonl": self.json_lines(),
        }
        for ending, lines in files.items():
            with (folder / f"{self.scope.name}.{ending}").open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)

    def aldebaran(self) -> Iterator[str]:
        """The graph in the Aldebaran format (`.aut`): a labelled transition system, as CADP and mCRL2 read it."""
        graph, labels = self.graph, self.scope.labels()
        yield f"des (0, {self.arrows}, {self.states})"
        for source, move, target in zip(graph.sources, graph.moves, graph.targets, strict=True):
            yield f'({source}, "{labels[move]}", {target})'

    def json_lines(self) -> Iterator[str]:
        """The graph as JSON Lines: one state on each line, with what is true in it and its arrows."""
        labels = self.scope.labels()
        arrows: list[list[tuple[str, int]]] = [[] for _ in self.graph.dossiers]
        for source, move, target in zip(self.graph.sources, self.graph.moves, self.graph.targets, strict=True):
            arrows[source].append((labels[move], target))
        for number, dossier in enumerate(self.graph.dossiers):
            yield json.dumps(
                {"number": number, **self.scope.true_of(dossier), "arrows": arrows[number]}, ensure_ascii=False
            )


def explored(
    results: Sequence[Mapping[str, Any]], language: Language | None = None, *, stories: bool = True
) -> list[str]:
    """Results, as `Explored.plain` gives them, in lines for people: what was covered, and what does not hold.

    Args:
        results: what was found in each scope.
        language: of the lines.
        stories: whether the story of what does not hold is told with it.
    """
    language = spoken(language)
    nl = language == "nl"
    lines: list[str] = []
    for r in results:
        scope = r["scope"]
        says = Text(nl="houdt", en="holds") if r["holds"] else Text(nl="HOUDT NIET", en="DOES NOT HOLD")
        if not (r["holds"] or r["violations"]):
            says = Text(nl="NIET ALLES IS GEZIEN", en="NOT EVERYTHING WAS SEEN")
        lines.append(f"{scope['name']}: {says[language]} ({scope['about'][language]})")
        lines.append(
            f"  {r['states']:,} toestanden, {r['arrows']:,} pijlen, {r['judged']:,} oordelen in {r['seconds']} s"
            f" ({r['states_per_second']} toestanden/s)"
            if nl
            else f"  {r['states']:,} states, {r['arrows']:,} arrows, {r['judged']:,} verdicts in {r['seconds']} s"
            f" ({r['states_per_second']} states/s)"
        )
        if r["compared"]:
            lines.append(f"  {'samengevoegd en vergeleken' if nl else 'merged and compared'}: {r['compared']:,}")
        lines.append(f"  {'niet gevarieerd' if nl else 'not varied'}: {scope['leaves_out'][language]}")
        for v in r["violations"]:
            lines += ["", f"{v['check']}: {v['says']}", v["why"]]
            lines += ["", v["story"][language]] if stories else []
    total, arrows = sum(r["states"] for r in results), sum(r["arrows"] for r in results)
    if len(results) > 1:
        lines.append(
            f"Samen: {total:,} toestanden, {arrows:,} pijlen."
            if nl
            else f"Together: {total:,} states, {arrows:,} arrows."
        )
    return lines
