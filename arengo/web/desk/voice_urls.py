"""The addresses of the desk's voices and their replies."""

from django.urls import path

from arengo.web.desk.views import (
    attachments,
    joining,
    letters,
    lexicon,
    many,
    moderation,
    replies,
    second_reading,
    source,
    sources,
    voices,
    voices_import,
)

voice_urls = [
    path("voci/", voices.voices, name="voices"),
    path("voci/prossima/", voices.next_to_read, name="voice-next"),
    path("voci/seconda-lettura/", second_reading.second, name="voices-second"),
    path("voci/seconda-lettura/<str:code>/", second_reading.read_again, name="voice-read-again"),
    path("voci/unisci/", joining.merge, name="voice-merge"),
    path("voci/parole/", lexicon.lexicon, name="lexicon"),
    path("voci/importa/", voices_import.upload, name="voices-import"),
    path("voci/importa/<str:token>/", voices_import.confirm, name="voices-columns"),
    path("voci/importa/<str:token>/fuori/", voices_import.left_out, name="voices-left-out"),
    path("voci/insieme/", many.acts, name="voices-acts"),
    path("voci/insieme/scegli/", many.choose, name="voices-choose"),
    path("voci/insieme/fai/<str:verb>/", many.new, name="voices-many"),
    path("voci/insieme/<uuid:number>/", many.act, name="voices-act"),
    path("voci/insieme/<uuid:number>/annulla/", many.undo, name="voices-undo"),
    path("voci/<str:code>/", voices.voice, name="voice"),
    path("voci/<str:code>/dividi/", joining.split, name="voice-split"),
    path("voci/<str:code>/riunisci/", joining.put_together, name="voice-put-together"),
    path("voci/<str:code>/separa/", joining.unmerge, name="voice-unmerge"),
    path("voci/<str:code>/pubblica/", moderation.publish, name="voice-publish"),
    path("voci/<str:code>/trattieni/", moderation.hold_back, name="voice-hold"),
    path("voci/<str:code>/non-pubblicare/", moderation.refuse, name="voice-refuse"),
    path("voci/<str:code>/riguarda/", moderation.decide_appeal, name="voice-appeal"),
    path("voci/<str:code>/file/<uuid:number>/", attachments.file, name="voice-file"),
    path("voci/<str:code>/file/<uuid:number>/mostra/", attachments.show, name="voice-file-show"),
    path("voci/<str:code>/copri/", moderation.cover, name="voice-cover"),
    path("voci/<str:code>/per-errore/", source.drop, name="voice-drop"),
]
source_urls = [
    path("fonti/", sources.sources, name="sources"),
    path("fonti/nuova/", sources.new, name="source-new"),
    path("fonti/<uuid:number>/", source.source, name="source"),
    path("fonti/<uuid:number>/proposte/", source.proposals, name="source-proposals"),
    path("fonti/<uuid:number>/pagine/<int:place>/", source.page_picture, name="source-page"),
    path("fonti/<uuid:number>/file/", source.file, name="source-file"),
    path("fonti/<uuid:number>/correggi/", source.edit, name="source-edit"),
    path("fonti/<uuid:number>/chiudi/", source.close, name="source-close"),
    path("fonti/<uuid:number>/riapri/", source.reopen, name="source-reopen"),
    path("fonti/<uuid:number>/da-parte/", source.set_aside, name="source-set-aside"),
    path("fonti/<uuid:number>/annulla/", source.undo, name="source-undo"),
]
reply_urls = [
    path("risposte/", replies.replies, name="replies"),
    path("risposte/nuova/", replies.new, name="reply-new"),
    path("risposte/pubblica/", replies.publish, name="replies-publish"),
    path("risposte/lettere/", letters.letters, name="letters"),
    path("risposte/lettere/prepara/", letters.print_letters, name="letters-print"),
    path("risposte/lettere/<uuid:number>.pdf", letters.letters_file, name="letters-file"),
    path("risposte/lettere/<uuid:number>.xlsx", letters.letters_sheet, name="letters-sheet"),
    path("risposte/<uuid:number>/", replies.reply, name="reply"),
    path("risposte/<uuid:number>/correggi/", replies.edit, name="reply-edit"),
    path("risposte/<uuid:number>/riletta/", replies.review, name="reply-review"),
    path("risposte/<uuid:number>/scarta/", replies.discard, name="reply-discard"),
]
urlpatterns = [*voice_urls, *source_urls, *reply_urls]
