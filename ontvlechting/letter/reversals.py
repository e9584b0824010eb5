"""Until when what was done can be undone (R54): the one answer that both the guards and the account use."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ontvlechting.engine.text import Text
from ontvlechting.letter.commands import Reversal
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.terms import budget_shift


@frozen
class Declared:
    """How something that was done is undone, as it is now declared.

    Attributes:
        phase: the number of the phase; None for a shift of budget.
        shift: which shift of budget, counted from 1; None for a phase, or where there was but one shift.
        reversal: how it is undone, and until which day.
    """

    phase: int | None
    shift: int | None
    reversal: Reversal

    @property
    def done(self) -> Text:
        """What was done: a phase that began, or a shift of budget."""
        if self.phase is None:
            return budget_shift(self.shift)
        return Text(nl=f"fase {self.phase}", en=f"phase {self.phase}")


def declared(dossier: Dossier) -> tuple[Declared, ...]:
    """How everything is undone that was done under this plan: each phase that began, and each shift of budget."""
    found: list[Declared] = []
    for start in dossier.started:
        phase = dossier.phase(start.phase)
        reversal = dossier.reversal(phase) if phase is not None else None
        if reversal is not None:
            found.append(Declared(start.phase, None, reversal))
    found += [
        Declared(None, number, way)
        for number, shift in dossier.numbered_shifts
        if (way := dossier.reversal_of(shift)) is not None
    ]
    return tuple(found)


def run_out(dossier: Dossier, on: date) -> tuple[Declared, ...]:
    """What was done and can no longer be undone on this day: the last day of its reversal has passed."""
    return tuple(d for d in declared(dossier) if d.reversal.until < on)
