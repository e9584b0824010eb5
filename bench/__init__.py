"""What this package costs beside others: measured together, in one run, as ratios. `make bench` runs it."""
