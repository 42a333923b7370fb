#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`box backup` beside a running box, and another controller that goes on from it.

usage: test_backup.py PICKUPBOX PICKUPBOXD [unittest arguments]
"""

import json
import os
import pathlib
import shutil
import subprocess
import time

import put_back
from put_back import PICKUPBOX, PICKUPBOXD, Case, restore, run, simulated

CUT_AT = ("write", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename", "unlink")
ROUNDS_MAX = 60


class Backup(Case):
    """`box backup` beside a running box, `office unseal`, and `box restore` on another controller."""

    def setUp(self):
        super().setUp()
        self.box, self.office, self.file = self.folder / "box", self.folder / "office", self.folder / "K017.backup"
        self.secret = ("--passphrase-file", self.folder / "passphrase")

    def adopt_key(self):
        """The first bundle of this box has the key as well: it is taken here to have a newer one."""
        simulated.run(PICKUPBOX, "box", "adopt", self.box, self.folder / "bundle2")

    def unsealed(self, enrolment):
        out = self.folder / "unsealed"
        done = run(PICKUPBOX, "office", "unseal", self.office, self.file, enrolment, "-o", out, *self.secret)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out, done.stdout

    def test_without_a_backup_key_it_says_which_is_missing(self):
        simulated.run(PICKUPBOX, "office", "bundle", self.office, "--form", "1", "-o", self.folder / "first", *self.secret)
        simulated.run(PICKUPBOX, "box", "adopt", self.box, self.folder / "first")
        done = run(PICKUPBOX, "box", "backup", self.box, self.file)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no backup key of the office", done.stderr)
        self.assertFalse(self.file.exists())

    def test_killed_at_every_write_it_leaves_the_old_one_or_the_new(self):
        """Also beside a session: at each write, sync and rename of the command."""
        if shutil.which("strace") is None or subprocess.run(["strace", "-o", os.devnull, "true"], stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("strace is not installed, or may not trace here")
        self.adopt_key()
        self.enrolment = self.new_controller()
        simulated.run(PICKUPBOX, "box", "backup", self.box, self.file)
        self.old, self.killed, self.replaced = self.file.read_bytes(), 0, 0
        for syscall in CUT_AT:
            self.cut_at_each(syscall)
        alone = self.killed
        box = simulated.Box(PICKUPBOXD, self.box)
        box.scan(put_back.PLACE.code("second"))
        box.wait("birth")
        box.type(simulated.BORN_KEYS)
        box.wait("door")
        for syscall in CUT_AT:
            self.cut_at_each(syscall)
        box.close_door()
        box.wait("done")
        self.assertEqual(sum(entry["e"] == "issued" for entry in self.entries(box)), 2)
        print(f"backup: killed {alone} times alone and {self.killed - alone} times beside a session, replaced {self.replaced} times, whole each time")
        self.assertGreater(min(alone, self.killed - alone, self.replaced), 0)
        self.assertEqual(oct(self.file.stat().st_mode & 0o777), "0o600")

    def entries(self, box):
        box.end()
        simulated.run(PICKUPBOX, "ledger", "export", self.box, self.folder / "out")
        return [json.loads(line) for line in (self.folder / "out" / "entries.jsonl").read_text().splitlines()]

    def cut_at_each(self, syscall):
        # LeakSanitizer does not work under a tracer.
        sanitizer = ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "detect_leaks=0")))
        for count in range(1, ROUNDS_MAX):
            done = run("env", f"ASAN_OPTIONS={sanitizer}", "strace", "-f", "-o", os.devnull, "-e", f"trace={syscall}",
                       "-e", f"inject={syscall}:signal=SIGKILL:when={count}", PICKUPBOX, "box", "backup", self.box, self.file)
            new = self.file.read_bytes()
            if new != self.old:
                self.replaced += 1
                self.unsealed(self.enrolment)                        # the new one, whole
                self.old = new
            if done.returncode == 0:
                return
            self.assertIn(done.returncode, (-9, 137), (syscall, count, done.stderr))
            self.killed += 1
        self.fail(f"{syscall}: not done after {ROUNDS_MAX} writes")

    def new_controller(self):
        self.new = self.folder / "new" / "box"
        self.new.parent.mkdir()
        simulated.run(PICKUPBOX, "box", "init", self.new, "--id", "K017", "--compartments", "24")
        shutil.copy(self.box / "pickupboxd.conf", self.new / "pickupboxd.conf")
        return self.new / "K017.enrol"

    def test_another_controller_goes_on(self):
        self.adopt_key()
        old_ticket = self.issue()
        box = simulated.Box(PICKUPBOXD, self.box)
        simulated.run(PICKUPBOX, "box", "backup", self.box, self.file)
        box.end()
        enrolment = self.new_controller()
        ledger_key = (self.new / "keys" / "ledger.key").read_bytes()
        copied_s = self.seconds_to_copy()
        began = time.monotonic()
        out, said = self.unsealed(enrolment)
        added = simulated.run(PICKUPBOX, "office", "add-box", self.office, enrolment, "--replace", *self.secret)
        fingerprint = next(line for line in said.splitlines() if line.count(" ") == 7)
        self.assertIn(fingerprint, added)
        simulated.run(PICKUPBOX, "office", "bundle", self.office, "-o", self.folder / "bundle3", *self.secret)
        at_the_box = time.monotonic()
        status, said = restore(out, self.new, "--bundle", self.folder / "bundle3")
        restored_s = time.monotonic() - at_the_box
        self.assertEqual(status, 0, said)
        self.assertEqual((self.new / "keys" / "ledger.key").read_bytes(), ledger_key)
        box = simulated.Box(PICKUPBOXD, self.new)
        box.wait("idle")
        print(f"another controller: `box restore` with two people's PINs takes {restored_s / copied_s:.0f} times as long as copying the box's "
              f"folder to the disk, the whole way from the backup to the idle screen {(time.monotonic() - began) / copied_s:.0f} times")
        self.make_room(box)
        for ticket in (old_ticket, self.issue()):
            box.scan(ticket)
            box.wait("staff_load")
            box.close_door()
            box.wait("staff_scan")
        box.end()
        simulated.run(PICKUPBOX, "ledger", "export", self.new, self.folder / "out")
        again = run(PICKUPBOX, "box", "restore", out, self.new, "--bundle", self.folder / "bundle3")
        self.assertEqual(again.returncode, 1)
        self.assertIn("has a ledger already", again.stderr)

    def seconds_to_copy(self):
        """The box's folder, each file of it synced: what any restore has to do at least. The shortest of five times."""
        took = []
        for number in range(5):
            began = time.monotonic()
            copy = pathlib.Path(shutil.copytree(self.box, self.folder / f"copy{number}", ignore=shutil.ignore_patterns("*.sock")))
            for file in filter(pathlib.Path.is_file, copy.rglob("*")):
                with file.open("rb+") as opened:
                    os.fsync(opened.fileno())
            took.append(time.monotonic() - began)
        return min(took)

    def issue(self):
        made = json.loads(simulated.run(PICKUPBOX, "office", "issue", self.office, "--box", "K017", "--item", "passport", "--born",
                                        simulated.BORN, "--json", *self.secret))
        folder = (made["issued"][0] if "issued" in made else made)["folder"]
        return (pathlib.Path(folder) / "ticket.txt").read_text().strip()

    def make_room(self, box):
        """A manager finds two compartments empty, and begins to load."""
        put_back.sees_what_is_in_doubt(box)
        for _ in range(2):
            box.activate("row_0")
            box.wait("staff_take")
            box.close_door()
            box.wait("staff_found")
            box.activate("found_empty")
            box.wait("staff_problems")
            box.pass_time(11)
        box.activate("back")
        box.wait("staff_overview")
        box.activate("load")
        box.wait("staff_scan")


if __name__ == "__main__":
    put_back.main()
