#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Stores that were put back from an older copy, or copied elsewhere: nothing opens, nothing is signed, and everybody is told.

usage: test_rollback.py PICKUPBOX PICKUPBOXD [unittest arguments]
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "access"))
import simulated  # noqa: E402

PICKUPBOX, PICKUPBOXD = (os.path.abspath(path) for path in sys.argv[1:3])
STORE = ("box.db", "box.db-wal", "box.db-shm")


def run(*arguments):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)


def kill(box):
    box.socket.close()
    box.process.kill()
    box.process.wait()
    box.log.close()


def remove_store(box):
    for name in STORE:
        (box / name).unlink(missing_ok=True)


class Place(simulated.Place):
    """The loaded box as it was before (`before`), and after the passport was collected and the power went (`box`)."""

    def __init__(self, folder):
        super().__init__(folder, PICKUPBOX, PICKUPBOXD)
        self.before = shutil.copytree(self.box, folder / "before")
        box = simulated.Box(self.program, self.box)
        box.scan(self.code("passport"))
        box.wait("birth")
        box.type(simulated.BORN_KEYS)
        box.wait("door")
        box.close_door()
        box.wait("done")
        kill(box)
        (self.box / "control.sock").unlink()
        secret = ("--passphrase-file", folder / "passphrase")
        simulated.run(PICKUPBOX, "office", "bundle", self.office, "-o", folder / "bundle2", *secret)


# ---- what is done to the folder; answers where the box is then ----

def old_folder(folder):
    shutil.rmtree(folder / "box")
    return shutil.copytree(folder / "before", folder / "box")


def old_database_alone(folder):
    remove_store(folder / "box")
    shutil.copy(folder / "before" / "box.db", folder / "box" / "box.db")
    return folder / "box"


def no_log(folder):
    (folder / "box" / "box.db-wal").unlink()
    (folder / "box" / "box.db-shm").unlink()
    return folder / "box"


def second_machine(folder):
    (folder / "elsewhere").mkdir()
    return shutil.copytree(folder / "box", folder / "elsewhere" / "box")


def anchor_missing(folder):
    (folder / "box.anchor").unlink()
    return folder / "box"


def anchor_newer_by_one(folder):
    export = json.loads(run(PICKUPBOX, "ledger", "export", folder / "box", folder / "out", "--json").stdout)
    text = (folder / "box.anchor").read_text()
    size = text.splitlines()[3]
    assert int(size) == export["size"], text
    (folder / "box.anchor").write_text(text.replace(f"\n{size}\n", f"\n{int(size) + 1}\n"))
    return folder / "box"


def anchor_damaged(folder):
    (folder / "box.anchor").write_text("anchor/v1\n")
    return folder / "box"


def anchor_of_other_entries(folder):
    lines = (folder / "box.anchor").read_text().split("\n")
    lines[4] = "A" * 43 + "="
    (folder / "box.anchor").write_text("\n".join(lines))
    return folder / "box"


def bundle_older_than_the_anchors(folder):
    text = (folder / "box.anchor").read_text()
    (folder / "box.anchor").write_text(text.replace("bundle 1\n", "bundle 2\n"))
    return folder / "box"


TABLE = {
    old_folder: "older than its anchor",
    old_database_alone: "older than its anchor",
    no_log: "older than its anchor",
    second_machine: "anchor that it had is missing",
    anchor_missing: "anchor that it had is missing",
    anchor_newer_by_one: "older than its anchor",
    anchor_damaged: "anchor is damaged",
    anchor_of_other_entries: "anchor is of another ledger",
    bundle_older_than_the_anchors: "bundle is older than its anchor says",
}


class Rollback(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.folder = pathlib.Path(self.temporary.name) / "place"
        shutil.copytree(PLACE.folder, self.folder)
        self.addCleanup(self.temporary.cleanup)

    def refused(self, why, *arguments):
        result = run(*arguments)
        self.assertEqual(result.returncode, 1, f"{arguments}: {result.returncode} {result.stdout}{result.stderr}")
        self.assertIn("rolled back", result.stderr)
        self.assertIn(why, result.stderr)

    def nothing_opens(self, folder, why):
        box = simulated.Box(PICKUPBOXD, folder)
        try:
            status = run(PICKUPBOX, "status", "--socket", folder / "control.sock", "--json")
            self.assertEqual(json.loads(status.stdout)["trouble"], "rolled_back")
            self.assertIn(why, box.said())
            box.scan(PLACE.code("passport"))
            box.pass_time(10)
            state = box.state()
            self.assertEqual(state["screen"], "out_of_order")
            self.assertEqual({lock["pulses"] for lock in state["locks"]}, {0})
            self.assertEqual(set(state["doors"]), {"closed"})
        finally:
            box.end()

    def nothing_is_signed(self, folder, why):
        out = self.folder / "refused"
        self.refused(why, PICKUPBOXD, "--config", folder / "pickupboxd.conf", "--check")
        self.refused(why, PICKUPBOX, "ledger", "export", folder, out)
        self.refused(why, PICKUPBOX, "ledger", "archive", folder, "2020", out)
        self.refused(why, PICKUPBOX, "box", "adopt", folder, self.folder / "bundle2")
        self.refused(why, PICKUPBOX, "box", "rotate", folder)
        self.refused(why, PICKUPBOX, "box", "wiring", folder)
        self.assertFalse(out.exists())

    def test_the_table(self):
        for number, (change, why) in enumerate(TABLE.items()):
            with self.subTest(change.__name__):
                place = self.folder.with_name(f"place{number}")
                shutil.copytree(self.folder, place)
                folder = change(place)
                anchor = place / "box.anchor"
                before = anchor.read_bytes() if anchor.exists() else None
                self.nothing_is_signed(folder, why)
                self.nothing_opens(folder, why)
                self.assertEqual(anchor.read_bytes() if anchor.exists() else None, before)
                print(f"{change.__name__}: {why}")

    def test_a_store_that_was_only_cut_goes_on(self):
        box = simulated.Box(PICKUPBOXD, self.folder / "box")
        box.wait("idle")
        box.scan(PLACE.code("passport"))
        box.wait("refused")
        box.end()
        run(PICKUPBOX, "ledger", "export", self.folder / "box", self.folder / "out")
        adopted = run(PICKUPBOX, "box", "adopt", self.folder / "box", self.folder / "bundle2")
        self.assertEqual(adopted.returncode, 0, adopted.stderr)
        self.assertIn("bundle 2\n", (self.folder / "box.anchor").read_text())

    def test_an_anchor_that_cannot_be_written_is_told_and_people_are_served(self):
        config = self.folder / "box" / "pickupboxd.conf"
        config.write_text(config.read_text().replace("[box]", f"[box]\nanchor = {self.folder}/away/box.anchor", 1))
        (self.folder / "away").mkdir()
        (self.folder / "box.anchor").rename(self.folder / "away" / "box.anchor")
        box = simulated.Box(PICKUPBOXD, self.folder / "box")
        box.wait("idle")
        shutil.rmtree(self.folder / "away")
        box.scan(PLACE.code("second"))
        box.wait("birth")
        box.type(simulated.BORN_KEYS)
        box.wait("door")
        box.close_door()
        box.wait("done")
        self.assertIn("the anchor cannot be written", box.said())
        box.end()

    def test_a_new_box_does_not_begin_beside_another_ones_anchor(self):
        shutil.rmtree(self.folder / "box")
        begun = run(PICKUPBOX, "box", "init", self.folder / "box", "--id", "K017", "--compartments", "6")
        self.assertEqual(begun.returncode, 1)
        self.assertIn("anchor of a box that was", begun.stderr)
        self.assertFalse((self.folder / "box").exists())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="pickupbox-test-") as made:
        place_folder = pathlib.Path(made) / "place"
        place_folder.mkdir()
        PLACE = Place(place_folder)
        unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
