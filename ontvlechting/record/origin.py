"""Where a record comes from: which program sealed it, on which machine, under which account.

A record says who asked, and in which capacity. An auditor of systems also asks how it came in (BIO2, 8.15). When a
workflow is given an `Origin`, the sealed envelope contains it, so that any change of it is noticed.
Give no secrets: no password, and no address that contains one.
"""

from __future__ import annotations

from typing import Self

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, problems_of_id
from ontvlechting.engine.errors import InputError, Problem
from ontvlechting.engine.text import Text

OURS = "ontvlechting"
"""The name of this package as a program: the command line."""


@frozen(kw_only=True)
class Origin(Checked):
    """The program, machine and account by which a record was sealed (*herkomst*).

    An account can be that of a person, and redaction does not remove it from a record: give the account of a service,
    or a pseudonym. When none is given, a workflow fills in its account at the database, if that has accounts.

    Attributes:
        program: the name of the program.
        version: its version.
        host: the name of the machine; None when it has none.
        account: the account of the database, or of the system, under which it ran; None when it is not known.
    """

    program: Id
    version: Id
    host: Id | None = None
    account: Id | None = None

    @classmethod
    def here(cls, program: str = OURS, *, version: str | None = None, account: str | None = None) -> Self:
        """The origin of what this program records on this machine.

        Args:
            program: the name of the program.
            version: its version; without it that of the installed package of this name.
            account: the account; without it a workflow fills in that of the database, if it has one.

        Raises:
            InputError: an argument cannot be a name, or no version was given and no package of this name is installed.
        """
        return cls(program=program, version=version or _version_of(program), host=_host(), account=account)


def _version_of(program: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(program)
    except (PackageNotFoundError, ValueError, TypeError, AttributeError):  # also raised when `program` is not a name
        expected = Text(
            nl="de versie van het programma; er is geen pakket van die naam geïnstalleerd",
            en="the version of the program; no package of that name is installed",
        )
        raise InputError("Origin", [Problem("version", "None", expected)]) from None


def _host() -> str | None:
    from platform import node

    return _named(node())


def _named(name: str) -> str | None:
    """The name of a system; None when a record cannot contain it."""
    return None if problems_of_id(name, "name") else name
