#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What `meson install` puts where, and whether the programs that read it take it.

usage: test_install.py BUILD
"""

import configparser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv[1]).resolve()
FAMILY = {f"libexec/pickupbox/{name}" for name in ("pickupbox-box", "pickupbox-demo", "pickupbox-ledger", "pickupbox-office",
                                                    "pickupbox-report", "pickupbox-witness", "pickupboxd-sim")}
PROGRAMS = FAMILY | {"bin/pickupbox", "sbin/pickupboxd"}
RULES = ("72-pickupbox.rules", "99-zz-pickupbox.rules")
FILES = PROGRAMS | {
    "lib/systemd/system/pickupboxd.service", "lib/systemd/system/media-pickupbox.mount", "lib/udev/rules.d/72-pickupbox.rules", "lib/udev/rules.d/99-zz-pickupbox.rules",
    "lib/sysusers.d/pickupbox.conf", "lib/systemd/sleep.conf.d/pickupbox.conf", "lib/tmpfiles.d/pickupbox.conf",
    "share/doc/pickupbox/pickupboxd.conf.example", "share/doc/pickupbox/install.md", "share/doc/pickupbox/hardware.md", "share/pickupbox/fonts.conf",
    "share/man/man5/pickupboxd.conf.5", "share/doc/pickupbox/evening.md", "share/polkit-1/rules.d/50-pickupbox.rules",
    *(f"share/doc/pickupbox/{name}.svg" for name in ("channel", "desk", "addresses")),
    *(f"share/pickupbox/overlays/pickupbox-{kind}-{chip}.dts" for kind in ("desk", "cabinet", "channels") for chip in ("pca9555", "mcp23017")),
}


def run(*arguments):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)


def prefix():
    options = json.loads(run("meson", "introspect", BUILD, "--buildoptions").stdout)
    return pathlib.Path(next(option["value"] for option in options if option["name"] == "prefix")).relative_to("/")


def has(command, word):
    """Whether this version of a program knows a word or an option."""
    return shutil.which(command) and word in run(command, "--help").stdout


PREFIX = prefix()


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-install-")
        cls.root = pathlib.Path(cls.temporary.name)
        done = run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", cls.root)
        assert done.returncode == 0, done.stdout
        cls.at = cls.root / PREFIX

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def text(self, name):
        return (self.at / name).read_text()

    def test_everything_has_its_place(self):
        found = {str(path.relative_to(self.at)) for path in self.root.rglob("*") if path.is_file()}
        self.assertEqual(found, FILES)
        for program in PROGRAMS:
            self.assertEqual((self.at / program).stat().st_mode & 0o7777, 0o755)
        for name in FILES - PROGRAMS:
            self.assertEqual((self.at / name).stat().st_mode & 0o7777, 0o644, name)

    def test_the_family_is_found_from_where_it_was_installed(self):
        for word in ("office", "box", "ledger", "witness"):
            done = run(self.at / "bin/pickupbox", word, {"office": "revoke", "box": "rotate", "ledger": "verify", "witness": "serve"}[word])
            self.assertNotIn("not installed", done.stdout)
            self.assertEqual(done.returncode, 2, done.stdout)
        done = run(self.at / "sbin/pickupboxd", "--config", self.root / "none", "--simulate")
        self.assertNotIn("not installed", done.stdout)

    def test_the_unit_names_what_was_installed(self):
        unit = self.text("lib/systemd/system/pickupboxd.service")
        self.assertNotRegex(unit + self.text("lib/systemd/system/media-pickupbox.mount"), r"@\w+@")
        self.assertIn(f"ExecStart=/{PREFIX}/sbin/pickupboxd --config ", unit)
        self.assertTrue((self.root / re.search(r"Documentation=file:/(\S+)", unit)[1]).is_file())

    def test_the_unit_is_one_that_systemd_takes_as_it_is(self):
        unit = self.text("lib/systemd/system/pickupboxd.service")
        copy = self.root / "pickupboxd.service"
        copy.write_text(unit.replace(f"ExecStart=/{PREFIX}", f"ExecStart={self.at}"))
        done = run("systemd-analyze", "verify", "--man=no", copy)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        # And would say if it were not.
        copy.write_text(copy.read_text().replace("KillMode=process", "KillMode=politely"))
        self.assertIn("politely", run("systemd-analyze", "verify", "--man=no", copy).stdout)

    def test_the_stick_is_mounted_without_any_right(self):
        """And where the udev rule and the daemon's unit mean it to be."""
        unit = configparser.ConfigParser(interpolation=None)
        unit.optionxform = str
        unit.read_string(self.text("lib/systemd/system/media-pickupbox.mount"))
        self.assertLessEqual({"nosuid", "nodev", "noexec", "uid=pickupbox", "umask=0077"}, set(unit["Mount"]["Options"].split(",")))
        rules = self.text("lib/udev/rules.d/72-pickupbox.rules")
        self.assertIn('ENV{SYSTEMD_WANTS}+="media-pickupbox.mount"', rules)
        self.assertEqual(unit["Mount"]["What"], "/dev/pickupbox/stick")
        self.assertIn(f"ReadWritePaths=-{unit['Mount']['Where']}\n", self.text("lib/systemd/system/pickupboxd.service"))

    def test_the_unit_gives_no_right_away(self):
        done = run("systemd-analyze", "security", "--offline=true", "--threshold=12", "--no-pager",
                   self.at / "lib/systemd/system/pickupboxd.service")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_the_user_is_one_that_can_be_made(self):
        done = run("systemd-sysusers", "--dry-run", f"--root={self.root}", self.at / "lib/sysusers.d/pickupbox.conf")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("Creating user 'pickupbox'", done.stdout)

    def test_the_folder_is_one_that_can_be_made(self):
        if os.getuid() != 0:
            lines = [line.split() for line in self.text("lib/tmpfiles.d/pickupbox.conf").splitlines() if not line.startswith("#")]
            self.assertEqual(lines, [["d", "/var/lib/pickupbox", "0700", "pickupbox", "pickupbox", "-"],
                                     ["d", "/media/pickupbox", "0755", "root", "root", "-"]])
            return
        (self.root / "etc").mkdir(exist_ok=True)
        (self.root / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\npickupbox:x:61:61::/:/bin/sh\n")
        (self.root / "etc/group").write_text("root:x:0:\npickupbox:x:61:\n")
        try:
            done = run("systemd-tmpfiles", "--create", f"--root={self.root}", self.at / "lib/tmpfiles.d/pickupbox.conf")
            self.assertEqual(done.returncode, 0, done.stdout)
            made = (self.root / "var/lib/pickupbox").stat()
            self.assertEqual((made.st_mode & 0o7777, made.st_uid, made.st_gid), (0o700, 61, 61))
        finally:
            shutil.rmtree(self.root / "etc")
            shutil.rmtree(self.root / "var", ignore_errors=True)

    def test_the_machine_may_not_sleep(self):
        settings = configparser.ConfigParser()
        settings.optionxform = str
        settings.read_string(self.text("lib/systemd/sleep.conf.d/pickupbox.conf"))
        self.assertEqual(dict(settings["Sleep"]), {"AllowSuspend": "no", "AllowHibernation": "no", "AllowHybridSleep": "no",
                                                   "AllowSuspendThenHibernate": "no"})

    def test_the_rules_are_well_formed(self):
        for name in RULES:
            self.check_rules(self.at / "lib/udev/rules.d" / name)

    def check_rules(self, path):
        if has("udevadm", "verify"):
            done = run("udevadm", "verify", path)
            self.assertEqual(done.returncode, 0, done.stdout)
        rules = [line for line in path.read_text().replace("\\\n", "").splitlines() if line and not line.startswith("#")]
        part = re.compile(r'[A-Z_]+(\{[^}]+\})?(==|!=|\+=|-=|:=|=)"[^"]*"')
        for rule in rules:
            for word in re.split(r",\s*", rule):
                self.assertTrue(part.fullmatch(word), word)
        text = "\n".join(rules)
        self.assertEqual(set(re.findall(r'GOTO="(\w+)"', text)), set(re.findall(r'LABEL="(\w+)"', text)))

    def test_every_group_of_the_rules_is_made(self):
        groups = {group for name in RULES for group in re.findall(r'GROUP="(\w+)"', self.text(f"lib/udev/rules.d/{name}"))}
        made = set(re.findall(r"^u (\w+)", self.text("lib/sysusers.d/pickupbox.conf"), re.M))
        self.assertTrue(groups)
        self.assertLessEqual(groups, made)

    def test_the_rule_of_the_chips_comes_after_a_distributions_and_the_user_is_in_both_groups(self):
        last = max(["60-gpiochip.rules", "99-com.rules", "99-gpio.rules", "99-rpi.rules", *RULES])
        self.assertIn('KERNEL=="gpiochip*", GROUP="pickupbox"', self.text(f"lib/udev/rules.d/{last}"))
        self.assertNotIn("gpiochip", self.text("lib/udev/rules.d/72-pickupbox.rules"))
        users = self.text("lib/sysusers.d/pickupbox.conf")
        self.assertRegex(users, r"(?m)^g gpio -$")
        self.assertRegex(users, r"(?m)^m pickupbox gpio$")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
