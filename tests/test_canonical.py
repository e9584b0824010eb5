"""The form of a record is RFC 8785: `rfc8785`, which nobody of this project wrote, gives the same bytes."""

from __future__ import annotations

import json
from datetime import UTC

import rfc8785
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import LETTER
from ontvlechting.engine.checked import LARGEST, Checked
from ontvlechting.engine.events import Event
from ontvlechting.engine.verdicts import Verdict, VerdictKind
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.record.audit import ROOT, Sealed, seal
from ontvlechting.record.codec import canonical, written
from ontvlechting.record.exchange import read
from ontvlechting.record.origin import Origin
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.testing import strategies
from ontvlechting.testing.letter.strategies import NEEDS
from tests.test_golden import REASONS
from tests.test_golden import SECOND as GOLDEN

RULES = LETTER + WORKS_COUNCILS_ACT


def parts(sealed: Sealed) -> list[bytes]:
    """What of a record has that form: its body, and each text beside it."""
    return [sealed.body, *(sealed.disclosures.split(b"\n") if sealed.disclosures else [])]


def again(data: bytes) -> bytes:
    """The same by the other package."""
    return rfc8785.dumps(json.loads(data))


def test_every_record_on_file_has_that_form() -> None:
    """Each body of the golden ledger and each of its texts."""
    store = MemoryStore()
    read(store, GOLDEN, LETTER)
    found = [part for _, sealed in store.records() for part in parts(sealed)]
    assert len(found) > 700
    assert found == [again(part) for part in found]


@given(data=st.data())
def test_every_record_that_can_be_made_has_that_form(data: st.DataObject) -> None:
    """Of any command, with any texts, names and origin, accepted and refused."""
    rules = data.draw(st.sampled_from([RULES, PROGRAMME]))
    kind = data.draw(st.sampled_from(sorted(rules.commands, key=lambda c: c.key)))
    command = data.draw(strategies.commands(rules, kind, NEEDS))
    yes = data.draw(st.booleans())
    verdict = Verdict(kind=VerdictKind.ACCEPTED) if yes else Verdict(kind=VerdictKind.REFUSED, reasons=REASONS)
    name = data.draw(strategies.values(Origin, rules)).program
    event = Event(name, command, verdict, rules.start, rules.start, rules.ref)
    sealed = seal(
        event,
        id=name,
        number=data.draw(st.integers(1, LARGEST)),
        previous=ROOT,
        recorded_at=command.at.astimezone(UTC),
        origin=data.draw(st.none() | strategies.values(Origin, rules)),
    )
    found = parts(sealed)
    assert found == [again(part) for part in found]


@given(st.text())
def test_every_text_has_that_form(text: str) -> None:
    """Whatever stands in it; what UTF-8 cannot hold is no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert rfc8785.dumps([text]) == canonical([text])


@frozen(kw_only=True)
class Elsewhere(Checked):
    """A value of another letter, whose fields are not called in ASCII."""

    𠀀: int  # noqa: PLC2401 - that is what is tried
    﨎: int  # noqa: PLC2401 - that is what is tried
    é: int  # noqa: PLC2401 - that is what is tried
    z: int


def test_fields_of_any_name_are_in_that_order() -> None:
    """By code units in UTF-16: there U+20000 comes before U+FA0E, by code points after it."""
    value = written(Elsewhere(𠀀=1, 﨎=2, é=3, z=4)).encode()
    assert again(value) == value
    assert ["z", "é", "𠀀", "﨎"] == list(json.loads(value))
