"""The strategies of the kit: what they give is what they say, for every class."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ontvlechting import LETTER, Dossier, State
from ontvlechting import commands as c
from ontvlechting.engine.checked import Checked
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.values import Power, Source
from ontvlechting.engine.verdicts import Verdict
from ontvlechting.guards import with_every_pack
from ontvlechting.letter.commands import Command
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.values import Party
from ontvlechting.record.codec import command_to_plain
from ontvlechting.testing.letter.strategies import MOVES, NEEDS, commands, dossiers, histories, mistakes, played, values
from ontvlechting.testing.stores import CODEC
from ontvlechting.testing.strategies import Advance, Moved, Reach, kinds
from ontvlechting.testing.strategies import commands as commands_of
from tests.permits import PERMITS

PAPERS = [k for k in kinds(with_every_pack()) if k.shown_by is not Command.shown_by]
"""The kinds of command that can be shown by a paper of after the act."""
CLASSES: list[type[Checked]] = sorted(
    {
        *(k for k in vars(c).values() if isinstance(k, type) and issubclass(k, Checked) and k is not Command),
        *(Norms, Party, Source, Verdict),
    },
    key=lambda k: k.__name__,
)
FEW = settings(max_examples=settings().max_examples // 6)
"""For each class: there are many."""


@pytest.mark.parametrize("cls", CLASSES)
@FEW
@given(data=st.data())
def test_every_value_is_well_formed(cls: type[Checked], data: st.DataObject) -> None:
    """A value of each class can be made from its annotations alone, and made again from its own fields."""
    value: Any = data.draw(values(cls))
    assert type(value) is cls
    fields: Any = attrs.fields(cls)
    assert value == cls(**{a.name: getattr(value, a.name) for a in fields})


@FEW
@given(data=st.data())
def test_rules_without_powers_have_commands(data: st.DataObject) -> None:
    """A mandate gives no power then; a letter that has no mandates need not name any."""
    command = data.draw(commands_of(attrs.evolve(PERMITS, name="ours", powers=Power)))
    assert () == (command.by.mandate.powers if command.by.mandate else ())


@pytest.mark.parametrize("cls", PAPERS)
@FEW
@given(data=st.data())
def test_the_day_of_a_paper_stands_where_a_command_says(cls: type[Command], data: st.DataObject) -> None:
    """What shows an act is told by the path of the field that holds its day, for whoever has to be told that it is wrong."""
    given = data.draw(commands_of(with_every_pack(), cls, NEEDS))
    if (shown := given.shown_by()) is not None:
        assert shown[1] == attrgetter(shown[0])(given)


@pytest.mark.parametrize("cls", CLASSES)
@FEW
@given(data=st.data())
def test_every_mistake_is_refused_and_named(cls: type[Checked], data: st.DataObject) -> None:
    """A slightly wrong value raises one error, which names the wrong fields and no others."""
    fields, wrong = data.draw(mistakes(cls))
    assert wrong
    with pytest.raises(InputError) as refused:
        cls(**fields)
    assert wrong == {p.field.partition("[")[0] for p in refused.value.problems}
    assert cls.__name__ == refused.value.subject


@FEW
@given(commands())
def test_every_command_can_be_written_and_read(command: Command) -> None:
    """Whatever is well formed has a record that reads back as the same command."""
    assert command == CODEC.command(command_to_plain(command))


@FEW
@given(histories(LETTER.extended(name="eigen", version="1", doors={}), named={"stop": MOVES["stop"]}, least=1, most=3))
def test_histories_take_ones_own_moves(history: list[Any]) -> None:
    """Rules and named commands of one's own give histories of these alone."""
    assert {"stop"} >= {move.name for move in history if not isinstance(move, Advance)}


def test_a_history_reads_as_a_story() -> None:
    """What a move gives depends on where the process stands, so that a shorter history still makes sense."""
    assert State.COMPLETED is played([Advance(60)])[-1].after.state


@FEW
@given(dossiers())
def test_dossiers_are_reached_by_histories(dossier: Dossier) -> None:
    """A process that has begun has an identity, a moment and a performer for each task."""
    assert (dossier.state is State.NEW) == (dossier.identity is None) == (dossier.at is None)
    assert set(dossier.scope) == set(dossier.performers)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("propose", "amend"), c.AmendPlan),
        (("fall-back",), c.FallBack),
        (("start-phase-1", "reverse-phase-1"), c.ReversePhase),
        (("renew-reversal",), c.RenewReversal),
        (("return-plan",), c.ReturnPlan),
        (("correct",), c.Correct),
        (("notify",), c.NotifyBody),
        (("evaluate",), c.RecordEvaluation),
    ],
)
def test_a_move_is_reached_where_it_is_accepted(names: tuple[str, ...], kind: type[Command]) -> None:
    """What leads on goes first, and nothing is asked after it."""
    acts = played([Reach(name) for name in names])
    assert (kind, True) == (type(acts[-1].event.command), acts[-1].event.verdict.allowed)


def test_what_is_accepted_nowhere_is_not_asked() -> None:
    """The road ends, and that is all."""
    acts = played([Reach("receiver-decides")])
    assert [] == [act for act in acts if not act.event.verdict.allowed]
    assert State.COMPLETED is acts[-1].after.state


def test_every_command_is_accepted_now_and_then() -> None:
    """But for what only a ledger of other rules, or one with records that cannot be read, has any use for; and a route is seldom changed."""
    accepted = set[type[Command]]()

    @settings(max_examples=500, derandomize=True, database=None, phases=[Phase.generate], deadline=None)
    @given(histories(), st.sampled_from(c.Route))
    def play(history: list[Moved], route: c.Route) -> None:
        accepted.update(type(act.event.command) for act in played(history, route=route) if act.event.verdict.allowed)

    play()
    assert {*LETTER.doors} - accepted <= {c.AdoptRules, c.SetAside, c.ChangeRoute}
