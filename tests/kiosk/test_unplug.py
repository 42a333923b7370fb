#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Scanner, touch and screen pulled out and plugged in again while people use the virtual kiosk (docs/hardware.md).

Every state is tried on simulated devices (tests/session/test_devices.c). Here the kernel, udev, libinput and DRM take part: devices
of uinput, of QEMU's USB, and a connector. The panel must show what the twin shows, and the ledger tells of all at the end.

usage: test_unplug.py BUILD
"""

import base64
import contextlib
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

import kiosk
import place

# Not the serial line of the machine, which nobody can pull.
SCANNERS = {"[scanner]": "keyboard = /dev/pickupbox/scanner[0-9]*\nserial = /dev/pickupbox/scanner-serial-ttyACM*"}


class Unplug(unittest.TestCase):
    """One day: each test is one part of it, in order."""

    @classmethod
    def setUpClass(cls):
        cls.cleanup = contextlib.ExitStack()
        cls.folder = pathlib.Path(cls.cleanup.enter_context(tempfile.TemporaryDirectory(prefix="pickupbox-test-")))
        cls.place = place.Place(place.Programs(BUILD), cls.folder, consignments=4)
        place.add_to_sections(cls.place.box / "pickupboxd.conf", SCANNERS)
        disk = place.data_disk(cls.place, cls.folder)
        shutil.copytree(cls.place.box, cls.folder / "twin")
        cls.visit = place.Visit(cls.place, cls.folder / "twin", disk)
        cls.cleanup.callback(cls.visit.close)
        cls.failed = False
        cls.alarms = []

    @classmethod
    def tearDownClass(cls):
        cls.cleanup.close()

    def setUp(self):
        if Unplug.failed:
            self.fail("the day had ended before")
        Unplug.failed = True

    def plugged(self, device, present):
        """The daemon and the twin know that a device has come or gone."""
        Unplug.alarms.append(("alarm_cleared" if present else "alarm", device))
        line = f"{'alarm cleared' if present else 'alarm'}: {device}"
        wanted = Unplug.alarms.count(Unplug.alarms[-1])
        end = time.monotonic() + place.PATIENCE_S
        while self.visit.said().count(line) < wanted:
            self.assertLess(time.monotonic(), end, f"not said {wanted} times: {line}\n{self.visit.said()[-3000:]}")
            time.sleep(0.1)
        self.visit.twin.ask(request="plug", device=device, present=present)

    def tap_tablet(self, *names):
        """As touches(), on QEMU's tablet."""
        visit, (width, height) = self.visit, self.visit.box.size
        for name in names:
            target = visit.target(name)
            x, y = target["x"] + target["w"] // 2, target["y"] + target["h"] // 2
            for events in ([("x", x * 32768 // width), ("y", y * 32768 // height)], True, False):
                if isinstance(events, list):
                    visit.box.qmp.do("input-send-event", events=[{"type": "abs", "data": {"axis": a, "value": v}} for a, v in events])
                else:
                    visit.box.qmp.do("input-send-event", events=[{"type": "btn", "data": {"button": "left", "down": events}}])
                time.sleep(0.05)
            visit.twin.ask(request="press", target=name)

    def shows_by_usb(self, text):
        for character in text + "\n":
            self.visit.box.type_usb(character)
            time.sleep(0.04)  # QEMU keeps 16 events and loses more; the emulated bus is slow
        self.visit.twin.ask(request="scan", text=base64.b64encode(text.encode()).decode())

    def test_1_staff_load_by_the_keyboard_scanner(self):
        visit = self.visit
        visit.sees("idle")
        visit.shows(self.place.badge, "keyboard")
        visit.sees("staff_pin")
        visit.types(self.place.one_time_pin)
        visit.sees("staff_set_pin")
        visit.types(place.OWN_PIN)
        visit.types(place.OWN_PIN)
        visit.sees("staff_overview")
        visit.touches("load")
        visit.sees("staff_scan")
        for consignment in self.place.consignments:
            visit.shows(consignment.ticket, "keyboard")
            visit.sees("staff_load")
            visit.closes(visit.opened())
            visit.sees("staff_scan")
        visit.shows(self.place.badge, "keyboard")
        visit.sees("idle")
        Unplug.failed = False

    def test_2_without_the_scanner_the_number_is_typed(self):
        visit, consignment = self.visit, self.place.consignments[0]
        visit.touches("start")
        visit.sees("code")
        visit.box.unplug("Kiosk Scanner")
        self.plugged("scanner", False)
        visit.sees("number")
        visit.types(consignment.reference)
        visit.sees("pin")
        visit.types(consignment.pin)
        visit.sees("birth")
        visit.types(place.BORN_KEYS)
        visit.sees("door")
        visit.closes(visit.opened())
        visit.sees("done")
        visit.touches("end")
        visit.sees("idle")  # which asks for no code now: the twin's picture
        Unplug.failed = False

    def test_3_another_scanner_is_used_as_soon_as_it_is_plugged_in(self):
        visit = self.visit
        visit.box.plug_usb("usb-kbd", "reader")
        self.plugged("scanner", True)
        visit.sees("idle")
        self.shows_by_usb(self.place.consignments[1].code)
        visit.sees("birth")
        visit.box.unplug_usb("reader")
        self.plugged("scanner", False)
        visit.sees("birth")
        Unplug.failed = False

    def test_4_without_the_touch_the_keypad_does_it_all(self):
        visit = self.visit
        visit.box.unplug("Kiosk Touch")
        self.plugged("touch", False)
        visit.sees("birth")
        visit.keys(*place.BORN_KEYS, "ok")
        visit.sees("door")
        visit.closes(visit.opened())
        visit.sees("done")
        visit.focuses("end")
        visit.keys("ok")
        visit.sees("idle")
        Unplug.failed = False

    def test_5_another_panel_is_used_as_soon_as_it_is_plugged_in(self):
        visit = self.visit
        visit.box.plug_usb("usb-tablet", "panel")
        self.plugged("touch", True)
        visit.sees("idle")
        visit.box.plug_keyboard()
        self.plugged("scanner", True)
        visit.shows(self.place.consignments[2].code, "keyboard")
        visit.sees("birth")
        self.tap_tablet(*(f"key_{digit}" for digit in place.BORN_KEYS), "next")
        visit.sees("door")
        Unplug.failed = False

    def test_6_a_session_goes_on_without_a_screen_and_is_seen_again(self):
        visit = self.visit
        number = visit.opened()
        visit.box.connect_panel(False)
        self.plugged("screen", False)
        visit.closes(number)
        visit.twin.ask(request="wait", screen="done", timeout_ms=place.PATIENCE_S * 1000)
        self.assertTrue(visit.twin.ask(request="hear")[0]["heard"]["sounds"])
        visit.box.connect_panel(True)
        self.plugged("screen", True)
        visit.sees("done")
        self.tap_tablet("end")
        visit.sees("idle")
        Unplug.failed = False

    def test_7_a_panel_that_is_pulled_under_a_finger_presses_nothing(self):
        visit = self.visit
        visit.box.unplug_usb("panel")
        self.plugged("touch", False)
        visit.box.plug_touch()
        self.plugged("touch", True)
        visit.sees("idle")
        visit.box.hands(visit.box.finger(540, 900))
        visit.box.unplug("Kiosk Touch")
        self.plugged("touch", False)
        visit.sees("idle")
        visit.box.plug_touch()
        self.plugged("touch", True)
        visit.touches("start")
        visit.sees("code")
        visit.touches("cancel")
        visit.sees("idle")
        Unplug.failed = False

    def test_8_the_ledger_tells_of_every_device_that_went_and_came(self):
        visit = self.visit
        visit.stop_daemon()
        entries = visit.export(self.folder)
        told = [(entry["e"], entry["what"]) for entry in entries if entry["e"] in ("alarm", "alarm_cleared") and
                entry["what"] in ("scanner", "touch", "screen")]
        self.assertEqual(told, Unplug.alarms)
        issued = [entry["cti"] for entry in entries if entry["e"] == "issued"]
        self.assertEqual(issued, [consignment.cti for consignment in self.place.consignments[:3]])
        print(f"{len(told)} times a device went or came", end=" ")
        Unplug.failed = False


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    try:
        kiosk.start(BUILD, chips={}).close()
    except kiosk.Missing as reason:
        print(f"no virtual kiosk here: {reason}")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
