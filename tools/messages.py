"""Gather the texts to translate and compile the catalogues, with no gettext on the machine.

    python tools/messages.py            update and compile
    python tools/messages.py --check    fail when a catalogue is stale, a text untranslated, or a
                                        compiled catalogue differs from its source

The sources are Italian. The Italian catalogue repeats them: without it Django's own would translate
our "Home" or "File".
"""

import io
import os
import re
import struct
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "arengo" / "web" / "locale"
SOURCE = "it"
LANGUAGES = ["it", "en"]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLURALS = {"it": "nplurals=2; plural=(n != 1);", "en": "nplurals=2; plural=(n != 1);"}


def sources() -> list[Path]:
    """Every file that may hold a text for people."""
    found = [*ROOT.glob("arengo/**/*.py"), *ROOT.glob("arengo/**/templates/**/*")]
    texts = (path for path in found if path.suffix in {".py", ".html", ".txt", ".typ", ".ics"})
    return sorted(path for path in texts if "migrations" not in path.parts)


def gather() -> Catalog:
    """A catalogue of all texts, with the files (not the lines: they change too often) of each."""
    from django.utils.translation.template import templatize

    catalog = Catalog(charset="utf-8")
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
            # What is left of the markup keeps its indentation, which Python would read as its own.
            text = "\n".join(line.lstrip() for line in text.splitlines())
        name = path.relative_to(ROOT).as_posix()
        code = io.BytesIO(text.encode())
        # A long table may call it by a shorter name.
        shorter = dict.fromkeys(re.findall(r"\bgettext_lazy as (\w+)", text))
        for _line, message, _comments, context in extract(
            "python", code, keywords={**KEYWORDS, **shorter}, options={"encoding": "utf-8"}
        ):
            if message and message != ("", ""):
                catalog.add(message, locations=[(name, None)], context=context)
    return catalog


def update(language: str, texts: Catalog) -> Catalog:
    """The catalogue of a language, brought up to the texts of today; what is gone is dropped."""
    path = LOCALES / language / "LC_MESSAGES" / "django.po"
    old = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file, locale=language)
    new = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message in sorted(texts, key=lambda m: m.id if isinstance(m.id, str) else m.id[0]):
        if not message.id:
            continue
        before = old.get(message.id, message.context)
        flags = {flag for flag in message.flags if flag != "fuzzy"}
        new.add(
            message.id,
            message.id if language == SOURCE else kept(before, message.pluralizable),
            locations=sorted(set(message.locations)),
            flags=flags,
            context=message.context,
        )
    return new


def kept(before: Message | None, is_plural: bool) -> str | tuple[str, ...] | None:
    """The translation there was, unless the text has become one with a plural, or no longer is."""
    if before is None or isinstance(before.string, tuple) != is_plural:
        return None
    return before.string


def as_po(catalog: Catalog, language: str) -> bytes:
    """The text of a catalogue, without dates: the same texts give the same file."""
    entries = Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment="")
    for message in catalog:
        if message.id:
            entries.add(
                message.id,
                message.string,
                locations=message.locations,
                flags=message.flags,
                context=message.context,
            )
    body = io.BytesIO()
    write_po(body, entries, omit_header=True, include_lineno=False, width=100)
    header = (
        'msgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {language}\\n"\n'
        f'"Plural-Forms: {PLURALS[language]}\\n"\n\n'
    )
    return header.encode() + body.getvalue()


def as_mo(po: bytes, language: str) -> bytes:
    """The compiled catalogue (GNU gettext's MO format), made from the text alone, without dates."""
    header = f"Content-Type: text/plain; charset=utf-8\nPlural-Forms: {PLURALS[language]}\n"
    pairs = [(b"", header.encode())]
    for message in read_po(io.BytesIO(po), locale=language):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and all(strings):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            context = f"{message.context}\x04" if message.context else ""
            pairs.append(((context + "\0".join(ids)).encode(), "\0".join(strings).encode()))
    pairs.sort()
    start = 28 + 16 * len(pairs)
    keys = b"".join(key + b"\0" for key, _ in pairs)
    values = b"".join(value + b"\0" for _, value in pairs)
    tables, offset = [], start
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), offset))
            offset += len(pair[column]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 28)
    return head + b"".join(tables) + keys + values


def untranslated(catalog: Catalog) -> list[str]:
    """The texts that have no translation yet."""
    missing = []
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(strings):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arengo.settings")
    checking = "--check" in sys.argv
    texts, faults = gather(), []
    for language in LANGUAGES:
        folder = LOCALES / language / "LC_MESSAGES"
        po_path, mo_path = folder / "django.po", folder / "django.mo"
        catalog = update(language, texts)
        po = as_po(catalog, language)
        mo = as_mo(po, language)
        missing = untranslated(catalog)
        faults += [f"{language}: no translation of {text!r}" for text in missing]
        if not checking:
            folder.mkdir(parents=True, exist_ok=True)
            po_path.write_bytes(po)
            mo_path.write_bytes(mo)
            print(f"{language}: {len(list(catalog))} texts, {len(missing)} to translate")
        elif not po_path.exists() or po_path.read_bytes() != po:
            faults.append(f"{po_path.relative_to(ROOT)} is stale: run `make messages`")
        elif not mo_path.exists() or mo_path.read_bytes() != mo:
            faults.append(f"{mo_path.relative_to(ROOT)} is stale: run `make messages`")
    if checking:
        print("\n".join(faults[:40]) or "texts: all translated, catalogues fresh")
    return 1 if checking and faults else 0


if __name__ == "__main__":
    sys.exit(main())
