#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The panel of a box whose office is closed is off, and wakes by a touch, a code and a door. The daemon waits 3 s for it instead of
ten minutes (tests/support/meson.build).

usage: test_rest.py BUILD
"""

import datetime
import json
import pathlib
import sys
import tempfile
import time
import unittest

import kiosk
import place

SOCKET = f"{place.BOX}/control.sock"


def close_office(site):
    """For days around today."""
    path = site.office / "office.json"
    settings = json.loads(path.read_text())
    today = datetime.date.today()
    settings["policy"]["closed_days"] = [str(today + datetime.timedelta(days=days)) for days in range(-1, 3)]
    path.write_text(json.dumps(settings))
    site.programs("office", "bundle", site.office, "-o", site.folder / "closed", *site.secret)
    site.programs("box", "adopt", site.box, site.folder / "closed", "--root", site.office / "root.pub")


class Rest(unittest.TestCase):
    def until(self, condition, what):
        end = time.monotonic() + place.PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                self.fail(f"{what}; {self.box.status(SOCKET)}\n{self.box.run('cat /data/log')[1][-3000:]}")
            time.sleep(0.1)

    def power(self):
        """What the kernel says of the connector."""
        return self.box.get(self.connector).decode().strip()

    def black(self):
        return not any(self.box.pixels()[2])

    def goes_off(self):
        self.until(lambda: self.power() == "Off", "the panel is not switched off")
        self.assertTrue(self.black())
        self.assertEqual(self.box.status(SOCKET)["screen"], "idle")

    def wakes(self, what):
        """By what has just happened, and its picture is there."""
        self.until(lambda: self.power() == "On", f"{what} does not wake the panel")
        self.until(lambda: not self.black(), f"no picture after {what}")
        print(f"off, and on again by {what}", flush=True)

    def test_what_comes_wakes_the_panel(self):
        with tempfile.TemporaryDirectory(prefix="pickupbox-test-") as folder:
            folder = pathlib.Path(folder)
            site = place.Place(place.Programs(BUILD), folder, compartments=2)
            close_office(site)
            place.add_to_sections(site.box / "pickupboxd.conf", {"[panel]": kiosk.SMALL_PANEL})
            with kiosk.start(BUILD, programs=[DAEMON], chips=kiosk.cabinet(2), data=place.data_disk(site, folder), size=kiosk.SMALL) as self.box:
                self.box.must(f"mv /usr/bin/{DAEMON.name} /usr/bin/pickupboxd")
                self.box.plug_touch()
                self.box.plug_keyboard()
                self.connector = self.box.must("echo /sys/class/drm/card0-*/dpms").strip()
                place.start_daemon(self.box)
                self.until(lambda: self.box.status(SOCKET).get("screen") == "idle", "it does not start")
                self.live(site)
                self.box.must("! grep -i 'refuses\\|cannot be' /data/log")

    def live(self, site):
        self.goes_off()
        self.box.tap(2, 2)
        self.wakes("a touch")
        self.goes_off()
        place.held_to(self.box, site.badge, lambda: self.box.status(SOCKET).get("screen") == "staff_pin")
        self.wakes("a code")
        self.until(lambda: self.box.status(SOCKET)["screen"] == "staff_pin", "the badge was read, not only noticed")
        place.stop_daemon(self.box)
        place.start_daemon(self.box)
        self.goes_off()
        self.box.open_door(2)
        self.wakes("a door")


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    DAEMON = BUILD / "tests/kiosk/pickupboxd_resting"
    with kiosk.or_skipped():
        kiosk.make(BUILD, size=kiosk.SMALL)
    unittest.main(argv=sys.argv[:1], verbosity=2)
