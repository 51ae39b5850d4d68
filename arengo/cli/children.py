"""The two ends of the line between the supervisor and its children.

Each child holds the reading end of a pipe of which only the supervisor holds the other. When the
supervisor is gone, however it went, the pipe ends: this works on Linux and on macOS alike.
"""

import contextlib
import gc
import os
import resource
import signal
import threading
import time

SUPERVISOR_PIPE = "ARENGO_SUPERVISOR_PIPE"
GRACE_SECONDS = 10


def stop_with_supervisor() -> None:
    """In a child: stop, politely and then not, when the supervisor is gone. Alone: nothing."""
    number = os.environ.pop(SUPERVISOR_PIPE, "")
    if number:
        watch = threading.Thread(target=_wait_for_end, args=[int(number)], daemon=True)
        watch.start()


def _wait_for_end(pipe: int) -> None:
    with contextlib.suppress(OSError):
        os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def allow_many_connections() -> None:
    """As many open files as the system lets this process have: each reader of the stream is one."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def keep_what_is_loaded() -> None:
    """Take what was loaded so far out of the collector's sight: it stays as long as the process.

    To look through it took a tenth of a second each time, in which no reader got anything.
    """
    gc.collect()
    gc.freeze()
