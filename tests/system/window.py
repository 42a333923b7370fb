#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A pickup played at a desk: the demonstration's box in a window, as a person follows the printed instructions.

usage: window.py PICKUPBOX, started by tests/hal/with_xvfb.py

Mouse and keyboard are xdotool's; what is on the screen is compared with what the box says it drew. Then the window is made
smaller and closed.
"""

import ctypes
import ctypes.util
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

PATIENCE_S = 60
WIDTH, HEIGHT = 1080, 1920


def until(condition, what):
    """Waits for something to happen, never for time to pass."""
    end = time.monotonic() + PATIENCE_S
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"patience ended: {what}"
        time.sleep(0.05)


def xdotool(*arguments):
    return subprocess.run(["xdotool", *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True).stdout.split()


class Screen:
    """What Xvfb keeps of its screen (X11/XWDFile.h)."""

    def __init__(self):
        self.path = pathlib.Path(os.environ["GLASS_XWD"])

    def rows(self, left, top, width, height):
        data = self.path.read_bytes()
        words = struct.unpack(">25I", data[:100])
        start, row_len = words[0] + words[19] * 12, words[12]
        for y in range(top, top + height):
            row = data[start + y * row_len + left * 4:start + y * row_len + (left + width) * 4]
            yield row[2::4], row[1::4], row[0::4]


def drawn_rows(control):
    """The picture as the box drew it: a descriptor of its memory comes with the answer."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(control))
        client.sendall(b'{"request":"screen"}\n')
        answer, descriptors, _, _ = socket.recv_fds(client, 65536, 1)
        assert json.loads(answer)["ok"] and descriptors, answer
        with os.fdopen(descriptors[0], "rb") as file:
            data = os.pread(file.fileno(), WIDTH * HEIGHT * 4, 0)
    for y in range(HEIGHT):
        row = data[y * WIDTH * 4:(y + 1) * WIDTH * 4]
        yield row[2::4], row[1::4], row[0::4]


class Desk:
    def __init__(self, folder, process):
        self.folder, self.process = folder, process
        self.window = int(until(lambda: xdotool("search", "--name", "Pickup box"), "a window")[0])

    def place(self):
        said = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", self.window))
        return tuple(int(said[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def hand(self, *words):
        done = subprocess.run([self.folder / "hand", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, f"hand {words}: {done.stdout}"
        return done.stdout

    def state(self):
        return json.loads(self.hand("state"))

    def click(self, name):
        target = next(t for t in self.state()["targets"] if t["name"] == name)
        x, y, width, height = self.place()
        xdotool("mousemove", x + (target["x"] + target["w"] // 2) * width // WIDTH, y + (target["y"] + target["h"] // 2) * height // HEIGHT,
                "click", 1)

    def wait(self, screen):
        self.hand("wait", screen)

    def differences(self, screen):
        """Rows of the window that are not as the box drew them."""
        x, y, width, height = self.place()
        assert (width, height) == (WIDTH, HEIGHT)
        drawn = drawn_rows(self.folder / "box" / "control.sock")
        return sum(one != other for one, other in zip(screen.rows(x, y, width, height), drawn))

    def close(self):
        """As a window manager does when its button is clicked (ICCCM 4.1.2.7)."""
        class Message(ctypes.Structure):
            _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int), ("display", ctypes.c_void_p),
                        ("window", ctypes.c_ulong), ("kind", ctypes.c_ulong), ("format", ctypes.c_int), ("data", ctypes.c_long * 5),
                        ("padding", ctypes.c_long * 24)]
        x11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(None))
        atom = lambda name: x11.XInternAtom(display, name, 0)
        message = Message(type=33, window=self.window, kind=atom(b"WM_PROTOCOLS"), format=32)
        message.data[0] = atom(b"WM_DELETE_WINDOW")
        x11.XSendEvent(display, ctypes.c_ulong(self.window), 0, ctypes.c_long(0), ctypes.byref(message))
        x11.XCloseDisplay(display)


def play(desk, printed):
    screen = Screen()
    born = re.search(r"scan A .*: (\d{8})$", printed, re.MULTILINE).group(1)
    door = re.search(r"\./hand door (\d+) close", printed).group(1)
    desk.wait("idle")
    until(lambda: desk.differences(screen) == 0, "the idle screen in the window, pixel by pixel")

    # By mouse.
    desk.hand("scan", "A")
    desk.wait("birth")
    for digit in born:
        desk.click(f"key_{digit}")
    desk.click("next")
    desk.wait("door")
    until(lambda: desk.differences(screen) == 0, "the open door in the window, pixel by pixel")
    # While the coil is on, a door that is pushed shut springs open again.
    until(lambda: not any(lock["state"] == "driving" for lock in desk.state()["locks"]), "the end of the pulse")
    desk.hand("door", door, "close")
    desk.wait("done")
    desk.click("end")
    desk.wait("idle")

    # By keyboard and mouse in a window half as large, and doors that close by themselves.
    desk.hand("doors", "auto")
    xdotool("windowsize", desk.window, WIDTH // 2, HEIGHT // 2)
    until(lambda: desk.place()[2:] == (WIDTH // 2, HEIGHT // 2), "a smaller window")
    desk.click("start")
    desk.wait("code")
    xdotool("key", "BackSpace")
    desk.wait("idle")
    desk.hand("scan", "C")
    desk.wait("birth")
    born = re.search(r"^  C +\d+ +(\d{8})", printed, re.MULTILINE).group(1)
    xdotool("key", "--delay", 60, *born, "Return")
    desk.wait("door")
    desk.hand("wait", "done", "10")


def main():
    missing = [p for p in ("zbarimg", "xdotool") if not shutil.which(p)]
    if missing:
        print(f"skipped: {missing[0]} is missing (Debian packages zbar-tools, xdotool)")
        return 77
    with tempfile.TemporaryDirectory() as parent:
        folder = pathlib.Path(parent) / "play"
        process = subprocess.Popen([sys.argv[1], "demo", "--window", folder], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        printed = ""
        for line in process.stdout:
            print(line, end="")
            printed += line
            if line.startswith("Close the window"):
                break
        else:
            raise AssertionError(f"the box did not come up: {process.wait()}")
        desk = Desk(folder, process)
        try:
            play(desk, printed)
        finally:
            desk.close()
            rest = process.communicate(timeout=PATIENCE_S)[0]
        print(rest)
        assert process.returncode == 0
        entries = (folder / "export" / "entries.jsonl").read_text()
        assert entries.count('"how":"seen"') == 2, entries
    return 0


if __name__ == "__main__":
    sys.exit(main())
