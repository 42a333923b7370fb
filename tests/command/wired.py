# SPDX-License-Identifier: EUPL-1.2
"""An office, a box that trusts it and a person at a terminal, for the tests of `pickupbox box wiring`."""

import json
import os
import pathlib
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PICKUPBOX, PICKUPBOXD = (os.path.abspath(path) for path in sys.argv[1:3])
OWN_PIN = "13572468"
PATIENCE_S = 60


def run(*arguments):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)


def done(*arguments):
    result = run(*arguments)
    assert result.returncode == 0, f"{arguments}: {result.returncode}\n{result.stdout}{result.stderr}"
    return result.stdout


class Place:
    """An office with a manager and a loader, and a box of three compartments that trusts it; tests work on copies."""

    def __init__(self, folder):
        folder.mkdir()
        self.folder = folder
        self.pins = {}
        passphrase = folder / "passphrase"
        passphrase.write_text("correct horse\n")
        secret = ("--passphrase-file", passphrase)
        office, box = folder / "office", folder / "box"
        done(PICKUPBOX, "box", "init", box, "--id", "K017", "--compartments", "3")
        done(PICKUPBOX, "office", "init", office, "--name", "Stadt Musterstadt", "--domain", "musterstadt.example", *secret)
        done(PICKUPBOX, "office", "add-box", office, box / "K017.enrol", *secret)
        for name, role in (("anna", "manager"), ("meier", "loader")):
            text = done(PICKUPBOX, "office", "add-staff", office, "--id", name, "--role", role, *secret)
            self.pins[name] = text.split("One-time PIN:")[1].split()[0]
        done(PICKUPBOX, "office", "bundle", office, "-o", folder / "bundle", *secret)


class Person:
    """Runs the command on a terminal of its own, reads what it says and answers."""

    def __init__(self, box, *options):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execv(PICKUPBOX, [PICKUPBOX, "box", "wiring", str(box), *options])
        self.said = ""
        self.read_to = 0

    def hear(self, text):
        """Waits until the command has said that, after what was heard before."""
        end = time.monotonic() + PATIENCE_S
        while text not in self.said[self.read_to:]:
            assert select.select([self.terminal], [], [], max(0, end - time.monotonic()))[0], f"never said {text!r}:\n{self.said}"
            try:
                more = os.read(self.terminal, 65536)
            except OSError:
                more = b""
            assert more, f"ended before saying {text!r}:\n{self.said}"
            self.said += more.decode().replace("\r", "")
        self.read_to = self.said.index(text, self.read_to) + len(text)

    def answer(self, text=""):
        os.write(self.terminal, text.encode() + b"\n")

    def sign_in(self, badge, pin, own=None):
        self.hear("Badge (scan it, or type its text): ")
        self.answer(badge)
        self.hear("PIN: ")
        self.answer(pin)
        if own:
            self.hear("New PIN: ")
            self.answer(own)
            self.hear("Again: ")
            self.answer(own)

    def end(self):
        """The exit status, and all that was said."""
        while True:
            try:
                more = os.read(self.terminal, 65536)
            except OSError:
                break
            if not more:
                break
            self.said += more.decode().replace("\r", "")
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class Case(unittest.TestCase):
    place = None  # of all cases; each works on a copy

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.folder = pathlib.Path(self.temporary.name) / "place"
        shutil.copytree(self.place.folder, self.folder)
        self.box = self.folder / "box"

    def tearDown(self):
        self.temporary.cleanup()

    def adopt(self):
        done(PICKUPBOX, "box", "adopt", self.box, self.folder / "bundle", "--root", self.folder / "office" / "root.pub")

    def badge(self, name):
        return next((self.folder / "office").rglob(f"{name}/badge.txt")).read_text().strip()

    def daemon(self, *actions):
        """The box belongs to simulated hardware after its first start; hands act while it runs."""
        with open(self.folder / "daemon.log", "ab") as log:
            process = subprocess.Popen([PICKUPBOXD, "--config", self.box / "pickupboxd.conf", "--simulate"],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE_S
        while run(PICKUPBOX, "status", "--socket", self.box / "control.sock").returncode == 2:
            assert process.poll() is None and time.monotonic() < end, (self.folder / "daemon.log").read_text()
            time.sleep(0.02)
        try:
            for action in actions:
                if callable(action):
                    action()
                else:
                    done(PICKUPBOX, "sim", "--socket", self.box / "control.sock", *action)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)

    def await_quarantine(self):
        end = time.monotonic() + PATIENCE_S
        while json.loads(done(PICKUPBOX, "status", "--socket", self.box / "control.sock", "--json"))["compartments"]["quarantined"] == 0:
            assert time.monotonic() < end
            time.sleep(0.02)

    def wiring(self):
        return run(PICKUPBOX, "box", "wiring", self.box)

    def entries(self):
        out = self.folder / "export"
        done(PICKUPBOX, "ledger", "export", self.box, out)
        done(PICKUPBOX, "ledger", "verify", out)
        return [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]

    def assert_refused(self, status, says):
        result = self.wiring()
        self.assertEqual(result.returncode, status, result)
        self.assertIn(says, result.stderr)
        return result


def main():
    with tempfile.TemporaryDirectory(prefix="pickupbox-test-") as made:
        Case.place = Place(pathlib.Path(made) / "place")
        unittest.main(argv=sys.argv[:1], verbosity=2)
