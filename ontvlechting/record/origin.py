"""From where a record comes: which program sealed it, on which machine, by which account.

A record says who asked, and in which capacity. What an auditor of systems asks as well, is by which way it came in
(BIO2, 8.15). That stands in the sealed envelope when a workflow is given an `Origin`, and then nobody can change it unseen.
Give no secrets: neither a password nor an address that holds one.
"""

from __future__ import annotations

from typing import Self

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, problems_of_id
from ontvlechting.engine.errors import InputError, Problem
from ontvlechting.engine.text import Text

OURS = "ontvlechting"
"""This package, as a program by itself: the command line."""


@frozen(kw_only=True)
class Origin(Checked):
    """The program, machine and account by which a record was sealed (*herkomst*).

    An account can be that of a person, and no redaction takes it out of a record: give the account of a service, or a
    pseudonym. Where none is given, a workflow tells the account by which it writes to a database that has accounts.

    Attributes:
        program: the name of the program.
        version: its version.
        host: the name of the machine; None when it has none.
        account: the account of the database, or of the system, under which it ran; None when it is not told.
    """

    program: Id
    version: Id
    host: Id | None = None
    account: Id | None = None

    @classmethod
    def here(cls, program: str = OURS, *, version: str | None = None, account: str | None = None) -> Self:
        """The origin of what this program records, on this machine.

        Args:
            program: the name of the program.
            version: its version; without it that of the installed package of this name.
            account: the account; without it a workflow tells that of the database, where there is one.

        Raises:
            InputError: something is no name, or no package of this name is installed and no version was given.
        """
        return cls(program=program, version=version or _version_of(program), host=_host(), account=account)


def _version_of(program: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(program)
    except (PackageNotFoundError, ValueError, TypeError, AttributeError):  # also of what is no name
        expected = Text(
            nl="de versie van het programma; er is geen pakket van die naam geïnstalleerd",
            en="the version of the program; no package of that name is installed",
        )
        raise InputError("Origin", [Problem("version", "None", expected)]) from None


def _host() -> str | None:
    from platform import node

    return _named(node())


def _named(name: str) -> str | None:
    """What a system calls itself, where a record can hold it."""
    return None if problems_of_id(name, "name") else name
