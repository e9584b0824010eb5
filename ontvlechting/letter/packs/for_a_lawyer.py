"""The Works Councils Act for a lawyer: for each article what it asks, how far the pack checks it, and what to ask a lawyer.

House rules: what is checked is not written here, because it follows from the guards that cite the rules of an article. Here is what
no guard knows: what is left to people, and the questions for which the pack chose an answer that a lawyer has to confirm or correct.
`docs/generated.py` makes a page of this, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ontvlechting.engine.checked import Checked
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Rule, Status
from ontvlechting.letter.packs.act import (
    ATW_1,
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
)


@frozen(kw_only=True)
class Article(Checked):
    """One article, or a part of one, as a lawyer would look it up.

    Attributes:
        place: its number and subject.
        asks: what it asks, in plain words.
        rule: the rule of the pack for it; None when there is none.
        without: the status of an article without a rule: held as data, or deliberately left out.
        unchecked: what the pack does not check.
        questions: what to ask a lawyer.
    """

    place: Text
    asks: Text
    rule: Rule | None = None
    without: Status | None = None
    unchecked: tuple[Text, ...] = ()
    questions: tuple[Text, ...] = ()

    def problems(self) -> Iterator[Problem]:
        """There is either a rule, which has a status, or the status of an article without a rule."""
        if (self.rule is None) == (self.without is None):
            expected = Text(nl="een regel, of hoe het zonder regel staat", en="a rule, or how it stands without one")
            yield Problem("without", shown(self.without), expected)

    @property
    def status(self) -> Status:
        """How far it is checked."""
        return self.rule.status if self.rule is not None else self.without or Status.NOT_MODELLED


def _texts(*texts: tuple[str, str]) -> tuple[Text, ...]:
    """Texts, each in Dutch and in English."""
    return tuple(Text(nl=nl, en=en) for nl, en in texts)


# fmt: off

ARTICLES: tuple[Article, ...] = (
    Article(
        place=Text(nl="artikel 1, lid 1, onder e, en artikel 46d, onder a: de bestuurder",
                   en="article 1(1) under e, and article 46d under a: the director"),
        asks=Text(nl="Met de raad overlegt de bestuurder: wie de hoogste zeggenschap heeft over de leiding van de arbeid. Bij een "
                     "ministerie is dat niet de minister of een staatssecretaris.",
                  en="The director (bestuurder) consults with the council: whoever has the highest say over the work. At a "
                     "ministry that is not the minister or a state secretary."),
        rule=WOR_46D_A,
        unchecked=_texts(
            ("of de genoemde persoon werkelijk de hoogste zeggenschap heeft; het ministerie zegt dat, met een stuk",
             "whether the person who is named really has the highest say; the ministry says so, with a document"),
            ("wie de bestuurder vervangt, en wie namens hem tekent",
             "who stands in for the director, and who signs for them"),
        ),
        questions=_texts(
            (("Wie is bij een besluit dat twee directoraten-generaal raakt de bestuurder: de secretaris-generaal, of elke "
             "directeur-generaal voor zijn eigen raad?"),
             ("For a decision that concerns two directorates-general, who is the director: the secretary-general, or each "
             "director-general for their own council?")),
            (("Het besluit is van het ministerie, het overleg van de bestuurder. Is het genoeg dat de bestuurder het besluit van een "
             "ander meedeelt en toelicht?"),
             ("The decision is the ministry's, the consultation the director's. Is it enough that the director tells and explains "
             "the decision of another?")),
        ),
    ),
    Article(
        place=Text(nl="artikel 24, lid 1: het halfjaarlijkse overleg", en="article 24(1): the meeting twice a year"),
        asks=Text(nl="Twee keer per jaar noemt de bestuurder de besluiten die in voorbereiding zijn, en spreekt hij af wanneer en hoe "
                     "de raad erbij wordt betrokken.",
                  en="Twice a year the director names the decisions in preparation, and agrees when and how the council is involved."),
        without=Status.NOT_MODELLED,
        unchecked=_texts(
            ("of het besluit in dit overleg is aangekondigd; een contact volgens artikel 24 kan worden vastgelegd",
             "whether the decision was announced in that meeting; a contact by article 24 can be recorded"),
        ),
    ),
    Article(
        place=Text(nl="artikel 25, lid 1: waarover advies wordt gevraagd", en="article 25(1): on what advice is asked"),
        asks=Text(nl="De raad kan adviseren over elk voorgenomen besluit dat onder a tot en met n wordt genoemd.",
                  en="The council can advise on each intended decision that is named under a to n."),
        rule=WOR_25_1,
        unchecked=_texts(
            ("of de genoemde gronden de juiste zijn, en of de wijziging *belangrijk* is",
             "whether the grounds that are named are the right ones, and whether the change is *important*"),
            ("of een gewijzigd plan om een nieuwe aanvraag vraagt: het pakket waarschuwt",
             "whether a changed plan asks for a new request: the pack warns"),
            (("of over de opdracht voor het haalbaarheidsonderzoek advies is gevraagd: het pakket waarschuwt als grond n niet is "
             "genoemd"),
             "whether advice was asked on hiring the feasibility study: the pack warns when ground n was not named"),
        ),
        questions=_texts(
            (("Welke gronden gelden als werk van het ene directoraat-generaal naar het andere gaat, binnen hetzelfde ministerie: a "
             "(zeggenschap), d (werkzaamheden), e (organisatie en bevoegdheden), k (technologie)?"),
             ("Which grounds hold when work goes from one directorate-general to another within the same ministry: a (control), d "
             "(work), e (organisation and powers), k (technology)?")),
            ("Valt ook de tweede vorm, betere besturing zonder verschuiving van werk, onder grond e?",
             "Does the other form, better governance without moving work, fall under ground e as well?"),
            (("Was de opdracht voor het haalbaarheidsonderzoek zelf adviesplichtig (grond n), en wat volgt eruit als dat advies niet "
             "is gevraagd?"),
             "Did hiring the feasibility study itself ask for advice (ground n), and what follows if that advice was not asked?"),
            ("Is elk proces een eigen besluit, of zijn de processen samen één besluit waarover in één keer advies wordt gevraagd?",
             "Is each process a decision of its own, or are they together one decision on which advice is asked at once?"),
        ),
    ),
    Article(
        place=Text(nl="artikel 25, lid 2: schriftelijk, op tijd", en="article 25(2): in writing, in time"),
        asks=Text(nl="Het besluit wordt schriftelijk voorgelegd, op een moment dat het advies nog van wezenlijke invloed kan zijn.",
                  en="The decision is put before the council in writing, when the advice can still be of essential influence."),
        rule=WOR_25_2,
        unchecked=_texts(
            ("of het advies werkelijk nog invloed kan hebben: een mens oordeelt, met een reden",
             "whether the advice can really still have influence: a person judges, with a reason"),
            (("of de termijn redelijk is: hij is een aantal dagen met een reden, nooit nul; het ministerie kan een kortste termijn "
             "instellen"),
             "whether the term is reasonable: it is a number of days with a reason, never zero; the ministry can set a shortest one"),
        ),
        questions=_texts(
            ("Is er een kortste termijn die altijd moet gelden, bijvoorbeeld uit het reglement van de raad of een convenant?",
             "Is there a shortest term that always has to hold, for example from the rules of the council or an agreement with it?"),
            ("Mag er worden besloten als de termijn voorbij is en de raad zwijgt?",
             "May one decide when the term is over and the council is silent?"),
        ),
    ),
    Article(
        place=Text(nl="artikel 25, lid 3: het overzicht", en="article 25(3): the overview"),
        asks=Text(nl="De aanvraag geeft de beweegredenen, de gevolgen voor het personeel en de maatregelen.",
                  en="The request gives the grounds, the consequences for staff and the measures."),
        rule=WOR_25_3,
        unchecked=_texts(
            ("of het overzicht volledig en juist is; alleen dat de drie onderdelen er zijn",
             "whether the overview is complete and right; only that the three parts are there"),
        ),
    ),
    Article(
        place=Text(nl="artikel 25, lid 4: de overlegvergadering", en="article 25(4): the consultation meeting"),
        asks=Text(nl="Vóór het advies is er ten minste één keer over overlegd in een overlegvergadering.",
                  en="Before the advice there was at least one meeting about it with the director."),
        rule=WOR_25_4,
        unchecked=_texts(
            ("of de vergadering aan de eisen van de artikelen 23a en 23b voldeed",
             "whether the meeting met what articles 23a and 23b ask"),
        ),
        questions=_texts(
            ("Mag de raad schriftelijk van de vergadering afzien? Het pakket neemt aan van wel.",
             "May the council decline the meeting in writing? The pack takes it that it may."),
            (("Wat kan de bestuurder doen als de raad niet vergadert, niet afziet en niet adviseert? Het pakket houdt het besluit dan "
             "tegen."),
             ("What can the director do when the council does not meet, does not decline and does not advise? The pack then holds up "
             "the decision.")),
        ),
    ),
    Article(
        place=Text(nl="artikel 25, lid 5: het bericht van het besluit", en="article 25(5): the notice of the decision"),
        asks=Text(nl="De raad hoort zo spoedig mogelijk schriftelijk van het besluit, met de reden als het afwijkt; over de uitvoering "
                     "wordt advies gevraagd als dat er nog niet is.",
                  en="The council hears of the decision in writing as soon as possible, with the reason where it departs; advice on "
                     "the execution is asked where there is none yet."),
        rule=WOR_25_5,
        unchecked=_texts(
            ("of het bericht *zo spoedig mogelijk* kwam", "whether the notice came *as soon as possible*"),
            ("of de redenen de afwijking dragen; alleen dat ze er zijn",
             "whether the reasons carry the departure; only that they are there"),
            ("of de aanvraag die de uitvoering meeneemt, dat werkelijk doet",
             "whether a request that is said to include the execution really does"),
        ),
        questions=_texts(
            ("Begint de maand van lid 6 ook te lopen als het bericht geen redenen geeft? Het pakket neemt aan van niet.",
             "Does the month of paragraph 6 also begin with a notice without reasons? The pack takes it that it does not."),
            ("Moet de uitvoering wachten op het advies over de uitvoering? Het pakket wacht, zo lang als de termijn daarvoor loopt.",
             "Has the execution to wait for the advice on the execution? The pack waits, for as long as the term for it runs."),
        ),
    ),
    Article(
        place=Text(nl="artikel 25, lid 6: de maand", en="article 25(6): the month"),
        asks=Text(nl="Volgt het besluit het advies niet, dan wacht de uitvoering een maand na de dag van het bericht, tenzij de raad "
                     "zegt dat dat niet hoeft.",
                  en="When the decision does not accord with the advice, execution waits a month after the day of the notice, unless "
                     "the council says that it need not."),
        rule=WOR_25_6,
        unchecked=_texts(
            ("of het antwoord *gevolgd* waar is; alleen dat het vóór het besluit is gegeven, per voorwaarde",
             "whether the answer *followed* is true; only that it was given before the decision, for each condition"),
            (("welke handelingen uitvoering zijn: het pakket rekent het begin van de overdracht, van elke fase en van het versterken "
             "van de besturing ertoe"),
             "which acts are execution: the pack counts the start of the transfer, of each phase and of strengthening the governance"),
            (("of een bericht op zijn eigen dag is gegeven, als tussen die dag en de vastlegging niets anders is vastgelegd; de raad kan het "
             "betwisten"),
             ("whether a notice was given on its own day, where nothing else was recorded between that day and its record; the council can "
             "contest it")),
        ),
        questions=_texts(
            (("Een negatief advies dat als *gevolgd* is beantwoord terwijl het besluit doorgaat, wijkt volgens het pakket af. Klopt dat "
             "ook als de raad alleen tegen één onderdeel was?"),
             ("A negative advice that was answered as *followed* while the decision goes on departs, says the pack. Is that also right "
             "when the council was against one part only?")),
            ("De raad adviseert niet en de termijn is voorbij: geldt de maand dan? Het pakket wacht.",
             "The council gives no advice and the term is over: does the month hold then? The pack waits."),
            ("De raad schrijft dat hij niet adviseert: geldt de maand dan? Het pakket wacht niet.",
             "The council writes that it gives no advice: does the month hold then? The pack does not wait."),
            (("Wanneer is de raad *in kennis gesteld*? Het pakket rekent vanaf de dag van het bericht als de raad die bevestigt of als het "
             "bericht dan is vastgelegd; is het later vastgelegd dan andere feiten, dan vanaf de dag van het laatste daarvan."),
             ("When was the council *notified*? The pack reckons from the day of the notice where the council confirms it, or where it "
             "was recorded then; where it was recorded later than other facts, from the day of the last of these.")),
            (("Wie pas na een bericht als bestuurder wordt vastgelegd, licht de raad volgens het pakket opnieuw in: de maand begint niet alsnog op "
             "de dag van dat bericht. Klopt dat?"),
             ("Who is recorded as the director only after a notice tells the council anew, says the pack: the month does not begin after all on "
             "the day of that notice. Is that right?")),
            ("Zijn het verschuiven van budget en voorbereidende handelingen uitvoering in de zin van dit lid?",
             "Are shifting a budget and preparatory acts execution in the sense of this paragraph?"),
        ),
    ),
    Article(
        place=Text(nl="artikel 26, lid 1, 3 en 4: beroep", en="article 26(1), (3) and (4): appeal"),
        asks=Text(nl="De raad kan naar de Ondernemingskamer als het besluit afwijkt, of als er feiten bekend worden die tot een ander "
                     "advies hadden kunnen leiden.",
                  en="The council can go to the Enterprise Chamber when the decision departs, or when facts come up that could have led "
                     "to another advice."),
        rule=WOR_26_1,
        unchecked=_texts(
            ("of er een grond voor beroep is, en of er nieuwe feiten zijn",
             "whether there is a ground for appeal, and whether there are new facts"),
            ("of een stuk van de rechter werkelijk van de rechter is; alleen dat het van niemand is die meedoet",
             "whether a document of the court is really of the court; only that it is of nobody who takes part"),
        ),
        questions=_texts(
            (("Een beroep dat loopt, houdt volgens het pakket na de maand niets tegen; het waarschuwt. Is dat juist, ook in de eerste "
             "maand?"),
             ("An appeal that is pending holds up nothing after the month, says the pack; it warns. Is that right, also in the first "
             "month?")),
        ),
    ),
    Article(
        place=Text(nl="artikel 26, lid 2: de termijn van beroep", en="article 26(2): the term for an appeal"),
        asks=Text(nl="Het verzoek wordt ingediend binnen een maand nadat de raad in kennis is gesteld.",
                  en="The petition is filed within a month after the council was told."),
        rule=WOR_26_2,
        unchecked=_texts(
            ("of de rechter een te laat beroep toch behandelt; wat hij beslist, kan als verbod worden vastgelegd",
             "whether the court hears a late appeal all the same; what it orders can be recorded as a prohibition"),
        ),
        questions=_texts(
            ("Begint deze maand ook als het bericht niet aan lid 5 van artikel 25 voldeed? Het pakket neemt aan van niet.",
             "Does this month also begin when the notice was not what article 25(5) asks? The pack takes it that it does not."),
        ),
    ),
    Article(
        place=Text(nl="artikel 26, lid 5, 6 en 8: wat de rechter beslist", en="article 26(5), (6) and (8): what the court decides"),
        asks=Text(nl="Is het beroep gegrond, dan kan de rechter opleggen dat het besluit wordt ingetrokken of ongedaan gemaakt, en "
                     "handelingen verbieden, ook voorlopig.",
                  en="When the appeal is upheld, the court can order that the decision is withdrawn or undone, and forbid acts, also for "
                     "the time being."),
        rule=WOR_26_5,
        unchecked=_texts(
            ("welke gevolgen ongedaan moeten worden gemaakt, en of dat is gebeurd: terugvallen en stoppen kan altijd",
             "which consequences have to be undone, and whether they were: falling back and stopping are always possible"),
            ("de rechten van anderen (lid 5, laatste zin), aanhouding (lid 7) en cassatie (lid 9)",
             "the rights of others (paragraph 5, last sentence), adjournment (7) and cassation (9)"),
        ),
        questions=_texts(
            (("Volgens het pakket mag na een gegrond beroep niets meer worden uitgevoerd tot het besluit is ingetrokken, ook zonder "
             "voorziening. Gaat dat verder dan de wet?"),
             ("After an appeal that was upheld the pack lets nothing be executed until the decision is withdrawn, also without an "
             "order. Does that go further than the act?")),
            ("Dat een deel van het besluit door kan, moet uit een stuk van de rechter of van de raad blijken. Is dat juist?",
             "That a part of the decision may go on has to be shown by a document of the court or of the council. Is that right?"),
        ),
    ),
    Article(
        place=Text(nl="artikel 27: instemming", en="article 27: consent"),
        asks=Text(nl="Regelingen voor het personeel vragen de instemming van de raad.",
                  en="Staff regulations need the consent of the council."),
        without=Status.NOT_MODELLED,
        unchecked=_texts(("alles; een contact volgens artikel 27 kan worden vastgelegd", "all of it; a contact by article 27 can be recorded")),
        questions=_texts(
            ("Brengt de overdracht een regeling mee waarvoor instemming nodig is, zoals roosters, beoordeling of volgsystemen?",
             "Does the transfer bring a regulation that needs consent, such as working hours, appraisal or monitoring?"),
        ),
    ),
    Article(
        place=Text(nl="artikel 30, 31 en 32: bestuurders, informatie, afspraken", en="articles 30, 31 and 32: directors, information, agreements"),
        asks=Text(nl="Advies over benoeming en ontslag van een bestuurder, het recht op informatie, en extra bevoegdheden bij "
                     "overeenkomst.",
                  en="Advice on who is appointed or dismissed as a director, the right to information, and extra powers by agreement."),
        without=Status.NOT_MODELLED,
        questions=_texts(
            ("Is er met de raad een afspraak (artikel 32, of een convenant) die meer geeft dan de wet?",
             "Is there an agreement with the council (article 32, or a covenant) that gives more than the act?"),
        ),
    ),
    Article(
        place=Text(nl="artikel 33 en 35: welke raad", en="articles 33 and 35: which council"),
        asks=Text(nl="Wat van gemeenschappelijk belang is voor alle of de meeste ondernemingen, behandelt de centrale raad of de "
                     "groepsraad; de bevoegdheden van de eigen raden gaan dan over.",
                  en="What is of common interest to all or most undertakings is for the central or the group council; the powers of "
                     "their own councils then pass to it."),
        rule=WOR_35_1,
        unchecked=_texts(
            ("of de normen kloppen: voor wie een raad is ingesteld, en vanaf hoeveel partijen iets van gemeenschappelijk belang is",
             "whether the norms are right: for whom a council was set up, and from how many parties on something is a common interest"),
        ),
        questions=_texts(
            (("De brief noemt alleen de DOR. De Belastingdienst heeft een eigen Concern-OR. Welke raad is bevoegd voor werk dat van "
             "de Belastingdienst naar de Douane of naar Toeslagen gaat?"),
             ("The letter names the DOR only. The Belastingdienst has a Concern-OR of its own. Which council is competent for work that "
             "goes from the Belastingdienst to Douane or to Toeslagen?")),
            (("Een overdracht raakt twee van de drie directoraten-generaal, en het kerndepartement beslist. Is dat *de meerderheid* van "
             "de ondernemingen waarvoor de DOR is ingesteld?"),
             ("A transfer concerns two of the three directorates-general, and the core of the ministry decides. Is that *the majority* of "
             "the undertakings for which the DOR was set up?")),
        ),
    ),
    Article(
        place=Text(nl="artikel 36, lid 2: als de raad de grondslag betwist", en="article 36(2): when the council contests the basis"),
        asks=Text(nl="Raad en ondernemer kunnen de kantonrechter vragen te bepalen dat de ander de wet naleeft.",
                  en="Council and employer can ask the court to order that the other keeps to the act."),
        rule=WOR_36_2,
        unchecked=_texts(
            ("de bemiddeling en de procedure zelf; alleen hoe het is afgedaan", "mediation and the procedure itself; only how it was settled"),
        ),
        questions=_texts(
            (("Een betwiste grondslag houdt volgens het pakket besluit en uitvoering tegen tot de raad instemt, de rechter beslist of "
             "volledig advies wordt gevraagd. De wet zegt dat niet zo. Is dit een goede werkwijze?"),
             ("A contested basis holds up decision and execution, says the pack, until the council agrees, the court decides or full "
             "advice is asked. The act does not say so. Is this a good way of working?")),
        ),
    ),
    Article(
        place=Text(nl="artikel 46d, onder b (met artikel 23, lid 2): het primaat van de politiek",
                   en="article 46d under b (with article 23(2)): the primacy of politics"),
        asks=Text(nl="Over de vaststelling, het beleid en de uitvoering van publieke taken wordt niet overlegd, behalve over de gevolgen "
                     "voor het werk van het personeel.",
                  en="The setting, policy and execution of public tasks are not for consultation, except for the consequences for the "
                     "work of staff."),
        rule=WOR_46D_B,
        unchecked=_texts(
            ("waar de grens ligt: de bestuurder zegt het, met een reden en een stuk, en de raad kan het betwisten",
             "where the line lies: the director says so, with a reason and a document, and the council can contest it"),
            ("of het advies bij *alleen de gevolgen* tot die gevolgen beperkt bleef",
             "whether advice on *the consequences only* kept to these"),
        ),
        questions=_texts(
            (("Is het besluit om werk tussen directoraten-generaal te verschuiven een politiek besluit, een besluit over de organisatie, "
             "of beide? Waar ligt hier de grens?"),
             ("Is the decision to move work between directorates-general a political decision, a decision about the organisation, or "
             "both? Where does the line lie here?")),
            ("Geldt bij *alleen de gevolgen* dezelfde procedure, met de maand van artikel 25, lid 6? Het pakket neemt aan van wel.",
             "Does the same procedure hold for *the consequences only*, with the month of article 25(6)? The pack takes it that it does."),
            (("De Kamerbrief zegt dat de DOR bij elke fase is betrokken en heeft geadviseerd. Heeft het ministerie daarmee gekozen voor "
             "adviesrecht, ook waar de wet het niet geeft?"),
             ("The letter to Parliament says that the DOR was involved at every stage and has advised. Has the ministry thereby chosen "
             "for advice also where the act does not give it?")),
        ),
    ),
    Article(
        place=Text(nl="Algemene termijnenwet, artikel 1, lid 1: het einde van een termijn", en="Algemene termijnenwet, article 1(1): how a term ends"),
        asks=Text(nl="Een in een wet gestelde termijn die op een zaterdag, zondag of algemeen erkende feestdag eindigt, loopt door tot en "
                     "met de volgende dag die dat niet is.",
                  en="A term set in a law that ends on a Saturday, a Sunday or a generally recognised holiday runs on to the next day "
                     "that is none of these."),
        rule=ATW_1,
        unchecked=_texts(
            ("dagen die voor één jaar met een feestdag zijn gelijkgesteld: wie ze nodig heeft, voegt ze toe",
             "days that were made equal to a holiday for one year: whoever needs them adds them"),
        ),
        questions=_texts(
            (("Deze wet geldt voor elke termijn in een wet, en een maand hoort niet bij de uitzonderingen. De twijfel of zij ook voor de "
             "opschorting geldt, is klein; met een schakelaar is verlenging uit te zetten. Is er reden om dat te doen?"),
             ("This act holds for every term in a law, and a month is not among its exceptions. The doubt whether it holds for the "
             "suspension as well is small; a switch turns the extension off. Is there a reason to do that?")),
        ),
    ),
    Article(
        place=Text(nl="naast de wet: vakbonden en CAO Rijk", en="beside the act: unions and the collective agreement (CAO Rijk)"),
        asks=Text(nl="Met de vakbonden overlegt het ministerie in het Decentraal Georganiseerd Overleg (DGO). De CAO Rijk vraagt bij een "
                     "reorganisatie eerst een globale beschrijving en overleg, daarna de fasen van Van Werk Naar Werk.",
                  en="With the unions a ministry consults in its Decentraal Georganiseerd Overleg (DGO). For a reorganisation the "
                     "collective agreement asks a global description and consultation first, then the phases of Van Werk Naar Werk."),
        without=Status.NOT_MODELLED,
        unchecked=_texts(
            ("alles wat de CAO vraagt; dat er met de vakbonden contact was, vraagt de brief",
             "all that the collective agreement asks; that there was contact with the unions is asked by the letter"),
            ("het organisatiebesluit en het mandaatbesluit, die mee moeten veranderen",
             "the decisions on organisation and on mandate, which have to change as well"),
        ),
        questions=_texts(
            (("Is een overdracht van enkele processen een reorganisatie in de zin van de CAO Rijk, en wat moet er dan vóór het besluit "
             "zijn gebeurd?"),
             ("Is the transfer of some processes a reorganisation in the sense of the collective agreement, and what has to be done "
             "before the decision then?")),
        ),
    ),
)
"""The articles, in the order of the act; then the act on terms, and what there is besides the act."""

RULINGS: tuple[str, ...] = (
    "HR 26 januari 2000, AA4735",
    "HR 20 mei 2005, AS5953",
    "HR 8 november 2013, ECLI:NL:HR:2013:1139",
    "HR 22 maart 2019, ECLI:NL:HR:2019:397",
)
"""Rulings on article 46d that a search found, known only by title or excerpt; none of them was read."""
