import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.Model):
    """A sealed run of entries: chained to the block before it, with a Merkle root over them."""

    number = models.PositiveBigIntegerField(primary_key=True)
    previous_hash = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{_('Blocco')} {self.number}"


class Entry(models.Model):
    """One act, as it was done. Holds no personal data; `digest` commits to all the rest.

    `subject` is a pseudonymous reference ("registration:7K4M2QWX"), `by` who acted ("person",
    "system", "staff:12"). `at` is on the process clock, `recorded_at` on the machine's.
    Erasing destroys salt, subject and facts, and `erasure` is the act that did; kind, author and
    times stay, still proven by the digest in its block.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True, db_index=True)
    by = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    salt = models.BinaryField(max_length=16, null=True)
    content_digest = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    # No index of their own: the constraint below is one, and each costs every act that is recorded.
    block = models.ForeignKey(
        Block,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="entries",
    )
    position = models.PositiveIntegerField(null=True, blank=True)
    erasure = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["block", "position"],
                condition=models.Q(block__isnull=False),
                name="ledger_position_in_block",
            ),
            models.CheckConstraint(
                condition=models.Q(block__isnull=True, position__isnull=True)
                | models.Q(block__isnull=False, position__isnull=False),
                name="ledger_sealed_entry_has_a_position",
            ),
            models.CheckConstraint(
                condition=models.Q(salt__isnull=True, erasure__isnull=False)
                | models.Q(salt__isnull=False, erasure__isnull=True),
                name="ledger_erased_by_an_act",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at", "id"],
                condition=models.Q(block__isnull=True),
                name="ledger_unsealed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
