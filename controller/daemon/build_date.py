# SPDX-License-Identifier: EUPL-1.2
"""Prints the build date in seconds: SOURCE_DATE_EPOCH, else the newest commit's date, else 0."""
import os
import pathlib
import subprocess

given = os.environ.get("SOURCE_DATE_EPOCH", "")
if not given.isdigit():
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=pathlib.Path(__file__).parent, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=False) if (pathlib.Path(__file__).parents[2] / ".git").exists() else None
    given = done.stdout.strip() if done and done.returncode == 0 else ""
print(given if given.isdigit() else 0)
