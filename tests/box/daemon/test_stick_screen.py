#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What managers and auditors do with a stick at the screen of a simulated box, where it is a folder; and how a manager sets its clock.

usage: test_stick_screen.py PICKUPBOX PICKUPBOXD
"""

import datetime
import hashlib
import json
import shutil
import time

import running
from running import OWN_PIN, PICKUPBOX, done


class Place(running.Place):
    """With a manager and an auditor besides."""

    def __init__(self, folder):
        super().__init__(folder)
        secret = ("--passphrase-file", self.passphrase)
        self.pins = {}
        for sub, role in (("lena", "manager"), ("adam", "auditor")):
            text = done(PICKUPBOX, "office", "add-staff", self.office, "--id", sub, "--role", role, *secret)
            self.pins[sub] = text.split("One-time PIN:")[1].split()[0]
        done(PICKUPBOX, "office", "bundle", self.office, "-o", folder / "bundle", *secret)
        done(PICKUPBOX, "box", "adopt", self.box, folder / "bundle")


class Stick(running.Case):
    def setUp(self):
        super().setUp()
        self.stick = self.folder / "stick"
        with open(self.box / "pickupboxd.conf", "a") as conf:
            conf.write(f"\n[box]\nstick = {self.stick}\n")
        self.start()

    def sign_in(self, sub):
        box = self.daemon
        box.sim("scan", f"@{self.folder}/office/badges/{sub}/badge.txt")
        box.sim("wait", "staff_pin")
        box.type(running.PLACE.pins[sub])
        box.sim("wait", "staff_set_pin")
        box.type(OWN_PIN)
        box.type(OWN_PIN)
        box.sim("wait", "staff_overview")

    def sign_in_again(self, sub):
        box = self.daemon
        box.sim("scan", f"@{self.folder}/office/badges/{sub}/badge.txt")
        box.sim("wait", "staff_pin")
        box.type(OWN_PIN)
        box.sim("wait", "staff_overview")

    def shown(self, name):
        return [text["text"] for text in self.daemon.state()["texts"] if text["name"] == name]

    def await_title(self, *titles):
        """One of these; not the words of what is under way."""
        while True:
            title = self.shown("title")[0].replace("\u00ad", "")
            if title in titles:
                return title
            self.assertIn(title, ("Der Stick wird gelesen.",) + UNDER_WAY)

    def secret(self):
        return ("--passphrase-file", self.folder / "passphrase")


UNDER_WAY = ("Wird geschrieben.", "Wird zurückgelesen.")


class Bundles(Stick):
    def read(self):
        """What the screen says of each file once it was read."""
        self.await_title("Vom Stick gelesen.")
        return dict(zip(self.shown("row"), self.shown("row_what")))

    def bundle(self, office, name):
        done(PICKUPBOX, "office", "bundle", office, "-o", self.stick / name, *self.secret())
        return self.stick / name

    def test_what_a_manager_brings_is_taken_and_the_screen_says_what_became_of_it(self):
        office, box = self.folder / "office", self.daemon
        self.sign_in("lena")
        box.sim("press", "state")
        box.sim("press", "adopt")
        box.sim("wait", "staff_adopt")
        self.await_title("Kein Stick zu sehen.")
        self.stick.mkdir()
        box.sim("press", "again")
        self.await_title("Auf dem Stick liegt nichts vom Amt.")

        shutil.copy(self.folder / "bundle", self.stick / "bundle-1")
        new = self.bundle(office, "bundle-3")
        (self.stick / "bundle-2").write_bytes(new.read_bytes()[:-1])
        done(PICKUPBOX, "office", "revoke", office, running.PLACE.parcel.name, "-o", self.stick / "statement-4", *self.secret())
        foreign = self.folder / "foreign"
        done(PICKUPBOX, "office", "init", foreign, "--name", "Anderswo", "--domain", "anderswo.example", *self.secret())
        self.bundle(foreign, "bundle-0")
        (self.stick / "bundle-link").symlink_to(new)
        (self.stick / "Brief.pdf").write_bytes(b"%PDF")
        box.sim("press", "again")
        self.assertEqual(self.read(), {"bundle-0": "Nicht von unserem Amt", "bundle-1": "Nicht neuer als die geltende",
                                       "bundle-2": "Beschädigt: bitte neu kopieren", "bundle-3": "Übernommen", "statement-4": "Übernommen"})
        self.assertIn("Es gilt Freigabe 3.", self.shown("hint")[0])
        box.sim("press", "again")
        self.assertEqual({name: self.read()[name] for name in ("bundle-3", "statement-4")},
                         {"bundle-3": "Nicht neuer als die geltende", "statement-4": "War schon bekannt"})
        self.assertTrue(new.exists(), "a stick is only read")
        box.sim("press", "sign_out")
        self.assertEqual(box.end(), 0)
        entries = self.entries()
        self.assertEqual([entry["number" if "number" in entry else "version"] for entry in entries if entry["e"] == "bundle"], [1, 2, 3])
        self.assertEqual(len([entry for entry in entries if entry["e"] == "revoked"]), 1)

    def test_a_bundle_that_takes_the_manager_away_ends_their_session(self):
        office, box = self.folder / "office", self.daemon
        self.stick.mkdir()
        done(PICKUPBOX, "office", "remove-staff", office, "lena", *self.secret())
        self.bundle(office, "bundle-3")
        self.sign_in("lena")
        box.sim("press", "state")
        box.sim("press", "adopt")
        box.sim("wait", "idle")
        self.assertEqual(box.end(), 0)


class Exports(Stick):
    def test_an_auditor_takes_the_ledger_away_and_the_box_reads_it_again(self):
        box = self.daemon
        self.sign_in("adam")
        box.sim("press", "export")
        box.sim("wait", "staff_export")
        box.sim("press", "next")
        self.await_title("Kein Stick zu sehen.")
        self.stick.mkdir()
        sizes = []
        for _ in range(2):
            box.sim("press", "next" if not sizes else "back")
            if sizes:
                box.sim("press", "sign_out")
                box.sim("clock", "+10s")
                self.sign_in_again("adam")
                box.sim("press", "export")
                box.sim("press", "next")
            self.await_title("Geschrieben und geprüft.")
            verdict = json.loads(done(PICKUPBOX, "ledger", "verify", self.stick / "pickupbox-K017", "--json"))
            self.assertTrue(verdict["valid"])
            self.assertFalse(verdict["unfinished"])
            sizes.append(verdict["size"])
            self.assertIn(f"{sizes[-1]} Einträge", self.shown("todo")[0])
        self.assertLess(*sizes)
        box.sim("press", "checking")
        box.sim("wait", "staff_checking")
        self.assertIn("pickupbox ledger verify pickupbox-K017", self.shown("command")[0])
        box.sim("press", "sign_out")
        self.assertEqual(box.end(), 0)
        exported = [entry for entry in self.entries() if entry["e"] == "exported"]
        self.assertEqual([(entry["size"], entry["by"]) for entry in exported], [(size, "adam") for size in sizes])
        self.assertTrue(all(entry["n"] >= entry["size"] for entry in exported), "it tells of what was given out before")


class Lists(Stick):
    def test_a_manager_takes_the_list_of_contents_along(self):
        box, path = self.daemon, self.stick / "pickupbox-K017-list.csv"
        self.sign_in("lena")
        for button in ("day", "contents", "listing"):
            box.sim("press", button)
        box.sim("wait", "staff_listing")
        box.sim("press", "next")
        self.await_title("Kein Stick zu sehen.")
        self.stick.mkdir()
        box.sim("press", "next")
        self.await_title("Geschrieben und geprüft.")
        self.assertIn(path.name, self.shown("todo")[0])
        box.sim("press", "sign_out")
        self.assertEqual(box.end(), 0)
        proof = self.stick / "pickupbox-K017-list.proof"
        self.assertEqual(sorted(child.name for child in self.stick.iterdir()), [path.name, proof.name])
        text = path.read_bytes()
        lines = text.decode().split("\r\n")
        self.assertEqual((lines[0], lines[-1]), ("compartment,case,items,state,deadline", ""))
        told = [(entry["count"], entry["sha"], entry["by"]) for entry in self.entries() if entry["e"] == "listed"]
        self.assertEqual(told, [(len(lines) - 2, hashlib.sha256(text).hexdigest(), "lena")], "one, and none without a stick")
        # By the guide of docs/ledger.md: the pinned key and the two files, without the box.
        done(PICKUPBOX, "ledger", "export", self.box, self.folder / "pinned")
        checked = json.loads(done(PICKUPBOX, "ledger", "check-proof", proof, "--vkey", self.folder / "pinned" / "vkey", "--json"))
        self.assertTrue(checked["valid"])
        entry = json.loads(checked["entry"]) if isinstance(checked["entry"], str) else checked["entry"]
        self.assertEqual((entry["e"], entry["sha"]), ("listed", hashlib.sha256(text).hexdigest()))


class Countersignatures(Stick):
    """The auditor takes an export to a witness, and brings back what it signed."""

    def start(self, **options):
        self.state = ("--state", self.folder / "w.state", "--key", self.folder / "w.key")
        with open(self.box / "pickupboxd.conf", "a") as conf:
            conf.write(f"witness = {done(PICKUPBOX, 'ledger', 'witness', *self.state, '--init', 'w.example/witness')}")
        return super().start(**options)

    def export(self):
        box = self.daemon
        box.sim("press", "export")
        box.sim("press", "next")
        self.await_title("Geschrieben und geprüft.")
        box.sim("press", "back")

    def read(self):
        self.await_title("Vom Stick gelesen.")
        return dict(zip(self.shown("row"), self.shown("row_what")))

    def test_what_a_witness_signed_on_the_stick_is_shown_with_the_checkpoint(self):
        box, out = self.daemon, self.stick / "pickupbox-K017"
        self.stick.mkdir()
        self.sign_in("adam")
        self.export()
        box.sim("press", "checkpoint")
        box.sim("wait", "staff_checkpoint")
        self.assertIn("Noch nicht gegengezeichnet.", self.shown("hint")[0])
        box.sim("press", "witnessed")
        box.sim("wait", "staff_witnessed")
        self.assertEqual(self.read(), {"checkpoint": "Von keinem bekannten Zeugen"})
        done(PICKUPBOX, "ledger", "witness", out, *self.state)
        signed = (out / "checkpoint").read_bytes()
        (self.stick / "checkpoint-cut").write_bytes(signed[:-20])
        box.sim("press", "again")
        self.assertEqual(self.read(), {"checkpoint": "Übernommen", "checkpoint-cut": "Beschädigt: bitte neu kopieren"})
        box.sim("press", "again")
        self.assertEqual(self.read()["checkpoint"], "War schon bekannt")
        box.sim("press", "back")
        box.sim("wait", "staff_checkpoint")
        size = json.loads(done(PICKUPBOX, "ledger", "verify", out, "--json"))["size"]
        self.assertIn(f"Gegengezeichnet: {size}\u00a0Einträge von w.example/witness, ", self.shown("hint")[0])
        box.sim("press", "sign_out")
        time.sleep(1.1)  # a countersignature tells its time to the second
        (out / "checkpoint").write_bytes(signed)
        done(PICKUPBOX, "ledger", "witness", out, *self.state)
        self.assertIn("has taken it", done(PICKUPBOX, "box", "adopt", self.box, out / "checkpoint"))
        refused = running.run(PICKUPBOX, "box", "adopt", self.box, out / "checkpoint")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("knows this countersignature", refused.stderr)
        self.assertEqual(box.end(), 0)
        told = [entry for entry in self.entries() if entry["e"] in ("countersigned", "contradicted", "alarm")]
        self.assertEqual([(entry["e"], entry["size"], entry["witness"], entry["by"]) for entry in told],
                         [("countersigned", size, "w.example/witness", "adam"), ("countersigned", size, "w.example/witness", "")])


class Clock(Stick):
    """The simulated clock answers as systemd-timedated does."""

    def set(self, when):
        box = self.daemon
        box.sim("press", "state")
        box.sim("press", "set_clock")
        box.sim("wait", "staff_time")
        box.type(when.strftime("%d%m%Y"))
        box.type(when.strftime("%H%M"))
        box.sim("wait", "staff_time_set")
        while (title := self.shown("title")[0].replace("\u00ad", "")) == "Die Uhr wird gestellt.":
            pass
        return title

    def shown_time(self):
        return datetime.datetime.fromisoformat(self.daemon.state()["time"].replace("Z", "+00:00"))

    def test_a_manager_sets_it_unless_the_system_does(self):
        box = self.daemon
        self.sign_in("lena")
        later = self.shown_time().astimezone() + datetime.timedelta(days=2)  # Stick's zone is the process's
        box.sim("clock", "synchronised")
        self.assertEqual(self.set(later), "Die Uhr stellt sich selbst.")
        box.sim("press", "back")
        box.sim("clock", "alone")
        box.sim("press", "back")
        self.assertEqual(self.set(later), "Die Uhr ist gestellt.")
        self.assertLess(abs((self.shown_time() - later).total_seconds()), 3 * 3600)
        self.assertEqual(box.state()["screen"], "staff_time_set")
        box.sim("press", "back")
        box.sim("press", "back")
        self.assertEqual(self.set(later - datetime.timedelta(days=40)), "So früh kann es nicht sein.")
        box.sim("press", "sign_out")
        self.assertEqual(box.end(), 0)
        entries = self.entries()
        clocks = [entry for entry in entries if entry["e"] == "clock"]
        self.assertEqual([entry["by"] for entry in clocks], ["lena"])
        self.assertLess(clocks[0]["was"], clocks[0]["now"])
        self.assertFalse([entry for entry in entries if entry["e"] == "alarm" and entry["what"] == "clock"])


if __name__ == "__main__":
    running.main(Place)
