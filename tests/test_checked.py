"""Values are checked when they are made, and every problem is reported together."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import Actor, InputError, Role, letter
from ontvlechting import commands as c
from ontvlechting.engine.checked import Checked, Id, shows
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Document, DocumentKind, Money

ROAD = Road(letter.PROCESSES["douane/websites"])

HOSTILE = [
    "aanhalingstekens \" ' ` «»",
    "regel\neinde\r\nen tab\t",
    "<script>alert(1)</script> & [link](javascript:x) | **vet**",
    "emoji 🧵👩🏽‍⚖️ en vlag 🇳🇱",
    "rechts\u200fnaar\u202elinks\u2066",
    "; DROP TABLE records; --",
    "\x00nul",
]


def problems(make: Any) -> dict[str, str]:
    """The fields that an input error names, with the value that it shows."""
    with pytest.raises(InputError) as error:
        make()
    for language in LANGUAGES:
        for problem in error.value.problems:
            assert problem.expected[language]
            assert problem.field in error.value.text[language]
    return {p.field: p.value for p in error.value.problems}


def test_all_problems_of_a_value_are_reported_together() -> None:
    """One error names every wrong field, its value and what was expected."""
    found = problems(lambda: c.Finding(outcome="ja", on="gisteren", document=None, horizon_years=0))  # type: ignore[arg-type]
    assert {"outcome": "'ja'", "on": "'gisteren'", "document": "None", "horizon_years": "0"} == found


def test_a_naive_moment_is_refused() -> None:
    """A moment without a time zone is no moment."""
    naive = datetime(2023, 4, 3, 9, 0)  # noqa: DTZ001  # that is the point
    assert {"at"} == set(problems(lambda: ROAD.fall_back(at=naive)))


def test_a_moment_is_no_day_and_a_day_is_no_moment() -> None:
    """Days and moments are kept apart."""
    assert {"on"} == set(problems(lambda: attrs.evolve(ROAD.note(), on=ROAD.start)))
    assert {"at"} == set(problems(lambda: ROAD.fall_back(at=ROAD.start.date())))


@pytest.mark.parametrize(
    "amount", [1.5, "1.50", True, Decimal("0.001"), Decimal("NaN"), Decimal("Infinity"), Decimal("1e16")]
)
def test_money_is_exact(amount: Any) -> None:
    """A float, a text, a fraction of a cent and what is not finite are refused."""
    assert {"amount": repr(amount)} == problems(lambda: Money(amount=amount))


def test_a_whole_number_is_an_exact_amount() -> None:
    """A whole number of euros is taken as a decimal."""
    assert Money(amount=Decimal(20)) == Money(amount=20)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "   ", "\n", 3, None, "x" * 20_001, "\ud800"])
def test_a_text_is_not_empty_not_over_long_and_can_be_kept(text: Any) -> None:
    """Empty, over-long, non-text and what UTF-8 cannot hold are refused, and the error stays short."""
    found = problems(lambda: ROAD.fall_back(reason=text))
    assert {"reason"} == set(found)
    assert len(found["reason"]) < 200


@pytest.mark.parametrize("id", ["", "two\nlines", "tab\there", "x" * 201, "\u2028"])
def test_an_id_is_one_short_line(id: str) -> None:
    """What names something fits on one line."""
    assert {"id"} == set(problems(lambda: Actor(id=id, role=Role.MINISTRY, party="p")))


@pytest.mark.parametrize("text", ["\u3164", "\u2800\u200b", "\uffa0 \u115f\u1160"])
def test_a_text_of_which_nothing_shows_is_none(text: str) -> None:
    """Also of what Unicode calls a letter or a symbol; beside something that shows it is kept."""
    assert {"id", "party"} == set(problems(lambda: Actor(id=text, role=Role.MINISTRY, party=text)))
    assert f"a{text}" == ROAD.fall_back(reason=f"a{text}").reason


def test_only_a_member_of_an_enumeration_is_one() -> None:
    """Not what was made beside them and bears the name of one."""
    false = object.__new__(Role)
    false._value_, false._name_ = "ministry", "MINISTRY"
    assert {"role"} == set(problems(lambda: Actor(id="a", role=false, party="p")))


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_survive_unchanged(text: str) -> None:
    """Quotes, newlines, markup, emoji and right-to-left marks are kept to the letter."""
    assert text == ROAD.fall_back(reason=text).reason


@given(st.text(min_size=1, max_size=50))
def test_a_text_is_kept_or_refused_never_changed(text: str) -> None:
    """Whatever the text is, it comes out as it went in, or not at all."""
    try:
        assert text == ROAD.fall_back(reason=text).reason
    except InputError:
        assert not shows(text) or any("\ud800" <= x <= "\udfff" for x in text)


def test_a_list_becomes_a_tuple() -> None:
    """Who writes a list in a notebook gets a value that cannot change."""
    drafters: Any = ["douane", "belastingdienst"]
    assert ("douane", "belastingdienst") == attrs.evolve(ROAD.plan(), drafters=drafters).drafters


def test_items_are_named_by_their_place() -> None:
    """A wrong item of a tuple is named with its place."""
    drafters: Any = ("douane", 3)
    assert {"drafters[1]": "3"} == problems(lambda: attrs.evolve(ROAD.plan(), drafters=drafters))


def test_a_task_has_one_disposition() -> None:
    """A task in two dispositions is refused, and named."""
    plan = ROAD.plan()
    twice = (*plan.tasks, attrs.evolve(plan.tasks[0], disposition=c.Disposition.STAYS))
    assert {"tasks": "['technisch-beheer']"} == problems(lambda: attrs.evolve(plan, tasks=twice))


def test_phases_cover_what_goes() -> None:
    """Phases that leave out a task that goes, or hold one that stays, are refused."""
    plan = ROAD.plan()
    assert {"phases"} == set(problems(lambda: attrs.evolve(plan, phases=plan.phases[:1])))
    stays = tuple(attrs.evolve(t, disposition=c.Disposition.STAYS) for t in plan.tasks)
    assert {"phases"} == set(problems(lambda: attrs.evolve(plan, tasks=stays)))


def test_phases_are_numbered_in_order() -> None:
    """Phases run 1, 2, 3."""
    plan = ROAD.plan()
    assert {"phases"} == set(problems(lambda: attrs.evolve(plan, phases=plan.phases[::-1])))


def test_a_phase_touches_dependencies_of_its_plan() -> None:
    """A dependency that the plan does not know is named with its phase."""
    plan = ROAD.plan()
    lost = attrs.evolve(plan.phases[1], touches=("elders",))
    found = problems(lambda: attrs.evolve(plan, phases=(plan.phases[0], lost)))
    assert {"phases[1].touches": "['elders']"} == found


def test_a_phase_does_not_end_before_it_starts() -> None:
    """Start, then end; and at least one task."""
    phase = ROAD.plan().phases[0]
    found = problems(lambda: attrs.evolve(phase, ends_on=date(2000, 1, 1), tasks=()))
    assert {"ends_on", "tasks"} == set(found)


def test_scope_indicators_and_parts_are_named_once() -> None:
    """Tasks of a scope, indicators of a plan and parts of a test each occur once."""
    scope = ROAD.process.scope
    assert {"scope"} == set(problems(lambda: ROAD.identify(scope=(*scope, scope[0]))))
    plan = ROAD.plan()
    assert plan.continuity is not None
    twice = attrs.evolve(plan.continuity, indicators=plan.continuity.indicators * 2)
    assert {"continuity.indicators"} == set(problems(lambda: attrs.evolve(plan, continuity=twice)))
    test = ROAD.test(c.Precondition.EFFICIENCY)
    assert {"results"} == set(problems(lambda: attrs.evolve(test, results=test.results * 2)))
    assert {"results"} == set(problems(lambda: attrs.evolve(test, precondition=c.Precondition.BUDGET)))


def test_a_horizon_and_dependencies_are_plausible() -> None:
    """A finding holds for at most thirty years; each dependency of a plan has an id of its own."""
    finding = ROAD.identify().finding
    assert finding is not None
    assert {"horizon_years": "31"} == problems(lambda: attrs.evolve(finding, horizon_years=31))
    assert 30 == attrs.evolve(finding, horizon_years=30).horizon_years
    plan = ROAD.plan()
    twice = (plan.dependencies or ()) * 2
    assert {"dependencies": "['fictief-platform']"} == problems(lambda: attrs.evolve(plan, dependencies=twice))


def test_a_redaction_names_records_and_its_ground() -> None:
    """At least one record, each named once; numbers begin at 1, and without a ground nothing has to go."""
    command = ROAD.redact((1, 2))
    assert ((1, 2), ()) == (command.records, command.fields)
    assert {"records": "()"} == problems(lambda: attrs.evolve(command, records=()))
    assert {"records": "(2, 1, 2)"} == problems(lambda: attrs.evolve(command, records=(2, 1, 2)))
    found = problems(lambda: attrs.evolve(command, records=(0,), fields=("",), ground=" "))
    assert {"records[0]", "fields[0]", "ground"} == set(found)


def test_values_are_frozen() -> None:
    """A value cannot be changed after it was made."""
    note: Any = ROAD.note()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        note.public = False


def test_a_document_compares_by_content() -> None:
    """Two documents with the same content are the same."""
    one, other = (
        Document(id="d", kind=DocumentKind.PLAN, title="t", on=date(2023, 4, 3), origin="douane") for _ in range(2)
    )
    assert one == other


def _fails(value: object) -> Any:
    raise ZeroDivisionError("division by zero")


WRONG: dict[str, tuple[Any, str]] = {
    "nothing": (lambda value: None, "expected problems (`Problem`), or none; got None"),
    "a text": (lambda value: "wrong", "expected problems (`Problem`), or none; got 'wrong'"),
    "texts": (lambda value: ["wrong"], "expected problems (`Problem`), or none; got ['wrong']"),
    "it fails": (_fails, "fails: 'ZeroDivisionError: division by zero'"),
    "it fails on the way": (
        lambda value: (1 // n for n in (1, 0)),
        "fails: 'ZeroDivisionError: integer division or modulo by zero'",
    ),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_value_of_ones_own_that_answers_wrongly_what_is_wrong_with_it_is_told(how: str) -> None:
    """One error that names the class, and what its method gave; a value that is wrong by itself is told as before."""
    wrong, said = WRONG[how]
    kind = attrs.frozen(kw_only=True)(type("Own", (Checked,), {"__annotations__": {"name": Id}, "problems": wrong}))
    with pytest.raises(DefinitionError) as error:
        kind(name="a")
    (fault,) = error.value.faults
    assert fault.en.startswith("`problems` of `Own`")
    assert said in fault.en
    assert {"name": "''"} == problems(lambda: kind(name=""))


def test_what_interrupts_is_no_mistake_in_a_value() -> None:
    """It comes through as it is."""

    def runs_out(value: object) -> Any:
        raise MemoryError

    kind = attrs.frozen(kw_only=True)(type("Own", (Checked,), {"__annotations__": {"name": Id}, "problems": runs_out}))
    with pytest.raises(MemoryError):
        kind(name="a")
