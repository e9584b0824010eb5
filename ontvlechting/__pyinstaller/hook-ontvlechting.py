"""The templates of the report, our metadata (for the version), and every module: some are imported only when they are used.

The testing kit and the command line come along when a program imports them, and the Django app when its settings name it: for that
PyInstaller has a hook for Django.
"""

from __future__ import annotations

from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

LEFT_OUT = ("ontvlechting.testing", "ontvlechting.cli", "ontvlechting.django", "ontvlechting.__")

datas = collect_data_files("ontvlechting") + copy_metadata("ontvlechting")
hiddenimports = collect_submodules("ontvlechting", filter=lambda name: not name.startswith(LEFT_OUT))
