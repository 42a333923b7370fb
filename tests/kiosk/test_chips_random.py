#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Chips of a real box go and come back at random moments of sessions, on gpio-sim (chips.c).

usage: test_chips_random.py BUILD [ROUNDS [SEED]]

Three rounds; fifty with PICKUPBOX_FULL=1.
"""

import os
import pathlib
import sys
import unittest

import kiosk
from test_moments import put_place

ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 50 if os.environ.get("PICKUPBOX_FULL") else 3
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
LIMIT_S = 1700


class Chips(unittest.TestCase):
    def test_all_is_taken_up_and_nobody_is_needed(self):
        program = BUILD / "tests/kiosk/kiosk_chips"
        with kiosk.start(BUILD, programs=[program], chips={}, display="none") as box:
            box.must("modprobe gpio-sim")
            status, text = box.run(f"{program.name} /usr/bin/pickupboxd {put_place(box, program)} {ROUNDS} {SEED}", LIMIT_S)
            print(text, flush=True)
            self.assertEqual(status, 0)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    with kiosk.or_skipped():
        kiosk.start(BUILD, chips={}, display="none").close()
    unittest.main(argv=sys.argv[:1], verbosity=2)
