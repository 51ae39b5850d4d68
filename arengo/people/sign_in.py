"""The demo's single-use sign-in links. Outside the demo people sign in with a code by e-mail."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.core.codes import keyed_digest
from arengo.core.refusals import Refusal
from arengo.people.models import SignInLink, User

SALT = "arengo.demo-sign-in"
LASTS_SECONDS = 12 * 60 * 60


class LinkUsedUp(Refusal):
    """The link was used, is too old, or is not ours."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _(
                "Questo link di accesso è già stato usato. Riavvia la dimostrazione per averne uno nuovo."
            )
        )


def demo_token(user: User) -> str:
    """A token that signs `user` in once, within twelve hours. Raises RuntimeError outside a demo."""
    if not settings.DEMO:
        raise RuntimeError("sign-in links are for the demo only")
    return signing.dumps([user.pk, secrets.token_hex(8)], salt=SALT)


def user_of(token: str) -> User:
    """The user whom a token would sign in; changes nothing. Raises LinkUsedUp."""
    try:
        pk, _nonce = signing.loads(token, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature as error:
        raise LinkUsedUp from error
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or SignInLink.objects.filter(digest=_digest(token)).exists():
        raise LinkUsedUp
    return user


def use(token: str) -> User:
    """Use the token up and return its user. Raises LinkUsedUp the second time."""
    user = user_of(token)
    try:
        with transaction.atomic():
            SignInLink.objects.create(digest=_digest(token), used_at=timezone.now())
    except IntegrityError as error:
        raise LinkUsedUp from error
    return user


def _digest(token: str) -> bytes:
    return keyed_digest("demo-sign-in", token)


def forget_sign_ins() -> int:
    """Job: sessions of the office that are over go, and used links too old to be tried again.

    Machine time, as for cookies. Says how many.
    """
    now = timezone.now()
    return sessions_over(now).delete()[0] + links_over(now).delete()[0]


def sessions_over(now: datetime) -> QuerySet[Session]:
    """Those of which the cookie is no longer taken; `now` is the machine's."""
    return Session.objects.filter(expire_date__lt=now)


def links_over(now: datetime) -> QuerySet[SignInLink]:
    """The used links that are too old to be tried again; `now` is the machine's."""
    return SignInLink.objects.filter(used_at__lt=now - timedelta(seconds=LASTS_SECONDS))
