"""How the tables of the host came about."""
