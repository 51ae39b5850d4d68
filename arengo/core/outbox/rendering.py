"""From an owed message to a mail: for sending, and for the desk with its secrets masked."""

import html
from dataclasses import replace
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.module_loading import import_string

from arengo.core.guard import refuse_inside_transaction
from arengo.core.outbox.mail import Attachment, Mail
from arengo.core.outbox.models import Message

MASK = "•••"


def render(message: Message) -> Mail | None:
    """The mail as it is now, or None when it is no longer needed. Raises InsideTransaction."""
    refuse_inside_transaction("the rendering of a mail")
    return import_string(message.render)(**message.arguments)


def preview(message: Message) -> Mail | None:
    """What the desk may see of a mail: its secrets masked, its attachments only by name."""
    mail = render(message)
    return masked(mail) if mail else None


def masked(mail: Mail) -> Mail:
    """`mail` with every secret replaced by dots; attachments lose their content, which holds them too."""
    # The longest first: a secret may be the beginning of another.
    secrets = sorted(filter(None, mail.secrets), key=len, reverse=True)

    def mask(text: str) -> str:
        for secret in secrets:
            text = text.replace(html.escape(secret), MASK).replace(secret, MASK)
        return text

    return replace(
        mail,
        subject=mask(mail.subject),
        text=mask(mail.text),
        html=mask(mail.html),
        headers={name: mask(value) for name, value in mail.headers.items()},
        attachments=tuple(replace(each, content=b"") for each in mail.attachments),
        secrets=(),
    )


def as_email(mail: Mail, message_id: str) -> EmailMultiAlternatives:
    """The mail in Django's form: text, HTML, calendar, attachments; the Date is the machine's."""
    email = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "Message-ID": message_id,
            "Date": format_datetime(timezone.localtime()),
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
            **mail.headers,
        },
    )
    if mail.html:
        email.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments:
        method = attachment.parameters.get("method")
        if attachment.mimetype == "text/calendar" and method:
            # Beside the attachment: Gmail and Outlook show an invitation only from an alternative.
            email.attach_alternative(attachment.content.decode(), f"text/calendar; method={method}")
        email.attach(_as_part(attachment))
    return email


def _as_part(attachment: Attachment) -> MIMEBase:
    """An attachment with the parameters of its Content-Type, which Django alone does not write."""
    main, sub = attachment.mimetype.split("/", 1)
    part: MIMENonMultipart
    if main == "text":
        part = MIMEText(attachment.content.decode(), sub, "utf-8")
    else:
        part = MIMENonMultipart(main, sub)
        part.set_payload(attachment.content)
        encode_base64(part)
    for name, value in attachment.parameters.items():
        part.set_param(name, value)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part
