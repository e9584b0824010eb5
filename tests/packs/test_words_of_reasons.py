"""Every reason of the packs of records, staff and machinery of government, in the words that people read, on file.

The file is `tests/transcripts/reasons_of_records_staff_machinery.txt`. Set `ONTVLECHTING_RECORD` to record it anew.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from ontvlechting.engine import decide
from ontvlechting.engine.verdicts import Reason
from ontvlechting.packs import staff_and_authority
from tests import asking
from tests.packs import test_staff
from tests.packs.records import FULL, every
from tests.packs.staff import RULES
from tests.packs.test_machinery import ABROAD, QUESTIONS
from tests.test_reasons_of_packs import told

FILE = Path(__file__).parent.parent / "transcripts" / "reasons_of_records_staff_machinery.txt"


def of_staff() -> Iterator[tuple[str, Reason]]:
    """What every guard of the pack of staff says no with in `test_staff.py`, test by test."""
    for name, test in vars(test_staff).items():
        if name.startswith("test_"):
            found: list[Reason] = []

            def no(*asked: Any, into: list[Reason] = found, **rules: Any) -> tuple[Reason, ...]:
                into.extend(reasons := asking.no(*asked, **rules))
                return reasons

            with mock.patch.object(test_staff, "no", no):
                test(**dict.fromkeys(inspect.signature(test).parameters, RULES))
            yield from ((name.removeprefix("test_").replace("_", " "), reason) for reason in found)


def reasons() -> Iterator[tuple[str, Reason]]:
    """Every reason, with what it was asked of."""
    for asked in every():
        yield from ((asked.name, reason) for reason in decide(FULL, asked.dossier, asked.command).verdict.reasons)
    for asked, dossier in QUESTIONS:
        yield from ((asked.name, reason) for reason in decide(ABROAD, dossier, asked.command).verdict.reasons)
    yield from of_staff()


def test_every_word_of_these_reasons_is_on_file() -> None:
    """What people are told, of which kind it is, what it is about, who can supply what is missing and from when."""
    text = "\n".join(told(name, reason) for name, reason in reasons())
    if os.environ.get("ONTVLECHTING_RECORD"):
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text


def test_every_reason_of_staff_is_on_file() -> None:
    """Every code that stands in the pack is told there."""
    given = set(
        re.findall(r'\.(?:missing|forbidden|not_yet|warning)\(\s*"([a-z-]+)"', inspect.getsource(staff_and_authority))
    )
    assert set() == given - {reason.code for _, reason in of_staff()}
