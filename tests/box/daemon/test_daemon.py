#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The daemon from outside: a citizen's whole way through `pickupbox sim`, restarts, and its control socket.

usage: test_daemon.py PICKUPBOX PICKUPBOXD [unittest arguments]
"""

import hashlib
import json
import os
import re
import resource
import socket
import sqlite3
import stat
import time

import running
from running import BORN_KEYS, OWN_PIN, PICKUPBOX, START_S, Case, done, run


class Flow(Case):
    def load(self, box):
        box.sim("scan", f"@{self.folder}/office/badges/meier/badge.txt")
        box.sim("wait", "staff_pin")
        box.type(running.PLACE.one_time_pin)
        box.sim("wait", "staff_set_pin")
        box.type(OWN_PIN)
        box.type(OWN_PIN)
        box.sim("wait", "staff_overview")
        box.sim("press", "load")
        box.sim("wait", "staff_scan")
        box.sim("scan", f"@{self.folder}/office/out/{running.PLACE.parcel.name}/ticket.txt")
        box.sim("wait", "staff_load")
        box.close_door()
        box.sim("wait", "staff_scan")
        box.sim("press", "sign_out")
        box.sim("wait", "idle")

    def test_a_document_is_loaded_collected_once_and_never_again(self):
        code = f"@{self.folder}/office/out/{running.PLACE.parcel.name}/code.txt"
        box = self.start(by_command=True)
        self.load(box)
        box.kill()
        box = self.start(by_command=True)
        status = json.loads(box.status().stdout)
        self.assertEqual(status["compartments"]["occupied"], 1)
        self.assertEqual({name: status["today"][name] for name in ("loaded", "issued", "pickups", "pickup_median_s", "gave_up")},
                         {"loaded": 1, "issued": 0, "pickups": 0, "pickup_median_s": None, "gave_up": {}})
        self.assertEqual(status["reconciliation"]["ended"], None)
        box.sim("scan", code)
        box.sim("wait", "birth")
        box.type(BORN_KEYS)
        box.sim("wait", "door")
        box.close_door()
        box.sim("wait", "done")
        box.kill()
        box = self.start(by_command=True)
        box.sim("wait", "idle")
        box.sim("scan", code)
        box.sim("wait", "refused")
        said = next(text["text"] for text in box.state()["texts"] if text["name"] == "incident")
        number = re.search(r"\b\d{4}\b", said)[0]
        found, = json.loads(done(PICKUPBOX, "box", "incidents", self.box, number, "--json"))["incidents"]
        self.assertEqual(box.end(), 0)
        entries = self.entries()
        self.assertEqual((found["number"], found["event"], found["case"]), (number, "refused", running.PLACE.parcel.name[:8]))
        self.assertEqual((entries[found["entry"]]["e"], entries[found["entry"]]["why"]), ("refused", found["why"]))
        self.assertIn(f"{number}  {found['t']}  refused: {found['why']}, case", done(PICKUPBOX, "box", "incidents", self.box))
        other = f"{(int(number) + 1) % 10000:04}"
        self.assertEqual([run(PICKUPBOX, "box", "incidents", self.box, *words).returncode for words in ((other,), ("12",), ("12a4",))], [1, 2, 2])
        events = [entry["e"] for entry in entries]
        self.assertEqual(events.count("issued"), 1)
        self.assertEqual(events.count("boot"), 3)
        sha = hashlib.sha256((self.box / "pickupboxd.conf").read_bytes()).hexdigest()
        self.assertEqual([entry["sha"] for entry in entries if entry["e"] == "config"], [sha] * 3)
        self.assertEqual(events[-2:], ["refused", "shutdown"])

    def locked(self):
        """Another process that holds the store's lock for writing."""
        other = sqlite3.connect(self.box / "box.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        return other

    def collect(self, box):
        box.sim("scan", f"@{self.folder}/office/out/{running.PLACE.parcel.name}/code.txt")
        box.sim("wait", "birth")
        box.type(BORN_KEYS)

    def test_a_lock_of_another_process_stops_nothing_for_longer_than_it_lasts(self):
        box = self.start()
        self.load(box)
        other = self.locked()
        self.collect(box)
        box.sim("wait", "again")
        self.assertEqual(json.loads(box.status().stdout)["trouble"], "store")
        self.assertEqual(sum(lock["pulses"] for lock in box.state()["locks"]), 1)
        other.rollback()
        box.sim("wait", "idle")
        self.assertIsNone(json.loads(box.status().stdout)["trouble"])
        self.collect(box)
        box.sim("wait", "door")
        box.close_door()
        box.sim("wait", "done")
        self.assertEqual(box.end(), 0)

    def test_what_was_seen_while_the_store_was_locked_outlives_the_daemon(self):
        facts = self.folder / "box.anchor.facts"
        box = self.start()
        self.load(box)
        self.collect(box)
        box.sim("wait", "door")
        other = self.locked()
        box.close_door()
        box.sim("wait", "done")
        self.assertTrue(facts.exists())
        box.kill()
        other.rollback()
        box = self.start()
        box.sim("wait", "idle")
        self.assertFalse(facts.exists())
        self.assertEqual(box.end(), 0)
        closed = [entry for entry in self.entries() if entry["e"] == "closed"]
        self.assertEqual(len(closed), 1)
        self.assertLessEqual(closed[0].get("seen", closed[0]["t"]), closed[0]["t"])


class Rotation(Case):
    def test_a_change_of_the_ledgers_key_that_was_cut_is_finished_at_the_start(self):
        keys, enrolment = self.box / "keys", self.box / "K017.enrol"
        old, old_enrolment, vkey = (keys / "ledger.key").read_bytes(), enrolment.read_bytes(), self.folder / "office" / "boxes" / "K017.vkey"
        box = self.start()
        refused = run(PICKUPBOX, "box", "rotate", self.box)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("stop the daemon", refused.stderr)
        self.assertEqual(box.end(), 0)
        done(PICKUPBOX, "box", "rotate", self.box)
        new = (keys / "ledger.key").read_bytes()
        self.assertNotEqual(new, old)
        # As it is when power goes between the commit and the new key's taking its place.
        (keys / "ledger.key").rename(keys / "ledger.key.new")
        (keys / "ledger.key").write_bytes(old)
        (keys / "ledger.key").chmod(0o600)
        enrolment.write_bytes(old_enrolment)
        self.start().sim("wait", "idle")
        self.assertEqual(self.daemon.end(), 0)
        self.assertEqual((keys / "ledger.key").read_bytes(), new)
        self.assertFalse((keys / "ledger.key.new").exists())
        self.assertIn("finished", done(PICKUPBOX, "box", "rotate", self.box))
        self.assertEqual([entry["e"] for entry in self.entries()].count("rotated"), 1)
        self.assertIn("signed by the given key", done(PICKUPBOX, "ledger", "verify", self.folder / "export", "--vkey", vkey))
        done(PICKUPBOX, "office", "add-box", self.folder / "office", enrolment, "--replace", "--passphrase-file",
             self.folder / "passphrase")
        self.assertIn("signed by the given key", done(PICKUPBOX, "ledger", "verify", self.folder / "export", "--vkey", vkey))
        self.assertEqual(len(list(vkey.parent.glob("K017-????????.vkey"))), 1)


class Control(Case):
    def test_the_state_is_as_documented(self):
        state = self.start().state()
        self.assertEqual(list(state), ["screen", "language", "time", "texts", "targets", "speech", "locks", "doors"])
        self.assertEqual((state["screen"], state["language"]), ("idle", "de"))
        self.assertEqual(list(state["texts"][0]), ["name", "text", "x", "y", "w", "h"])
        self.assertEqual(list(state["targets"][0]), ["name", "text", "x", "y", "w", "h", "focus"])
        self.assertEqual(state["locks"][0], {"c": 1, "state": "idle", "pulses": 0, "last_ms": 0})
        self.assertEqual(state["doors"], ["closed"] * 6)

    def test_lines_that_go_and_come_back_are_taken_up_while_it_runs(self):
        box = self.start()

        def absent(count):
            end = time.monotonic() + START_S
            while (status := box.told())["compartments"]["absent"] != count:
                self.assertLess(time.monotonic(), end, f"{status}\n{box.said()}")
                time.sleep(0.02)
            self.assertTrue(status["working"], status)

        for _ in range(3):
            box.sim("door", "2", "unplug")
            absent(1)
            box.sim("door", "5", "unplug")
            absent(2)
            box.sim("door", "2", "plug")
            box.sim("door", "5", "plug")
            absent(0)
        self.assertIn("compartment 5 is back", box.said())
        self.assertNotIn("found_open", box.said())

    def test_the_status_names_the_root_as_an_export_does(self):
        box = self.start()
        told = json.loads(box.status().stdout)["ledger"]
        exported = json.loads(done(PICKUPBOX, "ledger", "export", self.box, self.folder / "export", "--json"))
        self.assertEqual({key: exported[key] for key in ("origin", "size", "root")}, told)

    def test_the_picture_is_written_by_the_client(self):
        box = self.start()
        path = self.folder / "idle.png"
        box.sim("screen", path)
        self.assertEqual(path.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        box.sim("unplug", "screen")
        self.assertEqual(box.try_sim("screen", path).returncode, 1)

    def test_a_reader_that_somebody_has_set_up_otherwise_is_an_alarm_also_after_a_restart(self):
        # Texts like ours that nobody signed: what matters is what stands around them.
        for turn, around in enumerate(((("", 2), ("\x02", 1), ("", 1), ("\x02", 2)), (("\x02", 2), ("", 1)))):
            box = self.start()
            for number, (before, times) in enumerate(around):
                for scan in range(times):
                    text = f"PK1:{turn}{number}{scan}" + 70 * "A"
                    box.sim("scan", before + text)
            self.assertEqual((self.box / "readers").read_text(), "simulated reader\tbefore= after= end=0d letters=kept\n")
            said = box.said()
            self.assertEqual(said.count("is set up otherwise than when it was last good (before= after= end=0d letters=kept, now before=02"), turn + 1)
            self.assertNotIn("AAAA", said)
            self.assertEqual(box.end(), 0)
        alarms = [entry["e"] for entry in self.entries() if entry.get("what") == "scanner_settings"]
        self.assertEqual(alarms, ["alarm", "alarm", "alarm_cleared"])

    def test_typed_digits_show_their_length_only(self):
        box = self.start()
        for step in ("start", "typed"):
            box.sim("press", step)
        box.type(running.PLACE.reference)
        box.sim("wait", "pin")
        for digit in "4711":
            box.sim("press", f"key_{digit}")
        box.sim("press", "show")
        text = json.dumps(box.state()["texts"])
        self.assertNotIn("4711", text)
        self.assertNotIn("4 7 1 1", text)

    def test_a_crash_leaves_no_core_dump(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        if hard == 0:
            self.skipTest("core dumps are forbidden here for everybody")
        box = self.start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)))
        self.assertEqual(resource.prlimit(box.process.pid, resource.RLIMIT_CORE), (0, 0))

    def test_what_cannot_be_done_is_refused_with_a_reason(self):
        box = self.start()
        for words, code, says in ((("press", "key_5"), 1, "nothing called key_5"), (("wait", "door", "0"), 1, "still at the screen idle"),
                                  (("door", "7", "open"), 1, "6 compartments"), (("touch", "4000", "1"), 1, "beside the picture"),
                                  (("press", "nothing"), 2, "target's name"), (("fly",), 2, "no action fly")):
            result = box.try_sim(*words)
            self.assertEqual(result.returncode, code, words)
            self.assertIn(says, result.stderr)

    def test_time_that_passes_ends_a_session(self):
        box = self.start()
        box.sim("press", "start")
        box.sim("wait", "code")
        box.sim("clock", "+30s")
        box.sim("wait", "more_time")
        box.sim("clock", "+30s")
        box.sim("wait", "idle")

    def test_keys_do_what_touch_does(self):
        box = self.start()
        box.sim("key", "5")
        box.sim("wait", "code")
        box.sim("key", "back")
        box.sim("wait", "idle")

    def test_garbage_on_the_socket_harms_nobody(self):
        box = self.start()
        path = str(self.box / "control.sock")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        for garbage in (b"\xff\xfe\n", b"[]\n", b"{" * 100000 + b"\n", b'{"request":"status"', b"x" * 3000000):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(path)
                try:
                    client.sendall(garbage)
                    client.settimeout(START_S)
                    if garbage.endswith(b"\n") or len(garbage) > 2000000:
                        answer = client.makefile().readline()
                        self.assertFalse(json.loads(answer)["ok"])
                except (BrokenPipeError, ConnectionResetError):
                    pass  # it was cut off while sending too much
        self.assertEqual(box.status().returncode, 0)

    def connected(self):
        client = socket.socket(socket.AF_UNIX)
        self.addCleanup(client.close)
        client.settimeout(20)
        client.connect(str(self.daemon.box / "control.sock"))
        return client

    def test_silent_clients_and_half_lines_keep_nobody_out(self):
        self.daemon = self.start()
        silent = [self.connected() for _ in range(8)]
        for client in silent[4:]:
            client.send(b'{"request":')
        for _ in range(3):  # a place is made at once, again and again
            newcomer = self.connected()
            newcomer.send(b'{"request":"status"}\n')
            self.assertIn(b'"ok":true', newcomer.recv(1 << 16))
        for client in silent[:3] + silent[4:]:  # three made room; half lines are dropped after a while
            self.assertEqual(client.recv(1), b"")
        self.assertIn("does not end its request", self.daemon.said())

    def test_many_clients_at_a_time_and_one_that_never_reads(self):
        box = self.start()
        path = str(self.box / "control.sock")
        silent = socket.socket(socket.AF_UNIX)
        silent.connect(path)
        silent.setblocking(False)
        try:
            while True:
                silent.send(b'{"request":"state"}\n' * 1000)
        except BlockingIOError:
            pass
        waiting = [socket.socket(socket.AF_UNIX) for _ in range(4)]
        for client in waiting:
            client.connect(path)
            client.sendall(b'{"request":"wait","screen":"code","timeout_ms":30000}\n')
        box.sim("press", "start")
        for client in waiting:
            client.settimeout(START_S)
            self.assertEqual(json.loads(client.makefile().readline()), {"ok": True})
            client.close()
        silent.close()


if __name__ == "__main__":
    running.main()
