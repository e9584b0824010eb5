"""Reminders of terms, with DBOS: one for each term, also when the program is killed.

The id of a term stays the same as long as the same record set it, so it is the id of the workflow: DBOS never begins the same one
twice, and takes up what was under way when the program begins again. A step it takes at least once: whoever was killed between
sending and noting that it was sent, sends again, under the same id. So what sends drops what it has sent before.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from dbos import DBOS, SetWorkflowID

from ontvlechting import Ledger, Term

Send = Callable[[str, str], None]
"""Gets the id of a reminder and its text. Of an id that it has had before it sends nothing."""


class Reminders:
    """Sends a reminder of each term, once.

    Make it before `DBOS.launch()`, which takes up what was under way: the workflow has to be known by then.

    Args:
        send: what sends.
        ahead: how long before the last day of a term.
    """

    def __init__(self, send: Send, ahead: timedelta = timedelta(days=14)) -> None:
        self.ahead = ahead
        step = DBOS.step(name="send", retries_allowed=True)(send)

        @DBOS.workflow(name="remind")
        def remind(id: str, text: str) -> None:
            step(id, text)

        self._remind = remind

    def due(self, ledger: Ledger, at: datetime) -> list[Term]:
        """The terms that end soon, also for those who are waited for."""
        return [term for term in ledger.agenda(at=at) if term.last <= at.date() + self.ahead]

    def remind(self, ledger: Ledger, at: datetime) -> int:
        """Begin a reminder of each term that is due, unless it was begun before. Call it every day, or every hour.

        Returns:
            How many terms are due.
        """
        due = self.due(ledger, at)
        for term in due:
            id = f"{term.id}:{term.last}"  # another last day is another reminder
            who = ", ".join(supplier.party or supplier.role.value for supplier in term.who)
            with SetWorkflowID(id):
                DBOS.start_workflow(self._remind, id, f"{term.last}: {term.title['nl']} ({who})")
        return len(due)
