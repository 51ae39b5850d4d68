"""What the conference's script sends. A person sees none of these: their sentences are never read."""

from django import forms

from arengo.live.models import Signal

BETWEEN_BROWSERS = (Signal.Kind.OFFER, Signal.Kind.ANSWER, Signal.Kind.CANDIDATE)


class EnterForm(forms.Form):
    """A device, by a number that its browser chose."""

    device = forms.UUIDField()
    audio_only = forms.BooleanField(required=False)


class PlaceForm(forms.Form):
    """A place, and the device that has it; `after` is the last signal that it knows."""

    code = forms.CharField(max_length=12)
    device = forms.UUIDField()
    after = forms.IntegerField(required=False, min_value=0)


class PublishForm(PlaceForm):
    """The offer of a browser that will be seen and heard; empty between browsers."""

    # Stripped, the last line of a session description would have no end.
    sdp = forms.CharField(required=False, strip=False)
    camera = forms.BooleanField(required=False)


class OnAirForm(PlaceForm):
    """Whether there is a picture."""

    camera = forms.BooleanField(required=False)


class PicturesForm(PlaceForm):
    """The sound only, or the pictures too."""

    audio_only = forms.BooleanField(required=False)


class WaitForm(PlaceForm):
    """The line of somebody who no longer speaks, if any."""

    instead = forms.CharField(max_length=24, required=False)


class ListenForm(PlaceForm):
    """Whom to see and hear, and on which line that stands."""

    feed = forms.CharField(max_length=12)
    on = forms.CharField(max_length=24, required=False)


class AnswerForm(PlaceForm):
    """The answer to an offer."""

    line = forms.CharField(max_length=24)
    sdp = forms.CharField(strip=False)


class SignalForm(PlaceForm):
    """What a browser says to another."""

    to = forms.CharField(max_length=12)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in BETWEEN_BROWSERS])
    payload = forms.JSONField()

    def clean_payload(self) -> dict[str, object]:
        """An object: nothing else is a signal."""
        payload = self.cleaned_data["payload"]
        if not isinstance(payload, dict):
            raise forms.ValidationError("not an object")
        return payload
