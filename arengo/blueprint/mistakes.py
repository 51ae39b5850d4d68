"""What is wrong with a process file: told all at once, each with its line."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import ngettext

from arengo.core.refusals import Refusal


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake: where it is, and what was expected there."""

    line: int
    field: str
    expected: str | Promise

    def told(self, file: str) -> str:
        """The mistake as the terminal shows it: "piano.yaml:12: meetings.lancio.title: ..."."""
        where = f"{file}:{self.line}:" if self.line else f"{file}:"
        return (
            f"{where} {self.field}: {self.expected}" if self.field else f"{where} {self.expected}"
        )


class FileRefused(Refusal):
    """The file cannot be applied, and nothing was. `mistakes` are in the order of their lines."""

    status = 400

    def __init__(self, file: str, mistakes: list[Mistake]) -> None:
        self.file = file
        self.mistakes = sorted(mistakes, key=lambda mistake: (mistake.line, mistake.field))
        count = len(self.mistakes)
        head = ngettext(
            "Il file non è stato applicato: c'è %(count)d errore.",
            "Il file non è stato applicato: ci sono %(count)d errori.",
            count,
        ) % {"count": count}
        super().__init__("\n".join([head, *(mistake.told(file) for mistake in self.mistakes)]))
