"""The addresses of the desk's sheets to write on by hand."""

from django.urls import path

from arengo.web.desk.views import paper

urlpatterns = [
    path("fogli/", paper.sheets, name="sheets"),
    path("fogli/stampa/", paper.print_sheets, name="sheets-print"),
    path("fogli/<uuid:number>/fogli.pdf", paper.sheets_file, name="sheets-file"),
]
