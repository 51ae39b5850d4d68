"""The desk's addresses, under /ufficio/, grouped by what they are about."""

from django.urls import path

from arengo.web.desk.views import sign_in, today

app_name = "desk"

urlpatterns = [
    path("", today.today, name="today"),
    path("entra-demo/<str:token>/", sign_in.demo_link, name="demo-sign-in"),
]
