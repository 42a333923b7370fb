#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Controller, guard and supervisor die and stop, on gpio-sim as it is and on gpio-sim that keeps its outputs.

usage: test_moments.py [--daemon PROGRAM] BUILD [CASE...]

First all three processes of a lock bank, each alone and each pair in either order; then those of a real box, at random
moments of sessions (moments.c). Every pulse is judged by the kernel's trace, without the time in which the whole machine stood still; case Still
shows that this is told from a pulse that nobody ends. With PICKUPBOX_FULL=1 the controller is struck
at 200 moments, the guard at 50, the supervisor at 50; else each at a few. Last a box whose controller asks for pulses of five seconds (pickupboxd_immoderate, or PROGRAM, in
which more faults may be planted).
"""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import kiosk
import packages

FULL = os.environ.get("PICKUPBOX_FULL")
# Controller, guard, supervisor. The short run strikes each state of the controller on one kind of chip and of the guard on the other.
ROUNDS = (200, 50, 50) if FULL else (7, 0, 2)
ROUNDS_KEPT = (200, 50, 50) if FULL else (0, 7, 2)
FEW = (4, 0, 0)  # the fourth stops the controller while a coil is on
DAEMON = "/usr/bin/pickupboxd"
SEED = 1
LIMIT_S = 20000 if FULL else 1500
MOVES_S, STILL_S = 0.9, 0.35


def put_place(box, program):
    """A place made here, put inside at the same path; the path."""
    with tempfile.TemporaryDirectory(prefix="pickupbox-place-") as folder:
        made = subprocess.run([*packages.ours(program), "make"], env=dict(os.environ, TMPDIR=folder), stdout=subprocess.PIPE, text=True, check=True)
        place = pathlib.Path(made.stdout.split()[-1])
        packed = subprocess.run(["tar", "-C", "/", "-c", place.relative_to("/")], stdout=subprocess.PIPE, check=True)
    box.put(packed.stdout, "/tmp/place.tar")
    box.must("tar -C / -xf /tmp/place.tar && rm /tmp/place.tar")
    return place


class Deaths(unittest.TestCase):
    def run_inside(self, gpio, program, *words, place=False, limit_s=600, also=()):
        path = BUILD / program
        with kiosk.start(BUILD, programs=[path, *also], chips={}, gpio=gpio, display="none") as box:
            box.must(f"modprobe {gpio}")
            arguments = [str(word) for word in words]
            if place:
                arguments.insert(2, str(put_place(box, path)))
            status, text = box.run(f"{path.name} {' '.join(arguments)}", limit_s)
            print(f"{gpio}:\n{text}", flush=True)
            self.assertEqual(status, 0)

    def test_each_process_and_each_pair(self):
        self.run_inside("gpio-sim", "tests/hal/test_guard_deaths_gpio")

    def test_each_process_and_each_pair_where_outputs_are_kept(self):
        self.run_inside("gpio-sim-keeping", "tests/hal/test_guard_deaths_gpio")

    def test_random_moments_of_sessions(self):
        self.run_inside("gpio-sim", "tests/kiosk/kiosk_moments", *[DAEMON] * 2, *ROUNDS, SEED, place=True, limit_s=LIMIT_S)

    def test_random_moments_of_sessions_where_outputs_are_kept(self):
        self.run_inside("gpio-sim-keeping", "tests/kiosk/kiosk_moments", *[DAEMON] * 2, *ROUNDS_KEPT, SEED + 1, place=True, limit_s=LIMIT_S)

    def test_a_controller_that_asks_for_too_long_pulses(self):
        self.run_inside("gpio-sim-keeping", "tests/kiosk/kiosk_moments", DAEMON, f"/usr/bin/{IMMODERATE.name}", *FEW, SEED, place=True,
                        also=[IMMODERATE])


class Still(unittest.TestCase):
    """The emulator gets no time, again and again, for longer than anybody's deadline has to spare."""

    def test_a_machine_that_stands_still_is_not_taken_for_a_pulse_that_nobody_ends(self):
        path = BUILD / "tests/hal/test_guard_deaths_gpio"
        with kiosk.start(BUILD, programs=[path], chips={}, gpio="gpio-sim-keeping", display="none") as box:
            box.must("modprobe gpio-sim-keeping")
            over, held = threading.Event(), []

            def hold():
                while not over.wait(MOVES_S):
                    box.process.send_signal(signal.SIGSTOP)
                    held.append(time.sleep(STILL_S))
                    box.process.send_signal(signal.SIGCONT)

            holder = threading.Thread(target=hold)
            holder.start()
            try:
                status, text = box.run(path.name, 600)
            finally:
                over.set()
                holder.join()
            print(f"{text}\nstood still {len(held)} times", flush=True)
            self.assertTrue(held)
            self.assertEqual(status, 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--daemon", metavar="PROGRAM", type=pathlib.Path)
    parser.add_argument("case", nargs="*")
    options = parser.parse_args()
    BUILD = options.build.resolve()
    IMMODERATE = options.daemon or BUILD / "tests/kiosk/pickupboxd_immoderate"
    try:
        kiosk.make(BUILD, display="none")
    except kiosk.Missing as reason:
        print(f"no virtual kiosk here: {reason}")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *(options.case or ["Deaths"])], verbosity=2)
