"""The checks behind `workflows/validation.py`, by subject."""
