"""Leg Day Coach: should I run after leg day?"""

__version__ = "0.1.0"
