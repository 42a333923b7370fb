#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The daemon over a folder in which something is broken, missing or too full, and what `--check` says of it.

usage: test_trouble.py PICKUPBOX PICKUPBOXD [unittest arguments]
"""

import json
import os
import shutil
import subprocess
import tty

import running
from running import PICKUPBOX, PICKUPBOXD, START_S, Case, contents, done, fill_disk, run


class Trouble(Case):
    def check(self):
        return run(PICKUPBOXD, "--config", self.box / "pickupboxd.conf", "--check")

    def is_out_of_order(self, trouble, says):
        """The check says so; the daemon comes up, says so, opens nothing and leaves the folder as it was."""
        before = contents(self.box)
        checked = self.check()
        self.assertEqual(checked.returncode, 1, checked.stderr)
        self.assertIn(says, checked.stderr)
        box = self.start()
        status = box.status()
        self.assertEqual(status.returncode, 1)
        self.assertEqual(json.loads(status.stdout)["trouble"], trouble)
        self.assertEqual(box.state()["screen"], "out_of_order")
        self.assertIn(says, box.said())
        box.sim("scan", f"@{self.folder}/office/out/{running.PLACE.parcel.name}/code.txt")
        self.assertEqual(box.state()["screen"], "out_of_order")
        self.assertEqual(sum(lock["pulses"] for lock in box.state()["locks"]), 0)
        self.assertEqual(box.end(), 0)
        self.assertEqual(contents(self.box), before)

    def test_a_good_folder_passes_the_check_unchanged(self):
        before = contents(self.box)
        self.assertEqual(self.check().returncode, 0)
        self.assertEqual(contents(self.box), before)

    def test_the_check_warns_of_a_disk_that_others_may_fill(self):
        self.assertIn("no file system of its own", self.check().stderr)

    def test_a_store_that_cannot_be_opened_ends_in_a_new_start(self):
        database = self.box / "box.db"
        database.rename(self.box / "aside.db")
        database.mkdir()
        box = self.start()
        self.assertEqual(json.loads(box.status().stdout)["trouble"], "database")
        self.assertEqual(box.state()["screen"], "out_of_order")
        self.assertEqual(box.process.wait(60), 1)
        self.assertIn("to be started again", box.said())

    def test_a_keyboard_layout_that_there_is_none_of_fails_the_check(self):
        config = self.box / "pickupboxd.conf"
        text = config.read_text()
        config.write_text(text + "\n[scanner]\nlayout = xx\n")
        checked = self.check()
        self.assertEqual(checked.returncode, 1, checked.stderr)
        self.assertIn("there is no keyboard layout `xx`", checked.stderr)
        config.write_text(text + "\n[scanner]\nlayout = de(nodeadkeys)\n")
        self.assertEqual(self.check().returncode, 0)

    def test_a_damaged_database_is_kept_and_the_box_out_of_order(self):
        database = self.box / "box.db"
        database.write_bytes(b"not a database at all" * 500)
        self.is_out_of_order("database", "damaged")

    def test_a_database_cut_short_is_kept_and_the_box_out_of_order(self):
        database = self.box / "box.db"
        database.write_bytes(database.read_bytes()[:9000])
        self.is_out_of_order("database", "damaged")

    def test_a_missing_key_puts_the_box_out_of_order(self):
        (self.box / "keys" / "tags.key").unlink()
        self.is_out_of_order("keys", "tags.key is missing")

    def test_a_key_that_others_may_read_puts_the_box_out_of_order(self):
        (self.box / "keys" / "ledger.key").chmod(0o640)
        self.is_out_of_order("keys", "ledger.key can be read or changed by others")

    def test_a_key_cut_short_puts_the_box_out_of_order(self):
        (self.box / "keys" / "sealing.key").write_bytes(b"x" * 31)
        self.is_out_of_order("keys", "sealing.key is damaged")

    def test_a_ledger_key_of_another_box_puts_the_box_out_of_order(self):
        done(PICKUPBOX, "ledger", "export", self.box, self.folder / "export")
        self.start().sim("clock", "+2h")
        self.assertEqual(self.daemon.end(), 0)
        done(PICKUPBOX, "box", "init", self.folder / "twin", "--id", "K017", "--compartments", "6")
        shutil.copy(self.folder / "twin" / "keys" / "ledger.key", self.box / "keys" / "ledger.key")
        self.is_out_of_order("keys", "ledger.key is not the one that signed this box's ledger")
        result = run(PICKUPBOX, "ledger", "export", self.box, self.folder / "export")
        self.assertEqual(result.returncode, 2)
        self.assertIn("is not the one that signed", result.stderr)

    def test_a_second_daemon_is_refused(self):
        box = self.start()
        second = run(PICKUPBOXD, "--config", self.box / "pickupboxd.conf", "--simulate", timeout=START_S)
        self.assertEqual(second.returncode, 2)
        self.assertIn("another pickupboxd", second.stderr)
        self.assertEqual(box.status().returncode, 0)

    def test_who_else_reads_a_scanners_line_is_named(self):
        """A login on it takes part of every code, and was there first."""
        ours, theirs = os.openpty()
        self.addCleanup(os.close, ours)
        tty.setraw(theirs)
        config = self.box / "pickupboxd.conf"
        wiring = "\n[lock]\nlines = none-here:lock0..5\n[door]\nlines = none-here:door0..5\n"
        config.write_text(f"{config.read_text()}\n[scanner]\nserial = {os.ttyname(theirs)}\n{wiring}")
        with subprocess.Popen(["sleep", "600"], stdin=theirs) as other:
            os.close(theirs)
            said = self.check().stderr
            other.kill()
        self.assertIn(f"is also open in sleep (process {other.pid})", said)
        self.assertIn("systemctl mask serial-getty@", said)

    def test_a_bad_configuration_names_its_line(self):
        config = self.box / "pickupboxd.conf"
        config.write_text(config.read_text() + "\n[doors]\n")
        with open(config, "a", encoding="ascii") as file:
            file.write("many = yes\n")
        result = run(PICKUPBOXD, "--config", config, "--simulate")
        self.assertEqual(result.returncode, 2)
        self.assertIn("there is no section [doors]", result.stderr)

    def test_no_message_moves_the_terminal(self):
        """What is quoted from a file, a name or an argument arrives without its control characters."""
        config = self.box / "pickupboxd.conf"
        good = config.read_bytes()
        for line, said in ((b"\x1b]0;evil\x07x = 1\n", "`?]0;evil?x`"), (b"[\x1b[31m]\nx = 1\n", "?[31m")):
            config.write_bytes(good + b"\n[box]\n" + line)
            result = run(PICKUPBOXD, "--config", config, "--check")
            self.assertEqual(result.returncode, 2, result)
            self.assertIn(said, result.stderr)
            self.assertFalse(set(result.stderr) & set("\x1b\x07\x9b"), result.stderr)
        result = run(PICKUPBOXD, "--\x1b[31m")
        self.assertEqual(result.returncode, 2)
        self.assertIn("--?[31m", result.stderr)
        for words in (("box", "adopt", "/\x1b[31m", "/none"), ("office", "issue", "/none", "--\x1b[31m"), ("\x1b[31m",)):
            result = run(PICKUPBOX, *words)
            self.assertNotEqual(result.returncode, 0)
            self.assertNotIn("\x1b", result.stderr + result.stdout)

    def test_a_full_disk_leaves_no_half_made_box(self):
        new = self.folder / "new"
        result = run(PICKUPBOX, "box", "init", new, "--id", "K018", "--compartments", "1000", preexec_fn=fill_disk)
        self.assertEqual(result.returncode, 2)
        self.assertIn("cannot be made", result.stderr)
        self.assertFalse(new.exists())

    def test_a_full_disk_at_the_start_puts_the_box_out_of_order(self):
        before = contents(self.box)
        box = self.start(preexec_fn=fill_disk)
        self.assertEqual(box.status().returncode, 1)
        self.assertEqual(box.state()["screen"], "out_of_order")
        self.assertRegex(box.said(), "out of order: .*(disk|space|large|No space)")
        self.assertEqual(box.end(), 0)
        self.assertEqual(contents(self.box), before)
        box = self.start()
        self.assertEqual(box.status().returncode, 0)

    def test_an_existing_folder_is_left_alone(self):
        before = contents(self.box)
        result = run(PICKUPBOX, "box", "init", self.box, "--id", "K018", "--compartments", "6")
        self.assertEqual(result.returncode, 1)
        self.assertIn("exists already", result.stderr)
        self.assertEqual(contents(self.box), before)


if __name__ == "__main__":
    running.main()
