#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Builds pickupbox in a Debian 13 root and passes the unit tests there, with gcc 14 and libgpiod 2.

usage: debian13.py FOLDER [SUITE…]

FOLDER is kept: root-… is the root, made once for its list of packages (mmdebstrap), build the build folder, whose programs the
virtual kiosk runs with the root's libraries (tests/kiosk). Wants root. Exit status 0 passed, 1 not, 77 it cannot be done here, and why.

For other scripts: root(folder) makes or finds the root, bare(folder) one in which nothing of ours is, enter(root, source, build,
command) runs a command inside.
"""

import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SUITE = "trixie"
SECTIONS = ("build", "run", "test")
# What only the tests with other people's tools want, and what is large.
LEFT_OUT = {"golang-go", "golang-golang-x-mod-dev", "mold", "nodejs", "npm"}
SKIPPED = ("system", "sweep", "kiosk", "house", "access", "deploy")
# Mounts end with the last process in there. What is written goes to the build folder and to the root's own /tmp.
INSIDE = r"""set -e
root=$1 source=$2 build=$3 vectors=$4; shift 4
mount --make-rprivate /
mkdir -p "$root/source" "$root/build" "$root/vectors"
mount --bind "$source" "$root/source"
mount -o remount,bind,ro "$root/source"
mount --bind "$build" "$root/build"
[ ! -d "$vectors" ] || mount --bind "$vectors" "$root/vectors"
mount --rbind /dev "$root/dev"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
mount --bind "$root/dev/pts/ptmx" "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb "$@"
"""


class Missing(Exception):
    """Why it cannot be done here."""


def packages():
    """Those of deploy/packages that the build and the unit tests want."""
    chosen, section = [], None
    for line in (SOURCE / "deploy" / "packages").read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#") and section in SECTIONS and line.split()[0] not in LEFT_OUT:
            chosen.append(line.split()[0])
    return chosen


def check():
    if os.geteuid() != 0:
        raise Missing("making and entering a Debian 13 root wants root")
    for command in ("mmdebstrap", "unshare", "chroot"):
        if not shutil.which(command):
            raise Missing(f"{command} is not installed; `deploy/install debian13` does that")


def root(folder):
    """The root for today's packages. Another list makes another root, in place of the old one."""
    return make(folder, "root", "apt", packages())


def bare(folder):
    """A root with what every Debian has, and openssl: an auditor's machine."""
    return make(folder, "bare", "minbase", ["openssl"])


def make(folder, name, variant, chosen):
    check()
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{name}-{hashlib.sha256(' '.join([SUITE, *chosen]).encode()).hexdigest()[:16]}"
    with open(folder / "root.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if place.is_dir():
            return place
        for old in folder.glob(f"{name}-*/"):
            shutil.rmtree(old)
        fresh = folder / f"{name}-unfinished"
        print(f"== debian13: making a root for {len(chosen)} package{'' if len(chosen) == 1 else 's'}", flush=True)
        done = subprocess.run(["mmdebstrap", "--quiet", f"--variant={variant}", f"--include={','.join(chosen)}", SUITE, str(fresh)],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise Missing("no Debian 13 root can be made: " + (done.stdout.strip().splitlines() or ["mmdebstrap says nothing"])[-1])
        fresh.rename(place)
    return place


def enter(place, build, command, vectors="/nonexistent"):
    """Runs a command inside: /source is this source, read-only, /build the build folder. Its exit status."""
    build.mkdir(parents=True, exist_ok=True)
    return subprocess.run(["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", INSIDE, "sh", str(place), str(SOURCE),
                           str(build), str(vectors), *command], stdin=subprocess.DEVNULL, check=False).returncode


def compiles(place, build):
    """Configures once and builds. False after saying what is wrong."""
    setup = ["meson", "setup", "/build", "/source", "-Dwerror=true", "-Dvectors=/vectors"]
    if not (build / "build.ninja").exists() and enter(place, build, setup) != 0:
        return False
    return enter(place, build, ["ninja", "-C", "/build", "--quiet"]) == 0


def passes(place, build, suites=()):
    """Runs the unit tests, or only some suites; what they said is in the build folder's meson-logs."""
    chosen = [word for suite in suites for word in ("--suite", suite)] or [word for suite in SKIPPED for word in ("--no-suite", suite)]
    return enter(place, build, ["meson", "test", "-C", "/build", "--no-rebuild", "--print-errorlogs", "--timeout-multiplier", "4", *chosen],
                 SOURCE.parent / "shared" / "vectors") == 0


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    try:
        place = root(folder)
    except Missing as reason:
        print(reason)
        return 77
    build = folder / "build"
    return 0 if compiles(place, build) and passes(place, build, sys.argv[2:]) else 1


if __name__ == "__main__":
    sys.exit(main())
