"""The rules and packs that come with the library: their names are theirs, and nobody makes other doors under them."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from ontvlechting import LETTER, PROGRAMME, Rules, State
from ontvlechting import commands as c
from ontvlechting.engine import rulebook
from ontvlechting.engine.days import Calendar
from ontvlechting.engine.doors import Doors
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.engine.rulebook import Pack
from ontvlechting.guards import shipped
from ontvlechting.letter.commands import Stage
from ontvlechting.letter.guards.decision import ministry_decides
from ontvlechting.letter.guards.participation import bodies_were_heard
from ontvlechting.letter.packs.portfolio import PORTFOLIO
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT, works_councils_act
from ontvlechting.packs import RECORDS, STAFF, staff
from ontvlechting.testing.perturbation import inverted, perturbations

HOUSE = Pack(name="house", version="1", doors={c.FallBack: (ministry_decides,)})
BOTH = LETTER + PORTFOLIO + WORKS_COUNCILS_ACT


def opened(doors: Doors) -> Doors:
    """The same doors without any guard."""
    return dict.fromkeys(doors, ())


def test_what_comes_with_the_library_is_told() -> None:
    """The letter's rules, alone and with its own packs in either order, and each with those of any letter; each is what `+` makes."""
    own = [
        LETTER,
        LETTER + PORTFOLIO,
        BOTH,
        LETTER + WORKS_COUNCILS_ACT,
        LETTER + WORKS_COUNCILS_ACT + PORTFOLIO,
    ]
    with_staff = [rules + STAFF for rules in own]
    with_records = [rules + RECORDS for rules in (*own, *with_staff)]
    assert [*own, *with_staff, *with_records] == list(shipped())


OTHERS: dict[str, Callable[[str | None], Rules]] = {
    "every door open": lambda name: attrs.evolve(LETTER, name=name or "letter", doors=opened(LETTER.doors)),
    "another version": lambda name: attrs.evolve(
        LETTER, name=name or "letter", version="1.0.1", doors=opened(LETTER.doors)
    ),
    "nothing is always asked": lambda name: attrs.evolve(LETTER, name=name or "letter", always=()),
    "a guard that is turned round": lambda name: attrs.evolve(
        LETTER, name=name or "letter", doors={**LETTER.doors, c.Stop: (*map(inverted, LETTER.doors[c.Stop]),)}
    ),
    "a guard that was made for another door": lambda name: attrs.evolve(
        LETTER,
        name=name or "letter",
        doors={
            k: tuple(bodies_were_heard(Stage.PLAN) if g.name == "bodies_were_heard" else g for g in guards)
            for k, guards in LETTER.doors.items()
        },
    ),
    "an arrow less": lambda name: attrs.evolve(
        LETTER,
        name=name or "letter",
        arrows=tuple(a for a in LETTER.arrows if (a.command, a.source) != (c.CollectInput, State.PLAN_DRAFTED)),
    ),
    "a programme": lambda name: attrs.evolve(PROGRAMME, name=name or "programme", doors=opened(PROGRAMME.doors)),
    "the letter as a programme": lambda name: attrs.evolve(LETTER, name=name or "programme"),
    "with a pack that is named and not there": lambda name: attrs.evolve(LETTER, name=name or "letter+portfolio"),
    "with a pack that is there and not named": lambda name: attrs.evolve(
        LETTER + PORTFOLIO, name=name or "letter", packs=()
    ),
    "with packs in another order": lambda name: attrs.evolve(BOTH, name=name or "letter+works-councils-act+portfolio"),
    "with packs, and every door open": lambda name: attrs.evolve(
        BOTH, name=name or BOTH.name, doors=opened(BOTH.doors)
    ),
}


@pytest.mark.parametrize("how", OTHERS)
def test_the_name_of_shipped_rules_is_theirs(how: str) -> None:
    """Other arrows or doors under it are a definition error that says so in both languages; under another they are rules."""
    with pytest.raises(DefinitionError) as error:
        OTHERS[how](None)
    (fault,) = error.value.faults
    assert "geef deze regels een eigen naam" in fault.nl
    assert "give these rules a name of their own" in fault.en
    assert "eigen" == OTHERS[how]("eigen").name


@pytest.mark.parametrize(
    "base", [LETTER, LETTER.extended(name="ours", version="1", doors=HOUSE.doors)], ids=["letter", "ours"]
)
@pytest.mark.parametrize(
    "pack",
    [
        attrs.evolve(PORTFOLIO, doors=opened(PORTFOLIO.doors)),
        attrs.evolve(PORTFOLIO, arrows=PORTFOLIO.arrows[1:]),
        attrs.evolve(PORTFOLIO, arrows=(), doors={c.Decide: PORTFOLIO.doors[c.Decide]}),
        attrs.evolve(STAFF, facts=opened(STAFF.facts)),
        attrs.evolve(STAFF, milestones={}),
        attrs.evolve(WORKS_COUNCILS_ACT, doors=opened(WORKS_COUNCILS_ACT.doors)),
        attrs.evolve(
            WORKS_COUNCILS_ACT,
            doors={
                k: tuple(inverted(g) if g.name == "execution_is_not_prohibited" else g for g in guards)
                for k, guards in WORKS_COUNCILS_ACT.doors.items()
            },
        ),
    ],
    ids=["portfolio open", "an arrow less", "a command less", "facts open", "milestones open", "act open", "act turned round"],
)  # fmt: skip
def test_the_name_of_a_shipped_pack_is_its_own(base: Rules, pack: Pack) -> None:
    """Whichever rules it is added to; under another name it may be added."""
    with pytest.raises(DefinitionError) as error:
        base + pack
    assert "geef dit pakket een eigen naam" in error.value.text.nl
    assert f"the name `{pack.name}` belongs to a pack" in error.value.text.en
    assert f"{base.name}+eigen" == (base + attrs.evolve(pack, name="eigen")).name


def test_what_the_ministry_sets_is_no_other_rule() -> None:
    """Other norms, another calendar and another version stay under the name, and the hash tells them."""
    norms = attrs.evolve(LETTER.norms, separate_duties=False)
    found = [
        attrs.evolve(LETTER, norms=norms),
        attrs.evolve(LETTER, version="3"),
        attrs.evolve(BOTH, norms=norms),
        LETTER + works_councils_act(Calendar(extended=False)),
        LETTER + staff(longest_interim=30),
        attrs.evolve(PROGRAMME, norms=norms),
    ]
    assert ["letter", "letter", BOTH.name, "letter+works-councils-act", "letter+staff", "programme"] == [
        r.name for r in found
    ]
    assert not {r.hash for r in found} & {r.hash for r in (*shipped(), PROGRAMME)}


def test_who_adds_to_the_letter_may_say_so_in_the_name() -> None:
    """A name with a pack of one's own is nobody else's."""
    assert "letter+house" == (LETTER + HOUSE).name
    assert "letter+house" == LETTER.extended(name="letter+house", version="1", doors=HOUSE.doors).name
    assert "letter+portfolio+house" == (LETTER + PORTFOLIO + HOUSE).name


def test_a_mistake_that_was_put_in_place_does_not_look_like_a_false_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that makes other rules of the ones with the mistake has to see what it does, and no definition error."""
    monkeypatch.setattr(rulebook, "_OWNED", {name: [*owned] for name, owned in rulebook._OWNED.items()})
    norms, rules = attrs.evolve(LETTER.norms, separate_duties=False), attrs.evolve(BOTH)
    (mutant,) = (m for m in perturbations(rules) if m.name == "drop at Stop: ministry_decides")
    mutant.apply()
    assert ministry_decides not in attrs.evolve(rules, norms=norms).guards_of(c.Stop)
    assert ministry_decides in attrs.evolve(BOTH, norms=norms).guards_of(c.Stop)
    with pytest.raises(DefinitionError):
        attrs.evolve(rules, doors=opened(rules.doors))
