#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Stores that were put back from an older copy, or copied elsewhere: nothing opens, nothing is signed, and everybody is told.

usage: test_rollback.py PICKUPBOX PICKUPBOXD [unittest arguments]
"""

import base64
import hashlib
import json
import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "access"))
import simulated  # noqa: E402

PICKUPBOX, PICKUPBOXD = (os.path.abspath(path) for path in sys.argv[1:3])
CUT_AT = ("write", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename", "unlink")
ROUNDS_MAX = 60
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
            self.assertIn("bis zwei Mitarbeitende sie freigeben", " ".join(text["text"] for text in state["texts"]))
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


def restore(box, *options, first=("anna", None), second=("meier", simulated.OWN_PIN)):
    person = Person(box, *options)
    for prompt, (sub, pin) in (("A manager's badge (scan it, or type its text)", first), ("A second person's badge", second)):
        person.answer(prompt, badge(sub))
        person.answer("PIN", pin or PLACE.manager_pin)
    return person.end(), person.said


def vkey_of(said):
    """The verifier key of the new ledger, which the command tells."""
    return next(line for line in said.splitlines() if "+" in line and "/pickupbox/K017/" in line) + "\n"


class Restore(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name) / "place"
        shutil.copytree(PLACE.folder, self.folder)
        self.box = old_folder(self.folder)

    def verify(self, out, *options):
        return run(PICKUPBOX, "ledger", "verify", out, *options)

    def refuses(self, why, *options, **people):
        before = (self.box / "box.db").read_bytes()
        status, said = restore(self.box, *options, **people)
        self.assertEqual(status, 1, said)
        self.assertIn(why, said)
        self.assertEqual((self.box / "box.db").read_bytes(), before)

    def test_only_a_manager_and_another_person_by_the_newest_bundle_may(self):
        bundle = ("--bundle", self.folder / "bundle2")
        self.refuses("first badge must be a manager's", *bundle, first=("meier", simulated.OWN_PIN))
        self.refuses("another one", *bundle, second=("anna", None))
        self.refuses("PIN of anna is wrong", *bundle, first=("anna", "00000000"))
        self.refuses("refused: revoked")                             # the store's own bundle does not know anna
        (self.folder / "box.anchor").unlink()
        self.refuses("give a new one of the office")
        without = run(PICKUPBOX, "box", "restore", self.box, *bundle)
        self.assertEqual(without.returncode, 2)
        self.assertIn("no terminal", without.stderr)

    def test_a_store_that_agrees_with_its_anchor_is_not_restored(self):
        shutil.rmtree(self.box)
        shutil.copytree(PLACE.box, self.box)
        done = run(PICKUPBOX, "box", "restore", self.box)
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not rolled back", done.stderr)

    def test_the_way_on(self):
        began = time.monotonic()
        status, said = restore(self.box, "--bundle", self.folder / "bundle2", "--export", self.folder / "export")
        self.assertEqual(status, 0, said)
        self.assertIn("1 consignments are known to be handed out", said)
        print(f"restored in {time.monotonic() - began:.2f} s")
        vkey = self.folder / "vkey"
        vkey.write_text(vkey_of(said))
        self.nothing_is_handed_out_before_somebody_looked()
        out = self.folder / "out"
        simulated.run(PICKUPBOX, "ledger", "export", self.box, out)
        events = [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]
        self.assertEqual([entry["e"] for entry in events[:3]], ["continued", "restored", "bundle"])
        self.assertEqual(events[1]["by"], "anna")
        self.assertEqual([entry["c"] for entry in events if entry["e"] == "quarantined"], list(range(1, 25)))
        self.both_generations(out, vkey, events[0])

    def nothing_is_handed_out_before_somebody_looked(self):
        box = simulated.Box(PICKUPBOXD, self.box)
        box.wait("idle")
        for name, screen in (("passport", "refused"), ("second", "jam")):
            box.scan(PLACE.code(name))
            box.wait(screen)
            self.assertEqual({lock["pulses"] for lock in box.state()["locks"]}, {0})
            box.pass_time(120)
            box.wait("idle")
        box.end()
        checked = run(PICKUPBOXD, "--config", self.box / "pickupboxd.conf", "--check")
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def both_generations(self, out, vkey, continued):
        former, old_vkey = self.folder / "export", self.folder / "office" / "boxes" / "K017.vkey"
        size = json.loads(self.verify(former, "--json").stdout)["size"]
        self.assertEqual(continued["size"], size)
        keys = ("--vkey", vkey, "--vkey", old_vkey)
        alone = self.verify(out, *keys)
        self.assertEqual(alone.returncode, 0, alone.stderr)
        self.assertIn(f"goes on for the first {size} entries", alone.stderr)
        both = self.verify(out, *keys, "--former", former)
        self.assertEqual(both.returncode, 0, both.stderr)
        self.assertIn(f"goes on for {size} entries", both.stdout)
        print(both.stdout.strip())
        self.proofs_across(out, vkey, old_vkey)
        # Somebody holds more of the former ledger than the new one admits.
        shutil.rmtree(self.box)
        shutil.copytree(PLACE.box, self.box)
        shutil.copy(PLACE.folder / "box.anchor", self.folder / "box.anchor")
        simulated.Box(PICKUPBOXD, self.box).end()
        simulated.run(PICKUPBOX, "ledger", "export", self.box, self.folder / "longer")
        longer = self.verify(out, *keys, "--former", self.folder / "longer")
        self.assertEqual(longer.returncode, 1)
        self.assertIn("what came after was left out", longer.stderr)
        self.checkpoints_alone(out, keys)
        office = self.verify(out, "--vkey", old_vkey, "--former", former)   # the office's one key is good for both
        self.assertEqual(office.returncode, 0, office.stderr)
        self.assertIn("signed by the given key", office.stdout)
        stranger = self.verify(out, "--vkey", self.stranger(old_vkey))
        self.assertEqual(stranger.returncode, 1, stranger.stdout)
        self.assertIn("what came after was left out", self.proved(self.folder / "longer", out, vkey, status=1).stderr)
        foreign = self.verify(former, *keys, "--former", out)
        self.assertEqual(foreign.returncode, 1)
        self.assertIn("does not go on for another ledger", foreign.stderr)

    def checkpoints_alone(self, out, keys):
        """Photographs and files of witnesses of the former ledger, with its own signature or a witness's alone."""
        former, longer, witness = self.folder / "export", self.folder / "longer", self.folder / "witness"
        kept = pathlib.Path(shutil.copytree(former, self.folder / "kept"))
        files = ("--state", self.folder / "witness.state", "--key", witness)
        vkey = simulated.run(PICKUPBOX, "ledger", "witness", *files, "--init", "w.example/1").split()[0]
        cosigned = {}
        for folder in (kept, longer):
            simulated.run(PICKUPBOX, "ledger", "witness", folder, *files)
            text, signatures = (folder / "checkpoint").read_text().split("\n\n")
            cosigned[folder] = text + "\n\n" + next(line for line in signatures.splitlines() if "w.example/1" in line) + "\n"
        for option in ("--seen", "--former"):
            good = self.verify(out, *keys, option, kept / "checkpoint")
            self.assertEqual(good.returncode, 0, good.stderr)
            self.assertIn("no checkpoint that was given", good.stdout)
            for note, more in ((longer / "checkpoint", ()), (cosigned[longer], ("--witness", vkey))):
                bad = self.verify(out, *keys, *more, option, note)
                self.assertEqual(bad.returncode, 1, bad.stdout)
                self.assertIn("what came after was left out", bad.stderr)
            unknown = self.verify(out, *keys, option, cosigned[kept])
            self.assertEqual(unknown.returncode, 1)
            self.assertIn("not signed by a key that was given", unknown.stderr)

    def proved(self, of, newer, vkey, *options, status):
        """The proof of entry 5 of one export, checked by another one."""
        simulated.run(PICKUPBOX, "ledger", "prove", of, "5", "-o", self.folder / "proof")
        done = run(PICKUPBOX, "ledger", "check-proof", self.folder / "proof", "--vkey", vkey, "--export", newer, *options)
        self.assertEqual(done.returncode, status, done)
        return done

    def stranger(self, vkey):
        """Another key by the name of the box's."""
        name = vkey.read_text().split("+")[0]
        key = bytes.fromhex("01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        return f"{name}+{hashlib.sha256(name.encode() + bytes([10]) + key).digest()[:4].hex()}+{base64.b64encode(key).decode()}"

    def proofs_across(self, out, vkey, old_vkey):
        """With the new ledger's key alone: what it goes on for is vouched for by its first entry, as far as the former's hashes are there."""
        former, earlier = self.folder / "export", self.folder / "earlier"
        self.assertIn("goes on for its first", self.proved(former, out, vkey, status=0).stdout)
        self.assertIn("not signed by the given key", self.proved(earlier, out, vkey, status=1).stderr)
        beginning = self.proved(earlier, out, vkey, "--former", former, status=0)
        self.assertIn("are the beginning", beginning.stdout)
        print(beginning.stdout.strip())
        self.assertIn("was not looked at", self.proved(earlier, out, vkey, "--vkey", old_vkey, status=0).stderr)
        self.assertIn("not signed", self.proved(earlier, out, vkey, "--former", earlier, status=1).stderr)
        self.assertIn("no given key has signed", self.proved(earlier, out, self.stranger(old_vkey), "--former", former, status=1).stderr)
        damaged, tile = shutil.copytree(former, self.folder / "damaged"), next((former / "tile" / "0").glob("000.p/*"))
        path = damaged / tile.relative_to(former)
        path.write_bytes(path.read_bytes()[:32 * 6] + bytes(32) + path.read_bytes()[32 * 7:])
        self.assertIn("do not lead to the root", self.proved(earlier, out, vkey, "--former", damaged, status=1).stderr)
        lines = (self.folder / "proof").read_text().split("\n")
        at = lines.index("") + 3
        lines[at] = "A" * 43 + "="
        (self.folder / "proof").write_text("\n".join(lines))
        forged = run(PICKUPBOX, "ledger", "check-proof", self.folder / "proof", "--vkey", vkey, "--export", out, "--former", former)
        self.assertEqual(forged.returncode, 1)
        self.assertIn("two ledgers were signed", forged.stderr)

    def look_into(self, box, c, label):
        """A manager opens the compartment of the list's first row, scans a label there, and says that it is there."""
        box.activate("row_0")
        box.wait("staff_take")
        self.assertEqual(box.await_door(True), c)
        if label:
            box.scan(PLACE.read(label, "ticket.txt"))
        box.hand(c, "close")
        box.await_door(False)
        box.wait("staff_found")
        box.activate("found_kept")
        box.wait("staff_problems")
        box.pass_time(11)   # until then the answer can be changed

    def test_there_counts_only_by_the_label(self):
        self.assertEqual(restore(self.box, "--bundle", self.folder / "bundle2")[0], 0)
        names = {c: name for name, c in PLACE.where.items()}
        c = min(names)
        other = next(name for name in names.values() if name != names[c])
        box = simulated.Box(PICKUPBOXD, self.box)
        box.scan(badge("anna"))
        box.wait("staff_pin")
        box.type(PLACE.manager_pin)
        box.wait("staff_set_pin")
        box.type("24681357")
        box.type("24681357")
        box.wait("staff_overview")
        box.activate("problems")
        box.wait("staff_problems")
        for label in (None, other):
            self.look_into(box, c, label)
            self.assertIn("stays in doubt", box.said())
            row = next(target["text"] for target in box.targets() if target["name"] == "row_0")
            self.assertIn(f"Fach {c}.", row)
        self.look_into(box, c, names[c])
        row = next(target["text"] for target in box.targets() if target["name"] == "row_0")
        self.assertNotIn(f"Fach {c}.", row)
        box.activate("sign_out")
        box.wait("idle")
        box.scan(PLACE.code(names[c]))
        box.wait("birth")
        box.end()

    def test_the_former_box_is_rolled_back_by_the_new_anchor(self):
        self.assertEqual(restore(self.box, "--bundle", self.folder / "bundle2")[0], 0)
        shutil.rmtree(self.box)
        shutil.copytree(PLACE.box, self.box)
        self.assertIn("anchor is of another ledger", run(PICKUPBOXD, "--config", self.box / "pickupboxd.conf", "--check").stderr)


class AtTheScreen(unittest.TestCase):
    """The way on without a command: the bundle by the drop folder, two people at the scanner and the keys."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name) / "place"
        shutil.copytree(PLACE.folder, self.folder)
        self.box = old_folder(self.folder)
        (self.box / "incoming").mkdir(exist_ok=True)

    def texts(self, box):
        return " ".join(text["text"] for text in box.state()["texts"]).replace("\u00a0", " ")

    def bring(self):
        shutil.copy(self.folder / "bundle2", self.box / "incoming" / "bundle2")

    def sign_in(self, box, sub, pin):
        box.scan(badge(sub))
        box.wait("staff_pin")
        box.type(pin)

    def refused(self, box, sub, screen, words):
        box.scan(badge(sub))
        box.wait(screen)
        self.assertIn(words, self.texts(box))
        box.activate("next")

    def test_two_people_begin_again(self):
        before = (self.box / "box.db").read_bytes()
        box = simulated.Box(PICKUPBOXD, self.box)
        self.refused(box, "anna", "staff_refused", "gesperrt")     # the store's own bundle does not know her
        box.wait("out_of_order")
        self.bring()
        self.refused(box, "meier", "staff_restore", "Teamleitung")
        self.sign_in(box, "anna", "00000000")
        box.wait("staff_pin")
        self.assertIn("4", self.texts(box))
        box.type(PLACE.manager_pin)
        box.wait("staff_second")
        self.refused(box, "anna", "staff_restore", "andere")
        box.wait("out_of_order")
        self.sign_in(box, "anna", PLACE.manager_pin)
        box.wait("staff_second")
        self.sign_in(box, "meier", simulated.OWN_PIN)
        box.wait("staff_restore")
        self.assertIn("Alle Fächer bleiben gesperrt", self.texts(box))
        self.assertEqual((self.box / "box.db").read_bytes(), before)
        box.activate("next")
        self.assertIn("beginnt neu", self.texts(box))
        box.socket.sendall(b'{"request": "advance", "ms": 4000}\n')
        self.assertEqual(box.process.wait(simulated.START_S), 1)     # to be started anew by the service manager
        box.socket.close()
        box.log.close()
        self.goes_on()

    def goes_on(self):
        box = simulated.Box(PICKUPBOXD, self.box)
        box.wait("idle")
        box.scan(PLACE.code("passport"))                             # an export would have told that it is spent; nobody has looked
        box.wait("jam")
        self.assertEqual({lock["pulses"] for lock in box.state()["locks"]}, {0})
        self.assertIn("Its verifier key, for the office", box.said())
        end = time.monotonic() + 30
        while list((self.box / "incoming").iterdir()):               # known already: it goes
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)
        box.pass_time(120)
        box.end()
        out = self.folder / "out"
        simulated.run(PICKUPBOX, "ledger", "export", self.box, out)
        events = [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]
        self.assertEqual([entry["e"] for entry in events[:3]], ["continued", "restored", "bundle"])
        self.assertEqual((events[1]["by"], events[2]["version"]), ("anna", 2))
        self.assertEqual([entry["c"] for entry in events if entry["e"] == "quarantined"], list(range(1, 25)))
        export = json.loads(run(PICKUPBOX, "ledger", "verify", self.folder / "export", "--json").stdout)
        self.assertEqual(events[0]["size"], export["size"])          # of the anchor, which knew more than the old copy

    def test_without_a_bundle_as_new_as_the_anchors_nobody_is_judged(self):
        anchor = self.folder / "box.anchor"
        anchor.write_text(anchor.read_text().replace("bundle 1\n", "bundle 2\n"))
        box = simulated.Box(PICKUPBOXD, self.box)
        self.refused(box, "anna", "staff_restore", "Die neueste Freigabe fehlt")
        (self.box / "incoming" / "junk").write_bytes(b"junk")
        self.refused(box, "anna", "staff_restore", "Die neueste Freigabe fehlt")
        self.bring()
        box.scan(badge("anna"))
        box.wait("staff_pin")
        box.pass_time(181)
        box.wait("out_of_order")
        box.end()

    def test_five_wrong_pins_leave_only_the_command(self):
        self.bring()
        before = (self.box / "box.db").read_bytes()
        box = simulated.Box(PICKUPBOXD, self.box)
        box.scan(badge("anna"))
        for _ in range(5):
            box.wait("staff_pin")
            box.type("00000000")
        box.wait("staff_restore")
        self.assertIn("Zu viele falsche PINs", self.texts(box))
        box.activate("next")
        self.refused(box, "anna", "staff_restore", "Zu viele falsche PINs")
        box.end()
        self.assertEqual((self.box / "box.db").read_bytes(), before)
        self.assertEqual(restore(self.box, "--bundle", self.folder / "bundle2")[0], 0)

    def test_out_of_order_it_still_helps_whoever_stands_there(self):
        box = simulated.Box(PICKUPBOXD, self.box)
        box.wait("out_of_order")
        for screen, leave in (("help", "back"), ("access", "next"), ("language", "back")):
            box.activate(screen)
            box.wait(screen)
            box.activate(leave)
            box.wait("out_of_order")
        box.activate("language")
        box.activate("language_en")
        self.assertIn("Out of order", self.texts(box))
        box.activate("access")
        box.activate("toggle_large")
        box.activate("toggle_contrast")
        box.pass_time(50)
        box.wait("out_of_order")
        self.assertIn("Außer Betrieb", self.texts(box))
        box.end()


class Backup(unittest.TestCase):
    """`box backup` beside a running box, `office unseal`, and `box restore` on another controller."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name) / "place"
        shutil.copytree(PLACE.folder, self.folder)
        self.box, self.office, self.file = self.folder / "box", self.folder / "office", self.folder / "K017.backup"
        self.secret = ("--passphrase-file", self.folder / "passphrase")

    def adopt_key(self):
        """The first bundle of this box has the key as well: it is taken here to have a newer one."""
        simulated.run(PICKUPBOX, "box", "adopt", self.box, self.folder / "bundle2")

    def unsealed(self, enrolment):
        out = self.folder / "unsealed"
        done = run(PICKUPBOX, "office", "unseal", self.office, self.file, enrolment, "-o", out, *self.secret)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out, done.stdout

    def test_without_a_backup_key_it_says_which_is_missing(self):
        simulated.run(PICKUPBOX, "office", "bundle", self.office, "--form", "1", "-o", self.folder / "first", *self.secret)
        simulated.run(PICKUPBOX, "box", "adopt", self.box, self.folder / "first")
        done = run(PICKUPBOX, "box", "backup", self.box, self.file)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no backup key of the office", done.stderr)
        self.assertFalse(self.file.exists())

    def test_killed_at_every_write_it_leaves_the_old_one_or_the_new(self):
        """Also beside a session: at each write, sync and rename of the command."""
        if shutil.which("strace") is None or subprocess.run(["strace", "-o", os.devnull, "true"], stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("strace is not installed, or may not trace here")
        self.adopt_key()
        self.enrolment = self.new_controller()
        simulated.run(PICKUPBOX, "box", "backup", self.box, self.file)
        self.old, self.killed, self.replaced = self.file.read_bytes(), 0, 0
        for syscall in CUT_AT:
            self.cut_at_each(syscall)
        alone = self.killed
        box = simulated.Box(PICKUPBOXD, self.box)
        box.scan(PLACE.code("second"))
        box.wait("birth")
        box.type(simulated.BORN_KEYS)
        box.wait("door")
        for syscall in CUT_AT:
            self.cut_at_each(syscall)
        box.close_door()
        box.wait("done")
        self.assertEqual(sum(entry["e"] == "issued" for entry in self.entries(box)), 2)
        print(f"backup: killed {alone} times alone and {self.killed - alone} times beside a session, replaced {self.replaced} times, whole each time")
        self.assertGreater(min(alone, self.killed - alone, self.replaced), 0)
        self.assertEqual(oct(self.file.stat().st_mode & 0o777), "0o600")

    def entries(self, box):
        box.end()
        simulated.run(PICKUPBOX, "ledger", "export", self.box, self.folder / "out")
        return [json.loads(line) for line in (self.folder / "out" / "entries.jsonl").read_text().splitlines()]

    def cut_at_each(self, syscall):
        # LeakSanitizer does not work under a tracer.
        sanitizer = ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "detect_leaks=0")))
        for count in range(1, ROUNDS_MAX):
            done = run("env", f"ASAN_OPTIONS={sanitizer}", "strace", "-f", "-o", os.devnull, "-e", f"trace={syscall}",
                       "-e", f"inject={syscall}:signal=SIGKILL:when={count}", PICKUPBOX, "box", "backup", self.box, self.file)
            new = self.file.read_bytes()
            if new != self.old:
                self.replaced += 1
                self.unsealed(self.enrolment)                        # the new one, whole
                self.old = new
            if done.returncode == 0:
                return
            self.assertIn(done.returncode, (-9, 137), (syscall, count, done.stderr))
            self.killed += 1
        self.fail(f"{syscall}: not done after {ROUNDS_MAX} writes")

    def new_controller(self):
        self.new = self.folder / "new" / "box"
        self.new.parent.mkdir()
        simulated.run(PICKUPBOX, "box", "init", self.new, "--id", "K017", "--compartments", "24")
        shutil.copy(self.box / "pickupboxd.conf", self.new / "pickupboxd.conf")
        return self.new / "K017.enrol"

    def test_another_controller_goes_on(self):
        self.adopt_key()
        old_ticket = self.issue()
        box = simulated.Box(PICKUPBOXD, self.box)
        simulated.run(PICKUPBOX, "box", "backup", self.box, self.file)
        box.end()
        enrolment = self.new_controller()
        ledger_key = (self.new / "keys" / "ledger.key").read_bytes()
        copied_s = self.seconds_to_copy()
        began = time.monotonic()
        out, said = self.unsealed(enrolment)
        added = simulated.run(PICKUPBOX, "office", "add-box", self.office, enrolment, "--replace", *self.secret)
        fingerprint = next(line for line in said.splitlines() if line.count(" ") == 7)
        self.assertIn(fingerprint, added)
        simulated.run(PICKUPBOX, "office", "bundle", self.office, "-o", self.folder / "bundle3", *self.secret)
        at_the_box = time.monotonic()
        status, said = restore(out, self.new, "--bundle", self.folder / "bundle3")
        restored_s = time.monotonic() - at_the_box
        self.assertEqual(status, 0, said)
        self.assertEqual((self.new / "keys" / "ledger.key").read_bytes(), ledger_key)
        box = simulated.Box(PICKUPBOXD, self.new)
        box.wait("idle")
        print(f"another controller: `box restore` with two people's PINs takes {restored_s / copied_s:.0f} times as long as copying the box's "
              f"folder to the disk, the whole way from the backup to the idle screen {(time.monotonic() - began) / copied_s:.0f} times")
        self.make_room(box)
        for ticket in (old_ticket, self.issue()):
            box.scan(ticket)
            box.wait("staff_load")
            box.close_door()
            box.wait("staff_scan")
        box.end()
        simulated.run(PICKUPBOX, "ledger", "export", self.new, self.folder / "out")
        again = run(PICKUPBOX, "box", "restore", out, self.new, "--bundle", self.folder / "bundle3")
        self.assertEqual(again.returncode, 1)
        self.assertIn("has a ledger already", again.stderr)

    def seconds_to_copy(self):
        """The box's folder, each file of it synced: what any restore has to do at least. The shortest of five times."""
        took = []
        for number in range(5):
            began = time.monotonic()
            copy = pathlib.Path(shutil.copytree(self.box, self.folder / f"copy{number}", ignore=shutil.ignore_patterns("*.sock")))
            for file in filter(pathlib.Path.is_file, copy.rglob("*")):
                with file.open("rb+") as opened:
                    os.fsync(opened.fileno())
            took.append(time.monotonic() - began)
        return min(took)

    def issue(self):
        made = json.loads(simulated.run(PICKUPBOX, "office", "issue", self.office, "--box", "K017", "--item", "passport", "--born",
                                        simulated.BORN, "--json", *self.secret))
        folder = (made["issued"][0] if "issued" in made else made)["folder"]
        return (pathlib.Path(folder) / "ticket.txt").read_text().strip()

    def make_room(self, box):
        """A manager finds two compartments empty, and begins to load."""
        box.scan(badge("anna"))
        box.wait("staff_pin")
        box.type(PLACE.manager_pin)
        box.wait("staff_set_pin")
        box.type("24681357")
        box.type("24681357")
        box.wait("staff_overview")
        box.activate("problems")
        box.wait("staff_problems")
        for _ in range(2):
            box.activate("row_0")
            box.wait("staff_take")
            box.close_door()
            box.wait("staff_found")
            box.activate("found_empty")
            box.wait("staff_problems")
            box.pass_time(11)
        box.activate("back")
        box.wait("staff_overview")
        box.activate("load")
        box.wait("staff_scan")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="pickupbox-test-") as made:
        place_folder = pathlib.Path(made) / "place"
        place_folder.mkdir()
        PLACE = Place(place_folder)
        unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
