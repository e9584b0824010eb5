"""A timeline as an Altair chart, to point at, zoom or style: it has the same spans and marks.

Altair is imported when a chart is made (extra `charts`). The colours are middle tones that are visible in light and dark; their
meaning is also written in the legend, the tooltip and the description.
"""

from __future__ import annotations

from typing import Any

from ontvlechting.engine.errors import MissingExtra
from ontvlechting.views import words
from ontvlechting.views.timeline import FEW, Mark, Timeline, stacked
from ontvlechting.views.words import both, short

WIDTH, STEP = 720, 24
_GREY, _INK = "#767676", "#17191c"
_COLOURS = {
    "box": "#aeb4bd",
    "first": "#e39a57",
    "later": "#7fb6de",
    "wait": "#d8dbe0",
    "meant": "#f0f1f3",
    "break": "#ee97a3",
}
_SHAPES = {"dot": "circle", "cross": "cross", "back": "triangle-left", "due": "triangle-down"}
_AGAIN = "\u2060"
"""Marks the name of a row that continues the line above it; such a row is shown without a name."""


def timeline(given: Timeline) -> Any:
    """Draws the timeline as a layered chart.

    Returns:
        An `altair.LayerChart`.

    Raises:
        MissingExtra: altair is not installed.
    """
    try:
        import altair as alt
    except ImportError as error:
        raise MissingExtra("chart", "altair", "ontvlechting[charts]") from error
    rows, spans = _spans(given)
    marks = [{**_mark(m, given), "row": _safe(m.lane)} for m in given.marks if m.lane]
    across = [_mark(m, given) for m in given.marks if not m.lane]
    names = ("lijn", "wat", "vanaf", "tot", "op") if given.language == "nl" else ("line", "what", "from", "to", "on")
    line, what, start, end, at = names

    def tip(field: str, title: str, kind: str = "nominal") -> Any:
        return alt.Tooltip(field=field, type=kind, title=title, format="%Y-%m-%d" if kind == "temporal" else "")  # type: ignore[arg-type]  # one of its own names

    def scale(field: str, given_looks: dict[str, str], ours: list[dict[str, Any]], channel: Any) -> Any:
        there = [looks for looks in given_looks if any(o["is"] == looks for o in ours)]
        said = [given.looks.get(looks, both("duur", "lasted", given.language)) for looks in there]
        return channel(field, title=None, scale=alt.Scale(domain=said, range=[given_looks[k] for k in there]))

    shown = alt.Axis(labelExpr=f"indexof(datum.label, '{_AGAIN}') > 0 ? '' : datum.label")
    y = alt.Y("row:N", title=None, sort=rows, scale=alt.Scale(domain=rows), axis=shown)
    times = [tip("lane", line), tip("what", what), tip("start", start, "temporal"), tip("end", end, "temporal")]
    base = alt.Chart(alt.InlineData(values=spans)).encode(x=alt.X("start:T", title=None), y=y)
    bars = base.mark_bar(stroke=_GREY, strokeWidth=1, cornerRadius=2).encode(
        x2="end:T", color=scale("looks:N", _COLOURS, spans, alt.Color), tooltip=times
    )
    said = base.mark_text(align="left", dx=4, fontSize=10, color=_INK).encode(text="brief:N")
    points = (
        alt.Chart(alt.InlineData(values=marks))
        .mark_point(filled=True, size=60, color=_GREY)
        .encode(
            x="at:T",
            y=y,
            shape=scale("looks:N", _SHAPES, marks, alt.Shape),
            tooltip=[tip("lane", line), tip("what", what), tip("at", at, "temporal")],
        )
    )
    lines = (
        alt.Chart(alt.InlineData(values=across))
        .mark_rule(color="#c0324a", strokeDash=[4, 3], strokeWidth=2)
        .encode(x="at:T", tooltip=[tip("what", what), tip("at", at, "temporal")])
    )
    layers = [layer for layer, needs in ((bars, spans), (said, spans), (points, marks), (lines, across)) if needs]
    return (
        alt.layer(*layers, title=_safe(given.title), description=_safe(given.text))
        .resolve_scale(color="independent", shape="independent")
        .properties(width=WIDTH, height=STEP * len(rows))
        .configure(background="transparent")
        .configure_axis(
            labelColor=_GREY, tickColor=_GREY, domainColor=_GREY, gridColor=_GREY, gridOpacity=0.25, labelLimit=260
        )
        .configure_legend(labelColor=_GREY, orient="bottom")
        .configure_title(color=_GREY)
        .configure_view(stroke=None)
    )


def _spans(given: Timeline) -> tuple[list[str], list[dict[str, Any]]]:
    """The rows of the chart from the top down, and the data of each span, with a row in which it overlaps no other."""
    rows: list[str] = []
    values: list[dict[str, Any]] = []
    whole = max((given.last - given.first).total_seconds(), 1.0)
    for lane in given.lanes:
        for n, row in enumerate(stacked(s for s in given.spans if s.lane == lane) or [[]]):
            rows.append(_safe(lane) + f"{_AGAIN}{n}" * bool(n))
            for s in row:
                end = s.end or given.known
                letters = int((end - s.start).total_seconds() / whole * WIDTH / 6) - 1
                look = given.looks.get(s.looks, both("duur", "lasted", given.language))
                told = [words.late(s.start, s.recorded, given.language)]
                told += [words.late(s.end, s.end_recorded, given.language)] if s.end else []
                what = ", ".join(filter(None, (s.what, *dict.fromkeys(told))))
                values.append(
                    {
                        "lane": _safe(lane), "row": rows[-1], "what": _safe(what), "is": s.looks, "looks": look,
                        "start": s.start.isoformat(), "end": end.isoformat(),
                        "brief": _safe(short(s.brief, letters)) if letters >= FEW else "",
                    }
                )  # fmt: skip
    return rows, values


def _mark(mark: Mark, given: Timeline) -> dict[str, Any]:
    """The data of a mark."""
    looks = given.looks[mark.looks]
    return {
        "lane": _safe(mark.lane),
        "what": _safe(", ".join(filter(None, (mark.what, words.late(mark.at, mark.recorded, given.language))))),
        "is": mark.looks,
        "looks": looks,
        "at": mark.at.isoformat(),
    }


def _safe(text: str) -> str:
    """The text, unable to end the script in which a page holds a chart: each `<` is followed by an invisible character."""
    return words.visible(text).replace("<", "<\u200b")
