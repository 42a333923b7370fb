#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Who may use whom, and where library headers may appear.

controller/ uses hal/, crypto/ and ui/; those use neither controller/ nor each other; base/ uses none of them. Inside controller/, hal/
and ui/ the rooms have an order. Library headers stay in the room that wraps them. The checker is itself checked on made-up trees
first.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import house

FOLDERS = ("base", "crypto", "hal", "ui", "controller")
MAY_USE = {
    "base": {"base"},
    "crypto": {"crypto", "base"},
    "hal": {"hal", "base"},
    "ui": {"ui", "base"},
    "controller": {"controller", "hal", "crypto", "ui", "base"},
}
# Room -> the rooms of controller/ that it may use, besides itself. Nobody uses command/.
BELOW = {
    "controller/ledger": (),
    "controller/box/store": ("controller/ledger",),
    "controller/box/session": ("controller/ledger", "controller/box/store"),
    "controller/box/daemon": ("controller/ledger", "controller/box/store", "controller/box/session"),
    "controller/office/registry": ("controller/ledger",),
    "controller/office": ("controller/ledger",),
    "controller/audit": ("controller/ledger",),
    "controller/command": ("controller/ledger", "controller/box", "controller/office", "controller/audit"),
}
# The rooms of these stand in their meson.build, each below the next.
ORDERED = ("hal", "ui")
# Header name (a pattern) -> rooms in which it may be included.
HOME = {
    r"gpiod\.h|linux/gpio\.h": ("hal/lock",),
    r"xf86drm.*|drm/.*|libdrm/.*|drm.*\.h": ("hal/display",),
    r"libinput\.h|libevdev/.*|linux/input.*|linux/uinput\.h": ("hal/input", "hal/scanner"),
    r"libudev\.h": ("hal/display", "hal/input", "hal/scanner", "hal/watch"),
    r"xkbcommon/.*": ("hal/scanner",),
    r"SDL2/.*|SDL\.h": ("hal/sim",),
    r"alsa/.*": ("hal/voice",),
    r"sodium.*|nettle/.*|openssl/.*": ("crypto",),
    r"cairo.*|pango/.*|qrencode\.h|zint\.h|librsvg/.*|fontconfig/.*|ft2build\.h|glib.*|hb.*": ("ui",),
    r"sqlite3.*": ("base/sqlite", "controller/box/store", "controller/office/registry"),
    r"libpq-fe\.h": ("controller/office/registry",),
    r"microhttpd\.h": ("controller/command",),
    r"zlib\.h": ("controller/ledger",),
    r"curl/.*": ("controller/command",),
    r"systemd/.*|ini\.h": ("controller/box/daemon",),
    r"jansson\.h": ("controller",),
}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)
GENERATED = {"ui/po/text_id.h"}  # made from the catalogues when built
TOP = {".ci", ".clang-format", ".gitignore", "ARCHITECTURE.md", "HACKING.md", "LICENSE", "README.md", "base", "controller", "crypto", "deploy",
       "docs", "hal", "meson.build", "meson_options.txt", "tests", "ui"}
SOURCE = re.compile(r"\.[ch]$")


def sources(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and SOURCE.search(path.name):
                yield path


def order_of(root, top):
    """The rooms of a folder, lowest first."""
    build = root / top / "meson.build"
    return re.findall(r"^subdir\('(\w+)'\)", build.read_text(), re.MULTILINE) if build.is_file() else []


def is_in(name, room):
    return name.startswith(room + "/")


def homeless(name, orders):
    """Whether a file stands in no room that has a place in the order."""
    top, *rest = name.split("/")
    return not any(is_in(name, room) for room in BELOW) if top == "controller" else top in orders and rest[0] not in orders[top]


def upward(name, header, orders):
    """Whether a file may not use a header of its own part of the tree, because its room stands below that of the header."""
    room = next((room for room in BELOW if is_in(name, room)), None)
    if room:
        return not any(is_in(header, below) for below in (room, *BELOW[room]))
    top, *rest = name.split("/")
    order = orders.get(top, [])
    own, other = rest[0], header.split("/")[1]
    return own in order and other in order and order.index(other) > order.index(own)


def faults(root):
    """Every breach of the rules under root, as "file: what"."""
    found = []
    orders = {top: order_of(root, top) for top in ORDERED}
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        folder = name.split("/")[0]
        text = path.read_text(errors="replace")
        if "SPDX-License-Identifier: EUPL-1.2" not in text.split("\n", 1)[0]:
            found.append(f"{name}: the first line names no licence")
        if homeless(name, orders):
            found.append(f"{name}: stands in no room")
        for bracket, header in INCLUDE.findall(text):
            if bracket == '"':
                used = header.split("/")[0]
                if "/" not in header or used not in FOLDERS:
                    found.append(f'{name}: "{header}" is not relative to the root')
                elif used not in MAY_USE[folder]:
                    found.append(f'{name}: {folder}/ may not use "{header}"')
                elif used == folder and upward(name, header, orders):
                    found.append(f'{name}: "{header}" stands above it or beside it')
                elif not (root / header).is_file() and header not in GENERATED:
                    found.append(f'{name}: "{header}" does not exist')
                continue
            for pattern, homes in HOME.items():
                if re.fullmatch(pattern, header) and not any(is_in(name, home) for home in homes):
                    found.append(f"{name}: <{header}> stays in {', '.join(homes)}/")
    for name in ("utils.h", "util.h", "common.h", "helpers.h", "misc.h"):
        found += [f"{p.relative_to(root)}: leaf code has a name of its own" for p in root.rglob(name) if ".git" not in p.parts]
    return found


def check_the_checker():
    licence = "/* SPDX-License-Identifier: EUPL-1.2 */\n"
    headers = ("crypto/key.h", "base/hex.h", "hal/clock/clock.h", "hal/door/door.h", "ui/po/text.h", "ui/draw/text.h", "ui/view/view.h",
               "controller/ledger/entry.h", "controller/box/store/store.h", "controller/box/session/box.h", "controller/box/daemon/daemon.h",
               "controller/office/office.h", "controller/audit/report.h", "controller/command/command.h", "controller/command/demo/demo.h")
    breaches = [
        # Between the parts.
        ("hal/clock/x.c", '"crypto/key.h"'), ("ui/view/x.c", '"controller/box/store/store.h"'), ("crypto/x.c", '"ui/view/view.h"'),
        ("base/x.c", '"crypto/key.h"'), ("crypto/z.c", '"key.h"'), ("crypto/z.c", '"crypto/none.h"'),
        # Upward or sideways inside one.
        ("hal/clock/x.c", '"hal/door/door.h"'), ("ui/po/x.c", '"ui/draw/text.h"'), ("ui/draw/x.c", '"ui/view/view.h"'),
        ("controller/ledger/x.c", '"controller/box/store/store.h"'), ("controller/ledger/x.c", '"controller/audit/report.h"'),
        ("controller/box/store/x.c", '"controller/box/session/box.h"'), ("controller/box/session/x.c", '"controller/box/daemon/daemon.h"'),
        ("controller/box/daemon/x.c", '"controller/office/office.h"'), ("controller/box/daemon/x.c", '"controller/command/command.h"'),
        ("controller/office/x.c", '"controller/audit/report.h"'), ("controller/office/x.c", '"controller/box/store/store.h"'),
        ("controller/audit/x.c", '"controller/office/office.h"'), ("controller/audit/x.c", '"controller/command/command.h"'),
        # Libraries out of their rooms.
        ("controller/box/session/x.c", "<sqlite3.h>"), ("controller/command/x.c", "<sqlite3.h>"), ("hal/clock/y.c", "<systemd/sd-event.h>"),
        ("controller/office/x.c", "<systemd/sd-event.h>"), ("controller/audit/z.c", "<cairo.h>"), ("controller/audit/z.c", "<microhttpd.h>"),
        ("ui/view/y.c", "<sodium.h>"), ("hal/door/x.c", "<gpiod.h>"), ("hal/input/x.c", "<xf86drm.h>"), ("hal/lock/x.c", "<linux/input.h>"),
        ("hal/display/x.c", "<libinput.h>"), ("hal/display/x.c", "<SDL2/SDL.h>"), ("hal/sim/x.c", "<qrencode.h>"), ("controller/office/x.c", "<zint.h>"),
        # In no room.
        ("controller/x.c", '"base/hex.h"'), ("controller/box/x.c", '"base/hex.h"'), ("hal/x.c", '"base/hex.h"'), ("ui/window/x.c", '"base/hex.h"'),
        ("hal/lock/x.c", "<libudev.h>"), ("hal/input/x.c", "<alsa/asoundlib.h>"), ("crypto/x.c", "<jansson.h>"),
    ]
    fine = [
        ("hal/door/x.c", '"hal/clock/clock.h"'), ("ui/view/x.c", '"ui/draw/text.h"'), ("controller/box/daemon/x.c", '"controller/ledger/entry.h"'),
        ("controller/office/x.c", '"ui/po/text.h"'), ("controller/command/demo/x.c", '"controller/command/command.h"'),
        ("controller/command/x.c", '"controller/box/daemon/daemon.h"'), ("controller/audit/x.c", '"controller/ledger/entry.h"'),
        ("hal/scanner/x.c", "<linux/input-event-codes.h>"), ("controller/box/store/x.c", "<sqlite3.h>"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for stub in headers:
            (root / stub).parent.mkdir(parents=True, exist_ok=True)
            (root / stub).write_text(licence)
        (root / "hal/meson.build").write_text("".join(f"subdir('{room}')\n" for room in ("clock", "watch", "display", "voice", "input", "scanner",
                                                                                            "sim", "lock", "door")))
        (root / "ui/meson.build").write_text("subdir('po')\nsubdir('draw')\nsubdir('view')\n")
        assert faults(root) == [], f"a clean tree is blamed: {faults(root)}"
        for blamed, list_of in ((1, breaches), (0, fine)):
            for name, header in list_of:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(f"{licence}#include {header}\n")
                assert len(faults(root)) == blamed, f"{name} with {header}: {faults(root)}"
                (root / name).unlink()


def check_tracked_files(root):
    """Nothing at the root but what belongs there; no path of a machine and no registry's host in what is committed."""
    if not (root / ".git").exists():
        return []
    files = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, stdout=subprocess.PIPE).stdout.decode().split("\0")
    pattern = re.compile(r"(?:/ho" r"me/|/ro" r"ot/|/wo" r"rk/|registry\.npm" r"js|deb\.deb" r"ian\.org|\"resolved\")")
    found = [f"{name}: does not belong at the root" for name in sorted({name.split("/")[0] for name in files if name} - TOP)]
    for name in filter(None, files):
        path = root / name
        if path.is_file() and path.stat().st_size < 1 << 20 and "/corpus/" not in name:
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                if pattern.search(line):
                    found.append(f"{name}:{number}: names a path of one machine or a registry's host")
    return found


if __name__ == "__main__":
    sys.exit(house.main(check_the_checker, lambda root: faults(root) + check_tracked_files(root),
                        lambda root, found: f"{sum(1 for _ in sources(root))} sources, {len(found)} breaches"))
