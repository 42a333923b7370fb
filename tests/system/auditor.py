#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The auditor's guide, followed to the letter: the block of docs/ledger.md that proves a handover with none of our programs.

usage: auditor.py PICKUPBOX MAKE_EXPORT LEDGER.md [ROOT]

With ROOT, a Debian root in which nothing of ours is (tests/debian13), the block is followed in there: only the proof, the office's key
and what the guide says are carried in. Wants root.
"""

import base64
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PICKUPBOX, MAKE_EXPORT, GUIDE = sys.argv[1:4]
ROOT = pathlib.Path(sys.argv[4]).resolve() if len(sys.argv) > 4 else None
OURS = ("pickupbox", "K017")


def block():
    """The lines that the guide indents, under its heading."""
    part = re.split(r"^### With none of our programs$", pathlib.Path(GUIDE).read_text(), flags=re.MULTILINE)[1]
    part = part.split("\n## ")[0]
    lines = [line[4:] for line in part.split("\n") if line.startswith("    ") or line == ""]
    return "\n".join(lines)


class Desk:
    """A folder with a proof and the office's key, and nothing of ours on the way to programs."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "guide").write_text(block())

    def command(self):
        clean = ["env", "-i", "PATH=/usr/bin:/bin"]
        if not ROOT:
            return [*clean, "bash", "guide"]
        inside = f'mount -t proc proc "$0/proc" && exec chroot "$0" {" ".join(clean)} sh -c "cd /{self.folder.name} && exec bash guide"'
        return ["unshare", "--mount", "--pid", "--fork", "sh", "-c", inside, str(ROOT)]

    def follow(self):
        return subprocess.run(self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def is_bare(root):
    """None of the files in it is one of ours, and the kernel's folders are empty."""
    for folder, _, names in os.walk(root):
        for name in names:
            assert not any(word in name for word in OURS), pathlib.Path(folder) / name
    return not any((root / "proc").iterdir())


def main():
    for program in ("bash", "openssl"):
        if not ROOT and not shutil.which(program, path="/usr/bin:/bin"):
            print(f"{program} is not installed")
            sys.exit(77)
    assert not ROOT or is_bare(ROOT), f"{ROOT} is in use"
    with tempfile.TemporaryDirectory(dir=ROOT) as scratch, tempfile.TemporaryDirectory() as elsewhere:
        folder = pathlib.Path(scratch)
        desk = Desk(folder)
        proof, vkey, out = folder / "entry.tlog-proof", folder / "BOX.vkey", pathlib.Path(elsewhere) / "out"
        for size in (1, 2, 7, 256, 300):
            shutil.rmtree(out, ignore_errors=True)
            subprocess.run([MAKE_EXPORT, out, str(size), vkey], check=True)
            entries = (out / "entries.jsonl").read_text().splitlines()
            for index in sorted({0, size // 2, size - 1}):
                subprocess.run([PICKUPBOX, "ledger", "prove", out, str(index), "-o", proof], check=True)
                done = desk.follow()
                assert done.returncode == 0, (size, index, done)
                assert done.stdout == f"{entries[index]}\nentry {index} of the {size} that example.org/pickupbox/K017 signed\n", done
        good, key = proof.read_text(), vkey.read_text()
        lines = good.split("\n")
        for i, line in enumerate(lines[:-1]):  # one character of every line but the first, which names the form
            if i == 0 or line == "":
                continue
            at = len(line) - 6
            proof.write_text("\n".join(lines[:i] + [line[:at] + ("B" if line[at] != "B" else "C") + line[at + 1:]] + lines[i + 1:]))
            done = desk.follow()
            assert done.returncode != 0 and "that example.org" not in done.stdout, (line, done)
        proof.write_text(good)
        raw = bytearray(base64.b64decode(key.split("+", 2)[2]))
        raw[5] ^= 1
        vkey.write_text("+".join(key.split("+")[:2] + [base64.b64encode(raw).decode()]) + "\n")
        assert desk.follow().returncode != 0
        vkey.write_text(key)
        assert desk.follow().returncode == 0
    if ROOT:
        print(f"followed in {ROOT.name}, which has {sum(1 for _ in (ROOT / 'var/lib/dpkg/info').glob('*.list'))} packages and nothing of ours")


main()
