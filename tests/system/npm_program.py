# SPDX-License-Identifier: EUPL-1.2
"""What npm has, as the locks beside this file say. A test that cannot have it exits 77 and says so."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
NPM_SECONDS = 240


def skip(reason):
    print(reason)
    sys.exit(77)


def install(source, folder):
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, folder)
    command = ["npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--fetch-retries=1"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=NPM_SECONDS)
    except subprocess.TimeoutExpired:
        skip("npm's registry does not answer")
    if done.returncode != 0:
        assert "EINTEGRITY" not in done.stderr, done.stderr
        reason = [line for line in done.stderr.splitlines() if "warn" not in line.lower()]
        skip(f"npm could not install what {source.name} names: " + (reason[0] if reason else "no reason given"))


def installed(name):
    """The folder with the locked libraries of tests/system/NAME and its programs, made once per lock. A download that is not what the lock
    says is a failure."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            skip(f"{program} is not installed")
    source = HERE / name
    lock = (source / "package-lock.json").read_bytes()
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "pickupbox"
    folder = cache / f"npm-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            fresh = pathlib.Path(scratch) / "fresh"
            fresh.mkdir()
            install(source, fresh)
            try:
                fresh.rename(folder)
            except OSError:
                assert folder.is_dir()  # another run was faster
    for program in source.glob("*.mjs"):
        shutil.copy(program, folder)
    return folder
