"""Texts that tests compare with a file, one section for each case: a review reads the file as if it were law.

With `ONTVLECHTING_RECORD` set, what is told is written instead of compared.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ontvlechting.engine.text import LANGUAGES
from ontvlechting.engine.verdicts import Reason
from ontvlechting.views.words import day

FOLDER = Path(__file__).parent / "transcripts"


class OnFile:
    """A file of sections, each under the name of its case.

    Args:
        name: of the file.
        asks_the_day: whether what is told could depend on the day on which it is; a day that only looks like today is fine otherwise.
    """

    def __init__(self, name: str, *, asks_the_day: bool = True) -> None:
        self.path = FOLDER / name
        self._asks_the_day = asks_the_day

    def sections(self) -> dict[str, str]:
        """What the file says, by the name of the case."""
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        _, *parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
        return {name: said.strip("\n") for name, said in zip(parts[::2], parts[1::2], strict=True)}

    def holds(self, name: str, told: str) -> None:
        """This is what the file says of this case; addresses in memory and the places of classes are left out."""
        self.holds_all({name: told})

    def holds_all(self, told: Mapping[str, str]) -> None:
        """This is what the file says of each of these cases."""
        plain = {name: _without_places(text) for name, text in told.items()}
        if os.environ.get("ONTVLECHTING_RECORD"):
            self._write(self.sections() | plain)
        there = self.sections()
        assert {name: there.get(name) for name in plain} == plain

    def holds_only(self, names: Iterable[str]) -> None:
        """The file has these cases, in this order, and no other."""
        if os.environ.get("ONTVLECHTING_RECORD"):
            there = self.sections()
            self._write({name: there[name] for name in names if name in there})
        assert list(self.sections()) == list(names)

    def _write(self, sections: dict[str, str]) -> None:
        if self._asks_the_day:
            says_nothing_of_today(sections)
        text = "\n".join(f"## {name}\n{said}\n" for name, said in sections.items())
        self.path.write_text(text, encoding="utf-8")


def told(reason: Reason) -> str:
    """A reason as the file tells it."""
    suppliers = ", ".join(f"{s.role.value} {s.party or '(any)'}" for s in reason.suppliers)
    lines = [f"{reason.rule} {reason.code} ({reason.kind.value})", f"  nl: {reason.nl}", f"  en: {reason.en}"]
    lines += [f"  supplied by: {suppliers}"] if suppliers else []
    lines += [f"  mended by: {mends(reason)}"] if reason.mends else []
    about = ", ".join(f"{name} {value}" for name, value in ((s.name, s.value) for s in reason.about))
    return "\n".join([*lines, *([f"  about: {about}"] if about else []), ""])


def mends(reason: Reason) -> str:
    """By which commands it is supplied, each with its field, and whether that leads back."""
    return ", ".join(f"{m.command} {m.field or ''}".strip() + (" (back)" if m.back else "") for m in reason.mends)


def says_nothing_of_today(sections: Mapping[str, str]) -> None:
    """Before it is written: what says the day on which it is written is told otherwise tomorrow."""
    today = datetime.now(UTC).date()  # noqa: TID251 - of all places it is asked here
    days = today, today + timedelta(days=1)  # of here, and of where it is tomorrow already
    said = {str(d) for d in days} | {day(d, language) for d in days for language in LANGUAGES}
    assert [] == [name for name, told in sections.items() if any(d in told for d in said)]


def _without_places(text: str) -> str:
    return re.sub(r"\bontvlechting(\.\w+)+\.", "", re.sub(r"0x[0-9a-f]+", "0x…", text)).strip("\n")
