"""What people and programs see of every command and of every record of the known ledger, by digest: too much to keep, and all of it seen.

`ONTVLECHTING_RECORD=1 pytest -n0 tests/test_seen_of_each.py` writes `golden/seen/digests.txt` anew. What changed stands there by name:
look at it before and after, for it is what people see.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from ontvlechting import LETTER, PROGRAMME
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.views import markdown
from ontvlechting.views.schema import schema
from ontvlechting.views.template import template
from ontvlechting.web.forms import Form, schema_of
from tests.known import NOW, ledger, named, on_file

ledger()  # made once, also for who asks these tests of many changed programs
COMMANDS = sorted({kind.key for rules in (LETTER, PROGRAMME) for kind in rules.commands if kind.can_be_given})


def _form(command: str, language: Language) -> str:
    fields, places = Form(schema_of((LETTER, PROGRAMME), language), command, language).drawn({}, {})
    return f"{fields}{sorted(places)}"


SEEN: dict[str, Callable[[str, Language], str]] = {
    "schema": lambda command, language: json.dumps(schema(LETTER, PROGRAMME, command=command, language=language)),
    "template": lambda command, language: template(LETTER, PROGRAMME, command=command, at=NOW, language=language),
    "form": _form,
}


def digest(text: str) -> str:
    """The beginning of the hash of a text, in which what hangs on the code of the rules goes by its name."""
    return sha256(named(text).encode()).hexdigest()[:12]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", SEEN)
def test_of_every_command_is_seen_what_was_seen(what: str, language: Language) -> None:
    """Its schema, and what is filled in as TOML and as a form."""
    seen = "\n".join(f"{command}: {digest(SEEN[what](command, language))}" for command in COMMANDS)
    assert on_file("digests.txt", f"{what} {language}", seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("process", ledger().processes())
def test_of_every_record_is_seen_what_was_seen(process: str, language: Language) -> None:
    """In a notebook, in a terminal and as a page."""
    told = []
    for record in ledger().history(process):
        shown = (record.html(language), record.lines(language), "\n".join(markdown.record(record, language)))
        told.append(f"{record.number}: {' '.join(map(digest, shown))}")
    seen = "\n".join(told)
    assert on_file("digests.txt", f"records of {process} {language}", seen) == seen
