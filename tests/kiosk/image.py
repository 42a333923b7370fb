# SPDX-License-Identifier: EUPL-1.2
"""The kiosk's root file system: busybox, udev, the agent, modules, fonts, and the libraries of the programs under test.

The programs themselves are pushed after the start, so that a new build of them needs no new image.
"""

import os
import pathlib
import re

import kernel
import packages
import tree
from cache import Missing

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
# As docs/hardware.md tells an installer to: what this cabinet's devices are.
OWN_RULES = """\
SUBSYSTEM=="input", KERNEL=="event*", ATTRS{name}=="Kiosk Scanner*", ENV{PICKUPBOX}="scanner"
SUBSYSTEM=="input", KERNEL=="event*", ATTRS{idVendor}=="0627", ATTRS{idProduct}=="0001", ENV{ID_INPUT_KEYBOARD}=="1", ENV{PICKUPBOX}="scanner"
SUBSYSTEM=="input", KERNEL=="event*", ATTRS{name}=="Kiosk Keypad*", ENV{PICKUPBOX}="keypad"
SUBSYSTEM=="tty", KERNEL=="ttyS1", ENV{PICKUPBOX}="serial"
"""
SYSTEM = ("root", "daemon", "tty", "disk", "lp", "kmem", "dialout", "cdrom", "audio", "video", "input", "render", "kvm", "sgx", "nogroup")
JOINED = ("audio", "dialout", "input", "tty", "video")  # the groups of the daemon's user (deploy/)
TOOLS = ("gpiodetect", "gpioinfo", "gpioget", "gpioset", "gpiomon", "gpiofind", "evtest", "modetest", "strace", "espeak-ng")  # those that are installed
DATA = ("/usr/share/libinput", "/usr/share/X11/xkb", "/usr/share/zoneinfo/Europe/Berlin", "/usr/share/zoneinfo/UTC")
RULES = "usr/lib/udev/rules.d"


def apt_state():
    """Another text whenever what apt can offer has changed."""
    places = [pathlib.Path("/var/lib/dpkg/status"), *sorted(pathlib.Path("/etc/apt").rglob("*")), *sorted(pathlib.Path("/var/lib/apt/lists").glob("*"))]
    return "\n".join(f"{path} {status.st_mtime_ns} {status.st_size}" for path in places if path.exists() and (status := os.stat(path)))


def udev_version(cache):
    """Asked once until packages change: apt takes longer for it than all the rest of a start that finds its image made."""
    return (cache.get("udev-version", tree.digest(apt_state().encode()), lambda place: (place / "version").write_text(ask_version())) / "version").read_text()


def ask_version():
    version = re.search(r"Candidate: (\S+)", packages.command("apt-cache", "policy", "udev"))
    if not version:
        raise Missing("no package udev to download")
    return version.group(1)


def udev(cache):
    """Debian's udev, downloaded and not installed: this machine may have none."""
    version = udev_version(cache)
    folder = cache.get("udev", tree.digest(version.encode()), lambda place: packages.download(place, "udev", version))
    return folder / "unpacked"


class Image:
    """A kernel and the archive of a root. `key` tells one from another."""

    def __init__(self, folder, linux, key):
        self.archive = folder / "root.cpio"
        self.kernel = linux.image
        self.key = key


MADE = {}  # by this process: packing takes longer than all the rest of a start


def get(cache, agent, programs=()):
    """The image for an agent (its executable), with the libraries of `programs`."""
    key = (cache.folder, agent, *programs)
    if key not in MADE:
        MADE[key] = _get(cache, agent, programs)
    return MADE[key]


def _get(cache, agent, programs):
    packages.check()
    linux = kernel.get(cache)
    archive = assemble(linux, udev(cache), agent, programs).pack()
    key = tree.digest(archive + linux.image.name.encode() + str(linux.image.parent).encode())
    return Image(cache.get("image", key, lambda folder: (folder / "root.cpio").write_bytes(archive)), linux, key)


def assemble(linux, udev_files, agent, programs):
    files = tree.Tree()
    for name in ("dev", "proc", "sys", "run", "tmp", "root", "data", "etc", "var"):
        files.folder(name)
    add_shell(files)
    add_udev(files, udev_files)
    files.copy(HERE / "init.sh", "init")
    files.nodes["init"] = (files.nodes["init"][0] | 0o755, files.nodes["init"][1])
    files.copy(linux.modules, "/")
    files.file("etc/kiosk-modules", "\n".join(kernel.LOADED) + "\n")
    files.copy(agent, "usr/bin/kiosk_agent")
    add_data(files)
    tools = [path for path in (pathlib.Path(f"{packages.ROOT}/usr/bin/{name}") for name in TOOLS) if path.exists()]
    for tool in tools:
        files.copy(tool.resolve(), f"usr/bin/{tool.name}")
    for program in (agent, *tools, *programs):
        files.libraries_of(program)
    for program in (udev_files / "bin/udevadm", udev_files / "usr/bin/udevadm"):
        if program.exists():
            files.libraries_of(program)
    return files


def add_shell(files):
    files.copy("/bin/busybox", "usr/bin/busybox")
    for applet in packages.command("/bin/busybox", "--list").split():
        if applet != "busybox":
            files.link(f"usr/bin/{applet}", "busybox")
    files.link("usr/sbin/modprobe", "/usr/bin/busybox")  # where the kernel looks for it
    files.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\npickupbox:x:900:900::/:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n")
    files.file("etc/group", "".join(f"{name}:x:{number}:{'pickupbox' if name in JOINED else ''}\n" for number, name in enumerate(SYSTEM)) +
               "pickupbox:x:900:\n")
    files.file("etc/hostname", "kiosk\n")
    files.link("etc/localtime", "/usr/share/zoneinfo/Europe/Berlin")


def add_udev(files, unpacked):
    """Debian's rules, and the project's own."""
    for folder in ("lib/udev", "usr/lib/udev"):
        if (unpacked / folder).is_dir():
            files.copy(unpacked / folder, "usr/lib/udev")
    for folder in ("bin", "usr/bin"):
        if (unpacked / folder / "udevadm").exists():
            files.copy(unpacked / folder / "udevadm", "usr/bin/udevadm")
    files.link("usr/lib/systemd/systemd-udevd", "/usr/bin/udevadm")
    for path in [path for path in files.nodes if path.startswith("usr/lib/udev/hwdb.d/")]:
        del files.nodes[path]
    files.file("etc/udev/rules.d/71-pickupbox.rules", OWN_RULES)
    for rules in sorted((SOURCE / "deploy").rglob("*.rules")):
        files.copy(rules, f"{RULES}/{rules.name}")


def add_data(files):
    for path in DATA:
        if pathlib.Path(packages.ROOT + path).exists():
            files.copy(packages.ROOT + path, path)
    for font in sorted(pathlib.Path("/usr/share/fonts/truetype/noto").glob("NotoSans*-*.ttf")):
        if re.fullmatch(r"NotoSans(Arabic)?-(Regular|Bold)\.ttf", font.name):
            files.copy(font)
