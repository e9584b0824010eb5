"""The pages of the documentation that are made from the code; run this file to write them anew.

`reference/rules.md` comes from the catalogue, the rules of the letter and the tests in `tests/letter`;
`reference/commands.md` from the table and the doors; `how-to/recipes.md`, in both languages, from these, the schema of the commands and
the fictional road; `reference/works-councils-act.md` from that pack and the tests in
`tests/works_councils_act`, and what a lawyer is asked about it, in both languages, from `letter/packs/for_a_lawyer.py`;
`reference/programme.md` from the rules of a programme; `reference/checks.md` from the testing
kit; `reference/reasons.md` from the reasons that the tests keep on file and those in the code;
`explanation/what-the-letter-asks.md`, in both languages, from `themes.toml` and all of the above; `lifecycle.svg`,
`lifecycle.txt` and `levensloop.svg`, which pages show, from the table. `explanation/what-was-tried.md` from `tried.jsonl`, which `make faults` writes;
`explanation/tried-on-the-rules.md`, in both languages, from `tried_on_the_rules.toml`; `explanation/rooms.svg` from the imports between the rooms.
And `letter/triggers.py`, which is code, from the commands and states of the letter; `publiccode.yml` and `CITATION.cff`, at the top of a
checkout, with what `pyproject.toml` says. `tests/test_docs.py` fails when one of them is out of
date.
"""
# ruff: noqa: INP001 - the documentation is no package

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import grimp
from attrs import frozen

from ontvlechting import LETTER, Dossier, Road, State, Workflow, decide, engine, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.doors import Guard, Reads
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.values import Actor, Mandate
from ontvlechting.engine.verdicts import Rule, Status
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.catalogue import CATALOGUE, DOCUMENT, PUBLISHED
from ontvlechting.letter.commands import ALL, OF_PACKS, OF_PROGRAMMES, Command, Route
from ontvlechting.letter.commands.about import subject
from ontvlechting.letter.guards.always import earlier_records_can_be_read
from ontvlechting.letter.packs.act import RULES
from ontvlechting.letter.packs.for_a_lawyer import ARTICLES, RULINGS, Article
from ontvlechting.letter.packs.portfolio import PORTFOLIO
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Power, Role
from ontvlechting.letter.views import account as accounts
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.states import ProgrammeState
from ontvlechting.testing.checks import CHECKS as OF_ANY_RULES
from ontvlechting.testing.explorer import WHOLE_GRAPH
from ontvlechting.testing.letter.checks import CHECKS
from ontvlechting.testing.letter.machine import GovernanceMachine
from ontvlechting.testing.letter.scopes import STANDARD, WITH_COUNCIL, Scope
from ontvlechting.views.html import svg, tag
from ontvlechting.views.lifecycle import Lifecycle
from ontvlechting.views.schema import schema

HERE = Path(__file__).parent
_TESTS = HERE.parent / "tests"
ROOMS = tuple(_TESTS / room for room in ("letter", "spirit", "works_councils_act"))
"""The tests that ask one guard at a time."""
FULL = LETTER + WORKS_COUNCILS_ACT
"""The letter's rules with the pack of the act."""
SETS = (LETTER + PORTFOLIO, PROGRAMME)
"""Who holds the rules of the letter: within a process, before a step between processes, and in a programme."""
REASONS = HERE.parent / "tests" / "transcripts" / "reasons.txt"
LAWS = "https://wetten.overheid.nl/"
"""Where a law is published; a Juriconnect reference after it leads to its place."""
FEW = 4
"""More commands than this are counted, not named, on the map."""

_STATUS = {
    Status.CONTENT: "content checked: the guards below read what is on record and compare it",
    Status.PRESENCE: "presence checked: the guards below see that it is there, not what it says",
    Status.JUDGEMENT: "judgement of people: the guards below see that somebody who may has judged so, in time",
    Status.DATA: "data: held as data, without a guard",
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
    return f"[{escaped(command.title.en)}]({_place(command, room)})"


def _place(command: type[Command], room: str = "") -> str:
    """Where the page that shows a command does so."""
    page = "commands.md"
    if command in (*OF_PACKS, *OF_PROGRAMMES):
        page = "works-councils-act.md" if command in OF_PACKS else "programme.md"
    return f"{room}{page}#{command.key.replace('_', '-')}"


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
        f"The letter is [{DOCUMENT}]({PUBLISHED}). Each rule has its place and key term there, and what it asks in our own words. "
        f"This is version {LETTER.version} of the rules `{LETTER.name}`, and version {PROGRAMME.version} of `{PROGRAMME.name}`; "
        "each record names the version that judged it.",
        "\n".join(
            [
                "| what the library does with it | rules |",
                "|---|---:|",
                *(f"| {_STATUS[s]} | {n} |" for s, n in count.items()),
            ]
        ),
        "For each guard: its question in English and *Dutch*, the doors at which it is asked, and the tests that make "
        "it say yes and no.",
        *(_rule(rule, tests, *SETS) for rule in CATALOGUE.values()),
    )


def _rule(rule: Rule, tests: Mapping[str, Asked], *sets: Rules) -> str:
    document = "" if rule.id in CATALOGUE else f"{rule.source.document}, "
    blocks = [
        f"## {rule.id}",
        f"**{escaped(rule.title.en)}**\\\n*{escaped(rule.title.nl)}*",
        f"- Source: {escaped(document + rule.source.section)}: «{escaped(rule.source.term)}»"
        + (f"\n- Juriconnect: [`{rule.jci}`]({LAWS}{rule.jci})" if rule.jci else "")
        + f"\n- Status: {_STATUS[rule.status]}"
        + (f"\n- Why: {_both(rule.why)}" if rule.why else ""),
    ]
    for guard in {g.name: g for rules in sets for g in rules.guards}.values():
        if rule in guard.rules:
            doors = ", ".join(where for rules in sets for where in _where(guard, rules))
            of = tests.get(guard.name, Asked())
            blocks.append(
                f"`{guard.name}`\n: {_both(guard.title)}\n\n"
                f"  Doors: {doors}.\n\n"
                f"  Tests that make it say yes: {_listed(of.yes)}.\\\n"
                f"  Tests that make it say no: {_listed(of.no)}."
            )
    return "\n\n".join(blocks)


def _where(guard: Guard, rules: Rules) -> Iterator[str]:
    """At which doors of these rules a guard of this name stands."""
    if guard in rules.always:
        yield "every door of a programme" if rules is PROGRAMME else "every door"
    else:
        for command in _doors_of(guard, rules):
            shared = rules is PROGRAMME and command not in OF_PROGRAMMES
            yield _command(command) + (" of a programme" if shared else "")


def commands_page() -> str:
    """Every command with its arrows and its guards."""
    return _page(
        "# The commands",
        "What may be asked, from which states, and the guards that are asked. All guards of a door are asked, in this "
        "order, and every reason is given. What is `asked beforehand` is answered by `next_steps` already. The fields of each command stand in the [recipes](../how-to/recipes.md). Commands that only a pack of rules opens stand with [that pack](works-councils-act.md), and those of a programme on [their own page](programme.md).",
        "## Guards of every command",
        _guards(LETTER.always),
        *(_door(command, LETTER) for command in sorted(LETTER.doors, key=ALL.index)),
    )


def pack_page(*rooms: Path) -> str:
    """The pack of the Works Councils Act: every rule as on the page of the letter's, and the commands that it brings."""
    tests = asked(*rooms)
    return _page(
        "# The rules of the Works Councils Act",
        f"Version {WORKS_COUNCILS_ACT.version} of the pack `{WORKS_COUNCILS_ACT.name}`, which is added to the rules of "
        "the letter by those who want it. What it holds and what it leaves to people stands in [The Works Councils Act as a "
        "pack](../explanation/works-councils-act.md).",
        *(_rule(rule, tests, FULL) for rule in RULES),
        "## The commands that it brings",
        *(_door(command, FULL, "###") for command in OF_PACKS),
    )


_LAWYER = {
    "title": Text(nl="De Wet op de ondernemingsraden, voor een jurist", en="The Works Councils Act, for a lawyer"),
    "other": Text(
        nl="*In English: [The Works Councils Act, for a lawyer](works-councils-act-for-a-lawyer.md).*",
        en="*In het Nederlands: [De Wet op de ondernemingsraden, voor een jurist](wor-voor-een-jurist.md).*",
    ),
    "intro": Text(
        nl="Deze pagina is voor de jurist die het [regelpakket](wet-op-de-ondernemingsraden.md) beoordeelt, versie {version}. Per "
        "artikel staat er wat de wet vraagt, hoe ver het pakket dat toetst, wat het niet toetst en wat wij u vragen. **Nog geen "
        "jurist heeft ernaar gekeken.** Gelezen is de wettekst zoals die gold op 18 februari 2023. De vragen zijn genummerd: een "
        "antwoord kan ernaar verwijzen. Waar het pakket al een antwoord kiest, staat dat erbij.",
        en="This page is for the lawyer who reviews the [pack](works-councils-act.md), version {version}. Of each article it says "
        "what the act asks, how far the pack checks that, what it does not check, and what we ask you. **No lawyer has looked at it "
        "yet.** The text that was read is that in force on 18 February 2023. The questions are numbered, so that an answer can refer "
        "to them. Where the pack takes an answer already, it says so.",
    ),
    "how": Text(
        nl="*Inhoud getoetst*: de toetsen lezen wat is vastgelegd en vergelijken het. *Aanwezigheid getoetst*: zij zien dat het er is. "
        "*Oordeel van mensen*: zij zien dat iemand die dat mag heeft geoordeeld. *Bewust weggelaten*: er is geen toets.",
        en="*Content checked*: the guards read what is on record and compare it. *Presence checked*: they see that it is there. "
        "*Judgement of people*: they see that somebody who may has judged. *Deliberately left out*: there is no guard.",
    ),
    "head": Text(nl="| artikel | hoe | toetsen | vragen |", en="| article | how | guards | questions |"),
    "status": Text(nl="Hoe", en="How"),
    "checked": Text(nl="Wat wordt getoetst", en="What is checked"),
    "unchecked": Text(nl="Wat niet wordt getoetst", en="What is not checked"),
    "questions": Text(nl="Vragen", en="Questions"),
    "at": Text(nl="bij", en="at"),
    "rulings": Text(nl="Rechtspraak", en="Case law"),
    "unread": Text(
        nl="Met rechtspraak is geen rekening gehouden. Deze uitspraken kwamen bij het zoeken naar artikel 46d naar voren; ze zijn alleen "
        "van titel of fragment bekend en niet gelezen. Welke andere doen ertoe?",
        en="No case law was taken into account. These rulings came up in a search on article 46d; they are known by title or excerpt "
        "only, and were not read. Which others matter?",
    ),
}
"""What the page for a lawyer says around the articles."""


def lawyer_page(language: Language) -> str:
    """The act article by article: what is asked, how far it is checked, what is not, and what to ask a lawyer."""

    def said_so(part: str) -> str:
        return _LAWYER[part][language]

    first = 1
    rows, sections = [], []
    for article in ARTICLES:
        guards = _guards_citing(article)
        rows.append(
            f"| {escaped(article.place[language])} | {article.status.title[language]} | {len(guards) or '–'} | "
            f"{_numbers(first, len(article.questions))} |"
        )
        sections.append(_article(article, guards, first, language))
        first += len(article.questions)
    return _page(
        f"# {said_so('title')}",
        said_so("other"),
        said_so("intro").format(version=WORKS_COUNCILS_ACT.version),
        said_so("how"),
        "\n".join([said_so("head"), "|---|---|---|---|", *rows]),
        *sections,
        f"## {said_so('rulings')}",
        said_so("unread"),
        "\n".join(f"- {ruling}" for ruling in RULINGS),
    )


def _guards_citing(article: Article) -> Mapping[Guard, tuple[type[Command], ...]]:
    """The guards of the pack that cite the rule of an article, each with its doors."""
    found: dict[str, tuple[Guard, list[type[Command]]]] = {}
    for command, guards in WORKS_COUNCILS_ACT.doors.items():
        for guard in guards:
            if article.rule in guard.rules:
                found.setdefault(guard.name, (guard, []))[1].append(command)
    return {guard: tuple(doors) for guard, doors in found.values()}


def _numbers(first: int, many: int) -> str:
    return "–" if not many else str(first) if many == 1 else f"{first}–{first + many - 1}"


def _article(
    article: Article, guards: Mapping[Guard, tuple[type[Command], ...]], first: int, language: Language
) -> str:
    blocks = [
        f"## {article.place[language][:1].upper()}{escaped(article.place[language][1:])}",
        article.asks[language],
        f"{_LAWYER['status'][language]}: **{article.status.title[language]}**"
        + (f" ({article.rule.id}: «{escaped(article.rule.source.term)}»)." if article.rule is not None else "."),
    ]
    if guards:
        at = _LAWYER["at"][language]
        lines = [
            f"- {guard.title[language]} (`{guard.name}`); {at} " + ", ".join(f"«{c.title[language]}»" for c in doors)
            for guard, doors in guards.items()
        ]
        blocks += [f"{_LAWYER['checked'][language]}:", "\n".join(lines)]
    if article.unchecked:
        blocks += [f"{_LAWYER['unchecked'][language]}:", "\n".join(f"- {text[language]}" for text in article.unchecked)]
    if article.questions:
        numbered = (f"{n}. {text[language]}" for n, text in enumerate(article.questions, first))
        blocks += [f"{_LAWYER['questions'][language]}:", "\n".join(numbered)]
    return "\n\n".join(blocks)


def programme_page() -> str:
    """The commands of a programme with their guards, and what the pack `PORTFOLIO` asks of a process."""
    shared = [c for c in PROGRAMME.doors if c not in OF_PROGRAMMES]
    return _page(
        "# The commands of a programme",
        f"What may be asked of a programme, and the guards that are asked, by version {PROGRAMME.version} of the rules "
        f"`{PROGRAMME.name}`. What a programme is, is told in [The programme](../explanation/programme.md). It also takes "
        f"{', '.join(map(_command, shared))}, with the guards that these have for a process.",
        "## Guards of every command of a programme",
        _guards(PROGRAMME.always),
        *(_door(command, PROGRAMME) for command in OF_PROGRAMMES),
        "## What `PORTFOLIO` asks of a process",
        f"The pack `{PORTFOLIO.name}`, version {PORTFOLIO.version}, is added to the rules of the letter by those who want it.",
        *(f"At {_command(command)}:\n\n{_guards(guards)}" for command, guards in PORTFOLIO.doors.items()),
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


def _state(state: engine.State) -> str:
    return escaped(state.title.en)


def _guards(guards: Iterable[Guard]) -> str:
    return "\n\n".join(f"`{g.name}` ({_rules(g.rules)}; {_READS[g.reads]})\n: {_both(g.title)}" for g in guards)


def lifecycle_page() -> str:
    """The moves of the table: one line for each command and the state that it leads to."""
    moves: dict[tuple[type[Command], engine.State], list[engine.State]] = {}
    for arrow in LETTER.arrows:
        if arrow.moves:
            moves.setdefault((arrow.command, arrow.target), []).append(arrow.source)
    rows = [
        f"| {', '.join(map(_state, sources))} | {_command(command, '../reference/')} | {_state(target)} |"
        for (command, target), sources in moves.items()
    ]
    return "\n".join(["| from | command | to |", "|---|---|---|", *rows]) + "\n"


# -- the recipes -------------------------------------------------------------------------------------------------------


@frozen
class Place:
    """From where somebody may ask: what that is called, and who stands there in the examples."""

    title: Text
    role: Role
    party: str


PLACES = (
    Place(Text(nl="de ontvangende partij", en="the receiving party"), Role.DIRECTORATE, letter.DOUANE),
    Place(Text(nl="de overdragende partij", en="the transferring party"), Role.DIRECTORATE, letter.BELASTINGDIENST),
    Place(Text(nl="het ministerie", en="the ministry"), Role.MINISTRY, letter.MINISTRY),
    Place(Text(nl="de medezeggenschap", en="the works council"), Role.WORKS_COUNCIL, letter.DOR),
    Place(Text(nl="de vakbonden", en="the unions"), Role.UNION, letter.UNIONS),
    Place(Text(nl="een onderdeel dat het werk doet", en="a unit that does the work"), Role.UNIT, "fictief-team-1"),
    Place(Text(nl="een onderzoeker", en="a researcher"), Role.RESEARCHER, letter.GALAN),
    Place(Text(nl="de Tweede Kamer", en="the House"), Role.HOUSE, letter.HOUSE),
)
NEARLY_ALWAYS = earlier_records_can_be_read
"""A guard that stands at nearly every door, though not at all."""
Examples = Mapping[type[Command], list[tuple[Dossier, Command]]]
"""Of each command some that are fictional, each with the dossier to which it was given."""


@cache
def examples() -> Examples:
    """Every command of the letter, on the fictional road of both routes and beside it."""
    found: Examples = defaultdict(list)
    for route in Route:
        road, dossier = Road(letter.PROCESSES["douane/websites"], route=route), Dossier(process="douane/websites")
        for number, command in enumerate(road.until(State.COMPLETED), start=1):
            found[type(command)].append((dossier, command))
            dossier = evolve(dossier, decide(LETTER, dossier, command), number)
            for other in _beside(deepcopy(road), dossier, command):
                found[type(other)].append((dossier, other))
            if isinstance(command, c.AcceptPhase):
                _add_what_ends(found, deepcopy(road), dossier, number)
    return found


def _beside(road: Road, dossier: Dossier, last: Command) -> Iterator[Command]:
    """What does not stand on the road itself, where it can be given after this command."""
    match last:
        case c.DraftPlan():
            yield from (road.revise(), road.change_route(next(r for r in Route if r is not road.route)))
        case c.ConcludeTests():
            yield road.return_plan()
        case c.AcceptPhase():
            told = {subject(e.command): e.number for e in dossier.entries if subject(e.command) is not None}
            yield from (road.confirm(number) for number in told.values())
            yield from (road.contest(number) for number in told.values())
            yield from (road.record_feasibility(c.Feasibility.FEASIBLE), road.notify(letter.DOR), road.evaluate())
            yield from (road.renew_reversal(), road.replace(), road.propose(), road.amend(), road.reverse_phase(1))
            yield from (road.redact((1,)), road.set_aside((1,)), road.adopt(road.rules))
            answered = next(e.number for e in dossier.entries if isinstance(e.command, c.AnswerInput))
            yield c.Correct(by=road.receiver, at=road.tick(), record=answered, wrong="Fictief: een ander stuk")
            yield from (road.stop(), road.fall_back())


def _add_what_ends(found: Examples, road: Road, dossier: Dossier, number: int) -> None:
    """What begins and ends beside the road: a contest, a breach and an escalation."""
    told = next(e.number for e in dossier.entries if isinstance(e.command, c.RecordContact))
    begun = (road.contest(told), road.report_breach("fictief", None, service="fictief"), road.escalate("fictief"))
    for n, command in enumerate(begun, start=1):
        found[type(command)].append((dossier, command))
        dossier = evolve(dossier, decide(LETTER, dossier, command), number + n)
    for ends in (road.resolve_contest(number + 1), road.resolve_breach("fictief"), road.resolve_escalation("fictief")):
        found[type(ends)].append((dossier, ends))


def may_give(command: type[Command], place: Place, *powers: Power) -> bool:
    """Whether in one of the examples nothing is said against it that whoever stands there gives this command."""

    def nothing_said(dossier: Dossier, example: Command) -> bool:
        mandate = None
        if powers:
            mandate = Mandate(id="fictief-mandaat", powers=powers, valid_from=date(2023, 1, 1))
        somebody = Actor(id=f"fictief-{place.party}-1", role=place.role, party=place.party, mandate=mandate)
        verdict = decide(LETTER, dossier, attrs.evolve(example, by=somebody)).verdict
        fields = (mend.field or "" for reason in verdict.reasons if reason.shuts for mend in reason.mends)
        return not any(field.partition(".")[0] == "by" for field in fields)

    return any(nothing_said(*example) for example in examples()[command])


def _who(command: type[Command], language: Language) -> str:
    """Who may give a command, as far as the examples show."""
    without = [p for p in PLACES if may_give(command, p)]
    needs = [p for p in PLACES if p not in without and may_give(command, p, *Power)]
    told = [p.title[language] for p in without]
    told += [p.title[language] + Text(nl=" met een mandaat", en=" with a mandate")[language] for p in needs]
    return ", ".join(told)


_RECIPES = {
    "title": Text(nl="Recepten", en="Recipes"),
    "other": Text(nl="*In English: [Recipes](recipes.md).*", en="*In het Nederlands: [Recepten](recepten.md).*"),
    "intro": Text(
        nl="Voor elke stap van de levensloop: het verzoek, zijn velden, wie het mag doen, en wat eraan wordt gevraagd. Deze pagina wordt "
        "uit de code gemaakt. Hoe u zo’n verzoek invult, staat in [Vooruitkijken en vastleggen](vooruitkijken.md); in Python leert u "
        "het in [Uw eerste overdracht](../tutorial/eerste-overdracht.md).",
        en="For each step of the lifecycle: the command, its fields, who may give it, and what it will be asked. This page is made from "
        "the code. How such a command is filled in, is told in [Look ahead](look-ahead.md); in Python you learn it in [Your first "
        "transfer](../tutorial/first-transfer.md).",
    ),
    "every": Text(
        nl="Elk verzoek heeft ook `by` (wie het vraagt, een [`Actor`](#waarde-actor)) en `at` (wanneer de handeling plaatsvond, een moment "
        "met tijdzone), en op de opdrachtregel `type`. Aan elk verzoek wordt gevraagd:",
        en="Every command also has `by` (who asks, an [`Actor`](#value-actor)) and `at` (when the act took place, a moment with a time "
        "zone), and on the command line `type`. Every command is asked:",
    ),
    "but": Text(nl="niet bij", en="not at"),
    "who": Text(
        nl="*Wie* zegt wie het in het gewone geval kan doen: bij een fictieve overdracht van de Belastingdienst naar de Douane is het "
        "nagegaan voor elk van: {places}. Wat een bepaald geval anders maakt, vraagt een toets. *Met een mandaat*: met een geldig mandaat "
        "voor die bevoegdheid. Een toets staat schuin als zij pas gesteld wordt als er een verzoek ligt; al het andere zegt "
        "`ontvlechting next` vooraf.",
        en="*Who* says who can give it in the ordinary case: in a fictional transfer from the Belastingdienst to Douane it was tried for "
        "each of: {places}. What makes a certain case another, a question asks. *With a mandate*: with a valid mandate for that power. A "
        "question is in italics when it is asked only once there is a command; all else is told beforehand by `ontvlechting next`.",
    ),
    "where": Text(nl="Waar", en="Where"),
    "given": Text(nl="Wie", en="Who"),
    "head": Text(
        nl="| veld | wat daar staat | nodig |\n|---|---|---|",
        en="| field | what stands there | needed |\n|---|---|---|",
    ),
    "needed": Text(nl="ja", en="yes"),
    "none": Text(nl="Het heeft geen andere velden.", en="It has no other fields."),
    "asked": Text(nl="De toetsen:", en="It will be asked whether:"),
    "open": Text(nl="Er wordt verder niets gevraagd.", en="Nothing else is asked."),
    "from": Text(nl="van {source} naar {target}", en="from {source} to {target}"),
    "stays": Text(nl="zonder dat de toestand verandert, in: {states}", en="without a change of state, in: {states}"),
    "road": Text(nl="Naar: {state}", en="To: {state}"),
    "beside": Text(nl="Onderweg, als het nodig is", en="On the way, when it is needed"),
    "values": Text(nl="Samengestelde waarden", en="Values"),
    "values-intro": Text(
        nl="Wat in velden staat dat zelf velden heeft, en waaruit u kunt kiezen.",
        en="What stands in fields and has fields itself, and what can be chosen from.",
    ),
    "one-of": Text(nl="Een van", en="One of"),
}
"""What the page of recipes says around what the code gives."""


def recipes_page(language: Language) -> str:
    """For each step its command, its fields, who may give it, and what it will be asked."""
    said = {name: text[language] for name, text in _RECIPES.items()}
    defs = schema(LETTER, language=language)["$defs"]
    every = {command.key: command for command in LETTER.doors}
    recipe = {key: _recipe(command, defs, language) for key, command in every.items()}
    legs: dict[State, dict[str, None]] = {}
    for route in Route:
        for state, leg in Road(letter.PROCESSES["douane/websites"], route=route).legs():
            legs.setdefault(state, {}).update(dict.fromkeys(command.key for command in leg))
    spared = [f"«{escaped(k.title[language])}»" for k, guards in LETTER.doors.items() if NEARLY_ALWAYS not in guards]
    sections, left = list[str](), dict.fromkeys(every)
    for state in sorted(legs, key=list(State).index):
        sections.append(f"## {said['road'].format(state=escaped(state.title[language]))}")
        sections += [recipe[key] for key in legs[state] if key in left]
        left = {key: None for key in left if key not in legs[state]}
    sections += [f"## {said['beside']}", *(recipe[key] for key in left)]
    of_values = {name: form for name, form in defs.items() if name[0].isupper() and name != "Command"}
    return _page(
        f"# {said['title']}",
        said["other"],
        said["intro"],
        said["every"],
        _questions_of(LETTER.always, language)
        + f"\n- {escaped(NEARLY_ALWAYS.title[language])} ({said['but']} {', '.join(spared)})",
        said["who"].format(places=", ".join(p.title[language] for p in PLACES)),
        *sections,
        f"## {said['values']}",
        said["values-intro"],
        *(_value(name, form, language) for name, form in of_values.items()),
    )


def _recipe(command: type[Command], defs: Mapping[str, Any], language: Language) -> str:
    said = {name: text[language] for name, text in _RECIPES.items()}
    arrows = [a for a in LETTER.arrows if a.command is command]
    stays = ", ".join(escaped(a.source.title[language]) for a in arrows if not a.moves)
    moves: dict[engine.State, list[str]] = {}
    for a in arrows:
        if a.moves:
            moves.setdefault(a.target, []).append(escaped(a.source.title[language]))
    where = [
        said["from"].format(source=" / ".join(sources), target=escaped(target.title[language]))
        for target, sources in moves.items()
    ]
    where += [said["stays"].format(states=stays)] if stays else []
    form = defs[command.key]
    fields = {name: told for name, told in form["properties"].items() if name not in ("type", "by", "at")}
    own = [g for g in LETTER.doors[command] if g is not NEARLY_ALWAYS]
    page = f"../reference/commands.md#{command.key.replace('_', '-')}"
    return "\n\n".join(
        [
            f"({_place_of(command.key, language)})=\n\n### {escaped(command.title[language])}",
            f"`{command.key}`, [`{command.__name__}`]({page}): {form.get('description', '')}".rstrip(": "),
            f"- {said['where']}: {'; '.join(where)}\n- {said['given']}: {_who(command, language)}",
            _fields(fields, form["required"], language) if fields else said["none"],
            f"{said['asked']}\n\n{_questions_of(own, language)}" if own else said["open"],
        ]
    )


def _place_of(name: str, language: Language) -> str:
    """The label of a recipe, or of a value."""
    kinds = {"nl": ("recept", "waarde"), "en": ("recipe", "value")}[language]
    return f"{kinds[name[0].isupper()]}-{name.lower().replace('_', '-')}"


def _questions_of(guards: Iterable[Guard], language: Language) -> str:
    """The questions of guards; in italics those that cannot be asked beforehand."""
    told = ((escaped(g.title[language]), g.reads is Reads.COMMAND) for g in guards)
    return "\n".join(f"- *{question}*" if later else f"- {question}" for question, later in told)


def _fields(fields: Mapping[str, Any], required: Collection[str], language: Language) -> str:
    rows = [
        f"| `{name}` | {_meaning(form, language)} | {_RECIPES['needed'][language] if name in required else ''} |"
        for name, form in fields.items()
    ]
    return "\n".join([_RECIPES["head"][language], *rows])


def _meaning(form: Mapping[str, Any], language: Language) -> str:
    """What stands in a field, with a link to what it is made of."""
    title, told = escaped(form.get("title", "")), form.get("description", "")
    if language == "nl":
        told = f"{title}: {told}" if told else title
    made_of = re.findall(r"'\$ref': '#/\$defs/([A-Z]\w*)'", str(form))
    links = ", ".join(f"[`{n}`](#{_place_of(n, language)})" for n in dict.fromkeys(made_of) if n != "Command")
    return f"{told} ({links})" if links else told or title


def _value(name: str, form: Mapping[str, Any], language: Language) -> str:
    head = f"({_place_of(name, language)})=\n\n### `{name}`"
    if "oneOf" in form:
        options = (
            f"`{o['const']}`" + (f" ({escaped(o['title'])})" if o["title"] != o["const"] else "") for o in form["oneOf"]
        )
        return f"{head}\n\n{_RECIPES['one-of'][language]}: {', '.join(options)}."
    says = form.get("description") or form["title"]
    says = "" if says.replace(" ", "") == name.lower() else f"{says[:1].upper()}{says[1:]}\n\n"
    return f"{head}\n\n{says}{_fields(form['properties'], form['required'], language)}"


# -- the map of the letter ---------------------------------------------------------------------------------------------


THEMES = tuple(
    (Text(nl=t["nl"], en=t["en"]), Text(**t["says"]), tuple(t["rules"]))
    for t in tomllib.loads((HERE / "explanation" / "themes.toml").read_text(encoding="utf-8"))["theme"]
)
"""What the letter is about: title, what it comes down to, and the rules; every rule stands in one theme."""


def map_page(language: Language) -> str:
    """The letter's themes, with for each rule where it is asked, by which guards, and by how many tests."""
    nl, tests = language == "nl", asked()
    if nl:
        title, other = (
            "Wat de brief vraagt, en waar dat wordt bewaakt",
            "*In English: [What the letter asks](what-the-letter-asks.md).*",
        )
        intro = (
            f"Deze pagina leest {DOCUMENT} als {len(THEMES)} onderwerpen. Bij elke regel staat bij welk verzoek hij "
            "wordt nagegaan, door welke toets, en hoeveel tests die toets ja en nee laten zeggen. Het nummer leidt naar "
            "de vindplaats, de vraag van elke toets en de namen van de tests. De pagina wordt uit de code gemaakt; een "
            "test faalt als zij niet meer klopt."
        )
        row = "| regel | hoe | bij | toets | tests ja / nee |"
    else:
        title, other = (
            "What the letter asks, and where it is held",
            "*In het Nederlands: [Wat de brief vraagt](wat-de-brief-vraagt.md).*",
        )
        intro = (
            f"This page reads {DOCUMENT} as {len(THEMES)} themes. Each rule says at which command it is asked, by which "
            "guard, and how many tests make that guard say yes and no. Its number leads to the place in the letter, the "
            "question of each guard and the names of the tests. The page is made from the code; a test fails when it is "
            "out of date."
        )
        row = "| rule | how | asked at | guard | tests yes / no |"
    themes = [
        f"## {title[language]}\n\n{says[language]}\n\n"
        + "\n".join([row, "|---|---|---|---|---|", *(_mapped(CATALOGUE[r], tests, language) for r in rules)])
        for title, says, rules in THEMES
    ]
    return _page(f"# {title}", other, intro, *themes)


def _mapped(rule: Rule, tests: Mapping[str, Asked], language: Language) -> str:
    """One row of the map."""
    guards = {g.name: g for rules in SETS for g in rules.guards if rule in g.rules}.values()
    of = [tests.get(g.name, Asked()) for g in guards]
    if guards:
        asks = (_asked_at(guards, language), "<br>".join(f"`{g.name}`" for g in guards))
        count = f"{len({n for a in of for n in a.yes})} / {len({n for a in of for n in a.no})}"
    else:
        asks, count = ("–", "–"), "–"
    number = f"[{rule.id}](../reference/rules.md#{rule.id.lower()})"
    told = (f"{number} {escaped(rule.title[language])}", rule.status.title[language], *asks, count)
    return f"| {' | '.join(told)} |"


def _asked_at(guards: Iterable[Guard], language: Language) -> str:
    """The commands at whose doors these guards stand; counted when they are many."""
    nl = language == "nl"
    if any(g in rules.always for g in guards for rules in SETS):
        return "elk verzoek" if nl else "every command"
    names = {g.name for g in guards}
    found = [c for c in ALL if any(names & {g.name for g in rules.doors.get(c, ())} for rules in SETS)]
    if len(found) > FEW:
        return f"{len(found)} {'verzoeken' if nl else 'commands'}"
    return "<br>".join(f"[{escaped(c.title[language])}]({_place(c, '../reference/')})" for c in found)


# -- the reasons -------------------------------------------------------------------------------------------------------


@frozen
class Given:
    """One reason as people are told it."""

    code: str
    kind: str
    nl: str
    en: str
    rest: tuple[str, ...] = ()


def _on_file() -> Iterator[tuple[str, Given]]:
    """The reasons that `tests/test_reasons.py` keeps on file, by rule: as they were given."""
    for block in REASONS.read_text(encoding="utf-8").strip().split("\n\n"):
        head, nl, en, *rest = block.split("\n")
        rule, code, kind = head.split(" ", 2)
        words = nl.removeprefix("  nl: "), en.removeprefix("  en: ")
        yield rule, Given(code, kind.strip("()"), *words, tuple(line.strip() for line in rest if "about:" not in line))


def _in_code() -> Iterator[tuple[str, Given]]:
    """The reasons that stand in the code of the guards, by rule; what a guard fills in is shown as three dots."""
    for page in sorted(
        page for room in ("guards", "packs") for page in (HERE.parent / "ontvlechting/letter" / room).glob("*.py")
    ):
        module = import_module(f"ontvlechting.letter.{page.parent.name}.{page.stem}")
        for call in ast.walk(ast.parse(page.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(
                    ast.Attribute(ast.Name(name), "forbidden" | "missing" | "not_yet" | "warning" as kind),
                    [ast.Constant(str(code))],
                    keywords,
                ) if isinstance(rule := getattr(module, name, None), Rule):
                    words = {k.arg: _filled(k.value) for k in keywords}
                    if words["nl"] and words["en"]:
                        yield rule.id, Given(code, kind, words["nl"], words["en"])


def _filled(node: ast.expr) -> str:
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(parts):
            return "".join(_filled(p) if isinstance(p, ast.Constant) else "…" for p in parts)
    return ""


def reasons_page() -> str:
    """Every reason in the words that people read."""
    found: dict[str, dict[str, Given]] = {r.id: {} for r in (*CATALOGUE.values(), *RULES)}
    for rule, given in (*_on_file(), *_in_code()):
        found[rule].setdefault(given.code, given)
    rules = {r.id: r for r in (*CATALOGUE.values(), *RULES)}
    return _page(
        "# The reasons",
        "What people are told when rules say no, or warn: the code, the kind, the words in English and *Dutch*, for "
        "most who can supply what is missing and by which command, with the field in which that stands. The rules are those of the letter, of a programme and of the Works Councils "
        "Act. Names and days come from fictional commands; three dots stand for what is filled in. A few reasons are put "
        "together from parts, and are not here.",
        *(
            f"## {id}\n\n{escaped(rules[id].title.en)} [More]({_page_of(rules[id])}#{id.lower()}).\n\n"
            + "\n\n".join(_told(given) for given in reasons.values())
            for id, reasons in found.items()
            if reasons
        ),
    )


def _told(given: Given) -> str:
    rest = "".join(f"\\\n  {escaped(line[:1].upper() + line[1:])}" for line in given.rest)
    return f"`{given.code}` ({given.kind})\n: {escaped(given.en)}\\\n  *{escaped(given.nl)}*{rest}"


# -- the picture of the lifecycle --------------------------------------------------------------------------------------


def lifecycle_picture(language: Language) -> str:
    """The states, and the moves that go forward; the ways back stand in the table beneath it."""
    return Lifecycle(LETTER, language).svg() + "\n"


# -- what is checked ---------------------------------------------------------------------------------------------------


def checks_page() -> str:
    """Every check of the kit, and the scopes in which it was asked of everything."""
    return _page(
        "# What is checked of rules",
        "What [`ontvlechting.testing`](../how-to/test-your-rules.md) holds rules to. `GovernanceMachine` asks the first two "
        "lists along generated histories, `explore` on every arrow that a scope has. How to add your own stands in "
        "[Test your own rules](../tutorial/test-your-own-rules.md).",
        "The letters T1 to T13 are the properties of the letter as a whole; R is a rule of [the letter](rules.md).",
        "## After every command, under any rules",
        "\n\n".join(f"`{x.__name__}`\n: {_says(x)}" for x in OF_ANY_RULES),
        "## After every command, under the letter's rules",
        "\n\n".join(f"`{x.__name__}`\n: {_says(x)}" for x in CHECKS if x not in OF_ANY_RULES),
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


# -- the account of the letter -----------------------------------------------------------------------------------------


def letters_account_page(language: Language) -> str:
    """What the account says of the letter's own data; without hashes, which differ each time."""
    nl = language == "nl"
    sent = datetime(2023, 4, 3, 9, tzinfo=UTC)
    official = Actor(id="fictief-1", role=Role.MINISTRY, party=letter.MINISTRY)
    with Workflow(MemoryStore(), clock=lambda: sent) as flow:
        for command in letter.as_commands(by=official, at=sent):
            flow.submit("programma", command).or_raise()
        lines = accounts.account(flow.accountability(as_of=sent.date()), language)
    told = re.sub(r" `[0-9a-f]{12}`", "", "\n".join(lines)).rstrip()
    rest = told.partition("\n")[2]
    title = "De verantwoording van de brief" if nl else "The letter's own account"
    if nl:
        intro = (
            "*In English: [The letter's own account](letters-account.md).*\n\n"
            "Wat `ontvlechting account` zegt van een logboek waarin alleen staat wat de brief zelf zegt. De dag is "
            "fictief: de brief noemt er geen. Elke regel noemt de vastlegging; de hashes zijn hier weggelaten."
        )
    else:
        intro = (
            "*In het Nederlands: [De verantwoording van de brief](verantwoording-van-de-brief.md).*\n\n"
            "What `ontvlechting account` says of a ledger that holds only what the letter itself says. The day is "
            "fictional: the letter names none. Each line names the record; the hashes are left out here. The texts of "
            "the registers are Dutch, as the letter is."
        )
    return _page(f"# {title}", intro, rest.strip())


TRIED = HERE / "explanation" / "tried.jsonl"
"""What the tests of faults counted when they were last run in full."""


def tried_page() -> str:
    """What was done to ledgers, how often, and what came of it: as `make faults` counted it."""
    sums: dict[tuple[str, str], Counter[str]] = {}
    for line in TRIED.read_text(encoding="utf-8").splitlines():
        count = json.loads(line)
        sums.setdefault((count.pop("what"), count.pop("where")), Counter()).update(count)
    head = ("what was done", "where", "tried", "acknowledged", "lost", "half", "untrue")
    rows = [
        (what, where, *(f"{n[key]:,}" if key in n else "" for key in head[2:]))
        for (what, where), n in sorted(sums.items())
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * 2 + ["--:"] * 5, *rows))
    return _page(
        "# What was tried",
        "A ledger is worth what it survives. Each line says what was done to one, how often, how many records were said to be "
        "there, and of those: how many were *lost*, how often only *half* was there of what goes together, and how often "
        "something *untrue* was said or passed as sound. The numbers are those that the tests counted when they were last run "
        "in full, by `make faults`; an ordinary `make test` does the same things less often.",
        table,
        "[Where it may run](../reference/where-it-may-run.md) says what is promised, [Who could do what](threat-model.md) what "
        "nothing here stops.",
    )


# -- what was tried on the rules ---------------------------------------------------------------------------------------


CASES = HERE / "explanation" / "tried_on_the_rules.toml"
"""What was tried on the rules, each case with the tests that hold it."""


def tests_of_cases() -> Iterator[tuple[str, str]]:
    """The file and the name of each test that a case names."""
    for part in tomllib.loads(CASES.read_text(encoding="utf-8"))["part"]:
        for case in part["case"]:
            for test in case["tests"]:
                file, _, name = test.partition("::")
                yield file, name


def tried_on_the_rules_page(language: Language) -> str:
    """Case by case what was tried, the rules that answer, and the tests that hold it; in one language."""
    parts, sections, number = tomllib.loads(CASES.read_text(encoding="utf-8"))["part"], list[str](), 0
    row = {"nl": "| nr. | geprobeerd | regels | tests |", "en": "| no. | what was tried | rules | tests |"}[language]
    for part in parts:
        rows = [row, "|--:|---|---|---|"]
        for case in part["case"]:
            number += 1
            tests = "<br>".join(f"`{test.partition('::')[2]}`" for test in case["tests"])
            rows.append(f"| {number} | {case[language]} | {case['rules']} | {tests} |")
        sections.append(f"## {part[language]}\n\n{part['says'][language]}\n\n" + "\n".join(rows))
    tests = len({*tests_of_cases()})
    records, people, parties = _taken_by_a_transfer()
    if language == "nl":
        title, other = "Op de regels geprobeerd", "*In English: [What was tried on the rules](tried-on-the-rules.md).*"
        intro = (
            f"Regels deugen als wie eromheen wil, wordt tegengehouden, en wie eerlijk werkt, verder kan. Hieronder staan {number} "
            f"gevallen waarmee dat is geprobeerd, met de regels die antwoorden en de {tests} tests die het vasthouden. Wat mensen beoordelen (of iets noodzakelijk is, of echt kan) en of een stuk waar is, gaat geen regel na. Een "
            "hele overdracht die achteraf op één avond wordt vastgelegd, met verzonnen dagen, houdt geen regel tegen: bij elke "
            "vastlegging staat wel ook de dag waarop zij is gedaan. Wie een stuk het eerst noemde, kan dat "
            "verbeteren, ook als een ander proces van het logboek het sindsdien noemt: wie grondig verifieert, krijgt te lezen dat zij "
            "met één verwijzing twee stukken bedoelen."
        )
        takes = (
            f"## Wat een overdracht vraagt\n\nDe kortste weg van het fictieve voorbeeld, een verschuiving in twee fasen, is {records} "
            f"vastleggingen, gedaan door {people} mensen namens {parties} partijen, organen en onderdelen."
        )
    else:
        title, other = (
            "What was tried on the rules",
            "*In het Nederlands: [Op de regels geprobeerd](op-de-regels-geprobeerd.md).*",
        )
        intro = (
            f"Rules are good when whoever wants to get round them is stopped, and whoever works honestly gets on. Here are {number} "
            f"cases by which that was tried, with the rules that answer and the {tests} tests that hold it. What "
            "people judge (whether something is necessary, or really possible), and whether a document is true, no rule checks. A "
            "whole transfer that is recorded afterwards in one evening, with invented days, is stopped by no rule: each record does "
            "show the day on which it was made as well. Whoever named a document first can "
            "correct that, also when another process of the ledger has named it since: whoever verifies in depth is told that they mean "
            "two documents by one reference."
        )
        takes = (
            f"## What a transfer takes\n\nThe shortest road of the fictional example, a shift in two phases, is {records} records, made "
            f"by {people} people for {parties} parties, bodies and units."
        )
    return _page(f"# {title}", other, intro, *sections, takes)


def _taken_by_a_transfer() -> tuple[int, int, int]:
    """How many records, people and parties the fictional road takes from its identification to its completion."""
    road = [*Road(letter.PROCESSES["douane/websites"]).until(State.COMPLETED)]
    return len(road), len({command.by.id for command in road}), len({command.by.party for command in road})


# -- the rooms of the house --------------------------------------------------------------------------------------------


def rooms() -> tuple[str, ...]:
    """The rooms of the package, the highest first, as `pyproject.toml` has them in layers."""
    settings = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    names = (re.findall(r"\w+", layer)[-1] for layer in layers)  # of `guards : states : letter` the last is the folder
    return tuple(name for name in names if not name.startswith("__"))


def imports_between_rooms() -> dict[str, list[str]]:
    """Which rooms each room imports from, the highest first; the letter's two tables at the top belong to the letter."""
    graph = grimp.build_graph("ontvlechting", exclude_type_checking_imports=False, cache_dir=None)
    order = rooms()

    def room_of(module: str) -> str:
        name = module.split(".")[1] if "." in module else ""
        return "letter" if name in ("guards", "states") else name

    found = {
        (room_of(module), room_of(imported))
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    }
    return {room: [other for other in order if (room, other) in found and room != other] for room in order}


def purpose(room: str) -> str:
    """What a room is for: the first sentence of its docstring."""
    first = (import_module(f"ontvlechting.{room}").__doc__ or "").partition("\n")[0]
    return re.split(r"(?<=\.) ", first)[0].partition(": ")[2].rstrip(".;").replace("`", "")


WIDE, HIGH, STEP, EDGE, BULGE = 470, 54, 74, 16, 26


def rooms_picture() -> str:
    """The rooms above each other, each with what it is for, and a line from each to every room that it imports from."""
    imports = imports_between_rooms()
    top = {room: EDGE + n * STEP for n, room in enumerate(imports)}
    content = []
    for room, below in imports.items():
        content += [_import(top[room], top[other]) for other in below]
    for room, y in top.items():
        content.append(
            tag(
                "g",
                tag("rect", class_="ov-box", x=EDGE, y=y, width=WIDE, height=HIGH, rx=6),
                tag("text", room, class_="ov-strong", x=EDGE + 14, y=y + 22),
                tag("text", purpose(room), class_="ov-soft ov-small", x=EDGE + 14, y=y + 41),
            )
        )
    told = "; ".join(f"{room} imports from {', '.join(below) or 'none'}" for room, below in imports.items())
    wide = 2 * EDGE + WIDE + BULGE * (len(imports) - 1)
    return (
        str(svg(wide, EDGE + STEP * len(imports), "The rooms of the package", f"{told}.", *content, alone=True)) + "\n"
    )


def _import(source: int, target: int) -> Html:
    """A line round the rooms between two rooms, with its tip at the one that is imported from."""
    right, up = EDGE + WIDE, target < source
    begin, end = source + HIGH // 2 + (-6 if up else 6), target + HIGH // 2 + (6 if up else -6)
    out = right + 12 + BULGE * abs(target - source) // STEP
    return tag(
        "g",
        tag("path", class_="ov-arrow", d=f"M{right} {begin}C{out} {begin} {out} {end} {right + 7} {end}"),
        tag("path", class_="ov-tip", d=f"M{right} {end}l8 -4v8z"),
    )


# -- triggers that a type checker knows --------------------------------------------------------------------------------


def triggers() -> str:
    """`letter/triggers.py`: governed models with a method for each command and each state of the letter."""
    lines = [
        '"""Governed models of the letter, of which a type checker knows every trigger by its name. Made by docs/generated.py.',
        "",
        "A model inherits from `Governed` here instead of from that of `ontvlechting.shell.machine`, and is the same in all else::",
        "",
        "    class Transfer(Governed):",
        "        def on_enter_phased_transfer(self, event): ...",
        "",
        '    transfer = Transfer(GovernedMachine(flow), "douane/websites")',
        "    transfer.start_transfer(command)      # command: StartTransfer; gives an Outcome",
        "    transfer.may_start_transfer(command)  # a bool",
        "    transfer.is_phased_transfer()         # a bool",
        '"""',
        "",
        "# ruff: noqa: D102 - what each method does stands in the docstring of the class that it is made from",
        "",
        "from __future__ import annotations",
        "",
        "from typing import TYPE_CHECKING",
        "",
        "from ontvlechting.shell import machine",
        "from ontvlechting.states import ProgrammeState, State",
        "",
        "if TYPE_CHECKING:",
        "    from ontvlechting.letter import commands as c",
        "    from ontvlechting.shell.answers import Outcome",
        "",
        "",
        "class Governed(machine.Governed):",
        '    """A model of one process or programme of the letter; for the rest as that of `ontvlechting.shell.machine`."""',
        "",
        "    _states = (State, ProgrammeState)",
        "",
        "    if TYPE_CHECKING:  # the names are found when they are asked for; here they get their types",
        "",
    ]
    for command in sorted(ALL, key=lambda kind: kind.key):
        lines += [
            f"        def {command.key}(self, command: c.{command.__name__}) -> Outcome: ...",
            f"        def may_{command.key}(self, command: c.{command.__name__}) -> bool: ...",
        ]
    states = dict.fromkeys(s.value for kind in (State, ProgrammeState) for s in kind)
    lines += [f"        def is_{name}(self) -> bool: ..." for name in states]
    return "\n".join(lines) + "\n"


# -- where we are to be found --------------------------------------------------------------------------------------------


def _project() -> tuple[dict[str, Any], dict[str, str]]:
    """What `pyproject.toml` says of the project, and of its address."""
    told = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    return told["project"], told["tool"]["hatch"]["metadata"]["hooks"]["custom"]


_MADE = "# Made by docs/generated.py; `make reference` writes it anew. The address comes from pyproject.toml, where it says what it is.\n"
_LONG = {
    "en": """The Dutch Ministry of Finance moves work from one of its directorates-general to another, process by process. A letter to
Parliament, Kamerstuk 31 066, nr. 1204, says under which rules: nothing moves before five preconditions were tested and the ministry
decided, no step is irreversible, no service is interrupted, and nobody lets go before the receiving party has really done the work.
This library holds a process to those rules. It judges every step, explains every no completely and in two languages, and keeps a record
that anybody can verify. Rules of another reorganisation can be written with it. It gives no legal advice, and it never judges an open
norm: people do. No organisation has adopted it yet.""",
    "nl": """Het ministerie van Financiën verplaatst werk van het ene directoraat-generaal naar het andere, proces voor proces. Een brief
aan de Tweede Kamer, Kamerstuk 31 066, nr. 1204, zegt onder welke voorwaarden: niets gaat over voordat vijf randvoorwaarden zijn getoetst
en het ministerie heeft besloten, geen stap is onomkeerbaar, geen dienst wordt onderbroken, en niemand laat los voordat de ontvangende
partij het werk echt heeft gedaan. Deze bibliotheek houdt een proces aan die voorwaarden. Zij beoordeelt elke stap, legt elk nee volledig
en in twee talen uit, en legt alles zo vast dat iedereen het kan nagaan. Regels voor een andere reorganisatie zijn ermee te schrijven.
Zij geeft geen juridisch advies en beoordeelt nooit een open norm: dat doen mensen. Nog geen organisatie heeft haar in gebruik.""",
}
_SHORT = {
    "en": "Holds the disentanglement of government services to the rules of a letter to Parliament, step by step, on record.",
    "nl": "Houdt het ontvlechten van overheidsdiensten aan de voorwaarden van een Kamerbrief, stap voor stap en na te rekenen.",
}
_FEATURES = {
    "en": ("Every step judged against 93 rules", "Every no explained, in Dutch and English", "A record that anybody can verify"),
    "nl": ("Elke stap getoetst aan 93 regels", "Elk nee uitgelegd, in het Nederlands en Engels", "Vastlegging die iedereen kan narekenen"),
}  # fmt: skip


def publiccode() -> str:
    """What catalogues of public software read of us."""
    project, address = _project()
    lines = [
        _MADE.rstrip(),
        'publiccodeYmlVersion: "0"',  # the newest; that is how the standard itself wants it said
        f"name: {project['name']}",
        f'url: "{address["home"]}"',
        "platforms: [linux, mac, windows]",
        "categories: [workflow-management, compliance-management, regulations-and-directives]",
        "developmentStatus: development",
        "softwareType: library",
        f'roadmap: "{address["home"]}{address["files"]}ROADMAP.md"',
        "description:",
    ]
    for language in ("en", "nl"):
        lines += [f"  {language}:", f'    shortDescription: "{_SHORT[language]}"', "    longDescription: >-"]
        lines += [f"      {line}" for line in _LONG[language].split("\n")]
        lines += ["    features:", *(f'      - "{feature}"' for feature in _FEATURES[language])]
    lines += [
        "legal:",
        f"  license: {project['license']}",
        "maintenance:",
        "  type: none # until it is published, and a person has agreed to be named as the contact that `community` asks for",
        "localisation:",
        "  localisationReady: true",
        "  availableLanguages: [nl, en]",
        "intendedAudience:",
        "  countries: [NL]",
        "  scope: [government]",
    ]
    return "\n".join(lines) + "\n"


def citation() -> str:
    """How we are to be cited."""
    project, address = _project()
    return f"""{_MADE}cff-version: 1.2.0
message: Whoever rests on this software in a text is asked to name it like this.
type: software
title: {project["name"]}
abstract: {_SHORT["en"]}
authors:
  - name: The ontvlechting contributors
version: "{project["version"]}"
license: {project["license"]}
repository-code: "{address["home"]}"
keywords: [{", ".join(project["keywords"])}]
"""


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/rules.md": rules_page,
    "reference/commands.md": commands_page,
    "how-to/recipes.md": lambda: recipes_page("en"),
    "how-to/recepten.md": lambda: recipes_page("nl"),
    "reference/works-councils-act.md": pack_page,
    "explanation/works-councils-act-for-a-lawyer.md": lambda: lawyer_page("en"),
    "explanation/wor-voor-een-jurist.md": lambda: lawyer_page("nl"),
    "reference/programme.md": programme_page,
    "reference/checks.md": checks_page,
    "reference/reasons.md": reasons_page,
    "explanation/what-the-letter-asks.md": lambda: map_page("en"),
    "explanation/wat-de-brief-vraagt.md": lambda: map_page("nl"),
    "explanation/letters-account.md": lambda: letters_account_page("en"),
    "explanation/verantwoording-van-de-brief.md": lambda: letters_account_page("nl"),
    "explanation/what-was-tried.md": tried_page,
    "explanation/tried-on-the-rules.md": lambda: tried_on_the_rules_page("en"),
    "explanation/op-de-regels-geprobeerd.md": lambda: tried_on_the_rules_page("nl"),
    "explanation/lifecycle.svg": lambda: lifecycle_picture("en"),
    "explanation/levensloop.svg": lambda: lifecycle_picture("nl"),
    "explanation/lifecycle.txt": lifecycle_page,
    "explanation/rooms.svg": rooms_picture,
    "../ontvlechting/letter/triggers.py": triggers,
    "../publiccode.yml": publiccode,
    "../CITATION.cff": citation,
}
"""Every generated page by its place in the documentation, and one file of code."""


def main() -> None:
    """Write every generated page anew."""
    for place, page in PAGES.items():
        (HERE / place).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
