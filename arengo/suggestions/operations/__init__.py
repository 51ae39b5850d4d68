"""The verbs of suggestions that every process may call; those that learn are in `teaching`."""

from arengo.suggestions.operations.embedding import embed_voices
from arengo.suggestions.operations.forgetting import forget_suggestions
from arengo.suggestions.operations.lexicon import add_words, remove_words

__all__ = ["add_words", "embed_voices", "forget_suggestions", "remove_words"]
