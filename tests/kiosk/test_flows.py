#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Staff and citizens at the virtual kiosk: the daemon without --simulate, used through devices alone.

Verdicts come from the panel's pixels, from the kernel's own record of the lock lines, and from the exported ledger.

usage: test_flows.py BUILD
"""

import contextlib
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

import kiosk
import place
import trace

PULSE_MS = (250, 1000)
WAYS = ("serial", "keyboard", "touch", "keypad", "cdc")


def sign_in(visit):
    visit.shows(visit.place.badge, "serial")
    visit.sees("staff_pin")
    visit.types(place.OWN_PIN)
    visit.sees("staff_overview")


def first_sign_in(visit):
    """With a badge at the serial scanner and a PIN of one's own on the screen's keys."""
    visit.shows(visit.place.badge, "serial")
    visit.sees("staff_pin")
    visit.types(visit.place.one_time_pin)
    visit.sees("staff_set_pin")
    visit.types(place.OWN_PIN)
    visit.types(place.OWN_PIN)
    visit.sees("staff_overview")


def load(visit, consignment, way):
    visit.shows(consignment.ticket, way)
    visit.sees("staff_load")
    number = visit.opened()
    visit.closes(number)
    visit.sees("staff_scan")


def sign_out(visit):
    visit.shows(visit.place.badge, "serial")
    visit.sees("idle")


def give_number_by_touch(visit, consignment):
    visit.touches("start")
    visit.sees("code")
    visit.touches("typed")
    visit.sees("number")
    visit.types(consignment.reference)
    visit.sees("pin")
    visit.types(consignment.pin)


def give_number_by_keypad(visit, consignment):
    visit.keys("5")
    visit.sees("code")
    visit.focuses("typed")
    visit.keys("ok")
    visit.sees("number")
    visit.keys(*consignment.reference, "ok")
    visit.sees("pin")
    visit.keys(*consignment.pin, "ok")


def collect(visit, consignment, way):
    """A citizen's whole visit, by the given way; the screens are the same for all."""
    visit.sees("idle")
    if way == "touch":
        give_number_by_touch(visit, consignment)
    elif way == "keypad":
        give_number_by_keypad(visit, consignment)
    else:
        visit.shows(consignment.code, way)
    visit.sees("birth")
    if way == "keypad":
        visit.keys(*place.BORN_KEYS, "ok")
    else:
        visit.types(place.BORN_KEYS)
    visit.sees("door")
    number = visit.opened()
    visit.closes(number)
    visit.sees("done")


def take_receipt(visit):
    """The receipt as a telephone reads it from the screen."""
    visit.touches("receipt")
    return visit.reads_code()


def take_out(visit):
    """The first of the overdue ones."""
    visit.touches("overdue")
    visit.sees("staff_overdue")
    visit.touches("row_0")
    visit.sees("staff_take")
    number = visit.opened()
    visit.closes(number)
    visit.sees("staff_found")
    visit.touches("found_there")
    visit.sees("staff_overdue")


def leave(visit, way):
    if way == "keypad":
        visit.focuses("end")
        visit.keys("ok")
    else:
        visit.touches("end")
    visit.sees("idle")


class Day(unittest.TestCase):
    """One day at the box: each test is one part of it, in order; the ledger tells of all at its end."""

    @classmethod
    def setUpClass(cls):
        cls.cleanup = contextlib.ExitStack()
        cls.folder = pathlib.Path(cls.cleanup.enter_context(tempfile.TemporaryDirectory(prefix="pickupbox-test-")))
        cls.place = place.Place(place.Programs(BUILD), cls.folder, consignments=len(WAYS) + 1)
        disk = place.data_disk(cls.place, cls.folder)
        shutil.copytree(cls.place.box, cls.folder / "twin")
        cls.visit = place.Visit(cls.place, cls.folder / "twin", disk)
        cls.cleanup.callback(cls.visit.close)
        cls.expected = 0
        cls.failed = False
        cls.receipt = None

    @classmethod
    def tearDownClass(cls):
        cls.cleanup.close()

    def setUp(self):
        if Day.failed:
            self.fail("the day had ended before")
        Day.failed = True

    def done(self, pulses):
        """The pulses since the day began: so many more than before, each within its limits, never two at a time."""
        Day.expected += pulses
        seen = self.visit.box.pulses()
        self.assertEqual(len(seen), Day.expected, seen)
        for pulse in seen:
            self.assertIsNotNone(pulse.ms, pulse)
            self.assertGreaterEqual(pulse.ms, PULSE_MS[0], pulse)
            self.assertLessEqual(pulse.ruled_ms, PULSE_MS[1], pulse)
        self.assertEqual(trace.overlapping(seen), [])
        Day.failed = False

    def test_1_staff_load(self):
        visit = self.visit
        visit.sees("idle")
        self.done(0)
        first_sign_in(visit)
        visit.touches("load")
        visit.sees("staff_scan")
        for number, consignment in enumerate(self.place.consignments):
            load(visit, consignment, ("serial", "keyboard")[number % 2])
        sign_out(visit)
        self.done(len(self.place.consignments))

    def citizen(self, way):
        consignment = self.place.consignments[WAYS.index(way)]
        if way == "cdc":
            self.visit.box.plug_cdc()
        collect(self.visit, consignment, way)
        if way == "serial":
            Day.receipt = take_receipt(self.visit)
        leave(self.visit, way)
        self.done(1)

    def test_2_a_citizen_collects_by_code_at_the_serial_scanner(self):
        self.citizen("serial")

    def test_3_a_citizen_collects_by_code_at_the_keyboard_scanner(self):
        self.citizen("keyboard")

    def test_4_a_citizen_collects_by_number_on_the_screen(self):
        self.citizen("touch")

    def test_5_a_citizen_collects_by_number_on_the_keypad(self):
        self.citizen("keypad")

    def test_6_a_citizen_collects_by_code_at_the_usb_serial_scanner(self):
        self.citizen("cdc")

    def test_7_a_code_that_was_used_opens_nothing(self):
        self.visit.shows(self.place.consignments[0].code, "keyboard")
        self.visit.sees("refused")
        self.visit.touches("end")
        self.visit.sees("idle")
        self.done(0)

    def test_8_staff_take_out_what_is_overdue(self):
        self.visit.stop_daemon()
        self.visit.days_pass(4)
        self.visit.start_daemon()
        self.visit.sees("idle")
        sign_in(self.visit)
        take_out(self.visit)
        sign_out(self.visit)
        self.done(1)

    def test_9_the_ledger_tells_of_the_day_on_real_hardware(self):
        self.visit.stop_daemon()
        entries = self.visit.export(self.folder)
        self.assertEqual([entry["mode"] for entry in entries if entry["e"] == "boot"], ["real", "real"])
        for way, consignment in zip(WAYS, self.place.consignments):
            told = [entry for entry in entries if entry.get("cti") == consignment.cti]
            self.assertEqual([entry["e"] for entry in told][:5], ["load_begin", "loaded", "release", "issued", "closed"], way)
            self.assertEqual(told[2]["way"], "typed" if way in ("touch", "keypad") else "code")
            self.assertEqual(told[3]["how"], "seen")
        overdue = [entry["e"] for entry in entries if entry.get("cti") == self.place.consignments[-1].cti]
        self.assertEqual(overdue, ["load_begin", "loaded", "expired", "removed"])
        # One pulse for each of these, and for nothing else.
        opened = sum(entry["e"] in ("load_begin", "release", "removed") for entry in entries)
        pulses = self.visit.box.pulses()
        self.assertEqual(len(pulses), opened)
        print(f"{len(pulses)} pulses of {min(p.ms for p in pulses):.0f} to {max(p.ms for p in pulses):.0f} ms (the machine stood still in "
              f"{max(p.still_ms for p in pulses):.0f} ms of one at most), {len(entries)} entries", end=" ")
        self.place.programs("ledger", "prove", self.folder / "export", "--receipt", Day.receipt)
        self.done(0)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    try:
        kiosk.start(BUILD, chips={}).close()
    except kiosk.Missing as reason:
        print(f"no virtual kiosk here: {reason}")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
