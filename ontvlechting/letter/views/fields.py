"""What the fields of commands are called, for people: in a schema, a template or a form."""

from __future__ import annotations

from collections.abc import Mapping

from ontvlechting.engine.text import Text

_DUTCH = """
correct.holds: wat er had moeten staan
about: waarover
added_value: meerwaarde
adopted: overgenomen
advice: advies
affected_units: geraakte onderdelen
agreement: afspraak
agrees: akkoord
amount: bedrag
annex: bijlage nummer
annual_plan: jaarplan
appeal: beroep
area: terrein van ondersteuning
arrangement: afspraken over schaarste en escalatie
article: begrotingsartikel
asked: gevraagd op
asked_by: gevraagd door
asks: vraagt
at: moment van de handeling
at_once: tegelijk
baseline: waarde vooraf
basis: grondslag
beneficiaries: voor wie
better: beter is
between: tussen
body: orgaan
bottlenecks: knelpunten
breach: verstoring
budget: budget
by: door wie
capacity: capaciteit
cause: oorzaak
change: wat er verandert
changed_since: wat er sindsdien is veranderd
check_report: verslag van de toets
clear: oordeel of de gevolgen duidelijk zijn
compensated_by: gecompenseerd door
compensation: compensatie
complete: volledig ontvangen
complex: complex
complexity: complexiteit
conflict: botsende waarden
consequences: gevolgen
content: inhoud
contest: betwisting
continuity: continuïteit
contribution: draagt bij aan de publieke taak
controllers: verwerkingsverantwoordelijken
cost: kosten van het terugdraaien
costs: kosten
course: bestemming
coverage: dekking
critical_periods: kritieke perioden
currency: munt
days: aantal dagen
decider: wie beslist
decision: beslissing
decree: besluit
degree: mate van ontvlechting
delivering: overdragende partij
deltas: verschuivingen
dependencies: afhankelijkheden
dependency: afhankelijkheid
description: omschrijving
difference: verschil met het plan
director: bestuurder
disposition: wat er met de taak gebeurt
document: document
dpia: DPIA
drafters: opstellers
due: uiterlijk op
duplication: doublures
element: element van het advies
elements: elementen van het advies
elsewhere: met ander werk
en: Engels
ends_on: laatste dag
enough_added_value: oordeel over de meerwaarde
escalation: escalatie
evaluate_on: evaluatie op
evidence: bewijsstukken
execution_advice: advies over de uitvoering
exemptions: uitzonderingen
experienced_by: ervaren door
fallback: terugval
fields: velden
finding: uitkomst van het onderzoek
follow_up: opvolging
follows: eerder proces
form: gekozen vorm
found: bevinding
given: gegeven op
ground: grond
grounds: gronden
group: groep
groups: groepen personeel
hash: hash
headcount: aantal mensen
holder: houder
holding: onderdeel van de lijst
holdings: wat er is
holds: aan de norm voldaan
horizon_years: horizon in jaren
how: op welke wijze
ict_agreements: ICT-afspraken
ict_ended: besluit dat gedeelde ICT is beëindigd
ict_supplier: leverancier van de ICT
id: kenmerk
improves: verbetert de besturing
in_force: van kracht
in_force_from: van kracht vanaf
in_force_until: van kracht tot en met
in_time: oordeel of het op tijd is
in_transfer: lopende fase
indicator: indicator
indicators: indicatoren
informed: wie is geïnformeerd
input: inbreng
interim: tijdelijk
involvement: betrokkenheid
item: punt
joint_arrangement: onderlinge regeling
judgement: oordeel
kind: soort
last: laatste dag
level: niveau
limit: grens
made: gedaan op
mandate: mandaat
manner: wijze
measures: maatregelen
mode: uitvoering in het echt, in de schaduw of als proef
moderate: gemiddeld
money: bedrag
motivation: motivering
moved: taken die overgingen
moved_by: ingediend door
name: naam
necessity: nodig om zelfstandig te functioneren
nl: Nederlands
none_of: waarvan er niets is
note: openbare beslisnota
number: nummer
objections: open bezwaren en geschillen
objections_until: op te komen tot en met
office: ambt
on: dag
on_execution: ook advies over de uitvoering
operating_since: werkt sinds
opinion: strekking
origin: afkomstig van
outcome: uitkomst
owner: eigenaar
paper: stuk
parent: hoort bij
part: deelvraag
parties: partijen
partners: betrokken partijen
parts: delen
party: partij
path: escalatiepad
people: aantal mensen
performed_by: uitgevoerd door
person: persoon
personal: met persoonsgegevens
phase: fase
phases: fasen
place: vindplaats
placed: geplaatst
plan: plan
plan_version: versie van het plan
power: bevoegdheid
powers: bevoegdheden
precondition: randvoorwaarde
problem: probleem
process: proces
processes: processen
processes_after: processen erna
processes_before: processen ervoor
processor: verwerker
processors: verwerkers
prohibition: verbod
promises: belofte
proof: verslag waaruit het blijkt
public: openbaar
published: bekendgemaakt op
question: vraag
readings: stand van de processen
really_can: oordeel dat het echt kan
really_possible: oordeel dat het echt mogelijk is
reason: reden
reasons: redenen
receiving: ontvangende partij
record: vastlegging
records: vastleggingen
register: register van gedeelde taken
register_entry: vermelding in het register
regulation: regeling
relation: relatie
relations: relaties
relations_after: relaties erna
relations_before: relaties ervoor
report: bericht aan de Kamer
request: Kamerverzoek
requester: op verzoek van
required: nodig
response: antwoord op het risico
responsible: verantwoordelijke
results: uitkomsten
reversal: wijze van terugdraaien
review_on: opnieuw bekijken op
risks: risico's
role: rol
route: vorm
rule: regel
rules: regels
scarcity: schaarste
scope: omvang
service: dienst
service_prevails: dienstverlening gaat voor
shared_tasks: gedeelde taken
shift: welke verschuiving van budget
side: wie
signal: signaal
signals_owner: eigenaar van signalen
simple: eenvoudig
since: sinds
size: aantal processen
staff: personeel
stage: onderwerp van het overleg
starts_on: eerste dag
state: toestand
status: stand
stays: wat blijft
step: stap
studied: onderzocht proces
study: onderzoek
subject: onderwerp
successor: opvolger
summary: samenvatting
supplier: leverancier
supply: wijze van voorzien
support: ondersteuning
takes_back: taken die teruggaan
target_group: doelgroep
target_groups: doelgroepen
task: taak
tasks: taken
term_reason: reden voor de termijn
title: titel
touches: geraakte afhankelijkheden
transition: transitie
type: verzoek
unit: onderdeel dat het werk doet
unresolved: wat niet is opgelost
until: tot en met
untouched: ongewijzigde randvoorwaarden
upheld: gelijk gekregen
valid_from: geldig vanaf
valid_until: geldig tot en met
value: waarde
version: versie
waiting: nog zonder plaats
waived: waarom ervan wordt afgezien
way_back: hoe de toegang terugkomt
weighed: gewogen stukken
what: wat
who: wie
whole: geheel
works_council: medezeggenschap
wrong: wat onjuist was
year: jaar
"""
_ENGLISH = {
    "correct.holds": "what it should have been",
    "at": "moment of the act",
    "at_once": "at the same time",
    "body": "body",
    "by": "by whom",
    "check_report": "report on the check",
    "clear": "judgement that they are clear",
    "complete": "completely received",
    "controllers": "controllers",
    "course": "what becomes of it",
    "decider": "who decides",
    "delivering": "transferring party",
    "dpia": "DPIA",
    "duplication": "duplication",
    "elsewhere": "with other work",
    "en": "English",
    "enough_added_value": "judgement on added value",
    "holding": "holding on the list",
    "holdings": "what there is",
    "holds": "the norm is met",
    "in_time": "judgement that it is in time",
    "interim": "for the time being",
    "kind": "kind",
    "last": "last day",
    "nl": "Dutch",
    "none_of": "of which there is nothing",
    "note": "public decision note",
    "objections": "open objections and disputes",
    "objections_until": "can be challenged until",
    "people": "how many people",
    "personal": "with personal data",
    "place": "place of publication",
    "proof": "report that shows it",
    "published": "published on",
    "really_can": "judgement that it really can",
    "really_possible": "judgement that it is really possible",
    "receiving": "receiving party",
    "register_entry": "entry in the register",
    "report": "report to the House",
    "side": "which side",
    "type": "request",
    "waiting": "without a place yet",
    "waived": "why it is waived",
    "way_back": "how access is given back",
    "who": "by whom",
}

FIELDS: Mapping[str, Text] = {
    name: Text(nl=dutch, en=_ENGLISH.get(name, name.replace("_", " ")))
    for name, dutch in (line.split(": ", 1) for line in _DUTCH.strip().splitlines())
}
"""What each field is called, whichever command it stands in; `correct.holds` of one command alone."""
