"""Of django-allauth only what we use: a code by e-mail, signing out, the second factor."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from arengo.web.desk.accounts import in_our_frame

urlpatterns = [
    path("entra/", in_our_frame(account.request_login_code), name="account_request_login_code"),
    path(
        "entra/codice/", in_our_frame(account.confirm_login_code), name="account_confirm_login_code"
    ),
    path("esci/", account.logout, name="account_logout"),
    path("sospeso/", in_our_frame(account.account_inactive), name="account_inactive"),
    path("conferma-identita/", in_our_frame(account.reauthenticate), name="account_reauthenticate"),
    path("sicurezza/", mfa.index, name="mfa_index"),
    path("sicurezza/codice/", mfa.authenticate, name="mfa_authenticate"),
    path("sicurezza/di-nuovo/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sicurezza/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("sicurezza/app/togli/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("sicurezza/riserva/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "sicurezza/riserva/nuovi/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "sicurezza/riserva/scarica/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
# Names that allauth's own pages link to; with us there is one way in.
urlpatterns += [
    path("accedi/", in_our_frame(account.request_login_code), name="account_login"),
    path("iscrizione-chiusa/", in_our_frame(account.signup), name="account_signup"),
]
