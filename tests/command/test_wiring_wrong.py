#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Cabinets that are wired wrongly, on simulated hardware: `pickupbox box wiring` names each fault, with what to do.

usage: test_wiring_wrong.py PICKUPBOX PICKUPBOXD SIM_WIRES
"""

import hashlib
import os
import shutil
import subprocess
import sys

import wired
from wired import OWN_PIN, PICKUPBOX, Person, done, run

SIM_WIRES = os.path.abspath(sys.argv[3])


def lines(locks="lock0..2", doors="door0..2", more=""):
    """The simulated cabinet's own lines, in another order."""
    named = "\n".join(f"lines = pickupbox-sim:{name}" for name in locks.split())
    switches = "\n".join(f"lines = pickupbox-sim:{name}" for name in doors.split())
    return f"\n[lock]\n{named}\n{more}\n[door]\n{switches}\n"


SENSED = "\n[lock]\nfeedback = pickupbox-sim:sense\n"


class Wrong(wired.Case):
    """Each kind of wrong wiring is named, with what to do."""

    def prepare(self, config="", *wires):
        used = self.place.folder.with_name("used")  # its box has run once, on simulated hardware
        if not used.is_dir():
            self.adopt()
            self.daemon()
            shutil.copytree(self.folder, used)
        shutil.rmtree(self.folder)
        shutil.copytree(used, self.folder)
        with open(self.box / "pickupboxd.conf", "a") as file:
            file.write(config)
        for action in wires:
            self.wire(*action)

    def wire(self, *action):
        done(SIM_WIRES, self.box / "sim.world", *action)

    def walk(self):
        person = Person(self.box)
        person.sign_in(self.badge("anna"), self.place.pins["anna"], OWN_PIN)
        return person

    def try_first(self, seen=None, question="Which door is open now?"):
        """Tries the first lock, with what the person sees."""
        person = self.walk()
        person.hear("Enter opens it")
        person.answer()
        if seen is not None:
            person.hear(question)
            person.answer(seen)
        return person

    def leave(self, person):
        person.hear("(s skips it, q ends)")
        person.answer("q")
        self.assertEqual(person.end(), 1, person.said)

    def opened(self):
        return [entry["c"] for entry in self.entries() if entry["e"] == "service_open"]

    def assert_looks_wrong(self, says):
        result = run(PICKUPBOX, "box", "wiring", self.box, "--look")
        self.assertEqual(result.returncode, 1, result)
        self.assertIn(says, result.stdout)
        self.assertEqual(self.opened(), [])

    # ---- seen by looking

    def test_a_name_that_no_line_has(self):
        self.prepare(lines("lock0..1 lock7"))
        self.assert_looks_wrong("FAULT: lock: the chip pickupbox-sim has no line named lock7; `gpioinfo` lists its lines")

    def test_a_chip_that_is_not_there(self):
        self.prepare("", ("unplug", 2))
        self.assert_looks_wrong("no chip has the label or place pickupbox-sim; `gpiodetect` lists the labels there are")

    def test_a_line_that_another_program_holds(self):
        self.prepare()
        holder = subprocess.Popen([SIM_WIRES, self.box / "sim.world", "hold", "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            self.assertEqual(holder.stdout.readline(), b"held\n")
            self.assert_looks_wrong("FAULT: lock: line 1 of pickupbox-sim is held by a program that gives no name; stop that first")
        finally:
            holder.communicate()

    def test_a_chip_without_an_interrupt(self):
        self.prepare("", ("polled", "yes"))
        looked = run(PICKUPBOX, "box", "wiring", self.box, "--look")
        self.assertEqual(looked.returncode, 0, looked)
        self.assertIn("tells no changes of its switches: no interrupt line is connected, or the overlay does not name it", looked.stdout)
        person = self.try_first()
        person.hear("Opened, and its switch says so.")
        self.leave(person)

    def test_an_interrupt_that_does_not_arrive_is_none_of_the_switches_faults(self):
        self.prepare("", ("lost", "1000"))
        self.assertEqual(run(PICKUPBOX, "box", "wiring", self.box, "--look").returncode, 0)
        person = self.try_first()
        person.hear("Opened, and its switch says so.")
        person.answer("q")
        person.hear("FAULT: interrupt: that of chip pickupbox-sim does not arrive: its switches work, ")
        person.hear("Look after the wire from its INT")
        self.assertEqual(person.end(), 1, person.said)
        self.assertNotIn("FAULT: switch", person.said)
        self.assertIn("does not arrive", " ".join((self.box / "wiring.txt").read_text().split()))

    def test_a_line_that_does_not_change_says_nothing_of_the_interrupt(self):
        self.prepare("", ("lost", "1000"), ("contact", 1, "closed"))
        person = self.try_first("1")
        person.hear("FAULT: switch: that of 1 reads closed, the door being open and shut")
        person.answer("q")
        self.assertEqual(person.end(), 1, person.said)
        self.assertNotIn("FAULT: interrupt", person.said)

    def test_a_coil_that_carries_current_unasked_gets_no_pulse(self):
        self.prepare(SENSED, ("supply", "0", "stuck"))
        self.assert_looks_wrong("FAULT: feedback: a coil carries current and nobody feeds one: switch the supply off now")
        person = self.try_first()
        person.hear("FAULT: feedback: a coil carries current before any pulse, so none was given")
        self.leave(person)
        self.assertEqual(self.opened(), [])

    # ---- seen by a pulse

    def test_two_locks_exchanged(self):
        self.prepare(lines("lock1 lock0 lock2"))
        person = self.try_first("2")
        person.hear("FAULT: lock: the locks of 1 and 2 are exchanged: exchange their plugs, or their order in `lines` of [lock]")
        self.leave(person)
        self.assertEqual(self.opened(), [1, 2])

    def test_two_switches_exchanged(self):
        self.prepare(lines(doors="door1 door0 door2"))
        person = self.try_first("1")
        person.hear("FAULT: switch: the switches of 1 and 2 are exchanged: exchange their plugs, or their order in `lines` of [door]")
        self.leave(person)

    def test_a_pulse_that_opens_another_door_as_well(self):
        self.prepare("", ("also", 1, 3))
        person = self.try_first("3", "Which other door is open now?")
        person.hear("FAULT: lock: the pulse on 1 opens 3 as well: two coils hang on one driver")
        self.leave(person)
        self.assertEqual(self.opened(), [1, 3])

    def test_a_pulse_that_moves_the_switch_of_another(self):
        self.prepare("", ("also", 1, 3))
        person = self.try_first("0", "Which other door is open now?")
        person.hear("FAULT: switch: the switch of 3 follows the door of 1: two switches hang on one line")
        self.leave(person)

    def test_a_lock_that_feeds_another_whose_switch_is_mute(self):
        self.prepare("", ("instead", 1, 2), ("contact", 2, "closed"))
        person = self.try_first("2")
        person.hear("FAULT: lock: the line of 1 feeds the coil of 2, and the switch of 2 says nothing of it")
        self.leave(person)

    def test_a_coil_without_current(self):
        self.prepare(SENSED, ("instead", 1, 2), ("contact", 2, "closed"), ("supply", "0", "dead"))
        person = self.try_first("0")
        person.hear("FAULT: lock: no current flowed and no door opened: the plug of 1, its supply, its fuse, its driver, or active_low of [lock]")
        self.leave(person)

    def test_a_latch_that_sticks(self):
        self.prepare(SENSED, ("instead", 1, 2), ("contact", 2, "closed"))
        person = self.try_first("0")
        person.hear("FAULT: lock: current flowed for ")
        person.hear("the latch of 1 sticks")
        self.leave(person)

    def test_a_sensor_that_sees_nothing(self):
        self.prepare(SENSED, ("supply", "0", "dead"))
        person = self.try_first()
        person.hear("FAULT: feedback: a door opened and no current was seen")
        self.leave(person)

    # ---- seen by what a switch says

    def test_a_switch_that_reads_closed_always_where_the_bias_has_no_effect(self):
        self.prepare("\n[door]\nbias = pull_up\n" + lines(), ("contact", 1, "closed"))
        person = self.try_first("1")
        person.hear("FAULT: switch: that of 1 reads closed, the door being open and shut: ")
        person.hear("`bias` of [door] asks for pulls that its chip may not have, which the kernel does not tell, and its line floats: a resistor")
        self.leave(person)

    def shut(self, person, by_hand):
        person.hear("Its switch says open. Close the door, then Enter; c: it is shut")
        person.answer("c")
        person.hear("Open it by hand or with its key")
        self.wire(by_hand, 1)
        person.answer()

    def test_a_switch_of_the_other_polarity(self):
        self.prepare("", ("contact", 1, "turned"))
        person = self.walk()
        self.shut(person, "open")
        person.hear("FAULT: switch: that of 1 says open when the door is shut and closed when it is open: active_low of [door] must name 1")
        self.leave(person)
        self.assertEqual(self.opened(), [1])

    def test_a_cable_that_is_cut(self):
        self.prepare("", ("contact", 1, "open"))
        person = self.walk()
        self.shut(person, "open")
        person.hear("FAULT: switch: that of 1 reads open, the door being open and shut: its cable is cut or not plugged in")
        self.leave(person)

    # ---- the one-shot, measured

    def to_the_one_shot(self, held_ms):
        person = self.walk()
        for _ in range(3):
            person.hear("Enter opens it")
            person.answer()
            person.hear("Opened, and its switch says so. Current flowed for ")
        person.hear("the current is measured.")
        self.wire("drive", held_ms)
        return person

    def test_a_one_shot_that_is_missing(self):
        self.prepare("\n[simulation]\nautomatic = yes\n" + SENSED)
        person = self.to_the_one_shot(1500)
        person.hear("FAULT: one-shot: the current flowed for 1")
        person.hear("A hardware one-shot must end it within 1000 ms")
        self.assertEqual(person.end(), 1, person.said)

    def test_a_one_shot_that_works_is_measured_and_the_record_is_whole(self):
        self.prepare("\n[simulation]\nautomatic = yes\n" + SENSED, ("supply", "600", "good"))
        person = self.to_the_one_shot(2000)
        person.hear("The current ended after ")
        person.hear("It ended by itself (yes or no): ")
        person.answer("yes")
        self.assertEqual(person.end(), 0, person.said)
        record = (self.box / "wiring.txt").read_bytes()
        pdf = (self.box / "wiring.pdf").read_bytes()
        self.assertEqual([entry["sha"] for entry in self.entries() if entry["e"] == "config"][-2:],
                         [hashlib.sha256(record).hexdigest(), hashlib.sha256(pdf).hexdigest()])
        text = record.decode()
        printed = " ".join(done("pdftotext", "-layout", self.box / "wiring.pdf", "-").split())
        for line in text.splitlines():
            if not line.startswith("---"):
                self.assertIn(" ".join(line.split()), printed)
        self.assertIn("SHA-256 of the same as plain text: " + hashlib.sha256(record).hexdigest(), printed)
        for says in ("ACCEPTANCE OF THE WIRING", "Box            K017, 3 compartments, simulated hardware", "Tried by anna.", "The current ended after ",
                     "3 of 3 doors opened as they should", "Nothing is wrong.", "Signature"):
            self.assertIn(says, text)
        self.assertLessEqual(max(len(line) for line in text.splitlines()), 78, text)
        self.daemon()  # and the daemon goes on

    def test_the_record_of_what_is_wrong_says_so_and_where_it_goes_is_chosen(self):
        self.prepare("", ("also", 1, 3))
        chosen = self.folder / "record.txt"
        person = Person(self.box, "-o", str(chosen))
        person.sign_in(self.badge("anna"), self.place.pins["anna"], OWN_PIN)
        person.hear("Enter opens it")
        person.answer()
        person.hear("Which other door is open now?")
        person.answer("q")
        self.assertEqual(person.end(), 1, person.said)
        self.assertIn(f"The record, to be printed and signed: {chosen.with_suffix('.pdf')}", person.said)
        self.assertEqual(chosen.with_suffix(".pdf").read_bytes()[:5], b"%PDF-")
        self.assertIn("Not accepted", chosen.read_text())
        self.assertFalse((self.box / "wiring.txt").exists())


if __name__ == "__main__":
    wired.main()
