#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The ledger goes out on a USB stick with the kernel's FAT, which is pulled without unmounting.

usage: test_stick.py BUILD
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import kiosk
import place

STICK_MB = 48
BOX, OUT = "/run/box", "/stick/export"


class Stick(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pickupbox-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.file = self.folder / "stick.img"
        with open(self.file, "wb") as file:
            file.truncate(STICK_MB << 20)
        place.Place(place.Programs(BUILD), self.folder)
        packed = subprocess.run(["tar", "-C", str(self.folder), "-c", "box"], stdout=subprocess.PIPE, check=True).stdout
        self.box = kiosk.start(BUILD, chips={}, display="none")
        self.addCleanup(self.box.close)
        self.box.put(packed, "/run/box.tar")
        self.box.must("tar -C /run -xf /run/box.tar && modprobe -a usb-storage sd_mod vfat nls_cp437 nls_ascii && mkdir /stick")
        self.box.plug_stick(self.file)
        self.box.must("mkdosfs /dev/sda >/dev/null && mount -t vfat /dev/sda /stick")

    def starts(self, times):
        """The ledger grows by what the box says when it starts."""
        self.box.must(f"for n in $(seq {times}); do rm -f /run/said; pickupboxd --config {BOX}/pickupboxd.conf --simulate >/run/said 2>&1 & "
                      "until grep -q 'ready, 6 compartments' /run/said; do usleep 50000; done; kill $!; wait $! || exit 1; done", 120)

    def pull(self):
        self.box.unplug_usb("stick")
        self.box.must("umount -l /stick; for n in $(seq 100); do [ -b /dev/sda ] || exit 0; usleep 50000; done; exit 1")

    def plug(self):
        self.box.plug_stick(self.file)
        self.box.must("mount -t vfat /dev/sda /stick")

    def export(self):
        return self.box.must(f"pickupbox ledger export {BOX} {OUT}")

    def size(self):
        """That of the export on the stick, which verifies."""
        return int(re.search(r"(\d+) entr", self.box.must(f"pickupbox ledger verify {OUT}"))[1])

    def test_what_was_exported_is_there_when_the_stick_is_pulled(self):
        self.starts(1)
        self.export()
        first = self.size()
        self.pull()
        self.plug()
        self.assertEqual(self.size(), first)
        self.starts(1)
        self.export()
        self.pull()
        self.plug()
        self.assertGreater(self.size(), first)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    with kiosk.or_skipped():
        kiosk.start(BUILD, chips={}, display="none").close()
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
