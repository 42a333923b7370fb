#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The power goes during sessions on the kiosk's data disk, whose write cache is volatile.

usage: test_cuts.py BUILD [PROGRAM...]     (the programs are there to be built)

Staff load and a citizen collects, on real devices (cuts.c). At seeded writes of that session the disk's file is copied as a cut
there would leave it: what was flushed, and a random part of what was not. Each copy is then repaired by e2fsck, as
a start does it, the box's folder is taken out, and must hold a sound database and a ledger that verifies, in which nothing is issued
twice or without a release and nothing is missing that people had been shown. 20 cuts; 300 with PICKUPBOX_FULL=1.
"""

import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import disk
import kiosk
import packages

CUTS = 300 if os.environ.get("PICKUPBOX_FULL") else 20
CUTS_A_SESSION = 100
EXPECTED_WRITES = 85  # about, of a session: so that cuts fall everywhere in it
MEGABYTES = 96  # enough that the box does not stop loading for want of room
MARKS = ("begun", "loaded", "released", "issued", "closed")
MARK = re.compile(rb"PICKUPBOX-MARK (\d)\n")
FIRST_SEED = 1


class CutDisk(disk.VolatileDisk):
    """Keeps copies of itself as cuts would leave it, at random writes after the first mark."""

    def __init__(self, path, seed, share):
        self.chance, self.share = random.Random(seed), share
        self.mark, self.copies, self.writes = None, [], 0
        self.lost = self.kept = 0
        super().__init__(path)

    def _perform(self, kind, flags, offset, length, data):
        out = super()._perform(kind, flags, offset, length, data)
        if kind == disk.WRITE:
            found = MARK.match(data)
            if found:
                self.mark = int(found.group(1))
            elif self.mark is not None:
                self.writes += 1
                if self.chance.random() < self.share:
                    self._copy()
        return out

    def _copy(self):
        path = self.path.with_name(f"cut-{len(self.copies)}.img")
        packages.command("cp", "--sparse=always", self.path, path)
        with open(path, "r+b") as file:
            for unit, data in self.pending.items():
                if self.chance.random() < 0.5:
                    file.seek(unit * disk.UNIT)
                    file.write(data)
                    self.kept += 1
                else:
                    self.lost += 1
        self.copies.append((path, self.mark))


class Cuts(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-cuts-")
        self.folder = pathlib.Path(self.temporary.name)
        self.program = BUILD / "tests/kiosk/kiosk_cuts"
        made = subprocess.run([*packages.ours(self.program), "make"], env=dict(os.environ, TMPDIR=str(self.folder)), stdout=subprocess.PIPE, text=True, check=True)
        self.place = pathlib.Path(made.stdout.split()[-1])
        self.packed = subprocess.run(["tar", "-C", "/", "-c", self.place.relative_to("/")], stdout=subprocess.PIPE, check=True).stdout
        self.hits = dict.fromkeys(MARKS, 0)
        self.lost = self.kept = self.writes = 0

    def tearDown(self):
        self.temporary.cleanup()

    def session(self, seed, share):
        """A session; [(image, mark)]"""
        path = disk.format_ext4(self.folder / f"data-{seed}.img", MEGABYTES)
        with CutDisk(path, seed, share) as data:
            with kiosk.start(BUILD, programs=[self.program], chips={}, data=data, size=(800, 1280)) as box:
                box.must("modprobe gpio-sim")
                box.put(self.packed, "/tmp/place.tar")
                box.must("tar -C / -xf /tmp/place.tar")
                status, text = box.run(f"kiosk_cuts run /usr/bin/pickupboxd {self.place} /data 2>&1", 600)
                self.assertEqual(status, 0, text)
                box.power_cut()
            self.lost, self.kept, self.writes = self.lost + data.lost, self.kept + data.kept, self.writes + data.writes
            return data.copies

    def check(self, image, mark):
        """What is on a disk after a cut."""
        repaired = packages.output("/usr/sbin/e2fsck", "-f", "-p", image)
        self.assertIn(repaired.returncode, (0, 1), repaired.stdout)
        box = self.place / "box"
        shutil.rmtree(box, ignore_errors=True)
        taken = packages.output("/usr/sbin/debugfs", "-R", f"rdump /box {self.place}", image)
        self.assertTrue(box.is_dir(), taken.stderr)
        done = packages.output(*packages.ours(self.program), "check", self.place, mark)
        self.assertEqual(done.returncode, 0, f"after \"{MARKS[mark]}\":\n{done.stdout}{done.stderr}")
        self.hits[MARKS[mark]] += 1

    def test_whenever_the_power_goes_the_ledger_is_whole(self):
        count, seed = 0, FIRST_SEED
        while count < CUTS:
            share = min(1, min(CUTS_A_SESSION, CUTS) * 1.3 / EXPECTED_WRITES)
            copies = self.session(seed, share)
            self.assertTrue(copies)
            for image, mark in copies:
                self.check(image, mark)
                image.unlink()
            count += len(copies)
            seed += 1
        print(f"{count} cuts in {seed - FIRST_SEED} sessions of {self.writes // (seed - FIRST_SEED)} writes; units not flushed: "
              f"{self.lost} lost, {self.kept} kept; after", ", ".join(f"{name}: {hits}" for name, hits in self.hits.items()), flush=True)
        self.assertGreater(self.lost, 0)
        if CUTS >= 100:
            self.assertNotIn(0, self.hits.values())


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1])
    try:
        kiosk.start(BUILD, chips={}, size=(800, 1280)).close()
    except kiosk.Missing as reason:
        print(f"no virtual kiosk here: {reason}")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
