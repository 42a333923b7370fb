#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Stores that were put back from an older copy, or copied elsewhere: nothing opens, nothing is signed, and everybody is told. And the
way on, by `box restore`.

usage: test_rollback.py PICKUPBOX PICKUPBOXD [unittest arguments]
"""

import base64
import hashlib
import json
import pathlib
import shutil
import time

import put_back
from put_back import PICKUPBOX, PICKUPBOXD, TABLE, Case, old_folder, restore, run, simulated, vkey_of


class Rollback(Case):
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
            box.scan(put_back.PLACE.code("passport"))
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
        box.scan(put_back.PLACE.code("passport"))
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
        box.scan(put_back.PLACE.code("second"))
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


class Restore(Case):
    def setUp(self):
        super().setUp()
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
        shutil.copytree(put_back.PLACE.box, self.box)
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
            box.scan(put_back.PLACE.code(name))
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
        shutil.copytree(put_back.PLACE.box, self.box)
        shutil.copy(put_back.PLACE.folder / "box.anchor", self.folder / "box.anchor")
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
            box.scan(put_back.PLACE.read(label, "ticket.txt"))
        box.hand(c, "close")
        box.await_door(False)
        box.wait("staff_found")
        box.activate("found_kept")
        box.wait("staff_problems")
        box.pass_time(11)   # until then the answer can be changed

    def test_there_counts_only_by_the_label(self):
        self.assertEqual(restore(self.box, "--bundle", self.folder / "bundle2")[0], 0)
        names = {c: name for name, c in put_back.PLACE.where.items()}
        c = min(names)
        other = next(name for name in names.values() if name != names[c])
        box = simulated.Box(PICKUPBOXD, self.box)
        put_back.sees_what_is_in_doubt(box)
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
        box.scan(put_back.PLACE.code(names[c]))
        box.wait("birth")
        box.end()

    def test_the_former_box_is_rolled_back_by_the_new_anchor(self):
        self.assertEqual(restore(self.box, "--bundle", self.folder / "bundle2")[0], 0)
        shutil.rmtree(self.box)
        shutil.copytree(put_back.PLACE.box, self.box)
        self.assertIn("anchor is of another ledger", run(PICKUPBOXD, "--config", self.box / "pickupboxd.conf", "--check").stderr)


if __name__ == "__main__":
    put_back.main()
