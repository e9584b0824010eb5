"""How Sphinx builds the documentation; `make docs` calls it with every warning as an error."""

import sys
from enum import Enum
from importlib import import_module
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import attrs
import django
from django.conf import settings
from sphinx.addnodes import desc_annotation, pending_xref, toctree
from sphinx.ext.autodoc.preserve_defaults import update_default_value

sys.path.insert(0, str(Path(__file__).parent))
import in_dutch

project = "ontvlechting"
author = "The ontvlechting contributors"
version = release = installed_version("ontvlechting")
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "myst-nb"}
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

# the notebooks are run with every build, and what one of them cannot do stops it
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 60
nb_merge_streams = True

# the models of the Django app can be imported within a project only
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3"}}, INSTALLED_APPS=["ontvlechting.django"]
)
django.setup()

default_role = "code"  # a docstring says `this`

autodoc_default_options = {"members": True}
autodoc_member_order = "bysource"
autodoc_use_type_comments = False  # we write annotations; to look for them takes a tenth of the build
autodoc_type_aliases = {
    name: f"ontvlechting.engine.checked.{name}" for name in ("Id", "Words", "Count", "Number", "Amount")
}
autodoc_typehints_format = "short"
toc_object_entries_show_parents = "hide"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # an "Attributes" section describes what autodoc already lists

nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?!ontvlechting\.).*"),  # other projects' names cannot be looked up without a network
    (r"py:.*", r".*\._\w+"),  # private names have no page; all others of ours have to be right
]

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["tables.css", "notebooks.css"]
html_js_files = [("tables.js", {"defer": "defer"})]
html_title = f"ontvlechting {release}"
html_copy_source = False
html_show_copyright = False  # the licence is a file of its own
html_show_sphinx = False


def show_values(_app: Any, _what: str, _name: str, member: Any, skip: Any, _options: Any) -> bool:
    """The members of an enumeration are shown; they say themselves what they are, without a docstring."""
    return bool(skip) and not isinstance(member, Enum)


def say_nothing_of_a_place(_app: Any, _what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """Of a field of a named tuple Python says only which it is in the row."""
    if lines and lines[0].startswith("Alias for field number"):
        lines.clear()


def set_lists_apart(_app: Any, _what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """A numbered list may follow its heading at once, as in the house rules on top of a module."""
    for n in range(len(lines) - 1, 0, -1):
        if lines[n].startswith("1. ") and lines[n - 1]:
            lines.insert(n, "")


def keep_defaults_as_written(_app: Any, member: Any, bound: bool) -> None:  # noqa: FBT001 - as Sphinx calls it
    """As `autodoc_preserve_defaults`, which reads for a class its whole file, twice, and has nothing to keep there."""
    if not isinstance(member, type):
        update_default_value(member, bound)


def default(value: Any) -> str:
    """A default as a reader needs it: a name, a short value, or that there is one."""
    if isinstance(value, type):
        return value.__name__
    written = str(value) if isinstance(value, Enum) else repr(value)
    return "..." if " at 0x" in written or written.startswith("Factory(") or len(written) > 60 else written


def show_fields(
    _app: Any, what: str, _name: str, member: Any, _options: Any, signature: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    """How a value is made: its fields with their defaults. The types stand below it, with what each field is."""
    if what == "class" and issubclass(member, Enum):
        return "", None
    if what != "class" or not attrs.has(member):
        return signature, returns
    fields = [a for a in attrs.fields(member) if a.init]
    shown = [a.name if a.default is attrs.NOTHING else f"{a.name}={default(a.default)}" for a in fields]
    return f"({', '.join(['*', *shown] if fields and fields[0].kw_only else shown)})", None


def run_again(_app: Any, env: Any, _added: set[str], _changed: set[str], _removed: set[str]) -> list[str]:
    """The notebooks are read with every build, changed or not: what they show depends on the code."""
    return sorted(page for page in env.found_docs if page.startswith("notebooks/"))


TWICE = {
    "Asked": "letter.commands.participation",
    "Check": "engine.doors",
    "Dossier": "engine.dossier",
    "Norms": "engine.doors",
    "Power": "engine.values",
    "Role": "engine.values",
    "State": "engine.chart",
    "Ledger": "shell.ledger",
    "Workflow": "shell.workflow",
    "GovernanceMachine": "testing.machine",
    "Player": "testing.strategies",
    "Scope": "testing.scopes",
}
"""What stands under one name for any letter and for ours: where the first stands."""


ALIASES = ("BodyId", "DocumentId")
"""Kinds of text that the packs for any letter have under a name that our letter has as well."""


def say_which(_app: Any, tree: Any) -> None:
    """A short name that stands for two things means the one that its own module has, or else the one for any letter."""
    for reference in tree.findall(pending_xref):
        module, name = reference.get("py:module"), reference["reftarget"]
        if name in TWICE:
            found = getattr(import_module(module), name, None)
            place = f"ontvlechting.{TWICE[name]}" if found is None else found.__module__
            reference["reftarget"] = f"{place}.{name}"
        elif name in ALIASES:
            room = "packs" if str(module).startswith("ontvlechting.packs") else "letter"
            reference["reftarget"] = f"ontvlechting.{room}.values.{name}"


LONG = 300
"""A value of more characters than this is not written out: it is read where it stands, in the code."""


def leave_out_long_values(_app: Any, tree: Any) -> None:
    """A table of rules as Python writes it takes a hundred pages."""
    for value in [*tree.findall(desc_annotation)]:
        if value.astext().startswith(" = ") and len(value.astext()) > LONG:
            value.parent.remove(value)


_SENTENCES: dict[str, list[str]] = {}


def remember_the_sentence(_app: Any, what: str, name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """Before napoleon: the docstring of an attribute is a sentence, also when there is a colon in it."""
    if what in ("attribute", "data", "property"):
        _SENTENCES[name] = list(lines)


def restore_the_sentence(_app: Any, _what: str, name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """After napoleon, which takes what stands before a colon for a type."""
    if name in _SENTENCES:
        lines[:] = _SENTENCES.pop(name)


_TITLES: dict[str, Any] = {}


def keep_titles(_app: Any, env: Any) -> None:
    """Of every page its title, and of what stands below it only further lists of pages."""
    for page, contents in env.tocs.items():
        _TITLES[page] = contents.deepcopy()
        for entry in _TITLES[page]:
            for below in entry[1:]:
                below[:] = list(below.findall(toctree))
                if not below.children:
                    entry.remove(below)


def ask_for_titles_only(app: Any, _page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Before the theme, which beside each page lists the titles of all: Sphinx would copy what stands below them as well."""
    asked = context["toctree"]

    def lists(**wanted: Any) -> str:
        every, app.env.tocs = app.env.tocs, _TITLES
        try:
            return str(asked(**wanted))
        finally:
            app.env.tocs = every

    context["toctree"] = lists


def set_language(app: Any, page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """After the theme: a page in Dutch says that it is, for a screen reader, and has the list of pages in Dutch."""
    context["language"] = "nl" if page in in_dutch.PAGES else language
    home = app.builder.get_relative_uri(page, app.config.root_doc)
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = in_dutch.list_of_pages(tree, home, dutch=page in in_dutch.PAGES)


ACCESS = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Pages" lang="en">',
    '<aside class="toc-drawer': '<aside aria-label="On this page" lang="en" class="toc-drawer',
    "<pre>": '<pre tabindex="0">',
    "<th></th>": "<td></td>",  # above the index of a frame of pandas
    '<noscript>\n<div class="admonition error">': '<h1>Search</h1>\n<noscript>\n<div class="admonition error">',
}
"""What the theme lacks for those who use a screen reader or a keyboard only: what it writes, and what has to stand there."""


def mend(app: Any, failed: Exception | None) -> None:
    """Give the finished pages what the theme lacks (WCAG 1.3.1, 2.1.1), and those in Dutch its words in Dutch (3.1.2)."""
    if failed is None and app.builder.format == "html":
        for page in app.outdir.rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            dutch = page.relative_to(app.outdir).with_suffix("").as_posix() in in_dutch.PAGES
            for written, wanted in (ACCESS | in_dutch.WORDS if dutch else ACCESS).items():
                text = text.replace(written, wanted)
            page.write_text(text, encoding="utf-8")


def setup(app: Any) -> None:
    """Called by Sphinx; napoleon itself has priority 500."""
    app.connect("env-updated", keep_titles)
    app.connect("html-page-context", ask_for_titles_only, priority=100)
    app.connect("html-page-context", set_language, priority=900)
    app.connect("build-finished", mend)
    app.connect("env-get-outdated", run_again)
    app.connect("doctree-read", say_which)
    app.connect("doctree-read", leave_out_long_values)
    app.connect("autodoc-skip-member", show_values)
    app.connect("autodoc-before-process-signature", keep_defaults_as_written)
    app.connect("autodoc-process-signature", show_fields)
    app.connect("autodoc-process-docstring", remember_the_sentence, priority=400)
    app.connect("autodoc-process-docstring", restore_the_sentence, priority=600)
    app.connect("autodoc-process-docstring", set_lists_apart, priority=700)
    app.connect("autodoc-process-docstring", say_nothing_of_a_place)
