"""Where a process stands, what is kept of its dossier, from where a record comes, and files beside a ledger: to the letter."""

from __future__ import annotations

import errno
import json
import os
import platform
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from pathlib import Path
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, Workflow, letter
from ontvlechting.engine.columns import Match
from ontvlechting.engine.dossier import Dossier as AnyDossier
from ontvlechting.engine.errors import (
    BrokenLedger,
    ClockBehind,
    Conflict,
    InputError,
    LedgerUnavailable,
    MissingExtra,
    UnknownProcess,
)
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.record.audit import START, Head, redacted, unseal
from ontvlechting.record.codec import canonical
from ontvlechting.record.exchange import VERSION, written_records
from ontvlechting.record.files import make, path_of
from ontvlechting.record.merkle import includes
from ontvlechting.record.origin import OURS, Origin
from ontvlechting.record.standing import (
    EVERYTHING,
    SNAPSHOT_EVERY,
    Criterion,
    Naming,
    Row,
    Selection,
    Snapshot,
    Standing,
    chained,
    columns_of,
    dossier_of,
    folded,
    is_kept,
    of_another_shape,
    removes,
    replayed,
    row,
    rows_of,
    selected,
    shape_of,
    snapshot_of,
    standing,
)
from ontvlechting.record.stores import opened, rows
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import in_turn
from ontvlechting.record.stores.schema import compare
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.record.verifier import verify
from ontvlechting.testing.stores import Kept, everything, keep, sealed_of, story
from tests.asking import CODEC
from tests.programmes import OPENING, OUTSIDER, document

P = story("p", 12)
LAST = P[-1].standing


def columns(given: Row = LAST, **changes: Any) -> str:
    """The columns of a row with these changes, as they are kept."""
    return canonical({**columns_of(given.columns), **changes}).decode()


def moment(kept: Kept) -> datetime:
    """When a record was stored."""
    return datetime.fromisoformat(kept.standing.recorded_at)


FULL = LAST._replace(columns=columns(waiting_until="2024-02-29", breaches=3))
BARE = LAST._replace(at=None, columns="{}")


# -- where a process stands, as a row ------------------------------------------------------------------------------------

ROW = (
    "p",
    12,
    P[-1].sealed.hash,
    moment(P[-1]).isoformat(),
    "plan_drafted",
    unseal(P[-1].sealed, CODEC).event.command.at.isoformat(),
    '{"breaches":3,"delivering":"belastingdienst","receiving":"douane","route":"shift","waiting_until":"2024-02-29"}',
    LETTER.name,
    LETTER.version,
    LETTER.hash,
)


def test_a_row_is_these_columns() -> None:
    """Column by column, as a table gives them; what is not known is NULL, and what is empty is left out."""
    assert Row._fields == rows.COLUMNS
    assert ROW == tuple(FULL)
    for given in (FULL, BARE):
        assert (given, Row) == (rows.read(tuple(given)), type(rows.read(tuple(given))))


def test_a_row_is_told_in_the_words_of_its_rules() -> None:
    """Each column as what it is, and None, or 0, where nothing is kept."""
    line = standing(FULL, CODEC)
    assert ("p", 12, FULL.hash, moment(P[-1]), State(FULL.state), LETTER.ref, Dossier) == (
        line.process,
        line.number,
        line.hash,
        line.recorded_at,
        line.state,
        line.rules,
        line.dossier,
    )
    told = {"route": Route.SHIFT, "waiting_until": date(2024, 2, 29), "breaches": 3}
    assert {**columns_of(FULL.columns), **told} == dict(line.columns)
    assert (FULL.at, None) == (line.at and line.at.isoformat(), standing(BARE, CODEC).at)
    empty = dict.fromkeys(("route", "delivering", "receiving", "waiting_until"))
    assert {**empty, "breaches": 0} == dict(standing(BARE, CODEC).columns)


WRONG: dict[str, tuple[Any, ...]] = {
    "process": (None, 5, b"p", "", " ", "a\nb", "x" * 201),
    "number": (None, 0, -1, "1", 1.0, True),
    "hash": (None, 5, b"x"),
    "recorded_at": (None, 5, "", "gisteren", "2024-01-01", "2024-01-01T00:00:00", b"x"),
    "state": (None, 5, b"x"),
    "at": (5, "", "gisteren", "2024-01-01T00:00:00"),
    "columns": (
        *(None, 5, b"{}", "", "x", "[]", '"a"', "{", "[" * 100_000),
        *('{"a":null}', '{"a":true}', '{"a":1.5}', '{"a":{}}', '{"a b":1}', '{"":1}'),
        *('{"a": 1}', '{"b":1,"a":2}', '{"a":1,"a":1}', '{"a":1}\n'),
    ),
    "rules_name": (None, 5, ""),
    "rules_version": (None, 5, ""),
    "rules_hash": (None, 5, ""),
}


def broken(error: BrokenLedger, column: str, value: object) -> None:
    """See that the error says in both languages what stands in which column."""
    said = f"{value!r}"[:40].removesuffix("'")
    assert f"where it stands cannot be read: `{column}` holds {said}" in error.text.en
    assert f"de stand van zaken is onleesbaar: in `{column}` staat {said}" in error.text.nl


@pytest.mark.parametrize(
    "values",
    [
        (None, "p", 1),
        (5, "p", 1),
        ("x", "", 1),
        ("x", b"p", 1),
        ("x", "p", 0),
        ("x", "p", "1"),
        ("x", "p", True),
        ("x", "p", None),
    ],
)
def test_a_line_of_the_register_that_is_none_is_told(values: tuple[Any, ...]) -> None:
    """With what stands there, in both languages; no process is to blame."""
    with pytest.raises(BrokenLedger) as error:
        rows.naming(values)
    (wrong,) = (value for value, right in zip(values, ("x", "p", 1), strict=True) if value is not right)
    assert f"the register of references cannot be read: it holds {wrong!r}" in error.value.text.en
    assert f"het register van verwijzingen is onleesbaar: er staat {wrong!r}" in error.value.text.nl
    assert (None, None) == (error.value.process, error.value.number)
    assert Naming("x", "p", 1) == rows.naming(("x", "p", 1))


@pytest.mark.parametrize("column", rows.COLUMNS)
def test_a_row_that_is_none_names_its_column(column: str) -> None:
    """With what stands there, in both languages; the process is named as far as it can be, and no record."""
    place = rows.COLUMNS.index(column)
    for value in WRONG[column]:
        with pytest.raises(BrokenLedger) as error:
            rows.read((*ROW[:place], value, *ROW[place + 1 :]))
        process = str(value) if column == "process" else "p"
        assert (process, None) == (error.value.process, error.value.number), value
        broken(error.value, column, value)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("state", ("", "State.NEW", "NEW")),
        ("route", (5, "", "Shift")),
        ("delivering", (5, "")),
        ("receiving", (5, "")),
        ("waiting_until", (5, "", "morgen", "2023-02-29", "2023-01-01T00:00:00+00:00", "20230101")),
        ("breaches", (0, "0", "1")),
    ],
)
def test_a_row_that_its_rules_cannot_mean_names_the_column(column: str, values: tuple[Any, ...]) -> None:
    """A store reads it; who knows the rules is told what cannot stand there, and in which column of the dossier."""
    for value in values:
        given = LAST._replace(state=value) if column == "state" else LAST._replace(columns=columns(**{column: value}))
        assert given == rows.read(given)
        with pytest.raises(BrokenLedger) as error:
            standing(given, CODEC)
        assert ("p", None) == (error.value.process, error.value.number), value
        broken(error.value, column, value)


def test_a_row_of_another_length_is_none() -> None:
    """Neither shorter nor longer."""
    for given in (ROW[:-1], (*ROW, "x")):
        with pytest.raises(ValueError, match="argument"):
            rows.read(given)


def test_the_least_that_a_column_may_hold_is_read() -> None:
    """The first number, no breach, and each state and route there is."""
    for number, breaches, state, route in product((1, 2), (0, 1), State, (None, *Route)):
        kept = {name: value for name, value in (("breaches", breaches), ("route", route and route.value)) if value}
        given = BARE._replace(number=number, state=state.value, columns=canonical(kept).decode())
        line = standing(rows.read(given), CODEC)
        assert (number, breaches, state, route) == (line.number, line.breaches, line.state, line.route)


def about(state: State | None = None, **asked: object) -> Selection:
    """What is asked of an overview in the words of the letter, in those of rows."""
    selection, problems = selected(CODEC.known, state, asked)
    assert [] == problems
    return selection


def asks(asked: Criterion) -> tuple[str, list[Any]]:
    """A condition on one column, in words that no database has."""
    return f"{asked.name} {asked.match.value} ?", [asked.value]


DAY = date(2024, 2, 29)
THERE, GONE = Criterion("breaches", Match.ANY, True), Criterion("breaches", Match.ANY, False)  # noqa: FBT003 - is it there
CONDITIONS: list[tuple[Selection, str, str, list[object]]] = [
    (EVERYTHING, "", "", []),
    (EVERYTHING, "p", " WHERE process > ?", ["p"]),
    (Selection(state="new"), "", " WHERE state = ?", ["new"]),
    (about(State.STOPPED), "", " WHERE state = ?", ["stopped"]),
    (about(State.NEW), "", " WHERE state = ? AND rules_hash NOT IN (?)", ["new", PROGRAMME.hash]),
    (about(route=Route.GOVERNANCE), "", " WHERE (route equal ?)", ["governance"]),
    (about(receiving="douane"), "", " WHERE (receiving equal ?)", ["douane"]),
    (about(waiting_until=DAY), "", " WHERE (waiting_until up_to ?)", ["2024-02-29"]),
    (about(breached=True), "", " WHERE (breaches any ?)", [True]),
    (Selection(columns=((THERE, GONE),)), "", " WHERE (breaches any ? OR breaches any ?)", [True, False]),
    (Selection(without=frozenset("cab")), "", " WHERE rules_hash NOT IN (?, ?, ?)", [*"abc"]),
    (
        Selection(state="new", columns=((THERE,), (Criterion("route", Match.EQUAL, "shift"),)), without=frozenset("x")),
        "a",
        " WHERE process > ? AND state = ? AND rules_hash NOT IN (?) AND (breaches any ?) AND (route equal ?)",
        ["a", "new", "x", True, "shift"],
    ),
]


@pytest.mark.parametrize(("selection", "after", "where", "values"), CONDITIONS)
def test_a_selection_is_this_condition(selection: Selection, after: str, where: str, values: list[object]) -> None:
    """With a place for each value, none of which stands in the text."""
    assert (where, values) == rows.condition(selection, after, "?", asks)
    marked = rows.condition(selection, after, "%s", lambda a: (asks(a)[0].replace("?", "%s"), asks(a)[1]))
    assert (where.replace("?", "%s"), values) == marked


def test_a_selection_holds_what_it_asks_for() -> None:
    """Each of its terms by itself; one that is not given does not matter."""
    for selection, given, holds in [
        (EVERYTHING, BARE, True),
        (about(State(LAST.state)), LAST, True),
        (about(State.STOPPED), LAST, False),
        (about(State.NEW), LAST._replace(state="new"), True),
        (about(State.NEW), LAST._replace(state="new", rules_hash=PROGRAMME.hash), False),
        (about(route=Route.SHIFT), LAST, True),
        (about(route=Route.GOVERNANCE), LAST, False),
        (about(route=Route.SHIFT), BARE, False),
        (about(receiving="douane"), LAST, True),
        (about(receiving="x"), LAST, False),
        (about(waiting_until=DAY), FULL, True),
        (about(waiting_until=date(2024, 3, 1)), FULL, True),
        (about(waiting_until=date(2024, 2, 28)), FULL, False),
        (about(waiting_until=DAY), BARE, False),
        (about(breached=True), FULL, True),
        (about(breached=False), FULL, False),
        (about(breached=False), BARE, True),
        (about(breached=True), BARE, False),
        (about(breached=True), BARE._replace(columns='{"breaches":1}'), True),
        (about(route=Route.SHIFT, receiving="x"), LAST, False),
        (about(route=Route.SHIFT), LAST._replace(columns="none"), True),
        (Selection(columns=((THERE, GONE),)), BARE, True),
        (Selection(without=frozenset({LAST.rules_hash})), LAST, False),
    ]:
        assert holds is selection.holds(given), (selection, given)


def test_the_first_records_of_each_process_are_found() -> None:
    """The others follow on them, whatever stands between; one that does not is a conflict that names its process."""
    q = story("q", 3)
    mixed = sealed_of([P[3], q[0], P[4], q[1], P[5]])
    assert {"p": P[3].sealed, "q": q[0].sealed} == rows.firsts(mixed)
    assert {} == rows.firsts([])
    x = story("q", 3, tag="x")
    for wrong in ([q[0], q[2]], [q[0], q[0]], [q[1], q[0]], [P[0], q[0], x[1]], [q[0], P[0], q[2]]):
        with pytest.raises(Conflict) as error:
            rows.firsts(sealed_of(wrong))
        assert "q" == error.value.process


# -- what guards the tables ----------------------------------------------------------------------------------------------


def test_every_part_that_differs_is_named() -> None:
    """What is missing first, then what was added, then what was changed; kinds by our names, or by that of the database."""
    kinds = ("table", "trigger", "function", "index", "rule", "view", "type", "operator", "domain")
    for nl, en, kind in zip(
        (
            "een tabel",
            "een trigger",
            "een functie",
            "een index",
            "een regel",
            "een view",
            "een type",
            "een operator",
            "een `domain`",
        ),
        ("a table", "a trigger", "a function", "an index", "a rule", "a view", "a type", "an operator", "a `domain`"),
        kinds,
        strict=True,
    ):
        with pytest.raises(BrokenLedger) as error:
            compare(
                {(kind, "a"): "1", (kind, "b"): "1", (kind, "d"): "1"},
                {(kind, "b"): "2", (kind, "c"): "1", (kind, "d"): "1"},
            )
        assert (None, None) == (error.value.process, error.value.number)
        assert (
            f"the ledger is broken: {en} is missing: `a`; {en} does not belong here: `c`; {en} was changed: `b`"
            == error.value.text.en
        )
        assert (
            f"het logboek is geschonden: {nl} ontbreekt: `a`; {nl} hoort hier niet: `c`; {nl} is veranderd: `b`"
            == error.value.text.nl
        )
    compare({("table", "a"): "1"}, {("table", "a"): "1"})


# -- what follows from records -------------------------------------------------------------------------------------------


def test_where_a_process_stands_follows_from_its_records() -> None:
    """After each of them, from the dossier and the record."""
    q = story("q", 3, route=Route.GOVERNANCE)
    mixed = [P[0], q[0], P[1], q[1], P[2], q[2], *P[3:]]
    assert {"p": P[-1].standing, "q": q[-1].standing} == rows_of(sealed_of(mixed), CODEC)
    seen = {}
    for sealed, record, dossier in replayed(sealed_of(mixed), CODEC):
        assert (sealed.process, sealed.number) == (dossier.process, record.number)
        seen[sealed.process, sealed.number] = row(dossier, record)
    assert {(k.sealed.process, k.sealed.number): k.standing for k in mixed} == seen
    head = P[-1].standing.head
    assert (P[-1].sealed.number, P[-1].sealed.hash, moment(P[-1])) == (
        head.number,
        head.hash,
        head.recorded_at,
    )


def test_a_dossier_is_folded_from_where_it_was() -> None:
    """From the first record, or from any after it, the same dossier and head come; whether a text went is told."""
    whole = sealed_of(P)
    dossier, head, less = folded("p", None, START, whole, CODEC)
    assert (12, whole[-1].hash, False) == (head.number, head.hash, less)
    for part in range(1, 12):
        some, at, _ = folded("p", None, START, whole[:part], CODEC)
        assert (part, whole[part - 1].hash) == (at.number, at.hash)
        assert (dossier, head, False) == folded("p", some, at, whole[part:], CODEC)
        assert (some, at, False) == folded("p", some, at, [], CODEC)


def test_records_that_do_not_join_are_told() -> None:
    """By number and by hash, in both languages; named is the record that does not."""
    x = story("p", 3, tag="x")
    for wrong in ([P[0], P[2]], [P[1]], [P[0], x[1]], [P[0], P[0]]):
        last = wrong[-1].sealed
        for ask in (
            lambda given: list(chained(given, CODEC)),
            lambda given: list(replayed(given, CODEC)),
            lambda given: folded("p", None, START, given, CODEC),
            lambda given: rows_of(given, CODEC),
        ):
            with pytest.raises(BrokenLedger) as error:
                ask(sealed_of(wrong))
            assert ("p", last.number) == (error.value.process, error.value.number)
            assert error.value.text.en.endswith("is broken: the chain does not join")
            assert error.value.text.nl.endswith("is geschonden: de keten sluit niet aan")
    with pytest.raises(BrokenLedger):
        list(chained(sealed_of(P[1:]), CODEC, Head(1, "0" * 64)))
    assert [2, 3] == [r.number for r in chained(sealed_of(P[1:3]), CODEC, Head(1, P[0].sealed.hash))]


def test_only_a_redaction_that_was_accepted_takes_texts_away() -> None:
    """A refused one, and any other command, does not; whoever folds is told."""
    road, flow = Road(letter.PROCESSES["douane/websites"]), Workflow.open("memory:")
    flow.submit("p", road.identify()).or_raise()
    refused = flow.submit("p", road.redact((1,), by=road.receiver))
    assert not refused.allowed
    flow.submit("p", road.redact((1,))).or_raise()
    flow.submit("p", road.consult()).or_raise()
    records = flow._store.read("p")
    assert [False, False, True, False] == [removes(unseal(s, CODEC)) for s in records]
    assert [False, False, True, True] == [folded("p", None, START, records[:n], CODEC)[2] for n in range(1, 5)]


def test_what_a_programme_names_by_number_is_named_by_that_of_the_record() -> None:
    """Refusals count: however its dossier is folded, and where it was kept, each entry has the number of its record."""
    store = MemoryStore()
    flow = Workflow(store, rules=PROGRAMME)
    flow.submit("x", OPENING[0]).or_raise()
    assert not flow.submit("x", document(by=OUTSIDER)).allowed
    flow.submit("x", document()).or_raise()
    records = store.read("x")
    dossier, _, _ = folded("x", None, START, records, CODEC)
    assert isinstance(dossier, ProgrammeDossier)
    assert [1, 3] == [entry.number for entry in dossier.entries]
    assert [dossier] == [d for _, record, d in replayed(records, CODEC) if record.number == 3]
    kept = snapshot_of(dossier, unseal(records[2], CODEC))
    given = list(enumerate(records, start=1))
    assert verify(given, store.standings(), PROGRAMME, snapshots=[kept], deep=True).sound


# -- dossiers that are kept ----------------------------------------------------------------------------------------------


def test_a_dossier_is_kept_now_and_then() -> None:
    """After every 64 records while a history is short, and then after an eighth to a quarter of it."""
    assert [64, 128, 192, 256, 320, 384, 448, 512] == [n for n in range(1, 513) if is_kept(n)]
    assert [640, 768, 896, 1024] == [n for n in range(513, 1025) if is_kept(n)]
    assert [1280, 1536, 1792, 2048] == [n for n in range(1025, 2049) if is_kept(n)]
    assert 64 == SNAPSHOT_EVERY


def test_a_kept_dossier_is_read_as_it_was() -> None:
    """With the record it belongs to; its bytes are canonical, and end with the shape that it has."""
    for k in P:
        dossier, _, _ = folded("p", None, START, sealed_of(P[: k.sealed.number]), CODEC)
        assert k.snapshot == snapshot_of(dossier, unseal(k.sealed, CODEC))
        assert (dossier, Head(k.sealed.number, k.sealed.hash)) == dossier_of(k.snapshot, CODEC)
        assert k.snapshot.body.startswith(b'{"dossier":{')
        assert k.snapshot.body.endswith(f',"shape":"{SHAPE}"}}'.encode())
        assert not of_another_shape(k.snapshot, Dossier)


SHAPE, OTHER = shape_of(Dossier), "0" * 16
UNREADABLE: dict[str, Callable[[bytes], bytes]] = {
    "no JSON": lambda _: b"x",
    "no text": lambda _: b"\xff",
    "nothing": lambda _: b"",
    "a list": lambda _: b"[]",
    "depth without end": lambda _: b"[" * 100_000,
    "no dossier": lambda _: b"{}",
    "a dossier that is none": lambda _: b'{"dossier":5}',
    "a dossier with less": lambda body: body.replace(b'"process":"p"', b'"proces":"p"'),
    "another shape": lambda body: body.replace(SHAPE.encode(), OTHER.encode()),
}


@pytest.mark.parametrize("how", UNREADABLE)
def test_a_kept_dossier_that_cannot_be_read_is_none(how: str) -> None:
    """Nobody is told: the records say the same. Only another shape is that of another version."""
    spoilt = P[-1].snapshot._replace(body=UNREADABLE[how](P[-1].snapshot.body))
    assert spoilt != P[-1].snapshot
    assert None is dossier_of(spoilt, CODEC)
    assert (how == "another shape") == of_another_shape(spoilt, Dossier)


@pytest.mark.parametrize(
    ("body", "other"),
    [
        (b'{"dossier":{},"shape":"0123456789abcdef"}', True),
        (b'{"dossier":{},"shape":"0123456789abcdef"} ', False),
        (b'{"dossier":{},"shape":"0123456789abcdef"}\n', False),
        (b'{"dossier":{},"shape":"0123456789ABCDEF"}', False),
        (b'{"dossier":{},"shape":"0123456789abcde"}', False),
        (f'{{"dossier":{{}},"shape":"{SHAPE}"}}'.encode(), False),
    ],
)
def test_a_shape_stands_at_the_end_in_one_way(body: bytes, other: bool) -> None:  # noqa: FBT001
    """So that a dossier that holds such a text is not taken for that of another version."""
    assert other is of_another_shape(Snapshot("p", 1, "0" * 64, body), Dossier)


def test_what_is_at_hand_is_read_from_wherever_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """From what is at hand, or a kept dossier, only what comes after it; unless that took a text out of what was before."""
    store, road = MemoryStore(), Road(letter.PROCESSES["douane/websites"])
    store.append(sealed_of(P[:6]), [P[5].standing], [P[3].snapshot])
    read: list[int] = []
    whole = store.read

    def counted(process: str, after: int = 0) -> Any:
        read.append(after)
        return whole(process, after)

    monkeypatch.setattr(store, "read", counted)
    expected, _, _ = folded("p", None, START, sealed_of(P[:6]), CODEC)
    flow = Workflow(store)
    assert expected == flow.dossier("p")
    assert [4] == read
    assert expected == flow.dossier("p")
    assert [4] == read
    keep(store, P[6:8])
    assert folded("p", None, START, sealed_of(P[:8]), CODEC)[0] == flow.dossier("p")
    assert [4, 6] == read
    Workflow(store).submit("p", road.redact((1,), at=moment(P[7]))).or_raise()
    read.clear()
    less = flow.dossier("p")
    assert [8, 9] == read  # what is at hand holds the text; what was kept with the redaction does not
    assert folded("p", None, START, whole("p"), CODEC)[0] == less


def test_what_was_rolled_back_is_no_longer_at_hand() -> None:
    """Another past was stored in its place: at hand and kept are both of what is no more, and the records tell."""
    store, x = MemoryStore(), story("p", 8, tag="x")
    store.append(sealed_of(P[:5]), [P[4].standing], [P[3].snapshot])
    flow = Workflow(store)
    flow.dossier("p")
    other = MemoryStore()
    store_of_before = {"p": P[3].snapshot}
    keep(other, x)
    vars(store).update(vars(other))
    store._snapshots = store_of_before
    assert folded("p", None, START, sealed_of(x), CODEC)[0] == flow.dossier("p")
    assert standing(x[7].standing, CODEC) == flow.overview()[0]


def test_a_dossier_that_was_kept_last_needs_no_record() -> None:
    """Then it says itself which record is the last, and the ledger when that was stored."""
    store = MemoryStore()
    store.append(sealed_of(P[:5]), [P[4].standing], [P[4].snapshot])
    flow = Workflow(store, clock=lambda: moment(P[4]) - timedelta(hours=1))
    assert folded("p", None, START, sealed_of(P[:5]), CODEC)[0] == flow.dossier("p")
    with pytest.raises(ClockBehind):
        flow.submit("p", Road(letter.PROCESSES["douane/websites"]).fall_back(at=moment(P[4]) - timedelta(hours=2)))


def test_what_was_stored_after_a_look_belongs_to_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a process stands is read first: what others add before its records are read is in the dossier and its head."""
    store = MemoryStore()
    keep(store, P[:4])
    monkeypatch.setattr(store, "standing", lambda _: P[2].standing)
    dossier, head = Workflow(store)._dossiers.load("p")
    assert (folded("p", None, START, sealed_of(P[:4]), CODEC)[0], P[3].standing.head) == (dossier, head)


def test_the_same_id_again_is_read_from_what_is_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than what came after that, unless a text was taken out since, or it lies before."""
    store, road = MemoryStore(), Road(letter.PROCESSES["douane/websites"])
    keep(store, P[:8])
    early = Workflow(store)
    early.dossier("p")
    keep(store, P[8:])
    read: list[int] = []
    whole = store.read

    def counted(process: str, after: int = 0) -> Any:
        read.append(after)
        return whole(process, after)

    monkeypatch.setattr(store, "read", counted)

    def again(flow: Workflow, number: int) -> AnyDossier:
        sealed = whole("p")[number - 1]
        found: AnyDossier = flow.submit("p", unseal(P[number - 1].sealed, CODEC).event.command, id=sealed.id).dossier
        return found

    def then(number: int) -> AnyDossier:
        return folded("p", None, START, whole("p")[:number], CODEC)[0]

    for number, expected in ((10, [8]), (12, [8]), (8, [8]), (7, [0]), (1, [0])):
        read.clear()
        assert then(number) == again(early, number)
        assert expected == read, number
    early.dossier("p")
    read.clear()
    assert then(12) == again(early, 12)
    assert [12] == read
    Workflow(store).submit("p", road.redact((1,), at=moment(P[11]))).or_raise()
    store._snapshots = {}
    read.clear()
    assert then(12) == again(early, 12)
    assert [12, 0] == read
    vars(store).update(vars(MemoryStore()))  # another past in its place
    keep(store, x := story("p", 12, tag="x"))
    found = early.submit("p", unseal(x[9].sealed, CODEC).event.command, id=x[9].sealed.id)
    assert folded("p", None, START, sealed_of(x[:10]), CODEC)[0] == found.dossier


def test_of_many_dossiers_those_that_were_used_last_are_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly so many; the one that was used longest ago goes, and is read again when it is asked for."""
    store = MemoryStore()
    for name in "abc":
        keep(store, story(name, 1))
    read: list[str] = []
    whole = store.read

    def counted(process: str, after: int = 0) -> Any:
        read.append(process)
        return whole(process, after)

    monkeypatch.setattr(store, "read", counted)
    flow = Workflow(store, at_hand=2)
    for name in "abababacac":
        flow.dossier(name)
    assert [*"abc"] == read
    flow.dossier("b")
    assert [*"abcb"] == read
    assert 2 == len(flow._dossiers._known)


def test_a_process_that_is_gone_is_forgotten() -> None:
    """What was at hand of it is not told any more, and of another it is."""
    store = MemoryStore()
    keep(store, [*story("p", 1), *story("q", 1)])
    flow = Workflow(store)
    flow.dossier("p"), flow.dossier("q")
    vars(store).update(vars(MemoryStore()))
    keep(store, story("q", 1))
    with pytest.raises(UnknownProcess):
        flow.dossier("p")
    assert ["q"] == list(flow._dossiers._known)


def test_records_that_are_gone_are_told_where_a_process_stands() -> None:
    """It is not called unknown: it stands somewhere, and what it follows from is missing."""
    store = MemoryStore()
    keep(store, P[:3])
    store._records.clear()
    store._positions.clear()
    with pytest.raises(BrokenLedger) as error:
        Workflow(store).dossier("p")
    assert ("p", 1) == (error.value.process, error.value.number)
    assert "record 1 of `p` is broken: its records are missing" == error.value.text.en
    assert "vastlegging 1 van `p` is geschonden: de vastleggingen ontbreken" == error.value.text.nl


# -- addresses, turns and memory -----------------------------------------------------------------------------------------

KINDS = "`memory:`, `sqlite:///path/to/file.db` or `postgresql://user@host/database`"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "''"),
        ("memory", "'memory'"),
        ("sqlite:///", "'sqlite://…'"),
        ("sqlite:///:memory:", "'sqlite:///:memory:'"),
        ("mysql://u:geheim@h/x", "'mysql://…'"),
        ("user=a PassWord=geheim", "'…'"),
        (5, "5"),
        (None, "None"),
        (Path("x.db"), repr(Path("x.db"))),
    ],
)
def test_an_address_of_no_kind_is_told_to_the_letter(address: Any, told: str) -> None:
    """With the kinds that there are; of what may hold a password no more than its kind."""
    with pytest.raises(InputError) as error:
        opened(address)
    (problem,) = error.value.problems
    assert ("Workflow.open", "address", told, KINDS) == (
        error.value.subject,
        problem.field,
        problem.value,
        problem.expected.en,
    )
    assert problem.expected.nl.startswith("`memory:`, `sqlite:///pad/naar/bestand.db`")


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked, what it needs, and the extra that brings it."""
    monkeypatch.setitem(sys.modules, "ontvlechting.record.stores.postgres", None)
    for address in ("postgresql://u@h/d", "postgres://u@h/d"):
        with pytest.raises(MissingExtra) as error:
            opened(address)
        assert ("postgresql://", "psycopg") == (error.value.what, error.value.needs)
        assert "pip install 'ontvlechting[postgres]'" in error.value.text.en


def test_what_was_asked_of_an_address_is_done(tmp_path: Path) -> None:
    """To make it or not, and to look only."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    for how in ({"create": False}, {"read_only": True}):
        with pytest.raises(LedgerUnavailable):
            opened(address, **how)
    opened(address).close()
    opened(address, create=False).close()
    with closing(opened(address, read_only=True)) as store, pytest.raises(LedgerUnavailable):
        keep(store, P[:1])
    assert isinstance(opened("memory:"), MemoryStore)


def test_what_is_done_in_a_turn_is_given_back() -> None:
    """In a turn of these processes, which has ended then; with an error nothing of it is kept."""
    store, turns = MemoryStore(), []
    turn = store.turn

    def counted(processes: Any) -> Any:
        turns.append(processes)
        return turn(processes)

    store.turn = counted  # type: ignore[method-assign]

    def work() -> int:
        keep(store, P[:1])
        return 7

    assert 7 == in_turn(store, ["p"], work)
    assert [["p"]] == turns
    assert None is store._turn

    def fail() -> None:
        keep(store, P[1:2])
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        in_turn(store, [], fail)
    assert sealed_of(P[:1]) == list(store.read("p"))
    assert None is store._turn


@pytest.mark.parametrize("kept", range(6))
def test_whoever_is_interrupted_in_memory_leaves_nothing(kept: int) -> None:
    """After any of the things that one call keeps: all of it is as it was, and can be done again."""
    store, q = MemoryStore(), story("q", 2)
    store.append(sealed_of([*P[:2], q[0]]), [P[1].standing, q[0].standing], [P[1].snapshot, q[0].snapshot])
    before = everything(store)
    given = sealed_of([P[2], q[1], *story("r", 1)])
    heads = [P[2].standing, q[1].standing, story("r", 1)[0].standing]
    kinds = [P[2].snapshot, story("r", 1)[0].snapshot]
    less = [redacted(P[0].sealed, CODEC), redacted(q[0].sealed, CODEC)]
    named = [Naming("a", "p", 3), Naming("b", "q", 2)]

    def until(many: int, items: list[Any]) -> Iterator[Any]:
        yield from items[:many]
        raise KeyboardInterrupt

    class Some(list[Any]):
        """A list that is interrupted the second time it is read."""

        def __init__(self, items: list[Any], at: int, times: int) -> None:
            super().__init__(items)
            self.at, self.times = at, times

        def __iter__(self) -> Iterator[Any]:
            self.times -= 1
            return until(self.at, self[:]) if self.times == 0 else super().__iter__()

    arguments: list[tuple[Any, ...]] = [
        (Some(given, 2, 3), heads, kinds, less, (), named),
        (given, Some(heads, 1, 1), kinds, less, (), named),
        (given, heads, Some(kinds, 1, 1), less, (), named),
        (given, heads, kinds, Some(less, 1, 3), (), named),
        (given, Some(heads, 3, 1), kinds, less, (), named),
        (given, heads, kinds, less, (), Some(named, 1, 2)),
    ]
    with pytest.raises(KeyboardInterrupt):
        store.append(*arguments[kept])
    assert before == everything(store)
    assert [None, None] == [store.find(given[0].id), store.find(given[2].id)]
    assert [] == list(store.read("r"))
    store.append(given, heads, kinds, less, (), named)
    assert named == sorted(store.named())
    assert sorted(kinds) == sorted(store.snapshots())
    assert [less[0], P[1].sealed, P[2].sealed] == list(store.read("p"))
    assert [less[1], q[1].sealed] == list(store.read("q"))
    assert heads[2] == store.standing("r")


# -- from where a record comes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["geen-pakket-van-die-naam", "", "a b", "../x"])
def test_a_program_without_a_version_is_told(program: str) -> None:
    """What is not installed has to say its own; in both languages."""
    with pytest.raises(InputError) as error:
        Origin.here(program)
    (problem,) = error.value.problems
    assert ("Origin", "version", "None") == (error.value.subject, problem.field, problem.value)
    assert (
        "de versie van het programma; er is geen pakket van die naam geïnstalleerd",
        "the version of the program; no package of that name is installed",
    ) == (problem.expected.nl, problem.expected.en)
    assert None is error.value.__cause__
    assert error.value.__suppress_context__


def test_a_program_says_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name, version, machine and account, as they were given; this package by itself when nothing was."""
    monkeypatch.setattr(platform, "node", lambda: "fictief-1")
    assert Origin(program="x", version="7", host="fictief-1", account="y") == Origin.here("x", version="7", account="y")
    assert ("ontvlechting", OURS, "fictief-1", None) == (
        OURS,
        Origin.here().program,
        Origin.here().host,
        Origin.here().account,
    )
    monkeypatch.setattr(platform, "node", lambda: "x" * 201)
    assert None is Origin.here().host


# -- files beside a ledger -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [None, 5, b"x", "a\x00b", "\ud800", ["a"], object], ids=ascii)
def test_what_can_be_no_path_is_refused(path: Any) -> None:
    """With what it was given to, and what was given."""
    with pytest.raises(InputError) as error:
        path_of("export", path)
    (problem,) = error.value.problems
    assert ("export", "path", "een pad naar een bestand", "a path to a file") == (
        error.value.subject,
        problem.field,
        problem.expected.nl,
        problem.expected.en,
    )
    assert repr(path)[:20] in problem.value
    assert [Path("a"), Path("é🧵")] == [path_of("x", "a"), path_of("x", Path("é🧵"))]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277])
@pytest.mark.parametrize("secret", [True, False])
def test_a_new_file_is_for_whom_it_is_meant(tmp_path: Path, umask: int, secret: bool) -> None:  # noqa: FBT001
    """A secret one for its owner alone, whatever is let through; another for those to whom that lets it."""
    before = os.umask(umask)
    try:
        descriptor = make(tmp_path / "a", secret=secret)
    finally:
        os.umask(before)
    assert (0o600 if secret else 0o644 & ~umask) == stat.S_IMODE((tmp_path / "a").stat().st_mode)
    os.write(descriptor, b"x")
    os.lseek(descriptor, 0, os.SEEK_SET)
    assert b"x" == os.read(descriptor, 5)
    os.close(descriptor)
    with pytest.raises(FileExistsError):
        make(str(tmp_path / "a"), secret=secret)
    assert b"x" == (tmp_path / "a").read_bytes()


def test_a_secret_file_is_secret_from_the_first_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only once its rights were set: nobody can open it in between."""
    modes: list[int] = []
    monkeypatch.setattr(os, "fchmod", lambda d, _: modes.append(stat.S_IMODE(os.fstat(d).st_mode)))
    before = os.umask(0)
    try:
        os.close(make(tmp_path / "a"))
    finally:
        os.umask(before)
    assert [0o600] == modes


def test_a_new_file_is_secret_unless_it_is_said_not_to_be(tmp_path: Path) -> None:
    """And it takes no place that leads elsewhere."""
    os.close(make(tmp_path / "a"))
    assert 0o600 == stat.S_IMODE((tmp_path / "a").stat().st_mode)
    (tmp_path / "b").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError) as error:  # noqa: PT011 - the number says which
        make(tmp_path / "b")
    assert errno.EEXIST == error.value.errno
    assert not (tmp_path / "elsewhere").exists()


def test_moments_are_kept_with_their_offset() -> None:
    """As they were written: when it was stored, and when the act took place."""
    dossier, _, _ = folded("p", None, START, sealed_of(P), CODEC)
    record = attrs.evolve(unseal(P[-1].sealed, CODEC), recorded_at=datetime(2024, 1, 1, 12, tzinfo=UTC))
    there = datetime(2024, 1, 1, 11, tzinfo=timezone(timedelta(hours=2)))
    given = row(attrs.evolve(dossier, at=there), record)
    assert ("2024-01-01T12:00:00+00:00", "2024-01-01T11:00:00+02:00") == (given.recorded_at, given.at)


def test_some_records_say_at_the_top_how_many_there_are() -> None:
    """As a whole export does, so that one that was cut short is known."""
    first, *lines = written_records(sealed_of(P)).splitlines()
    assert {"ontvlechting": "ledger", "version": VERSION, "records": len(lines)} == json.loads(first)
    assert len(P) == len(lines)


def test_a_hash_that_is_none_is_told_as_it_was_given() -> None:
    """By its name, with what it is."""
    with pytest.raises(InputError) as error:
        includes("een", 0, 1, [], b"")  # type: ignore[arg-type]
    assert [("leaf_hash", "'een'")] == [(p.field, p.value) for p in error.value.problems]


def test_a_connection_that_is_none_is_told_where_it_was_given() -> None:
    """By the name of what was asked."""
    with pytest.raises(InputError, match=r"`SqliteStore\.bound`"):
        SqliteStore.bound(5)  # type: ignore[arg-type]


def test_of_a_standing_that_is_not_made_yet_nothing_can_be_asked() -> None:
    """As whoever copies one does; not that it goes round for ever."""
    assert not hasattr(Standing.__new__(Standing), "columns")
    assert not hasattr(Standing.__new__(Standing), "__deepcopy__")
