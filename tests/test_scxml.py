"""The lifecycle as SCXML; that others read it and walk by it, `make interop` sees."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from ontvlechting import LETTER, PROGRAMME, Lifecycle, Rules
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.views.lifecycle import _in_a_comment
from tests.second_letter import SECOND
from tests.test_checked import HOSTILE

S = "{http://www.w3.org/2005/07/scxml}"
EACH = pytest.mark.parametrize("rules", [LETTER, PROGRAMME, SECOND], ids=lambda rules: rules.name)


def read(rules: Rules, language: Language = "en", *, facts: bool = False) -> ET.Element:
    """The text, read."""
    return ET.fromstring(Lifecycle(rules, language).scxml(facts=facts))  # noqa: S314 - our own


@EACH
def test_it_holds_every_state_and_every_move(rules: Rules) -> None:
    """A final state takes nothing; the first is where it begins."""
    root = read(rules)
    assert [s.value for s in rules.states] == [x.attrib["id"] for x in root]
    assert {s.value for s in rules.final} == {x.attrib["id"] for x in root.iter(f"{S}final")}
    assert [] == [t for x in root.iter(f"{S}final") for t in x]
    assert rules.start.value == root.attrib["initial"]
    told = {(t.attrib["event"], x.attrib["id"], t.attrib["target"]) for x in root for t in x.iter(f"{S}transition")}
    assert {(a.command.key, a.source.value, a.target.value) for a in rules.arrows if a.moves} == told


@EACH
def test_with_facts_it_holds_every_arrow(rules: Rules) -> None:
    """A fact has no target, and is recorded in final states as well, which are then no end."""
    root = read(rules, facts=True)
    assert [] == list(root.iter(f"{S}final"))
    found = {
        (t.attrib["event"], x.attrib["id"], t.attrib.get("target")) for x in root for t in x.iter(f"{S}transition")
    }
    arrows = {(a.command.key, a.source.value, a.target.value if a.moves else None) for a in rules.arrows}
    assert arrows == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_state_says_what_it_is_called(language: Language) -> None:
    """In a comment, for SCXML has no place for it."""
    text = Lifecycle(LETTER, language).scxml()
    assert [] == [s for s in LETTER.states if f"<!-- {_in_a_comment(s.title[language])} -->" not in text]


@pytest.mark.parametrize("hostile", [*HOSTILE, "-->", "--", "-", "]]>", "<!--"])
def test_no_title_ends_a_comment(hostile: str) -> None:
    """Whatever stands in it."""
    (said,) = ET.fromstring(f"<x><!-- {_in_a_comment(hostile)} --><y/></x>")  # noqa: S314 - our own
    assert "y" == said.tag
