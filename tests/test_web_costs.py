"""What a page costs, counted exactly: what is read, opened and worked out for it, whatever else the ledger holds.

As in `tests/test_costs.py` nothing here hangs on a clock, and each number may only change on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, State, Workflow, letter, web
from ontvlechting.engine import adoption
from ontvlechting.engine.outlook import outlook
from ontvlechting.engine.values import Actor
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.fiction import Road
from ontvlechting.record import audit
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.shell import ledger
from ontvlechting.views import schema
from ontvlechting.web import pages, site
from tests.asking import WEBSITES
from tests.browsing import Browser
from tests.programmes import OPENING
from tests.test_costs import statements

ROAD = Road(letter.PROCESSES[WEBSITES])
IDENTIFIED = ROAD.identify()
ROWS = 10
"""So many rows a page of the overview has here."""
NOW = datetime(2024, 6, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A new ledger in a file."""
    with closing(SqliteStore(tmp_path / "ledger.db")) as opened:
        yield opened


def calls(monkeypatch: pytest.MonkeyPatch, holder: Any, name: str) -> Counter[str]:
    """Counts how often a function is called, by whichever thread: pages are made in threads of their own."""
    seen: Counter[str] = Counter()
    original = getattr(holder, name)

    def counted(*given: Any, **more: Any) -> Any:
        seen[name] += 1
        return original(*given, **more)

    monkeypatch.setattr(holder, name, counted)
    return seen


class Clock:
    """A clock that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The moment at which it stands."""
        return self.now


def filled(store: Any, processes: int, clock: Any = Clock()) -> Workflow:  # noqa: B008 - it stands still
    """A ledger with a programme, and so many processes that have just begun."""
    flow = Workflow(store, clock=clock)
    flow.submit_many([(f"proces/{n:03}", IDENTIFIED) for n in range(processes)])
    flow.submit_many([("programma", command) for command in OPENING])
    return flow


# -- the overview ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("processes", [15, 90])
def test_a_page_of_the_overview_costs_its_own_rows(
    monkeypatch: pytest.MonkeyPatch, store: SqliteStore, processes: int
) -> None:
    """However many processes there are: one look at where they stand, of one row more than it shows; each row is looked ahead once."""
    monkeypatch.setattr(pages, "PAGE", ROWS)
    clock = Clock()
    browser = Browser(web.app(filled(store, processes, clock), clock=clock))
    looked_ahead, opened = calls(monkeypatch, ledger, "outlook"), calls(monkeypatch, audit, "unseal")
    read = rows_read(monkeypatch)
    with statements(store) as first:
        whole = browser.get("/").text
    assert (ROWS, 0, [ROWS + 1]) == (looked_ahead.total(), opened.total(), read)
    assert {"SELECT": 1 + ROWS} == dict(first)  # the page, and where each process of it stands when it is looked ahead
    with statements(store) as again:
        assert whole == browser.get("/").text
    assert ROWS == looked_ahead.total()
    assert {"SELECT": 1} == dict(again)


def rows_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows came of each look at where processes stand."""
    found: list[int] = []
    original = SqliteStore.standings

    def watched(self: SqliteStore, *given: Any, **more: Any) -> Any:
        rows = original(self, *given, **more)
        found.append(len(rows))
        return rows

    monkeypatch.setattr(SqliteStore, "standings", watched)
    return found


def test_what_has_changed_is_looked_ahead_anew_and_the_rest_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has another record tells something else at once; in the next minute all of them may."""
    clock = Clock()
    flow = filled(MemoryStore(), 5, clock)
    browser = Browser(web.app(flow, clock=clock))
    looked_ahead = calls(monkeypatch, ledger, "outlook")
    browser.get("/")
    assert 6 == looked_ahead.total()
    flow.submit("proces/003", ROAD.consult())
    browser.get("/")
    assert 7 == looked_ahead.total()
    clock.now += timedelta(minutes=1)
    browser.get("/")
    assert 13 == looked_ahead.total()


def test_who_asks_while_somebody_else_works_it_out_waits_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six readers at once: each process is looked ahead once, and all six see the same page."""
    clock = Clock()
    app = web.app(filled(MemoryStore(), 20, clock), clock=clock)
    counted, begin, seen = [], Barrier(6), []

    def counting(rules: Any, dossier: Any, *more: Any) -> Any:
        counted.append(dossier.process)
        return outlook(rules, dossier, *more)

    def read() -> None:
        begin.wait()
        seen.append(Browser(app).get("/").text)

    monkeypatch.setattr(ledger, "outlook", counting)
    readers = [Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert sorted(set(counted)) == sorted(counted)
    assert (21, 6, 1) == (len(counted), len(seen), len(set(seen)))


def test_only_so_many_processes_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those that were looked at longest ago nothing is kept."""
    monkeypatch.setattr(site, "FRONTS", 3)
    flow = filled(MemoryStore(), 5)
    fronts = site._Fronts(flow)
    for line in flow.overview():
        fronts.of(line, NOW)
    assert ["proces/003", "proces/004", "programma"] == sorted(fronts._known)[-3:] == list(fronts._known)


# -- a process ---------------------------------------------------------------------------------------------------------


def test_a_page_of_a_process_opens_each_record_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its history is read for what happened; what set its terms is looked up in the two records that can have set them."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = Workflow(MemoryStore(), clock=Clock())
    flow.submit_many([(WEBSITES, command) for command in road.until(State.PHASED_TRANSFER)])
    browser = Browser(web.app(flow, clock=Clock()))
    records = len(flow.history(WEBSITES))
    opened = calls(monkeypatch, audit, "unseal")
    assert 200 == browser.get(f"/process?name={WEBSITES}").status
    assert records + 2 == opened.total()


@pytest.mark.parametrize("length", [0, 40])
def test_the_agenda_opens_what_can_have_set_a_term(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    """However long the history of a process: its plan and its decision, by which ways back and the evaluation have a day."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = Workflow(MemoryStore(), clock=Clock())
    flow.submit_many([(WEBSITES, command) for command in road.until(State.PHASED_TRANSFER)])
    flow.submit_many([(WEBSITES, IDENTIFIED)] * length)  # which is refused by now
    opened = calls(monkeypatch, audit, "unseal")
    found = flow.agenda(at=road.moment)
    assert 2 == opened.total()
    history = flow.history(WEBSITES)
    assert [t.set_by for t in found] == [history[t.record - 1].event.command for t in found if t.record is not None]
    assert found


# -- across processes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("processes", [1, 60])
@pytest.mark.parametrize("path", ["/account", "/report"])
def test_what_is_of_a_programme_reads_no_other_lines(
    monkeypatch: pytest.MonkeyPatch, store: SqliteStore, path: str, processes: int
) -> None:
    """Which programmes there are is asked by their states: the lines of other processes are not read."""
    (opening, *rest) = OPENING
    flow = Workflow(store, clock=Clock())
    flow.submit_many([(f"proces/{n:03}", IDENTIFIED) for n in range(processes)])
    flow.submit_many([("programma", c) for c in (attrs.evolve(opening, size=1, processes=("proces/000",)), *rest)])
    browser = Browser(web.app(flow, clock=Clock()))
    read = rows_read(monkeypatch)
    assert "programma" in browser.get(path).text
    assert {0, 1} == set(read)


# -- what stays the same -----------------------------------------------------------------------------------------------


def test_rules_are_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds a process to which rule is the same at each request, so it is worked out at the first."""
    browser = Browser(web.app(filled(MemoryStore(), 1)))
    known = calls(monkeypatch, adoption.KnownRules, "__init__")
    answers = [browser.get("/api/rules").plain for _ in range(3)]
    assert 1 == known.total()
    assert answers[0] == answers[1] == answers[2]
    one = next(r for r in answers[0]["rules"] if r["rule"] == "R44")
    guards = {g.name for rules in (LETTER, PROGRAMME) for g in rules.guards if "R44" in {r.id for r in g.rules}}
    assert guards == set(one["guards"])
    assert guards


def test_schemas_and_templates_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schema of every command, and the page of the report, which is compiled."""
    import jinja2

    browser = Browser(web.app(filled(MemoryStore(), 1)))
    assert browser.get("/report/page").text == browser.get("/report/page").text
    made, compiled = calls(monkeypatch, schema._Schema, "__init__"), calls(monkeypatch, jinja2.Environment, "compile")
    assert browser.get("/api/commands").plain == browser.get("/api/commands").plain
    browser.get("/report/page")
    assert made.total() <= 1
    assert 0 == compiled.total()


def test_a_page_changes_threads_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks is asked in the thread that makes the page; where that has to be awaited, the page is made in a second one."""

    async def awaited(_: Any) -> Actor:
        return ROAD.receiver

    flow = filled(MemoryStore(), 1)
    changed = calls(monkeypatch, site, "run_in_threadpool")
    told = []
    for who in (None, lambda _: ROAD.receiver, awaited):
        changed.clear()
        told.append(("/begin" in Browser(web.app(flow, who=who)).get("/").text, changed.total()))
    assert [(False, 1), (True, 1), (True, 2)] == told


def test_no_name_in_an_address_is_taken_for_one_of_ours() -> None:
    """Whatever stands behind the question mark, the page links to itself in the other language."""
    browser = Browser(web.app(filled(MemoryStore(), 1)))
    for name in ("path", "self", "lang2", "a b"):
        answer = browser.get("/rules", query={name: "x"})
        assert (name, 200) == (name, answer.status)
        assert f"?{name.replace(' ', '+')}=x&amp;lang=en" in answer.text
