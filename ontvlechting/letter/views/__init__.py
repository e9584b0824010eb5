"""The letter's own views. `own.py` holds what the generic views call; the other files hold what that is made of."""
