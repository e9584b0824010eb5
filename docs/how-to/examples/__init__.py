"""The programs that pages show; `tests/embedding/test_examples.py` runs them."""
