#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The staff's day at the virtual kiosk, of an office that wants four eyes: loading, handing over at the desk, the round, reconciliation,
and the ledger that an auditor takes away on a stick.

Each part ends with the same questions: does the box's ledger say exactly these entries in this order, and were exactly these locks
pulsed? What people see is the panel, compared with the twin's to the pixel.

usage: test_staff.py BUILD
"""

import os
import pathlib
import re
import subprocess
import tempfile
import time

import day
import kiosk
import place
import trace

PULSE_MS = (250, 1000)
WRONG_PIN = "99887766"
STICK, STICK_MB = "/media/pickupbox", 16
SECTOR, LOOK_S = 512, 0.2
NO_SOUND = "voice"      # the kiosk has none, which its box tells whenever it starts, some time after
# What the kiosk's device unit and rules give a stick; nobody is there to do it without systemd (test_systemd.py has that).
MOUNT = f"mount -t vfat -o nosuid,nodev,noexec,noatime,uid=$(id -u pickupbox),gid=$(id -g pickupbox),umask=0077 /dev/sda {STICK}"
REQUEST = re.compile(r"8,\d+ (\w+) .* (\d+) \+ (\d+) ")    # to the stick: what, from which sector, how many
TOLD_APART = {"deadline", "seen", "sha", "version"}     # of an entry, what no list here can know


class Staff(day.Day):
    """DESK is handed over at the desk; two stay too long; WITHDRAWN is revoked while it lies there; of OLD the old papers come back; the
    last one stays."""

    DESK, LATE, LATER, WITHDRAWN, OLD, STAYS = range(6)
    NAMES = ("DESK", "LATE", "LATER", "WITHDRAWN", "OLD", "STAYS")
    size = kiosk.SMALL
    patient = True
    more = {"issues": [(), ("--days", "2"), ("--days", "2"), (), ("--return-old",), ()], "policy": {"four_eyes": True},
            "staff": {"lena": "manager", "adam": "auditor"}}
    told = pulsed = 0       # entries and pulses that were seen before

    @classmethod
    def furnish(cls, twin):
        """The twin's stick is a folder; nobody looks at what is on it."""
        cls.told = cls.pulsed = 0
        place.add_to_sections(twin / "pickupboxd.conf", {"[box]": f"stick = {cls.folder / 'twin_stick'}"})

    # ---- what is asked after each part

    def ledger(self):
        """The entries of the box as it runs, exported from a copy of its folder and verified there."""
        copy = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        self.visit.box.must("tar -C /data -cf /tmp/box.tar box box.anchor")
        (copy / "box.tar").write_bytes(self.visit.box.get("/tmp/box.tar"))
        subprocess.run(["tar", "-m", "--no-same-owner", "-C", copy, "-xf", copy / "box.tar"], check=True)
        self.place.programs("ledger", "export", copy / "box", copy / "export")
        entries = place.read_export(self.place, copy / "export")
        self.size_read = len(entries)
        return entries

    def grown(self):
        return self.visit.box.status(f"{place.BOX}/control.sock")["ledger"]["size"]

    def words(self, entry):
        names = {consignment.cti: name for consignment, name in zip(self.place.consignments, self.NAMES)}
        own = [key for key in entry if key not in ("v", "box", "n", "t", "e", *TOLD_APART)]
        return " ".join([entry["e"], *(names.get(str(entry[key]), str(entry[key])) for key in own)])

    def done(self, *expected, locks=()):
        """Since the part before: these entries in this order, and one pulse of each of these compartments in this order. All is shut."""
        end = time.monotonic() + place.PATIENCE_S
        while len(entries := [self.words(entry) for entry in self.ledger() if entry.get("what") != NO_SOUND]) < type(self).told + len(expected):
            size = self.size_read
            while self.grown() == size and time.monotonic() < end:
                time.sleep(LOOK_S)
            if time.monotonic() > end:
                break
        pulses = self.visit.box.pulses()
        new, opened = entries[type(self).told:], pulses[type(self).pulsed:]
        type(self).told, type(self).pulsed = len(entries), len(pulses)
        self.assertEqual(new, list(expected))
        self.assertEqual([pulse.line for pulse in opened], [f"lock{number - 1}" for number in locks])
        for pulse in opened:
            self.assertIsNotNone(pulse.ms, pulse)
            self.assertGreaterEqual(pulse.ms, PULSE_MS[0], pulse)
            self.assertLessEqual(pulse.ruled_ms, PULSE_MS[1], pulse)
        self.assertEqual(trace.overlapping(pulses), [])
        self.assertEqual(self.visit.open_doors(), ([], []))
        print(f"{len(new)} entries, {len(opened)} pulses", end=" ", flush=True)
        self.over()

    # ---- people

    def pin(self, sub, first=False):
        """Of who has just shown a badge, on the keypad."""
        visit = self.visit
        visit.sees("staff_pin")
        visit.keys(*(self.place.people[sub].one_time_pin if first else place.OWN_PIN), "ok")
        if first:
            visit.sees("staff_set_pin")
            visit.keys(*place.OWN_PIN, "ok")
            visit.keys(*place.OWN_PIN, "ok")

    def badge(self, sub, way="serial"):
        self.visit.shows(self.place.people[sub].badge, way)

    def revoke(self, number):
        """By a statement in the drop folders of the two."""
        consignment, statement = self.place.consignments[number], self.folder / "statement"
        self.place.programs("office", "revoke", self.place.office, consignment.cti, "-o", statement, *self.place.secret)
        self.visit.box.put(statement, f"{place.BOX}/incoming/statement")
        (self.folder / "twin_statement").write_bytes(statement.read_bytes())
        (self.folder / "twin_statement").rename(self.folder / "twin/incoming/statement")

    def plug(self):
        """A new stick, here and at the twin's."""
        with open(self.folder / "stick.img", "wb") as file:
            file.truncate(STICK_MB << 20)
        self.visit.box.must(f"modprobe -a usb-storage sd_mod vfat nls_cp437 nls_ascii && mkdir -p {STICK}")
        self.visit.box.plug_stick(self.folder / "stick.img")
        self.visit.box.must(f"mkdosfs /dev/sda >/dev/null && {MOUNT}")
        (self.folder / "twin_stick").mkdir()

    def read_again(self):
        """How many sectors of the stick the kernel has read after it had written them."""
        written, read = set(), set()
        for _, _, name, rest in trace.events(self.visit.box.trace_text()):
            found = REQUEST.match(rest) if name == "block_rq_issue" else None
            if found:
                sectors = range(int(found[2]), int(found[2]) + int(found[3]))
                if "W" in found[1]:
                    written.update(sectors)
                    read.difference_update(sectors)
                elif "R" in found[1]:
                    read.update(written.intersection(sectors))
        return len(read)

    def says(self, name, words):
        """Waits for the twin to have these words there."""
        end = time.monotonic() + place.PATIENCE_S
        while words not in [" ".join(text["text"].replace("\u00ad", "").split()) for text in self.visit.twin.state()["texts"] if text["name"] == name]:
            self.assertLess(time.monotonic(), end, f"never says {words}: {self.visit.twin.state()['texts']}")
            time.sleep(LOOK_S)

    def asks(self, number):
        """What was in that compartment."""
        self.says("title", f"Was ist mit Fach {number}?")
        self.visit.sees("staff_found")

    # ---- the day

    def test_1_alone_one_may_load_what_is_free(self):
        visit = self.visit
        visit.sees("idle")
        type(self).told = sum(entry.get("what") != NO_SOUND for entry in self.ledger())
        self.badge("meier")
        self.pin("meier", first=True)
        visit.sees("staff_overview")
        visit.touches("load")
        visit.sees("staff_scan")
        day.load(visit, self.place.consignments[self.DESK], "serial")
        self.done("login meier", "load_begin DESK 1 meier", "loaded DESK 1 1 meier", locks=[1])

    def test_2_the_desk_wants_a_second_person(self):
        """Refused to an auditor and to a wrong PIN, granted to a manager; the code that somebody has brought says which door."""
        visit = self.visit
        visit.finds("back")
        visit.touches("back")
        visit.sees("staff_overview")
        visit.touches("desk")
        visit.sees("staff_desk")
        visit.touches("row_0")
        visit.sees("staff_second")
        self.badge("adam")
        visit.sees("staff_refused")
        self.done("login_refused adam wrong_use")
        visit.touches("next")
        visit.sees("staff_overview")
        visit.touches("desk")
        visit.sees("staff_desk")
        visit.shows(self.place.consignments[self.DESK].code, "serial")
        visit.sees("staff_second")
        self.badge("lena")
        visit.sees("staff_pin")
        visit.keys(*WRONG_PIN, "ok")
        visit.sees("staff_pin")
        self.done("login_refused lena wrong_pin")
        self.pin("lena", first=True)
        visit.sees("staff_take")
        visit.closes(visit.opened())
        visit.sees("staff_found")
        visit.touches("found_taken")
        visit.sees("staff_desk")
        visit.touches("back")
        visit.sees("staff_overview")
        self.done("login lena", "service_open DESK 1 desk meier lena", locks=[1])

    def test_3_both_load(self):
        """What was answered before is written before the next door opens."""
        visit = self.visit
        visit.touches("load")
        visit.sees("staff_scan")
        for number in range(self.LATE, self.STAYS + 1):
            day.load(visit, self.place.consignments[number], "serial")
        self.badge("lena")
        visit.sees("idle")
        loads = [(f"load_begin {name} {c} meier", f"loaded {name} {c} 1 meier") for c, name in enumerate(self.NAMES[1:], 2)]
        self.done("removed DESK 1 there meier", *(entry for load in loads for entry in load), "logout meier", "logout lena", locks=range(2, 7))

    def test_4_a_citizen_lays_old_papers_in(self):
        visit = self.visit
        visit.shows(self.place.consignments[self.OLD].code, "serial")
        visit.sees("birth")
        visit.types(place.BORN_KEYS)
        visit.sees("old_ready")
        visit.touches("next")
        visit.sees("door")
        visit.closes(visit.opened())
        visit.sees("old_ask")
        visit.touches("yes")
        visit.sees("done")
        visit.touches("end")
        visit.sees("idle")
        self.done("release OLD 5 code", "issued OLD 5 seen", "closed OLD 5", "old_returned OLD 5", locks=[5])

    def test_5_the_round(self):
        """Two are overdue, one is revoked, old papers came back: one walk, whose next door opens when the last is shut. A label answers at the
        first door, the others are asked at the end: one is answered on the keypad, two on the screen."""
        visit = self.visit
        visit.stop_daemon()
        visit.days_pass(4)
        self.revoke(self.WITHDRAWN)
        visit.start_daemon()
        visit.sees("idle")
        self.done("shutdown", "boot real", "config", "expired LATE 2", "expired LATER 3", "revoked 1")
        self.badge("meier")
        visit.sees("staff_pin")
        visit.types(place.OWN_PIN)
        visit.sees("staff_overview")
        visit.touches("round")
        visit.sees("staff_round")
        visit.touches("next")
        visit.sees("staff_second")
        self.badge("lena")
        self.pin("lena")
        number = visit.opened()
        visit.sees("staff_take")
        visit.shows(self.place.consignments[self.LATE].ticket, "serial")
        visit.closes(number)
        for _ in range(3):
            visit.closes(visit.opened())
        self.asks(3)
        visit.focuses("found_taken")
        visit.keys("ok")
        self.asks(4)
        visit.touches("found_taken")
        self.asks(5)
        visit.touches("found_taken")
        visit.sees("staff_round")
        opened = [f"service_open {name} {c} take_out meier lena" for c, name in enumerate(self.NAMES[1:5], 2)]
        self.done("login meier", "login lena", opened[0], "removed LATE 2 there meier", *opened[1:], "removed LATER 3 there meier",
                  "removed WITHDRAWN 4 there meier", locks=[2, 3, 4, 5])

    def test_6_reconciliation(self):
        """Every compartment; in one that the box has for free something lies."""
        visit = self.visit
        visit.touches("reconcile")
        visit.sees("staff_reconcile")
        visit.touches("next")
        for number in range(1, 7):
            self.assertEqual(visit.opened(), number)
            if number == 6:
                visit.sees("staff_take")
                visit.shows(self.place.consignments[self.STAYS].ticket, "serial")
            visit.closes(number)
            if number < 6:
                self.asks(number)
                visit.touches("found_else" if number == 4 else "found_empty")
        visit.sees("staff_reconcile")
        self.badge("meier")
        visit.sees("idle")
        visits = [("", "returned_to_service 1 meier"), ("", "returned_to_service 2 meier"), ("", "returned_to_service 3 meier"),
                  ("", "quarantined 4 contents"), ("", "returned_to_service 5 meier"), ("STAYS ", "returned_to_service 6 meier")]
        told = [(f"service_open {name}{c} reconcile meier lena", answer) for c, (name, answer) in enumerate(visits, 1)]
        self.done("returned_to_service 5 meier", *(entry for entries in told for entry in entries), "reconciled 1 4 1 meier",
                  "logout meier", "logout lena", locks=range(1, 7))

    def test_7_an_auditor_takes_the_ledger_away(self):
        """Read again from the stick itself, as the kernel has it in its trace; pulled, and what lies there verifies and is the ledger so far."""
        visit, box = self.visit, self.visit.box
        self.badge("adam")
        self.pin("adam", first=True)
        visit.sees("staff_overview")
        visit.touches("export")
        visit.sees("staff_export")
        size = self.grown()
        self.plug()
        box.must(f"echo 1 >{trace.TRACING}/events/block/block_rq_issue/enable")
        visit.touches("next")
        self.says("title", "Geschrieben und geprüft.")
        visit.sees("staff_export", own_texts=(*place.OWN_TEXTS, "todo"))
        read = self.read_again() * SECTOR
        box.unplug_usb("stick")
        box.must(f"umount -l {STICK}")
        box.plug_stick(self.folder / "stick.img")
        box.put(self.place.office / "boxes/K017.vkey", "/tmp/vkey")
        said = box.must(f"mount -t vfat -o ro /dev/sda {STICK} && pickupbox ledger verify {STICK}/pickupbox-K017 --vkey /tmp/vkey && "
                        f"tar -C {STICK} -cf /tmp/stick.tar pickupbox-K017")
        (self.folder / "stick.tar").write_bytes(box.get("/tmp/stick.tar"))
        subprocess.run(["tar", "-m", "--no-same-owner", "-C", self.folder, "-xf", self.folder / "stick.tar"], check=True)
        out = self.folder / "pickupbox-K017"
        written = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        self.assertGreaterEqual(read, written, "it was not read from the stick")
        self.assertEqual(place.read_export(self.place, out), self.ledger()[:size])
        self.badge("adam")
        visit.sees("idle")
        self.done("login adam", f"exported {size} adam", "logout adam")
        print(f"{size} entries on the stick in {written} bytes, of which {read} were read again from it; {said.strip().splitlines()[0]}", end=" ")


class Lying(Staff):
    """The same with a panel that lies: other screens, other places."""

    size = kiosk.SMALL[::-1]


if not os.environ.get("PICKUPBOX_FULL"):
    del Lying


if __name__ == "__main__":
    day.main()
