"""`arengo stream` with one part to draw: a list of people, as long as a queue of speakers is.

python -m bench.stream.serve PORT         a list that costs next to nothing to draw
python -m bench.stream.serve PORT room    the pages of the room as they are
"""

import os
import sys
from importlib import import_module
from typing import Any

import django
from django.template import engines
from django.utils.module_loading import import_string

VIEW = "bench"
CHANNEL = "bench"
PART = "queue"
PEOPLE = 20
LIST = (
    "<ol>{% for number in numbers %}<li><strong>Persona numero {{ number }}</strong> "
    "<span>in sala, dalle 17.{{ number }}</span></li>{% endfor %}</ol><p>{{ newest }}</p>"
)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "arengo.settings"
    django.setup()
    if sys.argv[2:] != ["room"]:
        _draw_a_list()
    options = import_string("arengo.cli.parser.build")().parse_args(
        ["stream", "--port", sys.argv[1]]
    )
    sys.exit(import_string("arengo.cli.stream.run")(options))


def _draw_a_list() -> None:
    newest_id = import_string("arengo.core.stream.queries.newest_id")
    template = engines["django"].from_string(LIST)

    def draw(topic: Any, _part: str) -> str:
        numbers = range(10, 10 + PEOPLE)
        return str(template.render({"numbers": numbers, "newest": newest_id(topic.channel)}))

    # Before `arengo stream` is loaded, which takes what it draws with from there.
    import_module("arengo.web.room.stream").draw = draw  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
