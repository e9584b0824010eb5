"""What the Django app promises, asked with Django's own test client; `django_program.py` runs it on a database of either kind."""

from __future__ import annotations

import io
from contextlib import redirect_stdout, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, cast
from unittest import mock

from django.contrib.auth.models import Group, Permission, User
from django.core import serializers
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import NotSupportedError, OperationalError, connection, connections, transaction
from django.db.transaction import TransactionManagementError
from django.test import TestCase, TransactionTestCase, override_settings
from django.urls import reverse
from with_django.models import Task  # type: ignore[import-not-found]
from with_django.work import work  # type: ignore[import-not-found]

from ontvlechting import InputError, Origin, Outcome, letter
from ontvlechting.django import Process, ledger, recorded, workflow
from ontvlechting.engine.errors import LedgerUnavailable, NotALedger
from ontvlechting.letter.fiction import Road
from tests import permits

CASE = "douane/websites"
ORIGIN = Origin(program="desk", version="1")


def road() -> Road:
    """Fictional commands for one process."""
    return Road(letter.PROCESSES[CASE])


class Undone(Exception):
    """The host changes its mind."""


class Telling:
    """Keeps what the signal told."""

    def setUp(self) -> None:
        """Listen."""
        self.told: list[Outcome] = []
        self.listener = lambda outcome, **_: self.told.append(outcome)
        recorded.connect(self.listener)

    def tearDown(self) -> None:
        """Listen no more."""
        recorded.disconnect(self.listener)


class Committed(Telling, TransactionTestCase):  # type: ignore[misc]
    """What is really committed; the process of each test has a name of its own, for a ledger only grows."""

    databases = ("default", "other")

    def test_rows_and_records_are_committed_together(self) -> None:
        """A mistake leaves neither, and nobody is told; else both are there, and each outcome is told once."""
        way, process = road(), "committed/together"
        commands = [way.identify(), way.draft(), way.consult()]

        def seen() -> Any:
            return len(self.told), Task.objects.filter(process=process).count(), process in ledger().processes()

        with suppress(Undone), transaction.atomic():
            work(process, commands)
            raise Undone
        self.assertEqual((0, 0, False), seen())
        outcomes = work(process, commands)
        self.assertEqual([True, False, True], [o.allowed for o in outcomes])
        self.assertEqual((3, 2, True), seen())
        self.assertEqual(outcomes, self.told)

    def test_without_a_transaction_each_call_has_one_of_its_own(self) -> None:
        """It is committed when it returns, and a receiver that fails changes nothing."""

        def fails(**_: Any) -> None:
            raise ZeroDivisionError

        recorded.connect(fails)
        try:
            with self.assertLogs("django.dispatch", "ERROR"):
                outcome = workflow().submit("committed/alone", road().identify())
        finally:
            recorded.disconnect(fails)
        self.assertFalse(connection.in_atomic_block)
        self.assertEqual([outcome], self.told)
        self.assertEqual(1, len(ledger().history("committed/alone")))

    def test_a_workflow_of_another_thread_or_a_closed_connection_records_nothing(self) -> None:
        """It would be in the transaction of somebody else, who may take it back; it says so, and in its own thread it goes on."""
        flow, failed = workflow(), list[LedgerUnavailable]()

        def elsewhere() -> None:
            try:
                flow.submit("committed/elsewhere", road().identify())
            except LedgerUnavailable as error:
                failed.append(error)

        with transaction.atomic():
            other = Thread(target=elsewhere)
            other.start()
            other.join()
            self.assertTrue(flow.submit("committed/here", road().identify()).allowed)
        self.assertEqual([(False, True)], [(e.recorded, "of another thread" in str(e)) for e in failed])
        with mock.patch.object(connection, "connection", None), self.assertRaises(LedgerUnavailable):
            flow.submit("committed/closed", road().identify())
        self.assertEqual(
            (1, []), (len(self.told), [p for p in ledger().processes() if p.endswith(("elsewhere", "closed"))])
        )

    def test_what_is_loaded_has_a_transaction_of_its_own(self) -> None:
        """As whatever is recorded; a ledger that is not empty is told as that."""
        workflow().submit("committed/loaded", road().identify())
        with TemporaryDirectory() as folder:
            file = Path(folder) / "export"
            ledger().export(file)
            with self.assertRaisesRegex(InputError, "expected an empty ledger"):
                workflow().load(file)

    def test_the_command_line_works_on_the_ledger_of_the_project(self) -> None:
        """It sees what is committed, ends as it always ends, and wants no address."""
        workflow().submit("committed/line", road().identify())

        def line(*arguments: str) -> tuple[int, str]:
            with redirect_stdout(io.StringIO()) as out, self.assertRaises(SystemExit) as ended:
                call_command("ontvlechting", *arguments)
            return int(ended.exception.code or 0), out.getvalue()

        code, told = line("list", "--lang", "en")
        self.assertEqual(0, code)
        self.assertIn("committed/line: identified", told)
        code, told = line("verify", "--deep", "--lang", "en")
        self.assertEqual((0, True), (code, told.startswith("The ledger is sound")))
        self.assertEqual(2, line("show", "no/such")[0])
        as_set = {"NAME": "file:desk.db?mode=rw"} if connection.vendor == "sqlite" else {}
        with mock.patch.dict(connection.settings_dict, as_set):  # which file that is, SQLite says
            self.assertEqual(0, line("list")[0])

    def test_a_ledger_is_in_the_database_that_is_named(self) -> None:
        """The others have none; where it is named, it is asked there."""
        with self.assertRaises(NotALedger), override_settings(ONTVLECHTING={"DATABASE": "other"}):
            self.assertEqual("other", Process.objects.all().db)
            ledger()
        self.assertEqual("default", Process.objects.all().db)

    def test_the_way_back_leaves_the_ledger(self) -> None:
        """Migrated to nothing and back, every record is there; and no migration is missing."""
        workflow().submit("committed/back", road().identify())
        before = len(ledger().records())
        call_command("migrate", "ontvlechting", "zero", verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("makemigrations", check=True, verbosity=0)
        self.assertEqual(before, len(ledger().records()))


class Rows(Telling, TestCase):  # type: ignore[misc]
    """Rows of the host, and the processes that they belong to."""

    def test_what_is_rolled_back_in_part_is_gone_in_part(self) -> None:
        """An inner block takes its records with it, and these are never told."""
        flow, way = workflow(), road()
        with self.captureOnCommitCallbacks(execute=True):
            first = flow.submit(CASE, way.identify())
            with suppress(Undone), transaction.atomic():
                flow.submit(CASE, way.draft())
                raise Undone
        self.assertEqual([first], self.told)
        self.assertEqual(1, len(ledger().history(CASE)))
        self.assertEqual(2, flow.submit(CASE, way.draft()).record.number)

    def test_nothing_is_acknowledged_that_is_rolled_back_already(self) -> None:
        """A block in which a mistake was passed over takes no command, as it takes no query; afterwards all is as before."""
        ways: tuple[Any, ...] = (lambda: Task.objects.create(id="no number"), lambda: transaction.set_rollback(True))
        for spoil in ways:
            with transaction.atomic():
                with suppress(ValueError), transaction.atomic(savepoint=False):
                    spoil()
                with self.assertRaises(TransactionManagementError):
                    workflow().submit(CASE, road().identify())
                transaction.set_rollback(True)
        self.assertEqual(([], []), (self.told, list(ledger().processes())))
        self.assertTrue(workflow().submit(CASE, road().identify()).allowed)

    def test_a_row_is_asked_about_its_process(self) -> None:
        """What can be asked of a ledger, of the process of a row; and rows are found by where that stands."""
        task, way = Task.objects.create(process=CASE, title="fictional"), road()
        Task.objects.create(process="not/begun", title="fictional")
        self.assertTrue(task.submit(way.identify(), id="form-1").allowed)
        self.assertEqual("form-1", task.history()[0].id)
        self.assertEqual("identified", task.dossier().state.value)
        self.assertEqual(ledger().next_steps(CASE, at=way.moment), task.next_steps(at=way.moment))
        there = Process.objects.filter(state="identified")
        self.assertEqual([task], list(Task.objects.filter(process__in=there)))
        self.assertEqual([], list(Task.objects.filter(process__in=Process.objects.filter(state="completed"))))

    def test_a_name_that_no_process_can_have_is_refused(self) -> None:
        """By the validation of Django, in the language of whoever asks; a process need not have begun."""
        Task(process="not/begun", title="fictional").full_clean()
        for name in ("two\nlines", "x" * 201):
            with self.assertRaises(ValidationError) as wrong:
                Task(process=name, title="fictional").full_clean()
            self.assertEqual(["process"], list(wrong.exception.message_dict))

    def test_where_a_process_stands_cannot_be_written(self) -> None:
        """Not by a row, not by many, not by a relation or a fixture: there is one way, and that is a command."""
        workflow().submit(CASE, road().identify())
        process, many, model = Process.objects.get(), Process.objects.all(), cast("Any", Process)
        process.state = "completed"
        (dumped,) = serializers.deserialize("json", serializers.serialize("json", [process]))
        ways = {
            "save": process.save,
            "delete": process.delete,
            "update": lambda: many.update(state="completed"),
            "delete all": many.delete,
            "create": lambda: Process.objects.create(name="x"),
            "get or create": lambda: Process.objects.get_or_create(name="x"),
            "bulk": lambda: Process.objects.bulk_update([process], ["state"]),
            "by what Django itself asks": lambda: model._base_manager.update(state="completed"),
            "a fixture": dumped.save,
        }
        for name, write in ways.items():
            with self.subTest(name), self.assertRaises(NotSupportedError), transaction.atomic():
                write()
        self.assertEqual("identified", Process.objects.get().standing.state.value)
        self.assertEqual(ledger().overview()[0], Process.objects.get().standing)
        self.assertEqual(1, ledger().verify(deep=True).rejudged)

    def test_a_ledger_only_looks(self) -> None:
        """Who has `ledger()` has nothing by which to record."""
        self.assertFalse(hasattr(ledger(), "submit"))

    def test_the_settings_say_by_which_rules_and_from_where(self) -> None:
        """Rules of the host judge a new process, and each record says from which program it came."""
        said = {"RULES": "tests.permits.PERMITS", "ORIGIN": "django_claims.ORIGIN"}
        with override_settings(ONTVLECHTING=said):
            outcome = workflow().submit("eik-1", permits.ASKED)
            self.assertEqual("asked", Process.objects.get().standing.state.value)
        origin = outcome.record.origin or Origin(program="nothing", version="0")
        self.assertEqual(("permits", "desk"), (outcome.record.event.rules.name, origin.program))


class Checks(TestCase):  # type: ignore[misc]
    """What `manage.py check` says."""

    def codes(self, **more: Any) -> list[str]:
        """The ids of all that is said about us."""
        return [m.id for m in run_checks(**more) if str(m.id).startswith("ontvlechting.")]

    def test_a_setting_that_is_wrong_is_told(self) -> None:
        """All of them together, each with what was expected and what was likely meant."""
        said: Any = {"DATABSE": "default", "RULES": "tests.permits.ASKED", "KNOWN": ["no.such"], "WHO": 5}
        with override_settings(ONTVLECHTING=said):
            found = [m for m in run_checks() if m.id == "ontvlechting.E001"]
            with self.assertRaises(InputError) as wrong:
                workflow()
        self.assertEqual(4, len(found))
        self.assertEqual([str(m.msg) for m in found], [p.text["en"] for p in wrong.exception.problems])
        self.assertIn("do you mean `DATABASE`?", " ".join(str(m.msg) for m in found))
        for said in (
            ["DATABASE"],
            {"DATABASE": "elsewhere"},
            {"DATABASE": 5},
            {"DATABASE": []},
            {"KNOWN": "tests.permits.PERMITS"},
            {"RULES": "tests.test_origin.ASKING"},
        ):
            with self.subTest(said), override_settings(ONTVLECHTING=said):
                self.assertEqual(["ontvlechting.E001"], self.codes())
        with override_settings(ONTVLECHTING=5), self.assertRaisesRegex(CommandError, "expected a dict"):
            call_command("ontvlechting", "list")
        with override_settings(ONTVLECHTING={"RULES": "tests.test_origin.ASKING", "ORIGIN": "django_claims.ORIGIN"}):
            self.assertNotIn("ontvlechting.E001", self.codes())

    def test_a_database_that_does_not_answer_is_told(self) -> None:
        """As an error of the ledger that is in it."""
        with mock.patch.object(connection, "ensure_connection", side_effect=OperationalError("gone")):
            (found,) = [m for m in run_checks(databases=["default"]) if m.id == "ontvlechting.E003"]
        self.assertEqual("gone", found.msg)

    def test_a_database_that_cannot_wait_is_told(self) -> None:
        """SQLite that reads before it writes, PostgreSQL that does not see what others commit; and one of another kind."""
        from django.db.backends.postgresql.psycopg_any import IsolationLevel

        options = {"sqlite": {"transaction_mode": "IMMEDIATE"}, "postgresql": {}}[connection.vendor]
        code = {"sqlite": "ontvlechting.W001", "postgresql": "ontvlechting.W002"}[connection.vendor]
        others: Any = {
            "sqlite": [{}, {"transaction_mode": "DEFERRED"}],
            "postgresql": [{"isolation_level": level} for level in (IsolationLevel.SERIALIZABLE, 4, 3)],
        }[connection.vendor]
        for given, told in (
            (options, []),
            ({**options, "isolation_level": 2}, []),
            *((other, [code]) for other in others),
        ):
            with self.subTest(given), mock.patch.dict(connection.settings_dict, {"OPTIONS": given}):
                self.assertEqual(told, self.codes())
        with mock.patch.object(connections["default"], "vendor", "oracle"):
            self.assertEqual(["ontvlechting.E002"], self.codes())

    def test_a_ledger_that_was_tampered_with_is_told(self) -> None:
        """With `--database`: what guards the records is as it was made, or it is an error."""
        self.assertNotIn("ontvlechting.E003", self.codes(databases=["default"]))
        on = "ON ontvlechting.records" if connection.vendor == "postgresql" else ""
        name = "no_delete" if on else "ontvlechting_no_delete"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {name} {on}")
        self.assertIn("ontvlechting.E003", self.codes(databases=["default"]))


class Admin(TestCase):  # type: ignore[misc]
    """The pages of the admin."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Somebody who may look, and a process on its way, with a refusal."""
        cls.way = road()
        workflow().submit_many([(CASE, cls.way.identify()), (CASE, cls.way.draft())])
        cls.looker = User.objects.create_user("looker", is_staff=True)
        cls.looker.user_permissions.add(Permission.objects.get(codename="view_process"))

    def setUp(self) -> None:
        """Logged in."""
        self.client.force_login(self.looker)

    def has(self, page: str, *told: str) -> None:
        """All of this stands there."""
        self.assertEqual([], [t for t in told if t not in page])

    def lacks(self, page: str, *told: str) -> None:
        """Nothing of this stands there."""
        self.assertEqual([], [t for t in told if t in page])

    def page(self, name: str = CASE, language: str = "en") -> str:
        """The page of a process, which is there."""
        at = reverse("admin:ontvlechting_process_change", args=[name])
        answer = self.client.get(at, headers={"accept-language": language})
        self.assertEqual(200, answer.status_code)
        return str(answer.content.decode())

    def listed(self, query: str = "", language: str = "en") -> str:
        """The list."""
        answer = self.client.get(
            reverse("admin:ontvlechting_process_changelist") + query, headers={"accept-language": language}
        )
        self.assertEqual(200, answer.status_code)
        return str(answer.content.decode())

    def test_the_list_tells_where_each_process_stands(self) -> None:
        """In the words and the language of people; it can be searched, and filtered by state."""
        self.has(self.listed(), ">identified</td>")
        self.has(self.listed(language="nl"), ">aangedragen</td>")
        self.has(self.listed("?q=webs"), f">{CASE}<")
        self.lacks(self.listed("?q=channel"), f">{CASE}<")
        self.has(self.listed("?state=identified"), f">{CASE}<")
        for state in ("completed", "%00", "%F0%9F%98%80"):
            self.lacks(self.listed(f"?state={state}"), f">{CASE}<")

    def test_the_page_of_a_process_tells_what_is_next_and_what_happened(self) -> None:
        """With each reason and who supplies it, and every record, refusals too."""
        page = self.page()
        self.has(page, "there is no contact with", "Record a contact", "refused", "Identify the process")
        self.has(self.page(language="nl"), "geweigerd", "Wat er gebeurde")

    def test_what_is_next_is_told_for_whoever_looks(self) -> None:
        """The login says who that is: a party hears that it cannot stop a process; of somebody unknown that is not asked."""
        self.lacks(self.page(), "is not the ministry")
        self.looker.groups.add(Group.objects.create(name="douane"))
        self.has(self.page(), "is not the ministry")

    def test_nobody_can_change_anything(self) -> None:
        """Not even a superuser: no form, no deletion, no addition."""
        self.client.force_login(User.objects.create_superuser("boss"))
        for name, args in (("change", [CASE]), ("delete", [CASE]), ("add", [])):
            at = reverse(f"admin:ontvlechting_process_{name}", args=args)
            self.assertEqual(403, self.client.post(at, {"state": "completed"}).status_code, name)
        self.lacks(self.page(), "_save", "deletelink")
        delete = {"action": "delete_selected", "_selected_action": [CASE], "post": "yes"}
        self.client.post(reverse("admin:ontvlechting_process_changelist"), delete)
        self.assertEqual(2, ledger().verify(deep=True).rejudged)

    def test_who_may_not_look_sees_nothing(self) -> None:
        """The permission is `view_process`, and it is the only one."""
        self.assertEqual(
            ["view_process"], [p.codename for p in Permission.objects.filter(content_type__model="process")]
        )
        self.client.force_login(User.objects.create_user("other", is_staff=True))
        self.assertEqual(403, self.client.get(reverse("admin:ontvlechting_process_changelist")).status_code)

    def test_what_people_wrote_is_never_code(self) -> None:
        """In a name, in a text, in a list and on a page."""
        hostile = "<script>alert('x')</script>"
        workflow().submit(hostile, self.way.identify())
        for told in (self.listed(), self.page(hostile)):
            self.lacks(told, "<script>alert")
            self.has(told, "&lt;script&gt;alert")

    def test_no_name_steers_what_is_read(self) -> None:
        """In the list and on its page what turns the order of letters is shown by its code."""
        name = "a\u202eb"
        workflow().submit(name, self.way.identify())
        for told in (self.listed(), self.page(name)):
            self.lacks(told, "\u202e")
            self.has(told, "a⟨U+202E⟩b")

    def test_what_cannot_be_told_is_said(self) -> None:
        """A process under rules that are not known here, and one of which the line cannot be read; the others stay as they are."""
        with override_settings(ONTVLECHTING={"RULES": "tests.permits.PERMITS"}):
            workflow().submit("eik-1", permits.ASKED)
        self.has(self.listed(), ">asked</td>")
        self.has(self.page("eik-1"), "permits")
        with connection.cursor() as cursor:
            table = "ontvlechting.processes" if connection.vendor == "postgresql" else "ontvlechting_processes"
            cursor.execute(f"UPDATE {table} SET state = 'nowhere' WHERE process = %s", [CASE])  # noqa: S608
        told = self.listed()
        self.has(told, "cannot be read", "eik-1")
