#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`office sync` as a command: several exports, each told apart, its exit status, and what it leaves as evidence. On a file, or on the server of PICKUPBOX_TEST_DATABASE."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from city import City

PICKUPBOX, ENROL, LOADED = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:4])
BOXES = ("K017", "K018", "K019")


def several_exports_are_told_apart(office):
    first, second = office.issue("K017"), office.issue("K018")
    one, two = office.export(LOADED, "K017", "one", first), office.export(LOADED, "K018", "two", second)
    away = office.export(LOADED, "K017", "away", first, domain="y.example")
    said = office.run("sync", one, away, two, status=1, said="y.example/pickupbox/K017")
    assert f"{one}: box K017 up to entry 2, 2 of them new: 1 loaded" in said and f"{two}: box K018" in said and str(away) not in said, said
    listed = office.list()
    assert {row["state"] for row in listed.values()} <= {"waiting", "overdue"} and listed.keys() == {first, second}, listed
    told = json.loads(office.run("sync", one, away, "--json", status=1))["exports"]
    assert [(row["taken"], row["box"], row["new"]) for row in told] == [(True, "K017", 0), (False, None, None)], told
    assert "all of it known" in office.run("sync", one, two)
    assert len(list((office.dir / "evidence").iterdir())) == 1


def what_cannot_be_read_is_a_fault_and_the_rest_is_taken(office):
    cti = office.issue("K017")
    before = [known for known in office.list("--box", "K017") if known != cti]
    more = office.export(LOADED, "K017", "more", *before, cti)
    said = office.run("sync", office.folder / "missing", more, status=2, said="missing")
    assert "1 of them new: 1 loaded" in said, said
    office.run("sync", status=2)


def check_fork(evidence, vkey, *arguments, status=0):
    done = subprocess.run([PICKUPBOX, "ledger", "check-fork", evidence, "--vkey", vkey, *arguments], text=True, capture_output=True)
    assert done.returncode == status, (evidence, vkey, done)
    return done.stdout + done.stderr


def refused_with_evidence(office, path):
    """The folder that it left."""
    before = set((office.dir / "evidence").iterdir())
    office.run("sync", path, status=1, said="has signed two logs")
    left, = set((office.dir / "evidence").iterdir()) - before
    return left


def a_fork_leaves_evidence_that_convicts_the_box_before_anybody(office):
    ctis, vkey = [office.issue("K019") for _ in range(3)], office.dir / "boxes/K019.vkey"
    office.run("sync", office.export(LOADED, "K019", "seen", ctis[0], ctis[1]))
    fork = refused_with_evidence(office, office.export(LOADED, "K019", "fork", ctis[1], ctis[0])) / "fork"
    assert "x.example/pickupbox/K019 has signed two ledgers: two of 3 entries" in check_fork(fork, vkey)
    longer = refused_with_evidence(office, office.export(LOADED, "K019", "longer", ctis[1], ctis[0], ctis[2])) / "fork"
    assert "one of 3 entries, and one of 4 that does not continue it" in check_fork(longer, vkey)
    told = json.loads(check_fork(longer, vkey, "--json"))
    assert told == {"forked": True, "origin": "x.example/pickupbox/K019", "first": 3, "second": 4, "wrong": None}, told
    # Nobody else, and not with a line of it changed.
    check_fork(fork, office.dir / "boxes/K018.vkey", status=1)
    text = longer.read_text()
    lines = text.splitlines(keepends=True)
    for i, line in enumerate(lines):
        at = len(line) // 2
        changed = office.folder / "changed"
        changed.write_text("".join([*lines[:i], line[:at] + ("A" if line[at:at + 1] != "A" else "B") + line[at + 1:], *lines[i + 1:]]))
        check_fork(changed, vkey, status=1)
    # One that is only older convicts nobody.
    before = set((office.dir / "evidence").iterdir())
    office.run("sync", office.export(LOADED, "K019", "older", ctis[0]), status=1, said="this office has seen 3")
    left, = set((office.dir / "evidence").iterdir()) - before
    assert sorted(path.name for path in left.iterdir()) == ["export", "known"]


def main():
    with tempfile.TemporaryDirectory(prefix="pickupbox-sync-") as folder:
        office = City(PICKUPBOX, ENROL, folder, BOXES, known=BOXES, database=os.environ.get("PICKUPBOX_TEST_DATABASE"))
        for case in (several_exports_are_told_apart, what_cannot_be_read_is_a_fault_and_the_rest_is_taken,
                     a_fork_leaves_evidence_that_convicts_the_box_before_anybody):
            case(office)
            print(f"[       OK ] {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
