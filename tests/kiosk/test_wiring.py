#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Lines named in the configuration, real to the kernel: `pickupbox box wiring`, and a daemon whose chips are missing or go.

usage: test_wiring.py BUILD
"""

import json
import pathlib
import shlex
import subprocess
import sys
import time
import unittest

import kiosk
import packages
import place
import trace

CHIPS = {"kiosk-locks": ["lock0", "lock1", "lock2"], "doors-a": ["door0", "door1"], "doors-b": ["door2"]}
BOX = "/tmp/box"
OWN_PIN = "13572468"
PATIENCE_S = 120
# Made outside: keys and passphrases take their time inside.
MAKE = """set -e; rm -rf "$1"; mkdir -p "$1"; cd "$1"; echo 'correct horse' >passphrase; p='--passphrase-file passphrase'
pickupbox box init box --id K017 --compartments 3 >/dev/null
pickupbox office init office --name Musterstadt --domain musterstadt.example $p >/dev/null
pickupbox office add-box office box/K017.enrol $p >/dev/null
pickupbox office add-staff office --id anna --role manager $p | sed -n 's/.*One-time PIN: *//p' >pin
pickupbox office bundle office -o bundle $p >/dev/null
pickupbox box adopt box bundle --root office/root.pub >/dev/null
tar -cf made.tar box
"""
LINES = """
[lock]
lines = kiosk-locks:{locks}
[door]
lines = doors-a:door0..1
lines = doors-b:door2
"""


def make_place(build, name="kiosk-wiring"):
    """The folder of an office, a manager and a box."""
    folder = build / name
    box, office = (shlex.join(packages.pickupbox(build, word)) for word in ("box", "office"))
    subprocess.run(["sh", "-c", f'pickupbox() {{ group=$1; shift; case $group in box) {box} "$@";; office) {office} "$@";; esac; }}\n{MAKE}', "sh", str(folder)], stdin=subprocess.DEVNULL, check=True)
    return folder


class Case(unittest.TestCase):
    build = place = None

    def start(self, locks="lock0..2", gpio="gpio-sim", programs=(), chips=CHIPS):
        inside = [self.build / "tests/kiosk" / name for name in ("kiosk_on_terminal", *programs)]
        self.box = kiosk.start(self.build, programs=inside, chips=chips, gpio=gpio, display="none")
        self.addCleanup(self.box.close)
        self.pin = (self.place / "pin").read_text().split()[0]
        self.badge = (self.place / "office/badges/anna/badge.txt").read_text().strip()
        self.box.put(self.place / "made.tar", "/tmp/made.tar")
        self.box.must("tar -C /tmp -xf /tmp/made.tar")
        config = self.box.get(f"{BOX}/pickupboxd.conf").decode()
        self.box.put((config + LINES.format(locks=locks)).encode(), f"{BOX}/pickupboxd.conf", 0o600)
        return self.box

    def number(self, line):
        return next(number for name, number in self.box.lines.values() if name == line)

    def wiring(self):
        return self.box.run(f"pickupbox box wiring {BOX} 2>&1", PATIENCE_S)

    def await_(self, condition, what):
        end = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)

    # ---- the daemon

    def start_daemon(self):
        self.box.must(f"pickupboxd --config {BOX}/pickupboxd.conf >/tmp/log 2>&1 & echo $! >/tmp/pid")
        self.await_(self.status, "no daemon")

    def status(self):
        return self.box.status(f"{BOX}/control.sock")

    def absent(self):
        return self.status()["compartments"]["absent"]

    def said(self):
        return self.box.get("/tmp/log").decode(errors="replace")

    # ---- a person at a terminal

    def sit_down(self):
        self.box.must("[ -p /tmp/keys ] || mkfifo /tmp/keys; : >/tmp/said\n"
                      f": >/tmp/status; (kiosk_on_terminal /tmp/keys /tmp/said pickupbox box wiring {BOX}; echo $? >/tmp/status) >/dev/null 2>&1 &")
        self.heard = 0

    def hear(self, text):
        def said():
            return self.box.get("/tmp/said").decode(errors="replace").replace("\r", "")

        self.await_(lambda: text in said()[self.heard:], text)
        self.heard = said().index(text, self.heard) + len(text)

    def type(self, text=""):
        self.box.put(f"{text}\n".encode(), "/tmp/typed")
        self.box.must("cat /tmp/typed >/tmp/keys")

    def sign_in(self):
        """The first time with the one-time PIN."""
        self.hear("Badge (scan it, or type its text): ")
        self.type(self.badge)
        first = (("PIN: ", self.pin), ("New PIN: ", OWN_PIN), ("Again: ", OWN_PIN))
        for prompt, pin in first if self.pin else first[:1]:
            self.hear(prompt)
            self.type(pin or OWN_PIN)
        self.pin = None

    def ended(self):
        self.await_(lambda: self.box.get("/tmp/status"), "it does not end")
        return int(self.box.get("/tmp/status"))

    def spring(self):
        """Doors open while their lock's line is high."""
        place.spring(self.box, range(3))


class Looking(Case):
    def test_what_is_there_is_printed_with_chip_and_line(self):
        self.start()
        status, text = self.wiring()
        self.assertEqual(status, 2, text)
        self.assertIn("real hardware", text)
        self.assertRegex(text, r"3  lock kiosk-locks:lock2 \(gpiochip\d+, line 2\)  switch doors-b:door2 \(gpiochip\d+, line 0\)")
        self.assertIn("All lines are there and free.", text)

    def test_what_is_wrong_is_explained(self):
        box = self.start()
        box.must(f"cd /sys/class/gpio; echo {self.number('door1')} >export; echo {self.number('door0')} >export; "
                 f"echo out >gpio{self.number('door0')}/direction; echo {self.number('door0')} >unexport")
        status, text = self.wiring()
        self.assertEqual(status, 1, text)
        self.assertRegex(text, r"switch: line 1 of gpiochip\d+ is held by sysfs; stop that first")
        self.assertRegex(text, r"switch: gpiochip\d+ line 0 is an output now")
        self.assertIn("2 faults.", text)
        box.must(f"echo {self.number('door1')} >/sys/class/gpio/unexport")
        box.remove_chip("doors-b")
        box.add_chips({"twin": ["x"]})
        status, text = self.wiring()
        self.assertEqual(status, 2, text)
        self.assertIn("no chip has the label or place doors-b", text)

    def test_a_running_daemon_is_named(self):
        self.start()
        self.start_daemon()
        status, text = self.wiring()
        self.assertEqual(status, 2)
        self.assertIn("stop the daemon first", text)


class Walking(Case):
    def test_each_door_opens_by_one_pulse_with_an_entry_before_it(self):
        box = self.start(programs=("kiosk_spring",), gpio="gpio-sim-keeping")
        self.spring()
        box.trace_start()
        self.sit_down()
        self.sign_in()
        for _ in range(3):
            self.hear("Enter opens it")
            self.type()
            self.hear("Opened, and its switch says so.")
        self.hear("It ended by itself (yes or no): ")
        self.type("yes")
        self.assertEqual(self.ended(), 0, box.must("cat /tmp/said"))
        pulses = box.pulses()
        self.assertEqual([pulse.line for pulse in pulses], ["lock0", "lock1", "lock2"])
        # Where the host is busy the emulated guard may set the line late, and then the pulse is short: never long.
        self.assertTrue(all(0 < pulse.ruled_ms <= 1000 for pulse in pulses), pulses)
        self.assertEqual(trace.overlapping(pulses), [])
        box.must(f"pickupbox ledger export {BOX} /tmp/export && pickupbox ledger verify /tmp/export")
        entries = [json.loads(line) for line in box.get("/tmp/export/entries.jsonl").decode().splitlines()]
        self.assertEqual([(entry["e"], entry.get("c")) for entry in entries if entry["e"] in ("login", "service_open", "logout")],
                         [("login", None), ("service_open", 1), ("service_open", 2), ("service_open", 3), ("logout", None)])

    def test_exchanged_locks_are_found(self):
        box = self.start(locks="lock1\nlines = kiosk-locks:lock0\nlines = kiosk-locks:lock2", programs=("kiosk_spring",))
        self.spring()
        self.sit_down()
        self.sign_in()
        self.hear("Enter opens it")
        self.type()
        self.hear("Door 2 opened instead")
        self.type("q")
        self.assertEqual(self.ended(), 1)
        self.assertEqual(box.levels("lock0", "lock1", "lock2"), [False, False, False])


class Chips(Case):
    def test_compartments_whose_chip_is_missing_are_absent_and_the_others_work(self):
        box = self.start()
        box.remove_chip("doors-b")
        self.start_daemon()
        self.assertEqual(self.absent(), 1)
        self.assertIn("1 compartments are absent", self.said())

    def test_a_chip_that_goes_while_the_box_runs_takes_its_compartments_along(self):
        box = self.start()
        self.start_daemon()
        self.assertEqual(self.absent(), 0)
        self.assertIn("3 compartments, on real hardware", self.said())
        box.remove_chip("doors-a")
        self.await_(lambda: self.absent() == 2, self.said())
        self.assertIn("alarm: chips", self.said())

    def test_a_line_that_is_held_takes_its_compartment_alone_and_the_holder_is_named(self):
        box = self.start()
        box.must(f"echo {self.number('lock1')} >/sys/class/gpio/export")
        self.start_daemon()
        self.assertIn("is held by sysfs; stop that first", self.said())
        self.assertIn("the lock of compartment 2", self.said())
        self.assertEqual(self.absent(), 1)
        self.assertIn("1 compartments are absent, their lines cannot be had: 2", self.said())
        self.assertIn("ready", self.said())

    def test_a_label_that_two_chips_have_is_told_with_the_places_to_write(self):
        box = self.start()
        box.must("cd /sys/kernel/config/gpio-sim; mkdir -p twin/bank0; echo doors-a >twin/bank0/label; echo 1 >twin/live")
        where = "platform/" + box.must("cat /sys/kernel/config/gpio-sim/twin/dev_name").strip()
        self.start_daemon()
        self.assertRegex(self.said(), r"two chips have the label doors-a; in its stead write where the one meant sits, one of .*" + where)
        self.assertEqual(self.absent(), 2)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    with kiosk.or_skipped():
        kiosk.make(BUILD, display="none")
    Case.build, Case.place = BUILD, make_place(BUILD)
    unittest.main(argv=sys.argv[:1], verbosity=2)
