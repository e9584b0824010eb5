"""What happened when, and what was advised, asked, promised and paid: what the House may ask about."""

from __future__ import annotations

from decimal import Decimal

from ontvlechting.engine.text import Text
from ontvlechting.letter import catalogue
from ontvlechting.letter.catalogue import DOCUMENT, Section, cite
from ontvlechting.letter.commands import FollowUp
from ontvlechting.letter.data.items import (
    Advice,
    Annex,
    Commitment,
    Element,
    Fact,
    Funding,
    Motion,
    Request,
    day,
    months,
)
from ontvlechting.letter.data.portfolio import ABDTOPCONSULT, COB, DOR, DOUANE, GALAN, MINISTRY, STUDY
from ontvlechting.letter.values import Money

# fmt: off

# ── dated facts ──────────────────────────────────────────────────────────────────────────────────

FACTS: tuple[Fact, ...] = (
    Fact(when=months(2017, 1, 1), documents=("Kamerstuk 31 066, nr. 330",),
         what=Text(nl="De Commissie Onderzoek Belastingdienst levert haar rapport op.",
                   en="The committee that studied the Belastingdienst delivers its report."),
         source=cite(Section.ADVICES, "dat in januari 2017 is opgeleverd")),
    Fact(when=day(2020, 1, 11), documents=("Kamerstuk 31 066, nr. 591", "Kamerstuk 31 066, nr. 588"),
         what=Text(nl="De minister van Financiën kondigt de ontvlechting aan.",
                   en="The Minister of Finance announces the disentanglement."),
         source=cite(Section.OPENING, "Op 11 januari 2020 kondigde de toenmalige Minister van Financiën"),
         remark=Text(nl="De brief noemt twee nummers: 591 in voetnoot 1 en 588 bij de motie-Leijten (§3a).",
                     en="The letter gives two numbers: 591 in footnote 1 and 588 at the Leijten motion (§3a).")),
    Fact(when=day(2020, 1, 28), documents=("Kamerstuk 31 066, nr. 584", "Handelingen II 2019/20, nr. 46, item 11"),
         what=Text(nl="De Kamer neemt de motie-Bruins aan.", en="The House adopts the Bruins motion."),
         source=cite(Section.OPENING, "op 28 januari 2020")),
    Fact(when=day(2020, 9, 25), documents=("Besluit op het Wob-verzoek reorganisatie Belastingdienst",),
         what=Text(nl="Op een Wob-verzoek over de reorganisatie van de Belastingdienst wordt besloten.",
                   en="A decision is taken on an information request about the reorganisation of the Belastingdienst."),
         source=cite(Section.FOOTNOTES, "Besluit op het Wob-verzoek reorganisatie Belastingdienst")),
    Fact(when=day(2021, 1, 1), documents=(DOCUMENT,),
         what=Text(nl="De drie directoraten-generaal zijn ontvlochten.",
                   en="The three directorates-general are disentangled."),
         source=cite(Section.STATE, "Sinds de ontvlechting op 1 januari 2021")),
    Fact(when=day(2021, 2, 10), documents=("Kamerstuk 31 066, nr. 797",),
         what=Text(nl="De staatssecretaris zegt toe de motie-Bruins stapsgewijs uit te voeren.",
                   en="The State Secretary promises to carry out the Bruins motion step by step."),
         source=cite(Section.OPENING, "commissiedebat van 10 februari 2021")),
    Fact(when=day(2021, 4, 21), documents=("Kamerstuk 31 066, nr. 811",),
         what=Text(nl="De Kamer hoort hoe het ervoor staat en dat er een haalbaarheidsonderzoek komt.",
                   en="The House hears how matters stand and that there will be a feasibility study."),
         source=cite(Section.OPENING, "Uw Kamer is op 21 april 2021")),
    Fact(when=STUDY.when, documents=(STUDY.document,),
         what=Text(nl="De Galan Groep onderzoekt de haalbaarheid.", en="De Galan Groep studies the feasibility."),
         source=STUDY.source),
    Fact(when=months(2022, 12, 12), documents=(f"{DOCUMENT}, bijlage 2",),
         what=Text(nl="De Departementale Ondernemingsraad biedt zijn advies over het onderzoek aan.",
                   en="The departmental works council presents its advice on the study."),
         source=cite(Section.NEXT_STEPS, "In december 2022 heeft de Departementale Ondernemingsraad")),
    Fact(when=day(2022, 12, 9), documents=("NRC, artikel van 9 december 2022",),
         what=Text(nl="In het NRC verschijnt een artikel, dat aanleiding is voor het verzoek van het lid Ephraim.",
                   en="An article appears in NRC, which prompts the request by member Ephraim."),
         source=cite(Section.OPENING, "een artikel in het NRC van 9 december 2022")),
    Fact(when=day(2022, 12, 13), documents=("Handelingen II 2022/23, nr. 34, item 28",),
         what=Text(nl="Het lid Ephraim vraagt om de adviezen, de moties en een toelichting.",
                   en="Member Ephraim asks for the advice, the motions and an explanation."),
         source=cite(Section.OPENING, "werkzaamheden dd. 13 december 2022 (Handelingen II 2022/23")),
    Fact(when=day(2023, 2, 20), documents=("Kamerstukken 31 066 en 26 643, nr. 1174",),
         what=Text(nl="De Kamer krijgt een brief over ICT bij de Belastingdienst.",
                   en="The House gets a letter about ICT at the Belastingdienst."),
         source=cite(Section.STATE, "20 februari jl."),
         remark=Text(nl="Het jaar volgt uit het vergaderjaar 2022–2023; de brief zelf is van later, zonder datum.",
                     en="The year follows from parliamentary year 2022–2023; the letter itself is later, undated.")),
)
"""What happened when, in order of first possible day (R19)."""

# ── advices ──────────────────────────────────────────────────────────────────────────────────────

_COB_DONE = Text(
    nl="Mede aanleiding om de organisatieonderdelen te ontvlechten, zodat de span of control kleiner werd.",
    en="Part of the ground for disentangling the organisations, so that the span of control became smaller.",
)

ADVICES: tuple[Advice, ...] = (
    Advice(
        id="advies-cob", origin=COB, when=months(2017, 1, 1), document="Kamerstuk 31 066, nr. 330",
        source=cite(Section.ADVICES, "Het eerste advies betreft het rapport"),
        elements=(
            Element(asks=Text(nl="Scheid in de top beleid, uitvoering en control duidelijker van elkaar.",
                              en="Separate policy, execution and control more clearly at the top."),
                    done=_COB_DONE, source=cite(Section.ADVICES, "meer expliciete scheiding van beleid")),
            Element(asks=Text(nl="Geef het managementteam beter zicht op het primaire proces.",
                              en="Give the management team a better view of the primary process."),
                    done=_COB_DONE, source=cite(Section.ADVICES, "het zicht op het primaire proces")),
            Element(asks=Text(nl="Breng verantwoordelijkheid en bevoegdheid per laag in balans, met minder lagen.",
                              en="Balance responsibility and authority at each layer, with fewer layers."),
                    done=_COB_DONE, source=cite(Section.ADVICES, "Een reparatieslag is nodig")),
            Element(asks=Text(nl="Overweeg voor de Douane een zelfstandiger positie.",
                              en="Consider a more independent position for Douane."),
                    done=Text(nl="De Douane is ontvlochten.", en="Douane was disentangled."),
                    follow_up=FollowUp.FOLLOWED,
                    source=cite(Section.ADVICES, "Met de ontvlechting van de Douane is hier gevolg aan gegeven")),
        ),
    ),
    Advice(
        id="advies-abdtopconsult", origin=ABDTOPCONSULT, requester="Minister Hoekstra",
        document="Kamerstuk 31 066, nr. 538",
        source=cite(Section.ADVICES, "Het tweede advies betreft het briefadvies"),
        elements=(
            Element(asks=Text(nl="Ontvlecht Toeslagen.", en="Disentangle Toeslagen."),
                    done=Text(nl="Wegens de risico's niet volledig maar stapsgewijs, van bovenaf.",
                              en="Because of the risks not fully but step by step, from the top down."),
                    follow_up=FollowUp.PARTLY,
                    source=cite(Section.ADVICES, "is Toeslagen niet volledig ontvlochten")),
            Element(asks=Text(nl="Verzelfstandig de Douane verder.", en="Make Douane more independent."),
                    done=Text(nl="De Douane is een eigen directoraat-generaal geworden.",
                              en="Douane became a directorate-general of its own."),
                    follow_up=FollowUp.FOLLOWED,
                    source=cite(Section.ADVICES, "de Douane verder te verzelfstandigen")),
        ),
    ),
    Advice(
        id="advies-de-galan-groep", origin=GALAN, document=STUDY.document,
        source=cite(Section.NEXT_STEPS, "De adviezen van de onderzoekers zijn richtinggevend"),
        elements=(
            Element(asks=Text(nl="Verschuif vier processen naar de Douane en twee naar Toeslagen; dat is haalbaar.",
                              en="Move four processes to Douane and two to Toeslagen; that is feasible."),
                    done=Text(nl="Per proces komt er een transitieplan, vóór het besluit aan vijf eisen getoetst.",
                              en="Each process gets a transition plan, tested on five preconditions first."),
                    follow_up=FollowUp.FOLLOWED,
                    source=cite(Section.NEXT_STEPS, "Per te verschuiven proces wordt een transitieplan opgesteld")),
            Element(asks=Text(nl="Professionaliseer voor de overige processen de relaties en afspraken die er zijn.",
                              en="For the other processes, professionalise the relations and agreements that exist."),
                    done=Text(nl="De besturing wordt geprofessionaliseerd, ook breder, via verbeteringen die al lopen.",
                              en="Steering is professionalised, also more widely, through improvements under way."),
                    follow_up=FollowUp.FOLLOWED,
                    source=cite(Section.NEXT_STEPS, "de besturing te versterken zal dit worden geprofessionaliseerd")),
            Element(asks=Text(nl="Verschuif de budgetten per 2024.", en="Shift the budgets as of 2024."),
                    done=Text(nl="Nog niet: eerst een besluit over vorm en transitie, dan pas de budgetten.",
                              en="Not yet: first a decision on form and transition, only then the budgets."),
                    follow_up=FollowUp.NOT_YET,
                    source=cite(Section.NEXT_STEPS, "Het advies uit het rapport dat (nog) niet zal worden opgevolgd")),
        ),
    ),
    Advice(
        id="advies-dor", origin=DOR, when=months(2022, 12, 12), document=f"{DOCUMENT}, bijlage 2",
        source=cite(Section.NEXT_STEPS, "In december 2022 heeft de Departementale Ondernemingsraad"),
        elements=(
            Element(asks=Text(nl="Regel bestuurlijk hoe bij schaarste en escalatie wordt besloten.",
                              en="Arrange at executive level how scarcity and escalation are decided."),
                    done=Text(nl="Meegewogen bij de aanpak, en als bijlage met de Kamer gedeeld.",
                              en="Taken into account in the approach, and shared with the House as an annex."),
                    source=cite(Section.NEXT_STEPS, "Met dit advies vraagt de DOR aandacht")),
        ),
    ),
)
"""The advices whose content the letter tells (R77). It also mentions advices by officials and an internal advice on
steering support services, without telling what they say; those are not here."""

# ── motions, commitments, requests ───────────────────────────────────────────────────────────────

MOTIONS: tuple[Motion, ...] = (
    Motion(
        id="motie-bruins", by="Bruins c.s.", adopted=day(2020, 1, 28), document="Kamerstuk 31 066, nr. 584",
        asks=Text(nl="Laat de haalbaarheid toetsen: gevolgen, risico's in de uitvoering en meerwaarde.",
                  en="Have feasibility tested: consequences, execution risks and added value."),
        done=Text(nl="De haalbaarheid is onderzocht; negen processen worden eerst aan vijf randvoorwaarden getoetst.",
                  en="Feasibility was studied; nine processes are first tested against five preconditions."),
        rules=(catalogue.R24, catalogue.R45, catalogue.R46),
        source=cite(Section.BRUINS, "Deze motie ziet op het uitvoeren van een haalbaarheidstoets"),
    ),
    Motion(
        id="motie-leijten", by="Leijten c.s.", document="Kamerstuk 31 066, nr. 580",
        asks=Text(nl="Geef wie bij de Belastingdienst het werk doet een grote stem in de verandering.",
                  en="Give those who do the work at the Belastingdienst a large say in the change."),
        done=Text(nl="Aanpak en uitvoering kwamen met medezeggenschap en vakbonden tot stand; voor de negen processen "
                     "zijn duidelijke personele gevolgen en geborgde betrokkenheid een randvoorwaarde.",
                  en="Approach and execution came about with works council and unions; for the nine processes clear "
                     "consequences for staff and assured involvement are a precondition."),
        rules=(catalogue.R38, catalogue.R39, catalogue.R61, catalogue.R62, catalogue.R64, catalogue.R65, catalogue.R68),
        source=cite(Section.LEIJTEN, "De motie van het lid Leijten"),
    ),
)
"""The motions that the House adopted."""

COMMITMENTS: tuple[Commitment, ...] = (
    Commitment(
        id="toezegging-stapsgewijs", owner=MINISTRY, when=day(2021, 2, 10), document="Kamerstuk 31 066, nr. 797",
        promises=Text(nl="De motie-Bruins wordt stap voor stap uitgevoerd.",
                      en="The Bruins motion is carried out step by step."),
        done=Text(nl="Er is gefaseerd ontvlochten, met bij elke stap een afweging.",
                  en="The disentanglement went in phases, with a weighing at each step."),
        rules=(catalogue.R47, catalogue.R55),
        source=cite(Section.OPENING, "toegezegd de uitvoering van deze motie stapsgewijs uit te voeren"),
    ),
    Commitment(
        id="toezegging-geen-onomkeerbare-stappen", owner=MINISTRY,
        promises=Text(nl="Er worden geen stappen gezet die niet zijn terug te draaien.",
                      en="No steps are taken that cannot be undone."),
        done=Text(nl="Per stap afgewogen, met medezeggenschap en vakbonden; de diensten gingen door, gedeelde taken "
                     "zijn vastgelegd en alleen wat nodig was is verschoven of ingericht.",
                  en="Weighed at each step, with works council and unions; services went on, shared tasks were "
                     "recorded and only what was necessary was moved or set up."),
        rules=(catalogue.R50, catalogue.R54, catalogue.R55, catalogue.R56, catalogue.R57, catalogue.R64),
        source=cite(Section.REQUEST, "toezegging dat er geen onomkeerbare stappen genomen zullen worden"),
    ),
    Commitment(
        id="toezegging-nader-informeren", owner=MINISTRY, document=DOCUMENT,
        promises=Text(nl="De Kamer wordt over het vervolg geïnformeerd.",
                      en="The House is informed about what follows."),
        rules=(catalogue.R84,), source=cite(Section.CLOSE, "Hierover zal uw kamer nader worden geïnformeerd"),
    ),
    Commitment(
        id="toezegging-stand-van-de-uitvoering-douane", owner=DOUANE, document=DOCUMENT,
        promises=Text(nl="De Douane stuurt de Kamer in het jaar van de brief een Stand van de Uitvoering.",
                      en="Douane sends the House a Stand van de Uitvoering in the year of the letter."),
        source=cite(Section.STATE, "De Douane zal dit jaar een Stand van de Uitvoering naar de Tweede Kamer sturen"),
    ),
)
"""What the House was promised. Each stays open until a document shows that it was kept (R20, R81)."""

REQUESTS: tuple[Request, ...] = (
    Request(
        id="verzoek-ephraim", by="Ephraim", when=day(2022, 12, 13),
        document="Handelingen II 2022/23, nr. 34, item 28", answered_by=DOCUMENT,
        source=cite(Section.CLOSE, "Met deze brief hebben we ook voldaan aan het verzoek"),
        elements=(
            Element(asks=Text(nl="Stuur spoedig alle adviezen en moties over de ontvlechting.",
                              en="Send all advice and motions on the disentanglement soon."),
                    done=Text(nl="De adviezen zijn toegelicht en gedeeld, of waren dat al.",
                              en="The advice was explained and shared, or had been already."),
                    source=cite(Section.REQUEST, "alle adviezen en moties over de ontvlechting spoedig toe te sturen")),
            Element(asks=Text(nl="Licht toe hoe het staat met de toezegging over onomkeerbare stappen.",
                              en="Explain how matters stand with the commitment on irreversible steps."),
                    done=Text(nl="Toegelicht in onderdeel 3b van de brief.", en="Explained in part 3b of the letter."),
                    source=cite(Section.REQUEST, "een brief met toelichting op de toezegging")),
            Element(asks=Text(nl="Geef de stand van alle aangenomen moties.",
                              en="Say how matters stand with all adopted motions."),
                    done=Text(nl="Toegelicht in onderdeel 3a van de brief.", en="Explained in part 3a of the letter."),
                    source=cite(Section.REQUEST, "inclusief de stand van zaken van alle aangenomen moties")),
        ),
    ),
)
"""What the House asked for."""

# ── money and annexes ────────────────────────────────────────────────────────────────────────────

BUDGETS: tuple[Funding, ...] = (
    Funding(money=Money(amount=Decimal(20_000_000)), year=2020, document="Kamerstuk 35 450, nr. 1",
            purpose=Text(nl="Voor de ontvlechting, bij Voorjaarsnota 2020.",
                         en="For the disentanglement, in the spring memorandum (Voorjaarsnota) of 2020."),
            source=cite(Section.STATE, "€ 20 mln. structureel per jaar beschikbaar gesteld")),
    Funding(money=Money(amount=Decimal(6_000_000)), year=2022,
            purpose=Text(nl="Per saldo, om Toeslagen en Douane verder te versterken, bij de voorjaarsbesluiten 2022.",
                         en="On balance, to strengthen Toeslagen and Douane further, in the spring decisions of 2022."),
            source=cite(Section.STATE, "per saldo nog € 6 mln. structureel beschikbaar gesteld")),
)
"""Structural money that was made available earlier; no ground to depart from budget neutrality (R72)."""

ANNEXES: tuple[Annex, ...] = (
    Annex(number=1, parent=DOCUMENT,
          title=Text(nl="Rapport van het haalbaarheidsonderzoek", en="Report of the feasibility study"),
          source=cite(Section.OPENING, "bijgevoegd als bijlage 1 bij deze brief")),
    Annex(number=2, parent=DOCUMENT,
          title=Text(nl="Advies van de DOR over het haalbaarheidsonderzoek",
                     en="Advice of the departmental works council on the feasibility study"),
          source=cite(Section.LEIJTEN, "Als bijlage 2 treft u aan het advies")),
)
"""The annexes to the letter."""
