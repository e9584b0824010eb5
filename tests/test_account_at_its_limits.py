"""Where an account turns: what could be undone, the very moment up to which is known, and the day of another zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, PROGRAMME, InputError, State, Workflow, letter
from ontvlechting.letter.account import Account, Period, account
from ontvlechting.letter.fiction import Road
from ontvlechting.record.stores.memory import MemoryStore
from tests.programmes import EVERY, OUTSIDER

CASE = "douane/websites"
AT = datetime(2023, 4, 3, 2, tzinfo=UTC)
"""In New York the day before."""
NEW_YORK = attrs.evolve(LETTER, name="elders", norms=attrs.evolve(LETTER.norms, zone="America/New_York"))


def flow_of(rules: Any = LETTER, until: State = State.PHASED_TRANSFER) -> Workflow:
    """A programme, and a process of it in transfer."""
    flow = Workflow(MemoryStore(), rules=rules, clock=lambda: datetime(2024, 1, 1, tzinfo=UTC))
    flow.submit_many([("programma", attrs.evolve(x, at=AT)) for x in EVERY[:9]])
    for command in Road(letter.PROCESSES[CASE], norms=rules.norms).until(until):
        flow.submit(CASE, command).or_raise()
    return flow


def account_of(flow: Workflow, **asked: Any) -> Account:
    """The account on all that is known."""
    return flow.accountability(**{"as_of": date(2023, 12, 1), "known": datetime(2024, 1, 1, tzinfo=UTC), **asked})


@pytest.fixture(scope="module")
def period() -> Period:
    """A time in which a phase had started."""
    flow = flow_of(until=State.RECEIVING_PARTY_PROVEN)
    return next(p for p in account_of(flow).periods if p.reversals)


def test_a_time_is_irreversible_when_work_has_moved_and_nobody_stands_by(period: Period) -> None:
    """Or when a declared reversal had run out on a day of it; completion aside (R54)."""
    until = period.reversible_until
    assert until is not None
    assert min(r.until for r in period.reversals) == until
    reversals, moved = period.reversals, {"a": "douane", "b": "belastingdienst"}
    still = dict.fromkeys(moved, "belastingdienst")
    table: list[tuple[dict[str, Any], bool]] = [
        ({"standby": "x", "last": until}, False),
        ({"standby": "x", "last": until + timedelta(days=1)}, True),
        ({"standby": None, "last": until}, True),
        ({"standby": None, "last": until, "performers": still}, False),  # only budget was shifted
        ({"standby": None, "reversals": (), "performers": moved}, True),
        ({"standby": None, "reversals": (), "performers": still}, False),
        ({"standby": "x", "reversals": (), "performers": moved}, False),
        ({"standby": None, "last": until + timedelta(days=1), "completed": True}, False),
    ]
    for changes, expected in table:
        given: dict[str, Any] = {"completed": False, "reversals": reversals, **changes}
        assert expected is attrs.evolve(period, **given).irreversible, changes
    assert None is attrs.evolve(period, reversals=()).reversible_until


def test_how_it_could_be_undone_is_told_in_both_languages(period: Period) -> None:
    """After completion not; where nothing moved there is nothing to undo; otherwise by falling back."""
    told = [
        attrs.evolve(period, **x).undone_by
        for x in ({"completed": True}, {"standby": None, "reversals": ()}, {"standby": None}, {"standby": "douane"})
    ]
    assert [
        "afgerond na bewijs; dit is de eerste stap die niet wordt teruggedraaid",
        "er is niets verschoven",
        "terugdraaien van het budget, zoals verklaard",
        "terugvallen, zonder toestemming van anderen: douane voert weer alles uit",
    ] == [t.nl for t in told]
    assert [
        "completed after proof; this is the first step that is not undone",
        "nothing had moved",
        "reversing the budget, as declared",
        "falling back, without anybody's consent: douane performs everything again",
    ] == [t.en for t in told]


def test_what_was_recorded_at_the_very_moment_was_known() -> None:
    """And a microsecond before it, nothing was: that is an error, as the programme was not there yet."""
    flow = flow_of()
    moment = flow.history("programma")[-1].recorded_at
    assert len(flow.records()) == account_of(flow, known=moment).records
    assert 1 == len(account_of(flow, known=moment).motions)


@pytest.mark.parametrize(
    ("rules", "begun"), [(LETTER, date(2023, 4, 3)), (NEW_YORK, date(2023, 4, 2))], ids=["here", "there"]
)
def test_a_day_is_that_of_the_zone_of_the_rules(rules: Any, begun: date) -> None:
    """The first day of a programme, what is there on it, and the last day of a time."""
    flow = flow_of(rules)
    found = account_of(flow, as_of=begun)
    assert (9, 1) == (found.records, len(found.motions))
    assert found.registers == flow.registers("programma", as_of=begun)
    before = begun - timedelta(days=1)
    with pytest.raises(InputError, match=f"a day from {begun} on"):
        account_of(flow, as_of=before)
    assert () == flow.registers("programma", as_of=before).motions
    for period in account_of(flow).periods:
        if period.until is not None:
            assert rules.norms.day_of(period.until.at) == period.last
    assert date(2023, 12, 1) == account_of(flow).periods[-1].last


def test_an_account_names_the_rules_the_size_and_the_processes() -> None:
    """As the programme was opened with; by every rule that judged, each once."""
    found = account_of(flow_of())
    opened: Any = EVERY[0]
    assert (opened.size, opened.processes) == (found.size, found.processes)
    assert {LETTER.ref, PROGRAMME.ref} == set(found.rules)
    assert 2 == len(found.rules)
    assert () == found.unreadable
    assert {CASE} == {p.process for p in found.periods}


def test_without_a_day_and_a_moment_it_is_today_and_what_was_known_then() -> None:
    """Of an earlier day what was known at the end of it; of a day to come what is known at the end of today."""
    now = [AT]
    flow = Workflow(MemoryStore(), clock=lambda: now[0])
    flow.submit_many([("programma", attrs.evolve(x, at=AT)) for x in EVERY[:5]])
    now[0] = AT + timedelta(days=2)
    flow.submit("programma", attrs.evolve(EVERY[5], at=AT)).or_raise()
    today, first = now[0].date(), AT.date()
    assert (today, 6) == ((found := flow.accountability()).as_of, found.records)
    assert (first, 5) == ((found := flow.accountability(as_of=first)).as_of, found.records)
    end = datetime(2023, 4, 3, 22, tzinfo=UTC) - timedelta(microseconds=1)
    assert end == flow.accountability(as_of=first).known
    assert end + timedelta(days=2) == flow.accountability(as_of=today + timedelta(days=30)).known
    assert 6 == flow.accountability(as_of=date.max).records


def test_of_a_programme_of_which_nothing_is_on_record_nothing_is_told() -> None:
    """An account without lines."""
    found = account("elders", {}, as_of=date(2023, 4, 3), known=AT)
    assert ((), (), None, (), 0) == (found.motions, found.periods, found.size, found.processes, found.records)


def test_a_programme_that_was_not_opened_has_no_account() -> None:
    """An opening that was refused is on record, and a report tells of it; there is nothing to account for yet."""
    flow = Workflow(MemoryStore(), clock=lambda: datetime(2024, 1, 1, tzinfo=UTC))
    assert not flow.submit("programma", attrs.evolve(EVERY[0], by=OUTSIDER)).allowed
    assert "programma" in flow.report("en")
    for name in (None, "programma"):
        with pytest.raises(InputError, match="expected a ledger that holds a programme"):
            flow.accountability(name)
    assert None is flow.registers("programma").opened
