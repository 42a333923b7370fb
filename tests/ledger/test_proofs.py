#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`check-proof`, `verify` and `compare` with what witnesses, a policy file and an entry of one's own add."""

import base64
import json
import pathlib
import subprocess
import sys
import tempfile

PICKUPBOX, MAKE_EXPORT = sys.argv[1:3]


def ledger(*arguments, status=0):
    done = subprocess.run([PICKUPBOX, "ledger", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    return done


class Place:
    """An export that two of three witnesses have countersigned, and the proof of its entry 123."""

    def __init__(self, folder):
        self.folder, self.out, self.vkey, self.proof = folder, folder / "out", folder / "vkey", folder / "proof"
        self.old = folder / "old"
        subprocess.run([MAKE_EXPORT, self.old, "100", self.vkey], check=True)
        subprocess.run([MAKE_EXPORT, self.out, "300", self.vkey], check=True)
        self.witnesses = []
        for i in range(3):
            files = ("--state", folder / f"s{i}", "--key", folder / f"k{i}")
            self.witnesses.append(ledger("witness", *files, "--init", f"w{i}.example/w").stdout.strip())
            if i < 2:
                ledger("witness", self.out, *files, "--vkey", self.vkey)
        ledger("prove", self.out, 123, "-o", self.proof)
        self.entry = (self.out / "entries.jsonl").read_bytes().split(b"\n")[123]

    def policy(self, *lines, log=True):
        path = self.folder / "policy"
        head = [f"log {self.vkey.read_text().strip()}"] if log else []
        path.write_text("\n".join([*head, *(f"witness w{i} {vkey}" for i, vkey in enumerate(self.witnesses)), *lines, ""]))
        return path


def a_proof_says_who_witnessed_it(place):
    w0, w1, w2 = place.witnesses
    assert "countersigned by w0.example/w" in ledger("check-proof", place.proof, "--vkey", place.vkey, "--witness", w0).stdout
    told = json.loads(ledger("check-proof", place.proof, "--vkey", place.vkey, "--witness", w0, "--witness", w1, "--json").stdout)
    assert told["valid"] is True and told["witnessed"].endswith("Z")
    assert json.loads(ledger("check-proof", place.proof, "--vkey", place.vkey, "--json").stdout)["witnessed"] is None
    assert "has not countersigned" in ledger("check-proof", place.proof, "--vkey", place.vkey, "--witness", w2, status=1).stderr
    told = json.loads(ledger("check-proof", place.proof, "--vkey", place.vkey, "--witness", w2, "--json", status=1).stdout)
    assert told["valid"] is False and "w2.example" in told["wrong"]
    line = next(line for line in place.proof.read_text().splitlines() if line.startswith("— w0"))
    blob = bytearray(base64.b64decode(line.split(" ")[2]))
    blob[-1] ^= 1
    spoiled = place.folder / "spoiled"
    spoiled.write_text(place.proof.read_text().replace(line, line.rsplit(" ", 1)[0] + " " + base64.b64encode(blob).decode()))
    assert "is wrong" in ledger("check-proof", spoiled, "--vkey", place.vkey, "--witness", w0, status=1).stderr
    ledger("check-proof", spoiled, "--vkey", place.vkey, "--witness", w1)


def a_policy_names_logs_and_quorum(place):
    good = [("quorum none",), ("quorum w0",), ("group g 2 w0 w1 w2", "quorum g"), ("group g any w1 w2", "quorum g")]
    bad = [("quorum w2",), ("group g all w0 w1 w2", "quorum g")]
    for lines, status in [(lines, 0) for lines in good] + [(lines, 1) for lines in bad]:
        for command in (("check-proof", place.proof), ("verify", place.out), ("compare", place.old, place.out)):
            done = ledger(*command, "--policy", place.policy(*lines), status=status)
            assert status == 0 and "not pinned" not in done.stderr or "no quorum" in done.stderr, (lines, command, done)
            done = ledger(*command, "--policy", place.policy(*lines, log=False), "--vkey", place.vkey, status=status)
    assert "--vkey FILE is missing" in ledger("check-proof", place.proof, "--policy", place.policy("quorum none", log=False), status=2).stderr
    other = place.folder / "other-policy"
    other.write_text("log example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\nquorum none\n")
    fresh = ("--state", place.folder / "sp", "--key", place.folder / "kp")
    ledger("witness", *fresh, "--init", "p.example/w")
    for command in (("prove", place.out, 1), ("witness", place.old, *fresh)):
        ledger(*command, "--policy", place.policy("quorum w2"))
        assert "no given key" in ledger(*command, "--policy", other, status=1).stderr
    assert "line 5: " in ledger("verify", place.out, "--policy", place.policy("quorum nobody"), status=2).stderr
    assert "nowhere" in ledger("verify", place.out, "--policy", place.folder / "nowhere", status=2).stderr


def who_has_the_entry_needs_none_in_the_proof(place):
    bare, entry = place.folder / "bare", place.folder / "entry"
    text = place.proof.read_text()
    bare.write_text("".join(line + "\n" for line in text.splitlines() if not line.startswith("extra ")))
    assert "--entry FILE" in ledger("check-proof", bare, "--vkey", place.vkey, status=1).stderr
    for held in (place.entry, place.entry + b"\n"):
        entry.write_bytes(held)
        for proof in (bare, place.proof):
            told = json.loads(ledger("check-proof", proof, "--vkey", place.vkey, "--entry", entry, "--json").stdout)
            assert told["valid"] is True and told["entry"] == place.entry.decode()
    for held in (place.entry[:-1], place.entry + b"\n\n", b""):
        entry.write_bytes(held)
        ledger("check-proof", bare, "--vkey", place.vkey, "--entry", entry, status=1)
    other = place.folder / "other-extra"  # of a log that keeps something else in that line
    other.write_text(text.replace(text.splitlines()[1], "extra AAAA"))
    ledger("check-proof", other, "--vkey", place.vkey, status=1)
    entry.write_bytes(place.entry)
    ledger("check-proof", other, "--vkey", place.vkey, "--entry", entry)
    assert "nowhere" in ledger("check-proof", bare, "--vkey", place.vkey, "--entry", place.folder / "nowhere", status=1).stderr


def main():
    with tempfile.TemporaryDirectory() as scratch:
        place = Place(pathlib.Path(scratch))
        a_proof_says_who_witnessed_it(place)
        a_policy_names_logs_and_quorum(place)
        who_has_the_entry_needs_none_in_the_proof(place)


main()
