"""The commands about rules: what a rule says, and whether all rules together hold what they promise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ontvlechting.cli.base import (
    CSV,
    JSON,
    LANG,
    LANGUAGE,
    MARKDOWN,
    RULES,
    Exit,
    Lang,
    command,
    named,
    printed,
    progress,
    say,
    told,
)
from ontvlechting.cli.base import KNOWN as FROM_ELSEWHERE
from ontvlechting.cli.base import data as as_json
from ontvlechting.engine.errors import InputError, MissingExtra, Problem, nearest, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.verdicts import Rule
from ontvlechting.guards import LETTER, PROGRAMME, with_every_pack
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.packs.act import RULES as OF_THE_ACT
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.letter.views import data
from ontvlechting.packs.records_and_data import RULES as OF_RECORDS
from ontvlechting.packs.staff_and_authority import RULES as OF_STAFF
from ontvlechting.views.markdown import escaped
from ontvlechting.views.rows import Rows as Rows_

KNOWN: dict[str, Rule] = CATALOGUE | {rule.id: rule for rule in (*OF_THE_ACT, *OF_STAFF, *OF_RECORDS)}
"""Every rule of the letter and of the packs that come with the library, by its id."""


def _rules() -> list[str]:
    return list(KNOWN)


@command(
    "rule",
    RULES,
    say("Wat een regel zegt, waar hij staat, en welke vragen hem bewaken.",
        "What a rule says, where it stands, and which questions hold a process to it."),
    say("Leest en schrijft niets.", "Reads and writes nothing."),
    examples=["rule R61", "rule R44 --json", "rule V1 --rules onze.regels:ONZE"],
)  # fmt: skip
def rule(
    id: Annotated[
        str,
        typer.Argument(metavar="RULE", show_default=False, autocompletion=_rules,
                       help=say("Het kenmerk, zoals R61.", "Its id, such as R61.")),
    ],
    *,
    rules: Annotated[list[str] | None, FROM_ELSEWHERE] = None,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """What a rule says."""
    with told(lang.language):
        theirs = named(rules)
        known = KNOWN | {r.id: r for given in theirs for r in _rules_of(given)}
        found = known.get(id) or known.get(id.upper())
        if found is None:
            expected = Text(nl="het kenmerk van een regel", en="the id of a rule")
            raise InputError("rule", [Problem("id", shown(id), expected, nearest(id, known))])
    guards = _guards(found, theirs)
    printed(
        lambda: _lines(found, guards, lang.language), lambda: data.rule(found, guards), json=json, markdown=markdown
    )


@command(
    "rules",
    RULES,
    say("Alle regels: wat elk vraagt, waar hij staat, en hoe hij wordt bewaakt.",
        "All rules: what each asks, where it stands, and how it is held."),
    say("Leest en schrijft niets.", "Reads and writes nothing."),
    examples=["rules", "rules --csv", "rules --rules onze.regels:ONZE --json"],
)  # fmt: skip
def rules_(
    *,
    rules: Annotated[list[str] | None, FROM_ELSEWHERE] = None,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    csv: Annotated[bool, CSV] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """All rules."""
    with told(lang.language):
        theirs = named(rules)
    known = {**KNOWN, **{r.id: r for given in theirs for r in _rules_of(given)}}
    asked = {id: _guards(r, theirs) for id, r in known.items()}
    printed(
        lambda: _list(known.values(), lang.language),
        lambda: [data.rule(r, asked[r.id]) for r in known.values()],
        lambda: _rows(known.values()),
        json=json,
        markdown=markdown,
        csv=csv,
    )


def _list(given: Iterable[Rule], language: Language) -> list[str]:
    """One item for each rule."""
    return [
        f"- **{escaped(r.id)}** {escaped(r.title[language])} ({escaped(r.status.title[language])}; "
        f"{escaped(r.source.document)}, {escaped(r.source.section)})"
        for r in given
    ]


def _rows(given: Iterable[Rule]) -> Rows_:
    """One row for each rule."""
    columns = dict.fromkeys(("rule", "nl", "en", "status", "document", "section", "term", "jci"), str)
    return Rows_(
        columns,
        [
            (r.id, r.title.nl, r.title.en, r.status.value, r.source.document, r.source.section, r.source.term, r.jci)
            for r in given
        ],
    )


def _rules_of(rules: Rules) -> list[Rule]:
    """Every rule that the guards of a set of rules have, and those that it cites itself."""
    return [rules.order, rules.deciding, *(r for g in rules.guards for r in g.rules)]


def _guards(given: Rule, others: Sequence[Rules]) -> dict[str, Text]:
    """The titles of the guards of a rule, by their names, in the order of the doors."""
    every = [g for rules in (*_all_rules(), *others) for g in rules.guards]
    return {g.name: g.title for g in every if given in g.rules}


def _lines(given: Rule, guards: dict[str, Text], language: Language) -> list[str]:
    nl = language == "nl"
    return [
        f"# {escaped(given.id)}",
        "",
        escaped(given.title[language]),
        "",
        f"- {'Bron' if nl else 'Source'}: *{escaped(str(given.source))}*",
        *([f"- {'Waarom zonder vraag' if nl else 'Why without a question'}: {escaped(given.why[language])}"]
          if given.why else []),
        *(f"- {escaped(title[language])} ({escaped(name)})" for name, title in guards.items()),
    ]  # fmt: skip


def _keys() -> list[str]:
    return sorted({c.key for r in _all_rules() for c in r.commands})


def _all_rules() -> tuple[Rules, ...]:
    """The letter's rules with all packs, and those of programmes."""
    return with_every_pack(), PROGRAMME


@command(
    "schema",
    RULES,
    say("Hoe een verzoek er als JSON uitziet, als JSON Schema (2020-12).",
        "What a command looks like as JSON, as a JSON Schema (2020-12)."),
    say("Leest en schrijft niets.", "Reads and writes nothing."),
    say("Met --record: van een vastlegging zoals zij wordt bewaard.", "With --record: of a record as it is stored."),
    examples=["schema draft_plan", "schema --lang nl", "schema --record", "schema --rules onze.regels:ONZE"],
)  # fmt: skip
def schema(
    name: Annotated[
        str | None,
        typer.Argument(metavar="COMMAND", show_default=False, autocompletion=_keys,
                       help=say("Welk verzoek, zoals draft_plan; anders alle.", "Which command, such as draft_plan; otherwise all."))
    ] = None,
    *,
    record: Annotated[
        bool, typer.Option("--record", help=say("Van een vastlegging, met alle verzoeken.", "Of a record, with all commands."))
    ] = False,
    rules: Annotated[list[str] | None, FROM_ELSEWHERE] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """What a command, or a record, looks like as JSON."""
    from ontvlechting.views.schema import record_schema
    from ontvlechting.views.schema import schema as made

    with told(lang.language):
        first, *others = named(rules) or _all_rules()
        if record and name is not None:
            expected = Text(nl="geen verzoek, bij --record", en="no command, with --record")
            raise InputError("schema", [Problem("command", shown(name), expected)])
        whole = record_schema(first, *others, language=lang.language) if record else None
        as_json(whole or made(first, *others, command=name, language=lang.language))


def _scopes() -> list[str]:
    from ontvlechting.testing.letter.scopes import STANDARD, WITH_COUNCIL

    return list(dict.fromkeys(s.name for s in (*STANDARD, *WITH_COUNCIL)))


@command(
    "explore",
    RULES,
    say("Doorloop elk dossier dat binnen een reikwijdte bereikbaar is.", "Visit every dossier that a scope can reach."),
    say("Leest niets; schrijft in een map voor elke reikwijdte de uitkomst en de graaf, over die van een eerdere keer heen.",
        "Reads nothing; writes for each scope the result and the graph to a folder, over those of an earlier time."),
    examples=["explore", "explore --council --jobs 2 --json"],
    no=say("1 als iets geen stand houdt; het kortste verhaal dat dat laat zien, staat in de uitkomst.",
           "1 when something does not hold; the shortest story that shows it is in the result."),
    needs="testing",
)  # fmt: skip
def explore(
    scope: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCOPE", autocompletion=_scopes, show_default=False,
                       help=say("Welke reikwijdten; anders alle.", "Which scopes; otherwise all of them.")),
    ] = None,
    *,
    council: Annotated[
        bool, typer.Option("--council", help=say("Ook de Wet op de ondernemingsraden.", "The Works Councils Act as well."))
    ] = False,
    out: Annotated[Path, typer.Option(help=say("De map.", "The folder."))] = Path("build/explored"),
    jobs: Annotated[int, typer.Option(min=1, help=say("Hoeveel tegelijk.", "How many at once."))] = 1,
    prove: Annotated[
        bool,
        typer.Option("--prove", help=say("Vergelijk ook alles wat is samengevoegd; duurt tien keer zo lang.",
                                         "Also compare all that was merged; takes ten times as long.")),
    ] = False,
    json: Annotated[bool, JSON] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Visit every dossier that a scope can reach."""
    with told(lang.language):
        found = _explored(scope or [], council=council, out=out, jobs=jobs, prove=prove, language=lang.language)
    if json:
        as_json(found)
    else:
        from ontvlechting.testing.explored import explored

        typer.echo("\n".join(explored(found, lang.language)))
        typer.echo(out)
    raise typer.Exit(Exit.WELL if all(f["holds"] for f in found) else Exit.NO)


def _explored(
    names: list[str], *, council: bool, out: Path, jobs: int, prove: bool, language: Language
) -> list[dict[str, Any]]:
    """What was found in each scope that is named; in all of them when none is."""
    try:
        from ontvlechting.testing.explorer import explore_all
        from ontvlechting.testing.letter.scopes import STANDARD, WITH_COUNCIL
    except ModuleNotFoundError as error:
        raise MissingExtra("explore", str(error.name), "ontvlechting[testing]") from error

    rules, scopes = (LETTER + WORKS_COUNCILS_ACT, WITH_COUNCIL) if council else (LETTER, STANDARD)
    there = [s.name for s in scopes]
    if unknown := [n for n in names if n not in there]:
        expected = Text(nl=f"een van {', '.join(there)}", en=f"one of {', '.join(there)}")
        raise InputError("explore", [Problem("scope", shown(n), expected, nearest(n, there)) for n in unknown])
    chosen = [s for s in scopes if not names or s.name in names]
    with progress() as bar:
        tasks = {s.name: bar.add_task(s.title[language], total=None) for s in chosen}
        return explore_all(
            rules,
            chosen,
            folder=out,
            jobs=jobs,
            prove=prove,
            told=lambda name, total, done: bar.update(tasks[name], total=total, completed=done),
        )
