"""Whether the tables of a ledger are guarded as they were made: nothing dropped, nothing added, nothing changed."""

from __future__ import annotations

from collections.abc import Mapping

from ontvlechting.engine.errors import BrokenLedger
from ontvlechting.engine.text import Text

Parts = Mapping[tuple[str, str], str]
"""What a schema is made of: of each part its kind and its name, and the text of it."""

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
"""Others are called by the name that the database has for them."""


def compare(expected: Parts, found: Parts) -> None:
    """Whether a schema is the one that was made.

    Raises:
        BrokenLedger: it is not; names every part that is missing, was added or is another.
    """
    said = [_said(part, "ontbreekt", "is missing") for part in expected if part not in found]
    said += [_said(part, "hoort hier niet", "does not belong here") for part in found if part not in expected]
    said += [
        _said(part, "is veranderd", "was changed")
        for part in expected
        if found.get(part, expected[part]) != expected[part]
    ]
    if said:
        raise BrokenLedger(None, None, Text(nl="; ".join(t.nl for t in said), en="; ".join(t.en for t in said)))


def _said(part: tuple[str, str], nl: str, en: str) -> Text:
    kind, name = part
    called = _KINDS.get(kind) or Text(nl=f"een `{kind}`", en=f"a `{kind}`")
    return Text(nl=f"{called.nl} {nl}: `{name}`", en=f"{called.en} {en}: `{name}`")


def of_another_version(schema: object, here: int) -> Text | None:
    """Why tables of this version are of no use to a program that knows the one that is here; None where they are of that one, or of none."""
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
