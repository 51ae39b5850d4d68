"""The verbs of voices."""

from arengo.contributions.operations.receiving import receive_evenings

__all__ = ["receive_evenings"]
