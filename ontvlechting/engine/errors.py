"""Every error of this package, except `Refused` (`verdicts.py`) and `UnknownRules` (`values.py`).

The tree::

    OntvlechtingError
    ├── InputError          for the caller: a value is not well formed
    │   └── UnknownName     for the caller: nothing has this name; also a `KeyError`
    ├── DefinitionError     for the author of rules: a table or its doors are incomplete, or an effect or column fails
    ├── Refused             for the actor: the rules say no (only raised on request)
    ├── BadSignature        for the auditor: a checkpoint is not signed by this key
    ├── MissingExtra        for the installer: this needs a package that the base install does not have
    ├── NoAssertions        for the tester: Python runs without assertions, so no check could fail
    ├── CutShort            for the operator: a worker process was ended before its work was done
    ├── NotPortable         for the programmer: this stays in its process, and cannot be copied or pickled
    └── LedgerError         for the keeper of the ledger
        ├── UnknownProcess  the ledger has no such process
        ├── UnknownRules    the process is pinned to, or is to adopt, rules that are not known; nothing was recorded
        ├── Stale           what was read of other processes is no longer true; nothing was recorded
        ├── Conflict        others kept writing to this process; nothing was recorded
        ├── ClockBehind     the clock is behind the last record; nothing was recorded
        ├── LedgerUnavailable   the ledger cannot be opened, read or written
        │   └── FileUnavailable     a file beside the ledger cannot be read or written: a command, a key, a copy
        ├── NotALedger      the file or database is something else, or of a newer version
        └── BrokenLedger    a record is not what was sealed
            └── UnreadableRecord    it may be what was sealed, but this version cannot read it

Errors have their data as attributes. `str(error)` is English, `error.text["nl"]` is Dutch. They can be pickled and
copied with all attributes, and so can subclasses that users make. A refusal is not an error: `submit` returns it.
`Refused` is for callers who prefer exceptions.
"""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ontvlechting.engine.text import CALLED, Text, languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

SHOWN = 120
"""How many characters of a wrong value an error shows."""


def shown(value: object) -> str:
    """The value as an error shows it: its `repr`, cut when it is long; if the `repr` fails, the name of its class."""
    try:
        text = str.encode(repr(value), errors="backslashreplace").decode()
    except Exception:  # noqa: BLE001 - too deep, too large, or somebody else's code; our error is about the value
        text = f"<{_name_of(type(value))}>"
    text = _SECRET.sub("***", text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


_SECRET = re.compile(r"PRIVATE\+KEY\+[^\s'\"]*")
"""A private key that was given in the wrong place: no error repeats it."""
_name_of = type.__dict__["__name__"].__get__
"""The real name of a class, whatever its metaclass answers."""


def nearest(name: object, names: Iterable[str], *, alike: float = 0.6) -> tuple[str, ...]:
    """At most three names that look like this one, the likeliest first: what somebody may have meant.

    Capitals make no difference, and `-`, `_` and spaces count as the same. A value that is not a text has none.

    Args:
        name: what was given.
        names: the names that exist.
        alike: how similar a name has to be; 1 is equal.
    """
    if not issubclass(type(name), str):  # by its real class: `__class__` can say anything
        return ()
    name = str.__str__(name)
    if len(name) > SHOWN:
        return ()
    from difflib import get_close_matches

    plain: dict[str, list[str]] = {}
    for n in names:
        plain.setdefault(_plain(n), []).append(n)
    found = get_close_matches(_plain(name), plain, cutoff=alike)
    return tuple(n for f in found for n in plain[f])[:3]


def _plain(name: str) -> str:
    """A name in the form in which it is compared."""
    return name.casefold().replace("-", "_").replace(" ", "_")


def suggested(names: Sequence[str]) -> Text:
    """The words "do you mean …?", to add to a problem; empty without names."""
    said = ", ".join(f"`{n}`" for n in names)
    return Text(nl=f"; bedoelt u {said}?", en=f"; do you mean {said}?") if names else Text(nl="", en="")


@frozen
class Problem:
    """One problem of one field.

    Attributes:
        field: the path of the field: `parts[1].amount`.
        value: the `repr` of what was given, cut when it is long; empty where nothing was given, and something is not there.
        expected: what was expected instead.
        nearest: names that look like what was given, if a name was expected.
    """

    field: str
    value: str
    expected: Text
    nearest: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The problem as a sentence."""
        meant = suggested(self.nearest)
        got = Text(nl=f"; kreeg {self.value}", en=f"; got {self.value}") if self.value else Text(nl="", en="")
        return Text(
            nl=f"`{self.field}`: verwacht {self.expected.nl}{got.nl}{meant.nl}",
            en=f"`{self.field}`: expected {self.expected.en}{got.en}{meant.en}",
        )


class OntvlechtingError(Exception):
    """The base of all errors of this package. `text` is the message in both languages."""

    text: Text

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)

    def __reduce__(self) -> tuple[Any, ...]:
        """For `pickle` and `copy`, which would otherwise call the constructor with only the message."""
        return _as_it_was, (type(self), self.args), _state_of(self)


def _as_it_was(cls: type[OntvlechtingError], args: tuple[Any, ...]) -> OntvlechtingError:
    """An error of this class, made without its constructor, which can have any parameters."""
    error = cls.__new__(cls, *args)
    super(OntvlechtingError, error).__init__(*args)
    return error


def _state_of(error: OntvlechtingError) -> dict[str, Any]:
    """Every attribute of an error, in its `__dict__` or in slots of its class."""
    state: Any = object.__getstate__(error)
    of_dict, of_slots = state if isinstance(state, tuple) else (state, None)
    return {**(of_slots or {}), **(of_dict or {})}


class InputError(OntvlechtingError, ValueError):
    """A value is not well formed; all its problems are listed together.

    Attributes:
        subject: what was being made, for example `Mandate`.
        problems: every problem found.
    """

    def __init__(self, subject: str, problems: Iterable[Problem]) -> None:
        self.subject: str = subject
        self.problems: tuple[Problem, ...] = tuple(problems)
        lines = [p.text for p in self.problems]
        super().__init__(
            Text(
                nl="\n".join([f"`{subject}` klopt niet:", *(f"- {t.nl}" for t in lines)]),
                en="\n".join([f"`{subject}` is not well formed:", *(f"- {t.en}" for t in lines)]),
            )
        )


class UnknownName(InputError, KeyError):
    """Nothing has the name that was looked up; it is also a `KeyError`."""

    def __str__(self) -> str:
        return OntvlechtingError.__str__(self)  # that of `KeyError` would add quotes


def unknown_name(what: Text, name: object, names: Iterable[str]) -> UnknownName:
    """The error that nothing of this kind has this name, with the names that look like it."""
    expected = Text(nl=f"de naam van een {what.nl}", en=f"the name of a {what.en}")
    return UnknownName(what.en, [Problem("name", shown(name), expected, nearest(name, names))])


def unknown_language(language: object) -> UnknownName:
    """The error that there are no texts in this language, with the language that was probably meant."""
    meant = tuple(dict.fromkeys(CALLED[name] for name in nearest(language, CALLED)))
    names = [f"`{name}`" for name in languages()]
    *most, last = names
    expected = Text(nl=f"{', '.join(most)} of {last}", en=f"{', '.join(most)} or {last}")
    return UnknownName("language", [Problem("language", shown(language), expected, meant)])


def _unwritten(nl: object, en: object) -> InputError:
    """The error that the words of a text are not a `str`."""
    expected = Text(nl="een tekst", en="a text")
    given = {"nl": nl, "en": en}
    return InputError("Text", [Problem(n, shown(v), expected) for n, v in given.items() if not isinstance(v, str)])


Text.unspoken = staticmethod(unknown_language)
Text.unwritten = staticmethod(_unwritten)


class MissingExtra(OntvlechtingError, ImportError):
    """A function needs a package that is not installed.

    Attributes:
        what: the function.
        needs: the packages that it needs.
        install: the argument for `pip install`.
    """

    def __init__(self, what: str, needs: str, install: str) -> None:
        self.what: str = what
        self.needs: str = needs
        self.install: str = install
        super().__init__(
            Text(
                nl=f"`{what}` vraagt om {needs}, en dat is hier niet: pip install '{install}'",
                en=f"`{what}` needs {needs}, which is not here: pip install '{install}'",
            )
        )


class DefinitionError(OntvlechtingError):
    """Rules are incomplete or contradict themselves; or an effect or column of a letter fails, and nothing is recorded.

    Attributes:
        faults: every fault found.
    """

    def __init__(self, faults: Sequence[Text]) -> None:
        self.faults: tuple[Text, ...] = tuple(faults)
        super().__init__(
            Text(
                nl="de regels kloppen niet:\n" + "\n".join(f"- {f.nl}" for f in self.faults),
                en="the rules are not sound:\n" + "\n".join(f"- {f.en}" for f in self.faults),
            )
        )


class NoAssertions(OntvlechtingError, RuntimeError):
    """Python runs without assertions (`python -O`), so no check of the testing kit could fail."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                nl="de asserties staan uit (python -O of PYTHONOPTIMIZE): geen enkele controle zou kunnen falen",
                en="assertions are off (python -O or PYTHONOPTIMIZE): no check could fail",
            )
        )


class NotPortable(OntvlechtingError, TypeError):
    """An object has to stay in the process where it was made: it can be neither pickled nor copied.

    Attributes:
        what: its class, or its class and name.
        instead: what to do instead.
    """

    def __init__(self, what: str, instead: Text) -> None:
        self.what: str = what
        self.instead: Text = instead
        super().__init__(
            Text(
                nl=f"`{what}` is niet te kopiëren of met `pickle` te bewaren: {instead.nl}",
                en=f"`{what}` cannot be copied or pickled: {instead.en}",
            )
        )


class CutShort(OntvlechtingError, RuntimeError):
    """A worker process was ended before its work was done, by the system or by somebody; so there is no answer.

    Attributes:
        code: its exit code, or minus the number of the signal that ended it; None when the system does not say.
    """

    def __init__(self, code: int | None) -> None:
        self.code: int | None = code
        nl, en = (f" (code {code})", f" (code {code})") if code is not None else ("", "")
        if code is not None and code < 0:
            nl, en = f" (signaal {-code})", f" (signal {-code})"
        super().__init__(
            Text(
                nl=f"een proces dat meewerkte, is voortijdig beëindigd{nl}, en dus is er geen antwoord; probeer het opnieuw, "
                "of met minder tegelijk",
                en=f"a process that shared the work was ended before its time{en}, so there is no answer; try again, or "
                "with fewer at once",
            )
        )


class BadSignature(OntvlechtingError):
    """A note is not signed by this key, or the signature does not fit the text.

    Attributes:
        key: the name and the id of the key.
    """

    def __init__(self, key: str, why: Text) -> None:
        self.key: str = key
        super().__init__(
            Text(
                nl=f"de ondertekening door {shown(key)} is niet aangetoond: {why.nl}",
                en=f"it is not shown that {shown(key)} signed this: {why.en}",
            )
        )


class LedgerError(OntvlechtingError):
    """The base of all errors about the ledger."""


_A_PROCESS = Text(nl="proces", en="process")


class UnknownProcess(LedgerError, LookupError):
    """The ledger has no process of this name, or no other thing of the kind that was asked for.

    Attributes:
        process: the name that was asked for.
        nearest: names that look like it.
    """

    def __init__(self, process: str, there: Iterable[str] = (), *, kind: Text = _A_PROCESS) -> None:
        self.process: str = process
        self.nearest: tuple[str, ...] = nearest(process, there)
        meant = suggested(self.nearest)
        super().__init__(
            Text(
                nl=f"er is geen {kind.nl} {shown(process)} in dit logboek{meant.nl}",
                en=f"there is no {kind.en} {shown(process)} in this ledger{meant.en}",
            )
        )


class Stale(LedgerError):
    """What was read of other processes is no longer what the ledger says; nothing was recorded. Read it again.

    Attributes:
        process: the process in which it was to be recorded.
        readings: for each process that was read and has changed: its name, the number of its last record when it was
            read, and now. The first number is 0 when it should have been read and was not; the second is 0 when there
            is no such process.
    """

    def __init__(self, process: str, readings: Iterable[tuple[str, int, int]]) -> None:
        self.process: str = process
        self.readings: tuple[tuple[str, int, int], ...] = tuple(readings)
        super().__init__(
            Text(
                nl=f"wat voor {shown(process)} is gelezen, klopt niet meer; er is niets vastgelegd:\n"
                + "\n".join(
                    f"- `{name}`: verwacht wat tot en met vastlegging {now} is vastgelegd; kreeg "
                    + (f"een lezing bij vastlegging {then}" if then else "geen lezing")
                    for name, then, now in self.readings
                ),
                en=f"what was read for {shown(process)} is no longer true; nothing was recorded:\n"
                + "\n".join(
                    f"- `{name}`: expected what is on record up to record {now}; got "
                    + (f"a reading at record {then}" if then else "none")
                    for name, then, now in self.readings
                ),
            )
        )


class Conflict(LedgerError):
    """Others kept writing to the same process; the command was not recorded and may be repeated.

    Attributes:
        process: the process; empty when the question was about no process, or about many.
    """

    def __init__(self, process: str) -> None:
        self.process: str = process
        if process:
            nl = f"anderen schreven tegelijk aan `{process}`; dit verzoek is niet vastgelegd en mag worden herhaald"
            en = f"others wrote to `{process}` at the same time; this command was not recorded and may be repeated"
        else:
            nl = "anderen schreven tegelijk; er is niets vastgelegd, en wat is gevraagd mag worden herhaald"
            en = "others wrote at the same time; nothing was recorded, and what was asked may be repeated"
        super().__init__(Text(nl=nl, en=en))


class ClockBehind(LedgerError):
    """The clock is behind the moment of the last record; nothing was recorded.

    Attributes:
        process: the process.
        now: what the clock says.
        last: when the last record of the process was stored.
    """

    def __init__(self, process: str, now: datetime, last: datetime) -> None:
        self.process: str = process
        self.now: datetime = now
        self.last: datetime = last
        super().__init__(
            Text(
                nl=f"de klok staat op {now.isoformat()}, maar de laatste vastlegging van `{process}` is vastgelegd op "
                f"{last.isoformat()}; er is niets vastgelegd: zet de klok goed en herhaal het verzoek",
                en=f"the clock says {now.isoformat()}, but the last record of `{process}` was stored at "
                f"{last.isoformat()}; nothing was recorded: set the clock right and repeat the command",
            )
        )


class LedgerUnavailable(LedgerError):
    """The ledger cannot be opened, read or written.

    Attributes:
        where: the path or address, without a password.
        why: what the system said, in English.
        recorded: False when nothing was recorded; None when a command may have been recorded, because the answer of
            the ledger was lost. Repeating it with the same id is safe then: it is recorded only once.
        ids: the ids of the commands that may have been recorded, in their order.
    """

    def __init__(self, where: str, why: str | Text, *, recorded: bool | None = False, ids: Sequence[str] = ()) -> None:
        said = why if isinstance(why, Text) else Text(nl=str(why), en=str(why))
        self.where: str = where
        self.why: str = said.en
        self.recorded: bool | None = recorded
        self.ids: tuple[str, ...] = tuple(ids)
        known = f" ({', '.join(f'`{i}`' for i in self.ids)})" if self.ids else ""
        then = (
            Text(nl="er is niets vastgelegd", en="nothing was recorded")
            if recorded is False
            else Text(
                nl=f"het verzoek kan zijn vastgelegd; herhalen met hetzelfde kenmerk{known} is veilig",
                en=f"the command may have been recorded; repeating it with the same id{known} is safe",
            )
        )
        super().__init__(
            Text(
                nl=f"het logboek {shown(where)} is niet bereikbaar: {said.nl}; {then.nl}",
                en=f"the ledger {shown(where)} is not available: {said.en}; {then.en}",
            )
        )


class FileUnavailable(LedgerUnavailable):
    """A file beside the ledger cannot be read or written: a command, a key, a drawing, a copy; nothing was recorded."""

    def __init__(self, where: str, why: OSError | Text) -> None:
        said = why if isinstance(why, Text) else system(why.errno, why.strerror or str(why))
        super().__init__(where, said)
        OntvlechtingError.__init__(
            self,
            Text(
                nl=f"{shown(where)} is niet te gebruiken: {said.nl}",
                en=f"{shown(where)} cannot be used: {said.en}",
            ),
        )


def system(code: int | None, why: str = "") -> Text:
    """The words for an error number of the system; for a rare one, the words of the system itself."""
    return _SYSTEM.get(code or 0, Text(nl=why, en=why))


_DENIED = Text(nl="u hebt er geen rechten op", en="permission denied")
_SYSTEM = {
    errno.ENOENT: Text(nl="dat bestand of die map is er niet", en="no such file or folder"),
    errno.EEXIST: Text(nl="er is al een bestand met die naam", en="there is a file of that name already"),
    errno.EISDIR: Text(nl="dat is een map", en="that is a folder"),
    errno.ENOTDIR: Text(nl="in het pad staat iets wat geen map is", en="a part of the path is not a folder"),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: Text(nl="daar kan niets worden geschreven", en="nothing can be written there"),
    errno.EADDRINUSE: Text(nl="dat adres is al in gebruik", en="that address is in use already"),
    errno.EADDRNOTAVAIL: Text(nl="dat adres heeft deze machine niet", en="this machine has no such address"),
    errno.ENOSPC: Text(nl="de schijf is vol", en="the disk is full"),
}


class NotALedger(LedgerError):
    """The file or database is not a ledger of this package.

    Attributes:
        where: the path or address.
        why: why it is not one.
    """

    def __init__(self, where: str, why: Text) -> None:
        self.where: str = where
        self.why: Text = why
        super().__init__(
            Text(nl=f"{shown(where)} is geen logboek: {why.nl}", en=f"{shown(where)} is not a ledger: {why.en}")
        )


class BrokenLedger(LedgerError):
    """A record is not what was sealed: changed, dropped, inserted or moved.

    Attributes:
        process: the process of the first broken record; None when it is not known.
        number: the number of that record in its process, from 1; None when the fault is not in one record.
    """

    def __init__(self, process: str | None, number: int | None, why: Text) -> None:
        self.process: str | None = process
        self.number: int | None = number if number is not None and number > 0 else None
        where_nl = "het logboek" if process is None else f"`{process}`"
        where_en = "the ledger" if process is None else f"`{process}`"
        if process is not None and self.number is not None:
            where_nl, where_en = f"vastlegging {number} van {where_nl}", f"record {number} of {where_en}"
        super().__init__(Text(nl=f"{where_nl} is geschonden: {why.nl}", en=f"{where_en} is broken: {why.en}"))


class UnreadableRecord(BrokenLedger):
    """The bytes of a record have the right hash and place, but this version cannot read them.

    The rest of the ledger can be read. The process can go on when the record is set aside (`SetAside`).

    Attributes:
        why: why it cannot be read.
    """

    def __init__(self, process: str, number: int, why: Text) -> None:
        super().__init__(process, number, why)
        self.why: Text = why
        said = Text(
            nl=f"vastlegging {number} van `{process}` is hier niet te lezen: {why.nl}",
            en=f"record {number} of `{process}` cannot be read here: {why.en}",
        )
        OntvlechtingError.__init__(self, said)


def of_dossier(dossier: object) -> Text:
    """Of which class of dossiers something is, to put behind what it is."""
    name = type(dossier).__name__
    return Text(nl=f"van `{name}`", en=f"of `{name}`")


def failed(what: Text, whose: Text, error: Exception) -> DefinitionError:
    """The error that something of a letter fails."""
    said = shown(f"{type(error).__name__}: {error}")
    return DefinitionError(
        [unrecorded(Text(nl=f"{what.nl} {whose.nl} faalt: {said}", en=f"{what.en} {whose.en} fails: {said}"))]
    )


def unrecorded(fault: Text) -> Text:
    """A fault that is met while something is recorded, with what comes of that."""
    return Text(nl=f"{fault.nl}; er is niets vastgelegd", en=f"{fault.en}; nothing was recorded")
