"""Counts the voices again from the ledger alone, and compares with what the pages say."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _

from arengo.contributions import supports
from arengo.contributions.models import Appeal, Contribution
from arengo.core.ledger import canonical, merkle
from arengo.core.ledger.models import Entry
from arengo.feedback.models import BulkAct, BulkVoice, Insistence, RepliedVoice, Reply
from arengo.feedback.operations.publishing import leaves_of
from arengo.feedback.pieces import done_leaves, kind_of, undone_leaves
from arengo.feedback.queries import PUT_BACK


@dataclass(frozen=True)
class Difference:
    """Something of which rows and ledger do not say the same."""

    what: str

    def __str__(self) -> str:
        return _("voci: %(what)s") % {"what": self.what}


def differences() -> list[Difference]:
    """Where the balance of voices and the ledger differ; an empty list when both say the same.

    Compared are which voices were received, by which channel, mode, stage and zone, which were taken
    back, which refused or asked about again, which are in parts or say the same as another, which insisted,
    how many support each, and each published reply with the voices it answers, its outcome and its words.
    """
    return [
        *_received(),
        *_withdrawn(),
        *_refused(),
        *_acts(),
        *_joined(),
        *_insisted(),
        *_supported(),
        *_published(),
    ]


def _received() -> Iterator[Difference]:
    rows = Contribution.objects.filter(part_of__isnull=True)
    rows = rows.select_related("process", "stage", "zone")
    here = {
        row.code: (
            row.process.key,
            row.stage.key if row.stage else "",
            row.channel,
            row.mode,
            row.zone.slug if row.zone else "",
        )
        for row in rows.iterator(chunk_size=2000)
    }
    told: Counter[str] = Counter()
    names = ("process", "stage", "channel", "mode", "zone")
    for entry in Entry.objects.filter(kind="contribution.received").iterator(chunk_size=2000):
        code = entry.subject.partition(":")[2]
        told[code] += 1
        if code not in here:
            yield Difference(_("%(code)s era stata ricevuta, e non c'è più") % {"code": code})
        elif tuple(entry.facts.get(name) for name in names) != here[code]:
            yield Difference(_("%(code)s non è dove il registro l'ha contata") % {"code": code})
    for code in here:
        if told[code] != 1:
            yield Difference(
                _("%(code)s è nel registro %(times)s volte, e non una")
                % {"code": code, "times": told[code]}
            )


def _withdrawn() -> Iterator[Difference]:
    rows = Contribution.objects.filter(withdrawn_at__isnull=False)
    here = set(rows.values_list("code", flat=True))
    kinds = ("contribution.withdrawn", "contribution.dropped")
    entries = Entry.objects.filter(kind__in=kinds).values_list("subject", flat=True)
    told = {subject.partition(":")[2] for subject in entries}
    for code in sorted(here ^ told):
        yield Difference(_("%(code)s: che fu ritirata è detto solo da una parte") % {"code": code})


def _refused() -> Iterator[Difference]:
    """Of each voice the last decision that the ledger has, and whether its author asked about it."""
    told: dict[str, str] = {}
    for _at, code, decision in sorted([*_decided(), *_decided_together()], key=itemgetter(0)):
        told[code] = decision
    refused = {code for code, decision in told.items() if decision == "refused"}
    rows = Contribution.objects.filter(publication=Contribution.Publication.REFUSED)
    for code in sorted(refused ^ set(rows.values_list("code", flat=True))):
        yield Difference(
            _("%(code)s: che non è pubblicata è detto solo da una parte") % {"code": code}
        )
    asked = {
        subject.partition(":")[2]
        for subject in Entry.objects.filter(kind="contribution.appealed").values_list(
            "subject", flat=True
        )
    }
    here = set(Appeal.objects.values_list("contribution__code", flat=True))
    for code in sorted(asked ^ here):
        yield Difference(
            _("%(code)s: che si chiede di guardarla di nuovo è detto solo da una parte")
            % {"code": code}
        )


def _decided() -> Iterator[tuple[datetime, str, str]]:
    """When, on which voice and what: each decision that has an entry of its own."""
    kinds = [f"contribution.{each}" for each in ("published", "held", "refused")]
    entries = Entry.objects.filter(kind__in=kinds).order_by("recorded_at")
    for at, subject, kind in entries.values_list("recorded_at", "subject", "kind"):
        yield at, subject.partition(":")[2], kind.partition(".")[2]


def _decided_together() -> Iterator[tuple[datetime, str, str]]:
    """The same of acts on many, from what the root of their entry stands over."""
    rows = BulkVoice.objects.exclude(state=BulkVoice.State.LEFT).order_by("at")
    read = rows.values_list("at", "undone_at", "code", "leaf", "before__publication")
    for at, undone_at, code, leaf, before in read.iterator(chunk_size=2000):
        if decided := leaf.rpartition(":")[2]:
            yield at, code, decided
            if undone_at is not None:
                yield undone_at, code, before


def _acts() -> Iterator[Difference]:
    """Each act on many and each undoing is in the ledger once, over the voices that its rows name."""
    kinds = {PUT_BACK, *(f"contributions.{verb}" for verb in BulkAct.Verb.values)}
    entries = Entry.objects.filter(kind__in=kinds)
    told = {(entry.subject, entry.kind): entry.facts for entry in entries.iterator()}
    for act in BulkAct.objects.exclude(state=BulkAct.State.DOING).defer("wanted"):
        found = {kind_of(act): done_leaves(act)}
        if act.state == BulkAct.State.UNDONE:
            found[PUT_BACK] = undone_leaves(act)
        for kind, leaves in found.items():
            facts = told.pop((f"act:{act.pk}", kind), {})
            if facts.get("root") != _root_of(leaves):
                yield Difference(
                    _("l'atto %(id)s su molte voci non è come il registro lo dice") % {"id": act.pk}
                )
    for subject, _kind in told:
        act_id = subject.partition(":")[2]
        yield Difference(_("l'atto %(id)s su molte voci non c'è più") % {"id": act_id})


def _joined() -> Iterator[Difference]:
    """Of each voice whether it is in parts, and with which other it is answered, as the ledger has it."""
    kinds = ("split", "put_together", "merged", "unmerged")
    parts: dict[str, list[str]] = {}
    into: dict[str, str] = {}
    entries = Entry.objects.filter(kind__in=[f"contribution.{each}" for each in kinds])
    for entry in entries.order_by("at", "recorded_at"):
        code, act = entry.subject.partition(":")[2], entry.kind.partition(".")[2]
        if act in ("split", "put_together"):
            parts[code] = sorted(entry.facts.get("parts", []))
        else:
            into[code] = entry.facts.get("into", "")
    here: dict[str, list[str]] = {}
    rows = Contribution.objects.filter(part_of__isnull=False).order_by("code")
    for whole, code in rows.values_list("part_of__code", "code"):
        here.setdefault(whole, []).append(code)
    merged = Contribution.objects.filter(merged_into__isnull=False)
    beside = dict(merged.order_by().values_list("code", "merged_into__code"))
    wrong = {code for code in {*parts, *here} if parts.get(code, []) != here.get(code, [])}
    wrong |= {code for code in {*into, *beside} if into.get(code, "") != beside.get(code, "")}
    for code in sorted(wrong):
        yield Difference(
            _("%(code)s: in quali parti è, o con quale è unita, il registro lo dice altrimenti")
            % {"code": code}
        )


def _insisted() -> Iterator[Difference]:
    here = set(Insistence.objects.values_list("contribution__code", flat=True))
    entries = Entry.objects.filter(kind="reply.insisted").values_list("subject", flat=True)
    told = {subject.partition(":")[2] for subject in entries}
    for code in sorted(here ^ told):
        yield Difference(
            _("%(code)s: che la risposta non risponde è detto solo da una parte") % {"code": code}
        )


def _supported() -> Iterator[Difference]:
    for code in supports.told_by_one_side():
        yield Difference(_("%(code)s: quanti la sostengono non torna") % {"code": code})


def _published() -> Iterator[Difference]:
    told = {
        entry.subject: entry for entry in Entry.objects.filter(kind="reply.published").iterator()
    }
    for reply, voices in _replies():
        entry = told.pop(f"reply:{reply.pk}", None)
        if entry is None:
            yield Difference(_("la risposta %(id)s non è nel registro") % {"id": reply.pk})
        elif entry.facts.get("root") != _root(reply, voices):
            yield Difference(
                _("la risposta %(id)s non è più come fu pubblicata") % {"id": reply.pk}
            )
    for subject in told:
        reply_id = subject.partition(":")[2]
        yield Difference(_("la risposta %(id)s era pubblicata, e non c'è più") % {"id": reply_id})


def _replies() -> Iterator[tuple[Reply, list[RepliedVoice]]]:
    """Each published reply with its voices, one reply in memory at a time."""
    rows = RepliedVoice.objects.filter(reply__state=Reply.State.PUBLISHED).order_by("reply_id")
    read = rows.select_related("reply", "contribution").iterator(chunk_size=2000)
    for _key, voices in groupby(read, key=lambda row: row.reply_id):
        found = list(voices)
        yield found[0].reply, found


def _root(reply: Reply, voices: list[RepliedVoice]) -> str:
    return _root_of(leaves_of(reply, voices))


def _root_of(leaves: Iterable[str]) -> str:
    return merkle.root([canonical.sha256(leaf.encode()) for leaf in leaves]).hex()
