"""What was tried against the rules, line by line: what passed and may not, and what was refused and may."""
