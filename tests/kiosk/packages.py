# SPDX-License-Identifier: EUPL-1.2
"""What the kiosk takes from Debian: versions from the package system, never from a file."""

import os
import pathlib
import re
import shutil
import subprocess

from cache import Missing
from kernel_choice import Offer

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


def pickupbox(build, *words):
    """The words that run a command of `pickupbox` outside: its program itself, which a loader cannot look for."""
    program = {"code": "ledger", "status": "box", "sim": "box"}.get(words[0], words[0])
    return [*ours(pathlib.Path(build) / f"controller/command/pickupbox-{program}"), *map(str, words)]


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
    gone += [package for package in ("busybox-static",) if not field(package, "Version")]
    if gone:
        raise Missing(f"not installed: {' '.join(gone)} (deploy/install kiosk)")


# Releases as they are, not "6.12-amd64", which is a package that names the newest of them.
KERNEL = {"headers": r"linux-headers-(\d+\.\d+\.\d+[^-]*(?:-\d+)?-amd64)", "image": r"linux-image-(\d+\.\d+\.\d+[^-]*(?:-\d+)?-amd64)",
          "source": r"(linux-source-\d[\d.]*)"}


def kernel_installed():
    """{"headers", "image", "source": [Offer]}: what is installed, with the image that belongs to these headers, which is downloaded."""
    here = output("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Version}\n", "linux-headers-*", "linux-source-*")
    offers = _kernel_offers([line.split()[1:] for line in here.stdout.splitlines() if line.startswith("installed ")], True)
    return {**offers, "image": [Offer(offer.name, offer.version) for offer in offers["headers"]]}


def kernel_offers():
    """The same of all that is installed or that apt could download, which takes apt seconds."""
    names = [name for name in output("apt-cache", "pkgnames", "linux-").stdout.split() if any(re.fullmatch(p, name) for p in KERNEL.values())]
    there = output("apt-cache", "madison", *names).stdout if names else ""
    offers = _kernel_offers([[word.strip() for word in line.split("|")[:2]] for line in there.splitlines()], False)
    return {kind: [*(offer for offer in offers[kind] if offer._replace(installed=True) not in known), *(offer for offer in known if offer.installed)]
            for kind, known in kernel_installed().items()}


def _kernel_offers(packages, installed):
    return {kind: [Offer(found.group(1), version, installed) for name, version in packages if (found := re.fullmatch(pattern, name))]
            for kind, pattern in KERNEL.items()}


def kernel_source(folder, offer):
    """The packed source."""
    top = pathlib.Path("/") if offer.installed else download(folder, offer.name, offer.version)
    return top / "usr/src" / f"{offer.name}.tar.xz"


def kernel_headers(folder, offer):
    """The folder to compile modules against. Headers that are not installed are three packages, whose Makefile names an absolute path."""
    package = f"linux-headers-{offer.name}"
    if offer.installed:
        return pathlib.Path("/usr/src") / package
    top = download(folder, package, offer.version)
    depends = re.search(r"^Depends: (.*)$", command("apt-cache", "show", f"{package}={offer.version}"), re.MULTILINE).group(1)
    for need in re.findall(r"linux-headers-[^ ,]*-common|linux-kbuild-[^ ,]*", depends):
        download(folder, need, offer.version)
    makefile = top / "usr/src" / package / "Makefile"
    makefile.write_text(makefile.read_text().replace("include /usr/src/", f"include {top}/usr/src/"))
    return top / "usr/src" / package


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
