"""A Django app that keeps the ledger in its own transactions."""
