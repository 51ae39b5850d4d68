"""The desk's addresses of who serves at a meeting, and of its running order."""

from django.urls import path

from arengo.web.desk import minutes_urls
from arengo.web.desk.views import meeting_duties as duties, running_order, who_spoke

IN = "incontri/<slug:slug>/"
DUTY = f"{IN}servizi/<int:pk>/"

urlpatterns = [
    path(f"{IN}servizi/", duties.duties, name="meeting-duties"),
    path(f"{IN}servizi/link.pdf", duties.sheet, name="duties-sheet"),
    path(DUTY, duties.rename, name="duty-rename"),
    path(f"{DUTY}nuovo-link/", duties.renew, name="duty-renew"),
    path(f"{DUTY}togli/", duties.revoke, name="duty-revoke"),
    path(f"{IN}scaletta/", running_order.running_order, name="running-order"),
    path(f"{IN}scaletta/scaletta.pdf", running_order.sheet, name="running-order-sheet"),
    path(f"{IN}chi-ha-parlato/", who_spoke.who_spoke, name="who-spoke"),
    path(f"{IN}chi-ha-parlato/pubblica/", who_spoke.publish, name="who-spoke-publish"),
    path(f"{IN}chi-ha-parlato/ritira/", who_spoke.withdraw, name="who-spoke-withdraw"),
    *minutes_urls.urlpatterns,
]
