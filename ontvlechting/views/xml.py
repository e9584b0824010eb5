"""Text in XML: what XML cannot hold stands in it by its number, so that what is written can always be read."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def held(text: str) -> str:
    """The text, with a backslash, `u` and four digits for what is not allowed; what steers XML is escaped by who writes it."""
    return _NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
