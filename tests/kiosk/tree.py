# SPDX-License-Identifier: EUPL-1.2
"""A root file system in memory, packed as the archive that the kernel unpacks at its start (cpio, "newc")."""

import hashlib
import pathlib
import re
import stat

import packages
from cache import Missing


MERGED = ("bin", "sbin", "lib", "lib64")  # links into usr/, as on Debian


class Tree:
    def __init__(self):
        self.nodes = {name: (stat.S_IFLNK | 0o777, f"usr/{name}".encode()) for name in MERGED}  # path: (mode, bytes)
        for name in MERGED:
            self.folder(f"usr/{name}")

    def folder(self, path):
        path = merged(path)
        if path and path not in self.nodes:
            self.folder(str(pathlib.PurePosixPath(path).parent).strip("."))
            self.nodes[path] = (stat.S_IFDIR | 0o755, b"")

    def _put(self, path, mode, data):
        path = merged(path)
        self.folder(str(pathlib.PurePosixPath(path).parent).strip("."))
        self.nodes[path] = (mode, data)

    def file(self, path, data, mode=0o644):
        self._put(path, stat.S_IFREG | mode, data.encode() if isinstance(data, str) else data)

    def link(self, path, target):
        self._put(path, stat.S_IFLNK | 0o777, str(target).encode())

    def copy(self, source, path=None):
        """A file of this machine, or all below a folder; links inside are kept, the source itself is followed."""
        source = pathlib.Path(source)
        path = path or str(source)
        if source.is_dir():
            for below in sorted(source.rglob("*")):
                name = f"{path}/{below.relative_to(source).as_posix()}"
                if below.is_symlink():
                    self.link(name, below.readlink())
                elif below.is_file():
                    self.file(name, below.read_bytes(), below.stat().st_mode & 0o777)
        else:
            self.file(path, source.read_bytes(), source.stat().st_mode & 0o777)

    def libraries_of(self, program):
        """The shared libraries that a program loads, from packages.ROOT. A program that is linked statically has none."""
        for path in libraries(program):
            self.copy(pathlib.Path(packages.ROOT + path).resolve(), path)

    def pack(self):
        """The archive, the same bytes for the same tree."""
        parts = []
        for number, (path, (mode, data)) in enumerate([*sorted(self.nodes.items()), ("TRAILER!!!", (0, b""))], 1):
            name = path.encode() + b"\0"
            links = 2 if stat.S_ISDIR(mode) else 1
            head = "070701" + "".join(f"{value:08X}" for value in (number, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, len(name), 0))
            for part in (head.encode() + name, data):
                parts.append(part + b"\0" * (-len(part) % 4))
        return b"".join(parts)


def merged(path):
    path = path.strip("/")
    return f"usr/{path}" if path.split("/")[0] in MERGED and "/" in path else path


def libraries(program):
    """Paths (below packages.ROOT) of all libraries, the loader's own included."""
    done = packages.output(*packages.loader(), "--list", program)
    missing = re.findall(r"(\S+) => not found", done.stdout)
    if missing:
        raise Missing(f"{program} needs {' '.join(missing)}")
    if done.returncode != 0:
        return []
    found = re.findall(r"(/\S+) \(0x", done.stdout)
    return sorted({path.removeprefix(packages.ROOT) for path in found if not path.endswith("/ld-linux-x86-64.so.2")} | {packages.LOADER})


def digest(data):
    return hashlib.sha256(data).hexdigest()
