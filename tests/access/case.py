# SPDX-License-Identifier: EUPL-1.2
"""A test on a box of its own: a copy of what is made once, with the real daemon on simulated hardware."""

import os
import pathlib
import re
import sys
import tempfile
import unittest

from simulated import BORN_KEYS, Box, Place


class Case(unittest.TestCase):
    place = None  # what main() made

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-access-")
        self.folder = self.place.copy(pathlib.Path(self.temporary.name) / "box")
        self.box = None

    def tearDown(self):
        if self.box:
            self.box.end()
        self.temporary.cleanup()

    def start(self, headset=True, config=""):
        path = self.folder / "pickupboxd.conf"
        text = path.read_text()
        for line in config.split("\n"):
            text = re.sub(f"^#?{line.split(' =')[0]} = .*$", line, text, flags=re.M) if line else text
        path.write_text(text)
        self.box = Box(self.place.program, self.folder)
        if headset:
            self.box.headset()
        return self.box

    def heard(self, *wanted):
        words = self.box.words()
        for text in wanted:
            self.assertIn(text, words)
        return words

    def only_in_headset(self):
        """Everything said so far in this test went to the headset."""
        self.box.hear()
        loud = [sound["text"] for sound in self.box.sounds if "text" in sound and not sound["headset"]]
        self.assertEqual(loud, [])

    def collect(self, name="passport"):
        self.box.scan(self.place.code(name))
        self.box.wait("birth")
        self.box.type(BORN_KEYS)
        self.box.wait("door")


def main():
    with tempfile.TemporaryDirectory(prefix="pickupbox-access-") as made:
        Case.place = Place(pathlib.Path(made), *(os.path.abspath(path) for path in sys.argv[1:3]))
        unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
