#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Every command that judges a signed checkpoint has the same rule for whose ledger it is and which key speaks for it."""

import http.client
import pathlib
import re
import subprocess
import sys
import tempfile

PICKUPBOX, MAKE_FOREIGN = sys.argv[1:3]
ORIGIN, NAME, HANG_S = "log.example.net/a=b/7", "key.example.net", 90


class Place:
    """Two states of one log whose origin is not its key's name, and of one that claims to be a box's."""

    def __init__(self, folder):
        self.folder, self.count = folder, 0
        for name, size, origin in [("old", 3, ORIGIN), ("new", 5, ORIGIN), ("box", 5, "example.org/pickupbox/K017")]:
            subprocess.run([MAKE_FOREIGN, folder / name, str(size), folder / "vkey", origin, NAME], check=True)
        self.vkey = (folder / "vkey").read_text().strip()
        self.proof = folder / "proof"
        self.run("ledger", "prove", folder / "new", "4", "-o", self.proof)

    def run(self, *arguments):
        return subprocess.run([PICKUPBOX, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=HANG_S)

    def witness(self, out, key):
        """A witness that has never seen anything."""
        self.count += 1
        files = ("--state", self.folder / f"s{self.count}", "--key", self.folder / f"k{self.count}")
        self.run("ledger", "witness", *files, "--init", "witness.example/w1")
        return self.run("ledger", "witness", self.folder / out, *files, "--vkey", key)

    def served(self, out, *keys):
        """The HTTP status that `witness serve` answers for the checkpoint."""
        self.count += 1
        files = ("--state", self.folder / f"s{self.count}", "--key", self.folder / f"k{self.count}")
        self.run("ledger", "witness", *files, "--init", "witness.example/w1")
        logs = [word for key in keys for word in ("--log", key)]
        process = subprocess.Popen([PICKUPBOX, "witness", "serve", *map(str, files), "--port", "0", *map(str, logs)], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, text=True)
        try:
            client = http.client.HTTPConnection("127.0.0.1", int(re.search(r":(\d+)/", process.stdout.readline())[1]), timeout=HANG_S)
            client.request("POST", "/add-checkpoint", b"old 0\n\n" + (self.folder / out / "checkpoint").read_bytes())
            return client.getresponse().status
        finally:
            process.kill()
            process.communicate()

    def all(self, out, key):
        """How each command takes this key for this log: exit status, and what it said."""
        folder = self.folder / out
        return {
            "verify": self.run("ledger", "verify", folder, "--vkey", key),
            "compare": self.run("ledger", "compare", self.folder / ("old" if out == "new" else out), folder, "--vkey", key),
            "prove": self.run("ledger", "prove", folder, "1", "--vkey", key),
            "check-proof": self.run("ledger", "check-proof", self.proof, "--vkey", key),
            "witness": self.witness(out, key),
            "seen": self.run("ledger", "verify", folder, "--vkey", key, "--seen", (self.folder / ("old" if out == "new" else out) / "checkpoint")),
            "report": self.run("report", folder, "--vkey", key, "--json"),
        }


def good(place, key):
    for command, done in place.all("new", key).items():
        if command == "report":  # a report is of boxes; the key it takes
            assert "key" not in done.stderr, (key, done)
            continue
        assert done.returncode == 0 and "not pinned" not in done.stderr, (command, key, done)
    assert place.served("new", key) == 200, key


def bad(place, key, says, status=404):
    for command, done in place.all("new", key).items():
        assert done.returncode == 1 and says in done.stderr, (command, key, done)
    assert place.served("new", key) == status, key


def a_key_of_another_name_is_taken_everywhere_or_nowhere(place):
    good(place, place.folder / "vkey")
    good(place, place.vkey)
    good(place, f"{ORIGIN}={place.vkey}")
    good(place, f"{ORIGIN}={place.folder / 'vkey'}")
    bad(place, f"log.example.net/8={place.vkey}", "ORIGIN=KEY")
    bad(place, f"{NAME}={place.vkey}", "ORIGIN=KEY")


def a_box_is_its_key_unless_it_is_said(place):
    for key in (place.vkey, place.folder / "vkey"):
        for command, done in place.all("box", key).items():
            if command != "check-proof":
                assert done.returncode == 1 and "ORIGIN=KEY" in done.stderr, (command, done)
        assert place.served("box", key) == 404
    done = place.run("ledger", "prove", place.folder / "box", "1", "--vkey", f"example.org/pickupbox/K017={place.vkey}")
    assert done.returncode == 1 and "not an entry of this box" in done.stderr, done  # the key is taken, what it signed is no box's
    assert place.served("box", f"example.org/pickupbox/K017={place.vkey}") == 200


def nobody_takes_over_what_another_key_is_for(place):
    """Of two logs whose keys are known, one signs in the other's name."""
    other = place.folder / "other.vkey"
    subprocess.run([MAKE_FOREIGN, place.folder / "other", "5", other, "other.example", "other.example"], check=True)
    assert place.served("new", place.vkey, other) == 200
    victim = f"{ORIGIN}=example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    assert place.served("new", place.vkey, victim) == 403
    done = place.run("ledger", "verify", place.folder / "new", "--vkey", place.vkey, "--vkey", victim)
    assert done.returncode == 1 and "ORIGIN=KEY" in done.stderr, done


def what_is_no_key_is_told(place):
    for given in ("nowhere", "a=nowhere", f"={place.vkey}", f"{ORIGIN}={place.vkey}x", f"a\nb={place.vkey}", "x" * 256 + f"={place.vkey}"):
        done = place.run("ledger", "verify", place.folder / "new", "--vkey", given)
        assert done.returncode == 2 and done.stderr.count("\n") >= 1 and "key" in done.stderr, done
    done = place.run("ledger", "verify", place.folder / "new", "--witness", f"{ORIGIN}={place.vkey}")
    assert done.returncode == 2 and "type 4" in done.stderr, done


def main():
    with tempfile.TemporaryDirectory() as scratch:
        place = Place(pathlib.Path(scratch))
        a_key_of_another_name_is_taken_everywhere_or_nowhere(place)
        a_box_is_its_key_unless_it_is_said(place)
        nobody_takes_over_what_another_key_is_for(place)
        what_is_no_key_is_told(place)


main()
