"""What is shown of rules that are no letter of this package: everything, by what every dossier has; and by views of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve, frozen

from ontvlechting.engine import chart, values
from ontvlechting.engine import dossier as every
from ontvlechting.engine.chart import Arrow, moving, staying
from ontvlechting.engine.checked import Id, Words
from ontvlechting.engine.columns import Column
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.doors import YES, Norms, Reasons, guard
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import LANGUAGES, Language, Text
from ontvlechting.engine.values import Actor, Source
from ontvlechting.engine.verdicts import Mend, Rule, Supplier
from ontvlechting.shell.answers import Outcome
from ontvlechting.shell.ledger import Ledger
from ontvlechting.shell.workflow import Workflow
from ontvlechting.views import markdown, words
from ontvlechting.views.html import tag
from ontvlechting.views.layout import Layout
from ontvlechting.views.lifecycle import Lifecycle
from ontvlechting.views.report import Chapter
from ontvlechting.views.timeline import Lanes, Span, settled
from tests.pages import Page

SVG = "{http://www.w3.org/2000/svg}"
START = datetime(2024, 3, 1, 9, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script>"


class State(chart.State):
    """Where a permit stands; the places are left to the picture."""

    NEW = "new", "nieuw", "new"
    RECEIVED = "received", "ontvangen", "received"
    ASSESSED = "assessed", "beoordeeld", "assessed"
    HEARD = "heard", "gehoord", "heard"
    GRANTED = "granted", "verleend", "granted"
    DENIED = "denied", "afgewezen", "denied"
    WITHDRAWN = "withdrawn", "ingetrokken", "withdrawn"


class Role(values.Role):
    """Who takes part."""

    APPLICANT = "applicant"
    TOWN = "town"


@frozen(kw_only=True)
class Apply(Command):
    """A permit is asked for."""

    title = Text(nl="Aanvragen", en="Apply")
    subject: Words

    def effect(self, dossier: Any, /) -> dict[str, Any]:
        """What it is about."""
        return {"subject": self.subject}


@frozen(kw_only=True)
class Assess(Fact):
    """It is assessed."""

    title = Text(nl="Beoordelen", en="Assess")
    finding: Words
    kept_in = "assessments"


@frozen(kw_only=True)
class Hear(Fact):
    """The applicant is heard."""

    title = Text(nl="Horen", en="Hear")


@frozen(kw_only=True)
class Reopen(Command):
    """It is assessed anew."""

    title = Text(nl="Heropenen", en="Reopen")


@frozen(kw_only=True)
class Grant(Command):
    """It is given."""

    title = Text(nl="Verlenen", en="Grant")


@frozen(kw_only=True)
class Deny(Command):
    """It is not given."""

    title = Text(nl="Afwijzen", en="Deny")


@frozen(kw_only=True)
class Withdraw(Command):
    """It is not wanted any more."""

    title = Text(nl="Intrekken", en="Withdraw")


@frozen(kw_only=True)
class Remark(Fact):
    """Something that somebody has to say."""

    title = Text(nl="Opmerken", en="Remark")
    says: Words
    about: Id


@frozen(kw_only=True)
class Permit(every.Dossier):
    """What is known of a permit."""

    columns = (Column("subject", str, Text(nl="onderwerp", en="subject")),)
    state: chart.State = State.NEW
    subject: str | None = None
    assessments: tuple[Assess, ...] = ()


BYLAW = Rule(
    id="V1",
    source=Source(document="Verordening", section="artikel 1", term="gehoord"),
    title=Text(nl="Wie aanvraagt wordt gehoord.", en="Who applies is heard."),
)


@guard(BYLAW, nl="is de aanvrager gehoord?", en="was the applicant heard?")
def is_heard(dossier: Permit, command: Command, norms: Norms) -> Reasons:
    """There was a hearing."""
    if dossier.recorded(Hear):
        return YES
    whom = (Supplier(role=Role.TOWN, party="stad-west"), Supplier(role=Role.TOWN))
    return [BYLAW.missing("not-heard", nl="er is niet gehoord", en="there was no hearing", suppliers=whom)]


LIVE = {State.RECEIVED, State.ASSESSED, State.HEARD}
TABLE = (
    Arrow(Apply, State.NEW, State.RECEIVED),
    Arrow(Assess, State.RECEIVED, State.ASSESSED),
    Arrow(Hear, State.ASSESSED, State.HEARD),
    *moving({State.ASSESSED, State.HEARD}, Grant, State.GRANTED),
    *moving({State.ASSESSED, State.HEARD}, Deny, State.DENIED),
    *moving({State.ASSESSED, State.HEARD}, Reopen, State.RECEIVED),
    *moving(LIVE, Withdraw, State.WITHDRAWN),
    *staying(LIVE | {State.GRANTED}, Remark),
)
ENDS = frozenset({State.GRANTED, State.DENIED, State.WITHDRAWN})
DOORS = dict.fromkeys((Apply, Assess, Hear, Reopen, Deny, Withdraw, Remark), ()) | {Grant: (is_heard,)}
PERMITS = Rules(
    name="permits", version="1", arrows=TABLE, start=State.NEW, final=ENDS, doors=DOORS, roles=Role, dossier=Permit,
    order=BYLAW,
)  # fmt: skip

APPLICANT = Actor(id="actor-1", role=Role.APPLICANT, party="bewoner")
TOWN = Actor(id="actor-2", role=Role.TOWN, party="stad-west")


def act(kind: type[Any], day: int, by: Actor = TOWN, **fields: Any) -> Any:
    """A command on that day."""
    return kind(by=by, at=START + timedelta(days=day), **fields)


ROAD = (
    act(Apply, 0, APPLICANT, subject=f"Dakkapel {HOSTILE}"),
    act(Assess, 1, finding="Past in de straat."),
    act(Grant, 2),
    act(Remark, 3, APPLICANT, says="Met spoed.", about="dak"),
    act(Reopen, 4),
    act(Assess, 5, finding="Past nog steeds."),
    act(Hear, 6),
    act(Grant, 7),
)
"""From application to permit: one refusal, and assessed anew once."""


def opened(most: int = len(ROAD)) -> Workflow:
    """A ledger with one permit, after the first of these commands."""
    flow = Workflow.open("memory:", rules=PERMITS, clock=lambda: START + timedelta(days=30))
    for command in ROAD[:most]:
        flow.submit("dakkapel", command)
    return flow


@pytest.fixture
def flow() -> Iterator[Workflow]:
    """One permit that was heard."""
    with opened(7) as found:
        yield found


def drawn(picture: Any) -> tuple[set[str | None], list[ET.Element]]:
    """The texts of a picture, and its boxes."""
    svg = ET.fromstring(picture.svg())  # noqa: S314 - our own
    return {t.text for t in svg.iter(f"{SVG}text")}, list(svg.iter(f"{SVG}rect"))


# -- how a table lies --------------------------------------------------------------------------------------------------

LAYOUT = Layout(TABLE, start=State.NEW, final=ENDS)


def test_rows_follow_the_longest_way_and_ways_back_count_for_nothing() -> None:
    """Each state lies below whatever leads to it; what lies on the longest road has the first lane, and no place is shared."""
    places = LAYOUT.places
    assert [0, 1, 2, 3, 4] == [places[s][1] for s in (*list(State)[:4], State.GRANTED)]
    assert {0} == {places[s][0] for s in (*list(State)[:4], State.GRANTED)}
    assert len(set(State)) == len(set(places.values()))
    assert all(places[a][1] < places[b][1] for a, b in LAYOUT.forward)
    assert (State.ASSESSED, State.RECEIVED) not in LAYOUT.forward


def test_the_longest_way_counts_also_where_a_shorter_one_comes_first() -> None:
    """In whichever order the table has the two."""
    shorter = (Arrow(Hear, State.RECEIVED, State.HEARD), Arrow(Grant, State.HEARD, State.GRANTED))
    longer = (
        Arrow(Assess, State.RECEIVED, State.ASSESSED),
        Arrow(Reopen, State.ASSESSED, State.DENIED),
        Arrow(Grant, State.DENIED, State.GRANTED),
    )
    begin = Arrow(Apply, State.NEW, State.RECEIVED)
    for table in ((begin, *shorter, *longer), (begin, *longer, *shorter)):
        found = Layout(table, start=State.NEW, final={State.GRANTED})
        assert (0, 4) == found.places[State.GRANTED]
        assert (State.RECEIVED, State.ASSESSED, State.DENIED, State.GRANTED) == found.road()


def test_an_end_that_can_be_entered_all_along_the_road_stands_aside() -> None:
    """And no other: two decisions that close the same road are both its end, and so is the end of a shorter road."""
    assert frozenset({State.WITHDRAWN}) == LAYOUT.aside
    without = [a for a in TABLE if a.target is not State.WITHDRAWN]
    assert frozenset() == Layout(without, start=State.NEW, final=ENDS - {State.WITHDRAWN}).aside
    short = [*without, Arrow(Withdraw, State.RECEIVED, State.WITHDRAWN)]
    assert frozenset() == Layout(short, start=State.NEW, final=ENDS).aside


def test_a_road_meets_what_was_passed_and_else_is_the_longest() -> None:
    """To the end that was taken; of a permit that was withdrawn, from the first state to there."""
    whole = (State.RECEIVED, State.ASSESSED, State.HEARD)
    assert (*whole, State.GRANTED) == LAYOUT.road()
    assert (*whole, State.DENIED) == LAYOUT.road({State.RECEIVED, State.DENIED})
    assert (State.RECEIVED, State.WITHDRAWN) == LAYOUT.road({State.ASSESSED, State.WITHDRAWN})


def test_a_place_that_a_state_gives_is_its_place() -> None:
    """Also where others leave theirs to the picture, which then get none that is taken."""

    class Mixed(chart.State):
        NEW = "new", "nieuw", "new"
        UNDER_WAY = "under_way", "onderweg", "under way", 0, 2
        DONE = "done", "klaar", "done"

    arrows = (Arrow(Apply, Mixed.NEW, Mixed.UNDER_WAY), Arrow(Grant, Mixed.UNDER_WAY, Mixed.DONE))
    found = Layout(arrows, start=Mixed.NEW, final={Mixed.DONE}).places
    assert {Mixed.NEW: (0, 0), Mixed.UNDER_WAY: (0, 2), Mixed.DONE: (0, 3)} == found


# -- pictures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lifecycle_of_any_rules_is_drawn(language: Language) -> None:
    """Every state once, every command that leads on, only the end that stands aside dashed, and all within the picture."""
    picture = Lifecycle(PERMITS, language)
    texts, boxes = drawn(picture)
    assert {s.title[language] for s in State} | {k.title[language] for k in (Apply, Assess, Hear, Grant, Deny)} <= texts
    assert Reopen.title[language] not in texts
    dashed = [b for b in boxes if "stroke-dasharray" in b.attrib]
    assert 1 == len(dashed)
    corners = {(b.attrib["x"], b.attrib["y"]) for b in boxes if "rx" in b.attrib}
    assert len(list(State)) == len(corners)
    assert f"    [*] --> {State.NEW.value}" in picture.mermaid().splitlines()
    assert {f"    {s.value} --> [*]" for s in ENDS} == {x for x in picture.mermaid().splitlines() if "--> [*]" in x}
    assert len(ENDS) == picture.dot().count("peripheries=2")
    assert all(s.title[language] in picture.text for s in ENDS)


def test_a_line_that_would_cross_a_box_goes_round_it() -> None:
    """Both decisions without a hearing pass the state of those who were heard; all else is a straight line."""
    svg = ET.fromstring(Lifecycle(PERMITS, "en").svg())  # noqa: S314 - our own
    lines = [p.attrib["d"] for p in svg.iter(f"{SVG}path") if p.attrib["class"] == "ov-arrow"]
    assert len(LAYOUT.forward) == len(lines)
    assert 2 == sum("H" in d for d in lines)


def test_the_road_of_a_process_has_its_ways_back(flow: Workflow) -> None:
    """What it passed, where it stands, and in words each move in order."""
    road = flow.history("dakkapel").road("en")
    texts, _ = drawn(road)
    assert {"▶ heard", "✓ assessed", "Reopen", "Assess (2×)"} <= texts
    assert road.text.startswith("1. Apply → received; 2. Assess → assessed; 3. Reopen → received; ")
    assert road.text.endswith("It now stands in: heard.")


def test_only_rules_have_a_lifecycle() -> None:
    """One clear error for anything else."""
    with pytest.raises(InputError, match="rules"):
        Lifecycle("permits")  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_timeline_has_the_states_and_what_was_refused(flow: Workflow, language: Language) -> None:
    """Each state from when to when, the refusal with its rule; nothing of any other letter."""
    line = flow.history("dakkapel").timeline(language)
    days = [0, 1, 4, 5, 6]
    assert [START + timedelta(days=d) for d in days] == [s.start for s in line.spans]
    assert [*(START + timedelta(days=d) for d in days[1:]), None] == [s.end for s in line.spans]
    states = (State.RECEIVED, State.ASSESSED, State.RECEIVED, State.ASSESSED, State.HEARD)
    assert [s.title[language] for s in states] == [s.what for s in line.spans]
    assert [f"{Grant.title[language]} (V1)"] == [m.what for m in line.marks]
    assert 2 == len(line.lanes)
    assert line.text == ET.fromstring(line.svg()).findtext(f"{SVG}desc")  # noqa: S314 - our own


def test_a_ledger_has_a_line_for_each_process(flow: Workflow) -> None:
    """Its states; an empty ledger has no timeline."""
    flow.submit("erker", act(Apply, 8, APPLICANT, subject="Erker"))
    line = flow.timeline("en")
    assert ("dakkapel", "erker") == line.lanes
    assert [5, 1] == [sum(s.lane == lane for s in line.spans) for lane in line.lanes]
    with pytest.raises(InputError, match="ledger"):
        Workflow.open("memory:", rules=PERMITS).timeline()


# -- pages -------------------------------------------------------------------------------------------------------------


def shows(flow: Ledger) -> Iterator[Any]:
    """Every value that a person meets."""
    history = flow.history("dakkapel")
    dossier = flow.dossier("dakkapel")
    yield from (dossier, history, flow.next_steps("dakkapel"), flow.overview(), flow.records(), flow.verify(), PERMITS)
    yield from (
        history[2],
        history[2].event.verdict,
        history[2].event.verdict.reasons[0],
        Outcome(history[-1], dossier),
    )
    yield flow.records()[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_is_shown_and_nothing_breaks_into_a_page(flow: Workflow, language: Language) -> None:
    """As HTML that holds no element of users, and as text that steers nothing; with no word of the letter."""
    for value in shows(flow):
        page = Page(value.html(language))
        page.check_harmless()
        for text in (page.text, value.lines(language)):
            assert text
            assert not [word for word in ("overdragende", "transferring party", "verstoring", "breach") if word in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dossier_is_shown_by_what_it_holds(flow: Workflow, language: Language) -> None:
    """Its state, columns by their title, other fields by their name, facts with what they say; nothing that is empty."""
    dossier = flow.dossier("dakkapel")
    page = Page(dossier.html(language)).text
    lines, lists = dossier.lines(language), "\n".join(markdown.dossier(dossier, language))
    for text in (page, lines, lists.replace("\\", "")):
        assert State.HEARD.title[language] in text
        assert {"nl": "Onderwerp", "en": "Subject"}[language] in text
        assert HOSTILE in text
        assert "Assessments" in text
        assert "finding: Past nog steeds." in text
        assert "says: Met spoed., about: dak" in text
        assert "actor-1, bewoner" in text
    assert "Subject" not in Permit(process="p").lines("en")
    assert "1" in evolve(Permit(process="p"), unread=(1,)).lines("en")


def test_members_without_a_term_are_shown_by_their_value_and_parties_by_their_id(flow: Workflow) -> None:
    """Also a party that another letter has a name for: whoever speaks in a role of this letter is no party of that one."""
    reason = flow.history("dakkapel")[2].event.verdict.reasons[0]
    assert "Can supply it: stad-west, town." in Page(reason.html("en")).text
    assert "town" == words.term(Role.TOWN, "nl")
    assert "gehoord" == words.term(State.HEARD, "nl")
    assert "douane" == words.party("douane", Role.TOWN, "nl")
    assert "-" == words.party(values.NOBODY.party, values.NOBODY.role, "nl")


def test_next_steps_say_when_it_has_ended() -> None:
    """In every end, also where facts can be recorded still; before it, what leads on."""
    with opened() as flow:
        steps = flow.next_steps("dakkapel")
        assert [Remark] == [s.command for s in steps]
        assert "The process has ended" in Page(steps.html("en")).text
        assert "The process has ended; no step is left." in markdown.next_steps(steps, "en")
    with opened(7) as flow:
        assert "has ended" not in Page(flow.next_steps("dakkapel").html("en")).text


def test_a_history_and_steps_become_frames(flow: Workflow) -> None:
    """With the names of these states and roles."""
    history = flow.history("dakkapel").to_frame(backend="polars")
    assert "heard" == history["after"][-1]
    assert {"applicant", "town"} == set(history["role"])
    assert "grant" in set(flow.next_steps("dakkapel").to_frame(backend="polars")["command"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_tells_of_any_rules(flow: Workflow, language: Language) -> None:
    """Where each process stands on its road, what is known, what is next, every refusal; and the chapters that are given."""
    flow.submit("erker", act(Apply, 8, APPLICANT, subject="Erker"))
    chapter = Chapter(title=Text(nl="Beleid", en="Policy"), body=tag("p", HOSTILE))
    page = Page(flow.report(language, chapters=[chapter]))
    page.check_harmless()
    (now, other) = (a for name, a in page.elements if a.get("aria-current") == "step")
    assert ("ov-now", "ov-now") == (now["class"], other["class"])
    assert f"▶ {State.HEARD.title[language]}" in page.text
    for said in (chapter.title[language], HOSTILE, "finding: Past nog steeds.", Grant.title[language], "V1"):
        assert said in page.text
    assert "Ontvlechting:" not in page.text
    with pytest.raises(InputError, match="chapters"):
        flow.report(chapters=["Policy"])  # type: ignore[list-item]


# -- with views of its own ---------------------------------------------------------------------------------------------


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of views, which the dossiers of these rules name."""
    room: Any = ModuleType("permit_views")

    def lanes(records: Any, language: Language) -> Lanes | None:
        if not isinstance(settled(records), State):
            return None
        return Lanes(spans=(Span(lane="Stad", what="behandelt", start=START, looks="first"),))

    room.name = lambda dossier: f"Vergunning {dossier.process}"
    room.summary = lambda dossier, language: [("Waarover", tag("em", dossier.subject))]
    room.lines = lambda dossier, language: [f"waarover: {dossier.subject}"]
    room.pending = lambda dossier, language: tag("p", "Er is nog niet besloten.")
    room.pieces = lambda dossier, language: [("Straat", tag("p", "De straat is bekeken.")), ("Wat er niet is", None)]
    room.lanes = lanes
    room.party = lambda id, role, language: {"stad-west": "Stad West"}.get(id) if isinstance(role, Role) else None
    room.term = lambda member, language: {Role.TOWN: "de stad"}.get(member)
    monkeypatch.setitem(sys.modules, "permit_views", room)
    monkeypatch.setattr(Permit, "views", "permit_views")
    found: ModuleType = room
    return found


@pytest.mark.usefixtures("own")
def test_views_of_its_own_go_before_what_is_generic(flow: Workflow) -> None:
    """The module that a dossier names says what it is called, what it shows, who the parties are, and more lanes."""
    dossier, history = flow.dossier("dakkapel"), flow.history("dakkapel")
    page = Page(dossier.html("nl")).text
    for said in ("Vergunning dakkapel", "Waarover", HOSTILE, "Er is nog niet besloten.", "De straat is bekeken."):
        assert said in page
    assert "Assessments" not in page
    assert f"waarover: Dakkapel {HOSTILE}" == dossier.lines().split("\n")[1]
    assert "Kan aanleveren: Stad West, de stad." in Page(history[2].event.verdict.html()).text
    assert "actor-2, Stad West" in Page(history.html()).text
    assert "Stad" in history.timeline().lanes
    report = Page(flow.report()).text
    for said in ("Vergunning dakkapel", "Wat openstaat", "Straat", "De straat is bekeken."):
        assert said in report
    assert "Wat er niet is" not in report


def test_what_a_module_does_not_have_is_shown_as_for_any_letter(flow: Workflow, own: ModuleType) -> None:
    """A module with nothing in it changes nothing."""
    vars(own).clear()
    dossier = flow.dossier("dakkapel")
    with pytest.MonkeyPatch.context() as without:
        without.setattr(Permit, "views", None)
        plain = [str(dossier.html()), dossier.lines(), "\n".join(markdown.dossier(dossier, "nl")), flow.report()]
    assert plain == [str(dossier.html()), dossier.lines(), "\n".join(markdown.dossier(dossier, "nl")), flow.report()]


@frozen(kw_only=True)
class RepairTheRoof(Fact):
    """A command of no other letter."""

    title = Text(nl="Het dak herstellen", en="Repair the roof")


def test_what_mends_is_named_by_its_title_also_where_a_letter_has_no_views() -> None:
    """By its key where there is no such command, or where two of that key differ in their titles; and where keys are asked."""
    known, unknown = Mend(command="repair_the_roof", field="by"), Mend(command="repair_the_wall")
    assert words.mends([known], "en").startswith("«Repair the roof» (")
    assert words.mends([known], "nl").startswith("«Het dak herstellen» (")
    assert "`repair_the_roof` (`by`)" == words.mends([known], "en", keys=True)
    assert "`repair_the_wall`" == words.mends([unknown], "en")
    other: Any = type("RepairTheRoof", (Fact,), {"title": Text(nl="Anders", en="Otherwise")})
    assert words.mends([known], "nl").startswith("`repair_the_roof` (")
    assert "repair_the_roof" == other.key
