"""The workflow of the letter for programs that await."""

from __future__ import annotations

from ontvlechting.letter.workflow import Workflow
from ontvlechting.shell import asynchronous


class AsyncWorkflow(asynchronous.AsyncWorkflow):
    """A workflow of the letter whose methods are awaited; for the rest as the one of the shell."""

    _workflow = Workflow
