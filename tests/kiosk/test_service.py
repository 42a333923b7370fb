#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The daemon on the kiosk as its service runs it: as its own user, on devices that udev's rules give it; idle; with a chip gone.

usage: test_service.py BUILD [TEST...]
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

import kiosk
import place

BUILD, TESTS = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
HANG_S = 120
IDLE_S, IDLE_CALLS = 60, 60
SETTLED_S = 3
DARK_S = 60 if os.environ.get("PICKUPBOX_FULL") else 20  # it is looked for every 10 s
CLOCK_GETTIME = 228  # of x86-64
TRACING = "/sys/kernel/tracing"
HALF = 3
CHIPS = {"kiosk-locks": [f"lock{n}" for n in range(HALF)], "kiosk-more": [f"lock{n}" for n in range(HALF, 2 * HALF)],
         "kiosk-doors": [f"door{n}" for n in range(2 * HALF)]}
SOCKET = "/run/place/box/control.sock"
LOCKS = (f"kiosk-locks:lock0..{HALF - 1}", f"kiosk-more:lock{HALF}..{2 * HALF - 1}")


class Case(unittest.TestCase):
    def start(self, chips):
        self.box = kiosk.start(BUILD, chips=chips, size=kiosk.SMALL)
        self.addCleanup(self.box.close)
        with tempfile.NamedTemporaryFile(suffix=".tar") as archive:
            subprocess.run(["tar", "-C", str(PLACE.folder), "-cf", archive.name, "box"], check=True)
            self.box.put(archive.name, "/tmp/box.tar")
        self.box.must("mkdir -p /run/place && cd /run/place && tar xf /tmp/box.tar && rm /tmp/box.tar && chown -R pickupbox:pickupbox /run/place")

    def begin(self):
        """The daemon as its own user; its status once it answers."""
        self.box.must("cd / && (su -s /bin/sh pickupbox -c 'exec pickupboxd --config /run/place/box/pickupboxd.conf' "
                      ">>/run/said 2>&1 </dev/null & )")
        return self.wait_for(lambda status: True)

    def end(self):
        self.box.must("kill $(pidof pickupboxd | tr ' ' '\\n' | sort -n | head -n 1)")
        end = time.monotonic() + HANG_S
        while self.box.run("pidof pickupboxd")[0] == 0:
            assert time.monotonic() < end, "it does not end"
            time.sleep(0.2)

    def said(self):
        return self.box.get("/run/said").decode(errors="replace")

    def wait_for(self, condition):
        end = time.monotonic() + HANG_S
        while True:
            status = self.box.status(SOCKET)
            if status and condition(status):
                return status
            assert time.monotonic() < end, f"{status}\n{self.said()}"
            time.sleep(0.2)

    def entries(self):
        self.box.must("rm -rf /run/export; su -s /bin/sh pickupbox -c 'pickupbox ledger export /run/place/box /run/place/export'")
        return [json.loads(line) for line in self.box.must("cat /run/place/export/entries.jsonl; rm -rf /run/place/export").splitlines()]


class Service(Case):
    def test_its_own_user_reaches_every_device_and_nobody_else_the_scanner(self):
        self.start(CHIPS)
        self.box.plug_touch()
        self.box.plug_keyboard()
        self.box.plug_keypad()
        self.box.must("udevadm settle")
        links = self.box.must("ls /dev/pickupbox").split()
        self.assertTrue(any(name.startswith("scanner") and name[7:].isdigit() for name in links), links)
        self.assertTrue(any(name.startswith("keypad") for name in links), links)
        self.assertIn("scanner-serial-ttyS1", links)
        for name in links:
            if name[:7] in ("scanner", "keypad") and "serial" not in name:
                self.assertEqual(self.box.must(f"stat -L -c '%a %G' /dev/pickupbox/{name}"), "660 pickupbox\n")
                properties = self.box.must(f"udevadm info --query=all --name=/dev/pickupbox/{name}")
                self.assertNotIn("CURRENT_TAGS=:power-switch:", properties)
                self.assertEqual("LIBINPUT_IGNORE_DEVICE=1" in properties, name.startswith("scanner"), properties)
        self.assertEqual(set(self.box.must("stat -c '%a %G' /dev/gpiochip*").splitlines()), {"660 pickupbox"})
        self.begin()
        status = self.wait_for(lambda status: all(status["devices"][name] for name in ("scanner", "touch", "screen")))
        self.assertEqual((status["mode"], status["working"], status["compartments"]["absent"]), ("real", True, 0))
        self.assertIsNone(status["trouble"])

    def test_a_layout_that_there_is_none_of_leaves_the_serial_scanner(self):
        self.start(CHIPS)
        self.box.must("printf '[scanner]\\nlayout = xx\\n' >>/run/place/box/pickupboxd.conf")
        status = self.begin()
        self.assertTrue(status["devices"]["scanner"], self.said())
        self.assertIn("there is no keyboard layout `xx`", self.said())

    def test_idle_it_does_next_to_nothing(self):
        self.start(CHIPS)
        self.box.plug_touch()
        self.box.plug_keyboard()
        self.box.plug_keypad()
        self.begin()
        self.wait_for(lambda status: status["devices"]["screen"] and status["devices"]["touch"])
        time.sleep(15)
        self.assertGreater(self.calls_in(IDLE_S), 0, "the minute's timer was not even seen: the trace is no measure")
        # Without a screen it is looked for all the time.
        self.box.connect_panel(False)
        self.wait_for(lambda status: not status["devices"]["screen"])
        time.sleep(SETTLED_S)
        self.assertGreater(self.calls_in(DARK_S), 0, "nobody looked for a screen")
        self.box.connect_panel(True, told=False)
        self.wait_for(lambda status: status["devices"]["screen"])

    def calls_in(self, seconds):
        """The system calls of all its processes; no more than it may have in a minute."""
        # Levels are read by a thread that does nothing else, once in ten seconds a chip: that is left out.
        threads = self.box.must("for p in $(pidof pickupboxd); do for t in /proc/$p/task/*; do grep -qx levels $t/comm || basename $t; done; done 2>/dev/null; "
                                "for p in $(pidof pickupbox-guard pickupbox-vt); do echo $p; done").split()
        # Whoever ends while it is looked is not there.
        names = self.box.must("for p in /proc/[0-9]*; do [ \"$(stat -c %U $p)\" = pickupbox ] && echo ${p#/proc/} $(cat $p/comm); done 2>/dev/null; true")
        threads = sorted(set(threads) | {line.split()[0] for line in names.splitlines()})
        condition = " || ".join(f"common_pid == {thread}" for thread in threads)
        self.box.must(f"cd {TRACING} && echo 0 >tracing_on && echo >trace && echo '{condition}' >events/raw_syscalls/sys_enter/filter && "
                      "echo 1 >events/raw_syscalls/sys_enter/enable && echo 1 >tracing_on")
        time.sleep(seconds)
        text = self.box.must(f"cd {TRACING} && echo 0 >tracing_on && echo 0 >events/raw_syscalls/sys_enter/enable && cat trace")
        entered = [line for line in text.splitlines() if "sys_enter:" in line]
        # The emulated machine's clock cannot be read without the kernel; every other's is (vdso(7)).
        calls = [line for line in entered if f"NR {CLOCK_GETTIME} " not in line]
        numbers = collections.Counter(re.search(r"NR (\d+)", call)[1] for call in entered)
        print(f"{len(calls)} system calls and {len(entered) - len(calls)} readings of the clock in {seconds} s of {names.split()}, by number: {dict(numbers)}",
              flush=True)
        self.assertLessEqual(len(calls), IDLE_CALLS * seconds // 60, "\n".join(calls))
        return len(calls)

    def test_compartments_of_a_chip_that_is_gone_are_absent_and_come_back(self):
        self.start({label: names for label, names in CHIPS.items() if label != "kiosk-more"})
        status = self.begin()
        self.assertEqual((status["working"], status["compartments"]["absent"], status["compartments"]["free"]), (True, HALF, HALF))
        self.assertIn(f"{HALF} compartments are absent, their lines cannot be had: {HALF + 1}-{2 * HALF}", self.said())
        self.end()
        self.assertEqual([entry["what"] for entry in self.entries() if entry["e"] == "alarm" and entry["what"] == "chips"], ["chips"])
        self.box.add_chips({"kiosk-more": CHIPS["kiosk-more"]})
        self.box.must("udevadm settle")
        status = self.begin()
        self.assertEqual((status["compartments"]["absent"], status["compartments"]["free"]), (0, 2 * HALF))

    def test_without_its_locks_it_is_out_of_order_and_says_so(self):
        self.start({"kiosk-doors": CHIPS["kiosk-doors"]})
        status = self.begin()
        self.assertEqual((status["working"], status["trouble"], status["mode"]), (False, "locks", "real"))
        self.assertIn("the lock of compartment 1: no chip has the label or place kiosk-locks", self.said())
        self.end()
        self.assertIn("locks", [entry.get("what") for entry in self.entries() if entry["e"] == "alarm"])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="pickupbox-place-") as made:
        PLACE = place.Place(place.Programs(BUILD), pathlib.Path(made), compartments=2 * HALF, locks=LOCKS)
        place.add_to_sections(PLACE.box / "pickupboxd.conf", {"[panel]": kiosk.SMALL_PANEL})
        try:
            kiosk.make(BUILD, size=kiosk.SMALL)
        except kiosk.Missing as missing:
            print(f"skipped: {missing}")
            sys.exit(77)
        unittest.main(argv=[sys.argv[0], *TESTS], verbosity=2)
