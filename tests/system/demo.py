#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The demonstration as a person starts it, and what it leaves behind.

usage: demo.py PICKUPBOX
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

CITIZENS = 7


def run(*arguments):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def main():
    pickupbox = pathlib.Path(sys.argv[1]).resolve()
    if not shutil.which("zbarimg"):
        print("zbarimg is missing (package zbar-tools), which reads the printed codes")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder) / "demo"
        done = run(pickupbox, "demo", place)
        print(done.stdout)
        assert done.returncode == 0, f"exit status {done.returncode}"
        letters = sorted(place.glob("office/out/*/letter.pdf"))
        assert len(letters) == CITIZENS, letters
        assert len(list(place.glob("screens/*.png"))) >= 20
        pinned = place / "office" / "boxes" / "K017.vkey"
        verified = run(pickupbox, "ledger", "verify", place / "export", "--vkey", pinned)
        print(verified.stdout)
        assert verified.returncode == 0
        proof = place / "receipt.tlog-proof"
        proved = run(pickupbox, "ledger", "prove", place / "export", "--receipt", place / "screens" / "08-receipt.png", "--vkey", pinned,
                     "-o", proof)
        assert proved.returncode == 0, proved.stdout
        checked = run(pickupbox, "ledger", "check-proof", proof, "--vkey", pinned)
        assert checked.returncode == 0 and '"e":"issued"' in checked.stdout, checked.stdout

        # One word of one entry, and the export is no longer true.
        entries = place / "export" / "entries.jsonl"
        entries.write_bytes(entries.read_bytes().replace(b'"how":"seen"', b'"how":"late"', 1))
        assert run(pickupbox, "ledger", "verify", place / "export", "--vkey", pinned).returncode == 1

        again = run(pickupbox, "demo", place)
        assert again.returncode == 1 and "new folder" in again.stdout, again.stdout
    return 0


if __name__ == "__main__":
    sys.exit(main())
