#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox box rotate`: who trusts the ledger's old key can follow to the new one, wherever the change is cut.

usage: test_rotation.py PICKUPBOX MAKE_BOX
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PICKUPBOX, MAKE_BOX = sys.argv[1:3]
CUT_AT = ("fsync", "fdatasync", "rename", "pwrite64", "write", "unlink")
ROUNDS_MAX = 60
STRIDE = int(os.environ.get("PICKUPBOX_SHARE", 1))  # tests/support/share.h


def call(*arguments, before=()):
    # LeakSanitizer does not work under a tracer.
    sanitizer = ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "detect_leaks=0" if before else "")))
    return subprocess.run([*map(str, before), PICKUPBOX, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env=dict(os.environ, ASAN_OPTIONS=sanitizer))


def pickupbox(*arguments, status=0):
    done = call(*arguments)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    return done


class Box:
    """A box's folder with 20 entries and an export of it, and the key by which that was signed."""

    def __init__(self, folder):
        self.folder, self.dir = folder, folder / "box"
        self.more(20)
        self.exports = 0
        first = self.export()
        self.first, self.old = first, folder / "old.vkey"
        shutil.copy(first / "vkey", self.old)

    def more(self, count):
        subprocess.run([MAKE_BOX, self.dir, str(count), "true"], check=True)

    def export(self):
        self.exports += 1
        out = self.folder / f"export{self.exports}"
        pickupbox("ledger", "export", self.dir, out)
        return out

    def copy(self, folder):
        other = object.__new__(Box)
        folder.mkdir()
        shutil.copytree(self.dir, folder / "box")
        other.folder, other.dir, other.exports, other.old, other.first = folder, folder / "box", 0, self.old, self.first
        return other

    def events(self, out):
        return [json.loads(line)["e"] for line in (out / "entries.jsonl").read_text().splitlines()]


def the_old_key_leads_to_the_new_one(box):
    told = pickupbox("box", "rotate", box.dir).stdout
    assert "changed" in told and "K017.enrol" in told
    assert not (box.dir / "keys" / "ledger.key.new").exists()
    box.more(5)
    out = box.export()
    new = box.folder / "new.vkey"
    shutil.copy(out / "vkey", new)
    assert new.read_text() != box.old.read_text()
    assert box.events(out)[21:23] == ["rotating", "rotated"], box.events(out)
    lines = [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]
    assert lines[21]["why"] == "planned" and len(lines[22]["by_old"]) == len(lines[22]["by_new"]) == 128
    for vkeys in (("--vkey", box.old), ("--vkey", new), ("--vkey", box.old, "--vkey", new)):
        assert "signed by the given key" in pickupbox("ledger", "verify", out, *vkeys).stdout
        pickupbox("ledger", "prove", out, 3, *vkeys, "-o", box.folder / "proof")
    pickupbox("ledger", "check-proof", box.folder / "proof", "--vkey", new)
    pickupbox("ledger", "check-proof", box.folder / "proof", "--vkey", box.old, status=1)
    pickupbox("ledger", "check-proof", box.folder / "proof", "--vkey", box.old, "--export", out)
    assert "no given key" in pickupbox("ledger", "check-proof", box.folder / "proof", "--vkey", "example.com/foo+530d903a+"
                                       "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "--export", out, status=1).stderr
    pickupbox("ledger", "compare", box.first, out, "--vkey", box.old)
    pickupbox("ledger", "compare", box.first, out, "--vkey", box.old, "--vkey", new)
    return out, new


def what_was_seen_before_and_after_is_known_to_either(box, out, new):
    before, after = box.first / "checkpoint", out / "checkpoint"
    for vkey in (box.old, new):
        for seen in (before, after):
            pickupbox("ledger", "verify", out, "--vkey", vkey, "--seen", seen)


def a_witness_goes_along(box, out):
    files = ("--state", box.folder / "state", "--key", box.folder / "key")
    pickupbox("ledger", "witness", box.first, *files, "--init", "witness.example/w1", "--vkey", box.old)
    assert "continue the 21" in pickupbox("ledger", "witness", out, *files).stdout
    assert (out / "vkey").read_text().strip() in (box.folder / "state").read_text()
    pickupbox("ledger", "witness", out, *files)


def a_second_change_is_followed_too(box):
    pickupbox("box", "rotate", box.dir)
    box.more(300)
    out = box.export()
    assert "signed by the given key" in pickupbox("ledger", "verify", out, "--vkey", box.old).stdout
    pickupbox("ledger", "verify", out, "--vkey", box.old, "--seen", box.first / "checkpoint")
    return out


def nobody_is_led_astray(box, out):
    """What a forger without the old key can do: another box's rotation, and a changed one."""
    other_folder = box.folder / "other"
    other_folder.mkdir()
    other = Box(other_folder)
    pickupbox("box", "rotate", other.dir)
    foreign = other.export()
    assert "no given key" in pickupbox("ledger", "verify", foreign, "--vkey", box.old, status=1).stderr
    pickupbox("ledger", "verify", foreign, "--vkey", other.old)
    for field in ("by_old", "by_new", "old", "new"):
        damaged = box.folder / f"damaged-{field}"
        shutil.copytree(out, damaged)
        for path in (damaged / "tile" / "entries").rglob("*"):
            if path.is_file():
                bytes_ = path.read_bytes()
                at = bytes_.find(f'"{field}":"'.encode())
                if at >= 0:
                    at += len(field) + 5
                    path.write_bytes(bytes_[:at] + (b"0" if bytes_[at:at + 1] != b"0" else b"1") + bytes_[at + 1:])
                    break
        pickupbox("ledger", "verify", damaged, "--vkey", box.old, status=1)


def a_lost_key_can_be_replaced_but_not_followed(box):
    key = box.dir / "keys" / "ledger.key"
    assert "leave --lost out" in pickupbox("box", "rotate", box.dir, "--lost", status=1).stderr
    key.unlink()
    assert "--lost" in pickupbox("box", "rotate", box.dir, status=2).stderr
    assert "is missing" in pickupbox("ledger", "export", box.dir, box.folder / "none", status=2).stderr
    pickupbox("box", "rotate", box.dir, "--lost")
    box.more(3)
    out = box.export()
    new = box.folder / "after-loss.vkey"
    shutil.copy(out / "vkey", new)
    assert "was lost and changed in entry" in pickupbox("ledger", "verify", out, "--vkey", box.old, status=1).stderr
    pickupbox("ledger", "verify", out, "--vkey", new)
    done = pickupbox("ledger", "compare", box.first, out, "--vkey", box.old, "--vkey", new)
    assert "21 entries as before" in done.stdout
    files = ("--state", box.folder / "lost-state", "--key", box.folder / "lost-key")
    pickupbox("ledger", "witness", box.first, *files, "--init", "witness.example/w2", "--vkey", box.old)
    assert "was lost" in pickupbox("ledger", "witness", out, *files, status=1).stderr
    assert "continue the 21" in pickupbox("ledger", "witness", out, *files, "--vkey", new).stdout


def wrong_calls_are_told(box):
    pickupbox("box", "rotate", status=2)
    pickupbox("box", "rotate", box.folder / "nothing", status=2)
    busy = subprocess.run([MAKE_BOX, box.dir, "0", PICKUPBOX, "box", "rotate", box.dir], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert busy.returncode == 2 and "stop the daemon" in busy.stderr, busy
    exposed = box.dir / "keys" / "ledger.key"
    exposed.chmod(0o644)
    assert "can be read" in pickupbox("box", "rotate", box.dir, "--lost", status=2).stderr
    exposed.chmod(0o600)


def judge_after_cut(box, where):
    """Old or new, never half: the ledger can be exported and followed; one more `rotate` leaves exactly one change or two."""
    out = box.export()
    assert "signed by the given key" in pickupbox("ledger", "verify", out, "--vkey", box.old).stdout, where
    changes = box.events(out).count("rotated")
    assert changes == box.events(out).count("rotating") <= 1, where
    told = pickupbox("box", "rotate", box.dir).stdout
    if "finished" in told:
        assert changes == 1, where
    out = box.export()
    assert "signed by the given key" in pickupbox("ledger", "verify", out, "--vkey", box.old).stdout, where
    assert box.events(out).count("rotated") == changes + (0 if "finished" in told else 1), where
    assert not (box.dir / "keys" / "ledger.key.new").exists(), where
    return changes, "finished" in told


def wherever_it_is_cut(box, folder):
    seen = set()
    for syscall in CUT_AT:
        for count in range(1, ROUNDS_MAX, STRIDE):
            where = f"{syscall} {count}"
            cut = box.copy(folder / where.replace(" ", "-"))
            done = call("box", "rotate", cut.dir, before=("strace", "-f", "-o", os.devnull, "-e", f"trace={syscall}", "-e",
                                                          f"inject={syscall}:signal=SIGKILL:when={count}"))
            if done.returncode == 0:
                shutil.rmtree(cut.folder)
                break
            assert done.returncode in (-9, 137), (where, done)
            seen.add(judge_after_cut(cut, where))
            shutil.rmtree(cut.folder)
        else:
            raise AssertionError(f"{syscall}: not done after {ROUNDS_MAX} steps")
    # Before the commit, between commit and enrolment, and after all: each was cut at least once.
    assert {(0, False), (1, True)} <= seen or STRIDE > 1, seen


def main():
    if shutil.which("strace") is None or subprocess.run(["strace", "-o", os.devnull, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: strace is not installed, or may not trace here")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        box = Box(folder)
        untouched = box.copy(folder / "untouched")
        losing = box.copy(folder / "losing")
        out, new = the_old_key_leads_to_the_new_one(box)
        what_was_seen_before_and_after_is_known_to_either(box, out, new)
        a_witness_goes_along(box, out)
        nobody_is_led_astray(box, out)
        a_second_change_is_followed_too(box)
        wrong_calls_are_told(box)
        a_lost_key_can_be_replaced_but_not_followed(losing)
        (folder / "cuts").mkdir()
        wherever_it_is_cut(untouched, folder / "cuts")


if __name__ == "__main__":
    main()
