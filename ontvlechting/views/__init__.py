"""The views: show what is known as text, pages, pictures and frames, in Dutch and in English. They only read.

`words.py` has the words, `markdown.py` the pages. Nothing here stores anything or asks the time.
"""
