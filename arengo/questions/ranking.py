"""Putting answers in order: a place to choose beside each, all of them or only the first ones."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

# What an answer is given: its place as a text, from "1"; those without one are not there.
Places = dict[str, str]


class RankingWidget(forms.MultiWidget):
    """A list of the answers, each with a control to choose its place: no script is needed."""

    template_name = "questions/ranking.html"
    use_fieldset = True

    def __init__(
        self, options: Sequence[tuple[str, str]], attrs: dict[str, Any] | None = None
    ) -> None:
        self.options = list(options)
        numbers = [str(number) for number in range(1, len(self.options) + 1)]
        places = [("", gettext_lazy("nessun posto")), *((each, each) for each in numbers)]
        # By number: an answer's key may hold any character.
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            number: forms.Select({"class": "form-select"}, choices=places) for number in numbers
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[str]:
        places = value if isinstance(value, Mapping) else {}
        return [places.get(key, "") for key, _label in self.options]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        for part, (_key, label) in zip(parts, self.options, strict=True):
            part["label"] = label
        return context


class RankingField(forms.MultiValueField):
    """The places given to the answers, as Places: each place once, from the first without gaps."""

    widget: RankingWidget

    def __init__(self, *, options: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        self.options = list(options)
        numbers = [(str(number), "") for number in range(1, len(self.options) + 1)]
        wrong = {"invalid_choice": gettext_lazy("Questo posto non c'è: scegline uno dell'elenco.")}
        parts = [
            forms.ChoiceField(choices=numbers, required=False, error_messages=wrong)
            for _option in self.options
        ]
        sentence = gettext_lazy("Dai almeno il primo posto: gli altri, se vuoi.")
        super().__init__(
            fields=parts,
            require_all_fields=False,
            widget=RankingWidget(self.options),
            error_messages={"required": sentence},
            **kwargs,
        )

    def compress(self, data_list: Sequence[str]) -> Places:
        given = zip(self.options, data_list or [], strict=False)
        places = {key: place for (key, _label), place in given if place}
        self._check(list(places.values()))
        return places

    def _check(self, taken: list[str]) -> None:
        for number in range(1, len(taken) + 1):
            place = str(number)
            if taken.count(place) > 1:
                raise forms.ValidationError(
                    _("Il posto %(place)s è dato più di una volta: ognuna deve avere il suo.")
                    % {"place": place}
                )
            if place not in taken:
                raise forms.ValidationError(
                    _("Manca il posto %(place)s: metti in ordine a partire dal primo.")
                    % {"place": place}
                )


def order_of(places: Places) -> list[str]:
    """The answers that have a place, from the first."""
    return sorted(places, key=lambda key: int(places[key]))


def places_of(order: Any) -> Places:
    """The place of each answer of an order: the inverse of `order_of`."""
    keys = order if isinstance(order, list) else []
    return {key: str(place) for place, key in enumerate(keys, start=1)}
