"""Who takes part, the feasibility study, and the six processes that the letter names."""

from __future__ import annotations

from ontvlechting.engine.names import Named
from ontvlechting.engine.text import Text
from ontvlechting.letter.catalogue import DOCUMENT, Section, cite
from ontvlechting.letter.commands import Feasibility, Task
from ontvlechting.letter.data.items import Process, Signatory, Study, months
from ontvlechting.letter.values import Body, BodyKind, Party, PartyKind, Reach

# ── who takes part ───────────────────────────────────────────────────────────────────────────────

MINISTRY = "ministerie-van-financien"
BELASTINGDIENST = "belastingdienst"
TOESLAGEN = "toeslagen"
DOUANE = "douane"
DOR = "dor"
UNIONS = "vakbonden"
GALAN = "de-galan-groep"
COB = "commissie-onderzoek-belastingdienst"
ABDTOPCONSULT = "abdtopconsult"
HOUSE = "tweede-kamer"

_TOOI = "https://identifier.overheid.nl/tooi/id/"

# fmt: off

PARTIES: dict[str, Party] = Named(Text(nl="partij", en="party"), {party.id: party for party in (
    Party(id=MINISTRY, kind=PartyKind.MINISTRY, tooi=f"{_TOOI}ministerie/mnre1090",
          name=Text(nl="Ministerie van Financiën", en="Ministry of Finance")),
    Party(id=BELASTINGDIENST, kind=PartyKind.DIRECTORATE, tooi=f"{_TOOI}oorg/oorg12368",
          name=Text(nl="directoraat-generaal Belastingdienst", en="directorate-general Belastingdienst (taxes)")),
    Party(id=TOESLAGEN, kind=PartyKind.DIRECTORATE, tooi=f"{_TOOI}oorg/oorg12369",
          name=Text(nl="directoraat-generaal Toeslagen", en="directorate-general Toeslagen (benefits)")),
    Party(id=DOUANE, kind=PartyKind.DIRECTORATE, tooi=f"{_TOOI}oorg/oorg12370",
          name=Text(nl="directoraat-generaal Douane", en="directorate-general Douane (customs)")),
    Party(id=DOR, kind=PartyKind.BODY,
          name=Text(nl="Departementale Ondernemingsraad (DOR)", en="departmental works council (DOR)")),
    Party(id=UNIONS, kind=PartyKind.BODY, name=Text(nl="vakbonden", en="unions")),
    Party(id=GALAN, kind=PartyKind.EXTERNAL, name=Text(nl="De Galan Groep", en="De Galan Groep")),
    Party(id=COB, kind=PartyKind.EXTERNAL,
          name=Text(nl="Commissie Onderzoek Belastingdienst (COB)",
                    en="Commissie Onderzoek Belastingdienst (COB; the committee that studied the Belastingdienst)")),
    Party(id=ABDTOPCONSULT, kind=PartyKind.EXTERNAL,
          name=Text(nl="ABDTOPConsult (ABDTC)", en="ABDTOPConsult (ABDTC)")),
    Party(id=HOUSE, kind=PartyKind.PARLIAMENT,
          name=Text(nl="Tweede Kamer", en="House of Representatives (Tweede Kamer)")),
)})
"""Every party that the letter names, by its id; with its register identifier where that is known."""

DIRECTORATES = (BELASTINGDIENST, TOESLAGEN, DOUANE)
"""The ids of the three directorates-general: a closed set (R1)."""

BODIES: tuple[Body, ...] = (
    Body(id=DOR, kind=BodyKind.WORKS_COUNCIL, name=PARTIES[DOR].name, reach=Reach.CENTRAL),
    Body(id=UNIONS, kind=BodyKind.UNION, name=PARTIES[UNIONS].name, reach=Reach.CENTRAL),
)
"""The bodies that speak for staff (R12), each for all parties: the departmental council, and the unions, with which a ministry
consults in its *Decentraal Georganiseerd Overleg* (DGO). The letter names no other works council and no single union; where a
directorate's own council or a group council is competent, the ministry changes the norms."""

SIGNATORIES: tuple[Signatory, ...] = tuple(
    Signatory(name=name, office=Text(nl="Staatssecretaris van Financiën", en="State Secretary for Finance"),
              source=cite(Section.SIGNATURE, name))
    for name in ("M.L.A. van Rij", "A. de Vries")
)
"""The two State Secretaries: political responsibility, apart from any mandate (R16)."""

# ── the study and its processes ──────────────────────────────────────────────────────────────────

UNITS = ("IV", "CAP", "KI&S")
"""The units whose processes were studied (R3)."""

STUDY = Study(
    author=GALAN, when=months(2022, 9, 12), units=UNITS, horizon_years=3, document=f"{DOCUMENT}, bijlage 1",
    source=cite(Section.OPENING, "In de periode september – december 2022 heeft een externe partij"),
)
"""The feasibility study. A `Document` and a `Finding` need a day, which the letter does not give: supply your own."""

PORTFOLIO_SIZE = 9
"""How many processes were studied (R22). The letter names six; the other three are not named and not invented here."""


def _process(
    receiving: str, name: str, term: str, scope: tuple[tuple[str, str], ...], *, target_groups: str | None = None,
    signals: tuple[str, ...] = (),
) -> Process:
    return Process(
        name=name, receiving=receiving, delivering=BELASTINGDIENST, target_groups=target_groups,
        scope=tuple(Task(id=id, description=description) for id, description in scope),
        feasibility=Feasibility.FEASIBLE, signals=signals, source=cite(Section.STUDY, term),
    )


PROCESSES: dict[str, Process] = Named(Text(nl="proces", en="process"), {
    "douane/kanalenstrategie": _process(DOUANE, "Kanalenstrategie Douane",
        "kanalenstrategie: de keuze voor de inzet van websites, social media", (
            ("websites", "de keuze voor de inzet van websites"),
            ("social-media", "de keuze voor de inzet van social media"),
            ("telefonie", "de keuze voor de inzet van telefonie"),
            ("brieven", "de keuze voor de inzet van brieven"),
            ("video-chat", "de keuze voor de inzet van video chat"),
        ), target_groups="verschillende doelgroepen"),
    "douane/websites": _process(DOUANE, "Websites en redactie Douane",
        "het (technisch) beheer van websites zoals douane.nl en de redactie", (
            ("technisch-beheer", "het (technisch) beheer van websites zoals douane.nl"),
            ("redactie-website", "de redactie op de website"),
            ("redactie-documenten", "de redactie op documenten"),
            ("redactie-brieven", "de redactie op brieven"),
            ("signalen-burgers", "signalen vanuit burgers"),
            ("signalen-bedrijven", "signalen vanuit bedrijven"),
        ), signals=("signalen-burgers", "signalen-bedrijven")),
    "douane/social-media": _process(DOUANE, "Social media Douane",
        "monitoring van social media voor douane gerelateerde onderwerpen", (
            ("monitoring", "monitoring van social media voor douane gerelateerde onderwerpen"),
            ("vragen", "het beantwoorden van vragen op social media"),
            ("berichten", "het plaatsen van berichten op social media"),
        )),
    "douane/basisregistraties": _process(DOUANE, "Gegevens uit basisregistraties Douane",
        "het ontsluiten en gebruiken van gegevens uit basisregistraties", (
            ("ontsluiten",
             "het ontsluiten van gegevens uit basisregistraties voor primaire en ondersteunende processen"),
            ("gebruiken",
             "het gebruiken van gegevens uit basisregistraties voor primaire en ondersteunende processen"),
        )),
    "toeslagen/kanalenstrategie": _process(TOESLAGEN, "Kanalenstrategie Toeslagen",
        "kanalenstrategie en regie op inzet van websites, social media", (
            ("websites", "kanalenstrategie en regie op inzet van websites"),
            ("social-media", "kanalenstrategie en regie op inzet van social media"),
            ("telefonie", "kanalenstrategie en regie op inzet van telefonie"),
            ("brieven", "kanalenstrategie en regie op inzet van brieven"),
            ("video-chat", "kanalenstrategie en regie op inzet van video chat"),
        ), target_groups="verschillende doelgroepen"),
    # the letter has "de redactie op en documenten en brieven"; what may have stood after "op" is not filled in
    "toeslagen/websites": _process(TOESLAGEN, "Websites en redactie Toeslagen",
        "het beheer van websites zoals toeslagen.nl en het portaal mijntoeslagen.nl", (
            ("beheer-websites", "het beheer van websites zoals toeslagen.nl"),
            ("beheer-portaal", "het beheer van het portaal mijntoeslagen.nl"),
            ("redactie-documenten", "de redactie op documenten"),
            ("redactie-brieven", "de redactie op brieven"),
        )),
})
"""The six processes that the letter names, of which moving was found feasible (R26, R27)."""

UNNAMED = tuple(f"niet-genoemd-{n}" for n in range(1, PORTFOLIO_SIZE - len(PROCESSES) + 1))
"""Places for the processes that were studied and have no name in the letter; which is which, it does not say."""

RESEARCHERS: tuple[Party, ...] = (PARTIES[GALAN], PARTIES[COB], PARTIES[ABDTOPCONSULT])
"""The parties outside the ministry that the letter names; they studied and advised."""
