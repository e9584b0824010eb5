"""The documentation: nothing generated is out of date, nothing public is left out, and every term has both languages.

Examples are run by `conftest.py`; links and names are checked by `make docs`, where a warning is an error.
"""

from __future__ import annotations

import ast
import pkgutil
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import attrs
import pytest
import typer

import ontvlechting
from docs import generated, in_dutch
from ontvlechting import cli, commands
from ontvlechting.engine.text import Language
from ontvlechting.engine.verdicts import Status
from ontvlechting.guards import LETTER, PROGRAMME
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import ALL, OF_PACKS, OF_PROGRAMMES
from ontvlechting.letter.packs.act import RULES
from ontvlechting.letter.values import Power

ROOT = Path(generated.__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
API = "\n".join(page.read_text(encoding="utf-8") for page in sorted((DOCS / "reference").glob("api*.md")))

ELSEWHERE = (
    *("letter.data", "letter.fiction.", "letter.guards.", "letter.commands.voids", "letter.demo"),
    *("cli", "__main__", "__pyinstaller", "django."),
)
"""Modules that need no place of their own in the API reference: their package shows them, or another page does."""


def terms() -> list[tuple[str, str, str]]:
    """The rows of the glossary."""
    rows = re.findall(
        r"^\| (.*) \| (.*) \| (.*) \|$", (DOCS / "reference/glossary.md").read_text("utf-8"), re.MULTILINE
    )
    return [row for row in rows if row[0] != "Nederlands"]


def dutch_in_docstrings() -> Iterator[str]:
    """Every term that a docstring gives between brackets in italics: `(*toestand*; R47)`."""
    for page in sorted(Path(ontvlechting.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(page.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                yield from re.findall(r"\(\*([^*\n]+)\*[;)]", ast.get_docstring(node) or "")


# -- what is made from the code ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", generated.PAGES)
def test_no_generated_page_is_out_of_date(place: str) -> None:
    """What stands in the documentation is what the code gives now; `make reference` writes it anew."""
    assert generated.PAGES[place]() == (DOCS / place).read_text(encoding="utf-8")


def test_the_rules_page_shows_every_rule_and_guard() -> None:
    """Each rule has its section, in order; a guarded one names a guard, any other one says why not."""
    page = generated.rules_page()
    sections = dict(re.findall(r"^## (R\d+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    assert list(CATALOGUE) == list(sections)
    for id, rule in CATALOGUE.items():
        assert rule.status.guarded == ("Doors: " in sections[id])
        assert (not rule.status.guarded) == ("- Why: " in sections[id])
    for guard in LETTER.guards:
        assert all(f"`{guard.name}`\n: " in sections[rule.id] for rule in guard.rules)


@pytest.mark.parametrize("place", ["../README.md", "nl.md"])
def test_the_front_pages_say_how_many_rules_are_really_read(place: str) -> None:
    """All rules, those that guards read, those that they only see, those for people, and those without a guard."""
    counted = Counter(rule.status for rule in CATALOGUE.values())
    without = sum(n for status, n in counted.items() if not status.guarded)
    told = (len(CATALOGUE), counted[Status.CONTENT], counted[Status.PRESENCE], counted[Status.JUDGEMENT], without)
    text = " ".join((DOCS / place).read_text(encoding="utf-8").split())
    (passage,) = re.findall(r"(?:Of the|Van de) \d+ (?:rules|regels).*?(?:no guard|geen toets)", text)
    assert told == tuple(map(int, re.findall(r"\d+", passage)))


def test_the_rules_page_shows_which_tests_ask_a_guard(tmp_path: Path) -> None:
    """A test of the room is named with the guard that it asks, under the answer that it wants."""
    (tmp_path / "test_x.py").write_text("def test_the_claim():\n    no('unit_is_known', d, c, 'x')\n", encoding="utf-8")
    section = generated.rules_page(tmp_path).partition("## R3\n")[2].partition("## R4\n")[0]
    assert "Tests that make it say yes: none." in section
    assert "Tests that make it say no: `test_the_claim`." in section


def test_the_commands_page_shows_every_command_with_its_guards() -> None:
    """Each command has its place, by its stable name, and there every guard of its door in order."""
    doors = re.split(r"^\(([a-z-]+)\)=$", generated.commands_page(), flags=re.MULTILINE)[1:]
    shown = dict(zip(doors[::2], doors[1::2], strict=True))
    assert [c.key.replace("_", "-") for c in ALL if c not in (*OF_PACKS, *OF_PROGRAMMES)] == list(shown)
    for command in LETTER.doors:
        found = re.findall(r"^`(\w+)` \(", shown[command.key.replace("_", "-")], re.MULTILINE)
        assert [guard.name for guard in LETTER.doors[command]] == found


@pytest.mark.parametrize("language", ["en", "nl"])
def test_there_is_a_recipe_for_every_command(language: Language) -> None:
    """Each command of the letter once, with every field that it has; the fields of what stands in a field as well."""
    label = {"en": "recipe", "nl": "recept"}[language]
    sections = re.split(rf"^\({label}-([a-z-]+)\)=$", generated.recipes_page(language), flags=re.MULTILINE)[1:]
    recipes = dict(zip(sections[::2], sections[1::2], strict=True))
    assert {kind.key.replace("_", "-") for kind in LETTER.doors} == set(recipes)
    assert len(sections) == 2 * len(recipes)
    for command in LETTER.doors:
        fields = {a.name for a in attrs.fields(command)} - {"by", "at"}
        table = recipes[command.key.replace("_", "-")].partition("\n(waarde-")[0].partition("\n(value-")[0]
        assert fields == set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_recipes_say_who_may_give_a_command() -> None:
    """As the rules themselves answer: the ministry alone decides, and by mandate; who proves is who receives; never the House."""
    receiving, transferring, ministry, council, *_, house = generated.PLACES
    given = {k: [p for p in generated.PLACES if generated.may_give(k, p, *Power)] for k in LETTER.doors}
    assert [ministry] == given[commands.Decide]
    assert not generated.may_give(commands.Decide, ministry)
    assert ([receiving], [transferring]) == (given[commands.ConcludeProof], given[commands.Cosign])
    assert council in given[commands.Contest]
    assert all(given.values())
    assert house not in {p for places in given.values() for p in places}


def test_the_page_of_the_pack_shows_its_rules_and_commands() -> None:
    """Each rule of the pack has its section with its Juriconnect reference, each command its place; all by name."""
    page = generated.pack_page()
    assert [r.id for r in RULES] == re.findall(r"^## ((?:WOR|ATW)-\S+)$", page, re.MULTILINE)
    assert [r.jci for r in RULES] == re.findall(
        r"^- Juriconnect: \[`(.*)`\]\(https://wetten\.overheid\.nl/\1\)$", page, re.MULTILINE
    )
    assert [c.key.replace("_", "-") for c in OF_PACKS] == re.findall(r"^\(([a-z-]+)\)=$", page, re.MULTILINE)


def test_the_page_of_the_programme_shows_its_commands_with_their_guards() -> None:
    """Each command of a programme has its place, by its stable name, and there every guard of its door in order."""
    doors = re.split(r"^\(([a-z-]+)\)=$", generated.programme_page(), flags=re.MULTILINE)[1:]
    shown = dict(zip(doors[::2], doors[1::2], strict=True))
    assert [c.key.replace("_", "-") for c in OF_PROGRAMMES] == list(shown)
    for command in OF_PROGRAMMES:
        found = re.findall(r"^`(\w+)` \(", shown[command.key.replace("_", "-")], re.MULTILINE)
        assert [guard.name for guard in PROGRAMME.doors[command]] == found[: len(PROGRAMME.doors[command])]


def test_every_test_that_holds_a_case_is_there() -> None:
    """What was tried on the rules names its tests by file and name: each is there, and no case is without."""
    there = {
        (page.stem, node.name)
        for room in generated.ROOMS
        for page in room.glob("test_*.py")
        for node in ast.parse(page.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    named = [*generated.tests_of_cases()]
    assert set() == {*named} - there
    assert len(named) == len({*named})


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_map_shows_every_rule_once_with_its_guards(language: Language) -> None:
    """Every rule of the letter stands in one theme; with each guard that holds it, and tests for both of its answers."""
    assert list(CATALOGUE) == sorted((r for _, _, rules in generated.THEMES for r in rules), key=lambda r: int(r[1:]))
    rows = dict(re.findall(r"^\| \[(R\d+)\]\S+ (.*) \|$", generated.map_page(language), re.MULTILINE))
    for id, rule in CATALOGUE.items():
        _, asked_at, guards, tests = rows[id].rsplit(" | ", 3)
        held = {g.name for rules in generated.SETS for g in rules.guards if rule in g.rules}
        assert held == set(re.findall(r"`(\w+)`", guards)), id
        if held:
            assert asked_at
            assert "0" not in tests.split(" / "), id


def test_the_page_of_the_reasons_shows_each_in_both_languages() -> None:
    """Every code on file, and every code that stands in the code of a guard as such, each with its words."""
    sections = re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", generated.reasons_page(), re.MULTILINE | re.DOTALL)
    told = r"^`([a-z0-9_-]+)` \(\w+\)\n: .+\\\n  \*.+\*"
    shown = {(rule, code) for rule, section in sections for code in re.findall(told, section, re.MULTILINE)}
    on_file = re.findall(r"^(R\d+) (\S+) \(", generated.REASONS.read_text("utf-8"), re.MULTILINE)
    assert set() == set(on_file) - shown
    code = "".join(
        p.read_text("utf-8") for room in ("guards", "packs") for p in (ROOT / "ontvlechting/letter" / room).glob("*.py")
    )
    given = set(re.findall(r'\.(?:missing|forbidden|not_yet|warning)\(\s*"([a-z-]+)"', code))
    history = {
        "before-it-was-asked",
        "mandate-expired",
        "mandate-out-of-scope",
        "not-sent-to-the-house",
        "older-than-the-question",
        "outcome-not-shown",
        "shortened-by-correction",
        "still-open",
        "undone-of-later",
    }  # asks a history of its own
    assert history == given - {code for _, code in shown}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a_b*c", r"a\_b\*c"),
        ("<b>[x](y)|#", r"\<b\>\[x\](y)\|\#"),
        ("say `a_b*` and c_d", r"say `a_b*` and c\_d"),
        ("an odd ` tick", r"an odd \` tick"),
    ],
)
def test_texts_are_shown_to_the_letter(text: str, shown: str) -> None:
    """Nothing in a text works as Markdown, except that code between backticks stays code."""
    assert shown == generated.escaped(text)


# -- what is public ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ontvlechting.__all__)
def test_every_public_name_is_in_the_api_reference(name: str) -> None:
    """The first page of the API reference links each name that can be imported from the package itself."""
    assert re.search(rf"^\| {{py:\w+}}`{name} <ontvlechting\.[\w.]+>` \| ", API, re.MULTILINE), name


def test_the_api_reference_promises_no_name_that_is_not_there() -> None:
    """Each name in that table can be imported from the package itself, and is what the link says."""
    listed = re.findall(r"^\| {py:(\w+)}`(\w+) <ontvlechting\.([\w.]+)>`", API, re.MULTILINE)
    assert set(ontvlechting.__all__) == {name for _, name, _ in listed}
    for _, name, target in listed:
        assert getattr(ontvlechting, name) is pkgutil.resolve_name(f"ontvlechting.{target}")


def test_every_module_is_in_the_api_reference() -> None:
    """A new module has a place in the API reference, or on the short list of those that need none."""
    modules = {m.name.partition(".")[2] for m in pkgutil.walk_packages(ontvlechting.__path__, "ontvlechting.")}
    every = re.findall(r"^\.\. (?:auto|py:)module:: ontvlechting\.([\w.]+)$", API, re.MULTILINE)
    described = set(every)
    assert len(described) == len(every)  # a module that stands on two pages is a warning for each of its names
    packages_without_content = {"record.stores"}
    assert described == {m for m in modules if not m.startswith(ELSEWHERE)} - packages_without_content


# -- words -------------------------------------------------------------------------------------------------------------


def test_every_term_of_the_glossary_has_both_languages() -> None:
    """Dutch, English and an explanation, none of them empty; no Dutch term twice."""
    assert terms()
    for row in terms():
        assert all(cell.strip() for cell in row), row
    dutch = [nl for nl, _, _ in terms()]
    assert [] == sorted({nl for nl in dutch if dutch.count(nl) > 1})


def test_the_dutch_glossary_explains_the_same_terms() -> None:
    """Who reads Dutch finds every term of the glossary explained in Dutch; a new one is added to both."""
    rows = re.findall(r"^\| (.*) \| (.*) \|$", (DOCS / "reference/woordenlijst.md").read_text("utf-8"), re.MULTILINE)
    explained = {term: says for term, says in rows if term != "woord"}
    assert [nl for nl, _, _ in terms()] == list(explained)
    assert all(says.strip() for says in explained.values())


def test_every_dutch_term_of_a_docstring_is_explained() -> None:
    """A term in a docstring stands in the glossary, or is the Dutch name of a command."""
    explained = {nl for nl, _, _ in terms()} | {c.title.nl.lower() for c in ALL}
    assert set() == {term.lower() for term in dutch_in_docstrings()} - {nl.lower() for nl in explained}


# -- pages -------------------------------------------------------------------------------------------------------------


def links(page: Path) -> Iterator[str]:
    """Where a page links to; code is left out."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return iter(re.findall(r"\]\(<?([^)\s>]+)>?\)", text))


@cache
def anchors(page: Path) -> set[str]:
    """What a link can point at in a page: its headings, as MyST and GitHub name them, and its own labels."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#{1,3} (.*)$", text, re.MULTILINE)
    slugs = [re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", h).lower()).replace(" ", "-") for h in headings]
    return {*slugs, *re.findall(r"^\(([\w-]+)\)=$", text, re.MULTILINE)}


def leads_nowhere(page: Path, to: str) -> bool:
    """Whether a link is broken, as far as can be seen without a network."""
    if "://" in to:
        site = urlsplit(to)
        return site.scheme != "https" or "." not in (site.hostname or "")
    path, _, anchor = to.partition("#")
    there = (page.parent / path).resolve() if path else page
    return not there.exists() or bool(anchor and anchor not in anchors(there))


LINKING = [*PAGES, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"]


@pytest.mark.parametrize("page", [pytest.param(p, id=str(p.relative_to(ROOT))) for p in LINKING])
def test_every_link_leads_somewhere(page: Path) -> None:
    """File and heading exist, and an address elsewhere is well formed; Sphinx never sees README and CHANGELOG."""
    assert [] == [to for to in links(page) if leads_nowhere(page, to)]


def test_links_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    """The check above looks at links in text, not in code, and sees a wrong file, heading, label and address."""
    page, other = tmp_path / "page.md", tmp_path / "b.md"
    other.write_text("# What it *is*, and `why`\n\n(a-label)=\n## C\n```text\n# no heading\n```\n", encoding="utf-8")
    right = ["b.md", "b.md#what-it-is-and-why", "b.md#a-label", "b.md#c", "#here", "https://example.org/x"]
    wrong = ["c.md", "b.md#d", "b.md#no-heading", "#there", "https://example", "http://example.org"]
    shown = "".join(f"[x]({to})\n" for to in right + wrong)
    page.write_text(f"# Here\n{shown}`[f](g)`\n```text\n[h](i)\n```\n", encoding="utf-8")
    assert right + wrong == list(links(page))
    assert wrong == [to for to in links(page) if leads_nowhere(page, to)]


@pytest.mark.parametrize("page", [pytest.param(p, id=str(p.relative_to(ROOT))) for p in PAGES])
def test_python_on_a_page_is_run(page: Path) -> None:
    """No example escapes: Python stands in a fence that is run, and no fence is skipped."""
    text = page.read_text(encoding="utf-8")
    fences = set(re.findall(r"^ *(?:```|~~~|:::)+([^\s`]+)", text, re.MULTILINE))
    assert fences <= {
        "python",
        "text",
        "sql",
        "{eval-rst}",
        "{toctree}",
        "{code-cell}",
        "{include}",
        "{literalinclude}",
    }
    assert "skip:" not in text
    outside = re.sub(r"^```python\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert ">>>" not in outside


def test_who_reads_dutch_finds_every_page_in_dutch() -> None:
    """Each page that says where its English is stands in the Dutch lists of contents, and no other does."""
    told = {p for p in PAGES if re.search(r"^\*In English", p.read_text(encoding="utf-8"), re.MULTILINE)}
    listed = {DOCS / f"{name}.md" for name in in_dutch.PAGES} & set(PAGES)
    assert told | {DOCS / "nl.md"} == listed


@pytest.mark.parametrize(
    ("dutch", "shown"), [(False, ["Learn", "Nederlands"]), (True, ["Nederlands", "Leren", "English"])]
)
def test_the_list_of_pages_is_in_the_language_of_the_page(shown: list[str], *, dutch: bool) -> None:
    """And it ends with the entrance to the other language."""
    names = ("Learn", "Nederlands", "Leren")
    tree = "".join(f'<p class="caption" role="heading"><span class="caption-text">{n}</span></p>' for n in names)
    assert shown == re.findall(r">(\w+)</(?:span|a)>", in_dutch.list_of_pages(tree, "index.html", dutch=dutch))


COMMAND_LINES = [
    pytest.param(line, id=f"{page.relative_to(ROOT)}: {line}")
    for page in PAGES
    for line in re.findall(r"^    (ontvlechting [^\[\n]*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
]
"""Every line on a page that shows our command as somebody would type it; a synopsis has brackets."""


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_a_command_line_on_a_page_is_understood(line: str) -> None:
    """There is such a command, and it takes these options and arguments."""
    name, *given = shlex.split(line, comments=True)[1:]
    assert name == typer.main.get_group(cli.app).commands[name].make_context(name, given).info_name


def test_the_changelog_names_the_version_of_the_rules() -> None:
    """The rules have a version apart from the library's, and the changelog gives both."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = text.split("\n## ")[1]
    assert newest.startswith(version("ontvlechting"))
    assert f"Rules: `{LETTER.name}` version {LETTER.version}, `{PROGRAMME.name}` version {PROGRAMME.version}." in newest
