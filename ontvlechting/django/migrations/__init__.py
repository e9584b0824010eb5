"""How the tables of the ledger come about."""
