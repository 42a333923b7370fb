#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What can be wired wrongly, on the kernel's lines: `pickupbox box wiring` names each kind, with what to do. Prints the table.

usage: test_wiring_kinds.py BUILD

An interrupt that never arrives alone; every kind with PICKUPBOX_FULL=1.
"""

import os
import pathlib
import sys
import unittest

import kiosk
import test_wiring
from test_wiring import BOX, PATIENCE_S

FULL = os.environ.get("PICKUPBOX_FULL")
INSTALLED = "/usr/bin/pickupbox-box"
CHIPS = {**test_wiring.CHIPS, "kiosk-sense": ["sense"]}
SENSED = "feedback = kiosk-sense:sense\n"
QUESTION, OTHER = "Which door is open now?", "Which other door is open now?"
OWN = ((0, 0), (1, 1), (2, 2))  # lock, door
DOORS = "lines = doors-a:door0..1\nlines = doors-b:door2\n"


class Kinds(test_wiring.Case):
    def begin(self):
        self.start(programs=("kiosk_spring", "pickupbox_box_losing"), chips=CHIPS)
        self.bare = (self.box.get(f"{BOX}/pickupboxd.conf").decode()).split(test_wiring.LINES[:12])[0]
        self.count = 0

    def configure(self, locks="lines = kiosk-locks:lock0..2\n", doors=DOORS, more=""):
        self.box.put(f"{self.bare}\n[lock]\n{locks}{more}[door]\n{doors}".encode(), f"{BOX}/pickupboxd.conf", 0o600)

    def steel(self, *pairs, sensed=False):
        """Whose lock moves which door's switch; whether what feeds a coil is sensed. All doors are shut."""
        sysfs = self.box.sysfs
        self.box.run("kill $(pidof kiosk_spring) $(cat /tmp/sense.pid) 2>/dev/null; rm -f /tmp/sense.pid")
        for n in range(3):
            self.box.close_door(n + 1)
        self.box.pull("sense", False)
        if pairs:
            words = " ".join(f"{sysfs[f'lock{lock}']}/value {sysfs[f'door{door}']}/pull" for lock, door in pairs)
            self.box.must(f"kiosk_spring {words} >/tmp/spring.log 2>&1 &")
        if sensed:
            self.box.must(f"(while :; do read -r v <{sysfs['lock0']}/value; [ $v = 1 ] && p=up || p=down; echo pull-$p >{sysfs['sense']}/pull; "
                          "usleep 10000; done) >/dev/null 2>&1 & echo $! >/tmp/sense.pid")

    # ---- what is said

    def row(self, kind, text, *words):
        """It is named once, with these words, and what to do."""
        faults = [line.strip() for line in text.replace("\r", "").splitlines() if "FAULT: " in line]
        found = [fault for fault in faults if all(word in fault for word in words)]
        self.assertEqual(len(found), 1, f"{kind}: {words} in {faults}\n{text}")
        self.count += 1
        print(f"{self.count:>2} {kind:<50} {found[0][found[0].index('FAULT: ') + 7:]}", flush=True)

    def look(self, kind, *words):
        status, text = self.box.run(f"pickupbox box wiring {BOX} --look 2>&1", PATIENCE_S)
        self.assertEqual(status, 1, text)
        self.row(kind, text, *words)

    def walk(self, kind, *words, then=(), first="Enter opens it", answer=""):
        """The first lock is tried; `then`: what is asked next and what the person does, or answers."""
        self.sit_down()
        self.sign_in()
        for text, said in ((first, answer), *then, ("(s skips it, q ends)", "q")):
            self.hear(text)
            if callable(said):
                said()
            self.type("" if callable(said) else said)
        self.assertEqual(self.ended(), 1)
        self.row(kind, self.box.must("cat /tmp/said"), *words)

    # ---- the kinds

    def test_each_kind_is_named_with_what_to_do(self):
        self.begin()
        self.interrupt()
        if FULL:
            self.seen_by_looking()
            self.seen_by_a_pulse()
            self.seen_by_the_current()
            self.seen_by_a_switch()

    def interrupt(self):
        """The program loses every edge; the levels are the kernel's."""
        self.box.must(f"cp {INSTALLED} /tmp/whole && cp /usr/bin/pickupbox_box_losing {INSTALLED} && echo 100 >/tmp/losing")
        self.configure()
        self.steel(*OWN)
        self.walk("an interrupt that never arrives", "interrupt: that of chip doors-a does not arrive", "Look after the wire from its INT",
                  then=(("Opened, and its switch says so.", "s"),))
        self.box.must(f"cp /tmp/whole {INSTALLED} && rm /tmp/losing")

    def seen_by_looking(self):
        box = self.box
        self.steel()
        self.configure("lines = kiosk-locks:lock0..1\nlines = kiosk-locks:lock7\n")
        self.look("a name that no line has", "no line named lock7", "`gpioinfo` lists its lines")
        self.configure("lines = kiosk-locks:lock0..1\nlines = kiosk-lock:lock2\n")
        self.look("a chip that is not there", "no chip has the label or place kiosk-lock;", "`gpiodetect` lists the labels")
        self.configure()
        number = self.number("lock1")
        box.must(f"echo {number} >/sys/class/gpio/export")
        self.look("a line that another program holds", "is held by sysfs; stop that first")
        box.must(f"echo {number} >/sys/class/gpio/unexport")
        number = self.number("door0")
        box.must(f"cd /sys/class/gpio; echo {number} >export; echo out >gpio{number}/direction; echo {number} >unexport")
        self.look("a switch's line that is an output", "is an output now", "name another line in `lines` of [door]")
        box.must(f"cd /sys/class/gpio; echo {number} >export; echo in >gpio{number}/direction; echo {number} >unexport")
        box.must("cd /sys/kernel/config/gpio-sim; mkdir -p twin/bank0/line0; echo doors-b >twin/bank0/label; echo door2 >twin/bank0/line0/name; echo 1 >twin/live")
        self.look("two chips of one label", "two chips have the label doors-b; in its stead write where the one meant sits, one of ")
        box.must("cd /sys/kernel/config/gpio-sim/twin; echo 0 >live; rmdir bank0/line0 bank0; cd ..; rmdir twin; udevadm settle")

    def seen_by_a_pulse(self):
        self.configure()
        self.steel((0, 1))
        self.walk("two locks exchanged", "the locks of 1 and 2 are exchanged: exchange their plugs", then=((QUESTION, "2"),))
        self.steel((0, 1))
        self.walk("two switches exchanged", "the switches of 1 and 2 are exchanged: exchange their plugs", then=((QUESTION, "1"),))
        self.steel((0, 0), (0, 2))
        self.walk("two coils on one driver", "the pulse on 1 opens 3 as well: two coils hang on one driver", then=((OTHER, "3"),))
        self.steel((0, 0), (0, 2))
        self.walk("two switches on one line", "the switch of 3 follows the door of 1: two switches hang on one line", then=((OTHER, "0"),))
        self.steel()
        self.walk("another coil on the lock's line, its switch mute", "the line of 1 feeds the coil of 2, and the switch of 2 says nothing of it",
                  then=((QUESTION, "2"),))
        self.walk("no door opens", "no door opened: look after the coil of 1, its plug, its supply and fuse", then=((QUESTION, "0"),))

    def seen_by_the_current(self):
        self.configure(more=SENSED)
        self.steel()
        self.walk("a coil without current", "no current flowed and no door opened: the plug of 1, its supply, its fuse", then=((QUESTION, "0"),))
        self.steel(sensed=True)
        self.walk("a latch that sticks", "current flowed for ", "the latch of 1 sticks", then=((QUESTION, "0"),))
        self.steel(*OWN)
        self.walk("a sensor that sees nothing", "a door opened and no current was seen")
        self.steel(*OWN)
        self.box.pull("sense", True)
        self.look("a coil with current that nobody feeds", "a coil carries current and nobody feeds one: switch the supply off now")
        self.box.pull("sense", False)

    def seen_by_a_switch(self):
        box = self.box
        self.configure(doors=DOORS + "bias = pull_up\n")
        self.steel()
        self.walk("a bias that the chip does not have", "that of 1 reads closed, the door being open and shut", "`bias` of [door] asks for pulls",
                  then=((QUESTION, "1"),))
        self.configure()
        shut, by_hand = "Its switch says open. Close the door, then Enter; c: it is shut", "Open it by hand or with its key"
        self.steel()
        box.open_door(1)
        self.walk("a switch of the other polarity", "active_low of [door] must name 1", first=shut, answer="c", then=((by_hand, lambda: box.close_door(1)),))
        box.open_door(1)
        self.walk("a cut cable", "that of 1 reads open, the door being open and shut: its cable is cut", first=shut, answer="c", then=((by_hand, ""),))


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    with kiosk.or_skipped():
        kiosk.make(BUILD, display="none")
    test_wiring.Case.build, test_wiring.Case.place = BUILD, test_wiring.make_place(BUILD, "kiosk-wiring-kinds")
    unittest.main(argv=sys.argv[:1], verbosity=2)
