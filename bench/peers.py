"""Other libraries, in memory: the same lifecycle with three trivial conditions in each."""

from __future__ import annotations

from bench.measure import Section, compared, distributions
from bench.subjects import IN_MEMORY


def measure(rounds: int) -> Section:
    """Measure one trivial step in each."""
    return Section(
        name="peers",
        title="Other libraries, in memory",
        rows=compared(IN_MEMORY, rounds),
        packages=distributions(IN_MEMORY),
        told="One step with three trivial conditions that leaves one tuple behind, as a ratio to a step of `transitions`. Ours is "
        "not here: it asks real questions and seals a record, so that a ratio would compare two different things.",
    )
