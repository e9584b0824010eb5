"""The letter's rules under another name, for the tests of what names rules."""

from ontvlechting import LETTER

OURS = LETTER.extended(name="ours", version="1", doors={})
