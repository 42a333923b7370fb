#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The virtual kiosk for a person: a box on real devices, its screen in a window or for a VNC viewer, and words for everything else.

The mouse is a finger. Doors spring open by themselves; `door 3 close` closes one. Words, one line each:
"""

import argparse
import cmd
import contextlib
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

import kiosk
import place

CONSIGNMENTS = 3


class Wrong(Exception):
    """What is wrong with a line, as a sentence."""


class Words(cmd.Cmd):
    prompt = "kiosk> " if sys.stdin.isatty() else ""

    def __init__(self, site, box):
        super().__init__()
        self.site, self.box = site, box
        self.failed = False

    def onecmd(self, line):
        if line.startswith("#"):
            return False
        try:
            return super().onecmd(line)
        except (Wrong, kiosk.Fault, OSError) as fault:
            said = str(fault)
        except (ValueError, LookupError):
            said = "it goes: " + getattr(self, f"do_{line.split()[0]}").__doc__.strip()
        print(f"pickupbox: {line}: {said}", file=sys.stderr)
        self.failed = True
        return False

    def default(self, line):
        if line == "EOF":
            return True
        raise Wrong("no such word; `help` lists them")

    def emptyline(self):
        return False

    def do_help(self, _):
        """help                           these words"""
        for name in sorted(name for name in dir(self) if name.startswith("do_")):
            print(getattr(self, name).__doc__.strip())

    def _text(self, word, number):
        if word == "badge":
            return self.site.badge
        if word in ("ticket", "code"):
            return getattr(self.site.consignments[int(number or 1) - 1], word)
        path = pathlib.Path(word.removeprefix("@"))
        return path.read_text(encoding="utf-8").strip() if word.startswith("@") else word

    def do_scan(self, line):
        """scan badge|ticket N|code N|@FILE|TEXT [serial|keyboard|cdc]   holds it to a scanner (default: serial)"""
        words = shlex.split(line)
        way = words.pop() if words[-1] in ("serial", "keyboard", "cdc") else "serial"
        text = self._text(words[0], words[1] if len(words) > 1 else None)
        if way == "serial":
            self.box.serial_write(text + "\r\n")
        elif way == "keyboard":
            self.box.type(text + "\n")
        else:
            if self.box.run("test -c /dev/ttyACM0")[0] != 0:
                self.box.plug_cdc()
            self.box.cdc_write(text + "\r\n")

    def do_door(self, line):
        """door N open|close              a hand at a compartment's door"""
        number, hand = line.split()
        if not 1 <= int(number) <= self.site.compartments:
            raise Wrong(f"the compartments are 1 to {self.site.compartments}")
        {"open": self.box.open_door, "close": self.box.close_door}[hand](int(number))

    def do_touch(self, line):
        """touch X Y                      a finger at a pixel"""
        x, y = (int(word) for word in line.split())
        self.box.tap(x, y)

    def do_key(self, line):
        """key NAME…                      keys of the keypad: 0 to 9, enter, backspace, up, down, left, right, f1 (help), f2 (speech)"""
        for name in line.split():
            self.box.key(name)

    def do_screenshot(self, line):
        """screenshot FILE.png            what the panel shows"""
        self.box.screenshot(pathlib.Path(line).absolute())

    def do_codes(self, _):
        """codes                          what a telephone reads from QR codes on the panel"""
        print("\n".join(self.box.codes()))

    def do_wait(self, line):
        """wait SECONDS"""
        time.sleep(float(line))

    def do_pulses(self, _):
        """pulses                         what the kernel saw on the lock lines"""
        for pulse in self.box.pulses():
            print(pulse)

    def do_panel(self, line):
        """panel off|on                   unplugs and plugs the screen at its connector"""
        self.box.connect_panel({"on": True, "off": False}[line])

    def do_log(self, _):
        """log                            what the daemon says"""
        print(self.box.must("cat /data/log"), end="")

    def do_run(self, line):
        """run COMMAND                    a command of the shell inside"""
        print(self.box.run(line)[1], end="")

    def do_have(self, _):
        """have                           badge, tickets, codes, and where they are as pictures"""
        print(f"staff: badge {self.site.office}/badges/meier/badge.png, one-time PIN {self.site.one_time_pin}")
        for number, consignment in enumerate(self.site.consignments, 1):
            print(f"{number}: reference {consignment.reference}, PIN {consignment.pin}, born {place.BORN}, "
                  f"{self.site.office}/out/{consignment.cti}/code.png")

    def do_quit(self, _):
        """quit                           switches the kiosk off"""
        return True


def screen_arguments(kind):
    """QEMU's arguments for a screen that a person sees. "auto": a window where there is a desktop and QEMU can open one."""
    known = subprocess.run(["qemu-system-x86_64", "-display", "help"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout.split()
    desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if kind == "auto":
        kind = "window" if desktop and "gtk" in known else "vnc"
    if kind == "window":
        if not desktop or "gtk" not in known:
            raise kiosk.Missing("no desktop here, or qemu-system-gui is not installed; --screen vnc needs neither")
        return ["-display", "gtk,zoom-to-fit=on"]
    return ["-vnc", "127.0.0.1:0,to=99"] if kind == "vnc" else None


def start(build, folder, kind, gpio, small):
    """The box with its daemon, waiting for people."""
    site = place.Place(place.Programs(build, quick=False), folder, consignments=CONSIGNMENTS)
    size = kiosk.SMALL if small else kiosk.LARGE
    place.add_to_sections(site.box / "pickupboxd.conf", {"[panel]": "width_px = {}\nheight_px = {}".format(*size)})
    box = kiosk.start(build, programs=[build / "tests/kiosk/kiosk_spring"], chips=kiosk.cabinet(site.compartments), gpio=gpio,
                      data=place.data_disk(site, folder), show=screen_arguments(kind), size=size)
    box.plug_touch()
    if kind != "none":
        box.plug_usb("usb-tablet", "finger")  # where the mouse's events go
    box.plug_keyboard()
    box.plug_keypad()
    box.trace_start()
    place.spring(box, range(site.compartments))
    place.start_daemon(box)
    return site, box


def main():
    words = "\n".join("  " + getattr(Words, name).__doc__.strip() for name in sorted(vars(Words)) if name.startswith("do_"))
    parser = argparse.ArgumentParser(prog="deploy/kiosk", description=__doc__ + words, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screen", choices=("auto", "window", "vnc", "none"), default="auto",
                        help="a window, or VNC on this machine alone (default: whichever there is)")
    parser.add_argument("--small", action="store_true", help="a panel with a ninth of the pixels, which is drawn so much sooner")
    parser.add_argument("--keeping", action="store_true", help="lines keep their output when they are released, as port expanders do")
    parser.add_argument("build", help=argparse.SUPPRESS)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pickupbox-kiosk-place-")))
        try:
            site, box = start(pathlib.Path(options.build).resolve(), folder, options.screen, "gpio-sim-keeping" if options.keeping else "gpio-sim", options.small)
        except kiosk.Missing as reason:
            print(f"pickupbox: no virtual kiosk here: {reason}", file=sys.stderr)
            return 2
        stack.callback(box.close)
        vnc = box.qmp.do("query-vnc") if options.screen in ("auto", "vnc") else {}
        if vnc.get("enabled"):
            print(f"The screen is at VNC {vnc['host']}:{vnc['service']} (display :{int(vnc['service']) - 5900}).")
        interpreter = Words(site, box)
        interpreter.do_have("")
        print("`help` lists the words; `scan badge` begins.")
        with contextlib.suppress(KeyboardInterrupt):
            interpreter.cmdloop()
        return 1 if interpreter.failed else 0


if __name__ == "__main__":
    sys.exit(main())
