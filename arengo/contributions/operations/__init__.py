"""The verbs of voices."""

from arengo.contributions.operations.forgetting import forget_authors
from arengo.contributions.operations.reading import read
from arengo.contributions.operations.receiving import receive_evenings

__all__ = ["forget_authors", "read", "receive_evenings"]
