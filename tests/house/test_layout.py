#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Who may use whom, and where library headers may appear.

controller/ uses hal/, crypto/ and ui/; those use neither controller/ nor each other; base/ uses none of them.
Library headers stay in the folder that wraps them. The checker is itself checked on made-up trees first.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDERS = ("base", "crypto", "hal", "ui", "controller")
MAY_USE = {
    "base": {"base"},
    "crypto": {"crypto", "base"},
    "hal": {"hal", "base"},
    "ui": {"ui", "base"},
    "controller": {"controller", "hal", "crypto", "ui", "base"},
}
# Header name (a pattern) -> folders in which it may be included.
HOME = {
    r"gpiod\.h": ("hal",),
    r"xf86drm.*|drm/.*|libdrm/.*|drm.*\.h": ("hal",),
    r"libinput\.h|libudev\.h|libevdev/.*|linux/input.*|linux/uinput\.h|linux/gpio\.h": ("hal",),
    r"xkbcommon/.*|SDL2/.*|SDL\.h|alsa/.*": ("hal",),
    r"sodium.*|nettle/.*": ("crypto",),
    r"cairo.*|pango/.*|qrencode\.h|librsvg/.*|fontconfig/.*|ft2build\.h|glib.*|hb.*": ("ui",),
    r"sqlite3.*": ("controller/box/store",),
    r"systemd/.*|ini\.h|jansson\.h|microhttpd\.h": ("controller",),
}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)
GENERATED = {"ui/po/text_id.h"}  # made from the catalogues when built
SOURCE = re.compile(r"\.[ch]$")


def sources(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and SOURCE.search(path.name):
                yield path


def faults(root):
    """Every breach of the rules under root, as "file: what"."""
    found = []
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        folder = name.split("/")[0]
        text = path.read_text(errors="replace")
        if "SPDX-License-Identifier: EUPL-1.2" not in text.split("\n", 1)[0]:
            found.append(f"{name}: the first line names no licence")
        for bracket, header in INCLUDE.findall(text):
            if bracket == '"':
                used = header.split("/")[0]
                if "/" not in header or used not in FOLDERS:
                    found.append(f'{name}: "{header}" is not relative to the root')
                elif used not in MAY_USE[folder]:
                    found.append(f'{name}: {folder}/ may not use "{header}"')
                elif not (root / header).is_file() and header not in GENERATED:
                    found.append(f'{name}: "{header}" does not exist')
                continue
            for pattern, homes in HOME.items():
                if re.fullmatch(pattern, header) and not any(name.startswith(home + "/") for home in homes):
                    found.append(f"{name}: <{header}> stays in {', '.join(homes)}/")
    for name in ("utils.h", "util.h", "common.h", "helpers.h", "misc.h"):
        found += [f"{p.relative_to(root)}: leaf code has a name of its own" for p in root.rglob(name) if ".git" not in p.parts]
    return found


def check_the_checker():
    breaches = {
        "hal/x.c": '#include "crypto/key.h"\n',
        "ui/x.c": '#include "controller/box/store/store.h"\n',
        "crypto/x.c": '#include "ui/view/view.h"\n',
        "base/x.c": '#include "crypto/key.h"\n',
        "controller/box/session/x.c": "#include <sqlite3.h>\n",
        "hal/y.c": "#include <systemd/sd-event.h>\n",
        "controller/z.c": "#include <cairo.h>\n",
        "ui/y.c": "#include <sodium.h>\n",
        "crypto/z.c": '#include "key.h"\n',
    }
    for name, line in breaches.items():
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for stub in ("crypto/key.h", "ui/view/view.h", "controller/box/store/store.h", name):
                (root / stub).parent.mkdir(parents=True, exist_ok=True)
                (root / stub).write_text("/* SPDX-License-Identifier: EUPL-1.2 */\n")
            assert faults(root) == [], f"a clean tree is blamed: {faults(root)}"
            (root / name).write_text("/* SPDX-License-Identifier: EUPL-1.2 */\n" + line)
            assert len(faults(root)) == 1, f"the breach in {name} is not found"


def check_tracked_files(root):
    """No path of a machine and no registry's host in what is committed."""
    if not (root / ".git").exists():
        return []
    files = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, stdout=subprocess.PIPE).stdout.decode().split("\0")
    pattern = re.compile(r"(?:/ho" r"me/|/ro" r"ot/|/wo" r"rk/|registry\.npm" r"js|deb\.deb" r"ian\.org|\"resolved\")")
    found = []
    for name in filter(None, files):
        path = root / name
        if path.is_file() and path.stat().st_size < 1 << 20 and "/corpus/" not in name:
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                if pattern.search(line):
                    found.append(f"{name}:{number}: names a path of one machine or a registry's host")
    return found


def main():
    root = pathlib.Path(os.environ.get("PICKUPBOX_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
    check_the_checker()
    found = faults(root) + check_tracked_files(root)
    for fault in found:
        print(fault)
    print(f"{sum(1 for _ in sources(root))} sources, {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
