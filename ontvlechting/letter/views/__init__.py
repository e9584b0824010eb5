"""The letter's own views. What the generic views ask of them stands in `own.py`; what that is made of, in the other files."""
