# SPDX-License-Identifier: EUPL-1.2
"""A daemon on simulated hardware and the office that it trusts, seen from outside, for the tests beside this file.

Whoever imports it has PICKUPBOX and PICKUPBOXD as its first arguments, and ends with main().
"""

import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PICKUPBOX, PICKUPBOXD = (os.path.abspath(path) for path in sys.argv[1:3])
BORN = "1985-03-07"
BORN_KEYS = "07031985"
OWN_PIN = "13572468"
START_S = 30
PLACE = None  # that of main(), of which each test has a copy


def run(*arguments, **options):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False, **options)


def done(*arguments):
    result = run(*arguments)
    assert result.returncode == 0, f"{arguments}: {result.returncode}\n{result.stdout}{result.stderr}"
    return result.stdout


def contents(folder):
    """Every file below the folder with its bytes; sockets and the store's working files apart."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm", "-lock", "sim.world"))}


def fill_disk():
    """A limit on the size of files stands for the disk's end."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))


class Place:
    """An office with one loader, and a box that trusts it, made once; tests work on copies."""
    compartments = 6

    def __init__(self, folder):
        self.folder = folder
        self.box = folder / "box"
        self.office = folder / "office"
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text("correct horse\n")
        secret = ("--passphrase-file", self.passphrase)
        done(PICKUPBOX, "box", "init", self.box, "--id", "K017", "--compartments", self.compartments)
        done(PICKUPBOX, "office", "init", self.office, "--name", "Stadt Musterstadt", "--domain", "musterstadt.example", *secret)
        done(PICKUPBOX, "office", "add-box", self.office, self.box / "K017.enrol", *secret)
        text = done(PICKUPBOX, "office", "add-staff", self.office, "--id", "meier", "--role", "loader", *secret)
        self.one_time_pin = text.split("One-time PIN:")[1].split()[0]
        done(PICKUPBOX, "office", "bundle", self.office, "-o", folder / "bundle", *secret)
        done(PICKUPBOX, "box", "adopt", self.box, folder / "bundle", "--root", self.office / "root.pub")
        issued = done(PICKUPBOX, "office", "issue", self.office, "--box", "K017", "--item", "passport", "--born", BORN, *secret)
        self.reference = issued.split("Reference:")[1].split("\n")[0].replace(" ", "")
        self.parcel = next((self.office / "out").iterdir())


class Daemon:
    def __init__(self, box, **options):
        self.box = box
        self.log = open(box.parent / "daemon.log", "ab")
        self.process = subprocess.Popen([PICKUPBOXD, "--config", box / "pickupboxd.conf", "--simulate"], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, **options)
        end = time.monotonic() + START_S
        while self.status().returncode == 2:
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.said()}"
            assert time.monotonic() < end, f"does not answer: {self.said()}"
            time.sleep(0.02)

    def said(self):
        return (self.box.parent / "daemon.log").read_text()

    def status(self):
        return run(PICKUPBOX, "status", "--socket", self.box / "control.sock", "--json")

    def try_sim(self, *words):
        return run(PICKUPBOX, "sim", "--socket", self.box / "control.sock", *words)

    def sim(self, *words):
        result = self.try_sim(*words)
        assert result.returncode == 0, f"sim {words}: {result.stderr}\n{self.said()}"
        return result.stdout

    def state(self):
        return json.loads(self.sim("state"))

    def type(self, digits):
        for digit in digits:
            self.sim("press", f"key_{digit}")
        self.sim("press", "next")

    def await_door(self, wanted):
        end = time.monotonic() + START_S
        while True:
            state = self.state()
            open_doors = [i + 1 for i, door in enumerate(state["doors"]) if door == "open"]
            driving = any(lock["state"] == "driving" for lock in state["locks"])
            if bool(open_doors) == wanted and not driving:
                return open_doors[0] if open_doors else None
            assert time.monotonic() < end, f"doors: {state['doors']}"
            time.sleep(0.01)

    def close_door(self):
        self.sim("door", self.await_door(True), "close")
        self.await_door(False)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(START_S)
        self.log.close()
        return code


class Case(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.folder = pathlib.Path(self.temporary.name) / "place"
        shutil.copytree(PLACE.folder, self.folder)
        self.box = self.folder / "box"
        self.daemon = None

    def tearDown(self):
        if self.daemon and self.daemon.process.poll() is None:
            self.daemon.kill()
        self.temporary.cleanup()

    def start(self, **options):
        self.daemon = Daemon(self.box, **options)
        return self.daemon

    def entries(self):
        out = self.folder / "export"
        done(PICKUPBOX, "ledger", "export", self.box, out)
        done(PICKUPBOX, "ledger", "verify", out)
        return [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]


def main(place=Place, arguments=sys.argv[3:]):
    """Makes the place, then runs the tests of the program, with these arguments."""
    global PLACE
    with tempfile.TemporaryDirectory(prefix="pickupbox-place-") as made:
        PLACE = place(pathlib.Path(made))
        unittest.main(argv=[sys.argv[0], *arguments], verbosity=2)
