"""The product's settings with a home of this run's own: several runs may go on side by side."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

TEST_HOME = tempfile.mkdtemp(prefix="arengo-test-")
atexit.register(shutil.rmtree, TEST_HOME, ignore_errors=True)
# Before the settings are read: what the developer has in the environment is not for the tests.
for name in [name for name in os.environ if name.startswith("ARENGO_")]:
    if not name.startswith("ARENGO_TEST_"):
        del os.environ[name]
os.environ["ARENGO_HOME"] = TEST_HOME
os.environ["ARENGO_SECRET_KEY"] = "a key for the tests only, known to everybody"
os.environ["ARENGO_BASE_URL"] = "http://testserver"

from arengo.settings import *  # noqa: E402, F403 (the environment comes first)
from arengo.settings import DATABASES, STORAGES  # noqa: E402

_database = DATABASES["default"]
_name = (
    str(Path(TEST_HOME) / "test.sqlite3")
    if "sqlite3" in _database["ENGINE"]
    else f"test_arengo_{os.getpid()}"
)
_database["TEST"] = {**_database.get("TEST", {}), "NAME": _name}
# Tests need no digests in the names of files; a test of the real storage turns it on.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# What is installed on this machine changes no test.
CONFERENCE = "mesh"
EMBEDDER = "letters"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
Path(TEST_HOME, "static").mkdir()
