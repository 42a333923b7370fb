#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`office sync` as a command: several exports, each told apart, and its exit status."""

import json
import pathlib
import sys
import tempfile

from city import City

PICKUPBOX, ENROL, LOADED = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:4])


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


def main():
    with tempfile.TemporaryDirectory(prefix="pickupbox-sync-") as folder:
        office = City(PICKUPBOX, ENROL, folder, ("K017", "K018"), known=("K017", "K018"))
        for case in (several_exports_are_told_apart, what_cannot_be_read_is_a_fault_and_the_rest_is_taken):
            case(office)
            print(f"[       OK ] {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
