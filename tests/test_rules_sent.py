"""Where rules, packs and guards are found again that go to another process: at every door, in a pack, or made anew of their parts."""

from __future__ import annotations

import pickle
import sys
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, InputError, Rules, State
from ontvlechting import commands as c
from ontvlechting.engine.chart import Arrow
from ontvlechting.engine.doors import YES, Guard, Reasons, guard
from ontvlechting.engine.errors import DefinitionError, NotPortable
from ontvlechting.engine.references import at, place_of, standing
from ontvlechting.engine.rulebook import Pack, own, owned
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.catalogue import R50
from ontvlechting.letter.commands import Command
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.packs.portfolio import PORTFOLIO


def made(name: str) -> Guard:
    """A guard that stands under no name of its own."""

    def check(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        return YES

    return attrs.evolve(guard(R50, nl="goed", en="well")(check), name=name)


@guard(R50, nl="goed", en="well")
def well(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Says yes."""
    return YES


EVERYWHERE = attrs.evolve(LETTER, name="overal", always=(*LETTER.always, made("everywhere")))
"""Rules with a guard at every door."""
PACK = Pack(name="pakket", version="1", doors={c.Stop: (made("in_a_pack"),)})
"""A pack with a guard that stands nowhere else."""
AT_ONE_DOOR = LETTER.extended(name="deur", version="1", doors={c.Stop: (made("at_one_door"),)})
"""Rules with such a guard at one door."""


def again(thing: Any) -> Any:
    """The same, sent and received."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    "thing",
    [
        EVERYWHERE,
        EVERYWHERE.always[-1],
        PACK,
        PACK.doors[c.Stop][0],
        AT_ONE_DOOR.doors[c.Stop][-1],
        LETTER,
        PORTFOLIO,
        well,
    ],
    ids=range(8),
)
def test_what_stands_somewhere_is_that_very_thing(thing: object) -> None:
    """Under its own name, or at a door of rules or of a pack."""
    assert thing is again(thing)


def test_what_stands_nowhere_is_made_anew_of_what_does() -> None:
    """A pack and rules, with every part: equal, and with the very same guards."""
    pack = Pack(name="los", version="3", doors={c.Stop: (well,), c.Decide: ()}, norms=None)
    found = again(pack)
    assert (pack, pack.doors) == (found, found.doors)
    assert found is not pack
    assert found.doors[c.Stop][0] is well
    rules = attrs.evolve(LETTER, name="los") + pack
    found = again(rules)
    assert (rules.hash, rules.packs, rules.doors) == (found.hash, found.packs, found.doors)
    with pytest.raises(NotPortable, match="`Guard los`"):
        again(made("los"))


def test_other_rules_under_the_same_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes do not run the same code: which rules were found there is said, in both languages."""
    sent = pickle.dumps(EVERYWHERE)
    monkeypatch.setattr(sys.modules[__name__], "EVERYWHERE", AT_ONE_DOOR)
    with pytest.raises(InputError) as error:
        pickle.loads(sent)  # noqa: S301 - our own bytes
    (problem,) = error.value.problems
    assert ("pickle", f"{__name__}.EVERYWHERE") == (error.value.subject, problem.field)
    assert AT_ONE_DOOR.hash[:8] in problem.value
    assert ("dezelfde regels in beide processen", "the same rules in both processes") == (
        problem.expected.nl,
        problem.expected.en,
    )


def test_what_is_not_there_is_refused_with_what_stands_there() -> None:
    """One problem, by module and name; something of another kind is not it either."""
    for name, shown in (("NIETS", "None"), ("well", "Guard(")):
        with pytest.raises(InputError) as error:
            at(__name__, name, Rules)
        (problem,) = error.value.problems
        assert ("pickle", f"{__name__}.{name}") == (error.value.subject, problem.field)
        assert problem.value.startswith(shown)
        assert "the name of `Rules`" == problem.expected.en
    assert EVERYWHERE is at(__name__, "EVERYWHERE", Rules)


def test_where_to_look_first_can_be_said() -> None:
    """What stands in more than one module is found in the likely one."""
    assert (__name__, "PORTFOLIO") == place_of(PORTFOLIO, [__name__])
    assert PORTFOLIO is at(*(place_of(PORTFOLIO) or ("", "")), Pack)
    assert None is place_of(made("los"))
    first, *_ = standing(Pack, [__name__])
    assert __name__ == first[0][0]
    assert {"PORTFOLIO", "PACK"} <= {name for (module, name), _ in standing(Pack) if module == __name__}


# -- names that are taken -------------------------------------------------------------------------------------------------


def test_the_names_of_the_library_are_taken() -> None:
    """Alone, and with packs whose names are taken as well; with any other pack they are free."""
    taken = (
        "letter",
        "programme",
        "letter+portfolio",
        "letter+works-councils-act",
        "letter+works-councils-act+portfolio",
    )
    free = ("eigen", "eigen+portfolio", "letter+eigen", "letter+portfolio+eigen", "")
    assert [True] * len(taken) == [owned(name) for name in taken]
    assert [False] * len(free) == [owned(name) for name in free]
    for rules in (LETTER, PROGRAMME, LETTER + PORTFOLIO):
        assert owned(rules.name)
        other = attrs.evolve(rules, norms=attrs.evolve(rules.norms, separate_duties=False))
        assert rules.hash != other.hash
        bent = tuple(a for a in rules.arrows if a.command is not c.AdoptRules)
        doors = {k: g for k, g in rules.doors.items() if k is not c.AdoptRules}
        with pytest.raises(DefinitionError, match="give these rules a name of their own"):
            attrs.evolve(rules, arrows=bent, doors=doors)


def test_a_name_is_taken_from_when_it_is_owned() -> None:
    """For more than one set of rules, each as it is then; for anything else it is no longer free."""
    name = "fictief-van-ons"
    first = attrs.evolve(AT_ONE_DOOR, name=name)
    second = attrs.evolve(LETTER, name=name)
    assert not owned(name)
    own(first, second)
    assert owned(name)
    assert (first.hash, second.hash) == tuple(attrs.evolve(r, version=r.version).hash for r in (first, second))
    with pytest.raises(DefinitionError, match=f"the name `{name}` belongs to rules"):
        attrs.evolve(EVERYWHERE, name=name)
    with pytest.raises(DefinitionError, match=f"the name `{name}` belongs to rules"):
        attrs.evolve(
            LETTER, name=name, arrows=(*LETTER.arrows, Arrow(c.Decide, State.PLAN_DRAFTED, State.MINISTRY_DECIDED))
        )
