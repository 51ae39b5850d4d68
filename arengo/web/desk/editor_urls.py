"""The addresses of the desk's editors: what the process file holds, made and changed without it."""

from django.urls import path

from arengo.web.desk.views import (
    answers,
    body,
    documents,
    guidelines,
    mail_texts,
    meeting_programme as programme,
    meetings,
    news,
    plan_parts as parts,
    plans,
    process,
    projects,
    projects_import,
    questions,
    stages,
    territory,
    territory_import,
    venues,
)

IN = "incontri/<slug:slug>/"

meeting_urls = [
    path("incontri/nuovo/", meetings.new, name="meeting-new"),
    path(f"{IN}dati/", meetings.edit, name="meeting-edit"),
    path(f"{IN}copia/", meetings.copy, name="meeting-copy"),
    path(f"{IN}pubblica/", meetings.publish, name="meeting-publish"),
    path(f"{IN}elimina/", meetings.remove, name="meeting-remove"),
    path(f"{IN}orario/", meetings.time, name="meeting-time"),
]
venue_urls = [
    path(f"{IN}sedi/", venues.venues, name="venues"),
    path(f"{IN}sedi/nuova/", venues.new_venue, name="venue-new"),
    path(f"{IN}sedi/<slug:key>/", venues.venue, name="venue"),
    path(f"{IN}sedi/<slug:key>/indirizzo/", venues.address, name="venue-address"),
    path(f"{IN}sedi/<slug:key>/togli/", venues.remove_venue, name="venue-remove"),
    path(f"{IN}sedi/<slug:key>/sposta/<str:way>/", venues.move_venue, name="venue-move"),
    path(f"{IN}posti/", venues.places, name="meeting-places"),
    path(f"{IN}riserve/nuova/", venues.new_contingent, name="contingent-new"),
    path(f"{IN}riserve/<slug:key>/", venues.contingent, name="contingent"),
    path(f"{IN}riserve/<slug:key>/togli/", venues.remove_contingent, name="contingent-remove"),
]
SITTING = f"{IN}programma/<slug:key>/"
ITEM = f"{SITTING}punti/<slug:item_key>/"
SPEAKER = f"{IN}interviene/<slug:key>/"
programme_urls = [
    path(f"{IN}programma/", programme.programme, name="meeting-programme"),
    path(f"{IN}programma/aggiungi/", programme.new_sitting, name="sitting-new"),
    path(SITTING, programme.sitting, name="sitting"),
    path(f"{SITTING}sposta/<str:way>/", programme.move_sitting, name="sitting-move"),
    path(f"{SITTING}copia/", programme.copy_sitting, name="sitting-copy"),
    path(f"{SITTING}togli/", programme.remove_sitting, name="sitting-remove"),
    path(f"{SITTING}punti/", programme.new_item, name="item-new"),
    path(ITEM, programme.item, name="item"),
    path(f"{ITEM}sposta/<str:way>/", programme.move_item, name="item-move"),
    path(f"{ITEM}togli/", programme.remove_item, name="item-remove"),
    path(f"{IN}interviene/", programme.new_speaker, name="speaker-new"),
    path(SPEAKER, programme.speaker, name="speaker"),
    path(f"{SPEAKER}sposta/<str:way>/", programme.move_speaker, name="speaker-move"),
    path(f"{SPEAKER}togli/", programme.remove_speaker, name="speaker-remove"),
]
mail_urls = [
    path("mail/", mail_texts.of_the_next_meeting, name="mail-texts"),
    path(f"{IN}mail/", mail_texts.mail_texts, name="meeting-mails"),
    path(f"{IN}mail/<slug:kind>/", mail_texts.mail_text, name="mail-text"),
    path(f"{IN}mail/<slug:kind>/prova/", mail_texts.try_mail, name="mail-text-try"),
]
STAGE = "percorso/tappe/<slug:key>/"
stage_urls = [
    path("percorso/", process.overview, name="process"),
    path("percorso/nuovo/", process.new, name="process-new"),
    path("percorso/dati/", process.edit, name="process-edit"),
    path("percorso/tappe/nuova/", stages.new, name="stage-new"),
    path(STAGE, stages.edit, name="stage"),
    path(f"{STAGE}questionario/", answers.answers, name="stage-answers"),
    path(f"{STAGE}rivedi/", stages.revise, name="stage-revise"),
    path(f"{STAGE}effettive/", stages.actual, name="stage-actual"),
    path(f"{STAGE}chiudi/", stages.close, name="stage-close"),
    path(f"{STAGE}sposta/<str:way>/", stages.move, name="stage-move"),
    path(f"{STAGE}togli/", stages.remove, name="stage-remove"),
]
GUIDELINE = "percorso/linee/<slug:key>/"
SECTION = f"{GUIDELINE}sezioni/<slug:section_key>/"
guideline_urls = [
    path("percorso/linee/nuove/", guidelines.new, name="guideline-new"),
    path(GUIDELINE, guidelines.edit, name="guideline"),
    path(f"{GUIDELINE}togli/", guidelines.remove, name="guideline-remove"),
    path(f"{GUIDELINE}sezioni/", guidelines.new_section, name="section-new"),
    path(SECTION, guidelines.section, name="section"),
    path(f"{SECTION}sposta/<str:way>/", guidelines.move_section, name="section-move"),
    path(f"{SECTION}togli/", guidelines.remove_section, name="section-remove"),
]
document_urls = [
    path("percorso/documenti/nuovo/", documents.new, name="document-new"),
    path("percorso/documenti/<slug:key>/", documents.edit, name="document"),
    path("percorso/documenti/<slug:key>/togli/", documents.remove, name="document-remove"),
]
QUESTIONS = "percorso/domande/<slug:key>/"
QUESTION = f"{QUESTIONS}<slug:question_key>/"
question_urls = [
    path("percorso/domande/", questions.all_of_them, name="questions"),
    path("percorso/domande/nuove/", questions.new, name="questions-new"),
    path(QUESTIONS, questions.edit, name="question-set"),
    path(f"{QUESTIONS}togli/", questions.remove, name="questions-remove"),
    path(f"{QUESTIONS}aggiungi/", questions.new_question, name="question-new"),
    path(QUESTION, questions.question, name="question"),
    path(f"{QUESTION}sposta/<str:way>/", questions.move_question, name="question-move"),
    path(f"{QUESTION}togli/", questions.delete_question, name="question-remove"),
]
news_urls = [
    path("notizie/", news.news_list, name="news"),
    path("notizie/nuova/", news.new, name="news-new"),
    path("notizie/<int:pk>/", news.item, name="news-item"),
    path("notizie/<int:pk>/testo/", news.edit, name="news-edit"),
    path("notizie/<int:pk>/pubblica/", news.publish, name="news-publish"),
    path("notizie/<int:pk>/ritira/", news.withdraw, name="news-withdraw"),
    path("notizie/<int:pk>/elimina/", news.remove, name="news-remove"),
]
PLAN = "piani/<slug:key>/"
AXIS = f"{PLAN}assi/<int:axis>/"
STRATEGY = f"{PLAN}strategie/<int:strategy>/"
ACTION = f"{PLAN}azioni/<int:action>/"
plan_urls = [
    path("piani/", plans.plans, name="plans"),
    path("piani/nuovo/", plans.new, name="plan-new"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}dati/", plans.edit, name="plan-edit"),
    path(f"{PLAN}copia/", plans.copy, name="plan-copy"),
    path(f"{PLAN}parti/", plans.begin, name="plan-begin"),
    path(f"{PLAN}togli/", plans.remove, name="plan-remove"),
    path(f"{PLAN}assi/nuovo/", parts.new_axis, name="axis-new"),
    path(AXIS, parts.axis, name="axis"),
    path(f"{AXIS}sposta/<str:way>/", parts.move_axis, name="axis-move"),
    path(f"{AXIS}togli/", parts.remove_axis, name="axis-remove"),
    path(f"{AXIS}strategie/nuova/", parts.new_strategy, name="strategy-new"),
    path(STRATEGY, parts.strategy, name="strategy"),
    path(f"{STRATEGY}sposta/<str:way>/", parts.move_strategy, name="strategy-move"),
    path(f"{STRATEGY}togli/", parts.remove_strategy, name="strategy-remove"),
    path(f"{STRATEGY}azioni/nuova/", parts.new_action, name="action-new"),
    path(ACTION, parts.action, name="action"),
    path(f"{ACTION}sposta/<str:way>/", parts.move_action, name="action-move"),
    path(f"{ACTION}togli/", parts.remove_action, name="action-remove"),
]
ZONE = "territorio/zone/<int:pk>/"
MUNICIPALITY = "territorio/comuni/<slug:slug>/"
territory_urls = [
    path("impostazioni/ente/", body.body, name="body"),
    path("territorio/", territory.territory, name="territory"),
    path("territorio/importa/", territory_import.upload, name="territory-import"),
    path("territorio/importa/<str:token>/", territory_import.confirm, name="territory-columns"),
    path("territorio/zone/nuova/", territory.new_zone, name="zone-new"),
    path(ZONE, territory.zone, name="zone"),
    path(f"{ZONE}togli/", territory.remove_zone, name="zone-remove"),
    path("territorio/comuni/nuovo/", territory.new_municipality, name="municipality-new"),
    path(MUNICIPALITY, territory.municipality, name="municipality"),
    path(f"{MUNICIPALITY}zona/", territory.move, name="municipality-move"),
    path(f"{MUNICIPALITY}chiudi/", territory.close, name="municipality-close"),
    path(f"{MUNICIPALITY}riapri/", territory.reopen, name="municipality-reopen"),
]
project_urls = [
    path("progetti/", projects.projects, name="projects"),
    path("progetti/nuovo/", projects.new, name="project-new"),
    path("progetti/importa/", projects_import.upload, name="projects-import"),
    path("progetti/importa/<str:token>/", projects_import.confirm, name="projects-columns"),
    path("progetti/<slug:slug>/", projects.project, name="project"),
    path("progetti/<slug:slug>/togli/", projects.remove, name="project-remove"),
]

# Before the addresses of one meeting: "nuovo" is nobody's slug.
urlpatterns = [
    *meeting_urls,
    *venue_urls,
    *programme_urls,
    *mail_urls,
    *stage_urls,
    *guideline_urls,
    *document_urls,
    *question_urls,
    *news_urls,
    *plan_urls,
    *territory_urls,
    *project_urls,
]
