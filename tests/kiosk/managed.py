# SPDX-License-Identifier: EUPL-1.2
"""A kiosk whose first process is systemd, with the installed files of the build where `meson install` puts them: units, rules, users.

It is started from its first instruction: what comes before what is part of what is tried. Its data disk is the box's folder.
"""

import json
import pathlib

import cache as kiosk_cache
import image as kiosk_image
import kernel
import kiosk
import packages
from cache import Missing

BOX_PROGRAMS = ("pickupbox", "pickupbox-box", "pickupbox-ledger", "pickupboxd")  # docs/install.md: enough on a box
# Of systemd and beside it, what a box without network or logins has.
SYSTEMD = ("systemd", "systemd-executor", "systemd-journald", "systemd-modules-load", "systemd-shutdown", "systemd-sleep", "systemd-sysctl", "systemd-remount-fs",
           "systemd-user-sessions", "systemd-timedated")
BUS = ("dbus", "dbus-daemon", "dbus-system-bus-common")  # its packages; it starts when somebody asks over it
ASKED = ("polkitd",)  # by what others may do over that bus (docs/install.md)
COMMANDS = ("dbus-daemon", "systemctl", "systemd-tmpfiles", "systemd-sysusers", "systemd-analyze", "journalctl", "mount", "umount", "agetty", "runuser", "setpriv",
            "nsenter", "busctl", "install", "dmesg", "aplay", "espeak-ng")
# Neither is needed by a box, and each takes the emulated machine a second of its start.
LEFT_OUT = ("logind", "networkd", "resolve", "timesyncd", "hostnamed", "localed", "firstboot", "userdbd", "homed", "pcrphase", "boot-update",
            "getty-static", "binfmt", "hugepages", "initctl", "ask-password", "fsckd", "repart", "fuse", "mqueue", "kernel-debug", "random-seed", "utmp",
            "machine-id", "journal-flush", "kmod-static", "ldconfig", "update-done")
PAM = "auth sufficient pam_rootok.so\naccount required pam_permit.so\nsession required pam_permit.so\n"
AGENT = """\
[Unit]
Description=The hands of the test
After=systemd-udevd.service
[Service]
ExecStart=/bin/sh -c 'until [ -e /dev/virtio-ports/agent ]; do usleep 50000; done; exec kiosk_agent /dev/virtio-ports/agent'
Restart=always
KillMode=process
"""
FSTAB = "/dev/vda /var/lib/pickupbox ext4 noatime,nofail 0 0\n"


class Image:
    """An archive beside a kernel; what kiosk.Kiosk starts from."""

    def __init__(self, archive, linux):
        self.archive, self.kernel, self.key = archive, linux.image, None


def installed(build):
    """{path on a box: file here}, by meson's own list; of the programs only a box's."""
    info = json.loads((build / "meson-info/meson-info.json").read_text(encoding="utf-8"))["directories"]
    found = {}
    for here, there in json.loads((build / "meson-info/intro-installed.json").read_text(encoding="utf-8")).items():
        for then, now in ((info["build"], build), (info["source"], kiosk_image.SOURCE)):  # the build may have been configured in another root
            if here.startswith(then + "/"):
                here = str(now / here[len(then) + 1:])
                break
        program = pathlib.Path(there).parent.name in ("bin", "sbin", "pickupbox") and "/share/" not in there
        if not program or pathlib.Path(there).name in BOX_PROGRAMS:
            found[there] = pathlib.Path(here)
    return found


def add_systemd(files):
    """Debian's systemd and its bus, of the root whose libraries are used."""
    done = packages.output("dpkg-query", f"--admindir={packages.ROOT}/var/lib/dpkg", "-L", "systemd", *BUS, *ASKED)
    listed = [line for line in done.stdout.splitlines() if pathlib.Path(packages.ROOT + line).is_file()]
    if done.returncode != 0:
        raise Missing("systemd, dbus or polkitd is not installed (deploy/install run test)")
    for path in listed:
        name = pathlib.Path(path)
        if any(word in name.name for word in LEFT_OUT):
            continue
        unit = any(part in path for part in ("/lib/systemd/system/", "/lib/tmpfiles.d/", "/lib/sysusers.d/", "/lib/modprobe.d/", "/lib/udev/rules.d/", "/share/dbus-1/", "/share/polkit-1/"))
        if unit or name.name.endswith(("fstab-generator", "getty-generator")) or (name.parent.name == "systemd" and name.name in SYSTEMD) or name.name == "polkitd":
            copy(files, path)
    for name in COMMANDS:
        place = next((f"/usr/{folder}/{name}" for folder in ("bin", "sbin") if pathlib.Path(f"{packages.ROOT}/usr/{folder}/{name}").exists()), None)
        if place is None:
            raise Missing(f"{name} is not installed (deploy/install run test)")
        copy(files, place)
    files.link("init", "/usr/lib/systemd/systemd")
    files.link("usr/lib/systemd/system/sockets.target.wants/dbus.socket", "../dbus.socket")
    for module in ("pam_rootok.so", "pam_permit.so"):
        copy(files, f"/usr/lib/x86_64-linux-gnu/security/{module}")
    files.file("etc/pam.d/runuser", PAM)
    files.file("etc/pam.d/runuser-l", PAM)
    # Units of the udev package, which is unpacked elsewhere.
    for path in [path for path in files.nodes if path.startswith("usr/lib/systemd/system/") and "systemd-hwdb" in path]:
        del files.nodes[path]


def copy(files, path):
    source = pathlib.Path(packages.ROOT + path)
    if source.is_symlink():
        files.link(path, source.readlink())
    else:
        files.copy(source, path)
        if source.read_bytes()[:4] == b"\x7fELF":
            files.libraries_of(source)


def assemble(build, also, content):
    """The whole root. `also`: {path: bytes or text} more; `content`: {path there: folder here}."""
    cache = kiosk_cache.Cache(build / "kiosk")
    linux = kernel.get(cache)
    unpacked = kiosk_image.udev(cache)
    agent = build / "tests/kiosk/kiosk_agent"
    here = installed(build)
    programs = [path for there, path in here.items() if pathlib.Path(there).name in BOX_PROGRAMS]
    files = kiosk_image.assemble(linux, unpacked, agent, programs)
    for rules in sorted((kiosk_image.SOURCE / "deploy").rglob("*.rules")):
        del files.nodes[f"{kiosk_image.RULES}/{rules.name}"]
    for folder in ("lib/systemd/system", "usr/lib/systemd/system", "lib/tmpfiles.d", "usr/lib/tmpfiles.d"):
        if (unpacked / folder).is_dir():
            files.copy(unpacked / folder, f"usr/{folder.removeprefix('usr/')}")
    add_systemd(files)
    for there, path in here.items():
        files.copy(path, there)
    add_settings(files)
    for there, folder in content.items():
        files.copy(folder, there)
    for path in (packages.ROOT + "/usr/share/alsa", *pathlib.Path(packages.ROOT + "/usr/lib").glob("*/espeak-ng-data")):
        files.copy(path, str(path).removeprefix(packages.ROOT))
    for path, text in also.items():
        files.file(path, text)
    return linux, files


def add_settings(files):
    """What an installer of Debian and the kiosk's own hands have left."""
    groups = [line for line in files.nodes["etc/group"][1].decode().splitlines() if not line.startswith("pickupbox:")]
    files.file("etc/group", "".join(f"{line.rpartition(':')[0]}:\n" for line in groups if not line.startswith("nogroup")) + "nogroup:x:65534:\n")
    files.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n")
    files.file("etc/shadow", "root:*:19000:0:99999:7:::\n", 0o640)
    files.file("etc/gshadow", "")
    files.file("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
    files.file("etc/os-release", "ID=debian\n")
    files.file("etc/fstab", FSTAB)
    files.file("etc/modules-load.d/kiosk.conf", "\n".join([*kernel.LOADED, "snd-dummy"]) + "\n")
    files.file("etc/systemd/system/kiosk-agent.service", AGENT)
    files.link("etc/systemd/system/default.target", "/usr/lib/systemd/system/multi-user.target")
    wants(files, "kiosk-agent.service", "/etc/systemd/system/kiosk-agent.service")
    files.folder("var/lib/pickupbox")


def wants(files, unit, path):
    """As `systemctl enable` does."""
    files.link(f"etc/systemd/system/multi-user.target.wants/{unit}", path)


def start(build, folder, disk, also=(), content=(), enabled=(), **options):
    """A kiosk that has just been switched on; its archive is kept in `folder`. `enabled`: {unit: its path}."""
    linux, files = assemble(build, dict(also), dict(content))
    for unit, path in dict(enabled).items():
        wants(files, unit, path)
    archive = folder / "managed.cpio"
    archive.write_bytes(files.pack())
    return kiosk.Kiosk(Image(archive, linux), disk=disk, **options)


def ready(box, seconds=300):
    """Until the manager has done all that the start wanted; its word for how it went."""
    return box.run("systemctl is-system-running --wait", seconds)[1].strip()
