#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Our witness asked by a log that is built on Go's sumdb/note and sumdb/tlog (tests/system/witness_go)."""

import pathlib
import re
import signal
import subprocess
import sys
import tempfile

import go_program

PICKUPBOX = sys.argv[1]
HANG_S = 120


def output(*arguments):
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True).stdout


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        program = go_program.build("witness_go", folder)
        skey, vkey = output(program, "keys", "go.example/log").split()
        files = ("--state", folder / "state", "--key", folder / "key")
        witness_vkey = output(PICKUPBOX, "ledger", "witness", *files, "--init", "witness.example/w1").strip()
        witness = subprocess.Popen([PICKUPBOX, "witness", "serve", *files, "--port", "0", "--log", vkey], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, text=True)
        try:
            url = re.search(r"http://\S+", witness.stdout.readline())[0]
            print(subprocess.run([program, "log", url, skey, witness_vkey], check=True, stdout=subprocess.PIPE, text=True, timeout=HANG_S).stdout)
            witness.send_signal(signal.SIGTERM)
            assert witness.wait(HANG_S) == 0
        finally:
            if witness.poll() is None:
                witness.kill()


main()
