# SPDX-License-Identifier: EUPL-1.2
"""build_date.py ROOT: prints the build date in seconds: SOURCE_DATE_EPOCH, else the newest commit's date, else 0 (no git, or not a checkout)."""
import os
import pathlib
import subprocess
import sys


def commit_date(root):
    if not (root / ".git").exists():
        return ""
    try:
        done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


given = os.environ.get("SOURCE_DATE_EPOCH", "")
if not given.isdigit():
    given = commit_date(pathlib.Path(sys.argv[1]))
print(given if given.isdigit() else 0)
