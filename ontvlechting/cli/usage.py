"""The messages about wrong use, in both languages: those of typer are in English only, and use its own terms."""

from __future__ import annotations

import re
from typing import Any

import typer

from ontvlechting.engine.errors import suggested
from ontvlechting.engine.text import Language, Text
from ontvlechting.views import words

WrongUse: Any = typer.BadParameter.__bases__[0]
"""The error that typer raises for wrong use; the module that has it differs between versions."""

_SAYS = (
    (r"Missing command\.", Text(nl="er ontbreekt een opdracht", en="a command is missing")),
    (r"Missing \w+ '(.+?)'\.(?: .*)?", Text(nl="`{0}` ontbreekt", en="`{0}` is missing")),
    (
        r"No such command '(.+?)'\.(?: Did you mean (?P<meant>.+)\?)?",
        Text(nl="er is geen opdracht `{0}`", en="there is no command `{0}`"),
    ),
    (
        r"No such option: (\S+)(?: \(?(?:Possible options|Did you mean)(?: one of)?:? (?P<meant>.+?)[?)]*)?",
        Text(nl="er is geen optie `{0}`", en="there is no option `{0}`"),
    ),
    (r"Option '(.+?)' does not take a value\.", Text(nl="`{0}` neemt geen waarde", en="`{0}` takes no value")),
    (r"Option '(.+?)' requires .*", Text(nl="na `{0}` ontbreekt een waarde", en="a value is missing after `{0}`")),
    (
        r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)",
        Text(nl="dit is te veel: {0}", en="this is too much: {0}"),
    ),
    (
        r"Invalid value for '(.+?)': (?:Value error, )?(.+) is not one of (.+?)\.?",
        Text(nl="`{0}`: verwacht een van {2}; kreeg {1}", en="`{0}`: expected one of {2}; got {1}"),
    ),
    (
        r"Invalid value for '(.+?)': (?:Value error, )?(.+) does not match the formats? .+",
        Text(
            nl="`{0}`: verwacht een dag, zoals 2026-01-31; kreeg {1}",
            en="`{0}`: expected a day, such as 2026-01-31; got {1}",
        ),
    ),
    (
        r"Invalid value for '(.+?)': .*\binteger\b.*",
        Text(nl="`{0}`: verwacht een geheel getal", en="`{0}`: expected a whole number"),
    ),
    (
        r"Invalid value for '(.+?)': .*greater than or equal to (\S+).*",
        Text(nl="`{0}`: verwacht ten minste {1}", en="`{0}`: expected at least {1}"),
    ),
    (
        r"Invalid value for '(.+?)': .*less than or equal to (\S+).*",
        Text(nl="`{0}`: verwacht ten hoogste {1}", en="`{0}`: expected at most {1}"),
    ),
    (r"Invalid value: (.+)", Text(nl="{0}", en="{0}")),  # our own words
)
"""The messages of typer, and ours in their place."""


def asks_for_help(error: Any) -> bool:
    """Whether nothing at all was typed: then the help is shown."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _in_our_words(text: Text, found: re.Match[str], language: Language) -> str:
    """A message of typer in our words, with every name that may have been meant."""
    meant = re.findall(r"[^\s,']+", found.groupdict("").get("meant", ""))
    return text[language].format(*found.groups("")) + suggested(meant)[language]


_PASSWORD = re.compile(r"(:/+[^\s:@/]*:).*(?=@)|(password=)[^\s&]*", re.IGNORECASE)
"""A password in an address, wherever it was typed, also in the place of something else."""


def printable(message: str) -> str:
    """A message as a terminal and a log may have it: nothing in it steers, and no password of an address is repeated."""
    return words.visible(_PASSWORD.sub(lambda found: f"{found[1] or found[2]}…", message))


def lines(error: Any, language: Language) -> list[str]:
    """How the command is used, what is wrong, and where the help is.

    Args:
        error: what typer raised for wrong use.
        language: Dutch or English; a message of typer that is not in `_SAYS` stays as it is.
    """
    message = error.format_message()
    said = next(
        (_in_our_words(text, m, language) for p, text in _SAYS if (m := re.fullmatch(p, message, re.DOTALL))), message
    )
    if error.ctx is None:
        return [printable(said)]
    help_ = Text(nl="Uitleg", en="Help")[language]
    return [error.ctx.get_usage(), printable(said), f"{help_}: {error.ctx.command_path} --help"]
