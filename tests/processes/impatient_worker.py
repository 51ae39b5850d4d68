"""`arengo worker` with leases of one second: what a killed one held is taken up while a test waits."""

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arengo.settings")
django.setup()

from arengo.cli.worker import Worker  # noqa: E402 - models need the set-up
from arengo.core.outbox import delivery  # noqa: E402
from arengo.core.tasks import runner  # noqa: E402

if __name__ == "__main__":
    delivery.LEASE = runner.LEASE = timedelta(seconds=1)
    Worker().run()
