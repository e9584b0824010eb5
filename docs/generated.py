"""The pages of the documentation that are made from the code; run this file to write them anew.

`reference/rules.md` comes from the catalogue, the rules of the letter and the tests in `tests/letter`;
`reference/commands.md` from the table and the doors; `reference/works-councils-act.md` from that pack and the tests in
`tests/works_councils_act`; `reference/checks.md` from the testing kit; `explanation/lifecycle.svg` and `.txt`, which a page
shows, from the table. `tests/test_docs.py`
fails when one of them is out of date.
"""
# ruff: noqa: INP001 - the documentation is no package

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from attrs import frozen

from ontvlechting import LETTER, State
from ontvlechting.catalogue import CATALOGUE, DOCUMENT
from ontvlechting.commands import ALL, OF_PACKS, Command
from ontvlechting.packs.works_councils_act import RULES, WORKS_COUNCILS_ACT
from ontvlechting.rulebook import Guard, Reads, Rules
from ontvlechting.terms import said
from ontvlechting.testing.checks import CHECKS
from ontvlechting.testing.explorer import WHOLE_GRAPH
from ontvlechting.testing.machine import GovernanceMachine
from ontvlechting.testing.scopes import STANDARD, WITH_COUNCIL, Scope
from ontvlechting.text import Text
from ontvlechting.verdicts import Rule, Status
from ontvlechting.views.lifecycle import Lifecycle

HERE = Path(__file__).parent
ROOMS = (HERE.parent / "tests" / "letter", HERE.parent / "tests" / "works_councils_act")
"""The tests that ask one guard at a time."""
FULL = LETTER + WORKS_COUNCILS_ACT
"""The letter's rules with every pack."""

_STATUS = {
    Status.ENFORCED: "enforced: the guards below hold it",
    Status.DATA: "data: held as data, without a guard",
    Status.PROGRAMME: "programme: holds between processes, not within one",
    Status.NOT_MODELLED: "not modelled: deliberately left out",
}
_READS = {
    Reads.DOSSIER: "asked beforehand",
    Reads.ACTOR: "asked beforehand when it is known who would ask",
    Reads.COMMAND: "asked when the command is given",
}


# -- what the tests ask ------------------------------------------------------------------------------------------------


@frozen
class Asked:
    """The names of the tests that make one guard say yes, and of those that make it say no."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


def asked(*rooms: Path) -> Mapping[str, Asked]:
    """For each guard what the tests ask of it: `yes("the_guard", ...)` and `no("the_guard", ...)`, read, not run."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for page in sorted(page for room in rooms or ROOMS for page in room.glob("*.py")):
        for test in _tests(ast.parse(page.read_text(encoding="utf-8"))):
            for answer, guard in _questions(test):
                found.setdefault(guard, {"yes": {}, "no": {}})[answer][test.name] = None
    return {guard: Asked(tuple(of["yes"]), tuple(of["no"])) for guard, of in found.items()}


def _tests(module: ast.Module) -> Iterator[ast.FunctionDef]:
    return (n for n in ast.walk(module) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_"))


def _questions(test: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Each literal `yes("guard", ...)` or `no("guard", ...)` in a test, in the order in which it stands there."""
    calls = (n for n in ast.walk(test) if isinstance(n, ast.Call) and n.args)
    for call in sorted(calls, key=lambda c: (c.lineno, c.col_offset)):
        match call.func, call.args[0]:
            case ast.Name(id="yes" | "no" as answer), ast.Constant(value=str(guard)):
                yield answer, guard


# -- pieces of a page --------------------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """A text as Markdown shows it to the letter; what stands between backticks stays code."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(p if p.startswith("`") else re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", p) for p in parts)


def _doors_of(guard: Guard, rules: Rules) -> tuple[type[Command], ...]:
    """The commands that meet a guard of this name."""
    return tuple(c for c in ALL if guard.name in {g.name for g in rules.doors.get(c, ())})


def _command(command: type[Command], room: str = "") -> str:
    """A command as a link to its place on the page that shows it, which lies in this room."""
    page = "works-councils-act.md" if command in OF_PACKS else "commands.md"
    return f"[{escaped(command.title.en)}]({room}{page}#{command.key.replace('_', '-')})"


def _rules(rules: Iterable[Rule]) -> str:
    return ", ".join(f"[{r.id}]({_page_of(r)}#{r.id.lower()})" for r in rules)


def _page_of(rule: Rule) -> str:
    return "rules.md" if rule.id in CATALOGUE else "works-councils-act.md"


def _both(text: Text) -> str:
    """English first, then Dutch as such."""
    return f"{escaped(text.en)} / *{escaped(text.nl)}*"


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{n}`" for n in names) or "none"


def _page(*blocks: str) -> str:
    return "\n\n".join(["% Made by docs/generated.py from the code; do not edit.", *blocks]) + "\n"


# -- the pages ---------------------------------------------------------------------------------------------------------


def rules_page(*rooms: Path) -> str:
    """Every rule of the letter, what holds it, where, and which tests ask it."""
    tests = asked(*rooms)
    count = {s: sum(r.status is s for r in CATALOGUE.values()) for s in Status}
    return _page(
        "# The rules of the letter",
        f"The letter is {DOCUMENT}. Each rule has its place and key term there, and what it asks in our own words. "
        f"This is version {LETTER.version} of the rules `{LETTER.name}`; each record names that version.",
        "\n".join(
            [
                "| what the library does with it | rules |",
                "|---|---:|",
                *(f"| {_STATUS[s]} | {n} |" for s, n in count.items()),
            ]
        ),
        "For each guard: its question in English and *Dutch*, the doors at which it is asked, and the tests that make "
        "it say yes and no.",
        *(_rule(rule, tests, LETTER) for rule in CATALOGUE.values()),
    )


def _rule(rule: Rule, tests: Mapping[str, Asked], rules: Rules) -> str:
    document = "" if rule.id in CATALOGUE else f"{rule.source.document}, "
    blocks = [
        f"## {rule.id}",
        f"**{escaped(rule.title.en)}**\\\n*{escaped(rule.title.nl)}*",
        f"- Source: {escaped(document + rule.source.section)}: «{escaped(rule.source.term)}»"
        + (f"\n- Juriconnect: `{rule.jci}`" if rule.jci else "")
        + f"\n- Status: {_STATUS[rule.status]}"
        + (f"\n- Why: {_both(rule.why)}" if rule.why else ""),
    ]
    for guard in rules.guards:
        if rule in guard.rules:
            always = guard in rules.always
            doors = "every door" if always else ", ".join(map(_command, _doors_of(guard, rules)))
            of = tests.get(guard.name, Asked())
            blocks.append(
                f"`{guard.name}`\n: {_both(guard.title)}\n\n"
                f"  Doors: {doors}.\n\n"
                f"  Tests that make it say yes: {_listed(of.yes)}.\\\n"
                f"  Tests that make it say no: {_listed(of.no)}."
            )
    return "\n\n".join(blocks)


def commands_page() -> str:
    """Every command with its arrows and its guards."""
    return _page(
        "# The commands",
        "What may be asked, from which states, and the guards that are asked. All guards of a door are asked, in this "
        "order, and every reason is given. What is `asked beforehand` is answered by `next_steps` already. The fields of each command stand in the [API reference](api-commands.md). Commands that only a pack of rules opens stand with [that pack](works-councils-act.md).",
        "## Guards of every command",
        _guards(LETTER.always),
        *(_door(command, LETTER) for command in LETTER.doors),
    )


def pack_page(*rooms: Path) -> str:
    """The pack of the Works Councils Act: every rule as on the page of the letter's, and the commands that it brings."""
    tests = asked(*rooms)
    return _page(
        "# The rules of the Works Councils Act",
        f"Version {WORKS_COUNCILS_ACT.version} of the pack `{WORKS_COUNCILS_ACT.name}`, which is added to the rules of "
        "the letter by who wants it. What it holds and what it leaves to people stands in [The Works Councils Act as a "
        "pack](../explanation/works-councils-act.md).",
        *(_rule(rule, tests, FULL) for rule in RULES),
        "## The commands that it brings",
        *(_door(command, FULL, "###") for command in OF_PACKS),
    )


def _door(command: type[Command], rules: Rules, level: str = "##") -> str:
    arrows = [a for a in rules.arrows if a.command is command]
    stays = [a.source for a in arrows if not a.moves]
    moves = [f"- {_state(a.source)} → {_state(a.target)}" for a in arrows if a.moves]
    facts = [f"- recorded, without a move, in: {', '.join(map(_state, stays))}"] if stays else []
    own = rules.doors[command]
    return "\n\n".join(
        [
            f"({command.key.replace('_', '-')})=\n\n{level} {escaped(command.title.en)}",
            f"*{escaped(command.title.nl)}*; {{py:class}}`~{command.__module__}.{command.__name__}`",
            "\n".join(moves + facts),
            _guards(own) if own else "No guards of its own: this door is open.",
        ]
    )


def _state(state: State) -> str:
    return escaped(state.title.en)


def _guards(guards: Iterable[Guard]) -> str:
    return "\n\n".join(f"`{g.name}` ({_rules(g.rules)}; {_READS[g.reads]})\n: {_both(g.title)}" for g in guards)


def lifecycle_page() -> str:
    """The moves of the table: one line for each command and the state that it leads to."""
    moves: dict[tuple[type[Command], State], list[State]] = {}
    for arrow in LETTER.arrows:
        if arrow.moves:
            moves.setdefault((arrow.command, arrow.target), []).append(arrow.source)
    rows = [
        f"| {', '.join(map(_state, sources))} | {_command(command, '../reference/')} | {_state(target)} |"
        for (command, target), sources in moves.items()
    ]
    return "\n".join(["| from | command | to |", "|---|---|---|", *rows]) + "\n"


# -- the picture of the lifecycle --------------------------------------------------------------------------------------


def lifecycle_picture() -> str:
    """The states, and the moves that go forward; the ways back stand in the table beneath it."""
    return Lifecycle(LETTER, "en").svg() + "\n"


# -- what is checked ---------------------------------------------------------------------------------------------------


def checks_page() -> str:
    """Every check of the kit, and the scopes in which it was asked of everything."""
    return _page(
        "# What is checked of rules",
        "What [`ontvlechting.testing`](../how-to/test-your-rules.md) holds any rules to. `GovernanceMachine` asks the "
        "first list along generated histories, `explore` on every arrow that a scope has. How to add your own stands in "
        "[Test your own rules](../tutorial/test-your-own-rules.md).",
        "## After every command",
        "The letters T1 to T13 are the properties of the letter as a whole; R is a rule of [the letter](rules.md).",
        "\n\n".join(f"`{x.__name__}`\n: {_says(x)}" for x in CHECKS),
        "## Of the machine only, which has a ledger",
        "\n\n".join(
            f"`{name}`\n: {_says(getattr(GovernanceMachine, name))}"
            for name in (*GovernanceMachine.own_checks(), *(n for n in dir(GovernanceMachine) if n.startswith("end_")))
        ),
        "## Of the whole graph, which only the explorer has",
        "\n\n".join(f"`{name}`\n: {says}" for name, says in WHOLE_GRAPH.items()),
        "## The standard scope",
        "What `make explore` covers, part by part. In every part two tasks go in two phases, on the process of the "
        "letter that has two tasks, with fictional evidence. Moves are made in any order, as often as they are "
        "accepted; probes are asked and checked in every state, and not followed.",
        *(_scope(s) for s in STANDARD),
        "## With the Works Councils Act",
        *(_scope(s) for s in WITH_COUNCIL),
        "## What this does not show",
        "- Nothing about terms: in a scope everything happens at one moment, so no date ever passes. The tests of each "
        "rule and the generated histories have dates.\n"
        "- Nothing outside of a scope: three phases, two advices, a plan of another shape.\n"
        "- Nothing about what a piece of evidence says in words; judgements are yes or no.\n"
        "- Two dossiers that no guard of the letter can tell apart count as one. `--prove` compares every pair that was "
        "merged; without it that rests on the comparison of the first states of each scope in the ordinary tests.",
    )


def _says(check: Callable[..., None]) -> str:
    return escaped((check.__doc__ or "").strip().partition("\n")[0])


def _scope(scope: Scope) -> str:
    moves = ", ".join(f"`{label}`" for label in scope.labels())
    probes = f"\\\n{len(scope.probes)} probes." if scope.probes else ""
    return (
        f"`{scope.name}`\n: {escaped(scope.title.en)} (*{escaped(scope.title.nl)}*).\n\n"
        f"  From {_state(scope.start)}, {said(scope.route).en}: {moves}.{probes}\n\n"
        f"  Not varied: {escaped(scope.leaves_out.en)}."
    )


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/rules.md": rules_page,
    "reference/commands.md": commands_page,
    "reference/works-councils-act.md": pack_page,
    "reference/checks.md": checks_page,
    "explanation/lifecycle.svg": lifecycle_picture,
    "explanation/lifecycle.txt": lifecycle_page,
}
"""Every generated page by its place in the documentation."""


def main() -> None:
    """Write every generated page anew."""
    for place, page in PAGES.items():
        (HERE / place).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
