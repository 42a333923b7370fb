#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Memory of the daemon on a simulated cabinet: at idle, and at its peak after staff and a citizen were there.

usage: bench_memory.py PICKUPBOX PICKUPBOXD

Idle is read before anybody came; the peak is the kernel's high-water mark after a session of each: sign-in with the
one-time PIN and a PIN of one's own (Argon2id over 19 MiB, three times), loading, collecting by code. RSS counts what
is shared with other processes in full, PSS its share. The guard of the locks and its supervisor are processes of their own. Beside them the
time from the start until the daemon answers, by when the first picture has been drawn. Nothing here fails for a number.
"""

import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

PICKUPBOX, PICKUPBOXD = (os.path.abspath(path) for path in sys.argv[1:3])
CABINETS = (24, 608)
TARGET_MIB = 48
FRAME_MIB = 1080 * 1920 * 4 / 2**20
ARGON2_MIB = 19
STARTS = 5
LIMIT_S = 60
AWAY_MS = 5000  # from then on a reading is no repeat of the one before
OWN_PIN = "13572468"


def done(*arguments):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout


class Place:
    def __init__(self, folder, compartments):
        self.box, office, passphrase = folder / "box", folder / "office", folder / "passphrase"
        passphrase.write_text("correct horse\n")
        secret = ("--passphrase-file", passphrase)
        done(PICKUPBOX, "box", "init", self.box, "--id", "K017", "--compartments", compartments)
        if compartments == 608:
            with open(self.box / "pickupboxd.conf", "a", encoding="ascii") as file:
                file.write("\n[plan]\nblocks = 19 19\nrows = 16\n")
        done(PICKUPBOX, "office", "init", office, "--name", "Stadt Musterstadt", "--domain", "musterstadt.example", *secret)
        done(PICKUPBOX, "office", "add-box", office, self.box / "K017.enrol", *secret)
        text = done(PICKUPBOX, "office", "add-staff", office, "--id", "meier", "--role", "loader", *secret)
        self.one_time_pin = re.search(r"One-time PIN:\s*(\d+)", text).group(1)
        self.badge = (office / "badges" / "meier" / "badge.txt").read_text().strip("\n")
        done(PICKUPBOX, "office", "bundle", office, "-o", folder / "bundle", *secret)
        done(PICKUPBOX, "box", "adopt", self.box, folder / "bundle", "--root", office / "root.pub")
        done(PICKUPBOX, "office", "issue", office, "--box", "K017", "--item", "passport", "--born", "1985-03-07", *secret)
        parcel = next((office / "out").iterdir())
        self.ticket, self.code = ((parcel / name).read_text().strip("\n") for name in ("ticket.txt", "code.txt"))


class Daemon:
    def __init__(self, place):
        self.socket = str(place.box / "control.sock")
        begun = time.monotonic()
        with open(place.box / "log", "ab") as log:
            self.process = subprocess.Popen([PICKUPBOXD, "--config", place.box / "pickupboxd.conf", "--simulate"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.connect(begun + LIMIT_S)
        self.ask({"request": "status"})
        self.start_ms = (time.monotonic() - begun) * 1000

    def connect(self, end):
        while True:
            self.client = socket.socket(socket.AF_UNIX)
            try:
                self.client.connect(self.socket)
                self.lines = self.client.makefile()
                return
            except (FileNotFoundError, ConnectionRefusedError):
                self.client.close()
                if self.process.poll() is not None or time.monotonic() > end:
                    sys.exit("bench_memory: the daemon does not start")
                time.sleep(0.001)

    def ask(self, request):
        self.client.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(self.lines.readline())
        if not answer["ok"]:
            sys.exit(f"bench_memory: {request}: {answer['message']}")
        return answer

    def wait(self, screen):
        self.ask({"request": "wait", "screen": screen, "timeout_ms": LIMIT_S * 1000})

    def sim(self, *words):
        done(PICKUPBOX, "sim", "--socket", self.socket, *words)

    def type(self, digits):
        for digit in digits:
            self.ask({"request": "press", "target": f"key_{digit}"})
        self.ask({"request": "press", "target": "next"})

    def close_door(self):
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            state = self.ask({"request": "state"})["state"]
            if "open" in state["doors"] and not any(lock["state"] == "driving" for lock in state["locks"]):
                self.ask({"request": "door", "c": state["doors"].index("open") + 1, "hand": "close"})
                return
            time.sleep(0.01)
        sys.exit("bench_memory: no door opens")

    def memory_mib(self, pid=None):
        """RSS, its high-water mark, and PSS."""
        folder = pathlib.Path("/proc") / str(pid or self.process.pid)
        status, smaps = (folder / "status").read_text(), (folder / "smaps_rollup").read_text()
        return tuple(int(re.search(rf"^{name}:\s*(\d+) kB", text, re.MULTILINE).group(1)) / 1024
                     for name, text in (("VmRSS", status), ("VmHWM", status), ("Pss", smaps)))

    def child(self, pid=None):
        pid = pid or self.process.pid
        return int(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    def end(self):
        self.client.close()
        self.process.terminate()
        self.process.wait(LIMIT_S)


def visit(daemon, place):
    daemon.wait("idle")
    daemon.sim("scan", place.badge)
    daemon.wait("staff_pin")
    daemon.type(place.one_time_pin)
    daemon.wait("staff_set_pin")
    daemon.type(OWN_PIN)
    daemon.type(OWN_PIN)
    daemon.wait("staff_overview")
    daemon.ask({"request": "press", "target": "load"})
    daemon.wait("staff_scan")
    daemon.sim("scan", place.ticket)
    daemon.wait("staff_load")
    daemon.close_door()
    daemon.wait("staff_scan")
    daemon.ask({"request": "advance", "ms": AWAY_MS})
    daemon.sim("scan", place.badge)
    daemon.wait("idle")
    daemon.sim("scan", place.code)
    daemon.wait("birth")
    daemon.type("07031985")
    daemon.wait("door")
    daemon.close_door()
    daemon.wait("done")
    daemon.ask({"request": "press", "target": "end"})
    daemon.wait("idle")


def line(what, rss, pss, target):
    mark = f"{target:.0f} {'✓' if rss <= target else '✗'}" if target else "-"
    ratio = f"{rss / target:.2f}" if target else "-"
    print(f"{what:<46} {rss:>11.1f} {pss:>11} {ratio:>7} {mark:>7}", flush=True)


def measure(compartments):
    with tempfile.TemporaryDirectory(prefix="pickupbox-bench-") as folder:
        place = Place(pathlib.Path(folder), compartments)
        starts = []
        for _ in range(STARTS):
            daemon = Daemon(place)
            starts.append(daemon.start_ms)
            daemon.end()
        daemon = Daemon(place)
        try:
            daemon.wait("idle")
            rss, _, pss = daemon.memory_mib()
            line(f"idle, {compartments} compartments", rss, f"{pss:.1f}", TARGET_MIB)
            visit(daemon, place)
            rss, peak, pss = daemon.memory_mib()
            line("  idle again after staff and a citizen", rss, f"{pss:.1f}", TARGET_MIB)
            line("  at its peak", peak, "-", TARGET_MIB)
            rss, _, pss = daemon.memory_mib(daemon.child())
            line("  the supervisor of the guard, besides", rss, f"{pss:.1f}", None)
            rss, _, pss = daemon.memory_mib(daemon.child(daemon.child()))
            line("  the guard of the locks, besides", rss, f"{pss:.1f}", None)
        finally:
            daemon.end()
        print(f"{'  start to first picture and answer, ms':<46} {statistics.median(starts):>11.0f}", flush=True)


def main():
    print(f"{'what':<46} {'RSS MiB':>11} {'PSS MiB':>11} {'ratio':>7} {'target':>7}", flush=True)
    for compartments in CABINETS:
        measure(compartments)
    print(f"Of it: {FRAME_MIB:.1f} MiB for the picture, which the simulated screen shares; at the peak {ARGON2_MIB} MiB for Argon2id.")


if __name__ == "__main__":
    main()
