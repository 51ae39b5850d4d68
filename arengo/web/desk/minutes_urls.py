"""The desk's addresses of the resoconto: made, framed, given to read, corrected, approved."""

from django.urls import path

from arengo.web.desk.views import minutes

IN = "incontri/<slug:slug>/resoconto/"

urlpatterns = [
    path(IN, minutes.minutes, name="minutes"),
    path(f"{IN}prepara/", minutes.make, name="minutes-make"),
    path(f"{IN}inizio-e-fine/", minutes.frame, name="minutes-frame"),
    path(f"{IN}anteprima/", minutes.preview, name="minutes-preview"),
    path(f"{IN}resoconto.<str:kind>", minutes.paper, name="minutes-paper"),
    path(f"{IN}lettura/", minutes.share, name="minutes-share"),
    path(f"{IN}correzioni/<uuid:number>/", minutes.decide, name="minutes-decide"),
    path(f"{IN}approva/", minutes.approve, name="minutes-approve"),
]
