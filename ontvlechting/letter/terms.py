"""The field's own terms: what each member of an enumeration is called, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum

from ontvlechting.engine.days import written
from ontvlechting.engine.text import Language, Text
from ontvlechting.letter import commands as c
from ontvlechting.letter.norms import Countersigned
from ontvlechting.letter.values import BodyKind, DocumentKind, MoneyKind, PartyKind, Power, Reach, Role


def _both(nl: str, en: str) -> Text:
    return Text(nl=nl, en=en)


TERMS: dict[Enum, Text] = {
    Role.MINISTRY: _both("het ministerie", "the ministry"),
    Role.DIRECTORATE: _both("een directoraat-generaal", "a directorate-general"),
    Role.WORKS_COUNCIL: _both("de medezeggenschap", "the works council"),
    Role.UNION: _both("de vakbonden", "the unions"),
    Role.UNIT: _both("een onderdeel dat het werk doet", "a unit that does the work"),
    Role.RESEARCHER: _both("een externe onderzoeker", "an external researcher"),
    Role.HOUSE: _both("de Tweede Kamer", "the House"),
    Power.DECIDE: _both("besluiten over vorm en transitie", "deciding on form and transition"),
    Power.STOP: _both("besluiten om niet te ontvlechten", "deciding not to disentangle"),
    Power.BUDGET: _both("budget verschuiven", "shifting budget"),
    Power.COMPLETE: _both("afronden", "completing"),
    Power.EXECUTE: _both("een fase uitvoeren", "carrying out a phase"),
    Power.ESCALATION: _both("escalaties afdoen", "resolving escalations"),
    Reach.OWN: _both("van één organisatie", "of one organisation"),
    Reach.GROUP: _both("van enkele organisaties samen", "of some organisations together"),
    Reach.CENTRAL: _both("van alle organisaties", "of all organisations"),
    MoneyKind.STRUCTURAL: _both("structureel", "structural"),
    MoneyKind.INCIDENTAL: _both("incidenteel", "incidental"),
    c.Feasibility.FEASIBLE: _both("haalbaar", "feasible"),
    c.Feasibility.NOT_WITHIN_HORIZON: _both("binnen de termijn niet haalbaar", "not feasible within the horizon"),
    c.Route.SHIFT: _both("verschuiving", "shift"),
    c.Route.GOVERNANCE: _both("wijze van besturing", "governance"),
    c.Complexity.SIMPLE: _both("eenvoudig", "simple"),
    c.Complexity.MODERATE: _both("gemiddeld", "moderate"),
    c.Complexity.COMPLEX: _both("complex", "complex"),
    c.Level.WORK_FLOOR: _both("werkvloer", "work floor"),
    c.Level.MANAGEMENT: _both("management", "management"),
    c.Level.ADMINISTRATIVE: _both("bestuurlijk", "executive"),
    c.Manner.WOR_24: _both("WOR artikel 24", "Works Councils Act, article 24"),
    c.Manner.WOR_25: _both("WOR artikel 25", "Works Councils Act, article 25"),
    c.Manner.WOR_27: _both("WOR artikel 27", "Works Councils Act, article 27"),
    c.Manner.DGO: _both(
        "Decentraal Georganiseerd Overleg met de vakbonden (DGO)",
        "consultation with the unions of the ministry (Decentraal Georganiseerd Overleg, DGO)",
    ),
    c.Manner.OTHER: _both("anders", "other"),
    c.Opinion.POSITIVE: _both("positief", "positive"),
    c.Opinion.NEGATIVE: _both("negatief", "negative"),
    c.Opinion.ABSTAINED: _both("onthouden", "abstained"),
    c.FollowUp.FOLLOWED: _both("gevolgd", "followed"),
    c.FollowUp.PARTLY: _both("deels gevolgd", "partly followed"),
    c.FollowUp.NOT_YET: _both("nog niet gevolgd", "not followed yet"),
    c.FollowUp.NOT: _both("niet gevolgd", "not followed"),
    c.Part.CITIZENS: _both("burgers", "citizens"),
    c.Part.BUSINESSES: _both("bedrijven", "businesses"),
    c.Part.SAFEGUARDS: _both("borging", "safeguards"),
    c.Part.CONSEQUENCES: _both("personele consequenties", "staff consequences"),
    c.Part.INVOLVEMENT: _both("betrokkenheid", "involvement"),
    c.Part.EFFICIENCY: _both("doelmatigheid", "efficiency"),
    c.Part.COVERAGE: _both("dekking", "coverage"),
    c.Part.NEUTRALITY: _both("budgetneutraliteit", "budget neutrality"),
    c.Precondition.ADDED_VALUE: _both(
        "meerwaarde voor burgers en bedrijven", "added value for citizens and businesses"
    ),
    c.Precondition.CONTINUITY: _both("borging van de continuïteit", "safeguarding continuity"),
    c.Precondition.STAFF: _both("personele consequenties en betrokkenheid", "staff consequences and involvement"),
    c.Precondition.EFFICIENCY: _both("doelmatigheid", "efficiency"),
    c.Precondition.BUDGET: _both("budgettaire uitwerking en dekking", "budget and coverage"),
    c.Stage.FEASIBILITY: _both("de haalbaarheid", "feasibility"),
    c.Stage.PLAN: _both("het plan", "the plan"),
    c.Stage.TEST: _both("de toetsing", "the tests"),
    c.Stage.DECISION: _both("het besluit", "the decision"),
    c.Stage.EXECUTION: _both("de uitvoering", "the execution"),
    c.Stage.PROOF: _both("het bewijs", "the proof"),
    c.Step.TESTS: _both("de afronding van de toetsing", "the conclusion of the tests"),
    c.Step.DECISION: _both("het besluit", "the decision"),
    c.Step.TRANSFER: _both("het begin van de overdracht", "the start of the transfer"),
    c.Step.STRENGTHENING: _both("het versterken van de besturing", "strengthening the governance"),
    c.Step.PHASE: _both("een fase", "a phase"),
    c.Step.ACCEPTANCE: _both("het aanvaarden van een fase", "the acceptance of a phase"),
    c.Step.PROOF: _both("het bewijs van de ontvanger", "the proof of the receiving party"),
    c.Step.AGREEMENTS: _both("het bewijs van de afspraken", "the proof of the agreements"),
    c.Step.AMENDMENT: _both("de wijziging van het plan", "the amendment of the plan"),
    c.Step.BUDGET: _both("het verschuiven van budget", "the shift of budget"),
    c.Step.COMPLETION: _both("de afronding", "the completion"),
    c.Step.ROUTE: _both("de keuze voor een andere vorm", "the choice of another form"),
    c.SupportArea.STAFF: _both("organisatie en personeel", "organisation and staff"),
    c.SupportArea.FINANCE: _both("financiën en control", "finance and control"),
    c.SupportArea.INFORMATION: _both("informatievoorziening", "information"),
    c.SupportArea.PROCUREMENT: _both("inkoop", "procurement"),
    c.SupportArea.FACILITIES: _both("facilitair", "facilities"),
    c.SupportArea.COMMUNICATION: _both("communicatie", "communication"),
    c.SupportArea.HOUSING: _both("huisvesting", "housing"),
    c.Office.SECRETARY_GENERAL: _both("secretaris-generaal", "secretary-general"),
    c.Office.DIRECTOR_GENERAL: _both("directeur-generaal", "director-general"),
    c.Office.OTHER: _both("ander hoofd van de organisatie", "other head of the organisation"),
    c.Office.MINISTER: _both("minister", "minister"),
    c.Office.STATE_SECRETARY: _both("staatssecretaris", "state secretary"),
    c.Ground.A: _both("overdracht van zeggenschap (a)", "control goes to another (a)"),
    c.Ground.B: _both(
        "andere onderneming of duurzame samenwerking (b)", "another undertaking, or lasting co-operation (b)"
    ),
    c.Ground.C: _both("beëindiging van werkzaamheden (c)", "work ends (c)"),
    c.Ground.D: _both("belangrijke wijziging van werkzaamheden (d)", "an important change in the work (d)"),
    c.Ground.E: _both(
        "belangrijke wijziging in organisatie of bevoegdheden (e)", "an important change in organisation or powers (e)"
    ),
    c.Ground.F: _both("andere plaats van werken (f)", "another place of work (f)"),
    c.Ground.G: _both("werven of inlenen in groepen (g)", "staff hired in groups (g)"),
    c.Ground.H: _both("belangrijke investering (h)", "an important investment (h)"),
    c.Ground.I: _both("aantrekken van belangrijk krediet (i)", "important credit taken (i)"),
    c.Ground.J: _both("verstrekken van belangrijk krediet (j)", "important credit given (j)"),
    c.Ground.K: _both("belangrijke technologische voorziening (k)", "an important technological facility (k)"),
    c.Ground.L: _both("belangrijke maatregel voor het milieu (l)", "an important measure for the environment (l)"),
    c.Ground.M: _both("zelf dragen van een risico (m)", "bearing a risk oneself (m)"),
    c.Ground.N: _both("adviesopdracht aan een deskundige (n)", "advice commissioned from an expert (n)"),
    c.AdviceBasis.ARTICLE_25: _both("WOR artikel 25", "Works Councils Act, article 25"),
    c.AdviceBasis.CONSEQUENCES: _both(
        "WOR artikel 25, alleen voor de gevolgen", "Works Councils Act, article 25, for the consequences only"
    ),
    c.AdviceBasis.VOLUNTARY: _both("vrijwillig", "voluntary"),
    c.AppealStatus.PENDING: _both("aanhangig", "pending"),
    c.AppealStatus.WITHDRAWN: _both("ingetrokken", "withdrawn"),
    c.AppealStatus.DISMISSED: _both("verworpen", "dismissed"),
    c.AppealStatus.UPHELD: _both("gegrond", "upheld"),
    c.Degree.NONE: _both("niet", "none"),
    c.Degree.PARTIAL: _both("gedeeltelijk", "partial"),
    c.Degree.FULL: _both("volledig", "full"),
    c.TargetGroupKind.CITIZENS: _both("burgers", "citizens"),
    c.TargetGroupKind.BUSINESSES: _both("bedrijven", "businesses"),
    c.Better.HIGHER: _both("hoger is beter", "higher is better"),
    c.Better.LOWER: _both("lager is beter", "lower is better"),
    c.Disposition.MOVED: _both("gaat over", "goes over"),
    c.Disposition.SET_UP: _both("wordt bij de ontvanger ingericht", "is set up at the receiving party"),
    c.Disposition.SHARED: _both("gezamenlijk", "shared"),
    c.Disposition.STAYS: _both("blijft", "stays"),
    c.RiskResponse.PROCEED: _both("doorgaan", "proceed"),
    c.RiskResponse.REDUCE_SCOPE: _both("minder overdragen", "transfer less"),
    c.RiskResponse.STOP: _both("niet ontvlechten", "do not disentangle"),
    c.Supply.OWN: _both("in eigen beheer", "by itself"),
    c.Supply.SERVICE: _both("als dienst van een ander", "as a service of another"),
    c.Supply.NOT_NEEDED: _both("niet nodig", "not needed"),
    c.Basis.MEASURED: _both("gemeten", "measured"),
    c.Basis.ARGUED: _both("beargumenteerd", "argued"),
    c.Basis.EXPECTED: _both("verwacht", "expected"),
    c.Mode.REAL: _both("in het echt", "for real"),
    c.Mode.SHADOW: _both("in de schaduw", "in the shadow"),
    c.Mode.TEST: _both("als proef", "as a trial"),
    Countersigned.PLAN: _both("het plan", "the plan"),
    Countersigned.CONTACTS: _both("contacten", "contacts"),
    Countersigned.CONSULTATIONS: _both("raadplegingen", "consultations"),
    Countersigned.INPUT: _both("inbreng", "input"),
    Countersigned.ADVICE: _both("advies", "advice"),
    Countersigned.MEASUREMENTS: _both("metingen", "measurements"),
    Countersigned.AGREEMENTS: _both("afspraken", "agreements"),
    BodyKind.WORKS_COUNCIL: _both("medezeggenschap", "works council"),
    BodyKind.UNION: _both("vakbonden", "unions"),
    DocumentKind.STUDY: _both("onderzoek", "study"),
    DocumentKind.PLAN: _both("plan", "plan"),
    DocumentKind.ADVICE: _both("advies", "advice"),
    DocumentKind.DECISION_NOTE: _both("beslisnota", "decision note"),
    DocumentKind.AGREEMENT: _both("afspraak", "agreement"),
    DocumentKind.MOTION: _both("motie", "motion"),
    DocumentKind.LETTER: _both("brief", "letter"),
    DocumentKind.REPORT: _both("rapport", "report"),
    DocumentKind.MINUTES: _both("verslag van een overleg", "minutes"),
    DocumentKind.EVIDENCE: _both("bewijsstuk", "evidence"),
    DocumentKind.PROCEEDINGS: _both("Handelingen van de Kamer", "proceedings of the House"),
    PartyKind.MINISTRY: _both("ministerie", "ministry"),
    PartyKind.DIRECTORATE: _both("directoraat-generaal", "directorate-general"),
    PartyKind.BODY: _both("overlegorgaan", "body that speaks for staff"),
    PartyKind.EXTERNAL: _both("extern", "external"),
    PartyKind.PARLIAMENT: _both("parlement", "parliament"),
}
"""The term of every member that a text for people or a field of a command names."""


def money(amount: Decimal, currency: str) -> Text:
    """An amount as people write it: `€ 1.234,50` and `€1,234.50`; whole amounts without cents."""
    whole = f"{abs(amount):,.2f}".removesuffix(".00")
    dutch = whole.translate(str.maketrans(",.", ".,"))
    sign = "-" if amount < 0 else ""
    if currency == "EUR":
        return Text(nl=f"{sign}€ {dutch}", en=f"{sign}€{whole}")
    return Text(nl=f"{sign}{currency} {dutch}", en=f"{sign}{currency} {whole}")


def budget_shift(number: int | None = None) -> Text:
    """A shift of budget in words, with its number where that is given."""
    if number is None:
        return _both("de verschuiving van budget", "the shift of budget")
    return _both(f"budgetverschuiving {number}", f"budget shift {number}")


def said(value: Enum | date | Decimal) -> Text:
    """What a member is called, and how people write a day, a moment (in the letter's zone) or a number."""
    if isinstance(value, date):
        return written(value)
    if isinstance(value, Decimal):
        return Text(nl=str(value).replace(".", ","), en=str(value))
    return TERMS[value]


def brief(name: str) -> str:
    """The name of a party without `directorate-general`, for where there is little room."""
    return name.removeprefix("directoraat-generaal ").removeprefix("directorate-general ")


def listed(members: Iterable[Enum], language: Language) -> str:
    """Several members, each between ticks, in alphabetical order."""
    return ", ".join(f"`{name}`" for name in sorted(TERMS[m][language] for m in members))
