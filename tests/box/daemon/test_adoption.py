#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""How a running daemon comes to a bundle: by command, by its drop folder, and when it does not.

usage: test_adoption.py PICKUPBOX PICKUPBOXD [unittest arguments]
"""

import os
import shutil
import time

import running
from running import PICKUPBOX, START_S, Case, contents, done, run


class Adoption(Case):
    def bundle(self):
        path = self.folder / "next"
        done(PICKUPBOX, "office", "bundle", self.folder / "office", "-o", path, "--passphrase-file", self.folder / "passphrase")
        return path

    def adopt(self, path, *options):
        return run(PICKUPBOX, "box", "adopt", self.box, path, *options)

    def secret(self):
        return ("--passphrase-file", self.folder / "passphrase")

    def revoked_and_forgotten(self):
        """Two bundles: one revokes the consignment, the next, of an office that was put back whole from an older copy, does not."""
        cti = running.PLACE.parcel.name
        office, anchor = self.folder / "office", self.folder / "office.anchor"
        shutil.copytree(office, self.folder / "office.older")
        shutil.copy2(anchor, self.folder / "anchor.older")
        done(PICKUPBOX, "office", "revoke", self.folder / "office", cti, *self.secret())
        revoking = self.bundle().rename(self.folder / "revoking")
        shutil.rmtree(office)
        (self.folder / "office.older").rename(office)
        (self.folder / "anchor.older").rename(anchor)
        self.bundle()  # of the same number as the one that revokes
        return cti, revoking, self.bundle()

    def await_gone(self, path):
        end = time.monotonic() + START_S
        while path.exists():
            self.assertLess(time.monotonic(), end, f"{path.name} is not taken")
            time.sleep(0.02)

    def test_no_bundle_takes_a_revocation_back(self):
        cti, revoking, forgetful = self.revoked_and_forgotten()
        self.assertEqual(self.adopt(revoking).returncode, 0)
        refused = self.adopt(forgetful)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(cti, refused.stderr)
        box = self.start()
        refused = self.adopt(forgetful)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(cti, refused.stderr)
        dropped = self.box / "incoming" / "forgetful"
        shutil.copy2(forgetful, dropped)
        os.utime(dropped, (1, 1))
        self.await_gone(dropped)
        self.assertTrue(dropped.with_name("forgetful.refused").exists())
        self.assertIn(cti, box.said())
        self.assertEqual(box.told()["bundle"]["version"], 2)
        self.assertEqual(box.end(), 0)

    def test_the_drop_folder_is_watched(self):
        path = self.bundle()
        box = self.start()
        incoming = self.box / "incoming"
        (incoming / ".part").write_bytes(path.read_bytes()[:100])
        path.rename(incoming / "bundle-2")
        self.await_gone(incoming / "bundle-2")
        self.assertEqual(box.told()["bundle"]["version"], 2)
        self.assertTrue((incoming / ".part").exists())
        odd = incoming / "a\x1b[31mb"
        odd.write_text("no bundle")
        os.utime(odd, (1, 1))
        self.await_gone(odd)
        self.assertTrue(odd.with_name(odd.name + ".refused").exists())
        self.assertIn("a?[31mb from the drop folder: not signed by the office", box.said())
        self.assertEqual(box.end(), 0)

    def test_what_lies_there_at_the_start_is_taken(self):
        path = self.bundle()
        (self.box / "incoming").mkdir()
        path.rename(self.box / "incoming" / "bundle-2")
        box = self.start()
        self.await_gone(self.box / "incoming" / "bundle-2")
        self.assertEqual(box.told()["bundle"]["version"], 2)
        self.assertEqual(box.end(), 0)

    def test_a_session_without_end_keeps_no_bundle_out(self):
        path = self.bundle()
        box = self.start()
        box.sim("press", "start")
        dropped = self.box / "incoming" / "bundle-2"
        path.rename(dropped)
        for _ in range(2):
            box.sim("clock", "+29s")
            box.sim("press", "help")
            self.assertTrue(dropped.exists())
        box.sim("clock", "+5s")
        self.await_gone(dropped)
        self.assertEqual(box.told()["bundle"]["version"], 2)
        self.assertNotEqual(box.state()["screen"], "idle")
        self.assertEqual(box.end(), 0)

    def test_a_running_box_adopts_when_idle_and_only_then(self):
        path = self.bundle()
        box = self.start()
        box.sim("press", "start")
        busy = self.adopt(path)
        self.assertEqual(busy.returncode, 1)
        self.assertIn("when it is idle", busy.stderr)
        box.sim("key", "back")
        box.sim("wait", "idle")
        self.assertEqual(self.adopt(path).returncode, 0)
        self.assertEqual(box.told()["bundle"]["version"], 2)
        again = self.adopt(path)
        self.assertEqual(again.returncode, 1)
        self.assertIn("this version", again.stderr)

    def test_a_root_key_given_beside_the_pinned_one_must_have_signed_too(self):
        path = self.bundle()
        other = "00" * 31 + "01"
        box = self.start()
        result = self.adopt(path, "--root", other)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertEqual(result.stderr, "pickupbox: this bundle is signed by another root key than --root\n")
        result = self.adopt(path, "--root", self.folder / "office" / "root.pub")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(box.told()["bundle"]["version"], 2)

    def test_a_bundle_for_another_enrolment_of_the_box_is_refused(self):
        done(PICKUPBOX, "box", "init", self.folder / "twin", "--id", "K017", "--compartments", "6")
        twin = self.folder / "twin" / "K017.enrol"
        result = run(PICKUPBOX, "box", "adopt", self.folder / "twin", self.folder / "bundle", "--root", self.folder / "office" / "root.pub")
        self.assertEqual(result.returncode, 1)
        self.assertIn("another enrolment of box K017", result.stderr)
        box = self.start()
        done(PICKUPBOX, "office", "add-box", self.folder / "office", twin, "--replace", *self.secret())
        result = self.adopt(self.bundle())
        self.assertEqual(result.returncode, 1)
        self.assertIn("another enrolment of box K017", result.stderr)
        self.assertEqual(box.told()["bundle"]["version"], 1)

    def test_a_running_box_that_trusts_nobody_says_how_to_begin(self):
        shutil.rmtree(self.box)
        done(PICKUPBOX, "box", "init", self.box, "--id", "K017", "--compartments", "6")
        self.start()
        result = self.adopt(self.folder / "bundle", "--root", self.folder / "office" / "root.pub")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr, "pickupbox: this box trusts no office yet; stop the daemon and adopt with --root\n")

    def test_a_foreign_or_damaged_bundle_changes_nothing(self):
        other = self.folder / "other"
        done(PICKUPBOX, "office", "init", other, "--name", "Anders", "--domain", "anders.example", "--passphrase-file",
             self.folder / "passphrase")
        done(PICKUPBOX, "office", "bundle", other, "-o", self.folder / "foreign", "--passphrase-file", self.folder / "passphrase")
        damaged = bytearray((self.folder / "bundle").read_bytes())
        damaged[-1] ^= 1
        (self.folder / "damaged").write_bytes(damaged)
        before = contents(self.box)
        for name, options, says in (("foreign", (), "another office"), ("damaged", (), "not a bundle"),
                                    ("foreign", ("--root", other / "root.pub"), "trusts another office")):
            result = self.adopt(self.folder / name, *options)
            self.assertEqual(result.returncode, 1, name)
            self.assertIn(says, result.stderr)
        self.assertEqual(contents(self.box), before)


if __name__ == "__main__":
    running.main()
