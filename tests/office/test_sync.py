#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`office sync` as a command: several exports, each told apart, and its exit status."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

PICKUPBOX, ENROL, LOADED = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:4])


class Office:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.dir = self.folder / "city"
        (self.folder / "passphrase").write_text("correct horse battery\n")
        self.run("init", "--name", "X", "--domain", "x.example")
        for box in ("K017", "K018"):
            subprocess.run([ENROL, box, self.folder / f"{box}.enrol", "known"], check=True)
            self.run("add-box", self.folder / f"{box}.enrol")

    def run(self, command, *arguments, status=0, said="", stdin=""):
        done = subprocess.run([PICKUPBOX, "office", command, self.dir, *map(str, arguments), "--passphrase-file", self.folder / "passphrase"],
                              input=stdin, text=True, capture_output=True, env=os.environ)
        assert done.returncode == status and said in done.stderr, (command, arguments, done)
        return done.stdout

    def issue(self, box):
        return json.loads(self.run("issue", "--box", box, "--item", "letter", "--born", "-", "--json", stdin="1970-01-01\n"))["cti"]

    def export(self, box, name, *ctis, domain="x.example"):
        subprocess.run([LOADED, box, domain, self.folder / name, *ctis], check=True)
        return self.folder / name


def several_exports_are_told_apart(office):
    first, second = office.issue("K017"), office.issue("K018")
    one, two = office.export("K017", "one", first), office.export("K018", "two", second)
    away = office.export("K017", "away", first, domain="y.example")
    said = office.run("sync", one, away, two, status=1, said="y.example/pickupbox/K017")
    assert f"{one}: box K017 up to entry 2, 2 of them new: 1 loaded" in said and f"{two}: box K018" in said and str(away) not in said, said
    states = {row["cti"]: row["state"] for row in json.loads(office.run("list", "--json"))["consignments"]}
    assert set(states.values()) <= {"waiting", "overdue"} and states.keys() == {first, second}, states
    told = json.loads(office.run("sync", one, away, "--json", status=1))["exports"]
    assert [(row["taken"], row["box"], row["new"]) for row in told] == [(True, "K017", 0), (False, None, None)], told
    assert "all of it known" in office.run("sync", one, two)
    assert len(list((office.dir / "evidence").iterdir())) == 1


def what_cannot_be_read_is_a_fault_and_the_rest_is_taken(office):
    cti = office.issue("K017")
    before = [row["cti"] for row in json.loads(office.run("list", "--json", "--box", "K017"))["consignments"] if row["cti"] != cti]
    more = office.export("K017", "more", *before, cti)
    said = office.run("sync", office.folder / "missing", more, status=2, said="missing")
    assert "1 of them new: 1 loaded" in said, said
    office.run("sync", status=2)


def main():
    with tempfile.TemporaryDirectory(prefix="pickupbox-sync-") as folder:
        office = Office(folder)
        for case in (several_exports_are_told_apart, what_cannot_be_read_is_a_fault_and_the_rest_is_taken):
            case(office)
            print(f"[       OK ] {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
