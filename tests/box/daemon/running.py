# SPDX-License-Identifier: EUPL-1.2
"""A daemon on simulated hardware and the office that it trusts, seen from outside, for the tests beside this file.

Whoever imports it has PICKUPBOX and PICKUPBOXD as its first arguments, and ends with main().
"""

import base64
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
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


# What `pickupbox sim` makes of its words (controller/box/daemon/sim_action.c): asked for here without a process for each.
UNITS_MS = {"s": 1000, "m": 60000, "h": 3600000, "d": 86400000}
REQUESTS = {
    "scan": lambda text: {"text": base64.b64encode(scanned(text)).decode()},
    "press": lambda target: {"target": target},
    "key": lambda key: {"key": key},
    "door": lambda compartment, hand: {"c": int(compartment), "hand": hand},
    "wait": lambda screen, seconds=START_S: {"screen": screen, "timeout_ms": int(seconds) * 1000},
    "state": lambda: {},
}


def scanned(text):
    return pathlib.Path(text[1:]).read_bytes().removesuffix(b"\n") if text.startswith("@") else text.encode()


def request_of(words):
    """The request; None: one that is left to the command."""
    if words[0] == "clock" and words[1][0] == "+":
        return {"request": "advance", "ms": int(words[1][1:-1]) * UNITS_MS[words[1][-1]]}
    return {"request": words[0], **REQUESTS[words[0]](*words[1:])} if words[0] in REQUESTS else None


class Daemon:
    """by_command: each action is one of `pickupbox sim`, as people give it; otherwise of the control socket, which that asks."""

    def __init__(self, box, by_command=False, **options):
        self.box, self.by_command = box, by_command
        self.log = open(box.parent / "daemon.log", "ab")
        self.process = subprocess.Popen([PICKUPBOXD, "--config", box / "pickupboxd.conf", "--simulate"], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, **options)
        end = time.monotonic() + START_S
        while not self.ask({"request": "status"}):
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.said()}"
            assert time.monotonic() < end, f"does not answer: {self.said()}"
            time.sleep(0.02)

    def said(self):
        return (self.box.parent / "daemon.log").read_text()

    def status(self):
        return run(PICKUPBOX, "status", "--socket", self.box / "control.sock", "--json")

    def try_sim(self, *words):
        return run(PICKUPBOX, "sim", "--socket", self.box / "control.sock", *words)

    def ask(self, request):
        """The answer; None where nobody gives one."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self.box / "control.sock"))
                client.sendall(json.dumps(request).encode() + b"\n")
                with client.makefile("r", encoding="utf-8") as lines:
                    return json.loads(lines.readline() or "null")
        except OSError:
            return None

    def told(self):
        """What `pickupbox status --json` would say."""
        return {name: value for name, value in self.ask({"request": "status"}).items() if name != "ok"}

    def try_act(self, *words):
        """The answer to an action of `pickupbox sim`, None where there is none or it is refused."""
        answer = self.ask(request_of(words))
        return answer if answer and answer["ok"] else None

    def sim(self, *words):
        request = None if self.by_command else request_of(words)
        if request:
            answer = self.ask(request)
            assert answer and answer["ok"], f"{request}: {answer}\n{self.said()}"
            return json.dumps(answer.get("state"))
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
