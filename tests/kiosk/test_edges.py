#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Edges of door switches get lost on their way to a real box, on gpio-sim: 1 % of them, 10 %, and all (edges.c).

usage: test_edges.py BUILD

One consignment a rate; ten with PICKUPBOX_FULL=1.
"""

import os
import pathlib
import sys
import unittest

import kiosk
from test_moments import put_place

ROUNDS = 10 if os.environ.get("PICKUPBOX_FULL") else 1
LIMIT_S = 550


class Edges(unittest.TestCase):
    def test_each_opening_is_issued_once(self):
        inside = [BUILD / "tests/kiosk" / name for name in ("kiosk_edges", "pickupboxd_losing")]
        with kiosk.start(BUILD, programs=inside, chips={}, display="none") as box:
            box.must("modprobe gpio-sim")
            status, text = box.run(f"kiosk_edges /usr/bin/pickupboxd_losing {put_place(box, inside[0])} {ROUNDS}", LIMIT_S)
            print(text, flush=True)
            self.assertEqual(status, 0)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    with kiosk.or_skipped():
        kiosk.make(BUILD, display="none")
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
