#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The way on at the screen of a box whose folder was put back.

usage: test_restore_screen.py PICKUPBOX PICKUPBOXD [unittest arguments]
"""

import json
import shutil
import time

import put_back
from put_back import PICKUPBOX, PICKUPBOXD, Case, badge, old_folder, restore, run, simulated


class AtTheScreen(Case):
    """The way on without a command: the bundle by the drop folder, two people at the scanner and the keys."""

    def setUp(self):
        super().setUp()
        self.box = old_folder(self.folder)
        (self.box / "incoming").mkdir(exist_ok=True)

    def texts(self, box):
        return " ".join(text["text"] for text in box.state()["texts"]).replace("\u00a0", " ")

    def bring(self):
        shutil.copy(self.folder / "bundle2", self.box / "incoming" / "bundle2")

    def sign_in(self, box, sub, pin):
        box.scan(badge(sub))
        box.wait("staff_pin")
        box.type(pin)

    def refused(self, box, sub, screen, words):
        box.scan(badge(sub))
        box.wait(screen)
        self.assertIn(words, self.texts(box))
        box.activate("next")

    def test_two_people_begin_again(self):
        before = (self.box / "box.db").read_bytes()
        box = simulated.Box(PICKUPBOXD, self.box)
        self.refused(box, "anna", "staff_refused", "gesperrt")     # the store's own bundle does not know her
        box.wait("out_of_order")
        self.bring()
        self.refused(box, "meier", "staff_restore", "Teamleitung")
        self.sign_in(box, "anna", "00000000")
        box.wait("staff_pin")
        self.assertIn("4", self.texts(box))
        box.type(put_back.PLACE.manager_pin)
        box.wait("staff_second")
        self.refused(box, "anna", "staff_restore", "andere")
        box.wait("out_of_order")
        self.sign_in(box, "anna", put_back.PLACE.manager_pin)
        box.wait("staff_second")
        self.sign_in(box, "meier", simulated.OWN_PIN)
        box.wait("staff_restore")
        self.assertIn("Alle Fächer bleiben gesperrt", self.texts(box))
        self.assertEqual((self.box / "box.db").read_bytes(), before)
        box.activate("next")
        self.assertIn("beginnt neu", self.texts(box))
        box.socket.sendall(b'{"request": "advance", "ms": 4000}\n')
        self.assertEqual(box.process.wait(simulated.START_S), 1)     # to be started anew by the service manager
        box.socket.close()
        box.log.close()
        self.goes_on()

    def goes_on(self):
        box = simulated.Box(PICKUPBOXD, self.box)
        box.wait("idle")
        box.scan(put_back.PLACE.code("passport"))                             # an export would have told that it is spent; nobody has looked
        box.wait("jam")
        self.assertEqual({lock["pulses"] for lock in box.state()["locks"]}, {0})
        self.assertIn("Its verifier key, for the office", box.said())
        end = time.monotonic() + 30
        while list((self.box / "incoming").iterdir()):               # known already: it goes
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)
        box.pass_time(120)
        box.end()
        out = self.folder / "out"
        simulated.run(PICKUPBOX, "ledger", "export", self.box, out)
        events = [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]
        self.assertEqual([entry["e"] for entry in events[:3]], ["continued", "restored", "bundle"])
        self.assertEqual((events[1]["by"], events[2]["version"]), ("anna", 2))
        self.assertEqual([entry["c"] for entry in events if entry["e"] == "quarantined"], list(range(1, 25)))
        export = json.loads(run(PICKUPBOX, "ledger", "verify", self.folder / "export", "--json").stdout)
        self.assertEqual(events[0]["size"], export["size"])          # of the anchor, which knew more than the old copy

    def test_without_a_bundle_as_new_as_the_anchors_nobody_is_judged(self):
        anchor = self.folder / "box.anchor"
        anchor.write_text(anchor.read_text().replace("bundle 1\n", "bundle 2\n"))
        box = simulated.Box(PICKUPBOXD, self.box)
        self.refused(box, "anna", "staff_restore", "Die neueste Freigabe fehlt")
        (self.box / "incoming" / "junk").write_bytes(b"junk")
        self.refused(box, "anna", "staff_restore", "Die neueste Freigabe fehlt")
        self.bring()
        box.scan(badge("anna"))
        box.wait("staff_pin")
        box.pass_time(181)
        box.wait("out_of_order")
        box.end()

    def test_five_wrong_pins_leave_only_the_command(self):
        self.bring()
        before = (self.box / "box.db").read_bytes()
        box = simulated.Box(PICKUPBOXD, self.box)
        box.scan(badge("anna"))
        for _ in range(5):
            box.wait("staff_pin")
            box.type("00000000")
        box.wait("staff_restore")
        self.assertIn("Zu viele falsche PINs", self.texts(box))
        box.activate("next")
        self.refused(box, "anna", "staff_restore", "Zu viele falsche PINs")
        box.end()
        self.assertEqual((self.box / "box.db").read_bytes(), before)
        self.assertEqual(restore(self.box, "--bundle", self.folder / "bundle2")[0], 0)

    def test_out_of_order_it_still_helps_whoever_stands_there(self):
        box = simulated.Box(PICKUPBOXD, self.box)
        box.wait("out_of_order")
        for screen, leave in (("help", "back"), ("access", "next"), ("language", "back")):
            box.activate(screen)
            box.wait(screen)
            box.activate(leave)
            box.wait("out_of_order")
        box.activate("language")
        box.activate("language_en")
        self.assertIn("Out of order", self.texts(box))
        box.activate("access")
        box.activate("toggle_large")
        box.activate("toggle_contrast")
        box.pass_time(50)
        box.wait("out_of_order")
        self.assertIn("Außer Betrieb", self.texts(box))
        box.end()


if __name__ == "__main__":
    put_back.main()
