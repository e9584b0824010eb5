"""Two sets of rules side by side: what became stricter or looser, each with a history that shows it."""

from __future__ import annotations

import attrs
import pytest

from ontvlechting import LETTER, Dossier, Rules, State, decide, evolve
from ontvlechting import commands as c
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.testing.comparison import Comparison, Direction, compare
from ontvlechting.testing.letter.scopes import COUNCIL_ADVICE, NAMED, ON_FULL_BASIS, Scope

NOTHING = Text(nl="alles behalve dit", en="everything but this")
DECISION = Scope(
    name="decision",
    title=NOTHING,
    start=State.PRECONDITIONS_TESTED,
    moves=("answer-input", "contact-dor-decision", "contact-vakbonden-decision", "weigh-decision", "decide", "stop"),
    probes=("drafter-decides", "stop-without-note", "stop-by-receiver"),
    named=NAMED,
    leaves_out=NOTHING,
)
LOOSER = attrs.evolve(
    LETTER,
    name="ruimer",
    doors={**LETTER.doors, c.Stop: LETTER.doors[c.Stop][:-1]},
    always=tuple(g for g in LETTER.always if g.name != "person_acts_for_one_side"),
    norms=attrs.evolve(LETTER.norms, separate_duties=False),
)


def held(comparison: Comparison, one: Rules, other: Rules) -> None:
    """Each difference is shown by its own history: what came before is accepted, and the last is answered as said."""
    for d in comparison.differences:
        standing = one if d.found_under == one.ref else other
        dossier = Dossier(process="douane/basisregistraties")
        for command in d.history[:-1]:
            event = decide(standing, dossier, command)
            assert event.verdict.allowed
            dossier = evolve(dossier, event)
        assert (d.one, d.other) == tuple(decide(r, dossier, d.history[-1]).verdict for r in (one, other))
        assert (d.direction is Direction.LOOSER, d.direction is Direction.STRICTER) == (
            d.other.allowed,
            d.one.allowed,
        )
        assert d.command is type(d.history[-1])
        assert d.history[-1].title.nl in d.story(one, other)


def found(comparison: Comparison) -> set[tuple[str, Direction, str | None]]:
    """The differences in short."""
    return {(d.command.key, d.direction, d.rule) for d in comparison.differences}


def test_the_same_rules_do_not_differ() -> None:
    """Nothing differs from itself, in words or in answers."""
    same = compare(LETTER, LETTER, scopes=(DECISION,))
    assert ((), ()) == (same.written, same.differences)


def test_what_was_dropped_is_looser_one_way_and_stricter_the_other() -> None:
    """Dropped guards and a changed norm: the same differences, turned round when the sets change places."""
    there, back = compare(LETTER, LOOSER, scopes=(DECISION,)), compare(LOOSER, LETTER, scopes=(DECISION,))
    assert {("stop", Direction.LOOSER, "R85"), ("decide", Direction.LOOSER, "R2"), ("decide", Direction.LOOSER, "R17")} == found(there)
    assert {("stop", Direction.STRICTER, "R85"), ("decide", Direction.STRICTER, "R2"), ("decide", Direction.STRICTER, "R17")} == found(back)
    held(there, LETTER, LOOSER)
    held(back, LOOSER, LETTER)


def test_what_is_written_differently_is_said_even_where_no_answer_differs() -> None:
    """A dropped guard, a changed norm and a gone arrow stand in the text, in both languages."""
    arrows = tuple(a for a in LETTER.arrows if a.command is not c.RecordFeasibility or a.source is State.IDENTIFIED)
    other = attrs.evolve(LOOSER, always=LETTER.always, arrows=arrows)
    written = compare(LETTER, other, scopes=(attrs.evolve(DECISION, moves=("stop",), probes=()),)).written
    assert [
        "toets verdwenen bij Niet ontvlechten: er is een openbare beslisnota",
        "norm `separate_duties`: True → False",
    ] == [w.nl for w in written if "pijlen" not in w.nl]
    gone = next(w for w in written if "pijlen" in w.nl)
    assert gone.nl.startswith("pijlen verdwenen: Haalbaarheid")
    assert gone.en.startswith("arrows gone: ")
    assert "plan opgesteld" in gone.nl
    assert "plan drafted" in gone.en


def test_a_pack_makes_doors_stricter_and_opens_new_ones() -> None:
    """Of the Works Councils Act: the decision is stricter, and its own commands are unknown to the letter alone."""
    full = LETTER + WORKS_COUNCILS_ACT
    scope = attrs.evolve(
        COUNCIL_ADVICE,
        start=State.PRECONDITIONS_TESTED,
        moves=(
            "answer-input",
            ON_FULL_BASIS,
            "contact-dor-decision",
            "contact-vakbonden-decision",
            "weigh-decision",
            "decide",
        ),
    )
    comparison = compare(LETTER, full, scopes=(scope,))
    held(comparison, LETTER, full)
    assert ("decide", Direction.STRICTER, "WOR-25-1") in found(comparison)
    unknown = comparison.at(c.RecordAdviceBasis, Direction.LOOSER)
    assert [VerdictKind.UNKNOWN_COMMAND] == [d.one.kind for d in unknown]
    assert () == comparison.at(c.RecordAdviceBasis, Direction.STRICTER)


@pytest.mark.parametrize(("language", "word"), [("nl", "ruimer, R85"), ("en", "looser, R85")])
def test_the_text_says_where_was_looked(language: str, word: str) -> None:
    """One line for each difference, and the scopes, outside of which nothing is known."""
    text = compare(LETTER, LOOSER, scopes=(DECISION,)).text("nl" if language == "nl" else "en")
    assert word in text
    assert "decision" in text.splitlines()[-1]
