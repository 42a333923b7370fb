#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Scanners, panels, keypads and headset jacks on a real kernel: the test programs of tests/hal that need uinput and udev, and
what QEMU itself can plug into USB.

usage: test_people.py BUILD
"""

import pathlib
import sys
import unittest

import kiosk

PROGRAMS = ("test_scanner_as_keyboard", "test_scanner_keyboard", "test_input_as_libinput", "test_input_libinput")


class People(unittest.TestCase):
    def test_real_devices_pass_the_tests_of_the_simulated_ones_and_more(self):
        with kiosk.start(BUILD, programs=[BUILD / "tests/hal" / name for name in PROGRAMS], chips={}, bare=True, display="none") as box:
            for name in PROGRAMS:
                with self.subTest(name):
                    status, text = box.run(name, timeout_s=120)
                    print(f"{name}: {text.count('       OK ]')} tests passed")
                    self.assertEqual(status, 0, text[-6000:])


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop())
    try:
        kiosk.make(BUILD, display="none")
    except kiosk.Missing as missing:
        print(f"skipped: {missing}", file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
