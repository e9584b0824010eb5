"""The letter's own portfolio as data, by kind: processes, parties, bodies, motions and registers."""
