"""The rules of the letter: one entry for each, with its source and what this package does with it.

House rules: one entry per rule, `R1` to `R93`, and no rule outside this file. An entry cites the letter by section
and key term; what the rule asks stands here in our own words. Nothing is decided here: guards cite these rules. A rule
without a guard says in `why` where it is kept instead, or why it is left out. `status` claims no more than the guards
check: most read the content of what is on record, some only check that it is there, and where the letter asks for a
judgement they check that a person gave one. Tests check that a rule is guarded exactly when a guard cites it.
"""

from __future__ import annotations

from enum import Enum

from ontvlechting.engine.names import Named
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import Rule, Status

DOCUMENT = "Kamerstuk 31 066, nr. 1204"
"""The letter itself, as sources name it."""
PUBLISHED = "https://zoek.officielebekendmakingen.nl/kst-31066-1204.html"
"""Where the letter is published, by that number."""


class Section(Enum):
    """Where in the letter something stands, in the order of the letter."""

    OPENING = "opening"
    STATE = "§1 Stand van zaken"
    STUDY = "§2 Haalbaarheidsonderzoek"
    NEXT_STEPS = "§2 Vervolgstappen"
    REQUEST = "§3 verzoek"
    BRUINS = "§3a motie Bruins"
    LEIJTEN = "§3a motie Leijten"
    IRREVERSIBLE = "§3b onomkeerbare stappen"
    ADVICES = "§3c adviezen"
    CLOSE = "Tot slot"
    FOOTNOTES = "voetnoten"
    SIGNATURE = "ondertekening"


def cite(section: Section, term: str) -> Source:
    """A source in the letter; `term` stands there word for word."""
    return Source(document=DOCUMENT, section=section.value, term=term)


def _rule(
    number: int,
    section: Section,
    term: str,
    *,
    nl: str,
    en: str,
    status: Status = Status.CONTENT,
    why: Text | None = None,
) -> Rule:
    return Rule(id=f"R{number}", source=cite(section, term), title=Text(nl=nl, en=en), status=status, why=why)


# fmt: off

# ── who takes part ───────────────────────────────────────────────────────────────────────────────

R1 = _rule(1, Section.OPENING, "zelfstandige directoraten-generaal binnen het Ministerie van Financiën",
    nl="De drie directoraten-generaal zijn een vaste kring; overdrager en ontvanger verschillen.",
    en="The three directorates-general are a closed circle; the transferring and the receiving party differ.")
R2 = _rule(2, Section.OPENING, "met een eigen ambtelijke- en politieke leiding en eigen medewerkers",
    nl="Elk directoraat-generaal heeft eigen mensen: een groep medewerkers hoort steeds bij precies één ervan.",
    en="Each directorate-general has its own people: a group of staff always belongs to exactly one of them.")
R3 = _rule(3, Section.OPENING,
    "Informatievoorziening (IV), Centrale Administratieve Processen (CAP) en Klantinteractie & Services (KI&S)",
    nl="Een proces dat in aanmerking komt, is afkomstig uit IV, CAP of KI&S.",
    en="A process that qualifies comes from IV, CAP or KI&S.")
R4 = _rule(4, Section.OPENING, "processen die momenteel ook door de Belastingdienst worden uitgevoerd",
    nl="Bij het begin voert de Belastingdienst het proces uit, voor Douane, voor Toeslagen of voor beide.",
    en="At the start the Belastingdienst performs the process, for Douane, for Toeslagen or for both.")
R5 = _rule(5, Section.STATE, "verankerd met bijhorende mandaten",
    nl="Wie besluit, noemt een mandaat dat die dag geldig is en dit besluit dekt.",
    en="Whoever decides names a mandate that is valid on that day and covers this decision.")
R6 = _rule(6, Section.STATE, "dragen integrale managementverantwoordelijkheid voor hun eigen organisatieonderdelen",
    nl="Steeds is precies één directoraat-generaal verantwoordelijk; dat wisselt één keer, op een vastgelegd moment.",
    en="Exactly one directorate-general is accountable at any time; that changes once, at a recorded moment.")
R7 = _rule(7, Section.STATE,
    "organisatie en personeel, financiën en control, informatievoorziening, inkoop, facilitair, communicatie",
    nl="De ontvangende partij heeft op elk van zeven terreinen ondersteuning: eigen, als dienst, of met reden geen.",
    en="The receiving party has support in each of seven areas: its own, as a service, or none for a stated reason.",
    status=Status.PRESENCE)
R8 = _rule(8, Section.STATE, "levert ICT-diensten en beheert ICT-processen die ook voor Toeslagen en Douane",
    nl="Een gedeelde ICT-dienst heeft een genoemde leverancier en gaat na de overdracht door op een afspraak.",
    en="A shared ICT service has a named supplier and goes on after the transfer by an agreement.")
R9 = _rule(9, Section.STATE, "geen (volledige) ontvlechting plaatsgevonden",
    nl="Vastgelegd wordt hoe ver een proces is ontvlochten; met gedeelde ICT is dat niet volledig.",
    en="It is recorded how far a process is disentangled; while ICT is shared, that is not fully.")
R10 = _rule(10, Section.OPENING, "een externe partij (de Galan Groep)",
    nl="Een partij van buiten de drie directoraten-generaal onderzoekt de haalbaarheid; haar uitkomst besluit niets.",
    en="A party outside the three directorates-general studies feasibility; its outcome decides nothing.")
R11 = _rule(11, Section.NEXT_STEPS, "Departementale Ondernemingsraad (DOR) zijn advies",
    nl="Een advies van een medezeggenschapsorgaan is een stuk met een datum en een afzender.",
    en="An advice by a works council is a document with a date and an origin.")
R12 = _rule(12, Section.LEIJTEN, "met de medezeggenschap en de vakbonden tot stand gekomen",
    nl="Medezeggenschap en vakbonden worden elk apart betrokken; de een telt nooit voor de ander.",
    en="Works council and unions are each involved in their own right; one never counts for the other.")
R13 = _rule(13, Section.NEXT_STEPS, "alvorens er door het ministerie besloten wordt",
    nl="Alleen het ministerie besluit over de verschuiving van een proces.",
    en="Only the ministry decides on moving a process.")
R14 = _rule(14, Section.OPENING, "Met deze brief informeren we uw Kamer",
    nl="De Tweede Kamer vraagt en wordt geïnformeerd; zij zet zelf geen stap in een proces.",
    en="The House asks and is informed; it never takes a step in a process itself.")
R15 = _rule(15, Section.STATE, "verschillende doelgroepen dat ze bedienen",
    nl="Elk proces noemt de doelgroepen die ermee worden bediend.",
    en="Each process names the target groups that it serves.",
    status=Status.PRESENCE)
R16 = _rule(16, Section.SIGNATURE, "De Staatssecretaris van Financiën",
    nl="Twee staatssecretarissen ondertekenen; politieke verantwoordelijkheid staat los van ambtelijk mandaat.",
    en="Two State Secretaries sign; political responsibility stands apart from official mandate.",
    status=Status.DATA,
    why=Text(nl="Staat als `letter.SIGNATORIES`.", en="Held as `letter.SIGNATORIES`."))
R17 = _rule(17, Section.ADVICES, "meer expliciete scheiding van beleid",
    nl="Opstellen en toetsen blijven gescheiden van besluiten: wie besluit, deed geen van beide.",
    en="Drafting and testing stay apart from deciding: whoever decides has done neither.")
R18 = _rule(18, Section.ADVICES, "verantwoordelijkheden en bevoegdheden per managementlaag weer met elkaar in balans",
    nl="Wie ergens verantwoordelijk voor wordt, heeft daar ook de bevoegdheid voor.",
    en="Whoever is made responsible for something also holds the authority for it.")

# ── dates and reports ────────────────────────────────────────────────────────────────────────────

R19 = _rule(19, Section.OPENING, "Op 11 januari 2020 kondigde de toenmalige Minister van Financiën",
    nl="De feiten met een datum zijn bekend, op volgorde en met de stukken erbij.",
    en="The dated facts are known, in order and with their documents.",
    status=Status.DATA,
    why=Text(nl="Staat als `letter.FACTS`.", en="Held as `letter.FACTS`."))
R20 = _rule(20, Section.STATE, "De Douane zal dit jaar een Stand van de Uitvoering naar de Tweede Kamer sturen",
    nl="De Douane stuurt de Kamer een eigen Stand van de Uitvoering; tot dan staat dit open.",
    en="Douane sends the House its own Stand van de Uitvoering; until then this stays open.",
    status=Status.DATA,
    why=Text(nl="Staat in `letter.COMMITMENTS`.", en="Held in `letter.COMMITMENTS`."))
R21 = _rule(21, Section.STATE, "jaarplannen van ieder organisatieonderdeel",
    nl="Elk organisatieonderdeel heeft een jaarplan, waar een transitieplan naar kan verwijzen.",
    en="Each organisation has an annual plan, which a transition plan can cite.",
    status=Status.DATA,
    why=Text(nl="Het veld `annual_plan` van `Plan`; verwijzen is vrij.",
             en="The field `annual_plan` of `Plan`; citing it is optional."))

# ── the object and the route ─────────────────────────────────────────────────────────────────────

R22 = _rule(22, Section.STUDY, "staan negen processen centraal",
    nl="Negen processen zijn onderzocht; een ander proces heeft een eigen haalbaarheidsbevinding nodig.",
    en="Nine processes were studied; any other process needs a feasibility finding of its own.")
R23 = _rule(23, Section.STUDY, "knelpunten ervaren in het bedienen van de eigen doelgroep",
    nl="Aanleiding is een knelpunt dat de beoogde ontvanger ervaart bij een genoemde doelgroep.",
    en="The ground is a bottleneck that the intended receiver experiences with a named target group.")
R24 = _rule(24, Section.STUDY, "onderzocht en getoetst op haalbaarheid van verdere ontvlechting",
    nl="Er komt geen plan voordat is vastgelegd of ontvlechten haalbaar is.",
    en="No plan is made before it is recorded whether disentangling is feasible.")
R25 = _rule(25, Section.STUDY, "op twee manieren kan plaatsvinden: verschuiving of wijze van besturing",
    nl="Een proces volgt één van twee vormen; een andere vorm kiezen is een stap terug naar het plan.",
    en="A process follows one of two routes; choosing the other is a step back to the plan.")
R26 = _rule(26, Section.STUDY, "vier processen van de Belastingdienst naar de Douane haalbaar",
    nl="Voor de Douane is het verschuiven van vier genoemde processen haalbaar bevonden.",
    en="For Douane, moving four named processes was found feasible.",
    status=Status.DATA,
    why=Text(nl="Staat als `letter.PROCESSES`.", en="Held as `letter.PROCESSES`."))
R27 = _rule(27, Section.STUDY, "twee processen van de Belastingdienst naar Toeslagen te verschuiven",
    nl="Voor Toeslagen is het verschuiven van twee genoemde processen haalbaar bevonden.",
    en="For Toeslagen, moving two named processes was found feasible.",
    status=Status.DATA,
    why=Text(nl="Staat als `letter.PROCESSES`.", en="Held as `letter.PROCESSES`."))
R28 = _rule(28, Section.STUDY, "(incl. signalen vanuit burgers en bedrijven)",
    nl="Een proces is uitgesplitst in taken, signalen inbegrepen, en van elke taak is de overname apart aangetoond.",
    en="A process is itemised in tasks, signals included, and each task is proven by itself.")
R29 = _rule(29, Section.STUDY, "het professionaliseren van de bestaande relaties en afspraken",
    nl="Wat niet verschuift, wordt beter bestuurd; ten minste één te verbeteren relatie of afspraak is genoemd.",
    en="What does not move is steered better; at least one relation or agreement to improve is named.",
    status=Status.PRESENCE)
R30 = _rule(30, Section.STUDY, "binnen drie jaar niet haalbaar is",
    nl="Een bevinding `niet haalbaar` noemt oorzaak en termijn; in die termijn wordt er niet verschoven.",
    en="A finding of `not feasible` names its cause and horizon; within that horizon nothing is moved.")
R31 = _rule(31, Section.STUDY, "meerwaarde kan bieden in gerichtere en betere dienstverlening",
    nl="De verwachting dat er meerwaarde is, bewijst die meerwaarde nog niet.",
    en="Expecting added value does not yet prove it.",
    status=Status.PRESENCE)
R32 = _rule(32, Section.OPENING, "of – en zo ja waar – ontvlechten zinvol is en toegevoegde waarde heeft",
    nl="Niet ontvlechten blijft steeds een mogelijke uitkomst, met een reden.",
    en="Not disentangling always remains a possible outcome, with a reason.")
R33 = _rule(33, Section.STATE, "drie processen of drie sturingsrelaties in plaats van één",
    nl="Het plan telt processen en sturingsrelaties, voor en na, zodat verdubbeling zichtbaar is.",
    en="The plan counts processes and steering relations, before and after, so that duplication shows.",
    status=Status.PRESENCE)

# ── the plan and the five preconditions ──────────────────────────────────────────────────────────

R34 = _rule(34, Section.NEXT_STEPS, "Per te verschuiven proces wordt een transitieplan opgesteld",
    nl="Elk proces heeft één plan dat geldt; een nieuwe versie vervangt de vorige.",
    en="Each process has one plan in force; a new version replaces the last.")
R35 = _rule(35, Section.NEXT_STEPS, "waarin getoetst wordt op de volgende randvoorwaarden",
    nl="Het plan wordt op vijf randvoorwaarden getoetst; van elk is de uitkomst bekend.",
    en="The plan is tested against five preconditions; the result of each is known.")
R36 = _rule(36, Section.NEXT_STEPS, "Meerwaarde voor burgers en bedrijven",
    nl="Eerste randvoorwaarde: meerwaarde, aangetoond voor elke doelgroep die het proces bedient.",
    en="First precondition: added value, shown for each target group that the process serves.",
    status=Status.JUDGEMENT)
R37 = _rule(37, Section.NEXT_STEPS, "De borging van de continuïteit",
    nl="Tweede randvoorwaarde: vastgelegd is hoe de dienst doorgaat, ook als er iets misgaat.",
    en="Second precondition: it is recorded how the service goes on, also when something goes wrong.",
    status=Status.PRESENCE)
R38 = _rule(38, Section.NEXT_STEPS, "Personele consequenties zijn duidelijk",
    nl="Derde randvoorwaarde, deel één: wat er voor wie verandert is bekend; `geen` wordt ook gezegd.",
    en="Third precondition, part one: what changes for whom is known; `nothing` is said as well.",
    status=Status.JUDGEMENT)
R39 = _rule(39, Section.NEXT_STEPS,
    "een proces ingericht om betrokkenheid van medewerkers en medezeggenschap te borgen",
    nl="Derde randvoorwaarde, deel twee: medewerkers én medezeggenschap worden vast betrokken.",
    en="Third precondition, part two: staff and works council alike have a standing involvement.",
    status=Status.PRESENCE)
R40 = _rule(40, Section.NEXT_STEPS, "Doelmatigheid",
    nl="Vierde randvoorwaarde: de doelmatigheid is beoordeeld.",
    en="Fourth precondition: efficiency has been judged.",
    status=Status.JUDGEMENT)
R41 = _rule(41, Section.NEXT_STEPS, "Budgettaire uitwerking en dekking",
    nl="Vijfde randvoorwaarde, deel één: de kosten zijn uitgewerkt en gedekt.",
    en="Fifth precondition, part one: the costs are worked out and covered.")
R42 = _rule(42, Section.NEXT_STEPS, "budgetneutraal plaats",
    nl="Vijfde randvoorwaarde, deel twee: wat partijen structureel winnen en verliezen is samen precies nul.",
    en="Fifth precondition, part two: what parties gain and lose structurally adds up to exactly zero.")
R43 = _rule(43, Section.NEXT_STEPS,
    "werken in samenwerking met de Belastingdienst transitieplannen en een planning per proces uit",
    nl="De ontvanger en de Belastingdienst stellen het plan samen op, met een planning.",
    en="The receiving party and the Belastingdienst draft the plan together, with a schedule.")
R44 = _rule(44, Section.NEXT_STEPS, "en toetsen op de randvoorwaarden, alvorens er door het ministerie besloten wordt",
    nl="Alle vijf toetsen gaan vooraf aan het besluit en betreffen dezelfde versie van het plan.",
    en="All five tests come before the decision and concern the same version of the plan.")
R45 = _rule(45, Section.BRUINS, "eerst zorgvuldig getoetst aan de vijf randvoorwaarden",
    nl="Ook wie anders gaat besturen, toetst eerst; geen vorm ontkomt aan de vijf randvoorwaarden.",
    en="Steering differently is tested first as well; no route escapes the five preconditions.")
R46 = _rule(46, Section.NEXT_STEPS, "in motie Bruins geformuleerde randvoorwaarden",
    nl="Het plan beschrijft ook gevolgen, risico's in de uitvoering en meerwaarde, zoals de motie-Bruins vraagt.",
    en="The plan also describes consequences, execution risks and added value, as the Bruins motion asks.",
    status=Status.PRESENCE)

# ── pace and order ───────────────────────────────────────────────────────────────────────────────

R47 = _rule(47, Section.NEXT_STEPS, "stapsgewijs en zorgvuldig gebeurt",
    nl="Het gaat stap voor stap: niets wordt overgeslagen en elke stap is apart vastgelegd.",
    en="It goes step by step: nothing is skipped and each step is recorded by itself.")
R48 = _rule(48, Section.NEXT_STEPS, "Dit wordt fasegewijs opgepakt",
    nl="Een overdracht verloopt in fasen; de volgende begint pas als de vorige is aanvaard.",
    en="A transfer goes in phases; the next begins only once the one before is accepted.")
R49 = _rule(49, Section.NEXT_STEPS, "tempo wordt bepaald door de complexiteit van de processen",
    nl="Complexiteit bepaalt het tempo: geen fase is korter gepland dan bij haar complexiteit hoort.",
    en="Complexity sets the pace: no phase is planned shorter than its complexity calls for.")

# ── continuity ───────────────────────────────────────────────────────────────────────────────────

R50 = _rule(50, Section.STATE, "op geen enkel moment de continuïteit van die diensten hierdoor geraakt wordt",
    nl="De dienst gaat op elk moment door; op deze voorwaarde bestaat geen uitzondering.",
    en="The service goes on at every moment; this condition knows no exception.")
R51 = _rule(51, Section.NEXT_STEPS, "pas ontvlochten als dat echt kan",
    nl="Voor de afronding wordt opnieuw beoordeeld of het echt kan; het oude onderzoek volstaat niet.",
    en="Before completion it is judged anew whether it really is possible; the old study does not suffice.",
    status=Status.JUDGEMENT)
R52 = _rule(52, Section.NEXT_STEPS, "en de ontvangende partij deze ook daadwerkelijk heeft uitgevoerd",
    nl="Loslaten mag pas als de ontvanger elke taak werkelijk heeft uitgevoerd, niet als proef.",
    en="Letting go is allowed only once the receiving party has carried out every task for real, not as a trial.")
R53 = _rule(53, Section.IRREVERSIBLE, "zonder dat de continuïteit van diensten hierdoor geraakt is",
    nl="Of de dienst doorgaat wordt per fase gemeten tegen een nulmeting.",
    en="Whether the service goes on is measured in each phase against a baseline.")

# ── reversibility, weighing, shared and necessary tasks ──────────────────────────────────────────

R54 = _rule(54, Section.REQUEST, "dat er geen onomkeerbare stappen genomen zullen worden",
    nl="Elke stap zegt hoe hij is terug te draaien; tot de afronding blijft de weg terug open.",
    en="Each step says how it can be undone; until completion the way back stays open.")
R55 = _rule(55, Section.IRREVERSIBLE, "bij elke stap een bewuste afweging wordt gemaakt",
    nl="Elke stap krijgt een eigen, verse afweging van gevolgen en toegevoegde waarde.",
    en="Each step gets a weighing of its own, made anew, of consequences and added value.",
    status=Status.JUDGEMENT)
R56 = _rule(56, Section.STATE, "taken die de drie ontstane directoraten-generaal in samenwerking blijven uitvoeren",
    nl="Er is een register van taken die gedeeld blijven; leeg mag, ontbreken niet.",
    en="There is a register of tasks that stay shared; it may be empty but not absent.")
R57 = _rule(57, Section.IRREVERSIBLE, "Alleen taken die noodzakelijk zijn",
    nl="Alleen wat nodig is gaat over of wordt ingericht; elke taak heeft precies één bestemming.",
    en="Only what is necessary moves or is set up; each task has exactly one disposition.",
    status=Status.JUDGEMENT)
R58 = _rule(58, Section.IRREVERSIBLE,
    "en daarmee een bijdrage leveren aan het realiseren van de maatschappelijke opgave",
    nl="Zelfstandig kunnen werken is niet genoeg: de taak draagt ook bij aan de maatschappelijke opgave.",
    en="Being able to work independently is not enough: the task also contributes to the public task.",
    status=Status.JUDGEMENT)
R59 = _rule(59, Section.IRREVERSIBLE, "deze werkwijze aangehouden worden",
    nl="Wat over het verleden is verteld, geldt ook voor het vervolg.",
    en="What was told about the past holds for the future as well.",
    status=Status.NOT_MODELLED,
    why=Text(nl="Deze regel is de grond waarop R50, R53 tot en met R58 en R64 normen zijn, en vraagt zelf niets.",
             en="This rule is the ground on which R50, R53 to R58 and R64 are norms, and asks nothing by itself."))
R60 = _rule(60, Section.ADVICES, "is Toeslagen niet volledig ontvlochten maar is stapsgewijs van bovenaf ontvlochten",
    nl="Een risico kan tot minder ontvlechten leiden of tot stoppen; wat ermee gebeurt is vastgelegd.",
    en="A risk may lead to disentangling less or to stopping; what is done with it is recorded.")

# ── participation ────────────────────────────────────────────────────────────────────────────────

R61 = _rule(61, Section.LEIJTEN, "in samenwerking met betrokken organisatieonderdelen",
    nl="Elk onderdeel dat het plan raakt, is geraadpleegd.",
    en="Each unit that the plan affects has been consulted.")
R62 = _rule(62, Section.LEIJTEN, "die het werk uitvoeren daarin een grote stem krijgen",
    nl="Wie het werk doet, wordt gehoord; elke inbreng krijgt voor het besluit een antwoord met een reden.",
    en="Those who do the work are heard; each input gets an answer with a reason before the decision.")
R63 = _rule(63, Section.LEIJTEN, "op de daartoe geëigende wijze",
    nl="Bij elk contact met een orgaan staat op welke wijze dat is betrokken.",
    en="Each contact with a body says in which manner it was involved.")
R64 = _rule(64, Section.IRREVERSIBLE,
    "Op de daartoe geëigende momenten zijn de medezeggenschap en de vakbonden betrokken",
    nl="In elk stadium is er contact met medezeggenschap en vakbonden, voordat daarin wordt besloten.",
    en="At each stage there is contact with works council and unions, before anything is decided there.")
R65 = _rule(65, Section.LEIJTEN, "De DOR is in alle fasen van de ontvlechting",
    nl="De Departementale Ondernemingsraad is in elk stadium betrokken, vanaf het haalbaarheidsonderzoek.",
    en="The departmental works council is involved at every stage, from the feasibility study on.")
R66 = _rule(66, Section.NEXT_STEPS, "bestuurlijk goed inregelen van besluitvorming bij schaarste en escalatie",
    nl="Vóór de eerste fase is geregeld wie bestuurlijk beslist bij schaarste en bij escalatie.",
    en="Before the first phase it is settled who decides, at executive level, on scarcity and escalation.")
R67 = _rule(67, Section.NEXT_STEPS, "zodat eventuele problemen niet op de werkvloer landen",
    nl="Een geëscaleerd probleem heeft een bestuurlijke eigenaar en eindigt nooit onopgelost op de werkvloer.",
    en="An escalated problem has an owner at executive level and never ends unsolved on the work floor.")
R68 = _rule(68, Section.LEIJTEN, "is ingericht om betrokkenheid van medewerkers en medezeggenschap te borgen",
    nl="De betrokkenheid van medewerkers en medezeggenschap werkt al; een voornemen telt niet.",
    en="The involvement of staff and works council is already at work; an intention does not count.")

# ── budget ───────────────────────────────────────────────────────────────────────────────────────

R69 = _rule(69, Section.NEXT_STEPS, "het verschuiven van budgetten per 2024",
    nl="Een advies kan `nog niet` worden opgevolgd; dat is iets anders dan niet, en vraagt een reden.",
    en="An advice can be followed `not yet`; that differs from not, and asks for a reason.",
    status=Status.PRESENCE)
R70 = _rule(70, Section.NEXT_STEPS, "eerst besluitvorming over de vorm van ontvlechting en de transitie",
    nl="Het besluit gaat over de vorm én over de transitie.",
    en="The decision covers the form as well as the transition.")
R71 = _rule(71, Section.NEXT_STEPS, "waarna vervolgens de budgettaire uitwerking ter hand wordt genomen",
    nl="Budgetten verschuiven pas na het besluit.",
    en="Budgets move only after the decision.")
R72 = _rule(72, Section.STATE, "€ 20 mln. structureel per jaar beschikbaar gesteld",
    nl="Eerder beschikbaar gesteld geld staat apart en is geen grond om van budgetneutraliteit af te wijken.",
    en="Funds made available earlier stand apart and are no ground to depart from budget neutrality.",
    status=Status.DATA,
    why=Text(nl="Staat als `letter.BUDGETS`.", en="Held as `letter.BUDGETS`."))

# ── the governance route ─────────────────────────────────────────────────────────────────────────

R73 = _rule(73, Section.NEXT_STEPS, "niet te verschuiven maar de besturing te versterken",
    nl="Versterkte besturing is aangetoond als nieuwe afspraken gelden en worden gebruikt; het werk blijft waar het is.",
    en="Strengthened steering is proven when new agreements are in force and in use; the work stays where it is.")
R74 = _rule(74, Section.NEXT_STEPS, "Dit vraagstuk is breder dan de processen die zijn benoemd in het rapport",
    nl="De besturing verbeteren mag ook buiten de onderzochte processen.",
    en="Steering may also be improved outside the processes that were studied.",
    status=Status.DATA,
    why=Text(nl="Op de besturingsroute mag een verbetering zonder onderzocht proces worden geopend, tussen twee directoraten-generaal.",
             en="On the governance route an improvement without a studied process may be opened, between two directorates-general."))
R75 = _rule(75, Section.NEXT_STEPS, "het meerjarenportfolio IV van de Belastingdienst",
    nl="Verbeteringen sluiten aan bij programma's die al lopen, zonder die over te doen.",
    en="Improvements link to programmes that already run, without doing those over.",
    status=Status.DATA,
    why=Text(nl="De band met een ander programma is een afhankelijkheid in het programma; wat daar gebeurt staat daar.",
             en="The tie to another programme is a dependency in the programme; what happens there stands there."))

# ── advices, motions, commitments and publicity ──────────────────────────────────────────────────

R76 = _rule(76, Section.NEXT_STEPS, "De adviezen van de onderzoekers zijn richtinggevend",
    nl="Op elk advies volgt een antwoord: opvolgen of uitleggen, nooit zwijgen.",
    en="Each advice gets an answer: comply or explain, never silence.",
    status=Status.PRESENCE)
R77 = _rule(77, Section.ADVICES, "Er zijn twee adviezen geformuleerd",
    nl="De adviezen zijn geregistreerd: van wie, op wiens verzoek, wat zij vragen en wat ermee is gedaan.",
    en="Advice is registered: by whom, at whose request, what it asks and what was done.")
R78 = _rule(78, Section.ADVICES, "Met de ontvlechting van de Douane is hier gevolg aan gegeven",
    nl="Een advies kan ten dele zijn opgevolgd; dat blijkt per onderdeel.",
    en="An advice may be followed in part; each element says so by itself.")
R79 = _rule(79, Section.OPENING,
    "om alle adviezen en moties over de ontvlechting en wat daarmee is gedaan toe te lichten",
    nl="Op elke dag is te zeggen welke adviezen en moties er zijn en wat ermee is gedaan.",
    en="On any day it can be told which advice and motions there are and what was done with them.")
R80 = _rule(80, Section.REQUEST, "Hoe de aangenomen moties zijn uitgevoerd",
    nl="De moties zijn geregistreerd: wat zij vragen, hoe dat is uitgevoerd en door welke regels.",
    en="The motions are registered: what they ask, how that was carried out and by which rules.")
R81 = _rule(81, Section.OPENING, "toegezegd de uitvoering van deze motie stapsgewijs uit te voeren",
    nl="Een toezegging blijft open tot een stuk laat zien dat zij is nagekomen.",
    en="A commitment stays open until a document shows that it was kept.")
R82 = _rule(82, Section.CLOSE, "Met deze brief hebben we ook voldaan aan het verzoek",
    nl="Een Kamerverzoek is pas afgedaan als een stuk op elk onderdeel ervan antwoord geeft.",
    en="A request is closed only by a document that answers every part of it.")
R83 = _rule(83, Section.CLOSE, "zullen we ook in het vervolgproces meenemen",
    nl="Beide moties blijven gelden bij elke volgende stap.",
    en="Both motions keep counting at every later step.")
R84 = _rule(84, Section.CLOSE, "Hierover zal uw kamer nader worden geïnformeerd",
    nl="De Kamer hoort hoe het afloopt; ontbreekt dat verslag bij de afronding, dan volgt een waarschuwing.",
    en="The House hears how it ends; a warning is given when that report is missing at completion.",
    status=Status.PRESENCE)
R85 = _rule(85, Section.ADVICES, "naast beslisnota’s die altijd openbaar worden gemaakt",
    nl="Bij elk besluit van het ministerie hoort een openbare beslisnota.",
    en="Each decision of the ministry comes with a public decision note.")
R86 = _rule(86, Section.OPENING, "bijgevoegd als bijlage 1 bij deze brief",
    nl="Een bijlage hoort bij een stuk en heeft daarin een eigen nummer; een verwijzing staat voor één stuk, dat er al is.",
    en="An annex belongs to a document and has its own number in it; a reference stands for one document, which exists.")
R87 = _rule(87, Section.STATE, "Signalen van en over burgers die in de problemen komen",
    nl="Signalen over burgers in de problemen hebben altijd een eigenaar, ook tijdens de overdracht.",
    en="Signals about citizens in trouble always have an owner, during the transfer too.")
R88 = _rule(88, Section.STATE, "sneller en beter met elkaar verkend of een beleidsvoornemen uitvoerbaar is",
    nl="Ontvlechten dient doelen, zoals eerder zien of beleid uitvoerbaar is.",
    en="Disentangling serves goals, such as seeing earlier whether a policy can be carried out.",
    status=Status.NOT_MODELLED,
    why=Text(nl="Dit is een doel en geen eis; het kan meewegen in een oordeel over meerwaarde.",
             en="This is a goal, not a demand; a judgement on added value may take it into account."))
R89 = _rule(89, Section.STATE, "betere dienstverlening voor burgers en bedrijven van overwegend belang",
    nl="Botsen waarden in een afweging, dan gaat dienstverlening voor, en de afweging zegt dat.",
    en="Where values conflict in a weighing, service comes first, and the weighing says so.",
    status=Status.JUDGEMENT)
R90 = _rule(90, Section.NEXT_STEPS, "Dit alles in overweging nemende kiezen wij voor de volgende aanpak",
    nl="Het besluit noemt de stukken die zijn gewogen; geen ontvangen advies ontbreekt.",
    en="The decision names the documents that were weighed; no received advice is missing.")
R91 = _rule(91, Section.STATE, "Vanwege de onderlinge afhankelijkheid",
    nl="Afhankelijkheden staan in het plan; wie door een stap geraakt wordt, is geraadpleegd.",
    en="Dependencies stand in the plan; whoever a step touches has been consulted.")
R92 = _rule(92, Section.OPENING, "ontvlechten van (een deel van de) processen",
    nl="Ook een deel van een proces kan overgaan; wat gaat en wat blijft is samen het geheel.",
    en="Part of a process can go as well; what goes and what stays together make the whole.")
R93 = _rule(93, Section.REQUEST, "alle adviezen en moties over de ontvlechting spoedig toe te sturen",
    nl="Een Kamerverzoek kan haast hebben zonder datum; dan telt hoe lang het openstaat.",
    en="A request can be urgent without a date; then it counts how long it has been open.")

CATALOGUE: dict[str, Rule] = Named(Text(nl="regel", en="rule"), {rule.id: rule for rule in (
    R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, R13, R14, R15, R16, R17, R18, R19, R20,
    R21, R22, R23, R24, R25, R26, R27, R28, R29, R30, R31, R32, R33, R34, R35, R36, R37, R38, R39, R40,
    R41, R42, R43, R44, R45, R46, R47, R48, R49, R50, R51, R52, R53, R54, R55, R56, R57, R58, R59, R60,
    R61, R62, R63, R64, R65, R66, R67, R68, R69, R70, R71, R72, R73, R74, R75, R76, R77, R78, R79, R80,
    R81, R82, R83, R84, R85, R86, R87, R88, R89, R90, R91, R92, R93,
)})
"""Every rule of the letter by its id, in order."""
