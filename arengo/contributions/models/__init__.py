"""The voice itself and what it is about (contribution); what the office does with it (office); what hangs
on it, or brings it (around): its words for a search, a questionnaire, who thinks the same.
"""

from arengo.contributions.models.around import QuestionnaireResponse, Support, VoiceWords
from arengo.contributions.models.contribution import Code, Contribution
from arengo.contributions.models.office import Appeal, Claim, Moderation, SecondReading

__all__ = [
    "Appeal",
    "Claim",
    "Code",
    "Contribution",
    "Moderation",
    "QuestionnaireResponse",
    "SecondReading",
    "Support",
    "VoiceWords",
]
