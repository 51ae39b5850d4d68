"""The one settings file. Everything comes from the environment; the defaults run on a laptop."""

import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from arengo.core import environment

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


def _home() -> Path:
    """Where database, media and keys live: ARENGO_HOME, ./var in a checkout, else the user's data folder."""
    named = environment.text("ARENGO_HOME")
    if named:
        return Path(named).resolve()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    return Path.home() / ".local" / "share" / "arengo"


def _secret_key() -> str:
    """The installation's key: ARENGO_SECRET_KEY, else one made once and kept in ARENGO_HOME."""
    given = environment.text("ARENGO_SECRET_KEY")
    if given:
        return given
    path = HOME / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


HOME = _home()
SECRET_KEY = _secret_key()
DEBUG = environment.flag("ARENGO_DEBUG")
DEMO = environment.flag("ARENGO_DEMO")
BASE_URL = environment.text("ARENGO_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
IS_HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = environment.words("ARENGO_HOSTS") or [
    BASE_URL.split("://")[-1].split("/")[0].split(":")[0],
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Proxies whose X-Forwarded-For is believed; nobody by default.
TRUSTED_PROXIES = environment.words("ARENGO_TRUSTED_PROXIES")
# A public form sent sooner than this after it was opened comes from a program.
FORM_MINIMUM_SECONDS = environment.number("ARENGO_FORM_MINIMUM_SECONDS", 2)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "arengo.core.clock",
    "arengo.core.ledger",
    "arengo.core.outbox",
    "arengo.core.stream",
    "arengo.core.tasks",
    "arengo.territory",
    "arengo.people",
    "arengo.pages",
    "arengo.questions",
    "arengo.plan",
    "arengo.projects",
    "arengo.process",
    "arengo.meetings",
    "arengo.invitations",
    "arengo.registrations",
    "arengo.live",
    "arengo.contributions",
    "arengo.suggestions",
    "arengo.feedback",
    "arengo.blueprint",
    "arengo.web",
]

MIDDLEWARE = [
    "arengo.web.shared.middleware.RequestId",
    "arengo.web.shared.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "arengo.web.shared.middleware.Refusals",
]

ROOT_URLCONF = "arengo.urls"
ASGI_APPLICATION = "arengo.asgi.application"
WSGI_APPLICATION = "arengo.wsgi.application"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "arengo.web.shared.context.site",
            ],
            "libraries": {
                "arengo": "arengo.web.shared.templatetags.arengo",
                "desk": "arengo.web.desk.tags",
                "room": "arengo.web.room.tags",
            },
        },
    }
]


def _database() -> dict[str, Any]:
    """SQLite in ARENGO_HOME, or the server that DATABASE_URL names."""
    url = environment.text("DATABASE_URL", f"sqlite:///{HOME / 'arengo.sqlite3'}")
    database: dict[str, Any] = dict(dj_database_url.parse(url))
    options = dict(database.get("OPTIONS") or {})
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # DEFERRED, Django's default, gave 775 "database is locked" in one short run.
        database["OPTIONS"] = {
            **options,
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # What is deleted is overwritten, and not only left out of what one can ask for; in what is
            # written ahead (-wal) the worker's clear_write_ahead does it, every few minutes.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            ),
        }
    elif database["ENGINE"] == "django.db.backends.postgresql":
        size = environment.number("ARENGO_DATABASE_POOL", 4)
        pool = {"min_size": 1, "max_size": size, "timeout": 20}
        # To plan the nine joins of a personal page costs ten times as much as to run them, unless
        # the planner keeps, as it does here, nearly the order in which Django writes them.
        # And to compile a query takes longer than any of ours runs: a list of ten thousand took 0.4 s.
        options.setdefault("options", "-c join_collapse_limit=4 -c jit=off")
        if environment.flag("ARENGO_DATABASE_PREPARED", default=True):
            # A statement that comes again is planned once for each connection: a third less CPU.
            options |= {"server_side_binding": True, "prepare_threshold": 5}
        database["ENGINE"] = "arengo.core.postgresql"
        database["OPTIONS"] = {**options, "pool": pool}
    else:
        raise ImproperlyConfigured(f"DATABASE_URL={url!r}: use sqlite:/// or postgresql://")
    return database


DATABASES = {"default": _database()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # With Django's 300 the limits would forget an address after some dozens of others.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
TASKS = {"default": {"BACKEND": "arengo.core.tasks.backend.DatabaseBackend"}}

# Mail. The outbox decides when; these say through which server.
EMAIL_BACKEND = (
    "arengo.gateways.mailbox.DemoMailbox" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = environment.text("ARENGO_SMTP_HOST", "localhost")
EMAIL_PORT = environment.number("ARENGO_SMTP_PORT", 25)
EMAIL_HOST_USER = environment.text("ARENGO_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("ARENGO_SMTP_PASSWORD")
# TLS: a call in clear that goes on encrypted (port 587). SSL: encrypted from the start (port 465).
EMAIL_USE_TLS = environment.flag("ARENGO_SMTP_TLS")
EMAIL_USE_SSL = environment.flag("ARENGO_SMTP_SSL")
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    raise ImproperlyConfigured("ARENGO_SMTP_TLS and ARENGO_SMTP_SSL: set only one of the two")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("ARENGO_MAIL_FROM", "Arengo <arengo@localhost>")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rstrip(">").split("@")[-1]
# The mailbox from which voices are taken in: imaps://host/FOLDER, or imap:// for STARTTLS. None when empty.
IMAP_URL = environment.text("ARENGO_IMAP_URL")
IMAP_USER = environment.text("ARENGO_IMAP_USER")
IMAP_PASSWORD = environment.text("ARENGO_IMAP_PASSWORD")

# The office signs in with a code by e-mail, and a second factor if it likes. There are no passwords.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "desk:today"
ACCOUNT_ADAPTER = "arengo.web.desk.accounts.DeskAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Official mailboxes are slow.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Arengo"

# Texts as vectors: "letters", or "auto": by meaning where the package for it is installed, else by letters.
EMBEDDER = environment.text("ARENGO_EMBEDDER", "auto")
if EMBEDDER not in ("auto", "letters"):
    raise ImproperlyConfigured(f"ARENGO_EMBEDDER={EMBEDDER!r}: write auto or letters")

# The conference: "janus", "mesh" (browser to browser), or "auto": Janus where it is installed.
CONFERENCE = environment.text("ARENGO_CONFERENCE", "auto")
if CONFERENCE not in ("auto", "janus", "mesh"):
    raise ImproperlyConfigured(f"ARENGO_CONFERENCE={CONFERENCE!r}: write auto, janus or mesh")
# Ours is not Debian's own service, which takes 8088. It listens on loopback; media flows on a range of UDP ports.
JANUS_PORT = environment.number("ARENGO_JANUS_PORT", 8308)
JANUS_URL = f"http://127.0.0.1:{JANUS_PORT}/janus"
JANUS_MEDIA_PORTS = environment.words("ARENGO_JANUS_MEDIA_PORTS", "20000 20999")
if len(JANUS_MEDIA_PORTS) != 2 or not all(word.isdigit() for word in JANUS_MEDIA_PORTS):
    raise ImproperlyConfigured("ARENGO_JANUS_MEDIA_PORTS: write the first and the last port")
# The interface or address on which media flows (all, when empty), and how a router before it is called.
JANUS_INTERFACE = environment.text("ARENGO_JANUS_INTERFACE")
JANUS_PUBLIC_ADDRESS = environment.text("ARENGO_JANUS_PUBLIC_ADDRESS")
# Servers that help through firewalls: stun:host:port, turn:host:port, turns:host:port.
ICE_SERVERS = environment.words("ARENGO_ICE_SERVERS")
TURN_SECRET = environment.text("ARENGO_TURN_SECRET")
if any(word.startswith("turn") for word in ICE_SERVERS) and not TURN_SECRET:
    raise ImproperlyConfigured("ARENGO_ICE_SERVERS has a TURN server: write ARENGO_TURN_SECRET")

LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italiano")), ("en", _("Inglese"))]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("ARENGO_TIME_ZONE", "Europe/Rome")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"


def _bootstrap_italia() -> Path:
    """The folder with Bootstrap Italia's css, fonts and icons: ARENGO_BOOTSTRAP_ITALIA, else the wheel's."""
    named = environment.text("ARENGO_BOOTSTRAP_ITALIA")
    if named:
        return Path(named)
    spec = find_spec("bootstrap_italia_template")
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured("design-django-theme is not installed: run `make demo` once")
    return Path(spec.origin).parent / "static"


BOOTSTRAP_ITALIA = _bootstrap_italia()
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "arengo.web.shared.staticfiles.BootstrapItaliaFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/media/"

SECURE_CONTENT_TYPE_NOSNIFF = True
# A reply to a whole list names each of its voices (web/desk/views/replies.py), 2,000 at most.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2500
# A morning of photographs of sheets is handed in at once.
DATA_UPLOAD_MAX_NUMBER_FILES = 300
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "arengo.web.shared.errors.csrf_failure"
if IS_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "arengo.core.logs.AddRequestId"}},
    "formatters": {"line": {"()": "arengo.core.logs.JsonLine"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": environment.text("ARENGO_LOG_LEVEL", "WARNING")},
}
