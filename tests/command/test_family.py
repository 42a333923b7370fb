#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The programs behind `pickupbox`: how they are found, what is said when one is not installed, and what each is linked with.

usage: test_family.py PICKUPBOX PICKUPBOXD
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PICKUPBOX, PICKUPBOXD = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
PROGRAMS = {"office": "office", "box": "box", "status": "box", "sim": "box", "code": "ledger", "ledger": "ledger", "witness": "witness",
            "report": "report", "demo": "demo"}
# Commands that another program runs than the rest of their group: the one that may speak over a network.
ELSEWHERE = {"ledger submit": "witness"}
DRAWING = ("cairo", "pango", "qrencode", "zint", "fontconfig")
DEVICES = ("gpiod", "drm", "input", "udev", "xkbcommon", "SDL2")
# What must not be loaded. libsystemd is the daemon's.
WITHOUT = {
    "pickupbox": ("sodium", "nettle", "jansson", "sqlite3", "microhttpd", "curl", "systemd", "inih", *DRAWING, *DEVICES),
    "pickupbox-ledger": ("microhttpd", "curl", "systemd", *DRAWING, *DEVICES),
    "pickupbox-witness": ("sqlite3", "systemd", "inih", *DRAWING, *DEVICES),
    "pickupbox-report": ("sqlite3", "microhttpd", "systemd", "inih", *DEVICES),
    "pickupbox-office": ("microhttpd", "systemd", "inih", *DEVICES),
    "pickupbox-box": ("microhttpd", "SDL2", "drm", "input"),
    "pickupboxd": ("microhttpd", "SDL2"),
    "pickupboxd-sim": ("microhttpd", "gpiod", "drm", "input", "SDL2"),
}
SIMULATION = re.compile(r"(?i)sim_|_sim(\b|_)|simulat")


def run(*arguments, **options):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, text=True, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **options)


def program(name):
    return (PICKUPBOXD if name.startswith("pickupboxd") else PICKUPBOX).parent / name


def libraries(path):
    """All that is loaded with it, by ldd."""
    done = run("ldd", path)
    assert done.returncode == 0, done
    return set(re.findall(r"^\s*lib([\w.+-]+?)\.so", done.stdout, re.M))


def symbols(path):
    done = run("nm", path)
    assert done.returncode == 0 and done.stdout, done
    return {line.split()[-1] for line in done.stdout.splitlines()}


def is_sanitized(path):
    return any("san" in name for name in libraries(path))


class Family(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="pickupbox-family-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def install(self, path, *place):
        to = self.folder.joinpath(*place, path.name)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, to)
        return to

    def test_a_program_that_is_not_installed_is_named_with_where_it_belongs(self):
        alone = self.install(PICKUPBOX, "bin")
        for word, name in PROGRAMS.items():
            names = re.findall(rf"^  pickupbox ({word}(?: [a-z-]+)?) ", run(alone, "--help").stdout + "\n", re.M)
            self.assertTrue(names, word)
            for words in names:
                words = words.split() if " " in words or word in ("status", "sim", "report", "demo") else [word]
                done = run(alone, *words, "x")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
                of = ELSEWHERE.get(" ".join(words), name)
                self.assertRegex(done.stderr, rf"^pickupbox: pickupbox-{of} is not installed.*; install it .*libexec/pickupbox")

    def test_help_needs_none_of_them(self):
        alone = self.install(PICKUPBOX, "bin")
        for words in (("--help",), ("--version",), ("ledger", "--help"), ("ledger", "verify", "--help"), ("sim", "--help"), ("demo", "-h")):
            here, there = run(alone, *words), run(PICKUPBOX, *words)
            self.assertEqual((here.returncode, here.stdout, here.stderr), (0, there.stdout, ""))

    def test_it_is_found_beside_and_in_the_folder_of_the_family(self):
        said = run(PICKUPBOX, "code", "inspect", "nonsense", "--json")
        self.assertEqual(said.returncode, 1)
        for place in (("bin",), ("libexec", "pickupbox")):
            with self.subTest(place):
                dispatcher = self.install(PICKUPBOX, "bin")
                other = self.install(program("pickupbox-ledger"), *place)
                done = run(dispatcher, "code", "inspect", "nonsense", "--json")
                self.assertEqual((done.returncode, done.stdout), (1, said.stdout), done)
                # Through a link from elsewhere as well.
                (self.folder / "link").symlink_to(dispatcher)
                self.assertEqual(run(self.folder / "link", "code", "inspect", "nonsense", "--json").stdout, said.stdout)
                (self.folder / "link").unlink()
                other.unlink()

    def test_each_program_has_its_commands_and_no_other(self):
        for name in sorted(set(PROGRAMS.values())):
            path = program(f"pickupbox-{name}")
            listed = re.findall(r"^  pickupbox ([a-z]+)", run(path, "--help").stdout, re.M)
            self.assertEqual(set(listed) - {"COMMAND"}, {word for word, of in PROGRAMS.items() if of == name} |
                             {words.split()[0] for words, of in ELSEWHERE.items() if of == name})
            self.assertEqual(run(path, "--version").stdout, run(PICKUPBOX, "--version").stdout.replace("pickupbox", f"pickupbox-{name}"))
            stranger = next(word for word, of in PROGRAMS.items() if of != name)
            self.assertIn(f"there is no command {stranger}", run(path, stranger, "x").stderr)

    def test_every_command_of_the_table_is_run_by_its_program(self):
        """None ends in the assertion for a command without a function; without arguments nearly all refuse."""
        for words in re.findall(r"^  pickupbox ([a-z]+(?: [a-z-]+)?)[ \n]", run(PICKUPBOX, "--help").stdout, re.M):
            words = [word for word in words.split() if not word.startswith("-")]
            done = run(PICKUPBOX, *words, "--nonsense") if words != ["sim"] else run(PICKUPBOX, "sim")
            self.assertEqual((done.returncode, done.stdout), (2, ""), (words, done))
            self.assertRegex(done.stderr, "there is no option --nonsense|an action is missing")

    def test_a_program_that_cannot_be_started_is_said(self):
        dispatcher = self.install(PICKUPBOX, "bin")
        broken = self.folder / "bin" / "pickupbox-report"
        broken.write_bytes(b"\x7fELF")
        broken.chmod(0o755)
        done = run(dispatcher, "report", "x")
        self.assertEqual(done.returncode, 2)
        self.assertIn("pickupbox-report cannot be started: ", done.stderr)

    def test_each_is_linked_with_what_it_needs(self):
        for name, without in WITHOUT.items():
            loaded = libraries(program(name))
            self.assertEqual([library for library in loaded if library.startswith(without)], [], name)
        # The words are those that ldd writes.
        self.assertTrue({"sqlite3", "sodium"} <= libraries(program("pickupbox-ledger")))
        self.assertIn("cairo", libraries(program("pickupbox-report")))
        self.assertTrue({"microhttpd", "curl"} <= libraries(program("pickupbox-witness")))
        self.assertTrue({"gpiod", "drm", "input", "systemd"} <= libraries(PICKUPBOXD))


class Simulation(unittest.TestCase):
    def test_the_daemon_of_a_real_box_has_no_part_of_it(self):
        if is_sanitized(PICKUPBOXD):
            self.skipTest("a sanitized program has symbols of its own")
        self.assertEqual({name for name in symbols(PICKUPBOXD) if SIMULATION.search(name)}, set())
        self.assertTrue({name for name in symbols(program("pickupboxd-sim")) if SIMULATION.search(name)})

    def test_where_it_is_not_installed_the_daemon_says_so(self):
        with tempfile.TemporaryDirectory(prefix="pickupbox-family-") as folder:
            alone = pathlib.Path(shutil.copy2(PICKUPBOXD, folder))
            done = run(alone, "--config", "nothing", "--simulate")
            self.assertEqual(done.returncode, 2)
            self.assertIn("pickupboxd-sim, which --simulate needs, is not installed", done.stderr)

    def test_it_becomes_the_other_program_and_stays_the_same_process(self):
        with tempfile.TemporaryDirectory(prefix="pickupbox-family-") as folder:
            stub = pathlib.Path(folder) / "pickupboxd-sim"
            stub.write_text('#!/bin/sh\necho "$$ $*"\nexit 7\n')
            stub.chmod(0o755)
            alone = pathlib.Path(shutil.copy2(PICKUPBOXD, folder))
            process = subprocess.Popen([alone, "--simulate", "--config", "x y"], stdout=subprocess.PIPE, text=True)
            said, _ = process.communicate()
            self.assertEqual((process.returncode, said), (7, f"{process.pid} --simulate --config x y\n"))

    def test_a_real_box_refuses_to_be_moved(self):
        with tempfile.TemporaryDirectory(prefix="pickupbox-family-") as folder:
            box = pathlib.Path(folder) / "box"
            self.assertEqual(run(PICKUPBOX, "box", "init", box, "--id", "K017", "--compartments", "2").returncode, 0)
            with subprocess.Popen([PICKUPBOXD, "--config", box / "pickupboxd.conf"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, text=True) as daemon:
                try:
                    for line in daemon.stderr:
                        if "on real hardware" in line:
                            break
                    for words in (("state",), ("press", "start"), ("door", "1", "open"), ("clock", "+1d"), ("scan", "x"), ("wait", "idle")):
                        done = run(PICKUPBOX, "sim", "--socket", box / "control.sock", *words)
                        self.assertEqual((done.returncode, done.stderr), (2, "pickupbox: this daemon was not started with --simulate\n"))
                    status = run(PICKUPBOX, "status", "--socket", box / "control.sock")
                    self.assertIn("real hardware", status.stdout)
                finally:
                    daemon.terminate()
                    daemon.stderr.read()


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    unittest.main(argv=[sys.argv[0]], verbosity=2)
