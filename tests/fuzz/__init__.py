"""Looks for inputs that nobody thought of, led by the code that each of them reaches."""
