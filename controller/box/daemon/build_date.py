# SPDX-License-Identifier: EUPL-1.2
"""Prints the build date in seconds: SOURCE_DATE_EPOCH, else the newest commit's date, else 0 (no git, or not a checkout)."""
import os
import pathlib
import subprocess


def commit_date():
    here = pathlib.Path(__file__).resolve()
    if not (here.parents[2] / ".git").exists():
        return ""
    try:
        done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=here.parent, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


given = os.environ.get("SOURCE_DATE_EPOCH", "")
if not given.isdigit():
    given = commit_date()
print(given if given.isdigit() else 0)
