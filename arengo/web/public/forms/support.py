"""The form by which somebody says that they think the same as a voice: an address, nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.web.public.forms.details import SentencesForm
from arengo.web.public.forms.register import EMAIL_SENTENCES


class SupportForm(SentencesForm):
    """Where to send the link by which it is confirmed."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, error_messages={**EMAIL_SENTENCES})
