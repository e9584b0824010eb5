"""The table as a `GraphMachine` of `transitions`: the definition with titles, to be drawn. Imported when it is used."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from transitions import EventData
from transitions import State as Place
from transitions.extensions import GraphMachine
from transitions.extensions.diagrams import TransitionGraphSupport

from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import InputError, MissingExtra, Problem, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text

if TYPE_CHECKING:
    from transitions.extensions.diagrams_base import GraphProtocol


class Titled(Place):
    """A state with its title for people."""

    def __init__(self, name: str, *, label: str, **given: Any) -> None:
        super().__init__(name, **given)
        self.label: str = label


class Labelled(TransitionGraphSupport):
    """A transition with a title. Taking it does not change the picture: no state is marked in it as the present one."""

    def _change_state(self, event_data: EventData) -> None:
        super(TransitionGraphSupport, self)._change_state(event_data)


class Drawn(GraphMachine):
    """A definition that can be drawn; bound to no model."""

    state_cls: type[Place] = Titled
    transition_cls: type[TransitionGraphSupport] = Labelled

    def get_graph(self, title: str | None = None, **_: Any) -> GraphProtocol:
        """The picture, an object of the drawing library; `draw(None)` gives Mermaid text, or the bytes of Graphviz."""
        graph: GraphProtocol = self.graph_cls(self).get_graph(title=title)
        return graph


def drawn(
    rules: Rules, opens: Callable[[type[Command]], Callable[[EventData], bool]], engine: object, language: Language
) -> Drawn:
    """The definition of these rules, which can be drawn.

    Args:
        rules: whose table.
        opens: gives the condition of a door.
        engine: what draws; True for Mermaid.
        language: of the titles.

    Raises:
        InputError: this is no engine.
        MissingExtra: the engine is not installed.
    """
    if engine is not True and engine not in ("mermaid", "graphviz"):
        expected = Text(nl='True, "mermaid" of "graphviz"', en='True, "mermaid" or "graphviz"')
        raise InputError("definition", [Problem("graph", shown(engine), expected)])
    if engine == "graphviz":  # without it `transitions` would quietly draw something else
        try:
            import_module("graphviz")
        except ModuleNotFoundError as error:
            raise MissingExtra("definition", "graphviz", "graphviz") from error
    by: Literal["mermaid", "graphviz"] = "graphviz" if engine == "graphviz" else "mermaid"
    return Drawn(
        model=None,
        states=[{"name": s.value, "final": s in rules.final, "label": _label(s.title, language)} for s in rules.states],
        initial=rules.start.value,
        transitions=[
            {
                "trigger": a.command.key,
                "source": a.source.value,
                "dest": a.target.value if a.moves else None,
                "conditions": opens(a.command),
                "label": _label(a.command.title, language),
            }
            for a in rules.arrows
        ],
        auto_transitions=False,
        send_event=True,
        graph_engine=by,
        title=rules.name if by == "graphviz" else f"title: {rules.name}",
    )


def _label(title: Text, language: Language) -> str:
    """A title as it may stand in a picture: without double quotes and line ends, which would end it there."""
    return " ".join(title[language].replace('"', "'").split())
