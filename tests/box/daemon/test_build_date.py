#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The date below which no clock is believed: SOURCE_DATE_EPOCH, else the newest commit's, else none.

usage: test_build_date.py BUILD_DATE.py ROOT
"""

import os
import pathlib
import subprocess
import sys
import tempfile

SCRIPT, ROOT = sys.argv[1:3]


def told(root, **environment):
    clean = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    return subprocess.run([sys.executable, SCRIPT, root], env={**clean, **environment}, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def main():
    assert told(ROOT, SOURCE_DATE_EPOCH="1700000000") == "1700000000"
    with tempfile.TemporaryDirectory() as folder:
        assert told(folder) == "0"
    if not (pathlib.Path(ROOT) / ".git").exists():
        print("no checkout: the date of the newest commit is not tried")
        sys.exit(77)
    newest = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    assert int(newest) > 1700000000 and told(ROOT) == newest, (newest, told(ROOT))


main()
