"""The one text of an invitation, made from the meeting's data: every form of it is made from this."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core.clock import process_time, words
from arengo.core.localized import Localized
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block, Letter, Text
from arengo.meetings.calendar import meeting_url, street_address
from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker, Venue

SHORT = 280
ELLIPSIS = "…"


@dataclass(frozen=True, kw_only=True)
class Point:
    """Something that happens in a part of the meeting, and the axes it goes through, if any."""

    title: Text
    description: Text
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the meeting: "Prima parte", how it is introduced, what happens in it."""

    title: str
    intro: str
    points: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody who takes part, with exactly the role that was announced."""

    name: str
    role: Text


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What the invitation says, in one language, paragraph by paragraph."""

    language: str
    body: str
    body_email: str
    body_phone: str
    body_address: str
    process: str
    kind: str
    title: str
    when: str
    day_and_hours: str
    halls: tuple[str, ...]
    screen: str
    opening: tuple[Text, ...]
    invitation: tuple[Text, ...]
    parts: tuple[Part, ...]
    guests: tuple[Guest, ...]
    in_person: tuple[Text, ...]
    online: tuple[Text, ...]
    url: str

    @property
    def contacts(self) -> str:
        """How to reach the body that invites: what is known of it, in one line."""
        pieces = (self.body, self.body_address, self.body_email, self.body_phone)
        return " · ".join(piece for piece in pieces if piece)


def announce(meeting: Meeting, language: str, opening: Localized | None = None) -> Announcement:
    """The announcement of `meeting` in `language`, with the words of a wave before it, if any."""
    with translation.override(language):
        body = meeting.process.body
        venues = list(meeting.venues.all()) if meeting.in_person else []
        return Announcement(
            language=language,
            body=str(body.name),
            body_email=body.email,
            body_phone=body.phone,
            body_address=body.address,
            process=_process_and_period(meeting),
            kind=str(meeting.kind),
            title=str(meeting.title),
            when=words.from_to(meeting.starts_at, meeting.ends_at),
            day_and_hours=words.day_and_hour(meeting.starts_at),
            halls=tuple(street_address(venue) for venue in venues),
            screen=_screen(meeting),
            opening=_paragraphs(opening or Localized()),
            invitation=_invitation(meeting),
            parts=_parts(list(meeting.sittings.all())),
            guests=tuple(_guest(speaker) for speaker in meeting.announced_speakers),
            in_person=_how_in_person(meeting, venues),
            online=_how_online(meeting),
            url=meeting_url(meeting),
        )


def meeting_to_announce(slug: str) -> Meeting:
    """The meeting with all that its announcement says, in few queries. Raises Meeting.DoesNotExist."""
    return announced_meetings().get(slug=slug)


def announced_meetings() -> QuerySet[Meeting]:
    """Meetings read with all that their announcement says."""
    return Meeting.objects.select_related("process__body").prefetch_related(
        "venues", "sittings__items__axis", "speakers"
    )


def sections(text: Announcement) -> list[Block]:
    """The body of every long form: parts, people, how one takes part."""
    blocks: list[Block] = []
    for part in text.parts:
        blocks.append(letter.section(part.title))
        if part.intro:
            blocks.append(letter.paragraph(part.intro))
        blocks += _points(part.points)
    if text.guests:
        blocks.append(letter.section(_("Chi partecipa")))
        blocks.append(letter.bullets(guest_line(guest) for guest in text.guests))
    for heading, paragraphs in ways(text):
        blocks.append(letter.section(heading))
        blocks += [as_block(each) for each in paragraphs]
    return blocks


def ways(text: Announcement) -> list[tuple[str, tuple[Text, ...]]]:
    """How one takes part, heading and paragraphs for each way that is open."""
    both = [(_("Partecipare in presenza"), text.in_person), (_("Partecipare online"), text.online)]
    return [(heading, paragraphs) for heading, paragraphs in both if paragraphs]


def when_and_where(text: Announcement) -> Block:
    """The box with meeting, day, hours and places."""
    rows = [
        letter.fact(_("Incontro"), text.title),
        letter.fact(_("Quando"), text.when),
        *(letter.fact(_("Dove"), place) for place in text.halls),
        *([letter.fact(_("Online"), text.screen)] if text.screen else []),
    ]
    return letter.facts(*rows)


def guest_line(guest: Guest) -> str:
    """Stefano Lo Russo, Sindaco metropolitano"""
    return f"{guest.name}, {guest.role.text}" if guest.role.text else guest.name


def as_block(text: Text) -> Block:
    """A paragraph in the language that the text is in."""
    return Block(kind="paragraph", text=text.text, lang=text.lang)


def press_note(meeting: Meeting, language: str) -> Letter:
    """The same announcement for the press: where, when, who, and whom to ask."""
    text = announce(meeting, language)
    with translation.override(language):
        today = words.full_day(process_time.now())
        city = next((venue.city for venue in meeting.venues.all()), "")
        dateline = ", ".join(piece for piece in (city, today) if piece)
        registering = _("Per partecipare ci si iscrive da questa pagina")
        return Letter(
            language=language,
            sender=letter.plain(text.body),
            process=letter.plain(text.process),
            heading=_("Nota per la stampa: %(title)s") % {"title": text.title},
            blocks=[
                letter.paragraph(dateline),
                *(as_block(each) for each in text.invitation),
                when_and_where(text),
                *sections(text),
                letter.link(registering, text.url),
            ],
            footer=[letter.paragraph(_("Contatti: %(contacts)s") % {"contacts": text.contacts})],
        )


def short_text(meeting: Meeting, language: str) -> str:
    """The announcement in less than 280 characters, its address whole: for messages and networks."""
    text = announce(meeting, language)
    with translation.override(language):
        mode = _mode_in_a_word(meeting)
        rest = f"{text.when}, {mode}." if mode else f"{text.when}."
        call = _("Iscrizioni: %(url)s") % {"url": text.url}
    demo = f"{letter.demo_line()}. " if letter.demo_line() else ""
    room = SHORT - 1 - len(f"{demo}: .  {rest} {call}") - len(text.kind)
    title = text.title
    if len(title) > room:
        title = title[: max(room - 1, 0)].rstrip() + ELLIPSIS
    start = f"{text.kind}: {title}." if text.kind else f"{title}."
    return f"{demo}{start} {rest} {call}"


def press_text(note: Letter) -> str:
    """The press note as plain text."""
    with translation.override(note.language):
        return letter.to_text(note)


def today_in_words() -> str:
    """mercoledì 6 settembre, by the process clock, in the active language."""
    return words.day(process_time.now())


def privacy_url() -> str:
    """The absolute address of the privacy page, in the active language."""
    return settings.BASE_URL + reverse("public:privacy")


def _process_and_period(meeting: Meeting) -> str:
    title, period = str(meeting.process.title), meeting.process.period
    years = re.findall(r"\d{4}", period)
    return title if all(year in title for year in years) else f"{title} {period}"


def _mode_in_a_word(meeting: Meeting) -> str:
    if meeting.in_person and meeting.online:
        return _("in sala e online")
    return _("in sala") if meeting.in_person else _("online")


def _screen(meeting: Meeting) -> str:
    if not meeting.online:
        return ""
    if meeting.conference_name:
        return _("su %(name)s, con il link personale") % {"name": meeting.conference_name}
    return _("da un computer, con il link personale")


def _invitation(meeting: Meeting) -> tuple[Text, ...]:
    if meeting.summary:
        return _paragraphs(meeting.summary)
    sentence = _(
        "%(body)s invita tutto il territorio a prendere parte all'incontro pubblico «%(title)s»."
    ) % {"body": meeting.process.body.name, "title": meeting.title}
    return (letter.plain(sentence),)


def _parts(sittings: Sequence[Sitting]) -> tuple[Part, ...]:
    numbers = sorted({sitting.part for sitting in sittings})
    return tuple(
        _part(number, [s for s in sittings if s.part == number], alone=len(numbers) == 1)
        for number in numbers
    )


def _part(number: int, sittings: Sequence[Sitting], *, alone: bool) -> Part:
    named = {1: _("La prima parte dell'incontro"), 2: _("La seconda parte dell'incontro")}
    title = named.get(number, _("Parte %(number)s dell'incontro") % {"number": number})
    are_presented = all(sitting.kind == Sitting.Kind.PRESENTATION for sitting in sittings)
    intro = _("Sarà dedicata a presentare:")
    return Part(
        title=_("Il programma") if alone else title,
        intro=intro if are_presented else "",
        points=tuple(_point(sitting) for sitting in sittings),
    )


def _point(sitting: Sitting) -> Point:
    return Point(
        title=letter.plain(sitting.title),
        description=letter.plain(sitting.description),
        items=tuple(_item(item) for item in sitting.items.all()),
    )


def _item(item: AgendaItem) -> str:
    return f"{item.axis.number}. {item.title}" if item.axis else str(item.title)


def _points(points: Sequence[Point]) -> list[Block]:
    if not any(point.items for point in points):
        return [letter.bullets(point_line(point) for point in points)]
    blocks: list[Block] = []
    for point in points:
        blocks.append(letter.paragraph(point_line(point)))
        if point.items:
            blocks.append(letter.bullets(point.items))
    return blocks


def point_line(point: Point) -> str:
    """Una panoramica delle progettualità: per rendere concrete le strategie del piano."""
    title, description = point.title.text, point.description.text
    if not description:
        return title
    return f"{title}: {description[0].lower()}{description[1:]}"


def _guest(speaker: Speaker) -> Guest:
    return Guest(name=speaker.name, role=letter.plain(speaker.role))


def _how_in_person(meeting: Meeting, venues: Sequence[Venue]) -> tuple[Text, ...]:
    if not meeting.in_person:
        return ()
    places = "; ".join(street_address(venue) for venue in venues)
    where = _("L'incontro si svolge qui: %(places)s.") % {"places": places} if places else ""
    elsewhere = meeting.external_in_person_url
    sentences = [
        _("Per partecipare in presenza è necessario iscriversi a questo indirizzo: %(url)s")
        % {"url": elsewhere}
        if elsewhere
        else _(
            "Per partecipare in presenza è necessario iscriversi: con la conferma si riceve un "
            "biglietto da mostrare all'ingresso."
        ),
        where,
    ]
    access = [text for venue in venues for text in _paragraphs(venue.accessibility)]
    return (*(letter.plain(each) for each in sentences if each), *access)


def _how_online(meeting: Meeting) -> tuple[Text, ...]:
    if not meeting.online:
        return ()
    elsewhere = meeting.external_online_url
    first = (
        _("Per partecipare online è necessario iscriversi a questo indirizzo: %(url)s")
        % {"url": elsewhere}
        if elsewhere
        else _("Per partecipare online è necessario iscriversi.")
    )
    return (letter.plain(first), *(_paragraphs(meeting.online_advice) or _our_advice()))


def _our_advice() -> tuple[Text, ...]:
    return (
        letter.plain(
            _(
                "Una volta confermata l'iscrizione si riceve il link personale e univoco per "
                "entrare. È consigliato collegarsi da un computer, PC o Mac, con il browser "
                "aggiornato; all'accesso viene chiesto di autorizzare telecamera e microfono."
            )
        ),
    )


def _paragraphs(text: Localized) -> tuple[Text, ...]:
    lang, whole = text.best()
    pieces = (piece.strip() for piece in whole.replace("\r\n", "\n").split("\n\n"))
    return tuple(Text(text=piece, lang=lang) for piece in pieces if piece)
