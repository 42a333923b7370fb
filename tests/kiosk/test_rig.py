#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The virtual kiosk itself: that its devices are real to the kernel, and that its verdicts can be believed.

usage: test_rig.py BUILD
"""

import pathlib
import sys
import tempfile
import time
import unittest

import disk
import kiosk
import trace

# Drives lines without any of our code: the kernel's own files.
DRIVE = "cd /sys/class/gpio; for n in {numbers}; do echo $n >export; echo low >gpio$n/direction; done\n"
LEAVE = "for n in {numbers}; do echo $n >unexport; done\n"


class Case(unittest.TestCase):
    options = {}

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.folder = pathlib.Path(self.temporary.name)
        self.box = None

    def tearDown(self):
        if self.box:
            self.box.close()
        self.temporary.cleanup()

    def start(self, **options):
        self.box = kiosk.start(BUILD, bare=True, **self.options, **options)
        return self.box

    def await_(self, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)

    def until_open(self, *paths):
        """Until somebody inside has each of them open, who was told to in the background."""
        for path in paths:
            self.box.must(f"for n in $(seq 600); do ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q -- '-> {path}$' && exit 0; usleep 50000; done; exit 1")

    def drive(self, words, *lines):
        """Runs shell words with $a and $b standing for the first two lines' files, then lets the lines go."""
        numbers = " ".join(str(number) for name, number in self.box.lines.values() if name in lines)
        names = [f"gpio{number}/value" for line in lines for name, number in self.box.lines.values() if name == line]
        self.box.must(DRIVE.format(numbers=numbers) + "".join(f"{v}={n}\n" for v, n in zip("ab", names)) + words + "\n" + LEAVE.format(numbers=numbers))


class Lines(Case):
    options = {"display": "none"}

    def test_a_pulse_is_seen_by_the_kernel_with_its_length(self):
        box = self.start()
        box.trace_start()
        self.drive("echo 1 >$a; usleep 300000; echo 0 >$a", "lock7")
        pulses = box.pulses()
        self.assertEqual([pulse.line for pulse in pulses], ["lock7"])
        self.assertGreaterEqual(pulses[0].ms, 300)
        self.assertFalse(box.level("lock7"))

    def test_two_pulses_at_a_time_are_found(self):
        box = self.start()
        box.trace_start()
        self.drive("echo 1 >$a; echo 1 >$b; echo 0 >$a; echo 0 >$b; echo 1 >$a; echo 0 >$a", "lock1", "lock2")
        self.assertEqual(len(box.pulses()), 3)
        self.assertEqual(len(trace.overlapping(box.pulses())), 1)

    def test_a_released_line_falls_back_and_its_pulse_ends(self):
        box = self.start()
        box.trace_start()
        self.drive("echo 1 >$a", "lock3")
        self.assertFalse(box.level("lock3"))
        pulses = box.pulses()
        self.assertTrue(pulses[0].released)
        self.assertIsNotNone(pulses[0].ms)

    def test_a_keeping_chip_keeps_an_output_that_is_released(self):
        box = self.start(gpio="gpio-sim-keeping")
        box.trace_start()
        self.drive("echo 1 >$a", "lock3")
        self.assertTrue(box.level("lock3"))
        self.assertIsNone(box.pulses()[0].ms)

    def test_doors_are_closed_and_can_be_opened(self):
        box = self.start()
        self.assertEqual(box.levels("door0", "door23"), [True, True])
        box.open_door(24)
        self.assertEqual(box.levels("door0", "door23"), [True, False])

    def test_a_chip_can_be_removed(self):
        box = self.start(chips={"first": ["a", "b"], "second": ["c"]})
        box.remove_chip("first")
        self.assertEqual(box.must("cat /sys/class/gpio/gpiochip*/label").split(), ["second"])
        self.assertEqual(list(box.sysfs), ["c"])


class People(Case):
    options = {"display": "none"}

    def test_fingers_keys_and_codes_reach_evdev(self):
        box = self.start(chips={})
        box.plug_touch()
        box.plug_keyboard()
        box.plug_keypad()
        devices = box.must("cat /proc/bus/input/devices")
        for name in ("Kiosk Touch", "Kiosk Scanner", "Kiosk Keypad"):
            self.assertIn(f'Name="{name}"', devices)
        kinds = box.must("for e in /dev/input/event*; do udevadm info $e; done")
        self.assertIn("ID_INPUT_TOUCHSCREEN=1", kinds)
        self.assertIn("ID_INPUT_KEYBOARD=1", kinds)
        box.must("for n in 0 1 2; do cat /dev/input/event$n >/tmp/$n & done")
        self.until_open(*(f"/dev/input/event{n}" for n in range(3)))
        down, up = box.tap(500, 900, hold_ms=50)
        self.assertGreaterEqual(up - down, 50_000_000)
        box.type("Ab\n")
        box.key("5")

        def events():
            return [int(word) // 24 for word in box.must("for n in 0 1 2; do wc -c </tmp/$n; done").split()]

        self.await_(lambda: sum(events()) >= 9 + 14 + 4)
        sizes = events()
        self.assertEqual(sizes[1:], [14, 4])  # shift and A, b, enter; 5: each down and up, each with its end
        self.assertGreaterEqual(sizes[0], 9)
        box.unplug("Kiosk Touch")
        self.assertNotIn("Kiosk Touch", box.must("cat /proc/bus/input/devices"))

    def test_serial_lines_carry_bytes(self):
        box = self.start(chips={})
        box.must("stty -F /dev/ttyS1 raw -echo; (head -c 6 /dev/ttyS1 >/tmp/serial &)")
        self.until_open("/dev/ttyS1")
        box.serial_write("hello\n")
        self.await_(lambda: box.must("cat /tmp/serial") == "hello\n")
        box.plug_cdc()
        box.must("stty -F /dev/ttyACM0 raw -echo; (head -c 6 /dev/ttyACM0 >/tmp/cdc.in &)")
        self.until_open("/dev/ttyACM0")
        box.cdc_write("hullo\n")
        self.await_(lambda: box.must("cat /tmp/cdc.in") == "hullo\n")
        box.unplug_cdc()
        self.assertNotEqual(box.run("ls /dev/ttyACM0")[0], 0)

    def test_usb_devices_come_and_go(self):
        box = self.start(chips={})
        box.plug_usb("usb-kbd", "reader")
        self.await_(lambda: "QEMU USB Keyboard" in box.must("cat /proc/bus/input/devices"))
        box.must("udevadm settle; (cat /dev/input/event0 >/tmp/0 &)")
        self.until_open("/dev/input/event0")
        box.type_usb("A1")
        self.await_(lambda: int(box.must("wc -c </tmp/0")) >= 24 * 6 * 2)
        box.unplug_usb("reader")
        self.await_(lambda: "QEMU USB Keyboard" not in box.must("cat /proc/bus/input/devices"))


class Picture(Case):
    options = {"size": kiosk.SMALL}

    def shows_what_is_drawn(self, **options):
        box = self.start(chips={}, **options)
        # White, drawn by no code of ours into the console's own frame buffer. A panel that is not the frame buffer's memory gets it from
        # the kernel a moment later.
        box.must("head -c 400000 /dev/zero | tr '\\0' '\\377' >/tmp/white; cat /tmp/white >/dev/fb0")
        width, height, _ = box.pixels()
        self.assertEqual((width, height), kiosk.SMALL)
        self.await_(lambda: set(box.pixels()[2][width * 3 * 100:width * 3 * 200]) == {255})

    def test_the_panel_shows_what_is_drawn(self):
        self.shows_what_is_drawn()

    def test_the_other_kind_of_panel_does_too(self):
        self.shows_what_is_drawn(display="virtio")

    def test_a_panel_can_be_unplugged(self):
        box = self.start(chips={})
        box.connect_panel(False)
        self.assertEqual(box.must("cat /sys/class/drm/card0-*/status").strip(), "disconnected")
        box.connect_panel(True)
        self.assertEqual(box.must("cat /sys/class/drm/card0-*/status").strip(), "connected")


class Power(Case):
    options = {"display": "none"}

    def test_what_was_flushed_outlives_a_cut_and_the_rest_is_the_seeds(self):
        for seed in range(3):
            with disk.VolatileDisk(kiosk.new_disk(self.folder / "data.img")) as data:
                box = self.start(chips={}, data=data)
                box.must("echo kept >/data/kept; sync; echo lost >/data/lost")
                box.power_cut()
                data.cut(seed, keep=0)
                box.close()
                box = self.start(chips={}, data=data)
                self.assertEqual(box.must("cat /data/kept"), "kept\n")
                self.assertNotEqual(box.run("cat /data/lost")[0], 0)
                box.close()

    def test_a_cut_at_a_write_comes_there(self):
        with disk.VolatileDisk(kiosk.new_disk(self.folder / "data.img")) as data:
            box = self.start(chips={}, data=data)
            data.cut_at = data.count["write"] + 3
            box.must("(for n in 1 2 3 4 5 6 7 8 9; do echo $n >/data/$n; sync; done) >/dev/null 2>&1 &")
            self.assertTrue(data.silent.wait(60))
            box.power_cut()
            self.assertGreater(data.cut(1)[0], 0)

    def test_the_watchdog_bites_whoever_does_not_feed_it(self):
        box = self.start(chips={}, watchdog="none")
        # busybox's watchdog sets 4 s and then is stopped.
        box.must("watchdog -t 1 -T 4 -F /dev/watchdog & echo $! >/tmp/watchdog")
        self.until_open("/dev/watchdog")
        box.must("kill -STOP $(cat /tmp/watchdog)")
        self.assertTrue(box.watchdog_bit(60))


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1])
    with kiosk.or_skipped():
        kiosk.make(BUILD, display="none")
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
