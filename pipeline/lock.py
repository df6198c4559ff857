"""One process at a time changes the files of a folder."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Seconds to wait for another process, which holds a folder only while it renames files.
WAIT = 60.0
_STEP = 0.02


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes that ask the same out of a folder while the block runs; no file is made for it.

    The lock ends with the process, however that ends. On file systems and systems without such locks there is none.
    Raises BlockingIOError when another process holds the folder for longer than `WAIT` seconds.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + WAIT
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise BlockingIOError(11, f"another run is writing {folder}") from None
                time.sleep(_STEP)
            except OSError:  # a file system without locks
                break
        yield
    finally:
        os.close(handle)
