"""Commands of `manage.py` for the ledger."""
