#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A chip of the cabinet is unplugged while the box runs, as an expander with its locks and doors is, and comes back by itself.

usage: test_chips.py BUILD [CASE...]

Compartment 1 hangs on one chip, the others on a second. Staff load two consignments; then the second chip goes: while nobody is
there, and under a citizen's open door. At last the daemon starts before any chip is there. With a coil on: test_chips_random.py.
"""

import pathlib
import sys
import tempfile
import time
import unittest

import kiosk
import place
import trace

COMPARTMENTS = 4
STAYS, GOES = {"kiosk-one": ["lock0", "door0"]}, {"kiosk-two": [f"{what}{n}" for what in ("lock", "door") for n in range(1, COMPARTMENTS)]}
LIMIT_MS, LOOK_S = 1000, 0.08
EVENTS = ("release", "issued", "closed", "unsure", "quarantined", "forced_open", "open_failed", "left_open")


class Chips(unittest.TestCase):
    def setUp(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="pickupbox-test-")))
        self.folder = folder
        self.shown = place.Shown()
        self.place = place.Place(place.Programs(BUILD), folder, consignments=2, compartments=COMPARTMENTS)
        config = self.place.box / "pickupboxd.conf"
        place.add_to_sections(config, {"[panel]": kiosk.SMALL_PANEL})
        text = config.read_text()
        for what in ("lock", "door"):
            text = text.replace(f"lines = kiosk-{what}s:{what}0..{COMPARTMENTS - 1}\n",
                                f"lines = kiosk-one:{what}0\nlines = kiosk-two:{what}1..{COMPARTMENTS - 1}\n")
        config.write_text(text)
        self.box = self.enterContext(kiosk.start(BUILD, programs=[BUILD / "tests/kiosk/kiosk_spring"], chips={**STAYS, **GOES}, display="none",
                                                 data=place.data_disk(self.place, folder)))
        self.box.plug_keypad()
        self.spring(STAYS)
        self.spring(GOES)
        self.box.trace_start()
        place.start_daemon(self.box)
        self.load()

    # ---- people

    def spring(self, chips):
        """Its doors spring open when their coils are on, as long as it is there."""
        place.spring(self.box, sorted(int(name[4:]) for names in chips.values() for name in names if name.startswith("lock")))

    def status(self):
        return self.box.status(f"{place.BOX}/control.sock")

    def wait(self, **wanted):
        """Until the daemon says so."""
        end = time.monotonic() + place.PATIENCE_S
        while any((status := self.status()).get(name) != value for name, value in wanted.items()):
            if time.monotonic() > end:
                self.fail(f"{status} is not {wanted}\n{self.box.run('cat /data/log')[1][-3000:]}")
            time.sleep(LOOK_S)
        self.shown.read()

    def shows(self, text, then):
        self.shown.again(text)
        self.box.serial_write(text + "\r\n")
        self.wait(screen=then)

    def keys(self, digits, then):
        for key in [*digits, "enter"]:
            self.box.key(key)
        self.wait(screen=then)

    def opens(self, number):
        """That door springs open, and nothing keeps it from being closed."""
        end = time.monotonic() + place.PATIENCE_S
        while self.box.levels(f"door{number - 1}", f"lock{number - 1}") != [False, False]:
            self.assertLess(time.monotonic(), end, f"door {number} does not open")
            time.sleep(LOOK_S)

    def closes(self, number):
        self.opens(number)
        self.box.close_door(number)

    def load(self):
        self.wait(screen="idle")
        self.shows(self.place.badge, "staff_pin")
        self.keys(self.place.one_time_pin, "staff_set_pin")
        self.keys(place.OWN_PIN, "staff_set_pin")
        self.keys(place.OWN_PIN, "staff_overview")
        for number, consignment in enumerate(self.place.consignments, 1):
            self.shows(consignment.ticket, "staff_load")
            self.closes(number)
            self.wait(screen="staff_scan")
        self.shows(self.place.badge, "idle")
        self.pulsed(2)

    def begins(self, number):
        """Until the door springs open, or would."""
        self.shows(self.place.consignments[number - 1].code, "birth")
        for key in [*place.BORN_KEYS, "enter"]:
            self.box.key(key)

    def collects(self, number):
        self.begins(number)
        self.wait(screen="door")
        self.closes(number)
        self.wait(screen="done")
        self.keys("", "idle")

    def cannot_collect(self, number, screen):
        self.shows(self.place.consignments[number - 1].code, screen)
        self.keys("", "idle")

    # ---- what is seen of it

    def pulsed(self, count):
        """That many pulses since the last time."""
        seen = self.box.pulses()
        self.assertEqual(len(seen), count, seen)
        self.assertTrue(all(pulse.ms is not None and pulse.ruled_ms <= LIMIT_MS for pulse in seen), seen)
        self.assertEqual(trace.overlapping(seen), [])
        self.box.trace_start()

    def absent(self, count):
        """So many compartments are, and the others are served."""
        end = time.monotonic() + place.PATIENCE_S
        while (status := self.status()).get("compartments", {}).get("absent") != count:  # a busy daemon may not have answered
            self.assertLess(time.monotonic(), end, status)
            time.sleep(LOOK_S)
        self.assertTrue(status["working"], status)

    def chip_goes(self):
        self.box.remove_chip("kiosk-two")

    def chip_comes_back(self, open_door=None):
        """A door of it may stand open. Its switches are set before anybody can look at them, as those of steel are."""
        self.box.must("kill -STOP $(pidof pickupboxd)")
        self.box.add_chips(GOES)
        if open_door:
            self.box.open_door(open_door)
        self.box.must("kill -CONT $(pidof pickupboxd)")
        self.spring(GOES)
        self.box.trace_start()
        self.absent(0)

    def goes_while_nobody_is_there(self):
        self.chip_goes()
        self.absent(COMPARTMENTS - 1)
        self.cannot_collect(2, "jam")
        self.pulsed(0)
        self.collects(1)
        self.pulsed(1)
        self.chip_comes_back()

    def goes_under_an_open_door(self):
        self.begins(2)
        self.wait(screen="door")
        self.opens(2)
        self.pulsed(1)
        self.chip_goes()
        self.absent(COMPARTMENTS - 1)
        self.chip_comes_back(open_door=2)
        self.wait(screen="door")
        self.box.close_door(2)
        self.wait(screen="done")
        self.keys("", "idle")
        self.cannot_collect(2, "refused")
        self.pulsed(0)

    def all_come_after_the_daemon(self):
        """It is out of order until they do, and then ends to be started with them, by its unit."""
        place.stop_daemon(self.box)
        self.box.must("kill $(pidof kiosk_spring)")
        self.box.remove_chip("kiosk-one")
        self.box.remove_chip("kiosk-two")
        place.start_daemon(self.box)
        self.wait(screen="out_of_order")
        self.box.add_chips({**STAYS, **GOES})
        self.box.must("for n in $(seq 300); do pidof pickupboxd >/dev/null || exit 0; usleep 100000; done; exit 1")
        place.start_daemon(self.box)
        self.wait(screen="idle")
        self.absent(0)
        place.stop_daemon(self.box)

    def test_its_compartments_alone_are_gone_and_come_back_as_they_were(self):
        self.goes_while_nobody_is_there()
        self.goes_under_an_open_door()
        self.all_come_after_the_daemon()
        entries = place.export(self.place, self.box, self.folder)
        told = [(entry["e"], entry["c"]) for entry in entries if entry["e"] in EVENTS]
        self.assertEqual(told, [("release", 1), ("issued", 1), ("closed", 1), ("release", 2), ("issued", 2), ("closed", 2)])
        starts = [number for number, entry in enumerate(entries) if entry["e"] == "boot"] + [len(entries)]
        alarms = [[entry["what"] for entry in entries[start:end] if entry["e"] == "alarm" and entry["what"] in ("chips", "locks")]
                  for start, end in zip(starts, starts[1:])]
        self.assertEqual(alarms, [["chips"] * 2, ["locks"], []])
        self.assertEqual(sum(entry["e"] == "alarm_cleared" and entry["what"] == "chips" for entry in entries), 2)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    with kiosk.or_skipped():
        kiosk.make(BUILD, display="none")
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
