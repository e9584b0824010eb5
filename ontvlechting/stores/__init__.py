"""Where records are kept. `port.py` says what a store promises; each store keeps that promise in its own way."""
