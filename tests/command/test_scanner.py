#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox box scanner` at a serial line: each reading byte for byte, and the setting of the reader that is wrong.

usage: test_scanner.py PICKUPBOX
"""

import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
import time
import tty
import unittest

PICKUPBOX = sys.argv[1]
PATIENCE_S = 60
CODE = (b"PK1:RRQT 9P60GO0Y:G%DUM1DWFP8CK6Y4DJ0XM9:96FN0GMD4EM1T0/LDMN7R-0100KB0*M0DY0"
        b"W016C1PN1:Y127BQEI%RJYKNFO7J83:JGC3M.PT1Z8PTFD.0KDIK0AQ8Q999Q-CJMIX7FF:B*2U2"
        b"B3 :SUK8 ZS7W6I/ETH26FT3KA0VDVHN*PS")


def call(*arguments):
    return subprocess.run([PICKUPBOX, "box", "scanner", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                          timeout=PATIENCE_S)


class Reader:
    """A serial line with the command at its other end."""

    def __init__(self, *arguments, link=None):
        self.ours, theirs = os.openpty()
        tty.setraw(theirs)
        self.path = os.ttyname(theirs)
        if link:
            link.unlink(missing_ok=True)
            link.symlink_to(self.path)
        os.close(theirs)  # who else has the line open is told
        self.command = subprocess.Popen([PICKUPBOX, "box", "scanner", *(arguments or ("--device", self.path))], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.said = ""

    def await_(self, text):
        end = time.monotonic() + PATIENCE_S
        while text not in self.said:
            assert time.monotonic() < end, f"not said: {text}\n{self.said}"
            if select.select([self.command.stdout], [], [], 1)[0]:
                piece = os.read(self.command.stdout.fileno(), 65536).decode()
                assert piece, f"ended before saying: {text}\n{self.said}\n{self.command.stderr.read().decode()}"
                self.said += piece

    def send(self, data):
        os.write(self.ours, data)

    def end(self):
        self.command.send_signal(signal.SIGINT)
        said, complaints = self.command.communicate(timeout=PATIENCE_S)
        os.close(self.ours)
        self.said += said.decode()
        return self.command.returncode, complaints.decode()


class Scanner(unittest.TestCase):
    def judged(self, sent, *expected, status=0):
        reader = Reader()
        reader.await_("Ctrl-C ends")
        reader.send(sent)
        for text in expected:
            reader.await_(text)
        self.assertEqual(reader.end(), (status, ""), reader.said)
        return reader.said

    def test_a_good_reader(self):
        said = self.judged(CODE + b"\r", "reading 1: 187 bytes, ended by the reader", CODE.decode(), "good: a pickup code, whole, 187 characters")
        self.assertNotIn("WRONG", said)
        self.assertNotIn("better", said)
        self.assertIn("1 readings, 0 wrong", said)

    def test_what_surrounds_a_code_is_shown_and_harmless(self):
        self.judged(b"\xef\xbb\xbf]Q1\x02" + CODE + b"\x03\r", "reading 1: 195 bytes", r"\xef\xbb\xbf]Q1\x02PK1:", r"VDVHN*PS\x03", "good: a pickup code")

    def test_without_an_end_it_says_what_would_be_better(self):
        self.judged(CODE, "ended by a pause", "good: a pickup code", "better: set the reader to send Enter")

    def test_wrong_settings_are_named(self):
        for sent, expected in ((CODE.lower() + b"\r", "converts to lower case"), (CODE + CODE + b"\r", "two codes in one reading"),
                               (CODE[:100] + b"\r", "not whole"), (CODE[:100], "stood still in the middle"), (CODE[:40], "without an end, dropped"), (b"4006381333931\r", "no code of this system"),
                               (b"PK1\xc3\x96" + CODE[4:] + b"\r", "nearly like one of ours"), (CODE.replace(b"Y", b"Z") + b"\r", "not letter for letter"),
                               (b"123456789" + CODE + b"\r", "at most 7 bytes long")):
            with self.subTest(expected):
                self.judged(sent, expected, status=1)

    def test_it_ends_after_so_many(self):
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        with subprocess.Popen([PICKUPBOX, "box", "scanner", "--device", os.ttyname(theirs), "--count", "2"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE) as command:
            while "Ctrl-C" not in (line := command.stdout.readline().decode()):
                self.assertTrue(line)
            os.write(ours, CODE + b"\r" + b"nothing of ours\r" + CODE + b"\r")
            said = command.stdout.read().decode()
        self.assertEqual(command.returncode, 1)
        self.assertIn("WRONG", said)
        os.close(ours)
        os.close(theirs)

    def test_a_reader_that_somebody_has_set_up_otherwise_is_told(self):
        """In a box's folder, which keeps how it was when it was last good."""
        with tempfile.TemporaryDirectory(prefix="pickupbox-test-") as folder:
            box, link = pathlib.Path(folder) / "box", pathlib.Path(folder) / "scanner-serial0"
            made = subprocess.run([PICKUPBOX, "box", "init", box, "--id", "K017", "--compartments", "2"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            self.assertEqual(made.returncode, 0, made.stderr)
            lines = [line for line in (box / "pickupboxd.conf").read_text().splitlines() if not line.startswith("[scanner]")]
            (box / "pickupboxd.conf").write_text("\n".join([*lines, "[scanner]", f"serial = {link}"]) + "\n")

            def judged(sent, expected, status):
                reader = Reader(box, link=link)
                reader.await_("Ctrl-C ends")
                reader.send(sent)
                reader.await_(expected)
                self.assertEqual(reader.end()[0], status, reader.said)
                return reader.said

            self.assertNotIn("CHANGED", judged(CODE + b"\r", "good: a pickup code", 0))
            self.assertEqual((box / "readers").read_text(), f"{link}\tbefore= after= end=0d letters=kept\n")
            said = judged(CODE.lower() + b"\r", "converts to lower case", 1)
            self.assertIn("CHANGED since", said)
            self.assertIn("letters=changed", said)
            self.assertEqual((box / "readers").read_text(), f"{link}\tbefore= after= end=0d letters=kept\n")
            said = judged(b"]Q1" + CODE, "better: set the reader to send Enter", 0)
            self.assertIn("it sent before= after= end=0d letters=kept, and sends before=5d3f3f after= end=pause letters=kept", said)
            self.assertIn("kept as good", said)
            self.assertNotIn("CHANGED", judged(b"]d2" + CODE, "good: a pickup code", 0))

    def test_who_else_reads_the_line_is_named(self):
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        with subprocess.Popen(["sleep", "600"], stdin=theirs) as other:
            done = subprocess.Popen([PICKUPBOX, "box", "scanner", "--device", os.ttyname(theirs)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE)
            while "Ctrl-C" not in (line := done.stdout.readline().decode()):
                self.assertTrue(line)
            done.send_signal(signal.SIGTERM)
            _, complaints = done.communicate(timeout=PATIENCE_S)
            other.kill()
        self.assertIn(f"open in sleep (process {other.pid})", complaints.decode())
        os.close(ours)
        os.close(theirs)

    def test_the_readers_of_a_box_are_those_of_its_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            box = pathlib.Path(folder) / "box"
            subprocess.run([PICKUPBOX, "box", "init", box, "--id", "K017", "--compartments", "3"], check=True, stdout=subprocess.DEVNULL)
            ours, theirs = os.openpty()
            tty.setraw(theirs)
            (box / "reader").symlink_to(os.ttyname(theirs))
            with open(box / "pickupboxd.conf", "a", encoding="utf-8") as conf:
                conf.write(f"\n[scanner]\nserial = {box}/reader\n")
            reader = Reader(str(box))
            reader.await_("Ctrl-C ends")
            os.write(ours, CODE + b"\r")
            reader.await_("good: a pickup code")
            self.assertEqual(reader.end()[0], 0)
            os.close(ours)
            os.close(theirs)

    def test_called_wrongly(self):
        for arguments, says in (((), "either the folder"), (("/tmp", "--device", "/dev/null"), "either the folder"),
                                (("--device", "/dev/null"), "neither a keyboard nor a serial line"), (("--device", "/nowhere"), "cannot be read"),
                                (("--device", "/dev/null", "--count", "0"), "--count must be"), (("--device", "/dev/null", "--baud", "9601"), "a usual rate")):
            done = call(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done)
            self.assertTrue(done.stderr.startswith("pickupbox: "), done.stderr)
            self.assertIn(says, done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
