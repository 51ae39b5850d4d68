from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """A mail that is owed: which function renders it and for what, not its words or address.

    `render` and `after` are dotted paths of module-level functions; `arguments` are their keyword
    arguments, ids only. `key` makes an effect happen once. The Message-ID is fixed from the start.
    `sent_at` on an owed mail: it has left, `after` is still to be done. All times are the machine's
    but `held_until`, of the process clock: until then what the mail says must not be sent.
    """

    class State(models.TextChoices):
        OWED = "owed", _("Da spedire")
        SENT = "sent", _("Spedita")
        DROPPED = "dropped", _("Non serve più")
        FAILED = "failed", _("Non è partita")

    class Trouble(models.TextChoices):
        RECIPIENT_REFUSED = "recipient_refused", _("L'indirizzo è stato rifiutato")
        RETURNED = "returned", _("Il server di chi la riceve l'ha rimandata indietro")
        PUT_OFF = "put_off", _("Il server di posta chiede di riprovare più tardi")
        TOO_LARGE = "too_large", _("La mail è troppo grande per il server di posta")
        UNREACHABLE = "unreachable", _("Il server di posta non risponde")
        SENDER_REFUSED = "sender_refused", _("Il server di posta non accetta il nostro mittente")
        CUT_OFF = "cut_off", _("Il collegamento con il server di posta è caduto a metà")
        NOT_MADE = "not_made", _("Non siamo riusciti a comporre la mail")
        NOT_FOLLOWED = "not_followed", _("La mail è partita, ma non il passo che la segue")
        STOPPED = "stopped", _("Il programma si è fermato più volte su questa mail")

    key = models.CharField(max_length=160, unique=True)
    render = models.CharField(max_length=160)
    after = models.CharField(max_length=160, blank=True)
    arguments = models.JSONField(default=dict)
    # What it is about, for the desk: e.g. "registration:7K4M2QWX", "meeting:lancio".
    subject = models.CharField(max_length=80, blank=True, db_index=True)
    message_id = models.CharField(max_length=120, unique=True)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OWED)
    owed_at = models.DateTimeField()
    not_before = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, choices=Trouble.choices, blank=True)
    # For the technician: a code of the mail server, or an error and its line. Never an address.
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-priority", "not_before", "id"],
                condition=models.Q(state="owed"),
                name="outbox_owed",
            ),
            models.Index(
                fields=["held_until"],
                condition=models.Q(held_until__isnull=False),
                name="outbox_held",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="owed") | models.Q(held_until__isnull=True),
                name="only_an_owed_mail_is_held",
            )
        ]

    def __str__(self) -> str:
        return f"{self.render} {self.subject}"
