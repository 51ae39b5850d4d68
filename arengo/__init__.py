"""Arengo: the system behind an invitation to write a territory's plan together."""

__version__ = "0.1.0"
