#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Scanner, touch and screen pulled out and plugged in again while people use the virtual kiosk (docs/hardware.md).

Every state is tried on simulated devices (tests/box/session/test_devices.c). Here the kernel, udev, libinput and DRM take part: devices
of uinput, of QEMU's USB, and a connector. The panel must show what the twin shows, and the ledger tells of all at the end.
With PICKUPBOX_FULL=1 every device goes in each of the states here, else one of the three, in turn.

usage: test_unplug.py BUILD
"""

import base64
import os
import time

import day
import kiosk
import place

# Not the serial line of the machine, which nobody can pull.
DEVICES = ("scanner", "touch", "screen")
SCANNERS = {"[scanner]": "keyboard = /dev/pickupbox/scanner[0-9]*\nserial = /dev/pickupbox/scanner-serial-ttyACM*"}
NAMES = {"scanner": "Kiosk Scanner", "touch": "Kiosk Touch"}
SETTLES_S = 4  # until the door that was shut last counts as loaded; before that only tickets and badges do
USB_GAP_S = 0.04
EVERY = os.environ.get("PICKUPBOX_FULL")


class Pulling(day.Day):
    settings = SCANNERS
    size = kiosk.SMALL
    patient = True
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alarms = []

    def plugged(self, device, present):
        """The daemon and the twin know that a device has come or gone."""
        self.alarms.append(("alarm_cleared" if present else "alarm", device))
        line = f"{'alarm cleared' if present else 'alarm'}: {device}"
        wanted = self.alarms.count(self.alarms[-1])
        end = time.monotonic() + place.PATIENCE_S
        while self.visit.said().count(line) < wanted:
            self.assertLess(time.monotonic(), end, f"not said {wanted} times: {line}\n{self.visit.said()[-3000:]}")
            time.sleep(0.1)
        self.visit.twin.ask(request="plug", device=device, present=present)

    def told(self):
        """The ledger tells of every device that went and came, in order; where it does not, what the box said is printed. Its entries."""
        self.visit.stop_daemon()
        entries = self.visit.export(self.folder)
        self.assertEqual([(entry["e"], entry["what"]) for entry in entries if entry["e"] in ("alarm", "alarm_cleared") and entry["what"] in DEVICES],
                         self.alarms, self.visit.said())
        print(f"{len(self.alarms)} times a device went or came", end=" ")
        return entries


class Unplug(Pulling):
    """What takes the place of what has gone."""

    consignments = 4

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
        # QEMU keeps 16 events and loses more; the emulated bus is slow. A pause of four times that ends a reading.
        self.visit.held(lambda: (self.visit.box.type_usb(text + "\n", gap_s=USB_GAP_S), 1), pause_ns=int(4 * USB_GAP_S * 1e9))
        self.visit.twin.ask(request="scan", text=base64.b64encode(text.encode()).decode())

    def test_1_staff_load_by_the_keyboard_scanner(self):
        visit = self.visit
        visit.sees("idle")
        day.first_sign_in(visit, "keyboard")
        visit.touches("load")
        visit.sees("staff_scan")
        for consignment in self.place.consignments:
            day.load(visit, consignment, "keyboard")
        day.sign_out(visit, "keyboard")
        self.over()

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
        self.over()

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
        self.over()

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
        self.over()

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
        self.over()

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
        self.over()

    def test_7_a_panel_that_is_pulled_under_a_finger_presses_nothing(self):
        visit = self.visit
        visit.box.unplug_usb("panel")
        self.plugged("touch", False)
        visit.box.plug_touch()
        self.plugged("touch", True)
        visit.sees("idle")
        start = visit.target("start")
        visit.box.hands(visit.box.finger(start["x"] + start["w"] // 2, start["y"] + start["h"] // 2))
        visit.box.unplug("Kiosk Touch")
        self.plugged("touch", False)
        visit.sees("idle")
        visit.box.plug_touch()
        self.plugged("touch", True)
        visit.touches("start")
        visit.sees("code")
        visit.touches("cancel")
        visit.sees("idle")
        self.over()

    def test_8_the_ledger_tells_of_every_device_that_went_and_came(self):
        entries = self.told()
        issued = [entry["cti"] for entry in entries if entry["e"] == "issued"]
        self.assertEqual(issued, [consignment.cti for consignment in self.place.consignments[:3]])
        self.over()


class Lost(day.Day):
    """More keys than the kernel keeps while the daemon stands still."""

    settings = SCANNERS
    size = kiosk.SMALL
    patient = True

    def test_a_reading_that_is_lost_is_lost_whole_and_the_next_one_counts(self):
        visit = self.visit
        visit.sees("idle")
        visit.box.must("for p in $(pidof pickupboxd | tr ' ' '\\n' | sort -n | head -n 1); do kill -STOP $p && echo $p >/tmp/stopped; done")
        visit.box.type(self.place.badge + "\n")
        visit.box.must("kill -CONT $(cat /tmp/stopped)")
        end = time.monotonic() + place.PATIENCE_S
        while "came faster than it was taken" not in visit.said() or "citizen: idle → code → refused" not in visit.said():
            self.assertLess(time.monotonic(), end, visit.said()[-2000:])
            time.sleep(0.1)
        visit.rests()
        visit.shows(self.place.badge, "keyboard")
        visit.sees("staff_pin")
        self.over()


class States(Pulling):
    """Every screen of a day that people reach here, and each device gone there and back: a row of the table."""

    consignments = 3
    states = []

    def gone(self, device):
        if device == "screen":
            self.visit.box.connect_panel(False)
        else:
            self.visit.box.unplug(NAMES[device])
        self.plugged(device, False)

    def back(self, device):
        if device == "screen":
            self.visit.box.connect_panel(True)
        else:
            (self.visit.box.plug_keyboard if device == "scanner" else self.visit.box.plug_touch)()
        self.plugged(device, True)

    def at(self, screen, without_scanner=None, return_by=()):
        """Here: each device goes, and comes back. Without a scanner another screen may follow, which keys leave again."""
        visit = self.visit
        visit.sees(screen)
        self.states.append(screen)
        for device in DEVICES if EVERY else (DEVICES[len(self.states) % len(DEVICES)],):
            shown = without_scanner if device == "scanner" and without_scanner else screen
            self.gone(device)
            if device == "screen":
                visit.twin.ask(request="wait", screen=shown, timeout_ms=place.PATIENCE_S * 1000)
            else:
                visit.sees(shown)
            self.back(device)
            visit.sees(shown)
            if shown != screen:
                visit.touches(*return_by)
                visit.sees(screen)

    def test_1_staff_sign_in_and_load(self):
        visit = self.visit
        self.at("idle")
        visit.shows(self.place.badge, "keyboard")
        self.at("staff_pin")
        visit.types(self.place.one_time_pin)
        self.at("staff_set_pin")
        visit.types(place.OWN_PIN)
        visit.types(place.OWN_PIN)
        self.at("staff_overview")
        visit.touches("problems")
        self.at("staff_problems")
        visit.touches("back")
        visit.touches("load")
        self.at("staff_scan")
        for number, consignment in enumerate(self.place.consignments):
            visit.shows(consignment.ticket, "keyboard")
            visit.sees("staff_load")
            opened = visit.opened()
            if number == 0:
                self.at("staff_load")
            visit.closes(opened)
            visit.sees("staff_scan")
        time.sleep(SETTLES_S)
        visit.shows(self.place.consignments[0].code, "keyboard")
        self.at("staff_refused")
        day.sign_out(visit, "keyboard")
        self.over()

    def test_2_a_citizen_types_a_number(self):
        visit, consignment = self.visit, self.place.consignments[0]
        visit.touches("start")
        self.at("code", "number", ["back"])
        visit.touches("help")
        self.at("help", "number", ["back", "help"])
        visit.touches("back")
        visit.sees("code")
        visit.touches("typed")
        self.at("number")
        visit.types(consignment.reference)
        self.at("pin")
        visit.types(consignment.pin)
        self.at("birth")
        visit.types("24121901")
        self.at("wrong")
        visit.touches("cancel")
        visit.sees("idle")
        self.over()

    def test_3_a_citizen_shows_a_code(self):
        visit, consignment = self.visit, self.place.consignments[0]
        visit.shows(consignment.code, "keyboard")
        self.at("birth")
        visit.types(place.BORN_KEYS)
        visit.sees("door")
        opened = visit.opened()
        self.at("door")
        if EVERY:
            self.at("door")  # where it says that it is open still
        visit.closes(opened)
        self.at("done")
        visit.touches("end")
        visit.sees("idle")
        visit.shows(consignment.code, "keyboard")
        self.at("refused")
        visit.touches("end")
        visit.sees("idle")
        self.over()

    def test_4_staff_take_out_what_is_overdue(self):
        visit = self.visit
        visit.stop_daemon()
        visit.days_pass(4)
        visit.start_daemon()
        visit.sees("idle")
        day.sign_in(visit, "keyboard")
        visit.touches("overdue")
        self.at("staff_overdue")
        visit.touches("row_0")
        visit.sees("staff_take")
        opened = visit.opened()
        self.at("staff_take")
        visit.closes(opened)
        self.at("staff_found")
        visit.touches("found_taken")
        visit.sees("staff_overdue")
        day.sign_out(visit, "keyboard")
        self.over()

    def test_5_the_ledger_tells_of_every_device_that_went_and_came(self):
        self.told()
        print(f"in {len(self.states)} states", end=" ")
        self.over()


if __name__ == "__main__":
    day.main()
