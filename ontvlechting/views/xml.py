"""Text in XML: a character that XML cannot hold is written by its number, so that the result can always be read."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def held(text: str) -> str:
    r"""The text, with `\uXXXX` for each character that XML does not allow; `<` and `&` are left to the writer of the XML to escape."""
    return _NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
