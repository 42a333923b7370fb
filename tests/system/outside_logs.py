#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A log's folder that transparency-dev/tessera wrote itself (its testdata/log, by testdata/build_log.sh): it verifies as it comes, and with any
single bit of it changed that the signed tree depends on it does not. It is read from the folder of `meson setup -Doutside=FOLDER`, where a
checkout lies; none of it is ours. tests/ledger/test_foreign.c does the like with logs of its own.

usage: outside_logs.py PICKUPBOX
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PICKUPBOX = sys.argv[1]


def ledger(*arguments):
    return subprocess.run([PICKUPBOX, "ledger", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)


def verifies_as_it_comes(log, key):
    done = ledger("verify", log, "--vkey", key, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["pinned"] is True, done
    print(f"{told['size']} entries of {told['origin']}: {done.stderr.strip().split(': ')[-1]}")
    return told["size"]


def entries_are_proved(log, key, size, folder):
    for i in range(size):
        assert ledger("prove", log, i, "--vkey", key, "-o", folder / "proof").returncode == 0
        assert f"entry {i} of the {size} " in ledger("check-proof", folder / "proof", "--vkey", key).stdout


def former_trees_are_continued(log, key, size, folder):
    """Each checkpoint.N that its server kept, as the export that somebody has had since then."""
    for n in range(1, size):
        former = folder / "former"
        shutil.rmtree(former, ignore_errors=True)
        shutil.copytree(log, former)
        shutil.copy(log / f"checkpoint.{n}", former / "checkpoint")
        done = ledger("compare", former, log, "--vkey", key)
        assert done.returncode == 0, done


def every_bit_counts(log, key, files):
    flips = 0
    for name in files:
        path, good = log / name, (log / name).read_bytes()
        for bit in range(len(good) * 8):
            bad = bytearray(good)
            bad[bit // 8] ^= 1 << bit % 8
            path.write_bytes(bad)
            done = ledger("verify", log, "--vkey", key)
            assert done.returncode == 1, (name, bit, done)
            flips += 1
        path.write_bytes(good)
    assert ledger("verify", log, "--vkey", key).returncode == 0
    return flips


def main():
    outside = os.environ.get("PICKUPBOX_OUTSIDE", "")
    found = sorted(pathlib.Path(outside).glob("*/testdata/log/checkpoint")) if outside else []
    if not found:
        print("no checkout of transparency-dev/tessera in the folder of -Doutside=FOLDER")
        sys.exit(77)
    for checkpoint in found:
        key = re.search(r'^export LOG_PUBLIC_KEY="([^"]+)"$', (checkpoint.parents[1] / "build_log.sh").read_text(), re.MULTILINE)[1]
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            log = folder / "log"
            size = verifies_as_it_comes(checkpoint.parent, key)
            shutil.copytree(checkpoint.parent, log)
            entries_are_proved(log, key, size, folder)
            former_trees_are_continued(log, key, size, folder)
            flips = every_bit_counts(log, key, ("checkpoint", f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}"))
            print(f"each of {flips} bits of its checkpoint, newest hashes and newest entries counts")


main()
