"""What the letter names: processes, parties, bodies, motions and registers."""
