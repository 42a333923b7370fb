#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A witness that is not ours countersigns our ledgers over HTTP, and the proofs carry it (tests/system/submit_go)."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import go_program

PICKUPBOX, MAKE_EXPORT = sys.argv[1:3]


def ledger(*arguments, status=0):
    done = subprocess.run([PICKUPBOX, "ledger", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        program, vkey = go_program.build("submit_go", folder), folder / "vkey"
        for size, *fork in [(100,), (300,), (600, 50), (70000,)]:
            subprocess.run([MAKE_EXPORT, folder / str(size), str(size), vkey, *map(str, fork)], check=True)
        witness = subprocess.Popen([program, "go.example/witness", vkey.read_text()], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        try:
            url, key = witness.stdout.readline().strip(), witness.stdout.readline().strip()
            for size in (100, 300, 300, 70000):
                told = ledger("submit", folder / str(size), "--to", url, "--witness", key, "--vkey", vkey)
                assert f"{size} entries of example.org/pickupbox/K017 countersigned by go.example/witness" in told.stdout, told
                assert (folder / str(size) / "checkpoint").read_text().count("— go.example/witness ") == 1
                ledger("verify", folder / str(size), "--vkey", vkey, "--witness", key)
                ledger("prove", folder / str(size), 42, "-o", folder / "proof")
                ledger("check-proof", folder / "proof", "--vkey", vkey, "--witness", key)
            before = (folder / "600" / "checkpoint").read_bytes()
            assert "has countersigned 70000" not in ledger("submit", folder / "600", "--to", url, "--witness", key, status=1).stdout
            assert (folder / "600" / "checkpoint").read_bytes() == before
        finally:
            witness.kill()
            witness.communicate()
        print(told.stdout)
        shutil.rmtree(folder / "cache", ignore_errors=True)


main()
