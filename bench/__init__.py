"""Measures the skill beside what it stands on: `make bench`."""
