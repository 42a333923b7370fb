#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Exports of ours, verified by `pickupbox ledger verify` and by a program built on Go's sumdb/note and sumdb/tlog
(tests/system/verify_go), each brought up to date from the one before.

Also the other way: what we find wrong, it must find wrong.
"""

import pathlib
import subprocess
import sys
import tempfile

import go_program

MAKE_EXPORT, PICKUPBOX = sys.argv[1:3]
SIZES = (0, 1, 2, 255, 256, 257, 600, 1000, 70000, 1000000)
PROOFS_UP_TO = 1000  # Go proves the inclusion of each entry singly, reading tiles anew


def verify(program, out, vkey, *options):
    return subprocess.run([program, out, vkey, *options], capture_output=True, text=True)


def ours(out, vkey):
    return subprocess.run([PICKUPBOX, "ledger", "verify", out, "--vkey", vkey], capture_output=True, text=True)


def damage_is_seen(program, out, vkey):
    for name in ("checkpoint", "tile/0/000", "tile/entries/000", "tile/1/000.p/2", "entries.jsonl"):
        path = out / name
        good = path.read_bytes()
        middle = len(good) // 2
        path.write_bytes(good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1:])
        done = verify(program, out, vkey)
        assert done.returncode == 1 and ours(out, vkey).returncode == 1, f"{name}: damage not seen"
        path.write_bytes(good)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        program = go_program.build("verify_go", folder)
        out, vkey = folder / "out", folder / "vkey"
        for size in SIZES:
            subprocess.run([MAKE_EXPORT, out, str(size), vkey], check=True)
            done = verify(program, out, vkey, *(["--without-proofs"] if size > PROOFS_UP_TO else []))
            print(f"size {size}: {done.stdout.strip()}{done.stderr.strip()}")
            assert done.returncode == 0 and done.stdout.startswith(f"{size} entries")
            done = ours(out, vkey)
            assert done.returncode == 0 and f" {size} entr" in done.stdout and "signed by the given key" in done.stdout, done
            if size == 600:
                damage_is_seen(program, out, vkey)
        former = pathlib.Path(__file__).resolve().parents[1] / "ledger/former"
        done = verify(program, former, former / "vkey")
        print(f"of an earlier version: {done.stdout.strip()}{done.stderr.strip()}")
        assert done.returncode == 0 and done.stdout.startswith("8 entries")


main()
