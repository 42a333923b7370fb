#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Staff and citizens at the virtual kiosk: the daemon without --simulate, used through devices alone.

Verdicts come from the panel's pixels, from the kernel's own record of the lock lines, and from the exported ledger.

With PICKUPBOX_FULL=1 the panel is as large as a real one.

usage: test_flows.py BUILD
"""

import os

import day
import kiosk
import place
import trace

PULSE_MS = (250, 1000)
WAYS = ("serial", "keyboard", "touch", "keypad", "cdc")


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


def leave(visit, way):
    if way == "keypad":
        visit.focuses("end")
        visit.keys("ok")
    else:
        visit.touches("end")
    visit.sees("idle")


class Flows(day.Day):
    """The ledger tells of all at the end of the day."""

    consignments = len(WAYS) + 1
    size = kiosk.LARGE if os.environ.get("PICKUPBOX_FULL") else kiosk.SMALL
    expected = 0    # pulses
    receipt = None

    def done(self, pulses):
        """The pulses since the day began: so many more than before, each within its limits, never two at a time."""
        Flows.expected += pulses
        seen = self.visit.box.pulses()
        self.assertEqual(len(seen), Flows.expected, seen)
        for pulse in seen:
            self.assertIsNotNone(pulse.ms, pulse)
            self.assertGreaterEqual(pulse.ms, PULSE_MS[0], pulse)
            self.assertLessEqual(pulse.ruled_ms, PULSE_MS[1], pulse)
        self.assertEqual(trace.overlapping(seen), [])
        self.over()

    def test_1_staff_load(self):
        visit = self.visit
        visit.sees("idle")
        self.done(0)
        day.first_sign_in(visit)
        visit.touches("load")
        visit.sees("staff_scan")
        for number, consignment in enumerate(self.place.consignments):
            day.load(visit, consignment, ("serial", "keyboard")[number % 2])
        day.sign_out(visit)
        self.done(len(self.place.consignments))

    def citizen(self, way):
        consignment = self.place.consignments[WAYS.index(way)]
        if way == "cdc":
            self.visit.box.plug_cdc()
        collect(self.visit, consignment, way)
        if way == "serial":
            Flows.receipt = take_receipt(self.visit)
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
        day.sign_in(self.visit)
        day.take_out(self.visit)
        day.sign_out(self.visit)
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
        self.assertEqual(overdue, ["load_begin", "loaded", "expired", "service_open", "removed"])
        # One pulse for each of these, and for nothing else.
        opened = sum(entry["e"] in ("load_begin", "release", "removed") for entry in entries)
        pulses = self.visit.box.pulses()
        self.assertEqual(len(pulses), opened)
        print(f"{len(pulses)} pulses of {min(p.ms for p in pulses):.0f} to {max(p.ms for p in pulses):.0f} ms (the machine stood still in "
              f"{max(p.still_ms for p in pulses):.0f} ms of one at most), {len(entries)} entries", end=" ")
        self.place.programs("ledger", "prove", self.folder / "export", "--receipt", Flows.receipt)
        self.done(0)


if __name__ == "__main__":
    day.main()
