"""Compares the schema of a ledger with how it was made: nothing dropped, nothing added, nothing changed."""

from __future__ import annotations

from collections.abc import Mapping

from ontvlechting.engine.errors import BrokenLedger
from ontvlechting.engine.text import Text

Parts = Mapping[tuple[str, str], str]
"""The parts of a schema: the text of each, by its kind and name."""

_KINDS = {
    "table": Text(nl="een tabel", en="a table"),
    "trigger": Text(nl="een trigger", en="a trigger"),
    "function": Text(nl="een functie", en="a function"),
    "index": Text(nl="een index", en="an index"),
    "rule": Text(nl="een regel", en="a rule"),
    "view": Text(nl="een view", en="a view"),
    "type": Text(nl="een type", en="a type"),
    "operator": Text(nl="een operator", en="an operator"),
}
"""What kinds of parts are called; other kinds by the name that the database has for them."""


def compare(expected: Parts, found: Parts) -> None:
    """Check that a schema is as it was made.

    Raises:
        BrokenLedger: it is not; names every part that is missing, was added or was changed.
    """
    said = [_described(part, "ontbreekt", "is missing") for part in expected if part not in found]
    said += [_described(part, "hoort hier niet", "does not belong here") for part in found if part not in expected]
    said += [
        _described(part, "is veranderd", "was changed")
        for part in expected
        if found.get(part, expected[part]) != expected[part]
    ]
    if said:
        raise BrokenLedger(None, None, Text(nl="; ".join(t.nl for t in said), en="; ".join(t.en for t in said)))


def _described(part: tuple[str, str], nl: str, en: str) -> Text:
    kind, name = part
    called = _KINDS.get(kind) or Text(nl=f"een `{kind}`", en=f"a `{kind}`")
    return Text(nl=f"{called.nl} {nl}: `{name}`", en=f"{called.en} {en}: `{name}`")


def of_another_version(schema: object, here: int) -> Text | None:
    """Why this program cannot use tables of another version; None for the version `here`, and for no version at all."""
    if not isinstance(schema, int) or schema < 1 or schema == here:
        return None
    if schema > here:
        return Text(
            nl=f"geschreven door een nieuwere versie (tabellen {schema}, hier {here})",
            en=f"written by a newer version (tables {schema}, here {here})",
        )
    return Text(
        nl=f"geschreven door een oudere versie (tabellen {schema}, hier {here}); exporteer het met die versie, en lees het hier in",
        en=f"written by an older version (tables {schema}, here {here}); export it with that version, and load it here",
    )
