#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox box wiring` on simulated hardware, with a person at a terminal and without one.

usage: test_wiring.py PICKUPBOX PICKUPBOXD
"""

import wired
from wired import OWN_PIN, PICKUPBOX, Person, run


class Allowed(wired.Case):
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
        person.sign_in(self.badge("anna"), self.place.pins["anna"], OWN_PIN)
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
        for secret in (self.badge("anna"), self.place.pins["anna"], OWN_PIN):
            self.assertNotIn(secret, person.said)
        own = [entry for entry in self.entries() if entry["e"] in ("login", "service_open", "logout")]
        self.assertEqual([(entry["e"], entry.get("c"), entry.get("by") or entry.get("sub")) for entry in own],
                         [("login", None, "anna"), ("service_open", 1, "anna"), ("service_open", 2, "anna"), ("logout", None, "anna")])

    def goes_along_all(self):
        """All three doors open as they should; whoever tries them is asked whether the current ended."""
        self.adopt()
        with open(self.box / "pickupboxd.conf", "a") as file:
            file.write("\n[simulation]\nautomatic = yes\n")
        self.daemon()
        person = Person(self.box)
        person.sign_in(self.badge("anna"), self.place.pins["anna"], OWN_PIN)
        for _ in range(3):
            person.hear("Enter opens it")
            person.answer()
            person.hear("Opened, and its switch says so.")
        person.hear("It ended by itself (yes or no): ")
        return person

    def test_a_whole_cabinet_that_works_is_well(self):
        person = self.goes_along_all()
        person.answer("yes")
        self.assertEqual(person.end(), 0, person.said)
        again = Person(self.box)
        again.sign_in(self.badge("anna"), OWN_PIN)
        again.hear("(s skips it, q ends)")
        again.answer("q")
        self.assertEqual(again.end(), 1)
        self.assertIn("0 of 3 doors", again.said)

    def test_a_cabinet_without_a_one_shot_is_not_well(self):
        person = self.goes_along_all()
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


if __name__ == "__main__":
    wired.main()
