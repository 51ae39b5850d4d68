"""Texts as vectors, on this machine and without network: which embedder is in use."""

from typing import Final

from django.conf import settings

from arengo.gateways.embedder.contract import Embedder
from arengo.gateways.embedder.letters import LETTERS
from arengo.gateways.embedder.sentences import SENTENCES, is_installed

AUTO: Final = "auto"


def embedder() -> Embedder:
    """What ARENGO_EMBEDDER says; "auto" is by meaning where its package is installed, else by letters.

    Cheap to call: the one by meaning is read into memory when it is first asked for a vector.
    """
    if settings.EMBEDDER == AUTO and is_installed():
        return SENTENCES
    return LETTERS
