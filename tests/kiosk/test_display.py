#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Displays of real hardware on the virtual kiosk: the programs of tests/hal that want one, and what QEMU sees of the panel.

usage: test_display.py BUILD

The panel of the usual run has a ninth of a real one's pixels, with PICKUPBOX_FULL=1 all of them: each is drawn by an emulated
processor, again and again. Pictures are compared as the panel gets them, byte by byte, with a file that show_display writes pixel by pixel.
"""

import hashlib
import os
import pathlib
import sys
import time
import unittest

import kiosk

PATIENCE_S = 60
TESTS_S = 300
PICTURES = 8
PANEL = kiosk.LARGE if os.environ.get("PICKUPBOX_FULL") else kiosk.SMALL
LARGE = (3840, 2160)  # 32 MB; the card has 16
PROGRAMS = ("test_display_drm", "test_display_fbdev", "show_display")
ENDS = {0: "TERM", 90: "KILL", 180: "ABRT", 270: "SEGV"}  # a different end of the process for each rotation


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Panel:
    """A kiosk with a process that keeps a picture up."""

    def __init__(self, box):
        self.box = box
        box.must("echo a text on the console >/dev/tty1")
        self.console = self.picture()

    def picture(self):
        return digest(self.box.pixels()[2])

    def show(self, kind, degrees, environment="", wait="shown", size=None, pictures=PICTURES):
        size = size or self.box.size
        width, height = size if degrees % 180 == 0 else reversed(size)
        self.box.must(f": >/tmp/said; {environment} show_display {kind} {degrees} {width} {height} {degrees + 3} {pictures} /tmp/expected.ppm "
                      ">/tmp/said 2>&1 & echo $! >/tmp/pid")
        self.said(wait)
        self.expected = digest(kiosk.ppm(self.box.get("/tmp/expected.ppm"))[2])

    def said(self, word):
        """What the process said, as soon as that is among it."""
        end = time.monotonic() + PATIENCE_S
        while word not in (text := self.box.get("/tmp/said").decode(errors="replace")):
            assert time.monotonic() < end, f"never said {word}: {text}"
            time.sleep(0.05)
        return text

    def forget_said(self):
        self.box.must(": >/tmp/said")

    def signal(self, name):
        self.box.must(f"kill -{name} $(cat /tmp/pid)")


class Displays(unittest.TestCase):
    def until(self, condition, what):
        end = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), end, f"patience ended: {what}")
            time.sleep(0.05)

    def until_shown(self, panel, what):
        self.until(lambda: panel.picture() == panel.expected, what)

    def until_console(self, panel, what):
        self.until(lambda: panel.picture() == panel.console, what)

    def check_programs(self, box, *commands):
        for command in commands:
            with self.subTest(program=command):
                status, text = box.run(f"{command} 2>&1", TESTS_S)
                self.assertEqual(status, 0, text)

    def check_rotations(self, panel, kind, environment="", ends=ENDS):
        """Each rotation after random damage; then the console is back, however the process ended."""
        for degrees, end in ends.items():
            with self.subTest(kind=kind, environment=environment, degrees=degrees, end=end):
                panel.show(kind, degrees, environment)
                self.until_shown(panel, "the picture")
                print(panel.said("shown").strip(), f"{kind} {degrees}", flush=True)
                panel.signal(end)
                self.until_console(panel, f"the console after SIG{end}")

    def check_cable(self, panel):
        panel.show("drm", 90)
        self.until_shown(panel, "the picture")
        panel.forget_said()
        panel.box.connect_panel(False)
        panel.said("gone")
        panel.box.connect_panel(True)
        panel.said("back")
        self.until_shown(panel, "the picture after the cable was out")
        panel.signal("TERM")
        self.until_console(panel, "the console after the cable was out")

    def check_lost_event(self, panel):
        """Nothing tells that the cable is in again."""
        panel.show("drm", 0)
        panel.forget_said()
        panel.box.connect_panel(False)
        panel.said("gone")
        panel.box.connect_panel(True, told=False)
        panel.said("back")
        self.until_shown(panel, "the picture after a cable that nobody told of")
        panel.signal("TERM")
        self.until_console(panel, "the console after that")

    def check_sleep(self, panel):
        """Switched off, however it then ends. The other card's panel stays lit: what is told of it is in the programs above."""
        for end in ("TERM", "KILL"):
            panel.show("drm", 270)
            self.until_shown(panel, "the picture")
            for signal, shown in (("USR1", False), ("USR2", True), ("USR1", False)):
                panel.signal(signal)
                self.until(lambda wanted=shown: (panel.picture() == panel.expected) == wanted, f"the panel after SIG{signal}")
            self.assertNotEqual(panel.picture(), panel.console)
            panel.signal(end)
            self.until_console(panel, "the console of a panel that was off")

    def check_mode_that_nobody_offers(self, panel):
        """The screen says nothing of itself: the mode is made for it, or where the driver refuses that, the picture is scaled."""
        made = (1000, 600)
        self.assertEqual(panel.box.must("cat /sys/class/drm/card0-*/edid | wc -c").strip(), "0")
        self.assertNotIn("x".join(map(str, made)), panel.box.must("cat /sys/class/drm/card0-*/modes"))
        panel.show("drm", 0, size=made)
        self.assertIn("1000x600 by force (no EDID)", panel.said("shown"))
        self.until_shown(panel, "the picture in a mode that was made for it")
        self.assertEqual(panel.box.pixels()[:2], made)
        panel.forget_said()
        panel.box.connect_panel(True)
        panel.box.connect_panel(False)
        panel.said("gone")
        panel.box.connect_panel(True)
        panel.said("back")
        self.until_shown(panel, "the same after the cable was out")
        panel.signal("TERM")
        self.until_console(panel, "the console in its own mode")

    def check_other_terminal(self, panel):
        panel.show("drm", 0)
        panel.forget_said()
        panel.box.must("chvt 2")
        panel.said("gone")
        self.until(lambda: panel.picture() not in (panel.expected, panel.console), "another terminal")
        panel.box.must("chvt 1")
        panel.said("back")
        self.until_shown(panel, "the picture after the other terminal")
        panel.signal("TERM")
        self.until_console(panel, "the console after the other terminal")

    def check_card_that_comes_later(self, panel, driver, kind="drm"):
        """Drivers let go of a device and take it again by its name."""
        device = panel.box.must(f"for d in {driver}/*[0-9]; do basename $d; break; done").strip()
        panel.box.must(f"echo {device} >{driver}/unbind && udevadm settle")
        panel.show(kind, 0, wait="shown on none")
        panel.box.must(f"echo {device} >{driver}/bind && udevadm settle")
        panel.said("back")
        self.until_shown(panel, "the picture on a card that came later")
        panel.forget_said()
        panel.box.must(f"echo {device} >{driver}/unbind && udevadm settle")
        panel.said("gone")
        panel.box.must(f"echo {device} >{driver}/bind && udevadm settle")
        panel.said("back")
        self.until_shown(panel, "the picture on a card that went and came")
        panel.signal("TERM")

    def check(self, display, size, driver, *more):
        with kiosk.start(BUILD, programs=[BUILD / "tests/hal" / name for name in PROGRAMS], chips={}, bare=True, display=display, size=size) as box:
            self.check_programs(box, "test_display_drm", "GLASS_ONE_BUFFER=1 test_display_drm", "test_display_fbdev")
            panel = Panel(box)
            self.check_rotations(panel, "drm")
            self.check_rotations(panel, "drm", "SHOW_ONE_BUFFER=1", {90: "KILL"})
            self.check_rotations(panel, "fbdev", ends={270: "KILL"})
            self.check_cable(panel)
            for check in more:
                check(panel)
            self.check_other_terminal(panel)
            self.check_card_that_comes_later(panel, driver)
            if size == kiosk.SMALL:
                self.check_card_that_comes_later(panel, driver, "fbdev")

    def test_bochs_display(self):
        self.check("bochs", PANEL, "/sys/bus/pci/drivers/bochs-drm", self.check_lost_event)

    def test_virtio_gpu(self):
        self.check("virtio", kiosk.SMALL, "/sys/bus/virtio/drivers/virtio_gpu", self.check_sleep, self.check_mode_that_nobody_offers)

    def test_a_mode_that_the_driver_refuses(self):
        """A panel that says nothing of itself, and a picture for which the card has not the memory: the driver refuses the mode that is made for
        it, and the picture is scaled to one that it knows. Of what fits the mode is made and taken."""
        silent = ["-display", "none", "-global", "bochs-display.edid=off"]
        with kiosk.start(BUILD, programs=[BUILD / "tests/hal/show_display"], chips={}, bare=True, show=silent, size=PANEL) as box:
            driver = "/sys/bus/pci/drivers/bochs-drm"  # it asks the panel what it is when it takes the card
            box.must(f"cd {driver}; for d in *:*; do echo $d >unbind && echo $d >bind; done; udevadm settle")
            self.assertEqual(box.must("cat /sys/class/drm/card0-*/edid | wc -c").strip(), "0")
            panel = Panel(box)
            before = box.pixels()[:2]
            panel.show("drm", 0, size=(1000, 600))
            self.assertIn("1000x600 by force (no EDID)", panel.said("shown"))
            self.until_shown(panel, "the picture in a mode that was made for it")
            panel.signal("TERM")
            self.until_console(panel, "the console in its own mode")
            panel.show("drm", 0, size=LARGE, pictures=1)
            said = panel.said("shown")
            self.assertNotIn("by force", said)
            self.assertIn("{}x{}".format(*before), said)
            self.assertEqual(box.pixels()[:2], before)
            self.until(lambda: panel.picture() not in (panel.console, digest(bytes(before[0] * before[1] * 3))), "a picture, scaled")
            panel.signal("TERM")
            self.until_console(panel, "the console after that")

    def test_terminal(self):
        with kiosk.start(BUILD, programs=[BUILD / "tests/hal/test_console"], chips={}, bare=True, size=kiosk.SMALL) as box:
            self.check_programs(box, "test_console")

    def test_framebuffer_of_16_bits(self):
        with kiosk.start(BUILD, programs=[BUILD / "tests/hal/test_display_fbdev"], chips={}, bare=True, size=kiosk.SMALL) as box:
            box.must("modprobe vfb vfb_enable=1 videomemorysize=4194304 mode_option=800x600@60 && udevadm settle")
            self.check_programs(box, "GLASS_CARD=/dev/fb1 GLASS_BITS=16 test_display_fbdev")


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    with kiosk.or_skipped():
        kiosk.make(BUILD, size=kiosk.SMALL)
    unittest.main(argv=sys.argv[:1], verbosity=2)
