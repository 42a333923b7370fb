# SPDX-License-Identifier: EUPL-1.2
"""A box whose folder was put back, in every way that can be, and the two people who let it go on; for the tests beside this file.

Whoever imports it has PICKUPBOX and PICKUPBOXD as its first arguments, and ends with main().
"""

import json
import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "access"))
import simulated  # noqa: E402

PICKUPBOX, PICKUPBOXD = (os.path.abspath(path) for path in sys.argv[1:3])
PLACE = None  # that of main(), of which each test has a copy
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
        simulated.run(PICKUPBOX, "ledger", "export", self.box, folder / "earlier")
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
        simulated.run(PICKUPBOX, "ledger", "export", self.box, folder / "export")
        secret = ("--passphrase-file", folder / "passphrase")
        added = simulated.run(PICKUPBOX, "office", "add-staff", self.office, "--id", "anna", "--role", "manager", *secret)
        self.manager_pin = added.split("One-time PIN:")[1].split()[0]
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


class Person:
    """Runs `box restore` on a terminal of its own and answers."""

    def __init__(self, *arguments):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execv(PICKUPBOX, [PICKUPBOX, "box", "restore", *map(str, arguments)])
        self.said = ""

    def read(self):
        if not select.select([self.terminal], [], [], 30)[0]:
            raise AssertionError(f"says no more: {self.said}")
        try:
            more = os.read(self.terminal, 65536)
        except OSError:
            more = b""
        self.said += more.decode().replace("\r", "")
        return bool(more)

    def answer(self, prompt, text):
        while not self.said.endswith(prompt + ": "):
            if not self.read():
                return
        os.write(self.terminal, text.encode() + b"\n")
        self.said += "\n"

    def end(self):
        while self.read():
            pass
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def badge(sub):
    return (PLACE.office / "badges" / sub / "badge.txt").read_text().strip()


def sees_what_is_in_doubt(box):
    """The manager signs in for the first time and opens the list."""
    box.scan(badge("anna"))
    box.wait("staff_pin")
    box.type(PLACE.manager_pin)
    box.wait("staff_set_pin")
    box.type("24681357")
    box.type("24681357")
    box.wait("staff_overview")
    box.activate("problems")
    box.wait("staff_problems")


def restore(box, *options, first=("anna", None), second=("meier", simulated.OWN_PIN)):
    person = Person(box, *options)
    for prompt, (sub, pin) in (("A manager's badge (scan it, or type its text)", first), ("A second person's badge", second)):
        person.answer(prompt, badge(sub))
        person.answer("PIN", pin or PLACE.manager_pin)
    return person.end(), person.said


def vkey_of(said):
    """The verifier key of the new ledger, which the command tells."""
    return next(line for line in said.splitlines() if "+" in line and "/pickupbox/K017/" in line) + "\n"


class Case(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name) / "place"
        shutil.copytree(PLACE.folder, self.folder)


def main():
    """Makes the place, then runs the tests of the program."""
    global PLACE
    with tempfile.TemporaryDirectory(prefix="pickupbox-test-") as made:
        place_folder = pathlib.Path(made) / "place"
        place_folder.mkdir()
        PLACE = Place(place_folder)
        unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
