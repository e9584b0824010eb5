"""What the package index shows of us: where we are to be found, and the README with links that lead there.

The address stands in `pyproject.toml`, once. Links in the README are relative, so that they hold in any checkout; the index has no
checkout, and there each of them becomes whole.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Metadata(MetadataHookInterface):
    """Fills in what `pyproject.toml` calls dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Authors, addresses and readme."""
        home = str(self.config["home"])
        files = home + str(self.config["files"])
        readme = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["authors"] = [{"name": "The ontvlechting contributors", "email": str(self.config["contact"])}]
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(readme, files)}
        metadata["urls"] = {
            "Homepage": home,
            "Documentation": f"{files}docs/index.md",
            "Changelog": f"{files}CHANGELOG.md",
            "Issues": home + str(self.config["issues"]),
            "Security": f"{files}SECURITY.md",
        }


def absolute(text: str, files: str) -> str:
    """A page whose links to files beside it lead to where they are published."""
    return re.sub(r"\]\((?!#|[a-z]+:)", f"]({files}", text)
