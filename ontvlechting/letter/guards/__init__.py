"""The guard functions of the letter, by family; `guards.py` at the top is the table that puts them at the doors.

A guard answers `YES` or every reason for its no. It reads the dossier, the command and the norms, and nothing else.
It never judges an open norm itself: it checks whether somebody entitled has given a reasoned judgement.
"""
