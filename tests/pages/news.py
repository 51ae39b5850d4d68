"""Pieces of news, for the tests."""

from typing import Any

from arengo.invitations import operations as publishing
from arengo.pages import operations
from arengo.pages.models import News


def draft(title: str = "Iscrizioni aperte", text: str = "Da oggi ci si iscrive.", **more: Any):
    """A draft, in Italian unless `title` or `text` hold several languages."""
    values = {"title": title, "text": text, **more}
    return operations.save_news(values=values, by="staff:1")


def published(title: str = "Iscrizioni aperte", text: str = "Da oggi ci si iscrive.", **more: Any):
    """A piece of news that anybody may read."""
    return publishing.publish_news(news=draft(title, text, **more), by="staff:1")


def fresh(news: News) -> News:
    return News.objects.get(pk=news.pk)
