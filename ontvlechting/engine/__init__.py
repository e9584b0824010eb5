"""The engine: judges any letter, and knows none."""
