#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A batch taken back as one, and what was issued for former keys of a box issued anew as one."""

import json
import pathlib
import subprocess
import sys
import tempfile

from city import City

PICKUPBOX, ENROL, MAKE_EXPORT, LOADED = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:5])


def a_batch_is_taken_back_as_one(office):
    alone = office.issue("K017")
    made = [one["cti"] for one in office.batch(("K017", "1980-12-24"), ("K017", "1981-12-24"), ("K017", "1982-12-24"))]
    other = [one["cti"] for one in office.batch(("K017", "1983-12-24"), ("K018", "1984-12-24"))]
    office.run("reissue", made[2])
    office.run("revoke", made[1])
    office.run("revoke", alone, "--batch", status=1, said="not issued from a batch")
    office.run("revoke", other[0], "--batch", "-o", office.folder / "none", status=1, said="for several boxes")
    before = office.list()
    assert "batch: 2; revoked before: 1" in office.run("revoke", made[0][:8], "--batch")
    after = office.list()
    assert {cti for cti in after if after[cti] != before[cti]} == {made[0], made[2]}
    assert all(after[cti]["state"] == "withdrawn" for cti in made) and all(after[cti]["state"] == "running" for cti in (alone, *other))
    office.run("revoke", made[0], "--batch", status=1, said="revoked already")
    office.run("bundle", "-o", office.folder / "bundle")
    last = [one["cti"] for one in office.batch(("K018", "1985-12-24"), ("K018", "1986-12-24"))]
    statement = office.folder / "statement"
    office.run("revoke", last[1], "--batch", "-o", statement)
    assert all(bytes.fromhex(cti) in statement.read_bytes() for cti in last)


def what_a_new_controller_cannot_open_is_issued_anew(office):
    before = office.list()
    stay = {cti for cti, one in before.items() if one["box"] != "K017" or one["state"] != "running"}
    waiting = set(before) - stay
    office.add_box("K017", replace=True)
    later = office.issue("K017")
    said = office.run("reissue", "--box", "K017", "--dry-run", said="--export")
    assert all(cti in said for cti in waiting) and later not in said and office.list().keys() == before.keys() | {later}, said
    # What is in this ledger is of nobody here: nothing is left out, and it has to be this box's, under a key that the office knows.
    subprocess.run([MAKE_EXPORT, office.folder / "out", "40", office.folder / "vkey"], check=True)
    office.run("reissue", "--box", "K017", "--export", office.folder / "out", status=1, said="no export of the ledger of box K017")
    office.run("reissue", "--box", "K017", "--export", office.folder / "missing", status=2, said="missing")
    office.run("reissue", "--box", "K018", status=1, said="nothing that still runs")
    office.run("reissue", "--box", "K099", status=1, said="K099")
    office.run("reissue", later, "--box", "K017", status=2, said="needs DIR CASE")
    office.run("reissue", "--box", "K017", "--days", "3", status=2, said="needs DIR CASE")
    # What was loaded before the box's keys were replaced lies there and is opened by its letter: it is left out, the rest is not.
    loaded = sorted(waiting)[::2]
    office.export(LOADED, "K017", "former", *loaded)
    said = office.run("reissue", "--box", "K017", "--export", office.folder / "former", "--dry-run")
    assert loaded and all((cti in said) == (cti not in loaded) for cti in waiting), said
    office.export(LOADED, "K017", "other", *loaded, domain="y.example")
    office.run("reissue", "--box", "K017", "--export", office.folder / "other", status=1, said="no export of the ledger of box K017")
    waiting -= set(loaded)
    stay |= set(loaded)
    made = json.loads(office.run("reissue", "--box", "K017", "--json", "--labels-from", 9, "--export", office.folder / "former"))
    after = office.list()
    assert {one["cti"] for one in made["issued"]} == waiting and all(after[cti]["times_issued"] == before[cti]["times_issued"] + 1 for cti in waiting)
    assert all(pathlib.Path(made[name]).stat().st_size > 1000 for name in ("labels", "letters"))
    assert all(after[cti] == before[cti] for cti in stay if before[cti]["box"] == "K017")
    assert all((office.dir / "out" / cti / "code.txt").exists() for cti in waiting)
    office.run("reissue", "--box", "K017", "--export", office.folder / "former", status=1, said="nothing that still runs")


def main():
    with tempfile.TemporaryDirectory(prefix="pickupbox-again-") as folder:
        office = City(PICKUPBOX, ENROL, folder, ("K017", "K018"), known=("K017",))
        for case in (a_batch_is_taken_back_as_one, what_a_new_controller_cannot_open_is_issued_anew):
            case(office)
            print(f"[       OK ] {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
