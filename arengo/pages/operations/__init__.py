"""The verbs of pages, and the marks of verbs downstream.

Publishing news is a verb of `invitations`, which knows whether a quiet period is on.
"""

from arengo.pages.operations.marks import mark_news_held, mark_news_published
from arengo.pages.operations.news import remove_news, save_news, withdraw_news

__all__ = [
    "mark_news_held",
    "mark_news_published",
    "remove_news",
    "save_news",
    "withdraw_news",
]
