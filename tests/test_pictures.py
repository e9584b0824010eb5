"""Pictures: the lifecycle in every form from the one table, the road of a process on it, and its timeline."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve, frozen

from ontvlechting import LETTER, Rules, State, Text, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.chart import Arrow, occurring
from ontvlechting.engine.chart import State as AnyState
from ontvlechting.engine.command import Command
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.letter.commands import Route, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.shell.answers import History
from ontvlechting.states import FINAL, TABLE
from ontvlechting.views.lifecycle import Lifecycle
from ontvlechting.views.timeline import Span, Timeline, timeline
from tests.asking import WEBSITES
from tests.pages import HOSTILE, poison
from tests.permits import PERMITS
from tests.test_show import ledger

SVG = "{http://www.w3.org/2000/svg}"


@cache
def fell_back() -> History:
    """A transfer that breaks, falls back and is completed at the second try."""
    flow = Workflow.open("memory:")
    road = Road(letter.PROCESSES[WEBSITES])
    for command in road.until(State.PHASED_TRANSFER):
        flow.submit(WEBSITES, command).or_raise()
    flow.submit(WEBSITES, road.decide())
    for command in (
        *road.opening(1),
        road.report_breach("storing-1", "technisch-beheer"),
        road.fall_back(),
        road.resolve_breach("storing-1"),
        *road.starting(),
        *road.transferring(),
        *road.completing(),
    ):
        flow.submit(WEBSITES, command).or_raise()
    return flow.history(WEBSITES)


# -- the lifecycle -----------------------------------------------------------------------------------------------------


def mermaid(language: Language = "nl", *, facts: bool = False) -> str:
    """The table in Mermaid."""
    return Lifecycle(LETTER, language).mermaid(facts=facts)


def dot(language: Language = "nl", *, facts: bool = False) -> str:
    """The table in the language of Graphviz."""
    return Lifecycle(LETTER, language).dot(facts=facts)


def drawn(diagram: str) -> set[tuple[str, str, str]]:
    """Source, target and command title of every arrow of a diagram."""
    lines = re.findall(r"^    (\w+) -+> (\w+)(?:: | \[label=\")([^\"\n]+)", diagram, flags=re.MULTILINE)
    return {(source, target, title) for source, target, titles in lines for title in titles.split(" / ")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draw", [mermaid, dot], ids=["mermaid", "dot"])
def test_diagrams_name_every_moving_arrow(draw: Callable[..., str], language: Language) -> None:
    """Every arrow that moves and no other, by the titles of one language; facts when asked for."""
    arrows = {(a.source.value, a.target.value, a.command.title[language]) for a in LETTER.arrows if a.moves}
    facts = {(a.source.value, a.target.value, a.command.title[language]) for a in LETTER.arrows if not a.moves}
    assert arrows == drawn(draw(language))
    assert arrows | facts == drawn(draw(language, facts=True))
    for state in occurring(TABLE):
        assert json.dumps(state.title[language], ensure_ascii=False) in draw(language)


def test_diagrams_show_beginning_and_end() -> None:
    """Mermaid: where a process begins and where it ends; Graphviz: a double border around the ends."""
    lines = mermaid().splitlines()
    assert "stateDiagram-v2" == lines[0]
    assert "    [*] --> new" in lines
    assert {f"    {s.value} --> [*]" for s in FINAL} == {line for line in lines if line.endswith("--> [*]")}
    assert len(FINAL) == dot().count("peripheries=2")


def test_diagrams_mark_the_path_of_a_process() -> None:
    """What was passed and where it stands: classes in Mermaid, fills and bold lines in Graphviz; arrows stay the same."""
    road = fell_back().road()
    assert "    class completed here" in road.mermaid().splitlines()
    (been,) = (line for line in road.mermaid().splitlines() if line.endswith(" been"))
    passed = {m.source.value for m in road.path} | {m.target.value for m in road.path}
    assert passed - {"completed"} == set(been.split()[1].split(","))
    assert len(passed) == road.dot().count("fillcolor")
    assert len({(m.source, m.target) for m in road.path}) == road.dot().count(", penwidth=3]") - 1
    for plain, marked in ((mermaid(), road.mermaid()), (dot(), road.dot())):
        assert drawn(plain) == {(a, b, t.replace('", penwidth=3', "")) for a, b, t in drawn(marked)}


def parsed(svg: str) -> ET.Element:
    """A picture as a file, read as XML."""
    return ET.fromstring(svg)  # noqa: S314 - our own


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_shows_every_state_and_says_so_in_words(language: Language) -> None:
    """Each state by its name; title and description say what is to be seen."""
    picture = Lifecycle(LETTER, language)
    svg = parsed(picture.svg())
    shown = {t.text for t in svg.iter(f"{SVG}text")}
    assert {s.title[language] for s in occurring(TABLE)} <= shown
    forward = {a.command.title[language] for a in LETTER.arrows if a.command in {c.DraftPlan, c.Decide, c.Complete}}
    assert forward <= shown
    assert [picture.title, picture.text] == [svg.findtext(f"{SVG}title"), svg.findtext(f"{SVG}desc")]
    assert all(s.title[language] in picture.text for s in FINAL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_road_of_a_process_is_told_and_drawn(language: Language) -> None:
    """Every move in order in words; in the picture, where it stands, what it passed and the way back that it took."""
    road = fell_back().road(language)
    svg = parsed(road.svg())
    shown = {t.text for t in svg.iter(f"{SVG}text")}
    assert f"▶ {State.COMPLETED.title[language]}" in shown
    assert f"✓ {State.PHASED_TRANSFER.title[language]}" in shown
    assert State.STRENGTHENING_GOVERNANCE.title[language] in shown
    assert c.FallBack.title[language] in shown
    assert f"{c.StartTransfer.title[language]} (2×)" in shown
    moves = [r.event for r in fell_back() if r.event.after is not r.event.before]
    told = "; ".join(f"{n}. {e.command.title[language]} → {e.after.title[language]}" for n, e in enumerate(moves, 1))
    assert road.text.startswith(told)


def test_every_way_back_can_be_drawn() -> None:
    """Whatever moves there are: each that was made stands in the picture, within its edges."""
    every = [a for a in LETTER.arrows if a.moves]
    road = Lifecycle(LETTER, "nl", fell_back()[:1])
    road.path = [type(road.path[0])(a.source, a.target, a.command.title) for a in every]
    svg = parsed(road.svg())
    width, height = float(svg.attrib["width"]), float(svg.attrib["height"])
    lines = [p.attrib["d"] for p in svg.iter(f"{SVG}path")]
    assert 2 * len({(a.source, a.target) for a in every}) == len(lines)
    for across in re.findall(r"[MH](\d+)", " ".join(lines)):
        assert 0 <= float(across) <= width
    for down in re.findall(r"(?:V|M\d+ )(\d+)", " ".join(lines)):
        assert 0 <= float(down) <= height


def rules_of(states: Sequence[str], moves: Sequence[tuple[int, int, str]]) -> Rules:
    """A fictional letter with these states, the last of which is its end, and these moves by their names."""
    kind: Any = AnyState("Stand", [(f"S{n}", (f"s{n}", name, name.upper())) for n, name in enumerate(states)])  # type: ignore[arg-type]
    every = list(kind)
    commands: dict[str, type[Command]] = {
        name: frozen(kw_only=True)(
            type(f"Move{n}", (Command,), {"title": Text(nl=name, en=name), "__annotations__": {}})
        )
        for n, name in enumerate(dict.fromkeys(name for _, _, name in moves))
    }
    return evolve(
        PERMITS,
        name="fictief",
        start=every[0],
        final=frozenset(every[-1:]),
        arrows=tuple(Arrow(commands[name], every[a], every[b]) for a, b, name in moves),
        doors=dict.fromkeys(commands.values(), ()),
        back=None,
        milestones={},
    )


LONG = "een verzoek met een uitzonderlijk lange naam dat nergens in past"
LINE = rules_of(
    ["nieuw", "een toestand met een heel erg lange naam voor een vakje", "eind"], [(0, 1, LONG), (1, 2, "af")]
)
FAN = rules_of(
    ["nieuw", *(f"tak nummer {n} met een lange naam" for n in range(6)), "eind"],
    [
        *((0, n, f"Kiezen voor tak {n}") for n in range(1, 7)),
        *((n, 7, f"Afronden van tak {n}") for n in range(1, 7)),
        *((n, n + 1, f"Overstappen naar {n + 1}") for n in range(1, 6)),
        (3, 1, "Terug naar de eerste tak"),
    ],
)


@pytest.mark.parametrize("rules", [LINE, FAN, LETTER], ids=["line", "fan", "letter"])
def test_every_name_in_a_lifecycle_has_room(rules: Rules) -> None:
    """Of a state within its box; of a command within the picture, and of a line that goes round beside the boxes."""
    for language in LANGUAGES:
        svg = parsed(Lifecycle(rules, language).svg())
        _, *rects = svg.iter(f"{SVG}rect")  # the first is the paper
        boxes = [[float(b.attrib[k]) for k in ("x", "y", "width", "height")] for b in rects]
        width = float(svg.attrib["width"])
        for text in svg.iter(f"{SVG}text"):
            half = len(text.text or "") * (8.0 if text.get("class") == "ov-strong" else 7.0) / 2
            x, y = float(text.attrib["x"]), float(text.attrib["y"])
            assert 0 <= x - half <= x + half <= width
            beside = [(left, left + wide) for left, top, wide, high in boxes if top <= y <= top + high]
            within = [box for box in beside if box[0] <= x <= box[1]]
            if text.get("class") == "ov-label":
                assert [] == [box for box in beside if x - half < box[1] and x + half > box[0]]
            else:
                assert [] == [box for box in within if x - half < box[0] or x + half > box[1]]
                assert 1 == len(within)


SKIPS = [(a, b) for a in range(1, 7) for b in range(a + 2, 7)]
"""The moves that skip a state, of a line of eight."""


@pytest.mark.parametrize("skipping", [*[*combinations(SKIPS, 5)][::9], SKIPS], ids=str)
def test_no_two_names_of_a_lifecycle_stand_over_one_another(skipping: Sequence[tuple[int, int]]) -> None:
    """Of five moves that skip a state, whichever they are, and of all that there are in a line of eight."""
    moves = [(n, n + 1, f"stap {n}") for n in range(7)] + [(a, b, f"van {a} naar {b}") for a, b in skipping]
    texts = parsed(Lifecycle(rules_of([f"stand {n}" for n in range(8)], moves), "nl").svg()).iter(f"{SVG}text")
    names = [
        (t.text, float(t.attrib["x"]), float(t.attrib["y"]), 7.0 * len(t.text or "") / 2)
        for t in texts
        if t.get("class") == "ov-label"
    ]
    assert len(moves) == len(names)
    over = [(a, b) for (a, x, y, half), (b, at, down, wide) in combinations(names, 2)
            if abs(x - at) < half + wide and abs(y - down) < 12]  # fmt: skip
    assert [] == over


def test_no_two_lines_go_round_by_the_same_way() -> None:
    """However many there are on one side."""
    paths = [p.attrib["d"] for p in parsed(Lifecycle(FAN, "nl").svg()).iter(f"{SVG}path")]
    lanes = [d.split("H")[1].partition("V")[0] for d in paths if d.count("H") == 2]
    assert 10 == len(lanes)
    assert len(lanes) == len(set(lanes))


def test_the_words_of_a_lifecycle_name_every_way_back() -> None:
    """The picture has them when they were taken; the words always do. An end on the way is told as one."""
    assert "Terug: tak nummer 2 met een lange naam → tak nummer 0 met een lange naam." in Lifecycle(FAN, "nl").text
    text = Lifecycle(LETTER, "en").text
    assert "phased transfer, receiving party proven → ministry decided" in text.partition("Back: ")[2]
    assert "agreements proven → stopped. Ends: completed, stopped." in text.partition("Ends on the way: ")[2]
    assert "Back" not in Lifecycle(LINE, "en").text
    for moves in (a for a in LETTER.arrows if a.moves and a.source is not State.NEW):
        assert moves.source.title.en in text
        assert f"→ {moves.target.title.en}" in text


# -- the timeline ------------------------------------------------------------------------------------------------------


def spans(lane: str, found: tuple[Span, ...]) -> list[Span]:
    """What lies on the lines that begin with this."""
    return [s for s in found if s.lane.startswith(lane)]


def test_a_timeline_holds_what_the_records_say() -> None:
    """Every state, who performed each task and who was accountable, phases, the breach, contacts, refusals, the fall."""
    history = fell_back()
    line = timeline(history, "en")
    moved = [r.event for r in history if r.event.after is not r.event.before]
    assert [e.after.title.en for e in moved] == [s.what for s in spans("State", line.spans)]
    assert [e.command.at for e in moved] == [s.start for s in spans("State", line.spans)]
    ends = [s.end for s in spans("State", line.spans)]
    assert [*(e.command.at for e in moved[1:]), None] == ends
    names = [letter.PARTIES[p].name.en for p in ("belastingdienst", "douane")]
    assert names == [s.what for s in spans("Accountable", line.spans)]
    went = [s.what for s in spans("Performs: technisch-beheer", line.spans)]
    assert [names[0], names[1], names[0], names[1]] == went
    assert [names[0]] == [s.what for s in spans("Performs: signalen-bedrijven", line.spans)]
    assert ["1", "1", "2"] == [s.what for s in spans("Phase", line.spans)]
    assert all(s.end is not None for s in spans("Phase", line.spans))
    (breach,) = spans("Breach", line.spans)
    report, solved = (next(r.event.command for r in history if isinstance(r.event.command, kind))
                      for kind in (c.ReportBreach, c.ResolveBreach))  # fmt: skip
    assert isinstance(report, c.ReportBreach)
    assert isinstance(solved, c.ResolveBreach)
    assert (report.id, report.since, solved.until) == (breach.what, breach.start, breach.end)
    contacts = [r.event.command for r in history if isinstance(r.event.command, c.RecordContact)]
    assert len(contacts) == sum(m.lane.startswith("Contact") for m in line.marks)
    assert sum(not r.event.verdict.allowed for r in history) == sum(m.lane == "Refused" for m in line.marks)
    assert ["Fell back"] == [m.what for m in line.marks if not m.lane]


def test_a_waiting_period_ends_when_it_is_over() -> None:
    """An advice that is awaited lasts until it comes in; a finding until the route no longer asks for it."""
    flow = Workflow.open("memory:")
    road = Road(letter.PROCESSES[WEBSITES])
    for command in road.until(State.PLAN_DRAFTED):
        flow.submit(WEBSITES, command).or_raise()
    flow.submit(WEBSITES, road.request_advice()).or_raise()
    flow.submit(WEBSITES, road.record_feasibility(c.Feasibility.NOT_WITHIN_HORIZON)).or_raise()
    assert [None, None] == [s.end for s in spans("Waiting", timeline(flow.history(WEBSITES), "en").spans)]
    received = road.receive_advice()
    flow.submit(WEBSITES, received).or_raise()
    flow.submit(WEBSITES, road.weigh(c.Step.ROUTE)).or_raise()
    change = road.change_route(Route.GOVERNANCE)
    flow.submit(WEBSITES, change).or_raise()
    assert [received.at, change.at] == [s.end for s in spans("Waiting", timeline(flow.history(WEBSITES), "en").spans)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_timeline_is_drawn_and_told(language: Language) -> None:
    """The picture has every line by its name, and its description holds every span and mark in words."""
    line = fell_back().timeline(language)
    svg = parsed(line.svg())
    named = {t.findtext(f"{SVG}title") for t in svg.iter(f"{SVG}text")}
    assert set(line.lanes) <= named
    assert line.text == svg.findtext(f"{SVG}desc")
    for lane in line.lanes:
        assert f"\n{lane}: " in line.text
    for span in line.spans:
        assert span.what in line.text
    assert 1 == line.text.count({"nl": "Teruggevallen", "en": "Fell back"}[language])


def test_labels_beneath_a_timeline_do_not_stand_over_one_another() -> None:
    """Of works taken back twice within a week each has its label, beside or beneath the other, and within the picture."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[WEBSITES])
    for command in [*road.until(State.PHASED_TRANSFER), road.fall_back(), *road.starting(), road.fall_back()]:
        flow.submit(WEBSITES, command).or_raise()
    svg = parsed(flow.history(WEBSITES).timeline("en").svg())
    at = [(float(t.attrib["x"]), t.attrib["y"]) for t in svg.iter(f"{SVG}text") if t.text == "↩ Fell back"]
    assert 2 == len(at) == len({row for _, row in at})
    assert all(x + 35 <= float(svg.attrib["width"]) for x, _ in at)
    lowest = max(float(t.attrib["y"]) for t in svg.iter(f"{SVG}text"))
    assert max(float(row) for _, row in at) < lowest < float(svg.attrib["height"])


@pytest.mark.parametrize("days", [0, 5, 30, 60, 200, 700, 4000, 40_000])
def test_a_timeline_of_any_length_has_days_to_read_it_by(days: int) -> None:
    """From one moment to a century: no more than fifteen days are named, in order, within the picture."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = Workflow.open("memory:", clock=lambda: road.start + timedelta(days=days + 2))
    flow.submit(WEBSITES, road.identify()).or_raise()
    if days:
        last = road.contact("dor", Stage.FEASIBILITY, at=road.start + timedelta(days=days))
        flow.submit(WEBSITES, last).or_raise()
    svg = parsed(flow.history(WEBSITES).timeline().svg())
    ticks = [float(t.attrib["x"]) for t in svg.iter(f"{SVG}text") if t.attrib.get("y") == "32"]
    assert 1 <= len(ticks) <= 15
    assert sorted(ticks) == ticks
    assert all(0 <= x <= float(svg.attrib["width"]) for x in ticks)


@pytest.mark.parametrize("days", range(0, 1200, 25))
def test_no_line_of_a_year_goes_through_the_name_of_a_day(days: int) -> None:
    """Nor that of the beginning: such a name stands beside it. A line of its own stands under it."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = Workflow.open("memory:", clock=lambda: road.start + timedelta(days=days + 2))
    flow.submit(WEBSITES, road.identify()).or_raise()
    last = road.contact("dor", Stage.FEASIBILITY, at=road.start + timedelta(days=days, hours=1))
    flow.submit(WEBSITES, last).or_raise()
    svg = parsed(flow.history(WEBSITES).timeline().svg())
    lines = [float(p.attrib["d"][1:].partition(" ")[0]) for p in svg.iter(f"{SVG}path") if p.get("class") == "ov-year"]
    begins = {"start": 0.0, "middle": -0.5, "end": -1.0}
    assert lines
    for name in (t for t in svg.iter(f"{SVG}text") if t.get("y") == "32"):
        wide = 6.0 * len(name.text or "")
        left = float(name.attrib["x"]) + begins[name.attrib["text-anchor"]] * wide
        assert [] == [x for x in lines if left <= x <= left + wide]


@pytest.mark.parametrize(("language", "named"), [("nl", "1 mrt"), ("en", "1 Mar")])
def test_months_are_short_as_people_write_them(language: Language, named: str) -> None:
    """In Dutch March is not its first three letters."""
    begin = datetime(2023, 1, 15, tzinfo=UTC)
    picture = Timeline(
        process="p", language=language, first=begin, last=begin + timedelta(days=100), spans=(), marks=()
    )
    assert named in {t.text for t in parsed(picture.svg()).iter(f"{SVG}text")}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_picture_is_well_formed_whatever_people_wrote(hostile: str) -> None:
    """As a file it is XML, with their texts in it as texts."""
    flow = ledger(hostile)
    for route in Route:
        history = flow.history(poison(hostile)(f"{route.value}/proces"))
        for picture in (history.timeline(), history.road()):
            svg = parsed(picture.svg())
            assert hostile in (svg.findtext(f"{SVG}title") or "")
            assert {"svg", "title", "desc", "style", "rect", "path", "text", "tspan", "g", "circle"} >= {
                element.tag.removeprefix(SVG) for element in svg.iter()
            }
