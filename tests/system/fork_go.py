#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A log that forks before our witness is convicted by a program that knows nothing of us, given its key alone (tests/system/fork_go)."""

import http.client
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

import go_program

PICKUPBOX, MAKE_EXPORT, MAKE_REQUEST = sys.argv[1:4]
HANG_S = 120


def output(*arguments):
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE).stdout


def judged(program, evidence, vkey, good=True, says=""):
    """By Go and by our own command: both must come to this verdict."""
    own = subprocess.run([PICKUPBOX, "ledger", "check-fork", evidence, "--vkey", vkey], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    other = subprocess.run([program, evidence, vkey.read_text()], capture_output=True, text=True)
    assert (own.returncode == 0) == good and (other.returncode == 0) == good, (evidence, own, other)
    assert says in own.stdout and says in other.stdout, (own, other)
    print(own.stdout + other.stdout, end="")


def served(folder, name, *requests):
    """A new witness that gets these requests, each with the status it must answer; its evidence."""
    files = ("--state", folder / name, "--key", folder / f"{name}.key")
    output(PICKUPBOX, "ledger", "witness", *files, "--init", "witness.example/w1")
    witness = subprocess.Popen([PICKUPBOX, "witness", "serve", *files, "--port", "0", "--log", folder / "vkey"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r":(\d+)/add-checkpoint", witness.stdout.readline())[1])
        for arguments, status in requests:
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=HANG_S)
            client.request("POST", "/add-checkpoint", output(MAKE_REQUEST, *map(str, arguments)))
            assert client.getresponse().status == status, arguments
            client.close()
        witness.send_signal(signal.SIGTERM)
        assert witness.wait(HANG_S) == 0
    finally:
        if witness.poll() is None:
            witness.kill()
    kept = [path for path in folder.iterdir() if path.name.startswith(f"{name}-fork")]
    assert len(kept) == 1, kept
    return kept[0]


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        program = go_program.build("fork_go", folder)
        vkey = folder / "vkey"
        for size, *fork in [(100,), (64,), (300, 50)]:
            output(MAKE_EXPORT, folder / f"{size}", str(size), vkey, *map(str, fork))
        judged(program, served(folder, "equal", ((0, 300), 200), ((300, 300, 50), 422)), vkey, says="two")
        judged(program, served(folder, "larger", ((0, 100), 200), ((100, 300, 50), 422)), vkey, says="does not continue")
        judged(program, served(folder, "unproven", ((0, 64), 200), ((64, 300, 50), 422)), vkey, good=False)
        for size in ("100", "64"):  # who has the export of the larger one can prove it at every size
            files = ("--state", folder / f"s{size}", "--key", folder / f"k{size}")
            output(PICKUPBOX, "ledger", "witness", folder / size, *files, "--init", "witness.example/w1", "--vkey", vkey)
            done = subprocess.run([PICKUPBOX, "ledger", "witness", folder / "300", *files], capture_output=True, text=True)
            assert done.returncode == 1 and "signed two ledgers" in done.stderr, done
            evidence = pathlib.Path(re.search(r"is in (\S+)", done.stderr)[1])
            judged(program, evidence, vkey, says="does not continue")
        other = folder / "other.vkey"
        other.write_text("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n")
        judged(program, evidence, other, good=False)


main()
