"""The addresses of what is left of a meeting: resoconto, what was heard, voices, certificates, one's own."""

from django.urls import path

from arengo.web.public.views import (
    answers,
    balance,
    certificates,
    heard,
    minutes,
    my_after,
    my_voice,
    own_meetings,
    published,
    questionnaire,
    similar,
    supporting,
    voice_data,
    voices,
    writing,
)

IN = "incontri/<slug:slug>/"
HEARD = f"{IN}che-cosa-abbiamo-sentito/"
HEARD_IN_STAGE = "percorso/<slug:key>/che-cosa-abbiamo-sentito/"

minutes_urls = [
    path(f"{IN}resoconto/", minutes.minutes, name="minutes"),
    path(f"{IN}resoconto/resoconto.<str:kind>", minutes.paper, name="minutes-paper"),
    path(HEARD, heard.meeting, name="heard"),
    path(f"{HEARD}che-cosa-abbiamo-sentito.pdf", heard.meeting_paper, name="heard-paper"),
    path(HEARD_IN_STAGE, heard.stage, name="stage-heard"),
    path(
        f"{HEARD_IN_STAGE}che-cosa-abbiamo-sentito.pdf",
        heard.stage_paper,
        name="stage-heard-paper",
    ),
    path("attestato/<str:code>/", certificates.certificate, name="certificate"),
    path("voce/", voices.find, name="voice-find"),
    path("voce/conferma/<str:token>/", writing.confirm, name="voice-confirm"),
    path("voce/<str:code>/file/<uuid:number>/", voices.file, name="voice-file"),
    path("voce/<str:code>/", voices.voice, name="voice"),
    path("voce/<str:code>/ricevuta/", voices.paper_receipt, name="voice-receipt"),
    path("voce/<str:code>/sostieni/", supporting.support, name="support"),
    path("sostegno/<str:token>/", supporting.own_support, name="own-support"),
    path("sostegno/<str:token>/i-miei-dati/", supporting.my_data, name="own-support-data"),
    path(
        "sostegno/<str:token>/i-miei-dati/dati.json",
        supporting.my_data_file,
        name="own-support-data-file",
    ),
    path("la-mia-voce/<str:token>/", my_voice.my_voice, name="my-voice"),
    path("la-mia-voce/<str:token>/i-miei-dati/", my_voice.my_data, name="my-voice-data"),
    path(
        "la-mia-voce/<str:token>/i-miei-dati/dati.json",
        my_voice.my_data_file,
        name="my-voice-data-file",
    ),
    path("la-mia-voce/<str:token>/file/<uuid:number>/", my_voice.my_file, name="my-voice-file"),
    path("la-mia-voce/<str:token>/cancella-i-miei-dati/", my_voice.erase, name="my-voice-erase"),
    path("incontri-sul-territorio/", own_meetings.own_meetings_page, name="own-meetings"),
    path("incontri-sul-territorio/kit.pdf", own_meetings.kit, name="own-meeting-kit"),
    path("incontri-sul-territorio/racconta/", own_meetings.report, name="report"),
    path(
        "incontri-sul-territorio/conferma/<str:token>/",
        own_meetings.confirm,
        name="report-confirm",
    ),
    path("incontri-sul-territorio/<str:token>/", own_meetings.own_report, name="own-report"),
    path("scrivi/", writing.write, name="write"),
    path("questionario/", questionnaire.questionnaire, name="questionnaire"),
    path("questionario/grazie/<str:token>/", questionnaire.sent, name="questionnaire-sent"),
    path("questionario/risultati/<slug:key>/", answers.answers, name="answers"),
    path("scrivi/simili/", similar.similar, name="write-similar"),
    path("le-voci/", balance.voices, name="voices"),
    path("che-cosa-succede/", balance.what_happens, name="what-happens"),
    path("le-voci/non-pubblicate/", balance.refused_voices, name="refused-voices"),
    path("le-voci/leggi/", published.voice_list, name="published-voices"),
    path("le-voci/asse/<int:number>/", published.voice_axis, name="voice-axis"),
    path("le-voci/zona/<slug:slug>/", published.voice_zone, name="voice-zone"),
    path("le-voci/dati/", voice_data.data, name="voice-data"),
    path("le-voci/dati/voci.<str:kind>", voice_data.voices_file, name="voices-file"),
    path(
        "le-voci/dati/partecipanti.<str:kind>",
        voice_data.participants_file,
        name="participants-file",
    ),
]

my_after_urls = [
    path("i/<str:token>/dopo/", my_after.after, name="my-after"),
    path("i/<str:token>/dopo/correzione/", my_after.propose, name="my-correction"),
    path("i/<str:token>/dopo/attestato/", my_after.ask_certificate, name="my-certificate-ask"),
    path("i/<str:token>/dopo/attestato.pdf", my_after.certificate, name="my-certificate"),
]
