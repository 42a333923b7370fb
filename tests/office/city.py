# SPDX-License-Identifier: EUPL-1.2
"""An office in a folder, and its commands as a clerk runs them; the passphrase comes from a file."""

import json
import pathlib
import subprocess


class City:
    def __init__(self, pickupbox, enrol, folder, boxes, known=(), database=None):
        """`known`: boxes whose key for their ledger is the one with which `loaded` signs. `database`: an empty one on a server; None: a file."""
        self.pickupbox, self.enrol, self.folder, self.dir = pickupbox, enrol, pathlib.Path(folder), pathlib.Path(folder) / "city"
        (self.folder / "passphrase").write_text("correct horse battery\n")
        self.run("init", "--name", "X", "--domain", "x.example", *(["--database", database] if database else []))
        for box in boxes:
            self.add_box(box, *(["known"] if box in known else []))

    def run(self, command, *arguments, status=0, said="", stdin=""):
        """What it prints."""
        done = subprocess.run([self.pickupbox, "office", command, self.dir, *map(str, arguments), "--passphrase-file", self.folder / "passphrase"],
                              input=stdin, text=True, capture_output=True)
        assert done.returncode == status and said in done.stderr, (command, arguments, done)
        return done.stdout

    def add_box(self, box, *key, replace=False):
        enrolment = self.folder / f"{box}.enrol"
        subprocess.run([self.enrol, box, enrolment, *key], check=True)
        self.run("add-box", enrolment, *(["--replace"] if replace else []))

    def issue(self, box):
        return json.loads(self.run("issue", "--box", box, "--item", "letter", "--born", "-", "--json", stdin="1970-01-01\n"))["cti"]

    def batch(self, *rows):
        """Of boxes and birth dates."""
        path = self.folder / "batch.csv"
        path.write_text("box;item;born\n" + "".join(f"{box};passport;{born}\n" for box, born in rows))
        return json.loads(self.run("issue", "--batch", path, "--again", "--json"))["issued"]

    def list(self, *arguments):
        """By their ids."""
        return {one["cti"]: one for one in json.loads(self.run("list", "--json", *arguments))["consignments"]}

    def export(self, loaded, box, name, *ctis, domain="x.example"):
        """What a box exports in whose ledger these were loaded."""
        subprocess.run([loaded, box, domain, self.folder / name, *ctis], check=True)
        return self.folder / name
