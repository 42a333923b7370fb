# SPDX-License-Identifier: EUPL-1.2
"""A day at a box in the virtual kiosk, and what staff do there: the frame of the tests in which people use it."""

import contextlib
import pathlib
import shutil
import sys
import tempfile
import unittest

import kiosk
import place


def sign_in(visit, way="serial"):
    visit.shows(visit.place.badge, way)
    visit.sees("staff_pin")
    visit.types(place.OWN_PIN)
    visit.sees("staff_overview")


def first_sign_in(visit, way="serial"):
    """With a badge at a scanner and a PIN of one's own on the screen's keys."""
    visit.shows(visit.place.badge, way)
    visit.sees("staff_pin")
    visit.types(visit.place.one_time_pin)
    visit.sees("staff_set_pin")
    visit.types(place.OWN_PIN)
    visit.types(place.OWN_PIN)
    visit.sees("staff_overview")


def load(visit, consignment, way):
    visit.shows(consignment.ticket, way)
    visit.sees("staff_load")
    number = visit.opened()
    visit.closes(number)
    visit.sees("staff_scan")


def sign_out(visit, way="serial"):
    visit.shows(visit.place.badge, way)
    visit.sees("idle")


def take_out(visit):
    """The first of the overdue ones."""
    visit.touches("overdue")
    visit.sees("staff_overdue")
    visit.touches("row_0")
    visit.sees("staff_take")
    number = visit.opened()
    visit.closes(number)
    visit.sees("staff_found")
    visit.touches("found_taken")
    visit.sees("staff_overdue")


class Day(unittest.TestCase):
    """One day: each test is one part of it, in order, and says at its end that it is over(). When one fails, so do the next."""

    consignments = 1
    more = {}       # of place.Place
    settings = {}   # {section: line} for pickupboxd.conf
    size = kiosk.LARGE
    patient = False  # of place.Programs
    build = None

    @classmethod
    def setUpClass(cls):
        cls.cleanup = contextlib.ExitStack()
        cls.folder = pathlib.Path(cls.cleanup.enter_context(tempfile.TemporaryDirectory(prefix="pickupbox-test-")))
        cls.place = place.Place(place.Programs(cls.build, patient=cls.patient), cls.folder, consignments=cls.consignments, **cls.more)
        panel = "width_px = {}\nheight_px = {}".format(*cls.size)
        place.add_to_sections(cls.place.box / "pickupboxd.conf", {"[panel]": panel, **cls.settings})
        disk = place.data_disk(cls.place, cls.folder)
        shutil.copytree(cls.place.box, cls.folder / "twin")
        cls.furnish(cls.folder / "twin")
        cls.visit = place.Visit(cls.place, cls.folder / "twin", disk, size=cls.size)
        cls.cleanup.callback(cls.visit.close)
        cls.failed = False

    @classmethod
    def furnish(cls, twin):
        """The folder of the twin, before it starts."""

    @classmethod
    def tearDownClass(cls):
        cls.cleanup.close()

    def setUp(self):
        if type(self).failed:
            self.fail("the day had ended before")
        type(self).failed = True

    def over(self):
        type(self).failed = False


def main():
    """Of a test: its first argument is the build folder."""
    Day.build = pathlib.Path(sys.argv[1]).resolve()
    with kiosk.or_skipped():
        kiosk.make(Day.build, display="none")
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
