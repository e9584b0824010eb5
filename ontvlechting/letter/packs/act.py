"""The articles of the Works Councils Act that the pack holds, as rules with their sources.

The text that was read is that in force on 18 February 2023. `jci` is the Juriconnect reference of an article.
"""

from __future__ import annotations

from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import Rule, Status

WOR = "Wet op de ondernemingsraden"
"""The act, as sources name it."""
ATW = "Algemene termijnenwet"
"""The act on terms, as sources name it."""


def _rule(
    article: str, lid: int | None, term: str, *, nl: str, en: str, under: str = "", status: Status = Status.CONTENT
) -> Rule:
    """A rule of the act."""
    section = f"artikel {article}" + (f", lid {lid}" if lid else "") + (f", onder {under}" if under else "")
    jci = f"jci1.3:c:BWBR0002747&artikel={article}" + (f"&lid={lid}" if lid else "")
    return Rule(
        id=f"WOR-{article}" + (f"-{lid}" if lid else "") + (f"-{under}" if under else ""),
        source=Source(document=WOR, section=section, term=term),
        title=Text(nl=nl, en=en),
        status=status,
        jci=jci,
    )


# fmt: off

WOR_25_1 = _rule("25", 1, "in de gelegenheid gesteld advies uit te brengen over elk door hem voorgenomen besluit",
    nl="Per ondernemingsraad is vastgelegd op welke grondslag en welke gronden hij over het voorgenomen besluit adviseert.",
    en="For each works council it is on record on what basis and which grounds it advises on the intended decision.")
WOR_25_2 = _rule("25", 2, "dat het van wezenlijke invloed kan zijn op het te nemen besluit",
    nl="Het advies wordt schriftelijk gevraagd, voor het besluit en op tijd om het nog te kunnen beïnvloeden, met een termijn.",
    en="The advice is asked in writing, before the decision and in time to still influence it, with a term.",
    status=Status.JUDGEMENT)
WOR_25_3 = _rule("25", 3, "een overzicht verstrekt van de beweegredenen voor het besluit",
    nl="De aanvraag noemt de beweegredenen, de gevolgen voor het personeel en de maatregelen.",
    en="The request gives the grounds, the consequences for staff and the measures.",
    status=Status.PRESENCE)
WOR_25_4 = _rule("25", 4, "ten minste éénmaal overleg is gepleegd in een overlegvergadering",
    nl="Tussen aanvraag en advies is minstens één keer met de raad vergaderd, tenzij de raad daar schriftelijk van afziet.",
    en="Between request and advice there was at least one meeting with the council, unless the council declines in writing.")
WOR_25_5 = _rule("25", 5, "zo spoedig mogelijk van het besluit schriftelijk in kennis gesteld",
    nl="De bestuurder deelt het besluit schriftelijk mee voordat de uitvoering begint, met redenen als het van het advies "
       "afwijkt, en vraagt advies over de uitvoering als dat er nog niet is.",
    en="The director tells the council of the decision in writing before execution begins, with reasons where it departs from "
       "the advice, and asks advice on the execution where there is none yet.")
WOR_25_6 = _rule("25", 6,
    "op te schorten tot een maand na de dag waarop de ondernemingsraad van het besluit in kennis is gesteld",
    nl="Wijkt het besluit van het advies af, dan wacht de uitvoering een maand, tenzij de raad daarvan afziet.",
    en="When the decision departs from the advice, execution waits a month, unless the council waives that.")
WOR_26_1 = _rule("26", 1, "beroep instellen tegen een besluit van de ondernemer",
    nl="Wie het besluit uitvoert, weet dat de raad ertegen in beroep is.",
    en="Whoever executes the decision knows of an appeal of the council against it.")
WOR_26_2 = _rule("26", 2, "binnen een maand nadat de ondernemingsraad",
    nl="De raad gaat in beroep binnen een maand nadat hij van het besluit in kennis is gesteld.",
    en="The council appeals within a month after it was told of the decision.")
WOR_26_5 = _rule("26", 5, "om handelingen te verrichten of te doen verrichten ter uitvoering van het besluit",
    nl="Wat een rechter verboden heeft, wordt niet uitgevoerd; een besluit waartegen een beroep gegrond is, ook niet, totdat "
       "het is ingetrokken.",
    en="What a court has forbidden is not executed, nor is a decision against which an appeal was upheld, until it is withdrawn.")
WOR_35_1 = _rule("35", 1, "gemeenschappelijk belang zijn voor alle of voor de meerderheid van de ondernemingen",
    nl="Welke raad adviseert, volgt uit het gemeenschappelijk belang: het ministerie legt dat in de normen vast.",
    en="Which council advises follows from the common interest: the ministry lays that down in the norms.")
WOR_36_2 = _rule("36", 2, "gevolg dient te geven aan hetgeen overigens bij of krachtens deze wet is bepaald",
    nl="Betwist de raad de grondslag, dan wacht het besluit op overeenstemming of op de rechter.",
    en="When the council contests the basis, the decision waits for agreement or for the court.")
WOR_46D_A = _rule("46d", None, "bij een ministerie: de minister of een staatssecretaris", under="a",
    nl="Voor elke raad is vastgelegd wie de bestuurder is; dat is nooit de minister of een staatssecretaris.",
    en="For each council it is on record who the director is; that is never the minister or a state secretary.")
WOR_46D_B = _rule("46d", None, "behoudens voor zover het betreft de gevolgen", under="b", status=Status.JUDGEMENT,
    nl="Dat alleen over de gevolgen voor het personeel wordt geadviseerd, zegt de bestuurder, met reden en in een stuk.",
    en="That advice is on the consequences for staff only is said by the director, with a reason and in a document.")
ATW_1 = Rule(
    id="ATW-1-1",
    source=Source(document=ATW, section="artikel 1, lid 1",
        term="tot en met de eerstvolgende dag die niet een zaterdag, zondag of algemeen erkende feestdag is"),
    title=Text(nl="Een termijn die op een vrije dag eindigt, loopt door tot en met de volgende werkdag.",
        en="A term that ends on a day of rest runs on up to the next working day."),
    status=Status.CONTENT,
    jci="jci1.3:c:BWBR0002448&artikel=1&lid=1")

# fmt: on

RULES: tuple[Rule, ...] = (
    WOR_25_1,
    WOR_25_2,
    WOR_25_3,
    WOR_25_4,
    WOR_25_5,
    WOR_25_6,
    WOR_26_1,
    WOR_26_2,
    WOR_26_5,
    WOR_35_1,
    WOR_36_2,
    WOR_46D_A,
    WOR_46D_B,
    ATW_1,
)
"""The rules of the pack, in the order of the act."""
