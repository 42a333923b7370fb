# SPDX-License-Identifier: EUPL-1.2
"""What the kiosk takes from Debian: versions from the package system, never from a file."""

import os
import re
import shutil
import subprocess

from cache import Missing

PROGRAMS = {"qemu-system-x86_64": "qemu-system-x86", "gcc": "gcc", "make": "make", "depmod": "kmod", "modinfo": "kmod", "strip": "binutils",
            "mke2fs": "e2fsprogs", "tar": "tar", "xz": "xz-utils", "zstd": "zstd"}
# The root whose libraries the programs under test are built for and run with, inside and outside; another Debian's, as a rule.
ROOT = os.environ.get("PICKUPBOX_KIOSK_ROOT", "/").rstrip("/")
LOADER = "/lib64/ld-linux-x86-64.so.2"


def output(*arguments, **options):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **options)


def command(*arguments, **options):
    """Runs a program that must end well; what it printed."""
    done = output(*arguments, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(str(a) for a in arguments)}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def loader():
    """The dynamic loader of ROOT, as the first words of a command."""
    folders = ":".join(f"{ROOT}/usr/lib/x86_64-linux-gnu{below}" for below in ("", "/systemd"))
    return [ROOT + LOADER, *(["--library-path", folders] if ROOT else [])]


def ours(program):
    """The words that run a program of the build outside the kiosk."""
    return [*loader(), str(program)] if ROOT else [str(program)]


def field(package, name):
    """One field of an installed package, or "" when it is not installed."""
    done = output("dpkg-query", "-W", "-f", f"${{db:Status-Status}} ${{{name}}}", package)
    status, _, value = done.stdout.partition(" ")
    return value.strip() if done.returncode == 0 and status == "installed" else ""


def check():
    """Raises Missing unless everything is there that deploy/packages lists for the kiosk."""
    if not shutil.which("dpkg-query"):
        raise Missing("the kiosk is built from Debian packages and there is no dpkg here")
    architecture = output("dpkg", "--print-architecture").stdout.strip()
    if architecture != "amd64":
        raise Missing(f"the kiosk is an amd64 machine and this is {architecture}")
    gone = sorted({package for program, package in PROGRAMS.items() if not shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")})
    gone += [package for package in ("busybox-static", "linux-headers-amd64", "linux-source") if not field(package, "Version")]
    if gone:
        raise Missing(f"not installed: {' '.join(gone)} (deploy/install kiosk)")


def kernel_release():
    """The release of the newest kernel that headers are installed for: "6.1.0-56-amd64"."""
    found = re.search(r"linux-headers-(\d[^ ,]*-amd64)", field("linux-headers-amd64", "Depends"))
    if not found:
        raise Missing("linux-headers-amd64 names no kernel")
    return found.group(1)


def kernel_source(version):
    """The packed source of exactly that version of Debian's kernel packages."""
    found = re.search(r"linux-source-(\d[\d.]*)", field("linux-source", "Depends"))
    package = found.group(0) if found else ""
    if not found or field(package, "Version") != version:
        raise Missing(f"{package or 'linux-source'} is {field(package, 'Version') or 'not installed'} and the kernel headers are {version}: "
                      "upgrade both")
    return f"/usr/src/{package}.tar.xz"


def download(folder, package, version=None):
    """Fetches one package, installs nothing, and unpacks it in the folder."""
    wanted = f"{package}={version}" if version else package
    done = output("apt-get", "download", "-q", wanted, cwd=folder)
    found = list(folder.glob(f"{package}_*.deb"))
    if done.returncode != 0 or not found:
        reason = [line for line in done.stderr.splitlines() if line.startswith("E:")] or done.stderr.splitlines()[-1:]
        raise Missing(f"{wanted} cannot be downloaded: {' '.join(reason)}")
    command("dpkg-deb", "-x", found[0], folder / "unpacked")
    found[0].unlink()
    return folder / "unpacked"
