"""The addresses of the desk's sheets to write on by hand: printed, handed in, typed."""

from django.urls import path

from arengo.web.desk.views import paper, transcribing

SHEET = "fogli/<int:pk>/"
urlpatterns = [
    path("fogli/", paper.sheets, name="sheets"),
    path("fogli/stampa/", paper.print_sheets, name="sheets-print"),
    path("fogli/<uuid:number>/fogli.pdf", paper.sheets_file, name="sheets-file"),
    path("fogli/consegna/", transcribing.hand_in, name="sheets-hand-in"),
    path("fogli/prossimo/", transcribing.next_sheet, name="sheet-next"),
    path("fogli/trascritti/", transcribing.done, name="sheets-done"),
    path("fogli/fuori/", transcribing.out, name="sheets-out"),
    path(SHEET, transcribing.sheet, name="sheet"),
    path(f"{SHEET}fatto/", transcribing.finish, name="sheet-finish"),
    path(f"{SHEET}riconosci/", transcribing.recognise, name="sheet-recognise"),
    path(f"{SHEET}altro/", transcribing.part, name="sheet-part"),
    path(f"{SHEET}da-parte/", transcribing.leave_out, name="sheet-leave-out"),
    path(f"{SHEET}riapri/", transcribing.reopen, name="sheet-reopen"),
    path(f"{SHEET}lo-stesso/", transcribing.same_again, name="sheet-same"),
    path(f"{SHEET}immagini/<int:number>.webp", transcribing.picture, name="sheet-picture"),
]
