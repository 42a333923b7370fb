#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The overlays are compiled and applied to a tree as a board has it; what a kernel finds there is what the pages and examples name.

usage: test_overlays.py
"""

import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
OVERLAYS = SOURCE / "deploy" / "overlays"
BUS, GPIO = "/soc/i2c@7e804000", "/soc/gpio@7e200000"
LEVEL_LOW = 8
CHIPS = {"pca9555": "nxp,pca9555", "mcp23017": "microchip,mcp23017"}
# Address: the lines of each expander, by their names before the number.
WIRED = {"desk": {0x20: ["lock"] * 8 + ["door"] * 8},
         "cabinet": {**{0x20 + n: ["lock"] * 16 for n in range(3)}, **{0x24 + n: ["door"] * 16 for n in range(3)}}}
# The same of each channel of a multiplexer.
CHANNELS, MUX = 8, 0x70
BEHIND = {"channels": {0x20: ["lock"] * 16, 0x24: ["door"] * 16}}


def run(*words):
    return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False)


class Overlays(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="pickupbox-overlays-")))

    def compile(self, source, text=None):
        """Without a warning."""
        target = self.folder / f"{source.stem}.dtb"
        if text is not None:
            source = self.folder / source.name
            source.write_text(text)
        done = run("dtc", "-@", "-I", "dts", "-O", "dtb", "-o", target, source)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return target

    def apply(self, overlay, base_text=None):
        base = self.compile(SOURCE / "tests/deploy/base.dts", base_text)
        tree = self.folder / "tree.dtb"
        done = run("fdtoverlay", "-i", base, "-o", tree, self.compile(overlay))
        return done, tree

    def property(self, tree, node, name, kind="s"):
        done = run("fdtget", "-t", kind, tree, node, name)
        return done.stdout.split() if done.returncode == 0 else None

    def numbers(self, tree, node, name):
        return [int(word, 16) for word in self.property(tree, node, name, "x") or []]

    def chips(self, tree, bus=BUS):
        """{address: node}"""
        nodes = run("fdtget", "-l", tree, bus).stdout.split()
        return {self.numbers(tree, f"{bus}/{node}", "reg")[0]: f"{bus}/{node}" for node in nodes}

    def wanted(self, kind):
        return {address: [f"{what}{names[:n].count(what)}" for n, what in enumerate(names)] for address, names in {**WIRED, **BEHIND}[kind].items()}

    def test_each_names_every_line_and_its_interrupt(self):
        overlays = sorted(OVERLAYS.glob("*.dts"))
        self.assertEqual([path.stem for path in overlays], sorted(f"pickupbox-{kind}-{chip}" for kind in (*WIRED, *BEHIND) for chip in CHIPS))
        for overlay in [path for path in overlays if path.stem.split("-")[1] in WIRED]:
            with self.subTest(overlay=overlay.stem):
                _, kind, chip = overlay.stem.split("-")
                done, tree = self.apply(overlay)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertEqual(self.property(tree, BUS, "status"), ["okay"])
                self.check_bus(tree, BUS, kind, chip)

    def test_a_multiplexer_has_the_same_on_each_of_its_channels(self):
        for overlay in [path for path in OVERLAYS.glob("*.dts") if path.stem.split("-")[1] in BEHIND]:
            with self.subTest(overlay=overlay.stem):
                _, kind, chip = overlay.stem.split("-")
                done, tree = self.apply(overlay)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertEqual(self.property(tree, BUS, "status"), ["okay"])
                self.assertEqual(self.chips(tree), {MUX: f"{BUS}/i2c-mux@{MUX:x}"})
                mux = f"{BUS}/i2c-mux@{MUX:x}"
                self.assertEqual(self.property(tree, mux, "compatible"), ["nxp,pca9548"])
                self.assertIsNotNone(self.property(tree, mux, "i2c-mux-idle-disconnect"))
                self.assertEqual(self.chips(tree, mux), {number: f"{mux}/i2c@{number}" for number in range(CHANNELS)})
                for channel in self.chips(tree, mux).values():
                    self.check_bus(tree, channel, kind, chip)

    def check_bus(self, tree, bus, kind, chip):
        chips, wanted = self.chips(tree, bus), self.wanted(kind)
        self.assertEqual(set(chips), set(wanted))
        for address, node in chips.items():
            self.assertEqual(node, f"{bus}/gpio@{address:x}")
            self.assertEqual(self.property(tree, node, "compatible"), [CHIPS[chip]])
            self.assertEqual(self.property(tree, node, "gpio-line-names"), wanted[address])
            self.check_interrupt(tree, node, any(name.startswith("door") for name in wanted[address]), chip)

    def check_interrupt(self, tree, node, has, chip):
        """All switches' expanders share one wire: open-drain, active while it is low."""
        self.assertEqual(self.numbers(tree, node, "interrupts"), [4, LEVEL_LOW] if has else [])
        if not has:
            return
        self.assertEqual(self.numbers(tree, node, "interrupt-parent"), self.numbers(tree, GPIO, "phandle"))
        self.assertEqual(self.property(tree, node, "drive-open-drain") is not None, chip == "mcp23017")
        self.assertEqual(self.property(tree, node, "microchip,irq-mirror") is not None, chip == "mcp23017")

    def test_a_board_without_that_bus_is_told(self):
        text = (SOURCE / "tests/deploy/base.dts").read_text()
        done, _ = self.apply(OVERLAYS / "pickupbox-desk-pca9555.dts", text.replace("i2c_arm: ", ""))
        self.assertNotEqual(done.returncode, 0)

    def test_configurations_name_lines_that_are_there(self):
        one, behind = r"\S*1-00", r"i2c-1/1-0070/channel-[0-7]/00"
        for path, place, kind in ((SOURCE / "deploy/system/pickupboxd.conf", one, "cabinet"), (SOURCE / "docs/evening.md", one, "desk"),
                                  (SOURCE / "docs/evening.md", behind, "channels")):
            named = re.findall(rf"^lines = {place}([0-9a-f]{{2}}):([a-z]+)(\d+)(?:\.\.(\d+))?$", path.read_text(), re.M)
            self.assertEqual({what for _, what, _, _ in named}, {"lock", "door"}, path.name)
            for address, what, first, last in named:
                for number in range(int(first), int(last or first) + 1):
                    self.assertIn(f"{what}{number}", self.wanted(kind)[int(address, 16)], f"{path.name}: {address}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
