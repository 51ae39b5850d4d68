import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models.source import Source
from arengo.core.codes import new_code
from arengo.live.models import Horizon, InvitationToWrite, Note, Statement
from arengo.meetings.models import Meeting, Sitting
from arengo.people.models import Person
from arengo.plan.models import Axis, Strategy
from arengo.process.models import GuidelineSection, Process, Stage
from arengo.registrations.models import Mode, Registration
from arengo.territory.models import Zone

# The channels by which anybody may give any address on the site: it is theirs once they confirmed it.
FROM_THE_SITE = ("web", "own_meeting")
# Those by which things come in one piece.
FROM_A_SOURCE = ("paper", "email", "letter", "interview", "own_meeting", "import")


class Contribution(models.Model):
    """A voice: one statement somebody made, in the words in which it came, until it is answered."""

    class Channel(models.TextChoices):
        """By which way it came."""

        ROUND_TABLE = "round_table", _("Tavola rotonda")
        PLENARY = "plenary", _("Discussione in plenaria")
        WEB = "web", _("Dal sito")
        PAPER = "paper", _("Foglio scritto a mano")
        EMAIL = "email", _("E-mail")
        LETTER = "letter", _("Lettera o documento")
        INTERVIEW = "interview", _("Intervista o gruppo")
        OWN_MEETING = "own_meeting", _("Incontro sul territorio")
        IMPORT = "import", _("Raccolta di altri")

    class Publication(models.TextChoices):
        """Whether everybody reads its words."""

        WAITING = "waiting", _("Non ancora letta")
        PUBLISHED = "published", _("Pubblicata")
        HELD = "held", _("Trattenuta")
        REFUSED = "refused", _("Non pubblicata")

    Kind = Note.Kind

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # By which it is followed from the moment it was said to its reply; never another.
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    # Whose it is, as a pseudonym and shown nowhere: only so that the reply reaches them. Null when
    # nobody was asked, or once they were erased.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(max_length=12, choices=Channel.choices)
    # How who said it took part; blank where that means nothing.
    mode = models.CharField(max_length=10, choices=Mode.choices, blank=True)
    # From where, and for whom, when they said it: no nearer than the zone.
    zone = models.ForeignKey(
        Zone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    representing = models.CharField(
        max_length=20, choices=Registration.Representing.choices, blank=True
    )
    # Blank until somebody says what it is.
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    horizon = models.CharField(max_length=6, choices=Horizon.choices, blank=True)
    # The words as they came, and how who said them wants them to read; in which language.
    text = models.TextField()
    correction = models.TextField(blank=True)
    # As everybody reads them where the office covered what says who somebody is; blank: as they are.
    covered = models.TextField(blank=True)
    # What is said in public is public; what is written on the site when somebody of the office read it.
    publication = models.CharField(
        max_length=10, choices=Publication.choices, default=Publication.PUBLISHED
    )
    language = models.CharField(max_length=7, default="it")
    # As whom it is signed where it is shown, when they asked for it; blank: nobody is named.
    signature = models.CharField(max_length=120, blank=True)
    # From when it is counted: when it was written down, not when it came here.
    received_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    # When the office said what it is about; who, as the ledger calls them.
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.CharField(max_length=40, blank=True)
    # From the site: the number of the form, so that sent twice it is received once; when its author
    # showed that the mailbox is theirs; when they took their words back, before anybody read them.
    number = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # What came as one and says several things is worked on in parts; what says the same as another is
    # answered with it. Neither changes what was received, and both are undone.
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    # Where in the words of the whole the part begins and ends, in characters.
    passage_start = models.PositiveIntegerField(null=True, blank=True)
    passage_end = models.PositiveIntegerField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # Written in answer to this question of a questionnaire.
    response = models.ForeignKey(
        "QuestionnaireResponse",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="voices",
    )
    question_key = models.SlugField(blank=True)
    # Of what came in one piece, the piece that is this voice: characters of its text; or a page, and
    # where on it, as [left, top, width, height] in thousandths; or the line of a sheet.
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="voices"
    )
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    source_page = models.PositiveSmallIntegerField(null=True, blank=True)
    source_region = models.JSONField(null=True, blank=True)
    source_row = models.PositiveIntegerField(null=True, blank=True)
    # Of the line, so that a sheet imported twice adds nothing.
    source_digest = models.CharField(max_length=64, blank=True)
    # Of what the evening left it was made; one at most.
    note = models.OneToOneField(
        Note, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    statement = models.OneToOneField(
        Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_instead = models.OneToOneField(
        InvitationToWrite, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["received_at", "code"]
        # How many there are, and how many of them were read, stands beside every list.
        indexes = [
            models.Index(fields=["process", "read_at"], name="voices_by_reading"),
            models.Index(fields=["process", "publication"], name="voices_by_publication"),
            # Few are, and they are counted on every page of the list.
            models.Index(
                fields=["process"],
                condition=Q(withdrawn_at__isnull=False),
                name="voices_taken_back",
            ),
            models.Index(
                fields=["process", "merged_into"],
                condition=Q(merged_into__isnull=False),
                name="voices_with_another",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & Q(withdrawn_at__isnull=True)
                | Q(text="", correction="", covered="", signature="", withdrawn_at__isnull=False),
                name="a_contribution_says_something_or_was_taken_back",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(read_at__isnull=True),
                name="what_was_read_is_not_taken_back",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("received_at")),
                name="a_contribution_is_confirmed_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=False, number__isnull=True)
                | Q(part_of__isnull=True, channel="web", number__isnull=False)
                | Q(part_of__isnull=True, channel__in=FROM_A_SOURCE)
                | Q(part_of__isnull=True, number__isnull=True) & ~Q(channel="web"),
                name="a_voice_from_the_site_has_its_form",
            ),
            models.CheckConstraint(
                condition=Q(
                    part_of__isnull=True, passage_start__isnull=True, passage_end__isnull=True
                )
                | Q(
                    part_of__isnull=False,
                    passage_start__isnull=False,
                    passage_end__gt=F("passage_start"),
                ),
                name="a_part_has_its_passage",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="a_voice_does_not_say_the_same_as_itself",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True) | Q(changed_at__gte=F("received_at")),
                name="a_contribution_changes_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by="")
                | Q(read_at__isnull=False, read_at__gte=F("received_at")) & ~Q(read_by=""),
                name="a_contribution_is_read_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(note__isnull=True, statement__isnull=True)
                | Q(note__isnull=True, written_instead__isnull=True)
                | Q(statement__isnull=True, written_instead__isnull=True),
                name="a_contribution_has_one_origin",
            ),
            models.CheckConstraint(
                condition=Q(response__isnull=True, question_key="")
                | Q(response__isnull=False, channel="web") & ~Q(question_key=""),
                name="an_answer_says_to_which_question",
            ),
            models.UniqueConstraint(
                fields=["response", "question_key"], name="a_question_is_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    source__isnull=True,
                    source_start__isnull=True,
                    source_end__isnull=True,
                    source_page__isnull=True,
                    source_region__isnull=True,
                    source_row__isnull=True,
                    source_digest="",
                )
                | Q(source__isnull=False)
                & (
                    Q(source_start__isnull=True, source_end__isnull=True)
                    | Q(
                        source_start__isnull=False,
                        source_end__isnull=False,
                        source_end__gt=F("source_start"),
                    )
                )
                & (Q(source_region__isnull=True) | Q(source_page__isnull=False)),
                name="a_passage_is_of_a_source",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=FROM_A_SOURCE, source__isnull=False)
                | Q(channel__in=FROM_A_SOURCE, part_of__isnull=False)
                | ~Q(channel__in=FROM_A_SOURCE) & Q(source__isnull=True),
                name="a_voice_from_elsewhere_has_its_source",
            ),
            models.UniqueConstraint(
                fields=["process", "source_digest"],
                condition=~Q(source_digest=""),
                name="a_line_is_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> str:
        """What was said, in the words of who said it where they gave them."""
        return self.correction or self.text

    @property
    def has_known_author(self) -> bool:
        """Whose it is is known, and that the mailbox is theirs: they showed it, or sent it from there."""
        is_shown = self.confirmed_at is not None or self.channel not in FROM_THE_SITE
        return self.person_id is not None and is_shown

    @property
    def was_dropped(self) -> bool:
        """True for what the office took from a source by mistake; else its author took it back."""
        return self.withdrawn_at is not None and self.channel not in FROM_THE_SITE

    @property
    def whole(self) -> "Contribution":
        """The voice as it was received: itself, or the one of which it is a part."""
        return self.part_of or self

    @property
    def public_signature(self) -> str:
        """As whom it is signed for everybody: on the site anybody can write any name, so there only of
        whoever showed that the mailbox is theirs.
        """
        is_shown = self.confirmed_at is not None or self.channel not in FROM_THE_SITE
        return self.signature if is_shown else ""

    @property
    def public_words(self) -> str:
        """What everybody reads: nothing while it is not published, or when it is refused.

        Nor of a part whose whole is covered, until the part is covered, too.
        """
        if self.publication != self.Publication.PUBLISHED:
            return ""
        if self.part_of is not None and self.part_of.covered and not self.covered:
            return ""
        return self.covered or self.words


class Code(models.Model):
    """About what a voice is: an axis or a strategy, a section of the guidelines, the plan, the process.

    Given by somebody: who said it, who took notes, the office. A voice has as many as it needs.
    """

    class About(models.TextChoices):
        AXIS = "axis", _("Un asse")
        GUIDELINE = "guideline", _("Le linee di indirizzo")
        PLAN = "plan", _("Il piano nel suo insieme")
        PROCESS = "process", _("Il percorso stesso")

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="codes")
    about = models.CharField(max_length=10, choices=About.choices)
    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of that axis, when it is known that closely.
    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    section = models.ForeignKey(
        GuidelineSection, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who says so, as the ledger calls them; "author" for who said the words.
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        # Axes first, each before its strategies; databases disagree on where to put nulls.
        ordering = [
            "contribution",
            F("axis__number").asc(nulls_last=True),
            F("strategy__number").asc(nulls_first=True),
            F("section").asc(nulls_first=True),
            "about",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "axis"],
                condition=Q(strategy__isnull=True),
                name="a_voice_is_about_an_axis_once",
            ),
            models.UniqueConstraint(
                fields=["contribution", "strategy"], name="a_voice_is_about_a_strategy_once"
            ),
            models.UniqueConstraint(
                fields=["contribution", "section"], name="a_voice_is_about_a_section_once"
            ),
            models.UniqueConstraint(
                fields=["contribution", "about"],
                condition=Q(about__in=["plan", "process"]),
                name="a_voice_is_about_the_whole_once",
            ),
            models.CheckConstraint(
                condition=Q(about="axis", axis__isnull=False, section__isnull=True)
                | Q(
                    about="guideline",
                    axis__isnull=True,
                    strategy__isnull=True,
                    section__isnull=False,
                )
                | Q(about__in=["plan", "process"])
                & Q(axis__isnull=True, strategy__isnull=True, section__isnull=True),
                name="a_code_says_what_it_is_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.about}"
