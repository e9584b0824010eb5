"""Several ledgers, of several organisations, in one overview and one agenda. It only reads, and stores nothing.

Each ledger is asked separately, at the moment of the question. When a ledger is missing, was tampered with or has rules
that are not known here, its own part of the answer says so; the others answer all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import frozen

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.checked import problems_of_id, refuse
from ontvlechting.engine.errors import InputError, OntvlechtingError, Problem, shown
from ontvlechting.engine.outside import interrupts, several
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Html, Shows
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.shell.answers import Several
from ontvlechting.shell.given import problems_given
from ontvlechting.shell.ledger import Ledger

if TYPE_CHECKING:
    from ontvlechting.record.checkpoints import PublicKey
    from ontvlechting.record.verifier import Report


@frozen
class Member:
    """One ledger of a federation.

    Attributes:
        ledger: an open ledger, or the address of a ledger, which is then opened for each question.
        checkpoint: a signed checkpoint of it that was kept elsewhere: the ledger has to continue what it vouches for.
        key: the public key of whoever signed that.
    """

    ledger: Ledger | str
    checkpoint: str | None = None
    key: PublicKey | None = None


@frozen
class Part:
    """What one ledger of a federation answered.

    Attributes:
        name: which ledger.
        found: its answer, a `Standing` or a `Term` for each line; empty when it could not be given.
        verified: what a verification of the same snapshot found; None when nothing was verified.
        unknown: the processes whose rules are not known here: their terms cannot be told.
        failed: why there is no answer; None when there is one.
        error: the error behind that.
    """

    name: str
    found: tuple[Any, ...] = ()
    verified: Report | None = None
    unknown: tuple[str, ...] = ()
    failed: Text | None = None
    error: Exception | None = None

    @property
    def trust(self) -> Text:
        """What is known of it, in a sentence: that it was verified and against what, or that it was not."""
        if self.failed is not None:
            return Text(nl=f"geen antwoord: {self.failed.nl}", en=f"no answer: {self.failed.en}")
        known = self._verified()
        if not self.unknown:
            return known
        n = len(self.unknown)
        nl, en = (
            ("", "")
            if self.verified is None
            else (": waar dat staat, is niet nagegaan", ": where that stands was not checked")
        )
        return Text(
            nl=f"{known.nl}; de regels van {n} {'proces' if n == 1 else 'processen'} zijn hier niet bekend{nl}",
            en=f"{known.en}; the rules of {n} {'process' if n == 1 else 'processes'} are not known here{en}",
        )

    def _verified(self) -> Text:
        if self.verified is None:
            return Text(nl="niet nagegaan", en="not verified")
        n, vouched, answer = self.verified.records, self.verified.vouched, self.verified.answer.title
        if vouched is None:
            return Text(
                nl=f"{answer.nl} ({n} vastleggingen); zonder controlepunt is niet te zien of het geheel is herschreven",
                en=f"{answer.en} ({n} records); without a checkpoint it cannot be seen whether the whole was rewritten",
            )
        return Text(
            nl=f"{answer.nl} ({n} vastleggingen), en het zet voort waar het controlepunt van {vouched} voor instaat",
            en=f"{answer.en} ({n} records), and it continues what the checkpoint of {vouched} vouches for",
        )


class Gathered(Several[Part], Shows):
    """What the ledgers of a federation answered together, each in its own part."""

    __slots__ = ()

    @property
    def found(self) -> tuple[tuple[str, Any], ...]:
        """Every line, with the name of its ledger: terms by their day, all else in the order of the ledgers."""
        every = [(part.name, one) for part in self for one in part.found]
        if any(isinstance(one, Term) for _, one in every):
            every.sort(key=lambda pair: (pair[1].last, pair[0], pair[1].id))
        return tuple(every)

    @property
    def failed(self) -> Mapping[str, Text]:
        """Which ledgers gave no answer, and why."""
        return {part.name: part.failed for part in self if part.failed is not None}

    def html(self, language: Language | None = None) -> Html:
        """One table of all that was found, and what is known of each ledger."""
        from ontvlechting.views import federation

        return federation.html(self, spoken(language))

    def lines(self, language: Language | None = None) -> str:
        """What `html` shows, as plain lines."""
        from ontvlechting.views import federation

        return federation.lines(self, spoken(language))

    def __repr__(self) -> str:
        return self.lines()


class Federation:
    """Ledgers to be read together (*federatie*); nothing is copied, and nothing can be written.

    Args:
        members: each ledger by the name that it has here.
        rules: the rules of new processes, for the ledgers that are opened by an address.
        known: other rules that those ledgers know.

    Raises:
        InputError: an argument is not valid; every problem together.
    """

    opens: ClassVar[type[Ledger]] = Ledger
    """The class of the ledgers that are opened by an address."""

    def __init__(
        self, members: Mapping[str, Member], *, rules: Rules | None = None, known: Iterable[Rules] = ()
    ) -> None:
        known = several(known)
        given = {"known": known} if rules is None else {"rules": rules, "known": known}
        refuse("Federation", [*_problems_of(members), *problems_given(**given)])
        self._members = dict(members)
        self._rules = rules
        self._known = tuple(known)

    @classmethod
    def of(
        cls, ledgers: Mapping[str, Ledger | str | Member], *, rules: Rules | None = None, known: Iterable[Rules] = ()
    ) -> Self:
        """A federation of these ledgers.

        Args:
            ledgers: by name: an open ledger, the address of one, or a `Member` that has a checkpoint as well.
            rules: the rules of new processes, for the ledgers that are opened by an address.
            known: other rules that those ledgers know.

        Raises:
            InputError: an argument is not valid; every problem together.
        """
        members: Any = ledgers
        if isinstance(members, Mapping):
            members = {name: one if isinstance(one, Member) else Member(one) for name, one in members.items()}
        return cls(members, rules=rules, known=known)

    def overview(self, *, verify: bool = False, **asked: Any) -> Gathered:
        """Where the processes of all ledgers stand.

        Args:
            verify: verify each ledger first, in the same snapshot, and show what follows from its records; of a ledger
                that does not pass nothing is shown.
            asked: the arguments of `Ledger.overview`; a ledger whose rules have no such column says so in its part.

        Raises:
            InputError: no ledger can be asked this.
        """
        return self._gathered(lambda ledger: ledger.overview(**asked), verify=verify)

    def agenda(self, *, at: datetime | None = None, verify: bool = False) -> Gathered:
        """Every term that runs in any of the ledgers, the one that ends soonest first.

        Args:
            at: the moment; now when it is not given.
            verify: verify each ledger first, in the same snapshot, and show what follows from its records; of a ledger
                that does not pass nothing is shown.

        Raises:
            InputError: no ledger can be asked this.
        """
        return self._gathered(lambda ledger: ledger.agenda(at=at), verify=verify)

    def verify(self, *, deep: bool = False, jobs: int = 1) -> Gathered:
        """Verify each ledger by itself, against its checkpoint where it has one; as `Ledger.verify`.

        Args:
            deep: also read every record, and judge every command again.
            jobs: how many processes of Python share the work of `deep`, for each ledger.

        Raises:
            InputError: `jobs` is no number from 1 up to 60.
        """
        from ontvlechting.record.verifier import problems_of_jobs

        refuse("verify", problems_of_jobs(jobs))
        return Gathered(self._asked(name, None, verify=True, deep=deep, jobs=jobs) for name in self._members)

    def _gathered(self, ask: Callable[[Ledger], Iterable[Any]], *, verify: bool) -> Gathered:
        found = Gathered(self._asked(name, ask, verify=verify) for name in self._members)
        wrong = [part.error for part in found if isinstance(part.error, InputError)]
        if len(wrong) == len(found):  # then the question is wrong, and not a ledger
            raise wrong[0]
        return found

    def _asked(self, name: str, ask: Callable[[Ledger], Iterable[Any]] | None, *, verify: bool, **how: Any) -> Part:
        """What one ledger answers, or why it does not; an error in it is put in its part, and not raised.

        What it answers after a verification rests on its records alone, for rows and snapshots are not in their hashes.
        """
        member = self._members[name]
        try:
            with self._opened(member.ledger) as ledger, ledger._still() as (still, histories):  # noqa: SLF001 - both are ours
                report = None
                if verify:
                    report = still.verify(checkpoint=member.checkpoint, key=member.key, **how)
                    if ask is not None:
                        still._rest_on_records(histories)  # noqa: SLF001
                named = still._rules.named  # noqa: SLF001
                unknown = tuple(s.process for s in still.overview() if named(s.rules) is None)
                return Part(name, tuple(ask(still)) if ask is not None else (), report, unknown)
        except OntvlechtingError as error:
            return Part(name, failed=error.text, error=error)
        except Exception as error:
            if interrupts(error):
                raise
            what = type(error).__name__
            failed = Text(
                nl=f"een fout in dit programma of in de regels ({what})",
                en=f"a mistake in this program or in the rules ({what})",
            )
            return Part(name, failed=failed, error=error)

    @contextmanager
    def _opened(self, given: Ledger | str) -> Iterator[Ledger]:
        """The ledger; when it is opened here, it is closed at the end."""
        if isinstance(given, Ledger):
            yield given
        else:
            with self.opens.open(given, rules=self._rules, known=self._known) as ledger:
                yield ledger


_LEDGERS = Text(
    nl='logboeken met hun naam, zoals `{"financien": Ledger.open(...)}`',
    en='ledgers with their names, such as `{"finance": Ledger.open(...)}`',
)


def _problems_of(members: Any) -> Iterator[Problem]:
    """What is wrong with the ledgers that are given."""
    if not isinstance(members, Mapping) or not members:
        yield Problem("ledgers", shown(members), _LEDGERS)
        return
    for name, member in members.items():
        yield from problems_of_id(name, "ledgers")
        if not isinstance(member, Member) or not isinstance(member.ledger, Ledger | str):
            expected = Text(nl="een `Ledger`, een adres of een `Member`", en="a `Ledger`, an address or a `Member`")
            yield Problem(f"ledgers[{shown(name)}]", shown(getattr(member, "ledger", member)), expected)
        elif (member.checkpoint is None) != (member.key is None):
            both = Text(nl="een controlepunt en een sleutel samen", en="a checkpoint and a key together")
            yield Problem(f"ledgers[{shown(name)}]", "None", both)
