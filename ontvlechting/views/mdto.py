"""MDTO, the metadata with which the Dutch government archives information: for a dossier, and for each file that represents it.

The form is MDTO-XML 1.0.1, which is also valid for 1.0.2; <https://www.nationaalarchief.nl/archiveren/mdto>. An `event` is about the
information itself, such as that it was made or that something was removed; what happened in a process is in the records.

An archivist says what a ledger does not know: who formed the archive, how long it is kept, and who may see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.etree import ElementTree as ET

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.views.xml import held

NAMESPACE = "https://www.nationaalarchief.nl/mdto"
OURS = "Woordenlijst van ontvlechting"
"""The name of our own list of terms."""
_DURATION = re.compile(r"P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+D)?")


@frozen(kw_only=True)
class Concept(Checked):
    """A term from a list of terms (*begrip*).

    Attributes:
        label: the term.
        vocabulary: the name of the list.
        code: its code there; None when it has none.
    """

    label: Id
    vocabulary: Id
    code: Id | None = None


@frozen(kw_only=True)
class Description(Checked):
    """What an archivist says of a dossier, and a ledger does not know (*beschrijving*).

    Attributes:
        source: the system in which the names of processes are ids (*identificatieBron*).
        creator: the name of the organisation whose archive it is (*archiefvormer*).
        creator_id: its id; None when it is not given.
        creator_source: the register in which it has that id.
        appraisal: whether it is kept for ever or destroyed one day (*waardering*).
        restrictions: who may see and use it, one or more (*beperkingGebruik*).
        retention: how long it is kept, such as `P20Y`; None when it has no term (*bewaartermijn*).
        category: its category in the selection list; None when it is not given (*informatiecategorie*).
    """

    source: Id
    creator: Id
    creator_id: Id | None = None
    creator_source: Id | None = None
    appraisal: Concept
    restrictions: tuple[Concept, ...]
    retention: Id | None = None
    category: Concept | None = None

    def problems(self) -> Iterator[Problem]:
        """An id has a source; there is at least one restriction, also when that is `geen`; and a retention is a duration."""
        if (self.creator_id is None) != (self.creator_source is None):
            expected = Text(nl="een kenmerk en zijn bron, of geen van beide", en="an id and its source, or neither")
            yield Problem("creator_source", shown(self.creator_source), expected)
        if not self.restrictions:
            expected = Text(nl="minstens één, ook als dat `geen` is", en="at least one, also when that is `none`")
            yield Problem("restrictions", "()", expected)
        if self.retention is not None and not _DURATION.fullmatch(self.retention):
            expected = Text(nl="een duur als `P20Y` (ISO 8601)", en="a duration such as `P20Y` (ISO 8601)")
            yield Problem("retention", shown(self.retention), expected)


@frozen
class Occurred:
    """Something that was done to the information itself.

    Attributes:
        label: what was done.
        vocabulary: the list of which that is a term.
        at: when.
        result: what came of it; None when nothing is said of that.
    """

    label: str
    vocabulary: str
    at: datetime
    result: str | None = None


@frozen
class File:
    """A file that represents a dossier.

    Attributes:
        name: its name.
        size: its size in bytes.
        hash: its SHA-256, in hexadecimal.
        form: its file format.
    """

    name: str
    size: int
    hash: str
    form: Concept


def of_dossier(
    name: str, title: str, description: Description, occurred: Iterable[Occurred], files: Iterable[File]
) -> str:
    """The metadata of a dossier.

    Args:
        name: the name of the process.
        title: a description of it in one line.
        description: what the archivist says.
        occurred: what was done to the information itself.
        files: the files that represent it.
    """
    root, about = _document("informatieobject")
    _put_id(about, name, description.source)
    _put(about, "naam", name)
    _put_concept(
        about, "aggregatieniveau", Concept(label="Dossier", vocabulary="Begrippenlijst Aggregatieniveaus MDTO")
    )
    _put(about, "omschrijving", title)
    _put(about, "taal", "nl")
    for each in occurred:
        event = ET.SubElement(about, "event")
        _put_concept(event, "eventType", Concept(label=each.label, vocabulary=each.vocabulary))
        _put(event, "eventTijd", each.at.isoformat())
        if each.result is not None:
            _put(event, "eventResultaat", each.result)
    _put_concept(about, "waardering", description.appraisal)
    if description.retention is not None:
        _put(ET.SubElement(about, "bewaartermijn"), "termijnLooptijd", description.retention)
    if description.category is not None:
        _put_concept(about, "informatiecategorie", description.category)
    for file in files:
        _put_reference(about, "heeftRepresentatie", file.name, file.name, description.source)
    _put_reference(about, "archiefvormer", description.creator, description.creator_id, description.creator_source)
    for restriction in description.restrictions:
        _put_concept(ET.SubElement(about, "beperkingGebruik"), "beperkingGebruikType", restriction)
    return _as_xml(root)


def of_file(file: File, dossier: str, description: Description, at: datetime) -> str:
    """The metadata of one file.

    Args:
        file: the file.
        dossier: the name of the process that it represents.
        description: what the archivist says of that dossier.
        at: when its hash was computed.
    """
    root, about = _document("bestand")
    _put_id(about, file.name, description.source)
    _put(about, "naam", file.name)
    _put(about, "omvang", str(file.size))
    _put_concept(about, "bestandsformaat", file.form)
    checksum = ET.SubElement(about, "checksum")
    _put_concept(
        checksum, "checksumAlgoritme", Concept(label="SHA-256", vocabulary="Begrippenlijst ChecksumAlgoritme MDTO")
    )
    _put(checksum, "checksumWaarde", file.hash)
    _put(checksum, "checksumDatum", at.isoformat())
    _put_reference(about, "isRepresentatieVan", dossier, dossier, description.source)
    return _as_xml(root)


def _document(kind: str) -> tuple[ET.Element, ET.Element]:
    root = ET.Element("MDTO", {"xmlns": NAMESPACE})
    return root, ET.SubElement(root, kind)


def _put(under: ET.Element, tag: str, said: str) -> None:
    ET.SubElement(under, tag).text = held(said)


def _put_id(under: ET.Element, id: str, source: str, tag: str = "identificatie") -> None:
    element = ET.SubElement(under, tag)
    _put(element, "identificatieKenmerk", id)
    _put(element, "identificatieBron", source)


def _put_reference(under: ET.Element, tag: str, name: str, id: str | None, source: str | None) -> None:
    element = ET.SubElement(under, tag)
    _put(element, "verwijzingNaam", name)
    if id is not None and source is not None:
        _put_id(element, id, source, "verwijzingIdentificatie")


def _put_concept(under: ET.Element, tag: str, given: Concept) -> None:
    element = ET.SubElement(under, tag)
    _put(element, "begripLabel", given.label)
    if given.code is not None:
        _put(element, "begripCode", given.code)
    _put_reference(element, "begripBegrippenlijst", given.vocabulary, None, None)


def _as_xml(root: ET.Element) -> str:
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
