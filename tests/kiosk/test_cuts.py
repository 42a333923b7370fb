#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The power goes during sessions on the kiosk's data disk, whose write cache is volatile.

usage: test_cuts.py [--daemon PROGRAM] BUILD

Staff load and a citizen collects, on real devices (cuts.c). At seeded writes of that session, and whenever something is shown or
done, the disk's file is copied as a cut there would leave it: what was flushed, and a random part of what was not. Each copy is then
repaired by e2fsck, as a start does it, the box's folder is taken out, and must hold a sound database and a ledger that
verifies, in which nothing is issued twice or without a release and nothing is missing that people had been shown. 20 cuts; 300
with PICKUPBOX_FULL=1.

On 3 of the copies, or 10, a kiosk is started again as they are, with the doors as they stood: the table "Power cut and crash" must hold,
and the code is good once or not at all.

PROGRAM: a pickupboxd in which a fault may be planted.
"""

import argparse
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
# Of cuts.c; RESTARTED are those of the copies that a kiosk is started on, in the sessions' order.
MARKS = ("begun", "loading", "put in", "loaded", "released", "sprung", "issued", "shut", "closed")
RESTARTED = (("loading", "released", "sprung"), ("begun", "put in", "loaded"), ("issued", "shut", "closed", "sprung"))
RESTARTS = 10 if os.environ.get("PICKUPBOX_FULL") else 3
MISSING = re.compile(r"\w+ was shown and is not in the ledger")
MARK = re.compile(rb"PICKUPBOX-MARK (\d)\n")
FIRST_SEED = 1


class CutDisk(disk.VolatileDisk):
    """Keeps copies of itself as cuts would leave it: at each mark, and at random writes after the first. [(path, mark, at a mark)]"""

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
                self._copy(True)
            elif self.mark is not None:
                self.writes += 1
                if self.chance.random() < self.share:
                    self._copy(False)
        return out

    def _copy(self, at_mark):
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
        self.copies.append((path, self.mark, at_mark))


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

    def start(self, data):
        box = kiosk.start(BUILD, programs=[self.program, DAEMON], chips={}, data=data, display="none")
        box.must("modprobe gpio-sim")
        box.put(self.packed, "/tmp/place.tar")
        box.must("tar -C / -xf /tmp/place.tar")
        return box

    def session(self, seed, share):
        """A session; CutDisk.copies"""
        path = disk.format_ext4(self.folder / f"data-{seed}.img", MEGABYTES)
        with CutDisk(path, seed, share) as data:
            with self.start(data) as box:
                status, text = box.run(f"kiosk_cuts run /usr/bin/{DAEMON.name} {self.place} /data 2>&1", 600)
                self.assertEqual(status, 0, text)
                box.power_cut()
            self.lost, self.kept, self.writes = self.lost + data.lost, self.kept + data.kept, self.writes + data.writes
            return data.copies

    def check(self, image, mark):
        """What is on a disk after a cut: nothing, or what was shown and is missing."""
        repaired = packages.output("/usr/sbin/e2fsck", "-f", "-p", image)
        self.assertIn(repaired.returncode, (0, 1), repaired.stdout)
        box = self.place / "box"
        shutil.rmtree(box, ignore_errors=True)
        taken = packages.output("/usr/sbin/debugfs", "-R", f"rdump /box {self.place}", image)
        self.assertTrue(box.is_dir(), taken.stderr)
        done = packages.output(*packages.ours(self.program), "check", self.place, mark)
        missing = MISSING.search(done.stdout + done.stderr)
        if not missing:
            self.assertEqual(done.returncode, 0, f"after \"{MARKS[mark]}\":\n{done.stdout}{done.stderr}")
        self.hits[MARKS[mark]] += 1
        return f"after \"{MARKS[mark]}\": {missing.group(0)}" if missing else None

    def restart(self, image, mark):
        """The machine starts on a disk as a cut has left it: the kernel replays its journal, the daemon does the rest."""
        with self.start(image) as box:
            status, text = box.run(f"kiosk_cuts restart /usr/bin/{DAEMON.name} {self.place} /data {mark} 2>&1", 600)
            if status != 0:
                text += box.run(f"cat {self.place}/daemon.log")[1]
            self.assertEqual(status, 0, f"started after \"{MARKS[mark]}\":\n{text}")
            print(f"started after \"{MARKS[mark]}\":", re.search(r"^.*: \d+ entries, then \d+$", text, re.M).group(0), flush=True)

    def to_restart(self, copies, session):
        """Those of a session's copies that are kept as they are, under other names."""
        kept = []
        for name in RESTARTED[session] if session < len(RESTARTED) else ():
            image, mark, _ = next(copy for copy in copies if copy[2] and MARKS[copy[1]] == name)
            other = image.with_name(f"restart-{session}-{mark}.img")
            packages.command("cp", "--sparse=always", image, other)
            kept.append((other, mark))
        return kept

    def test_whenever_the_power_goes_the_ledger_is_whole(self):
        count, sessions, missing, kept = 0, 0, [], []
        wanted = min(CUTS_A_SESSION, CUTS) - len(MARKS)
        while count < CUTS and not missing:
            copies = self.session(FIRST_SEED + sessions, min(1, wanted * 1.3 / EXPECTED_WRITES))
            kept += self.to_restart(copies, sessions)
            for image, mark, _ in copies:
                missing += filter(None, [self.check(image, mark)])
                image.unlink()
            count += len(copies)
            sessions += 1
        print(f"{count} cuts in {sessions} sessions of {self.writes // sessions} writes; units not flushed: "
              f"{self.lost} lost, {self.kept} kept; after", ", ".join(f"{name}: {hits}" for name, hits in self.hits.items()), flush=True)
        if missing:
            self.fail(f"{len(missing)} of {count} cuts found what was shown missing:\n" + "\n".join(missing))
        self.assertGreater(self.lost, 0)
        self.assertNotIn(0, self.hits.values())
        for image, mark in kept[:RESTARTS]:
            self.restart(image, mark)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--daemon", metavar="PROGRAM", type=pathlib.Path)
    options = parser.parse_args()
    BUILD = options.build.resolve()
    DAEMON = options.daemon or BUILD / "controller/box/daemon/pickupboxd"
    with kiosk.or_skipped():
        kiosk.make(BUILD, display="none")
    unittest.main(argv=sys.argv[:1], verbosity=2)
