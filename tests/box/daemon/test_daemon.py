#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The daemon from outside: a citizen's whole way through `pickupbox sim`, restarts, and what is broken in its folder.

usage: test_daemon.py PICKUPBOX PICKUPBOXD
"""

import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import unittest

PICKUPBOX, PICKUPBOXD = (os.path.abspath(path) for path in sys.argv[1:3])
BORN = "1985-03-07"
BORN_KEYS = "07031985"
OWN_PIN = "13572468"
START_S = 30


def run(*arguments, **options):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False, **options)


def done(*arguments):
    result = run(*arguments)
    assert result.returncode == 0, f"{arguments}: {result.returncode}\n{result.stdout}{result.stderr}"
    return result.stdout


def contents(folder):
    """Every file below the folder with its bytes; sockets and the store's working files apart."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm", "-lock", "sim.world"))}


def fill_disk():
    """A limit on the size of files stands for the disk's end."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))


class Place:
    """An office with one loader, and a box that trusts it, made once; tests work on copies."""
    compartments = 6

    def __init__(self, folder):
        self.folder = folder
        self.box = folder / "box"
        self.office = folder / "office"
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text("correct horse\n")
        secret = ("--passphrase-file", self.passphrase)
        done(PICKUPBOX, "box", "init", self.box, "--id", "K017", "--compartments", self.compartments)
        done(PICKUPBOX, "office", "init", self.office, "--name", "Stadt Musterstadt", "--domain", "musterstadt.example", *secret)
        done(PICKUPBOX, "office", "add-box", self.office, self.box / "K017.enrol", *secret)
        text = done(PICKUPBOX, "office", "add-staff", self.office, "--id", "meier", "--role", "loader", *secret)
        self.one_time_pin = text.split("One-time PIN:")[1].split()[0]
        done(PICKUPBOX, "office", "bundle", self.office, "-o", folder / "bundle", *secret)
        done(PICKUPBOX, "box", "adopt", self.box, folder / "bundle", "--root", self.office / "root.pub")
        issued = done(PICKUPBOX, "office", "issue", self.office, "--box", "K017", "--item", "passport", "--born", BORN, *secret)
        self.reference = issued.split("Reference:")[1].split("\n")[0].replace(" ", "")
        self.parcel = next((self.office / "out").iterdir())


class Daemon:
    def __init__(self, box, **options):
        self.box = box
        self.log = open(box.parent / "daemon.log", "ab")
        self.process = subprocess.Popen([PICKUPBOXD, "--config", box / "pickupboxd.conf", "--simulate"], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, **options)
        end = time.monotonic() + START_S
        while self.status().returncode == 2:
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.said()}"
            assert time.monotonic() < end, f"does not answer: {self.said()}"
            time.sleep(0.02)

    def said(self):
        return (self.box.parent / "daemon.log").read_text()

    def status(self):
        return run(PICKUPBOX, "status", "--socket", self.box / "control.sock", "--json")

    def try_sim(self, *words):
        return run(PICKUPBOX, "sim", "--socket", self.box / "control.sock", *words)

    def sim(self, *words):
        result = self.try_sim(*words)
        assert result.returncode == 0, f"sim {words}: {result.stderr}\n{self.said()}"
        return result.stdout

    def state(self):
        return json.loads(self.sim("state"))

    def type(self, digits):
        for digit in digits:
            self.sim("press", f"key_{digit}")
        self.sim("press", "next")

    def await_door(self, wanted):
        end = time.monotonic() + START_S
        while True:
            state = self.state()
            open_doors = [i + 1 for i, door in enumerate(state["doors"]) if door == "open"]
            driving = any(lock["state"] == "driving" for lock in state["locks"])
            if bool(open_doors) == wanted and not driving:
                return open_doors[0] if open_doors else None
            assert time.monotonic() < end, f"doors: {state['doors']}"
            time.sleep(0.01)

    def close_door(self):
        self.sim("door", self.await_door(True), "close")
        self.await_door(False)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(START_S)
        self.log.close()
        return code


class Case(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-test-")
        self.folder = pathlib.Path(self.temporary.name) / "place"
        shutil.copytree(PLACE.folder, self.folder)
        self.box = self.folder / "box"
        self.daemon = None

    def tearDown(self):
        if self.daemon and self.daemon.process.poll() is None:
            self.daemon.kill()
        self.temporary.cleanup()

    def start(self, **options):
        self.daemon = Daemon(self.box, **options)
        return self.daemon

    def entries(self):
        out = self.folder / "export"
        done(PICKUPBOX, "ledger", "export", self.box, out)
        done(PICKUPBOX, "ledger", "verify", out)
        return [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]


class Flow(Case):
    def load(self, box):
        box.sim("scan", f"@{self.folder}/office/badges/meier/badge.txt")
        box.sim("wait", "staff_pin")
        box.type(PLACE.one_time_pin)
        box.sim("wait", "staff_set_pin")
        box.type(OWN_PIN)
        box.type(OWN_PIN)
        box.sim("wait", "staff_overview")
        box.sim("press", "load")
        box.sim("wait", "staff_scan")
        box.sim("scan", f"@{self.folder}/office/out/{PLACE.parcel.name}/ticket.txt")
        box.sim("wait", "staff_load")
        box.close_door()
        box.sim("wait", "staff_scan")
        box.sim("press", "sign_out")
        box.sim("wait", "idle")

    def test_a_document_is_loaded_collected_once_and_never_again(self):
        code = f"@{self.folder}/office/out/{PLACE.parcel.name}/code.txt"
        box = self.start()
        self.load(box)
        box.kill()
        box = self.start()
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
        box = self.start()
        box.sim("wait", "idle")
        box.sim("scan", code)
        box.sim("wait", "refused")
        said = next(text["text"] for text in box.state()["texts"] if text["name"] == "incident")
        number = re.search(r"\b\d{4}\b", said)[0]
        found, = json.loads(done(PICKUPBOX, "box", "incidents", self.box, number, "--json"))["incidents"]
        self.assertEqual(box.end(), 0)
        entries = self.entries()
        self.assertEqual((found["number"], found["event"], found["case"]), (number, "refused", PLACE.parcel.name[:8]))
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
        box.sim("scan", f"@{self.folder}/office/out/{PLACE.parcel.name}/code.txt")
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
            while (status := json.loads(box.status().stdout))["compartments"]["absent"] != count:
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
        box.type(PLACE.reference)
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


class Trouble(Case):
    def check(self):
        return run(PICKUPBOXD, "--config", self.box / "pickupboxd.conf", "--check")

    def is_out_of_order(self, trouble, says):
        """The check says so; the daemon comes up, says so, opens nothing and leaves the folder as it was."""
        before = contents(self.box)
        checked = self.check()
        self.assertEqual(checked.returncode, 1, checked.stderr)
        self.assertIn(says, checked.stderr)
        box = self.start()
        status = box.status()
        self.assertEqual(status.returncode, 1)
        self.assertEqual(json.loads(status.stdout)["trouble"], trouble)
        self.assertEqual(box.state()["screen"], "out_of_order")
        self.assertIn(says, box.said())
        box.sim("scan", f"@{self.folder}/office/out/{PLACE.parcel.name}/code.txt")
        self.assertEqual(box.state()["screen"], "out_of_order")
        self.assertEqual(sum(lock["pulses"] for lock in box.state()["locks"]), 0)
        self.assertEqual(box.end(), 0)
        self.assertEqual(contents(self.box), before)

    def test_a_good_folder_passes_the_check_unchanged(self):
        before = contents(self.box)
        self.assertEqual(self.check().returncode, 0)
        self.assertEqual(contents(self.box), before)

    def test_the_check_warns_of_a_disk_that_others_may_fill(self):
        self.assertIn("no file system of its own", self.check().stderr)

    def test_a_store_that_cannot_be_opened_ends_in_a_new_start(self):
        database = self.box / "box.db"
        database.rename(self.box / "aside.db")
        database.mkdir()
        box = self.start()
        self.assertEqual(json.loads(box.status().stdout)["trouble"], "database")
        self.assertEqual(box.state()["screen"], "out_of_order")
        self.assertEqual(box.process.wait(60), 1)
        self.assertIn("to be started again", box.said())

    def test_a_keyboard_layout_that_there_is_none_of_fails_the_check(self):
        config = self.box / "pickupboxd.conf"
        text = config.read_text()
        config.write_text(text + "\n[scanner]\nlayout = xx\n")
        checked = self.check()
        self.assertEqual(checked.returncode, 1, checked.stderr)
        self.assertIn("there is no keyboard layout `xx`", checked.stderr)
        config.write_text(text + "\n[scanner]\nlayout = de(nodeadkeys)\n")
        self.assertEqual(self.check().returncode, 0)

    def test_a_damaged_database_is_kept_and_the_box_out_of_order(self):
        database = self.box / "box.db"
        database.write_bytes(b"not a database at all" * 500)
        self.is_out_of_order("database", "damaged")

    def test_a_database_cut_short_is_kept_and_the_box_out_of_order(self):
        database = self.box / "box.db"
        database.write_bytes(database.read_bytes()[:9000])
        self.is_out_of_order("database", "damaged")

    def test_a_missing_key_puts_the_box_out_of_order(self):
        (self.box / "keys" / "tags.key").unlink()
        self.is_out_of_order("keys", "tags.key is missing")

    def test_a_key_that_others_may_read_puts_the_box_out_of_order(self):
        (self.box / "keys" / "ledger.key").chmod(0o640)
        self.is_out_of_order("keys", "ledger.key can be read or changed by others")

    def test_a_key_cut_short_puts_the_box_out_of_order(self):
        (self.box / "keys" / "sealing.key").write_bytes(b"x" * 31)
        self.is_out_of_order("keys", "sealing.key is damaged")

    def test_a_ledger_key_of_another_box_puts_the_box_out_of_order(self):
        done(PICKUPBOX, "ledger", "export", self.box, self.folder / "export")
        self.start().sim("clock", "+2h")
        self.assertEqual(self.daemon.end(), 0)
        done(PICKUPBOX, "box", "init", self.folder / "twin", "--id", "K017", "--compartments", "6")
        shutil.copy(self.folder / "twin" / "keys" / "ledger.key", self.box / "keys" / "ledger.key")
        self.is_out_of_order("keys", "ledger.key is not the one that signed this box's ledger")
        result = run(PICKUPBOX, "ledger", "export", self.box, self.folder / "export")
        self.assertEqual(result.returncode, 2)
        self.assertIn("is not the one that signed", result.stderr)

    def test_a_second_daemon_is_refused(self):
        box = self.start()
        second = run(PICKUPBOXD, "--config", self.box / "pickupboxd.conf", "--simulate", timeout=START_S)
        self.assertEqual(second.returncode, 2)
        self.assertIn("another pickupboxd", second.stderr)
        self.assertEqual(box.status().returncode, 0)

    def test_a_bad_configuration_names_its_line(self):
        config = self.box / "pickupboxd.conf"
        config.write_text(config.read_text() + "\n[doors]\n")
        with open(config, "a", encoding="ascii") as file:
            file.write("many = yes\n")
        result = run(PICKUPBOXD, "--config", config, "--simulate")
        self.assertEqual(result.returncode, 2)
        self.assertIn("there is no section [doors]", result.stderr)

    def test_no_message_moves_the_terminal(self):
        """What is quoted from a file, a name or an argument arrives without its control characters."""
        config = self.box / "pickupboxd.conf"
        good = config.read_bytes()
        for line, said in ((b"\x1b]0;evil\x07x = 1\n", "`?]0;evil?x`"), (b"[\x1b[31m]\nx = 1\n", "?[31m")):
            config.write_bytes(good + b"\n[box]\n" + line)
            result = run(PICKUPBOXD, "--config", config, "--check")
            self.assertEqual(result.returncode, 2, result)
            self.assertIn(said, result.stderr)
            self.assertFalse(set(result.stderr) & set("\x1b\x07\x9b"), result.stderr)
        result = run(PICKUPBOXD, "--\x1b[31m")
        self.assertEqual(result.returncode, 2)
        self.assertIn("--?[31m", result.stderr)
        for words in (("box", "adopt", "/\x1b[31m", "/none"), ("office", "issue", "/none", "--\x1b[31m"), ("\x1b[31m",)):
            result = run(PICKUPBOX, *words)
            self.assertNotEqual(result.returncode, 0)
            self.assertNotIn("\x1b", result.stderr + result.stdout)

    def test_a_full_disk_leaves_no_half_made_box(self):
        new = self.folder / "new"
        result = run(PICKUPBOX, "box", "init", new, "--id", "K018", "--compartments", "1000", preexec_fn=fill_disk)
        self.assertEqual(result.returncode, 2)
        self.assertIn("cannot be made", result.stderr)
        self.assertFalse(new.exists())

    def test_a_full_disk_at_the_start_puts_the_box_out_of_order(self):
        before = contents(self.box)
        box = self.start(preexec_fn=fill_disk)
        self.assertEqual(box.status().returncode, 1)
        self.assertEqual(box.state()["screen"], "out_of_order")
        self.assertRegex(box.said(), "out of order: .*(disk|space|large|No space)")
        self.assertEqual(box.end(), 0)
        self.assertEqual(contents(self.box), before)
        box = self.start()
        self.assertEqual(box.status().returncode, 0)

    def test_an_existing_folder_is_left_alone(self):
        before = contents(self.box)
        result = run(PICKUPBOX, "box", "init", self.box, "--id", "K018", "--compartments", "6")
        self.assertEqual(result.returncode, 1)
        self.assertIn("exists already", result.stderr)
        self.assertEqual(contents(self.box), before)


class Adoption(Case):
    def bundle(self):
        path = self.folder / "next"
        done(PICKUPBOX, "office", "bundle", self.folder / "office", "-o", path, "--passphrase-file", self.folder / "passphrase")
        return path

    def adopt(self, path, *options):
        return run(PICKUPBOX, "box", "adopt", self.box, path, *options)

    def secret(self):
        return ("--passphrase-file", self.folder / "passphrase")

    def revoked_and_forgotten(self):
        """Two bundles: one revokes the consignment, the next, of an office that was put back whole from an older copy, does not."""
        cti = PLACE.parcel.name
        office, anchor = self.folder / "office", self.folder / "office.anchor"
        shutil.copytree(office, self.folder / "office.older")
        shutil.copy2(anchor, self.folder / "anchor.older")
        done(PICKUPBOX, "office", "revoke", self.folder / "office", cti, *self.secret())
        revoking = self.bundle().rename(self.folder / "revoking")
        shutil.rmtree(office)
        (self.folder / "office.older").rename(office)
        (self.folder / "anchor.older").rename(anchor)
        self.bundle()  # of the same number as the one that revokes
        return cti, revoking, self.bundle()

    def await_gone(self, path):
        end = time.monotonic() + START_S
        while path.exists():
            self.assertLess(time.monotonic(), end, f"{path.name} is not taken")
            time.sleep(0.02)

    def test_no_bundle_takes_a_revocation_back(self):
        cti, revoking, forgetful = self.revoked_and_forgotten()
        self.assertEqual(self.adopt(revoking).returncode, 0)
        refused = self.adopt(forgetful)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(cti, refused.stderr)
        box = self.start()
        refused = self.adopt(forgetful)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(cti, refused.stderr)
        dropped = self.box / "incoming" / "forgetful"
        shutil.copy2(forgetful, dropped)
        os.utime(dropped, (1, 1))
        self.await_gone(dropped)
        self.assertTrue(dropped.with_name("forgetful.refused").exists())
        self.assertIn(cti, box.said())
        self.assertEqual(json.loads(box.status().stdout)["bundle"]["version"], 2)
        self.assertEqual(box.end(), 0)

    def test_the_drop_folder_is_watched(self):
        path = self.bundle()
        box = self.start()
        incoming = self.box / "incoming"
        (incoming / ".part").write_bytes(path.read_bytes()[:100])
        path.rename(incoming / "bundle-2")
        self.await_gone(incoming / "bundle-2")
        self.assertEqual(json.loads(box.status().stdout)["bundle"]["version"], 2)
        self.assertTrue((incoming / ".part").exists())
        odd = incoming / "a\x1b[31mb"
        odd.write_text("no bundle")
        os.utime(odd, (1, 1))
        self.await_gone(odd)
        self.assertTrue(odd.with_name(odd.name + ".refused").exists())
        self.assertIn("a?[31mb from the drop folder: not signed by the office", box.said())
        self.assertEqual(box.end(), 0)

    def test_what_lies_there_at_the_start_is_taken(self):
        path = self.bundle()
        (self.box / "incoming").mkdir()
        path.rename(self.box / "incoming" / "bundle-2")
        box = self.start()
        self.await_gone(self.box / "incoming" / "bundle-2")
        self.assertEqual(json.loads(box.status().stdout)["bundle"]["version"], 2)
        self.assertEqual(box.end(), 0)

    def test_a_session_without_end_keeps_no_bundle_out(self):
        path = self.bundle()
        box = self.start()
        box.sim("press", "start")
        dropped = self.box / "incoming" / "bundle-2"
        path.rename(dropped)
        for _ in range(2):
            box.sim("clock", "+29s")
            box.sim("press", "help")
            self.assertTrue(dropped.exists())
        box.sim("clock", "+5s")
        self.await_gone(dropped)
        self.assertEqual(json.loads(box.status().stdout)["bundle"]["version"], 2)
        self.assertNotEqual(box.state()["screen"], "idle")
        self.assertEqual(box.end(), 0)

    def test_a_running_box_adopts_when_idle_and_only_then(self):
        path = self.bundle()
        box = self.start()
        box.sim("press", "start")
        busy = self.adopt(path)
        self.assertEqual(busy.returncode, 1)
        self.assertIn("when it is idle", busy.stderr)
        box.sim("key", "back")
        box.sim("wait", "idle")
        self.assertEqual(self.adopt(path).returncode, 0)
        self.assertEqual(json.loads(box.status().stdout)["bundle"]["version"], 2)
        again = self.adopt(path)
        self.assertEqual(again.returncode, 1)
        self.assertIn("this version", again.stderr)

    def test_a_root_key_given_beside_the_pinned_one_must_have_signed_too(self):
        path = self.bundle()
        other = "00" * 31 + "01"
        box = self.start()
        result = self.adopt(path, "--root", other)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertEqual(result.stderr, "pickupbox: this bundle is signed by another root key than --root\n")
        result = self.adopt(path, "--root", self.folder / "office" / "root.pub")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(json.loads(box.status().stdout)["bundle"]["version"], 2)

    def test_a_bundle_for_another_enrolment_of_the_box_is_refused(self):
        done(PICKUPBOX, "box", "init", self.folder / "twin", "--id", "K017", "--compartments", "6")
        twin = self.folder / "twin" / "K017.enrol"
        result = run(PICKUPBOX, "box", "adopt", self.folder / "twin", self.folder / "bundle", "--root", self.folder / "office" / "root.pub")
        self.assertEqual(result.returncode, 1)
        self.assertIn("another enrolment of box K017", result.stderr)
        box = self.start()
        done(PICKUPBOX, "office", "add-box", self.folder / "office", twin, "--replace", *self.secret())
        result = self.adopt(self.bundle())
        self.assertEqual(result.returncode, 1)
        self.assertIn("another enrolment of box K017", result.stderr)
        self.assertEqual(json.loads(box.status().stdout)["bundle"]["version"], 1)

    def test_a_running_box_that_trusts_nobody_says_how_to_begin(self):
        shutil.rmtree(self.box)
        done(PICKUPBOX, "box", "init", self.box, "--id", "K017", "--compartments", "6")
        self.start()
        result = self.adopt(self.folder / "bundle", "--root", self.folder / "office" / "root.pub")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr, "pickupbox: this box trusts no office yet; stop the daemon and adopt with --root\n")

    def test_a_foreign_or_damaged_bundle_changes_nothing(self):
        other = self.folder / "other"
        done(PICKUPBOX, "office", "init", other, "--name", "Anders", "--domain", "anders.example", "--passphrase-file",
             self.folder / "passphrase")
        done(PICKUPBOX, "office", "bundle", other, "-o", self.folder / "foreign", "--passphrase-file", self.folder / "passphrase")
        damaged = bytearray((self.folder / "bundle").read_bytes())
        damaged[-1] ^= 1
        (self.folder / "damaged").write_bytes(damaged)
        before = contents(self.box)
        for name, options, says in (("foreign", (), "another office"), ("damaged", (), "not a bundle"),
                                    ("foreign", ("--root", other / "root.pub"), "trusts another office")):
            result = self.adopt(self.folder / name, *options)
            self.assertEqual(result.returncode, 1, name)
            self.assertIn(says, result.stderr)
        self.assertEqual(contents(self.box), before)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="pickupbox-place-") as made:
        PLACE = Place(pathlib.Path(made))
        unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
