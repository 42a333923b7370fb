#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The runner's sums: what counts as passed, failed, skipped, and the table of times."""

import contextlib
import io
import unittest

from tally import Tally

CASES = "[       OK ] one\n[       OK ] two\n[  SKIPPED ] three\n[  FAILED  ] four\n"


def result(kind, suite="crypto", output="", name="a", duration=1.0):
    return {"name": f"pickupbox:{suite} / {name}", "result": kind, "stdout": output, "duration": duration}


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

    def test_a_program_that_fails_without_a_case_fails(self):
        tally = Tally()
        tally.add("release", result("TIMEOUT"))
        self.assertEqual(tally.failures, ["release: pickupbox:crypto / a (TIMEOUT)"])

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
