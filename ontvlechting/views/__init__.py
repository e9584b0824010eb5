"""The views: show what is known as text, pages, pictures and frames, in Dutch and in English. They read, and do nothing else.

`words.py` has the words, `markdown.py` the pages. Nothing here judges, stores or asks the time.
"""
