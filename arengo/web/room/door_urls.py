"""The door's addresses, under /accoglienza/."""

from django.urls import path

from arengo.web.room import telephone, views

urlpatterns = [
    path("", views.doors, name="doors"),
    path("<slug:slug>/<slug:venue>/", views.door, name="door"),
    path("lavora.js", telephone.worker, name="door-worker"),
    path("<slug:slug>/<slug:venue>/elenco/", telephone.to_keep, name="door-list"),
    path("<slug:slug>/<slug:venue>/racconta/", telephone.tell, name="door-tell"),
    path("<slug:slug>/<slug:venue>/lettura/", views.scan, name="door-scan"),
    path("<slug:slug>/<slug:venue>/persona/<str:code>/", views.person, name="door-person"),
    path("<slug:slug>/<slug:venue>/nuova/", views.walk_in, name="door-walk-in"),
    path("<slug:slug>/<slug:venue>/accompagna/", views.companion, name="door-companion"),
    path("<slug:slug>/<slug:venue>/salta/<int:pk>/", views.skip, name="door-skip"),
    path("<slug:slug>/<slug:venue>/dentro/", views.inside, name="door-inside"),
    path("<slug:slug>/<slug:venue>/uscita/<int:pk>/", views.let_out, name="door-out"),
]
