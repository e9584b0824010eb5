"""A Django app whose tasks belong to processes of a ledger in the same database."""
