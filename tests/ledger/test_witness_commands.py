#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox ledger witness`, and `ledger verify --witness --seen`: what outsiders remember catches a fork."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PICKUPBOX, MAKE_EXPORT, MAKE_PHOTOGRAPH = sys.argv[1:4]
NAME, ORIGIN = "witness.example/w1", "example.org/pickupbox/K017"


def ledger(*arguments, status=0):
    done = subprocess.run([PICKUPBOX, "ledger", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    for line in done.stderr.splitlines():
        assert line.startswith("pickupbox: "), line
    return done


class Place:
    """Exports of one ledger at several sizes, and of a fork of it at entry 50, all signed by the same key."""

    def __init__(self, folder):
        self.folder, self.vkey = folder, folder / "vkey"
        self.state, self.key = folder / "state", folder / "key"
        self.made = {}
        for size, fork in [(100, None), (300, None), (300, 50), (600, 50), (600, None), (0, None)]:
            out = folder / f"{size}{'-fork' if fork else ''}"
            subprocess.run([MAKE_EXPORT, out, str(size), self.vkey, *([str(fork)] if fork else [])], check=True)

    def out(self, name):
        return self.folder / name

    def witness(self, out, *more, status=0):
        return ledger("witness", self.out(out), "--state", self.state, "--key", self.key, *more, status=status)


def a_witness_is_made_once_and_keeps_its_key_to_itself(place):
    assert "there is no key" in place.witness("100", status=2).stderr
    made = ledger("witness", "--state", place.state, "--key", place.key, "--init", NAME)
    vkey = made.stdout.strip()
    assert vkey.startswith(NAME + "+") and made.stderr == ""
    assert place.key.stat().st_mode & 0o777 == 0o600 and place.state.stat().st_mode & 0o777 == 0o600
    assert place.key.read_text().startswith(f"PRIVATE+KEY+{NAME}+") and place.key.read_text() not in made.stdout
    ledger("witness", "--state", place.state, "--key", place.key, "--init", NAME, status=1)
    ledger("witness", "--state", place.folder / "s2", "--key", place.folder / "k2", "--init", "a b", status=2)
    assert not (place.folder / "k2").exists()
    ledger("witness", "--state", place.state, status=2)
    ledger("witness", "--state", place.state, "--key", place.key, status=2)
    return vkey


def it_countersigns_what_continues(place, vkey):
    assert "has not countersigned" in ledger("verify", place.out("100"), "--vkey", place.vkey, "--witness", vkey, status=1).stderr
    first = place.witness("100", "--vkey", place.vkey)
    assert "seen for the first time" in first.stdout and first.stderr == ""
    assert f"countersigned by {NAME}" in ledger("verify", place.out("100"), "--vkey", place.vkey, "--witness", vkey).stdout
    place.witness("100")
    assert place.out("100").joinpath("checkpoint").read_text().count("— " + NAME) == 1
    assert "continue the 100 seen before" in place.witness("300").stdout
    told = json.loads(place.witness("300", "--json").stdout)
    assert told["countersigned"] is True and told["seen"] == 300 and told["pinned"] is True
    (place.folder / "w.vkey").write_text(vkey + "\n")
    told = json.loads(ledger("verify", place.out("300"), "--vkey", place.vkey, "--witness", place.folder / "w.vkey", "--json").stdout)
    assert told["valid"] is True and told["witnessed"].endswith("Z")
    assert sorted(path.name for path in place.out("300").iterdir()) == ["checkpoint", "entries.csv", "entries.jsonl", "tile", "vkey"]


def it_catches_a_fork_and_a_step_back(place, vkey):
    before = place.state.read_text()
    for fork in ("300-fork", "600-fork"):
        ledger("verify", place.out(fork), "--vkey", place.vkey)
        assert "signed two ledgers" in place.witness(fork, status=1).stderr
        assert NAME not in place.out(fork).joinpath("checkpoint").read_text()
    evidence = place.folder / f"state-fork-{hashlib.sha256(ORIGIN.encode()).hexdigest()}"
    told = ledger("check-fork", evidence, "--vkey", place.vkey)
    assert "has signed two ledgers: two of 300 entries" in told.stdout and told.stderr == ""
    assert json.loads(ledger("check-fork", evidence, "--vkey", place.vkey, "--json").stdout) == {
        "forked": True, "origin": ORIGIN, "first": 300, "second": 300, "wrong": None}
    assert "--vkey FILE is missing" in ledger("check-fork", evidence, status=2).stderr
    assert "begins with" in ledger("check-fork", place.state, "--vkey", place.vkey, status=1).stderr
    assert "has seen 300" in place.witness("100", status=1).stderr
    told = json.loads(place.witness("600-fork", "--json", status=1).stdout)
    assert told["countersigned"] is False and "two ledgers" in told["wrong"]
    assert place.state.read_text() == before
    damaged = place.folder / "damaged"
    shutil.copytree(place.out("600"), damaged)
    tile = damaged / "tile/1/000.p/2"
    tile.write_bytes(bytes(len(tile.read_bytes())))
    kept = evidence.read_bytes()
    evidence.unlink()
    assert "tiles do not lead" in ledger("witness", damaged, "--state", place.state, "--key", place.key, status=1).stderr
    assert not evidence.exists()  # a damaged export is nothing to suspect the box of
    evidence.write_bytes(kept)
    place.witness("600")


def a_checkpoint_full_of_signatures_or_a_link_is_left_alone(place):
    out = place.folder / "full"
    shutil.copytree(place.out("600"), out)
    checkpoint = out / "checkpoint"
    text, lines = checkpoint.read_text().split("\n\n")
    own = lines.split("\n")[0]
    full = "\n".join([text, "", own, *["— example.com/bar AAAAAAE="] * 63, ""])
    checkpoint.write_text(full)
    ledger("verify", out, "--vkey", place.vkey)
    assert "no room" in ledger("witness", out, "--state", place.state, "--key", place.key, status=1).stderr
    assert checkpoint.read_text() == full
    checkpoint.write_text(full.replace("— example.com/bar AAAAAAE=\n", "", 1))
    ledger("witness", out, "--state", place.state, "--key", place.key)
    ledger("verify", out, "--vkey", place.vkey)
    elsewhere = place.folder / "elsewhere"
    checkpoint.rename(elsewhere)
    checkpoint.symlink_to(elsewhere)
    before = elsewhere.read_text()
    ledger("witness", out, "--state", place.state, "--key", place.key, status=1)
    assert checkpoint.is_symlink() and elsewhere.read_text() == before


def it_is_nobody_without_its_memory(place):
    for name, damage in [("state", lambda text: text[:-1]), ("state", lambda text: text.replace("600 ", "0600 ")), ("state", lambda text: ""),
                         ("key", lambda text: text.replace(NAME, "witness.example/w2")), ("key", lambda text: text + "\n")]:
        path = place.folder / name
        good = path.read_text()
        path.write_text(damage(good))
        place.witness("600", status=2)
        path.write_text(good)
    place.key.chmod(0o644)
    assert "can be read" in place.witness("600", status=2).stderr
    place.key.chmod(0o600)
    place.state.rename(place.folder / "aside")
    assert "has forgotten" in place.witness("600", status=2).stderr
    assert not place.state.exists()
    (place.folder / "aside").rename(place.state)
    place.witness("600")


def it_pins_the_key_of_a_log_on_first_sight(place):
    state, key = place.folder / "s3", place.folder / "k3"
    done = ledger("witness", place.out("0"), "--state", state, "--key", key, "--init", "witness.example/w3")
    assert "key not pinned" in done.stderr and place.vkey.read_text().strip() in done.stdout
    other = place.folder / "other.vkey"
    other.write_text("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n")
    assert "no given key" in ledger("witness", place.out("100"), "--state", state, "--key", key, "--vkey", other, status=1).stderr
    assert ledger("witness", place.out("100"), "--state", state, "--key", key).stderr == ""


def a_photograph_catches_a_fork(place):
    if shutil.which("zbarimg") is None:
        print("skipped: zbarimg (zbar-tools) is not installed")
        sys.exit(77)
    seen = place.folder / "seen.png"
    subprocess.run([MAKE_PHOTOGRAPH, place.out("100") / "checkpoint", seen], check=True)
    for good in ("100", "300", "600"):
        done = ledger("verify", place.out(good), "--vkey", place.vkey, "--seen", seen)
        assert "continues the 100 entries" in done.stdout, done.stdout
    told = json.loads(ledger("verify", place.out("300"), "--vkey", place.vkey, "--seen", seen, "--json").stdout)
    assert told["seen"] == 100
    ledger("verify", place.out("600-fork"), "--vkey", place.vkey)
    assert "signed two ledgers" in ledger("verify", place.out("600-fork"), "--vkey", place.vkey, "--seen", seen, status=1).stderr
    assert "are gone" in ledger("verify", place.out("0"), "--vkey", place.vkey, "--seen", seen, status=1).stderr
    same_size = place.folder / "fork.png"
    subprocess.run([MAKE_PHOTOGRAPH, place.out("300-fork") / "checkpoint", same_size], check=True)
    assert "signed two ledgers" in ledger("verify", place.out("300"), "--vkey", place.vkey, "--seen", same_size, status=1).stderr
    nothing = place.folder / "nothing.png"
    subprocess.run([MAKE_PHOTOGRAPH, os.devnull, nothing], check=True)
    assert "no QR code" in ledger("verify", place.out("300"), "--vkey", place.vkey, "--seen", nothing, status=2).stderr


def so_does_its_text(place):
    text = place.out("100").joinpath("checkpoint").read_text()
    fork = place.out("300-fork").joinpath("checkpoint").read_text()
    for given in (text, text.rstrip("\n"), str(place.out("100") / "checkpoint")):
        ledger("verify", place.out("300"), "--vkey", place.vkey, "--seen", given)
    assert "two ledgers" in ledger("verify", place.out("300"), "--seen", text, "--seen", fork, status=1).stderr
    assert "not a signed checkpoint" in ledger("verify", place.out("300"), "--seen", "hello", status=1).stderr
    assert "is wrong" in ledger("verify", place.out("300"), "--seen", text.replace("\n100\n", "\n99\n"), status=1).stderr
    assert "another ledger" in ledger("verify", place.out("300"), "--seen", text.replace("K017\n", "K018\n"), status=1).stderr
    unsigned = text.split("\n\n")[0] + "\n\n— example.com/bar AAAAAAE=\n"
    assert "not signed" in ledger("verify", place.out("300"), "--vkey", place.vkey, "--seen", unsigned, status=1).stderr


def main():
    with tempfile.TemporaryDirectory() as scratch:
        place = Place(pathlib.Path(scratch))
        vkey = a_witness_is_made_once_and_keeps_its_key_to_itself(place)
        it_countersigns_what_continues(place, vkey)
        it_catches_a_fork_and_a_step_back(place, vkey)
        a_checkpoint_full_of_signatures_or_a_link_is_left_alone(place)
        it_is_nobody_without_its_memory(place)
        it_pins_the_key_of_a_log_on_first_sight(place)
        so_does_its_text(place)
        a_photograph_catches_a_fork(place)


main()
