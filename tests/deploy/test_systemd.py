#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The installed unit under systemd itself, as the first process of namespaces of its own: confined, alive, wedged, restarted.

usage: test_systemd.py PICKUPBOX PICKUPBOXD WEDGE.so BUILD
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "box" / "daemon"))
from running import Place

HERE = pathlib.Path(__file__).resolve().parent
WEDGE, BUILD = os.path.abspath(sys.argv[3]), os.path.abspath(sys.argv[4])
HANG_S = 90
NAMESPACES = ("unshare", "--pid", "--mount", "--fork", "--cgroup")
# What a machine without a terminal needs otherwise than the unit says it.
NO_TERMINAL = "[Service]\nStandardInput=null\nTTYPath=\nStandardOutput=append:/run/said\nStandardError=append:/run/said\n"
SIMULATED = NO_TERMINAL + """\
ExecStart=
ExecStart=/usr/local/sbin/pickupboxd --config /var/lib/pickupbox/simulated/pickupboxd.conf --simulate
Environment=LD_PRELOAD=/usr/local/lib/wedge.so PICKUPBOX_WEDGE=/var/lib/pickupbox/wedge
WatchdogSec=2s
RestartSec=4s
# The simulated cabinet wants to know which start of the machine this is.
ProcSubset=all
"""


def run(*arguments):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)


def wait_until(condition, what):
    end = time.monotonic() + HANG_S
    while not condition():
        assert time.monotonic() < end, what() if callable(what) else what
        time.sleep(0.1)


class System:
    """A machine without hardware whose first process is systemd."""

    def __init__(self, folder):
        stage, root = folder / "stage", folder / "root"
        root.mkdir()
        done = run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", stage)
        assert done.returncode == 0, done.stdout
        self.log = folder / "log"
        with open(self.log, "wb") as log:
            self.outer = subprocess.Popen([*NAMESPACES, "sh", str(HERE / "root.sh"), str(root), str(stage), str(PLACE.folder), WEDGE],
                                          stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.first = None
        wait_until(self._has_begun, lambda: f"systemd does not start:\n{self.said()}")

    def _has_begun(self):
        assert self.outer.poll() is None, self.said()
        children = pathlib.Path(f"/proc/{self.outer.pid}/task/{self.outer.pid}/children").read_text().split()
        if not children:
            return False
        self.first = int(children[0])
        return self.run("systemctl", "show", "-P", "ActiveState", "pickupbox-test.target").stdout.strip() == "active"

    def said(self):
        return self.log.read_text(errors="replace") + (self.run("cat", "/run/said").stdout if self.first else "")

    def run(self, *arguments):
        return run("nsenter", "--target", self.first, "--mount", "--pid", "--cgroup", "--root", "--wd", "env", "-i",
                   "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", *arguments)

    def must(self, *arguments):
        done = self.run(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{self.said()}"
        return done.stdout

    def property(self, name):
        return self.must("systemctl", "show", "-P", name, "pickupboxd").strip()

    def write(self, path, text):
        self.must("sh", "-c", f"mkdir -p $(dirname {path}) && printf %s '{text}' >{path}")

    def start(self, drop_in):
        self.write("/etc/systemd/system/pickupboxd.service.d/test.conf", drop_in)
        self.must("systemctl", "daemon-reload")
        self.must("systemctl", "start", "pickupboxd")

    def end(self):
        if self.first:
            os.kill(self.first, signal.SIGKILL)
        self.outer.kill()
        self.outer.wait()


class Systemd(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="pickupbox-systemd-")
        self.addCleanup(temporary.cleanup)
        self.system = System(pathlib.Path(temporary.name))
        self.addCleanup(self.system.end)

    def status(self, box):
        return self.system.run("pickupbox", "status", "--socket", f"/var/lib/pickupbox/{box}/control.sock").stdout

    def processes(self):
        """Of the unit, by what they call themselves."""
        numbers = self.system.must("cat", "/sys/fs/cgroup/system.slice/pickupboxd.service/cgroup.procs").split()
        return {int(number): self.system.must("cat", f"/proc/{number}/comm").strip() for number in numbers}

    def test_a_box_without_hardware_comes_up_confined_and_out_of_order(self):
        self.system.start(NO_TERMINAL)
        self.assertEqual(self.system.property("ActiveState"), "active")
        self.assertEqual(self.system.property("StatusText"), "Box K017, out of order")
        status = self.status("box")
        self.assertRegex(status, r"trouble +locks")
        self.assertIn("real hardware", status)
        main = self.system.property("MainPID")
        lines = dict(line.split(":", 1) for line in self.system.must("cat", f"/proc/{main}/status").splitlines() if ":" in line)
        number = self.system.must("id", "-u", "pickupbox").strip()
        self.assertEqual(lines["Uid"].split(), [number] * 4)
        self.assertEqual({lines[name].strip() for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")}, {"0" * 16})
        self.assertEqual((lines["NoNewPrivs"].strip(), lines["Seccomp"].strip()), ("1", "2"))
        self.system.must("systemctl", "stop", "pickupboxd")
        self.assertEqual(self.system.property("Result"), "success")
        export = self.system.must("setpriv", "--reuid=pickupbox", "--regid=pickupbox", "--clear-groups",
                                  "pickupbox", "ledger", "export", "/var/lib/pickupbox/box", "/var/lib/pickupbox/export")
        entries = self.system.must("cat", "/var/lib/pickupbox/export/entries.jsonl")
        self.assertIn('"mode":"real"', entries, export)
        self.assertIn('"e":"alarm","what":"locks"', entries)

    def test_a_wedged_loop_is_killed_and_the_box_works_again(self):
        self.system.start(SIMULATED)
        self.assertEqual(self.system.property("StatusText"), "Box K017, ready")
        before = self.processes()
        self.assertGreater(len(before), 1, "the guard is a process of the unit")
        time.sleep(5)
        self.assertEqual(self.system.property("NRestarts"), "0", "an idle loop must not be killed")
        self.system.write("/var/lib/pickupbox/wedge", "")
        waiting = subprocess.Popen(["nsenter", "--target", str(self.system.first), "--mount", "--pid", "--root", "--wd",
                                    "/usr/local/bin/pickupbox", "sim", "--socket", "/var/lib/pickupbox/simulated/control.sock",
                                    "scan", "no code"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(waiting.wait)
        # How the last run ended is told until the next one has begun.
        wait_until(lambda: self.system.property("Result") == "watchdog", lambda: f"nobody killed it:\n{self.system.said()}")
        self.system.must("rm", "/var/lib/pickupbox/wedge")
        wait_until(lambda: self.system.property("NRestarts") != "0" and "ready" in self.system.property("StatusText"),
                   lambda: f"it does not come back:\n{self.system.said()}")
        after = self.processes()
        self.assertFalse(set(before) & set(after), f"left over: {before} and {after}")
        self.assertRegex(self.status("simulated"), r"state +working")
        self.system.must("systemctl", "stop", "pickupboxd")
        self.assertEqual(self.system.property("Result"), "success")


if __name__ == "__main__":
    if os.getuid() != 0:
        print("skipped: only root can make namespaces with a systemd of their own")
        sys.exit(77)
    if not shutil.which("unshare") or run(*NAMESPACES, "mount", "-t", "cgroup2", "cgroup2", "/mnt").returncode != 0:
        print("skipped: this machine allows no namespaces with control groups of their own")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="pickupbox-place-") as made:
        PLACE = Place(pathlib.Path(made))
        unittest.main(argv=[sys.argv[0]], verbosity=2)
