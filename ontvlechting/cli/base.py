"""What every command shares: the app, its language, its exit codes, how a ledger is opened and how a page is printed."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from enum import IntEnum, StrEnum
from importlib import import_module
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, ClassVar, Literal, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from ontvlechting.cli import usage
from ontvlechting.engine.errors import (
    BadSignature,
    BrokenLedger,
    FileUnavailable,
    InputError,
    LedgerUnavailable,
    OntvlechtingError,
    Problem,
    nearest,
    shown,
    system,
)
from ontvlechting.engine.outside import ProgressBar
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.values import Actor, UnknownRules
from ontvlechting.guards import LETTER, shipped
from ontvlechting.letter.values import Role
from ontvlechting.letter.workflow import Ledger
from ontvlechting.record.codec import Codec
from ontvlechting.record.files import made
from ontvlechting.views import words
from ontvlechting.views.rows import Rows
from ontvlechting.views.rows import csv as as_csv

if TYPE_CHECKING:
    from ontvlechting.record.checkpoints import PublicKey

WIDEST = 100
"""Columns of a page; a wider line is hard to read."""
MARGIN = 20
"""Columns that the signs before an item, such as a bullet, may take."""
_F = TypeVar("_F", bound=Callable[..., None])
_T = TypeVar("_T")


class Exit(IntEnum):
    """The exit codes of the commands, for scripts."""

    WELL = 0
    NO = 1
    NO_ANSWER = 2
    FAULT = 3
    OTHERWISE = 4

    @property
    def text(self) -> Text:
        """What it means."""
        return _EXITS[self]


_EXITS = {
    Exit.WELL: Text(nl="gedaan, en het antwoord is ja", en="done, and the answer is yes"),
    Exit.NO: Text(
        nl="het antwoord is nee: geschonden, geweigerd, of het houdt geen stand",
        en="the answer is no: broken, refused, or it does not hold",
    ),
    Exit.NO_ANSWER: Text(
        nl="geen antwoord: verkeerd gebruik, of wat nodig is ontbreekt",
        en="no answer: wrong use, or what is needed is not there",
    ),
    Exit.FAULT: Text(nl="een fout in dit programma", en="a mistake in this program"),
    Exit.OTHERWISE: Text(
        nl="de regels van die naam geven hier een ander oordeel",
        en="the rules of that name give another verdict here",
    ),
}


# -- language ----------------------------------------------------------------------------------------------------------


class Lang(StrEnum):
    """The language of what is printed."""

    NL = "nl"
    EN = "en"

    @property
    def language(self) -> Language:
        """The value that the rest of the package uses."""
        return "nl" if self is Lang.NL else "en"


def asked_for(arguments: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """The language that is asked for: by `--lang`, by `ONTVLECHTING_LANG`, by the locale; else Dutch.

    It is needed before the arguments are parsed, because the help has to be in this language too.
    """
    given = [b for a, b in pairwise(arguments) if a == "--lang"]
    given += [a.removeprefix("--lang=") for a in arguments if a.startswith("--lang=")]
    locale = next((environment[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(n)), "")
    for wanted in (*given[-1:], environment.get("ONTVLECHTING_LANG", ""), locale):
        if wanted[:2].lower() in list(Lang) and wanted[2:3] in ("", "_", ".", "-", "@"):
            return Lang(wanted[:2].lower())
    return Lang.NL


LANGUAGE: Lang = asked_for(sys.argv[1:], os.environ)
"""The language of the help, and of everything else when there is no `--lang`."""


def say(nl: str, en: str) -> str:
    """The text of these two that is in the language of the help."""
    return words.both(nl, en, LANGUAGE.language)


# -- the app -----------------------------------------------------------------------------------------------------------

BEGIN, LOOK, RECORD, CHECK, KEEP, RULES = (
    say("Beginnen", "Begin"),
    say("Kijken", "Look"),
    say("Vragen en vastleggen", "Ask and record"),
    say("Nagaan", "Check"),
    say("Bewaren", "Keep"),
    say("Regels", "Rules"),
)
"""The groups in which the help lists the commands."""
_ARGUMENTS, _OPTIONS = say("Argumenten", "Arguments"), say("Opties", "Options")
_HELP = {
    "help": say("Deze uitleg.", "This help."),
    "install_completion": say("Laat de shell aanvullen wat u typt.", "Make the shell complete what you type."),
    "show_completion": say("Toon wat de shell daarvoor nodig heeft.", "Show what the shell needs for that."),
}
RICH = sys.stdout.isatty()
"""Whether the help has colours and boxes; when it is piped it is plain text."""


_REQUIRED, _DEFAULT = say("[verplicht]", "[required]"), say("[standaard: {}]", "[default: {}]")


def _translated(told: str) -> str:
    """The help of an option, with what typer adds to it translated to our language."""
    return re.sub(r"\[default: (.*)\]", lambda m: _DEFAULT.format(m[1]), told).replace("[required]", _REQUIRED)


class _TranslatedHelp:
    """Mixin for the help of a command: its headings in one language, and plain text when it is piped."""

    def get_params(self, ctx: Any) -> Any:
        params = super().get_params(ctx)  # type: ignore[misc]
        for p in params:
            p.rich_help_panel = _ARGUMENTS if p.param_type_name == "argument" else _OPTIONS
            p.help = _HELP.get(p.name, p.help)
        return params

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]  # of the class that it is mixed into
        except usage.WrongUse as error:
            error.ctx = error.ctx or ctx  # not every error knows its command
            raise

    def format_help(self, ctx: Any, formatter: Any) -> None:
        if RICH:
            from typer import rich_utils  # its import takes a fifth of the whole start

            rich_utils.REQUIRED_LONG_STRING, rich_utils.DEFAULT_STRING = _REQUIRED, _DEFAULT
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = " ".join(re.sub("[{}]", "", p) for p in self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        pieces = re.sub(r"(\[(?:LEDGER )?PROCESS\])\.\.\.", r"\1", pieces)  # a list that holds one, see `MAYBE_PROCESS`
        formatter.write_usage(ctx.command_path, pieces, f"{say('Gebruik', 'Usage')}: ")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        for heading in (_ARGUMENTS, _OPTIONS):
            rows = [p.get_help_record(ctx) for p in self.get_params(ctx) if p.rich_help_panel == heading]
            typed = r" <[a-z \[\]]+>$" if heading == _ARGUMENTS else r"$^"  # the type of an argument is left out
            if rows := [(re.sub(typed, "", name), _translated(more)) for name, more in filter(None, rows)]:
                with formatter.section(heading):
                    formatter.write_dl(rows)


class _Command(_TranslatedHelp, TyperCommand):
    """One command."""


class _Commands(Mapping[str, Any]):
    """All commands, in the order of the help. Each is made on first use: making all takes longer than most run."""

    def __init__(self) -> None:
        self._apps: dict[str, typer.Typer] = {}
        self._made: dict[str, Any] = {}

    def of(self, name: str) -> typer.Typer:
        """A new app for one command, which holds nothing else."""
        self._apps[name] = typer.Typer(
            add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich" if RICH else None
        )
        return self._apps[name]

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """For each command: its group in the help, its name and what it does."""
        for name, alone in self._apps.items():
            [told] = alone.registered_commands
            yield str(told.rich_help_panel), name, str(told.short_help)

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = get_command(self._apps[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)


class _Group(_TranslatedHelp, TyperGroup):
    """The group of all commands: plain help lists them by group too, and wrong use is reported in the same language."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _COMMANDS  # type: ignore[assignment]  # none is added later

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as it is asked
        return list(self.commands)

    def main(self, *args: Any, **more: Any) -> Any:
        try:
            sys.exit(super().main(*args, **{**more, "standalone_mode": False}) or Exit.WELL)
        except usage.WrongUse as error:
            if usage.asks_for_help(error):
                error.show()
            else:
                typer.echo("\n".join(usage.lines(error, LANGUAGE.language)), err=True)
        except typer.Abort:
            pass
        sys.exit(Exit.NO_ANSWER)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        super().format_options(ctx, formatter)
        groups: dict[str, list[tuple[str, str]]] = {}
        for group, name, does in _COMMANDS.rows():
            groups.setdefault(group, []).append((name, does))
        for heading, rows in groups.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


def block(heading: str, lines: Sequence[str]) -> str:
    """A paragraph whose lines stay as they are."""
    return ("" if RICH else "\b\n") + "\n".join([f"{heading}:", *(f"  {line}" for line in lines)])


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"ontvlechting {version('ontvlechting')}")
        raise typer.Exit


_COMMANDS = _Commands()
app: typer.Typer = typer.Typer(
    cls=_Group,
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if RICH else None,
    options_metavar=say("[OPTIES]", "[OPTIONS]"),
    subcommand_metavar=say("OPDRACHT ...", "COMMAND ..."),
    context_settings={"help_option_names": ["--help", "-h"]},
)
LANG = typer.Option(
    "--lang",
    show_default=False,
    help=say(
        "Taal; anders die van ONTVLECHTING_LANG of van uw omgeving.",
        "Language; otherwise that of ONTVLECHTING_LANG or of your locale.",
    ),
)


@app.callback(
    help="\n\n".join(
        [
            say(
                "Werk van de ene dienst naar de andere, stap voor stap: getoetst, uitgelegd en vastgelegd.",
                "Work from one agency to another, step by step: judged, explained and recorded.",
            ),
            block(
                say("Begin hier", "Begin here"),
                [
                    "ontvlechting demo",
                    "ontvlechting list build/demo/ontvlechting.db",
                    "ontvlechting show build/demo/ontvlechting.db douane/websites",
                    "ontvlechting verify build/demo/ontvlechting.db --deep",
                ],
            ),
            say(
                "Uitleg van één opdracht: ontvlechting OPDRACHT --help. Kijken verandert nooit iets; alleen submit en load "
                "schrijven in een logboek dat u noemt.",
                "Help of one command: ontvlechting COMMAND --help. Looking never changes anything; only submit and load "
                "write to a ledger that you name.",
            ),
            block(say("Eindigt met", "Exits with"), [f"{code.value}: {code.text[LANGUAGE.language]}" for code in Exit]),
        ]
    )
)
def main(
    *,
    lang: Annotated[Lang, LANG] = LANGUAGE,  # was read before, see `asked_for`
    version: Annotated[  # answered by its callback
        bool,
        typer.Option(
            "--version",
            callback=lambda value: _version(wanted=value),
            is_eager=True,
            help=say("Welke versie dit is.", "Which version this is."),
        ),
    ] = False,
) -> None:
    """What stands before the command."""


def command(
    name: str,
    group: str,
    does: str,
    *more: str,
    examples: Sequence[str],
    no: str | None = None,
    needs: str | None = None,
) -> Callable[[_F], _F]:
    """A decorator that makes a command of a function.

    Args:
        name: its name, as one types it.
        group: where the help lists it.
        does: what it does, in one sentence.
        more: what it reads and writes, and what else is to be known.
        examples: what one may type after `ontvlechting`.
        no: when it exits with 1 instead of 0; None when it never does but for a broken ledger.
        needs: the extra that it needs.
    """
    exits = [f"{say('Eindigt met', 'Exits with')} 0; {no}" if no else ""]
    extra = [say(f"Vraagt om pip install 'ontvlechting[{needs}]'.".replace("[", "\\[" if RICH else "["),
                 f"Needs pip install 'ontvlechting[{needs}]'.".replace("[", "\\[" if RICH else "["))] if needs else []  # fmt: skip
    shown = block(say("Voorbeeld", "Example"), [f"ontvlechting {e}" for e in examples])
    return _COMMANDS.of(name).command(
        name,
        cls=_Command,
        help="\n\n".join([does, *more, *(e for e in exits if e), *extra, shown]),
        short_help=does,
        rich_help_panel=group,
        options_metavar=say("[OPTIES]", "[OPTIONS]"),
    )


# -- what commands take ------------------------------------------------------------------------------------------------


def names_in(ctx: typer.Context) -> list[str]:
    """The names of processes, for the shell to complete; none when the ledger cannot be read.

    Only names that need no quotes: a shell puts a name on its line, or evaluates it, without quotes.
    """
    try:
        with opened(str(ctx.params["ledger"])) as ledger:
            return [name for name in ledger.processes() if name == shlex.quote(name) and not name.startswith("-")]
    except (OntvlechtingError, KeyError):
        return []


LEDGER = typer.Argument(
    metavar="LEDGER",
    show_default=False,
    help=say(
        "Het logboek: een SQLite-bestand, sqlite:///bestand of postgresql://host/database.",
        "The ledger: an SQLite file, sqlite:///file or postgresql://host/database.",
    ),
)
PROCESS = typer.Argument(
    metavar="PROCESS",
    show_default=False,
    help=say("De naam van het proces of programma.", "The name of the process or programme."),
    autocompletion=names_in,
)
MAYBE_PROCESS = typer.Argument(
    metavar="PROCESS",
    show_default=False,
    help=say("Alleen van dit proces of programma.", "Only of this process or programme."),
    autocompletion=names_in,
)
"""An optional process before a required argument; typer gives it as a list."""


def at_most_one(given: Sequence[str] | None) -> str | None:
    """The value of an optional argument before a required one; None when it was left out.

    Raises:
        BadParameter: it is more than one.
    """
    if given and len(given) > 1:
        too_much = " ".join(given[1:])
        raise typer.BadParameter(say(f"dit is te veel: {too_much}", f"this is too much: {too_much}"))
    return given[0] if given else None


NEW_FILE = typer.Argument(metavar="FILE", show_default=False, help=say("Een nieuw bestand.", "A new file."))
JSON = typer.Option("--json", help=say("Als JSON, voor een programma.", "As JSON, for a program."))
MARKDOWN = typer.Option("--markdown", help=say("Als Markdown.", "As Markdown."))
CSV = typer.Option("--csv", help=say("Als CSV, voor een rekenblad.", "As CSV, for a spreadsheet."))
BY = typer.Option(
    "--by",
    metavar="WHO",
    help=say(
        "Voor wie dit vraagt: iemand die in dit proces iets vroeg, of ROL:PARTIJ, zoals ministry:ministerie-van-financien.",
        "For who asks this: somebody who asked something in this process, or ROLE:PARTY, such as ministry:ministerie-van-financien.",
    ),
)


KNOWN = typer.Option(
    "--rules",
    metavar="MODULE:NAME",
    show_default=False,
    help=say(
        "Regels van elders die bekend moeten zijn; voert de code van die module uit. Mag vaker. Over een nieuw proces oordelen "
        "de eerste hiervan die geen uitbreiding van de brief zijn; zijn die er niet, dan de regels van de brief.",
        "Rules from elsewhere that have to be known; runs the code of that module. May be repeated. A new process is judged "
        "by the first of these that are no extension of the letter's rules; where there are none, by the letter's.",
    ),
)


@contextmanager
def opened(ledger: str, rules: Sequence[str] | None = None) -> Iterator[Ledger]:
    """Open a ledger that exists, to read only.

    Args:
        ledger: as it was typed.
        rules: other rules that have to be known, as they were typed.
    """
    first, *others = known(rules)
    with Ledger.open(address(ledger), rules=first, known=others) as found:
        yield found


def known(names: Sequence[str] | None) -> list[Rules]:
    """The rules that the command line knows: those that come with the library, and those that are named.

    Args:
        names: each as `module:NAME`; their modules are imported, so their code runs. None when none was typed.

    Returns:
        First those that judge a new process: the first named rules that are no extension of the letter's, or else the
        letter's.

    Raises:
        InputError: a module cannot be imported, or holds no rules of that name; every problem together.
    """
    found = named(names)
    first = next((r for r in found if r.start is not LETTER.start), LETTER)
    return list(dict.fromkeys([first, LETTER, *shipped(), *found]))


def named(names: Sequence[str] | None) -> list[Rules]:
    """The rules that are named.

    Raises:
        InputError: a module cannot be imported, or holds no rules of that name; every problem together.
    """
    found: list[Rules] = []
    problems: list[Problem] = []
    for name in names or ():
        try:
            found.append(_named(name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError("rules", problems)
    return found


def codec(names: Sequence[str] | None) -> Codec:
    """The codec of the rules that the command line knows, and of those that are named."""
    return Codec.of(*known(names))


def _named(given: str) -> Rules:
    """The rules `module:NAME`.

    Raises:
        InputError: the module cannot be imported, or holds no rules of that name.
    """

    def wrong(nl: str, en: str, near: Sequence[str] = ()) -> InputError:
        return InputError("rules", [Problem("--rules", shown(given), Text(nl=nl, en=en), tuple(near))])

    module, _, name = given.partition(":")
    if not module or not name:
        raise wrong("`module:NAAM`, zoals `onze.regels:ONZE`", "`module:NAME`, such as `our.rules:OURS`")
    try:
        there = vars(import_module(module))
    except (Exception, SystemExit) as error:  # its code may do anything; it must not end this program
        why = words.visible(str(error) or type(error).__name__)
        raise wrong(
            f"een module die te laden is: `{module}` is dat niet ({why})",
            f"a module that can be imported: `{module}` is not ({why})",
        ) from error
    rules = there.get(name)
    if not isinstance(rules, Rules):
        names = [n for n, value in there.items() if isinstance(value, Rules)]
        raise wrong(
            f"de naam van regels in `{module}`: {', '.join(f'`{n}`' for n in names) or 'daar staan er geen'}",
            f"the name of rules in `{module}`: {', '.join(f'`{n}`' for n in names) or 'there are none'}",
            nearest(name, names),
        )
    return rules


def somebody(flow: Ledger, process: str, given: str | None) -> Actor | None:
    """The actor that was typed for `--by`; None when nothing was typed.

    Raises:
        InputError: nobody of that name asked anything in this process, and it is no role with a party.
    """
    if given is None:
        return None
    acted = {r.event.command.by.id: r.event.command.by for r in flow.history(process)}
    if given in acted:
        return acted[given]
    role, _, party = given.partition(":")
    roles = {r.value: r for rules in flow.known for r in rules.roles}
    if role not in roles or not party:
        expected = Text(nl="iemand die in dit proces iets vroeg, of ROL:PARTIJ met een rol als `ministry`",
                        en="somebody who asked something in this process, or ROLE:PARTY with a role such as `ministry`")  # fmt: skip
        near = (*nearest(given, acted), *(f"{name}:{party or '…'}" for name in nearest(role, roles)))
        raise InputError("by", [Problem("--by", shown(given), expected, near[:3])])
    known = LETTER.norms.known_parties() if roles[role] in (Role.MINISTRY, Role.DIRECTORATE) else {party}
    if party not in known:
        expected = Text(
            nl="ROL:PARTIJ met een partij die de brief kent", en="ROLE:PARTY with a party that the letter knows"
        )
        near = tuple(f"{role}:{name}" for name in nearest(party, known))
        raise InputError("by", [Problem("--by", shown(given), expected, near)])
    return Actor(id=given, role=roles[role], party=party)


def address(ledger: str) -> str:
    """The address of a ledger; a plain path is that of an SQLite file."""
    return ledger if "://" in ledger else f"sqlite:///{ledger}"


@contextmanager
def no_empty_ledger_left(address: str) -> Iterator[None]:
    """When anything fails, remove the SQLite file that was made here, unless it holds records or may hold any.

    Tables on PostgreSQL stay.
    """
    path = address.removeprefix("sqlite:///")
    names = [f"{path}{end}" for end in ("", "-wal", "-shm", "-journal")]
    new = [] if path in ("", address) or os.path.lexists(path) else [n for n in names if not os.path.lexists(n)]
    try:
        yield
    except BaseException as error:
        unsure = isinstance(error, LedgerUnavailable) and error.recorded is None
        if new and not unsure and not _holds_records(address):
            for name in new:
                with suppress(OSError, ValueError):
                    os.unlink(name)  # noqa: PTH108 - no path need be made of what may be none
        raise


def _holds_records(address: str) -> bool:
    """Whether there are records in a ledger; of one that was made a moment ago and cannot be opened, there are none."""
    try:
        with Ledger.open(address) as ledger:
            return bool(ledger.processes())
    except OntvlechtingError:
        return False


def in_a_sentence(given: object) -> str:
    """The name of a file or a ledger on one line; of an address only its kind, for it may hold a password."""
    kind, mark, _ = (text := str(given)).partition("://")
    return words.visible(f"{kind}://…" if mark else text).replace("\n", "⟨U+000A⟩")


def typed(text: str) -> str:
    """A name as it was typed; a terminal can pass bytes that are no text."""
    return text.encode(errors="replace").decode()


def read(path: Path) -> str:
    """The text of a small file in UTF-8; for `-` that of standard input, whatever the encoding of the terminal.

    Raises:
        FileUnavailable: it cannot be read.
    """
    try:
        given = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        text = given.decode().removeprefix("\ufeff")  # the byte order mark that some editors write
        return text.replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise FileUnavailable(str(path), Text(nl="dat is geen tekst in UTF-8", en="it is not text in UTF-8")) from error
    except OSError as error:
        raise FileUnavailable(str(path), error) from error


def public_key(path: Path) -> PublicKey:
    """The public key in a file.

    Raises:
        FileUnavailable: it cannot be read.
        InputError: it is no public key.
    """
    from ontvlechting.record.checkpoints import PublicKey

    return PublicKey.parse(read(path).strip())


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        FileUnavailable: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnavailable(str(path), error) from error


def can_be_read(path: Path) -> None:
    """Check that a file can be opened.

    Raises:
        FileUnavailable: it cannot.
    """
    try:
        if not path.is_fifo():  # its writer would take this for its only reader, and end
            path.open("rb").close()
    except OSError as error:
        raise FileUnavailable(str(path), error) from error


@contextmanager
def new(path: Path, *, secret: bool) -> Iterator[BinaryIO]:
    """A new file to write to. An existing file is left alone; when writing fails, the new one is removed.

    Raises:
        FileUnavailable: there is one already, or it cannot be written.
    """
    try:
        with made(path, secret=secret) as file:
            yield file
    except OSError as error:
        raise FileUnavailable(str(path), error) from error


def write(path: Path, text: str) -> None:
    """Write a new file, which everybody may read; an existing file is left alone.

    Raises:
        FileUnavailable: there is one already, or it cannot be written; no half file is left.
    """
    with new(path, secret=False) as file:
        file.write(text.encode())


def seconds(given: str, subject: str) -> int:
    """How many seconds to wait, from what was typed.

    Raises:
        InputError: it is no such time.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,5})([smh]?)", given)
    if found is None:
        expected = Text(nl="seconden, of een tijd als `15m` of `1h`", en="seconds, or a time such as `15m` or `1h`")
        raise InputError(subject, [Problem("--every", shown(given), expected)])
    return int(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]]


NAME_THEM = Text(
    nl="Regels van elders noemt u met --rules MODULE:NAAM.",
    en="Rules from elsewhere are named with --rules MODULE:NAME.",
)
"""What to do when rules are not known here."""


# -- what commands print -----------------------------------------------------------------------------------------------


@contextmanager
def told(language: Language) -> Iterator[None]:
    """Print an expected error as one message, without a traceback, and exit with its code."""
    try:
        yield
    except UnknownRules as error:
        nothing = Text(nl="er is niets vastgelegd", en="nothing was recorded")[language]
        sys.stderr.write(usage.printable(f"{error.needed[language]}; {nothing}. {NAME_THEM[language]}") + "\n")
        sys.exit(Exit.NO_ANSWER)
    except OntvlechtingError as error:
        sys.stderr.write(usage.printable(error.text[language]) + "\n")
        sys.exit(Exit.NO if isinstance(error, BrokenLedger | BadSignature) else Exit.NO_ANSWER)


def output_is_lost(why: OSError) -> str:
    """The message when standard output cannot be written, for example because the disk is full."""
    said = system(why.errno, why.strerror or str(why))
    return Text(
        nl=f"de uitvoer is niet te schrijven: {said.nl}; wat al is vastgelegd of bewaard, blijft dat",
        en=f"the output cannot be written: {said.en}; what was recorded or kept already stays so",
    )[LANGUAGE.language]


def progress(*columns: Any) -> Progress:
    """A progress bar on standard error; only on a terminal, and removed when it is done."""
    errors = Console(stderr=True)
    return Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)


@contextmanager
def busy(with_what: str) -> Iterator[ProgressBar | None]:
    """Show a spinner and how long it takes; gives a progress bar, or None when there is no terminal."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with progress(SpinnerColumn(), *columns) as bar:
        shown = [bar.add_task(with_what, total=None)]

        def through(iterable: Iterable[_T], /, *, total: int | None) -> Iterable[_T]:
            bar.remove_task(shown.pop())
            shown.append(bar.add_task(with_what, total=total))
            return bar.track(iterable, total=total, task_id=shown[0])

        yield None if bar.disable else through


def console() -> Console:
    """The terminal, no wider than is easy to read."""
    made = Console()
    made.width = min(made.width, WIDEST)
    return made


def page(lines: list[str]) -> None:
    """Print a page of Markdown: formatted on a terminal; when it is piped, as plain text with each item on one line."""
    from rich.cells import cell_len
    from rich.markdown import Heading, Markdown  # its import takes as long as a command without it

    class _Begun(Heading):
        LEVEL_ALIGN: ClassVar[Any] = {}  # a title stands at the beginning of its line

    class _Plain(Markdown):
        elements: ClassVar[Any] = {**Markdown.elements, "heading_open": _Begun}

    terminal = console()
    if terminal.is_terminal:
        terminal.print(Markdown("\n".join(lines)))
        return
    terminal.width = max(WIDEST, *(cell_len(line) + MARGIN for line in lines))
    with terminal.capture() as captured:
        terminal.print(_Plain("\n".join(lines)))
    sys.stdout.write("\n".join(line.rstrip() for line in captured.get().split("\n")))


def data(plain: object) -> None:
    """Print plain values as JSON that is safe on a terminal, see `harmless`."""
    typer.echo(harmless(json.dumps(plain, ensure_ascii=False, indent=2)))


def harmless(text: str) -> str:
    """JSON in which control characters, invisible ones and those that reverse the direction of text are escaped."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


Form = Literal["text", "json", "markdown", "csv"]


def form(*, json: bool, markdown: bool, csv: bool = False) -> Form:
    """The form in which something is to be printed.

    Raises:
        BadParameter: more than one was asked for.
    """
    asked: dict[Form, bool] = {"json": json, "markdown": markdown, "csv": csv}
    given = [form for form, wanted in asked.items() if wanted]
    if len(given) > 1:
        one, two, *_ = given
        raise typer.BadParameter(say(f"--{one} of --{two}, niet allebei", f"--{one} or --{two}, not both"))
    return given[0] if given else "text"


def printed(
    lines: Callable[[], list[str]],
    plain: Callable[[], object],
    rows: Callable[[], Rows] | None = None,
    *,
    json: bool,
    markdown: bool,
    csv: bool = False,
) -> None:
    """Print something in the form that was asked for; only that form is made."""
    match form(json=json, markdown=markdown, csv=csv):
        case "json":
            data(plain())
        case "csv" if rows is not None:
            sheet(rows())
        case "markdown":
            typer.echo("\n".join(lines()))
        case _:
            page(lines())


def sheet(rows: Rows) -> None:
    """Print rows as CSV, byte for byte the same on every system."""
    typer.echo(as_csv(rows).encode(errors="replace"), nl=False)
