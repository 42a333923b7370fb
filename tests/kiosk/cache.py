# SPDX-License-Identifier: EUPL-1.2
"""What takes long to make is made once: a folder of finished things, each under the key of what it was made from."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import tempfile
import time

KEPT = 4          # newest of each kind
KEPT_S = 3600     # and whatever was used within this time


class Missing(Exception):
    """Something that the kiosk needs is not to be had here; the text says what and why."""


class Cache:
    """A folder that several tests may use at a time. PICKUPBOX_KIOSK_CACHE names another one than the build's."""

    def __init__(self, folder=None):
        self.folder = pathlib.Path(os.environ.get("PICKUPBOX_KIOSK_CACHE") or folder or pathlib.Path(tempfile.gettempdir()) / "pickupbox-kiosk")
        self.folder = self.folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)

    def get(self, kind, key, make):
        """The folder of this key; `make(folder)` fills it when there is none yet, in one process while others wait."""
        place = self.folder / f"{kind}-{key[:24]}"
        with self._lock(place.name):
            if not place.is_dir():
                self._prune(kind)
                fresh = pathlib.Path(tempfile.mkdtemp(prefix=f"fresh-{kind}-", dir=self.folder))
                try:
                    make(fresh)
                    fresh.chmod(0o755)
                    fresh.rename(place)
                except BaseException:
                    shutil.rmtree(fresh, ignore_errors=True)
                    raise
            os.utime(place)
        return place

    @contextlib.contextmanager
    def _lock(self, name):
        with open(self.folder / f"{name}.lock", "w", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _prune(self, kind):
        old = sorted(self.folder.glob(f"{kind}-*/"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in old[KEPT:]:
            if time.time() - path.stat().st_mtime > KEPT_S:
                shutil.rmtree(path, ignore_errors=True)
