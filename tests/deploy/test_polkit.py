#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The rule for polkit, read by polkit itself on a bus of its own: the box's user may have the clock set, and nobody else.

usage: test_polkit.py

Skipped (77) where polkitd is not installed, or where no mounts of one's own can be made (root, or a user namespace).
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

RULE = pathlib.Path(__file__).resolve().parents[2] / "deploy/system/50-pickupbox.rules"
POLKITD = "/usr/lib/polkit-1/polkitd"
RULES = "/usr/share/polkit-1/rules.d"
BUS = """<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/>{types}</policy></busconfig>"""
TYPES = "".join(f'<allow {way}_type="{kind}"/>' for way in ("send", "receive") for kind in ("method_call", "method_return", "signal", "error"))
BOX, OTHER = 4711, 4712
YES, CHALLENGE = 0, 2  # pkcheck(1)
START_S = 30


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


class Rule(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="pickupbox-test-"))
        cls.folder.chmod(0o755)
        rules = cls.folder / "rules.d"
        rules.mkdir(0o755)
        shutil.copy(RULE, rules)
        passwd = pathlib.Path("/etc/passwd").read_text(encoding="utf-8")
        passwd = "".join(line + "\n" for line in passwd.splitlines() if not line.startswith("pickupbox:"))
        (cls.folder / "passwd").write_text(f"{passwd}pickupbox:x:{BOX}:{BOX}::/:/bin/sh\nother:x:{OTHER}:{OTHER}::/:/bin/sh\n", encoding="utf-8")
        for source, place in ((cls.folder / "passwd", "/etc/passwd"), (rules, RULES)):  # in a mount namespace of this test alone
            subprocess.run(["mount", "--bind", source, place], check=True)
        (cls.folder / "bus.conf").write_text(BUS.format(folder=cls.folder, types=TYPES), encoding="utf-8")
        cls.environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={cls.folder}/bus"}
        cls.processes = [subprocess.Popen(["dbus-daemon", f"--config-file={cls.folder}/bus.conf", "--nofork"], stderr=subprocess.DEVNULL)]
        cls.until(lambda: (cls.folder / "bus").exists())
        cls.processes.append(subprocess.Popen([POLKITD, "--no-debug"], env=cls.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        cls.until(lambda: cls.asked(os.getuid(), "set-time") in (YES, CHALLENGE))

    @classmethod
    def tearDownClass(cls):
        for process in reversed(cls.processes):
            process.kill()
            process.wait()
        shutil.rmtree(cls.folder, ignore_errors=True)

    @staticmethod
    def until(condition):
        end = time.monotonic() + START_S
        while not condition():
            assert time.monotonic() < end, "polkitd does not answer"
            time.sleep(0.05)

    @classmethod
    def asked(cls, user, action):
        command = f"pkcheck --action-id org.freedesktop.timedate1.{action} --process $$"
        return subprocess.run(["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "sh", "-c", f"{command}; exit $?"], env=cls.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode

    def test_the_box_may_have_the_clock_set(self):
        self.assertEqual(self.asked(BOX, "set-time"), YES)
        self.assertEqual(self.asked(BOX, "set-local-rtc"), CHALLENGE)

    def test_nobody_else_may(self):
        for action in ("set-time", "set-timezone", "set-ntp", "set-local-rtc"):
            self.assertEqual(self.asked(OTHER, action), CHALLENGE, action)


if __name__ == "__main__":
    for needed in (POLKITD, RULES):
        if not os.path.exists(needed):
            skip(f"{needed} is not there (Debian package polkitd)")
    if len(sys.argv) == 1:
        if subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
            skip("no mounts of one's own can be made here")
        os.execvp("unshare", ["unshare", "--mount", sys.executable, __file__, "inside"])
    unittest.main(argv=sys.argv[:1], verbosity=2)
