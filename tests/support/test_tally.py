#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The runner's sums: what counts as passed, failed, skipped, and the table of times."""

import contextlib
import io
import unittest

from tally import Tally

CASES = "[       OK ] one\n[       OK ] two\n[  SKIPPED ] three\n[  FAILED  ] four\n"


def result(kind, suite="crypto", output="", name="a", duration=1.0, **others):
    return {"name": f"pickupbox:{suite} / {name}", "result": kind, "stdout": output, "duration": duration, **others}


def last_line(tally, strict=False):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = tally.ends(strict)
    return status, said.getvalue().splitlines()[-1]


class Counting(unittest.TestCase):
    def test_a_cmocka_program_counts_by_its_cases_and_another_as_one(self):
        tally = Tally()
        tally.add("release", result("OK", output="[       OK ] one\n[       OK ] two\n"))
        tally.add("release", result("OK"))
        self.assertEqual(last_line(tally), (0, "3 passed, 0 failed, 0 skipped"))
        tally.add("release", result("FAIL", output=CASES))
        self.assertEqual(last_line(tally), (1, "5 passed, 1 failed, 1 skipped"))

    def test_a_program_that_fails_without_a_case_fails_and_its_last_words_are_told(self):
        tally = Tally()
        tally.add("release", result("FAIL", output="[       OK ] one\n", stderr="".join(f"line {n}\n\n" for n in range(20)) + "never visited: a door\n", returncode=1))
        tally.add("release", result("FAIL", output="[  FAILED  ] GROUP SETUP\n", returncode=-11))
        tally.add("release", result("TIMEOUT"))
        lines = [failure.splitlines() for failure in tally.failures]
        self.assertEqual([first for first, *_ in lines], ["release: pickupbox:crypto / a (FAIL), status 1; it said last:",
                                                         "release: pickupbox:crypto / a (FAIL), status -11; it said last:",
                                                         "release: pickupbox:crypto / a (TIMEOUT), status unknown; it said nothing"])
        self.assertEqual(lines[0][1:], [*(f"    line {n}" for n in range(9, 20)), "    never visited: a door"])
        self.assertEqual(lines[1][1:], ["    [  FAILED  ] GROUP SETUP"])
        self.assertEqual(last_line(tally), (1, "1 passed, 3 failed, 0 skipped"))

    def test_what_meson_did_not_run_fails_with_its_last_words(self):
        tally = Tally()
        tally.fail("fuzz: code", 77, "INFO: seed\n\n==1== deadly signal\n")
        self.assertEqual(tally.failures, ["fuzz: code: status 77; it said last:\n    INFO: seed\n    ==1== deadly signal"])

    def test_a_case_that_fails_is_told_by_its_name_and_what_it_found(self):
        tally = Tally()
        tally.add("release", result("FAIL", output=CASES, stderr="[  ERROR   ] --- 1 != 2\n[   LINE   ] --- a.c:7: error: Failure!\n"))
        self.assertEqual(tally.failures, ["release: pickupbox:crypto / a: four\n    [  ERROR   ] --- 1 != 2"])

    def test_a_skip_is_none_when_no_skip_is_allowed(self):
        tally = Tally()
        tally.add("release", result("SKIP", output="no strace here\n"))
        self.assertEqual(last_line(tally), (0, "0 passed, 0 failed, 1 skipped"))
        self.assertEqual(last_line(tally, strict=True)[0], 1)
        self.assertIn("no strace here", tally.skips[0])


class Kiosk(unittest.TestCase):
    def test_a_kiosk_that_cannot_run_is_a_failure(self):
        tally = Tally()
        tally.add("release", result("SKIP", "kiosk+sweep", "no virtual kiosk here: not installed: qemu-system-x86\n"))
        self.assertEqual(last_line(tally), (1, "0 passed, 1 failed, 0 skipped"))
        self.assertIn("not installed: qemu-system-x86", tally.failures[0])

    def test_unless_it_is_not_wanted(self):
        tally = Tally(kiosk=False)
        tally.add("release", result("SKIP", "kiosk", "no virtual kiosk here\n"))
        self.assertEqual(last_line(tally), (0, "0 passed, 0 failed, 1 skipped"))


class Times(unittest.TestCase):
    def test_the_table_has_every_step_every_suite_and_the_ten_slowest(self):
        tally = Tally()
        tally.step("build release", 121, 230)
        for n in range(12):
            tally.add("release", result("OK", "hal" if n % 2 else "crypto", name=f"p{n:02}", duration=10 + n))
        text = "\n".join(tally.table(600))
        self.assertIn("(10:00 in all)", text)
        self.assertIn("2:01    3:50  build release", text)
        self.assertIn("1:36          release: hal (6)", text)
        self.assertIn("/ p02", text)
        self.assertNotIn("/ p01", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
