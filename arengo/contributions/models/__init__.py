"""The voice itself and what it is about (contribution); what it came in (source); what the office does
with it (office); what hangs on it, or brings it (around): its words for a search, a questionnaire, who
thinks the same; the sheets on which it is written by hand (paper).
"""

from arengo.contributions.models.around import (
    Attachment,
    PublicWords,
    QuestionnaireResponse,
    Support,
    VoiceWords,
)
from arengo.contributions.models.contribution import Code, Contribution
from arengo.contributions.models.office import Appeal, Claim, Moderation, SecondReading
from arengo.contributions.models.paper import (
    SHEETS_AT_MOST,
    PaperSheet,
    ScanFile,
    SheetPrint,
    SheetScan,
)
from arengo.contributions.models.source import ColumnChoice, Source, SourcePage

__all__ = [
    "SHEETS_AT_MOST",
    "Appeal",
    "Attachment",
    "Claim",
    "Code",
    "ColumnChoice",
    "Contribution",
    "Moderation",
    "PaperSheet",
    "PublicWords",
    "QuestionnaireResponse",
    "ScanFile",
    "SecondReading",
    "SheetPrint",
    "SheetScan",
    "Source",
    "SourcePage",
    "Support",
    "VoiceWords",
]
