"""What is judged is what is kept, and what will be judged again: every value takes its plain form when it is made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal, localcontext
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import Mock
from zoneinfo import ZoneInfo

import attrs
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontvlechting import Actor, InputError, Outcome, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.checked import LARGEST, plain_moment
from ontvlechting.engine.days import begin_of, day_of, end_of
from ontvlechting.engine.errors import OntvlechtingError
from ontvlechting.engine.events import Event
from ontvlechting.guards import NORMS
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Delta, Money, Role, sums
from ontvlechting.record.audit import Record, Sealed, seal, unseal
from ontvlechting.record.codec import command_to_plain, written
from ontvlechting.testing.letter.strategies import commands, histories, played
from ontvlechting.testing.strategies import Advance, Move
from tests.asking import CODEC
from tests.hostile import made

FEW = settings(max_examples=25)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PLAIN = {str, int, bool, Decimal, date, datetime, type(None)}


def road() -> Road:
    """Fictional commands of one process."""
    return Road(letter.PROCESSES["douane/websites"])


def parts(value: Any) -> Iterator[Any]:
    """A value and all that it is made of."""
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from parts(item)
    elif attrs.has(type(value)):
        for a in attrs.fields(type(value)):
            yield from parts(getattr(value, a.name))


def is_plain(value: Any) -> bool:
    """Whether a part is of the very class it looks like."""
    if isinstance(value, datetime):
        return type(value) is datetime and type(value.tzinfo) is timezone and value.fold == 0
    return type(value) in PLAIN or type(value) is tuple or isinstance(value, Enum) or type(value).__module__.startswith(
        "ontvlechting."
    )  # fmt: skip


def again(sealed: Sealed, record: Record) -> Sealed:
    """The record, sealed once more with the salts that it has."""
    salts = iter([line.split(b'"')[1].decode() for line in sealed.disclosures.split(b"\n") if line])
    return seal(
        record.event,
        id=record.id,
        number=record.number,
        previous=record.previous,
        recorded_at=record.recorded_at,
        salt=lambda: next(salts),
    )


# -- every command --------------------------------------------------------------------------------------------------------


@FEW
@given(commands(), st.randoms(use_true_random=False))
def test_in_whatever_disguise_a_command_comes_it_is_the_same_command(command: Command, chance: Random) -> None:
    """Fields of other classes, and moments in zones, make an equal command of plain parts with the same content."""
    other = made(command, chance)
    assert [] == [p for p in parts(other) if not is_plain(p)]
    assert command == other
    assert hash(command) == hash(other)
    assert command == CODEC.command(command_to_plain(other))


@FEW
@given(commands())
def test_what_is_sealed_opens_and_seals_to_the_same_bytes(command: Command) -> None:
    """Make, seal, open and seal again: the same bytes, for every command there is."""
    event = Event("p", command, REFUSED, State.NEW, State.NEW, RULES)
    sealed = seal(event, id="i", number=1, previous="0" * 64, recorded_at=datetime(2101, 1, 1, tzinfo=UTC))
    record = unseal(sealed, CODEC)
    assert event == record.event
    assert sealed == again(sealed, record)


REFUSED = Workflow.open("memory:").submit("p", road().identify(receiving="museum")).verdict
RULES = Workflow.open("memory:").rules.ref


@FEW
@given(histories(), st.randoms(use_true_random=False))
def test_a_history_in_disguise_is_judged_alike_live_and_replayed(history: list[Advance | Move], chance: Random) -> None:
    """Whatever classes and zones commands come in: the same verdicts as in plain form, and the same when judged again."""
    flow = Workflow.open("memory:")
    for event in (act.event for act in played([Advance(1), *history])):
        outcome = flow.submit(event.process, made(event.command, chance))
        told = [(v.kind, [(r.rule, r.code, r.kind) for r in v.reasons]) for v in (event.verdict, outcome.verdict)]
        assert told[0] == told[1]
        assert event.after is outcome.state
    for process in flow.processes():
        assert flow.dossier(process) == Workflow(flow._store).dossier(process)
    assert len(flow.records(limit=10_000)) == flow.verify(deep=True).rejudged


@FEW
@given(histories(least=1, most=3), st.randoms(use_true_random=False))
def test_the_same_command_with_the_same_id_is_the_same_command(history: list[Advance | Move], chance: Random) -> None:
    """Who repeats a command in other classes and zones gets the first answer, and nothing more is recorded."""
    flow = Workflow.open("memory:")
    asked = [(act.event.process, act.event.command) for act in played([Advance(1), *history])]
    ids = [f"id-{n}" for n in range(len(asked))]
    first = [flow.submit(*one, id=id) for one, id in zip(asked, ids, strict=True)]
    second = flow.submit_many([(p, made(command, chance)) for p, command in asked], ids=ids)
    assert [(o.record.hash, o.verdict.kind) for o in first] == [(o.record.hash, o.verdict.kind) for o in second]
    assert len(asked) == len(flow.records(limit=10_000))


NOW = datetime(2025, 1, 1, tzinfo=UTC)
given_commands: Callable[[Any], Any] = given(commands().map(lambda x: attrs.evolve(x, at=min(x.at, NOW))))


def test_no_hostile_command_makes_a_ledger_unreadable(tmp_path: Path, database: str) -> None:
    """After each of them everything reads, and every verdict comes out the same; `ONTVLECHTING_HOSTILE` says how many."""
    count = int(os.environ.get("ONTVLECHTING_HOSTILE", "60"))
    given: list[Command] = []

    @settings(max_examples=min(count, 2_000), database=None)
    @given_commands
    def collect(command: Command) -> None:
        given.append(command)

    collect()
    for address in ("memory:", f"sqlite:///{tmp_path / 'ledger.db'}", database):
        with Workflow.open(address) as flow:
            chance = Random(1)  # noqa: S311 - the same every time
            for n in range(count):
                process = f"proces-{n // 300}"
                if n % 300 == 0:
                    flow.submit_many([(process, command) for command in road().until(State.PLAN_DRAFTED)])
                _submitted(flow, process, made(given[n % len(given)], chance))
            records = sum(len(flow.history(process)) for process in flow.processes())
            assert records == flow.verify(deep=True).rejudged


def _submitted(flow: Workflow, process: str, command: Command) -> None:
    """Ask it dry and for real; both refuse to take it, or both give the same answer, which reads back."""
    foreseen, outcome = (_answer(asked, process, command) for asked in (flow.ask, flow.submit))
    if not isinstance(outcome, Outcome):
        assert foreseen == outcome
        return
    assert foreseen == outcome.verdict
    sealed = flow._store.find(outcome.record.id)
    assert sealed is not None
    assert outcome.record == unseal(sealed, CODEC)


def _answer(asked: Callable[[str, Command], Any], process: str, command: Command) -> Any:
    """What comes of it, or what is wrong with it, whoever says so."""
    try:
        return asked(process, command)
    except InputError as error:
        return error.problems
    except OntvlechtingError as error:
        return str(error)


# -- moments --------------------------------------------------------------------------------------------------------------


class Odd(tzinfo):  # its methods are those of the base
    """A zone that answers with whatever it was given."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def utcoffset(self, _: datetime | None) -> Any:  # noqa: D102
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def dst(self, _: datetime | None) -> timedelta | None:  # noqa: D102
        return None

    def tzname(self, _: datetime | None) -> str | None:  # noqa: D102
        return None


class Round(timedelta):
    """An offset that says it is in whole minutes, whatever it is."""

    def __mod__(self, other: Any) -> Any:
        return timedelta(0)


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (datetime(2023, 10, 29, 2, 30, tzinfo=AMSTERDAM), "2023-10-29T02:30:00+02:00"),
        (datetime(2023, 10, 29, 2, 30, fold=1, tzinfo=AMSTERDAM), "2023-10-29T02:30:00+01:00"),
        (datetime(2023, 3, 26, 2, 30, tzinfo=AMSTERDAM), "2023-03-26T02:30:00+01:00"),
        (datetime(2023, 3, 26, 2, 30, fold=1, tzinfo=AMSTERDAM), "2023-03-26T02:30:00+02:00"),
        (datetime(1900, 1, 1, tzinfo=AMSTERDAM), "1899-12-31T23:40:28+00:00"),
        (pd.Timestamp("2023-04-04T07:00:00.000000001Z"), "2023-04-04T07:00:00+00:00"),
        (pd.Timestamp("2023-10-29 02:30:00+01:00", tz="Europe/Amsterdam"), "2023-10-29T02:30:00+01:00"),
        (datetime(2023, 4, 4, tzinfo=timezone(timedelta(hours=2), "anders")), "2023-04-04T00:00:00+02:00"),
        (datetime(2023, 4, 4, tzinfo=Odd(timedelta(minutes=90))), "2023-04-04T00:00:00+01:30"),
        (datetime(2023, 4, 4, tzinfo=Odd(Round(minutes=91, seconds=30))), "2023-04-03T22:28:30+00:00"),
    ],
)
def test_a_moment_gets_the_offset_that_its_zone_has_there(given: datetime, plain: str) -> None:
    """The instant stays, to the microsecond; the zone and what a subclass makes of it do not."""
    found = plain_moment(given)
    assert found is not None
    assert (plain, datetime, timezone, 0) == (found.isoformat(), type(found), type(found.tzinfo), found.fold)
    assert timedelta is type(found.utcoffset())


@pytest.mark.parametrize(
    "given",
    [
        datetime(2023, 4, 4),  # noqa: DTZ001 - what is tried
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        pd.NaT,
        Mock(spec=datetime),
        date(2023, 4, 4),
        *(datetime(2023, 4, 4, tzinfo=Odd(x)) for x in (None, "x", timedelta(days=2), RuntimeError("nee"))),
    ],
)
def test_what_is_no_moment_is_refused(given: Any) -> None:
    """Without a zone, at the edge of the calendar, or with a zone that cannot say: one error that names the field."""
    with pytest.raises(InputError) as refused:
        road().identify(at=given)
    assert ["at"] == [p.field for p in refused.value.problems]


def test_a_zone_that_is_interrupted_is_no_mistake_of_who_gave_the_moment() -> None:
    """Memory ran out while it was asked, or a time limit struck: that goes to the caller, who did nothing wrong."""
    with pytest.raises(MemoryError):
        road().identify(at=datetime(2023, 4, 4, tzinfo=Odd(MemoryError())))


@given(st.datetimes(datetime(1, 1, 4), datetime(9999, 12, 27), timezones=st.timezones(), allow_imaginary=True))  # noqa: DTZ001
def test_order_and_equality_are_those_of_the_instant(moment: datetime) -> None:
    """A plain moment is equal to the same instant in UTC, also in an hour that a zone has twice or never."""
    for fold in (0, 1):
        found = plain_moment(moment.replace(fold=fold))
        assert found is not None
        assert found == moment.replace(fold=fold).astimezone(UTC)
        assert found == datetime.fromisoformat(found.isoformat())


def test_acts_in_the_hour_that_comes_twice_follow_each_other() -> None:
    """02:30 in summer time, and 40 minutes later 02:10 in winter time: accepted, live and after reopening."""
    flow, case, r = Workflow.open("memory:"), "douane/websites", road()
    flow.submit(case, r.identify(at=datetime(2023, 10, 29, 2, 30, tzinfo=AMSTERDAM))).or_raise()
    earlier = r.stop(at=datetime(2023, 10, 29, 2, 20, tzinfo=AMSTERDAM))
    assert ["before-last-move"] == [x.code for x in flow.ask(case, earlier).reasons]
    later = r.stop(at=datetime(2023, 10, 29, 2, 10, fold=1, tzinfo=AMSTERDAM))
    assert (True, True) == (flow.ask(case, later).allowed, Workflow(flow._store).ask(case, later).allowed)
    flow.submit(case, later).or_raise()
    assert 2 == flow.verify(deep=True).rejudged


def test_a_term_ends_with_the_day_there_live_and_replayed() -> None:
    """Advice asked in winter time until a day in summer time: one `earliest`, whoever reads it and whenever."""
    flow, case, r = Workflow.open("memory:"), "douane/websites", road()
    flow.submit_many([(case, command) for command in r.until(State.PRECONDITIONS_TESTED)])
    at = datetime(2024, 3, 27, 9, tzinfo=AMSTERDAM)
    flow.submit(case, attrs.evolve(r.request_advice(), at=at, until=date(2024, 4, 10))).or_raise()
    asked = attrs.evolve(r.decide(), at=at + timedelta(days=1))
    for by in (flow, Workflow(flow._store)):
        (found,) = {r.earliest for r in by.ask(case, asked).reasons if r.earliest is not None}
        assert datetime(2024, 4, 11, tzinfo=AMSTERDAM) == found


def test_a_term_without_end_is_not_yet() -> None:
    """A term up to the last day of the calendar waits; it does not fail."""
    flow, case, r = Workflow.open("memory:"), "douane/websites", road()
    flow.submit_many([(case, command) for command in r.until(State.PRECONDITIONS_TESTED)])
    flow.submit(case, attrs.evolve(r.request_advice(), until=date.max)).or_raise()
    assert "advice-awaited" in {r.code for r in flow.ask(case, r.decide()).reasons}
    finding = attrs.evolve(r.record_feasibility(c.Feasibility.NOT_WITHIN_HORIZON).finding, on=date(9998, 1, 1))
    assert date.max == finding.horizon


# -- days -----------------------------------------------------------------------------------------------------------------


@given(st.dates(date(1, 1, 5), date(9999, 12, 26)), st.sampled_from([NORMS.zone, "America/Sao_Paulo", "Asia/Gaza"]))
def test_a_day_begins_where_the_day_before_ends(day: date, zone: str) -> None:
    """The first moment of a day lies on it, and a moment earlier lies on the day before; also where midnight is skipped."""
    begin, end = begin_of(day, zone), end_of(day, zone)
    assert end is not None
    assert (day, day) == (day_of(begin, zone), day_of(end - timedelta(microseconds=1), zone))
    assert day - timedelta(days=1) == day_of(begin - timedelta(microseconds=1), zone)


def test_days_are_those_of_the_norms() -> None:
    """Another zone in the norms gives other days; what is no zone is refused with the nearest that is."""
    moment = datetime(2023, 4, 3, 22, 30, tzinfo=UTC)
    there = attrs.evolve(NORMS, zone="America/Curacao")
    assert (date(2023, 4, 4), date(2023, 4, 3)) == (NORMS.day_of(moment), there.day_of(moment))
    for wrong, likely in (("Europe/Amsterdm", "Europe/Amsterdam"), ("../etc/passwd", None), ("Europe", None)):
        with pytest.raises(InputError) as refused:
            attrs.evolve(NORMS, zone=wrong)
        (problem,) = refused.value.problems
        assert ("zone", likely in (None, *problem.nearest)) == (problem.field, True)


@pytest.mark.parametrize("hours", [-12, 0, 2, 14])
def test_no_offset_revives_a_mandate(hours: int) -> None:
    """The same instant at any offset lies on one day: a mandate that ended the day before does not cover it."""
    flow, case, r = Workflow.open("memory:"), "douane/websites", road()
    flow.submit_many([(case, command) for command in r.until(State.PRECONDITIONS_TESTED)])
    decide = r.decide()
    midnight = datetime.combine(day_of(decide.at) + timedelta(days=1), time(), AMSTERDAM)
    assert decide.by.mandate is not None
    mandate = attrs.evolve(decide.by.mandate, valid_until=day_of(decide.at))
    by = attrs.evolve(decide.by, mandate=mandate)
    zone = timezone(timedelta(hours=hours))
    codes = [
        [
            r.code
            for r in flow.ask(case, attrs.evolve(decide, by=by, at=at.astimezone(zone))).reasons
            if r.code.startswith("mandate-")
        ]
        for at in (midnight - timedelta(microseconds=1), midnight)
    ]
    assert [[], ["mandate-expired"]] == codes


# -- numbers, texts and commands ---------------------------------------------------------------------------------------------


class One(int, Enum):
    """A number that is a member."""

    ONE = 1


def test_a_number_is_the_plain_number() -> None:
    """A member that is a number too becomes that number; beyond what JSON can hold it is refused."""
    started = road().start_phase(One.ONE)
    assert (1, int) == (started.phase, type(started.phase))
    wrongs: list[Any] = [LARGEST + 1, 2**60, 10**5000, True, 1.0]
    for wrong in wrongs:
        with pytest.raises(InputError) as refused:
            road().start_phase(1, phase=wrong)
        assert ["phase"] == [p.field for p in refused.value.problems]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("1E+3", "1000"), ("-0.50", "-0.50"), ("1E-7", "0.0000001"), ("1" * 30, "1" * 30)],
)
def test_a_measurement_is_written_out(given: str, kept: str) -> None:
    """No exponent reaches the record; the value is the same."""
    command = attrs.evolve(road().measure(1), value=Decimal(given))
    assert kept == command_to_plain(command)["value"]
    assert Decimal(given) == command.value


@pytest.mark.parametrize("given", ["1E+400000", "0E+400000", "1E-31", "1E+30", "NaN", "-Infinity"])
def test_what_no_measurement_is_is_refused(given: str) -> None:
    """A number of more digits than anybody measures is refused, and said so."""
    with pytest.raises(InputError) as refused:
        attrs.evolve(road().measure(1), value=Decimal(given))
    assert ["value"] == [p.field for p in refused.value.problems]


def test_sums_are_exact_whatever_the_program_around_us_has_set() -> None:
    """With a context of three digits, a hundred thousand and one cent is still not a hundred thousand."""
    deltas = [Delta(party="a", money=Money(amount=Decimal(x))) for x in ("100000.01", "-100000.00")]
    with localcontext() as context:
        context.prec = 3
        assert [Decimal("0.01")] == list(sums(deltas).values())


@pytest.mark.parametrize("text", ["\u200b", "\ufeff", "\u200b \u2060", "\u00ad"])
def test_a_name_that_shows_nothing_is_empty(text: str) -> None:
    """Who has a name of characters that do not show cannot be told from nobody."""
    with pytest.raises(InputError) as refused:
        Actor(id=text, role=Role.MINISTRY, party="p")
    assert ["id"] == [p.field for p in refused.value.problems]


def test_what_only_says_it_is_a_value_is_none() -> None:
    """`isinstance` believes a stand-in from a test; a field does not."""
    with pytest.raises(InputError) as refused:
        Actor(id=Mock(spec=str), role=Mock(spec=Role), party="p")
    assert ["id", "role"] == [p.field for p in refused.value.problems]


def test_a_value_of_ones_own_with_more_fields_is_refused() -> None:
    """What a record has no place for is not dropped in silence."""

    @attrs.frozen(kw_only=True)
    class Named(Actor):
        name: str

    with pytest.raises(InputError) as refused:
        road().identify(by=Named(id="a", role=Role.MINISTRY, party="p", name="Jansen"))
    assert ["by"] == [p.field for p in refused.value.problems]


@attrs.frozen(kw_only=True)
class Elsewhere(Command):
    """A command that no record can hold."""


@attrs.frozen(kw_only=True)
class RecordMotion(c.RecordMotion):
    """A command that bears the name of another."""


def test_a_field_that_holds_a_command_holds_one_that_can_be_read() -> None:
    """The bare command, one of elsewhere, and one that bears the name of another: none can stand in a correction."""
    by, at = road().ministry, datetime(2023, 4, 4, tzinfo=UTC)
    motion = RecordMotion(by=by, at=at, id="m", document="d", asks="x", moved_by="Fictief")
    for holds in (Command(by=by, at=at), Elsewhere(by=by, at=at), motion):
        with pytest.raises(InputError) as refused:
            c.Correct(by=by, at=at, record=1, wrong="fout", holds=holds)
        assert ["holds"] == [p.field for p in refused.value.problems]


@pytest.mark.parametrize("command", [Command, Elsewhere])
def test_a_command_that_no_record_can_hold_is_refused_dry_and_for_real(command: type[Command]) -> None:
    """`ask` and `submit` give the same answer: it is no command of these rules, and nothing is recorded."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit("p", r.identify())
    said = []
    for asked in (flow.ask, flow.submit):
        with pytest.raises(InputError) as refused:
            asked("p", command(by=r.ministry, at=r.moment))
        said.append(refused.value.problems)
    assert said[0] == said[1]
    assert 1 == len(flow.history("p"))


# -- JSON -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("at", "20230404T070000Z"),
        ("at", "2023-W14-2T07:00:00Z"),
        ("at", "2023-04-04T24:00:00Z"),
        ("at", "2023-04-04T07:00:00.000000001Z"),
        ("at", "2023-04-04T07:00:00"),
        ("at", 1680591600),
        ("value", True),
        ("value", [1, [1, 0], 0]),
        ("value", 0.25),
        ("value", 25),
        ("value", "1_000"),
        ("value", " 25 "),
        ("value", "٢٥"),
        ("value", "NaN"),
        ("value", "1E+3"),
        ("indicator", 5),
    ],
)
def test_json_is_read_without_coercion(field: str, wrong: Any) -> None:
    """Only what is written as it has to be is read; everything else is named."""
    plain = command_to_plain(road().measure(1))
    with pytest.raises(InputError) as refused:
        CODEC.command(plain | {field: wrong})
    assert [field] == [p.field for p in refused.value.problems]


@pytest.mark.parametrize("wrong", ["douane", {"douane": 1}, ("douane",), None])
def test_a_list_is_a_list(wrong: Any) -> None:
    """A text is no list of its letters, and an object no list of its keys."""
    plain = command_to_plain(road().identify())
    with pytest.raises(InputError) as refused:
        CODEC.command(plain | {"beneficiaries": wrong})
    assert ["beneficiaries"] == [p.field for p in refused.value.problems]


def test_moments_of_json_may_be_written_in_the_ways_of_rfc_3339() -> None:
    """`Z`, a blank instead of `T`, and fractions of a second up to the microsecond."""
    plain = command_to_plain(road().measure(1))
    for text in ("2023-04-04T07:00:00Z", "2023-04-04 07:00:00+00:00", "2023-04-04T07:00:00.000000Z"):
        command = CODEC.command(plain | {"at": text})
        assert '"at":"2023-04-04T07:00:00+00:00"' in written(command)
