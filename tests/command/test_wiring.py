#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox box wiring` on simulated hardware, with a person at a terminal and without one.

usage: test_wiring.py PICKUPBOX PICKUPBOXD SIM_WIRES
"""

import hashlib
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

PICKUPBOX, PICKUPBOXD, SIM_WIRES = (os.path.abspath(path) for path in sys.argv[1:4])
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
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.folder = pathlib.Path(self.temporary.name) / "place"
        shutil.copytree(PLACE.folder, self.folder)
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


class Allowed(Case):
    """Where it may be done, and by whom."""

    # ---- where it must not be ----

    def test_a_box_without_a_bundle_is_refused(self):
        self.assert_refused(1, "`pickupbox box adopt` comes first")

    def test_a_box_whose_lines_are_not_named_is_refused(self):
        self.adopt()
        self.assert_refused(1, "names no lines")

    def test_a_running_daemon_must_be_stopped_first(self):
        self.adopt()
        self.daemon(lambda: self.assert_refused(2, "stop the daemon first"))

    def test_a_compartment_in_doubt_must_be_looked_into_first(self):
        self.adopt()
        self.daemon(("door", "2", "open"), self.await_quarantine)
        self.assert_refused(1, "compartment 2 is not free")

    def test_a_folder_that_is_no_box_is_a_fault(self):
        self.assertEqual(run(PICKUPBOX, "box", "wiring", self.folder / "none").returncode, 2)

    def test_without_a_terminal_it_prints_and_asks_nothing(self):
        self.adopt()
        self.daemon()
        result = self.assert_refused(2, "there is no terminal to ask")
        self.assertIn("Box K017, 3 compartments, simulated hardware.", result.stdout)
        self.assertIn("   3  lock pickupbox-sim:lock2 (pickupbox-sim, line 2)  switch pickupbox-sim:door2", result.stdout)
        self.assertIn("All lines are there and free.", result.stdout)
        self.assertFalse([entry for entry in self.entries() if entry["e"] in ("login", "service_open")])

    def test_lines_that_are_not_there_are_explained(self):
        self.adopt()
        with open(self.box / "pickupboxd.conf", "a") as file:
            file.write("\n[lock]\nlines = no-such-chip:lock0..2\n[door]\nlines = no-such-chip:door0..2\n")
        result = self.assert_refused(2, "there is no terminal to ask")
        self.assertIn("Box K017, 3 compartments, real hardware.", result.stdout)
        self.assertIn("has the label or place no-such-chip", result.stdout)
        self.assertIn("6 faults.", result.stdout)

    # ---- looking, which is always allowed and leaves no trace ----

    def look(self):
        return run(PICKUPBOX, "box", "wiring", self.box, "--look")

    def test_a_loaded_or_doubtful_box_is_looked_at_all_the_same(self):
        self.adopt()
        self.daemon(("door", "2", "open"), self.await_quarantine)
        before = self.entries()
        refused = self.assert_refused(1, "nothing more than looked at: compartment 2 is not free")
        for result in (refused, self.look()):
            self.assertIn("   1  lock pickupbox-sim:lock0 (pickupbox-sim, line 0)  switch pickupbox-sim:door0 (pickupbox-sim, line 0)  closed", result.stdout)
            self.assertIn("switch pickupbox-sim:door1 (pickupbox-sim, line 1)  open", result.stdout)
            self.assertIn("All lines are there and free.", result.stdout)
        self.assertEqual(result.returncode, 0, result)
        self.assertEqual(self.entries(), before)

    def test_a_box_without_a_bundle_is_looked_at_all_the_same(self):
        with open(self.box / "pickupboxd.conf", "a") as file:
            file.write("\n[lock]\nlines = no-such-chip:lock0..2\n[door]\nlines = no-such-chip:door0..2\n")
        refused = self.assert_refused(1, "`pickupbox box adopt` comes first")
        self.assertIn("FAULT: lock: no chip has the label or place no-such-chip", refused.stdout)
        looked = self.look()
        self.assertEqual((looked.returncode, looked.stderr), (1, ""))
        self.assertIn("6 faults.", looked.stdout)

    def test_lines_that_the_running_box_has_are_no_fault(self):
        def seen():
            result = self.look()
            self.assertEqual((result.returncode, result.stderr), (0, ""), result)
            self.assertEqual(result.stdout.count("(in use by the box)"), 3, result)
            self.assertIn("All lines are there and in use by the box, or free.", result.stdout)

        self.adopt()
        self.daemon()
        self.daemon(seen)

    def test_without_lines_there_is_nothing_to_look_at(self):
        self.adopt()
        looked = self.look()
        self.assertEqual(looked.returncode, 1)
        self.assertIn("names no lines", looked.stderr)

    # ---- with a person ----

    def test_every_opening_is_an_entry_of_the_manager_before_its_pulse(self):
        self.adopt()
        self.daemon(("door", "2", "jam"))
        person = Person(self.box)
        person.sign_in(self.badge("anna"), PLACE.pins["anna"], OWN_PIN)
        person.hear("Enter opens it")
        person.answer()
        person.hear("Opened, and its switch says so.")
        person.hear("   2  lock pickupbox-sim:lock1")
        person.hear("Enter opens it")
        person.answer()
        person.hear("The pulse was given and no switch says that a door opened.")
        person.hear("Which door is open now?")
        person.answer("0")
        person.hear("FAULT: lock: no door opened: look after the coil of 2")
        person.hear("Enter tries it again")
        person.answer("s")
        person.hear("   3  lock pickupbox-sim:lock2")
        person.answer("q")
        self.assertEqual(person.end(), 1)
        self.assertIn("1 of 3 doors opened as they should, 1 did not, 0 are absent, 1 were not tested.", person.said)
        for secret in (self.badge("anna"), PLACE.pins["anna"], OWN_PIN):
            self.assertNotIn(secret, person.said)
        own = [entry for entry in self.entries() if entry["e"] in ("login", "service_open", "logout")]
        self.assertEqual([(entry["e"], entry.get("c"), entry.get("by") or entry.get("sub")) for entry in own],
                         [("login", None, "anna"), ("service_open", 1, "anna"), ("service_open", 2, "anna"), ("logout", None, "anna")])

    def test_a_whole_cabinet_that_works_is_well(self):
        self.adopt()
        with open(self.box / "pickupboxd.conf", "a") as file:
            file.write("\n[simulation]\nautomatic = yes\n")
        self.daemon()
        person = Person(self.box)
        person.sign_in(self.badge("anna"), PLACE.pins["anna"], OWN_PIN)
        for _ in range(3):
            person.hear("Enter opens it")
            person.answer()
            person.hear("Opened, and its switch says so.")
        person.hear("It ended by itself (yes or no): ")
        person.answer("yes")
        self.assertEqual(person.end(), 0, person.said)
        again = Person(self.box)
        again.sign_in(self.badge("anna"), OWN_PIN)
        again.hear("(s skips it, q ends)")
        again.answer("q")
        self.assertEqual(again.end(), 1)
        self.assertIn("0 of 3 doors", again.said)

    def test_a_cabinet_without_a_one_shot_is_not_well(self):
        self.adopt()
        with open(self.box / "pickupboxd.conf", "a") as file:
            file.write("\n[simulation]\nautomatic = yes\n")
        self.daemon()
        person = Person(self.box)
        person.sign_in(self.badge("anna"), PLACE.pins["anna"], OWN_PIN)
        for _ in range(3):
            person.hear("Enter opens it")
            person.answer()
            person.hear("Opened, and its switch says so.")
        person.hear("It ended by itself (yes or no): ")
        person.answer("y")
        self.assertEqual(person.end(), 1, person.said)
        self.assertIn("3 of 3 doors opened as they should", person.said)
        self.assertIn("without a one-shot a coil can stay on until it burns", person.said)

    def test_only_a_managers_badge_and_pin_open_anything(self):
        self.adopt()
        self.daemon()
        loader = Person(self.box)
        loader.hear("Badge")
        loader.answer(self.badge("meier"))
        self.assertEqual(loader.end(), 1)
        self.assertIn("it is no manager's", loader.said)
        guessing = Person(self.box)
        guessing.sign_in(self.badge("anna"), "00000000")
        self.assertEqual(guessing.end(), 1)
        self.assertIn("this PIN is wrong; 4 more", guessing.said)
        other = Person(self.box)
        other.hear("Badge")
        other.answer("SB1:NONSENSE")
        self.assertEqual(other.end(), 1)
        own = [(entry["e"], entry.get("why")) for entry in self.entries() if entry["e"] in ("login_refused", "refused", "service_open", "login")]
        self.assertEqual(own, [("login_refused", "wrong_use"), ("login_refused", "wrong_pin"), ("refused", "malformed")])


def lines(locks="lock0..2", doors="door0..2", more=""):
    """The simulated cabinet's own lines, in another order."""
    named = "\n".join(f"lines = pickupbox-sim:{name}" for name in locks.split())
    switches = "\n".join(f"lines = pickupbox-sim:{name}" for name in doors.split())
    return f"\n[lock]\n{named}\n{more}\n[door]\n{switches}\n"


SENSED = "\n[lock]\nfeedback = pickupbox-sim:sense\n"


class Wrong(Case):
    """Each kind of wrong wiring is named, with what to do."""

    def prepare(self, config="", *wires):
        if not USED.is_dir():
            self.adopt()
            self.daemon()
            shutil.copytree(self.folder, USED)
        shutil.rmtree(self.folder)
        shutil.copytree(USED, self.folder)
        with open(self.box / "pickupboxd.conf", "a") as file:
            file.write(config)
        for action in wires:
            self.wire(*action)

    def wire(self, *action):
        done(SIM_WIRES, self.box / "sim.world", *action)

    def walk(self):
        person = Person(self.box)
        person.sign_in(self.badge("anna"), PLACE.pins["anna"], OWN_PIN)
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
        person.sign_in(self.badge("anna"), PLACE.pins["anna"], OWN_PIN)
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
    with tempfile.TemporaryDirectory(prefix="pickupbox-test-") as made:
        PLACE = Place(pathlib.Path(made) / "place")
        USED = pathlib.Path(made) / "used"  # its box has run once, on simulated hardware
        unittest.main(argv=sys.argv[:1], verbosity=2)
