# SPDX-License-Identifier: EUPL-1.2
"""A box with documents inside, on simulated hardware, used through its control socket alone."""

import base64
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import time

START_S = 30
AWAY_S = 5  # from then on a reading is no repeat of the one before: a reader's re-read delay and 2 s
OWN_PIN = "13572468"
BORN, BORN_KEYS, WRONG_KEYS = "1985-03-07", "07031985", "24121901"
GROUP = "00112233445566778899aabbccddeeff"
LOW = range(17, 25)
CONSIGNMENTS = {  # name: item, low, return_old, group
    "passport": ("passport", "no", "no", ""),
    "second": ("passport", "no", "no", ""),
    "low": ("identity_card", "yes", "no", ""),
    "old": ("passport", "no", "yes", ""),
    "jam": ("passport", "no", "no", ""),
    "card": ("identity_card", "no", "no", GROUP),
    "residence": ("residence_card", "no", "no", GROUP),
}


def run(*arguments):
    done = subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)
    assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


class Box:
    """A running daemon. People are keys, codes held to the scanner, a headset, and hands at the doors."""

    def __init__(self, program, folder):
        self.folder = folder
        self.log = open(folder / "daemon.log", "ab")
        self.process = subprocess.Popen([program, "--config", folder / "pickupboxd.conf", "--simulate"], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log)
        self.socket = None
        end = time.monotonic() + START_S
        while self.socket is None:
            try:
                client = socket.socket(socket.AF_UNIX)
                client.connect(str(folder / "control.sock"))
                self.socket = client
            except OSError:
                client.close()
                assert self.process.poll() is None and time.monotonic() < end, self.said()
                time.sleep(0.02)
        self.lines = self.socket.makefile("r", encoding="utf-8")
        self.sounds = []
        self.held = set()

    def said(self):
        return (self.folder / "daemon.log").read_text()

    def end(self):
        self.socket.close()
        self.lines.close()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(START_S)
        self.log.close()
        assert code == 0, self.said()

    def ask(self, request, **members):
        self.socket.sendall(json.dumps({"request": request, **members}).encode() + b"\n")
        answer = json.loads(self.lines.readline())
        assert answer["ok"], f"{request} {members}: {answer}\n{self.said()}"
        return answer

    # ---- what a person does ----

    def keys(self, *names):
        for name in names:
            self.ask("key", key=name)

    def type(self, digits):
        self.keys(*digits, "ok")

    def scan(self, text):
        if text in self.held:
            self.pass_time(AWAY_S)  # it was taken away meanwhile
        self.held.add(text)
        self.ask("scan", text=base64.b64encode(text.encode()).decode())

    def headset(self, plugged=True):
        self.ask("headset", plugged=plugged)

    def hand(self, compartment, hand):
        self.ask("door", c=compartment, hand=hand)

    def pass_time(self, seconds):
        self.ask("advance", ms=int(seconds * 1000))

    def focus(self, target):
        """Down until the target has the focus; every target is passed at most once on the way."""
        for _ in range(len(self.targets())):
            self.keys("down")
            if self.focused() == target:
                return
        raise AssertionError(f"{target} is not reached on {self.screen()}: {[t['name'] for t in self.targets()]}")

    def activate(self, target):
        self.focus(target)
        self.keys("ok")

    # ---- what a person sees and hears ----

    def state(self):
        return self.ask("state")["state"]

    def screen(self):
        return self.state()["screen"]

    def targets(self):
        return self.state()["targets"]

    def focused(self):
        return next((t["name"] for t in self.targets() if t["focus"]), None)

    def wait(self, screen):
        self.ask("wait", screen=screen, timeout_ms=START_S * 1000)

    def hear(self):
        """What sounded since the last time."""
        heard = self.ask("hear")["heard"]
        self.speaking = heard["speaking"]
        self.sounds += heard["sounds"]
        return heard["sounds"]

    def words(self):
        """What was said since the last time, as it is read aloud: no-break spaces and hyphens sound like any other."""
        said = " ".join(sound["text"] for sound in self.hear() if "text" in sound)
        return said.replace("\u00a0", " ").replace("\u2011", "-")

    def await_door(self, is_open):
        end = time.monotonic() + START_S
        while True:
            state = self.state()
            doors = [i + 1 for i, door in enumerate(state["doors"]) if door == "open"]
            if bool(doors) == is_open and not any(lock["state"] == "driving" for lock in state["locks"]):
                return doors[0] if doors else None
            assert time.monotonic() < end, state
            time.sleep(0.01)

    def close_door(self):
        compartment = self.await_door(True)
        self.hand(compartment, "close")
        self.await_door(False)
        return compartment


class Place:
    """An office, and a box of 24 compartments into which a loader put every consignment by keys. Made once; tests work on copies."""

    def __init__(self, folder, pickupbox, pickupboxd):
        self.folder, self.program = folder, pickupboxd
        self.box, self.office = folder / "box", folder / "office"
        (folder / "passphrase").write_text("correct horse\n")
        secret = ("--passphrase-file", folder / "passphrase")
        run(pickupbox, "box", "init", self.box, "--id", "K017", "--compartments", "24")
        config = self.box / "pickupboxd.conf"
        config.write_text(config.read_text().replace("#[plan]", f"[plan]\nblocks = 4 4\nrows = 3\nlow = {LOW[0]}-{LOW[-1]}"))
        run(pickupbox, "office", "init", self.office, "--name", "Stadt Musterstadt", "--domain", "musterstadt.example", *secret)
        run(pickupbox, "office", "add-box", self.office, self.box / "K017.enrol", *secret)
        added = run(pickupbox, "office", "add-staff", self.office, "--id", "meier", "--role", "loader", *secret)
        pin = added.split("One-time PIN:")[1].split()[0]
        run(pickupbox, "office", "bundle", self.office, "-o", folder / "bundle", *secret)
        run(pickupbox, "box", "adopt", self.box, folder / "bundle", "--root", self.office / "root.pub")
        rows = [f"K017,{item},{BORN},{low},{old},{group}" for item, low, old, group in CONSIGNMENTS.values()]
        (folder / "batch.csv").write_text("box,item,born,low,return_old,group\n" + "\n".join(rows) + "\n")
        made = json.loads(run(pickupbox, "office", "issue", self.office, "--batch", folder / "batch.csv", "--again", "--json", *secret))
        self.issued = dict(zip(CONSIGNMENTS, made["issued"]))
        self.where = {}
        self.load(pin)

    def read(self, name, file):
        return (pathlib.Path(self.issued[name]["folder"]) / file).read_text().strip()

    def code(self, name):
        return self.read(name, "code.txt")

    def load(self, pin):
        box = Box(self.program, self.box)
        box.scan((self.office / "badges" / "meier" / "badge.txt").read_text().strip())
        box.wait("staff_pin")
        box.type(pin)
        box.wait("staff_set_pin")
        box.type(OWN_PIN)
        box.type(OWN_PIN)
        box.wait("staff_overview")
        box.activate("load")
        box.wait("staff_scan")
        for name in CONSIGNMENTS:
            box.scan(self.read(name, "ticket.txt"))
            box.wait("staff_load")
            self.where[name] = box.close_door()
            box.wait("staff_scan")
        box.activate("sign_out")
        box.wait("idle")
        box.end()

    def copy(self, folder):
        shutil.copytree(self.box, folder)
        shutil.copy(f"{self.box}.anchor", f"{folder}.anchor")
        return folder
