"""Makes the tables of the ledger."""
