"""What the documentation does for pages in Dutch: which they are, the list of pages beside them, and the words of the theme."""
# ruff: noqa: INP001 - the documentation is no package

import re
from pathlib import Path

PAGES = frozenset((Path(__file__).parent / "index.md").read_text("utf-8").partition(":caption: Nederlands")[2].split())
"""The pages in Dutch: those of the lists of contents from this one on."""
_CAPTION = re.compile(r'(?=<p class="caption")')


def list_of_pages(tree: str, home: str, *, dutch: bool) -> str:
    """The list of pages beside a page: those in its own language, and at the end the entrance to the other.

    Args:
        tree: the list of all pages, as the theme writes it.
        home: where the front page in English is.
        dutch: whether the page is in Dutch.
    """
    lists = _CAPTION.split(tree)
    first = next((n for n, part in enumerate(lists) if ">Nederlands<" in part), len(lists))
    if not dutch:
        return "".join(lists[: first + 1])
    other = f'<ul><li class="toctree-l1"><a class="reference internal" lang="en" href="{home}">English</a></li></ul>'
    return "".join([*lists[first:], other])


WORDS = {
    'aria-label="Pages" lang="en"': 'aria-label="Pagina’s" lang="nl"',
    'aria-label="On this page" lang="en"': 'aria-label="Op deze pagina" lang="nl"',
    'aria-label="Toggle site navigation sidebar"': 'aria-label="Lijst van pagina’s openen of sluiten"',
    'aria-label="Toggle table of contents sidebar"': 'aria-label="Inhoud van deze pagina openen of sluiten"',
    'aria-label="Toggle Light / Dark / Auto color theme"': 'aria-label="Licht, donker of automatisch"',
    'placeholder="Search" name="q" aria-label="Search"': 'placeholder="Zoeken" name="q" aria-label="Zoeken"',
    'title="Link to this heading"': 'title="Link naar deze kop"',
    ">Skip to content<": ">Naar de inhoud<",
    "<span>Back to top</span>": "<span>Naar boven</span>",
    "<span>Next</span>": "<span>Volgende</span>",
    "<span>Previous</span>": "<span>Vorige</span>",
    "            On this page\n": "            Op deze pagina\n",
}
"""What the theme writes around a page in Dutch, after what `conf.py` mends, and what stands there in Dutch."""
