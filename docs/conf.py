"""How Sphinx builds the documentation; `make docs` calls it with every warning as an error."""

from importlib.metadata import version as installed_version

project = "ontvlechting"
author = "The ontvlechting contributors"
version = release = installed_version("ontvlechting")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # an "Attributes" section describes what autodoc already lists

nitpicky = True
# other projects' names cannot be looked up without a network; our own have to be right
nitpick_ignore_regex = [(r"py:.*", r"(?!ontvlechting\.).*")]

html_theme = "furo"
html_title = f"ontvlechting {release}"
html_copy_source = False
html_show_sphinx = False
