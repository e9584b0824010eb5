"""Adds the templates of the report, our metadata (for the version), and every module, because some are imported only when used.

The testing kit and the command line are added when a program imports them, and the Django app when its settings name it: PyInstaller
has a hook for Django that does that.
"""

from __future__ import annotations

from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

LEFT_OUT = ("ontvlechting.testing", "ontvlechting.cli", "ontvlechting.django", "ontvlechting.__")

datas = collect_data_files("ontvlechting") + copy_metadata("ontvlechting")
hiddenimports = collect_submodules("ontvlechting", filter=lambda name: not name.startswith(LEFT_OUT))
