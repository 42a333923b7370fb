#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""pickupboxd.conf(5) names every key of the example with its default, and groff has nothing to say against it.

usage: test_manual.py PICKUPBOXD.CONF.5 PICKUPBOX
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MANUAL, PICKUPBOX = sys.argv[1:3]


def main():
    with tempfile.TemporaryDirectory() as folder:
        box = pathlib.Path(folder) / "box"
        subprocess.run([PICKUPBOX, "box", "init", box, "--id", "K017", "--compartments", "24"], check=True, stdout=subprocess.DEVNULL)
        example = (box / "pickupboxd.conf").read_text()
    page = pathlib.Path(MANUAL).read_text()
    keys = re.findall(r"^#?(\w+) =(?: (.*))?$", example, re.MULTILINE)
    assert len(keys) > 40
    for name, value in keys:
        assert f"\n.B {name}\n" in page, name
        assert name in ("id", "compartments") or not value or f".I {value.replace('-', chr(92) + '-')}\n" in page, (name, value)
    for section in re.findall(r"^#?\[(\w+)\]$", example, re.MULTILINE):
        assert f'.SH "SECTION [{section}]"' in page, section
    if not shutil.which("groff"):
        print("the page has its keys; whether it sets is not tried: groff is not installed (Debian package groff-base)")
        sys.exit(77)
    done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", MANUAL], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert "{" not in done.stdout and "Default: control.sock" in re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout).replace("_", ""), done.stdout[:3000]


main()
