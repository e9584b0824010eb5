"""Pure reading: what is known, as texts for people, in Dutch and English.

`words.py` has the words, `markdown.py` the pages. Nothing here judges, stores or asks the time.
"""
