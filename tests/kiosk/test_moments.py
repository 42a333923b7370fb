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
USUAL = ("Deaths", "DeathsWhereLinesFallBack")


def put_place(box, program):
    """A place made here, put inside at the same path; the path."""
    with tempfile.TemporaryDirectory(prefix="pickupbox-place-") as folder:
        made = subprocess.run([*packages.ours(program), "make"], env=dict(os.environ, TMPDIR=folder), stdout=subprocess.PIPE, text=True, check=True)
        place = pathlib.Path(made.stdout.split()[-1])
        packed = subprocess.run(["tar", "-C", "/", "-c", place.relative_to("/")], stdout=subprocess.PIPE, check=True)
    box.put(packed.stdout, "/tmp/place.tar")
    box.must("tar -C / -xf /tmp/place.tar && rm /tmp/place.tar")
    return place


class Struck(unittest.TestCase):
    """On one kind of chip: a machine for all of it. The place is the same for all, and staff have loaded it once."""

    gpio = None
    loaded = None  # the place's folder with what it was after that, packed

    @classmethod
    def setUpClass(cls):
        programs = [BUILD / "tests/kiosk/kiosk_moments", BUILD / "tests/hal/test_guard_deaths_gpio", IMMODERATE]
        cls.box = kiosk.start(BUILD, programs=programs, chips={}, gpio=cls.gpio, display="none")
        cls.addClassCleanup(cls.box.close)
        cls.box.must(f"modprobe {cls.gpio}")
        if not Struck.loaded:
            Struck.place = put_place(cls.box, programs[0])
            return
        cls.box.put(Struck.loaded, "/tmp/place.tar")
        cls.box.must("tar -C / -xf /tmp/place.tar && rm /tmp/place.tar")

    def run_inside(self, command, limit_s=600):
        status, text = self.box.run(command, limit_s)
        print(f"{self.gpio}:\n{text}", flush=True)
        self.assertEqual(status, 0)

    def strike(self, daemon, *words):
        self.run_inside(f"kiosk_moments {DAEMON} {daemon} {self.place} {' '.join(str(word) for word in words)}", LIMIT_S)
        if not Struck.loaded:
            self.box.must(f"tar -C / -cf /tmp/place.tar .{self.place}")
            Struck.loaded = self.box.get("/tmp/place.tar")


class Deaths(Struck):
    """Where chips keep the value of an output that is released."""

    gpio = "gpio-sim-keeping"

    def test_a_controller_that_asks_for_too_long_pulses(self):
        self.strike(f"/usr/bin/{IMMODERATE.name}", *FEW, SEED)

    def test_each_process_and_each_pair(self):
        self.run_inside("test_guard_deaths_gpio")

    def test_random_moments_of_sessions(self):
        self.strike(DAEMON, *ROUNDS_KEPT, SEED + 1)


class DeathsWhereLinesFallBack(Struck):
    """To their pull, as soon as nobody holds them."""

    gpio = "gpio-sim"

    def test_each_process_and_each_pair(self):
        self.run_inside("test_guard_deaths_gpio")

    def test_random_moments_of_sessions(self):
        self.strike(DAEMON, *ROUNDS, SEED)


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
    with kiosk.or_skipped():
        kiosk.make(BUILD, display="none")
    unittest.main(argv=[sys.argv[0], *(options.case or USUAL)], verbosity=2)
