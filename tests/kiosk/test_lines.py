#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Lines, doors, locks and the guard on the kernel's GPIO chips: the programs of tests/hal that want them, run inside.

usage: test_lines.py [--only PROGRAM] BUILD [CASE...]

PROGRAM: the one to run, in which a fault may be planted.
"""

import argparse
import pathlib
import re
import sys
import unittest

import kiosk

COMMON = ("test_lines_gpio", "test_door_gpio", "test_lock_gpio", "test_guard_gpio")
ALONE = ("test_gpio_chips", "test_gpio_wall")
PATIENCE_S = 300


class Lines(unittest.TestCase):
    def check(self, gpio, *names):
        programs = [BUILD / "tests/hal" / name for name in names]
        with kiosk.start(BUILD, programs=programs, chips={}, bare=True, display="none") as box:
            box.must(f"modprobe {gpio}")
            for name in names:
                with self.subTest(program=name):
                    status, text = box.run(f"{name} 2>&1", PATIENCE_S)
                    self.assertEqual(status, 0, text)
                    print(f"{name} on {gpio}: {len(re.findall(r'  OK ', text))} cases", *re.findall(r"^\d+ compartments over .*", text, re.M))

    def test_the_tests_of_the_simulation_pass_on_the_kernels_chips(self):
        self.check("gpio-sim", *COMMON)

    def test_they_pass_where_released_outputs_keep_their_value(self):
        self.check("gpio-sim-keeping", *COMMON)

    def test_several_chips_and_a_whole_wall_of_them(self):
        self.check("gpio-sim", *ALONE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("case", nargs="*")
    parser.add_argument("--only", metavar="PROGRAM")
    options = parser.parse_args()
    BUILD = options.build.resolve()
    if options.only:
        COMMON = (options.only,)
    with kiosk.or_skipped():
        kiosk.make(BUILD, display="none")
    unittest.main(argv=[sys.argv[0], *options.case], verbosity=2)
