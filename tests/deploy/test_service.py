#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The daemon as a service manager sees it: ready, alive, wedged, ending; and what it does while nobody is there: nothing.

usage: test_service.py PICKUPBOX PICKUPBOXD WEDGE.so manager|idle
"""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "box" / "daemon"))
from running import PICKUPBOX, PICKUPBOXD, Place, done, run

WEDGE, WHAT = os.path.abspath(sys.argv[3]), sys.argv[4]
HANG_S = 60         # nothing here takes so long
WATCHDOG_S = 2
IDLE_S, IDLE_CALLS = 60, 60
READER, READER_CALLS = "levels", 120  # LINES_READER_NAME; six readings a minute of its one place


def children(pid):
    """All descendants: of the daemon that is its guard."""
    own = [int(child) for task in pathlib.Path(f"/proc/{pid}/task").glob("*") for child in (task / "children").read_text().split()]
    return own + [grandchild for child in own for grandchild in children(child)]


def is_gone(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except OSError:
        return True


def wait_until(condition, what):
    end = time.monotonic() + HANG_S
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


class Manager:
    """What systemd does for a unit with Type=notify, WatchdogSec= and KillMode=process, as far as sd_notify(3) goes."""

    def __init__(self, folder, watchdog=True, wrap=(), **environment):
        self.box = folder / "box"
        self.notes = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notes.bind(str(folder / "notify"))
        self.log = open(folder / "log", "ab")
        environment = {**os.environ, "NOTIFY_SOCKET": str(folder / "notify"), **environment}
        if watchdog:
            environment["WATCHDOG_USEC"] = str(WATCHDOG_S * 1000000)
        command = [*wrap, PICKUPBOXD, "--config", str(self.box / "pickupboxd.conf"), "--simulate"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=environment)

    def note(self, timeout=HANG_S):
        """The next message as a dictionary; None when there is none in time."""
        self.notes.settimeout(timeout)
        try:
            text = self.notes.recv(4096).decode()
        except TimeoutError:
            return None
        return dict(line.split("=", 1) for line in text.splitlines())

    def until(self, name):
        while True:
            note = self.note()
            assert note is not None, f"no {name} came: {self.said()}"
            if name in note:
                return note

    def watch(self):
        """Keeps watching until no sign of life came for the whole of WATCHDOG_S, then does as systemd would. True: killed it."""
        end = time.monotonic() + HANG_S
        while time.monotonic() < end:
            if self.note(WATCHDOG_S) is None:
                self.process.send_signal(signal.SIGABRT)
                self.process.wait(HANG_S)
                return True
        return False

    def said(self):
        return pathlib.Path(self.log.name).read_text()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log.close()
        self.notes.close()
        (self.box.parent / "notify").unlink(missing_ok=True)


class Case(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name) / "place"
        shutil.copytree(PLACE.folder, self.folder)

    def start(self, **options):
        manager = Manager(self.folder, **options)
        self.addCleanup(manager.end)
        manager.until("READY")
        return manager


class Service(Case):
    def test_is_ready_once_it_answers_and_says_when_it_ends(self):
        manager = Manager(self.folder)
        self.addCleanup(manager.end)
        ready = manager.until("READY")
        self.assertEqual(ready["STATUS"], "Box K017, ready")
        self.assertEqual(run(PICKUPBOX, "status", "--socket", manager.box / "control.sock").returncode, 0)
        manager.process.send_signal(signal.SIGTERM)
        manager.until("STOPPING")
        self.assertEqual(manager.process.wait(HANG_S), 0)

    def test_an_idle_loop_says_that_it_is_alive(self):
        manager = self.start()
        for _ in range(3):
            self.assertEqual(manager.until("WATCHDOG")["WATCHDOG"], "1")
        self.assertIsNone(manager.process.poll())

    def test_a_wedged_loop_is_silent_is_killed_and_takes_its_guard_along(self):
        wedge = self.folder / "wedge"
        manager = self.start(LD_PRELOAD=WEDGE, PICKUPBOX_WEDGE=str(wedge), ASAN_OPTIONS="verify_asan_link_order=0")
        manager.until("WATCHDOG")
        family = children(manager.process.pid)
        self.assertTrue(family)
        wedge.touch()
        # A refusal is an entry, and an entry is synced: the loop stands in that call and the answer never comes.
        waiting = subprocess.Popen([PICKUPBOX, "sim", "--socket", str(manager.box / "control.sock"), "scan", "no code"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(waiting.wait)
        self.assertTrue(manager.watch(), f"a wedged loop goes on telling that it is alive: {manager.said()}")
        self.assertEqual(manager.process.returncode, -signal.SIGABRT)
        wait_until(lambda: all(is_gone(pid) for pid in family), "the guard outlives its daemon")
        wedge.unlink()
        manager.end()
        again = self.start()
        again.process.send_signal(signal.SIGTERM)
        self.assertEqual(again.process.wait(HANG_S), 0)
        done(PICKUPBOX, "ledger", "export", again.box, self.folder / "export")
        done(PICKUPBOX, "ledger", "verify", self.folder / "export", "--vkey", self.folder / "office" / "boxes" / "K017.vkey")

    def test_without_a_manager_nothing_is_told(self):
        manager = self.start(watchdog=False)
        self.assertIsNone(manager.note(0.5))


CALL = re.compile(r"^(\d+) +(\d+\.\d+) (\w+)\(|^(\d+) +(\d+\.\d+) <\.\.\. (\w+) resumed>")


class Idle(Case):
    def test_an_idle_minute_takes_few_system_calls_and_no_drawing(self):
        trace = self.folder / "trace"
        manager = self.start(watchdog=False, wrap=("strace", "-f", "-ttt", "-q", "-o", str(trace)))
        time.sleep(3)
        # Levels are read by a thread that does nothing else (hal/lock/lines_reader.h): it has a budget of its own, a reading of
        # all switches every ten seconds.
        daemon = int(trace.read_text().split()[0])
        readers = {task.name for task in pathlib.Path(f"/proc/{daemon}/task").iterdir() if (task / "comm").read_text().strip() == READER}
        self.assertEqual(len(readers), 1)
        begin = time.time()
        time.sleep(IDLE_S)
        calls, readings = [], []
        for line in trace.read_text().splitlines():
            match = CALL.match(line)
            if match and match[3] and begin <= float(match[2]) < begin + IDLE_S:
                (readings if match[1] in readers else calls).append(match[3])
        print(f"{len(readings)} system calls of the reader of levels", flush=True)
        self.assertGreater(len(readings), 0)
        self.assertLess(len(readings), READER_CALLS)
        counts = {name: calls.count(name) for name in sorted(set(calls))}
        print(f"{len(calls)} system calls in {IDLE_S} s of all processes: {counts}", flush=True)
        self.assertGreater(trace.stat().st_size, 0)
        self.assertGreater(len(calls), 0, "the minute's timer was not even seen: the trace is no measure")
        self.assertLess(len(calls), IDLE_CALLS)
        subprocess.run(["kill", str(int(trace.read_text().split()[0]))], check=True)
        manager.process.wait(HANG_S)


if __name__ == "__main__":
    if WHAT == "idle":
        probe = run("strace", "-o", "/dev/null", "true")
        if probe.returncode != 0:
            print(f"skipped: calls cannot be looked at here: {probe.stderr.strip()}")
            sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="pickupbox-place-") as made:
        PLACE = Place(pathlib.Path(made))
        unittest.main(argv=[sys.argv[0], "Idle" if WHAT == "idle" else "Service"], verbosity=2)
