"""Until when what was done can be undone (R54): the one answer that both the guards and the account use."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ontvlechting.engine.text import Text
from ontvlechting.letter.commands import Reversal
from ontvlechting.letter.dossier import Dossier


@frozen
class Declared:
    """How something that was done is undone, as it is now declared.

    Attributes:
        phase: the number of the phase; None for a shift of budget.
        reversal: how it is undone, and until which day.
    """

    phase: int | None
    reversal: Reversal

    @property
    def done(self) -> Text:
        """What was done: a phase that began, or a shift of budget."""
        if self.phase is None:
            return Text(nl="de verschuiving van budget", en="the shift of budget")
        return Text(nl=f"fase {self.phase}", en=f"phase {self.phase}")


def declared(dossier: Dossier) -> tuple[Declared, ...]:
    """How everything is undone that was done under this plan: each phase that began, and each shift of budget."""
    found: list[Declared] = []
    for start in dossier.started:
        phase = dossier.phase(start.phase)
        reversal = dossier.reversal(phase) if phase is not None else None
        if reversal is not None:
            found.append(Declared(start.phase, reversal))
    found += [Declared(None, way) for s in dossier.shifts if (way := dossier.reversal_of(s)) is not None]
    return tuple(found)


def run_out(dossier: Dossier, on: date) -> tuple[Declared, ...]:
    """What was done and can no longer be undone on this day: the last day of its reversal has passed."""
    return tuple(d for d in declared(dossier) if d.reversal.until < on)
