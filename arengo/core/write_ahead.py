"""SQLite's write-ahead file (`-wal`), in which what was deleted stands until the file is cut.

Written pages are copied from it into the database, where what is deleted is overwritten; but the file
itself is used again from its beginning, and keeps for long what came later in it.
"""

import logging

from django.db import connection

# Who would write waits while it is tried, so it is not tried for long.
WAIT_MS = 500
logger = logging.getLogger(__name__)


def clear_write_ahead() -> bool:
    """Copy all of it into the database and cut it to nothing; on PostgreSQL there is nothing to do.

    False when somebody was reading what was before: then it is as it was, and the next time is soon.
    """
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy = bool(cursor.fetchone()[0])
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
    if is_busy:
        logger.warning("the write-ahead file is being read: what was deleted stands in it still")
    return not is_busy
